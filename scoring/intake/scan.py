"""One look through the bytes of a file: what it is, before anything is read of it."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from scoring.errors import NotText

_PIECE = 1 << 20


@dataclass(frozen=True)
class Scan:
    """What one look through the bytes of a file tells: its SHA-256, size, encoding, and how its quotes stand.

    `salted` is the SHA-256 of a salt and the bytes, by which former stores know a file.

    `quotes_pair` says whether their number is even, `ends_in_quote` whether one is its last character.
    """

    digest: str
    salted: str
    size: int
    encoding: str
    quotes_pair: bool
    ends_in_quote: bool


def scan(file: BinaryIO, name: str, salt: bytes = b"", tell: Callable[[int], None] | None = None) -> Scan:
    """Look through a text file once; `tell` hears how many bytes have been looked at.

    Raises `NotText` for bytes that are no text in UTF-8 or GB18030.
    """
    digest, salted = hashlib.sha256(), hashlib.sha256(salt)
    if (start := file.read(2)) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _scan_utf16(file, name, start, salted)
    file.seek(0)
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    is_utf8, size, quotes = True, 0, 0
    start, end = file.read(3), b""
    file.seek(0)
    while piece := file.read(_PIECE):
        if b"\0" in piece:
            raise NotText(name)
        digest.update(piece)
        salted.update(piece)
        size += len(piece)
        if tell is not None:
            tell(size)
        end = piece.rstrip(b"\r\n")[-1:] or end
        quotes += piece.count(b'"')
        # ASCII is UTF-8, unless a letter is half read.
        if is_utf8 and not (piece.isascii() and not utf8.getstate()[0]):
            is_utf8 = _decodes(utf8, piece)
    is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
    file.seek(0)
    if is_utf8:
        encoding = "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    else:
        _check_gb18030(file, name)
        encoding = "gb18030"
    return Scan(digest.hexdigest(), salted.hexdigest(), size, encoding, quotes % 2 == 0, end == b'"')


def _scan_utf16(file: BinaryIO, name: str, start: bytes, salted: hashlib._Hash) -> Scan:
    """What Excel calls Unicode text."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    piece, size = start, 0
    while piece:
        digest.update(piece)
        salted.update(piece)
        size += len(piece)
        if not _decodes(decoder, piece):
            raise NotText(name)
        piece = file.read(_PIECE)
    if not _decodes(decoder, b"", final=True):
        raise NotText(name)
    file.seek(0)
    # The fast reader knows no two-byte text: read it row by row.
    return Scan(digest.hexdigest(), salted.hexdigest(), size, "utf-16", quotes_pair=False, ends_in_quote=False)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


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
