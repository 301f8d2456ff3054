"""What to fix first: every metric's next step, with the exact gain found by assessing again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import assess
from scoring.assess.results import Assessment, IndicatorResult
from scoring.certify.calendar import next_reference
from scoring.figures import Evidence, Text, weakest
from scoring.improve.costs import cost_of
from scoring.improve.effort import needed
from scoring.improve.reach import Reach, soonest
from scoring.improve.what_if import Comparison, what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.model import Indicator, RuleSet


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

    indicator: str
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

    Of those that lift the level as much, one that the window cannot reach within 120 days, or whose day is not
    known, comes after the others. `panel` holds that shop on that day alone; `shop` is its position in `sums`. A
    metric that is missing is no lever, nor is one at its best (`saturated`).
    """
    today = explain(assess(panel, rules, category), 0, 0, category)
    reference = next_reference(rules.certification, panel.first_day)
    found = []
    for result in _scored(today):
        item = rules.indicators[result.id]
        best = _best_step(panel, rules, category, item, result, today)
        if best is not None and result.value is not None:
            target, comparison = best
            reach = None
            if not result.from_platform:
                reach = Reach.of(sums, shop, rules, category, panel.first_day, item.metric)
            found.append(_hint(item, result, result.value, target, comparison, panel, reach, reference))
    return sorted(found, key=_rank)


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


def _best_step(
    panel: Panel, rules: RuleSet, category: str, item: Indicator, result: IndicatorResult, today: Assessment
) -> tuple[Decimal, Comparison] | None:
    """The nearest better step, or a farther one when only that lifts the level."""
    better = [step for step in reversed(item.curve.points) if float(step.score) > (result.score or 0.0)]
    trials = [
        (step.reach, what_if(panel, rules, category, {item.metric: float(step.reach)}, known=today)) for step in better
    ]
    trials = [(reach, trial) for reach, trial in trials if (trial.total.difference or 0.0) > 1e-9 or _levels(trial) > 0]
    if not trials:
        return None
    highest = max(_levels(trial) for _, trial in trials)
    return next((reach, trial) for reach, trial in trials if _levels(trial) == highest)


def _levels(comparison: Comparison) -> float:
    return comparison.level.difference or 0.0


def _hint(
    item: Indicator,
    result: IndicatorResult,
    now: float,
    target: Decimal,
    comparison: Comparison,
    panel: Panel,
    reach: Reach | None,
    reference: date | None,
) -> Hint:
    metric = METRICS[item.metric]
    values = panel.metrics[item.metric]
    denominator = 0 if result.from_platform else int(values.denominator[0, 0])
    amount, unit = needed(metric, int(values.numerator[0, 0]), denominator, now, target)
    return Hint(
        result.id,
        item.metric,
        metric.label,
        item.dimension,
        now,
        target,
        comparison.total.difference or 0.0,
        _levels(comparison),
        cost_of(item.metric, amount, unit, {}),
        result.from_platform or metric.from_platform,
        comparison.baseline.level_label,
        comparison.scenario.level_label,
        amount,
        unit,
        metric.counts,
        result.sample,
        soonest(panel.first_day, reach.days_at(target), reference) if reach else None,
        item.advice.text,
        weakest(result.evidence, comparison.scenario.indicators[result.id].evidence),
    )
