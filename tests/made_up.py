"""Small made-up shops for tests: rows as people write them → files, events, daily sums; and the command."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from scoring.cli import main
from scoring.intake.read import CleanFile, read
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, PlatformFigures
from scoring.store.events import Events, from_clean_files
from scoring.store.scenarios import rows_of_file

Row = Mapping[str, object]
COMMAND = Path(sys.executable).with_name("voc-board")


def csv_bytes(rows: Sequence[Row], encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file; the header has every name that occurs, None is an empty cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows({name: "" if cell is None else cell for name, cell in row.items()} for row in rows)
    return text.getvalue().encode(encoding)


def clean(rows: Sequence[Row], table: str, name: str = "made.csv") -> CleanFile:
    """The rows, read as a file of that table."""
    return read(io.BytesIO(csv_bytes(rows)), name, table=table)


def events(**tables: Sequence[Row]) -> Events:
    """Events in memory; tables without rows are left out."""
    return from_clean_files([clean(rows, table) for table, rows in tables.items() if rows], "made up")


def constant_sums(
    first: date,
    days: int,
    measured: Mapping[str, tuple[int, int]],
    platform: Mapping[str, float] | None = None,
    shop: str = "s",
) -> DailySums:
    """Daily sums in which every day is alike: metric → (numerator, denominator) of a day."""
    columns = {
        name: np.zeros((1, days), dtype=np.int64)
        for metric in METRICS.values()
        if metric.numerator
        for name in (metric.numerator, metric.denominator)
    }
    for name, (numerator, denominator) in measured.items():
        columns[METRICS[name].numerator][:] = numerator
        columns[METRICS[name].denominator][:] = denominator
    figures = {
        name: PlatformFigures(np.full((1, days), value), np.full((1, days), 100, dtype=np.int64))
        for name, value in (platform or {}).items()
    }
    missing = {name: ((),) if name in measured or name in figures else (("made.up",),) for name in METRICS}
    last = date.fromordinal(first.toordinal() + days - 1)
    return DailySums((shop,), first, days, columns, figures, missing, (last,))


def voc_board(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """What the command does, without a process of its own; `home` is where it may keep data."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("VOC_BOARD_DATA", str(home))
        try:
            status = main([str(item) for item in arguments])
        except SystemExit as stop:
            status = int(str(stop.code))
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def installed_voc_board(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command; `home` is where it may keep data."""
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "VOC_BOARD_DATA": str(home), "PYTHONUTF8": "1"},
    )


def file_rows(rows: Sequence[Row], table: str, shop: str) -> pa.Table:
    """The rows as a scenario has them from a file of that table."""
    clean = read(io.BytesIO(csv_bytes(rows)), f"{table}.csv", shop=shop, table=table)
    return rows_of_file(clean, shop)[table]
