"""Two metrics against each other as plain data: a point per day, and how they moved together in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.metric_days import MetricDay
from dashboard.views.trends import axis_suffix
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.patterns import LEAST_DAYS_TOGETHER, Together, moved_together

_STRONG, _CLEAR = 0.7, 0.4


@dataclass(frozen=True)
class DaysOfTwo:
    """The days on which both metrics have a figure of their own; `empty` says why there is no chart."""

    right: tuple[float, ...]
    up: tuple[float, ...]
    hover: tuple[str, ...]
    right_name: str
    up_name: str
    right_suffix: str
    up_suffix: str
    sentence: str
    empty: str
    rows: tuple[dict[str, object], ...]


def days_of_two(
    metric_id: str, days: Sequence[MetricDay], other_id: str, others: Sequence[MetricDay], language: str
) -> DaysOfTwo:
    """The settled days of both, one against the other; windows are not compared: they overlap, and all move alike."""
    t, one, other = words(language), METRICS[metric_id], METRICS[other_id]
    names = one.label[language], other.label[language]
    figures = [[item.alone.figure if item.alone and item.settled else None for item in side] for side in (days, others)]
    together = moved_together(*figures)
    right, up, hover, rows = [], [], [], []
    for item, a, b in zip(days, *figures, strict=True):
        if a is not None and b is not None:
            right.append(round(fmt.shown(a, one.unit), 4))
            up.append(round(fmt.shown(b, other.unit), 4))
            texts = fmt.measured(a, one.unit, language), fmt.measured(b, other.unit, language)
            hover.append("<br>".join((fmt.day(item.day), *(" ".join(both) for both in zip(names, texts, strict=True)))))
            rows.append({t("trends.day"): fmt.day(item.day), names[0]: texts[0], names[1]: texts[1]})
    lacking = [names[at] for at, side in enumerate((days, others)) if not any(item.alone for item in side)]
    empty = t("together.no_days", metrics=t("board.list").join(lacking)) if lacking else ""
    if not empty and together.days < LEAST_DAYS_TOGETHER:
        empty = t("together.too_few", days=together.days, needed=LEAST_DAYS_TOGETHER)
    return DaysOfTwo(
        tuple(right), tuple(up), tuple(hover), *names, axis_suffix(one, language), axis_suffix(other, language),
        empty or _sentence(together, names, t), empty, tuple(rows),
    )  # fmt: skip


def _sentence(together: Together, names: tuple[str, str], t: Words) -> str:
    places = {"one": names[0], "other": names[1], "days": together.days}
    if together.correlation is None:
        return t("together.constant", **places)
    number = fmt.measured(together.correlation, Unit.INDEX, "zh", sign=True)
    if together.by_chance:
        return t("together.by_chance", number=number, **places)
    size = abs(together.correlation)
    strength = "strong" if size >= _STRONG else "clear" if size >= _CLEAR else "weak"
    direction = "same" if together.correlation > 0 else "opposite"
    return t(f"together.{direction}", number=number, strength=t(f"together.{strength}"), **places)
