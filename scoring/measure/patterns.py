"""What the days of a metric tell: each day alone, the days of the week, before and after a day, two metrics together.

Every figure comes from the panel, as the windowed ones do. Whether a difference is more than the usual
ups and downs is answered by shuffling: the days are dealt out anew many times, and a difference that so
rarely comes about by chance (`BY_CHANCE`) counts as one. That holds for shares and for averages alike, and
for days that swing together, which a test that takes every case for independent gets wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt

import numpy as np

from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Floats, Integers
from scoring.measure.metric import CENTS, Metric
from scoring.measure.panel import PLATFORM, Window, panel
from scoring.measure.shuffles import Flags, gaps, share_as_great, shuffled

BY_CHANCE = 0.05
LEAST_OF_A_WEEKDAY, LEAST_CASES, LEAST_DAYS_TOGETHER = 3, 10, 10
_WEEK = 7
_ONE_IN_TWENTY = 1.96  # so many standard deviations from the middle lies one pair in twenty


@dataclass(frozen=True)
class DayFigure:
    """One day of a metric by itself: its sums, and the figure they give (None = no case).

    `amount` and `cases` are the two sums as `counted` gives them.
    """

    day: date
    numerator: int
    denominator: int
    amount: float
    cases: float
    figure: float | None


@dataclass(frozen=True)
class WeekdayFigure:
    """All Mondays (1) … Sundays (7) of a span together; `days` are those of them with a figure.

    Where there is no denominator the figure is that of an average day.
    """

    weekday: int
    days: int
    cases: float
    figure: float | None


@dataclass(frozen=True)
class Weekdays:
    """The week of a metric. `state`: `differs` (`worst` stands out), `alike`, or `too_few` days or cases to tell.

    `chance` is how often shuffled days give a worst weekday that stands out as much.
    """

    rows: tuple[WeekdayFigure, ...]
    state: str
    worst: WeekdayFigure | None
    rest: float | None
    chance: float | None


@dataclass(frozen=True)
class Side:
    """The days before or after a day: figure (None = no case, or not all days known), cases, days with any."""

    figure: float | None
    cases: float
    days: int


@dataclass(frozen=True)
class Change:
    """One metric before and after a day.

    `days_lacking` is how many days of data are still to come before the time after is complete;
    `begins_late` says that the data begins after the time before does. `better` is None where nothing changed or
    nothing is known; `chance` is how often shuffled days give as great a change.
    """

    metric: str
    before: Side
    after: Side
    days_lacking: int
    begins_late: bool
    better: bool | None
    chance: float | None


@dataclass(frozen=True)
class Together:
    """How two metrics moved over the `days` on which both have a figure: their rank correlation, -1 to 1.

    None where there are too few such days, or one of the two never changed.
    """

    days: int
    correlation: float | None
    by_chance: bool


def counted(metric: Metric, numerator: int, denominator: int) -> tuple[float, float]:
    """The numerator in the unit of the metric (cases, hours, seconds, points, CNY), and how many cases or CNY it is of.

    >>> counted(METRICS["delivery_hours"], 360_000, 2), counted(METRICS["special_service_share"], 5000, 10_000)
    ((100.0, 2.0), (50.0, 100.0))
    """
    money = 100 if metric.counts is CENTS else 1
    return numerator / max(metric.scale, money), (denominator if metric.denominator else numerator) / money


def days_of_metric(
    sums: DailySums, shop: int, metric_id: str, first: date, last: date, after_exclusion: Collection[str] = ()
) -> list[DayFigure]:
    """Each day from `first` to `last` by itself; empty for a metric that the shop's events do not give."""
    metric = METRICS[metric_id]
    if not _is_measured(sums, shop, metric_id):
        return []
    values = panel(sums, {metric_id: (1, 0)}, first, last, after_exclusion).metrics[metric_id]
    return [
        DayFigure(
            first + timedelta(days=at),
            int(values.numerator[shop, at]),
            int(values.denominator[shop, at]),
            *counted(metric, int(values.numerator[shop, at]), int(values.denominator[shop, at])),
            # Where the platform's figure stands in, it is one of a whole window.
            None
            if values.origin[shop, at] == PLATFORM or np.isnan(values.value[shop, at])
            else float(values.value[shop, at]),
        )
        for at in range((last - first).days + 1)
    ]


def weekdays(
    sums: DailySums, shop: int, metric_id: str, first: date, last: date, after_exclusion: Collection[str] = ()
) -> Weekdays:
    """The seven days of the week from `first` to `last`, and whether the worst one stands out from the other six."""
    days = days_of_metric(sums, shop, metric_id, first, last, after_exclusion)
    if not days:
        return Weekdays((), "too_few", None, None, None)
    numerator, denominator = _sums_of(days, metric_id)
    of_week = np.array([item.day.isoweekday() for item in days])
    masks = np.array([of_week == weekday for weekday in range(1, _WEEK + 1)])
    groups = np.concatenate([masks, ~masks])
    found = _figures(sums, metric_id, days, groups)
    if not METRICS[metric_id].denominator:
        found = [figure and figure / count for figure, count in zip(found, groups.sum(axis=1).tolist(), strict=True)]
    known = np.array([item.figure is not None for item in days])
    rows = tuple(
        WeekdayFigure(
            weekday,
            int((masks[weekday - 1] & known).sum()),
            sum(item.cases for item in days if item.day.isoweekday() == weekday),
            found[weekday - 1],
        )
        for weekday in range(1, _WEEK + 1)
    )
    if min(row.days for row in rows) < LEAST_OF_A_WEEKDAY or _is_rare(metric_id, numerator, denominator):
        return Weekdays(rows, "too_few", None, None, None)
    worse = -1 if METRICS[metric_id].better == "higher" else 1
    apart = worse * gaps(numerator, denominator, masks)
    at = int(apart.argmax())
    dealt = shuffled(numerator, denominator, masks)
    chance = share_as_great(float(apart[at]), (worse * dealt).max(axis=1))
    return Weekdays(rows, "differs" if chance < BY_CHANCE else "alike", rows[at], found[_WEEK + at], chance)


