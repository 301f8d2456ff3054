"""The certified level of each certification day: the level of its reference day, held until the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scoring.assess.timeline import Timeline
from scoring.certify.calendar import certification_days, next_certification_day, reference_day
from scoring.certify.penalties import ActivePenalty, capped, penalties_on
from scoring.figures import Evidence, weakest
from scoring.measure.records import Violation
from scoring.rules.catalogue import DatedScheme
from scoring.rules.consequences import Certification
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Certified:
    """One certification.

    `state` is `certified`, `no_data` (no total on the reference day, or the scheme had none yet) or
    `excluded` (the main category takes part in no certification: a trial score, no level).
    `penalties` run on the certification day; `earned` is the level without them.
    """

    day: date
    reference_day: date
    valid_until: date
    rule_set: date
    total: float | None
    level: Decimal | None
    earned: Decimal | None
    penalties: tuple[ActivePenalty, ...]
    state: str
    evidence: Evidence


def certify(
    timeline: Timeline, scheme: DatedScheme[RuleSet], shop: int, violations: Sequence[Violation] = ()
) -> list[Certified]:
    """The certifications whose reference day lies in the timeline, oldest first.

    The rule set is the one the timeline holds for the reference day. A scheme without certification
    days gives none. `violations` are the shop's own.
    """
    found = []
    for rules, start, stop in _spans(timeline):
        if rules.certification is None:
            continue
        lag = timedelta(days=rules.certification.reference_lag)
        for day in certification_days(rules.certification, start + lag, stop + lag):
            found.append(_certified(timeline, scheme, rules, rules.certification, shop, day, violations))
    return found


def _spans(timeline: Timeline) -> list[tuple[RuleSet, date, date]]:
    return [(piece.rules, piece.panel.first_day, piece.panel.day(piece.panel.days - 1)) for piece in timeline.pieces]


def _certified(
    timeline: Timeline,
    scheme: DatedScheme[RuleSet],
    rules: RuleSet,
    certification: Certification,
    shop: int,
    day: date,
    violations: Sequence[Violation],
) -> Certified:
    reference = reference_day(certification, day)
    result = timeline.at(reference, shop)
    first_data_day = scheme.first_data_day
    state = "certified"
    if rules.excluded_categories is not None and timeline.categories[shop] in rules.excluded_categories.names:
        state = "excluded"
    elif result.total is None or (first_data_day is not None and reference < first_data_day):
        state = "no_data"
    earned = result.level if state == "certified" else None
    penalties = tuple(penalties_on(rules, violations, day))
    return Certified(
        day,
        reference,
        next_certification_day(certification, day) - timedelta(days=1),
        rules.effective_from,
        result.total if state != "no_data" else None,
        None if earned is None else capped(rules, earned, penalties),
        earned,
        penalties,
        state,
        weakest(result.evidence, *(item.evidence for item in penalties)),
    )
