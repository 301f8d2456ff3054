"""Hints as a person reads them: one action, one number, one deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.text import words
from scoring.assess.results import Assessment
from scoring.figures import Evidence
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS, Metric
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class HintRow:
    """One hint: what it brings, what it takes, by when, what to do, and the what-if it opens.

    `when` is `deadline` in two words; `in_time` is `in_time`, `too_late`, `not_soon` (not within the
    days looked ahead) or `unknown`.
    """

    metric: str
    dimension: str
    title: str
    gain: str
    lifts_level: bool
    effort: str
    deadline: str
    when: str
    in_time: str
    advice: str
    target: float
    evidence: Evidence


def hint_rows(hints: Sequence[Hint], next_reference: date | None, language: str, most: int = 5) -> list[HintRow]:
    """The best hints; `next_reference` is the day whose data the next certification looks at."""
    t = words(language)
    rows = []
    for hint in hints[:most]:
        unit = METRICS[hint.metric].unit
        now, target = (fmt.measured(value, unit, language) for value in (hint.now, hint.target))
        if now == target:  # 0.404 % to 0.400 % is a step, though both are 0.40 %
            now, target = (fmt.measured(value, unit, language, finer=2) for value in (hint.now, hint.target))
        change = t("hint.title", metric=hint.label[language], now=now, target=target)
        gain = t("hint.gain", gain=fmt.points(hint.gain, sign=True))
        if hint.level_gain > 0 and hint.level_now is not None and hint.level_then is not None:
            before, after = hint.level_now[language], hint.level_then[language]
            gain = t("hint.level_gain", gain=fmt.points(hint.gain, sign=True), before=before, after=after)
        rows.append(
            HintRow(
                hint.metric, hint.dimension, change, gain, hint.level_gain > 0, _effort(hint, language),
                _deadline(hint, next_reference, language), *_when(hint, next_reference, language),
                hint.advice[language], float(hint.target), hint.evidence,
            )
        )  # fmt: skip
    return rows


def no_hints_text(rules: RuleSet, result: Assessment, language: str) -> str:
    """What is said where no metric lifts the total."""
    t = words(language)
    if not rules.has_total:
        return t("board.hints_no_total")
    return t("board.hints_none" if result.withheld is None else "board.hints_withheld")


def way_to(metric: Metric) -> str:
    """Which way a metric gets better: `higher`, `lower`, or, of what takes time, `shorter`."""
    return "shorter" if metric.better == "lower" and metric.unit.is_time else metric.better


def _effort(hint: Hint, language: str) -> str:
    t = words(language)
    metric = METRICS[hint.metric]
    if hint.unit == "case":
        return t(
            f"hint.cases_{metric.better}",
            count=fmt.whole(hint.needed),
            counts=hint.counts[language],
            sample=fmt.whole(hint.sample),
        )
    if hint.unit == "five_star":
        return t("hint.five_star", count=fmt.whole(hint.needed), sample=fmt.whole(hint.sample))
    return t(f"hint.distance_{way_to(metric)}", distance=fmt.distance(hint.needed, metric.unit, language))


def _deadline(hint: Hint, next_reference: date | None, language: str) -> str:
    t = words(language)
    if hint.feasible_by is None:
        return t("hint.no_day" if hint.from_platform else "hint.not_soon")
    if next_reference is None:
        return t("hint.day", day=fmt.day(hint.feasible_by))
    key = "hint.day_in_time" if hint.feasible_by <= next_reference else "hint.day_too_late"
    return t(key, day=fmt.day(hint.feasible_by), reference=fmt.day(next_reference))


def _when(hint: Hint, next_reference: date | None, language: str) -> tuple[str, str]:
    t = words(language)
    if hint.feasible_by is None:
        return ("", "unknown") if hint.from_platform else (t("hint.when_not_soon"), "not_soon")
    day = fmt.day(hint.feasible_by)
    if next_reference is None:
        return t("hint.when", day=day), "unknown"
    state = "in_time" if hint.feasible_by <= next_reference else "too_late"
    return t(f"hint.when_{state}", day=day), state
