"""Number + unit + language → text: one rounding per unit, the unit always shown."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from scoring.figures import Unit

MISSING = "—"
_DECIMALS = {
    Unit.RATIO: 2, Unit.HOUR: 1, Unit.SECOND: 0, Unit.SCORE: 2, Unit.INDEX: 2, Unit.COUNT: 0, Unit.MONEY: 2,
}  # fmt: skip
_SUFFIX = {
    "zh": {Unit.RATIO: "%", Unit.HOUR: " 小时", Unit.SECOND: " 秒", Unit.SCORE: " 分", Unit.MONEY: " 元"},
    "en": {Unit.RATIO: "%", Unit.HOUR: " h", Unit.SECOND: " s", Unit.MONEY: " CNY"},
}


def shown(value: float, unit: Unit) -> float:
    """The number a person reads: shares in per cent, the rest as it is."""
    return value * 100 if unit is Unit.RATIO else value


def stored(value: float, unit: Unit) -> float:
    """The way back from `shown`: what a person typed, as it is computed with."""
    return value / 100 if unit is Unit.RATIO else value


def decimals(unit: Unit) -> int:
    """How many decimals a figure of the unit is shown with."""
    return _DECIMALS[unit]


def suffix(unit: Unit, language: str) -> str:
    """What stands behind a figure of the unit on an axis or a lever, where nothing can stand before it."""
    return _SUFFIX[language].get(unit, "")


def measured(value: float | Decimal | None, unit: Unit, language: str, *, sign: bool = False, finer: int = 0) -> str:
    """A metric value with its unit; missing is a dash, never 0. `finer` adds decimals.

    >>> measured(0.98564, Unit.RATIO, "zh"), measured(38.69, Unit.HOUR, "en"), measured(None, Unit.SECOND, "zh")
    ('98.56%', '38.7 h', '—')
    >>> measured(1234.5, Unit.MONEY, "zh"), measured(-5, Unit.MONEY, "en")
    ('¥1,234.50', '-¥5.00')
    """
    if value is None:
        return MISSING
    money = unit is Unit.MONEY
    number = format(shown(float(value), unit), f"{'+' if sign else ''}{',' * money}.{_DECIMALS[unit] + finer}f")
    return re.sub(r"^[+-]?", r"\g<0>¥", number) if money else number + suffix(unit, language)


def distance(value: float, unit: Unit, language: str) -> str:
    """How far two values of a metric lie apart; between shares that is percentage points.

    >>> distance(0.0232, Unit.RATIO, "zh"), distance(2.69, Unit.HOUR, "en")
    ('2.32 个百分点', '2.7 h')
    """
    if unit is Unit.RATIO:
        return f"{value * 100:.2f} {'个百分点' if language == 'zh' else 'percentage points'}"
    return measured(value, unit, language)


def escaped(text: str) -> str:
    r"""A person's own text (a shop, a file, a cell) as it stands, with nothing in it that formats.

    >>> print(escaped("[a](http://b) *c*"))
    \[a\](http\://b) \*c\*
    """
    return re.sub(r"([\\`*_{}\[\]#|$:~<>])", r"\\\1", text)


def points(value: float | None, *, sign: bool = False) -> str:
    """Score points, at most three decimals, at least one.

    >>> points(3.85), points(4.0), points(0.109, sign=True), points(None)
    ('3.85', '4.0', '+0.109', '—')
    """
    if value is None:
        return MISSING
    text = format(value, f"{'+' if sign else ''}.3f").rstrip("0")
    return text + "0" if text.endswith(".") else text


def weight(value: float) -> str:
    """A weight in per cent.

    >>> weight(0.25), weight(0.333)
    ('25%', '33.3%')
    """
    return format(value * 100, ".1f").removesuffix(".0") + "%"


def chance(value: float) -> str:
    """A chance in whole per cent; what is not certain is never shown as 0 or 100.

    >>> chance(0.834), chance(0.9996), chance(0.005), chance(1.0)
    ('83%', '>99%', '<1%', '100%')
    """
    if 0.995 <= value < 1:
        return ">99%"
    if 0 < value <= 0.005:
        return "<1%"
    return f"{value * 100:.0f}%"


def whole(value: float) -> str:
    """A whole count with thousands separators.

    >>> whole(28010)
    '28,010'
    """
    return format(round(value), ",")


def amount(value: float | None, *, sign: bool = False) -> str:
    """How much of something in all: one decimal below ten, whole above; missing is a dash.

    >>> amount(0.42), amount(1234.5), amount(-3.25, sign=True), amount(None)
    ('0.4', '1,234', '-3.2', '—')
    """
    if value is None:
        return MISSING
    return format(value, f"{'+' if sign else ''},.{0 if abs(value) >= 10 else 1}f")


def width(text: str) -> int:
    """How many places a text takes; a Chinese sign takes two.

    >>> width("4.5 星"), width("x")
    (6, 1)
    """
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def day(value: date | None) -> str:
    """A calendar day, or a dash."""
    return value.isoformat() if value else MISSING
