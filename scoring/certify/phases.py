"""How an assessment over months cuts a shop's time: free months, trial, formal cycles, calendar quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.certify.months import months_after
from scoring.rules.catalogue import DatedScheme
from scoring.rules.periods import PeriodRules


@dataclass(frozen=True)
class Phase:
    """The stretch of time a day lies in, both ends included.

    `kind`: `free` (not assessed), `trial`, `formal`, or `none` (a period nobody is assessed in).
    """

    kind: str
    first: date
    last: date


def phase_on(rules: PeriodRules, opened: date | None, day: date) -> Phase:
    """The phase of a day under one version.

    Without an opening day a shop is taken as long established: formal cycles from 1 January.
    """
    if rules.cycle.starts == "calendar" or opened is None:
        return _calendar(rules, opened, day)
    start = opened.replace(day=1)
    if rules.cycle.opened_by_day and opened.day > rules.cycle.opened_by_day:
        start = months_after(start, 1)
    trial = months_after(start, rules.cycle.free_months)
    formal = months_after(trial, rules.cycle.trial_months)
    if day < trial:
        return Phase("free", start, trial - timedelta(days=1))
    if day < formal:
        return Phase("trial", trial, formal - timedelta(days=1))
    passed = (day.year - formal.year) * 12 + day.month - formal.month
    first = months_after(formal, passed - passed % rules.cycle.months)
    return Phase("formal", first, months_after(first, rules.cycle.months) - timedelta(days=1))


def _calendar(rules: PeriodRules, opened: date | None, day: date) -> Phase:
    first = date(day.year, (day.month - 1) // rules.cycle.months * rules.cycle.months + 1, 1)
    last = months_after(first, rules.cycle.months) - timedelta(days=1)
    kind = "formal"
    if rules.phases is not None:
        kind = rules.phases.quarters[(first.month - 1) // 3]
    if opened is not None and (first - opened).days < rules.cycle.online_days:
        kind = "none"
    return Phase(kind, first, last)


def rules_of_cycle(scheme: DatedScheme[PeriodRules], opened: date | None, day: date) -> tuple[PeriodRules, Phase]:
    """The version and phase a day is assessed under: the version in force when its cycle starts holds to its end.

    Raises `NoRulesInForce` for a day before the first version.
    """
    rules = scheme.in_force(day)
    phase = phase_on(rules, opened, day)
    begun = scheme.in_force_or_first(phase.first)
    return (begun, phase_on(begun, opened, day)) if begun is not rules else (rules, phase)
