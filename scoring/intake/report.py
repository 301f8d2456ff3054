"""What an import says about a file: rows read, kept, rejected and why, columns not used, days covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rejection:
    """One row that is not taken in. `row` counts as a spreadsheet does: the header is row 1.

    `reason` is one of `bad_value`, `missing_key`, `repeated_key`, `ragged_row`; `expected` says what
    the cell may hold, or which row is kept in its place; `kind` is the column's kind, for other languages.
    """

    row: int
    column: str
    value: str
    reason: str
    expected: str
    kind: str = ""

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        if self.reason == "missing_key":
            return f"row {self.row}, column {self.column}: empty, but it identifies the row. Fill it in."
        if self.reason == "repeated_key":
            return f"row {self.row}, column {self.column}: {shown} stands again in row {self.expected}, which is kept."
        if self.reason == "ragged_row":
            return f"row {self.row}: {shown} cells, expected {self.expected} as in the header. Check quotes and commas."
        return f"row {self.row}, column {self.column}: {shown!r} was found, expected {self.expected}. Correct the cell."


@dataclass(frozen=True)
class Report:
    """The outcome of reading one file."""

    file: str
    table: str
    encoding: str
    rows_read: int
    rows_kept: int
    rejected: tuple[Rejection, ...]
    columns_not_used: tuple[str, ...]
    columns_missing: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    contradictions: int
