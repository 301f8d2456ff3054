"""Gates and bonuses that are not met are levers like any other: each gives what its hint says."""

from collections.abc import Mapping
from datetime import date

import pytest

from scoring.assess.given import stated_panel
from scoring.improve.hints import Hint, hints
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import daily_sums
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import Events

STAR = scheme("tmall_experience_star").in_force(date(2022, 7, 5))
DOUYIN = scheme("douyin_experience").in_force(date(2026, 9, 30))


def good(rules: RuleSet, category: str = "") -> dict[str, float]:
    """Every indicator at the best of its steps."""
    items = rules.indicators_for(category).values()
    return {item.metric: float(item.curve.points[0].reach) for item in items if not item.shown_only}


def found(rules: RuleSet, values: Mapping[str, float], day: date) -> dict[str, Hint]:
    panel = stated_panel(values, day)
    levers = hints(panel, rules, "", daily_sums(Events(), [""]), 0)
    for hint in levers:
        then = what_if(panel, rules, "", {hint.metric: float(hint.target)})
        assert (then.total.difference or 0.0) == pytest.approx(hint.gain, abs=1e-12)
        assert (then.level.difference or 0.0) == hint.level_gain
    return {hint.metric: hint for hint in levers}


def test_a_bonus_not_earned_is_a_lever() -> None:
    values = good(DOUYIN) | {"product_rating": 4.5, "next_day_delivery_rate": 0.1}
    hint = found(DOUYIN, values, date(2026, 9, 30))["next_day_delivery_rate"]
    bonus = DOUYIN.bonuses["next_day_delivery"]
    assert (hint.indicator, hint.target, hint.gain) == ("next_day_delivery", bonus.at_least, float(bonus.points))
    assert hint.label == METRICS["next_day_delivery_rate"].label
    earned = found(DOUYIN, values | {"next_day_delivery_rate": float(bonus.at_least)}, date(2026, 9, 30))
    assert "next_day_delivery_rate" not in earned, "what is earned is no lever"


def test_a_bonus_that_needs_more_than_this_metric_is_none() -> None:
    values = good(DOUYIN) | {"product_rating": 4.5, "home_installation_orders": 0.0, "home_installation_rate": 0.0}
    assert "home_installation_orders" not in found(DOUYIN, values, date(2026, 9, 30))


def test_a_gate_that_alone_keeps_the_level_back_is_a_lever() -> None:
    gate = STAR.gates["special_service"]
    values = good(STAR)
    assert "special_service_share" not in found(STAR, values, date(2022, 7, 5)), "nothing is known of it"
    below = found(STAR, values | {"special_service_share": 0.0}, date(2022, 7, 5))
    asked = any("special_service" in row.gates for row in STAR.levels)
    assert ("special_service_share" in below) is asked
    if asked:
        hint = below["special_service_share"]
        assert (hint.target, hint.gain) == (gate.at_least, 0.0)
        assert hint.level_gain > 0
