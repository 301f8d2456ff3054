"""Text cells → typed cells, a whole column at a time, one function per kind.

Each function takes trimmed text (null = missing) and gives a column of the stored type in which a
cell that cannot be read is null: what was filled before and is null after is a rejected cell.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.columns import Column, Kind
from scoring.intake.moments import days, moments

_MISSING = pa.array(["", "-", "--", "—", "null", "NULL", "None", "nan", "NaN"])
_TRUE = pa.array(["true", "1", "yes", "y", "是"])
_FALSE = pa.array(["false", "0", "no", "n", "否"])
_MOST = 1e15  # whole numbers up to here are exact
_NUMBER = r"^[-+]?\d{1,15}(\.\d{1,12})?$"
_THOUSANDS = r"^[-+]?\d{1,3}([,，]\d{3})*(\.\d+)?$"
# What a spreadsheet leaves of a long number; its last digits are gone for good.
_CUT_NUMBER = r"^\d(\.\d+)?[eE]\+\d{2}$"

EXPECTED = {
    Kind.TEXT: "text",
    Kind.IDENTIFIER: "a number or code in full (the spreadsheet has cut it to 6.9E+18; format the column as text)",
    Kind.TIME: "a time such as 2022-06-16 09:30:00 between 2000 and 2099",
    Kind.DAY: "a day such as 2022-06-16 between 2000 and 2099",
    Kind.MONEY: "an amount such as 5652.00, not below 0",
    Kind.SCORE: "a whole number from 1 to 5",
    Kind.COUNT: "a whole number, not below 0",
    Kind.NUMBER: "a number such as 0.985",
    Kind.SHARE: "a share such as 98.5% or 0.985, not above 100%",
    Kind.DURATION: "a duration such as 85, 85秒 or 1分25秒",
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
    # Most columns of most files hold none of these: looking is cheaper than replacing.
    if pc.any(pc.starts_with(cells, pattern="=")).as_py():
        cells = pc.replace_substring_regex(cells, pattern=r'^="(.*)"$', replacement=r"\1")
    if pc.any(pc.starts_with(cells, pattern="'")).as_py():
        cells = pc.utf8_ltrim(cells, characters="'")
    return pc.if_else(pc.is_in(cells, value_set=_MISSING), None, cells)


def unmasked(cells: pa.StringArray) -> pa.StringArray:
    """The cells without personal data that the platform has masked: it says nothing, not even who is the same.

    >>> unmasked(pa.array(["##gH2k##", "$$AbC", "tb_123"])).to_pylist()
    [None, None, 'tb_123']
    """
    masked = pc.or_(pc.starts_with(cells, pattern="##"), pc.starts_with(cells, pattern="$$"))
    return pc.if_else(masked, None, cells)


def cut(cells: pa.StringArray) -> pa.BooleanArray:
    """Which cells are long numbers that a spreadsheet has cut (6.91793E+18).

    >>> cut(pa.array(["6.91793E+18", "6917926768823643751", "A1"])).to_pylist()
    [True, False, False]
    """
    return pc.match_substring_regex(cells, pattern=_CUT_NUMBER)


def typed(column: Column, cells: pa.StringArray) -> pa.Array:
    """The trimmed cells of a column as stored; a cell that cannot be read is null."""
    if column.choices:
        lowered = pc.utf8_lower(cells)
        return pc.if_else(pc.is_in(lowered, value_set=pa.array(column.choices)), lowered, None)
    return _TYPED[column.kind](cells)


def plain(cells: pa.StringArray) -> pa.BooleanArray:
    """Which cells are numbers without a percent sign; whether they are ratios or per cents the column tells.

    >>> plain(pa.array(["98.5%", "0.985", None])).to_pylist()
    [False, True, False]
    """
    return pc.fill_null(pc.invert(pc.ends_with(cells, pattern="%")), False)


def _text(cells: pa.StringArray) -> pa.Array:
    return cells


def _identifier(cells: pa.StringArray) -> pa.Array:
    return pc.if_else(cut(cells), None, cells)


def _digits(cells: pa.StringArray) -> pa.StringArray:
    """Numbers without thousands separators, currency and units; separators in a wrong place are left in."""
    cells = pc.replace_substring_regex(cells, pattern=r"^([-+]?)[¥￥]\s*|\s*元$", replacement=r"\1")
    if not pc.any(pc.match_substring_regex(cells, pattern="[,，]")).as_py():
        return cells
    without = pc.replace_substring_regex(cells, pattern="[,，]", replacement="")
    plain_part = pc.replace_substring_regex(cells, pattern="[万亿%]$", replacement="")
    return pc.if_else(pc.match_substring_regex(plain_part, pattern=_THOUSANDS), without, cells)


def _matching(cells: pa.StringArray, pattern: str) -> pa.StringArray:
    return pc.if_else(pc.match_substring_regex(cells, pattern=pattern), cells, None)


def _number(cells: pa.StringArray) -> pa.Array:
    cells = _digits(cells)
    value = pc.cast(_matching(cells, _NUMBER), pa.float64())
    for sign, factor in (("%", 0.01), ("万", 1e4), ("亿", 1e8)):
        marked = pc.ends_with(cells, pattern=sign)
        if pc.any(marked).as_py():
            bare = _matching(pc.utf8_rtrim(cells, characters=sign), _NUMBER)
            # Division keeps 98.5% the very number that 0.985 is.
            number = pc.cast(bare, pa.float64())
            scaled = pc.divide(number, 100.0) if factor < 1 else pc.multiply(number, factor)
            value = pc.if_else(marked, scaled, value)
    return value


def _money(cells: pa.StringArray) -> pa.Array:
    cells = _digits(cells)
    cents = _cents(cells, 100)
    for sign, factor in (("万", 1_000_000), ("亿", 10_000_000_000)):
        marked = pc.ends_with(cells, pattern=sign)
        if pc.any(marked).as_py():
            cents = pc.if_else(marked, _cents(pc.utf8_rtrim(cells, characters=sign), factor), cents)
    return cents


def _cents(cells: pa.StringArray, factor: int) -> pa.Array:
    exact = pc.cast(_matching(cells, r"^\d{1,13}(\.\d{1,6})?$"), pa.decimal128(20, 6))
    whole = pc.round(
        pc.multiply(exact, pa.scalar(factor, pa.decimal128(12, 0))), ndigits=0, round_mode="half_towards_infinity"
    )
    inside = pc.less(whole, pa.scalar(10**16, whole.type))
    return pc.cast(pc.if_else(inside, whole, None), pa.int64(), safe=False)


def _count(cells: pa.StringArray) -> pa.Array:
    value = _within(_number(pc.if_else(pc.ends_with(cells, pattern="%"), None, cells)), 0, _MOST)
    return pc.cast(pc.if_else(pc.equal(value, pc.floor(value)), value, None), pa.int64())


def _score(cells: pa.StringArray) -> pa.Array:
    return _within(_count(cells), 1, 5)


def _share(cells: pa.StringArray) -> pa.Array:
    # A plain number may still be a per cent: the whole column decides, once it is read.
    value = _number(cells)
    return pc.if_else(pc.and_(pc.greater_equal(value, 0.0), pc.less_equal(value, pc.if_else(plain(cells), 100.0, 1.0))),
                      value, None)  # fmt: skip


def _duration(cells: pa.StringArray) -> pa.Array:
    """Seconds of `85`, `85秒`, `1分25秒`, `1小时20分`, `40.42小时`."""
    cells = pc.replace_substring_regex(cells, pattern=r"\s|钟", replacement="")
    bare = _within(_number(_matching(cells, r"^[\d.,，]+$")), 0, 1e9)
    if bare.null_count == cells.null_count:
        return bare
    number = r"\d{1,9}(?:\.\d{1,6})?"
    pattern = rf"^(?:(?P<d>{number})天)?(?:(?P<h>{number})(?:小时|时))?(?:(?P<m>{number})分)?(?:(?P<s>{number})秒)?$"
    parts = pc.extract_regex(cells, pattern=pattern)
    seconds = pa.scalar(0.0)
    filled = pa.scalar(False)
    for name, unit in (("d", 86_400.0), ("h", 3_600.0), ("m", 60.0), ("s", 1.0)):
        part = pc.struct_field(parts, name)
        part = pc.if_else(pc.is_valid(parts), part, None)
        is_there = pc.fill_null(pc.greater(pc.binary_length(part), 0), False)
        value = pc.cast(pc.if_else(is_there, part, None), pa.float64())
        seconds = pc.add(seconds, pc.multiply(pc.fill_null(value, 0.0), unit))
        filled = pc.or_(filled, is_there)
    return pc.coalesce(bare, pc.if_else(filled, seconds, None))


def _within(numbers: pa.Array, lowest: float, highest: float) -> pa.Array:
    inside = pc.and_(pc.greater_equal(numbers, lowest), pc.less_equal(numbers, highest))
    return pc.if_else(inside, numbers, None)


def _flag(cells: pa.StringArray) -> pa.Array:
    lowered = pc.utf8_lower(cells)
    yes, no = pc.is_in(lowered, value_set=_TRUE), pc.is_in(lowered, value_set=_FALSE)
    return pc.if_else(pc.or_(yes, no), yes, None)


_TYPED: dict[Kind, Callable[[pa.StringArray], pa.Array]] = {
    Kind.TEXT: _text,
    Kind.IDENTIFIER: _identifier,
    Kind.TIME: moments,
    Kind.DAY: days,
    Kind.MONEY: _money,
    Kind.SCORE: _score,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.SHARE: _share,
    Kind.DURATION: _duration,
    Kind.FLAG: _flag,
}
