"""`assess(panel, rule_set)`: scores, totals, levels and gates for every shop and day at once.

Order of operations: value → curve (or the fixed score of small numbers) → indicator score →
dimension (weights of what is present, then its bonuses) → total (a dimension that is not assessed
spreads its weight evenly over the others) → bonuses and deductions → rounding once, half up →
level by total and gates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from scoring.assess import curves
from scoring.assess.conditions import MET, NOT_CHECKED, NOT_MET, NOT_REQUIRED, TOUCH, States, compared, counted, reached
from scoring.assess.curves import Floats
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import GIVEN, Panel, Values
from scoring.rules.adjustments import SmallNumbers
from scoring.rules.model import Gate, Indicator, RuleSet


@dataclass(frozen=True)
class Given:
    """Scores a person states instead of having them computed: of indicators, dimensions, the total."""

    indicators: Mapping[str, float] = field(default_factory=dict)
    dimensions: Mapping[str, float] = field(default_factory=dict)
    total: float | None = None


@dataclass(frozen=True)
class PanelAssessment:
    """The result for one rule set; arrays are shop × day, NaN = missing.

    `fixed` marks where the small numbers of an indicator give it their score whatever its curve says.
    `weights` are the dimension weights after spreading, `indicator_weights` those inside their
    dimension. `unrounded` is the weighted sum before bonuses on the total. `deductions` are the points
    each takes off (NaN = not known). `withheld` marks days on which the platform shows no total, or a
    fixed one instead, because too little was sold. `level` is a position in `RuleSet.levels` (0 = best;
    -1 = no total or no levels).
    """

    rules: RuleSet
    panel: Panel
    indicators: Mapping[str, Floats]
    fixed: Mapping[str, npt.NDArray[np.bool_]]
    indicator_weights: Mapping[str, Floats]
    dimensions: Mapping[str, Floats]
    weights: Mapping[str, Floats]
    unrounded: Floats
    total: Floats
    bonuses: Mapping[str, States]
    deductions: Mapping[str, Floats]
    withheld: npt.NDArray[np.bool_]
    gates: Mapping[str, States]
    level: npt.NDArray[np.int8]


def assess(
    panel: Panel, rules: RuleSet, categories: str | Sequence[str] = "", given: Given | None = None
) -> PanelAssessment:
    """Every shop and day of the panel under one rule set.

    `categories` is the main category of all shops, or one per shop. The panel must hold the metrics
    of `rules.windows()`; one it lacks counts as missing.
    """
    given = given or Given()
    names = [categories] * len(panel.shops) if isinstance(categories, str) else list(categories)
    shape = (len(panel.shops), panel.days)
    fixed = {
        name: _few(item.small_numbers, panel, names)
        for name, item in rules.indicators.items()
        if item.small_numbers is not None and name not in given.indicators
    }
    scores = {
        name: _indicator(item, panel, names, given.indicators.get(name), fixed.get(name))
        for name, item in rules.indicators.items()
    }
    inner, dimensions = _dimensions(rules, panel, names, scores, given)
    bonuses = {name: _bonus(rules, name, panel, shape) for name in rules.bonuses}
    for name, row in rules.bonuses.items():
        if row.dimension is not None:
            more = dimensions[row.dimension] + np.where(bonuses[name] == MET, float(row.points), 0.0)
            dimensions[row.dimension] = np.minimum(more, float(rules.total.highest))
    weights = _weights(rules, names, dimensions, shape)
    unrounded = np.zeros(shape)
    for name, score in dimensions.items():
        unrounded += np.where(np.isnan(score), 0.0, score) * weights[name]
    nothing = sum(weights.values(), np.zeros(shape)) == 0
    unrounded[nothing] = np.nan
    deductions = {
        name: np.minimum(counted(panel, row.metric, shape) * float(row.each), float(row.at_most))
        for name, row in rules.deductions.items()
    }
    if (together := rules.shared_cap) is not None:
        left = np.full(shape, float(together.at_most))
        for name in together.deductions:
            # NaN stays NaN: a violation nobody recorded takes nothing of what is left.
            deductions[name] = np.minimum(deductions[name], left)
            left = left - np.nan_to_num(deductions[name])
    total = curves.half_up(adjusted(rules, unrounded, bonuses, deductions), rules.total.decimals)
    withheld = _withhold(rules, panel, total)
    if given.total is not None:
        total = np.full(shape, given.total)
    gates = {name: _gate(gate, panel, dimensions) for name, gate in rules.gates.items()}
    level = _levels(rules, total, gates)
    level[withheld] = -1
    return PanelAssessment(
        rules,
        panel,
        scores,
        fixed,
        inner,
        dimensions,
        weights,
        unrounded,
        total,
        bonuses,
        deductions,
        withheld,
        gates,
        level,
    )


def adjusted(
    rules: RuleSet, unrounded: Floats, bonuses: Mapping[str, States], deductions: Mapping[str, Floats]
) -> Floats:
    """The total before it is rounded: the weighted sum with bonuses and deductions; the scale's ends hold."""
    whole = {name: row for name, row in rules.bonuses.items() if row.dimension is None}
    if not whole and not deductions:
        return unrounded
    points = unrounded.copy()
    for name, row in whole.items():
        points += np.where(bonuses[name] == MET, float(row.points), 0.0)
    for off in deductions.values():
        points -= np.nan_to_num(off)
    return np.clip(points, float(rules.total.lowest), float(rules.total.highest))


