"""Which penalties keep a shop from its level on a day, and up to which level they let it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scoring.figures import Evidence, Text, weakest
from scoring.measure.records import Violation
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class ActivePenalty:
    """A violation that keeps the shop from `level` and above, from the violation's day until `until`."""

    id: str
    label: Text
    since: date
    until: date
    level: Decimal
    evidence: Evidence


def penalties_on(rules: RuleSet, violations: Sequence[Violation], day: date) -> list[ActivePenalty]:
    """The penalties that are running on the day, the one that ends last first.

    A violation counts its days from its own day; the shop takes part again from the first
    certification day after `until`. Rows with points ask for points reached in all: those of one kind
    are added up within a calendar year (no source says when they lapse), and the highest row reached
    counts.
    """
    found = []
    for violation in violations:
        until_now = [one.points or 0 for one in violations if _adds_up(one, violation)]
        rows = [(name, row) for name, row in rules.penalties.items() if row.violation == violation.kind]
        reached = [(name, row) for name, row in rows if (row.points or 0) <= sum(until_now)]
        for name, row in sorted(reached, key=lambda item: item[1].points or 0)[-1:]:
            until = violation.day + timedelta(days=row.days - 1)
            if violation.day <= day <= until:
                evidence = weakest(row.evidence.kind, row.level_evidence.kind)
                found.append(ActivePenalty(name, row.label.text, violation.day, until, row.level, evidence))
    return sorted(found, key=lambda item: item.until, reverse=True)


def _adds_up(one: Violation, violation: Violation) -> bool:
    """Whether one violation's points count when another is judged: the same kind and year, not later."""
    return one.kind == violation.kind and one.day.year == violation.day.year and one.day <= violation.day


def capped(rules: RuleSet, level: Decimal, penalties: Sequence[ActivePenalty]) -> Decimal:
    """The best level the penalties leave: the highest of the scheme below every level they forbid."""
    allowed = [
        row.level for row in rules.levels if row.level <= level and all(row.level < one.level for one in penalties)
    ]
    return max(allowed, default=rules.levels[-1].level)
