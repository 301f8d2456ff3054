"""A report as a workbook: real numbers with their formats, and on every sheet what it is about."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard import format as fmt
from dashboard.views.report import Report
from dashboard.views.report_tables import Cell, Number, Table, cell_text
from scoring.figures import Unit

_BORDER, _SOFT, _GREY, _TRIAL = "#e2e6ec", "#f4f5f7", "#5f6b7a", "#b45309"
_POINTS = "0.0##"
_FORMATS = {
    "points": _POINTS, "change": f"+{_POINTS};-{_POINTS};{_POINTS}", "weight": "0.0%", "chance": "0%", "whole": "#,##0",
}  # fmt: skip
_HEAD = 4  # the row of the column names: title, what it is about, trial and note stand above
_NARROW, _WIDE = 10, 52
_DAY = "yyyy-mm-dd"


def workbook(report: Report) -> bytes:
    """The workbook of a report, a sheet for each of its tables; the same report gives the same bytes."""
    file = io.BytesIO()
    # No text of a person becomes a formula, a link or a number.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, plain)
    book.set_properties(
        {"title": f"{report.shop} {report.title}", "comments": report.trial, "created": _midnight(report.day)}
    )
    formats = _Formats(book, report.language)
    for table in report.tables:
        _sheet(book.add_worksheet(table.title), table, report, formats)
    book.close()
    return file.getvalue()


class _Formats:
    """Cell formats, one of each kind per workbook."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self._book, self._language = book, language
        self._made: dict[str, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.line = book.add_format({"font_color": _GREY})
        self.trial = book.add_format({"font_color": _TRIAL, "bold": True})
        self.head = book.add_format(
            {"bold": True, "bg_color": _SOFT, "border": 1, "border_color": _BORDER, "text_wrap": True, "valign": "top"}
        )

    def of(self, kind: str) -> Format:
        """The format of `text`, `day` or a number's kind."""
        if kind not in self._made:
            made = {"border": 1, "border_color": _BORDER, "valign": "top"}
            made |= {"text_wrap": True} if kind == "text" else {"num_format": self._number(kind)}
            self._made[kind] = self._book.add_format(made)
        return self._made[kind]

    def _number(self, kind: str) -> str:
        if kind == "day":
            return _DAY
        if kind in _FORMATS:
            return _FORMATS[kind]
        unit = Unit(kind)
        number = "0" + ("." + "0" * fmt.decimals(unit) if fmt.decimals(unit) else "")
        if unit is Unit.RATIO:
            return f"{number}%"
        if unit is Unit.MONEY:
            return f'"¥"#,##{number}'
        behind = fmt.suffix(unit, self._language)
        return f'{number}"{behind}"' if behind else "#,##0" if unit is Unit.COUNT else number


def _sheet(sheet: Worksheet, table: Table, report: Report, formats: _Formats) -> None:
    sheet.write_string(0, 0, f"{report.shop} · {table.title}", formats.title)
    sheet.write_string(1, 0, report.line, formats.line)
    sheet.write_string(2, 0, report.trial, formats.trial)
    sheet.write_string(3, 0, table.note, formats.line)
    for column, name in enumerate(table.columns):
        sheet.write_string(_HEAD, column, name, formats.head)
        sheet.set_column(column, column, _width(table, column, report.language))
    for at, row in enumerate(table.rows, start=_HEAD + 1):
        for column, cell in enumerate(row):
            _write(sheet, at, column, cell, formats)
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.repeat_rows(_HEAD)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{report.trial}&R&P / &N")
    sheet.hide_gridlines(2)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, formats.of("text"))
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, formats.of("text"))
    elif isinstance(cell, Number):
        sheet.write_number(row, column, cell.value, formats.of(cell.kind))
    else:
        sheet.write_datetime(row, column, _midnight(cell), formats.of("day"))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a workbook knows no zones


def _width(table: Table, column: int, language: str) -> int:
    """Wide enough for most cells; long texts wrap."""
    texts = [table.columns[column], *(cell_text(row[column], language) for row in table.rows)]
    return max(_NARROW, min(_WIDE, 2 + max(map(fmt.width, texts))))
