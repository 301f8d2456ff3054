"""The process that opens workbooks: a damaged or hostile one takes down this process and no other.

It runs as a script of its own and imports nothing of the project. Each line it reads names a workbook and
a folder; it writes every sheet there as a CSV file with all its rows, blank ones too, and answers with one
line of JSON: `{"sheets": [title, …]}` or `{"error": why}`.
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 1_500 << 20
_MOST_CELLS = 25_000_000
_MOST_ROWS = 1 << 20  # Excel has no more
_LARGEST_FILE = 2 << 30
_EXACT = 1e15  # Excel keeps 15 digits of a number


def main() -> None:
    """Answer until nobody asks any more."""
    _limit()
    for line in sys.stdin:
        book, folder = json.loads(line)
        try:
            answer: dict[str, Any] = {"sheets": _sheets(book, Path(folder))}
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            # A panic of the reader is no Exception; whatever it says, the workbook is what is wrong.
            why = {"PasswordError": "encrypted", "MemoryError": "too_large", "_TooWide": "wide_sheet"}
            answer = {"error": why.get(type(error).__name__, "broken")}
        print(json.dumps(answer), flush=True)


class _TooWide(Exception):
    pass


def _sheets(book: str, folder: Path) -> list[str]:
    workbook = CalamineWorkbook.from_path(book)
    titles = list(workbook.sheet_names)
    cells = 0
    for at, title in enumerate(titles):
        sheet = workbook.get_sheet_by_name(title)
        cells += sheet.total_height * sheet.total_width
        if cells > _MOST_CELLS or sheet.total_height > _MOST_ROWS:
            raise _TooWide
        with (folder / f"{at}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in sheet.iter_rows():
                writer.writerow([_text(value) for value in row])
    return titles


def _text(value: Any) -> str:
    """A cell as a CSV would hold it; a number with more digits than Excel keeps is shown as cut."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)) if abs(value) < _EXACT else f"{value:.5E}"
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}秒"
    return "" if value is None else str(value)


def _limit() -> None:
    """Bound this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, _LARGEST_FILE)):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))


if __name__ == "__main__":
    main()
