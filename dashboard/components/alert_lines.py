"""The table of every metric's lines, and the fields to set them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard.components.page import Page, file_name
from dashboard.components.said import ALERTS
from dashboard.views.alert_tables import line_fault, line_input, line_rows, typed_line
from scoring.improve.lines import Line, own_line
from scoring.intake.spreadsheet import csv_bytes
from scoring.store import alerts as settings


def lines_of_metrics(page: Page, lines: Sequence[Line], *, own: bool) -> None:
    """The table, its download, and for one's own shops the fields."""
    t, language = page.t, page.selection.language
    st.subheader(t("alerts.lines"), anchor=False)
    if not lines:
        st.info(t("alerts.no_lines"), icon=":material/info:")
        return
    st.caption(t("alerts.lines_text"))
    rows = line_rows(lines, language)
    st.dataframe(rows, hide_index=True, key=f"alert_lines_{language}")
    st.download_button(
        t("alerts.download"), lambda: csv_bytes(rows), file_name=file_name(page, "alert_lines", "csv"),
        mime="text/csv", icon=":material/download:", type="tertiary", on_click="ignore", key="alert_lines_csv",
    )  # fmt: skip
    if own:
        with st.expander(t("alerts.edit"), icon=":material/edit:", key="alert_edit"):
            _edit(page, {line.metric: line for line in lines})


def _edit(page: Page, lines: dict[str, Line]) -> None:
    t, language = page.t, page.selection.language
    folder, where = cached.data_folder(), (page.shop.shop, page.selection.scheme)
    st.caption(t("alerts.edit_text"))
    metric = st.selectbox(
        t("alerts.edit_metric"), list(lines), key="line_metric", width=360,
        format_func=lambda name: lines[name].label[language],
    )  # fmt: skip
    line = lines[metric]
    fields = line_input(line, language)
    label = {name: t(f"alerts.edit_{name}", unit=fields.unit) if fields.unit else t(f"alerts.edit_{name}_plain")
             for name in ("warn", "breach")}  # fmt: skip

    def field(name: str, value: float | None) -> float | None:
        # Keyed by what it begins with, so that it shows the lines that count after they have changed.
        typed: float | None = st.number_input(
            label[name], min_value=0.0, max_value=fields.highest, value=value, step=fields.step, format=fields.shape,
            key=f"line_{name}_{metric}_{value}", width=180,
        )  # fmt: skip
        return typed

    def reset() -> None:
        done = t("alerts.reset_done", name=fields.label)
        ALERTS.tried(page, done, lambda: settings.remove_own_line(folder, *where, metric))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        typed = field("warn", fields.warn), field("breach", fields.breach)
        asked = st.button(t("alerts.save"), type="primary", icon=":material/save:", key="line_save")
        st.button(
            t("alerts.reset"), icon=":material/undo:", key="line_reset", on_click=reset, disabled=line.source != "own"
        )
    if asked:
        warn, breach = (typed_line(value, line.unit) for value in typed)
        if fault := line_fault(line, warn, breach, language):
            st.warning(fmt.escaped(fault), icon=":material/edit:")
            return

        def save() -> None:
            own_line(page.rules, page.result.category, metric, warn, breach, page.day)
            settings.save_own_line(folder, *where, metric, warn, breach)

        ALERTS.tried(page, t("alerts.saved", name=fields.label), save)
        st.rerun()
