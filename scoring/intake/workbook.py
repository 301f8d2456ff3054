"""Excel workbooks, new and old: every sheet as a table of text, read by a process of its own."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scoring.errors import BadArchive
from scoring.intake.decode import TextCells
from scoring.intake.scan import scan

LARGEST_WORKBOOK = 256 << 20
_LARGEST_INSIDE = 1 << 30
# Reading takes a second for some 2 MB; a workbook that takes longer is none of a shop.
_SECONDS, _SECONDS_PER_MB = 6.0, 1.0
_MOST_IDLE = 2
_CHILD = Path(__file__).with_name("workbook_child.py")
# Whatever opening or unpacking a damaged zip may raise.
BAD_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, OverflowError,
)  # fmt: skip

_idle: list[subprocess.Popen[str]] = []
if hasattr(os, "register_at_fork"):
    # A forked process must not share its parent's readers.
    os.register_at_fork(after_in_child=_idle.clear)


def is_workbook(names: Iterable[str]) -> bool:
    """Whether a zip with these files is an Excel workbook."""
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


class Workbook:
    """The workbook in some bytes; raises `BadArchive` when it cannot be opened or is no workbook of tables."""

    def __init__(self, content: bytes, name: str) -> None:
        self._content, self._name = content, name
        self.encoding = "xlsx" if content.startswith(b"PK") else "xls"
        if len(content) > LARGEST_WORKBOOK:
            raise BadArchive(name, "too_large")
        if self.encoding == "xlsx":
            self._check()
        self._folder = Path(tempfile.mkdtemp(prefix="voc-board-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        book = self._folder / f"book.{self.encoding}"
        book.write_bytes(content)
        self.titles: list[str] = self._asked(str(book))

    def sheet(self, at: int, tell: Callable[[int], None] | None = None) -> SheetCells:
        """The rows of one sheet."""
        return SheetCells(self, at, tell)

    def path(self, at: int) -> Path:
        """Where the rows of a sheet lie."""
        return self._folder / f"{at}.csv"

    def digest(self, salt: bytes, title: str) -> str:
        """The SHA-256 that stands for one sheet of these bytes."""
        return hashlib.sha256(salt + title.encode() + b"\0" + self._content).hexdigest()

    @property
    def name(self) -> str:
        """The file's name."""
        return self._name

    def _check(self) -> None:
        try:
            members = zipfile.ZipFile(io.BytesIO(self._content)).infolist()
        except BAD_ZIP as error:
            raise BadArchive(self._name, "broken") from error
        if any(item.flag_bits & 1 for item in members):
            raise BadArchive(self._name, "encrypted")
        if sum(item.file_size for item in members) > _LARGEST_INSIDE:
            raise BadArchive(self._name, "too_large")

    def _asked(self, book: str) -> list[str]:
        """The titles of the sheets, once the reader has laid them out."""
        reader = _reader()
        late = threading.Event()

        def stop() -> None:
            late.set()
            reader.kill()

        timer = threading.Timer(_SECONDS + _SECONDS_PER_MB * len(self._content) / (1 << 20), stop)
        timer.start()
        answer = ""
        try:
            with contextlib.suppress(BrokenPipeError):
                _pipe(reader.stdin).write(json.dumps([book, str(self._folder)]) + "\n")
                _pipe(reader.stdin).flush()
            answer = _pipe(reader.stdout).readline()
        finally:
            timer.cancel()
            _put_back(reader, alive=bool(answer))
        if not answer:
            raise BadArchive(self._name, "too_large" if late.is_set() else "broken")
        found: dict[str, Any] = json.loads(answer)
        if "error" in found:
            raise BadArchive(self._name, found["error"])
        return list(found["sheets"])


class SheetCells(TextCells):
    """The rows of one sheet, as `decode.Cells`."""

    def __init__(self, book: Workbook, at: int, tell: Callable[[int], None] | None) -> None:
        # The book is kept: its folder goes with it.
        self._book = book
        self._rows = book.path(at).open("rb")
        found = scan(self._rows, book.name)
        self.size = found.size
        super().__init__(self._rows, book.name, found, tell, delimiter=",")
        self.title = book.titles[at]

    @property
    def label(self) -> str:
        """`xlsx` or `xls`, by content."""
        return self._book.encoding

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):
            self._rows.close()


def _pipe(stream: Any) -> Any:
    assert stream is not None  # noqa: S101  # both ends were asked for
    return stream


def _reader() -> subprocess.Popen[str]:
    """A reader that waits, or a new one."""
    while _idle:
        with contextlib.suppress(IndexError):
            reader = _idle.pop()
            if reader.poll() is None:
                return reader
            _close(reader)
    return subprocess.Popen(  # noqa: S603  # our own script, no word of the user's
        [sys.executable, "-I", str(_CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, encoding="utf-8",
    )  # fmt: skip


def _put_back(reader: subprocess.Popen[str], *, alive: bool) -> None:
    if alive and len(_idle) < _MOST_IDLE:
        _idle.append(reader)
        return
    reader.kill()
    _close(reader)


def _close(reader: subprocess.Popen[str]) -> None:
    reader.wait()
    for stream in (reader.stdin, reader.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
