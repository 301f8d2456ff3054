"""Zips and workbooks give every table they hold, and what cannot be opened says why in one sentence."""

import io
import re
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
import xlwt
from exports import (
    CONTAINERS,
    DAY,
    GOLDEN,
    golden,
    golden_tables,
    in_order,
    made,
    raw,
    text,
    values,
    with_shared_texts,
    written,
    xls,
    xlsx,
)

from scoring.errors import BadArchive, EmptyFile, NotText, UnknownFormat, VocBoardError
from scoring.intake.containers import Part, parts
from scoring.intake.read import CleanFile, read, read_part
from scoring.intake.request import Request

ORDERS = raw("qianniu_order_xlsx")
REFUNDS = raw("qianniu_refund_xlsx")
NOTES = [["说明"], ["本表由系统导出"], ["如有疑问请联系客服"]]


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes, name: str) -> list[Part]:
    return parts(io.BytesIO(content), name)


def read_all(content: bytes, name: str) -> dict[str, CleanFile]:
    return {part.name: read_part(part, Request(day=DAY)) for part in parts_of(content, name)}


def why(content: bytes, name: str = "book.xlsx") -> str:
    """Why the file is refused as a whole, or its only part."""
    with pytest.raises(BadArchive) as refused:
        read_all(content, name)
    assert "\n" not in str(refused.value)
    assert name in str(refused.value)
    return str(refused.value.data["why"])


def test_a_zip_of_every_export_in_turn_in_every_container_gives_the_golden_rows_of_each() -> None:
    packed = {name: list(CONTAINERS)[at % len(CONTAINERS)] for at, name in enumerate(GOLDEN)}
    names = {f"{name}.{CONTAINERS[way][0]}": name for name, way in packed.items()}
    content = zipped({file: written(name, packed[name]) for file, name in names.items()})
    found = parts_of(content, "exports.zip")
    assert [part.name for part in found] == [f"exports.zip › {file}" for file in names]
    for part, name in zip(found, names.values(), strict=True):
        clean = read_part(part, Request(day=golden(name).get("request_day")))
        assert clean.report.encoding == CONTAINERS[packed[name]][1]
        for of_table, rows in golden_tables(name).items():
            stored = clean.rows if of_table == clean.table.name else clean.also[of_table]
            assert in_order(of_table, stored.to_pylist()) == rows


def test_one_file_of_a_zip_that_is_of_no_use_does_not_hide_the_others() -> None:
    members = {"照片.csv": b"\x89PNG\r\n\x1a\n\0\0", "订单.csv": text(ORDERS, "utf-8"), "空.csv": b""}
    photo, orders, empty = parts_of(zipped(members), "a.zip")
    assert read_part(orders, Request()).rows.num_rows == 3
    with pytest.raises(NotText, match=r"照片\.csv"):
        read_part(photo, Request())
    with pytest.raises(EmptyFile, match=r"空\.csv"):
        read_part(empty, Request())


def test_folders_and_litter_in_a_zip_are_passed_over() -> None:
    content = text(ORDERS, "utf-8")
    litter = {"__MACOSX/四月/._订单.csv": b"\0\5", "四月/.DS_Store": b"\0", "四月/~$订单.xlsx": b"\0", "四月/": b""}
    found = read_all(zipped({**litter, "四月/订单.csv": content}), "a.zip")
    assert list(found) == ["a.zip › 四月/订单.csv"]


def test_names_in_a_zip_packed_by_a_chinese_windows_are_read() -> None:
    content = zipped({"ABCDEFGH.csv": text(ORDERS, "gb18030")}).replace(b"ABCDEFGH", "四月订单".encode("gbk"))
    assert [part.name for part in parts_of(content, "a.zip")] == ["a.zip › 四月订单.csv"]


def test_a_zip_in_a_zip_is_refused_and_the_files_beside_it_are_read() -> None:
    inner = zipped({"订单.csv": text(ORDERS, "utf-8")})
    nested, orders = parts_of(zipped({"内.zip": inner, "订单.csv": text(ORDERS, "utf-8")}), "a.zip")
    with pytest.raises(BadArchive, match=r"内\.zip") as refused:
        read_part(nested, Request())
    assert refused.value.data["why"] == "nested"
    assert read_part(orders, Request()).rows.num_rows == 3


