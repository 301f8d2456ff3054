"""A scenario beside a frozen baseline: change metrics, or the events behind them, and see the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import assess
from scoring.assess.results import Assessment
from scoring.errors import UnknownName
from scoring.figures import Evidence, Text, weakest
from scoring.measure.panel import Panel
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Change:
    """One figure before and after; None = missing. `difference` is None when either side is."""

    id: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """A baseline and a scenario of the same shop and day."""

    baseline: Assessment
    scenario: Assessment

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence of either side: what the difference may claim."""
        return weakest(self.baseline.evidence, self.scenario.evidence)

    @property
    def total(self) -> Change:
        """The total before and after."""
        return Change("total", self.baseline.total, self.scenario.total)

    @property
    def level(self) -> Change:
        """The level before and after."""
        before, after = self.baseline.level, self.scenario.level
        return Change("level", None if before is None else float(before), None if after is None else float(after))

    @property
    def dimensions(self) -> list[Change]:
        """Every dimension's score before and after, in the order of the rule set, then what only another one has."""
        before = {name: item.score for name, item in self.baseline.dimensions.items()}
        return _changes(before, {name: item.score for name, item in self.scenario.dimensions.items()})

    @property
    def metrics(self) -> list[Change]:
        """The metric of every indicator before and after, in the same order."""
        before = {name: item.value for name, item in self.baseline.indicators.items()}
        return _changes(before, {name: item.value for name, item in self.scenario.indicators.items()})

    @property
    def labels(self) -> dict[str, Text]:
        """The label of every dimension of either side."""
        sides = (self.scenario, self.baseline)
        return {name: item.label for side in sides for name, item in side.dimensions.items()}

    @property
    def measured(self) -> dict[str, str]:
        """The metric of every indicator of either side."""
        sides = (self.scenario, self.baseline)
        return {name: item.metric for side in sides for name, item in side.indicators.items()}


def _changes(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> list[Change]:
    return [Change(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def what_if(
    baseline: Panel,
    rules: RuleSet,
    category: str,
    metrics: Mapping[str, float],
    alternative: Panel | None = None,
    known: Assessment | None = None,
) -> Comparison:
    """The scenario in which the metrics named have the values given, all others being as they are.

    `baseline` and `alternative` hold one shop on one day; with an `alternative` (measured from other
    events) the scenario starts from its values. Raises `UnknownName` for a metric the rule set does
    not look at. The baseline is never changed; where it is assessed already, `known` is its assessment.
    """
    scenario = baseline if alternative is None else alternative
    for name, value in metrics.items():
        if name not in baseline.metrics:
            raise UnknownName(name, baseline.metrics)
        scenario = scenario.with_value(name, value)
    return Comparison(
        known or explain(assess(baseline, rules, category), 0, 0, category),
        explain(assess(scenario, rules, category), 0, 0, category),
    )
