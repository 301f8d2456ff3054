"""What a metric counts on each day of made-up rows, and its value over January 2022."""

from collections.abc import Sequence
from datetime import date, timedelta

from made_up import Row, events

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.panel import panel

Tables = dict[str, Sequence[Row]]
ByDay = dict[str, tuple[int, int]]
KEYS = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id", "disputes": "dispute_id",
        "chats": "chat_id", "violations": "violation_id"}  # fmt: skip


def sums_of(tables: Tables) -> DailySums:
    """The daily sums of shop "s"; a row without a key is numbered, and a time without its month is in January."""
    rows = {
        table: [{"shop_id": "s", KEYS[table]: f"{table}{at}", **_in_january(row)} for at, row in enumerate(given)]
        for table, given in tables.items()
    }
    return daily_sums(events(**rows))


def _in_january(row: Row) -> Row:
    return {
        name: f"2022-01-{cell}" if isinstance(cell, str) and (name.endswith("_at") or name == "day") else cell
        for name, cell in row.items()
    }


def counted(metric: str, tables: Tables) -> ByDay:
    """Day of January → numerator and denominator, of the days on which either is more than nothing."""
    sums, item = sums_of(tables), METRICS[metric]
    assert sums.missing[metric] == ((),), metric
    found = {}
    for at in range(sums.days):
        numerator = int(sums.columns[item.numerator][0, at])
        denominator = int(sums.columns[item.denominator][0, at]) if item.denominator else 0
        if numerator or denominator:
            found[f"{sums.first_day + timedelta(days=at):%d}"] = (numerator, denominator)
    return found


def value(metric: str, tables: Tables) -> float:
    """The metric's value over the whole of January."""
    day = date(2022, 1, 31)
    return float(panel(sums_of(tables), {metric: (31, 0)}, day, day).metrics[metric].value[0, 0])
