"""What is to come, computed once: the forecast to the next certification, and how much of a window is known."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.improve import forecast as coming
from scoring.improve.forecast import Forecast
from scoring.measure.coverage import Coverage, coverages


@st.cache_resource(max_entries=64, show_spinner=False)
def outlook(shop: Shop, scheme_id: str, rules: date | None, day: date) -> Forecast:
    """The forecast for the next certification."""
    pinned = cached.whole_timeline(shop, scheme_id, rules).rules_at(day) if rules else None
    return coming.outlook(
        cached.sums(shop), 0, cached.scheme_of(shop, scheme_id), pinned, cached.category(shop), day,
        cached.violations(shop),
    )  # fmt: skip


@st.cache_resource(max_entries=64, show_spinner=False)
def covered(shop: Shop, scheme_id: str, rules: date | None, day: date) -> dict[str, Coverage]:
    """Metric of the day's rule set → how many days of its window have data."""
    windows = cached.whole_timeline(shop, scheme_id, rules).rules_at(day).windows_for(cached.category(shop))
    return coverages(cached.sums(shop), 0, windows, day)
