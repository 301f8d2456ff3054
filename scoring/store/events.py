"""The events of one or more shops, wherever they are kept: what `measure` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from scoring.errors import NoData
from scoring.intake.read import CleanFile, read_path
from scoring.store.current import Files

__all__ = ["Events", "Files", "from_clean_files", "from_folder"]


@dataclass(frozen=True)
class Events:
    """Canonical table name → its rows, in memory or in files. A table that is absent is empty.

    `version` changes whenever the rows do: it is what a cache may go by.
    """

    tables: Mapping[str, pa.Table | Files] = field(default_factory=dict)
    version: str = ""


def from_clean_files(files: list[CleanFile], version: str) -> Events:
    """Events in memory, made of files that were just read; later files of a table are appended."""
    tables: dict[str, pa.Table] = {}
    for file in files:
        for name, rows in ((file.table.name, file.rows), *file.also.items()):
            tables[name] = pa.concat_tables([tables[name], rows]) if name in tables else rows
    return Events(tables, version)


def from_folder(folder: Path) -> Events:
    """The events of the CSV files in a folder, in memory; raises `NoData` when there are none."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise NoData(str(folder))
    return from_clean_files([read_path(path) for path in paths], str(folder))
