"""Events with changes made to them, as if the changed rows had been imported: the baseline stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from scoring.intake.embedded import connect
from scoring.intake.tables import TABLES, table
from scoring.measure.engine import MEMORY_LIMIT, rows_query
from scoring.measure.parcels import with_scans
from scoring.store.events import Events

__all__ = [
    "ALTERABLE",
    "AddedRows",
    "AnsweredChats",
    "EarlierShipping",
    "Edit",
    "Events",
    "ReplacedTable",
    "altered",
    "changed_columns",
]

ALTERABLE = tuple(name for name in TABLES if name not in ("official_scores", "annotations"))
"""The tables a measured figure may depend on."""
_TIMES = ("shipped_at", "collected_at", "delivered_at")
_ANSWER = ("first_human_reply_seconds", "replied")


@dataclass(frozen=True)
class ReplacedTable:
    """All rows of a table exchanged for others; a column the others lack is empty."""

    table: str
    rows: pa.Table


@dataclass(frozen=True)
class AddedRows:
    """Rows imported on top of a table's own.

    One with a key that is there already replaces it, but for the columns the rows lack: those keep what
    they had, as after an import. Each key stands once.
    """

    table: str
    rows: pa.Table


@dataclass(frozen=True)
class EarlierShipping:
    """Orders paid from `first` to `last` (None = all) shipped that many seconds earlier, none before its payment.

    An order moves by no more than lies between its payment and its first known time of being shipped,
    collected or delivered; all three move together. An empty carrier or warehouse stands for any.
    """

    seconds: int
    carrier: str = ""
    warehouse: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AnsweredChats:
    """Chats asked from `from_hour` until before `to_hour` on these weekdays (Monday = 1) get a human reply in time.

    With `from_hour` after `to_hour` the hours run over midnight. Chats without a human reply get one after
    `within_seconds`, slower ones come down to it; what the robot alone handled stays as it is.
    """

    from_hour: int
    to_hour: int
    weekdays: tuple[int, ...]
    within_seconds: int


Edit = ReplacedTable | AddedRows | EarlierShipping | AnsweredChats


def changed_columns(edits: Iterable[Edit]) -> dict[str, frozenset[str]]:
    """Table → the columns some edits may change in rows that stay; empty where rows may come, go or change in all."""
    found: dict[str, frozenset[str]] = {}
    for edit in edits:
        name, columns = _changes(edit)
        whole = not columns or found.get(name) == frozenset()
        found[name] = frozenset() if whole else columns | found.get(name, frozenset())
    return found


def altered(events: Events, edits: Sequence[Edit], shop: str, version: str) -> Events:
    """The events after all edits, in their order; a table that changes holds the shop's rows alone.

    `version` stands for the edits. Raises `UnknownTable` for a table there is not.
    """
    names = sorted({table(name).name for name in changed_columns(edits)})
    if not names:
        return events
    with connect(MEMORY_LIMIT) as connection:
        connection.register("chosen_shops", pa.table({"shop_id": [shop]}))
        places = _Places(connection, events)
        for at, edit in enumerate(edits):
            places.edit(edit, f"edit_{at}")
        tables = {name: places.rows(name) for name in names}
    return Events({**events.tables, **tables}, f"{events.version}+{version}")


class _Places:
    """Where the rows of each table stand after the edits so far: the name of a relation."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, events: Events) -> None:
        self._connection, self._events = connection, events
        self._standing: dict[str, str] = {}

    def edit(self, edit: Edit, name: str) -> None:
        """Make one more edit; what belongs to it gets names that begin with `name`."""
        if isinstance(edit, ReplacedTable):
            self._register(edit.rows, edit.table, f"{name}_rows")
            columns = _columns(edit.table, "n", edit.rows.column_names)
            query = f'select {columns} from "{name}_rows" n'
        elif isinstance(edit, AddedRows):
            query = self._added(edit, name)
        elif isinstance(edit, EarlierShipping):
            query = self._earlier(edit, name)
        else:
            query = self._answered(edit, name)
        changed, _ = _changes(edit)
        self._connection.execute(f'create temp view "{name}" as {query}')
        self._standing[changed] = name

    def rows(self, name: str) -> pa.Table:
        """The rows of a table as they stand."""
        rows = self._connection.sql(f'select * from "{self._at(name)}"').to_arrow_table()
        return rows.select(TABLES[name].schema.names).cast(TABLES[name].schema)

    def _at(self, name: str) -> str:
        if name not in self._standing:
            query = rows_query(self._connection, TABLES[name], self._events.tables.get(name), chosen=True)
            self._connection.execute(f'create temp view "own_{name}" as {query}')
            self._standing[name] = f"own_{name}"
        return self._standing[name]

    def _register(self, rows: pa.Table, name: str, place: str) -> None:
        schema = TABLES[name].schema
        known = [column for column in rows.column_names if column in schema.names]
        fields = pa.schema([schema.field(column) for column in known])
        self._connection.register(f"{place}_all", rows.select(known).cast(fields))
        self._connection.execute(
            f'create temp view "{place}" as select * from "{place}_all" '
            "where shop_id in (select shop_id from chosen_shops)"
        )

    def _added(self, edit: AddedRows, name: str) -> str:
        own, given, keys = self._at(edit.table), set(edit.rows.column_names), TABLES[edit.table].key
        self._register(edit.rows, edit.table, f"{name}_rows")
        same = " and ".join(f'n."{key}" = o."{key}"' for key in keys)
        columns = ", ".join(
            f'case when n.shop_id is null then o."{column}" else {"n" if column in given else "o"}."{column}" end '
            f'as "{column}"'
            for column in TABLES[edit.table].schema.names
        )
        return f'select {columns} from "{own}" o full join "{name}_rows" n on {same}'

    def _earlier(self, edit: EarlierShipping, name: str) -> str:
        own = self._at("orders")
        if "parcels" in self._events.tables or "parcels" in self._standing:
            # What the orders say goes before the parcels' scans: the moved times are theirs from now on.
            scanned = with_scans(own, self._at("parcels"))
            self._connection.execute(f'create temp table "{name}_scanned" as {scanned}')
            own = f"{name}_scanned"
        self._register_values(
            f"{name}_values",
            {
                "seconds": (edit.seconds, pa.int64()),
                "by_carrier": (edit.carrier, pa.string()),
                "by_warehouse": (edit.warehouse, pa.string()),
                "first_second": (_second(edit.first), pa.int64()),
                "stop_second": (None if edit.last is None else _second(edit.last, 1), pa.int64()),
            },
        )
        concerned = (
            "(by_carrier = '' or o.carrier = by_carrier) and (by_warehouse = '' or o.warehouse = by_warehouse) "
            "and (first_second is null or o.paid_at >= first_second) "
            "and (stop_second is null or o.paid_at < stop_second)"
        )
        first_known = f"coalesce({', '.join(f'o.{time}' for time in _TIMES)})"
        # `least` passes over nothing: an order that was never paid has to be left out by itself.
        room = f"greatest(0, least(seconds, {first_known} - o.paid_at))"
        moved = f"case when o.paid_at is not null and {concerned} then {room} else 0 end"
        columns = ", ".join(
            f'o."{column}" - moved_by as "{column}"' if column in _TIMES else f'o."{column}"'
            for column in TABLES["orders"].schema.names
        )
        return f'select {columns} from (select *, {moved} as moved_by from "{own}" o cross join "{name}_values") o'

    def _answered(self, edit: AnsweredChats, name: str) -> str:
        own = self._at("chats")
        hours = [hour for hour in range(24) if _within(hour, edit.from_hour, edit.to_hour)]
        self._register_values(f"{name}_values", {"within_seconds": (edit.within_seconds, pa.int64())})
        self._connection.register(f"{name}_hours", pa.table({"hour": pa.array(hours, pa.int64())}))
        self._connection.register(f"{name}_days", pa.table({"weekday": pa.array(edit.weekdays, pa.int64())}))
        # 1 January 1970 was a Thursday.
        answered = (
            f'coalesce(c.asked_at % 86400 // 3600 in (select hour from "{name}_hours") '
            f'and (c.asked_at // 86400 + 3) % 7 + 1 in (select weekday from "{name}_days"), false) '
            "and not coalesce(c.automatic_only, false) "
            "and coalesce(c.first_human_reply_seconds > within_seconds, true)"
        )
        changes = dict(zip(_ANSWER, ("within_seconds", "true"), strict=True))
        columns = ", ".join(
            f'case when answered then {changes[column]} else c."{column}" end as "{column}"'
            if column in changes
            else f'c."{column}"'
            for column in TABLES["chats"].schema.names
        )
        return f'select {columns} from (select *, {answered} as answered from "{own}" c cross join "{name}_values") c'

    def _register_values(self, place: str, values: Mapping[str, tuple[object, pa.DataType]]) -> None:
        """One row with what a query has to know: its text holds no value."""
        columns = {name: pa.array([value], kind) for name, (value, kind) in values.items()}
        self._connection.register(place, pa.table(columns))


def _changes(edit: Edit) -> tuple[str, frozenset[str]]:
    """The table an edit changes, and the columns it leaves all others alone for."""
    if isinstance(edit, EarlierShipping):
        return "orders", frozenset(_TIMES)
    return ("chats", frozenset(_ANSWER)) if isinstance(edit, AnsweredChats) else (edit.table, frozenset())


def _columns(name: str, rows: str, given: Sequence[str]) -> str:
    """Every column of a table from `rows`, null where it is not among the given ones."""
    return ", ".join(
        f'{rows}."{column}"' if column in given else f'null as "{column}"' for column in TABLES[name].schema.names
    )


def _second(day: date | None, later: int = 0) -> int | None:
    """The first second of a day, or of one some days later."""
    return None if day is None else ((day - date(1970, 1, 1)).days + later) * 86_400


def _within(hour: int, first: int, stop: int) -> bool:
    return first <= hour < stop if first < stop else hour >= first or hour < stop