def test_a_zip_with_a_password_says_so() -> None:
    content = bytearray(zipped({"订单.csv": text(ORDERS, "utf-8")}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert why(bytes(content), "a.zip") == "encrypted"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["zip", "xlsx", "xls"])
def test_a_file_of_which_the_end_is_missing_is_broken(kind: str, kept: float) -> None:
    many = [ORDERS[0], *([f"14{at:017}", *ORDERS[1][1:]] for at in range(300))]
    whole = {
        "zip": lambda: zipped({"订单.csv": text(many, "utf-8")}),
        "xlsx": lambda: xlsx({"Sheet1": many}),
        "xls": lambda: xls({"Sheet1": many}),
    }[kind]()
    assert why(whole[: int(len(whole) * kept)], f"book.{kind}") == "broken"


@pytest.mark.parametrize("place", ["订单.csv", "xl/worksheets/sheet1.xml"])
def test_damaged_bytes_inside_are_broken(place: str) -> None:
    many = [ORDERS[0], *([f"14{at:017}", *ORDERS[1][1:]] for at in range(300))]
    content = bytearray(zipped({place: text(many, "utf-8")}) if place == "订单.csv" else xlsx({"Sheet1": many}))
    start = content.index(place.encode()) + 200
    content[start : start + 40] = bytes(40)
    assert why(bytes(content), "a.zip" if place == "订单.csv" else "book.xlsx") == "broken"


def claiming(content: bytes, member: str, size: int) -> bytes:
    """The zip with a directory that says the member unpacks to `size` bytes."""
    changed = bytearray(content)
    at = changed.rindex(member.encode()) - 46
    assert changed[at : at + 4] == b"PK\x01\x02"
    changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def test_a_file_that_would_unpack_to_far_more_than_a_table_is_refused_unopened() -> None:
    packed = zipped({"orders.csv": text(ORDERS, "utf-8")})
    assert why(claiming(packed, "orders.csv", 3_000_000_000), "a.zip") == "too_large"
    book = claiming(xlsx({"Sheet1": ORDERS}), "xl/worksheets/sheet1.xml", 3_000_000_000)
    assert why(book, "book.xlsx") == "too_large"


def test_a_zip_without_files_is_empty() -> None:
    with pytest.raises(EmptyFile, match=r"a\.zip"):
        parts_of(zipped({}), "a.zip")


def test_a_sheet_of_notes_beside_the_table_is_passed_over() -> None:
    (part,) = parts_of(xlsx({"说明": NOTES, "数据": ORDERS, "Sheet3": []}), "book.xlsx")
    assert part.name == "book.xlsx"
    assert read_part(part, Request()).rows.num_rows == 3


def test_figures_in_a_zip_are_of_the_day_in_their_own_files_name() -> None:
    agents = text(raw("cs_performance_10"), "utf-8")
    (part,) = parts_of(zipped({"四月/客服绩效20260417.csv": agents}), "导出20260501.zip")
    assert set(values(read_part(part, Request()), "day")) == {DAY}
    (part,) = parts_of(zipped({"客服绩效.csv": agents}), "导出20260417.zip")
    assert set(values(read_part(part, Request()), "day")) == {DAY}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_workbook_gives_every_sheet_that_is_known(kind: str) -> None:
    book = {"xlsx": xlsx, "xls": xls}[kind]({"订单": ORDERS, "说明": NOTES, "退款": REFUNDS})
    found = read_all(book, f"book.{kind}")
    tables = {name: clean.table.name for name, clean in found.items()}
    assert tables == {f"book.{kind} › 订单": "orders", f"book.{kind} › 退款": "refunds"}
    packed = read_all(zipped({f"四月/book.{kind}": book}), "a.zip")
    assert list(packed) == [f"a.zip › 四月/book.{kind} › 订单", f"a.zip › 四月/book.{kind} › 退款"]
    assert packed[f"a.zip › 四月/book.{kind} › 退款"].rows.equals(found[f"book.{kind} › 退款"].rows)


def test_a_workbook_without_a_known_sheet_says_what_stands_in_the_first() -> None:
    with pytest.raises(UnknownFormat, match="说明"):
        read_all(xlsx({"说明": NOTES, "图": [["a", "b"], ["1", "2"]]}), "book.xlsx")


def test_a_workbook_without_any_row_says_so() -> None:
    assert why(xlsx({"Sheet1": []})) == "no_sheet"


def test_bytes_in_a_compound_file_that_are_no_workbook_are_refused() -> None:
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, b"no workbook" * 500)
    assert why(out.getvalue(), "old.xls") == "broken"


@pytest.mark.parametrize(
    "start", ["<html><table>", "<!DOCTYPE html>", "\ufeff<meta charset=utf-8>", '<?xml version="1.0"?>']
)
def test_a_web_page_that_is_named_as_a_workbook_says_so(start: str) -> None:
    page = start + "<tr><td>订单编号</td></tr><tr><td>1</td></tr></table>"
    assert why(page.encode(), "orders.xls") == "web_page"