def before_after(
    sums: DailySums,
    shop: int,
    day: date,
    days: int,
    windows: Mapping[str, Window],
    after_exclusion: Collection[str] = (),
) -> list[Change]:
    """The metrics of `windows` over `days` days before a day and after it; the day itself belongs to neither.

    A day's data is complete once the metric's lag has passed. Metrics that the events do not give are left out:
    the platform's own figures are of windows already.
    """
    measured = {name: lag for name, (_, lag) in windows.items() if _is_measured(sums, shop, name)}
    return [_change(sums, shop, day, days, name, lag, after_exclusion) for name, lag in measured.items()]


def moved_together(one: Sequence[float | None], other: Sequence[float | None]) -> Together:
    """Whether two metrics rise and fall on the same days; `by_chance`: so much comes about in one of twenty pairs.

    >>> moved_together([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [2, 4, 6, 8, 9, 12, 14, 16, 18, None])
    Together(days=9, correlation=None, by_chance=True)
    >>> moved_together(range(10), [-x * x for x in range(10)])
    Together(days=10, correlation=-1.0, by_chance=False)
    """
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    ranks = [_ranks(np.array(side, dtype=float)) for side in zip(*pairs, strict=True)]
    if len(pairs) < LEAST_DAYS_TOGETHER or not all(rank.std() for rank in ranks):
        return Together(len(pairs), None, True)
    correlation = float(np.corrcoef(ranks[0], ranks[1])[0, 1].round(6))
    return Together(len(pairs), correlation, abs(correlation) * sqrt(len(pairs) - 1) < _ONE_IN_TWENTY)


def _is_measured(sums: DailySums, shop: int, metric_id: str) -> bool:
    return not METRICS[metric_id].from_platform and not sums.missing[metric_id][shop]


def _change(
    sums: DailySums, shop: int, day: date, days: int, metric_id: str, lag: int, after_exclusion: Collection[str]
) -> Change:
    first, last = day - timedelta(days=days), day + timedelta(days=days)
    every = days_of_metric(sums, shop, metric_id, first, last, after_exclusion)
    lacking = max(0, (last - sums.last_day[shop]).days + lag)
    late = first < sums.first_day
    masks = np.array([[item.day < day for item in every], [item.day > day for item in every]])
    found = _figures(sums, metric_id, every, masks)
    figures = None if late else found[0], None if lacking else found[1]
    before, after = (_side(figure, every, mask) for figure, mask in zip(figures, masks, strict=True))
    if before.figure is None or after.figure is None:
        return Change(metric_id, before, after, lacking, late, None, None)
    numerator, denominator = _sums_of(every, metric_id)
    two = masks.any(axis=0)
    numerator, denominator, later = numerator[two], denominator[two], masks[1:, two]
    gap = abs(float(gaps(numerator, denominator, later)[0]))
    chance = share_as_great(gap, np.abs(shuffled(numerator, denominator, later))[:, 0])
    better = None
    if before.figure != after.figure:
        better = (after.figure > before.figure) == (METRICS[metric_id].better == "higher")
    return Change(metric_id, before, after, lacking, late, better, chance)


def _side(figure: float | None, every: Sequence[DayFigure], mask: Flags) -> Side:
    of_side = [item for item, inside in zip(every, mask, strict=True) if inside]
    return Side(figure, sum(item.cases for item in of_side), sum(item.figure is not None for item in of_side))


def _figures(sums: DailySums, metric_id: str, days: Sequence[DayFigure], groups: Flags) -> list[float | None]:
    """The figure of each group of days together (groups × days), as the panel gives it: a group stands as a shop."""
    metric, every = METRICS[metric_id], groups.shape[0]
    columns = {metric.numerator: groups * np.array([item.numerator for item in days])}
    if metric.denominator:
        columns[metric.denominator] = groups * np.array([item.denominator for item in days])
    apart = replace(
        sums, shops=tuple(map(str, range(every))), first_day=days[0].day, days=len(days), columns=columns, platform={},
        missing={metric_id: ((),) * every}, last_day=(days[-1].day,) * every, excluded={},
    )  # fmt: skip
    found = panel(apart, {metric_id: (len(days), 0)}, days[-1].day, days[-1].day).metrics[metric_id].value[:, 0]
    return [None if np.isnan(value) else float(value) for value in found]


def _sums_of(days: Sequence[DayFigure], metric_id: str) -> tuple[Integers, Integers]:
    """Numerators and denominators by day; what is counted without a denominator is counted by the day."""
    numerator = np.array([item.numerator for item in days])
    if not METRICS[metric_id].denominator:
        return numerator, np.ones_like(numerator)
    return numerator, np.array([item.denominator for item in days])


def _is_rare(metric_id: str, numerator: Integers, denominator: Integers) -> bool:
    """Whether a share has so few good or bad cases that they lie on some weekday or other by chance."""
    cases = int(numerator.sum())
    return METRICS[metric_id].unit is Unit.RATIO and min(cases, int(denominator.sum()) - cases) < LEAST_CASES


def _ranks(values: Floats) -> Floats:
    """The ranks of values, 0 the lowest; equal ones share the middle of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    ranks: Floats = (ends - (count + 1) / 2)[place]
    return ranks
