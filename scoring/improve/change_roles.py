"""Which metrics a total depends on, what each is to the rule set, and how far that is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scoring.assess import curves
from scoring.figures import Evidence, weakest
from scoring.improve.change_parts import Kind
from scoring.measure.catalogue import METRICS
from scoring.rules.curve_kinds import Curve
from scoring.rules.model import Indicator, RuleSet

_OF_WINDOWS = ("left", "came", "mix", "replaced")


@dataclass(frozen=True)
class Role:
    """Metrics that move together: one indicator's, or those of one bonus, deduction or requirement.

    `kind` is that of their part; empty for an indicator, whose parts are told by what happened to it.
    `minimum` is the sample below which an indicator is missing, `curve` what turns it into points.
    """

    metrics: tuple[str, ...]
    kind: Kind | None
    dimension: str | None
    minimum: int
    believed: Evidence
    window: Evidence
    presence: Evidence
    spreading: Evidence
    curve: Curve | None = None

    def evidence(self, kind: Kind, *values: float | None) -> Evidence:
        """How far a part of this kind is believed that leads from one of the values to the other."""
        found = [self.believed]
        if self.curve is not None:
            known = [value for value in values if value is not None]
            found.append(curves.evidence(self.curve, METRICS[self.metrics[0]].better, known))
        if kind in _OF_WINDOWS:
            found.append(self.window)
        elif kind in ("appeared", "disappeared"):
            found.append(self.presence)
        elif kind == "spread":
            found.append(self.spreading)
        return weakest(*found)


def roles(rules: RuleSet, category: str) -> list[Role]:
    """Indicators in the order of the rule set, then bonuses, deductions, small numbers, the requirement.

    A metric has the first of its roles alone.
    """
    taken: set[str] = set()
    found = []
    for role in _every_role(rules, category):
        mine = tuple(name for name in dict.fromkeys(role.metrics) if name not in taken)
        taken |= set(mine)
        if mine:
            found.append(replace(role, metrics=mine))
    return found


def _every_role(rules: RuleSet, category: str) -> Iterator[Role]:
    counted = rules.indicators_for(category)
    for name, item in counted.items():
        same = [other for other in counted.values() if other.metric == item.metric]
        yield _of_indicator(rules, name, item, min(other.minimum_sample.count for other in same), category)
    for bonus in rules.bonuses.values():
        metrics = (bonus.metric, *(floor.metric for floor in bonus.also))
        yield _beside("bonus", metrics, bonus.evidence.kind, bonus.dimension)
    for off in rules.deductions.values():
        yield _beside("deduction", (off.metric,), off.evidence.kind)
    for item in counted.values():
        if (few := item.small_numbers) is not None:
            yield _beside("small_numbers", (few.orders, few.bad), few.evidence.kind, item.dimension)
    if (required := rules.total.requires) is not None:
        more = required.instead.reduced_by if required.instead else ()
        yield _beside("requirement", (required.metric, *more), required.evidence.kind)


def _of_indicator(rules: RuleSet, name: str, item: Indicator, minimum: int, category: str) -> Role:
    few = [item.small_numbers.evidence.kind] if item.small_numbers else []
    believed = weakest(
        item.metric_evidence.kind, rules.indicator_weight(name, category)[1], rules.weights(category)[1], *few
    )
    return Role(
        (item.metric,), None, item.dimension, minimum, believed, item.window.evidence.kind,
        item.minimum_sample.evidence.kind, rules.dimensions.when_not_assessed_evidence.kind, item.curve,
    )  # fmt: skip


def _beside(kind: Kind, metrics: tuple[str, ...], evidence: Evidence, dimension: str | None = None) -> Role:
    return Role(metrics, kind, dimension, 0, evidence, evidence, evidence, evidence)
