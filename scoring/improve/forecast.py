"""The level on a coming day, as chances: known days leave the windows exactly, coming days are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from scoring.assess.explain import evidence_of_all
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.certify.calendar import next_certification_day, reference_day
from scoring.certify.penalties import ActivePenalty, capped, penalties_on
from scoring.figures import Evidence, Text, weakest
from scoring.improve.futures import futures
from scoring.improve.leaving import Leaving, leaving
from scoring.improve.spread import MetricSpread, deciding_metric, low_median_high, metric_spreads
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import Violation
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet

WITHOUT_CERTIFICATION = timedelta(days=7)


@dataclass(frozen=True)
class LevelChance:
    """A level and the share of the futures that earn it, 0 to 1."""

    level: Decimal
    label: Text
    chance: float


@dataclass(frozen=True)
class FanDay:
    """The total of one coming day: at most a tenth of the futures is below `low`, at most a tenth above `high`."""

    day: date
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What a shop may earn on `target_day`, by many drawn futures.

    `chances`: the highest level first, chances above 0 only; empty without levels. `no_total`: the share
    of the futures that earn no level, or, without levels, have no total; with levels, it and the chances
    add up to 1. `fan`: each day after the day forecast from until `target_day`; a day on which no
    future has a total is left out. `evidence` is the weakest of the figures and penalties used. `metrics`: what
    each metric may be on `target_day`. `decided_by`: the metric that most tells the futures of the two likeliest
    outcomes apart; None when all futures are alike, or no metric does.
    """

    target_day: date
    certification_day: date | None
    days_to_come: int
    chances: tuple[LevelChance, ...]
    no_total: float
    fan: tuple[FanDay, ...]
    evidence: Evidence
    leaving: tuple[Leaving, ...]
    metrics: tuple[MetricSpread, ...] = ()
    decided_by: str | None = None

    @property
    def likeliest(self) -> LevelChance | None:
        """The level most futures earn, of equals the higher; None when none earns any."""
        return max(self.chances, key=lambda item: item.chance, default=None)


def forecast(
    sums: DailySums,
    shop: int,
    rules: RuleSet,
    category: str,
    day: date,
    target_day: date,
    *,
    certification_day: date | None = None,
    violations: Sequence[Violation] = (),
    draws: int = 1000,
    seed: int = 0,
) -> Forecast:
    """The chances of each level on `target_day`, as seen at the end of `day`, under one rule set.

    `shop` is a position in `sums`. Nothing after `day` is looked at; a `target_day` not after `day` is
    assessed as it is, with chance 1. The penalties of violations until `day` cap the level as on the
    certification day, or on the target day when there is none. The same seed gives the same forecast.
    """
    ahead = max(0, (target_day - day).days)
    drawn = futures(sums, shop, rules, category, day, target_day, draws, seed)
    first = day + timedelta(days=1) if ahead else target_day
    result = assess(panel_for(drawn, rules, first, target_day, category), rules, category)
    known = [violation for violation in violations if violation.day <= day]
    penalties = penalties_on(rules, known, certification_day or target_day)
    earned = _earned(result, penalties)
    chances, no_total = _chances(result, earned)
    return Forecast(
        target_day,
        certification_day,
        ahead,
        chances,
        no_total,
        _fan(result) if ahead else (),
        weakest(
            evidence_of_all(result, category, slice(None), slice(-1, None)), *(item.evidence for item in penalties)
        ),
        leaving(sums, shop, rules, category, day, target_day),
        metric_spreads(result, category),
        deciding_metric(result, earned),
    )


def outlook(
    sums: DailySums,
    shop: int,
    scheme: DatedScheme[RuleSet],
    rules: RuleSet | None,
    category: str,
    day: date,
    violations: Sequence[Violation] = (),
) -> Forecast:
    """The forecast for the reference day of the next certification after `day`, or for a week ahead without any.

    See `looked_at` for the rule set; raises `NoRulesInForce` where none is.
    """
    then, target_day, certification_day = looked_at(scheme, rules, day)
    return forecast(
        sums, shop, then, category, day, target_day, certification_day=certification_day, violations=violations
    )


def looked_at(scheme: DatedScheme[RuleSet], rules: RuleSet | None, day: date) -> tuple[RuleSet, date, date | None]:
    """The rule set the outlook of a day is for, the day forecast, and the certification day it counts for.

    Under `rules`, or where None under the rule set of the scheme that is in force on the day forecast.
    """
    today = rules or scheme.in_force_or_first(day)
    certification_day = None
    target_day = day + WITHOUT_CERTIFICATION
    if today.certification is not None:
        certification_day = next_certification_day(today.certification, day)
        target_day = reference_day(today.certification, certification_day)
    return rules or scheme.in_force_or_first(target_day), target_day, certification_day


def _earned(result: PanelAssessment, penalties: Sequence[ActivePenalty]) -> npt.NDArray[np.int64]:
    """Of each future the position of the level it earns on the last day, penalties taken in; -1 = none."""
    levels = result.rules.levels
    places = {row.level: place for place, row in enumerate(levels)}
    kept = [places[capped(result.rules, row.level, penalties)] for row in levels]
    return np.array([*kept, -1])[result.level[:, -1]]


def _chances(result: PanelAssessment, earned: npt.NDArray[np.int64]) -> tuple[tuple[LevelChance, ...], float]:
    rules = result.rules
    if not rules.levels:
        return (), float(np.isnan(result.total[:, -1]).mean())
    shares = [float((earned == place).mean()) for place in range(len(rules.levels))]
    chances = (
        LevelChance(row.level, row.label.text, chance)
        for row, chance in zip(rules.levels, shares, strict=True)
        if chance
    )
    return tuple(chances), float((earned < 0).mean())


def _fan(result: PanelAssessment) -> tuple[FanDay, ...]:
    days = []
    for at in range(result.panel.days):
        totals = result.total[:, at]
        if (known := totals[~np.isnan(totals)]).size:
            days.append(FanDay(result.panel.day(at), *low_median_high(known)))
    return tuple(days)
