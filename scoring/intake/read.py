"""One file → its clean rows and its report: the whole of intake in one call, or a batch at a time."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import BadArchive, EmptyFile, NeedsDay, NothingUsable
from scoring.intake.containers import Part, parts
from scoring.intake.convert import Converted, convert, day_in
from scoring.intake.embedded import connect
from scoring.intake.formats import by_plain_name, recognise
from scoring.intake.report import Rejection, Rejections, Report
from scoring.intake.request import DEFAULT_SHOP, Progress, Request
from scoring.intake.survey import NOTHING, Survey, survey, unknown_metrics
from scoring.intake.tables import TABLES, Table

_AHEAD = 3  # blocks in work at once
_OFTEN = 16 << 20  # bytes after which progress is told


@dataclass(frozen=True)
class CleanFile:
    """The rows of a file that are taken in (columns of `Table.schema`) and what happened to the others.

    `also` holds rows that the file gives for further tables; `columns` names for each table the columns the
    file speaks of, keys among them.
    """

    table: Table
    rows: pa.Table
    report: Report
    also: Mapping[str, pa.Table] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def shops(self) -> tuple[str, ...]:
        """The shops the rows belong to, by name."""
        return tuple(sorted(pc.unique(self.rows["shop_id"]).to_pylist()))


class Reading:
    """One table of a file being read: its format at once, its rows batch by batch, then its report.

    Raises a `VocBoardError` when the file as a whole is of no use. `tell` hears how far it has come and
    may raise `Cancelled`.
    """

    def __init__(
        self,
        part: Part,
        request: Request,
        rejections: Rejections,
        *,
        salt: bytes = b"",
        tell: Callable[[Progress], None] | None = None,
    ) -> None:
        self._part, self._request, self.rejections = part, request, rejections
        self._tell, self._done, self._told = tell, 0, 0
        self._rows_read = self._summaries = 0
        opened = part.open(salt, self._bytes if tell else None)
        self.digest, self.salted, self._cells = opened.digest, opened.salted, opened.cells
        self.head = self._cells.head
        given = request.day is not None
        self.form = recognise(self.head, part.name, request.table, request.columns, day_given=given)
        self.day, self._notes = self._day_of_figures()
        self._metric_ids = by_plain_name(request.metric_names)
        self._unknown_metrics: Counter[str] = Counter()
        self._columns: dict[str, set[str]] = {self.form.table.name: {*self.form.positions, "shop_id"}}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables the file fills, the one its rows are of first."""
        further = self.form.export.further if self.form.export else ()
        return (self.form.table, *(TABLES[name] for name, _ in further))

    def batches(self) -> Iterator[dict[str, pa.Table]]:
        """The usable rows by table, with their row numbers in `_row`."""
        form, odd = self.form, Rejections(self._ragged)
        work = partial(convert, form, shop=self._request.shop, day=self.day, metric_ids=self._metric_ids)
        with ThreadPoolExecutor(2) as pool:
            waiting: deque[Future[Converted]] = deque()
            try:
                for block in self._cells.body(form.row, form.width, odd):
                    waiting.append(pool.submit(work, block))
                    if len(waiting) >= _AHEAD:
                        yield self._counted(waiting.popleft().result())
                while waiting:
                    yield self._counted(waiting.popleft().result())
            finally:
                for future in waiting:
                    future.cancel()

    def report(self, found: Survey, rows_kept: int) -> Report:
        """What reading found, once all batches are through; raises when no row is left."""
        if not self._rows_read:
            raise EmptyFile(self._part.name)
        rejected = sorted(self.rejections.first, key=lambda item: item.row)
        if not rows_kept:
            raise NothingUsable(self._part.name, self._rows_read, rejected[0])
        form, filled = self.form, self._columns[self.form.table.name]
        return Report(
            file=self._part.name,
            table=form.table.name,
            encoding=self._cells.label,
            rows_read=self._rows_read,
            rows_kept=rows_kept,
            rejected=tuple(rejected),
            columns_not_used=form.not_used,
            columns_missing=tuple(column.name for column in form.table.columns if column.name not in filled),
            first_day=found.first_day,
            last_day=found.last_day,
            contradictions=found.contradictions,
            export=form.export.id if form.export else "",
            rows_rejected=self.rejections.count,
            days_missing=found.days_missing,
            contradiction_kinds=found.contradiction_kinds,
            mix_ups=(*found.mix_ups, *unknown_metrics(self._unknown_metrics, self._request.metric_names)),
            summary_rows=self._summaries,
            notes=self._notes,
        )

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that the file speaks of, keys among them; the others it leaves alone."""
        seen = self._columns.get(table, set())
        return tuple(column.name for column in TABLES[table].columns if column.name in seen or column.key)

    def _counted(self, done: Converted) -> dict[str, pa.Table]:
        self._rows_read += done.rows_read
        self._summaries += done.summary_rows
        self._unknown_metrics.update(done.unknown_metrics)
        for row in done.rejected:
            self.rejections.add(row)
        for table, columns in done.columns.items():
            self._columns.setdefault(table, set()).update(columns)
        self._say()
        return done.tables

    def _ragged(self, row: Rejection) -> None:
        self._rows_read += 1
        self.rejections.add(row)

    def _bytes(self, done: int) -> None:
        self._done = min(done, self._part.size)
        if self._done - self._told >= _OFTEN:
            self._say()

    def _say(self) -> None:
        if self._tell is not None:
            self._told = self._done
            self._tell(Progress(self._done, self._part.size, self._rows_read))

    def _day_of_figures(self) -> tuple[date | None, tuple[str, ...]]:
        export = self.form.export
        notes = () if "shop_id" in self.form.positions else ("shop_given",)
        if "_address" in self.form.positions:
            notes = (*notes, "addresses_shortened")
        dated = "day" not in self.form.table.required if export is None else export.dated
        if dated or "day" in self.form.positions:
            return None, notes
        day = self._request.day or day_in(self._part.name)
        if day is None:
            raise NeedsDay(self._part.name, export.id if export else self.form.table.name)
        return day, (*notes, "day_given" if self._request.day else "day_from_name")


def read(
    file: BinaryIO,
    name: str,
    *,
    shop: str = DEFAULT_SHOP,
    table: str | None = None,
    day: date | None = None,
    columns: Mapping[str, str] | None = None,
    metric_names: Mapping[str, str] | None = None,
) -> CleanFile:
    """The clean rows of a file of one table and its report.

    `shop` is used where the file names none; `table` says which table it is when the header cannot;
    `day` is that of figures without a date; `columns` maps header names to columns of `table`,
    `metric_names` what a metric may be called to its id. A row
    with one cell that cannot be read is rejected as a whole and named in the report; a row is never
    taken in by half. Raises a `VocBoardError` when the file as a whole is of no use.
    """
    found = parts(file, name)
    if len(found) > 1:
        raise BadArchive(name, "too_many")
    return read_part(found[0], Request(shop, table, day, columns, metric_names or {}))


def read_part(part: Part, request: Request) -> CleanFile:
    """The clean rows of one part of a file, in memory."""
    reading = Reading(part, request, Rejections())
    batches = list(reading.batches())
    clean: dict[str, pa.Table] = {}
    surveys: dict[str, Survey] = {}
    with _engine().cursor() as connection:
        for table in reading.tables:
            rows = [batch[table.name] for batch in batches if table.name in batch]
            if not rows:
                clean[table.name] = table.schema.empty_table()
                continue
            staged = pa.concat_tables(rows)
            connection.register("staged", staged)
            doubles = reading.rejections if table is reading.tables[0] else Rejections()
            found = survey(connection, table, "staged", doubles)
            surveys[table.name] = found
            final = staged if found.as_it_is else connection.sql(f"{found.final} order by _row").to_arrow_table()
            clean[table.name] = final.select(table.schema.names).cast(table.schema)
            connection.unregister("staged")
    main = reading.tables[0]
    report = reading.report(surveys.get(main.name, NOTHING), clean[main.name].num_rows)
    also = {name: rows for name, rows in clean.items() if name != main.name and rows.num_rows}
    columns = {name: reading.columns(name) for name in (main.name, *also)}
    return CleanFile(main, clean[main.name], report, also, columns)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """The embedded engine that looks at rows in memory; opening one costs more than a small file."""
    return connect()


def read_path(path: Path, *, shop: str = DEFAULT_SHOP, table: str | None = None) -> CleanFile:
    """`read` on a file of the disk."""
    with path.open("rb") as file:
        return read(file, path.name, shop=shop, table=table)
