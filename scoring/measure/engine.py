"""The embedded engine: runs the one query layer (`sql/`) over events, nothing else.

Every query is plain SQL on the canonical columns; what a query needs to know comes as a table, so
no value is ever written into its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa

from scoring.errors import StoreBroken
from scoring.intake.tables import TABLES, Table, day_column
from scoring.store.events import Events, Files

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
)


MEASURED_TABLES = ("orders", "reviews", "refunds", "disputes", "chats", "service_tasks", "platform_metrics")


@cache
def query(family: str) -> str:
    """The SQL text of a metric family: rows (shop_id, day, integer sums)."""
    folder = files("scoring.measure") / "sql"
    text = (folder / f"{family}.sql").read_text(encoding="utf-8")
    return text.replace("{coverage}", (folder / "coverage.sql").read_text(encoding="utf-8"))


@contextmanager
def attached(events: Events, shops: Sequence[str] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which every canonical table is there by its name, with the chosen shops' rows only."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        if shops is not None:
            connection.register("chosen_shops", pa.table({"shop_id": list(shops)}))
        for table in TABLES.values():
            _attach(connection, table, events.tables.get(table.name), chosen=shops is not None)
        try:
            yield connection
        except duckdb.IOException as error:
            raise StoreBroken("The data folder", str(error).splitlines()[0]) from error


def _day(time: str) -> str:
    """The calendar day of a time, in this engine's dialect: the queries themselves know none."""
    return f"date '1970-01-01' + cast({time} // 86400 as integer) as {day_column(time)}"


def _attach(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table | Files | None, *, chosen: bool
) -> None:
    where = "where shop_id in (select shop_id from chosen_shops)" if chosen else ""
    columns = ", ".join([*(f'"{name}"' for name in table.schema.names), *map(_day, table.day_of)])
    if not isinstance(rows, Files):
        source = f"rows_of_{table.name}"
        connection.register(source, table.schema.empty_table() if rows is None else rows)
        connection.execute(f'create temp view "{table.name}" as select {columns} from {source} {where}')
        return
    # A view takes no parameter, so the files come as a relation.
    stored = connection.read_parquet(list(rows.uris), union_by_name=True)
    stored.create_view(f"stored_{table.name}")
    if rows.single:
        connection.execute(f'create temp view "{table.name}" as select {columns} from stored_{table.name} {where}')
        return
    keys = ", ".join(f'"{name}"' for name in table.key)
    connection.execute(
        f'create temp table "{table.name}" as select {columns} from stored_{table.name} {where} '
        f"qualify row_number() over (partition by {keys} order by imported_at desc, import_id) = 1"
    )


def integers(connection: duckdb.DuckDBPyConnection, family: str) -> pa.Table:
    """The rows of a family with every sum as a 64-bit integer."""
    relation = connection.sql(query(family))
    sums = ", ".join(f"cast({name} as bigint) as {name}" for name in relation.columns[2:])
    return connection.sql(f"select shop_id, day, {sums} from ({query(family)}) family").to_arrow_table()
