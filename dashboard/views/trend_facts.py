"""What stands above the chart: where the metric is, how it moved, what comes next, how much is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.dimensions import needs_text
from dashboard.views.metric_days import MetricDay, indicators_of, sums_text
from scoring.assess.timeline import Timeline
from scoring.figures import Evidence, Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import Coverage
from scoring.measure.daily_sums import DailySums
from scoring.measure.metric import Metric
from scoring.rules.model import Indicator

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Fact:
    """One labelled figure; `change` is what became of it since, `state` `better`, `worse`, `same` or empty."""

    label: str
    value: str
    caption: str
    change: str = ""
    state: str = ""
    rising: bool = False


@dataclass(frozen=True)
class Facts:
    """The figures, the window in words, the days known with their state, and why the score is believed."""

    facts: tuple[Fact, ...]
    window: str
    days: str
    days_state: str
    evidence: Evidence | None


def metric_facts(
    metric_id: str, days: Sequence[MetricDay], earlier: MetricDay | None, timeline: Timeline, known: Coverage | None,
    language: str,
) -> Facts:  # fmt: skip
    """What the last of `days` says; `earlier` is the day a week before it."""
    t, metric, last = words(language), METRICS[metric_id], days[-1]
    of_metric = indicators_of(timeline.rules_at(last.day), metric_id, timeline.categories[0])
    name, indicator = next(iter(of_metric.items()), ("", None))
    start = next((item for item in days if item.value is not None), None)
    facts = [_now(last, metric, t, language)]
    if earlier is not None and earlier.value is not None:
        facts.append(_since(t("trends.week_ago"), earlier, last, metric, t, language))
    if start is not None and start.day != last.day and last.day - start.day != _WEEK:
        facts.append(_since(t("trends.at_start", day=fmt.day(start.day)[5:]), start, last, metric, t, language))
    if indicator is not None and last.score is not None:
        facts.append(_next(indicator, last, metric, t, language))
    text, state = "", ""
    if known is not None:
        text = t("board.days_known", known=known.known, days=known.days)
        state = "full" if known.known >= known.days else "gap"
    sure = timeline.at(last.day, 0).indicators[name].evidence if name else None
    return Facts(tuple(facts), window_text(last, metric, t), text, state, sure)


def window_text(item: MetricDay, metric: Metric, t: Words) -> str:
    """Both ends of the window, as "30 days: 05-31…06-29"; the year where it is another one."""
    first, last = item.window
    if metric.from_platform or item.from_platform:
        return t("trends.window_of_platform", day=fmt.day(last))
    ends = [fmt.day(end) if first.year != item.day.year else fmt.day(end)[5:] for end in (first, last)]
    return t("trends.window", days=(last - first).days + 1, first=ends[0], last=ends[1])


def why_nothing(metric_id: str, days: Sequence[MetricDay], sums: DailySums, language: str) -> str:
    """Why there is no course to draw; empty where there is one."""
    t = words(language)
    if any(item.value is not None for item in days):
        return ""
    if lacking := sums.missing[metric_id][0]:
        return t("board.needs", columns=needs_text(lacking, language))
    span = {"first": fmt.day(days[0].day), "last": fmt.day(days[-1].day)}
    return t("trends.nothing", metric=METRICS[metric_id].label[language], **span)


def window_changes(timeline: Timeline, metric_id: str, first: date, last: date, language: str) -> list[str]:
    """Where a rule set inside the span counts the metric over another window than the one before it."""
    t, found = words(language), []
    windows = [
        (piece.panel.first_day, piece.rules.windows_for(timeline.categories[0]).get(metric_id))
        for piece in timeline.pieces
    ]
    for (_, before), (day, after) in pairwise(windows):
        if first <= day <= last and before and after and before != after:
            found.append(
                t(
                    "trends.window_changed", day=fmt.day(day),
                    before=t("trends.days_and_lag", days=before[0], lag=before[1]),
                    after=t("trends.days_and_lag", days=after[0], lag=after[1]),
                )
            )  # fmt: skip
    return found


def signed_distance(change: float, metric: Metric, language: str) -> str:
    """A change with its sign, as short as a narrow column asks for; empty where it is too small to be seen.

    >>> signed_distance(0.003, METRICS["reply_rate"], "en"), signed_distance(-2.69, METRICS["delivery_hours"], "zh")
    ('+0.30 pp', '-2.7 小时')
    """
    unit = Unit.INDEX if metric.unit is Unit.RATIO else metric.unit
    text = fmt.measured(fmt.shown(change, metric.unit), unit, language, sign=True)
    if not any(digit in text for digit in "123456789"):
        return ""
    return words(language)("trends.percentage_points", number=text) if metric.unit is Unit.RATIO else text


def _now(last: MetricDay, metric: Metric, t: Words, language: str) -> Fact:
    caption = sums_text(metric, last.amount, last.cases, language)
    if last.value is None or last.from_platform or metric.from_platform:
        caption = "" if last.value is not None else t("trends.no_value")
    value = fmt.measured(last.value, metric.unit, language)
    return Fact(t("trends.now", day=fmt.day(last.day)[5:]), value, caption)


def _since(label: str, then: MetricDay, now: MetricDay, metric: Metric, t: Words, language: str) -> Fact:
    value = fmt.measured(then.value, metric.unit, language)
    if now.value is None or then.value is None:
        return Fact(label, value, "")
    change = now.value - then.value
    text = signed_distance(change, metric, language)
    if not text:
        return Fact(label, value, "", t("trends.same"), "same")
    better = (change > 0) == (metric.better == "higher")
    return Fact(label, value, "", text, "better" if better else "worse", change > 0)


def _next(indicator: Indicator, last: MetricDay, metric: Metric, t: Words, language: str) -> Fact:
    better = [point for point in indicator.curve.points if float(point.score) > (last.score or 0.0)]
    if not better or last.value is None:
        return Fact(t("trends.next"), t("trends.best"), t("trends.scores_now", score=fmt.points(last.score)))
    step = better[-1]
    sign = "≥" if metric.better == "higher" else "≤"
    gap = fmt.distance(abs(float(step.reach) - last.value), metric.unit, language)
    caption = t("trends.next_caption", score=format(step.score, "f"), now=fmt.points(last.score), gap=gap)
    return Fact(t("trends.next"), f"{sign} {fmt.measured(step.reach, metric.unit, language)}", caption)
