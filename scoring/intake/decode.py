"""Bytes → rows of text cells: encoding, delimiter, header, one row at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from scoring.errors import EmptyFile, NotText

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


def text_rows(file: BinaryIO, name: str) -> TextRows:
    """The rows of a CSV file in UTF-8 (with or without BOM) or GB18030.

    Raises `NotText` for bytes that are no text, `EmptyFile` without a header.
    """
    encoding = _encoding(file, name)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    csv.field_size_limit(_LONGEST_CELL)
    first = text.readline()
    while first and not first.strip(" \t\r\n,;"):
        first = text.readline()
    if not first:
        raise EmptyFile(name)
    delimiter = max(",\t;", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter))
    while len(header) > 1 and not header[-1].strip():
        header.pop()
    return TextRows(tuple(header), encoding, _rows(text, delimiter, name))


def _rows(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=2):
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise NotText(name) from error


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
