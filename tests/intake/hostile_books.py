"""Workbooks nobody should have to open: bombs of XML, cells at the end of the world, lies about what is where."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from hostile_zips import Entry, deflated, zip_of
from mutations import EVIL_CELLS, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHARED = f'{_XML}<sst xmlns="{MAIN}">'
_SHEET, _STRINGS, _BOOK, _STYLES = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
)
NAMES = ("order_id", "paid_at", "amount")
# A zip may hold so much more than it packs, whatever the ratio; and far more.
_JUST_BELOW, _LARGE, _HUGE = 60 << 20, 900 << 20, 5 << 30


def cell(place: str, text: str) -> str:
    """A cell with its text in it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    """A row of text cells from column A on."""
    found = "".join(cell(f"{'ABCDEFGH'[at]}{number}", text) for at, text in enumerate(cells))
    return f'<row r="{number}">{found}</row>'


GOOD_ROWS = row(1, *NAMES) + row(2, "1", "2026-04-17 10:00:00", "5") + row(3, "2", "2026-04-17 11:00:00", "6")


def sheet(rows: str, before: str = "", doctype: str = "") -> str:
    """The XML of a sheet with these rows."""
    return f'{_XML}{doctype}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


_OPEN_SHEET = sheet(GOOD_ROWS).removesuffix("</sheetData></worksheet>")


