"""The cheapest way to a level or a total: which metrics to move, how far, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.figures import Evidence, Text, weakest
from scoring.improve.target_levers import NoLever, Wishes, levers
from scoring.improve.target_plan import Plan
from scoring.improve.target_search import Goal, Search
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Obstacle:
    """Why a goal is out of reach, or what would bring it in reach.

    `reason` is one of `NoLever` (then `id` is a metric), `gate` (a gate no lever moves), `no_total` (the scheme sums
    nothing up, or nothing is scored), `withheld` (the platform shows no score: too little was sold), `too_far` (not
    even with every metric at its best). `enough`: without this one obstacle the goal could be reached.
    """

    id: str
    label: Text
    reason: str
    enough: bool = False


@dataclass(frozen=True)
class Target:
    """The cheapest way to a goal.

    `plan` is None when the goal is out of reach; `obstacles` then say why. `alternatives`: for each metric of the
    plan the cheapest way without it, where that costs at most 15 % more; at most three, cheapest first. `best_total`
    and `best_level`: what there is with every metric at the best it may take. `reference` is the day whose data
    the next certification looks at; `sooner`: where the plan is not done by then, the cheapest one that can be, as
    far as the events tell. `evidence` is the weakest used by the assessment; `costs_assumed`: some
    cost was not set by the operator.
    """

    goal: Goal
    plan: Plan | None
    alternatives: tuple[Plan, ...]
    best_total: float | None
    best_level: Decimal | None
    obstacles: tuple[Obstacle, ...]
    reference: date | None
    sooner: Plan | None
    evidence: Evidence
    costs_assumed: bool

    @property
    def reachable(self) -> bool:
        """Whether there is a way at all, however long it takes."""
        return self.plan is not None

    @property
    def in_time(self) -> bool | None:
        """Whether the plan can be done for the next certification; None when that cannot be said."""
        if self.plan is None or self.reference is None or (self.plan.moves and self.plan.earliest is None):
            return None
        return self.plan.earliest is None or self.plan.earliest <= self.reference


def target(
    panel: Panel, rules: RuleSet, category: str, goal: Goal, wishes: Wishes, sums: DailySums, shop: int
) -> Target:
    """The cheapest way for one shop on one day, exact over all metrics; `panel` holds that shop on that day alone.

    `shop` is its position in `sums`. A metric moves by whole cases of its sample (ratings: five-star ones on top), all
    others by figures a person reads (0.1 h, 1 s, 0.01); a metric below its minimum sample is no lever. Whatever is
    proposed is assessed again: total and level of the result are those of the assessment.
    """
    search = Search(panel, rules, category, goal, sums, shop)
    movable, fixed = levers(search.result, category, wishes)
    best = search.at_best(movable)
    found = search.plan(movable)
    return Target(
        goal,
        found,
        search.alternatives(found, movable) if found else (),
        best.total,
        best.level,
        () if found else tuple(_obstacles(search, fixed, wishes)),
        search.place.reference,
        search.sooner(found, movable) if found else None,
        weakest(search.now.evidence, search.evidence(found) if found else best.evidence),
        not movable.keys() <= wishes.costs.keys(),
    )


def _obstacles(search: Search, fixed: Sequence[NoLever], wishes: Wishes) -> Iterator[Obstacle]:
    """Why the goal is out of reach: first the wishes, those ahead that alone would be enough."""
    if search.now.withheld is not None:
        yield Obstacle(search.now.withheld.id, search.now.withheld.label, "withheld")
        return
    if search.now.total is None:
        yield Obstacle("total", Text("总分", "total"), "no_total")
        return
    free = levers(search.result, search.category, Wishes(costs=wishes.costs))[0]
    held = []
    for name in [name for name in free if name in wishes.frozen or name in wishes.limits]:
        limits = {key: value for key, value in wishes.limits.items() if key != name}
        eased = levers(search.result, search.category, Wishes(wishes.frozen - {name}, limits, wishes.costs))[0]
        reason = "frozen" if name in wishes.frozen else "limit"
        held.append(Obstacle(name, METRICS[name].label, reason, search.goal.met(search.at_best(eased))))
    yield from sorted(held, key=lambda obstacle: not obstacle.enough)
    best = search.at_best(free)
    if search.goal.met(best):
        return
    for gate in best.gates:
        if gate.state == "not_met" and any(gate.id in asked.gates for asked in search.asked()):
            yield Obstacle(gate.id, gate.label, "gate")
    yield Obstacle("total", Text("总分", "total"), "too_far")
    for item in fixed:
        if item.reason in ("not_measured", "sample", "small_numbers"):
            yield Obstacle(item.metric, METRICS[item.metric].label, item.reason)
