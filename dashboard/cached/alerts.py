"""The lines and alerts of a shop's day, computed once for every state of the data and of what was set."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from dashboard.report.facts import Facts
from dashboard.views import alerts as view
from scoring.improve.alerts import Alert
from scoring.improve.lines import Line
from scoring.store import alerts as settings


def lines_and_alerts(facts: Facts, shop: Shop, scheme_id: str, rules: date | None, today: date | None) -> tuple[
    list[Line], list[Alert]
]:  # fmt: skip
    """Of a shop's day, with the lines and mutes of the operator's own; others' shops have the default ones."""
    stamp = settings.settings_stamp(cached.data_folder()) if shop.data == "own" else ""
    return _found(facts, shop, scheme_id, rules, facts.day, today, stamp)


@st.cache_resource(max_entries=64, show_spinner=False)
def _found(
    _facts: Facts, shop: Shop, scheme_id: str, rules: date | None, day: date, today: date | None, stamp: str
) -> tuple[list[Line], list[Alert]]:
    own, mutes = {}, {}
    if stamp:
        folder = cached.data_folder()
        own = settings.own_lines(folder, shop.shop, scheme_id)
        mutes = settings.mutes(folder, shop.shop, scheme_id)
    return view.found(_facts, cached.violations(shop), today, own, mutes)
