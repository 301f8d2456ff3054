"""The what-if page as plain data: levers with their ranges, and the difference they make."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.data import column_name
from dashboard.views.dimensions import why_missing
from scoring.assess.timeline import Timeline
from scoring.improve.what_if import Change, Comparison
from scoring.intake.report import Report
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.panel import Panel
from scoring.rules.model import Indicator, RuleSet

_STEPS = 200


@dataclass(frozen=True)
class Lever:
    """One metric to move, in the unit a person reads.

    `now` is where the shop stands, `start` where the scenario stands before it is moved (an uploaded
    alternative may differ), then its range and the highest there is.
    """

    metric: str
    label: str
    dimension: str
    now: float | None
    start: float | None
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
    why: str = ""


def levers(
    comparison: Comparison,
    rules: RuleSet,
    timeline: Timeline,
    language: str,
    alternative: Panel | None = None,
    scenario_rules: RuleSet | None = None,
) -> list[Lever]:
    """A lever per metric of the rule set; its range spans the shop's history and every step of the curve.

    Where the scenario scores by other steps (`scenario_rules`), the lever shows these.
    """
    found = []
    for name, shown_now in rules.indicators_for(comparison.baseline.category).items():
        item = shown_now if scenario_rules is None else scenario_rules.indicators.get(name, shown_now)
        metric = METRICS[item.metric]
        now = comparison.baseline.indicators[name].value
        start = now if alternative is None else _value(alternative, item.metric)
        history = timeline.metric(item.metric, 0)
        seen = [float(value) for value in history[~np.isnan(history)]]
        reaches = [float(step.reach) for step in item.curve.points]
        low, high = min([*seen, *reaches]), max([*seen, *reaches])
        room = (high - low) * 0.1
        limit = None if math.isinf(metric.unit.highest) else fmt.shown(metric.unit.highest, metric.unit)
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
                _rounded(now, metric, decimals), _rounded(start, metric, decimals),
                fmt.measured(now, metric.unit, language),
                round(float(low), decimals), round(float(high), decimals), round(step, decimals), limit, decimals,
                _steps(item, metric, language),
            )
        )  # fmt: skip
    return found


def _rounded(value: float | None, metric: Metric, decimals: int) -> float | None:
    return None if value is None else round(fmt.shown(value, metric.unit), decimals)


def _value(panel: Panel, metric: str) -> float | None:
    value = float(panel.metrics[metric].value[0, 0]) if metric in panel.metrics else float("nan")
    return None if value != value else value


def covers_windows(report: Report, rules: RuleSet, day: date) -> bool:
    """Whether a file's days meet the window of any metric on the day; a file without days always does."""
    if report.first_day is None or report.last_day is None:
        return True
    longest = max(item.window.days + item.window.lag for item in rules.indicators.values())
    return report.first_day <= day and report.last_day >= day - timedelta(days=longest)


def lacking_columns(report: Report, rules: RuleSet, tables: Collection[str], language: str) -> tuple[str, str] | None:
    """The columns a file lacks that metrics of the rule set need, and these metrics; None where it has them.

    What another of the shop's `tables` can stand in for is not lacking.
    """

    def lacking(need: str) -> list[str]:
        options = [tuple(option.split(".")) for option in need.split("|")]
        if any(table != report.table and table in tables for table, _ in options):
            return []
        return [name for table, name in options if table == report.table and name in report.columns_missing]

    metrics = dict.fromkeys(METRICS[item.metric] for item in rules.indicators.values())
    needed = {metric: [name for need in metric.needs for name in lacking(need)] for metric in metrics}
    columns = dict.fromkeys(name for names in needed.values() for name in names)
    if not columns:
        return None
    join = words(language)("board.list").join
    return (
        join(column_name(name, language) for name in columns),
        join(metric.label[language] for metric, names in needed.items() if names),
    )


