"""Imported files: what came in, what was refused."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scoring.store.delta import Import, Imported


def imported(item: Imported) -> dict[str, Any]:
    """One imported file."""
    return {
        "import_id": item.entry.import_id,
        "file": item.report.file,
        "table": item.report.table,
        "rows_read": item.report.rows_read,
        "rows_kept": item.report.rows_kept,
        "rows_new": 0 if item.already else item.entry.rows_new,
        "rejected": [asdict(row) for row in item.report.rejected],
        "shops": list(item.shops),
        "already_imported": item.already,
        "columns_not_used": list(item.report.columns_not_used),
        "contradictions": item.report.contradictions,
    }


def imported_text(item: Imported) -> str:
    """One imported file, in lines."""
    report = item.report
    new = "the same file was imported before, nothing changed" if item.already else f"{item.entry.rows_new} new"
    lines = [
        f"{report.file}: {report.table}, {report.rows_read} rows read, {report.rows_kept} kept ({new}), "
        f"{len(report.rejected)} rejected. Import {item.entry.import_id}."
    ]
    if report.contradictions:
        lines.append(f"  {report.contradictions} rows hold times in the wrong order; they are kept as they are.")
    lines += [f"  Columns not used: {', '.join(report.columns_not_used)}."] if report.columns_not_used else []
    lines += [f"  {row}" for row in report.rejected[:20]]
    if len(report.rejected) > 20:
        lines.append(f"  and {len(report.rejected) - 20} more; --json lists all.")
    return "\n".join(lines)


def import_text(entry: Import) -> str:
    """One line of the history."""
    rows = f"{entry.table:16} {entry.rows_kept:>9} rows"
    return f"{entry.import_id}  {entry.imported_at[:19]}  {rows}  {entry.file}{'  undone' if entry.undone else ''}"
