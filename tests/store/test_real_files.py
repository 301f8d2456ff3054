"""Real files go through a store and come out as another reader counts them, row by row and cent by cent.

The smaller files are always there; `VOC_BOARD_REAL_FILES` names a folder with larger ones.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.engine import attached
from scoring.store.delta import Imported, Store

ROOT = Path(__file__).parents[2]
BESIDE, HERE = Path(os.environ.get("VOC_BOARD_REAL_FILES", "none")), ROOT / "sample_data" / "real"
SHOP = "my-shop"
Row = dict[str, str]

CANONICAL_ORDERS = {name: name for name in ("shop_id", "order_id", "created_at", "paid_at", "collected_at",
                                            "delivered_at", "amount", "province")}  # fmt: skip
TMALL = {"订单编号": "order_id", "订单创建时间": "created_at", "订单付款时间": "paid_at", "总金额": "amount"}
REVIEWS = {name: name for name in ("shop_id", "review_id", "rated_at", "description_score", "text")}
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "tmall_order_report.csv": ("orders", TMALL),
    "olist/shop_orders.csv": ("orders", CANONICAL_ORDERS),
    "olist/shop_reviews.csv": ("reviews", REVIEWS),
    "orders.csv": ("orders", CANONICAL_ORDERS),
    "reviews.csv": ("reviews", REVIEWS),
}
PATHS = {
    path.relative_to(folder).as_posix(): path
    for folder in (BESIDE, HERE)
    for path in (folder / name for name in FILES)
    if path.is_file()
}
ORDERS = [name for name in PATHS if FILES[name][0] == "orders"]
REVIEWED = [name for name in PATHS if FILES[name][0] == "reviews"]


def rows_of(name: str) -> list[Row]:
    """The rows of a file as the csv module reads them, with canonical names; an empty cell stays empty."""
    names = FILES[name][1]
    with PATHS[name].open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
        columns = [names.get(cell.strip(), "") for cell in header]
        listed = [dict(zip(columns, map(str.strip, row), strict=True)) for row in rows if row]
    return [{"shop_id": SHOP} | {column: cell for column, cell in row.items() if column} for row in listed]


def last_of_each(rows: list[Row], key: str) -> list[Row]:
    return list({(row["shop_id"], row[key]): row for row in rows}.values())


def cents(row: Row) -> int | None:
    return int((Decimal(row["amount"]) * 100).quantize(Decimal(1))) if row["amount"] else None


@dataclass
class InStore:
    """A file that was taken in, with a connection to its rows."""

    done: Imported
    store: Store
    connection: duckdb.DuckDBPyConnection

    def one(self, query: str) -> tuple[Any, ...]:
        return tuple(self.connection.sql(query).fetchall()[0])


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, InStore]]:
    found, open_ones = {}, []
    for name, path in PATHS.items():
        store = Store(tmp_path_factory.mktemp("real") / "data")
        with path.open("rb") as file:
            done = store.import_file(file, path.name)
        context = attached(store.events())
        open_ones.append(context)
        found[name] = InStore(done, store, context.__enter__())
    yield found
    for context in open_ones:
        context.__exit__(None, None, None)


def test_there_is_always_something_to_check() -> None:
    assert {"orders.csv", "reviews.csv"} <= PATHS.keys()
    if BESIDE.is_dir():
        assert PATHS.keys() == FILES.keys()


@pytest.mark.parametrize("name", PATHS)
def test_every_row_is_read_and_every_key_kept_once(name: str, taken: dict[str, InStore]) -> None:
    table, rows = FILES[name][0], rows_of(name)
    key = {"orders": "order_id", "reviews": "review_id"}[table]
    report = taken[name].done.report
    kept = last_of_each(rows, key)
    assert (report.table, report.rows_read) == (table, len(rows))
    assert (report.rows_kept, report.rows_rejected) == (len(kept), len(rows) - len(kept))
    assert {row.reason for row in report.rejected} <= {"repeated_key"}
    counted = taken[name].one(f"select count(*), count(distinct shop_id || '/' || {key}) from {table}")
    assert counted == (len(kept), len(kept))
    assert taken[name].store.shops() == sorted({row["shop_id"] for row in rows})
    entry = taken[name].done.entry
    assert (entry.rows_new, entry.rows_changed, entry.rows_unchanged) == (len(kept), 0, 0)


@pytest.mark.parametrize("name", ORDERS)
def test_amounts_are_the_same_to_the_cent(name: str, taken: dict[str, InStore]) -> None:
    kept = last_of_each(rows_of(name), "order_id")
    amounts = [value for row in kept if (value := cents(row)) is not None]
    assert amounts
    found = taken[name].one("select sum(amount), count(amount), min(amount), max(amount) from orders")
    assert found == (sum(amounts), len(amounts), min(amounts), max(amounts))


@pytest.mark.parametrize("name", ORDERS)
def test_orders_paid_on_each_day_are_counted_alike(name: str, taken: dict[str, InStore]) -> None:
    kept = last_of_each(rows_of(name), "order_id")
    expected = Counter((row["shop_id"], row["paid_at"][:10]) for row in kept if row["paid_at"])
    sums = daily_sums(taken[name].store.events())
    assert per_day(sums, "paid_orders") == expected
    turnover: Counter[tuple[str, str]] = Counter()
    for row in kept:
        if row["paid_at"]:
            turnover[row["shop_id"], row["paid_at"][:10]] += cents(row) or 0
    assert per_day(sums, METRICS["turnover"].numerator) == {day: value for day, value in turnover.items() if value}
    report = taken[name].done.report
    days = {date.fromisoformat(day) for _, day in expected}
    span = (max(days) - min(days)).days + 1
    assert set(report.days_missing) == {min(days) + timedelta(days=at) for at in range(span)} - days


def per_day(sums: DailySums, column: str) -> dict[tuple[str, str], int]:
    values = sums.columns[column]
    return {
        (shop, (sums.first_day + timedelta(days=at)).isoformat()): int(value)
        for shop, row in zip(sums.shops, values, strict=True)
        for at, value in enumerate(row)
        if value
    }


@pytest.mark.parametrize("name", ORDERS)
def test_real_contradictions_are_counted_and_kept(name: str, taken: dict[str, InStore]) -> None:
    kept = last_of_each(rows_of(name), "order_id")
    kinds, wrong = {}, 0
    pairs = (("created_at", "paid_at"), ("paid_at", "collected_at"), ("collected_at", "delivered_at"))
    for earlier, later in pairs:
        count = sum(bool(row.get(earlier) and row.get(later)) and row[later] < row[earlier] for row in kept)
        if count:
            kinds[earlier, later] = count
    for row in kept:
        wrong += any(row.get(a) and row.get(b) and row[b] < row[a] for a, b in pairs)
    report = taken[name].done.report
    assert {(earlier, later): count for earlier, later, count in report.contradiction_kinds} == kinds
    assert report.contradictions == wrong
    if "collected_at" in kept[0]:
        assert kinds["paid_at", "collected_at"] > 0
        found = taken[name].one("select count(*) from orders where collected_at < paid_at")
        assert found == (kinds["paid_at", "collected_at"],)


@pytest.mark.parametrize("name", ORDERS)
def test_parcels_collected_in_time_are_counted_alike(name: str, taken: dict[str, InStore]) -> None:
    kept = last_of_each(rows_of(name), "order_id")
    sums = daily_sums(taken[name].store.events())
    if "collected_at" not in kept[0]:
        assert set(sums.missing["collected_within_48h_rate"]) == {("orders.collected_at",)}
        return
    times = ("created_at", "paid_at", "collected_at", "delivered_at")
    covered = {shop: max(row[time] for row in kept if row["shop_id"] == shop for time in times)
               for shop in {row["shop_id"] for row in kept}}  # fmt: skip
    due, in_time = 0, 0
    for row in kept:
        if row["paid_at"]:
            limit = datetime.fromisoformat(row["paid_at"]) + timedelta(hours=48)
            if str(limit) <= covered[row["shop_id"]]:
                due += 1
                in_time += bool(row["collected_at"]) and row["collected_at"] <= str(limit)
    item = METRICS["collected_within_48h_rate"]
    assert (int(sums.columns[item.numerator].sum()), int(sums.columns[item.denominator].sum())) == (in_time, due)


@pytest.mark.parametrize("name", REVIEWED)
def test_reviews_keep_their_scores_and_every_letter_of_their_text(name: str, taken: dict[str, InStore]) -> None:
    kept = last_of_each(rows_of(name), "review_id")
    rows = taken[name].connection.sql("select description_score, count(*) from reviews group by 1").fetchall()
    assert dict(rows) == Counter(int(row["description_score"]) for row in kept)
    texts = taken[name].connection.sql("select review_id, text from reviews where text is not null").fetchall()
    assert dict(texts) == {row["review_id"]: row["text"] for row in kept if row["text"] not in ("", "-", "--")}
    assert any("\n" in text for _, text in texts), "a line break inside a review stays"


@pytest.mark.parametrize("name", PATHS)
def test_the_same_file_again_changes_nothing_and_half_of_it_nothing_either(
    name: str, taken: dict[str, InStore], tmp_path: Path
) -> None:
    store = taken[name].store
    with PATHS[name].open("rb") as file:
        assert store.import_file(file, "again.csv").already
    with PATHS[name].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    half = tmp_path / "half.csv"
    with half.open("w", encoding="gb18030", newline="") as target:
        csv.writer(target).writerows([rows[0], *rows[1::2]])
    with half.open("rb") as file:
        (staged,) = store.stage(file, "half.csv")
    assert not isinstance(staged, Exception)
    assert staged.report.table == FILES[name][0]
    # Of a key with several rows another one may be the last now.
    repeated = len(rows) - 1 - taken[name].done.report.rows_kept
    assert staged.counts.new == 0
    assert staged.counts.changed <= repeated
    store.discard(staged)
