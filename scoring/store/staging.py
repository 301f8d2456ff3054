"""Files on their way in: read, written aside and compared with what is there, before anything counts.

Each file has a folder of its own under `staging/`, held by a lock as long as its process lives. What a
process leaves behind that died is swept away by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from scoring.errors import StoreBroken
from scoring.intake.columns import Table
from scoring.intake.containers import Part
from scoring.intake.embedded import connect
from scoring.intake.read import Reading
from scoring.intake.report import Rejection, Rejections, Report
from scoring.intake.request import Progress, Request
from scoring.intake.survey import NOTHING, Survey, survey
from scoring.store.digests import DIGEST, digest_of
from scoring.store.ledger import Import
from scoring.store.writing import RejectedFile, Writers, rejected_rows

STAGING = "staging"
_MEMORY_LIMIT = "1GB"
_SAMPLE = 20
_FEW_SHOPS = 200
_DEAD = ".dead"
_TRIES = 50


@dataclass(frozen=True)
class Counts:
    """How the rows of a file stand to those that count already, by key."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Staged:
    """A file that was read and lies aside: its report, how its rows stand, a sample; nothing of it counts yet.

    `import_id` stands for its content, shop and table, `former_id` did so in former stores. `rejected_csv`
    holds every rejected row.
    """

    import_id: str
    former_id: str
    rows_id: str
    name: str
    report: Report
    header: tuple[str, ...]
    sample: pa.Table
    shops: tuple[str, ...]
    folder: Path
    tables: Mapping[str, tuple[Path, int]]
    columns: Mapping[str, tuple[str, ...]]
    lock: FileLock
    counts: Counts = Counts(0, 0, 0)
    overlaps: Mapping[str, bool] | None = None
    compared_with: int = -1
    already: Import | None = None

    @property
    def further_rows(self) -> dict[str, int]:
        """The further tables the file fills beside its own, and how many rows of each."""
        return {name: rows for name, (_, rows) in self.tables.items() if name != self.report.table and rows}

    @property
    def rejected_csv(self) -> Path | None:
        """The file of all rejected rows, when there are any."""
        path = self.folder / "rejected.csv"
        return path if path.exists() else None

    def all_rejected(self) -> Iterator[Rejection]:
        """Every rejected row, beyond those the report names as well."""
        return rejected_rows(self.rejected_csv) if self.rejected_csv else iter(())

    def compared(self, counts: Counts, overlaps: Mapping[str, bool], place: int, already: Import | None) -> Staged:
        """The same file compared with the store as it is at a place of the ledger."""
        return replace(self, counts=counts, overlaps=overlaps, compared_with=place, already=already)


def stage_part(
    data: Path, part: Part, request: Request, salt: bytes, tell: Callable[[Progress], None] | None
) -> Staged:
    """Read one part of a file into a folder of its own; raises a `VocBoardError` when it is of no use."""
    folder = data / STAGING / uuid.uuid4().hex
    lock = FileLock(folder / ".lock", thread_local=False)
    rejected = RejectedFile(folder / "rejected.csv")
    reading = Reading(part, request, Rejections(rejected.add), salt=salt, tell=tell)
    sweep(data)
    try:
        _make(folder, lock)
        return _read(folder, lock, part, reading, request)
    except BaseException as error:
        rejected.close()
        drop(folder, lock)
        if isinstance(error, OSError | duckdb.IOException | duckdb.OutOfMemoryException):
            raise StoreBroken(str(data), str(error).splitlines()[0]) from error
        raise
    finally:
        rejected.close()


def drop(folder: Path, lock: FileLock) -> None:
    """Take a file's folder away, and the folders above that are empty without it."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    _remove_empty(folder.parent)


def engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """The embedded engine with bounded memory; what does not fit goes to the file's folder."""
    return connect(_MEMORY_LIMIT, folder / "spill")


def sweep(data: Path) -> None:
    """Take away what processes left behind that died while they read a file."""
    for folder in _folders(data / STAGING):
        lock = FileLock(folder / ".lock")
        dead = folder.with_name(f"{folder.name}{_DEAD}")
        try:
            if folder.suffix != _DEAD and not (folder / ".lock").exists():
                # Being made at this moment, or left by a process that died there: it goes while it is empty.
                folder.rmdir()
                continue
            if folder.suffix != _DEAD:
                lock.acquire(timeout=0)
                # Under its new name nobody can take it for a file being read.
                folder.rename(dead)
            shutil.rmtree(dead if folder.suffix != _DEAD else folder, ignore_errors=True)
        except (Timeout, OSError):
            continue
        finally:
            lock.release()
    _remove_empty(data / STAGING)


