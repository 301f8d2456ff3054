"""One shop on one day, explained: the panel's own numbers with their names, weights and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from scoring.assess.panel_assessment import MET, NOT_CHECKED, NOT_MET, NOT_REQUIRED, PanelAssessment
from scoring.figures import Evidence, Text, weakest
from scoring.measure.panel import PLATFORM

_STATES = {MET: "met", NOT_MET: "not_met", NOT_CHECKED: "not_checked", NOT_REQUIRED: "not_required"}


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator: metric value (None = missing), sample, score, weight inside its dimension.

    `why_missing`: `needs` (the columns in `needs` are not there), `sample` (`sample_needed` more
    cases), `category` (not assessed for this main category), `not_stated` (its dimension or nothing
    was stated in its place), or empty.
    """

    id: str
    label: Text
    dimension: str
    metric: str
    value: float | None
    sample: int
    numerator: int
    score: float | None
    weight: float
    best_score: float
    evidence: Evidence
    from_platform: bool
    why_missing: str
    needs: tuple[str, ...]
    sample_needed: int


@dataclass(frozen=True)
class DimensionResult:
    """A dimension: score (None = not assessed), weight after spreading, contribution to the total."""

    id: str
    label: Text
    score: float | None
    weight: float
    contribution: float
    scored: bool


@dataclass(frozen=True)
class GateResult:
    """A gate: `met`, `not_met`, `not_checked` (only the platform knows) or `not_required`."""

    id: str
    label: Text
    state: str
    value: float | None
    at_least: float | None
    dimension: str | None
    evidence: Evidence


@dataclass(frozen=True)
class BonusResult:
    """Points on top of the total: `met`, `not_met` or `not_checked` (the metric is missing)."""

    id: str
    label: Text
    state: str
    value: float | None
    at_least: float
    points: float
    evidence: Evidence


@dataclass(frozen=True)
class Condition:
    """Something the next level needs and the shop has not: the total, or a gate."""

    id: str
    label: Text
    now: float | None
    needed: float


@dataclass(frozen=True)
class Assessment:
    """One shop on one day under one rule set.

    `withheld` is the requirement without which the platform shows no total (None = met, or there is
    none). `binding` lists what keeps the next level away; one entry alone is the binding condition.
    `evidence` is the weakest evidence used.
    """

    scheme: str
    rule_set: date
    in_force: bool
    shop: str
    day: date
    category: str
    total: float | None
    level: Decimal | None
    level_label: Text | None
    next_level: Decimal | None
    dimensions: Mapping[str, DimensionResult]
    indicators: Mapping[str, IndicatorResult]
    gates: tuple[GateResult, ...]
    bonuses: tuple[BonusResult, ...]
    withheld: Condition | None
    binding: tuple[Condition, ...]
    evidence: Evidence

    @property
    def missing(self) -> tuple[IndicatorResult, ...]:
        """The indicators assessed for the category that have no score; each says why itself."""
        return tuple(item for item in self.indicators.values() if item.why_missing in ("needs", "sample"))


