"""What the days say about straight lines between points: where each point can lie, by linear programs.

The value that earns a score is a straight line between the two points around it, so every day's score
bounds it: what earns half a decimal less is at most the day's value, what earns half a decimal more at least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assess.curves import Floats
from scoring.improve.calibrate.linear_programs import Bounds, broken, extremes, middle
from scoring.improve.calibrate.official import Marks
from scoring.improve.calibrate.over_days import OverDays
from scoring.improve.calibrate.results import Contradiction
from scoring.measure.panel import Panel
from scoring.rules.model import Indicator

_SEEN = 1e-6


@dataclass
class Line(OverDays):
    """Straight lines over the days: `low` to `high` is the score possible on each day; `fixed` as of a `Ladder`."""

    low: Floats
    high: Floats
    fixed: Floats

    @classmethod
    def of(
        cls, name: str, item: Indicator, sign: float, good: Floats, spare: Floats, official: Floats, absent: Marks,
        half: float, fixed: Floats,
    ) -> Line:  # fmt: skip
        scores = np.array([float(step.score) for step in item.curve.points])
        known = ~np.isnan(official)
        low = np.where(known, np.maximum(official - half, scores.min()), scores.min())
        high = np.where(known, np.minimum(official + half, scores.max()), scores.max())
        free = np.isnan(good) & ~known & ~absent
        return cls(name, item, sign, good, spare, free, absent, official, scores, low, high, fixed)

    def strange(self, panel: Panel, kind: str = "score") -> list[Contradiction]:
        """The days with a score beyond the ends of the line."""
        found = np.flatnonzero(self.low > self.high + 1e-9)
        return [self.told(kind, panel, [int(at)], 1) for at in found]

    def narrow(self) -> bool:
        """Nothing is struck out: the points are found from what the scores are."""
        return False

    def range(self, lowest: float, highest: float) -> tuple[Floats, Floats]:
        """The least and the greatest score possible on each day; the ends of the scale on a free one."""
        return np.where(self.free, lowest, self.low), np.where(self.free, highest, self.high)

    def used(self) -> Marks:
        """The days that say anything about the points."""
        told: Marks = self.high - self.low < self.scores.max() - self.scores.min()
        return ~np.isnan(self.good) & ~self.absent & told

    def bounds(self) -> tuple[Bounds, Floats, float]:
        """What the days ask of the points' goodness, the day of each row (-1 = the points' order), and the scale."""
        days = np.flatnonzero(self.used())
        reaches = np.array([self.sign * float(step.reach) for step in self.item.curve.points])
        unit = float(max(np.abs(reaches).max(), np.abs(self.good[days]).max(initial=0.0))) or 1.0
        good, spare = self.good[days] / unit, self.spare[days] / unit
        below = self.low[days] > self.scores.min() + 1e-9
        above = self.high[days] < self.scores.max() - 1e-9
        rows = [self._weights(self.low[days][below]), -self._weights(self.high[days][above])]
        right = [(good + spare)[below], (spare - good)[above]]
        order = np.zeros((len(reaches) - 1, len(reaches)))
        order[:, 1:] += np.eye(len(reaches) - 1)
        order[:, :-1] -= np.eye(len(reaches) - 1)
        lowest, highest = (0.0, 10.0) if self.sign > 0 else (-10.0, 0.0)
        known = ~np.isnan(self.fixed)
        found = Bounds(
            np.vstack([*rows, order]),
            np.concatenate([*right, np.zeros(len(order))]),
            np.where(known, self.fixed / unit, min(lowest, float(good.min(initial=0.0)))),
            np.where(known, self.fixed / unit, highest),
        )
        return found, np.concatenate([days[below], days[above], np.full(len(order), -1)]), unit

    def disorder(self, panel: Panel) -> list[Contradiction]:
        """The days that have to give way so that any points explain the others."""
        if self.used().sum() == 0:
            return []
        bounds, days, _ = self.bounds()
        if middle(bounds) is not None:
            return []
        off = broken(bounds)
        return [self.told("order", panel, [int(at)], 1) for at in dict.fromkeys(days[off > _SEEN]) if at >= 0]

    def found(self) -> tuple[Floats, Floats, Floats] | None:
        """The least and the greatest goodness of each point (infinite = not bounded), and the middle of all."""
        if self.used().sum() == 0:
            return None
        bounds, _, unit = self.bounds()
        ends, centre = extremes(bounds), middle(bounds)
        if ends is None or centre is None:
            return None
        low = np.where(ends[0] <= bounds.low + _SEEN, -np.inf, ends[0] * unit)
        high = np.where(ends[1] >= bounds.high - _SEEN, np.inf, ends[1] * unit)
        return low, high, centre * unit

    def _weights(self, scores: Floats) -> Floats:
        """For each score, what share of each point's goodness earns it."""
        place = np.interp(-scores, -self.scores, np.arange(len(self.scores)))
        before = np.minimum(place.astype(np.int64), len(self.scores) - 2)
        found = np.zeros((len(scores), len(self.scores)))
        at = np.arange(len(scores))
        found[at, before] = 1 - (place - before)
        found[at, before + 1] = place - before
        return found
