"""Workbooks of the old kind that are damaged where it hurts."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import xlwt
from hostile_books import NAMES, book

_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Cells = dict[tuple[int, int], object]
CELLS: Cells = {
    (down, right): value
    for down in range(1, 60)
    for right, value in enumerate((f"o{down}", "2026-04-17 10:00:00", 5.5))
}


def xls(cells: Cells = CELLS) -> bytes:
    """A workbook of the old kind with these cells below the header."""
    made = xlwt.Workbook()
    page = made.add_sheet("S")
    for (down, right), value in ({(0, at): name for at, name in enumerate(NAMES)} | cells).items():
        page.write(down, right, value)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _locked() -> bytes:
    """What Excel makes of a workbook with a password: a file of the old kind with one part of that name."""
    data = xls()
    name = "EncryptedPackage".encode("utf-16-le")
    at = data.index("Workbook".encode("utf-16-le"))
    return data[:at] + name + data[at + len(name) : at + 64] + struct.pack("<H", len(name) + 2) + data[at + 66 :]


def _patched(at: int, value: bytes) -> bytes:
    data = xls()
    return data[:at] + value + data[at + len(value) :]


def _chain(links: dict[int, int]) -> bytes:
    """The sector that should lead on to the next leads to another."""
    data = bytearray(xls())
    (table,) = struct.unpack_from("<I", data, 76)
    for sector, following in links.items():
        struct.pack_into("<I", data, 512 + table * 512 + 4 * sector, following)
    return bytes(data)


def _of_length(kind: int, length: bytes) -> bytes:
    """Records of a kind say that they are of another length."""
    data, mark = xls(), struct.pack("<H", kind)
    found = mark + data[data.index(mark) + 2 :][:2]
    return data.replace(found, mark + length)


# What it is → the file's name, how it is made, and what comes of it (see `hostile_zips.ZIPS`).
OLD_BOOKS: dict[str, tuple[str, Callable[[], bytes], int | str]] = {
    "nothing evil": ("o.xls", xls, 59),
    "nothing evil named xlsx": ("o.xlsx", xls, 59),
    "a new one named xls": ("o.xls", book, 2),
    "locked": ("o.xlsx", _locked, "bad_archive"),
    "cut in half": ("o.xls", lambda: xls()[:4000], "refused"),
    "cut before its last sector": ("o.xls", lambda: xls()[:-600], "either"),
    "cut behind its head": ("o.xls", lambda: xls()[:512], "refused"),
    "eight bytes": ("o.xls", lambda: _MARK, "refused"),
    "a head and nonsense": ("o.xls", lambda: _MARK + bytes(range(256)) * 400, "refused"),
    "a head and zeros": ("o.xls", lambda: _MARK + bytes(100_000), "refused"),
    "a sector that leads to itself": ("o.xls", lambda: _chain({0: 0}), "refused"),
    "a chain of sectors that is a ring": ("o.xls", lambda: _chain({1: 2, 2: 3, 3: 1}), "refused"),
    "a sector that leads beyond the end": ("o.xls", lambda: _chain({1: 70_000}), "either"),
    "every sector leads to the first": ("o.xls", lambda: _chain(dict.fromkeys(range(128), 0)), "refused"),
    "a table of sectors that is a ring": ("o.xls", lambda: _patched(76, struct.pack("<I", 0) * 109), "either"),
    "sectors of any size": ("o.xls", lambda: _patched(30, b"\xff\xff"), "refused"),
    "sectors of no size": ("o.xls", lambda: _patched(30, b"\0\0"), "either"),
    "a table of four billion sectors": ("o.xls", lambda: _patched(44, b"\xff\xff\xff\xff"), "either"),
    "four billion further tables": ("o.xls", lambda: _patched(68, b"\0\0\0\0\xff\xff\xff\x7f"), "either"),
    "records of strings of any length": ("o.xls", lambda: _of_length(0x00FC, b"\xff\x7f"), "either"),
    "records of cells of any length": ("o.xls", lambda: _of_length(0x00FD, b"\xff\xff"), "either"),
    "a cell in its last corner": ("o.xls", lambda: xls(CELLS | {(65_535, 255): "x"}), "either"),
}
