"""The way to a target, computed once for each wish."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.assess.panel_assessment import assess
from scoring.improve.target import Target, target
from scoring.improve.target_levers import MetricLever, Wishes, levers
from scoring.improve.target_search import Goal

Pairs = tuple[tuple[str, float], ...]


@st.cache_resource(max_entries=64, show_spinner=False)
def movable(shop: Shop, scheme_id: str, rules: date | None, day: date) -> dict[str, MetricLever]:
    """Metric → its lever: what can be moved at all."""
    panel, category = cached.day_panel(shop, scheme_id, rules, day), cached.category(shop)
    rule_set = cached.whole_timeline(shop, scheme_id, rules).rules_at(day)
    return levers(assess(panel, rule_set, category), category, Wishes())[0]


@st.cache_resource(max_entries=64, show_spinner=False)
def way(
    shop: Shop, scheme_id: str, rules: date | None, day: date, goal: Goal, frozen: tuple[str, ...], limits: Pairs,
    costs: Pairs,
) -> Target:  # fmt: skip
    """The cheapest way to a goal with the operator's wishes."""
    rule_set = cached.whole_timeline(shop, scheme_id, rules).rules_at(day)
    wishes = Wishes(frozenset(frozen), dict(limits), dict(costs))
    panel = cached.day_panel(shop, scheme_id, rules, day)
    return target(panel, rule_set, cached.category(shop), goal, wishes, cached.sums(shop), 0)