def _folders(staging: Path) -> list[Path]:
    """What lies there; nothing when another reading has just taken the empty folder away."""
    try:
        return sorted(staging.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remove_empty(staging: Path) -> None:
    with contextlib.suppress(OSError):
        staging.rmdir()
        staging.parent.rmdir()


def _make(folder: Path, lock: FileLock) -> None:
    """Make a folder and lock it; again when another process swept it away before it was locked."""
    reason: OSError | Timeout | None = None
    for _ in range(_TRIES):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            if folder.exists():
                return
            lock.release()
        except (FileNotFoundError, FileExistsError, Timeout) as error:
            # Taken away while it was being made, or made by this process and taken away by another.
            reason = error
    raise StoreBroken(str(folder.parent.parent), str(reason)) from reason


def _read(folder: Path, lock: FileLock, part: Part, reading: Reading, request: Request) -> Staged:
    rows_id = folder.name
    with Writers(folder, rows_id) as writers:
        for batch in reading.batches():
            for name, rows in batch.items():
                writers.write(name, rows)
    tables: dict[str, tuple[Path, int]] = {}
    found: dict[str, Survey] = {}
    sample = reading.form.table.schema.empty_table()
    shops: tuple[str, ...] = ()
    with engine(folder) as connection:
        for table in reading.tables:
            if not (raw := writers.path(table.name)).exists():
                continue
            main = table is reading.form.table
            doubles = reading.rejections if main else Rejections()
            path, found[table.name] = _finished(connection, table, raw, rows_id, doubles)
            tables[table.name] = path, pq.read_metadata(path).num_rows
            if main:
                sample = _first(path, table)
                shops = _shops(connection, path)
    name = reading.form.table.name
    report = reading.report(found.get(name, NOTHING), tables[name][1] if name in tables else 0)
    columns = {name: reading.columns(name) for name in tables}
    tables = {name: item for name, item in tables.items() if item[1]}
    return Staged(
        import_id=_import_id(reading, request),
        former_id=reading.salted[:16],
        rows_id=rows_id,
        name=part.name,
        report=report,
        header=tuple(reading.form.names),
        sample=sample,
        shops=shops,
        folder=folder,
        tables=tables,
        columns=columns,
        lock=lock,
    )


def _import_id(reading: Reading, request: Request) -> str:
    """The same bytes for the same shop and table, read the same way, always give the same one."""
    shop = "" if "shop_id" in reading.form.positions else request.shop
    stated = (shop, request.table or "", str(reading.day or ""), str(sorted((request.columns or {}).items())))
    return hashlib.sha256("\0".join([*stated, reading.digest]).encode()).hexdigest()[:16]


def _first(path: Path, table: Table) -> pa.Table:
    for batch in pq.ParquetFile(path).iter_batches(_SAMPLE, columns=table.schema.names):
        return pa.Table.from_batches([batch]).select(table.schema.names).cast(table.schema)
    return table.schema.empty_table()


def _finished(
    connection: duckdb.DuckDBPyConnection, table: Table, raw: Path, rows_id: str, doubles: Rejections
) -> tuple[Path, Survey]:
    """The file of a table's rows as they are taken in, each key once."""
    connection.read_parquet(str(raw).replace("*", "[*]")).create_view("staged", replace=True)
    found = survey(connection, table, "staged", doubles)
    if found.as_it_is and not any(name.startswith("_plain_") for name in pq.read_schema(raw).names):
        return raw, found
    final = raw.with_name(f"{table.name}.parquet")
    target = str(final).replace("'", "''")
    marked = f"select *, '{rows_id}' as import_id, {digest_of(table)} as {DIGEST} from ({found.final}) clean"
    connection.execute(f"copy ({marked}) to '{target}' (format parquet)")
    raw.unlink()
    return final, found


def _shops(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """The shops of the rows; none where there are very many."""
    rows = connection.execute(
        "select distinct shop_id from read_parquet(?) limit ?", [str(path).replace("*", "[*]"), _FEW_SHOPS + 1]
    ).fetchall()
    return () if len(rows) > _FEW_SHOPS else tuple(sorted(row[0] for row in rows))
