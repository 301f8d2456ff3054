"""What the days say about one staircase: which scores are possible on each day, and where its limits can lie.

Everything is counted in goodness: the metric's value, or minus it where lower is better. A limit lies
above the best day that missed it and at most at the worst day that reached it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assess.curves import Floats
from scoring.improve.calibrate.official import Marks
from scoring.improve.calibrate.over_days import OverDays
from scoring.improve.calibrate.results import Contradiction
from scoring.measure.panel import Panel
from scoring.rules.curve_kinds import Steps
from scoring.rules.model import Indicator

_TIE = 1e-9


@dataclass
class Ladder(OverDays):
    """A staircase over the days: `scores` are the steps' scores and the rest's last; `possible` is day × score.

    `fixed` are the limits known beforehand, as goodness (NaN = to find out). On a `shown` day the platform showed a
    score that the indicator takes part in: its own, its dimension's or the total.
    """

    possible: Marks
    fixed: Floats
    shown: Marks

    @classmethod
    def of(
        cls, name: str, item: Indicator, curve: Steps, sign: float, good: Floats, spare: Floats, official: Floats,
        absent: Marks, half: float, fixed: Floats, shown: Marks,
    ) -> Ladder:  # fmt: skip
        """The ladder with the scores that the official ones allow."""
        scores = np.array([*(float(step.score) for step in curve.points), float(curve.otherwise)])
        known = ~np.isnan(official)
        near = np.abs(scores[None, :] - np.where(known, official, 0.0)[:, None]) <= half + _TIE
        # A score the curve does not have says nothing of limits where there is no value to compare it with.
        known &= near.any(axis=1) | ~np.isnan(good)
        possible = np.where(known[:, None], near, True)
        free = np.isnan(good) & ~known & ~absent
        return cls(name, item, sign, good, spare, free, absent, official, scores, possible, fixed, shown)

    def strange(self, panel: Panel, kind: str = "score") -> list[Contradiction]:
        """The days with a score that the curve does not have, or (`order`) that its known limits do not give."""
        found = np.flatnonzero(~self.possible.any(axis=1))
        return [self.told(kind, panel, [int(at)], 1) for at in found]

    def certain(self) -> tuple[Marks, Marks]:
        """Day × limit: where it was missed for sure, and where it was reached for sure."""
        better = np.cumsum(self.possible, axis=1)[:, :-1] > 0
        worse = np.cumsum(self.possible[:, ::-1], axis=1)[:, ::-1][:, 1:] > 0
        usable = (~np.isnan(self.good) & ~self.absent)[:, None]
        return usable & ~better, usable & ~worse

    def support(self) -> tuple[Floats, Floats]:
        """How many shown days missed each limit for sure, and how many reached it; what follows for others is none."""
        missed, reached = ((marks & self.shown[:, None]).sum(axis=0) for marks in self.certain())
        return missed, reached

    def limits(self, spare: bool = True) -> tuple[Floats, Floats]:
        """The best goodness that missed each limit and the worst that reached it; infinite where no day did.

        Without `spare` the values count as they are shown, whatever was rounded away.
        """
        missed, reached = self.certain()
        off = self.spare if spare else np.zeros_like(self.spare)
        low = np.where(missed, (self.good - off)[:, None], -np.inf).max(axis=0, initial=-np.inf)
        high = np.where(reached, (self.good + off)[:, None], np.inf).min(axis=0, initial=np.inf)
        known = ~np.isnan(self.fixed)
        return np.where(known, np.nextafter(self.fixed, -np.inf), low), np.where(known, self.fixed, high)

    def narrow(self) -> bool:
        """Strike out the scores that the limits of the other days rule out; whether any was."""
        low, high = self.limits()
        usable = ~np.isnan(self.good)[:, None]
        can_reach = ~usable | ((self.good + self.spare)[:, None] > low[None, :])
        can_miss = ~usable | ((self.good - self.spare)[:, None] < high[None, :])
        allowed = np.ones_like(self.possible)
        allowed[:, :-1] &= can_reach
        allowed[:, 1:] &= can_miss
        before = int(self.possible.sum())
        self.possible &= allowed
        return int(self.possible.sum()) < before

    def range(self, lowest: float, highest: float) -> tuple[Floats, Floats]:
        """The least and the greatest score possible on each day; the ends of the scale on a free one."""
        worst = np.where(self.possible, self.scores, np.inf).min(axis=1)
        best = np.where(self.possible, self.scores, -np.inf).max(axis=1)
        return np.where(self.free, lowest, worst), np.where(self.free, highest, best)

    def disorder(self, panel: Panel) -> list[Contradiction]:
        """The days on which a value at least as good scored worse, the one that contradicts most first."""
        low, high = self.limits()
        if not np.any(low >= high):
            return []
        missed, reached = self.certain()
        clash = np.zeros((len(self.good),) * 2, dtype=bool)
        for step in np.flatnonzero(low >= high):
            at_least = (self.good - self.spare)[:, None] >= (self.good + self.spare)[None, :]
            clash |= missed[:, step][:, None] & reached[:, step][None, :] & at_least
        either = clash | clash.T
        found = []
        while either.any():
            counts = either.sum(axis=1)
            first = int(counts.argmax())
            others = np.flatnonzero(either[first])
            nearest = int(others[np.abs(self.good[others] - self.good[first]).argmax()])
            found.append(self.told("order", panel, [first, nearest], int(counts[first])))
            either[first, :] = False
            either[:, first] = False
        return found
