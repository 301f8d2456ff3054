"""The single cases behind a metric: counted by the texts that give its daily sums, so that they add up to these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import pyarrow as pa

from scoring.measure.catalogue import Metric, metric
from scoring.measure.engine import FAMILIES, attached, case_query, families_by_column, head_of, query
from scoring.measure.exclusions import rows_kept
from scoring.store.events import Events


@dataclass(frozen=True)
class Window:
    """The counted days, first and last included, of one shop; of all shops of the connection where it is empty."""

    first: date
    last: date
    shop: str = ""

    @property
    def condition(self) -> str:
        """What a row of a family must meet, with the names of `values`."""
        return "day between $first and $last" + (" and shop_id = $shop" if self.shop else "")

    @property
    def values(self) -> dict[str, object]:
        """The values a query of cases needs."""
        return {"first": self.first, "last": self.last} | ({"shop": self.shop} if self.shop else {})


@dataclass(frozen=True)
class Side:
    """The cases that one family gives a metric: those of its numerator, of its denominator, or of both.

    `query` has a row per case: shop_id, day, case_of (its canonical table), the `keys` that identify it
    there, numerator, denominator (0 on the side that another family counts). `kept` are the queries of
    the tables whose rows do not all stay.
    """

    family: str
    keys: tuple[str, ...]
    query: str
    kept: Mapping[str, str]
    has_numerator: bool
    has_denominator: bool


def cases(
    connection: duckdb.DuckDBPyConnection, metric_id: str, first: date, last: date, *, after_exclusion: bool = False
) -> pa.Table:
    """A row for every case of the metric on its days from `first` to `last`, by day, table and key.

    Columns: shop_id, day, table (the canonical table of the case), the key columns that identify it there
    (empty for a table with other ones), numerator, denominator: 64-bit integers whose sums by day are the
    daily sums. Of orders set against refunds both are cases, each with 0 on the other's side. Some cases
    are groups: a person of a day (person), a buyer of a day (buyer), a whole order (order_id alone); a
    platform's total of a day has its day alone. A metric that only the platform gives has no case.
    Raises `UnknownName` for another metric.
    """
    window = Window(first, last)
    found = sides(connection, metric(metric_id), window, after_exclusion=after_exclusion)
    keys = list(dict.fromkeys(key for side in found for key in side.keys))
    if not found:
        return _NO_CASES
    texts = []
    for side in found:
        own = ", ".join(key if key in side.keys else f"null as {key}" for key in keys)
        texts.append(
            f"""select shop_id, day, case_of as "table", {own}, numerator, denominator from ({side.query}) counted"""
        )
    order = ", ".join(["shop_id", "day", '"table"', *keys])
    text = f"{' union all '.join(texts)} order by {order}"
    return connection.sql(text, params=window.values).to_arrow_table()


_NO_CASES = pa.schema(
    [
        ("shop_id", pa.string()),
        ("day", pa.date32()),
        ("table", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
    ]
).empty_table()


def sides(
    connection: duckdb.DuckDBPyConnection, item: Metric, window: Window, *, after_exclusion: bool
) -> tuple[Side, ...]:
    """The sides of a metric, its numerator's first; one where the same family counts both."""
    if item.from_platform:
        return ()
    families = dict.fromkeys(family_of(column) for column in (item.numerator, item.denominator) if column)
    sample = family_of(item.denominator or item.numerator)
    found = []
    for family in families:
        kept = rows_kept(connection, item, family, sample) if after_exclusion else {}
        keys, sums = _columns()[family]
        counted = {
            name: f"cast(coalesce({column}, 0) as bigint)" if column in sums else "cast(0 as bigint)"
            for name, column in (("numerator", item.numerator), ("denominator", item.denominator))
        }
        text = case_query(family, "all_orders") if kept else case_query(family)
        names = ", ".join(["shop_id", "day", "case_of", *keys])
        found.append(
            Side(
                family,
                keys,
                f"""select * from (
                      {head_of(kept)}select {names}, {counted["numerator"]} as numerator,
                                     {counted["denominator"]} as denominator
                      from ({text}) family where {window.condition}
                    ) cases where numerator <> 0 or denominator <> 0""",
                kept,
                item.numerator in sums,
                item.denominator in sums,
            )
        )
    return tuple(found)


def family_of(column: str) -> str:
    """The family that counts a column of the daily sums."""
    return families_by_column()[column]


@cache
def _columns() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Family → the key columns of its cases, and the columns of its sums."""
    found = {}
    # What a text gives is the engine's to say: it need not see a row for that.
    with attached(Events()) as connection:
        for family in FAMILIES:
            sums = connection.sql(query(family)).columns[2:]
            keys = connection.sql(case_query(family)).columns[3 : -len(sums)]
            found[family] = (tuple(keys), tuple(sums))
    return found
