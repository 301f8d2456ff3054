"""What the trend charts show: which days, which metric."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cached
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.views.trend import span_of


def span_choice(page: Page) -> tuple[date, date]:
    """The first and last day shown: a preset, or any two days."""
    t, selection = page.t, page.selection
    first, last = span_of(selection.span, page.timeline, page.day)

    def preset_moved() -> None:
        chosen.change(selection, span=chosen.widget("span") or selection.span)

    def range_moved() -> None:
        picked = chosen.widget("range")
        if len(picked) == 2:
            chosen.change(selection, span=f"{picked[0]}..{picked[1]}")

    chosen.preset("span", selection.span if selection.span in chosen.SPANS else None)
    chosen.preset("range", (first, last))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.segmented_control(
            t("board.span"), chosen.SPANS, key="span", on_change=preset_moved, label_visibility="collapsed",
            format_func=lambda span: t(f"board.span_{span}"), width="content", wrap=True,
        )  # fmt: skip
        st.date_input(
            t("board.range"), key="range", min_value=page.timeline.first_day, max_value=page.timeline.last_day,
            format="YYYY-MM-DD", on_change=range_moved, label_visibility="collapsed", width=250,
        )  # fmt: skip
    return first, last


def metric_choice(page: Page) -> str:
    """What the trend shows: one of the rule set's metrics, or all scores (empty), as it is at first."""
    t, selection = page.t, page.selection
    metrics = list(dict.fromkeys(item.metric for item in page.rules.indicators_for(page.result.category).values()))

    def moved() -> None:
        chosen.change(selection, metric=chosen.widget("metric"))

    chosen.preset("metric", selection.metric if selection.metric in metrics else "")
    picked: str = st.selectbox(
        t("board.metric"), ["", *metrics], key="metric", on_change=moved, width=250, label_visibility="collapsed",
        format_func=lambda name: cached.metric_label(name)[selection.language] if name else t("trend.scores"),
    )  # fmt: skip
    return picked
