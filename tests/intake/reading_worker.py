"""What the children of the intake's hardest tests do: read a file nobody should have, and say what came of it."""

from __future__ import annotations

import io
import resource
import time
import traceback
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from hostile_books import BOOKS
from hostile_text import TEXTS
from hostile_xls import OLD_BOOKS
from hostile_zips import ZIPS
from mutations import mutated
from warm import Tell, peak_bytes

from scoring.errors import NoData, VocBoardError
from scoring.intake.containers import parts
from scoring.intake.read import CleanFile, read_part
from scoring.intake.request import Request
from scoring.measure.engine import attached
from scoring.store.delta import Staged, Store

LONGEST_MESSAGE = 2_000
STAGED_OF = 100
# Beyond this a child gets a MemoryError of its own instead of taking the machine's memory.
_MOST_ADDRESSES = 12 << 30
HOSTILE = {
    **{f"zip of {what}": ("exports.zip", *made) for what, made in ZIPS.items()},
    **{f"xlsx of {what}": ("orders.xlsx", *made) for what, made in BOOKS.items()},
    **{f"xls of {what}": made for what, made in OLD_BOOKS.items()},
    **{f"text: {what}": made for what, made in TEXTS.items()},
}


def outcomes(data: bytes, name: str) -> list[Any]:
    """What comes of each part of a file: how many rows, or the code of the error."""
    try:
        found = parts(io.BytesIO(data), name)
    except VocBoardError as error:
        return [said(error)]
    results: list[Any] = []
    for part in found:
        try:
            results.append(checked(read_part(part, Request())))
        except VocBoardError as error:
            results.append(said(error))
    assert results
    return results


def said(error: VocBoardError) -> str:
    """The code of an error; its message must be one line of bearable length."""
    message = str(error)
    assert len(message.splitlines()) == 1, f"a message of several lines: {message[:300]!r}"
    assert len(message) < LONGEST_MESSAGE, f"a message of {len(message)} letters: {message[:300]!r}"
    return error.code


def checked(clean: CleanFile) -> int:
    """The number of rows of a file that was read; they must fit their table and their report."""
    table, rows, report = clean.table, clean.rows, clean.report
    assert rows.schema.equals(table.schema)
    assert report.rows_kept == rows.num_rows
    # A cell of several sub-orders becomes several rows.
    accounted, split = report.rows_kept + report.rows_rejected, report.export.startswith("douyin")
    assert accounted == report.rows_read or (split and accounted > report.rows_read), report
    assert len(report.rejected) == min(report.rows_rejected, 10_000)
    for name in table.key:
        assert rows[name].null_count == 0, f"a row without {name}"
    keys = rows.select(list(table.key)).group_by(list(table.key)).aggregate([])
    assert keys.num_rows == rows.num_rows, "a key is there twice"
    for column in rows.columns:
        if str(column.type) == "double":
            assert pc.all(pc.is_finite(column)).as_py() is not False, "a number that is none"
    for rejection in report.rejected[:200]:
        assert len(str(rejection).splitlines()) == 1, f"a rejection of several lines: {str(rejection)[:300]!r}"
        assert len(str(rejection)) < LONGEST_MESSAGE, f"a rejection of {len(str(rejection))} letters"
    return int(rows.num_rows)


def staged_outcomes(store: Store, data: bytes, name: str, *, commit: bool) -> list[Any]:
    """What comes of each part of a file on its way into a store; nothing of it is left in progress."""
    results: list[Any] = []
    try:
        found = store.stage(io.BytesIO(data), name)
    except VocBoardError as error:
        found = [error]
    for part in found:
        if not isinstance(part, Staged):
            results.append(said(part))
            continue
        results.append(part.report.rows_kept)
        if commit:
            store.commit(part)
        else:
            store.discard(part)
    left = list((store.folder / "staging").glob("*"))
    assert not left, f"{left} is left"
    return results


def read_hostile(tell: Tell, what: str, folder: str) -> dict[str, Any]:
    """Make one of the `HOSTILE` files and read it, or stage it when a folder for a store is given."""
    name, make, _ = HOSTILE[what]
    made = make()
    data = made.encode() if isinstance(made, str) else made
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    tell("reading")
    before, at = peak_bytes(), time.monotonic()
    found = staged_outcomes(Store(Path(folder)), data, name, commit=False) if folder else outcomes(data, name)
    return {"outcomes": found, "seconds": time.monotonic() - at, "peak": peak_bytes(), "before": before}


def read_mutated(tell: Tell, first: int, last: int, folder: str) -> dict[str, Any]:
    """Read the mutated files from one number to another, and import some of them into a store.

    Tells each number before its file, and after it [what came of each part] or {"fault": what went wrong}.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    store, slowest = Store(Path(folder)), (0.0, 0)
    for number in range(first, last):
        tell(number)
        name, data = mutated(number)
        at = time.monotonic()
        try:
            results = outcomes(data, name)
            if number % STAGED_OF == 0:
                into_store = staged_outcomes(store, data, name, commit=True)
                assert into_store == results, f"staged: {into_store}, read: {results}"
            tell(results)
        except BaseException as error:
            # A panic of a library is no Exception.
            last_lines = "".join(traceback.format_exception(error)[-4:])[-1500:]
            tell({"fault": f"mutated({number}), {name}: {last_lines}"})
        slowest = max(slowest, (time.monotonic() - at, number))
    return {"slowest": slowest, "peak": peak_bytes(), "stored": _rows_stored(store)}


def _rows_stored(store: Store) -> int:
    """All rows of a store, read once."""
    try:
        events = store.events()
    except NoData:
        return 0
    with attached(events) as connection:
        return sum(connection.sql(f"select count(*) from {name}").fetchall()[0][0] for name in events.tables)
