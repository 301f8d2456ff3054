"""The two readers of a file's body give the same rows, numbers and rejections; which one reads is nobody's business."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.errors import EmptyFile, LongCell
from scoring.intake import decode
from scoring.intake.decode import TextCells
from scoring.intake.read import read
from scoring.intake.report import Rejections
from scoring.intake.scan import scan

Rows = list[tuple[int, list[str]]]
Read = tuple[Rows, list[tuple[int, str, str]]]


def cells_of(data: bytes) -> TextCells:
    file = io.BytesIO(data)
    return TextCells(file, "made.csv", scan(file, "made.csv"))


def body(data: bytes, width: int, *, careful: bool, after: int = 1) -> Read:
    """The rows below row `after` with their numbers, and the rejections as row, cells found, cells expected."""
    cells, rejections, rows = cells_of(data), Rejections(), []
    given = cells._careful_body(after, width, rejections) if careful else cells.body(after, width, rejections)
    for numbers, columns in given:
        assert len(columns) == width
        listed = zip(*(column.to_pylist() for column in columns), strict=True)
        rows += [(int(number), list(row)) for number, row in zip(numbers, listed, strict=True)]
    said = sorted((row.row, row.value, row.expected) for row in rejections.first)
    assert all(row.reason == "ragged_row" for row in rejections.first)
    return rows, said


def is_fast(data: bytes, after: int = 1) -> bool:
    """Whether `body` takes the fast reader for these bytes."""
    cells = cells_of(data)
    width = max(len(row) for number, row in cells.head if number == after)
    return width > 1 and cells._quotes_pair and cells._lines_of.get(after) == after


def written(rows: list[list[str]], line: str, delimiter: str, quoted: list[bool], *, closed: bool) -> bytes:
    """The rows as a well-formed file; `quoted` says in turn which cells get quotes without need."""
    lines, at = [], 0
    for row in rows:
        cells = []
        for cell in row:
            at += 1
            needs = any(mark in cell for mark in f'"\r\n{delimiter}')
            cells.append('"' + cell.replace('"', '""') + '"' if needs or quoted[at % len(quoted)] else cell)
        lines.append(delimiter.join(cells))
    return (line.join(lines) + (line if closed else "")).encode()


def expected(rows: list[list[str]], width: int) -> Read:
    """What is to come out, in plain Python."""
    kept, ragged = [], []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            ragged.append((number, str(len(row)), str(width)))
        else:
            kept.append((number, row[:width]))
    return kept, ragged


# What a spreadsheet's cells hold; no quote inside a cell that is not quoted, and none of the rarer line ends.
TEXT = st.text(st.sampled_from('ab ,;\t"\n\r中5é　'), max_size=5)
CELL = st.one_of(st.sampled_from(["", "", " ", "1", "a\nb", '"', ",", "\r\n", "\n"]), TEXT)


def body_rows(width: int) -> st.SearchStrategy[list[list[str]]]:
    full = st.lists(CELL, min_size=width, max_size=width)
    return st.lists(st.one_of(full, full, full, st.just([""] * width), st.lists(CELL, max_size=width + 2)), max_size=12)


@settings(max_examples=400)
@given(st.data())
def test_both_readers_give_the_rows_that_were_written(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 4))
    rows = [row or [""] for row in data.draw(body_rows(width))]
    line = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    delimiter = data.draw(st.sampled_from([",", "\t", ";"]))
    quoted = data.draw(st.lists(st.booleans(), min_size=1, max_size=7))
    header = [f"h{at}" for at in range(width)]
    file = written([header, *rows], line, delimiter, quoted, closed=not rows or data.draw(st.booleans()))
    cells = cells_of(file)
    if cells._delimiter != delimiter:
        return  # the cells hold more of another mark than the file has columns
    wanted = expected(rows, width)
    assert is_fast(file)
    assert body(file, width, careful=True) == wanted, "careful"
    assert body(file, width, careful=False) == wanted, "fast"


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n", "\n,\n"])
def test_a_header_and_nothing_below_it_is_an_empty_file(end: str) -> None:
    with pytest.raises(EmptyFile):
        read(io.BytesIO(f"order_id,amount{end}".encode()), "made.csv")


@settings(max_examples=50)
@given(st.data())
def test_both_readers_agree_on_widths_beyond_the_header(data: st.DataObject) -> None:
    """Empty names at the end of a header are no columns, yet cells stand below them."""
    width, more = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 2))
    rows = [row or [""] for row in data.draw(body_rows(width + more))]
    file = written([[*"abc"[:width], *[""] * more], *rows], "\n", ",", [False], closed=True)
    if cells_of(file)._delimiter == ",":
        assert body(file, width, careful=False) == body(file, width, careful=True)


@settings(max_examples=200)
@given(st.text(st.sampled_from('a,"\n\r 中'), max_size=40), st.sampled_from(["\n", "\r\n"]))
@example('"a', "\n")
@example('a,b\n"c,d\ne,f', "\n")
@example('a"b,c\n', "\n")
def test_quotes_set_at_random_lose_no_row_unseen(text: str, line: str) -> None:
    """Text that is not well-formed may be read one way or the other, yet every row is kept or rejected, once."""
    file = f"h1,h2{line}{text}".encode()
    for careful in (False, True):
        rows, ragged = body(file, 2, careful=careful)
        numbers = [number for number, _ in rows] + [number for number, _, _ in ragged]
        assert len(set(numbers)) == len(numbers)
        assert all(number > 1 for number in numbers)
        if any(mark.isalnum() for mark in text):
            assert numbers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(encoding: str, line: str) -> None:
    text = line.join(["订单编号,备注", '1,"好,\n很好"', "", "2", '3,"他说""好"""', "4,末"])
    rows, ragged = body(text.encode(encoding), 2, careful=False)
    assert rows == [(2, ["1", "好,\n很好"]), (5, ["3", '他说"好"']), (6, ["4", "末"])]
    assert ragged == [(4, "1", "2")]


