"""Events → daily sums: per shop, day and column one integer, additive, on a dense calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.engine import FAMILIES, attached, integers
from scoring.measure.exclusions import Recount, recounted
from scoring.store.events import Events

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Span = tuple[date, date]
PLATFORM_TABLE = "platform_metrics"


@dataclass(frozen=True)
class PlatformFigures:
    """What the platform itself gave for one metric: value (NaN = none) and sample, shop × day."""

    value: Floats
    sample: Integers


@dataclass(frozen=True)
class DailySums:
    """Everything that is ever computed from events.

    `columns` maps a column of the query layer to a shop × day array over the consecutive `days`.
    `missing` maps a metric to what each shop lacks for it (empty = measurable). `last_day` is each
    shop's newest day: of paid orders, else of anything. `excluded` holds, for the metrics that an
    upheld exclusion of any shop applies to, their numerator and denominator without what it takes out.
    `spans` are the first and last day each family of columns, and the platform's figures, have anything on.
    """

    shops: tuple[str, ...]
    first_day: date
    days: int
    columns: Mapping[str, Integers]
    platform: Mapping[str, PlatformFigures]
    missing: Mapping[str, tuple[tuple[str, ...], ...]]
    last_day: tuple[date, ...]
    excluded: Mapping[str, Mapping[str, Integers]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)


def daily_sums(events: Events, shops: Sequence[str] | None = None) -> DailySums:
    """The daily sums of the shops named, or of all that have any counted event."""
    with attached(events, shops) as connection:
        families = {family: integers(connection, family) for family in FAMILIES}
        recount = recounted(connection)
        platform = platform_rows(connection)
        filled = filled_columns(connection, METRICS.values())
    return _dense(families, platform, recount, filled, shops)


def shops_in(events: Events) -> tuple[str, ...]:
    """All shops that have an event of any table, the one with most events first."""
    tables = [f"select shop_id from {name}" for name in sorted(events.tables)]
    if not tables:
        return ()
    with attached(events) as connection:
        rows = connection.sql(
            f"select shop_id from ({' union all '.join(tables)}) shops group by shop_id order by count(*) desc, shop_id"
        ).fetchall()
    return tuple(row[0] for row in rows)


def main_category(events: Events, shop: str) -> str:
    """The category with the highest turnover of the shop's orders; empty when no order names one."""
    with attached(events, [shop], ["orders"]) as connection:
        rows = connection.sql(
            "select category from orders where category is not null and paid_at is not null "
            "group by category order by sum(coalesce(amount, 0)) desc, count(*) desc, category limit 1"
        ).fetchall()
    return rows[0][0] if rows else ""


def platform_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The platform's own figures as they were exported."""
    return connection.sql("select shop_id, day, metric, value, sample from platform_metrics").to_arrow_table()


def filled_columns(connection: duckdb.DuckDBPyConnection, metrics: Iterable[Metric]) -> dict[str, set[str]]:
    """Table column → the shops that have any value in it, for every column these metrics need."""
    needed = sorted({need for metric in metrics if not metric.from_platform for need in metric.columns})
    filled: dict[str, set[str]] = {}
    for table in sorted({need.split(".")[0] for need in needed}):
        columns = [need.split(".")[1] for need in needed if need.startswith(f"{table}.")]
        counts = ", ".join(f"count({column}) > 0" for column in columns)
        rows = connection.sql(f"select shop_id, {counts} from {table} group by shop_id").fetchall()
        for index, column in enumerate(columns, start=1):
            filled[f"{table}.{column}"] = {row[0] for row in rows if row[index]}
    return filled


