"""The CSV files of the sample shop, the same bytes every time: ``python -m sample_data.generate [DIR]``."""

import sys
from collections.abc import Iterable
from pathlib import Path

from sample_data import SAMPLE_SHOP, official
from sample_data.after_sales import make_disputes, make_refunds, make_service_tasks
from sample_data.orders import make_orders
from sample_data.scores import official_scores
from sample_data.tables import as_row, write_table
from sample_data.voices import make_chats, make_reviews


def generate(folder: Path) -> None:
    """Write one CSV file per canonical table into ``folder``, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    orders = make_orders()
    # Refunds close orders and delay confirmations, so they come before anything that reads those.
    refunds = make_refunds(orders)
    records: dict[str, Iterable[object]] = {
        "orders": orders,
        "reviews": make_reviews(orders),
        "refunds": refunds,
        "disputes": make_disputes(orders, refunds),
        "chats": make_chats(),
        "service_tasks": make_service_tasks(orders),
    }
    for table, rows in records.items():
        write_table(folder, table, map(as_row, rows))
    write_table(folder, "platform_metrics", official.platform_metrics())
    write_table(folder, "violations", official.violations())
    write_table(folder, "exclusions", official.exclusions())
    write_table(folder, "annotations", official.annotations())
    # The scores follow from everything else.
    write_table(folder, "official_scores", official_scores(folder))


def main(arguments: list[str]) -> int:
    """The exit status after writing into the folder named, or into the shipped one."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        sys.stderr.write("usage: python -m sample_data.generate [DIR]\n")
        return 2
    generate(Path(arguments[0]) if arguments else SAMPLE_SHOP)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
