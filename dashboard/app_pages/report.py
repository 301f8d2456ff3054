"""Report and alerts: the shop's day in a file for others, and what is beyond a line."""

import streamlit as st

from dashboard.components.alerts import alerts
from dashboard.components.page import board_page
from dashboard.components.report import report


def main() -> None:
    """Draw the page; only the open tab is worked out."""
    page = board_page()
    names = [page.t("report.tab_report"), page.t("report.tab_alerts")]
    drawn = st.tabs(names, key=f"report_tab_{page.selection.language}", on_change="rerun")
    for tab, part in zip(drawn, (report, alerts), strict=True):
        if tab.open:
            with tab:
                part(page)


main()