OTHERS = {"pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0", "png": b"\x89PNG\r\n\x1a\n\0\0", "rar": b"Rar!\x1a\x07\1\0"}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("name", ["orders.xlsx", "orders.csv", "orders.zip"])
def test_neither_an_image_nor_another_archive_is_a_table_whatever_its_name(kind: str, name: str) -> None:
    with pytest.raises(VocBoardError, match=re.escape(name)):
        read_all(OTHERS[kind], name)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize(("rows_above", "columns_before"), [(0, 0), (3, 0), (0, 2), (4, 1)])
def test_rows_keep_their_number_wherever_the_table_stands_in_the_sheet(
    kind: str, rows_above: int, columns_before: int
) -> None:
    table_rows = made("qianniu_order_xlsx", {"订单编号": "1"}, {"订单编号": "2", "总金额": "x"})
    sheet = [*[[]] * rows_above, *([""] * columns_before + row for row in table_rows)]
    (found,) = read_all({"xlsx": xlsx, "xls": xls}[kind]({"Sheet1": sheet}), f"book.{kind}").values()
    assert [(row.row, row.value) for row in found.report.rejected] == [(rows_above + 3, "x")]
    assert values(found, "order_id") == ["1"]


def test_cells_of_a_workbook_come_out_as_a_csv_would_hold_them() -> None:
    rows = made("qianniu_order_xlsx", *[{"订单编号": str(at)} for at in range(1, 4)])
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Sheet1": rows}, typed=True)))
    sheet = book["Sheet1"]
    at = {name: column for column, name in enumerate(rows[0], start=1)}
    sheet.cell(2, at["总金额"]).value = 0.1 + 0.2
    sheet.cell(3, at["总金额"]).value = 1_234_567.895
    sheet.cell(4, at["总金额"]).value = "#REF!"
    sheet.cell(4, at["总金额"]).data_type = "e"
    sheet.cell(2, at["订单状态"]).value = "待\n发货"
    sheet.merge_cells("A6:C6")
    out = io.BytesIO()
    book.save(out)
    (found,) = read_all(out.getvalue(), "book.xlsx").values()
    assert values(found, "order_id") == ["1", "2", "3"]
    assert values(found, "amount") == [30, 123_456_790, None]  # a formula's error is missing, never a figure
    assert values(found, "status")[0] == "待\n发货"


def test_an_excel_text_file_in_utf_16_is_read() -> None:
    content = "\ufeff".encode("utf-16-le") + text(ORDERS, "utf-16-le", delimiter="\t")
    found = read(io.BytesIO(content), "orders.txt")
    assert (found.report.encoding, found.rows.num_rows) == ("utf-16", 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_is_read_whatever_its_delimiter_and_encoding(encoding: str, delimiter: str) -> None:
    found = read(io.BytesIO(text(REFUNDS, encoding, delimiter=delimiter)), "refunds.txt")
    assert (found.report.encoding, found.rows.num_rows) == (encoding, 4)


def test_a_text_file_is_one_part_with_its_own_name() -> None:
    (part,) = parts_of(text(ORDERS, "utf-8"), "orders.csv")
    assert part.name == "orders.csv"


@pytest.mark.parametrize("name", ["refunds.csv", "refunds.txt", "refunds.zip", "refunds"])
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(kind: str, name: str) -> None:
    found = read(io.BytesIO({"xlsx": xlsx, "xls": xls}[kind]({"Sheet1": REFUNDS})), name)
    assert (found.report.encoding, found.rows.num_rows) == (kind, 4)


def test_texts_that_cells_of_a_workbook_share_are_read() -> None:
    rows = raw("taobao_order_list_38")
    content = with_shared_texts(xlsx({"Sheet1": rows}))
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value == rows[0][0]
    found = read(io.BytesIO(content), "orders.xlsx")
    assert found.rows.equals(read(io.BytesIO(text(rows, "utf-8")), "orders.csv").rows)


def test_a_workbook_and_a_csv_of_the_same_rows_give_the_same_clean_rows() -> None:
    plain = read(io.BytesIO(text(REFUNDS, "utf-8")), "a.csv")
    for content in (xlsx({"S": REFUNDS}), xlsx({"S": REFUNDS}, typed=True), xls({"S": REFUNDS}, typed=True)):
        assert read(io.BytesIO(content), "a.csv").rows.equals(plain.rows)
