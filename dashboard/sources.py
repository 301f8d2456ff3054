"""Where the bytes of a file to import come from: an upload that is held, or a file of this computer."""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
import weakref
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from scoring.intake.containers import parts
from scoring.intake.report import Rejections

_IN_MEMORY = 1 << 23
_PIECE = 1 << 20
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0")


class Source(Protocol):
    """A file that can be opened as often as needed; `fingerprint` stands for its content."""

    name: str
    size: int
    fingerprint: str

    def open(self) -> BinaryIO:
        """The bytes from the beginning."""


class Held:
    """An uploaded file: a small one in memory, another in a nameless file that goes when nobody holds it."""

    def __init__(self, name: str, content: BinaryIO) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._small: bytes | None = None
        self._file: BinaryIO | None = None
        content.seek(0)
        start = content.read(_IN_MEMORY + 1)
        digest, self.size = hashlib.sha256(start), len(start)
        if self.size <= _IN_MEMORY:
            self._small = start
        else:
            self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
            weakref.finalize(self, self._file.close)
            self._file.write(start)
            while piece := content.read(_PIECE):
                digest.update(piece)
                self._file.write(piece)
            self.size = self._file.tell()
        self.fingerprint = digest.hexdigest()[:16]

    def open(self) -> BinaryIO:
        """A reader of its own, whoever else reads."""
        if self._small is not None:
            return io.BytesIO(self._small)
        return io.BufferedReader(_View(cast(BinaryIO, self._file), self._lock, self.size), _PIECE)


class _View(io.RawIOBase):
    """One reader of a file that several threads read."""

    def __init__(self, file: BinaryIO, lock: threading.Lock, size: int) -> None:
        self._file, self._lock, self._size, self._at = file, lock, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self._lock:
            self._file.seek(self._at)
            piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


class OnDisk:
    """A file of this computer, read where it lies; raises `OSError` when it cannot be."""

    def __init__(self, path: Path) -> None:
        with path.open("rb"):
            pass
        state = path.stat()
        self.name, self.size, self._path = path.name, state.st_size, path
        self.fingerprint = hashlib.sha256(f"{path}:{state.st_size}:{state.st_mtime_ns}".encode()).hexdigest()[:16]

    def open(self) -> BinaryIO:
        """The bytes from the beginning."""
        return self._path.open("rb")


def first_rows(source: Source, part: int, header: tuple[str, ...], count: int) -> list[list[str]]:
    """The first rows below the header of one part of a file, as they stand in it.

    Of a long text only its beginning is looked at. Raises a `VocBoardError` when it is no table.
    """
    with source.open() as file:
        start = file.read(_PIECE)
        if len(start) == _PIECE and not start.startswith(_PACKED):
            cells = parts(io.BytesIO(start[: start.rfind(b"\n") + 1]), source.name)[0].open().cells
        else:
            file.seek(0)
            cells = parts(file, source.name)[part].open().cells
        wanted = [_plain(name) for name in header]
        after = next((at for at, row in cells.head if [_plain(cell) for cell in row][: len(wanted)] == wanted), None)
        if after is None:
            after = cells.head[0][0]
        rows: list[list[str]] = []
        for _, columns in cells.body(after, len(header), Rejections()):
            rows += [list(row) for row in zip(*(column.slice(0, count).to_pylist() for column in columns), strict=True)]
            if len(rows) >= count:
                break
        return rows[:count]


def _plain(text: str) -> str:
    return "".join(text.replace("\ufeff", "").split())
