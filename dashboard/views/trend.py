"""The lines of the trend charts: scores with level lines and certification days, and one metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.text import words
from scoring.assess.timeline import Timeline
from scoring.certify.calendar import certification_days
from scoring.certify.levels import Certified
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS


@dataclass(frozen=True)
class Line:
    """One line of a chart: a value per day, None where there is none."""

    name: str
    values: tuple[float | None, ...]
    main: bool = False
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True)
class Mark:
    """A horizontal line (`at` a value) or a vertical one (`at` a day) with its label."""

    at: float | date
    label: str
    kind: str


@dataclass(frozen=True)
class Trend:
    """A chart as plain data. `decimals` and `suffix` say how a value is read."""

    title: str
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    decimals: int
    suffix: str
    empty: str
    summary: str


def span_of(span: str, timeline: Timeline, day: date) -> tuple[date, date]:
    """The first and last day of a span: a number of days up to `day`, a cycle, "all", or two days with ".." between.

    "cycle" runs from the last certification day on, "last_cycle" is the one before it; of a scheme that
    certifies nothing both are the last 30 days. Two days are cut to what the timeline holds; nothing
    left of them gives the last 90 days.
    """
    if span == "all":
        return timeline.first_day, day
    if span in ("cycle", "last_cycle"):
        found = cycle_of(timeline, day, back=int(span == "last_cycle"))
        if found is not None:
            return found
        span = "30"
    if ".." in span:
        first, last = (date.fromisoformat(part) for part in span.split(".."))
        first, last = max(first, timeline.first_day), min(last, timeline.last_day)
        if first <= last:
            return first, last
        span = "90"
    return max(timeline.first_day, day - timedelta(days=int(span) - 1)), day


def cycle_of(timeline: Timeline, day: date, back: int = 0) -> tuple[date, date] | None:
    """The certification cycle that holds `day`, up to `day`, or the whole one `back` cycles before it.

    None where the scheme certifies nothing or the timeline holds no day of it.
    """
    certification = timeline.rules_at(day).certification
    if certification is None:
        return None
    starts = certification_days(certification, day - timedelta(days=31 * (back + 1)), day)
    if len(starts) <= back:
        return None
    last = day if back == 0 else starts[-back] - timedelta(days=1)
    first = max(starts[-1 - back], timeline.first_day)
    return (first, last) if first <= last else None


def cycle_before(span: str, timeline: Timeline, day: date) -> tuple[date, date] | None:
    """The cycle before the one a span shows, to lay under it; None for spans that are no cycle."""
    if span not in ("cycle", "last_cycle"):
        return None
    return cycle_of(timeline, day, back=1 + int(span == "last_cycle"))


def score_trend(
    timeline: Timeline,
    certified: Sequence[Certified],
    notes: Sequence[tuple[date, str]],
    first: date,
    last: date,
    language: str,
    before: tuple[date, date] | None = None,
    official: Mapping[date, float] | None = None,
) -> Trend:
    """The total and every dimension, with the level lines of the last day's rule set.

    The total of the days `before` is laid under it, day by day from the left; `official` totals beside it.
    """
    t = words(language)
    rules = timeline.rules_at(last)
    days = _days(first, last)
    shown = tuple((official or {}).get(day) for day in days)
    beside = any(value is not None for value in shown)
    name = t("board.trial_line") if beside else t("board.total_line")
    lines = [Line(name, _cut(timeline, timeline.totals(0), first, last), main=True)]
    for name, dimension in rules.dimensions.rows.items():
        lines.append(Line(dimension.label.text[language], _cut(timeline, timeline.dimension(name, 0), first, last)))
    lines += _under(timeline, timeline.totals(0), before, len(days), language)
    if beside:
        lines.append(Line(t("board.official_line"), shown, dashed=True))
    totals: dict[float, list[str]] = {}
    for level in reversed(rules.levels):
        if level.total > rules.total.lowest:
            # Two levels with one total differ in their gates and share a line.
            totals.setdefault(float(level.total), []).append(level.label.text[language])
    marks = [Mark(total, "/".join(labels), "level") for total, labels in totals.items()]
    for item in certified:
        if first <= item.day <= last and item.level is not None:
            marks.append(Mark(item.day, t("trend.certified", level=format(item.level, "f")), "certification"))
    marks += _rule_marks(timeline, first, last, language) + _note_marks(notes, first, last)
    return Trend(
        t("trend.scores"), days, tuple(lines), tuple(marks), 2, "", _empty(lines, t("trend.no_scores")),
        t("trend.scores_summary", first=fmt.day(first), last=fmt.day(last)),
    )  # fmt: skip


def metric_trend(
    timeline: Timeline,
    metric_id: str,
    notes: Sequence[tuple[date, str]],
    first: date,
    last: date,
    language: str,
    before: tuple[date, date] | None = None,
) -> Trend:
    """One metric of the rule set over its window, with the steps of its curve; the days `before` laid under it."""
    t = words(language)
    metric = METRICS[metric_id]
    rules = timeline.rules_at(last)
    values = [fmt.shown(value, metric.unit) for value in timeline.metric(metric_id, 0)]
    line = Line(metric.label[language], _cut(timeline, values, first, last), main=True)
    under = _under(timeline, values, before, (last - first).days + 1, language)
    steps = [step for item in rules.indicators.values() if item.metric == metric_id for step in item.curve.points]
    marks = [
        Mark(fmt.shown(float(step.reach), metric.unit), t("trend.step", score=format(step.score, "f")), "step")
        for step in steps
    ]
    marks += _rule_marks(timeline, first, last, language) + _note_marks(notes, first, last)
    suffix = fmt.suffix(metric.unit, language) if metric.unit is not Unit.SCORE else ""
    return Trend(
        metric.label[language], _days(first, last), (line, *under), tuple(marks), fmt.decimals(metric.unit), suffix,
        _empty([line], t("trend.no_metric", metric=metric.label[language])),
        t("trend.metric_summary", metric=metric.label[language], first=fmt.day(first), last=fmt.day(last)),
    )  # fmt: skip


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=index) for index in range((last - first).days + 1))


def _cut(timeline: Timeline, values: Sequence[float], first: date, last: date) -> tuple[float | None, ...]:
    start, stop = (first - timeline.first_day).days, (last - timeline.first_day).days + 1
    return tuple(None if value != value else round(float(value), 4) for value in values[start:stop])


def _under(
    timeline: Timeline, values: Sequence[float], before: tuple[date, date] | None, days: int, language: str
) -> list[Line]:
    if before is None:
        return []
    cut = _cut(timeline, values, *before)[:days]
    if all(value is None for value in cut):
        return []
    return [Line(words(language)("trend.cycle_before"), cut + (None,) * (days - len(cut)), dashed=True)]


def _rule_marks(timeline: Timeline, first: date, last: date, language: str) -> list[Mark]:
    """The days on which another rule set came into force."""
    t = words(language)
    starts = [(piece.panel.first_day, piece.rules) for piece in timeline.pieces[1:]]
    return [
        Mark(day, t("trend.rules", day=fmt.day(rules.effective_from)), "rules")
        for day, rules in starts
        if first <= day <= last
    ]


def _note_marks(notes: Sequence[tuple[date, str]], first: date, last: date) -> list[Mark]:
    return [Mark(day, text, "note") for day, text in notes if first <= day <= last]


def _empty(lines: Sequence[Line], sentence: str) -> str:
    return "" if any(value is not None for line in lines for value in line.values) else sentence
