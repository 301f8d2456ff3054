"""Every error a user can meet: one base class, one class per situation, each carrying its data.

`str(error)` is the English sentence for the command line. A screen takes `code` and `data` and says
the same in its own language.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of `known` that looks most like `word`, or an empty text when none does.

    >>> nearest("weigth", ["weight", "window"])
    'weight'
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class VocBoardError(Exception):
    """Something the user gave cannot be used; says what, where, what was expected and what to do."""

    code = "error"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.data = data


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


class BadRules(VocBoardError):
    """A rule file has faults; all of them are listed, each with its line."""

    code = "bad_rules"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults), faults="\n".join(self.faults))


class UnknownScheme(VocBoardError):
    """A scheme that is not in the catalogue."""

    code = "unknown_scheme"

    def __init__(self, scheme: str, schemes: Iterable[str]) -> None:
        names = list(schemes)
        hint = nearest(scheme, names)
        suggestion = f" Did you mean {hint}?" if hint else ""
        super().__init__(
            f"There is no scheme {scheme}.{suggestion} Schemes: {', '.join(names)}.",
            scheme=scheme,
            suggestion=hint,
            schemes=", ".join(names),
        )


class NoRulesInForce(VocBoardError):
    """No rule set of the scheme is in force on the day."""

    code = "no_rules_in_force"

    def __init__(self, scheme: str, day: str, first: str, versions: Iterable[str]) -> None:
        known = ", ".join(versions)
        super().__init__(
            f"No rule set of {scheme} is in force on {day}: the first one is of {first}. "
            f"Choose one yourself with --rules DAY. Rule sets: {known}.",
            scheme=scheme,
            day=day,
            first=first,
            versions=known,
        )


class UnknownName(VocBoardError):
    """A name given for a metric, indicator or dimension that the rule set does not have."""

    code = "unknown_name"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = list(known)
        hint = nearest(name, names)
        suggestion = f" Did you mean {hint}?" if hint else ""
        super().__init__(
            f"The rule set knows no {name}.{suggestion} Names: {', '.join(names)}.",
            name=name,
            suggestion=hint,
            names=", ".join(names),
        )


class BadValue(VocBoardError):
    """A value typed on the command line or in a metrics file that cannot be read."""

    code = "bad_value"

    def __init__(self, where: str, value: str, expected: str) -> None:
        super().__init__(
            f"{where}: {value!r} was given, expected {expected}.", where=where, value=value, expected=expected
        )