def _steps(item: Indicator, metric: Metric, language: str) -> str:
    t = words(language)
    sign = "≥" if metric.better == "higher" else "≤"
    parts = []
    for step in item.curve.points:
        reach = fmt.measured(step.reach, metric.unit, language)
        parts.append(t("what_if.step", score=format(step.score, "f"), sign=sign, reach=reach))
    return " · ".join(part.replace(" ", "\u00a0") for part in parts)


def range_text(lever: Lever, language: str) -> str:
    """That a figure typed lies outside what the metric can be, and the range."""
    t, unit = words(language), METRICS[lever.metric].unit
    if lever.limit is None:
        return t("what_if.below_nothing")
    low, high = (fmt.measured(fmt.stored(end, unit), unit, language) for end in (0.0, lever.limit))
    return t("what_if.beyond", low=low, high=high)


def fewer_dimensions(comparison: Comparison, language: str) -> str:
    """What must be said of a scenario's total without the scores of all dimensions; empty where it has them all.

    What the baseline has and the scenario lost is named.
    """
    scored = [name for name, item in comparison.scenario.dimensions.items() if item.scored]
    known = [name for name in scored if comparison.scenario.dimensions[name].score is not None]
    lost = [
        comparison.scenario.dimensions[name].label[language]
        for name in scored
        if name not in known and name in comparison.baseline.dimensions
        and comparison.baseline.dimensions[name].score is not None
    ]  # fmt: skip
    t = words(language)
    names = t("board.list").join(lost)
    counts = {"known": len(known), "all": len(scored)}
    if lost:
        return t("what_if.fewer_dimensions", names=names, **counts)
    gained = len(known) < len(scored) and comparison.baseline.total is None and comparison.scenario.total is not None
    return t("header.partial", **counts) if gained else ""


def scales_apart(baseline: RuleSet, scenario: RuleSet, language: str) -> str:
    """What must be said where the two rule sets score on different scales; empty where they do not."""
    ends = [(rules.total.lowest, rules.total.highest) for rules in (baseline, scenario)]
    if ends[0] == ends[1] or not (baseline.has_total and scenario.has_total):
        return ""
    before, after = (f"{fmt.points(float(low))}–{fmt.points(float(high))}" for low, high in ends)
    return words(language)("what_if.scales_apart", before=before, after=after)


def differences(comparison: Comparison, language: str, *, apart: bool = False) -> list[Difference]:
    """Every dimension before and after, in the order of the rule set; `apart`: the two are on different scales."""
    rows = []
    for change in comparison.dimensions:
        scenario = comparison.scenario.dimensions.get(change.id)
        label = comparison.labels[change.id][language]
        gone = scenario is not None and scenario.score is None
        why = why_missing(scenario, comparison.scenario, language) if gone else ""
        rows.append(replace(difference(label, change, apart=apart), why=why))
    return rows


def level_change(comparison: Comparison, language: str) -> str:
    """The level before and after; empty for a scheme without levels."""
    before, after = comparison.baseline.level_label, comparison.scenario.level_label
    if before is None and after is None:
        return ""
    labels = (fmt.MISSING if label is None else label[language] for label in (before, after))
    return " → ".join(labels)


def difference(label: str, change: Change, *, apart: bool = False) -> Difference:
    """One figure before and after, in score points; where the scales are `apart` there is no difference to tell."""
    if apart:
        return Difference(label, fmt.points(change.before), fmt.points(change.after), fmt.MISSING, 0)
    moved = change.difference
    good = 0 if moved is None or abs(moved) < 1e-9 else (1 if moved > 0 else -1)
    text = fmt.MISSING if moved is None else fmt.points(moved, sign=True) if good else "0"
    return Difference(label, fmt.points(change.before), fmt.points(change.after), text, good)


def sentence(comparison: Comparison, language: str) -> str:
    """The difference in one sentence, for the top of the page and for screen readers."""
    t = words(language)
    total = difference(t("what_if.total"), comparison.total)
    parts = [f"{total.label} {total.before} → {total.after} ({total.change})"]
    if moved := level_change(comparison, language):
        parts.append(moved)
    return "; ".join(parts)
