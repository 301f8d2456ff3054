"""Bytes → rows of text cells: encoding, delimiter, header, one row at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scoring.errors import EmptyFile, LongCell, NotText, VocBoardError

_PIECE = 1 << 20
_LONGEST_CELL = 1 << 20


@dataclass
class TextRows:
    """The header of a file and an iterator over its rows; blank rows are passed over.

    Each item of `rows` is (row number as a spreadsheet counts, cells).
    """

    header: tuple[str, ...]
    encoding: str
    rows: Iterator[tuple[int, list[str]]]


class _Borrowed(io.RawIOBase):
    """The caller's file, read through; closing it stays the caller's business."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def text_rows(file: BinaryIO, name: str) -> TextRows:
    """The rows of a CSV file in UTF-8 (with or without BOM) or GB18030.

    Raises `NotText` for bytes that are no text, `EmptyFile` without a header, `LongCell` for a cell
    beyond the limit.
    """
    encoding = _encoding(file, name)
    text = io.TextIOWrapper(io.BufferedReader(_Borrowed(file), _PIECE), encoding=encoding, newline="")
    csv.field_size_limit(_LONGEST_CELL)
    first, at = text.readline(), 1
    while first and not first.strip(" \t\r\n,;"):
        first, at = text.readline(), at + 1
    if not first:
        raise EmptyFile(name)
    delimiter = max(",\t;", key=first.count)
    try:
        header = next(csv.reader([first], delimiter=delimiter))
    except csv.Error as error:
        raise _fault(error, name, at) from error
    while len(header) > 1 and not header[-1].strip():
        header.pop()
    return TextRows(tuple(header), encoding, _rows(text, delimiter, name, at + 1))


def _rows(text: io.TextIOWrapper, delimiter: str, name: str, first: int) -> Iterator[tuple[int, list[str]]]:
    lines: list[str] = []
    number = first - 1
    reader = csv.reader(_noted(text, lines), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=first):
            if len(lines) > 1 and len(list(csv.reader([*lines, "next"], delimiter=delimiter))) == 1:
                # A quote that is never closed has swallowed the rest of the file: a cell too many says so.
                cells.append(lines[0])
            lines.clear()
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise _fault(error, name, number + 1) from error


def _fault(error: csv.Error, name: str, row: int) -> VocBoardError:
    """What the reader stumbled over: a cell beyond the limit says so, anything else is no table of text."""
    return LongCell(name, row, _LONGEST_CELL) if "field limit" in str(error) else NotText(name)


def _noted(text: io.TextIOWrapper, lines: list[str]) -> Iterator[str]:
    for line in text:
        lines.append(line)
        yield line


def _encoding(file: BinaryIO, name: str) -> str:
    """The encoding of the whole file: strict UTF-8 first, else GB18030; a NUL byte is no text."""
    start = file.read(3)
    file.seek(0)
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8 = True
    while piece := file.read(_PIECE):
        if b"\0" in piece:
            raise NotText(name)
        if is_utf8:
            try:
                utf8.decode(piece)
            except UnicodeDecodeError:
                is_utf8 = False
    if is_utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    file.seek(0)
    if is_utf8:
        return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    _check_gb18030(file, name)
    return "gb18030"


def _check_gb18030(file: BinaryIO, name: str) -> None:
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    control = 0
    try:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            control += sum(character < " " and character not in "\t\r\n" for character in text[:4096])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotText(name) from error
    if control:
        raise NotText(name)
    file.seek(0)
