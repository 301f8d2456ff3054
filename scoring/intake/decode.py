"""Bytes → rows of text cells: encoding, delimiter, and the body a block at a time, one array per column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

from scoring.errors import LongCell, NotText
from scoring.intake.blocks import Block, blocks, merged, no_more_than, numbers_of, take
from scoring.intake.report import Rejection, Rejections
from scoring.intake.scan import Scan

_PIECE = 1 << 20
_BLOCK = 8 << 20
LONGEST_CELL = 1 << 20
HEAD_ROWS = 16  # a header stands among the first ten rows, and may take two of them
_CHUNK = 50_000


class Cells(Protocol):
    """The rows of a table as text, wherever they come from.

    `head` holds the first rows that are not blank, each with its number as a spreadsheet counts.
    """

    head: list[tuple[int, list[str]]]

    @property
    def label(self) -> str:
        """The encoding, or the kind of workbook."""

    def body(self, after: int, width: int, rejections: Rejections) -> Iterator[Block]:
        """The rows below row `after` with `width` columns each; blank rows are passed over, ragged ones rejected."""


class TextCells:
    """The rows of a CSV or TSV file."""

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        found: Scan,
        tell: Callable[[int], None] | None = None,
        delimiter: str = "",
    ) -> None:
        self.encoding = found.encoding
        self._file, self._name, self._tell, self._done = file, name, tell, 0
        self._quotes_pair, self._ends_in_quote = found.quotes_pair, found.ends_in_quote
        self._delimiter = delimiter
        self._lines_of: dict[int, int] = {}  # row → physical lines up to its end
        self.head = self._read_head()

    @property
    def label(self) -> str:
        """The encoding."""
        return self.encoding

    def body(self, after: int, width: int, rejections: Rejections) -> Iterator[Block]:
        """See `Cells`."""
        physical = max((len(cells) for number, cells in self.head if number == after), default=width)
        # The fast reader takes a quote that is never closed for one that lasts to the end of the file.
        if physical > 1 and self._quotes_pair and self._lines_of.get(after) == after:
            yield from self._fast_body(after, width, physical, rejections)
        else:
            yield from self._careful_body(after, width, rejections)

    def _read_head(self) -> list[tuple[int, list[str]]]:
        text = self._text()
        lines, line = [], ""
        for _ in range(4 * HEAD_ROWS):
            line = text.readline(LONGEST_CELL + 1)
            if not line or len(line) > LONGEST_CELL:
                break
            lines.append(line)
        self._delimiter = self._delimiter or max(
            ",\t;", key=lambda mark: max((_count(mark, line) for line in lines[:HEAD_ROWS]), default=0)
        )
        reader = csv.reader(lines, delimiter=self._delimiter)
        head = []
        try:
            for number, cells in enumerate(reader, start=1):
                self._lines_of[number] = reader.line_num
                if any(cell.strip(" ,;\ufeff") for cell in cells):
                    head.append((number, cells))
                if len(head) == HEAD_ROWS:
                    break
            if not head and len(line) > LONGEST_CELL:
                raise LongCell(self._name, len(lines) + 1, LONGEST_CELL)
        except csv.Error as error:
            raise self._fault(error, len(head) + 1) from error
        return head

    def _text(self, tell: Callable[[int], None] | None = None) -> io.TextIOWrapper:
        self._file.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        return io.TextIOWrapper(
            io.BufferedReader(_Borrowed(self._file, tell), _PIECE), encoding=self.encoding, newline=""
        )

    def _fast_body(self, after: int, width: int, physical: int, rejections: Rejections) -> Iterator[Block]:
        names = [str(at) for at in range(physical)]
        skipped: list[int] = []
        recovered: list[tuple[int, list[str]]] = []

        def odd_row(row: Any) -> str:
            # `recovered` is looked up anew: the list is exchanged between batches.
            skipped.append(row.number)
            if '"' not in row.text:
                cells = row.text.split(self._delimiter)
            else:
                lines = csv.reader(io.StringIO(row.text, newline=""), delimiter=self._delimiter)
                cells = [cell for line in lines for cell in line]
            take(row.number, cells, width, recovered, rejections)
            return "skip"

        self._file.seek(0)
        try:
            reader = pacsv.open_csv(
                pa.PythonFile(_Borrowed(self._file, None), mode="r"),
                read_options=pacsv.ReadOptions(
                    column_names=names,
                    skip_rows=after,
                    block_size=_BLOCK,
                    use_threads=False,
                    encoding="utf8" if self.encoding.startswith("utf-8") else self.encoding,
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self._delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=odd_row,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error) or "skip initial" in str(error):
                return
            raise LongCell(self._name, after + 1, LONGEST_CELL) from error
        number = after + 1
        batch, following = None, self._next_batch(reader, number)
        while following is not None:
            batch, following = following, self._next_batch(reader, number + following.num_rows)
            numbers = numbers_of(number, batch.num_rows, skipped)
            is_last = following is None and batch.num_rows and numbers[-1] >= max(skipped, default=0)
            if is_last and self._swallowed_the_end(batch):
                rejections.add(Rejection(int(numbers[-1]), "", str(width + 1), "ragged_row", str(width)))
                numbers, batch = numbers[:-1], batch.slice(0, batch.num_rows - 1)
            if batch.num_rows:
                number = int(numbers[-1]) + 1
                skipped[:] = [at for at in skipped if at >= number]
            here = [row for row in recovered if row[0] < number]
            recovered = [row for row in recovered if row[0] >= number]
            self._say(batch)
            fitting = no_more_than(width, numbers, batch.columns, rejections)
            yield from self._filled(*merged(*fitting, here))
        yield from blocks(recovered)

    def _say(self, batch: pa.RecordBatch) -> None:
        """Count the bytes of a batch: the reader itself reads far ahead."""
        if self._tell is not None:
            offsets = 4 * batch.num_columns * (batch.num_rows + 1)
            self._done += max(0, batch.nbytes - offsets) + batch.num_columns * batch.num_rows
            self._tell(self._done)

    def _next_batch(self, reader: Any, number: int) -> pa.RecordBatch | None:
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None
        except pa.ArrowInvalid as error:
            # Only a row beyond a whole block stops this reader.
            raise LongCell(self._name, number, LONGEST_CELL) from error

    def _swallowed_the_end(self, batch: pa.RecordBatch) -> bool:
        """Whether a quote opened in the last cell of the last row is never closed."""
        if self._ends_in_quote:
            return False
        last: str = batch.column(batch.num_columns - 1)[batch.num_rows - 1].as_py()
        return "\n" in last or "\r" in last

    def _filled(self, numbers: np.ndarray, columns: list[pa.StringArray]) -> Iterator[Block]:
        """The block without its blank rows; a cell beyond the limit is an error."""
        blank = None
        for column in columns:
            lengths = pc.binary_length(column)
            if (pc.max(lengths).as_py() or 0) > LONGEST_CELL:
                at = int(pc.index(pc.greater(lengths, LONGEST_CELL), True).as_py())
                raise LongCell(self._name, int(numbers[at]), LONGEST_CELL)
            if blank is None or pc.any(blank).as_py():
                empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(column)), 0)
                blank = empty if blank is None else pc.and_(blank, empty)
        if blank is not None and pc.any(blank).as_py():
            kept = pc.invert(blank)
            numbers = numbers[kept.to_numpy(zero_copy_only=False)]
            columns = [column.filter(kept) for column in columns]
        if len(numbers):
            yield numbers, columns

    def _careful_body(self, after: int, width: int, rejections: Rejections) -> Iterator[Block]:
        """Row by row: for files in which a quote is opened and never closed, or of a single column."""
        rows: list[tuple[int, list[str]]] = []
        lines: list[str] = []
        number = 0
        reader = csv.reader(_noted(self._text(self._tell), lines), delimiter=self._delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                if len(lines) > 1 and len(list(csv.reader([*lines, "next"], delimiter=self._delimiter))) == 1:
                    # A quote that is never closed has swallowed the rest of the file: cells too many say so.
                    cells = [*cells, *([lines[0]] * max(1, width + 1 - len(cells)))]
                lines.clear()
                if number > after and any(cell.strip() for cell in cells):
                    take(number, cells, width, rows, rejections)
                if len(rows) == _CHUNK:
                    yield from blocks(rows)
                    rows = []
        except csv.Error as error:
            raise self._fault(error, number + 1) from error
        yield from blocks(rows)

    def _fault(self, error: csv.Error, row: int) -> Exception:
        """What the reader stumbled over: a cell beyond the limit says so, anything else is no table of text."""
        return LongCell(self._name, row, LONGEST_CELL) if "field limit" in str(error) else NotText(self._name)


def _count(mark: str, line: str) -> int:
    """How often a mark may part two cells; tabs around the cells of another delimiter part none.

    >>> _count(",", "a,b"), _count("\\t", "\\ta,\\tb"), _count("\\t", "a\\tb")
    (1, 0, 1)
    """
    if mark == "\t" and ("," in line or ";" in line):
        line = re.sub(r'(^|[,;"])\t+|\t+(?=[,;"\r\n]|$)', r"\1", line)
    return line.count(mark)


def _noted(text: io.TextIOWrapper, lines: list[str]) -> Iterator[str]:
    for line in text:
        lines.append(line)
        yield line


class _Borrowed(io.RawIOBase):
    """The caller's file, read through; closing it stays the caller's business."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None] | None) -> None:
        self._file, self._tell, self._done = file, tell, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._done += len(piece)
        if self._tell is not None:
            self._tell(self._done)
        return len(piece)
