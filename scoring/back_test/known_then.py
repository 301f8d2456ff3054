"""The events as they were known at the end of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.columns import Kind, Table
from scoring.intake.tables import TABLES
from scoring.store.events import Events

# The time a row comes into being; deadlines are known with it. All other times may lie ahead.
_BEGINS = {
    "orders": "created_at",
    "reviews": "rated_at",
    "refunds": "requested_at",
    "disputes": "opened_at",
    "chats": "asked_at",
    "service_tasks": "created_at",
}
_DEADLINES = ("promised_ship_at", "due_at")
_DAYS = {"platform_metrics": "day", "violations": "day", "exclusions": "decided_on"}


def known_then(events: Events, day: date) -> Events:
    """The events (in memory) without what came after `day`: later rows, later times in the rows of before.

    What has no time of its own cannot be taken back: the end state of a row (who handled a refund, who is
    liable for a dispute not yet closed), and rows without the time they begin with. Tables of other kinds
    are left out.
    """
    after = ((day - date(1970, 1, 1)) + timedelta(days=1)) // timedelta(seconds=1)
    tables = {}
    for name, rows in events.tables.items():
        if not isinstance(rows, pa.Table):
            raise TypeError(f"{name}: only rows in memory can be cut.")
        if name in _BEGINS:
            tables[name] = _cut(TABLES[name], rows, after)
        elif name in _DAYS:
            tables[name] = rows.filter(pc.less_equal(rows[_DAYS[name]], pa.scalar(day, pa.date32())))
    return Events(tables, f"{events.version} as known on {day}")


def _cut(table: Table, rows: pa.Table, after: int) -> pa.Table:
    begins = _BEGINS[table.name]
    rows = rows.filter(pc.fill_null(pc.less(rows[begins], after), True))
    for place, name in enumerate(rows.column_names):
        later = [column for column in table.columns if column.name == name and column.kind is Kind.TIME]
        if later and name not in (begins, *_DEADLINES):
            known = pc.if_else(pc.less(rows[name], after), rows[name], pa.scalar(None, pa.int64()))
            rows = rows.set_column(place, rows.schema.field(place), known)
    return rows
