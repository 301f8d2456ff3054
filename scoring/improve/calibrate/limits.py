"""From what the days say to the limits a rule set takes: the interval, whether it is enough, and the figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

import numpy as np

from scoring.assess.curves import Floats
from scoring.improve.calibrate.ladders import Ladder
from scoring.improve.calibrate.lines import Line
from scoring.improve.calibrate.results import ENOUGH, NOTHING, ONE_SIDE, WIDE, Limit
from scoring.measure.catalogue import METRICS
from scoring.rules.assumed_figures import AssumedFigure, At

# The figure lies in this share of the interval next to the value seen to be enough: where it is safe to aim at.
_NEXT_TO = 0.1
_MOST_PLACES = 18
_WIDTH_OF_ONLY_LIMIT = 0.25


def limits_of(part: Ladder | Line, wanted: Mapping[At, AssumedFigure]) -> list[Limit]:
    """The limits of an indicator that are to be found out."""
    points = part.item.curve.points
    stands = np.array([part.sign * float(step.reach) for step in points])
    if isinstance(part, Ladder):
        counts = part.support()
        low, high = part.limits()
        states = _states(stands, low, high, *counts)
        figures = _on_ladder(part, stands, states)
    else:
        counts = _days_of(part)
        found = part.found()
        nothing = np.full(len(points), np.inf)
        low, high = found[:2] if found else (-nothing, nothing)
        states = _states(stands, low, high, *counts)
        figures = _on_line(part, stands, states, found)
    # Taken from 0, a value of 0 keeps its sign.
    ends = (low, high) if part.sign > 0 else (0.0 - low, 0.0 - high)
    found_limits = []
    for step, point in enumerate(points):
        at: At = ("indicators", part.name, "curve", "points", step, "reach")
        if at not in wanted:
            continue
        found_limits.append(
            Limit(
                part.name,
                part.item.label.text,
                part.item.metric,
                METRICS[part.item.metric].better,
                step,
                point.score,
                at,
                point.reach,
                _end(ends[0][step]),
                _end(ends[1][step]),
                int(counts[0][step]),
                int(counts[1][step]),
                states[step],
                figures[step],
            )
        )
    return found_limits


def _end(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _days_of(line: Line) -> tuple[Floats, Floats]:
    """How many days lie below and how many at or above each point's score, for sure."""
    used, end = line.used()[:, None], line.scores[None, :]
    at_top = np.isclose(line.scores, line.scores.max())[None, :] & (line.high[:, None] >= end)
    missed = used & (line.high[:, None] < end)
    reached = used & ((line.low[:, None] > end) | at_top)
    return missed.sum(axis=0), reached.sum(axis=0)


def _states(stands: Floats, low: Floats, high: Floats, missed: Floats, reached: Floats) -> list[str]:
    """Whether each interval is enough: days on both sides, and no wider than the step to the next limit."""
    gaps = [abs(one - other) for one, other in pairwise(stands)]
    found = []
    for at in range(len(stands)):
        near = gaps[max(0, at - 1) : at + 1]
        widest = min(near) if near else abs(float(stands[at])) * _WIDTH_OF_ONLY_LIMIT
        if missed[at] and reached[at] and np.isfinite(low[at]) and np.isfinite(high[at]):
            found.append(ENOUGH if high[at] - low[at] <= widest * (1 + 1e-9) else WIDE)
        else:
            found.append(ONE_SIDE if missed[at] or reached[at] else NOTHING)
    return found


def shortest(good: float, room: float, sign: float) -> Decimal:
    """The number with the fewest decimals whose goodness is at most `good` and less than `room` below it.

    >>> shortest(0.95123, 0.002, 1.0), shortest(-54.934, 0.5, -1.0)
    (Decimal('0.95'), Decimal('55'))
    """
    exact = Decimal(repr(float(sign * good)))
    for places in range(_MOST_PLACES):
        number = exact.quantize(Decimal(1).scaleb(-places), ROUND_FLOOR if sign > 0 else ROUND_CEILING)
        if good - room < sign * float(number) <= good:
            return number
    return exact


def _on_ladder(ladder: Ladder, stands: Floats, states: list[str]) -> list[Decimal]:
    """A figure for each limit inside its interval, from best to worst without ties."""
    points = ladder.item.curve.points
    low, high = ladder.limits()
    seen_low, seen_high = ladder.limits(spare=False)
    # Where what was rounded away does not turn the order round, the figure also gives the scores as shown.
    clean = seen_low < seen_high
    low, high = np.where(clean, np.maximum(low, seen_low), low), np.where(clean, np.minimum(high, seen_high), high)
    figures = [step.reach for step in points]
    gaps = np.append(-np.diff(stands), abs(float(stands[-1])) * _WIDTH_OF_ONLY_LIMIT or 1.0)
    fixed = ~np.isnan(ladder.fixed)
    seen = np.flatnonzero(np.isfinite(high))
    for at in seen:
        if fixed[at]:
            continue
        top, above = float(high[at]), ladder.sign * float(figures[at - 1]) if at and at - 1 in seen else np.inf
        if states[at] != ENOUGH and low[at] < stands[at] <= top and stands[at] < above:
            continue
        if above <= top:
            top = low[at] + (above - low[at]) * (1 - _NEXT_TO) if np.isfinite(low[at]) else above - gaps[at - 1]
        room = (top - low[at]) if np.isfinite(low[at]) else gaps[at]
        figures[at] = shortest(top, float(room) * _NEXT_TO, ladder.sign)
    ceiling = METRICS[ladder.item.metric].unit.highest if ladder.sign > 0 else 0.0
    for at in reversed(np.flatnonzero(~np.isfinite(high))):
        below = ladder.sign * float(figures[at + 1]) if at + 1 < len(figures) else -np.inf
        floor = max(float(low[at]), below)
        if fixed[at] or stands[at] > floor:
            continue
        more = min(gaps[at - 1] if at else gaps[at], ceiling - floor if ceiling > floor else np.inf)
        figures[at] = shortest(floor + more / 2, more / 2, ladder.sign)
    return figures


def _on_line(
    line: Line, stands: Floats, states: list[str], found: tuple[Floats, Floats, Floats] | None
) -> list[Decimal]:
    """Figures near the middle of what the days leave, as round as they may be; stand-ins where nothing is stated."""
    points = line.item.curve.points
    if found is None:
        return [step.reach for step in points]
    bounds, _, unit = line.bounds()
    low, high, middle = found
    kept = [state != ENOUGH and low[at] <= stands[at] <= high[at] for at, state in enumerate(states)]
    for keep in (kept, [False] * len(points)):
        for places in range(_MOST_PLACES):
            rounded = [Decimal(repr(float(line.sign * good))).quantize(Decimal(1).scaleb(-places)) for good in middle]
            figures = [step.reach if stays else new for stays, step, new in zip(keep, points, rounded, strict=True)]
            goods = np.array([line.sign * float(figure) for figure in figures])
            if bounds.holds(goods / unit) and np.all(np.diff(goods) < 0):
                return figures
    return [step.reach for step in points]
