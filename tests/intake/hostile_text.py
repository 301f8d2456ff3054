"""Files of text, or said to be text, that are broken, huge, or not what their name says."""

from __future__ import annotations

from collections.abc import Callable

from mutations import EVIL_CELLS as _EVIL_CELLS

# A zero byte makes a file no text.
EVIL_CELLS = tuple(cell for cell in _EVIL_CELLS if "\0" not in cell)
HEAD = "order_id,paid_at,amount\n"
ROWS = "1,2026-04-17 10:00:00,5\n2,2026-04-17 11:00:00,6\n"
GOOD = HEAD + ROWS
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + bytes(900)
)
TABLE = (
    "<html><body><table><tr><td>order_id</td><td>paid_at</td></tr><tr><td>1</td><td>2026-04-17</td></tr></table></html>"
)
SPREADSHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    "<Worksheet><Table><Row><Cell><Data>order_id</Data></Cell></Row></Table></Worksheet></Workbook>"
)


def quoted(cell: str) -> str:
    """A cell as a CSV holds it."""
    return '"' + cell.replace('"', '""') + '"'


def _reviews(*cells: str) -> str:
    rows = (f"{at},5,{quoted(cell)}\n" for at, cell in enumerate(cells))
    return "review_id,description_score,text\n" + "".join(rows)


def _evil_everywhere(name: str, columns: str) -> str:
    """Every evil cell in every column, one at a time; the other cells are plain."""
    names = columns.split(",")
    rows = [",".join(f"{name}{at}-{place}" if column == 0 else "" for column in range(len(names)))
            for at in range(len(EVIL_CELLS)) for place in range(1, len(names))]  # fmt: skip
    lines = []
    for at, evil in enumerate(EVIL_CELLS):
        for place in range(1, len(names)):
            cells = rows[at * (len(names) - 1) + place - 1].split(",")
            cells[place] = quoted(evil)
            lines.append(",".join(cells))
    return f"{columns}\n{name}good{',' * (len(names) - 1)}\n" + "\n".join(lines) + "\n"


ORDERS = "order_id,buyer_id,paid_at,amount,custom_made,line_days,province,shop_id"
REFUNDS = "refund_id,kind,requested_at,handled_by_shop,amount,first_reason"
METRICS = "metric,day,value,sample"

