"""One file → its clean rows and its report: the whole of intake in one call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import EmptyFile, NothingUsable
from scoring.intake.decode import TextRows, text_rows
from scoring.intake.formats import Format, recognise
from scoring.intake.kinds import expected, trimmed, typed
from scoring.intake.report import Rejection, Report
from scoring.intake.tables import Table

DEFAULT_SHOP = "my-shop"
_CHUNK = 50_000

# Two times that follow one another in real life: (table, earlier, later).
_ORDER_OF_TIMES = (
    ("orders", "created_at", "paid_at"),
    ("orders", "paid_at", "collected_at"),
    ("orders", "collected_at", "delivered_at"),
    ("refunds", "requested_at", "completed_at"),
    ("disputes", "opened_at", "closed_at"),
)


@dataclass(frozen=True)
class CleanFile:
    """The rows of a file that are taken in (columns of `Table.schema`) and what happened to the others."""

    table: Table
    rows: pa.Table
    report: Report

    @property
    def shops(self) -> tuple[str, ...]:
        """The shops the rows belong to, by name."""
        return tuple(sorted(pc.unique(self.rows["shop_id"]).to_pylist()))


def read_path(path: Path, *, shop: str = DEFAULT_SHOP, table: str | None = None) -> CleanFile:
    """`read` on a file of the disk."""
    with path.open("rb") as file:
        return read(file, path.name, shop=shop, table=table)


def read(file: BinaryIO, name: str, *, shop: str = DEFAULT_SHOP, table: str | None = None) -> CleanFile:
    """The clean rows of a CSV file and its report.

    `shop` is used where the file names none; `table` says which table it is when the header cannot.
    A row with one cell that cannot be read is rejected as a whole and named in the report; a row is
    never taken in by half. Raises a `VocBoardError` when the file as a whole is of no use.
    """
    text = text_rows(file, name)
    form = recognise(text.header, name, table)
    rejected: list[Rejection] = []
    kept: list[pa.Table] = []
    numbers: list[np.ndarray] = []
    rows_read = 0
    for row_numbers, cells in _chunks(text, rejected):
        rows_read += len(row_numbers)
        rows, usable = _convert(form, cells, row_numbers, shop, rejected)
        kept.append(rows.filter(pa.array(usable)))
        numbers.append(row_numbers[usable])
    rows_read += sum(item.reason == "ragged_row" for item in rejected)
    if not rows_read:
        raise EmptyFile(name)
    rows = pa.concat_tables(kept) if kept else form.table.schema.empty_table()
    rows = _one_row_per_key(form.table, rows, np.concatenate(numbers) if numbers else np.array([]), rejected)
    rejected.sort(key=lambda item: item.row)
    if not rows.num_rows:
        raise NothingUsable(name, rows_read, rejected[0])
    first_day, last_day = _days(form.table, rows)
    filled = {*form.positions, "shop_id"}
    report = Report(
        file=name,
        table=form.table.name,
        encoding=text.encoding,
        rows_read=rows_read,
        rows_kept=rows.num_rows,
        rejected=tuple(rejected),
        columns_not_used=form.not_used,
        columns_missing=tuple(column.name for column in form.table.columns if column.name not in filled),
        first_day=first_day,
        last_day=last_day,
        contradictions=_contradictions(form.table, rows),
    )
    return CleanFile(form.table, rows, report)


def _chunks(text: TextRows, rejected: list[Rejection]) -> Iterator[tuple[np.ndarray, list[pa.StringArray]]]:
    """Row numbers and one text column per header name, a chunk at a time; ragged rows are rejected here."""
    width = len(text.header)
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, cells in text.rows:
        if len(cells) != width:
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                rejected.append(Rejection(number, "", str(len(cells)), "ragged_row", str(width)))
                continue
            del cells[width:]
        numbers.append(number)
        rows.append(cells)
        if len(rows) == _CHUNK:
            yield np.array(numbers), _columns(rows)
            numbers, rows = [], []
    if rows:
        yield np.array(numbers), _columns(rows)


def _columns(rows: list[list[str]]) -> list[pa.StringArray]:
    return [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]


def _convert(
    form: Format, cells: list[pa.StringArray], numbers: np.ndarray, shop: str, rejected: list[Rejection]
) -> tuple[pa.Table, np.ndarray]:
    """The typed rows of a chunk, and which of them are usable; the first fault of each other row is noted."""
    usable = np.ones(len(numbers), dtype=bool)
    columns: dict[str, pa.Array] = {}
    for column in form.table.columns:
        if column.name not in form.positions:
            value = shop if column.name == "shop_id" else "" if column.name in form.table.optional_key else None
            columns[column.name] = pa.repeat(pa.scalar(value, column.arrow), len(numbers))
            continue
        raw = cells[form.positions[column.name]]
        text = trimmed(raw)
        if column.name == "shop_id":
            text = pc.fill_null(text, shop)
        values = typed(column, text)
        bad = pc.and_(pc.is_null(values), pc.is_valid(text)).to_numpy(zero_copy_only=False)
        for index in np.flatnonzero(bad & usable):
            value = raw[int(index)].as_py()
            rejected.append(
                Rejection(int(numbers[index]), column.name, value, "bad_value", expected(column), column.kind.value)
            )
        usable &= ~bad
        if column.name in form.table.optional_key:
            values = pc.fill_null(values, "")
        elif column.key:
            empty = pc.is_null(values).to_numpy(zero_copy_only=False)
            for index in np.flatnonzero(empty & usable):
                rejected.append(Rejection(int(numbers[index]), column.name, "", "missing_key", ""))
            usable &= ~empty
        columns[column.name] = values
    if form.table.name == "platform_metrics":
        usable &= _possible_shares(columns, cells, form, numbers, usable, rejected)
    return pa.table(columns, schema=form.table.schema), usable


def _possible_shares(
    columns: dict[str, pa.Array],
    cells: list[pa.StringArray],
    form: Format,
    numbers: np.ndarray,
    usable: np.ndarray,
    rejected: list[Rejection],
) -> np.ndarray:
    """Which rows hold a figure that can be: a rate or share is at most 1, so 98.5 without % is none."""
    shares = pc.match_substring_regex(pc.fill_null(columns["metric"], ""), pattern="_(rate|share)$")
    above = pc.greater(pc.fill_null(columns["value"], 0.0), 1.0)
    wrong = pc.and_(shares, above).to_numpy(zero_copy_only=False)
    for index in np.flatnonzero(wrong & usable):
        value = cells[form.positions["value"]][int(index)].as_py()
        expected_share = "a share such as 0.985 or 98.5%"
        rejected.append(Rejection(int(numbers[index]), "value", value, "bad_value", expected_share, "share"))
    possible: np.ndarray = ~wrong
    return possible


def _one_row_per_key(table: Table, rows: pa.Table, numbers: np.ndarray, rejected: list[Rejection]) -> pa.Table:
    """The rows with each key once; of a key that stands twice the last row is kept."""
    keyed = rows.select(list(table.key)).append_column("_at", pa.array(np.arange(rows.num_rows)))
    last = keyed.group_by(list(table.key)).aggregate([("_at", "max")])
    if last.num_rows == rows.num_rows:
        return rows
    keeps = keyed.join(last, keys=list(table.key)).sort_by("_at")["_at_max"].to_numpy()
    kept = keeps == np.arange(rows.num_rows)
    name = table.required[-1]
    for index in np.flatnonzero(~kept):
        value = str(rows[name][int(index)].as_py())
        again = str(int(numbers[keeps[index]]))
        rejected.append(Rejection(int(numbers[index]), name, value, "repeated_key", again))
    return rows.filter(pa.array(kept))


def _days(table: Table, rows: pa.Table) -> tuple[date | None, date | None]:
    columns = [pc.cast(rows[time], pa.timestamp("s")) for time in table.day_of]
    columns += [rows[column.name] for column in table.columns if column.name == "day"]
    spans = [pc.min_max(pc.cast(column, pa.date32())).as_py() for column in columns]
    first = min((span["min"] for span in spans if span["min"]), default=None)
    last = max((span["max"] for span in spans if span["max"]), default=None)
    return first, last


def _contradictions(table: Table, rows: pa.Table) -> int:
    """How many rows hold two times in the wrong order; they are kept as they are."""
    wrong = np.zeros(rows.num_rows, dtype=bool)
    for name, earlier, later in _ORDER_OF_TIMES:
        if name == table.name:
            wrong |= pc.fill_null(pc.less(rows[later], rows[earlier]), False).to_numpy()
    return int(wrong.sum())
