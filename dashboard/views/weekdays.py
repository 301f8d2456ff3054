"""The week of a metric as plain data: Monday to Sunday, and whether one day is worse than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.metric_days import cases_text
from dashboard.views.trends import axis_suffix
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import Metric
from scoring.measure.patterns import BY_CHANCE, LEAST_CASES, LEAST_OF_A_WEEKDAY, WeekdayFigure, Weekdays


@dataclass(frozen=True)
class WeekView:
    """The bars, the rows of the table, the sentence. `state` is that of the week, `worst` the day that stands out."""

    names: tuple[str, ...]
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    hover: tuple[str, ...]
    suffix: str
    worst: str
    sentence: str
    state: str
    rows: tuple[dict[str, str], ...]
    summary: str


def week_view(metric_id: str, week: Weekdays, first: date, last: date, language: str) -> WeekView:
    """The week from `first` to `last`."""
    t, metric = words(language), METRICS[metric_id]
    names = tuple(t(f"weekday.day_{row.weekday}") for row in week.rows)
    figures = [_figure(row.figure, metric, language) for row in week.rows]
    rows = tuple(_row(row, name, metric, t, language) for row, name in zip(week.rows, names, strict=True))
    span = {"first": fmt.day(first), "last": fmt.day(last)}
    listed = t("board.list").join(f"{name} {text}" for name, text in zip(names, figures, strict=True))
    return WeekView(
        names,
        tuple(None if row.figure is None else round(fmt.shown(row.figure, metric.unit), 4) for row in week.rows),
        tuple(figures),
        tuple("<br>".join(row.values()) for row in rows),
        axis_suffix(metric, language),
        names[week.worst.weekday - 1] if week.worst and week.state == "differs" else "",
        _sentence(metric, week, names, t, language),
        week.state,
        rows,
        t("weekday.summary", metric=metric.label[language], days=listed, **span),
    )


def _row(row: WeekdayFigure, name: str, metric: Metric, t: Words, language: str) -> dict[str, str]:
    return {
        t("weekday.day"): name,
        t("weekday.figure"): _figure(row.figure, metric, language),
        t("weekday.cases"): cases_text(metric, row.cases, language),
        t("weekday.days"): fmt.whole(row.days),
    }


def _figure(value: float | None, metric: Metric, language: str) -> str:
    # The average day of a count is no whole number.
    return fmt.measured(value, metric.unit, language, finer=0 if metric.denominator or metric.scale > 1 else 1)


def _sentence(metric: Metric, week: Weekdays, names: tuple[str, ...], t: Words, language: str) -> str:
    if week.state == "too_few" or week.worst is None:
        return t("weekday.too_few", days=LEAST_OF_A_WEEKDAY, cases=LEAST_CASES)
    places = {
        "day": names[week.worst.weekday - 1],
        "figure": _figure(week.worst.figure, metric, language),
        "rest": _figure(week.rest, metric, language),
        "chance": fmt.chance(week.chance or 0.0),
        "limit": fmt.chance(BY_CHANCE),
    }
    return t(f"weekday.{week.state}", metric=metric.label[language], **places)
