"""The way to a target on screen: the answer first, every move in the operator's units, every plan a what-if."""

from decimal import Decimal

import pytest
from shops_to_show import sample
from streamlit.testing.v1 import AppTest

from dashboard.views.target import answer, goal_of, goals, wish_rows, wishes_of
from scoring.assess.panel_assessment import assess
from scoring.improve.target import Target, target
from scoring.improve.target_levers import MetricLever, Wishes, levers
from scoring.improve.target_search import Goal
from scoring.improve.what_if import what_if

LANGUAGES = ("zh", "en")


def found(goal: Goal, wishes: Wishes | None = None) -> Target:
    shop = sample()
    panel = shop.timeline.panel_at(shop.day)
    return target(panel, shop.rules, shop.category, goal, wishes or Wishes(), shop.sums, 0)


def movable() -> dict[str, MetricLever]:
    shop = sample()
    return levers(assess(shop.timeline.panel_at(shop.day), shop.rules, shop.category), shop.category, Wishes())[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_goal_chosen_at_first_is_the_next_level(language: str) -> None:
    shop = sample()
    options, first = goals(shop.rules, shop.result, language)
    assert Decimal(first) == shop.result.next_level
    assert list(options)[-1] == "total"
    assert len(options) == len(shop.rules.levels) + 1
    assert goal_of(first, 5.0) == Goal(level=shop.result.next_level)
    assert goal_of("total", 4.25) == Goal(total=Decimal("4.25"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_move_is_said_with_what_it_needs_and_a_plan_is_a_what_if_that_reaches_the_goal(language: str) -> None:
    shop, goal = sample(), Goal(level=Decimal("4.5"))
    result = found(goal)
    said = answer(result, shop.rules, language)
    assert result.plan is not None
    assert said.plan is not None
    assert len(said.plan.moves) == len(result.plan.moves)
    for plan in (said.plan, said.sooner, *said.others):
        assert plan is not None
        outcome = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, dict(plan.changes)).scenario
        assert goal.met(outcome)
    cases = next(move for move in said.sooner.moves if "→ 98.00%" in move) if said.sooner else ""
    assert ("再做好 3" if language == "zh" else "3 more") in cases


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_goal_reached_already_says_so_and_one_out_of_reach_says_why(language: str) -> None:
    shop = sample()
    there = answer(found(Goal(level=Decimal(3))), shop.rules, language)
    assert (there.state, there.plan) == ("there", None)
    names = frozenset(movable())
    alone = found(Goal(level=Decimal("4.5")), Wishes(frozen=names))
    out = answer(alone, shop.rules, language)
    assert (out.state, out.plan) == ("out", None)
    assert len(out.obstacles) == len(names)
    enough = [one for one in alone.obstacles if one.enough]
    assert [one.id for one in enough] == ["delivery_hours"]
    assert out.obstacles[0].startswith(enough[0].label[language]), "what alone would be enough comes first"


def test_the_table_of_wishes_becomes_wishes_in_the_units_that_are_computed_with() -> None:
    rows = wish_rows(movable(), "zh")
    assert {row.metric for row in rows} == set(movable())
    assert wishes_of([(row.metric, False, None, row.cost) for row in rows]) == Wishes()
    edited = [("reply_rate", False, 98.0, 3.0), ("delivery_hours", True, 40.0, 1.0)]
    assert wishes_of(edited) == Wishes(frozenset({"delivery_hours"}), {"reply_rate": 0.98}, {"reply_rate": 3.0})


def page() -> None:
    from dashboard.components.page import board_page
    from dashboard.components.target import target_panel

    target_panel(board_page())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_answers_and_puts_a_plan_into_the_what_if(language: str) -> None:
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in {"data": "sample", "lang": language, "scheme": "tmall_experience_star"}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert any("4.5" in box.value for box in app.success), "the goal is in the first sentence"
    goal = next(box for box in app.selectbox if box.key and box.key.startswith("target_goal"))
    assert goal.value == "4.5"
    goal.select("3").run()
    assert not app.exception
    assert len(app.success) == 1
    goal = next(box for box in app.selectbox if box.key and box.key.startswith("target_goal"))
    goal.select("total").run()
    assert not app.exception
    assert any(box.key and box.key.startswith("target_total") for box in app.number_input)
    goal = next(box for box in app.selectbox if box.key and box.key.startswith("target_goal"))
    goal.select("4.5").run()
    app.button(key="target_try_sooner").click().run()
    assert not app.exception
    assert "refund_only_own_hours:36.0" in str(app.query_params["set"])
