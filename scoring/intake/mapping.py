"""A file nobody knows: which table it may be, and which of its columns may be which canonical column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.aliases import aliases
from scoring.intake.columns import Column, Kind
from scoring.intake.formats import normalised
from scoring.intake.kinds import trimmed, typed
from scoring.intake.tables import TABLES, table

_ALIKE = 0.72
_LONG = 6
# What content can tell: the other kinds hold anything.
_TELLING = (Kind.TIME, Kind.DAY, Kind.MONEY, Kind.SCORE, Kind.FLAG, Kind.IDENTIFIER)


@dataclass(frozen=True)
class Proposal:
    """A column of a file and what it probably is: `column` is empty when nothing is likely.

    `why` is `name` (it is called so elsewhere, or nearly so), `content` (its cells look like it) or empty.
    """

    name: str
    column: str
    why: str


def shape(header: Iterable[str]) -> str:
    """A short text that all files with these columns share, in whatever order they stand.

    >>> shape(["订单号 ", "金额"]) == shape(["金额", "订单号"])
    True
    """
    names = sorted({normalised(name) for name in header} - {""})
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:16]


def best_table(header: Sequence[str]) -> str:
    """The table whose columns the header's names are most alike; `orders` when none is."""

    def likeness(name: str) -> tuple[float, float]:
        alike = sum(_by_name(normalised(item), name)[1] for item in header)
        return alike, alike / len(TABLES[name].columns)

    return max(TABLES, key=likeness)


def proposals(header: Sequence[str], sample: Sequence[Sequence[str]], table_name: str) -> list[Proposal]:
    """For each column of a file what it probably is; `sample` are some of its rows, as text.

    Each canonical column is proposed once: to the name most alike, else to the content that fits.
    """
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    ranked = sorted(
        ((*_by_name(normalised(name), table_name), at) for at, name in enumerate(header)), key=lambda item: -item[1]
    )
    for column, likeness, at in ranked:
        if likeness and column not in taken:
            found[at] = column, "name"
            taken.add(column)
    target = table(table_name)
    for open_column in sorted(target.columns, key=lambda item: not item.key):
        if open_column.name in (*taken, "shop_id", *target.optional_key) or open_column.kind not in _TELLING:
            continue
        for at in range(len(header)):
            if at not in found and _fits(open_column, _cells(sample, at)):
                found[at] = open_column.name, "content"
                break
    return [Proposal(name, *found.get(at, ("", ""))) for at, name in enumerate(header)]


def _by_name(name: str, table_name: str) -> tuple[str, float]:
    """The column that a name stands for, or is most alike to the names of, and how alike they are."""
    known = {item: column for item, (column, _) in aliases(table_name).items() if not column.startswith("_")}
    if name in known:
        return known[name], 1.0
    likeness, nearest = max(((SequenceMatcher(None, name, item).ratio(), item) for item in known), default=(0.0, ""))
    return (known[nearest], likeness) if name and likeness >= _ALIKE else ("", 0.0)


def _cells(sample: Sequence[Sequence[str]], at: int) -> pa.StringArray:
    return trimmed(pa.array([row[at] if at < len(row) else "" for row in sample], pa.string()))


def _fits(column: Column, cells: pa.StringArray) -> bool:
    filled = cells.drop_null()
    if not len(filled):
        return False
    if column.kind is Kind.IDENTIFIER:
        # What identifies a row is long, and another in every row.
        lengths = pc.utf8_length(filled)
        if any(typed(Column("", kind), filled).null_count == 0 for kind in (Kind.TIME, Kind.DAY)):
            return False
        different = len(pc.unique(filled)) == len(filled) > 1
        return bool(column.key and different and pc.min(lengths).as_py() >= _LONG)
    return bool(typed(column, filled).null_count == 0)
