"""The events of one or more shops, wherever they are kept: what `measure` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from scoring.errors import NoData
from scoring.intake.read import CleanFile, read_path


@dataclass(frozen=True)
class Files:
    """Parquet files that together hold every version of a table's rows.

    Of a key the row with the highest `imported_at` counts; `single` says there is one version only.
    """

    uris: tuple[str, ...]
    single: bool


@dataclass(frozen=True)
class Events:
    """Canonical table name → its rows, in memory or in files. A table that is absent is empty.

    `version` changes whenever the rows do: it is what a cache may go by.
    """

    tables: Mapping[str, pa.Table | Files] = field(default_factory=dict)
    version: str = ""

    def replacing(self, table: str, rows: pa.Table, version: str) -> Events:
        """The same events with one table's rows exchanged; this value is left as it is."""
        return Events({**self.tables, table: rows}, f"{self.version}+{version}")


def from_clean_files(files: list[CleanFile], version: str) -> Events:
    """Events in memory, made of files that were just read; later files of a table are appended."""
    tables: dict[str, pa.Table] = {}
    for file in files:
        rows = [tables[file.table.name]] if file.table.name in tables else []
        tables[file.table.name] = pa.concat_tables([*rows, file.rows])
    return Events(tables, version)


def from_folder(folder: Path) -> Events:
    """The events of the CSV files in a folder, in memory; raises `NoData` when there are none."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise NoData(str(folder))
    return from_clean_files([read_path(path) for path in paths], str(folder))
