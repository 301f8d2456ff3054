"""The top of the diagnosis: which area costs most, which of its metrics is worst, and which cases it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.dimensions import needs_text
from scoring.assess.results import Assessment, DimensionResult, IndicatorResult
from scoring.figures import Evidence
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel
from scoring.rules.model import Indicator, RuleSet

# The five areas of advice, in the order of the screen; most schemes divide their score in the same way.
AREAS = ("product", "logistics", "after_sales", "dispute", "consultation")
# What a metric looks at says its area where a rule set divides otherwise. The first that fits counts.
_ABOUT = (
    ("chats.", "consultation"),
    ("reviews.service_score", "consultation"),
    ("reviews.description_score", "product"),
    ("reviews.logistics_score", "logistics"),
    ("refunds.quality_reason", "product"),
    ("disputes.", "dispute"),
    ("refunds.", "after_sales"),
    ("service_tasks.", "after_sales"),
    ("orders.collected_at", "logistics"),
    ("orders.delivered_at", "logistics"),
)
_DAYS = 30
_OF_PLATFORM = {"after_sales_handled_in_time_rate": "after_sales"}


@dataclass(frozen=True)
class Counted:
    """Which cases a metric counts on a day: those from the first to the last day, without what exclusions take out."""

    metric: str
    first: date
    last: date
    after_exclusion: bool


@dataclass(frozen=True)
class Answer:
    """The area in one sentence, under its score; `state` is `bad` (it costs points), `good` or `none` (not scored)."""

    label: str
    score: str
    caption: str
    sentence: str
    state: str
    evidence: Evidence


def area_of(item: Indicator) -> str:
    """The area of an indicator: its dimension, or what its metric looks at where the rule set divides otherwise."""
    if item.dimension in AREAS:
        return item.dimension
    columns = METRICS[item.metric].columns
    for start, area in _ABOUT:
        if any(column.startswith(start) for column in columns):
            return area
    return _OF_PLATFORM.get(item.metric, "consultation")


def areas(rules: RuleSet, category: str) -> dict[str, list[str]]:
    """Area → the indicators assessed for the category; an area the rule set does not look at has none."""
    found: dict[str, list[str]] = {area: [] for area in AREAS}
    for name, item in rules.indicators_for(category).items():
        found[area_of(item)].append(name)
    return found


def points_lost(panel: Panel, rules: RuleSet, category: str) -> dict[str, float]:
    """Area and indicator → the points it costs: what the total gains with its metrics at their best step.

    `panel` holds one shop on one day. Of a scheme without a total it is what the indicator's dimension gains.
    What has no score costs nothing that is known, and has no entry.
    """
    today = what_if(panel, rules, category, {}).baseline
    scored = today.indicators
    lost = {}
    for area, names in areas(rules, category).items():
        best = {
            name: (rules.indicators[name].metric, float(rules.indicators[name].curve.points[0].reach))
            for name in names
            if scored[name].score is not None and scored[name].weight > 0
        }
        for key, part in [(area, best), *((name, {name: best[name]}) for name in best)]:
            if part:
                lost[key] = _gain(panel, rules, category, dict(part.values()), today)
    return lost


def _gain(panel: Panel, rules: RuleSet, category: str, metrics: Mapping[str, float], today: Assessment) -> float:
    trial = what_if(panel, rules, category, metrics, known=today)
    if trial.total.difference is not None:
        return trial.total.difference
    return max((change.difference or 0.0 for change in trial.dimensions), default=0.0)


def opening_area(lost: Mapping[str, float]) -> str:
    """The area that costs most points; the first one where none costs any."""
    return max(AREAS, key=lambda area: round(lost.get(area, 0.0), 9))


def worst_metric(names: Sequence[str], lost: Mapping[str, float], result: Assessment) -> str:
    """The indicator of an area that costs most; of equal ones, one that can be broken down. Empty without any."""
    return min(
        names, key=lambda name: (-round(lost.get(name, 0.0), 9), not _has_cases(result.indicators[name])), default=""
    )


def dimension_of(area: str, names: Sequence[str], result: Assessment, rules: RuleSet) -> DimensionResult | None:
    """The dimension that is the area: of the same name, or with the same indicators; None where there is none."""
    if area in result.dimensions:
        return result.dimensions[area]
    counted_in = {rules.indicators[name].dimension for name in names}
    if len(counted_in) != 1:
        return None
    (only,) = counted_in
    all_of_it = [name for name, item in rules.indicators_for(result.category).items() if item.dimension == only]
    return result.dimensions[only] if len(all_of_it) == len(names) else None


def area_label(area: str, result: Assessment, language: str) -> str:
    """The name of an area: as the rule set calls it, where it has it."""
    dimension = result.dimensions.get(area)
    return dimension.label[language] if dimension else words(language)(f"diagnosis.area_{area}")


def option_label(area: str, lost: Mapping[str, float], result: Assessment, language: str) -> str:
    """The name of an area with the points it costs, where it costs any."""
    label = area_label(area, result, language)
    return f"{label} {fmt.points(-lost[area], sign=True)}" if costs(lost, area) else label


def counted(name: str, result: Assessment, rules: RuleSet, day: date) -> Counted | None:
    """The cases that an indicator counts on a day; None where it has none, or the platform alone knows them."""
    if not name or not _has_cases(result.indicators[name]):
        return None
    metric = rules.indicators[name].metric
    days, lag = rules.windows_for(result.category)[metric]
    taken_out = rules.exclusions.metrics if rules.exclusions else ()
    last = day - timedelta(days=lag)
    return Counted(metric, last - timedelta(days=days - 1), last, metric in taken_out)


def evidence_days(cases: Counted | None, day: date) -> tuple[date, date]:
    """The days the evidence is about: those of the cases looked at, else the 30 days before the day."""
    return (cases.first, cases.last) if cases else (day - timedelta(days=_DAYS), day - timedelta(days=1))


def window_line(cases: Counted, language: str) -> str:
    """Which cases are looked at: both ends of the window, and whether exclusions are taken out."""
    t = words(language)
    key = "diagnosis.window_after" if cases.after_exclusion else "diagnosis.window"
    metric = METRICS[cases.metric]
    return t(key, metric=metric.label[language], first=fmt.day(cases.first), last=fmt.day(cases.last))


def answer(
    area: str, names: Sequence[str], lost: Mapping[str, float], result: Assessment, rules: RuleSet, language: str
) -> Answer:
    """The score of an area, what it costs, and which of its metrics is farthest from its best step."""
    t = words(language)
    dimension = dimension_of(area, names, result, rules)
    label = dimension.label[language] if dimension else area_label(area, result, language)
    evidence = max(
        (result.indicators[name].evidence for name in names), key=list(Evidence).index, default=Evidence.PUBLISHED
    )
    if not names:
        return Answer(label, fmt.MISSING, "", t("diagnosis.not_assessed", area=label), "none", evidence)
    caption = ""
    if dimension is not None and rules.has_total:
        weight = fmt.weight(dimension.weight)
        caption = t("board.weight", weight=weight) if dimension.scored else t("board.not_scored")
        if dimension.scored and dimension.score is None:
            caption = t("board.weight_spread")
    elif dimension is None:
        others = list(dict.fromkeys(rules.indicators[name].dimension for name in names))
        labels = t("board.list").join(result.dimensions[other].label[language] for other in others)
        caption = t("diagnosis.counted_in", dimensions=labels)
    score = fmt.points(dimension.score) if dimension is not None else fmt.MISSING
    known = [name for name in names if result.indicators[name].score is not None]
    if not known:
        return Answer(label, score, caption, t("diagnosis.not_measured", area=label), "none", evidence)
    worst = worst_metric(known, lost, result)
    if not costs(lost, worst):
        return Answer(label, score, caption, t("diagnosis.all_best"), "good", evidence)
    item, unit = result.indicators[worst], METRICS[result.indicators[worst].metric].unit
    best = fmt.measured(rules.indicators[worst].curve.points[0].reach, unit, language)
    key = "diagnosis.costs_dimension" if result.total is None else "diagnosis.costs_total"
    sentence = t(
        key,
        area=label,
        lost=fmt.points(lost.get(area, 0.0)),
        metric=METRICS[item.metric].label[language],
        now=fmt.measured(item.value, unit, language),
        better=t(f"diagnosis.best_{METRICS[item.metric].better}", best=best),
    )
    return Answer(label, score, caption, sentence, "bad", evidence)


def needs_of_area(names: Sequence[str], result: Assessment, language: str) -> str:
    """What would have to be uploaded for anything of the area to be measured; empty where something is."""
    if any(result.indicators[name].value is not None for name in names):
        return ""
    return needs_text(sorted({need for name in names for need in result.indicators[name].needs}), language)


def lacking_sentence(found: Mapping[str, Sequence[str]], result: Assessment, language: str) -> str:
    """Which areas of the rule set nothing is measured of, and what they need; empty where there is none."""
    t = words(language)
    lacking = [area for area, names in found.items() if needs_of_area(names, result, language)]
    if not lacking:
        return ""
    needs = {need for area in lacking for name in found[area] for need in result.indicators[name].needs}
    return t(
        "diagnosis.areas_lacking",
        areas=t("board.list").join(area_label(area, result, language) for area in lacking),
        needs=t("board.needs", columns=needs_text(sorted(needs), language)),
    )


def _has_cases(item: IndicatorResult) -> bool:
    return item.value is not None and not item.from_platform and not METRICS[item.metric].from_platform


def costs(lost: Mapping[str, float], name: str) -> bool:
    """Whether an area or an indicator costs any points that are seen."""
    return round(lost.get(name, 0.0), 3) > 0
