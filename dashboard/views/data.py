"""Words that the parts of the data page share: tables, columns, days, rejected rows, the history of imports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from dashboard import format as fmt
from dashboard.text import rejection_text, words
from scoring.intake.report import Rejection, Report
from scoring.intake.spreadsheet import csv_bytes
from scoring.intake.tables import TABLES
from scoring.store.delta import Import
from scoring.store.writing import rejected_rows

MOST_PROBLEMS = 200
_BEIJING = timezone(timedelta(hours=8))
_COLUMNS = {column.name for table in TABLES.values() for column in table.columns}


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


def column_name(column: str, language: str) -> str:
    """A canonical column's name in the reader's language; any other name as it is.

    >>> column_name("collected_at", "zh"), column_name("收货地址", "zh")
    ('揽收时间', '收货地址')
    """
    return words(language)(f"column.{column}") if column in _COLUMNS else column


def day_list(days: Sequence[date], language: str, most: int = 8) -> str:
    """Days in few words: neighbours as a span, the year once.

    >>> day_list([date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 9)], "zh")
    '2026-04-03 至 04-05、04-09'
    >>> day_list([date(2025, 12, 31), date(2026, 1, 1)], "en")
    '2025-12-31, 2026-01-01'
    """
    t = words(language)
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    parts, year = [], 0
    for span in spans[:most]:
        shown = [span[0], span[-1]] if len(span) > 2 else span
        texts = []
        for day in shown:
            texts.append(day.isoformat() if day.year != year else f"{day:%m-%d}")
            year = day.year
        parts += [t("data.to", first=texts[0], last=texts[1])] if len(span) > 2 else texts
    text = t("board.list").join(parts)
    return f"{text}{t('data.more_days', count=fmt.whole(len(days)))}" if len(spans) > most else text


def some(names: Sequence[str], language: str, most: int = 8) -> str:
    """The first names of a list, and how many there are in all when there are more.

    >>> some(["a", "b", "c"], "zh", most=2)
    'a、b等 3 项'
    """
    t = words(language)
    text = t("board.list").join(names[:most])
    return text if len(names) <= most else f"{text}{t('data.more', count=len(names))}"


def plain_name(text: str) -> str:
    """Text that may stand in the name of a file on any computer.

    >>> plain_name('四月.zip › a/b:"c".csv')
    '四月.zip › a_b__c_.csv'
    """
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text)


def problem_rows(report: Report, language: str) -> list[dict[str, str]]:
    """The rejected rows with place, value, reason and what to do; at most 200 of them, long values cut."""
    return [_problem(replace(row, value=row.value[:80]), language) for row in report.rejected[:MOST_PROBLEMS]]


def rejected_file(path: Path, language: str) -> bytes:
    """All rejected rows as a CSV file in the reader's language; `path` is where the store has them."""
    return csv_bytes(_problem(row, language) for row in rejected_rows(path))


def _problem(row: Rejection, language: str) -> dict[str, str]:
    t = words(language)
    return {
        t("data.row"): str(row.row),
        t("data.column"): _both_names(row.column, language) if row.column else fmt.MISSING,
        t("data.value"): row.value,
        t("data.reason"): rejection_text(language, row),
        t("data.fix"): t(f"fix.{row.reason}"),
    }


def _both_names(column: str, language: str) -> str:
    """A column as the reader calls it and as the canonical formats do: a file may have either."""
    label = column_name(column, language)
    return column if language == "en" or label == column else f"{label} {column}"


def import_rows(entries: Sequence[Import], language: str) -> list[dict[str, str]]:
    """The history of imports, the latest first."""
    t = words(language)
    return [
        {
            t("data.columns_when"): beijing_time(entry.imported_at)[:16],
            t("data.columns_file"): entry.file,
            t("data.columns_table"): table_name(entry.table, language),
            t("data.columns_new"): fmt.whole(entry.rows_new),
            t("data.columns_changed"): fmt.whole(entry.rows_changed),
            t("data.columns_rejected"): fmt.whole(entry.rows_rejected),
            t("data.columns_days"): _span(entry, language),
            t("data.columns_who"): entry.who or fmt.MISSING,
            t("data.columns_state"): _state(entry, language),
        }
        for entry in entries
    ]


def _span(entry: Import, language: str) -> str:
    """The days of an import; an import of one day names it once."""
    first, last = (str(day) if day else "" for day in (entry.first_day, entry.last_day))
    if not first or first == last:
        return first or fmt.MISSING
    return words(language)("data.to", first=first, last=last)


def _state(entry: Import, language: str) -> str:
    t = words(language)
    if not entry.undone:
        return t("data.state_in")
    when = beijing_time(entry.undone_at)[:16] if entry.undone_at else ""
    return t("data.undone", when=when, who=entry.undone_by or "").replace(" )", ")").replace(" ）", "）")


def format_rows(language: str) -> list[dict[str, str]]:
    """Every table and its columns; a star marks the needed ones."""
    t = words(language)
    return [
        {
            t("data.columns_table"): table_name(table.name, language),
            t("data.formats_columns"): t("board.list").join(
                (f"{column_name(column.name, language)} " if language == "zh" else "")
                + column.name
                + ("*" if column.name in table.required else "")
                for column in table.columns
            ),
        }
        for table in TABLES.values()
    ]
