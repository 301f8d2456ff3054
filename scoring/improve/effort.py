"""What a target costs in whole orders, hours or seconds."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.figures import Unit
from scoring.improve.drawn import IN_CENTS
from scoring.measure.catalogue import Metric
from scoring.measure.daily_sums import Floats, Integers

_BEST_RATING = 5


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
