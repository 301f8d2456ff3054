"""The embedded engine: runs the one query layer (`sql/`) over events, nothing else.

Every query is plain SQL on the canonical columns; what a query needs to know comes as a table, so
no value is ever written into its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import duckdb
import pyarrow as pa

from scoring.errors import StoreBroken
from scoring.intake.embedded import connect
from scoring.intake.tables import TABLES, Table, day_column
from scoring.measure.parcels import SCANNED, with_scans
from scoring.store.current import Files, current_rows
from scoring.store.events import Events

MEMORY_LIMIT = "2GB"

FAMILIES = (
    "collection",
    "delivery",
    "paid_orders",
    "confirmed_orders",
    "ratings",
    "low_ratings",
    "refunds",
    "quality_refunds",
    "refund_handling",
    "signed_orders",
    "opened_cases",
    "disputes",
    "replies",
    "human_replies",
    "satisfaction",
    "service_tasks",
    "buyers",
    "waybills",
    "sales",
    "refund_requests",
    "refund_reviews",
    "escalations",
    "violations",
    "logistics_anomalies",
)

_CASE = re.compile(r"\{case ([^{}]*)\}")

MEASURED_TABLES = (
    "orders", "reviews", "refunds", "disputes", "chats", "service_tasks", "platform_metrics", "violations",
)  # fmt: skip


@cache
def query(family: str, all_orders: str = "orders") -> str:
    """The SQL text of a metric family: rows (shop_id, day, integer sums).

    `all_orders` names the table that tells the last moment the data covers; where it is not `orders`
    itself, `{all_chats}` is the table of all chats in the same way.
    """
    return _CASE.sub("", _whole_text(family, all_orders))


@cache
def case_query(family: str, all_orders: str = "orders") -> str:
    """The same text with a row for every case: shop_id, day, case_of, its key columns, then the same sums.

    `case_of` is the canonical table of the case. What the markers `{case ...}` of the text hold is what
    tells its cases apart; without it the sums are those of the day.
    """
    return _CASE.sub(r", \1", _whole_text(family, all_orders))


def _whole_text(family: str, all_orders: str) -> str:
    coverage = family_text("coverage").replace("from orders", f"from {all_orders}")
    all_chats = "chats" if all_orders == "orders" else "all_chats"
    return family_text(family).replace("{coverage}", coverage).replace("{all_chats}", all_chats)


@cache
def counted_tables(family: str) -> frozenset[str]:
    """The canonical tables whose rows a family counts or judges by.

    Those are the ones its text reads with `from`; a table it only joins is looked up.
    """
    without_comments = re.sub("--.*", "", family_text(family))
    return frozenset(re.findall(r"\bfrom\s+(\w+)", without_comments)) & TABLES.keys()


@cache
def read_tables(family: str) -> frozenset[str]:
    """Every canonical table the numbers of a family may depend on: counted, judged by or looked up."""
    return words_of(family) & TABLES.keys()


@cache
def words_of(family: str) -> frozenset[str]:
    """Every word of a family's text: tables and columns it cannot do without are among them."""
    return frozenset(re.findall(r"\w+", re.sub("--.*", "", query(family))))


@cache
def families_by_column() -> Mapping[str, str]:
    """Column of the daily sums → the family that counts it."""
    with attached(Events()) as connection:
        return {name: family for family in FAMILIES for name in connection.sql(query(family)).columns[2:]}