BLOCK = 4096


def long_file(count: int) -> tuple[bytes, list[int], list[int]]:
    """Rows over many blocks, with the numbers of the good and of the ragged ones; blank rows between them."""
    lines, good, ragged = ["order_id,amount,status"], [], []
    for number in range(2, count + 2):
        if number % 17 == 0:
            lines.append("")
        elif number % 23 == 0:
            lines.append(f"{number},5,状态,too,many")
            ragged.append(number)
        elif number % 31 == 0:
            lines.append(f"{number},5")
            ragged.append(number)
        elif number % 41 == 0:
            lines.append(f'{number},5,"a\nb, ""c"""')
            good.append(number)
        else:
            lines.append(f"{number},{number % 97},{'状' * (number % 9)}")
            good.append(number)
    return "\n".join(lines).encode(), good, ragged


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_of_many_blocks_keeps_every_row_and_its_number(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(decode, "_BLOCK", BLOCK)
    data, good, ragged = long_file(3000)
    assert len(data) > 8 * BLOCK
    data = data.decode().encode(encoding)
    assert is_fast(data)
    rows, said = body(data, 3, careful=False)
    assert [number for number, _ in rows] == good
    assert all(row[0] == str(number) for number, row in rows)
    assert [number for number, _, _ in said] == ragged
    assert (rows, said) == body(data, 3, careful=True)


def test_a_bad_cell_far_down_is_named_by_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "_BLOCK", BLOCK)
    lines = [f"{number},{number % 97}" for number in range(2, 4002)]
    lines[3000] = "3002,x"
    lines[3500] = "3502"
    lines[10] = ""
    found = read(io.BytesIO(("order_id,amount\n" + "\n".join(lines)).encode()), "made.csv", table="orders")
    assert [(row.row, row.reason) for row in found.report.rejected] == [(3002, "bad_value"), (3502, "ragged_row")]
    assert (found.report.rows_read, found.report.rows_kept) == (3999, 3997)


def test_rows_at_the_very_edges_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every length of a row around the size of a block, so that some row ends exactly with a block.
    for size in range(60, 70):
        monkeypatch.setattr(decode, "_BLOCK", size * 4)
        row = "a," + "x" * (size - 3)
        data = "\n".join(["h1,h2", *[row] * 30, "ragged", row]).encode()
        rows, ragged = body(data, 2, careful=False)
        assert [number for number, _ in rows] == [*range(2, 32), 33]
        assert ragged == [(32, "1", "2")]


def test_a_whole_block_of_ragged_rows_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "_BLOCK", 256)
    lines = ["h1,h2", "1,a", *["one cell only"] * 100, "2,b", *["1,2,3"] * 100, "3,c", *["x"] * 100]
    rows, ragged = body("\n".join(lines).encode(), 2, careful=False)
    assert rows == [(2, ["1", "a"]), (103, ["2", "b"]), (204, ["3", "c"])]
    assert [number for number, _, _ in ragged] == [*range(3, 103), *range(104, 204), *range(205, 305)]


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("above", "fast"),
    [(["说明"], True), (["", "说明,,", ""], True), (['"说明\n两行"', ""], False)],
    ids=["a", "b", "c"],
)
def test_rows_above_the_header_are_counted_alike(above: list[str], fast: bool, line: str) -> None:
    lines = [*above, "h1,h2", "1,a", "", "2", '3,"x\ny"', "4,d"]
    data, after = line.join(lines).encode(), len(above) + 1
    assert is_fast(data, after) == fast
    first = after + 1
    wanted = [(first, ["1", "a"]), (first + 3, ["3", "x\ny"]), (first + 4, ["4", "d"])], [(first + 2, "1", "2")]
    for careful in (False, True):
        assert body(data, 2, careful=careful, after=after) == wanted


@pytest.mark.parametrize("careful", [False, True])
def test_a_cell_beyond_the_limit_is_refused_with_its_row(careful: bool) -> None:
    data = ("h1,h2\n1,a\n2," + "x" * (decode.LONGEST_CELL + 1) + "\n").encode()
    with pytest.raises(LongCell) as refused:
        body(data, 2, careful=careful)
    assert refused.value.data["row"] == 3
    longest = ("h1,h2\n1,a\n2," + "x" * decode.LONGEST_CELL + "\n").encode()
    assert [number for number, _ in body(longest, 2, careful=careful)[0]] == [2, 3]


def test_the_standard_reader_is_the_measure_of_both() -> None:
    text = 'h1,h2\r\n"a ""b""","c\r\nd"\r\n"",""\r\n e , f \r\n'
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for careful in (False, True):
        assert body(text.encode(), 2, careful=careful) == ([(2, rows[1]), (4, rows[3])], [])
