"""What the coming windows of a metric can hold, and on which days it can be at a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scoring.figures import Unit
from scoring.improve.drawn import Drawn, Pair, known_days, pairs
from scoring.improve.expected import expected_cases
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Floats
from scoring.rules.model import RuleSet

Marks = npt.NDArray[np.bool_]
_BEST_RATING = 5
_LOOK_AHEAD = 120


def soonest(day: date, days_at: Marks, reference: date | None = None) -> date | None:
    """The first coming day that is marked; None when none is within the 120 days of `Reach.days_at`.

    What is lost again by the `reference` day is no use for the certification: then it is the first one after that.

    >>> day, marks = date(2026, 9, 1), np.array([False, True, False, False, True])
    >>> soonest(day, marks), soonest(day, marks, date(2026, 9, 3)), soonest(day, marks, date(2026, 9, 5))
    (datetime.date(2026, 9, 2), datetime.date(2026, 9, 5), datetime.date(2026, 9, 2))
    """
    found = np.flatnonzero(days_at)
    at = (reference - day).days if reference is not None else -1
    if 0 <= at < len(days_at) and not days_at[at]:
        found = found[found > at]
    return day + timedelta(days=int(found[0])) if len(found) else None


@dataclass(frozen=True)
class Held:
    """What a window holds: `numerator` of `denominator` known cases, and how many more are `coming`."""

    numerator: int
    denominator: int
    coming: int


@dataclass(frozen=True)
class Reach:
    """A metric of one shop as seen at the end of `day`, whose position is `known` - 1 where the data reach that far.

    `days` and `lag` are its window; a day's sums that are not final yet count as coming.
    """

    metric: Metric
    pair: Pair
    cases: Drawn
    first_data_day: date
    day: date
    known: int
    days: int
    lag: int

    @classmethod
    def of(cls, sums: DailySums, shop: int, rules: RuleSet, category: str, day: date, metric: str) -> Reach | None:
        """None where the events hold no cases of the metric: it is the platform's, a count, an amount or missing."""
        item = METRICS[metric]
        if item.from_platform or not item.denominator or sums.missing[metric][shop]:
            return None
        known = known_days(sums, day)
        pair = pairs(sums, shop, rules, [metric], known)[metric]
        if pair.denominator is None:
            return None
        return cls(item, pair, pair.denominator, sums.first_day, day, known, *rules.windows_for(category)[metric])

    def held(self, target_day: date) -> Held:
        """What the window of a day holds; with a day not after `day` every known sum counts as final."""
        stop = max(0, (target_day - self.first_data_day).days - self.lag + 1)
        start, over = max(0, stop - self.days), target_day <= self.day
        final = max(start, min(stop, self.known if over else self._final))
        numerator, denominator = (
            int(item.daily[start:final].sum()) for item in (self.pair.numerator, self.cases)
        )  # fmt: skip
        coming = 0 if over else round(expected_cases(self.cases, self.known, final, stop).sum())
        return Held(numerator, denominator, coming)

    def days_at(self, target: Decimal) -> Marks:
        """Whether the window of the day so many days ahead can be at the target if all that is still to come goes well.

        "Well" is: every case good, every rating five; for a mean time the shop's own best window so far. On the day
        itself (0) nothing is to come. What can be reached may be lost again, when good days leave the window.
        """
        ahead = np.arange(_LOOK_AHEAD + 1)
        stop = np.maximum(0, (self.day - self.first_data_day).days + ahead - self.lag + 1)
        start = np.maximum(0, stop - self.days)
        numerator, denominator, coming = (sums[stop] - sums[start] for sums in self._running)
        coming = np.rint(coming)
        whole = denominator + coming
        good_case = self._good_case
        value = (numerator + coming * (good_case or 0.0)) / (np.maximum(whole, 1) * self.metric.scale)
        aim = float(target)
        enough = value + 1e-9 >= aim if self.metric.better == "higher" else value - 1e-9 <= aim
        sure = (coming == 0) | (good_case is not None)
        found: Marks = enough & (whole > 0) & sure & (ahead > 0)
        return found

    @property
    def _final(self) -> int:
        return max(0, self.known - self.pair.numerator.wait)

    @cached_property
    def _running(self) -> tuple[Floats, Floats, Floats]:
        """Known good cases, known cases and coming ones, each summed up to every position."""
        stop = max(self.known, (self.day - self.first_data_day).days + 1) + _LOOK_AHEAD
        known = np.zeros((3, stop + 1))
        for row, item in enumerate((self.pair.numerator, self.cases)):
            known[row, 1 : self._final + 1] = item.daily[: self._final]
        known[2, self._final + 1 :] = expected_cases(self.cases, self.known, self._final, stop)
        numerator, denominator, coming = known.cumsum(axis=1)
        return numerator, denominator, coming

    @cached_property
    def _good_case(self) -> float | None:
        """What one case that goes well adds to the numerator; None for a mean without a window of its own so far."""
        if self.metric.unit is Unit.RATIO:
            return 1.0 if self.metric.better == "higher" else 0.0
        if self.metric.unit is Unit.SCORE:
            return float(_BEST_RATING)
        numerator, denominator = (item.daily[: self._final] for item in (self.pair.numerator, self.cases))
        span = np.ones(min(self.days, max(1, len(denominator))))
        counts = np.convolve(denominator, span, mode="valid") if len(denominator) else np.zeros(0)
        totals = np.convolve(numerator, span, mode="valid") if len(denominator) else np.zeros(0)
        return float(np.min(totals[counts > 0] / counts[counts > 0])) if (counts > 0).any() else None