def _withhold(rules: RuleSet, panel: Panel, total: Floats) -> npt.NDArray[np.bool_]:
    """Where the requirement is not met; there the total becomes missing, or the fixed one instead."""
    required = rules.total.requires
    if required is None:
        return np.zeros(total.shape, dtype=bool)
    withheld: npt.NDArray[np.bool_] = reached(panel, required.metric, float(required.at_least), total.shape) == NOT_MET
    total[withheld] = np.nan
    if (instead := required.instead) is not None:
        counts = [np.nan_to_num(counted(panel, metric, total.shape)) for metric in instead.reduced_by]
        caught = sum(counts, np.zeros(total.shape)) > 0
        total[withheld] = np.where(caught, float(instead.reduced), float(instead.total))[withheld]
    return withheld


def _bonus(rules: RuleSet, name: str, panel: Panel, shape: tuple[int, int]) -> States:
    """Met only when the metric and all others beside it are; not met as soon as one is not."""
    row = rules.bonuses[name]
    states = [reached(panel, row.metric, float(row.at_least), shape)]
    states += [reached(panel, floor.metric, float(floor.at_least), shape) for floor in row.also]
    unmet = np.any([state == NOT_MET for state in states], axis=0)
    return np.where(unmet, np.int8(NOT_MET), np.min(states, axis=0))


