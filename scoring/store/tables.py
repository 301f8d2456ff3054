"""The Delta Lake tables of the store: files put in, taken out, listed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from deltalake import DeltaTable, Field, Schema
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction, RemoveAction

from scoring.intake.tables import TABLES
from scoring.store.current import Files, Version
from scoring.store.digests import DIGEST
from scoring.store.places import address, is_table, parquet_files

_MANY_FILES = 200
# The history of former stores is this log: it must never be trimmed.
_SETTINGS = {"delta.enableExpiredLogCleanup": "false"}


def put(data: Path, table: str, rows: Path, rows_id: str, count: int) -> None:
    """Make a file of rows part of a table, in one commit; it is moved, not copied.

    Doing it again after a failure half-way finishes it.
    """
    place = data / "tables" / table
    delta = _opened(place, table)
    name = f"{rows_id}.parquet"
    if rows.exists():
        rows.replace(place / name)
    if _has(delta, name):
        return
    size = (place / name).stat().st_size
    added = AddAction(name, size, {}, _milliseconds(), True, json.dumps({"numRecords": count}))
    delta.create_write_transaction([added], mode="append", schema=delta.schema())


def take_out(data: Path, table: str, rows_id: str) -> None:
    """Let the table's log forget the file of an import that counts no more; rows in a joint file stay unseen."""
    place = data / "tables" / table
    name = f"{rows_id}.parquet"
    if is_table(place) and (place / name).exists():
        delta = DeltaTable(address(place))
        if _has(delta, name):
            removed = RemoveAction(name, True, _milliseconds(), (place / name).stat().st_size, {})
            delta.create_write_transaction([removed], mode="append", schema=delta.schema())


def files(data: Path, table: str, versions: Sequence[Version]) -> Files | None:
    """The table's files that may hold rows of these imports; None without any."""
    known = {f"{version.rows_id}.parquet" for version in versions}
    uris = parquet_files(DeltaTable(address(data / "tables" / table)))
    # A file named by its import holds that import's rows alone; any other may hold rows of several.
    own = [uri for uri in uris if Path(uri).name in known]
    joint = [uri for uri in uris if Path(uri).name not in known and not _is_named_by_import(uri)]
    return Files((*own, *joint), tuple(versions), exact=not joint) if own or joint else None


def tidy(delta: DeltaTable) -> None:
    """Make one file of many small ones, and forget files that nobody has read for a week."""
    if len(delta.file_uris()) > _MANY_FILES:
        delta.optimize.compact()
        delta.vacuum(dry_run=False)


def _has(delta: DeltaTable, name: str) -> bool:
    return any(Path(uri).name == name for uri in parquet_files(delta))


def _is_named_by_import(uri: str) -> bool:
    stem = Path(uri).stem
    return len(stem) == 32 and all(character in "0123456789abcdef" for character in stem)


def _opened(place: Path, table: str) -> DeltaTable:
    """The table, made when it is new, with every column there is today."""
    schema = Schema.from_arrow(TABLES[table].schema)
    marks = [Field("import_id", PrimitiveType("string")), Field(DIGEST, PrimitiveType("long"))]
    marked = Schema([*schema.fields, *marks])
    if not is_table(place):
        return DeltaTable.create(address(place), marked, configuration=_SETTINGS)
    delta = DeltaTable(address(place))
    there = {field.name for field in delta.schema().fields}
    if lacking := [field for field in marked.fields if field.name not in there]:
        delta.alter.add_columns(lacking)
        delta = DeltaTable(address(place))
    return delta


def _milliseconds() -> int:
    return int(time.time() * 1000)
