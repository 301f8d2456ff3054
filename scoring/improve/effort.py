"""What a target costs in whole orders, hours or seconds, and how soon the window can reach it."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.figures import Unit
from scoring.improve.drawn import IN_CENTS
from scoring.measure.catalogue import Metric
from scoring.measure.daily_sums import DailySums, Floats, Integers

_BEST_RATING = 5
_RECENT_DAYS = 28
_LOOK_AHEAD = 120


def unit_of_effort(metric: Metric, denominator: int) -> str:
    """What is counted to bring a metric to a target: `case`, `five_star`, or the metric's own unit.

    Cases are whole ones. A share of a turnover has none, nor has a figure without its denominator.
    """
    if denominator and metric.unit is Unit.RATIO and metric.denominator not in IN_CENTS:
        return "case"
    return "five_star" if denominator and metric.unit is Unit.SCORE else metric.unit.value


def after(metric: Metric, numerator: int, denominator: int, count: Integers) -> Floats:
    """The value of a metric once so many more whole cases of its sample went well (or ratings of five came).

    >>> from scoring.measure.catalogue import METRICS
    >>> after(METRICS["reply_rate"], 95, 100, np.array([0, 3])).tolist()
    [0.95, 0.98]
    >>> after(METRICS["description_rating"], 45, 10, np.array([10])).tolist()
    [4.75]
    """
    if metric.unit is Unit.SCORE:
        return (numerator + _BEST_RATING * count) / (denominator + count)
    return (numerator + (count if metric.better == "higher" else -count)) / np.int64(denominator)


def needed(metric: Metric, numerator: int, denominator: int, value: float, target: Decimal) -> tuple[float, str]:
    """How much is needed to reach the target within today's window, and in what unit.

    Shares: whole cases that must turn out well (unit `case`). Ratings: ratings of five to come on top
    (`five_star`). Means: hours or seconds less on average. Counts, amounts and platform figures: the distance itself.

    >>> from scoring.measure.catalogue import METRICS
    >>> needed(METRICS["reply_rate"], 95, 100, 0.95, Decimal("0.98"))
    (3.0, 'case')
    """
    aim, unit = Fraction(target), unit_of_effort(metric, denominator)
    if unit == "case":
        if metric.better == "higher":
            return float(max(0, math.ceil(aim * denominator) - numerator)), unit
        return float(max(0, numerator - math.floor(aim * denominator))), unit
    if unit == "five_star":
        if aim >= _BEST_RATING:
            return math.inf, unit
        return float(max(0, math.ceil((aim * denominator - numerator) / (_BEST_RATING - aim)))), unit
    return abs(float(target) - value), unit


def feasible_by(
    metric: Metric, sums: DailySums, shop: int, window: tuple[int, int], day: date, target: Decimal
) -> date | None:
    """The first day whose window reaches the target if all that is still to come goes well.

    Known days leave the window as they will; coming days bring the mean volume of the last 28 days.
    "Well" is: every case good, every rating five; for a mean time the shop's own best window so far.
    None when that is not enough within 120 days, for a count or an amount, which has no cases, or when
    the events do not hold the metric.
    """
    if metric.from_platform or not metric.denominator or sums.missing[metric.id][shop]:
        return None
    known = (day - sums.first_day).days
    numerators = _known(sums.columns[metric.numerator][shop], known)
    denominators = _known(sums.columns[metric.denominator][shop], known)
    days, lag = window
    volume = denominators[-_RECENT_DAYS:].mean() if known >= 0 else 0.0
    if volume == 0:
        return None
    good = _good_case(metric, numerators, denominators, days)
    coming = np.full(_LOOK_AHEAD, volume)
    numerators = np.concatenate([[0.0], numerators, coming * good]).cumsum()
    denominators = np.concatenate([[0.0], denominators, coming]).cumsum()
    for ahead in range(1, _LOOK_AHEAD + 1):
        stop = known + ahead - lag + 1
        start = max(0, stop - days)
        if stop <= start:
            continue
        count = denominators[stop] - denominators[start]
        if count and _reached(metric, (numerators[stop] - numerators[start]) / (count * metric.scale), float(target)):
            return day + timedelta(days=ahead)
    return None


def _known(daily: Integers, known: int) -> Floats:
    """The days up to the position `known`, that one included; days after the data hold nothing."""
    part = daily[: max(0, known + 1)].astype(np.float64)
    return np.concatenate([part, np.zeros(max(0, known + 1 - len(part)))])


def _good_case(metric: Metric, numerators: np.ndarray, denominators: np.ndarray, days: int) -> float:
    """What one case that goes well adds to the numerator."""
    if metric.unit is Unit.RATIO:
        return 1.0 if metric.better == "higher" else 0.0
    if metric.unit is Unit.SCORE:
        return float(_BEST_RATING)
    span = np.ones(min(days, len(denominators)))
    counts = np.convolve(denominators, span, mode="valid")
    totals = np.convolve(numerators, span, mode="valid")
    return float(np.min(totals[counts > 0] / counts[counts > 0])) if (counts > 0).any() else math.inf


def _reached(metric: Metric, value: float, target: float) -> bool:
    return value + 1e-9 >= target if metric.better == "higher" else value - 1e-9 <= target
