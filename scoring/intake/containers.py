"""What a file holds, by its content and never by its extension: one table of text, a workbook, or a zip of these."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scoring.errors import BadArchive, EmptyFile, VocBoardError
from scoring.intake.decode import Cells, TextCells
from scoring.intake.formats import is_known
from scoring.intake.scan import scan
from scoring.intake.workbook import BAD_ZIP, LARGEST_WORKBOOK, SheetCells, Workbook, is_workbook

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<style")
_MOST_FILES = 500
_LARGEST = 16 << 30
# A table of text packs to a tenth, blank rows to less; a file that packs to next to nothing is no table.
_SUSPICIOUS, _HIGHEST_RATIO = 8 << 20, 200
_LONGEST_NAME = 160
_LOOK = 5  # looking through a file takes about a fifth of the time of reading it


@dataclass(frozen=True)
class Opened:
    """The rows of one table, and the SHA-256 of what they were read from, with a salt and without."""

    cells: Cells
    digest: str
    salted: str


@dataclass(frozen=True)
class Part:
    """One table of a file: the file itself, a file of a zip, or a sheet of a workbook; `size` in bytes."""

    name: str
    size: int
    _open: Callable[[bytes, Callable[[int], None] | None], Opened]

    def open(self, salt: bytes = b"", tell: Callable[[int], None] | None = None) -> Opened:
        """The rows; `salt` goes into the second digest, `tell` hears how many of the bytes are done with.

        Raises a `VocBoardError` when there is no table in it.
        """
        return self._open(salt, tell)


def parts(file: BinaryIO, name: str) -> list[Part]:
    """Every table of a file, at least one; what cannot be read says so when it is opened.

    Raises `BadArchive` for a zip that is broken, locked, or far larger inside than a table.
    """
    name = shown_name(name)
    start = file.read(8)
    file.seek(0)
    if start.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_zip(file, name)
    if start == _COMPOUND:
        return _of_workbook(file.read(LARGEST_WORKBOOK + 1), name)
    size = file.seek(0, 2)
    return [_of_text(file, name, size)]


def _of_text(file: BinaryIO, name: str, size: int) -> Part:
    def opened(salt: bytes, tell: Callable[[int], None] | None) -> Opened:
        file.seek(0)
        start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        file.seek(0)
        if start.startswith(_WEB_PAGE):
            raise BadArchive(name, "web_page")
        found = scan(file, name, salt, _from(0, 1 / _LOOK, tell))
        if not found.size:
            raise EmptyFile(name)
        rest = _from(size // _LOOK, 1 - 1 / _LOOK, tell)
        return Opened(TextCells(file, name, found, rest), found.digest, found.salted)

    return Part(name, size, opened)


def _from(start: int, share: float, tell: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """One stage of the work: what it has done counts from `start` on, with its share of the whole."""
    return None if tell is None else lambda done: tell(start + int(done * share))


def _of_zip(file: BinaryIO, name: str) -> list[Part]:
    try:
        archive = zipfile.ZipFile(file)
        files = [item for item in archive.infolist() if item.filename and not item.filename.endswith("/")]
        members = [item for item in files if not _is_litter(_name_of(item))]
    except BAD_ZIP as error:
        raise BadArchive(name, "broken") from error
    size = file.seek(0, 2)
    file.seek(0)
    if is_workbook(archive.namelist()):
        return _of_workbook(file.read(LARGEST_WORKBOOK + 1), name)
    if not members:
        raise EmptyFile(name)
    if len(members) > _MOST_FILES:
        raise BadArchive(name, "too_many")
    _check_size(members, size, name)
    return [part for item in members for part in _of_member(archive, item, f"{name} › {shown_name(_name_of(item))}")]


def _of_member(archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str) -> Iterator[Part]:
    if item.flag_bits & 1:
        yield _refused(BadArchive(name, "encrypted"))
        return
    try:
        member = _Member(archive, item, name)
        start = member.read(8)
        if start == _COMPOUND or (start.startswith(_ZIP) and item.file_size <= LARGEST_WORKBOOK):
            member.seek(0)
            content = member.read()
            if start == _COMPOUND or is_workbook(_names_in(content)):
                yield from _of_workbook(content, name)
                return
        if start.startswith(_ZIP):
            yield _refused(BadArchive(name, "nested"))
        else:
            yield _of_text(io.BufferedReader(member), name, item.file_size)
    except VocBoardError as error:
        yield _refused(error)


def _of_workbook(content: bytes, name: str) -> list[Part]:
    """The sheets whose header is known; when none is, the first that has rows."""
    book = Workbook(content, name)
    sheets = [sheet for at in range(len(book.titles)) if (sheet := book.sheet(at)).head]
    if not sheets:
        raise BadArchive(name, "no_sheet")
    chosen = [sheet for sheet in sheets if is_known(sheet.head)] or sheets[:1]
    named = len(chosen) > 1

    def part(sheet: SheetCells) -> Part:
        def opened(salt: bytes, tell: Callable[[int], None] | None) -> Opened:
            told = book.sheet(book.titles.index(sheet.title), tell) if tell else sheet
            return Opened(told, book.digest(b"", sheet.title), book.digest(salt, sheet.title))

        return Part(f"{name} › {shown_name(sheet.title)}" if named else name, sheet.size, opened)

    return [part(sheet) for sheet in chosen]


def _refused(error: VocBoardError) -> Part:
    def opened(salt: bytes, tell: Callable[[int], None] | None) -> Opened:
        raise error

    return Part(str(error.data.get("file", "")), 0, opened)


def _check_size(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """Refuse what is far larger inside than a table, each file by itself and all of them together."""
    whole = sum(item.file_size for item in members)
    packed = [(item.file_size, item.compress_size) for item in members] + [(whole, size)]
    if whole > _LARGEST or any(all_ > _SUSPICIOUS and all_ > _HIGHEST_RATIO * max(1, few) for all_, few in packed):
        raise BadArchive(name, "too_large")


def _names_in(content: bytes) -> list[str]:
    try:
        return zipfile.ZipFile(io.BytesIO(content)).namelist()
    except BAD_ZIP:
        return []


def shown_name(name: str) -> str:
    """A file's name as it can be said: in one line, and not longer than anybody reads.

    >>> shown_name("a\\nb.csv"), len(shown_name("x" * 9999))
    ('a b.csv', 160)
    """
    line = " ".join("".join(" " if not letter.isprintable() else letter for letter in name).split())
    half = _LONGEST_NAME // 2
    return line if len(line) <= _LONGEST_NAME else f"{line[: half - 1]}…{line[-half:]}"


def _name_of(item: zipfile.ZipInfo) -> str:
    """The name as it was given: a Chinese Windows writes it in GBK without saying so."""
    if item.flag_bits & 0x800:
        return item.filename
    try:
        return item.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return item.filename


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(("._", ".DS_Store", "Thumbs.db", "~$"))


class _Member(io.RawIOBase):
    """A file of a zip, unpacked as it is read; whatever is wrong with it is a `BadArchive`."""

    def __init__(self, archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str) -> None:
        self._name = name
        self._file = self._guarded(lambda: archive.open(item))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece: bytes = self._guarded(lambda: self._file.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._guarded(lambda: self._file.seek(offset, whence)))

    def tell(self) -> int:
        return int(self._file.tell())

    def _guarded(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except BAD_ZIP as error:
            raise BadArchive(self._name, "broken") from error
