"""A trend chart, or the sentence that stands in its place."""

from __future__ import annotations

import streamlit as st

from dashboard.charts import trend_chart
from dashboard.views.trend import Trend


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(trend: Trend) -> object:
    return trend_chart(trend)


def draw_trend(trend: Trend, key: str) -> None:
    """The chart of a trend; with nothing to draw, its sentence."""
    if trend.empty:
        st.info(trend.empty, icon=":material/query_stats:")
        return
    st.plotly_chart(_figure(trend), key=key, config={"displayModeBar": False}, alt=trend.summary)
