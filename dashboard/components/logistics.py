"""How many hours lie between payment, shipping, the carrier's scan and the door: by carrier, province, warehouse."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import diagnosis as cached
from dashboard.charts_of_diagnosis import stage_chart
from dashboard.components.page import Page
from dashboard.components.rows import rows_table
from dashboard.views import pipelines as view
from dashboard.views.pipelines import StageBars
from dashboard.views.segments import attribute_label, file_name
from scoring.intake.spreadsheet import csv_bytes

_BY = ("carrier", "province", "warehouse")
_MOST = 40


def logistics(page: Page, first: date, last: date) -> None:
    """Median and nine tenths of the hours of each stage, as bars and as a table."""
    t, language = page.t, page.selection.language
    st.subheader(t("diagnosis.stages"), anchor=False)
    st.caption(t("diagnosis.stages_window", first=fmt.day(first), last=fmt.day(last)))
    with st.spinner(t("diagnosis.computing"), show_time=True):
        groups = cached.logistics(page.shop, first, last)
    if not groups[""]:
        st.info(t("diagnosis.no_orders"), icon=":material/inbox:")
        return
    whole = groups[""][0][1]
    if sentence := view.stage_sentence(whole, language):
        st.markdown(sentence)
    if wrong := view.contradicting(whole):
        st.caption(f":material/warning: {t('diagnosis.contradicting', count=fmt.whole(wrong))}")
    by = _by_choice(page)
    bars = view.stage_bars(groups[by], by, language)
    if bars is None:
        st.info(t("diagnosis.no_stages"), icon=":material/local_shipping:")
        return
    st.plotly_chart(_chart(bars), key=f"stages_{by}", config={"displayModeBar": False}, alt=bars.summary)
    st.caption(t("diagnosis.stages_note"))
    rows = view.stage_rows(groups[by], by, language)
    name = file_name([page.shop.shop, attribute_label(by, language), fmt.day(last)])
    rows_table(rows[:_MOST], len(rows), "stage_rows", t("diagnosis.stages"), t, lambda: csv_bytes(rows), name)


@st.cache_resource(max_entries=32, show_spinner=False)
def _chart(bars: StageBars) -> object:
    return stage_chart(bars)


def _by_choice(page: Page) -> str:
    language = page.selection.language
    by = chosen.remembered("stages_by") or _BY[0]
    key = f"stages_by_{language}"
    chosen.preset(key, by)

    def moved() -> None:
        chosen.remember("stages_by", chosen.widget(key) or by)

    st.segmented_control(
        page.t("diagnosis.by"), _BY, key=key, on_change=moved, label_visibility="collapsed",
        format_func=lambda name: attribute_label(name, language), width="content",
    )  # fmt: skip
    return str(by)
