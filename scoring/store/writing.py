"""Rows and rejections of a file, written down as they come."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scoring.intake.columns import Kind, Table
from scoring.intake.embedded import connect
from scoring.intake.report import Rejection
from scoring.intake.tables import TABLES
from scoring.store.digests import DIGEST, digest_of

_ROWS_PER_GROUP = 200_000


class Writers:
    """One Parquet file per table, each row marked with `rows_id`."""

    def __init__(self, folder: Path, rows_id: str) -> None:
        self._folder, self._rows_id = folder, rows_id
        self._files: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {}
        self._engine = connect()

    def __enter__(self) -> Writers:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                for name in self._waiting:
                    self._flush(name)
        finally:
            self._engine.close()
            for file in self._files.values():
                file.close()
        if kind is None:
            for name in self._files:
                keep(self.path(name))

    def path(self, table: str) -> Path:
        """Where the rows of a table lie."""
        return self._folder / f"{table}.raw.parquet"

    def write(self, table: str, rows: pa.Table) -> None:
        """Add rows."""
        waiting = self._waiting.setdefault(table, [])
        waiting.append(rows)
        if sum(part.num_rows for part in waiting) >= _ROWS_PER_GROUP:
            self._flush(table)

    def _flush(self, table: str) -> None:
        if not self._waiting[table]:
            return
        rows = pa.concat_tables(self._waiting[table])
        self._waiting[table] = []
        rows = rows.append_column("import_id", pa.repeat(self._rows_id, rows.num_rows))
        rows = rows.append_column(DIGEST, self._digests(TABLES[table], rows))
        if table not in self._files:
            # Words that come again and again pack into a dictionary; numbers of orders do not.
            ids = {column.name for column in TABLES[table].columns if column.kind is Kind.IDENTIFIER}
            words = [field.name for field in rows.schema if pa.types.is_string(field.type) and field.name not in ids]
            self._files[table] = pq.ParquetWriter(
                self.path(table), rows.schema, compression="zstd", compression_level=1, use_dictionary=words
            )
        self._files[table].write_table(rows, row_group_size=_ROWS_PER_GROUP)

    def _digests(self, table: Table, rows: pa.Table) -> pa.ChunkedArray:
        self._engine.register("fresh", rows)
        return self._engine.sql(f"select {digest_of(table)} as digest from fresh").to_arrow_table()["digest"]


class RejectedFile:
    """A CSV file of rejected rows, made with the first of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None

    def add(self, row: Rejection) -> None:
        """Write one down."""
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(Rejection.__dataclass_fields__)
        csv.writer(self._file).writerow(vars(row).values())

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()


def rejected_rows(path: Path) -> Iterator[Rejection]:
    """The rejected rows of such a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield Rejection(int(row.pop("row")), **row)


def keep(path: Path) -> None:
    """Have a file on the disk before anything speaks of it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
