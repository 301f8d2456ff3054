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
    certification day after `until`. Of several rows for one kind the one for the violation's points
    counts, else the one for any points.
    """
    found = []
    for violation in violations:
        rows = {name: row for name, row in rules.penalties.items() if row.violation == violation.kind}
        exact = {name: row for name, row in rows.items() if row.points == violation.points}
        for name, row in (exact or {name: row for name, row in rows.items() if row.points is None}).items():
            until = violation.day + timedelta(days=row.days - 1)
            if violation.day <= day <= until:
                evidence = weakest(row.evidence.kind, row.level_evidence.kind)
                found.append(ActivePenalty(name, row.label.text, violation.day, until, row.level, evidence))
    return sorted(found, key=lambda item: item.until, reverse=True)


def capped(rules: RuleSet, level: Decimal, penalties: Sequence[ActivePenalty]) -> Decimal:
    """The best level the penalties leave: the highest of the scheme below every level they forbid."""
    allowed = [
        row.level for row in rules.levels if row.level <= level and all(row.level < one.level for one in penalties)
    ]
    return max(allowed, default=rules.levels[-1].level)
