"""What to fix first: every metric's next step, with the exact gain found by assessing again."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import assess
from scoring.assess.results import Assessment, BonusResult, GateResult, IndicatorResult
from scoring.certify.calendar import next_reference
from scoring.figures import Evidence, Text, weakest
from scoring.improve.costs import cost_of
from scoring.improve.effort import needed
from scoring.improve.reach import Reach, soonest
from scoring.improve.target_levers import counted_beside
from scoring.improve.what_if import Comparison, what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import MEASURED, Panel
from scoring.rules.adjustments import Bonus
from scoring.rules.model import Gate, RuleSet


@dataclass(frozen=True)
class Hint:
    """One lever: bring `metric` from `now` to `target` and the total rises by `gain` points.

    `level_gain` is in levels of the scheme's own scale (0.5 = half a star). `needed` counts in
    `unit`: `case`, `five_star`, or the metric's own unit; `cost` is what that takes in units of effort, at assumed
    costs (`costs.cost_of`). `feasible_by` is the first day the window can be at the target, and still is on the
    next reference day or comes after it; None when that is not within 120 days or not known (`from_platform`: the
    figure is not measured from events). `evidence` is that
    of the step the metric stands on and of the one it is brought to.
    """

    indicator: str  # or the gate or bonus that the metric meets
    metric: str
    label: Text
    dimension: str
    now: float
    target: Decimal
    gain: float
    level_gain: float
    cost: float
    from_platform: bool
    level_now: Text | None
    level_then: Text | None
    needed: float
    unit: str
    counts: Text
    sample: int
    feasible_by: date | None
    advice: Text
    evidence: Evidence


def hints(panel: Panel, rules: RuleSet, category: str, sums: DailySums, shop: int) -> list[Hint]:
    """All levers of one shop on one day, the best first: by level gained, then by points gained per unit of effort.

    A lever is the metric of a scored indicator, of a gate that is not met, or of a bonus not earned.

    Of those that lift the level as much, one that the window cannot reach within 120 days, or whose day is not
    known, comes after the others. `panel` holds that shop on that day alone; `shop` is its position in `sums`. A
    metric that is missing is no lever, nor is one at its best (`saturated`).
    """
    result = assess(panel, rules, category)
    today = explain(result, 0, 0, category)
    reference = next_reference(rules.certification, panel.first_day)
    found = []
    for lever in (*_of_indicators(rules, today), *_of_lines(rules, panel, today, counted_beside(result))):
        best = _best_aim(panel, rules, category, lever, today)
        if best is not None:
            target, comparison = best
            reach = None
            if not lever.from_platform:
                reach = Reach.of(sums, shop, rules, category, panel.first_day, lever.metric)
            found.append(_hint(lever, target, comparison, panel, reach, reference))
    return sorted(found, key=_rank)


@dataclass(frozen=True)
class _Lever:
    """A metric that can be moved, and the values worth moving it to, the nearest first."""

    id: str
    metric: str
    dimension: str
    now: float
    sample: int
    from_platform: bool
    aims: tuple[Decimal, ...]
    advice: Text
    evidence: Evidence


def _of_indicators(rules: RuleSet, today: Assessment) -> Iterator[_Lever]:
    for row in _scored(today):
        item = rules.indicators[row.id]
        better = tuple(step.reach for step in reversed(item.curve.points) if float(step.score) > (row.score or 0.0))
        if row.value is not None:
            yield _Lever(row.id, item.metric, item.dimension, row.value, row.sample, row.from_platform, better,
                         item.advice.text, row.evidence)  # fmt: skip


def _of_lines(rules: RuleSet, panel: Panel, today: Assessment, no_levers: Collection[str]) -> Iterator[_Lever]:
    """The metrics of gates and bonuses that are not met and could be."""
    lines: list[tuple[GateResult | BonusResult, Gate | Bonus, str | None]] = [
        *((row, rules.gates[row.id], row.dimension) for row in today.gates),
        *((row, rules.bonuses[row.id], rules.bonuses[row.id].dimension) for row in today.bonuses),
    ]
    scored = {item.metric for item in rules.indicators.values()}
    for row, rule, dimension in lines:
        metric, line = rule.metric, rule.at_least
        if row.state != "not_met" or metric is None or line is None or metric in {*scored, *no_levers}:
            continue
        values = panel.metrics.get(metric)
        if values is not None and not math.isnan(values.value[0, 0]):
            yield _Lever(row.id, metric, dimension or "", float(values.value[0, 0]), int(values.sample[0, 0]),
                         bool(values.origin[0, 0] != MEASURED), (line,), row.label, row.evidence)  # fmt: skip


def saturated(today: Assessment) -> tuple[Text, ...]:
    """The metrics of an assessment with nothing more to give: each has the best score its curve has."""
    return tuple(
        METRICS[result.metric].label
        for result in _scored(today)
        if result.score is not None and result.score >= result.best_score and not result.small_numbers
    )


def _scored(today: Assessment) -> list[IndicatorResult]:
    """The indicators that have a score which takes part."""
    return [
        item for item in today.indicators.values() if item.score is not None and item.value is not None and item.weight
    ]


def _rank(hint: Hint) -> tuple[float, bool, float, float, str]:
    worth = hint.gain / hint.cost if hint.cost else math.inf
    return (-hint.level_gain, hint.feasible_by is None, -round(worth, 9), hint.cost, hint.metric)


def _best_aim(
    panel: Panel, rules: RuleSet, category: str, lever: _Lever, today: Assessment
) -> tuple[Decimal, Comparison] | None:
    """The nearest aim that gives anything, or a farther one when only that lifts the level."""
    trials = [
        (reach, what_if(panel, rules, category, {lever.metric: float(reach)}, known=today)) for reach in lever.aims
    ]
    trials = [(reach, trial) for reach, trial in trials if (trial.total.difference or 0.0) > 1e-9 or _levels(trial) > 0]
    if not trials:
        return None
    highest = max(_levels(trial) for _, trial in trials)
    return next((reach, trial) for reach, trial in trials if _levels(trial) == highest)


def _levels(comparison: Comparison) -> float:
    return comparison.level.difference or 0.0


def _hint(
    lever: _Lever,
    target: Decimal,
    comparison: Comparison,
    panel: Panel,
    reach: Reach | None,
    reference: date | None,
) -> Hint:
    metric = METRICS[lever.metric]
    values = panel.metrics[lever.metric]
    denominator = 0 if lever.from_platform else int(values.denominator[0, 0])
    amount, unit = needed(metric, int(values.numerator[0, 0]), denominator, lever.now, target)
    then = comparison.scenario.indicators.get(lever.id)
    return Hint(
        lever.id,
        lever.metric,
        metric.label,
        lever.dimension,
        lever.now,
        target,
        comparison.total.difference or 0.0,
        _levels(comparison),
        cost_of(lever.metric, amount, unit, {}),
        lever.from_platform or metric.from_platform,
        comparison.baseline.level_label,
        comparison.scenario.level_label,
        amount,
        unit,
        metric.counts,
        lever.sample,
        soonest(panel.first_day, reach.days_at(target), reference) if reach else None,
        lever.advice,
        weakest(lever.evidence, then.evidence if then else lever.evidence),
    )
