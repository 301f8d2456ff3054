"""The dimension cards of the board: score, changes, gate, next step, days known, the last 30 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.assess.results import Assessment, DimensionResult, PeerResult
from scoring.assess.timeline import Timeline
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import Coverage
from scoring.rules.model import RuleSet

_SPARK_DAYS = 30


@dataclass(frozen=True)
class DimensionCard:
    """One dimension. An empty text is left out on screen.

    `change` is against the last certification's reference day, or yesterday where there is none
    (`change_label` says which); `yesterday` is a sentence. `days_state` is `full`, `gap` or empty.
    """

    id: str
    label: str
    score: str
    change: float | None
    change_label: str
    yesterday: str
    weight: str
    gate: str
    gate_state: str
    next_step: str
    days: str
    days_state: str
    peers: str
    spark: tuple[float, ...]
    note: str


def dimension_cards(
    timeline: Timeline,
    day: date,
    last_certified: date | None,
    hints: Sequence[Hint],
    covered: Mapping[str, Coverage],
    language: str,
) -> list[DimensionCard]:
    """A card per dimension of the day's rule set; `last_certified` is the last certification's reference day."""
    t = words(language)
    result, rules = timeline.at(day, 0), timeline.rules_at(day)
    since = last_certified if last_certified and timeline.first_day <= last_certified < day else None
    certified = timeline.at(since, 0) if since else None
    yesterday = timeline.at(day - timedelta(days=1), 0) if day > timeline.first_day else None
    stop = (day - timeline.first_day).days + 1
    cards = []
    for item in result.dimensions.values():
        gate = next((gate for gate in result.gates if gate.dimension == item.id), None)
        scores = timeline.dimension(item.id, 0)[max(0, stop - _SPARK_DAYS) : stop]
        change, of_a_day = _change(item, certified), _change(item, yesterday)
        days, state = _days(item.id, result, rules, covered, t)
        cards.append(
            DimensionCard(
                item.id,
                item.label[language],
                fmt.points(item.score),
                of_a_day if certified is None else change,
                t("board.since_yesterday" if certified is None else "board.since_certification"),
                "" if certified is None else _yesterday(of_a_day, t),
                _weight(item, rules, t),
                t(f"gate.{gate.state}", needed=fmt.points(gate.at_least)) if gate else "",
                gate.state if gate else "none",
                _next_step(item, result, rules, hints, t, language),
                days,
                state,
                _peers(item.id, result.peers, t),
                tuple(float(score) for score in scores[~np.isnan(scores)]),
                why_missing(item, result, language) if item.score is None else "",
            )
        )  # fmt: skip
    return cards


def _change(item: DimensionResult, before: Assessment | None) -> float | None:
    earlier = before.dimensions.get(item.id) if before else None
    if item.score is None or earlier is None or earlier.score is None:
        return None
    return round(item.score - earlier.score, 3)


def _yesterday(change: float | None, t: Words) -> str:
    if change is None:
        return ""
    return t("board.change_of_a_day", change=fmt.points(change, sign=True)) if change else t("board.same_as_yesterday")


def _weight(item: DimensionResult, rules: RuleSet, t: Words) -> str:
    if not rules.has_total:
        return ""
    if item.scored and item.score is None:
        return t("board.weight_spread")
    return t("board.weight", weight=fmt.weight(item.weight)) if item.scored else t("board.not_scored")


def _next_step(
    item: DimensionResult, result: Assessment, rules: RuleSet, hints: Sequence[Hint], t: Words, language: str
) -> str:
    """The nearest value that brings the dimension points; that there is none where every part is at its best."""
    hint = next((hint for hint in hints if hint.dimension == item.id), None)
    if hint is not None:
        metric = METRICS[hint.metric]
        target = fmt.measured(hint.target, metric.unit, language)
        if target == fmt.measured(hint.now, metric.unit, language):
            target = fmt.measured(hint.target, metric.unit, language, finer=2)
        return t(f"board.next_{metric.better}", metric=hint.label[language], target=target)
    parts = [row for row in result.indicators.values() if row.dimension == item.id and row.score is not None]
    at_best = bool(parts) and all((row.score or 0.0) >= row.best_score for row in parts)
    return t("board.next_none") if at_best and rules.has_total else ""


def _days(
    dimension: str, result: Assessment, rules: RuleSet, covered: Mapping[str, Coverage], t: Words
) -> tuple[str, str]:
    """The days known of the dimension's least known window, over the metrics that have a value."""
    rows = [row for row in result.indicators.values() if row.dimension == dimension and row.value is not None]
    found = [covered[row.metric] for row in rows if row.metric in covered and not row.from_platform]
    if not found:
        return "", ""
    least = min(found, key=lambda item: item.known / item.days)
    state = "full" if least.known >= least.days else "gap"
    return t("board.days_known", known=least.known, days=least.days), state


def _peers(dimension: str, peers: Sequence[PeerResult], t: Words) -> str:
    peer = next((item for item in peers if item.dimension == dimension), None)
    if peer is None:
        return ""
    key = "board.above_peers" if peer.position >= 0 else "board.below_peers"
    return t(key, share=fmt.weight(abs(peer.position)), mean=fmt.points(peer.mean))


def needs_text(needs: Sequence[str], language: str) -> str:
    """Columns that are missing, table by table, in words an operator can look for in an export."""
    t = words(language)
    tables: dict[str, list[str]] = {}
    for need in needs:
        table, _, column = need.split("|")[0].partition(".")
        name = METRICS[column].label[language] if column in METRICS else t(f"column.{column}")
        tables.setdefault(table, []).append(name)
    parts = [
        t("board.need", table=t(f"data.tables.{table}"), columns=t("board.list").join(columns))
        for table, columns in tables.items()
    ]
    return t("board.and").join(parts)


def why_missing(item: DimensionResult, result: Assessment, language: str) -> str:
    """Why a dimension has no score."""
    t = words(language)
    reasons = [row for row in result.indicators.values() if row.dimension == item.id]
    needs = sorted({need for row in reasons for need in row.needs})
    if needs:
        return t("board.needs", columns=needs_text(needs, language))
    if all(row.why_missing == "category" for row in reasons):
        return t("board.not_for_category")
    lacking = max((row.sample_needed for row in reasons), default=0)
    return t("board.too_few", count=lacking) if lacking else t("board.no_case")
