"""The metrics of a diagnosed area: each as a card, and what to do about the one looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.diagnosis import costs
from dashboard.views.dimensions import needs_text
from dashboard.views.hints import hint_rows
from scoring.assess.results import Assessment, IndicatorResult
from scoring.figures import Evidence
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet
from scoring.rules.parts import Published


@dataclass(frozen=True)
class MetricCard:
    """One metric of the area: its value, what it is worth, and what it costs."""

    id: str
    metric: str
    label: str
    value: str
    score: str
    lost: str
    note: str
    shown_only: bool
    from_platform: bool


@dataclass(frozen=True)
class NextStep:
    """What the rules advise for a metric, why its steps are believed, and the next step that brings points."""

    advice: str
    source: str
    evidence: Evidence
    target: float | None
    gain: str
    effort: str


def metric_cards(
    names: Sequence[str], lost: Mapping[str, float], result: Assessment, rules: RuleSet, language: str
) -> list[MetricCard]:
    """A card per metric of the area, the one that costs most first."""
    t = words(language)
    cards = []
    for name in sorted(names, key=lambda name: -round(lost.get(name, 0.0), 9)):
        item, shown_only = result.indicators[name], rules.indicators[name].shown_only
        metric = METRICS[item.metric]
        score = t("diagnosis.score", score=fmt.points(item.score), best=fmt.points(item.best_score))
        cost = t("diagnosis.lost", lost=fmt.points(lost[name])) if costs(lost, name) else t("diagnosis.nothing_lost")
        if item.score is None or shown_only:
            cost = t("diagnosis.shown_only") if shown_only else ""
        note = _note(item, language)
        cards.append(
            MetricCard(
                name, item.metric, metric.label[language], fmt.measured(item.value, metric.unit, language),
                score if item.score is not None else "", cost, note, shown_only, item.from_platform,
            )
        )  # fmt: skip
    return cards


def _note(item: IndicatorResult, language: str) -> str:
    """What the value rests on, or why there is none."""
    t = words(language)
    if item.value is None or (item.score is None and item.why_missing == "sample"):
        if item.needs:
            return t("board.needs", columns=needs_text(item.needs, language))
        return t("board.too_few", count=item.sample_needed) if item.sample_needed else t("board.no_case")
    counts = METRICS[item.metric].counts[language]
    if item.from_platform:
        return t("diagnosis.platform_figure")
    note = t("diagnosis.sample", sample=fmt.whole(item.sample), counts=counts)
    return note + t("diagnosis.taken_out", count=fmt.whole(item.taken_out)) if item.taken_out else note


def next_step(name: str, hints: Sequence[Hint], result: Assessment, rules: RuleSet, language: str) -> NextStep:
    """What to do about a metric: the rule set's advice and where it comes from, and its next step with the gain."""
    t = words(language)
    item = rules.indicators[name]
    grounds = item.metric_evidence
    if isinstance(grounds, Published):
        source = rules.sources[grounds.source]
        told = t("diagnosis.source", title=source.title.text[language], publisher=source.publisher, quote=grounds.quote)
    else:
        told = t("diagnosis.source_assumed", because=grounds.because.text[language])
    hint = next((hint for hint in hints if hint.indicator == name), None)
    if hint is None:
        return NextStep(item.advice.text[language], told, result.indicators[name].evidence, None, "", "")
    row = hint_rows([hint], None, language)[0]
    gain = t("diagnosis.gain", title=row.title, gain=row.gain)
    return NextStep(row.advice, told, row.evidence, row.target, gain, row.effort)
