"""One shop on one day, assessed once, and the cheapest ways from there to a goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.assess.conditions import reaches
from scoring.assess.explain import explain
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.assess.results import Assessment
from scoring.errors import BadValue
from scoring.figures import Evidence
from scoring.improve.target_front import cheapest
from scoring.improve.target_levers import MetricLever
from scoring.improve.target_plan import Place, Plan, done_by, plan_of
from scoring.improve.target_problem import Asked, built
from scoring.improve.what_if import Comparison, what_if
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.model import RuleSet
from scoring.rules.words import plain

_NEAR = 1.15
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Goal:
    """What to reach: at least a level of the scheme, or at least a total. One of the two is None."""

    level: Decimal | None = None
    total: Decimal | None = None

    def met(self, result: Assessment) -> bool:
        """Whether an assessment is there."""
        if self.level is not None:
            return result.level is not None and result.level >= self.level
        return result.total is not None and result.withheld is None and reaches(result.total, self.total or 0)


def goal_of(rules: RuleSet, wanted: Decimal) -> Goal:
    """The goal a number names: a level of the scheme, else a total on its scale. Raises `BadValue` for neither.

    >>> from datetime import date
    >>> from scoring.rules.catalogue import scheme
    >>> stars = scheme("tmall_experience_star").in_force(date(2022, 6, 16))
    >>> goal_of(stars, Decimal("4.5")).level, goal_of(stars, Decimal("4.25")).total
    (Decimal('4.5'), Decimal('4.25'))
    """
    if any(row.level == wanted for row in rules.levels):
        return Goal(level=wanted)
    if rules.total.lowest <= wanted <= rules.total.highest:
        return Goal(total=wanted)
    levels = ", ".join(plain(row.level) for row in rules.levels)
    scale = f"a total from {plain(rules.total.lowest)} to {plain(rules.total.highest)}"
    raise BadValue("the target", plain(wanted), f"a level ({levels}) or {scale}" if levels else scale)


def next_goal(rules: RuleSet, result: Assessment) -> Goal:
    """The next level above an assessment; the highest level or total where there is none above."""
    if rules.levels:
        return Goal(level=result.next_level or (rules.levels[0].level if result.level else rules.levels[-1].level))
    return Goal(total=rules.total.highest)


class Search:
    """One shop on one day, assessed once, and the ways from there to a goal."""

    def __init__(self, panel: Panel, rules: RuleSet, category: str, goal: Goal, sums: DailySums, shop: int) -> None:
        self.panel, self.rules, self.category, self.goal = panel, rules, category, goal
        self.place = Place(sums, shop, rules, category, panel.first_day)
        self.result: PanelAssessment = assess(panel, rules, category)
        self.now = explain(self.result, 0, 0, category)

    def outcome(self, movable: Mapping[str, MetricLever], positions: Mapping[str, int]) -> Comparison:
        """The what-if of some positions of the levers."""
        values = {name: float(movable[name].values[at]) for name, at in positions.items() if at}
        return what_if(self.panel, self.rules, self.category, values, known=self.now)

    def at_best(self, movable: Mapping[str, MetricLever]) -> Assessment:
        """The assessment with every lever at the best it can be brought to."""
        return self.outcome(movable, {name: len(lever.values) - 1 for name, lever in movable.items()}).scenario

    def evidence(self, plan: Plan) -> Evidence:
        """The weakest evidence of the assessment that a plan leads to."""
        return what_if(self.panel, self.rules, self.category, plan.changes, known=self.now).scenario.evidence

    def plan(self, movable: Mapping[str, MetricLever]) -> Plan | None:
        """The cheapest plan with these levers; None when the goal is out of reach."""
        positions = self._cheapest(movable)
        if positions is None:
            return None
        return plan_of(movable, positions, self.outcome(movable, positions), self.place)

    def _cheapest(self, movable: Mapping[str, MetricLever]) -> dict[str, int] | None:
        if self.goal.met(self.now):
            return {}
        if self.now.total is None or self.now.withheld is not None:
            return None
        ways = []
        for asked in self.asked():
            found = built(self.result, self.category, movable, asked)
            picks = cheapest(found.problem) if found is not None else None
            if found is not None and picks is not None:
                at = {
                    name: int(positions[pick])
                    for name, positions, pick in zip(movable, found.positions, picks, strict=True)
                }
                ways.append((sum(float(movable[name].costs[place]) for name, place in at.items()), at))
        for _, at in sorted(ways, key=lambda way: way[0]):
            if self.goal.met(self.outcome(movable, at).scenario):
                return at
        return None

    def asked(self) -> Sequence[Asked]:
        """What the goal asks for; a level is also reached with what any higher one asks for."""
        if self.goal.level is None:
            return [Asked(self.goal.total or Decimal(0))]
        rows = [row for row in self.rules.levels if row.level >= self.goal.level]
        # A row that asks for more than another one needs no search of its own.
        return [
            Asked(row.total, row.gates)
            for row in rows
            if not any(
                other is not row
                and other.total <= row.total
                and set(other.gates) <= set(row.gates)
                and (other.total, len(other.gates)) != (row.total, len(row.gates))
                for other in rows
            )
        ]

    def alternatives(self, found: Plan, movable: Mapping[str, MetricLever]) -> tuple[Plan, ...]:
        """The cheapest ways without one of the plan's metrics, where they cost little more; no set of metrics twice."""
        plans: dict[frozenset[str], Plan] = {}
        for name in sorted(found.metrics):
            other = self.plan({key: lever for key, lever in movable.items() if key != name})
            if other is not None and other.cost <= found.cost * _NEAR:
                plans.setdefault(other.metrics, other)
        return tuple(sorted(plans.values(), key=lambda plan: plan.cost)[:_MOST_ALTERNATIVES])

    def sooner(self, found: Plan, movable: Mapping[str, MetricLever]) -> Plan | None:
        """The cheapest plan that is done by the next certification, where this one is not and there is one."""
        by = self.place.reference
        if by is None or not found.moves or (found.earliest is not None and found.earliest <= by):
            return None
        return self.plan(done_by(movable, by, self.place))
