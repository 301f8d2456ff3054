"""What a shop's score brings it on a day, and what it costs to fall below a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from scoring.assess.conditions import reaches
from scoring.assess.results import Assessment
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.certify.penalties import penalties_on
from scoring.figures import Evidence, Text
from scoring.measure.records import Violation
from scoring.rules.consequences import Use
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class UseNeed:
    """One figure a use looks at: `id` is `total`, `level`, a dimension or a metric; `now` None = missing."""

    id: str
    now: float | None
    line: float


@dataclass(frozen=True)
class UseResult:
    """A use of the score: `met`, `not_met`, or `not_checked` where a figure is missing.

    With `below` it is a consequence: `met` means that it threatens.
    """

    id: str
    label: Text
    below: bool
    over: str
    days: int
    state: str
    needs: tuple[UseNeed, ...]
    evidence: Evidence


@dataclass(frozen=True)
class LabelResult:
    """Whether the goods carry their label on a day; `lacking` names what is missing."""

    label: Text
    day: date
    reference_day: date
    carried: bool
    lacking: tuple[str, ...]
    evidence: Evidence


def uses_on(timeline: Timeline, day: date, shop: int, certified: Sequence[Certified] = ()) -> list[UseResult]:
    """Every use of the rule set the day is assessed under, in the order of the rule file.

    A level is the certified one where the scheme certifies, else the trial one of the day.
    """
    rules, result = timeline.rules_at(day), timeline.at(day, shop)
    level = level_on(rules, result, certified, day)
    return [_use(name, row, timeline, day, shop, result, level) for name, row in rules.uses.items()]


def level_on(rules: RuleSet, result: Assessment, certified: Sequence[Certified], day: date) -> Decimal | None:
    """The level that counts on a day: the certified one, or the trial one where nothing is certified."""
    if rules.certification is None:
        return result.level
    return next((item.level for item in certified if item.day <= day <= item.valid_until), None)


def label_on(
    timeline: Timeline, day: date, shop: int, certified: Sequence[Certified], violations: Sequence[Violation]
) -> LabelResult | None:
    """Whether the goods label is there on a day, from the day before's gates; None without such a label."""
    rules, result = timeline.rules_at(day), timeline.at(day, shop)
    row = rules.goods_label
    if row is None:
        return None
    reference = max(day - timedelta(days=row.reference_lag), timeline.first_day)
    level = level_on(rules, result, certified, day)
    lacking = [] if level is not None and level >= row.level else ["level"]
    gates = {gate.id: gate.state for gate in timeline.at(reference, shop).gates}
    lacking += [name for name in row.gates if gates.get(name) == "not_met"]
    lacking += [item.id for item in penalties_on(rules, violations, day)]
    return LabelResult(row.label.text, day, reference, not lacking, tuple(lacking), row.evidence.kind)


def _use(
    name: str, row: Use, timeline: Timeline, day: date, shop: int, result: Assessment, level: Decimal | None
) -> UseResult:
    needs = list(_needs(row, timeline, day, shop, result, level))
    below = row.when == "below"
    reached = [None if need.now is None else reaches(need.now, need.line) for need in needs]
    if below:
        state = "met" if False in reached else "not_checked" if None in reached else "not_met"
    else:
        state = "not_met" if False in reached else "not_checked" if None in reached or not needs else "met"
    return UseResult(name, row.label.text, below, row.over, row.days, state, tuple(needs), row.evidence.kind)


def _needs(
    row: Use, timeline: Timeline, day: date, shop: int, result: Assessment, level: Decimal | None
) -> Iterator[UseNeed]:
    if row.total is not None:
        yield UseNeed("total", _total(row, timeline, day, shop), float(row.total))
    if row.level is not None:
        yield UseNeed("level", None if level is None else float(level), float(row.level))
    for name, line in row.dimensions.items():
        yield UseNeed(name, result.dimensions[name].score, float(line))
    panel = timeline.panel_at(day)
    for floor in row.metrics:
        value = panel.metrics[floor.metric].value[shop, 0]
        yield UseNeed(floor.metric, None if np.isnan(value) else float(value), float(floor.at_least))


def _total(row: Use, timeline: Timeline, day: date, shop: int) -> float | None:
    """The total the use looks at: the day's, the mean of the days, or the one that decides over every day.

    Over every day the lowest decides what is earned, and the highest what is lost. None when one of
    the days has no total.
    """
    at = (day - timeline.first_day).days
    if row.over == "day":
        days = timeline.totals(shop)[at : at + 1]
    else:
        days = timeline.totals(shop)[max(0, at + 1 - row.days) : at + 1]
        if len(days) < row.days:
            return None
    if np.isnan(days).any():
        return None
    if row.over == "every_day":
        return float(days.max() if row.when == "below" else days.min())
    return float(days.mean())
