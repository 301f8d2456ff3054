"""Which table a header belongs to, and which of its columns is which canonical column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from scoring.errors import DuplicateColumn, MissingColumn, UnknownFormat
from scoring.intake.tables import TABLES, Table, table


@dataclass(frozen=True)
class Format:
    """A header: the table it fills, and canonical column → position in the file."""

    table: Table
    positions: dict[str, int]
    not_used: tuple[str, ...]


# Header names of real exports, as they stand in the file → canonical column; "" = read, not used.
_EXPORTS: dict[str, tuple[str, dict[str, str]]] = {
    "tmall_order_report": (
        "orders",
        {
            "订单编号": "order_id",
            "总金额": "amount",
            # A full refund leaves 0 here, so it can neither decide "paid" nor be the order's amount.
            "买家实际支付金额": "",
            "收货地址": "province",
            "订单创建时间": "created_at",
            "订单付款时间": "paid_at",
            "退款金额": "",
        },
    ),
}


def normalised(name: str) -> str:
    """A header name without byte-order mark, blanks, case and full-width forms.

    >>> normalised("订单付款时间 "), normalised("Order_ID")
    ('订单付款时间', 'order_id')
    """
    return re.sub(r"[\s\ufeff]+", "", unicodedata.normalize("NFKC", name)).lower()


def recognise(header: tuple[str, ...], file: str, wanted: str | None = None) -> Format:
    """The format of a header; with `wanted` the table is given and only its columns are looked for.

    Raises `UnknownFormat`, `MissingColumn` or `DuplicateColumn`.
    """
    names = [normalised(name) for name in header]
    for target, columns in _EXPORTS.values():
        if wanted in (None, target) and set(columns) <= set(names):
            return _format(table(target), [columns.get(name) for name in names], header, file)
    canonical = table(wanted) if wanted else _best(names)
    if canonical is None:
        raise UnknownFormat(file, [name.strip() for name in header], TABLES)
    known = {column.name for column in canonical.columns}
    return _format(canonical, [name if name in known else None for name in names], header, file)


def _best(names: list[str]) -> Table | None:
    """The table that most of the names belong to, at least half of them; of equals the one whose key is there.

    A table that fits best and lacks its key is still the one meant: what is missing is said then.
    """
    found = set(names)
    matches = {item.name: len(found & {column.name for column in item.columns}) for item in TABLES.values()}
    best = max(TABLES.values(), key=lambda item: (matches[item.name], set(item.required) <= found))
    return best if matches[best.name] >= 2 and matches[best.name] * 2 >= len(found) else None


def _format(target: Table, columns: list[str | None], header: tuple[str, ...], file: str) -> Format:
    positions: dict[str, int] = {}
    not_used = []
    for index, column in enumerate(columns):
        if not column:
            not_used.append(header[index].strip())
        elif column in positions:
            raise DuplicateColumn(file, column, positions[column] + 1, index + 1)
        else:
            positions[column] = index
    for column in target.required:
        if column not in positions:
            raise MissingColumn(file, target.name, column, [name.strip() for name in header])
    return Format(target, positions, tuple(name for name in not_used if name))
