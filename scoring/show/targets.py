"""The cheapest way to a level or a total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.figures import Unit
from scoring.improve.target import Target
from scoring.improve.target_plan import Move, Plan
from scoring.measure.catalogue import METRICS
from scoring.show.figures import figure, number
from scoring.show.hints import needed_text


def target(item: Target | None) -> dict[str, Any] | None:
    """A target under the stable keys; None when none was asked for."""
    if item is None:
        return None
    plan = item.plan
    return {
        "reachable": item.reachable,
        **(_plan(plan) if plan else {"cost": None, "total": None, "level": None, "changes": [], "earliest": None}),
        "in_time": item.in_time,
        "reference_day": item.reference.isoformat() if item.reference else None,
        "sooner": _plan(item.sooner) if item.sooner else None,
        "alternatives": [_plan(other) for other in item.alternatives],
        "best": {"total": number(item.best_total), "level": number(item.best_level)},
        "obstacles": [{"id": one.id, "reason": one.reason, "enough_without_it": one.enough} for one in item.obstacles],
        "evidence": item.evidence.value,
        "costs": "assumed" if item.costs_assumed else "given",
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "cost": number(plan.cost),
        "total": number(plan.total),
        "level": number(plan.level),
        "changes": [_move(move) for move in plan.moves],
        "earliest": plan.earliest.isoformat() if plan.earliest else None,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "metric": move.metric,
        "from": number(move.now),
        "to": number(move.to),
        "needed": number(move.needed),
        "unit": move.unit,
        "cost": number(move.cost),
        "feasible_by": move.feasible_by.isoformat() if move.feasible_by else None,
        "required_rate": number(move.rate),
    }


def target_text(item: Target) -> Iterator[str]:
    """A target in lines: the answer, then what to move."""
    goal = f"level {number(item.goal.level)}" if item.goal.level is not None else f"total {number(item.goal.total)}"
    if item.plan is None:
        best = f"total {_or_none(item.best_total)}, level {_or_none(item.best_level)}"
        yield f"Target {goal}: out of reach. At best: {best}."
        for one in item.obstacles:
            yield f"  {one.id}: {one.reason}{' (without it there is a way)' if one.enough else ''}"
        return
    if not item.plan.moves:
        yield f"Target {goal}: reached already (total {_or_none(item.plan.total)})."
        return
    sure = f"costs {'assumed' if item.costs_assumed else 'as given'}; evidence: {item.evidence.value}, a trial"
    yield f"Target {goal}: the cheapest way {_answer(item.plan)} ({sure}).{_day(item)}"
    yield from (f"  {_line(move)}" for move in item.plan.moves)
    if item.sooner is not None:
        yield f"Done by {item.reference}: {_answer(item.sooner)}."
        yield from (f"  {_line(move)}" for move in item.sooner.moves)
    for other in item.alternatives:
        yield f"Or: {_answer(other)}: {', '.join(f'{move.metric} to {_value(move, move.to)}' for move in other.moves)}."


def _answer(plan: Plan) -> str:
    level = f", level {number(plan.level)}" if plan.level is not None else ""
    return f"costs {number(plan.cost, 2)} and gives total {_or_none(plan.total)}{level}"


def _day(item: Target) -> str:
    if item.plan is None or item.plan.earliest is None:
        return " The day it can be done by is not known, or not within 120 days."
    if item.in_time is None:
        return f" Earliest: {item.plan.earliest}."
    fit = "in time for" if item.in_time else "not reachable before"
    return f" Earliest: {item.plan.earliest}, {fit} {item.reference}."


def _line(move: Move) -> str:
    metric = METRICS[move.metric]
    rate = ""
    if move.rate is not None:
        most = "at least" if metric.better == "higher" else "at most"
        rate = f", {most} {figure(move.rate, Unit.RATIO)} of the cases until {move.rate_day}"
    day = f", reachable by {move.feasible_by}" if move.feasible_by else ""
    needed = needed_text(move.metric, move.needed, move.unit, move.counts)
    return f"{move.metric}: {_value(move, move.now)} -> {_value(move, move.to)}; needs {needed}{day}{rate}"


def _value(move: Move, value: float) -> str:
    return figure(value, METRICS[move.metric].unit)


def _or_none(value: Any) -> str:
    return "none" if value is None else str(number(value))
