"""One indicator over the days of a panel, whatever its curve: what was shown of it, and how a day is told."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from scoring.assess.curves import Floats
from scoring.improve.calibrate.official import Marks
from scoring.improve.calibrate.results import Contradiction, Seen
from scoring.measure.panel import Panel
from scoring.rules.model import Indicator


@dataclass
class OverDays(ABC):
    """`good` is the goodness (the value, or minus it where lower is better; NaN = none), known to within `spare`.

    `scores` are those of the curve's points, the best first. On a `free` day nothing is known of the
    indicator, on an `absent` one the platform did not assess it.
    """

    name: str
    item: Indicator
    sign: float
    good: Floats
    spare: Floats
    free: Marks
    absent: Marks
    official: Floats
    scores: Floats

    @abstractmethod
    def range(self, lowest: float, highest: float) -> tuple[Floats, Floats]:
        """The least and the greatest score possible on each day; the ends of the scale on a free one."""

    def told(self, kind: str, panel: Panel, at: list[int], days: int) -> Contradiction:
        """What these days contradict: their values and scores; `days` is how many are concerned."""
        least, _ = self.range(float(self.scores.min()), float(self.scores.max()))
        seen = tuple(
            Seen(
                panel.day(day),
                None if np.isnan(self.good[day]) else float(self.sign * self.good[day]),
                float(self.official[day]) if not np.isnan(self.official[day]) else float(least[day]),
            )
            for day in at
        )
        return Contradiction(kind, self.name, self.item.label.text, self.item.metric, seen, days)
