"""The calendar of a shop's data: which days of which table are there, and which are missing."""

from __future__ import annotations

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.charts import day_calendar
from dashboard.components import at_hand
from dashboard.selection import Selection
from dashboard.text import Words
from dashboard.views.completeness import SPANS, Calendar, calendar

_ICONS = {
    "gap": ":orange[:material/event_busy:]",
    "ends": ":orange[:material/update:]",
    "complete": ":green[:material/check_circle:]",
    "rare": ":gray[:material/info:]",
}


def shop_in_view(selection: Selection, t: Words, key: str) -> tuple[str, str]:
    """The data set and the shop that a part of the page is about: the own ones, else the sample."""
    data = "own" if cached.shops("own", cached.version("own")) else "sample"
    shops = cached.shops(data, cached.version(data))
    first = selection.shop if selection.data == data and selection.shop in shops else shops[0]
    if len(shops) == 1:
        return data, first
    picked = st.selectbox(t("data.shop_in_view"), shops, index=shops.index(first), key=key, width=320)
    return data, picked


def completeness(selection: Selection, t: Words) -> None:
    """The calendar, and under it what it says in words."""
    data, shop = shop_in_view(selection, t, "calendar_shop")
    if data != "own":
        st.caption(f":material/info: {t('days.sample_note')}")
    span = chosen.remembered("calendar_span") or SPANS[0]
    chosen.preset("calendar_span", span)
    st.segmented_control(
        t("days.span"), SPANS, key="calendar_span", format_func=lambda name: t(f"days.span_{name}"),
        label_visibility="collapsed", width="content",
    )  # fmt: skip
    with st.spinner(t("days.counting"), show_time=True):
        rows = at_hand.days_of_tables(data, cached.version(data), shop)
    shown = calendar(rows, span, selection.language)
    if shown is None:
        st.info(t("days.none"), icon=":material/event_busy:")
        return
    st.plotly_chart(_figure(shown), key="calendar", config={"displayModeBar": False}, alt=shown.summary)
    st.caption(t("days.text"))
    st.markdown("  \n".join(f"{_ICONS[kind]} {fmt.escaped(text)}" for kind, text in shown.sentences))


@st.cache_resource(max_entries=32, show_spinner=False)
def _figure(shown: Calendar) -> object:
    return day_calendar(shown)
