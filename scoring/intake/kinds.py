"""Text cells → typed cells, a whole column at a time, one function per kind.

Each function takes trimmed text (null = missing) and gives a column of the stored type in which a
cell that cannot be read is null: what was filled before and is null after is a rejected cell.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.tables import Column, Kind

_MISSING = pa.array(["", "-", "--", "—", "null", "NULL", "None", "nan", "NaN"])
_TIME_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H",
    "%Y-%m-%dT%H",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
)
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")
_TRUE = pa.array(["true", "1", "yes", "y", "是"])
_FALSE = pa.array(["false", "0", "no", "n", "否"])
_FIRST_DAY, _LAST_DAY = 946_684_800, 4_102_444_799  # 2000-01-01 and the last second of 2099

EXPECTED = {
    Kind.TEXT: "text",
    Kind.TIME: "a time such as 2022-06-16 09:30:00 between 2000 and 2099",
    Kind.DAY: "a day such as 2022-06-16 between 2000 and 2099",
    Kind.MONEY: "an amount such as 5652.00, not below 0",
    Kind.SCORE: "a whole number from 1 to 5",
    Kind.COUNT: "a whole number, not below 0",
    Kind.NUMBER: "a number such as 0.985",
    Kind.FLAG: "true or false",
}


def expected(column: Column) -> str:
    """What a cell of the column may hold, in words."""
    return f"one of {', '.join(column.choices)}" if column.choices else EXPECTED[column.kind]


def trimmed(cells: pa.StringArray) -> pa.StringArray:
    """The cells without blanks, tabs, a leading apostrophe or `="…"` around them; missing marks become null.

    >>> trimmed(pa.array([" 7\\t", '="123"', "-"])).to_pylist()
    ['7', '123', None]
    """
    cells = pc.utf8_trim_whitespace(cells)
    cells = pc.replace_substring_regex(cells, pattern=r'^="?(.*?)"?$', replacement=r"\1")
    cells = pc.utf8_ltrim(cells, characters="'")
    return pc.if_else(pc.is_in(cells, value_set=_MISSING), None, cells)


def typed(column: Column, cells: pa.StringArray) -> pa.Array:
    """The trimmed cells of a column as stored; a cell that cannot be read is null."""
    if column.choices:
        lowered = pc.utf8_lower(cells)
        return pc.if_else(pc.is_in(lowered, value_set=pa.array(column.choices)), lowered, None)
    return _TYPED[column.kind](cells)


def _text(cells: pa.StringArray) -> pa.Array:
    return cells


def _time(cells: pa.StringArray) -> pa.Array:
    try:
        moments = pc.cast(cells, pa.timestamp("s"))  # the common form, checked and ten times as fast
    except pa.ArrowInvalid:
        # Fractions of a second carry nothing that is counted here.
        cells = pc.replace_substring_regex(cells, pattern=r"(:\d{2})\.\d+$", replacement=r"\1")
        moments = _moments(cells, _TIME_FORMATS)
    return _within(pc.cast(moments, pa.int64()), _FIRST_DAY, _LAST_DAY)


def _day(cells: pa.StringArray) -> pa.Array:
    seconds = pc.cast(_moments(cells, _DAY_FORMATS), pa.int64())
    return pc.cast(pc.cast(_within(seconds, _FIRST_DAY, _LAST_DAY), pa.timestamp("s")), pa.date32())


def _moments(cells: pa.StringArray, formats: tuple[str, ...]) -> pa.Array:
    found = pa.nulls(len(cells), pa.timestamp("s"))
    for form in formats:
        if found.null_count == cells.null_count:
            break
        found = pc.coalesce(found, pc.strptime(cells, format=form, unit="s", error_is_null=True))
    return _calendar(found, cells)


def _calendar(found: pa.Array, cells: pa.StringArray) -> pa.Array:
    # strptime turns 2022-02-31 into 3 March; a day that is not written in the cell is no reading of it.
    day = pc.strftime(found, format="%d")
    written = pc.replace_substring_regex(cells, pattern=r"^\d{4}\D*\d{1,2}\D+(\d{1,2})(\D.*)?$", replacement=r"\1")
    written = pc.replace_substring_regex(written, pattern=r"^\d{6}(\d{2})$", replacement=r"\1")
    return pc.if_else(pc.equal(day, pc.utf8_lpad(written, width=2, padding="0")), found, None)


def _digits(cells: pa.StringArray) -> pa.StringArray:
    cells = pc.replace_substring_regex(cells, pattern=r"[,，¥￥\s]", replacement="")
    return pc.replace_substring_regex(cells, pattern=r"元$", replacement="")


def _matching(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    return pc.if_else(pc.match_substring_regex(cells, pattern=pattern), cells, None)


def _number(cells: pa.StringArray) -> pa.Array:
    numbers = pc.cast(_matching(_digits(cells), r"^[-+]?\d{1,15}(\.\d{1,12})?$"), pa.float64())
    shares = pc.cast(
        _matching(pc.utf8_rtrim(_digits(cells), characters="%"), r"^[-+]?\d{1,15}(\.\d{1,12})?$"),
        pa.float64(),
    )
    return pc.if_else(pc.ends_with(cells, pattern="%"), pc.divide(shares, 100.0), numbers)


def _money(cells: pa.StringArray) -> pa.Array:
    plain = _matching(_digits(cells), r"^\d{1,13}(\.\d{1,6})?$")
    exact = pc.cast(plain, pa.decimal128(21, 6))
    cents = pc.round(
        pc.multiply(exact, pa.scalar(100, pa.decimal128(3, 0))), ndigits=0, round_mode="half_towards_infinity"
    )
    return pc.cast(cents, pa.int64(), safe=False)


def _count(cells: pa.StringArray) -> pa.Array:
    whole = pc.replace_substring_regex(_digits(cells), pattern=r"\.0+$", replacement="")
    return pc.cast(_matching(whole, r"^\d{1,15}$"), pa.int64())


def _score(cells: pa.StringArray) -> pa.Array:
    return _within(_count(cells), 1, 5)


def _within(numbers: pa.Array, lowest: int, highest: int) -> pa.Array:
    inside = pc.and_(pc.greater_equal(numbers, lowest), pc.less_equal(numbers, highest))
    return pc.if_else(inside, numbers, None)


def _flag(cells: pa.StringArray) -> pa.Array:
    lowered = pc.utf8_lower(cells)
    yes, no = pc.is_in(lowered, value_set=_TRUE), pc.is_in(lowered, value_set=_FALSE)
    return pc.if_else(pc.or_(yes, no), yes, None)


_TYPED: dict[Kind, Callable[[pa.StringArray], pa.Array]] = {
    Kind.TEXT: _text,
    Kind.TIME: _time,
    Kind.DAY: _day,
    Kind.MONEY: _money,
    Kind.SCORE: _score,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
}
