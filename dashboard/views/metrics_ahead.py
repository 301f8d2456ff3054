"""Metric by metric until the day forecast: what may still go wrong on the present step, what the next one asks."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import format as fmt
from dashboard.text import words
from scoring.figures import Unit
from scoring.improve.allowance import Allowance
from scoring.improve.spread import MetricSpread
from scoring.improve.steps_ahead import MetricAhead, StepAhead
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import Metric


def metric_rows(found: Sequence[MetricAhead], spreads: Sequence[MetricSpread], language: str) -> list[dict[str, str]]:
    """A row per indicator; column name → text. What an operator acts on stands first."""
    t = words(language)
    by_metric = {item.metric: item for item in spreads}
    rows = []
    for item in found:
        metric = METRICS[item.metric]
        hold, gain = (_asked(step, metric, language) for step in (item.hold, item.gain))
        why_none = t(f"forecast.none_{item.why_none}") if item.why_none else ""
        rows.append(
            {
                t("table.metric"): metric.label[language],
                t("table.value"): fmt.measured(item.now, metric.unit, language),
                t("forecast.hold_may_miss"): why_none or (hold[1] if hold else t("forecast.none_worst")),
                t("forecast.hold_rate"): hold[2] if hold else fmt.MISSING,
                t("forecast.hold"): hold[0] if hold else fmt.MISSING,
                t("forecast.gain_may_miss"): why_none or (gain[1] if gain else t("forecast.none_best")),
                t("forecast.gain_rate"): gain[2] if gain else fmt.MISSING,
                t("forecast.gain"): gain[0] if gain else fmt.MISSING,
                t("forecast.then"): _spread(by_metric.get(item.metric), metric, language),
                t("table.evidence"): t(f"evidence.{item.evidence.value}"),
            }
        )
    return rows


def _spread(item: MetricSpread | None, metric: Metric, language: str) -> str:
    if item is None:
        return fmt.MISSING
    median, low, high = (fmt.measured(value, metric.unit, language) for value in (item.median, item.low, item.high))
    return median if low == high else words(language)("forecast.range", median=median, low=low, high=high)


def _asked(step: StepAhead | None, metric: Metric, language: str) -> tuple[str, str, str] | None:
    """The line of a step, what may go wrong, and how good each coming day must be; None without a step."""
    if step is None:
        return None
    t, sign = words(language), "≥" if metric.better == "higher" else "≤"
    reach = fmt.measured(step.reach, metric.unit, language)
    line = t("forecast.line", sign=sign, reach=reach, score=format(step.score, "f"))
    return line, _may_miss(step.asks, metric, language), _rate(step.asks, metric, language)


def _may_miss(asks: Allowance, metric: Metric, language: str) -> str:
    t = words(language)
    places = {"coming": fmt.whole(asks.coming), "counts": metric.counts[language]}
    if asks.denominator and not asks.coming:
        return t("forecast.out_already" if asks.reason == "not_reachable" else "forecast.known_already")
    if asks.required_mean is not None:
        return t("forecast.coming_mean", **places)
    if asks.reason:
        return t(f"forecast.reason_{asks.reason}")
    if asks.may_miss == asks.coming:
        return t("forecast.any", **places)
    if not asks.may_miss:
        return t("forecast.may_miss_none", **places)
    return t("forecast.may_miss", count=fmt.whole(asks.may_miss), **places)


def _rate(asks: Allowance, metric: Metric, language: str) -> str:
    """What the coming cases must be like from tomorrow on."""
    t, sign = words(language), "≥" if metric.better == "higher" else "≤"
    if asks.required_mean is not None:
        if not asks.required_mean and metric.better == "higher":
            return t("forecast.rate_any")
        return t("forecast.rate_mean", sign=sign, value=fmt.measured(asks.required_mean, metric.unit, language))
    if asks.required_rate is None:
        return fmt.MISSING
    if asks.may_miss == asks.coming:
        return t("forecast.rate_any")
    return t(f"forecast.rate_{metric.better}", value=fmt.measured(asks.required_rate, Unit.RATIO, language))
