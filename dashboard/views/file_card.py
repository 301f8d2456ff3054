"""What a file or a part of one holds, as plain data: one card each, before anything is imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dashboard import format as fmt
from dashboard.jobs import Reached
from dashboard.text import error_text, words
from dashboard.views.data import beijing_time, column_name, day_list, some, table_name
from scoring.errors import MissingColumn, NeedsDay, UnknownFormat, VocBoardError
from scoring.intake.report import MixUp, Report
from scoring.intake.tables import TABLES, Kind
from scoring.store.delta import Staged

State = Literal["ready", "partly", "already", "day", "mapping", "error"]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 BOM", "gb18030": "GB18030 (GBK)", "utf-16": "UTF-16",
    "xlsx": "XLSX", "xls": "XLS",
}  # fmt: skip


@dataclass(frozen=True)
class FileCard:
    """One card.

    `recognised` says what the file is, `span` how it was read and which days it covers; `counts` are
    labelled numbers of rows; `warnings` want a look, `notes` only tell; `columns` is what became of
    the columns; `problem` stands in the place of all these when there are no rows.
    """

    title: str
    state: State
    problem: str = ""
    recognised: str = ""
    span: str = ""
    counts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def staged_card(staged: Staged, language: str, *, by_hand: bool = False) -> FileCard:
    """The card of rows that can be imported; `by_hand` says that a person has matched its columns."""
    t, report = words(language), staged.report
    rejected = report.rows_rejected
    counts = {
        "read": report.rows_read,
        "new": staged.counts.new,
        "changed": staged.counts.changed,
        "unchanged": staged.counts.unchanged,
        "rejected": rejected,
    }
    already = staged.already
    warnings = [*_gaps(report, language), *_contradictions(report, language)]
    warnings += [mix_up_text(item, language) for item in report.mix_ups]
    notes = [t("reading.already", when=beijing_time(already.imported_at)[:16])] if already else []
    notes += [t(f"reading.{note}", shop=(staged.shops or ("",))[0]) for note in report.notes]
    also = [
        t("reading.also_rows", table=table_name(name, language), rows=fmt.whole(rows))
        for name, rows in staged.further_rows.items()
    ]
    if also:
        notes.append(t("reading.also", tables=t("board.list").join(also)))
    if report.summary_rows:
        notes.append(t("reading.summary_rows", count=fmt.whole(report.summary_rows)))
    return FileCard(
        staged.name,
        "already" if already else "partly" if rejected else "ready",
        recognised=t(
            "reading.recognised", export=export_name(report.export, language, by_hand=by_hand),
            table=table_name(report.table, language),
        ),
        span=_span(report, language),
        counts=tuple((t(f"reading.{name}"), fmt.whole(count)) for name, count in counts.items()),
        warnings=tuple(warnings),
        notes=tuple(notes),
        columns=tuple(_columns(report, language)),
    )  # fmt: skip


def sample_rows(staged: Staged, language: str) -> list[dict[str, str]]:
    """The first clean rows as a person reads them, without the columns that hold nothing."""
    table = TABLES[staged.report.table]
    rows = staged.sample.to_pylist()
    kinds = {column.name: column.kind for column in table.columns}
    names = [name for name in kinds if any(row.get(name) is not None for row in rows)]
    return [
        {column_name(name, language): _cell(row.get(name), kinds[name], language) for name in names} for row in rows
    ]


def _cell(value: object, kind: Kind, language: str) -> str:
    """A stored value as a person writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words(language)("data.yes" if value else "data.no")
    if kind is Kind.TIME and isinstance(value, int):
        return str(_EPOCH + timedelta(seconds=value))
    if kind is Kind.MONEY and isinstance(value, int):
        return f"{value / 100:.2f}"
    return str(value)


def error_card(error: VocBoardError, name: str, language: str) -> FileCard:
    """The card of a part that cannot be read as it is."""
    if isinstance(error, UnknownFormat):
        columns = some(error.header, language, most=12)
        return FileCard(name, "mapping", problem=words(language)("mapping.unknown", columns=columns))
    state: State = "error"
    if isinstance(error, NeedsDay):
        state = "day"
    elif isinstance(error, MissingColumn):
        state = "mapping"
    return FileCard(name, state, problem=error_text(language, error))


def export_name(export: str, language: str, *, by_hand: bool = False) -> str:
    """The export in words; without one the file has the canonical columns, or was matched by hand."""
    t = words(language)
    if export:
        return t(f"export.{export}")
    return t("reading.by_hand" if by_hand else "reading.canonical")


def mix_up_text(item: MixUp, language: str) -> str:
    """What is odd about the unit of a column."""
    return words(language)(
        f"mix_up.{item.kind}", column=column_name(item.column, language), count=fmt.whole(item.count),
        example=item.example,
    )  # fmt: skip


def _span(report: Report, language: str) -> str:
    t = words(language)
    parts = [t("reading.encoding", encoding=_ENCODINGS.get(report.encoding, report.encoding))]
    if report.first_day is None:
        parts.append(t("reading.no_days"))
    else:
        parts.append(t("reading.days", first=fmt.day(report.first_day), last=fmt.day(report.last_day)))
        if not report.days_missing and report.first_day != report.last_day:
            parts.append(t("reading.no_gaps"))
    return " · ".join(parts)


def _gaps(report: Report, language: str) -> list[str]:
    if not report.days_missing:
        return []
    days = day_list(report.days_missing, language)
    return [words(language)("reading.days_missing", count=fmt.whole(len(report.days_missing)), days=days)]


def _contradictions(report: Report, language: str) -> list[str]:
    t = words(language)
    kinds = [
        t(
            "reading.contradiction", count=fmt.whole(count), later=column_name(later, language),
            earlier=column_name(earlier, language),
        )
        for earlier, later, count in report.contradiction_kinds
    ]  # fmt: skip
    return [t("reading.contradictions", kinds=t("board.and").join(kinds))] if kinds else []


def _columns(report: Report, language: str) -> list[str]:
    t = words(language)
    lines = []
    if report.columns_not_used:
        columns = report.columns_not_used
        lines.append(t("reading.not_used", count=len(columns), columns=some(columns, language, most=60)))
    if report.columns_missing:
        names = [column_name(name, language) for name in report.columns_missing]
        lines.append(t("reading.missing", count=len(names), columns=some(names, language, most=60)))
    return lines


def progress_text(at: Reached, language: str) -> str:
    """How far reading a file is, in one line.

    >>> progress_text(Reached(12000, 6000.0, 0.5, 2.0), "zh")
    '已读 12,000 行 · 每秒 6,000 行 · 约剩 2 秒'
    """
    t = words(language)
    if not at.rows and not at.share:
        return t("reading.waiting")
    parts = [t("reading.rows", rows=fmt.whole(at.rows))]
    if at.rows_per_second is not None:
        parts.append(t("reading.rate", rate=fmt.whole(at.rows_per_second)))
    if at.share == 1:
        parts.append(t("reading.finishing"))
    elif at.seconds_left is not None:
        minutes, seconds = round(at.seconds_left / 60), max(1, round(at.seconds_left))
        key, count = ("reading.left_minutes", minutes) if seconds > 90 else ("reading.left_seconds", seconds)
        parts.append(t(key, count=count))
    return " · ".join(parts)
