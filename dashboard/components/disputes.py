"""How disputes were judged, by kind and liability, and which still wait."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard.cached import diagnosis as cached
from dashboard.components.page import Page
from dashboard.components.rows import rows_table
from dashboard.views import disputes as view
from dashboard.views.segments import file_name, readable_rows
from scoring.intake.spreadsheet import csv_bytes

_MOST = 50


def disputes(page: Page, first: date, last: date) -> None:
    """The cases closed in the window, and those that still wait, oldest first."""
    t, language = page.t, page.selection.language
    st.subheader(t("diagnosis.verdicts"), anchor=False)
    st.caption(t("diagnosis.verdicts_window", first=fmt.day(first), last=fmt.day(last)))
    with st.spinner(t("diagnosis.computing"), show_time=True):
        judged, waiting = cached.disputes(page.shop, first, last, page.day)
    st.markdown(view.verdict_sentence(judged, language))
    if judged.num_rows:
        st.table(view.verdict_rows(judged, language), alt=t("diagnosis.verdicts"))
    st.subheader(t("diagnosis.waiting_disputes"), anchor=False)
    st.markdown(view.pending_sentence(waiting, language))
    if waiting.num_rows:
        rows_table(
            readable_rows(waiting, language, most=_MOST), waiting.num_rows, "open_disputes",
            t("diagnosis.waiting_disputes"), t, lambda: csv_bytes(readable_rows(waiting, language)),
            file_name([page.shop.shop, t("diagnosis.waiting_disputes"), fmt.day(page.day)]),
        )  # fmt: skip
        st.caption(t("diagnosis.no_deadline"))
