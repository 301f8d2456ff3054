"""How the window of one metric goes from one day to another: days leave, days come, their volume differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from scoring.improve.change_parts import Days, Kind
from scoring.improve.change_path import Cell, Step
from scoring.improve.change_roles import Role
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Integers


@dataclass(frozen=True)
class _Span:
    """Some days of a metric: their sums, and which of them have any case."""

    good: int
    cases: int
    days: Days | None

    def figure(self, metric: Metric) -> float | None:
        """The metric over these days alone; None without a case. A count is what they count together."""
        if not metric.denominator:
            return self.good / metric.scale
        return float(Fraction(self.good, self.cases * metric.scale)) if self.cases else None


# Too few cases to go by: below the indicator's minimum sample, or below one in so many of those there were.
_ENOUGH = 4
_Stop = tuple[Kind, float, _Span, tuple[int, int]]


@dataclass(frozen=True)
class Moved:
    """The days of a metric's window on one day and not on the other."""

    metric: Metric
    left: _Span
    came: _Span


def moved(
    sums: DailySums, shop: int, name: str, columns: Mapping[str, Integers], window: tuple[int, int],
    before: date, after: date,
) -> Moved:  # fmt: skip
    """The days that leave the window between two days, and those that come in; `columns` says which count holds.

    A metric that is a count has no denominator: its cases are what it counts.
    """
    metric = METRICS[name]
    numerator, cases = columns[metric.numerator][shop], columns[metric.denominator or metric.numerator][shop]

    def span(first: date, last: date) -> _Span:
        start, stop = (min(max(0, (day - sums.first_day).days), sums.days) for day in (first, last + timedelta(days=1)))
        filled = [sums.first_day + timedelta(days=at) for at in range(start, stop) if cases[at] or numerator[at]]
        days = Days(filled[0], filled[-1], len(filled)) if filled else None
        return _Span(int(numerator[start:stop].sum()), int(cases[start:stop].sum()), days)

    def only_in(one: tuple[date, date], other: tuple[date, date]) -> _Span:
        if one[0] < other[0]:
            return span(one[0], min(one[1], other[0] - timedelta(days=1)))
        return span(max(one[0], other[1] + timedelta(days=1)), one[1])

    first, second = (_ends(window, day) for day in (before, after))
    return Moved(metric, only_in(first, second), only_in(second, first))


def _ends(window: tuple[int, int], day: date) -> tuple[date, date]:
    days, lag = window
    last = day - timedelta(days=lag)
    return last - timedelta(days=days - 1), last


def window_steps(role: Role, days: Moved, before: Cell, after: Cell) -> list[Step]:
    """The steps from a metric measured on one day to the same on another; the last one ends at `after`.

    First the days that left are gone; then those that came are there, as many cases as left; then as many
    as came. Until then the sample is that of the first day, so that nothing but the value moves. The figure of
    too few cases says nothing: where those that stay are too few, leaving and coming is one step; where those
    that came are, their figure and their volume is one. Where both have the same figure, nothing but the volume
    differs. Of a count leaving and coming is all there is.
    """
    steps = []
    now = before
    for kind, value, span, cases in _stops(role, days, before, after):
        there = replace(before, value=value)
        steps.append(
            Step(
                kind, role, {days.metric.id: there}, now.figure, there.figure, cases, span.days,
                span.figure(days.metric),
            )
        )  # fmt: skip
        now = there
    samples = (before.sample, after.sample)
    steps.append(Step("mix", role, {days.metric.id: after}, now.figure, after.figure, samples, days.came.days))
    return steps


def _stops(role: Role, days: Moved, before: Cell, after: Cell) -> Iterator[_Stop]:
    """Where the value stands on the way: kind of the step, value after it, the days it tells of, cases."""
    scale, left, came = days.metric.scale, days.left, days.came
    if not days.metric.denominator:
        stay = before.numerator - left.good
        yield "left", stay / scale, left, (before.numerator, stay)
        yield "came", after.value, came, (stay, after.numerator)
        return
    stay = before.denominator - left.cases
    if stay < max(1, role.minimum, before.denominator / _ENOUGH):
        yield "replaced", after.value, came, (before.denominator, after.denominator)
        return
    if left.cases and came.cases and left.good * came.cases == came.good * left.cases:
        return
    good = before.numerator - left.good
    if left.cases:
        yield "left", float(Fraction(good, stay * scale)), left, (before.denominator, stay)
    if left.cases and came.cases >= max(1, role.minimum, left.cases / _ENOUGH):
        as_many = good + Fraction(came.good * left.cases, came.cases)
        yield "came", float(as_many / (before.denominator * scale)), came, (stay, before.denominator)
    elif came.cases:
        yield "came", after.value, came, (stay, after.denominator)
