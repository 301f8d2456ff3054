"""The ledger: which imports count. One row per import or undo, in the order they were made.

An import counts from the moment its row is committed, in all the tables it fills at once; rows of a
table that no import of the ledger speaks of count for nothing. A store of a former version has no
ledger: there each table's own log holds its imports, and they are taken over with the first change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

from scoring.intake.tables import TABLES
from scoring.store.current import Version
from scoring.store.places import address, is_table, parquet_files

_FORMER_NOTE, _FORMER_UNDONE = "voc_board_import", "voc_board_undone"
_SCHEMA = pa.schema([("place", pa.int64()), ("kind", pa.string()), ("import_id", pa.string()), ("record", pa.string())])
_MANY_FILES = 64


@dataclass(frozen=True)
class Import:
    """One import as the history shows it. Its counts are of the table named, its days those of its rows."""

    import_id: str
    file: str
    table: str
    rows_read: int
    rows_kept: int
    rows_new: int
    rows_rejected: int
    imported_at: str
    undone: bool = False
    rows_changed: int = 0
    rows_unchanged: int = 0
    who: str = ""
    first_day: date | None = None
    last_day: date | None = None
    undone_at: str = ""
    undone_by: str = ""


@dataclass(frozen=True)
class Entry:
    """An import with what reading its rows needs.

    `rows_id` marks its rows in the tables; `columns` and `overlaps` say for each table it fills which
    columns it has (None = all) and whether some of its keys were there before; `shops` are the shops of
    its rows, none where there are very many, None where a former store did not say; `digests` says which
    engine made the digests of its rows, if any.
    """

    shown: Import
    rows_id: str
    place: int
    columns: Mapping[str, tuple[str, ...] | None]
    overlaps: Mapping[str, bool]
    shops: tuple[str, ...] | None = None
    digests: str = ""

    def version(self, table: str) -> Version:
        """Its rows of one table."""
        columns = self.columns[table]
        return Version(
            self.rows_id,
            self.place,
            self.overlaps[table],
            None if columns is None else frozenset(columns),
            self.digests,
        )


@dataclass(frozen=True)
class Ledger:
    """All imports in their order, undone ones marked."""

    entries: tuple[Entry, ...] = ()
    next_place: int = 1
    is_former: bool = field(default=False, compare=False)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """The imports that count."""
        return tuple(entry for entry in self.entries if not entry.shown.undone)

    def find(self, import_id: str, former_id: str = "") -> Entry | None:
        """The standing import of that id, or of the other when a former store made it."""
        for entry in self.standing:
            if entry.shown.import_id in (import_id, "" if entry.digests else former_id):
                return entry
        return None

    def versions(self, table: str) -> tuple[Version, ...]:
        """The rows of one table that count, import by import."""
        return tuple(entry.version(table) for entry in self.standing if table in entry.columns)


def read_ledger(folder: Path) -> Ledger:
    """The ledger of a data folder."""
    if not is_table(folder / "ledger"):
        former = _former(folder)
        return Ledger(former, len(former) + 1, is_former=bool(former))
    files = parquet_files(DeltaTable(address(folder / "ledger")), for_engine=False)
    # One thread: the reader of whole data sets leaves threads behind that abort the process at its end.
    tables = [pq.ParquetFile(file).read(use_threads=False) for file in files]
    rows = sorted((row for table in tables for row in table.to_pylist()), key=lambda row: int(row["place"]))
    entries: dict[int, Entry] = {}
    standing: dict[str, int] = {}
    for row in rows:
        record, import_id = json.loads(row["record"]), row["import_id"]
        at = standing.get(import_id)
        if row["kind"] == "import" and at is None:
            entries[row["place"]] = _entry(record, row["place"])
            if not record["shown"].get("undone"):
                standing[import_id] = row["place"]
        elif row["kind"] == "undo" and at is not None:
            shown = replace(entries[at].shown, undone=True, undone_at=record["at"], undone_by=record["who"])
            entries[at] = replace(entries[at], shown=shown)
            del standing[import_id]
    last = rows[-1]["place"] if rows else 0
    return Ledger(tuple(entries.values()), last + 1)


def add_import(folder: Path, ledger: Ledger, entry: Entry) -> None:
    """Let an import count, in one commit."""
    _append(folder, ledger, [(entry.place, "import", entry.shown.import_id, _record(entry))])


def add_undo(folder: Path, ledger: Ledger, import_id: str, at: str, who: str) -> None:
    """Let an import count no more, in one commit."""
    record = json.dumps({"at": at, "who": who}, ensure_ascii=False)
    _append(folder, ledger, [(ledger.next_place, "undo", import_id, record)])


def tidy_ledger(folder: Path) -> None:
    """Make one file of many small ones."""
    ledger = DeltaTable(address(folder / "ledger"))
    if len(ledger.file_uris()) > _MANY_FILES:
        ledger.optimize.compact()


def _append(folder: Path, ledger: Ledger, rows: list[tuple[int, str, str, str]]) -> None:
    if ledger.is_former:
        rows = [(entry.place, "import", entry.shown.import_id, _record(entry)) for entry in ledger.entries] + rows
    columns = zip(*rows, strict=True)
    write_deltalake(
        address(folder / "ledger"),
        pa.table([pa.array(column) for column in columns], schema=_SCHEMA),
        mode="append",
        configuration={"delta.enableExpiredLogCleanup": "false"},
    )


def _record(entry: Entry) -> str:
    record = {**asdict(entry), "columns": dict(entry.columns), "overlaps": dict(entry.overlaps)}
    del record["place"]
    return json.dumps(record, ensure_ascii=False, default=date.isoformat)


def _entry(record: dict[str, Any], place: int) -> Entry:
    shown = record["shown"]
    for name in ("first_day", "last_day"):
        shown[name] = date.fromisoformat(shown[name]) if shown.get(name) else None
    return Entry(
        Import(**shown), record["rows_id"], place, record["columns"], record["overlaps"],
        None if record["shops"] is None else tuple(record["shops"]), record.get("digests", ""),
    )  # fmt: skip


def _former(folder: Path) -> tuple[Entry, ...]:
    """The imports of a store without a ledger, in the order of their times; undoing one deleted its rows there."""
    found: list[Import] = []
    undone: set[tuple[str, str]] = set()
    for table in _former_tables(folder):
        for commit in table.history():
            if _FORMER_UNDONE in commit:
                undone.add(tuple(json.loads(commit[_FORMER_UNDONE])))
            elif _FORMER_NOTE in commit:
                found.append(Import(**json.loads(commit[_FORMER_NOTE])))
    found.sort(key=lambda item: item.imported_at)
    entries = []
    for place, item in enumerate(found, start=1):
        shown = replace(item, undone=True) if (item.import_id, item.imported_at) in undone else item
        entries.append(Entry(shown, item.import_id, place, {item.table: None}, {item.table: place > 1}))
    return tuple(entries)


def _former_tables(folder: Path) -> Iterator[DeltaTable]:
    for name in TABLES:
        if is_table(folder / "tables" / name):
            yield DeltaTable(address(folder / "tables" / name))
