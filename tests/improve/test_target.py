"""A target is the cheapest way of all there are, and what it says is what is assessed."""

from collections import Counter
from decimal import Decimal

import pytest
from made_up import constant_sums
from target_problems import DAY, RULE_SETS, brute_force, costs_of, random_problem

from scoring.assess.measured import panel_for
from scoring.errors import BadValue
from scoring.improve.target import Target, target
from scoring.improve.target_levers import Wishes, levers
from scoring.improve.target_search import Goal, Search, goal_of
from scoring.improve.what_if import what_if
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme

PROBLEMS = 500
NOTHING = constant_sums(DAY, 1, {}, shop="s")


@pytest.mark.parametrize("part", range(4))
def test_on_2000_small_problems_a_target_costs_what_the_cheapest_of_all_choices_costs(part: int) -> None:
    seen: Counter[str] = Counter()
    number = part * 1_000_000
    while seen["compared"] < PROBLEMS:
        problem = random_problem(number)
        number += 1
        wanted = brute_force(problem)
        if isinstance(wanted, str):
            seen["too many"] += 1
            continue
        seen["compared"] += 1
        search = Search(problem.panel, problem.rules, "", problem.goal, NOTHING, 0)
        found = search.plan(levers(search.result, "", problem.wishes)[0])
        said = (number - 1, problem.rules.scheme, problem.rules.effective_from, problem.goal)
        if wanted is None:
            assert found is None, said
            seen["out of reach"] += 1
            continue
        assert found is not None, said
        assert found.cost == pytest.approx(wanted, abs=1e-6), said
        assert found.metrics <= set(problem.moved), said
        assert found.cost == pytest.approx(costs_of(problem, found.changes), abs=1e-6), said
        outcome = what_if(problem.panel, problem.rules, "", found.changes).scenario
        assert (outcome.total, outcome.level) == (found.total, found.level), said
        assert problem.goal.met(outcome), said
        seen["moved" if found.moves else "there already"] += 1
        seen[f"{problem.rules.scheme} {problem.rules.effective_from}"] += bool(found.moves)
    assert seen["out of reach"] > PROBLEMS / 20
    assert seen["moved"] > PROBLEMS / 4
    assert seen["too many"] < PROBLEMS / 3
    for rules in RULE_SETS:
        assert seen[f"{rules.scheme} {rules.effective_from}"], rules.scheme


WOMEN = "女装/女士精品"
STAR = "tmall_experience_star"


def sample_target(sums: DailySums, goal: Goal, wishes: Wishes | None = None, name: str = STAR) -> Target:
    day = sums.last_day[0]
    rules = scheme(name).in_force_or_first(day)
    return target(panel_for(sums, rules, day, day, WOMEN), rules, WOMEN, goal, wishes or Wishes(), sums, 0)


def test_alternatives_move_other_metrics_and_cost_little_more(sample_sums: DailySums) -> None:
    found = sample_target(sample_sums, Goal(total=Decimal("4.05")))
    assert found.plan is not None
    sets = [found.plan.metrics, *(plan.metrics for plan in found.alternatives)]
    assert len(set(sets)) == len(sets) > 1
    costs = [plan.cost for plan in found.alternatives]
    assert costs == sorted(costs)
    assert found.plan.cost <= costs[0]
    assert costs[-1] <= found.plan.cost * 1.15


def test_where_the_cheapest_way_is_too_late_there_is_one_that_is_in_time(sample_sums: DailySums) -> None:
    found = sample_target(sample_sums, Goal(level=Decimal("4.5")))
    assert found.plan is not None
    assert found.sooner is not None
    assert found.reference is not None
    assert [move.metric for move in found.plan.moves] == ["delivery_hours"]
    assert found.plan.earliest is None
    assert not found.in_time
    assert found.sooner.earliest is not None
    assert found.sooner.earliest <= found.reference
    assert found.sooner.cost > found.plan.cost
    assert found.sooner.level is not None
    assert found.sooner.level >= Decimal("4.5")
    rates = {move.metric: move.rate for move in found.sooner.moves}
    assert rates["refund_only_own_hours"] is None
    assert 0.98 < (rates["reply_rate"] or 0) < 1


def test_frozen_metrics_do_not_move_limits_hold_and_costs_decide(sample_sums: DailySums) -> None:
    goal = Goal(level=Decimal("4.5"))
    frozen = sample_target(sample_sums, goal, Wishes(frozen=frozenset({"delivery_hours"})))
    assert frozen.plan is not None
    assert "delivery_hours" not in frozen.plan.metrics
    assert sample_target(sample_sums, goal, Wishes(limits={"delivery_hours": 50.0})).plan == frozen.plan
    dear = sample_target(sample_sums, goal, Wishes(costs={"delivery_hours": 100.0}))
    assert dear.plan is not None
    assert dear.plan.cost == frozen.plan.cost
    assert dear.costs_assumed


def test_a_goal_out_of_reach_names_the_wish_that_alone_is_in_the_way(sample_sums: DailySums) -> None:
    wishes = Wishes(frozenset({"delivery_hours", "refund_only_own_hours"}), {"reply_rate": 0.979})
    found = sample_target(sample_sums, Goal(total=Decimal("4.9")), wishes)
    assert not found.reachable
    assert (found.best_total or 0) < 4.9
    reasons = {one.id: (one.reason, one.enough) for one in found.obstacles}
    assert reasons["delivery_hours"] == ("frozen", False)
    alone = sample_target(sample_sums, Goal(total=Decimal(5)), Wishes(frozenset({"delivery_hours"})))
    assert [(one.id, one.reason, one.enough) for one in alone.obstacles] == [("delivery_hours", "frozen", True)]


def test_a_scheme_without_a_total_has_no_target(sample_sums: DailySums) -> None:
    found = sample_target(sample_sums, Goal(total=Decimal(5)), name="dsr")
    assert [one.reason for one in found.obstacles] == ["no_total"]


def test_a_number_names_a_level_or_else_a_total_on_the_scale() -> None:
    rules = scheme(STAR).rule_sets[-1]
    assert goal_of(rules, Decimal("4.5")) == Goal(level=Decimal("4.5"))
    assert goal_of(rules, Decimal("4.2")) == Goal(total=Decimal("4.2"))
    with pytest.raises(BadValue, match="a level"):
        goal_of(rules, Decimal(6))