def family_text(name: str) -> str:
    """The text of a family as it is written, its markers included."""
    return (files("scoring.measure") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def attached(
    events: Events,
    shops: Sequence[str] | None = None,
    only: Collection[str] | None = None,
    words: Collection[str] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which every canonical table is there by its name, with the chosen shops' rows only.

    What nobody reads need not be loaded: with `only`, the tables not among them are there without their rows,
    with `words`, a column is there when it, or the day of it, is among them or identifies a row.
    """
    wanted = TABLES.keys() if only is None else {*only, *(["parcels"] if "orders" in only else [])}
    with connect(MEMORY_LIMIT) as connection:
        if shops is not None:
            connection.register("chosen_shops", pa.table({"shop_id": list(shops)}))
        # Orders come last: the scans of their parcels go to them.
        for table in sorted(TABLES.values(), key=lambda item: item.name == "orders"):
            scans = table.name == "orders" and "parcels" in events.tables
            rows = events.tables.get(table.name) if table.name in wanted else None
            _attach(connection, _narrowed(table, words, scans=scans), rows, chosen=shops is not None, scans=scans)
        try:
            yield connection
        except duckdb.IOException as error:
            raise StoreBroken("The data folder", str(error).splitlines()[0]) from error


def _day(time: str) -> str:
    """The calendar day of a time, in this engine's dialect: the queries themselves know none."""
    return f"date '1970-01-01' + cast({time} // 86400 as integer) as {day_column(time)}"


def _narrowed(table: Table, words: Collection[str] | None, *, scans: bool) -> Table:
    """The table with those of its columns that are asked for."""
    if words is None:
        return table
    needed = {*words, *(SCANNED if scans or table.name == "parcels" else ())}
    kept = tuple(item for item in table.columns if item.key or {item.name, day_column(item.name)} & needed)
    times = tuple(name for name in table.day_of if name in {item.name for item in kept})
    return Table(table.name, kept, times, table.optional_key)


def _attach(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table | Files | None, *, chosen: bool, scans: bool
) -> None:
    """The table by its name, with the days of its times; orders with the scans of their parcels."""
    days = "".join(f", {_day(time)}" for time in table.day_of)
    query = rows_query(connection, table, rows, chosen=chosen)
    if scans:
        connection.execute(f"create temp table orders_alone as {query}")
        query = with_scans("orders_alone", "parcels")
    # Rows in memory are read where they lie; what has to be put together first is put together once.
    kind = "table" if scans or isinstance(rows, Files) else "view"
    connection.execute(f'create temp {kind} "{table.name}" as select *{days} from ({query}) counting')


def rows_query(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table | Files | None, *, chosen: bool
) -> str:
    """The query of a table's rows as they were imported; `chosen`: of the shops in `chosen_shops` alone."""
    if isinstance(rows, Files):
        return current_rows(connection, table, rows, among="chosen_shops" if chosen else "")
    connection.register(f"rows_of_{table.name}", table.schema.empty_table() if rows is None else rows)
    where = "where shop_id in (select shop_id from chosen_shops)" if chosen else ""
    columns = ", ".join(f'"{name}"' for name in table.schema.names)
    return f"select {columns} from rows_of_{table.name} {where}"


def keep_unfiltered(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every table a second name, `all_<table>`, for `integers` to look past its `kept` rows."""
    for name in TABLES:
        connection.execute(f'create or replace temp view "all_{name}" as select * from "{name}"')


def integers(
    connection: duckdb.DuckDBPyConnection, family: str, kept: Mapping[str, str] = MappingProxyType({})
) -> pa.Table:
    """The rows of a family with every sum as a 64-bit integer.

    `kept` maps a table to the query of those of its rows that are to be counted; it needs
    `keep_unfiltered`. The moment the data covers is that of all orders all the same.
    """
    text = query(family, "all_orders") if kept else query(family)
    names = connection.sql(query(family)).columns[2:]
    sums = ", ".join(f"cast({name} as bigint) as {name}" for name in names)
    return connection.sql(f"{head_of(kept)}select shop_id, day, {sums} from ({text}) family").to_arrow_table()


def head_of(kept: Mapping[str, str]) -> str:
    """What stands before a query that is to see of the tables in `kept` the rows kept alone."""
    rows = ", ".join(f'"{table}" as ({selection})' for table, selection in kept.items())
    return f"with {rows} " if kept else ""
