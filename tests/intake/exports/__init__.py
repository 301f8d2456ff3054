"""Made-up rows under the headers of real exports, one text file each, and the clean rows they must give.

`<name>.csv` holds the raw rows as UTF-8 text, with everything real exports do to cells; `<name>.yaml` beside it
what is to come out, written by hand from the meaning of the columns. `written` puts the raw rows into every
encoding and container such a file arrives in.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import xlwt
import yaml

from scoring.intake.read import CleanFile, read
from scoring.intake.tables import Column, Table, table

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.csv"))
GOLDEN = [name for name in NAMES if (HERE / f"{name}.yaml").exists()]
KEYS = {"export", "table", "platform", "request_day", "rows", "also"}
KEYS |= {"rejected", "summary_rows", "not_used", "days"}

Rows = Sequence[Sequence[str]]


def raw(name: str) -> list[list[str]]:
    """The rows of a raw file, every one, as a spreadsheet program shows them."""
    return list(csv.reader(io.StringIO((HERE / f"{name}.csv").read_text(encoding="utf-8"), newline="")))


def header(name: str) -> list[str]:
    """The names of a raw file's columns."""
    return next(row for row in raw(name) if sum(bool(cell.strip()) for cell in row) > 2)


def made(name: str, *rows: Mapping[str, str]) -> list[list[str]]:
    """Rows under the header of a raw file: name of a column → cell, every other cell empty."""
    names = header(name)
    for row in rows:
        assert set(row) <= set(names), set(row) - set(names)
    return [names, *([row.get(column, "") for column in names] for row in rows)]


@cache
def golden(name: str) -> Mapping[str, Any]:
    """What is to come out of a raw file."""
    found: Mapping[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    unknown = set(found) - KEYS
    assert not unknown, f"{name}.yaml: {unknown}"
    return found


# --- small files for one habit of exports at a time

DAY = date(2026, 4, 17)
NINE_THIRTY = 1_776_418_200  # 2026-04-17 09:30:00 on the wall clock
ORDER = {"订单编号": "1", "总金额": "5", "订单创建时间": "2026-04-17 09:00:00"}


def of(rows: Rows, name: str = "export.csv", **request: Any) -> CleanFile:
    """The rows, read as a CSV file of that name."""
    return read(io.BytesIO(text(rows, "utf-8")), name, **request)


def orders(column: str, *cells: str) -> CleanFile:
    """An order list in which each of the cells stands in the column of one order."""
    rows = [{**ORDER, "订单编号": str(at), column: cell} for at, cell in enumerate(cells, start=1)]
    return of(made("taobao_order_list_38", *rows))


def reception(column: str, *cells: str) -> CleanFile:
    """Daily reception totals in which each of the cells stands in the column of one day."""
    rows = [{"日期": f"2026-04-{at}", column: cell} for at, cell in enumerate(cells, start=10)]
    return of(made("sycm_consult_reception_22", *rows))


def values(found: CleanFile, column: str) -> list[object]:
    """What is stored in a column."""
    of_rows: list[object] = found.rows[column].to_pylist()
    return of_rows


# --- containers


def text(rows: Rows, encoding: str, *, delimiter: str = ",", line: str = "\r\n", blank: bool = False) -> bytes:
    """The rows as a text file; `blank` adds the blank columns and rows that a save in Excel leaves."""
    width = max(map(len, rows))
    if blank:
        rows = [*([*row, *[""] * (width - len(row) + 3)] for row in rows), *([[""] * (width + 3)] * 2_000)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line).writerows(rows)
    return out.getvalue().encode(encoding)


_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14}|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?")
_TIME = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")


def _cell(cell: str, typed: bool) -> tuple[object, str]:
    """A cell as a workbook holds it, and its number format; `typed` as when Excel has read the text itself."""
    if found := re.fullmatch(r'="(.*)"', cell):
        return found[1], ""
    if not typed:
        return cell or None, ""
    if _NUMBER.fullmatch(cell):
        return float(cell.replace(",", "")), "#,##0.00" if "," in cell else ""
    if cell.endswith("%") and _NUMBER.fullmatch(cell[:-1]):
        return float(Decimal(cell[:-1].replace(",", "")) / 100), "0.00%"
    if found := _TIME.fullmatch(cell):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second), "yyyy/m/d h:mm" if found[4] else "yyyy/m/d"  # noqa: DTZ001
    return cell or None, ""


