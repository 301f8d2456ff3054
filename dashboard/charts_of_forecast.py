"""The total until the day forecast as a figure: known days, then the middle and the range of eight futures in ten."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.views.forecast import Course
from dashboard.views.trend import Mark

_GREY = "#717d8d"  # reads on white and on near-black
_LINE, _BAND = "#2563eb", "rgba(37,99,235,0.22)"
_HEIGHT = 320
_NEAR = 0.8  # of the reach of the lines: a level farther off is not shown


def fan_chart(course: Course) -> go.Figure:
    """The known total as a line, the median dashed, the range as an area; level lines and days with their names."""
    low, high = _bounds(course)
    levels = [mark for mark in course.marks if isinstance(mark.at, float) and low <= mark.at <= high]
    days = [mark for mark in course.marks if isinstance(mark.at, date)]
    edge = timedelta(days=1)
    first, last = course.days[0] - edge, course.last + edge
    labels = [*_labels(levels, days, low, high, first)]
    return go.Figure(
        {
            "data": [*_traces(course), _words(labels)],
            "layout": {
                "height": _HEIGHT,
                "margin": {"l": 12 + 7 * _places(low, high), "r": 20, "t": 26, "b": 30},
                "showlegend": False,
                "hovermode": "x unified",
                "dragmode": False,
                "shapes": [*_lines(levels, days)],
                "xaxis": {
                    "tickformat": "%m-%d", "hoverformat": "%Y-%m-%d", "showgrid": False, "automargin": False,
                    "nticks": 6, "range": [str(first), str(last)], "fixedrange": True,
                },
                "yaxis": {"range": [low, high], "automargin": False, "nticks": 7, "fixedrange": True},
            },
        }
    )  # fmt: skip


def _bounds(course: Course) -> tuple[float, float]:
    """The lowest and highest total shown: all of the lines, and the levels not far from them."""
    values = [value for value in course.known if value is not None]
    values += [value for item in course.fan for value in (item.low, item.high)]
    low, high = min(values), max(values)
    room = max((high - low) * _NEAR, abs(high) * 0.02, 0.1)
    at = [
        float(mark.at) for mark in course.marks if isinstance(mark.at, float) and low - room <= mark.at <= high + room
    ]
    low, high = min([low, *at]), max([high, *at])
    pad = (high - low) * 0.1 or abs(high) * 0.05 or 1.0
    return low - pad, high + pad


def _places(low: float, high: float) -> int:
    decimals = max(0, -math.floor(math.log10((high - low) / 7)))
    return fmt.width(f"{max(abs(low), abs(high)):.{decimals}f}") + (low < 0)


def _traces(course: Course) -> Iterator[dict[str, Any]]:
    figure = f"%{{y:.{course.decimals}f}}"
    known, median, within = (escape(text) for text in course.texts)
    days = [item.day for item in course.fan]
    low, middle, high = ([getattr(item, name) for item in course.fan] for name in ("low", "median", "high"))
    if course.known and (now := course.known[-1]) is not None:
        # The fan opens at the last known total.
        days, low, middle, high = [course.day, *days], [now, *low], [now, *middle], [now, *high]
    range_of = [f"{fmt.points(a)}–{fmt.points(b)}" for a, b in zip(low, high, strict=True)]
    yield {"type": "scatter", "x": days, "y": high, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    yield {
        "type": "scatter", "x": days, "y": low, "mode": "lines", "line": {"width": 0}, "fill": "tonexty",
        "fillcolor": _BAND, "name": within, "customdata": range_of, "hovertemplate": "%{customdata}",
    }  # fmt: skip
    yield {
        "type": "scatter", "x": days, "y": middle, "mode": "lines" if len(days) > 1 else "markers", "name": median,
        "line": {"width": 2.5, "dash": "dash", "color": _LINE}, "hovertemplate": figure,
    }  # fmt: skip
    yield {
        "type": "scatter", "x": list(course.days), "y": list(course.known), "name": known,
        "mode": "lines" if sum(value is not None for value in course.known) > 1 else "markers",
        "line": {"width": 3, "color": _LINE}, "hovertemplate": figure,
    }  # fmt: skip


def _labels(
    levels: Sequence[Mark], days: Sequence[Mark], low: float, high: float, first: date
) -> Iterator[tuple[date, float, str, str]]:
    """Day, height, words and side of each label; of lines too close for two labels the higher one has its own."""
    above: float | None = None
    for mark in sorted(levels, key=lambda mark: float(mark.at), reverse=True):  # type: ignore[arg-type]
        at = float(mark.at)  # type: ignore[arg-type]
        if above is None or above - at > (high - low) * 0.05:
            # On the line and not beside it: on a phone a margin for words leaves little of the chart.
            yield first, at + (high - low) * 0.01, escape(mark.label), "top right"
            above = at
    for mark in days:
        if isinstance(mark.at, date):
            # Above and at the foot, as the two days may lie close; towards the inside, so that none leaves the chart.
            certified = mark.kind == "certification"
            yield mark.at, high if certified else low, f"{escape(mark.label)}\u2002", "top left"


def _words(labels: Sequence[tuple[date, float, str, str]]) -> dict[str, Any]:
    """All words in one trace: as annotations each would be drawn by itself, slowly."""
    return {
        "type": "scatter", "mode": "text", "x": [label[0] for label in labels], "y": [label[1] for label in labels],
        "text": [label[2] for label in labels], "textposition": [label[3] for label in labels],
        "textfont": {"size": 11, "color": _GREY}, "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def _lines(levels: Sequence[Mark], days: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    for mark in levels:
        line = {"width": 1, "dash": "dash", "color": _GREY}
        yield {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": mark.at, "y1": mark.at, "line": line}
    for mark in days:
        line = {"width": 1, "dash": "dot" if mark.kind == "certification" else "solid", "color": _GREY}
        yield {"type": "line", "x0": mark.at, "x1": mark.at, "yref": "paper", "y0": 0, "y1": 1, "line": line}