def _few(small: SmallNumbers, panel: Panel, categories: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Where there are fewer orders than the category's limit and no more bad cases than are borne."""
    orders, bad = (counted(panel, name, (len(panel.shops), panel.days)) for name in (small.orders, small.bad))
    limits = _column(categories, {category: small.limit(category) for category in set(categories)})
    few: npt.NDArray[np.bool_] = (orders < limits) & (bad <= float(small.bad_at_most))
    return few


def _indicator(
    item: Indicator,
    panel: Panel,
    categories: Sequence[str],
    given: float | None,
    fixed: npt.NDArray[np.bool_] | None,
) -> Floats:
    shape = (len(panel.shops), panel.days)
    if given is not None:
        return np.full(shape, given)
    values = panel.metrics.get(item.metric)
    if values is None:
        return np.full(shape, np.nan)
    enough = (values.sample >= item.minimum_sample.count) | (values.origin == GIVEN)
    scores = curves.score(item.curve, METRICS[item.metric].better, np.where(enough, values.value, np.nan))
    if item.small_numbers is not None and fixed is not None:
        scores[fixed & ~np.isnan(scores)] = float(item.small_numbers.score)
    if item.categories is not None:
        for row, category in enumerate(categories):
            if not item.categories.includes(category):
                scores[row] = np.nan
    return scores


def _dimensions(
    rules: RuleSet, panel: Panel, categories: Sequence[str], scores: Mapping[str, Floats], given: Given
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Indicator weights inside their dimension, and dimension scores."""
    shape = (len(panel.shops), panel.days)
    inner: dict[str, Floats] = {}
    dimensions: dict[str, Floats] = {}
    for name, dimension in rules.dimensions.rows.items():
        members = {
            key: item for key, item in rules.indicators.items() if item.dimension == name and not item.shown_only
        }
        here = {key: ~np.isnan(scores[key]) for key in members}
        raw = {
            key: here[key]
            * (
                _sample(panel.metrics.get(item.metric), shape)
                if dimension.combine == "by_sample"
                else _column(
                    categories, {category: rules.indicator_weight(key, category)[0] for category in set(categories)}
                )
            )
            for key, item in members.items()
        }
        whole = sum(raw.values(), np.zeros(shape))
        present = whole > 0
        divisor = np.where(present, whole, 1.0)
        points = np.zeros(shape)
        inner |= {
            key: np.zeros(shape) for key, item in rules.indicators.items() if item.dimension == name and item.shown_only
        }
        for key, weight in raw.items():
            inner[key] = weight / divisor
            points += np.where(here[key], scores[key], 0.0) * weight
        mean = np.where(present, points / divisor, np.nan)
        # A mean of scores on the scale lies on it; binary dust must not carry it out.
        dimensions[name] = np.clip(mean, float(rules.total.lowest), float(rules.total.highest))
        if name in given.dimensions:
            dimensions[name] = np.full(shape, given.dimensions[name])
    return inner, dimensions


def _column(categories: Sequence[str], numbers: Mapping[str, Decimal]) -> Floats:
    """The number of each shop's main category, one below the other."""
    known = {category: float(number) for category, number in numbers.items()}
    return np.array([known[category] for category in categories], dtype=np.float64).reshape(-1, 1)


def _sample(values: Values | None, shape: tuple[int, int]) -> Floats:
    return np.ones(shape) if values is None else np.maximum(values.sample, 1).astype(np.float64)


def _weights(
    rules: RuleSet, categories: Sequence[str], dimensions: Mapping[str, Floats], shape: tuple[int, int]
) -> dict[str, Floats]:
    """Dimension weights; the weight of a dimension not assessed goes in equal parts to the others.

    A dimension of weight 0 is gated, not scored: it takes no part.
    """
    tables = {category: rules.weights(category)[0] for category in set(categories)}
    own = {
        name: _column(categories, {category: row.get(name, Decimal(0)) for category, row in tables.items()})
        for name in rules.dimensions.rows
    }
    present = {name: ~np.isnan(score) & (own[name] > 0) for name, score in dimensions.items()}
    count = sum((here.view(np.int8) for here in present.values()), np.zeros(shape, dtype=np.int8))
    lost = sum(~present[name] * own[name] for name in own)
    share = lost / np.maximum(count, 1)
    return {name: present[name] * (own[name] + share) for name in own}


def _gate(gate: Gate, panel: Panel, dimensions: Mapping[str, Floats]) -> States:
    shape = (len(panel.shops), panel.days)
    missing = NOT_REQUIRED if gate.when_missing == "not_required" else NOT_CHECKED
    if gate.at_least is None:
        return np.full(shape, missing, dtype=np.int8)
    if gate.dimension is not None:
        return compared(dimensions[gate.dimension], float(gate.at_least), missing)
    return reached(panel, gate.metric or "", float(gate.at_least), shape, missing)


def _levels(rules: RuleSet, total: Floats, gates: Mapping[str, States]) -> npt.NDArray[np.int8]:
    lifted = total + TOUCH
    passed = {name: state != NOT_MET for name, state in gates.items()}
    rank = np.zeros(total.shape, dtype=np.int8)
    for position, row in enumerate(rules.levels):
        reached = lifted >= float(row.total)
        for gate in row.gates:
            reached &= passed[gate]
        rank = np.maximum(rank, reached * np.int8(len(rules.levels) - position))
    return np.where(rank > 0, np.int8(len(rules.levels)) - rank, np.int8(-1))
