"""A metric day by day as plain data: the day alone, its window, its score; and the words for its two sums."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from scoring.assess.panel_assessment import PanelAssessment
from scoring.assess.timeline import Timeline
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import CENTS, Metric
from scoring.measure.panel import PLATFORM
from scoring.measure.patterns import DayFigure, counted
from scoring.rules.model import Indicator, RuleSet


@dataclass(frozen=True)
class MetricDay:
    """One assessment day of a metric, and the same day alone.

    `value` is the one over `window` (first and last day counted; None = missing or not looked at), `amount` and
    `cases` the sums behind it, `score` the points of its indicator. `alone` is None where no day can be told
    apart. `known`: the data has rows for the day; `settled`: what happened on it is known to its end.
    """

    day: date
    value: float | None
    amount: float
    cases: float
    window: tuple[date, date]
    from_platform: bool
    score: float | None
    alone: DayFigure | None
    known: bool
    settled: bool


def metric_days(
    timeline: Timeline,
    metric_id: str,
    alone: Sequence[DayFigure],
    unknown: Collection[date],
    first: date,
    last: date,
) -> list[MetricDay]:
    """Each day from `first` to `last`, both inside the timeline, under the rule set it is assessed with."""
    by_day = {item.day: item for item in alone}
    newest = settled_until(timeline, metric_id, last)
    found = []
    for piece in timeline.pieces:
        for at in range(piece.panel.days):
            day = piece.panel.day(at)
            if first <= day <= last:
                found.append(_day(piece, metric_id, at, timeline.categories[0], by_day, unknown, newest))
    return found


def settled_until(timeline: Timeline, metric_id: str, day: date) -> date:
    """The newest day of the data that the lag of the metric's window leaves no doubt about."""
    _, lag = timeline.rules_at(day).windows_for(timeline.categories[0]).get(metric_id, (1, 0))
    return timeline.last_day - timedelta(days=lag)


def _day(
    piece: PanelAssessment,
    metric_id: str,
    at: int,
    category: str,
    alone: dict[date, DayFigure],
    unknown: Collection[date],
    newest: date,
) -> MetricDay:
    day = piece.panel.day(at)
    item = alone.get(day)
    windows = piece.rules.windows_for(category)
    if metric_id not in windows:
        return MetricDay(day, None, 0, 0, (day, day), False, None, item, day not in unknown, day <= newest)
    values = piece.panel.metrics[metric_id]
    value, from_platform = float(values.value[0, at]), bool(values.origin[0, at] == PLATFORM)
    sums = (int(values.numerator[0, at]), int(values.denominator[0, at]))
    amount, cases = counted(METRICS[metric_id], *sums)
    indicator = next(iter(indicators_of(piece.rules, metric_id, category)), None)
    score = float(piece.indicators[indicator][0, at]) if indicator else float("nan")
    known = day not in unknown if item is not None else value == value
    return MetricDay(
        day, None if value != value else value, amount, cases, window_of(windows[metric_id], day), from_platform,
        None if score != score else score, item, known, day <= newest,
    )  # fmt: skip


def window_of(window: tuple[int, int], day: date) -> tuple[date, date]:
    """The first and last day that the window of an assessment day counts."""
    days, lag = window
    last = day - timedelta(days=lag)
    return last - timedelta(days=days - 1), last


def indicators_of(rules: RuleSet, metric_id: str, category: str) -> dict[str, Indicator]:
    """The indicators that score a metric for a main category."""
    return {name: item for name, item in rules.indicators_for(category).items() if item.metric == metric_id}


def metric_groups(rules: RuleSet, category: str, language: str) -> dict[str, str]:
    """Every metric of a rule set, grouped by dimension, and its dimension in words; empty for one of no dimension."""
    found: dict[str, str] = {}
    indicators = rules.indicators_for(category).values()
    for name, dimension in rules.dimensions.rows.items():
        found |= {item.metric: dimension.label.text[language] for item in indicators if item.dimension == name}
    return found | {name: "" for name in rules.windows_for(category) if name not in found}


def unknown_runs(days: Sequence[MetricDay]) -> Iterator[tuple[date, date]]:
    """The stretches of days of which nothing is known."""
    start: date | None = None
    for item in days:
        if not item.known and start is None:
            start = item.day
        elif item.known and start is not None:
            yield start, item.day - timedelta(days=1)
            start = None
    if start is not None:
        yield start, days[-1].day


def amount_text(metric: Metric, amount: float, language: str) -> str:
    """The numerator: cases as a whole number, hours, seconds and money with their unit."""
    if metric.counts is CENTS or metric.unit is Unit.MONEY:
        return fmt.measured(amount, Unit.MONEY, language)
    if metric.unit.is_time:
        return fmt.whole(amount) + fmt.suffix(metric.unit, language)
    return fmt.whole(amount)


def cases_text(metric: Metric, cases: float, language: str) -> str:
    """The denominator, with what it counts."""
    if metric.counts is CENTS:
        return fmt.measured(cases, Unit.MONEY, language)
    return f"{fmt.whole(cases)} {metric.counts[language]}"


def sums_text(metric: Metric, amount: float, cases: float, language: str) -> str:
    """Numerator and denominator as a person writes a fraction; what has no denominator is not one.

    >>> sums_text(METRICS["reply_rate"], 96, 100, "zh")
    '96 / 100 位咨询者'
    """
    if not metric.denominator:
        return ""
    return f"{amount_text(metric, amount, language)} / {cases_text(metric, cases, language)}"
