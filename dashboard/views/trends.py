"""The chart of the trends page as plain data: one metric by windows and by days, with all that explains its course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.metric_days import MetricDay, amount_text, cases_text, indicators_of, sums_text, unknown_runs
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import CENTS, Metric
from scoring.measure.records import Annotation
from scoring.rules.curve_kinds import LinearBetween
from scoring.rules.model import Indicator, RuleSet

Values = tuple[float | None, ...]
_NOTES_SHOWN, _OF_A_NOTE = 5, 34


@dataclass(frozen=True)
class Course:
    """A line or a row of points: a value and the text for it per day, None where there is none."""

    name: str
    values: Values
    hover: tuple[str, ...]
    decimals: int = 0
    suffix: str = ""


@dataclass(frozen=True)
class Band:
    """The values that earn one score, from `low` to `high` (None = open); `good`: 1 for the best band, 0 the worst."""

    low: float | None
    high: float | None
    label: str
    good: float


@dataclass(frozen=True)
class Level:
    """A horizontal line: the next step, or what a gate or a bonus asks for."""

    at: float
    label: str
    next_step: bool = False


@dataclass(frozen=True)
class Flag:
    """A mark on a day. `kind`: `certification`, `rules` or `note`; `label` stands on the chart, `text` tells more."""

    day: date
    kind: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class MetricTrend:
    """The whole chart.

    `settled` says of each day alone whether it is known to its end; `cases` and `good` are the sample and, of a
    share, what its numerator counts, `cases_label` what they are. `unknown` are stretches without
    data. `footer` stands under a saved picture.
    """

    title: str
    days: tuple[date, ...]
    windowed: Course
    alone: Course | None
    settled: tuple[bool, ...]
    cases: Course | None
    good: Course | None
    cases_label: str
    before: Course | None
    against: Course | None
    against_title: str
    bands: tuple[Band, ...]
    levels: tuple[Level, ...]
    flags: tuple[Flag, ...]
    unknown: tuple[tuple[date, date], ...]
    footer: tuple[str, ...]
    summary: str


def metric_trend(
    metric_id: str,
    days: Sequence[MetricDay],
    before: Sequence[MetricDay],
    against: tuple[str, Sequence[MetricDay]] | None,
    timeline: Timeline,
    flags: Sequence[Flag],
    footer: Sequence[str],
    language: str,
) -> MetricTrend:
    """The chart of `days`; the days `before` are laid under them from the left, `against` has an axis of its own."""
    t, metric = words(language), METRICS[metric_id]
    rules, category = timeline.rules_at(days[-1].day), timeline.categories[0]
    indicator = next(iter(indicators_of(rules, metric_id, category).values()), None)
    shown = [item.day for item in days]
    if len(before) > len(days):  # a cycle that has just begun is seen against the whole one before it
        shown += [days[-1].day + timedelta(days=at + 1) for at in range(len(before) - len(days))]
    has_days = any(item.alone is not None and item.alone.figure is not None for item in days)
    value = next((item.value for item in reversed(days) if item.value is not None), None)
    score = next((item.score for item in reversed(days) if item.value is not None), None)
    return MetricTrend(
        metric.label[language],
        tuple(shown),
        _windowed(metric, days, t("trends.windowed"), language),
        _alone(metric, days, t, language) if has_days and metric.denominator else None,
        tuple(item.settled for item in days),
        _cases(metric, days, t, language) if has_days else None,
        _good(metric, days, t, language) if has_days else None,
        _cases_label(metric, t, language),
        _before(metric, before, t, language) if any(item.value is not None for item in before) else None,
        _windowed(METRICS[against[0]], against[1], t("trends.right_axis"), language) if against else None,
        METRICS[against[0]].label[language] if against else "",
        _bands(indicator, metric, t) if indicator and value is not None else (),
        tuple(_levels(rules, indicator, metric, score, t, language)),
        tuple(flags),
        tuple(unknown_runs(days)),
        tuple(footer),
        _summary(metric, days, t, language),
    )


def flags_of(
    timeline: Timeline,
    certified: Sequence[Certified],
    annotations: Sequence[Annotation],
    first: date,
    last: date,
    language: str,
) -> list[Flag]:
    """Certification days, changes of rules, and the annotations with their number in the whole list."""
    t = words(language)
    flags = [
        Flag(item.day, "certification", t("trend.certified", level=format(item.level, "f")))
        for item in certified
        if item.level is not None
    ]
    flags += [
        Flag(piece.panel.first_day, "rules", t("trend.rules", day=fmt.day(piece.rules.effective_from)))
        for piece in timeline.pieces[1:]
    ]
    for number, item in enumerate(annotations, start=1):
        flags.append(Flag(item.day, "note", str(number), t("trends.note", number=number, text=item.text)))
    return [flag for flag in flags if first <= flag.day <= last]


def flag_key(flags: Sequence[Flag], language: str) -> list[str]:
    """What the numbered flags stand for, a line each, cut to what a narrow screen holds; the newest first."""
    notes = [flag for flag in flags if flag.kind == "note"][::-1]
    lines = [flag.text if len(flag.text) <= _OF_A_NOTE else flag.text[: _OF_A_NOTE - 1] + "…" for flag in notes]
    if len(lines) > _NOTES_SHOWN:
        lines[_NOTES_SHOWN:] = [words(language)("trends.more_notes", count=len(lines) - _NOTES_SHOWN)]
    return lines


def axis_suffix(metric: Metric, language: str) -> str:
    """What stands behind a value on an axis."""
    return "" if metric.unit is Unit.SCORE else fmt.suffix(metric.unit, language)


def _shown(value: float | None, metric: Metric) -> float | None:
    return None if value is None else round(fmt.shown(value, metric.unit), 4)


def _course(name: str, values: Sequence[float | None], hover: Sequence[str], metric: Metric, language: str) -> Course:
    return Course(name, tuple(values), tuple(hover), fmt.decimals(metric.unit), axis_suffix(metric, language))


def _windowed(metric: Metric, days: Sequence[MetricDay], name: str, language: str) -> Course:
    t, hover = words(language), []
    for item in days:
        sums = t("trends.from_platform") if item.from_platform else ""
        if not item.from_platform and item.value is not None:
            sums = sums_text(metric, item.amount, item.cases, language)
        figure = fmt.measured(item.value, metric.unit, language)
        hover.append(f"{name} {figure}" + (t("trends.in_brackets", text=sums) if sums else ""))
    return _course(name, [_shown(item.value, metric) for item in days], hover, metric, language)


def _alone(metric: Metric, days: Sequence[MetricDay], t: Words, language: str) -> Course:
    name, values, hover = t("trends.alone"), [], []
    for item in days:
        alone = item.alone
        figure = None if alone is None else alone.figure
        values.append(_shown(figure, metric))
        sums = "" if alone is None else sums_text(metric, alone.amount, alone.cases, language)
        text = f"{name} {fmt.measured(figure, metric.unit, language)}"
        text += t("trends.in_brackets", text=sums) if sums else ""
        hover.append(text if item.settled else text + t("trends.not_settled"))
    return _course(name, values, hover, metric, language)


def _cases(metric: Metric, days: Sequence[MetricDay], t: Words, language: str) -> Course:
    """The sample of each day; what is counted without a denominator is its own."""
    if not metric.denominator:
        return _alone(metric, days, t, language)
    values = [None if item.alone is None else item.alone.cases for item in days]
    hover = ["" if value is None else cases_text(metric, value, language) for value in values]
    return _course(t("trends.cases"), values, hover, metric, language)


def _good(metric: Metric, days: Sequence[MetricDay], t: Words, language: str) -> Course | None:
    if metric.unit is not Unit.RATIO:
        return None
    values = [None if item.alone is None else item.alone.amount for item in days]
    hover = ["" if value is None else amount_text(metric, value, language) for value in values]
    return _course(t("trends.numerator"), values, hover, metric, language)


def _cases_label(metric: Metric, t: Words, language: str) -> str:
    if not metric.denominator:
        return t("trends.alone")
    unit = fmt.suffix(Unit.MONEY, language).strip() if metric.counts is CENTS else metric.counts[language]
    return t("trends.cases_of", counts=unit)


def _before(metric: Metric, before: Sequence[MetricDay], t: Words, language: str) -> Course:
    name = t("trend.cycle_before")
    hover = [
        t("trends.hover_before", day=fmt.day(item.day), value=fmt.measured(item.value, metric.unit, language))
        for item in before
    ]
    return _course(name, [_shown(item.value, metric) for item in before], hover, metric, language)


def _bands(indicator: Indicator, metric: Metric, t: Words) -> tuple[Band, ...]:
    """The bands of the curve, best first; on a straight line between two points the score runs between theirs."""
    points = indicator.curve.points
    scores = [format(point.score, "f") for point in points]
    edges = [fmt.shown(float(point.reach), metric.unit) for point in points]
    if isinstance(indicator.curve, LinearBetween):
        labels = [scores[0], *(f"{below}–{above}" for above, below in pairwise(scores)), scores[-1]]
    else:
        labels = [*scores, format(indicator.curve.otherwise, "f")]
    ends: list[float | None] = [None, *edges, None]
    bands = []
    for at, label in enumerate(labels):
        outer, inner = ends[at], ends[at + 1]
        low, high = (inner, outer) if metric.better == "higher" else (outer, inner)
        bands.append(Band(low, high, t("trends.band", score=label), 1 - at / max(1, len(labels) - 1)))
    return tuple(bands)


def _levels(
    rules: RuleSet, indicator: Indicator | None, metric: Metric, score: float | None, t: Words, language: str
) -> Iterator[Level]:
    sign = "≥" if metric.better == "higher" else "≤"
    if indicator is not None and score is not None:
        better = [point for point in indicator.curve.points if float(point.score) > score]
        if better:
            reach = fmt.measured(better[-1].reach, metric.unit, language)
            label = t("trends.next_line", reach=f"{sign} {reach}", score=format(better[-1].score, "f"))
            yield Level(fmt.shown(float(better[-1].reach), metric.unit), label, next_step=True)
    for asked in (*rules.gates.values(), *rules.bonuses.values()):
        if asked.metric == metric.id and asked.at_least is not None:
            reach = fmt.measured(asked.at_least, metric.unit, language)
            at = fmt.shown(float(asked.at_least), metric.unit)
            yield Level(at, t("trends.asked_line", name=asked.label.text[language], reach=f"{sign} {reach}"))


def _summary(metric: Metric, days: Sequence[MetricDay], t: Words, language: str) -> str:
    """The course in words, for whoever does not see the chart."""
    known = [item for item in days if item.value is not None]
    if not known:
        return t("trend.no_metric", metric=metric.label[language])

    def figure(item: MetricDay) -> str:
        return fmt.measured(item.value, metric.unit, language)

    low, high = (ends(known, key=lambda item: item.value or 0.0) for ends in (min, max))
    return t(
        "trends.summary", metric=metric.label[language], first=fmt.day(known[0].day), last=fmt.day(known[-1].day),
        begins=figure(known[0]), ends=figure(known[-1]), low=figure(low), low_day=fmt.day(low.day),
        high=figure(high), high_day=fmt.day(high.day),
    )  # fmt: skip
