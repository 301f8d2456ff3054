"""What a plan consists of: what to move, how many cases each takes, what it costs, and how soon it can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from scoring.certify.calendar import next_reference
from scoring.figures import Text
from scoring.improve.allowance import allowed
from scoring.improve.drawn import IN_CENTS
from scoring.improve.reach import Marks, Reach, soonest
from scoring.improve.target_levers import MetricLever
from scoring.improve.what_if import Comparison
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Move:
    """One change of a plan: bring `metric` from `now` to `to`.

    `needed` counts in `unit`: `case`, `five_star`, or the metric's own unit; `cost` is in units of effort.
    `feasible_by` is the first day its window can be there, and still is on the next reference day or comes after
    it; None when not within 120 days or not known (`from_platform`). `rate`: the share of the coming cases that
    must turn out well from tomorrow until `rate_day` (for a metric that is better low, the most that may go
    wrong); None where it is no share or cannot be said.
    """

    metric: str
    label: Text
    now: float
    to: float
    needed: float
    unit: str
    counts: Text
    cost: float
    from_platform: bool
    feasible_by: date | None
    rate: float | None
    rate_day: date | None


@dataclass(frozen=True)
class Plan:
    """A set of moves, what it costs, and what the assessment then says.

    `earliest` is the first day on which all of it can be done; None when that is not known of a move, or when
    one cannot be done within 120 days. A plan without moves is there already.
    """

    moves: tuple[Move, ...]
    cost: float
    total: float | None
    level: Decimal | None
    level_label: Text | None
    earliest: date | None

    @property
    def metrics(self) -> frozenset[str]:
        """What the plan moves."""
        return frozenset(move.metric for move in self.moves)

    @property
    def changes(self) -> dict[str, float]:
        """Metric → value: the plan as the changes of a what-if."""
        return {move.metric: move.to for move in self.moves}


@dataclass(frozen=True)
class Place:
    """The shop, the rules and the day that plans are made for; `shop` is a position in `sums`."""

    sums: DailySums
    shop: int
    rules: RuleSet
    category: str
    day: date

    @property
    def reference(self) -> date | None:
        """The day whose data the next certification looks at; None where the scheme certifies nothing."""
        return next_reference(self.rules.certification, self.day)

    def reach(self, lever: MetricLever) -> Reach | None:
        """What the windows of a lever can hold; None when it is not known."""
        return (
            Reach.of(self.sums, self.shop, self.rules, self.category, self.day, lever.metric.id)
            if lever.cases
            else None
        )


def plan_of(levers: Mapping[str, MetricLever], positions: Mapping[str, int], outcome: Comparison, place: Place) -> Plan:
    """The plan that brings each metric to a position of its lever; `outcome` is its what-if."""
    moves, marks = [], []
    for name, position in positions.items():
        if position:
            reach = place.reach(levers[name])
            days_at = reach.days_at(_target(levers[name], position)) if reach else None
            moves.append(_move(levers[name], position, place, reach, days_at))
            marks.append(days_at)
    known = [days_at for days_at in marks if days_at is not None]
    # All of it has to be done on one and the same day.
    together = np.logical_and.reduce(known) if known and len(known) == len(marks) else None
    after = outcome.scenario
    return Plan(
        tuple(moves),
        sum(move.cost for move in moves),
        after.total,
        after.level,
        after.level_label,
        None if together is None else soonest(place.day, together, place.reference),
    )


def done_by(levers: Mapping[str, MetricLever], day: date, place: Place) -> dict[str, MetricLever]:
    """The levers with no more than their windows can hold on a day; what is not known to be reachable is left out."""
    found = {}
    for name, lever in levers.items():
        low, high = 0, len(lever.values)
        reach = place.reach(lever)
        while high - low > 1:
            middle = (low + high) // 2
            reached = reach is not None and _on(reach.days_at(_target(lever, middle)), (day - place.day).days)
            low, high = (middle, high) if reached else (low, middle)
        if low:
            part = slice(0, low + 1)
            found[name] = replace(lever, values=lever.values[part], needed=lever.needed[part], costs=lever.costs[part])
    return found


def _on(days_at: Marks, ahead: int) -> bool:
    return 0 <= ahead < len(days_at) and bool(days_at[ahead])


def _target(lever: MetricLever, position: int) -> Decimal:
    return Decimal(repr(float(lever.values[position])))


def _move(lever: MetricLever, position: int, place: Place, reach: Reach | None, days_at: Marks | None) -> Move:
    metric, to = lever.metric, float(lever.values[position])
    first = None if days_at is None else soonest(place.day, days_at, place.reference)
    rate, by = None, None
    if reach is not None and first is not None and metric.denominator not in IN_CENTS:
        by = max(first, place.reference or first)
        rate = allowed(reach, by, _target(lever, position)).required_rate
    return Move(
        metric.id,
        METRICS[metric.id].label,
        float(lever.values[0]),
        to,
        float(lever.needed[position]),
        lever.unit,
        metric.counts,
        float(lever.costs[position]),
        not lever.cases,
        first,
        rate,
        by if rate is not None else None,
    )
