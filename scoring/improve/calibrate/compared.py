"""Official against trial, day by day and item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.assess import curves
from scoring.assess.curves import Floats
from scoring.assess.panel_assessment import PanelAssessment
from scoring.improve.calibrate.official import LEVEL, TOTAL, Official, official
from scoring.measure.records import OfficialScore


@dataclass(frozen=True)
class DayCompared:
    """One item on one day: the platform's score and the trial one, rounded alike (None = no trial score)."""

    day: date
    item: str
    official: float
    trial: float | None

    @property
    def difference(self) -> float | None:
        """Trial minus official."""
        return None if self.trial is None else self.trial - self.official


def compared(scores: Iterable[OfficialScore], trial: PanelAssessment) -> list[DayCompared]:
    """Every official score on the days of an assessment of one shop beside the trial one, oldest first."""
    found = list(_compared(official(scores, trial.rules, trial.panel.first_day, trial.panel.days), trial))
    order = [TOTAL, LEVEL, *trial.rules.dimensions.rows, *trial.rules.indicators]
    return sorted(found, key=lambda row: (row.day, order.index(row.item)))


def agreeing(rows: Iterable[DayCompared], item: str) -> tuple[int, int]:
    """How many days of an item have a trial score equal to the official one, and how many days it has."""
    mine = [row for row in rows if row.item == item]
    return sum(row.difference is not None and abs(row.difference) < 1e-9 for row in mine), len(mine)


def _compared(seen: Official, trial: PanelAssessment) -> Iterator[DayCompared]:
    for item, shown in seen.scores.items():
        values = _trial(item, trial)
        places = round(-np.log10(2 * seen.half[item]))
        values = values if item == LEVEL else curves.half_up(values, places)
        for at in np.flatnonzero(~np.isnan(shown)):
            value = None if np.isnan(values[at]) else float(values[at])
            yield DayCompared(trial.panel.day(int(at)), item, float(shown[at]), value)


def _trial(item: str, trial: PanelAssessment) -> Floats:
    if item == TOTAL:
        total: Floats = trial.total[0]
        return total
    if item == LEVEL:
        numbers = np.array([*(float(row.level) for row in trial.rules.levels), np.nan])
        found: Floats = numbers[trial.level[0]]
        return found
    scores: Floats = trial.dimensions[item][0] if item in trial.dimensions else trial.indicators[item][0]
    return scores
