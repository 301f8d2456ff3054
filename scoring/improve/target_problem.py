"""An assessment and its levers as a problem of costs and points: what a total, and the gates of a level, take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.assess import curves
from scoring.assess.conditions import MET, NOT_CHECKED, NOT_MET
from scoring.assess.panel_assessment import PanelAssessment
from scoring.improve.target_levers import MetricLever
from scoring.improve.target_prices import TOUCH, Lever, Problem, Term
from scoring.measure.daily_sums import Floats
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Asked:
    """A total to reach, and the gates that are needed beside it."""

    total: Decimal
    gates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Built:
    """The problem, and the positions of each lever's values that are options in it (a gate may rule some out)."""

    problem: Problem
    positions: tuple[np.ndarray, ...]


def least_points(rules: RuleSet, total: Decimal) -> float:
    """The points before rounding from which on the rounded total reaches one.

    >>> from datetime import date
    >>> from scoring.rules.catalogue import scheme
    >>> least_points(scheme("tmall_experience_star").in_force(date(2022, 6, 16)), Decimal("4.1"))
    4.0995
    """
    shift = 10**rules.total.decimals
    line = Fraction(math.ceil((Fraction(total) - Fraction(TOUCH)) * shift), shift)
    if line <= Fraction(rules.total.lowest):
        return -math.inf
    return float(line - Fraction(1, 2 * shift))


def built(result: PanelAssessment, category: str, levers: Mapping[str, MetricLever], asked: Asked) -> Built | None:
    """The problem of one shop on one day (a panel of one row); None where a gate fails that no lever moves.

    The total is a sum over the dimensions, each a weighted mean of its scores. A dimension that has a gate to reach,
    or bonuses that its end may cut off, becomes a term, and so does a bonus with several conditions.
    """
    build = _Build(result, category, levers, asked)
    positions = []
    for name, lever in levers.items():
        kept = np.arange(len(lever.values))
        for gate in (result.rules.gates[key] for key in asked.gates):
            if gate.metric == name and gate.at_least is not None:
                kept = kept[lever.values[kept] + TOUCH >= float(gate.at_least)]
        if not len(kept):
            return None
        positions.append(kept)
    for key in asked.gates:
        gate = result.rules.gates[key]
        if gate.metric is not None and gate.metric not in levers and result.gates[key][0, 0] == NOT_MET:
            return None
    options = tuple(
        Lever(lever.costs[kept], build.gains(name)[kept])
        for (name, lever), kept in zip(levers.items(), positions, strict=True)
    )
    terms = tuple(build.terms)
    return Built(Problem(options, terms, build.base, least_points(result.rules, asked.total)), tuple(positions))


class _Build:
    """The terms of a rule set, what is fixed of its total, and the points of each lever's values."""

    def __init__(self, result: PanelAssessment, category: str, levers: Mapping[str, MetricLever], asked: Asked) -> None:
        self.result, self.levers = result, levers
        self.indicators = result.rules.indicators_for(category)
        self.terms: list[Term] = []
        self.base = -sum(float(np.nan_to_num(off[0, 0])) for off in result.deductions.values())
        # dimension → its column, and what a point of it gives there
        self.places: dict[str, tuple[int, float]] = {}
        # metric → (value, column, points) where a bonus condition is reached
        self.jumps: dict[str, list[tuple[float, int, float]]] = {}
        self._dimensions(asked)
        self._bonuses()

    def _dimensions(self, asked: Asked) -> None:
        rules = self.result.rules
        floors: dict[str, Decimal] = {}
        for gate in (rules.gates[key] for key in asked.gates):
            if gate.dimension is not None and gate.at_least is not None:
                floors[gate.dimension] = max(gate.at_least, floors.get(gate.dimension, gate.at_least))
        with_bonus = {bonus.dimension for bonus in rules.bonuses.values()}
        for name, scores in self.result.dimensions.items():
            score, weight = float(scores[0, 0]), float(self.result.weights[name][0, 0])
            if np.isnan(score):
                continue
            floor = floors.get(name)
            if floor is None and name not in with_bonus:
                self.places[name] = (0, weight)
                self.base += weight * score
                continue
            self.terms.append(
                Term(
                    self._mean(name),
                    weight,
                    float(rules.total.highest),
                    -math.inf if floor is None else float(floor),
                )
            )
            self.places[name] = (len(self.terms), 1.0)

    def _mean(self, dimension: str) -> float:
        """The mean of a dimension's scores with the bonuses it has, before the end of the scale."""
        points = sum(
            float(self.result.indicator_weights[key][0, 0] * np.nan_to_num(self.result.indicators[key][0, 0]))
            for key, item in self.result.rules.indicators.items()
            if item.dimension == dimension
        )
        return points + sum(
            float(bonus.points)
            for key, bonus in self.result.rules.bonuses.items()
            if bonus.dimension == dimension and self.result.bonuses[key][0, 0] == MET
        )

    def _bonuses(self) -> None:
        for key, bonus in self.result.rules.bonuses.items():
            state = self.result.bonuses[key][0, 0]
            if bonus.dimension is not None and bonus.dimension not in self.places:
                continue
            column, points = (0, 1.0) if bonus.dimension is None else self.places[bonus.dimension]
            points *= float(bonus.points)
            if state == MET:
                self.base += points if bonus.dimension is None else 0.0
            if state in (MET, NOT_CHECKED):
                continue
            lines = [(bonus.metric, bonus.at_least), *((also.metric, also.at_least) for also in bonus.also)]
            open_ = {metric: float(line) for metric, line in lines if not self._reached(metric, float(line))}
            if not open_.keys() <= self.levers.keys():
                continue
            if len(open_) > 1:
                self.terms.append(Term(0.0, points, all_of=len(open_), into=column - 1 if column else None))
                column, points = len(self.terms), 1.0
            for metric, line in open_.items():
                self.jumps.setdefault(metric, []).append((line, column, points))

    def _reached(self, metric: str, line: float) -> bool:
        values = self.result.panel.metrics.get(metric)
        return values is not None and float(values.value[0, 0]) + TOUCH >= line

    def gains(self, name: str) -> Floats:
        """The points that each value of a lever adds to where it stands, value × column."""
        lever = self.levers[name]
        points = np.zeros((len(lever.values), 1 + len(self.terms)))
        for key, item in self.indicators.items():
            if item.metric != name or item.shown_only or item.dimension not in self.places:
                continue
            if np.isnan(self.result.indicators[key][0, 0]) or (
                key in self.result.fixed and self.result.fixed[key][0, 0]
            ):
                continue
            column, weight = self.places[item.dimension]
            scores = curves.score(item.curve, lever.metric.better, lever.values)
            points[:, column] += weight * float(self.result.indicator_weights[key][0, 0]) * (scores - scores[0])
        for line, column, jump in self.jumps.get(name, ()):
            points[:, column] += np.where(lever.values + TOUCH >= line, jump, 0.0)
        return points
