"""Zips nobody should have to open: bombs, nests, lies about their own contents."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mutations import zipped

GOOD = b"order_id,paid_at,amount\n1,2026-04-17 10:00:00,5\n2,2026-04-17 11:00:00,6\n"
HEAD = b"order_id,paid_at,amount\n"
_GIGABYTES = 10 << 30
_LARGEST = 0xFFFF_FFFF


@dataclass(frozen=True)
class Entry:
    """A file of a zip as its directory tells of it, whether true or not."""

    name: bytes
    packed: bytes
    size: int
    crc: int = 0
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    packed_size: int | None = None
    offset: int | None = None


def deflated(name: bytes, head: bytes, unit: bytes, total: int, tail: bytes = b"") -> Entry:
    """A file of `head`, `unit` over and over up to about a total length, and `tail`; its checksum holds up to 1 GB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    block = unit * ((1 << 20) // len(unit))
    # After a full flush nothing refers back, so the same packed block may stand any number of times.
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(tail) + packer.flush()
    times, checksum = max(1, total // len(block)), zlib.crc32(head)
    for _ in range(times if total <= 1 << 30 else 0):
        checksum = zlib.crc32(block, checksum)
    size = len(head) + times * len(block) + len(tail)
    return Entry(name, first + again * times + last, size, zlib.crc32(tail, checksum))


def zip_of(entries: list[Entry], count: int | None = None) -> bytes:
    """A zip with exactly these entries, each followed by nothing but the next; sizes beyond 4 GB as ZIP64."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        at = len(body) if entry.offset is None else entry.offset
        packed = len(entry.packed) if entry.packed_size is None else entry.packed_size
        large = entry.size > _LARGEST or packed > _LARGEST
        extra = struct.pack("<HHQQ", 1, 16, entry.size, packed) if large else b""
        sizes = (_LARGEST, _LARGEST) if large else (packed, entry.size)
        common = struct.pack("<HHHHHI", 45, entry.flags, entry.method, 0, 0x21, entry.crc) + struct.pack("<II", *sizes)
        if entry.offset is None:
            body += b"PK\x03\x04" + common + struct.pack("<HH", len(entry.name), len(extra)) + entry.name + extra
            body += entry.packed
        directory += b"PK\x01\x02" + struct.pack("<H", 45) + common
        directory += struct.pack("<HHHHHII", len(entry.name), len(extra), 0, 0, 0, 0, at) + entry.name + extra
    count = min(len(entries), 0xFFFF) if count is None else count
    return (
        bytes(body + directory)
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    )


def bomb(head: bytes, unit: bytes, total: int = _GIGABYTES, claimed: int | None = None) -> bytes:
    """A small zip whose one file is huge; it may claim to be of another size."""
    entry = deflated(b"orders.csv", head, unit, total)
    return zip_of([entry if claimed is None else replace(entry, size=claimed)])


_PLAIN = Entry(b"orders.csv", GOOD, len(GOOD), zlib.crc32(GOOD), zipfile.ZIP_STORED)


def _one(**changes: Any) -> bytes:
    return zip_of([replace(_PLAIN, **changes)])


def _overlapping(count: int, megabytes: int) -> bytes:
    """Every entry is the same stretch of the file, so a little of it counts many times."""
    first = deflated(b"orders.csv", HEAD, b"\n", megabytes << 20)
    return zip_of([first, *[replace(first, offset=0)] * (count - 1)])


def _nested(levels: int) -> bytes:
    data = GOOD
    for level in range(levels):
        data = zipped({"orders.csv" if not level else "inner.zip": data})
    return data


# What it is → how it is made and what comes of it: a number of rows, "rows" for any number, the code of the error,
# "refused" for whichever error, or "either" where rows and a refusal are both fine.
ZIPS: dict[str, tuple[Callable[[], bytes], int | str]] = {
    "10 GB of zeros": (lambda: bomb(b"", b"\0"), "refused"),
    "10 GB of a": (lambda: bomb(b"", b"a"), "refused"),
    "10 GB of newlines": (lambda: bomb(HEAD, b"\n"), "refused"),
    "10 GB of blank rows": (lambda: bomb(HEAD, b",\n"), "refused"),
    "10 GB of quotes": (lambda: bomb(HEAD, b'"'), "refused"),
    "10 GB of rows": (lambda: bomb(HEAD, b"1,2026-04-17 10:00:00,5\n" * 64), "refused"),
    "10 GB that claim to be 1 kB": (lambda: bomb(HEAD, b"\n", claimed=1000), "refused"),
    "10 GB that claim to be 60 MB": (lambda: bomb(HEAD, b"a", claimed=60 << 20), "refused"),
    "1 kB that claims to be 10 GB": (lambda: bomb(HEAD, b"\n", 1000, claimed=_GIGABYTES), "refused"),
    "1 kB that claims to be 2 to the 63": (lambda: bomb(HEAD, b"\n", 1000, claimed=1 << 63), "refused"),
    "4 files of 4 GB": (
        lambda: zip_of([deflated(b"%d.csv" % at, HEAD, b"\n", 4 << 30) for at in range(4)]), "refused"
    ),
    "240 files of 60 MB of blank rows": (lambda: _overlapping(240, 60), "refused"),
    "1000 files on top of one another": (lambda: _overlapping(1000, 1), "refused"),
    "70,000 files": (lambda: zip_of([replace(_PLAIN, name=b"%d.csv" % at) for at in range(70_000)]), "refused"),
    "a zip in a zip": (lambda: _nested(2), "bad_archive"),
    "100 zips in one another": (lambda: _nested(100), "bad_archive"),
    "nothing": (lambda: zipped({}), "refused"),
    "folders only": (lambda: zipped({"a/": b"", "a/b/": b""}), "refused"),
    "an empty file": (lambda: zipped({"orders.csv": b""}), "empty_file"),
    "locked": (lambda: _one(flags=1), "bad_archive"),
    "locked the newer way": (lambda: _one(flags=1, method=99), "bad_archive"),
    "packed in a way nobody knows": (lambda: _one(method=97), "bad_archive"),
    "packed by bzip2": (lambda: zipped({"orders.csv": GOOD}, zipfile.ZIP_BZIP2), "either"),
    "packed by lzma": (lambda: zipped({"orders.csv": GOOD}, zipfile.ZIP_LZMA), "either"),
    "a wrong checksum": (lambda: _one(crc=7), "bad_archive"),
    "data that is not packed": (lambda: _one(method=8), "bad_archive"),
    "a size that is too small": (lambda: _one(size=30, packed_size=30), "bad_archive"),
    "a size beyond the end": (lambda: _one(size=1 << 20, packed_size=1 << 20), "bad_archive"),
    "a place beyond the end": (lambda: zip_of([_PLAIN, replace(_PLAIN, name=b"b.csv", offset=1 << 30)]), "either"),
    "a directory that counts too many": (
        lambda: zip_of([Entry(b"orders.csv", GOOD, len(GOOD), zlib.crc32(GOOD), 0)], count=900), "either"
    ),
    "cut in half": (lambda: zipped({"orders.csv": GOOD * 99})[:200], "bad_archive"),
    "cut before the directory": (lambda: zipped({"orders.csv": GOOD})[:-60], "bad_archive"),
    "first bytes only": (lambda: b"PK\x03\x04", "bad_archive"),
    "something before it": (lambda: b"MZ" + bytes(60) + zipped({"orders.csv": GOOD}), "refused"),
    "something behind it": (lambda: zipped({"orders.csv": GOOD}) + bytes(1000), "either"),
    "a name that climbs out": (lambda: zipped({"../../../../../tmp/voc-board-climbed-out.csv": GOOD}), 2),
    "a name from the root": (lambda: zipped({"/tmp/voc-board-climbed-out.csv": GOOD}), 2),  # noqa: S108
    "a name of Windows": (lambda: zipped({"C:\\tmp\\voc-board-climbed-out.csv": GOOD}), 2),
    "a name in GBK": (lambda: _one(name="订单.csv".encode("gbk")), 2),
    "a name of bytes": (lambda: _one(name=bytes(range(128, 256))), 2),
    "a name of several lines": (lambda: zipped({"a\nb\rc\u2028d.csv": GOOD, "e\nf.csv": b"x"}), "either"),
    "a name of 60,000 letters": (lambda: _one(name=b"x" * 60_000), "either"),
    "a name of 60,000 letters of a bad file": (lambda: _one(name=b"x" * 60_000, packed=b"x", size=1, crc=7), "refused"),
    "no name": (lambda: _one(name=b""), "either"),
    "a name with a zero byte": (lambda: _one(name=b"a\0b.csv"), "either"),
    "the same name twice": (
        lambda: zip_of([Entry(b"orders.csv", GOOD, len(GOOD), zlib.crc32(GOOD), 0)] * 2), "either"
    ),
}  # fmt: skip
