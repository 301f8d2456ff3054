"""The week of a metric and two metrics day by day as figures."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.views.two_metrics import DaysOfTwo
from dashboard.views.weekdays import WeekView

_PLAIN, _WORST = "rgba(113,125,141,0.55)", "#c2410c"


def week_bars(week: WeekView) -> go.Figure:
    """Monday to Sunday; the worst day stands out where it is more than chance."""
    figure = go.Figure(
        go.Bar(
            x=week.names, y=week.values, text=week.texts, textposition="outside", cliponaxis=False,
            marker={"color": [_WORST if name == week.worst else _PLAIN for name in week.names]},
            customdata=week.hover, hovertemplate="%{customdata}<extra></extra>", width=0.62,
        )
    )  # fmt: skip
    known = [value for value in week.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = (high - low) or abs(high) * 0.1 or 1.0
    # Bars that start at 0 would all look alike: they start where differences show, and the axis says where.
    start = max(0.0, low - room * 1.5)
    figure.update_layout(
        height=260, margin={"l": 8, "r": 8, "t": 24, "b": 8}, dragmode=False, showlegend=False,
        xaxis={"showgrid": False, "fixedrange": True, "type": "category"},
        yaxis={"range": [start, high + room * 0.35], "ticksuffix": week.suffix, "automargin": True, "fixedrange": True},
    )  # fmt: skip
    return figure


def days_of_two(pairs: DaysOfTwo) -> go.Figure:
    """A point per day: the one metric to the right, the other upwards."""
    figure = go.Figure(
        go.Scatter(
            x=pairs.right, y=pairs.up, mode="markers", opacity=0.65, marker={"size": 8}, customdata=pairs.hover,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(
        height=340, margin={"l": 8, "r": 12, "t": 12, "b": 8}, dragmode=False, showlegend=False,
        xaxis={"title": pairs.right_name, "ticksuffix": pairs.right_suffix, "automargin": True, "fixedrange": True},
        yaxis={"title": pairs.up_name, "ticksuffix": pairs.up_suffix, "automargin": True, "fixedrange": True},
    )  # fmt: skip
    return figure
