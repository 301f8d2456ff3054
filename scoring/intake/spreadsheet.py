"""Tables for a spreadsheet program: Chinese intact, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet program runs: what looks like a formula gets an apostrophe in front.

    >>> harmless("=cmd|'/c calc'!A0"), harmless(-3.5), harmless("-5"), harmless("@SUM"), harmless(None)
    ("'=cmd|'/c calc'!A0", '-3.5', '-5', "'@SUM", '')
    """
    text = "" if cell is None else str(cell)
    if text.startswith(_STARTS_A_FORMULA) and not _is_number(text):
        return "'" + text
    return text


def csv_bytes(rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows as a CSV file with a header of their names (of the first row), for a spreadsheet program."""
    text = io.StringIO(newline="")
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.writer(text)
            writer.writerow(map(harmless, row))
        writer.writerow(map(harmless, row.values()))
    return (BOM + text.getvalue()).encode()


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isascii() and text[1:].replace(".", "", 1).isdigit() and text[0] in "+-"
