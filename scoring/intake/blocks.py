"""Blocks of rows: row numbers, and one array of text per column of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.report import Rejection, Rejections

# Row numbers as a spreadsheet counts them, and one array per column of the file.
Block = tuple[np.ndarray, list[pa.StringArray]]


def take(number: int, cells: list[str], width: int, rows: list[tuple[int, list[str]]], rejections: Rejections) -> None:
    """Keep a row with as many cells as the header; empty cells too many are none."""
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        rejections.add(Rejection(number, "", str(len(cells)), "ragged_row", str(width)))
    else:
        rows.append((number, cells[:width]))


def blocks(rows: Sequence[tuple[int, list[str]]]) -> Iterator[Block]:
    """Rows one by one as a block; nothing for none."""
    if rows:
        columns = zip(*(cells for _, cells in rows), strict=True)
        yield np.array([number for number, _ in rows]), [pa.array(column, pa.string()) for column in columns]


def no_more_than(width: int, numbers: np.ndarray, columns: list[pa.StringArray], rejections: Rejections) -> Block:
    """The rows without those that have a filled cell right of the header's last name."""
    beyond = np.zeros(len(numbers), dtype=bool)
    for column in columns[width:]:
        beyond |= pc.greater(pc.binary_length(pc.utf8_trim_whitespace(column)), 0).to_numpy(zero_copy_only=False)
    for number in numbers[beyond]:
        rejections.add(Rejection(int(number), "", str(len(columns)), "ragged_row", str(width)))
    if not beyond.any():
        return numbers, columns[:width]
    return numbers[~beyond], [column.filter(pa.array(~beyond)) for column in columns[:width]]


def merged(numbers: np.ndarray, columns: list[pa.StringArray], rows: list[tuple[int, list[str]]]) -> Block:
    """A block with rows put in where their numbers belong."""
    for more, cells in blocks(rows):
        numbers = np.concatenate([numbers, more])
        order = pa.array(np.argsort(numbers, kind="stable"))
        columns = [pa.concat_arrays([a, b]).take(order) for a, b in zip(columns, cells, strict=True)]
        numbers = np.sort(numbers, kind="stable")
    return numbers, columns


def numbers_of(first: int, count: int, skipped: list[int]) -> np.ndarray:
    """The numbers of `count` rows from `first` on when the rows `skipped` (ascending) are not among them.

    >>> numbers_of(3, 4, [4, 6]).tolist()
    [3, 5, 7, 8]
    """
    left_out = np.array([number for number in skipped if number >= first], dtype=np.int64)
    before = left_out - first - np.arange(len(left_out))
    at = np.arange(count)
    numbers: np.ndarray = first + at + np.searchsorted(before, at, side="right")
    return numbers
