"""Official against trial, day by day and item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.assess import curves
from scoring.assess.curves import Floats
from scoring.assess.panel_assessment import PanelAssessment
from scoring.certify.levels import Certified
from scoring.improve.calibrate.official import LEVEL, TOTAL, Marks, Official, official
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


def compared(
    scores: Iterable[OfficialScore], trial: PanelAssessment, certified: Sequence[Certified] = ()
) -> list[DayCompared]:
    """Every official score on the days of an assessment of one shop beside the trial one, oldest first.

    Where a scheme certifies, the level the platform shows is the one certified last: so `certified`, of the same
    assessment, gives the trial level. Days no certification among them speaks of cannot be compared and are left out.
    """
    found = list(_compared(official(scores, trial.rules, trial.panel.first_day, trial.panel.days), trial, certified))
    order = [TOTAL, LEVEL, *trial.rules.dimensions.rows, *trial.rules.indicators]
    return sorted(found, key=lambda row: (row.day, order.index(row.item)))


def items_in(rows: Iterable[DayCompared]) -> list[str]:
    """The items that have official scores: total and level first, then as they come."""
    names = dict.fromkeys(row.item for row in rows)
    return sorted(names, key=lambda name: (name != TOTAL, name != LEVEL))


def agreeing(rows: Iterable[DayCompared], item: str) -> tuple[int, int]:
    """How many days of an item have a trial score equal to the official one, and how many days it has."""
    mine = [row for row in rows if row.item == item]
    return sum(row.difference is not None and abs(row.difference) < 1e-9 for row in mine), len(mine)


def _compared(seen: Official, trial: PanelAssessment, certified: Sequence[Certified]) -> Iterator[DayCompared]:
    for item, shown in seen.scores.items():
        comparable = ~np.isnan(shown)
        if item == LEVEL:
            values, spoken_of = _levels(trial, certified)
            comparable &= spoken_of
        else:
            values = curves.half_up(_trial(item, trial), round(-np.log10(2 * seen.half[item])))
        for at in np.flatnonzero(comparable):
            value = None if np.isnan(values[at]) else float(values[at])
            yield DayCompared(trial.panel.day(int(at)), item, float(shown[at]), value)


def _levels(trial: PanelAssessment, certified: Sequence[Certified]) -> tuple[Floats, Marks]:
    """The level that holds on each day (NaN = none earned), and the days it is known on.

    What held before the first certification of the assessed days was certified by days that are not among them.
    """
    if trial.rules.certification is None:
        numbers = np.array([*(float(row.level) for row in trial.rules.levels), np.nan])
        of_the_day: Floats = numbers[trial.level[0]]
        return of_the_day, np.ones(trial.panel.days, dtype=bool)
    days = np.arange(trial.panel.days)
    found, known = np.full(trial.panel.days, np.nan), np.zeros(trial.panel.days, dtype=bool)
    for item in certified:
        first, last = ((day - trial.panel.first_day).days for day in (item.day, item.valid_until))
        held = (days >= first) & (days <= last)
        found[held] = np.nan if item.level is None else float(item.level)
        known |= held
    return found, known


def _trial(item: str, trial: PanelAssessment) -> Floats:
    if item == TOTAL:
        total: Floats = trial.total[0]
        return total
    scores: Floats = trial.dimensions[item][0] if item in trial.dimensions else trial.indicators[item][0]
    return scores
