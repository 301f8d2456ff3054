"""Why a total changed, computed once for two days."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.improve.change_parts import Why
from scoring.improve.why_changed import why_changed


@st.cache_resource(max_entries=64, show_spinner=False)
def between(shop: Shop, scheme_id: str, rules: date | None, first: date, last: date) -> Why:
    """Two days of a shop, each under the rule set the board shows it under."""
    line = cached.whole_timeline(shop, scheme_id, rules)
    sides = ((day, line.rules_at(day)) for day in (first, last))
    return why_changed(cached.sums(shop), 0, cached.category(shop), *sides)


def last_reference_day(shop: Shop, scheme_id: str, rules: date | None, day: date) -> date | None:
    """The reference day of the last certification before a day; None where there is none."""
    found = [item.reference_day for item in cached.certified(shop, scheme_id, rules) if item.reference_day < day]
    return found[-1] if found else None
