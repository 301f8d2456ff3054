"""The step in which a person says which column of a file is which, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.text import words
from dashboard.views.data import column_name, some, table_name
from scoring.intake.mapping import best_table, proposals
from scoring.intake.tables import TABLES

MOST_ROWS = 20


@dataclass(frozen=True)
class Match:
    """One column of the file: what it is taken for, why, and the first cells of it."""

    name: str
    column: str
    why: str
    cells: str


def matches(header: Sequence[str], rows: Sequence[Sequence[str]], table: str, language: str) -> list[Match]:
    """Every column of the file with what it probably is; of blank names there are none."""
    t = words(language)
    reasons = {"name": t("mapping.why_name"), "content": t("mapping.why_content")}
    found = []
    for proposal in proposals(list(header), [list(row) for row in rows], table):
        if not proposal.name.strip():
            continue
        at = list(header).index(proposal.name)
        cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        found.append(Match(proposal.name, proposal.column, reasons.get(proposal.why, ""), " · ".join(cells[:3])[:60]))
    return found


def first_table(header: Sequence[str]) -> str:
    """The table the header fits best."""
    found = best_table(list(header))
    return found if found in TABLES else "orders"


def choices(table: str, language: str) -> dict[str, str]:
    """The columns a column of the file can be, and their words; the first is none of them."""
    named = {column.name: column_name(column.name, language) for column in TABLES[table].columns}
    needed = TABLES[table].required
    return {"": words(language)("mapping.unused")} | {
        name: f"{label}*" if name in needed else label for name, label in named.items()
    }


def faults(chosen: Mapping[str, str], table: str, language: str) -> list[str]:
    """Why the file cannot be read with these columns; nothing when it can."""
    t = words(language)
    used = [column for column in chosen.values() if column]
    twice = [column for column in dict.fromkeys(used) if used.count(column) > 1]
    lacking = [column for column in TABLES[table].required if column not in used]
    return [t("mapping.twice", column=column_name(column, language)) for column in twice] + [
        t("mapping.lacking", column=column_name(column, language), table=table_name(table, language))
        for column in lacking
    ]


def remembered_label(mapping: Mapping[str, Any], language: str) -> str:
    """A remembered matching in one line, whatever a hand has made of its file."""
    table, columns = mapping.get("table"), mapping.get("columns")
    pairs = columns.items() if isinstance(columns, Mapping) else ()
    used = [f"{name} → {column_name(str(column), language)}" for name, column in pairs if column]
    name = table_name(table, language) if table in TABLES else str(table)
    return words(language)("mapping.choice", table=name, count=len(used), columns=some(used, language, most=4))
