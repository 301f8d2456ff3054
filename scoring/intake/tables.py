"""The canonical tables: their columns, what a column holds, and which columns identify a row.

Times are stored as whole seconds of the shop's local wall clock since 1970-01-01, money as whole
cents, so that every engine computes the same integers. For the times in `day_of` an engine adds a
column with the calendar day when it loads the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from scoring.errors import UnknownTable


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    TIME = "time"
    DAY = "day"
    MONEY = "money"
    SCORE = "score"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"


_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.MONEY: pa.int64(),
    Kind.SCORE: pa.int64(),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.CHOICE: pa.string(),
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    kind: Kind = Kind.TEXT
    key: bool = False
    choices: tuple[str, ...] = ()

    @property
    def arrow(self) -> pa.DataType:
        """The type the column is stored with."""
        return _ARROW[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table.

    `optional_key` columns identify a row only where they are filled (a whole order has no sub-order).
    """

    name: str
    columns: tuple[Column, ...]
    day_of: tuple[str, ...] = ()
    optional_key: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row, shop first."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def required(self) -> tuple[str, ...]:
        """The key columns a file must have; the shop may be named beside the file."""
        return tuple(name for name in self.key if name != "shop_id" and name not in self.optional_key)

    @property
    def schema(self) -> pa.Schema:
        """The stored columns: the canonical ones, typed."""
        return pa.schema([pa.field(column.name, column.arrow) for column in self.columns])


def day_column(time: str) -> str:
    """The name of the calendar day of a time, as the queries know it.

    >>> day_column("paid_at")
    'paid_day'
    """
    return time.removesuffix("_at") + "_day"


def _key(name: str, kind: Kind = Kind.TEXT) -> Column:
    return Column(name, kind, key=True)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _times(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TIME) for name in names)


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLAG) for name in names)


def _choice(name: str, *choices: str) -> Column:
    return Column(name, Kind.CHOICE, choices=choices)


_SHOP = _key("shop_id")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "orders",
            (
                _SHOP,
                _key("order_id"),
                _key("sub_order_id"),
                *_texts("buyer_id", "product_id", "category"),
                *_times("created_at", "paid_at", "promised_ship_at", "shipped_at", "collected_at"),
                *_times("delivered_at", "confirmed_at"),
                Column("amount", Kind.MONEY),
                *_texts("status", "province", "carrier", "tracking_number", "warehouse"),
                *_flags("custom_made", "special_service_required", "special_service_met"),
                Column("line_days", Kind.COUNT),
            ),
            day_of=("paid_at", "collected_at", "delivered_at", "confirmed_at"),
            optional_key=("sub_order_id",),
        ),
        Table(
            "reviews",
            (
                _SHOP,
                _key("review_id"),
                *_texts("order_id", "buyer_id", "product_id"),
                Column("rated_at", Kind.TIME),
                Column("description_score", Kind.SCORE),
                Column("service_score", Kind.SCORE),
                Column("logistics_score", Kind.SCORE),
                Column("text"),
            ),
            day_of=("rated_at",),
        ),
        Table(
            "refunds",
            (
                _SHOP,
                _key("refund_id"),
                Column("order_id"),
                _choice("kind", "refund_only", "return_refund", "exchange"),
                *_times("requested_at", "agreed_at", "return_signed_at", "completed_at", "closed_at", "refused_at"),
                *_flags("handled_by_shop"),
                Column("first_reason"),
                *_flags("quality_reason"),
                Column("amount", Kind.MONEY),
            ),
            day_of=("requested_at", "agreed_at", "refused_at", "completed_at", "closed_at"),
        ),
        Table(
            "disputes",
            (
                _SHOP,
                _key("dispute_id"),
                Column("order_id"),
                _choice("kind", "dispute", "complaint", "help_request"),
                *_times("opened_at", "closed_at"),
                _choice("liable", "shop", "buyer", "none", "pending"),
            ),
            day_of=("opened_at", "closed_at"),
        ),
        Table(
            "chats",
            (
                _SHOP,
                _key("chat_id"),
                *_texts("buyer_id", "agent"),
                Column("asked_at", Kind.TIME),
                Column("first_human_reply_seconds", Kind.COUNT),
                *_flags("replied"),
                Column("satisfaction", Kind.SCORE),
                *_flags("automatic_only"),
            ),
            day_of=("asked_at",),
        ),
        Table(
            "service_tasks",
            (_SHOP, _key("task_id"), Column("order_id"), *_times("created_at", "handled_at", "due_at")),
            day_of=("due_at",),
        ),
        Table(
            "platform_metrics",
            (
                _SHOP,
                _key("day", Kind.DAY),
                _key("metric"),
                Column("value", Kind.NUMBER),
                Column("sample", Kind.COUNT),
            ),
        ),
        Table(
            "official_scores",
            (_SHOP, _key("day", Kind.DAY), _key("scheme"), _key("item"), Column("score", Kind.NUMBER)),
        ),
        Table(
            "violations",
            (
                _SHOP,
                _key("violation_id"),
                Column("kind"),
                Column("points", Kind.COUNT),
                Column("day", Kind.DAY),
            ),
        ),
        Table(
            "exclusions",
            (
                _SHOP,
                _key("exclusion_id"),
                *_texts("table", "record_id", "metric", "province"),
                Column("from_day", Kind.DAY),
                Column("to_day", Kind.DAY),
                Column("reason"),
                _choice("status", "pending", "upheld", "rejected"),
                Column("filed_on", Kind.DAY),
                Column("decided_on", Kind.DAY),
            ),
        ),
        Table("annotations", (_SHOP, _key("annotation_id"), Column("day", Kind.DAY), Column("text"))),
    )
}


def table(name: str) -> Table:
    """The canonical table of that name; raises `UnknownTable` with the nearest name."""
    if name not in TABLES:
        raise UnknownTable(name, TABLES)
    return TABLES[name]
