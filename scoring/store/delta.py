"""The store: a ledger of imports and one Delta Lake table per canonical table, in a folder.

An import first lies aside (`staging`), is then put into the tables it fills, and counts from the moment
the ledger says so: as a whole, in all of them, or not at all. Of the rows with one key the newest import
that has a column decides it, so a corrected file corrects, and taking an import back brings the former
values to light again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from filelock import FileLock, Timeout

from scoring.errors import (
    BadArchive,
    Cancelled,
    MissingColumn,
    NoData,
    StoreBroken,
    UnknownFormat,
    UnknownImport,
    VocBoardError,
)
from scoring.intake.containers import Part, parts
from scoring.intake.embedded import connect
from scoring.intake.mapping import shape
from scoring.intake.report import Report
from scoring.intake.request import DEFAULT_SHOP, Progress, Request
from scoring.intake.tables import TABLES
from scoring.store import own, tables
from scoring.store.compare import compared
from scoring.store.current import Files
from scoring.store.digests import MAKER
from scoring.store.events import Events
from scoring.store.ledger import Entry, Import, Ledger, add_import, add_undo, read_ledger, tidy_ledger
from scoring.store.places import address, is_table
from scoring.store.staging import Staged, drop, stage_part

__all__ = ["Import", "Imported", "Staged", "Store"]

Tell = Callable[[Progress], None]
_LONGEST_WAIT = 600  # seconds for other imports; each holds the lock for a moment only


@dataclass(frozen=True)
class Imported:
    """What importing one file did: its import, its report; `already` when the file was there before."""

    entry: Import
    report: Report
    shops: tuple[str, ...]
    already: bool


class Store:
    """The rows of one data folder. Opening it writes nothing; the first file makes the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stage(
        self, file: BinaryIO, name: str, request: Request | None = None, *, tell: Tell | None = None
    ) -> list[Staged | VocBoardError]:
        """Read every table of a file and compare it with what is there; nothing of it counts yet.

        Without a request's shop a file that names none is of the only shop there is. `tell` hears how far
        it has come and may raise `Cancelled`, which leaves no trace.
        """
        outcomes: list[Staged | VocBoardError] = []
        try:
            found = parts(file, name)
        except VocBoardError as error:
            return [error]
        try:
            for part in found:
                try:
                    outcomes.append(self._stage(part, request or Request(""), tell))
                except Cancelled:
                    raise
                except VocBoardError as error:
                    outcomes.append(error)
        except BaseException:
            for staged in outcomes:
                if isinstance(staged, Staged):
                    self.discard(staged)
            raise
        return outcomes

    def commit(self, staged: Staged, *, who: str = "") -> Imported:
        """Let a staged file count. The same bytes for the same shop and table change nothing the second time."""
        with self._changing() as ledger:
            if (standing := ledger.find(staged.import_id, staged.former_id)) is not None:
                drop(staged.folder, staged.lock)
                return Imported(standing.shown, staged.report, staged.shops, already=True)
            if staged.compared_with != ledger.next_place:
                staged = compared(ledger, staged, self._files)
            entry = _entry(staged, ledger.next_place, who)
            for table, (path, rows) in staged.tables.items():
                tables.put(self.folder, table, path, staged.rows_id, rows)
            add_import(self.folder, ledger, entry)
            self._tidy(staged.tables)
        drop(staged.folder, staged.lock)
        return Imported(entry.shown, staged.report, staged.shops, already=False)

    def discard(self, staged: Staged) -> None:
        """Forget a staged file."""
        drop(staged.folder, staged.lock)

    def import_file(
        self,
        file: BinaryIO,
        name: str,
        *,
        shop: str | None = None,
        table: str | None = None,
        day: date | None = None,
        columns: Mapping[str, str] | None = None,
        who: str = "",
        tell: Tell | None = None,
    ) -> Imported:
        """Take a file of one table in.

        Raises a `VocBoardError` when the file is of no use or the folder cannot be written; nothing of
        the file is in the store then.
        """
        found = parts(file, name)
        if len(found) > 1:
            raise BadArchive(name, "too_many")
        return self.commit(self._stage(found[0], Request(shop or "", table, day, columns), tell), who=who)

    def undo(self, import_id: str, *, who: str = "") -> Import:
        """Take an import back, in one commit; values it had replaced count again.

        Raises `UnknownImport`.
        """
        with self._changing() as ledger:
            if (entry := ledger.find(import_id)) is None:
                raise UnknownImport(import_id)
            at = _now()
            add_undo(self.folder, ledger, import_id, at, who)
            for table in entry.columns:
                tables.take_out(self.folder, table, entry.rows_id)
        return replace(entry.shown, undone=True, undone_at=at, undone_by=who)

    def imports(self) -> list[Import]:
        """Every import, the latest first; undone ones are marked."""
        return [entry.shown for entry in reversed(self._ledger().entries)]

    def events(self) -> Events:
        """Everything imported so far; raises `NoData` when that is nothing."""
        ledger = self._ledger()
        with self._broken():
            found = {name: files for name in TABLES if (files := self._files(ledger, name)) is not None}
        if not found:
            raise NoData(str(self.folder))
        return Events(found, f"{self.folder}:{ledger.next_place}:{self.version()}")

    def version(self) -> str:
        """A text that changes with every commit; empty while nothing has ever been imported. Costs no reading."""
        logs = [self.folder / "ledger" / "_delta_log"]
        if not logs[0].exists():
            logs = sorted(self.folder.glob("tables/*/_delta_log"))
        newest = [max(log.glob("*.json"), default=log) for log in logs]
        # The time beside the name: a folder that was deleted and filled anew counts its commits from 0 again.
        return ",".join(f"{item.parent.parent.name}:{item.name}:{item.stat().st_mtime_ns}" for item in newest)

    def only_shop(self) -> str:
        """The shop of the store when there is one only, else the name for a shop not named yet."""
        standing = self._ledger().standing
        known = [entry.shops for entry in standing]
        if () in known:
            return DEFAULT_SHOP
        shops = self.shops() if None in known else sorted({shop for shops in known for shop in shops or ()})
        return shops[0] if len(shops) == 1 else DEFAULT_SHOP

    def shops(self) -> list[str]:
        """All shops of the store, by name."""
        found: set[str] = set()
        ledger = self._ledger()
        with self._broken(), connect() as connection:
            for name in TABLES:
                if (files := self._files(ledger, name)) is not None:
                    connection.register("counting", pa.table({"import_id": [v.rows_id for v in files.versions]}))
                    rows = connection.execute(
                        "select distinct shop_id from read_parquet($uris, union_by_name=true) semi join counting "
                        "using (import_id)", {"uris": list(files.uris)}
                    )  # fmt: skip
                    found.update(row[0] for row in rows.fetchall())
        return sorted(found)

    def _stage(self, part: Part, request: Request, tell: Tell | None) -> Staged:
        """Stage one part; a header nobody knows is read as a person has said of such a one before."""
        try:
            return self._staged(part, request, tell)
        except (UnknownFormat, MissingColumn) as error:
            said = own.mapping(self.folder, shape(error.header))
            if said is None or request.columns is not None or request.table not in (None, said["table"]):
                raise
            return self._staged(part, replace(request, table=said["table"], columns=said["columns"]), tell)

    def _staged(self, part: Part, request: Request, tell: Tell | None) -> Staged:
        former = f"{request.shop}\0{request.table or ''}\0".encode()
        request = request if request.shop else replace(request, shop=self.only_shop())
        address(self.folder)
        staged = stage_part(self.folder, part, request, former, tell)
        try:
            ledger = self._ledger()
            if (standing := ledger.find(staged.import_id, staged.former_id)) is not None:
                return replace(staged, already=standing.shown)
            with self._broken():
                return compared(ledger, staged, self._files)
        except BaseException:
            drop(staged.folder, staged.lock)
            raise

    def _files(self, ledger: Ledger, table: str) -> Files | None:
        """The files of a table with the imports of theirs that count; None when there are none."""
        versions = ledger.versions(table)
        if not versions or not is_table(self.folder / "tables" / table):
            return None
        return tables.files(self.folder, table, versions)

    def _ledger(self) -> Ledger:
        with self._broken():
            return read_ledger(self.folder)

    @contextmanager
    def _changing(self) -> Iterator[Ledger]:
        """The ledger as it stands, while no other process changes the store."""
        with self._broken():
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                with FileLock(self.folder / ".lock", timeout=_LONGEST_WAIT):
                    yield read_ledger(self.folder)
            except Timeout as error:
                raise StoreBroken(str(self.folder), "another import does not end") from error

    @contextmanager
    def _broken(self) -> Iterator[None]:
        """Whatever the disk or a table's log refuses is said in one sentence."""
        try:
            yield
        except (OSError, DeltaError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise StoreBroken(str(self.folder), str(error).splitlines()[0]) from error

    def _tidy(self, names: Mapping[str, object]) -> None:
        """Keep the number of files small; what fails here is done by a later import."""
        with contextlib.suppress(OSError, DeltaError):
            for name in names:
                tables.tidy(DeltaTable(address(self.folder / "tables" / name)))
            tidy_ledger(self.folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _entry(staged: Staged, place: int, who: str) -> Entry:
    report = staged.report
    shown = Import(
        import_id=staged.import_id,
        file=report.file,
        table=report.table,
        rows_read=report.rows_read,
        rows_kept=report.rows_kept,
        rows_new=staged.counts.new,
        rows_rejected=report.rows_rejected,
        imported_at=_now(),
        rows_changed=staged.counts.changed,
        rows_unchanged=staged.counts.unchanged,
        who=who,
        first_day=report.first_day,
        last_day=report.last_day,
    )
    overlaps = staged.overlaps or {}
    columns = {name: staged.columns[name] for name in staged.tables}
    overlapping = {name: overlaps.get(name, True) for name in columns}
    return Entry(shown, staged.rows_id, place, columns, overlapping, staged.shops, MAKER)
