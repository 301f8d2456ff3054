"""The data page as plain data: what a file held, what was imported before, which columns are understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from dashboard import format as fmt
from dashboard.text import rejection_text, words
from scoring.intake.report import Report
from scoring.intake.tables import TABLES
from scoring.store.delta import Import

MOST_PROBLEMS = 200
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030 (GBK)"}
_BEIJING = timezone(timedelta(hours=8))


def beijing_time(moment: str) -> str:
    """An ISO moment as the clock of the shops shows it.

    >>> beijing_time("2022-07-05T20:30:00+00:00")
    '2022-07-06 04:30:00'
    """
    return datetime.fromisoformat(moment).astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def table_name(table: str, language: str) -> str:
    """A table's name with the canonical one behind it.

    >>> table_name("orders", "zh")
    '订单 orders'
    """
    label = words(language)(f"data.tables.{table}")
    return label if label == table else f"{label} {table}" if language == "zh" else label


def report_lines(report: Report, language: str) -> list[str]:
    """What reading a file found, most important first."""
    t = words(language)
    lines = [
        t(
            "data.rows",
            file=report.file,
            table=table_name(report.table, language),
            read=fmt.whole(report.rows_read),
            kept=fmt.whole(report.rows_kept),
            rejected=fmt.whole(len(report.rejected)),
        ),
        t(
            "data.encoding",
            encoding=_ENCODINGS[report.encoding],
            first=fmt.day(report.first_day),
            last=fmt.day(report.last_day),
        ),
    ]
    if report.contradictions:
        lines.append(t("data.contradictions", count=fmt.whole(report.contradictions)))
    if report.columns_not_used:
        lines.append(t("data.not_used", columns=", ".join(report.columns_not_used)))
    return lines


def problem_rows(report: Report, language: str) -> list[dict[str, str]]:
    """The rejected rows with place, value and reason; at most 200 of them."""
    t = words(language)
    return [
        {
            t("data.row"): str(row.row),
            t("data.column"): row.column or fmt.MISSING,
            t("data.value"): row.value[:80],
            t("data.reason"): rejection_text(language, row),
        }
        for row in report.rejected[:MOST_PROBLEMS]
    ]


def import_rows(entries: Sequence[Import], language: str) -> list[dict[str, str]]:
    """The history of imports, the latest first."""
    t = words(language)
    return [
        {
            t("data.columns_when"): beijing_time(entry.imported_at),
            t("data.columns_file"): entry.file,
            t("data.columns_table"): table_name(entry.table, language),
            t("data.columns_rows"): fmt.whole(entry.rows_kept),
            t("data.columns_new"): fmt.whole(entry.rows_new),
            t("data.columns_rejected"): fmt.whole(entry.rows_rejected),
            t("data.columns_state"): t("data.undone") if entry.undone else t("data.state_in"),
        }
        for entry in entries
    ]


def format_rows(language: str) -> list[dict[str, str]]:
    """Every table and its columns; a star marks the needed ones."""
    t = words(language)
    return [
        {
            t("data.columns_table"): table_name(table.name, language),
            t("data.formats_columns"): ", ".join(
                column.name + ("*" if column.name in table.required else "") for column in table.columns
            ),
        }
        for table in TABLES.values()
    ]
