"""One shop on one day, explained: the panel's own numbers with their names, weights and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import numpy as np

from scoring.assess import curves
from scoring.assess.conditions import MET, NOT_CHECKED, NOT_MET, NOT_REQUIRED, reaches
from scoring.assess.panel_assessment import PanelAssessment
from scoring.assess.results import (
    Assessment,
    BonusResult,
    Condition,
    DeductionResult,
    DimensionResult,
    GateResult,
    IndicatorResult,
    PeerResult,
)
from scoring.figures import Evidence, Text, weakest
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import PLATFORM
from scoring.rules.model import RuleSet

_STATES = {MET: "met", NOT_MET: "not_met", NOT_CHECKED: "not_checked", NOT_REQUIRED: "not_required"}


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
    withheld = _withheld(result, shop, at)
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
        tuple(_deduction(result, name, shop, at) for name in rules.deductions),
        tuple(_peers(result, shop, at, dimensions)),
        _shown(result, shop, at),
        _stage(result) if withheld else None,
        withheld,
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
    few = item.small_numbers
    fixed = score is not None and name in result.fixed and bool(result.fixed[name][shop, at])
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
        weakest(
            few.evidence.kind if fixed and few else curves.evidence(item.curve, METRICS[item.metric].better, value),
            result.rules.indicator_weight(name, category)[1],
            item.metric_evidence.kind,
        ),
        bool(values is not None and values.origin[shop, at] == PLATFORM),
        why,
        needs,
        max(0, item.minimum_sample.count - sample) if why == "sample" else 0,
        fixed,
        int(values.excluded_cases[shop, at]) if values else 0,
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


def _deduction(result: PanelAssessment, name: str, shop: int, at: int) -> DeductionResult:
    row = result.rules.deductions[name]
    off = _number(result.deductions[name][shop, at])
    return DeductionResult(
        name, row.label.text, _metric_value(result, row.metric, shop, at), off or 0.0, row.evidence.kind
    )


def _peers(
    result: PanelAssessment, shop: int, at: int, dimensions: Mapping[str, DimensionResult]
) -> Iterator[PeerResult]:
    for name, row in result.rules.peers.items():
        score = dimensions[name].score
        mean, best, worst = (_metric_value(result, metric, shop, at) for metric in (row.mean, row.best, row.worst))
        if score is None or mean is None or best is None or worst is None:
            continue
        span = best - mean if score >= mean else mean - worst
        yield PeerResult(name, mean, (score - mean) / span if span else 0.0)


def _shown(result: PanelAssessment, shop: int, at: int) -> float | None:
    display = result.rules.display
    if display is None or result.withheld[shop, at]:
        return None
    return _number(curves.shown(display, result.total[shop : shop + 1, at])[0])


def _stage(result: PanelAssessment) -> Text | None:
    required = result.rules.total.requires
    return required.instead.label.text if required is not None and required.instead is not None else None


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
    if not reaches(total, needed):
        unmet.append(Condition("total", Text("总分", "total"), total, float(needed)))
    for gate in gates:
        if gate.id in wanted and gate.state == "not_met" and gate.at_least is not None:
            unmet.append(Condition(gate.id, gate.label, gate.value, gate.at_least))
    return tuple(unmet)


def evidence_of_all(result: PanelAssessment, category: str, shops: slice, days: slice) -> Evidence:
    """The weakest evidence behind the totals of many shops and days: that of each one explained by itself."""
    here, rules = (shops, days), result.rules
    of_indicators = []
    for name, item in rules.indicators_for(category).items():
        scored = ~np.isnan(result.indicators[name][here])
        if item.shown_only or item.metric not in result.panel.metrics or not scored.any():
            continue
        fixed = scored & result.fixed[name][here] if name in result.fixed else np.zeros_like(scored)
        if item.small_numbers is not None and fixed.any():
            of_indicators.append(item.small_numbers.evidence.kind)
        values = result.panel.metrics[item.metric].value[here][scored & ~fixed]
        if values.size:
            of_indicators.append(curves.evidence(item.curve, METRICS[item.metric].better, values))
        of_indicators += [rules.indicator_weight(name, category)[1], item.metric_evidence.kind]
    return _weakest(rules, of_indicators, category, levelled=bool((result.level[here] >= 0).any()))


def _evidence(
    result: PanelAssessment, indicators: Mapping[str, IndicatorResult], category: str, levelled: bool
) -> Evidence:
    of_indicators = [
        item.evidence
        for name, item in indicators.items()
        if item.score is not None and item.value is not None and not result.rules.indicators[name].shown_only
    ]
    return _weakest(result.rules, of_indicators, category, levelled=levelled)


def _weakest(rules: RuleSet, of_indicators: Sequence[Evidence], category: str, *, levelled: bool) -> Evidence:
    """The weakest evidence of a total: that of its indicators and of whatever else every total goes through."""
    used = [rules.weights(category)[1], rules.total.evidence.kind, *of_indicators]
    used += [row.evidence.kind for row in rules.bonuses.values()]
    used += [row.evidence.kind for row in rules.deductions.values()]
    if rules.total.requires is not None:
        used.append(rules.total.requires.evidence.kind)
        if rules.total.requires.instead is not None:
            used.append(rules.total.requires.instead.evidence.kind)
    if levelled:
        used += [row.evidence.kind for row in rules.levels]
    return weakest(*used)