# What it is → the file's name, how it is made, and what comes of it (see `hostile_zips.ZIPS`).
TEXTS: dict[str, tuple[str, Callable[[], str | bytes], int | str]] = {
    "a picture named xls": ("photo.xls", lambda: PNG, "refused"),
    "a picture named csv": ("photo.csv", lambda: PNG, "not_text"),
    "a web page named xls": ("orders.xls", lambda: TABLE, "refused"),
    "a web page behind a mark and blanks": ("orders.xls", lambda: "\ufeff \n" + TABLE, "refused"),
    "an XML spreadsheet named xls": ("orders.xls", lambda: SPREADSHEET, "refused"),
    "a PDF": ("orders.csv", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\n" * 50, "refused"),
    "a program": ("orders.csv", lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "refused"),
    "JSON": ("orders.csv", lambda: '{"orders":[{"order_id":"1","amount":5}]}' * 40, "refused"),
    "all bytes there are": ("orders.csv", lambda: bytes(range(256)) * 400, "refused"),
    "text named xls": ("orders.xls", lambda: GOOD, 2),
    "text named xlsx": ("orders.xlsx", lambda: GOOD, 2),
    "text named zip": ("orders.zip", lambda: GOOD, 2),
    "nothing": ("orders.csv", lambda: b"", "empty_file"),
    "one blank": ("orders.csv", lambda: b" ", "refused"),
    "a mark only": ("orders.csv", lambda: b"\xef\xbb\xbf", "empty_file"),
    "a UTF-16 mark only": ("orders.csv", lambda: b"\xff\xfe", "refused"),
    "two marks": ("orders.csv", lambda: "\ufeff\ufeff" + GOOD, 2),
    "quotes only": ("orders.csv", lambda: '"' * 100_001, "refused"),
    "delimiters only": ("orders.csv", lambda: "," * 1_000_000, "refused"),
    "a million empty lines": ("orders.csv", lambda: "\n" * 1_000_000, "refused"),
    "a million empty lines before the rows": ("orders.csv", lambda: HEAD + "\n" * 1_000_000 + ROWS, 2),
    "a million blank rows behind the rows": ("orders.csv", lambda: GOOD + ",,\r\n" * 1_000_000, 2),
    "one line of 50 MB": ("orders.csv", lambda: "x" * (50 << 20), "refused"),
    "one line of 50 MB below a header": ("orders.csv", lambda: HEAD + "x" * (50 << 20), "refused"),
    "one line of 25 million cells": ("orders.csv", lambda: HEAD + "1," * 25_000_000, "refused"),
    "50 MB in an open quote": ("orders.csv", lambda: HEAD + '1,"' + "2026-04-17 10:00:00\n" * 2_500_000, "refused"),
    "every row opens a quote": ("orders.csv", lambda: HEAD + '1,"x,5\n' * 200_001, "refused"),
    "a cell of 10 MB": ("reviews.csv", lambda: _reviews("fine", "x" * (10 << 20), "fine"), "long_cell"),
    "a cell of 10 MB in Chinese": ("reviews.csv", lambda: _reviews("好" * (10 << 20)).encode("gb18030"), "long_cell"),
    "100,000 columns": ("orders.csv", lambda: ",".join(f"c{at}" for at in range(100_000)) + "\n1\n", "refused"),
    "100,000 columns and ours": (
        "orders.csv", lambda: HEAD.strip() + ",c" * 100_000 + "\n1,2026-04-17,5" + "," * 100_000, "refused"),
    "the same column 1,000 times": (
        "orders.csv", lambda: HEAD.strip() + ",amount" * 1_000 + "\n" + "1," * 1_002, "refused"),
    "a header cell of 900,000 letters": ("orders.csv", lambda: "x" * 900_000 + ",y\n1,2\n", "refused"),
    "a header of several lines": ("orders.csv", lambda: '"a\nb","c\r\nd"\n1,2\n', "refused"),
    "rows of 10,000 cells": ("orders.csv", lambda: GOOD + ("1," * 10_000 + "\n") * 500, 2),
    "100,000 ragged rows": ("orders.csv", lambda: GOOD + "1\n" * 100_000, 2),
    "100,000 rows that cannot be read": ("orders.csv", lambda: GOOD + "x,31/31/2020,-5\n" * 100_000, 2),
    "100,000 times the same row": ("orders.csv", lambda: HEAD + ROWS * 50_000, 2),
    "formulas": ("reviews.csv", lambda: _reviews(*(cell for cell in EVIL_CELLS if cell[0] in "=+-@")), "rows"),
    "evil cells among orders": ("orders.csv", lambda: _evil_everywhere("o", ORDERS), "rows"),
    "evil cells among refunds": ("refunds.csv", lambda: _evil_everywhere("r", REFUNDS), "rows"),
    "evil cells among figures": ("metrics.csv", lambda: "metric,day,value,sample\nreply_rate,2026-04-17,0.9,5\n"
                                 + _evil_everywhere("m", METRICS), "rows"),
    "evil cells in the header": ("orders.csv", lambda: ",".join(map(quoted, EVIL_CELLS)) + "\n1,2\n", "refused"),
    "zero bytes": ("orders.csv", lambda: GOOD.replace("5", "\0").encode(), "not_text"),
    "one zero byte at the end": ("orders.csv", lambda: GOOD.encode() * 20_000 + b"\0", "not_text"),
    "an encoding for every line": ("orders.csv", lambda: b"".join(
        f"{at},2026-04-17,{at}\n省".encode(("utf-8", "gb18030", "big5")[at % 3]) for at in range(99)), "refused"),
    "GBK below a UTF-8 header": ("t.csv", lambda: "订单编号,总金额\n".encode() + "1,五\n".encode("gbk"), "refused"),
    "surrogates": ("orders.csv", lambda: HEAD.encode() + b"\xed\xa0\x80\xed\xb0\x80,2026-04-17,5\n", "either"),
    "bytes beyond Unicode": ("orders.csv", lambda: HEAD.encode() + b"\xf7\xbf\xbf\xbf,2026-04-17,5\n", "either"),
    "UTF-16": ("orders.csv", lambda: GOOD.encode("utf-16"), 2),
    "UTF-16 of the other kind": ("orders.csv", lambda: b"\xfe\xff" + GOOD.encode("utf-16-be"), 2),
    "UTF-16 without a mark": ("orders.csv", lambda: GOOD.encode("utf-16-le"), "either"),
    "half a letter of UTF-16": ("orders.csv", lambda: GOOD.encode("utf-16")[:-1], "either"),
    "a lone surrogate of UTF-16": ("orders.csv", lambda: GOOD.encode("utf-16") + b"\x00\xd8" * 2, "either"),
    "UTF-32": ("orders.csv", lambda: GOOD.encode("utf-32"), "refused"),
    "carriage returns for line ends": ("orders.csv", lambda: GOOD.replace("\n", "\r"), 2),
    "line ends of every kind": ("orders.csv", lambda: HEAD + "1,2026-04-17,5\r\n2,,5\r3,,5\n", "either"),
    "tabs in a csv": ("orders.csv", lambda: GOOD.replace(",", "\t"), 2),
    "a line that names the delimiter": ("orders.csv", lambda: "sep=;\n" + GOOD.replace(",", ";"), 2),
    "control characters": ("reviews.csv", lambda: _reviews("\x01\x1a\x1c\x1d\x1e\x85\u2028", "\x7f"), "either"),
    "a name of several lines": ("a\nb\r\nc\u2028d.csv", lambda: "x,y\n1,2\n", "refused"),
    "a name of 5,000 letters": ("x" * 5_000 + ".csv", lambda: "x,y\n1,2\n", "refused"),
    "no name": ("", lambda: "x,y\n1,2\n", "refused"),
}  # fmt: skip
