"""`voc-board bench measure`: how long measuring takes, over the engine's own parse of the same files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from scoring.intake.embedded import connect
from scoring.measure.daily_sums import daily_sums
from scoring.measure.panel import panel, windows_of_catalogue
from scoring.store.delta import Store
from scoring.timing import in_process

ORDERS = 1_000_000
_SHOPS = 1_000
_DAYS = 365
_ROUNDS = 3

# Made-up rows with the spread of a real year; `hash` keeps them the same in every run.
_TABLES = {
    "orders": (
        1.0,
        """select shop_id, 'o' || i as order_id, 'b' || (hash(i * 7) % 400000) as buyer_id,
             'p' || (hash(i * 3) % 5000) as product_id, '女装/女士精品' as category,
             strftime(paid - interval 3 minute, '%Y-%m-%d %H:%M:%S') as created_at,
             strftime(paid, '%Y-%m-%d %H:%M:%S') as paid_at,
             strftime(paid + to_seconds(wait), '%Y-%m-%d %H:%M:%S') as collected_at,
             strftime(paid + to_seconds(wait + 90000 + hash(i * 11) % 200000), '%Y-%m-%d %H:%M:%S') as delivered_at,
             strftime(paid + to_seconds(wait + 400000 + hash(i * 13) % 300000), '%Y-%m-%d %H:%M:%S') as confirmed_at,
             (10 + hash(i * 17) % 50000 / 100.0)::decimal(10, 2) as amount, '交易成功' as status,
             '浙江' as province, i % 5 = 0 as special_service_required, i % 7 > 1 as special_service_met
           from (select *, (3600 + hash(i * 5) % 150000)::bigint as wait from base)""",
    ),
    "reviews": (
        0.3,
        """select shop_id, 'r' || i as review_id, 'o' || (i * 3) as order_id, 'b' || (hash(i * 7) % 40000) as buyer_id,
             strftime(paid, '%Y-%m-%d %H:%M:%S') as rated_at, 1 + hash(i * 19) % 5 as description_score,
             1 + hash(i * 23) % 5 as service_score, 1 + hash(i * 29) % 5 as logistics_score from base""",
    ),
    "refunds": (
        0.08,
        """select shop_id, 'f' || i as refund_id, 'o' || (i * 11) as order_id,
             case when i % 3 = 0 then 'return_refund' else 'refund_only' end as kind,
             strftime(paid, '%Y-%m-%d %H:%M:%S') as requested_at,
             strftime(paid + to_seconds((3600 + hash(i * 31) % 300000)::bigint), '%Y-%m-%d %H:%M:%S') as completed_at,
             i % 20 > 0 as handled_by_shop, i % 6 = 0 as quality_reason from base""",
    ),
    "chats": (
        0.5,
        """select shop_id, 'c' || i as chat_id, 'b' || (hash(i * 7) % 400000) as buyer_id,
             strftime(paid, '%Y-%m-%d %H:%M:%S') as asked_at,
             case when i % 40 > 0 then hash(i * 37) % 400 end as first_human_reply_seconds,
             i % 40 > 0 as replied, i % 9 = 0 as automatic_only,
             case when i % 6 = 0 then 1 + hash(i * 41) % 5 end as satisfaction from base""",
    ),
}


def measure() -> Iterator[str]:
    """The lines of the report; each stage runs in a process of its own, in turn, three rounds."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = generate(place, ORDERS)
        yield (
            f"measure: {rows:,} rows ({ORDERS:,} orders with reviews, refunds and chats) "
            f"of {_SHOPS:,} shops, {_DAYS} days"
        )
        imported = in_process(_import, place)
        floors, measured = [], []
        for _ in range(_ROUNDS):
            floors.append(in_process(_parse, place))
            measured.append(in_process(_measure, place))
    floor = median(cost.seconds for cost in floors)
    seconds = median(cost.seconds for cost in measured)
    yield f"  floor: the engine parses the same files   {floor:6.2f} s   {max(cost.peak_mb for cost in floors):6.0f} MB"
    yield (
        f"  measure: daily sums and windows           {seconds:6.2f} s   "
        f"{max(cost.peak_mb for cost in measured):6.0f} MB   {seconds / floor:5.2f} x the floor"
    )
    yield (
        f"  import of the files into the store        {imported.seconds:6.2f} s   {imported.peak_mb:6.0f} MB"
        f"   {imported.seconds / floor:5.2f} x the floor   {rows / imported.seconds:,.0f} rows/s"
    )


def orders_query(count: int, first: int = 0) -> str:
    """The query of made-up orders, numbered from `first` on."""
    return f"with base as ({_base(count, first)}) {_TABLES['orders'][1]}"


def generate(place: Path, orders: int, shops: int = _SHOPS) -> int:
    """How many rows were written: a CSV of each table, with so many orders and what belongs to them."""
    rows = 0
    with connect() as connection:
        for name, (share, query) in _TABLES.items():
            count = int(orders * share)
            target = place / f"{name}.csv"
            connection.execute(f"copy (with base as ({_base(count, shops=shops)}) {query}) to '{target}' (header)")
            rows += count
    return rows


def take_in(place: Path, folder: Path) -> None:
    """Import what `generate` wrote into the store of a folder."""
    store = Store(folder)
    for name in _TABLES:
        with (place / f"{name}.csv").open("rb") as file:
            store.import_file(file, f"{name}.csv")


def _base(count: int, first: int = 0, shops: int = _SHOPS) -> str:
    return (
        f"select i, 'shop' || (hash(i * 43) % {shops}) as shop_id, timestamp '2021-07-01' + "
        f"to_seconds((hash(i * 47) % {_DAYS * 86_400})::bigint) as paid from range({first}, {first + count}) t(i)"
    )


def _parse(place: Path) -> None:
    with connect() as connection:
        for name in _TABLES:
            connection.execute(f"select max(columns(*)) from read_csv('{place / name}.csv')").fetchall()


def _import(place: Path) -> None:
    take_in(place, place / "store")


def _measure(place: Path) -> None:
    sums = daily_sums(Store(place / "store").events())
    last = sums.first_day + timedelta(days=sums.days - 1)
    panel(sums, windows_of_catalogue(), sums.first_day, last)
