"""Single figures: as JSON shows them, and as a person reads them."""

from __future__ import annotations

import math
from decimal import Decimal

from scoring.figures import Unit

_DECIMALS = {Unit.RATIO: 2, Unit.HOUR: 1, Unit.SECOND: 0, Unit.SCORE: 2, Unit.INDEX: 2, Unit.COUNT: 0, Unit.MONEY: 2}
_SUFFIX = {Unit.RATIO: " %", Unit.HOUR: " h", Unit.SECOND: " s"}


def number(value: float | Decimal | None, decimals: int = 10) -> float | int | None:
    """A number as JSON shows it: without binary dust, whole ones without a point."""
    if value is None or not math.isfinite(value):
        return None
    exact = round(float(value), decimals)
    return int(exact) if exact == int(exact) else exact


def scale(unit: Unit) -> int:
    """What a value is multiplied with to be shown: shares are percentages."""
    return 100 if unit is Unit.RATIO else 1


def places(unit: Unit) -> int:
    """How many decimals a figure of the unit is shown with."""
    return _DECIMALS[unit]


def figure(value: float | Decimal, unit: Unit, finer: int = 0) -> str:
    """A value as a person reads it: 95.52 %, 54.9 h, 56 s, a rating of 4.59, CNY 1,234.50. `finer` adds decimals."""
    shown = f"{float(value) * scale(unit):.{places(unit) + finer}f}{_SUFFIX.get(unit, '')}"
    return f"CNY {float(value):,.2f}" if unit is Unit.MONEY else shown
