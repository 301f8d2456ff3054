"""`voc-board bench import`: taking orders in, over the engine's own parse of the same file in the same run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from scoring.benchmark import orders_query
from scoring.intake.embedded import connect
from scoring.store.delta import Store
from scoring.store.staging import Staged
from scoring.timing import Cost, in_process

SIZES = (1_000_000, 10_000_000)
DAILY = 100_000
_ROUNDS = 3


@dataclass(frozen=True)
class _Place:
    """Where the files and the store of one size lie."""

    folder: Path

    @property
    def orders(self) -> Path:
        return self.folder / "orders.csv"

    @property
    def daily(self) -> Path:
        return self.folder / "daily.csv"

    @property
    def store(self) -> Path:
        return self.folder / "store"


def bench_import() -> Iterator[str]:
    """The lines of the report; every stage runs in a process of its own."""
    daily: list[tuple[int, float, float]] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            place = _Place(Path(folder))
            _write(place.orders, f"select * from ({orders_query(size)})")
            yield f"import: {size:,} orders in one CSV file of {place.orders.stat().st_size / 1e6:,.0f} MB"
            floors, imports = [], []
            for _ in range(_ROUNDS if size == SIZES[0] else 1):
                floors.append(in_process(_parse, place))
                shutil.rmtree(place.store, ignore_errors=True)
                imports.append(in_process(_import, place))
            yield from _report(size, floors, imports)
            uploads, lookups = [], []
            for day in range(_ROUNDS):
                half = f"select * replace (amount + {day + 1} as amount) from ({orders_query(size)})"
                more = f"select * from ({orders_query(DAILY // 2, first=size + day * DAILY)})"
                _write(place.daily, f"select * from ({half} using sample {DAILY // 2} rows) union all {more}")
                lookups.append(in_process(_look_up, place).seconds)
                uploads.append(in_process(_upload, place))
            lookup, upload = median(lookups), sorted(uploads, key=lambda cost: cost.seconds)[_ROUNDS // 2]
            daily.append((size, upload.seconds, lookup))
            yield (
                f"  daily upload of {DAILY:,} rows (half corrections)  {upload.seconds:6.2f} s   "
                f"{upload.peak_mb:6.0f} MB   the bare look-up of their keys and digests {lookup:5.2f} s"
            )
    (_, young, young_lookup), (_, old, old_lookup) = daily
    yield (
        f"  ten times the history: the upload costs {old - young:+.2f} s, "
        f"the look-up {old_lookup - young_lookup:+.2f} s"
    )


def _report(size: int, floors: list[Cost], imports: list[Cost]) -> Iterator[str]:
    floor, seconds = median(cost.seconds for cost in floors), median(cost.seconds for cost in imports)
    yield f"  floor: the engine parses the file               {floor:6.2f} s   {max(c.peak_mb for c in floors):6.0f} MB"
    yield (
        f"  import: read, reported, compared, committed     {seconds:6.2f} s   "
        f"{max(c.peak_mb for c in imports):6.0f} MB   {seconds / floor:5.2f} x the floor   {size / seconds:,.0f} rows/s"
    )


def _write(target: Path, query: str) -> None:
    with connect() as connection:
        connection.execute(f"copy ({query}) to '{target}' (header)")


def _parse(place: _Place) -> None:
    with connect() as connection:
        connection.execute(f"select max(columns(*)) from read_csv('{place.orders}')").fetchall()


def _import(place: _Place) -> None:
    _take_in(place.store, place.orders)


def _upload(place: _Place) -> None:
    _take_in(place.store, place.daily)


def _take_in(folder: Path, path: Path) -> None:
    store = Store(folder)
    with path.open("rb") as file:
        for staged in store.stage(file, path.name):
            assert isinstance(staged, Staged), staged  # noqa: S101
            store.commit(staged)


def _look_up(place: _Place) -> None:
    with connect() as connection:
        files = [str(path) for path in place.store.glob("tables/orders/*.parquet")]
        connection.execute(
            "select count(row_digest) from read_parquet(?) semi join (select shop_id, order_id, '' as sub_order_id "
            "from read_csv(?)) using (shop_id, order_id, sub_order_id)",
            [files, str(place.daily)],
        ).fetchall()
