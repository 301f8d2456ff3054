"""The appeal sandbox: what the pending appeals of a scenario come to at best, at worst, and as may be expected."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np

from scoring.assess.panel_assessment import assess
from scoring.certify.calendar import FilingDay, latest_filing_day
from scoring.improve.scenario.apply import NO_ROWS, Applied, apply, baseline, changed_panel, measured_sums
from scoring.improve.scenario.apply import altered_events as events_of
from scoring.improve.scenario.model import Change, ExcludeDays, ExcludeRows, Outcome, Scenario
from scoring.improve.scenario.rules import Schemes, rules_of
from scoring.improve.scenario.stages import Appeal, Rows, exclusion_rows
from scoring.measure.altered import Events
from scoring.measure.daily_sums import DailySums
from scoring.measure.recounting import Appealed
from scoring.rules.catalogue import DatedScheme, scheme
from scoring.rules.model import RuleSet

MOST_ENUMERATED = 8
DRAWS = 200
_SEED = 20_220_705


@dataclass(frozen=True)
class Appeals:
    """What comes of the appeals of a scenario that are on and pending.

    `best`: all upheld; `worst`: none. `expected` is the expected total: None without a chance for each of
    them, without any of them, or where some outcome has no total. It is exact over all outcomes where there
    are at most `MOST_ENUMERATED` pending (`draws` 0), else the mean of `draws` seeded ones. `filing` is the
    latest day to file for the next certification, with why it is believed; None where the scheme has none.
    """

    pending: int
    best: Applied
    worst: Applied
    expected: float | None
    draws: int
    filing: FilingDay | None


def appeals(
    events: Events,
    sums: DailySums,
    scenario: Scenario,
    dated: DatedScheme[RuleSet],
    rows: Rows = NO_ROWS,
    category: str = "",
    *,
    schemes: Schemes = scheme,
) -> Appeals:
    """The outcomes of the pending appeals, everything else of the scenario being as it is; raises like `apply`."""
    pending = [item for item in scenario.changes if isinstance(item, Appeal) and item.on and item.outcome == "pending"]
    best, worst = (
        apply(events, sums, _decided(scenario, outcome), dated, rows, category, schemes=schemes)
        for outcome in ("upheld", "rejected")
    )
    filing = latest_filing_day(best.baseline_rules, min(best.day, sums.last_day[0]))
    chances = [item.chance for item in pending if item.chance is not None]
    if not pending or len(chances) < len(pending):
        return Appeals(len(pending), best, worst, None, 0, filing)
    others = _decided(scenario, "rejected")
    base = baseline(sums, others, dated, category)
    rules = rules_of(dated, others.rule_set, base.day, others.changes, schemes)
    shop = sums.shops[0]
    appealed = Appealed(
        events_of(events, shop, others.changes, rows),
        measured_sums(events, sums, others.changes, rows),
        [exclusion_rows(item, shop, -1 - at) for at, item in enumerate(pending)],
        rules.exclusions.metrics if rules.exclusions else (),
    )

    @cache
    def total(upheld: tuple[int, ...]) -> float:
        panel = changed_panel(base, appealed.sums(upheld), others.changes, rules, rows)[1]
        return float(assess(panel, rules, category).total[0, 0])

    enumerated = len(pending) <= MOST_ENUMERATED
    outcomes = list(_all_outcomes(chances) if enumerated else _drawn_outcomes(chances))
    appealed.prepare(upheld for upheld, _ in outcomes)
    # Totals have few decimals: summed up as such they leave no dust.
    expected = float(sum(weight * Decimal(repr(total(upheld))) for upheld, weight in outcomes))
    return Appeals(
        len(pending), best, worst, None if np.isnan(expected) else expected, 0 if enumerated else DRAWS, filing
    )


def decided(changes: Iterable[Change], outcome: Outcome) -> tuple[Change, ...]:
    """The changes with every pending appeal decided that way."""
    return tuple(
        item.model_copy(update={"outcome": outcome})
        if isinstance(item, ExcludeRows | ExcludeDays) and item.outcome == "pending"
        else item
        for item in changes
    )


def _decided(scenario: Scenario, outcome: Outcome) -> Scenario:
    return scenario.model_copy(update={"changes": decided(scenario.changes, outcome)})


def _all_outcomes(chances: list[Decimal]) -> Iterator[tuple[tuple[int, ...], Decimal]]:
    """Every set of upheld appeals that is possible, with its probability."""
    for upheld in itertools.product((False, True), repeat=len(chances)):
        weight = Decimal(1)
        for yes, chance in zip(upheld, chances, strict=True):
            weight *= chance if yes else 1 - chance
        if weight:
            yield tuple(at for at, yes in enumerate(upheld) if yes), weight


def _drawn_outcomes(chances: list[Decimal]) -> Iterator[tuple[tuple[int, ...], Decimal]]:
    drawn = np.random.default_rng(_SEED).random((DRAWS, len(chances))) < np.array([float(item) for item in chances])
    for upheld in drawn:
        yield tuple(int(at) for at in np.flatnonzero(upheld)), Decimal(1) / DRAWS
