"""The days about to leave a metric's window as plain data: when, with what figure, and whether that helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.metric_days import sums_text
from scoring.improve.leaving import Leaving
from scoring.measure.catalogue import METRICS
from scoring.measure.patterns import counted


@dataclass(frozen=True)
class LeavingView:
    """The rows, and what they come to in a sentence.

    `state`: `helps`, `hurts`, `same`, `count` (a metric without a denominator) or `none`.
    """

    rows: tuple[dict[str, str], ...]
    sentence: str
    state: str


def leaving_view(
    metric_id: str, found: Sequence[Leaving], together: float | None, now: float | None, ahead: int, language: str
) -> LeavingView:
    """The days that leave within `ahead` days; `together` is their figure, `now` the one of the window they leave."""
    t, metric = words(language), METRICS[metric_id]
    if metric.from_platform:
        return LeavingView((), t("leaving.platform"), "none")
    if not found or together is None or now is None:
        return LeavingView((), t("leaving.none", ahead=ahead), "none")
    rows = []
    for item in found:
        effect = t("leaving.helps_row" if item.better_without else "leaving.hurts_row")
        if metric.denominator and item.figure == now:
            effect = t("leaving.same_row")
        amount, cases = counted(metric, item.numerator, item.denominator)
        rows.append(
            {
                t("leaving.leaves_on"): fmt.day(item.leaves_on),
                t("trends.day"): fmt.day(item.day),
                t("trends.weekday"): t(f"weekday.day_{item.day.isoweekday()}"),
                t("trends.alone"): fmt.measured(item.figure, metric.unit, language),
                t("trends.cases"): sums_text(metric, amount, cases, language) or fmt.MISSING,
                t("leaving.effect"): effect,
            }
        )
    state = _state(metric_id, together, now)
    places = {
        "ahead": ahead, "count": len(found), "first": fmt.day(found[0].day)[5:], "last": fmt.day(found[-1].day)[5:],
        "together": fmt.measured(together, metric.unit, language), "now": fmt.measured(now, metric.unit, language),
    }  # fmt: skip
    return LeavingView(tuple(rows), t(f"leaving.{state}", metric=metric.label[language], **places), state)


def leaving_lines(found: Sequence[Leaving], now: Mapping[str, float | None], language: str) -> list[str]:
    """A sentence per day on which days leave a window: how many bad ones and how many good ones, of which metrics.

    `now` is each metric over its present window; a day that is just like it is neither.
    """
    t = words(language)
    days: dict[date, tuple[list[str], list[str]]] = {}
    for item in found:
        metric = METRICS[item.metric]
        if not metric.denominator or item.figure != now.get(item.metric):
            place = days.setdefault(item.leaves_on, ([], []))
            place[0 if item.better_without else 1].append(metric.label[language])
    lines = []
    for day, parts in sorted(days.items()):
        said = [
            t(f"forecast.leaves_{kind}", count=len(names), metrics=t("board.list").join(names))
            for kind, names in zip(("bad", "good"), parts, strict=True)
            if names
        ]
        lines.append(t("forecast.leaves_day", day=fmt.day(day)[5:], parts=t("forecast.leaves_and").join(said)))
    return lines


def _state(metric_id: str, together: float, now: float) -> str:
    """What leaving does when the days that come are like the window is now; of a count, each day takes its own away."""
    metric = METRICS[metric_id]
    if not metric.denominator:
        return "count" if together else "same"
    if together == now:
        return "same"
    return "helps" if (together < now) == (metric.better == "higher") else "hurts"
