"""Trends: one metric by windows and by days, its week, what leaves its window, what was noted, a second metric."""

import streamlit as st

from dashboard import cached
from dashboard.components import trends
from dashboard.components.annotations import annotations
from dashboard.components.metric_patterns import leaving, together, weekdays
from dashboard.components.page import board_page
from dashboard.components.trends import Look
from dashboard.views.trend_facts import why_nothing

_TABS = {
    "days": trends.days_table,
    "weekdays": weekdays,
    "leaving": leaving,
    "notes": annotations,
    "together": together,
}


def main() -> None:
    """Draw the page: words first, then the chart, then one tab for each question about the metric."""
    page = board_page()
    at = trends.look(page)
    if nothing := why_nothing(at.metric, at.days, cached.sums(page.shop), page.selection.language):
        st.info(nothing, icon=":material/query_stats:")
        st.page_link("app_pages/data.py", label=page.t("trends.go_to_data"), icon=":material/upload_file:")
        st.subheader(page.t("trends.tab_notes"), anchor=False)
        annotations(at)
        return
    trends.summary(at)
    trends.chart(at)
    _tabs(at)


def _tabs(at: Look) -> None:
    """Only the open one is worked out."""
    t, language = at.page.t, at.page.selection.language
    drawn = st.tabs([t(f"trends.tab_{name}") for name in _TABS], key=f"trends_tab_{language}", on_change="rerun")
    for tab, part in zip(drawn, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                part(at)


main()
