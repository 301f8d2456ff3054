"""Files that were good once, damaged in every manner one can think of; a number always gives the same file."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import xlwt

EVIL_CELLS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", '=HYPERLINK("http://x","y")', '="123"', "'", '"', '""',
    '"""', "\t", "\0", "\r", "\n", "a\nb", "\ufeff", "\u2028", "\x85", "\x0b", "\x1c", "\u200b", "\u202e", "ñ" * 50,
    "𠮷", "🎉", "e\u0301" * 30, "9" * 5_000, "9" * 20, "-" + "9" * 30, "1e999", "-1e999", "1E400", "NaN", "inf",
    "-inf", "-0", "0x10", "１２", "٣", "½", "²", "0." + "9" * 400, "1,2,3,4", "1.2.3", "99999%", "-5%", "%", "万",
    "亿", "2.5万亿", "11,50万元", "元", "1e5万", "6.9E+18", "0000-00-00", "9999-12-31", "2026-02-30",
    "2026-13-45 99:99:99", "20261332", "1" * 13, "9" * 13, "-1", "2026-04-17T10:00:00Z", "2026-04-17 24:00:00",
    "年月日", "2026年", "1分99秒", "99999999999小时", "-5秒", "小时", ";", ";;;;", "a;b;c", "\t;\t", "##", "$$",
    "汇总值", "合计", "总计", "日期", "指标", "-", "--", "null", "true", "../../x", "C:\\x", "%s%s%n", "{}", "{0}",
    "$1\\1", "\\", "<b>",
)  # fmt: skip
TOKENS = (
    b"\0", b'"', b'"' * 7, b",", b"\t", b";", b"\r", b"\n", b"\r\n", b"\xff", b"\xfe\xff", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\x80", b"\xed\xa0\x80", b"\xc0\x80", b"\x81", b"\x84\x31\xa4\x37", b"," * 300, b"\n" * 300,
    b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n", b"<html><table>",
    b"\x1a", b"\x0c", b"sep=;\r\n", b"'", b"=", b"\\",
)  # fmt: skip
ENCODINGS = (
    "utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-8-sig", "big5", "latin-1", "shift_jis", "utf-32", "utf-7",
)  # fmt: skip
ROWS = 12

_HEADERS = {
    "orders.csv": "shop_id,order_id,sub_order_id,product_id,paid_at,collected_at,delivered_at,amount,province,"
    "custom_made",
    "reviews.csv": "shop_id,review_id,order_id,rated_at,description_score,service_score,logistics_score,text",
    "platform.csv": "shop_id,day,metric,value,sample",
    "tmall.csv": "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额",
    "douyin.csv": "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,"
    "收件人手机号,详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,取消原因,发货时间,"
    "平台实际承担优惠金额,商家实际承担优惠金额,达人实际承担优惠金额",
    "pdd.csv": "商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),"
    "用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,"
    "商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司,订单成交时间,是否分期,分期期数,"
    "手续费承担方,分期方式",
    "refunds.csv": "退款编号,订单编号,支付宝交易号,订单付款时间,商品编码,退款完结时间,买家实际支付金额,宝贝标题,"
    "买家退款金额,手工退款_系统退款,是否需要退货,退款的申请时间,退款状态,货物状态,发货物流信息,客服介入状态,"
    "卖家真实姓名,买家退款原因,买家退款说明,部分退款_全部退款",
    "reception.csv": "日期,咨询人数,接待人数,未回复人数,有效接待人数,平均响应时长,3分钟人工响应率,咨询客服人次,"
    "客服回复人次,客服未回复人次,旺旺回复率,首次响应时长,慢响应人数,长接待人数,买家发起人数,客服主动跟进人数,"
    "总消息数,买家消息条数,客服消息条数,答问比,客服字数,平均接待时长",
    "客服绩效20260417.csv": "旺旺昵称,询单最终付款人数,询单人数,询单最终付款转化率,首次响应时长（秒),"
    "平均响应时长（秒),客户满意率,旺旺回复率,询单最终付款金额,成功退款金额",
    "dsr2026-04-17.csv": "指标,得分,趋势,行业均值,与行业对比,目标值,距目标值差距",
    "parcels.csv": "订单编号,运单号,物流公司,揽收时间,签收时间",
    "real.csv": "bizDate,code,name,showValue,value",
}  # fmt: skip
_ABOVE = {"reception.csv": "生意参谋 导出\n统计时间 2026-04-01 - 2026-04-12\n\n", "dsr2026-04-17.csv": "店铺 DSR\n"}
_BELOW = {"reception.csv": "汇总值" + ",1" * 21 + "\n平均值" + ",1" * 21 + "\n"}


