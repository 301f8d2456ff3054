"""Many days of one or more shops, each day under the rule set in force on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from scoring.assess.curves import Floats
from scoring.assess.explain import evidence_of_all, explain
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.assess.results import Assessment
from scoring.figures import Evidence, weakest
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Timeline:
    """Consecutive days from `first_day`, as pieces that each stand under one rule set."""

    pieces: tuple[PanelAssessment, ...]
    categories: tuple[str, ...]

    @property
    def first_day(self) -> date:
        """The first assessed day."""
        return self.pieces[0].panel.first_day

    @property
    def last_day(self) -> date:
        """The last assessed day."""
        return self.pieces[-1].panel.day(self.pieces[-1].panel.days - 1)

    @property
    def days(self) -> list[date]:
        """Every assessed day."""
        return [self.first_day + timedelta(days=index) for index in range((self.last_day - self.first_day).days + 1)]

    def totals(self, shop: int) -> Floats:
        """The total of each day (NaN = none)."""
        return np.concatenate([piece.total[shop] for piece in self.pieces])

    def dimension(self, name: str, shop: int) -> Floats:
        """A dimension's score of each day (NaN = not assessed, or not in that day's rule set)."""
        return np.concatenate(
            [
                piece.dimensions[name][shop] if name in piece.dimensions else np.full(piece.panel.days, np.nan)
                for piece in self.pieces
            ]
        )

    def metric(self, name: str, shop: int) -> Floats:
        """A metric's value of each day, over the window of that day's rule set (NaN = missing)."""
        return np.concatenate(
            [
                piece.panel.metrics[name].value[shop]
                if name in piece.panel.metrics
                else np.full(piece.panel.days, np.nan)
                for piece in self.pieces
            ]
        )

    def levels(self, shop: int) -> list[Decimal | None]:
        """The level of each day; None where there is no total or the scheme has no levels."""
        return [
            piece.rules.levels[position].level if position >= 0 else None
            for piece in self.pieces
            for position in piece.level[shop]
        ]

    def evidence(self, shop: int) -> Evidence:
        """The weakest evidence behind the totals of all days."""
        of_shop, category = slice(shop, shop + 1), self.categories[shop]
        return weakest(*(evidence_of_all(piece, category, of_shop, slice(None)) for piece in self.pieces))

    def at(self, day: date, shop: int) -> Assessment:
        """The explained assessment of one day of the timeline."""
        piece, index = self._place(day)
        return explain(piece, shop, index, self.categories[shop])

    def rules_at(self, day: date) -> RuleSet:
        """The rule set one day of the timeline is assessed under."""
        return self._place(day)[0].rules

    def panel_at(self, day: date) -> Panel:
        """The metrics of one day of the timeline."""
        piece, index = self._place(day)
        return piece.panel.part(index, index + 1)

    def _place(self, day: date) -> tuple[PanelAssessment, int]:
        for piece in self.pieces:
            index = (day - piece.panel.first_day).days
            if 0 <= index < piece.panel.days:
                return piece, index
        raise KeyError(day)


def timeline(
    sums: DailySums,
    scheme: DatedScheme[RuleSet],
    first_day: date,
    last_day: date,
    categories: str | Sequence[str] = "",
    rules: RuleSet | None = None,
) -> Timeline:
    """Every day from `first_day` to `last_day` under the rule set in force on it, or under `rules`.

    Days before the scheme's first rule set are assessed under that first one; `Assessment.in_force`
    says so.
    """
    names = [categories] * len(sums.shops) if isinstance(categories, str) else list(categories)
    pieces = [
        assess(panel_for(sums, rule_set, start, stop, names), rule_set, names)
        for rule_set, start, stop in _spans(scheme, first_day, last_day, rules)
    ]
    return Timeline(tuple(pieces), tuple(names))


def _spans(
    scheme: DatedScheme[RuleSet], first_day: date, last_day: date, rules: RuleSet | None
) -> Iterator[tuple[RuleSet, date, date]]:
    if rules is not None:
        yield rules, first_day, last_day
        return
    start = first_day
    while start <= last_day:
        rule_set = scheme.in_force_or_first(start)
        later = [day for day in scheme.versions if day > max(start, rule_set.effective_from)]
        stop = min([last_day, *(day - timedelta(days=1) for day in later[:1])])
        yield rule_set, start, stop
        start = stop + timedelta(days=1)
