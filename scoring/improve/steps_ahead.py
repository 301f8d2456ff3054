"""Metric by metric: the step to hold until a coming day and the next one, and what each asks of the days between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.assess.explain import explain
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.assess.results import IndicatorResult
from scoring.figures import Evidence
from scoring.improve.allowance import Allowance, allowance
from scoring.improve.lines import holds
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.curve_kinds import Step, Steps
from scoring.rules.model import Indicator, RuleSet


@dataclass(frozen=True)
class StepAhead:
    """A step of a curve: its line in the metric's unit, its score, and what holding or reaching it asks."""

    reach: Decimal
    score: Decimal
    asks: Allowance


@dataclass(frozen=True)
class MetricAhead:
    """One indicator on the way to `target_day`.

    `now` is the metric at the end of the day, None where it is missing. `hold`: the best step it stands on, None
    where falling lower costs nothing. `gain`: the next better one, None on the best. Without a score on the day
    there is neither, and `why_none` says why: `missing`, `sample` or `small_numbers` (a fixed score).
    """

    metric: str
    now: float | None
    score: float | None
    hold: StepAhead | None
    gain: StepAhead | None
    why_none: str
    evidence: Evidence


def steps_ahead(
    sums: DailySums, shop: int, rules: RuleSet, category: str, day: date, target_day: date
) -> tuple[MetricAhead, ...]:
    """Every indicator that counts under the rule set, as seen at the end of `day`, in the order of the rule set."""
    panel = panel_for(sums, rules, day, day, category)
    result = explain(assess(panel, rules, category), shop, 0, category)

    def step(metric: str, point: Step | None) -> StepAhead | None:
        if point is None:
            return None
        asks = allowance(sums, shop, rules, category, day, target_day, metric, point.reach)
        return StepAhead(point.reach, point.score, asks)

    found = []
    for name, item in rules.indicators_for(category).items():
        if item.shown_only:
            continue
        row = result.indicators[name]
        why_none = _why_none(row)
        hold, gain = (None, None) if why_none else _points_beside(item, row)
        found.append(
            MetricAhead(
                item.metric, row.value, row.score, step(item.metric, hold), step(item.metric, gain), why_none,
                row.evidence,
            )
        )  # fmt: skip
    return tuple(found)


def _why_none(row: IndicatorResult) -> str:
    if row.small_numbers:
        return "small_numbers"
    if row.value is None:
        return "missing"
    return "sample" if row.score is None else ""


def _points_beside(item: Indicator, row: IndicatorResult) -> tuple[Step | None, Step | None]:
    """The best point the value reaches, unless the points below are worth as much; and the next better one."""
    if row.value is None or row.score is None:
        return None, None
    better, curve = METRICS[item.metric].better, item.curve
    lowest = curve.otherwise if isinstance(curve, Steps) else curve.points[-1].score
    hold = next((point for point in curve.points if holds(row.value, point.reach, better)), None)
    gain = next((point for point in reversed(curve.points) if float(point.score) > row.score), None)
    return hold if hold is not None and hold.score > lowest else None, gain