def _cell(name: str, at: int) -> str:
    if name == "shop_id":
        return "s"
    if "时间" in name or name.endswith("_at"):
        return f"2026-04-{1 + at:02} 1{at % 10}:00:00" if at % 5 else "-"
    if name in ("日期", "day", "bizDate"):
        return f"2026-04-{1 + at:02}"
    if name == "custom_made":
        return "true"
    if name == "code":
        return ("nps", "newGoods", "newLogistics", "newServices")[at % 4]
    if name == "旺旺昵称":
        return f"客服{at}"
    if name == "metric":
        return ("reply_rate", "collected_within_48h_rate", "delivery_hours")[at % 3]
    if name in ("指标", "name"):
        return ("描述相符", "服务态度", "物流服务", "真实体验分")[at % 4]
    if "率" in name:
        return f"{90 + at / 2:.2f}%"
    if "金额" in name or "(元)" in name or name in ("amount", "总价", "运费"):
        return f"1,{at:03}.50"
    if name.endswith("_score"):
        return str(1 + at % 5)
    if "地址" in name or name == "province":
        return ("浙江省 杭州市 西湖区", "上海", "##密文")[at % 3]
    if any(word in name for word in ("编号", "单号", "_id", "ID", "id", "编码")):
        return f"\t69179265688237{at:05}" if "子订单" in name else f"69179265688237{at:05}"
    if any(word in name for word in ("数", "时长", "得分", "均值", "value", "Value", "sample", "条")):
        return f"{at + 4}.{at % 10}" if "时长" in name or "得分" in name else str(at)
    return f"很好, {name} “{at}”" if at % 3 == 0 else "交易成功"


def _table(name: str) -> list[list[str]]:
    header = _HEADERS[name].split(",")
    return [header, *([_cell(column, at) for column in header] for at in range(ROWS))]


def _text(name: str, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(_table(name))
    return _ABOVE.get(name, "") + text.getvalue() + _BELOW.get(name, "").replace(",", delimiter)


def _xlsx(*names: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for row in _table(name):
            sheet.append([float(cell) if cell.isdecimal() and len(cell) < 9 else cell for cell in row])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # The moment of writing stands in it; the file is to be the same on every day.
    about = members["docProps/core.xml"]
    members["docProps/core.xml"] = re.sub(rb"(W3CDTF.>)[^<]*", rb"\g<1>2026-04-17T00:00:00Z", about)
    return zipped(members)


def _xls(*names: str) -> bytes:
    book = xlwt.Workbook()
    for name in names:
        sheet = book.add_sheet(name.removesuffix(".csv"))
        for at, row in enumerate(_table(name)):
            for column, cell in enumerate(row):
                sheet.write(at, column, float(cell) if cell.isdecimal() and len(cell) < 9 else cell)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


@cache
def good_files() -> tuple[tuple[str, bytes], ...]:
    """(name, bytes) of files that can be read."""
    found = []
    for at, name in enumerate(_HEADERS):
        encoding = ("utf-8", "gb18030", "utf-8-sig")[at % 3]
        found.append((name, _text(name).encode(encoding)))
        found.append((name.replace(".csv", ".tsv"), _text(name, "\t").encode("utf-16" if at % 4 == 0 else "utf-8")))
    for names in (["orders.csv"], ["reception.csv", "refunds.csv"], ["douyin.csv", "dsr2026-04-17.csv", "real.csv"]):
        found += [("book.xlsx", _xlsx(*names)), ("book.xls", _xls(*names))]
    members = {name: _text(name).encode("gb18030") for name in ("orders.csv", "tmall.csv", "parcels.csv")}
    found += [("exports.zip", zipped(members)), ("stored.zip", zipped(members, zipfile.ZIP_STORED))]
    found.append(("mixed.zip", zipped({"a/book.xlsx": _xlsx("pdd.csv"), "book.xls": _xls("reviews.csv")})))
    return tuple(found)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 3, 30))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set_bytes(data: bytearray, chance: random.Random) -> None:
    at, count = chance.randrange(len(data)), chance.choice((1, 2, 4, 8))
    data[at : at + count] = bytes([chance.choice((0, 0xFF, 0x7F, 0x80))]) * count


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 2, 10, 1000))]


