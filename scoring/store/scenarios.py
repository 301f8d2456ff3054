"""Scenarios that operators keep by name, and the rows of files these refer to.

The texts stand in one file, written as a whole or not at all; rows lie beside it by their fingerprint.
Rows that a kept scenario names stay as long as it does. Others are drafts (of a link that was shared and
not saved, of a scenario that was forgotten and may be wanted back) and stay for 30 days.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.errors import StoreBroken
from scoring.intake.read import CleanFile
from scoring.store.alerts import checked_records, locked
from scoring.store.own import write_records

_FILE, _ROWS, _LOCK = "scenarios.json", "scenario_rows", ".scenarios.lock"
_DRAFT_SECONDS = 30 * 86_400
_TABLE = b"voc-board table"
_FINGERPRINT = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class SavedScenario:
    """A scenario as it was kept: its text, when, and the fingerprints of the rows it refers to."""

    shop: str
    name: str
    text: str
    saved_at: str
    rows: tuple[str, ...]


def saved_scenarios(folder: Path, shop: str | None = None) -> list[SavedScenario]:
    """The scenarios kept of a shop, or of all, by name; raises `StoreBroken` for a broken file."""
    found = [_scenario(record) for record in _records(folder)]
    wanted = [item for item in found if shop is None or item.shop == shop]
    return sorted(wanted, key=lambda item: (item.shop, item.name))


def saved_scenario(folder: Path, shop: str, name: str) -> SavedScenario | None:
    """The scenario kept under that name, if any."""
    return next((item for item in saved_scenarios(folder, shop) if item.name == name), None)


def save_scenario(folder: Path, shop: str, name: str, text: str, rows: Iterable[str] = ()) -> SavedScenario:
    """Keep a scenario in place of one of that shop and name; `rows` are the fingerprints it refers to.

    Raises `StoreBroken` when the folder cannot be written.
    """
    at = datetime.now(UTC).isoformat(timespec="seconds")
    new = {"what": "scenario", "shop": shop, "name": name, "text": text, "saved_at": at, "rows": sorted({*rows})}
    with locked(folder, _LOCK):
        write_records(folder, _FILE, [*_others(folder, shop, name), new])
        _sweep(folder)
    return _scenario(new)


def delete_scenario(folder: Path, shop: str, name: str) -> None:
    """Forget a scenario; the rows it alone referred to are drafts from now on."""
    with locked(folder, _LOCK):
        gone = saved_scenario(folder, shop, name)
        if gone is None:
            return
        for fingerprint in gone.rows:
            with contextlib.suppress(OSError):
                os.utime(_place(folder, fingerprint))
        write_records(folder, _FILE, _others(folder, shop, name))
        _sweep(folder)


def scenarios_stamp(folder: Path) -> str:
    """A text that changes whenever a scenario is kept or forgotten; empty while none ever was."""
    try:
        state = (folder / _FILE).stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns}:{state.st_size}:{state.st_ino}"


def rows_of_file(clean: CleanFile, shop: str) -> dict[str, pa.Table]:
    """The shop's rows of a file by table, as scenarios use them: with the columns the file speaks of, and no others.

    The table the file is of comes first; it may have no row of the shop. Others are those the file gives too.
    """
    found = {}
    for name, rows in {clean.table.name: clean.rows, **clean.also}.items():
        mine = rows.filter(pc.equal(rows["shop_id"], shop)).select(clean.columns[name])
        if mine.num_rows or name == clean.table.name:
            found[name] = mine
    return found


def fingerprint(content: bytes) -> str:
    """A short text that stands for the bytes of a file."""
    return hashlib.sha256(content).hexdigest()[:16]


def fingerprint_of_rows(file: str, table: str, shop: str) -> str:
    """A short text that stands for the rows that a file, by its fingerprint, gives for a table of a shop."""
    return fingerprint("\0".join((file, table, shop)).encode())


def keep_rows(folder: Path, fingerprint: str, table: str, rows: pa.Table) -> None:
    """Keep rows of a table; what is kept under the fingerprint already stays, as a draft from now on.

    Raises `StoreBroken` when the folder cannot be written.
    """
    path = _place(folder, fingerprint)
    with locked(folder, _LOCK), _broken(folder):
        _sweep(folder)
        if path.exists():
            os.utime(path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=path.parent, prefix=".half-")
        try:
            with os.fdopen(handle, "wb") as file:
                pq.write_table(rows.replace_schema_metadata({_TABLE: table.encode()}), file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            Path(half).replace(path)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise


def rows_of(folder: Path, fingerprint: str) -> tuple[str, pa.Table] | None:
    """The table's name and the rows kept under a fingerprint; None where there are none (any more)."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        return None
    with _broken(folder):
        try:
            content = _place(folder, fingerprint).read_bytes()
        except FileNotFoundError:
            return None
        rows = pq.read_table(pa.BufferReader(content))
    metadata = rows.schema.metadata or {}
    return metadata.get(_TABLE, b"").decode(), rows.replace_schema_metadata(None)


def kept_rows(folder: Path, fingerprints: Iterable[str]) -> dict[str, pa.Table]:
    """Fingerprint → rows, of those that are kept."""
    found = ((name, rows_of(folder, name)) for name in fingerprints)
    return {name: item[1] for name, item in found if item is not None}


def _records(folder: Path) -> list[dict[str, Any]]:
    return checked_records(folder, _FILE, {"scenario": _scenario})


def _scenario(record: dict[str, Any]) -> SavedScenario:
    found = SavedScenario(record["shop"], record["name"], record["text"], record["saved_at"], tuple(record["rows"]))
    if not all(isinstance(text, str) for text in (found.shop, found.name, found.text, found.saved_at, *found.rows)):
        raise TypeError("shop, name, text, saved_at and rows are texts")
    return found


def _others(folder: Path, shop: str, name: str) -> list[dict[str, Any]]:
    return [record for record in _records(folder) if (record["shop"], record["name"]) != (shop, name)]


def _place(folder: Path, fingerprint: str) -> Path:
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise StoreBroken(str(folder), f"{fingerprint!r} is no fingerprint of rows")
    return folder / _ROWS / f"{fingerprint}.parquet"


def _sweep(folder: Path) -> None:
    """Take away drafts that are over, and what a dead process left half done."""
    named = {row for item in _records(folder) for row in _scenario(item).rows}
    oldest = time.time() - _DRAFT_SECONDS
    for path in (folder / _ROWS).glob("*") if (folder / _ROWS).is_dir() else ():
        with contextlib.suppress(OSError):
            # Nobody writes here without the lock: half a file is one that nobody will finish.
            over = path.name.startswith(".half-") or path.stat().st_mtime < oldest
            if over and path.stem not in named:
                path.unlink()


@contextlib.contextmanager
def _broken(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise StoreBroken(str(folder), str(error).splitlines()[0]) from error
