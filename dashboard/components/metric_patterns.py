"""Below the chart: the week of the metric, the days that leave its window, two metrics against each other."""

from __future__ import annotations

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import trends as computed
from dashboard.charts_of_patterns import days_of_two as points_of_two
from dashboard.charts_of_patterns import week_bars
from dashboard.components.trends import Look, about, download
from dashboard.views.leaving_days import leaving_view
from dashboard.views.two_metrics import DaysOfTwo, days_of_two
from dashboard.views.weekdays import WeekView, week_view
from scoring.measure.catalogue import METRICS

_AHEAD = (7, 15)
_HEIGHT = 340
_ICONS = {
    "differs": ":material/event_note:", "alike": ":material/check_circle:", "too_few": ":material/hourglass_empty:",
    "helps": ":material/trending_up:", "hurts": ":material/trending_down:", "none": ":material/info:",
}  # fmt: skip


def weekdays(at: Look) -> None:
    """Monday to Sunday, and whether one day stands out."""
    t, language, last = at.page.t, at.page.selection.language, at.settled
    if METRICS[at.metric].from_platform or not any(item.alone for item in at.days):
        st.info(t("weekday.platform"), icon=":material/info:")
        return
    with st.spinner(t("days.counting"), show_time=True):
        week = computed.week(at.under, at.metric, at.first, max(at.first, last))
    view = week_view(at.metric, week, at.first, max(at.first, last), language)
    box = st.warning if view.state == "differs" else st.info
    box(view.sentence, icon=_ICONS[view.state])
    if any(value is not None for value in view.values):
        chart, table = st.columns([3, 2], gap="medium")
        with table:
            st.dataframe(list(view.rows), hide_index=True, key=f"week_rows_{language}")
        with chart:
            st.plotly_chart(_week_figure(view), key="week", config={"displayModeBar": False}, alt=view.summary)
        st.caption(t("weekday.span", first=fmt.day(at.first), last=fmt.day(last)))
        download(at, "weekdays", lambda: [{**row, **about(at)} for row in view.rows])


@st.cache_resource(max_entries=32, show_spinner=False)
def _week_figure(view: WeekView) -> object:
    return week_bars(view)


def leaving(at: Look) -> None:
    """The next days to leave the window, and what that does to the metric."""
    t, language = at.page.t, at.page.selection.language
    ahead = chosen.remembered("leaving_ahead") or _AHEAD[0]
    chosen.preset("leaving_ahead", ahead)
    st.segmented_control(
        t("leaving.ahead"), _AHEAD, key="leaving_ahead", label_visibility="collapsed", width="content",
        format_func=lambda days: t("leaving.ahead_days", days=days),
    )  # fmt: skip
    found, together = computed.leaving_days(at.under, at.metric, ahead)
    view = leaving_view(at.metric, found, together, at.days[-1].value, ahead, language)
    box = {"helps": st.success, "hurts": st.warning}.get(view.state, st.info)
    box(view.sentence, icon=_ICONS.get(view.state, ":material/info:"))
    if view.rows:
        st.dataframe(list(view.rows), hide_index=True, key=f"leaving_rows_{language}")
        download(at, "leaving", lambda: [{**row, **about(at)} for row in view.rows])


def together(at: Look) -> None:
    """A point per day for two metrics, and a sentence about how they moved."""
    t = at.page.t
    if not at.against:
        st.info(t("together.choose"), icon=":material/compare_arrows:")
        return
    view = days_of_two(at.metric, at.days, at.against, at.others, at.page.selection.language)
    st.info(view.sentence, icon=":material/compare_arrows:")
    if view.empty:
        return
    alt = t("together.alt", one=view.right_name, other=view.up_name, sentence=view.sentence)
    chart, table = st.columns([3, 2], gap="medium")
    with table:
        st.dataframe(
            list(view.rows)[::-1], hide_index=True, key=f"two_rows_{at.page.selection.language}", height=_HEIGHT
        )
    with chart:
        st.plotly_chart(_points_figure(view), key="two_metrics", config={"displayModeBar": False}, alt=alt)
    download(at, "together", lambda: [{**row, **about(at)} for row in view.rows])


@st.cache_resource(max_entries=32, show_spinner=False)
def _points_figure(view: DaysOfTwo) -> object:
    return points_of_two(view)
