"""The course of a metric as a figure: windows, days, sample, steps of the score, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.charts_of_marks import BELOW, GREY, SPLIT, Pieces, labels, noon, shapes, wrapped
from dashboard.views.trends import Course, MetricTrend

_FAINT, _FULL = "rgba(113,125,141,0.28)", "rgba(113,125,141,0.62)"
# In heights of the course: how much room single days have beyond it, how far the next step and the zero may lie.
_FOR_DAYS, _FOR_A_STEP, _TO_ZERO = 0.9, 4.0, 1.5


def metric_chart(trend: MetricTrend, drag: bool) -> go.Figure:
    """Windows as a line, days as points, the sample below; with `drag`, a range drawn on the chart is zoomed to."""
    low, high = _range(trend)
    data = [*_traces(trend, low, high)]
    # Given at once as plain data: piece by piece it takes ten times as long.
    return go.Figure({"data": data, "layout": _layout(trend, data, low, high, drag)})


def _traces(trend: MetricTrend, low: float, high: float) -> Pieces:
    yield _line(trend, trend.windowed, {"width": 3})
    if trend.alone is not None:
        yield from _points(trend, trend.alone, low, high)
    if trend.against is not None:
        yield _line(trend, trend.against, {"width": 2, "dash": "dot"}) | {"yaxis": "y3"}
    if trend.before is not None:
        yield _line(trend, trend.before, {"width": 1.3, "dash": "dash", "color": GREY})
    # The sample of each day below the lines; of a share, what its numerator counts stands inside.
    for course, color in ((trend.cases, _FAINT), (trend.good, _FULL)):
        if course is not None:
            yield {
                "type": "bar", "x": trend.days[: len(course.values)], "y": course.values, "name": course.name,
                "yaxis": "y2", "marker": {"color": color, "line": {"width": 0}}, "hoverinfo": "skip",
                "showlegend": False,
            }  # fmt: skip
    if notes := [flag for flag in trend.flags if flag.kind == "note"]:
        yield {
            "type": "scatter", "mode": "markers", "showlegend": False, "hovertemplate": "%{customdata}<extra></extra>",
            "x": [flag.day for flag in notes], "y": [_at(trend, flag.day) for flag in notes],
            "marker": {"symbol": "diamond", "size": 9, "color": GREY},
            "customdata": [wrapped(flag.text) for flag in notes],
        }  # fmt: skip


def _line(trend: MetricTrend, course: Course, line: dict[str, Any]) -> dict[str, Any]:
    known = sum(value is not None for value in course.values)
    return {
        "type": "scatter", "x": trend.days[: len(course.values)], "y": course.values, "name": course.name,
        "line": line, "mode": "lines" if known > 1 else "markers", "customdata": course.hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def _points(trend: MetricTrend, course: Course, low: float, high: float) -> Pieces:
    """Days as light points, hollow while their data is not complete; one beyond the edge is a triangle at it."""
    size = 5 if len(trend.days) < 120 else 3.5
    for beyond in (False, True):
        found = [*_signs(trend, course, low, high, beyond)]
        if found:
            at, values, signs = zip(*found, strict=True)
            yield {
                "type": "scatter", "mode": "markers", "name": course.name, "opacity": 0.6, "cliponaxis": False,
                "showlegend": not beyond, "x": [trend.days[index] for index in at], "y": values,
                "customdata": [course.hover[index] for index in at], "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {"size": size, "symbol": signs} | ({"size": size * 1.5, "color": GREY} if beyond else {}),
            }  # fmt: skip


def _signs(
    trend: MetricTrend, course: Course, low: float, high: float, beyond: bool
) -> Iterator[tuple[int, float, str]]:
    """Of the days inside the edges, or of those `beyond` them: place, value as shown, sign."""
    for at, value in enumerate(course.values):
        if value is not None and (not low <= value <= high) == beyond:
            shape = "circle" if not beyond else "triangle-up" if value > high else "triangle-down"
            yield at, min(max(value, low), high), shape if trend.settled[at] else f"{shape}-open"


def _range(trend: MetricTrend) -> tuple[float, float]:
    """The values the chart reaches over: all windows and the next step; single days as far as these stay in sight."""
    values = [value for course in (trend.windowed, trend.before) if course for value in course.values]
    shown = [value for value in values if value is not None]
    if not shown:
        return 0.0, 1.0
    low, high = min(shown), max(shown)
    for level in trend.levels:
        # A step far away would press the course flat; its distance is said above the chart.
        if level.next_step and max(low - level.at, level.at - high) <= _FOR_A_STEP * (high - low):
            low, high = min(low, level.at), max(high, level.at)
    if 0 < low <= _TO_ZERO * (high - low):
        low = 0.0
    reach = (high - low) * _FOR_DAYS or abs(high) * 0.05 or 1.0
    if trend.alone is not None and (days := sorted(value for value in trend.alone.values if value is not None)):
        cut = len(days) // 20
        low, high = min(low, max(days[cut], low - reach)), max(high, min(days[-1 - cut], high + reach))
    room = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    bottom, top = low - room, high + room
    if low >= 0:
        bottom = max(bottom, -0.03 * top)  # nothing here is below 0
    if trend.windowed.suffix == "%" and high <= 100:
        top = min(top, 100 + (100 - bottom) * 0.03)
    return bottom, top


def _at(trend: MetricTrend, day: date) -> float | None:
    """The windowed value of a day, or of the first day after it that has one."""
    values = zip(trend.days, trend.windowed.values, strict=False)
    return next((value for shown, value in values if shown >= day and value is not None), None)


def _layout(trend: MetricTrend, data: list[dict[str, Any]], low: float, high: float, drag: bool) -> dict[str, Any]:
    # Of more than two names the third stands in a second row on a narrow screen: the footer leaves room for it.
    named = sum(trace.get("showlegend", True) for trace in data)
    legend = {0: 0, 1: 0, 2: 20}.get(named, 40)
    footer = {
        "x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -36 - legend,
        "text": "<br>".join(escape(line) for line in trend.footer), "align": "left", "showarrow": False,
        "font": {"size": 10, "color": GREY},
    }  # fmt: skip
    right = 12 if trend.against or not trend.bands else 66
    layout: dict[str, Any] = {
        "height": 390 + legend + 13 * len(trend.footer),
        "margin": {"l": 8, "r": right, "t": 34, "b": 42 + legend + 13 * len(trend.footer)},
        "showlegend": named > 1,
        "legend": {"orientation": "h", "y": -0.085, "yanchor": "top", "x": 0, "title": None, "font": {"size": 11}},
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "dragmode": "zoom" if drag else False,
        "barmode": "overlay",
        "bargap": 0.15,
        "shapes": [*shapes(trend, low, high)],
        "annotations": [*labels(trend, low, high), footer],
        "xaxis": {
            "tickformat": "%m-%d" if len(trend.days) < 200 else "%Y-%m", "hoverformat": "%Y-%m-%d %a",
            "showgrid": False, "nticks": 10, "anchor": "y2" if trend.cases else "y",
            "range": [noon(trend.days[0]) - timedelta(days=1), noon(trend.days[-1])],
        },
        "yaxis": {
            "ticksuffix": trend.windowed.suffix, "range": [low, high], "automargin": True, "fixedrange": True,
            "domain": [SPLIT if trend.cases else 0, 1], "showgrid": False, "zeroline": False,
        },
    }  # fmt: skip
    if trend.cases is not None:
        layout["yaxis2"] = {
            "domain": [0, BELOW], "fixedrange": True, "nticks": 3, "rangemode": "tozero", "automargin": True,
        }  # fmt: skip
    if trend.against is not None:
        layout["yaxis3"] = {
            "overlaying": "y", "side": "right", "fixedrange": True, "showgrid": False, "zeroline": False,
            "ticksuffix": trend.against.suffix, "automargin": True, "tickmode": "auto", "nticks": 5,
            "title": {"text": escape(trend.against_title), "font": {"size": 11}},
        }  # fmt: skip
    return layout
