"""Imported files: what came in, what was refused."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from scoring.intake.report import Report
from scoring.store.delta import Import, Imported, Staged

_MOST_SHOWN = 20


def imported(staged: Staged, done: Imported | None) -> dict[str, Any]:
    """One file, taken in or (without `done`) only looked at."""
    report, already = staged.report, done.already if done else staged.already is not None
    return {
        "import_id": staged.import_id,
        **file_used(report),
        "export": report.export,
        "also": staged.further_rows,
        "rows_new": 0 if already else staged.counts.new if done is None else done.entry.rows_new,
        "rows_changed": 0 if already else staged.counts.changed if done is None else done.entry.rows_changed,
        "rows_unchanged": (
            report.rows_kept if already else staged.counts.unchanged if done is None else done.entry.rows_unchanged
        ),
        "shops": list(staged.shops),
        "already_imported": already,
        "columns_not_used": list(report.columns_not_used),
        "columns_missing": list(report.columns_missing),
        "first_day": _day(report.first_day),
        "last_day": _day(report.last_day),
        "days_missing": [day.isoformat() for day in report.days_missing],
        "contradictions": report.contradictions,
        "contradiction_kinds": [list(kind) for kind in report.contradiction_kinds],
        "mix_ups": [asdict(item) for item in report.mix_ups],
        "summary_rows": report.summary_rows,
        "notes": list(report.notes),
    }


def imported_text(staged: Staged, done: Imported) -> str:
    """One file that was taken in, in lines."""
    entry = done.entry
    new = f"{entry.rows_new} new, {entry.rows_changed} changed"
    if done.already:
        new = "the same file was imported before, nothing changed"
    return "\n".join(_lines(staged, f"({new})", f" Import {entry.import_id}."))


def staged_text(staged: Staged) -> str:
    """One file that was only looked at, in lines."""
    counts = staged.counts
    new = f"{counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged"
    if staged.already is not None:
        new = "the same file was imported before"
    return "\n".join(_lines(staged, f"({new})", " Nothing was taken in."))


def import_text(entry: Import) -> str:
    """One line of the history."""
    rows = f"{entry.table:16} {entry.rows_kept:>9} rows"
    undone = "  undone" if entry.undone else ""
    who = f"  by {entry.who}" if entry.who else ""
    return f"{entry.import_id}  {entry.imported_at[:19]}  {rows}  {entry.file}{who}{undone}"


def _lines(staged: Staged, new: str, end: str) -> list[str]:
    report = staged.report
    known = f"{report.table} ({report.export})" if report.export else report.table
    lines = [
        f"{report.file}: {known}, {report.rows_read} rows read, {report.rows_kept} kept {new}, "
        f"{report.rows_rejected} rejected.{end}"
    ]
    if further := staged.further_rows:
        said = (f"{rows} row{'' if rows == 1 else 's'} of {name}" for name, rows in further.items())
        lines.append(f"  It also gives {' and '.join(said)}.")
    if report.first_day and report.last_day:
        lines.append(f"  Days {report.first_day} to {report.last_day}{_gaps(report.days_missing)}.")
    if report.contradictions:
        kinds = "; ".join(f"{later} before {earlier}: {count}" for earlier, later, count in report.contradiction_kinds)
        lines.append(
            f"  {report.contradictions} rows hold times in the wrong order ({kinds}); they are kept as they are."
        )
    lines += [_mix_up(item.column, item.kind, item.count, item.example) for item in report.mix_ups]
    if report.summary_rows:
        lines.append(f"  {report.summary_rows} rows that sum others up or explain the header were passed over.")
    if report.columns_not_used:
        lines.append(f"  Columns not used: {', '.join(report.columns_not_used)}.")
    lines += rejected_text(report)
    if report.rows_rejected > _MOST_SHOWN:
        lines[-1] += "; --json lists the first 10,000."
    return lines


def file_used(report: Report) -> dict[str, Any]:
    """A file used without being taken in, under the stable keys."""
    return {
        "file": report.file,
        "table": report.table,
        "rows_read": report.rows_read,
        "rows_kept": report.rows_kept,
        "rows_rejected": report.rows_rejected,
        "rejected": [asdict(row) for row in report.rejected],
        "mix_ups": [asdict(item) for item in report.mix_ups],
    }


def file_used_text(report: Report) -> list[str]:
    """A file used without being taken in, in lines: how many rows, and those that are not used."""
    said = f"{report.file}: {report.table}, {report.rows_read} rows read, {report.rows_kept} used"
    odd = [_mix_up(item.column, item.kind, item.count, item.example) for item in report.mix_ups]
    return [f"{said}, {report.rows_rejected} rejected.", *rejected_text(report), *odd]


def rejected_text(report: Report) -> list[str]:
    """The first rejected rows in a line each, then how many more there are."""
    lines = [f"  {row}" for row in report.rejected[:_MOST_SHOWN]]
    more = report.rows_rejected - _MOST_SHOWN
    return [*lines, f"  and {more} more"] if more > 0 else lines


def _gaps(days: tuple[date, ...]) -> str:
    if not days:
        return ""
    shown = ", ".join(day.isoformat() for day in days[:5])
    return f", none of {len(days)} days between: {shown}{' …' if len(days) > 5 else ''}"


def _mix_up(column: str, kind: str, count: int, example: str) -> str:
    said = {
        "percent_read": f"{count} cells without a percent sign were read as per cent (largest: {example})",
        "share_among_percent": f"{count} of these are below 1 (smallest: {example}); check that none is a ratio",
        "cents": f"amounts look like cents (median {example}); check the unit",
        "milliseconds": f"durations look like milliseconds (median {example}); check the unit",
        "unlike_any_metric": f"no metric known here, nor like one; its rows ({count}) are kept but not used.",
        "more_unknown_metrics": f"{column} more metrics are not known, such as {example[:60]}; their rows ({count}) "
        "are kept but not used.",
        "unknown_metric": f"no metric known here; its rows ({count}) are kept but not used. Did you mean {example}?",
    }[kind]
    if kind == "more_unknown_metrics":
        return f"  {said}"
    if kind in ("unknown_metric", "unlike_any_metric"):
        return f"  Metric {column}: {said}"
    return f"  Column {column}: {said}."


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
