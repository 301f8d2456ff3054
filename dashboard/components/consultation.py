"""The three factors that cost most, the load of the week against the replies, and how many agents it takes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard.cached import diagnosis as cached
from dashboard.charts_of_diagnosis import week_heat
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page
from dashboard.components.rows import Rows, rows_table
from dashboard.views import consultation as view
from dashboard.views.consultation import WeekMap
from dashboard.views.diagnosis import Counted
from dashboard.views.segments import FACTORS, factor_cards, file_name
from scoring.improve.staffing import Assumptions, best_share
from scoring.intake.spreadsheet import csv_bytes

_USUAL = Assumptions()


def factors(page: Page, cases: Counted) -> None:
    """The three segments that cost most, whatever the attribute."""
    t, language = page.t, page.selection.language
    carried = cached.carried(page.shop, cases)
    cards = factor_cards(carried.worst, carried.by, cases.metric, language)
    if not cards:
        return
    st.subheader(t("diagnosis.factors"), anchor=False)
    with st.grid(FACTORS, min_column_width=230, gap="small"):
        for place, card in enumerate(cards, start=1):
            with st.container(border=True, gap="xsmall", height="stretch", key=f"factor_{place}"):
                st.metric(f"{place}. {fmt.escaped(card.label)}", card.figure)
                st.markdown(card.excess)
                st.caption(card.note)


def consultation(page: Page, first: date, last: date) -> None:
    """The load of the week, and beside it the staffing it asks for."""
    t, language = page.t, page.selection.language
    with st.spinner(t("diagnosis.computing"), show_time=True):
        load = cached.load(page.shop, first, last)
    shown = view.load_map(load, language)
    if shown is None:
        st.subheader(t("diagnosis.load"), anchor=False)
        st.info(t("diagnosis.no_load"), icon=":material/forum:")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(t("diagnosis.load"), anchor=False)
        st.caption(t("diagnosis.load_window", first=fmt.day(load.first), last=fmt.day(load.last)))
        st.markdown(t("diagnosis.load_legend"))
        _draw(shown, "load", page, t("diagnosis.load"), t("diagnosis.load_table"), view.load_rows(load, language))
    with right:
        _staffing(page, first, last)


def _staffing(page: Page, first: date, last: date) -> None:
    """How many agents each hour needs under assumptions that can be changed."""
    t, language = page.t, page.selection.language
    st.subheader(t("diagnosis.staffing"), anchor=False)
    assumptions = _assumptions(page)
    needs = cached.needs(page.shop, first, last, assumptions)
    st.markdown(view.staffing_sentence(needs, language))
    shown = view.staffing_map(needs, language)
    if shown is not None:
        st.caption(t("diagnosis.staffing_legend"))
        rows = view.staffing_rows(needs, language)
        _draw(shown, "staffing", page, t("diagnosis.staffing"), t("diagnosis.staffing_table"), rows)
    st.caption(t("diagnosis.staffing_text"))
    evidence_badge(assumptions.evidence, t(f"evidence.{assumptions.evidence.value}"))


def _draw(week: WeekMap, key: str, page: Page, title: str, table: str, rows: Rows) -> None:
    """The map, and the same as a table for those who cannot see it."""
    on_dark = st.context.theme.type == "dark"
    st.plotly_chart(_map(week, on_dark), key=key, config={"displayModeBar": False}, alt=week.summary)
    with st.expander(table, icon=":material/table_rows:", key=f"{key}_table"):
        name = file_name([page.shop.shop, title, fmt.day(page.day)])
        rows_table(rows, len(rows), f"{key}_rows", title, page.t, lambda: csv_bytes(rows), name)


@st.cache_resource(max_entries=32, show_spinner=False)
def _map(week: WeekMap, on_dark: bool) -> object:
    return week_heat(week, on_dark=on_dark)


def _assumptions(page: Page) -> Assumptions:
    """What no export tells, and the operator knows."""
    t = page.t
    target = best_share(page.rules) or _USUAL.target_share
    with st.grid(3, min_column_width=150, gap="small"):
        minutes = st.number_input(
            t("diagnosis.handling"), 0.5, 60.0, _USUAL.handling_seconds / 60, 0.5, format="%.1f", key="handling",
            persist_state="session",
        )  # fmt: skip
        at_once = st.number_input(
            t("diagnosis.at_once"), 1, 20, _USUAL.chats_at_once, 1, key="at_once", persist_state="session"
        )
        share = st.number_input(
            t("diagnosis.target"), 50.0, 99.0, round(target * 100, 1), 1.0, format="%.0f", key="target",
            persist_state="session",
        )  # fmt: skip
    return Assumptions(handling_seconds=minutes * 60, chats_at_once=int(at_once), target_share=share / 100)
