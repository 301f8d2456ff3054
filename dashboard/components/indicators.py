"""The table of all metrics of the rule set: a row leads to its trend and its diagnosis; the whole is downloadable."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import format as fmt
from dashboard.components.page import Page, file_name
from dashboard.selection import DIMENSIONS, parameters_of
from dashboard.views.indicators import indicator_rows
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS


def indicator_table(page: Page) -> None:
    """The table; a row that is ticked offers its trend and its diagnosis."""
    t, language = page.t, page.selection.language
    rows = indicator_rows(page.result, page.rules, language)
    indicators = list(page.rules.indicators_for(page.result.category).values())
    picked = st.dataframe(
        rows, hide_index=True, key=f"indicators_{language}", on_select="rerun", selection_mode="single-row"
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if picked.selection.rows and picked.selection.rows[0] < len(indicators):
            item = indicators[picked.selection.rows[0]]
            at = replace(
                page.selection, metric=item.metric, part=None,
                dimension=item.dimension if item.dimension in DIMENSIONS else "",
            )  # fmt: skip
            st.markdown(f"**{fmt.escaped(METRICS[item.metric].label[language])}**", width="content")
            st.page_link(
                "app_pages/trends.py", label=t("table.to_trend"), icon=":material/show_chart:",
                query_params=parameters_of(at),
            )  # fmt: skip
            st.page_link(
                "app_pages/diagnosis.py", label=t("table.to_diagnosis"), icon=":material/troubleshoot:",
                query_params=parameters_of(at),
            )  # fmt: skip
        else:
            st.caption(t("table.tick"), width="content")
        st.space("stretch")
        st.download_button(
            t("table.download"), lambda: csv_bytes(rows), file_name=file_name(page, "metrics", "csv"),
            mime="text/csv", icon=":material/download:", type="tertiary", on_click="ignore", key="indicators_csv",
        )  # fmt: skip
