"""The problem of a target as HiGHS solves it: to compare costs and times with."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import highspy
import numpy as np

from scoring.improve.target_prices import Lever, Problem

_SAME = 1e-9
PATIENCE = 3.0


def solved_by_highs(problem: Problem, seconds: float = PATIENCE) -> tuple[float | None, float]:
    """The least cost (None: no choice earns enough), and the seconds of the solver alone.

    Options that lie on a line are one whole variable with a switch; a dimension with an end takes a variable, a
    bonus with conditions a switch. When the time is up, the cost is NaN.
    """
    model = _quiet()
    for name in ("mip_rel_gap", "mip_abs_gap"):
        model.setOptionValue(name, 0.0)
    for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
        model.setOptionValue(name, 1e-9)
    model.setOptionValue("time_limit", seconds)
    columns: list[list[Any]] = [[] for _ in range(1 + len(problem.terms))]
    costs: list[Any] = []
    for lever in problem.levers:
        switches = []
        for start, stop in _runs(lever):
            switch = model.addBinary()
            switches.append(switch)
            costs.append(float(lever.costs[start]) * switch)
            more = None
            if stop > start:
                more = model.addIntegral(0, stop - start)
                model.addConstr(more <= (stop - start) * switch)
                costs.append(float(lever.costs[start + 1] - lever.costs[start]) * more)
            for place, points in enumerate(columns):
                if gain := float(lever.gains[start, place]):
                    points.append(gain * switch)
                if more is not None and (slope := float(lever.gains[start + 1, place] - lever.gains[start, place])):
                    points.append(slope * more)
        model.addConstr(sum(switches) == 1)
    _terms(model, problem, columns)
    model.addConstr(sum(columns[0]) >= problem.need - problem.base)
    start_time = time.perf_counter()
    model.minimize(sum(costs))
    passed = time.perf_counter() - start_time
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None, passed
    if status != highspy.HighsModelStatus.kOptimal:
        return math.nan, passed
    return float(model.getInfo().objective_function_value), passed


def _quiet() -> Any:
    """A model; HiGHS names itself once, unless it is told not to before it is asked."""
    model: Any = highspy.Highs.__new__(highspy.Highs)
    super(highspy.Highs, model).__init__()
    model.setOptionValue("output_flag", False)
    return model


def _terms(model: Any, problem: Problem, columns: list[list[Any]]) -> None:
    """What the terms give to the total; bonuses come first, for they may add to a dimension."""
    for place, term in enumerate(problem.terms):
        if term.all_of:
            switch = model.addBinary()
            model.addConstr(sum([*columns[place + 1], term.base]) >= term.all_of * switch)
            columns[0 if term.into is None else term.into + 1].append(term.weight * switch)
    for place, term in enumerate(problem.terms):
        if not term.all_of:
            value = model.addVariable(max(-1e6, term.floor), min(1e6, term.cap))
            model.addConstr(value <= sum([*columns[place + 1], term.base]))
            columns[0].append(term.weight * value)


def _runs(lever: Lever) -> Iterator[tuple[int, int]]:
    """First and last option of each stretch that lies on a line."""
    table = np.column_stack([lever.costs, lever.gains])
    steps = np.diff(table, axis=0)
    start = 0
    for at in range(1, len(table)):
        if at > start + 1 and np.abs(steps[at - 1] - steps[start]).max() > _SAME:
            yield start, at - 1
            start = at
    yield start, len(table) - 1