def files(xml: str | bytes, path: str = _SHEET, **other: str) -> dict[str, bytes]:
    """The files of a workbook with one sheet; `shared` and `workbook` take the place of these parts."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    target = path.removeprefix("xl/")
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/{path}" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="{_BOOK}"/></Relationships>',
        _BOOK: other.get("workbook", "")
        or f'{_XML}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="{target}"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        path: xml,
    }
    if "shared" in other:
        found[_STRINGS] = other["shared"]
    return {name: text.encode() if isinstance(text, str) else text for name, text in found.items()}


def book(rows: str = GOOD_ROWS, **sheet_or_files: str) -> bytes:
    """A workbook with one sheet of these rows."""
    of_sheet = {name: sheet_or_files.pop(name) for name in ("before", "doctype") if name in sheet_or_files}
    return zipped(files(sheet(rows, **of_sheet), **sheet_or_files))


def _bomb(path: str, before: str, unit: bytes, total: int, after: str = "", claimed: int | None = None) -> bytes:
    """A good workbook with one of its files made huge; it may claim to be of another size."""
    entries = [
        Entry(name.encode(), data, len(data), zlib.crc32(data), method=0)
        for name, data in files(sheet(GOOD_ROWS)).items()
        if name != path
    ]
    huge = deflated(path.encode(), before.encode(), unit, total, after.encode())
    return zip_of([*entries, huge if claimed is None else replace(huge, size=claimed)])


def _strings(unit: bytes, total: int, around: tuple[str, str] = ("", ""), claimed: int | None = None) -> bytes:
    return _bomb(_STRINGS, _SHARED + around[0], unit, total, f"{around[1]}</sst>", claimed)


def _in_sheet(unit: bytes, total: int, around: tuple[str, str] = ("", ""), claimed: int | None = None) -> bytes:
    return _bomb(_SHEET, _OPEN_SHEET + around[0], unit, total, f"{around[1]}</sheetData></worksheet>", claimed)


_IN_ROW = ("<row>", "</row>")
_STRING = b"<si><t>a</t></si>"
_OPEN_BOOK, _CLOSE_BOOK = f'<workbook xmlns="{MAIN}"><sheets>', "</sheets></workbook>"
_OPEN_STYLES, _CLOSE_STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs>', "</cellXfs></styleSheet>"


def _far(text: str) -> bytes:
    return book(f'{GOOD_ROWS}<row r="1048576">{text}</row>')


_FAR_SHEET = sheet(f'{GOOD_ROWS}<row r="1048576">{cell("XFD1048576", "x")}</row>')


def _with_prefix() -> bytes:
    rows = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    return zipped(files(f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'))


LAUGHS = "".join(['<!DOCTYPE x [<!ENTITY a0 "ha">',
                  *(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12)), "]>"])  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/hostname">]>'
_LAUGHING = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>'


def _one_string_many_times(form: str) -> bytes:
    """A string of 30,000 letters that stands in 100,000 cells: 3 GB once each cell holds its own."""
    rows = "".join(f'<row r="{at}">{form.format(at)}</row>' for at in range(4, 100_004))
    return book(GOOD_ROWS + rows, shared=f"{_SHARED}<si><t>{'x' * 30_000}</t></si></sst>")


def _rows(values: Iterable[str], form: str) -> bytes:
    return book(
        GOOD_ROWS + "".join(f'<row r="{at}">{form.format(at, value)}</row>' for at, value in enumerate(values, 4))
    )


def _ods() -> bytes:
    """A spreadsheet of the open kind, whose one cell is repeated over the whole sheet, dressed as a workbook."""
    cells = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cells}</table:table-row>'
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "[Content_Types].xml": b"<x/>", "xl/x": b"", "META-INF/manifest.xml": b"<x/>",
                   "content.xml": content.encode()})  # fmt: skip


_ODD_NUMBERS = ("1e308", "-1e308", "NaN", "inf", "1e999", "9" * 400, "-0", "", "x")
_PRINTABLE = tuple(evil for evil in EVIL_CELLS if evil.isprintable())

# What it is → how it is made, and what comes of it (see `hostile_zips.ZIPS`).
BOOKS: dict[str, tuple[Callable[[], bytes], int | str]] = {
    "nothing evil": (book, 2),
    "5 GB of shared strings": (lambda: _strings(_STRING, _HUGE), "bad_archive"),
    "900 MB of shared strings": (lambda: _strings(_STRING, _LARGE), "refused"),
    "60 MB of shared strings": (lambda: _strings(_STRING, _JUST_BELOW), "either"),
    "60 MB of empty shared strings": (lambda: _strings(b"<si/>", _JUST_BELOW), "either"),
    "5 GB of shared strings said to be few": (lambda: _strings(_STRING, _HUGE, claimed=900), "refused"),
    "60 MB of a letter in one string": (
        lambda: _strings(b"a", _JUST_BELOW, ("<si><t>", "</t></si>")), "either"),
    "60 MB of empty rows": (lambda: _in_sheet(b"<row/>", _JUST_BELOW), "either"),
    "60 MB of blanks": (lambda: _in_sheet(b" ", _JUST_BELOW), "either"),
    "60 MB of empty cells in a row": (lambda: _in_sheet(b"<c/>", _JUST_BELOW, _IN_ROW), "either"),
    "60 MB of cells in a row": (lambda: _in_sheet(b"<c><v>1</v></c>", _JUST_BELOW, _IN_ROW), "either"),
    "60 MB of rows": (lambda: _in_sheet(b"<row><c><v>1</v></c></row>", _JUST_BELOW), "either"),
    "60 MB of nested tags": (lambda: _in_sheet(b"<a>", _JUST_BELOW), "either"),
    "60 MB of one attribute": (lambda: _in_sheet(b"a", _JUST_BELOW, ('<row a="', '"/>')), "either"),
    "60 MB of one cell": (lambda: _in_sheet(
        b"a", _JUST_BELOW, ('<row r="4"><c r="A4" t="inlineStr"><is><t>', "</t></is></c></row>")), "either"),
    "900 MB of cells": (lambda: _in_sheet(b"<c><v>1</v></c>", _LARGE, _IN_ROW), "refused"),
    "5 GB of cells said to be few": (
        lambda: _in_sheet(b"<c><v>1</v></c>", _HUGE, _IN_ROW, claimed=900), "refused"),
    "5 GB of styles said to be few": (
        lambda: _bomb(_STYLES, _OPEN_STYLES, b"<xf/>", _HUGE, _CLOSE_STYLES, 900), "either"),
    "60 MB of styles": (lambda: _bomb(_STYLES, _OPEN_STYLES, b"<xf/>", _JUST_BELOW, _CLOSE_STYLES), "either"),
    "5 GB of sheets said to be few": (
        lambda: _bomb(_BOOK, _OPEN_BOOK, b'<sheet name="S"/>', _HUGE, _CLOSE_BOOK, 900), "refused"),
    "60 MB of sheets": (lambda: _bomb(_BOOK, _OPEN_BOOK, b'<sheet name="S"/>', _JUST_BELOW, _CLOSE_BOOK), "refused"),
    "a cell at the end of the world": (lambda: _far(cell("XFD1048576", "x")), "refused"),
    "a far cell with its style first": (lambda: _far('<c s="0" r="XFD1048576"><v>1</v></c>'), "refused"),
    "a far cell in single quotes": (lambda: _far("<c r='XFD1048576'><v>1</v></c>"), "refused"),
    "a far cell on a new line": (lambda: _far('<c\n r="XFD1048576"><v>1</v></c>'), "refused"),
    "a far cell with blanks around it": (lambda: _far('<c r = "XFD1048576" ><v>1</v></c>'), "refused"),
    "a far cell in small letters": (lambda: _far('<c r="xfd1048576"><v>1</v></c>'), "either"),
    "a far cell with letters written as numbers": (lambda: _far('<c r="&#88;FD1048576"><v>1</v></c>'), "either"),
    "a far cell in a namespace": (_with_prefix, "refused"),
    "a far cell by the number of its row": (lambda: _far("<c><v>1</v></c>"), "either"),
    "a far cell in a sheet elsewhere": (lambda: zipped(files(_FAR_SHEET, "xl/s/a.xml")), "refused"),
    "a far cell in a sheet in capitals": (lambda: zipped(files(_FAR_SHEET, "xl/worksheets/SHEET1.XML")), "refused"),
    "a far cell in a folder of Windows": (
        lambda: zipped({n.replace("/", "\\"): d for n, d in files(_FAR_SHEET).items()}), "refused"),
    "a far cell in UTF-16": (
        lambda: zipped(files(_FAR_SHEET.replace("UTF-8", "UTF-16").encode("utf-16"))), "refused"),
    "a cell beyond the last there can be": (lambda: _far(cell("ZZZZZZ99999999999999999999", "x")), "either"),
    "a row number beyond all numbers": (
        lambda: book(f'{GOOD_ROWS}<row r="99999999999999999999999"><c><v>1</v></c></row>'), "either"),
    "a row number of four billion": (lambda: book(f'{GOOD_ROWS}<row r="4294967295"><c><v>1</v></c></row>'), "either"),
    "a lie about its size": (lambda: book(before='<dimension ref="A1:XFD1048576"/>'), 2),
    "a lie the other way": (lambda: book(before='<dimension ref="A1"/>'), 2),
    "a size that is none": (lambda: book(before='<dimension ref="ZZZ:9-1"/>'), "either"),
    "a billion laughs": (lambda: book(_LAUGHING, doctype=LAUGHS), "refused"),
    "a billion laughs among the strings": (
        lambda: book(shared=f'{_XML}{LAUGHS}<sst xmlns="{MAIN}"><si><t>&a11;</t></si></sst>'), "either"),
    "a file from outside": (lambda: book(_LAUGHING, doctype=OUTSIDE), "refused"),
    "a string that is not there": (lambda: _rows(["99999"], '<c r="A{}" t="s"><v>{}</v></c>'), "either"),
    "a string before the first": (lambda: _rows(["-1"], '<c r="A{}" t="s"><v>{}</v></c>'), "either"),
    "one long string 100,000 times": (
        lambda: _one_string_many_times('<c r="A{}" t="s"><v>0</v></c>'), "refused"),
    "one long string 100,000 times with its kind first": (
        lambda: _one_string_many_times('<c t="s" r="A{}"><v>0</v></c>'), "refused"),
    "one long string 100,000 times with blanks": (
        lambda: _one_string_many_times('<c r="A{}" t="s" ><v> 0 </v></c>'), "refused"),
    "numbers beyond all numbers": (lambda: _rows(_ODD_NUMBERS, '<c r="A{0}"><v>{1}</v></c>'), "either"),
    "days beyond all days": (
        lambda: _rows(_ODD_NUMBERS, '<c r="A{0}"><v>7</v></c><c r="B{0}" t="d"><v>{1}</v></c>'), "either"),
    "evil cells": (lambda: book(GOOD_ROWS + "".join(
        row(at, f"e{at}", "", evil) for at, evil in enumerate(_PRINTABLE, 4))), "rows"),
    "formulas without values": (lambda: book(row(1, *NAMES) + '<row r="2"><c r="A2"><f>1+1</f></c></row>'), "refused"),
    "faults for values": (lambda: _rows(["#REF!", "#N/A", "?"], '<c r="A{}" t="e"><v>{}</v></c>'), "either"),
    "no sheets": (lambda: zipped(files("", workbook=f'<workbook xmlns="{MAIN}"/>')), "refused"),
    "a sheet that is not there": (lambda: zipped({n: d for n, d in files("").items() if n != _SHEET}), "refused"),
    "an empty sheet": (lambda: book(""), "refused"),
    "a sheet of no XML": (lambda: zipped(files("PNG")), "refused"),
    "cut in half": (lambda: book()[:900], "refused"),
    "an open spreadsheet of 17 billion cells": (_ods, "refused"),
}  # fmt: skip
