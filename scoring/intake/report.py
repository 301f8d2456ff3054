"""What an import says about a file: rows read, kept, rejected and why, columns not used, days covered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

MOST_REJECTED = 10_000  # a report names no more rows than a person may look through; it counts all


@dataclass(frozen=True)
class Rejection:
    """One row that is not taken in. `row` counts as a spreadsheet does: the header is row 1.

    `reason` is one of `bad_value`, `cut_number`, `missing_key`, `repeated_key`, `ragged_row`;
    `expected` says what the cell may hold, or which row is kept in its place; `kind` is the column's
    kind, for other languages.
    """

    row: int
    column: str
    value: str
    reason: str
    expected: str
    kind: str = ""

    def __str__(self) -> str:
        shown = " ".join(self.value.split()) if self.reason == "repeated_key" else self.value
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        if self.reason == "missing_key":
            return f"row {self.row}, column {self.column}: empty, but it identifies the row. Fill it in."
        if self.reason == "repeated_key":
            return f"row {self.row}, column {self.column}: {shown} stands again in row {self.expected}, which is kept."
        if self.reason == "ragged_row":
            return f"row {self.row}: {shown} cells, expected {self.expected} as in the header. Check quotes and commas."
        return f"row {self.row}, column {self.column}: {shown!r} was found, expected {self.expected}. Correct the cell."


class Rejections:
    """The rejected rows of one file: all are counted and told, the first ones are kept."""

    def __init__(self, tell: Callable[[Rejection], None] | None = None) -> None:
        self.first: list[Rejection] = []
        self.count = 0
        self._tell = tell

    def add(self, row: Rejection) -> None:
        """Note one more."""
        self.count += 1
        if len(self.first) < MOST_REJECTED:
            self.first.append(row)
        if self._tell is not None:
            self._tell(row)


@dataclass(frozen=True)
class MixUp:
    """A column whose unit is probably another than the file means, or a metric nobody knows; rows are taken in.

    `kind`: `percent_read` (plain cells above 1: the column was read as per cents), `share_among_percent`
    (some of these per cents look like ratios), `cents` (amounts look like cents), `milliseconds`
    (seconds look like milliseconds); `count` cells, `example` one of them. `unknown_metric`: `column` is
    the metric as the file names it, in `count` rows, `example` the known name most like it; `unlike_any_metric`:
    the same without one; `more_unknown_metrics`: `column` further names in `count` rows, `example` one of them.
    """

    column: str
    kind: str
    count: int
    example: str


@dataclass(frozen=True)
class Report:
    """The outcome of reading one file.

    `export` names the known export the header is of (empty: the canonical columns, or mapped by hand).
    `rejected` holds the first ones of `rows_rejected`. `contradiction_kinds` are (earlier column, later
    column, rows in which the later time comes first). `days_missing` lie between the first and the last
    day and have no row. `notes`: `shop_given` (the file names none),
    `day_from_name`, `day_given`, `addresses_shortened`.
    """

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
    export: str = ""
    rows_rejected: int = 0
    days_missing: tuple[date, ...] = ()
    contradiction_kinds: tuple[tuple[str, str, int], ...] = ()
    mix_ups: tuple[MixUp, ...] = ()
    summary_rows: int = 0
    notes: tuple[str, ...] = field(default=())
