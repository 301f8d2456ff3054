"""Errors about files, stored data and the shops in them."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.errors.base import VocBoardError, nearest


class NotText(VocBoardError):
    """The file holds bytes that are no text (an image, an archive, a program)."""

    code = "not_text"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: this is not a text file. Expected a CSV file in UTF-8 or GB18030; "
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
        columns, names = ", ".join(header), ", ".join(tables)
        super().__init__(
            f"{file}: row 1 is no header of a known table: {columns}. Expected the columns of one of: {names}; "
            "name the table yourself, or rename the columns.",
            file=file,
            columns=columns,
            tables=names,
        )


class MissingColumn(VocBoardError):
    """The table is known, but a column that identifies its rows is not in the header."""

    code = "missing_column"

    def __init__(self, file: str, table: str, column: str, header: Iterable[str]) -> None:
        columns = ", ".join(header)
        super().__init__(
            f"{file}: row 1 has no column {column}, which identifies the rows of table {table}. "
            f"Found: {columns}. Add the column {column} and import again.",
            file=file,
            table=table,
            column=column,
            columns=columns,
        )


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
    """A day on which the shop has no data, because it lies before the first or after the newest one."""

    code = "day_outside_data"

    def __init__(self, shop: str, day: str, first: str, last: str) -> None:
        super().__init__(
            f"Nothing can be said of {day}: the data of {shop} ends on {last} and begins on {first}.",
            shop=shop,
            day=day,
            first=first,
            last=last,
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
