"""Errors about files, stored data and the shops in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from scoring.errors.base import VocBoardError, nearest

_FEW, _SHORT, _LONGEST = 40, 60, 1_000


def _few(names: Iterable[str]) -> str:
    """Names in one line that stays readable, whatever stands in the header of a file."""
    listed = [" ".join(name.split()) for name in names]
    shown = ", ".join(name if len(name) <= _SHORT else name[: _SHORT - 1] + "…" for name in listed[:_FEW])
    if len(shown) > _LONGEST:
        shown = shown[:_LONGEST].rpartition(", ")[0] + ", …"
    return shown + (f" … ({len(listed)})" if len(listed) > _FEW else "")


class NotText(VocBoardError):
    """The file holds bytes that are no text (an image, an archive, a program)."""

    code = "not_text"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: this is not a text file. Expected a CSV file in UTF-8 or GB18030, or a workbook (xlsx, xls); "
            "export the table again as CSV, or save it as CSV UTF-8.",
            file=file,
        )


class LongCell(VocBoardError):
    """A cell of the file is longer than any real one; mostly a quote is never closed."""

    code = "long_cell"

    def __init__(self, file: str, row: int, limit: int) -> None:
        super().__init__(
            f"{file}: row {row} holds a cell of more than {limit} characters. "
            "Shorten it, or close the quote it begins with, and import again.",
            file=file,
            row=row,
            limit=limit,
        )


class WideHeader(VocBoardError):
    """The header has more columns than any table of a shop."""

    code = "wide_header"

    def __init__(self, file: str, columns: int, limit: int) -> None:
        super().__init__(
            f"{file}: the header has {columns} columns, expected at most {limit}. "
            "Export a table with one row per order, review or case, and import that.",
            file=file,
            columns=columns,
            limit=limit,
        )


class BadArchive(VocBoardError):
    """A zip file or a workbook that cannot be opened, or is far larger inside than it may be.

    `why` is one of `broken`, `encrypted`, `too_large`, `nested`, `too_many`, `web_page`, `wide_sheet`, `no_sheet`.
    """

    code = "bad_archive"
    _WHY: ClassVar[dict[str, tuple[str, str]]] = {
        "broken": ("it cannot be opened", "Save or export it again, or save the table as CSV UTF-8"),
        "encrypted": ("it is protected by a password", "Save it without a password"),
        "too_large": ("it unpacks to far more than a table holds", "Unpack it yourself and import the tables in it"),
        "nested": ("it holds another archive", "Unpack it and import the tables in it"),
        "too_many": ("it holds too many files", "Pack fewer files into it"),
        "web_page": ("it is a web page that was named as a workbook", "Open it in Excel and save it as xlsx or CSV"),
        "wide_sheet": (
            "its used cells span far more rows and columns than a table holds",
            "Copy the table into a new workbook, or save it as CSV UTF-8",
        ),
        "no_sheet": ("no sheet in it holds a row", "Save the workbook with the table in it"),
    }

    def __init__(self, file: str, why: str) -> None:
        said, remedy = self._WHY[why]
        super().__init__(f"{file}: {said}. {remedy}, and import again.", file=file, why=why)


class NoSignal(VocBoardError):
    """A known export that holds nothing the scores look at."""

    code = "no_signal"

    def __init__(self, file: str, export: str, instead: str) -> None:
        super().__init__(
            f"{file}: this is the export {export}, which holds nothing that a score looks at. Take {instead} instead.",
            file=file,
            export=export,
            instead=instead,
        )


class NeedsDay(VocBoardError):
    """Figures of a known export or table that carry no date, in a file whose name has none either."""

    code = "needs_day"

    def __init__(self, file: str, export: str) -> None:
        super().__init__(
            f"{file}: the figures of {export} carry no date, and the file's name has none. "
            "Say which day they are of (--day 2026-04-17), or put the day into the name.",
            file=file,
            export=export,
        )


class Cancelled(VocBoardError):
    """A person has stopped the reading of a file; nothing of it was taken in."""

    code = "cancelled"

    def __init__(self, file: str) -> None:
        super().__init__(f"{file}: reading was stopped; nothing of it was taken in.", file=file)


class EmptyFile(VocBoardError):
    """The file has no header row, or no row below it."""

    code = "empty_file"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: the file has no rows. Expected a header row and at least one row below it; "
            "export the table again with a longer date range.",
            file=file,
        )


class UnknownFormat(VocBoardError):
    """The header fits no table that is known."""

    code = "unknown_format"

    def __init__(self, file: str, header: Iterable[str], tables: Iterable[str]) -> None:
        header = tuple(header)
        columns, names = _few(header), ", ".join(tables)
        super().__init__(
            f"{file}: row 1 is no header of a known table: {columns}. Expected the columns of one of: {names}; "
            "name the table yourself, or rename the columns.",
            file=file,
            columns=columns,
            tables=names,
        )
        self.header = tuple(header)


class MissingColumn(VocBoardError):
    """The table is known, but a column that identifies its rows is not in the header."""

    code = "missing_column"

    def __init__(self, file: str, table: str, column: str, header: Iterable[str]) -> None:
        header = tuple(header)
        columns = _few(header)
        super().__init__(
            f"{file}: row 1 has no column {column}, which identifies the rows of table {table}. "
            f"Found: {columns}. Add the column {column} and import again.",
            file=file,
            table=table,
            column=column,
            columns=columns,
        )
        self.header = header


class DuplicateColumn(VocBoardError):
    """Two columns of the file are the same column of the table."""

    code = "duplicate_column"

    def __init__(self, file: str, column: str, first: int, second: int) -> None:
        super().__init__(
            f"{file}: row 1 names {column} twice, in columns {first} and {second}. Keep one of them and import again.",
            file=file,
            column=column,
            first=first,
            second=second,
        )


class NothingUsable(VocBoardError):
    """Every row of the file was rejected."""

    code = "nothing_usable"

    def __init__(self, file: str, rows: int, first: object) -> None:
        super().__init__(
            f"{file}: none of the {rows} rows can be used. The first: {first}",
            file=file,
            rows=rows,
            first=first,
        )


class UnknownTable(VocBoardError):
    """A table name that is no canonical table."""

    code = "unknown_table"

    def __init__(self, table: str, tables: Iterable[str]) -> None:
        names = list(tables)
        hint = nearest(table, names)
        suggestion = f" Did you mean {hint}?" if hint else ""
        super().__init__(
            f"There is no table {table}.{suggestion} Tables: {', '.join(names)}.",
            table=table,
            suggestion=hint,
            tables=", ".join(names),
        )


class UnknownShop(VocBoardError):
    """A shop that has no data, or several shops where one must be named."""

    code = "unknown_shop"

    def __init__(self, shop: str, shops: Iterable[str]) -> None:
        names = list(shops)
        known = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        wanted = f"There is no shop {shop}." if shop else "The data holds several shops; name one with --shop."
        super().__init__(f"{wanted} Shops: {known or 'none yet'}.", shop=shop, shops=known)


class NoData(VocBoardError):
    """There is nothing imported to measure."""

    code = "no_data"

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} holds no data yet. Import a file first: voc-board import FILE.", place=place)


class DayOutsideData(VocBoardError):
    """A day on which the shop has no data, because it lies before the first or after the newest one.

    `latest` is the last day that can be looked at all the same, where days after the data may be.
    """

    code = "day_outside_data"

    def __init__(self, shop: str, day: str, first: str, last: str, latest: str = "") -> None:
        on = f" The latest day a scenario can be looked at is {latest}." if latest else ""
        super().__init__(
            f"Nothing can be said of {day}: the data of {shop} ends on {last} and begins on {first}.{on}",
            shop=shop,
            day=day,
            first=first,
            last=last,
            latest=latest,
        )


class CannotWrite(VocBoardError):
    """A file that was asked for cannot be written."""

    code = "cannot_write"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(
            f"{file} cannot be written: {why}. Name a file in a folder that exists and can be written.",
            file=file,
            why=why,
        )


class UnknownImport(VocBoardError):
    """An import id that is not among the imports."""

    code = "unknown_import"

    def __init__(self, import_id: str) -> None:
        super().__init__(
            f"There is no import {import_id}, or it has been undone already. `voc-board imports` lists them.",
            import_id=import_id,
        )


class StoreBroken(VocBoardError):
    """The data folder cannot be read or written."""

    code = "store_broken"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"{place} cannot be used as a data folder: {why}. Check that the folder can be written and has space.",
            place=place,
            why=why,
        )
