"""What a canonical table is made of: kinds of cells, columns, keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    TIME = "time"
    DAY = "day"
    MONEY = "money"
    SCORE = "score"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    DURATION = "duration"
    FLAG = "flag"
    CHOICE = "choice"


_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.IDENTIFIER: pa.string(),
    Kind.TIME: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.MONEY: pa.int64(),
    Kind.SCORE: pa.int64(),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.SHARE: pa.float64(),
    Kind.DURATION: pa.float64(),
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