def _double(data: bytearray, chance: random.Random) -> None:
    at, count = chance.randrange(len(data)), chance.choice((1, 10, 500, 5000))
    data[at:at] = data[at : at + count] * chance.choice((1, 2, 50))


def _insert(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 5))):
        at = chance.choice((0, len(data), chance.randrange(len(data) + 1)))
        token = chance.choice(TOKENS) if chance.random() < 0.6 else chance.choice(EVIL_CELLS).encode()
        data[at:at] = token


def _huge(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice((b"x", b"9", b",", b'"', b"\n", "好".encode())) * chance.choice(
        (1_000, 70_000, 1_100_000)
    )


def _splice(data: bytearray, chance: random.Random) -> None:
    other = chance.choice(good_files())[1]
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    data[at : at + chance.choice((0, 100, 10_000))] = other[start : start + chance.choice((10, 300, 20_000))]


def _mix_encodings(data: bytearray, chance: random.Random) -> None:
    text = bytes(data).decode("utf-8", "replace")
    lines = [line.encode(chance.choice(ENCODINGS), "replace") for line in text.split("\n")]
    data[:] = b"\n".join(lines)


def _other_encoding(data: bytearray, chance: random.Random) -> None:
    data[:] = bytes(data).decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _shuffle(data: bytearray, chance: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    chance.shuffle(lines)
    data[:] = chance.choice((b"\n", b"\r", b"\r\n", b"\n\n", b"\x0b")).join(lines)


def _evil_cells(data: bytearray, chance: random.Random) -> None:
    separator = chance.choice((b",", b",", b"\t", b"</t>", b"</v>"))
    cells = bytes(data).split(separator)
    for _ in range(chance.choice((1, 3, 20))):
        cells[chance.randrange(len(cells))] = chance.choice(EVIL_CELLS).encode()
    data[:] = separator.join(cells)


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _set_bytes, _cut, _drop, _double, _insert, _huge, _splice, _mix_encodings, _other_encoding, _shuffle,
    _evil_cells, _evil_cells, _flip, _set_bytes, _insert,
)  # fmt: skip


def _mutate(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if changed:
            chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def _mutate_inside(data: bytes, chance: random.Random) -> bytes:
    """A zip with one of its files mutated, renamed or left out, whole as a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    inside, kind = members.pop(name), chance.random()
    if kind < 0.8:
        deeper = inside.startswith(b"PK") and chance.random() < 0.8
        members[name] = _mutate_inside(inside, chance) if deeper else _mutate(inside, chance)
    elif kind < 0.9:
        members[
            chance.choice(("../../x.csv", "/x.csv", "a\nb.csv", "x" * 900, name.upper(), name.replace("/", "\\")))
        ] = inside
    return zipped(members, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


def mutated(number: int) -> tuple[str, bytes]:
    """The file of that number: a name and bytes."""
    chance = random.Random(number)  # noqa: S311
    name, data = chance.choice(good_files())
    if data.startswith(b"PK") and chance.random() < 0.75:
        return name, _mutate_inside(data, chance)
    return name, _mutate(data, chance)
