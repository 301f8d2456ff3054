"""The what-if page as plain data: levers with their ranges, and the difference they make."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from dashboard import format as fmt
from dashboard.text import words
from scoring.assess.timeline import Timeline
from scoring.figures import Unit
from scoring.improve.what_if import Change, Comparison
from scoring.measure.catalogue import METRICS, Metric
from scoring.rules.model import Indicator, RuleSet

_STEPS = 200
_LIMITS = {Unit.RATIO: 100.0, Unit.SCORE: 5.0, Unit.INDEX: 100.0}


@dataclass(frozen=True)
class Lever:
    """One metric to move, in the unit a person reads: where it stands, its range, and the highest there is."""

    metric: str
    label: str
    dimension: str
    now: float | None
    now_text: str
    low: float
    high: float
    step: float
    limit: float | None
    decimals: int
    steps: str


@dataclass(frozen=True)
class Difference:
    """One row of the difference: before, after, change, and whether that is good (1), bad (-1) or neither (0)."""

    label: str
    before: str
    after: str
    change: str
    good: int


def levers(comparison: Comparison, rules: RuleSet, timeline: Timeline, language: str) -> list[Lever]:
    """A lever per metric of the rule set; its range spans the shop's history and every step of the curve."""
    found = []
    for name, item in rules.indicators_for(comparison.baseline.category).items():
        metric = METRICS[item.metric]
        now = comparison.baseline.indicators[name].value
        history = timeline.metric(item.metric, 0)
        seen = [float(value) for value in history[~np.isnan(history)]]
        reaches = [float(step.reach) for step in item.curve.points]
        low, high = min([*seen, *reaches]), max([*seen, *reaches])
        room = (high - low) * 0.1
        limit = _LIMITS.get(metric.unit)
        low, high = fmt.shown(max(0.0, low - room), metric.unit), fmt.shown(high + room, metric.unit)
        high = high if limit is None else min(limit, high)
        decimals = fmt.decimals(metric.unit)
        step = 10.0**-decimals
        while (high - low) / step > 5 * _STEPS:
            step *= 10
        low, high = np.floor(low / step) * step, np.ceil(high / step) * step
        found.append(
            Lever(
                item.metric, metric.label[language], comparison.baseline.dimensions[item.dimension].label[language],
                None if now is None else round(fmt.shown(now, metric.unit), decimals),
                fmt.measured(now, metric.unit, language),
                round(float(low), decimals), round(float(high), decimals), round(step, decimals), limit, decimals,
                _steps(item, metric, language),
            )
        )  # fmt: skip
    return found


def _steps(item: Indicator, metric: Metric, language: str) -> str:
    t = words(language)
    sign = "≥" if metric.better == "higher" else "≤"
    parts = []
    for step in item.curve.points:
        reach = fmt.measured(step.reach, metric.unit, language)
        parts.append(t("what_if.step", score=format(step.score, "f"), sign=sign, reach=reach))
    return " · ".join(part.replace(" ", "\u00a0") for part in parts)


def differences(comparison: Comparison, language: str) -> list[Difference]:
    """Every dimension before and after, in the order of the rule set."""
    rows = []
    for change in comparison.dimensions:
        label = comparison.baseline.dimensions[change.id].label[language]
        rows.append(difference(label, change))
    return rows


def level_change(comparison: Comparison) -> str:
    """The level before and after; empty for a scheme without levels."""
    before, after = comparison.baseline.level, comparison.scenario.level
    if before is None and after is None:
        return ""
    return f"{_level(before)} → {_level(after)}"


def _level(level: Decimal | None) -> str:
    return fmt.MISSING if level is None else format(level.normalize(), "f")


def difference(label: str, change: Change) -> Difference:
    """One figure before and after, in score points."""
    moved = change.difference
    good = 0 if moved is None or abs(moved) < 1e-9 else (1 if moved > 0 else -1)
    text = fmt.MISSING if moved is None else fmt.points(moved, sign=True) if good else "0"
    return Difference(label, fmt.points(change.before), fmt.points(change.after), text, good)


def sentence(comparison: Comparison, language: str) -> str:
    """The difference in one sentence, for the top of the page and for screen readers."""
    t = words(language)
    total = difference(t("what_if.total"), comparison.total)
    parts = [f"{total.label} {total.before} → {total.after} ({total.change})"]
    if moved := level_change(comparison):
        parts.append(f"{t('what_if.level')} {moved}")
    return "; ".join(parts)