def _dense(
    families: Mapping[str, pa.Table],
    platform: pa.Table,
    recount: Recount,
    filled: dict[str, set[str]],
    wanted: Sequence[str] | None,
) -> DailySums:
    counted = {**families, PLATFORM_TABLE: platform}
    # Without an order's first refund or rating its next one counts, on a day that may have had nothing.
    tables = [*counted.values(), *recount.tables.values()]
    found = {name for table in tables for name in pc.unique(table["shop_id"]).to_pylist()}
    shops = tuple(sorted(found if wanted is None else set(wanted)))
    first, days = calendar(span for table in tables if (span := span_of(table)))
    columns: dict[str, Integers] = {}
    for table in families.values():
        columns |= dense_columns(table, shops, first, days)
    without = {count: dense_columns(table, shops, first, days) for count, table in recount.tables.items()}
    excluded = {
        metric: {name: columns[name] if count is None else without[count][name] for name, count in places.items()}
        for metric, places in recount.places.items()
    }
    given = given_in(platform)
    missing = {metric.id: tuple(lacking(metric, shop, filled, given) for shop in shops) for metric in METRICS.values()}
    anything = [_positions(table, shops, first) for table in counted.values()]
    spans = {name: span for name, table in counted.items() if (span := span_of(table))}
    return DailySums(
        shops, first, days, columns, platform_figures(platform, shops, first, days), missing,
        last_days(columns["paid_orders"], anything, first), excluded, spans,
    )  # fmt: skip


def span_of(table: pa.Table) -> Span | None:
    """The first and the last day of some rows; None without any."""
    span = pc.min_max(table["day"]).as_py()
    return (span["min"], span["max"]) if span["min"] is not None else None


def calendar(spans: Iterable[Span]) -> tuple[date, int]:
    """The first day of all, and the number of days to the last one."""
    known = list(spans)
    first = min((span[0] for span in known), default=date(1970, 1, 1))
    last = max((span[1] for span in known), default=first - timedelta(days=1))
    return first, (last - first).days + 1


def given_in(platform: pa.Table) -> set[tuple[str, str]]:
    """The shops and metrics that the platform gives figures of."""
    return set(zip(platform["shop_id"].to_pylist(), platform["metric"].to_pylist(), strict=True))


def dense_columns(table: pa.Table, shops: tuple[str, ...], first: date, days: int) -> dict[str, Integers]:
    """The sums of a family's rows, shop × day."""
    at = _positions(table, shops, first)
    columns = {}
    for name in table.column_names[2:]:
        columns[name] = np.zeros((len(shops), days), dtype=np.int64)
        # A sum over no value at all is null: nothing was counted.
        columns[name][at] = pc.fill_null(table[name], 0).to_numpy()
    return columns


def lacking(metric: Metric, shop: str, filled: dict[str, set[str]], given: set[tuple[str, str]]) -> tuple[str, ...]:
    """What a shop lacks to have a metric measured (empty = nothing)."""
    if metric.from_platform:
        return () if (shop, metric.id) in given else (f"platform_metrics.{metric.id}",)
    # What is said to be lacking is the first of the columns that would do.
    needs = [need.split("|") for need in metric.needs]
    return tuple(any_of[0] for any_of in needs if not any(shop in filled.get(column, ()) for column in any_of))


def _positions(table: pa.Table, shops: tuple[str, ...], first: date) -> tuple[Integers, Integers]:
    shop = pc.index_in(table["shop_id"], value_set=pa.array(shops, pa.string())).to_numpy()
    day = pc.cast(table["day"], pa.int32()).to_numpy() - (first - date(1970, 1, 1)).days
    return shop.astype(np.int64), day.astype(np.int64)


def platform_figures(platform: pa.Table, shops: tuple[str, ...], first: date, days: int) -> dict[str, PlatformFigures]:
    """The platform's own figures, shop × day."""
    figures = {}
    for name in pc.unique(platform["metric"]).to_pylist():
        rows = platform.filter(pc.and_(pc.equal(platform["metric"], name), pc.is_valid(platform["value"])))
        value = np.full((len(shops), days), np.nan)
        sample = np.zeros((len(shops), days), dtype=np.int64)
        at = _positions(rows, shops, first)
        value[at] = rows["value"].to_numpy()
        sample[at] = pc.fill_null(rows["sample"], 1).to_numpy()
        figures[name] = PlatformFigures(value, sample)
    return figures


def last_days(paid: Integers, anything: Iterable[tuple[Integers, Integers]], first: date) -> tuple[date, ...]:
    """Each shop's newest day: of paid orders, else of anything."""
    newest = np.full(paid.shape[0], -1)
    for shop, day in anything:
        np.maximum.at(newest, shop, day)
    has_orders = paid.any(axis=1)
    if paid.size:
        newest[has_orders] = paid.shape[1] - 1 - (paid[has_orders, ::-1] > 0).argmax(axis=1)
    return tuple(first + timedelta(days=int(day)) for day in newest)