def explain(result: PanelAssessment, shop: int, at: int, category: str = "") -> Assessment:
    """The assessment of one shop (its position) on one day (its position) of a panel."""
    rules, day = result.rules, result.panel.day(at)
    total = _number(result.total[shop, at])
    position = int(result.level[shop, at])
    level = rules.levels[position] if position >= 0 else None
    dimensions = {
        name: DimensionResult(
            name,
            row.label.text,
            _number(result.dimensions[name][shop, at]),
            float(result.weights[name][shop, at]),
            float(result.weights[name][shop, at] * np.nan_to_num(result.dimensions[name][shop, at])),
            scored=rules.weights(category)[0][name] > 0,
        )
        for name, row in rules.dimensions.rows.items()
    }
    indicators = {name: _indicator(result, name, shop, at, category) for name in rules.indicators}
    gates = tuple(_gate(result, name, shop, at, dimensions) for name in rules.gates)
    next_level = rules.levels[position - 1] if position > 0 else None
    return Assessment(
        rules.scheme,
        rules.effective_from,
        rules.effective_from <= day,
        result.panel.shops[shop],
        day,
        category,
        total,
        level.level if level else None,
        level.label.text if level else None,
        next_level.level if next_level else None,
        dimensions,
        indicators,
        gates,
        tuple(_bonus(result, name, shop, at) for name in rules.bonuses),
        _withheld(result, shop, at),
        _binding(total, next_level.total if next_level else None, next_level.gates if next_level else (), gates),
        _evidence(result, indicators, category, level is not None),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _indicator(result: PanelAssessment, name: str, shop: int, at: int, category: str) -> IndicatorResult:
    item = result.rules.indicators[name]
    values = result.panel.metrics.get(item.metric)
    value = _number(values.value[shop, at]) if values else None
    sample = int(values.sample[shop, at]) if values else 0
    score = _number(result.indicators[name][shop, at])
    lacking = result.panel.missing.get(item.metric, ())
    needs = lacking[shop] if lacking and value is None else ()
    why = ""
    if score is None:
        if item.categories is not None and not item.categories.includes(category):
            why = "category"
        elif values is None:
            why = "not_stated"
        elif needs:
            why = "needs"
        else:
            why = "sample"
    return IndicatorResult(
        name,
        item.label.text,
        item.dimension,
        item.metric,
        value,
        sample,
        int(values.numerator[shop, at]) if values else 0,
        score,
        float(result.indicator_weights[name][shop, at]),
        float(item.curve.points[0].score),
        weakest(item.curve.evidence.kind, item.weight_evidence.kind, item.metric_evidence.kind),
        bool(values is not None and values.origin[shop, at] == PLATFORM),
        why,
        needs,
        max(0, item.minimum_sample.count - sample) if why == "sample" else 0,
    )


def _gate(
    result: PanelAssessment, name: str, shop: int, at: int, dimensions: Mapping[str, DimensionResult]
) -> GateResult:
    gate = result.rules.gates[name]
    value = None
    if gate.dimension is not None:
        value = dimensions[gate.dimension].score
    elif gate.metric is not None:
        value = _metric_value(result, gate.metric, shop, at)
    return GateResult(
        name,
        gate.label.text,
        _STATES[int(result.gates[name][shop, at])],
        value,
        None if gate.at_least is None else float(gate.at_least),
        gate.dimension,
        gate.evidence.kind,
    )


def _metric_value(result: PanelAssessment, metric: str, shop: int, at: int) -> float | None:
    values = result.panel.metrics.get(metric)
    return None if values is None else _number(values.value[shop, at])


def _bonus(result: PanelAssessment, name: str, shop: int, at: int) -> BonusResult:
    bonus = result.rules.bonuses[name]
    return BonusResult(
        name,
        bonus.label.text,
        _STATES[int(result.bonuses[name][shop, at])],
        _metric_value(result, bonus.metric, shop, at),
        float(bonus.at_least),
        float(bonus.points),
        bonus.evidence.kind,
    )


def _withheld(result: PanelAssessment, shop: int, at: int) -> Condition | None:
    required = result.rules.total.requires
    if required is None or not result.withheld[shop, at]:
        return None
    now = _metric_value(result, required.metric, shop, at)
    return Condition(required.metric, required.label.text, now, float(required.at_least))


def _binding(
    total: float | None, needed: Decimal | None, wanted: tuple[str, ...], gates: tuple[GateResult, ...]
) -> tuple[Condition, ...]:
    if needed is None or total is None:
        return ()
    unmet = []
    if total + 1e-9 < float(needed):
        unmet.append(Condition("total", Text("总分", "total"), total, float(needed)))
    for gate in gates:
        if gate.id in wanted and gate.state == "not_met" and gate.at_least is not None:
            unmet.append(Condition(gate.id, gate.label, gate.value, gate.at_least))
    return tuple(unmet)


def _evidence(
    result: PanelAssessment, indicators: Mapping[str, IndicatorResult], category: str, levelled: bool
) -> Evidence:
    used = [result.rules.weights(category)[1], result.rules.total.evidence.kind]
    used += [
        item.evidence
        for name, item in indicators.items()
        if item.score is not None and item.value is not None and not result.rules.indicators[name].shown_only
    ]
    used += [row.evidence.kind for row in result.rules.bonuses.values()]
    if result.rules.total.requires is not None:
        used.append(result.rules.total.requires.evidence.kind)
    if levelled:
        used += [row.evidence.kind for row in result.rules.levels]
    return weakest(*used)
