"""The days of a metric as rows: on screen as text, in a file with what they are and whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.metric_days import MetricDay, amount_text, cases_text
from dashboard.views.trends import axis_suffix
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import Metric
from scoring.measure.patterns import DayFigure


def day_rows(metric_id: str, days: Sequence[MetricDay], language: str) -> list[dict[str, str]]:
    """One row per day, the newest first."""
    t, metric = words(language), METRICS[metric_id]
    return [_row(item, metric, t, language) for item in reversed(days)]


def _row(item: MetricDay, metric: Metric, t: Words, language: str) -> dict[str, str]:
    row = {t("trends.day"): fmt.day(item.day), t("trends.weekday"): t(f"weekday.day_{item.day.isoweekday()}")}
    if not metric.from_platform:
        alone = item.alone
        counts = alone is not None and (alone.figure is not None or not metric.denominator)
        if metric.denominator:
            row[t("trends.numerator")] = (
                amount_text(metric, alone.amount, language) if alone and counts else fmt.MISSING
            )
            row[t("trends.denominator")] = (
                cases_text(metric, alone.cases, language) if alone and counts else fmt.MISSING
            )
        row[t("trends.alone")] = fmt.measured(alone.figure if alone else None, metric.unit, language)
    row[t("trends.windowed")] = fmt.measured(item.value, metric.unit, language)
    row[t("trends.score")] = fmt.points(item.score)
    row[t("trends.note_column")] = _note(item, metric, t)
    return row


def _with_figure(item: MetricDay) -> DayFigure | None:
    """The day alone, where it has a case."""
    return item.alone if item.alone is not None and item.alone.figure is not None else None


def _note(item: MetricDay, metric: Metric, t: Words) -> str:
    notes = []
    if not item.known:
        notes.append(t("trends.unknown_day"))
    if item.from_platform and not metric.from_platform:
        notes.append(t("trends.from_platform"))
    if item.alone is not None and not item.settled:
        notes.append(t("trends.not_settled_day"))
    return t("board.list").join(notes)


def day_file(
    metric_id: str, days: Sequence[MetricDay], about: Mapping[str, str], language: str
) -> list[dict[str, object]]:
    """The same days for a spreadsheet, the oldest first: numbers as on screen without their unit, which the header has.

    `about` (shop, rules, as of, trial) stands in columns of its own at the end: one header, one row a day, so that
    a spreadsheet can sort and filter it, and a row still says what it is when it is copied elsewhere.
    """
    t, metric = words(language), METRICS[metric_id]
    suffix = axis_suffix(metric, language).strip()
    unit = t("trends.in_brackets", text=suffix) if suffix else ""
    rows: list[dict[str, object]] = []
    for item in days:
        alone = _with_figure(item)
        row: dict[str, object] = {
            t("trends.day"): fmt.day(item.day),
            t("trends.weekday"): t(f"weekday.day_{item.day.isoweekday()}"),
            t("trends.metric"): metric.label[language],
        }
        if not metric.from_platform:
            if metric.denominator:
                row[t("trends.numerator")] = _number(alone.amount) if alone else ""
                row[t("trends.denominator")] = _number(alone.cases) if alone else ""
            row[t("trends.alone") + unit] = _figure(alone.figure if alone else None, metric)
        row[t("trends.windowed") + unit] = _figure(item.value, metric)
        row[t("trends.window_from")], row[t("trends.window_to")] = (fmt.day(end) for end in item.window)
        row[t("trends.score")] = "" if item.score is None else fmt.points(item.score)
        row[t("trends.note_column")] = _note(item, metric, t)
        rows.append(row | dict(about))
    return rows


def _figure(value: float | None, metric: Metric) -> str:
    return "" if value is None else format(fmt.shown(value, metric.unit), f".{fmt.decimals(metric.unit)}f")


def _number(value: float) -> str:
    return format(value, ".2f").removesuffix(".00")
