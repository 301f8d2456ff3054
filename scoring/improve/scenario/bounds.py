"""How large a figure of a scenario may be: what a metric's unit allows, and what daily sums can hold."""

from __future__ import annotations

from decimal import Decimal

from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.rules.words import plain

# Daily sums are whole numbers of 64 bits: what nobody means must not run over.
_BEYOND = {Unit.HOUR: Decimal(10**5), Unit.SECOND: Decimal(10**7)}


def highest(metric: str) -> Decimal | None:
    """The highest value a metric may have; None where there is no end."""
    unit = METRICS[metric].unit
    return Decimal(int(unit.highest)) if unit in (Unit.RATIO, Unit.SCORE, Unit.INDEX) else None


def largest(metric: str) -> Decimal:
    """The largest value a scenario may give a metric: the highest there is, or more than any shop ever has.

    >>> largest("reply_rate"), largest("delivery_hours")
    (Decimal('1'), Decimal('100000'))
    """
    top = highest(metric)
    return _beyond(metric) if top is None else top


def checked_value(value: Decimal, metric: str | None) -> Decimal:
    """The value, if the metric can have it; raises `ValueError`. None is a metric that was refused already."""
    if metric is not None and not 0 <= value <= largest(metric):
        raise ValueError(f"expected 0 to {plain(largest(metric))} for {metric}")
    return value


def checked_shift(by: Decimal, metric: str | None) -> Decimal:
    """The shift, if any shop could mean it; raises `ValueError`. None is a metric that was refused already."""
    if metric is not None and abs(by) > _beyond(metric):
        raise ValueError(f"expected {plain(-_beyond(metric))} to {plain(_beyond(metric))} for {metric}")
    return by


def _beyond(metric: str) -> Decimal:
    return _BEYOND.get(METRICS[metric].unit, Decimal(10**9))
