"""The store: one Delta Lake table per canonical table, in a folder.

An import is one append: it is there as a whole or not at all, and its id, file and counts stand in
the commit itself. Of the rows with one key the one imported last counts, so a corrected file
corrects, and taking an import back brings the former rows to light again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from scoring.errors import NoData, StoreBroken, UnknownImport
from scoring.intake.read import DEFAULT_SHOP, CleanFile, read
from scoring.intake.report import Report
from scoring.intake.tables import TABLES
from scoring.store.events import Events, Files

_NOTE = "voc_board_import"
_UNDONE = "voc_board_undone"
_PIECE = 1 << 20
# Delta takes a folder for an address and cannot hold these.
_NO_ADDRESS = re.compile(r"[\[\]#?]|%[0-9A-Fa-f]{2}")


@dataclass(frozen=True)
class Import:
    """One import as the history shows it."""

    import_id: str
    file: str
    table: str
    rows_read: int
    rows_kept: int
    rows_new: int
    rows_rejected: int
    imported_at: str
    undone: bool = False


@dataclass(frozen=True)
class Imported:
    """What importing one file did: its import, its report; `already` when the file was there before."""

    entry: Import
    report: Report
    shops: tuple[str, ...]
    already: bool


class Store:
    """The rows of one data folder. Opening it writes nothing; the first import makes the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def import_file(self, file: BinaryIO, name: str, *, shop: str | None = None, table: str | None = None) -> Imported:
        """Take a file in. The same bytes for the same shop and table change nothing the second time.

        Raises a `VocBoardError` when the file is of no use or the folder cannot be written; nothing
        of the file is in the store then.
        """
        import_id = _fingerprint(file, shop or "", table or "")
        clean = read(file, name, shop=shop or self.only_shop(), table=table)
        return self.import_clean(clean, import_id)

    def import_clean(self, clean: CleanFile, import_id: str) -> Imported:
        """Take rows in that were read before (see `import_file`)."""
        for entry in self.imports():
            if entry.import_id == import_id and not entry.undone:
                return Imported(entry, clean.report, clean.shops, already=True)
        try:
            entry = self._append(clean, import_id)
        except (OSError, DeltaError) as error:
            raise StoreBroken(str(self.folder), str(error).splitlines()[0]) from error
        return Imported(entry, clean.report, clean.shops, already=False)

    def undo(self, import_id: str) -> Import:
        """Take an import back, in one commit; rows it had replaced count again.

        Raises `UnknownImport`.
        """
        for entry in self.imports():
            if entry.import_id == import_id and not entry.undone:
                note = {_UNDONE: json.dumps([entry.import_id, entry.imported_at])}
                self._open(entry.table).delete(
                    f"import_id = '{entry.import_id}'",
                    commit_properties=CommitProperties(custom_metadata=note),
                )
                return Import(**{**vars(entry), "undone": True})
        raise UnknownImport(import_id)

    def imports(self) -> list[Import]:
        """Every import, the latest first; undone ones are marked."""
        entries: list[Import] = []
        undone: set[tuple[str, str]] = set()
        for table in self._tables():
            for commit in table.history():
                if _UNDONE in commit:
                    undone.add(tuple(json.loads(commit[_UNDONE])))
                elif _NOTE in commit:
                    entries.append(Import(**json.loads(commit[_NOTE])))
        marked = (
            Import(**{**vars(entry), "undone": True}) if (entry.import_id, entry.imported_at) in undone else entry
            for entry in entries
        )
        return sorted(marked, key=lambda entry: entry.imported_at, reverse=True)

    def events(self) -> Events:
        """Everything imported so far; raises `NoData` when that is nothing."""
        tables: dict[str, pa.Table | Files] = {}
        versions = []
        for name in TABLES:
            if not DeltaTable.is_deltatable(self._path(name)):
                continue
            table = self._open(name)
            if uris := _parquet_files(table):
                tables[name] = Files(tuple(uris), single=len(uris) == 1)
                versions.append(f"{name}{table.version()}")
        if not tables:
            raise NoData(str(self.folder))
        return Events(tables, f"{self.folder}:{','.join(versions)}")

    def version(self) -> str:
        """A text that changes with every commit; empty while nothing has ever been imported. Costs no reading."""
        logs = sorted(self.folder.glob("tables/*/_delta_log"))
        newest = [max(log.glob("*.json"), default=log) for log in logs]
        # The time beside the name: a folder that was deleted and filled anew counts its commits from 0 again.
        return ",".join(f"{item.parent.parent.name}:{item.name}:{item.stat().st_mtime_ns}" for item in newest)

    def only_shop(self) -> str:
        """The shop of the store when there is one only, else the name for a shop not named yet."""
        shops = self.shops()
        return shops[0] if len(shops) == 1 else DEFAULT_SHOP

    def shops(self) -> list[str]:
        """All shops of the store, by name."""
        found: set[str] = set()
        with duckdb.connect() as connection:
            for table in self._tables():
                if uris := _parquet_files(table):
                    rows = connection.execute("select distinct shop_id from read_parquet($uris)", {"uris": uris})
                    found.update(row[0] for row in rows.fetchall())
        return sorted(found)

    def _append(self, clean: CleanFile, import_id: str) -> Import:
        imported_at = datetime.now(UTC)
        entry = Import(
            import_id=import_id,
            file=clean.report.file,
            table=clean.table.name,
            rows_read=clean.report.rows_read,
            rows_kept=clean.report.rows_kept,
            rows_new=self._count_new(clean),
            rows_rejected=len(clean.report.rejected),
            imported_at=imported_at.isoformat(timespec="microseconds"),
        )
        stamp = int(imported_at.timestamp() * 1_000_000)
        rows = clean.rows.append_column("import_id", pa.repeat(import_id, clean.rows.num_rows))
        rows = rows.append_column("imported_at", pa.repeat(pa.scalar(stamp, pa.int64()), clean.rows.num_rows))
        note = {_NOTE: json.dumps(vars(entry), ensure_ascii=False)}
        write_deltalake(
            self._path(clean.table.name),
            rows,
            mode="append",
            schema_mode="merge",
            # The history of imports is this log: it must never be trimmed.
            configuration={"delta.enableExpiredLogCleanup": "false"},
            commit_properties=CommitProperties(custom_metadata=note),
        )
        return entry

    def _count_new(self, clean: CleanFile) -> int:
        """How many of the rows have a key that is not in the store yet."""
        if not DeltaTable.is_deltatable(self._path(clean.table.name)):
            return int(clean.rows.num_rows)
        uris = _parquet_files(self._open(clean.table.name))
        if not uris:
            return int(clean.rows.num_rows)
        keys = ", ".join(f'"{name}"' for name in clean.table.key)
        with duckdb.connect() as connection:
            connection.register("fresh", clean.rows)
            query = f"select count(*) from fresh anti join read_parquet($uris) using ({keys})"
            return int(connection.execute(query, {"uris": uris}).fetchall()[0][0])

    def _path(self, table: str) -> str:
        folder = str(self.folder.resolve())
        if _NO_ADDRESS.search(folder):
            raise StoreBroken(folder, "its name holds one of [ ] # ? or a % before two digits. Rename the folder")
        return (self.folder / "tables" / table).resolve().as_uri()

    def _open(self, table: str) -> DeltaTable:
        try:
            return DeltaTable(self._path(table))
        except (OSError, DeltaError) as error:
            raise StoreBroken(str(self.folder), str(error).splitlines()[0]) from error

    def _tables(self) -> Iterator[DeltaTable]:
        for name in TABLES:
            if DeltaTable.is_deltatable(self._path(name)):
                yield self._open(name)


def _parquet_files(table: DeltaTable) -> list[str]:
    """The table's files as paths for the engine, which would take * for a wildcard."""
    # Delta gives addresses: a blank is %20, a Chinese name a row of percent signs.
    paths = (unquote(uri).removeprefix("file://") for uri in table.file_uris())
    return [path.replace("*", "[*]") for path in paths]


def _fingerprint(file: BinaryIO, shop: str, table: str) -> str:
    """The id of an import: the same bytes for the same shop and table always give the same one."""
    digest = hashlib.sha256(f"{shop}\0{table}\0".encode())
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()[:16]