def xlsx(sheets: Mapping[str, Rows], *, typed: bool = False, blank: bool = False) -> bytes:
    """The rows as a workbook of Excel 2007 and later."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for at, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                value, form = _cell(text, typed)
                if value is not None:
                    cell = sheet.cell(at, column)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
                    if form:
                        cell.number_format = form
        if blank:
            for column in range(1, max(map(len, rows)) + 4):
                sheet.cell(len(rows) + 300, column).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_shared_texts(content: bytes) -> bytes:
    """The workbook as Excel itself writes it: every text once, in a list of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    texts: list[bytes] = []

    def listed(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'%s t="s"><v>%d</v></c>' % (found[1], len(texts) - 1)

    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = re.sub(rb'(<c [^>]*) t="inlineStr"><is>(.*?)</is></c>', listed, members[sheet], flags=re.DOTALL)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    items = b"".join(b"<si>%s</si>" % item for item in texts)
    members["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (main, items)
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>',
    )
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return out.getvalue()


def xls(sheets: Mapping[str, Rows], *, typed: bool = False) -> bytes:
    """The rows as a legacy workbook (D0 CF 11 E0)."""
    book = xlwt.Workbook(encoding="utf-8")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                value, form = _cell(text, typed)
                if value is not None:
                    sheet.write(at, column, value, *([_style(form)] if form else []))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def _style(form: str) -> xlwt.XFStyle:
    return xlwt.easyxf(num_format_str=form)


# container → (extension, what the report calls its encoding); two of them bear the extension of another
CONTAINERS = {
    "csv": ("csv", "utf-8"),
    "csv gb18030": ("csv", "gb18030"),
    "csv saved by Excel": ("csv", "utf-8-sig"),
    "tsv": ("tsv", "utf-8"),
    "xlsx": ("xlsx", "xlsx"),
    "xlsx saved by Excel named xls": ("xls", "xlsx"),
    "xls": ("xls", "xls"),
    "xls saved by Excel named xlsx": ("xlsx", "xls"),
}


def written(name: str, container: str) -> bytes:
    """The raw file in one of `CONTAINERS`."""
    rows = raw(name)
    if container.startswith("xlsx"):
        return xlsx({"Sheet1": rows}, typed="saved" in container, blank="saved" in container)
    if container.startswith("xls"):
        return xls({"Sheet1": rows}, typed="saved" in container)
    if container == "csv":
        return (HERE / f"{name}.csv").read_bytes()
    if container == "tsv":
        return text(rows, "utf-8", delimiter="\t", line="\n")
    return text(rows, CONTAINERS[container][1], blank="saved" in container)


# --- what is to come out


def expected_rows(of: Table, written_rows: str) -> list[dict[str, object]]:
    """The golden rows as they are stored; a column that is not named is missing in every row."""
    rows = list(csv.DictReader(io.StringIO(written_rows), strict=True))
    names = {column.name for column in of.columns}
    for row in rows:
        assert set(row) <= names, set(row) - names
        assert None not in row.values(), row
    return [{column.name: _stored(of, column, row.get(column.name, "")) for column in of.columns} for row in rows]


def _stored(of: Table, column: Column, cell: str) -> object:
    if cell == "":
        return "my-shop" if column.name == "shop_id" else "" if column.name in of.optional_key else None
    if column.arrow == pa.string():
        return cell
    if column.arrow == pa.bool_():
        return {"true": True, "false": False}[cell]
    if column.arrow == pa.date32():
        return date.fromisoformat(cell)
    if column.name.endswith("_at"):
        return int((datetime.fromisoformat(cell) - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
    if column.name == "amount":
        return int(Decimal(cell) * 100)
    return int(cell) if column.arrow == pa.int64() else float(cell)


def in_order(of: str, rows: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The rows of a table in the order of their keys."""
    return sorted(rows, key=lambda row: [str(row[name]) for name in table(of).key])


def golden_tables(name: str) -> dict[str, list[Mapping[str, object]]]:
    """Table → golden rows in the order of their keys, the file's own table first.

    Shares and durations may differ by a rounding.
    """
    want = golden(name)
    tables = {want["table"]: want["rows"], **want.get("also", {})}
    return {of: [_near(row) for row in in_order(of, expected_rows(table(of), text))] for of, text in tables.items()}


def _near(row: Mapping[str, object]) -> Mapping[str, object]:
    return {
        name: pytest.approx(cell, rel=1e-12, abs=0) if isinstance(cell, float) else cell for name, cell in row.items()
    }
