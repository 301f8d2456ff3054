"""Months: calendar arithmetic, a shop's score on the last day of each, a metric over any stretch of days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scoring.assess.curves import Floats
from scoring.assess.timeline import Timeline
from scoring.figures import Evidence
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import panel

# The metric of counted sales: successful trades without refunds.
SALES = "sales"


@dataclass(frozen=True)
class DailyScores:
    """One shop's total of each day from `first_day` on (NaN = none), and the weakest evidence behind them."""

    first_day: date
    totals: Floats
    evidence: Evidence = Evidence.PUBLISHED

    @classmethod
    def of(cls, timeline: Timeline, shop: int) -> DailyScores:
        """The totals of a timeline."""
        return cls(timeline.first_day, timeline.totals(shop), timeline.evidence(shop))

    @property
    def last_day(self) -> date:
        """The newest day."""
        return self.first_day + timedelta(days=len(self.totals) - 1)

    def on(self, day: date) -> float | None:
        """The total of a day; None without one, and outside the days known."""
        at = (day - self.first_day).days
        return float(self.totals[at]) if 0 <= at < len(self.totals) and not np.isnan(self.totals[at]) else None


@dataclass(frozen=True)
class MonthEnd:
    """The score a month is judged by.

    `state`: `counted`, `no_data` (no score on that day: left out), `ahead` (the day is still to come)
    or `exit_month` (the month of leaving is left out).
    """

    day: date
    score: float | None
    state: str


def month_end(day: date) -> date:
    """The last day of the day's month.

    >>> month_end(date(2024, 2, 10)).isoformat()
    '2024-02-29'
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The first day of the month that lies so many months after the day's own.

    >>> months_after(date(2026, 11, 20), 3).isoformat()
    '2027-02-01'
    """
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The last day of every month from the first day's month to the last day's."""
    day = first.replace(day=1)
    while day <= last:
        yield month_end(day)
        day = months_after(day, 1)


def month_ends(scores: DailyScores, first: date, last: date) -> list[MonthEnd]:
    """The month ends of every month from `first` to `last`; those after the scores are `ahead`."""
    found = []
    for day in months_between(first, last):
        score = scores.on(day)
        state = "ahead" if day > scores.last_day else "no_data" if score is None else "counted"
        found.append(MonthEnd(day, score, state))
    return found


def metric_over(sums: DailySums, shop: int, metric: str, first: date, last: date) -> float | None:
    """A metric over the days from `first` to `last`; None when it is missing or the days lie outside the data.

    A figure of the platform is the newest one it gave within those days.
    """
    if last < first or last < sums.first_day or not sums.days:
        return None
    if METRICS[metric].from_platform:
        if metric not in sums.platform:
            return None
        start, stop = max(0, (first - sums.first_day).days), max(0, (last - sums.first_day).days + 1)
        given = sums.platform[metric].value[shop, start:stop]
        given = given[~np.isnan(given)]
        return float(given[-1]) if len(given) else None
    after = last + timedelta(days=1)
    value = panel(sums, {metric: ((last - first).days + 1, 1)}, after, after).metrics[metric].value[shop, 0]
    return None if np.isnan(value) else float(value)
