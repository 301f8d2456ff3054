"""What stands beside the forecast: the steps of each metric on the way, and what is known of the day by now."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.certify.levels import Certified
from scoring.improve import forecast as coming
from scoring.improve.steps_ahead import MetricAhead, steps_ahead
from scoring.rules.model import RuleSet


def rules_then(shop: Shop, scheme_id: str, rules: date | None, day: date) -> RuleSet:
    """The rule set that the outlook of a day is for."""
    return _looked_at(shop, scheme_id, rules, day)[0]


@st.cache_resource(max_entries=64, show_spinner=False)
def metrics_ahead(shop: Shop, scheme_id: str, rules: date | None, day: date) -> tuple[MetricAhead, ...]:
    """Every metric with the step it stands on and the next one, until the day of the outlook."""
    then, target_day, _ = _looked_at(shop, scheme_id, rules, day)
    return steps_ahead(cached.sums(shop), 0, then, cached.category(shop), day, target_day)


def turned_out(shop: Shop, scheme_id: str, rules: date | None, certification_day: date | None) -> Certified | None:
    """The certification of a day, where the data reach that far by now."""
    found = cached.certified(shop, scheme_id, rules)
    return next((item for item in found if item.day == certification_day), None)


def _looked_at(shop: Shop, scheme_id: str, rules: date | None, day: date) -> tuple[RuleSet, date, date | None]:
    pinned = cached.whole_timeline(shop, scheme_id, rules).rules_at(day) if rules else None
    return coming.looked_at(cached.scheme_of(shop, scheme_id), pinned, day)
