"""Rows → Plotly figures, one function per chart. Colours of lines come from the page's theme."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.views.certification import Levels
from dashboard.views.completeness import DARKEST, MISSING, OUTSIDE, Calendar
from dashboard.views.trend import Line, Mark, Trend

Shape = dict[str, Any]
_GREY = "#717d8d"  # reads on white and on near-black
_HEIGHT = 380
_MOST_LABELS = 7


def trend_chart(trend: Trend) -> go.Figure:
    """Lines over days, with level lines, certification days, changes of rules and notes."""
    values = [value for line in trend.lines for value in line.values if value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * 0.35 or abs(high) * 0.1 or 1.0
    levels = [mark for mark in trend.marks if isinstance(mark.at, float) and low - room <= mark.at <= high + room]
    bounds = [low, high, *(float(mark.at) for mark in levels)]  # type: ignore[arg-type]
    pad = (max(bounds) - min(bounds)) * 0.08 or abs(high) * 0.1 or 1.0
    lowest = min(bounds) - pad
    if low >= 0:
        lowest = max(lowest, -0.04 * (max(bounds) + pad))  # nothing here is below 0, so no axis goes far below it
    traces = [_trace(line, trend) for line in trend.lines if any(value is not None for value in line.values)]
    notes = [mark for mark in trend.marks if mark.kind == "note"]
    edge = timedelta(days=max(1, len(trend.days) // 60))
    top, last = max(bounds) + pad, trend.days[-1] + edge
    labels = [*_level_labels(levels, high - low + 2 * room, last), *_day_labels(trend, lowest, top)]
    widest = max((fmt.width(label.text) for label in labels if label.x == last), default=0)
    # Everything at once: a figure that is added to piece by piece is checked anew each time.
    return go.Figure(
        [*traces, *([_note_trace(notes, trend)] if notes else []), *([_label_trace(labels)] if labels else [])],
        {
            "height": _HEIGHT,
            # Margins an axis finds by itself cost as much as all the lines: it draws everything twice.
            "margin": {
                "l": 12 + 7 * _tick_places(lowest, top, trend.suffix), "r": max(24, 8 + 6 * widest), "t": 26, "b": 32,
            },
            "legend": {"orientation": "h", "y": -0.14, "x": 0, "title": None},
            "showlegend": len(trend.lines) > 1,
            "hovermode": "x unified",
            "dragmode": False,
            "shapes": [*_level_lines(levels), *_vertical_lines(trend)],
            "xaxis": {
                "tickformat": "%m-%d" if len(trend.days) < 200 else "%Y-%m",
                "hoverformat": "%Y-%m-%d",
                "showgrid": False,
                "automargin": False,
                # Labels of lines would stretch the axis beyond the days there are.
                "range": [str(trend.days[0] - edge), str(last)],
            },
            "yaxis": {"ticksuffix": trend.suffix, "range": [lowest, top], "automargin": False},
        },
    )  # fmt: skip


def _tick_places(low: float, high: float, suffix: str) -> int:
    """How many places the labels of an axis need at most."""
    decimals = max(0, -math.floor(math.log10((high - low) / 8)))
    return fmt.width(f"{max(abs(low), abs(high)):.{decimals}f}{suffix}") + (low < 0)


def _level_lines(levels: Sequence[Mark]) -> list[Shape]:
    line = {"width": 1, "dash": "dash", "color": _GREY}
    return [
        {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": mark.at, "y1": mark.at, "line": line}
        for mark in levels
    ]


@dataclass(frozen=True)
class _Label:
    """A word beside a line: on which side of its point it stands."""

    x: date
    y: float
    text: str
    side: str


def _label_trace(labels: Sequence[_Label]) -> go.Scatter:
    """All words in one trace: as annotations each would be drawn by itself, slowly."""
    return go.Scatter(
        x=[label.x for label in labels], y=[label.y for label in labels], text=[label.text for label in labels],
        textposition=[label.side for label in labels], textfont={"size": 11, "color": _GREY},
        mode="text", cliponaxis=False, hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _level_labels(levels: Sequence[Mark], span: float, last: date) -> list[_Label]:
    return [_Label(last, at, f"\u2002{label}", "middle right") for at, label in _apart(levels, span)]


def _apart(levels: Sequence[Mark], span: float) -> Iterator[tuple[float, str]]:
    """The labels of the level lines; lines that lie too close for two labels share one."""
    last: float | None = None
    for mark in sorted(levels, key=lambda mark: float(mark.at), reverse=True):  # type: ignore[arg-type]
        at = float(mark.at)  # type: ignore[arg-type]
        if last is None or last - at > span * 0.045:
            yield at, mark.label
            last = at


def _trace(line: Line, trend: Trend) -> go.Scatter:
    return go.Scatter(
        x=list(trend.days),
        y=list(line.values),
        name=line.name,
        mode="lines" if not line.dots and sum(value is not None for value in line.values) > 1 else "markers",
        marker={"size": 5, "color": _GREY} if line.dots else None,
        line={"width": 3 if line.main else 1.3} | ({"dash": "dot", "color": _GREY} if line.dashed else {}),
        opacity=1 if line.main else 0.75,
        hovertemplate=f"%{{y:.{trend.decimals}f}}{trend.suffix}",
        connectgaps=False,
    )


def _vertical_lines(trend: Trend) -> Iterator[Shape]:
    """Certification days as dotted lines, fainter when they are many, and changes of rules."""
    days = [mark for mark in trend.marks if mark.kind == "certification"]
    for mark in days:
        yield _upright(mark, 1 if len(days) <= _MOST_LABELS else 0.4, "dot")
    for mark in trend.marks:
        if mark.kind == "rules":
            yield _upright(mark, 1, "dashdot")


def _day_labels(trend: Trend, low: float, high: float) -> Iterator[_Label]:
    """Certification days labelled above while there is room, a change of rules at the foot."""
    days = [mark for mark in trend.marks if mark.kind == "certification"]
    for mark in days if len(days) <= _MOST_LABELS else []:
        if isinstance(mark.at, date):
            yield _Label(mark.at, high, mark.label, "top center")
    middle = trend.days[len(trend.days) // 2]
    for mark in trend.marks:
        if mark.kind == "rules" and isinstance(mark.at, date):
            # Towards the middle, so that it neither leaves the chart nor widens it.
            yield _Label(mark.at, low, mark.label, "top right" if mark.at < middle else "top left")


def _upright(mark: Mark, width: float, dash: str) -> Shape:
    line = {"width": width, "dash": dash, "color": _GREY}
    return {"type": "line", "x0": mark.at, "x1": mark.at, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _note_trace(notes: Sequence[Mark], trend: Trend) -> go.Scatter:
    """Notes as flags that tell on hover; a person's own text stands as it was written."""
    main = next(line for line in trend.lines if line.main)
    values = dict(zip(trend.days, main.values, strict=True))
    points = [(mark, _near(values, mark.at)) for mark in notes if isinstance(mark.at, date)]
    return go.Scatter(
        x=[mark.at for mark, value in points if value is not None],
        y=[value for _, value in points if value is not None],
        text=[escape(mark.label) for mark, value in points if value is not None],
        mode="markers",
        marker={"symbol": "diamond", "size": 10, "color": _GREY, "line": {"width": 1, "color": "white"}},
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _near(values: dict[date, float | None], day: date) -> float | None:
    """The value of the day, or of the first day after it that has one."""
    later = (day + timedelta(days=count) for count in range(31))
    return next((values[item] for item in later if values.get(item) is not None), None)


def level_steps(levels: Levels) -> go.Figure:
    """The certified level as steps that hold from each certification day to the end of its validity."""
    figure = go.Figure()
    days, values, texts = list(levels.days), list(levels.levels), list(levels.labels)
    if levels.until is not None and days:
        days, values, texts = [*days, levels.until], [*values, values[-1]], [*texts, texts[-1]]
    figure.add_trace(
        go.Scatter(
            x=days, y=values, text=texts, mode="lines+markers", line={"shape": "hv", "width": 3},
            marker={"size": [7] * len(levels.days) + [0]}, hovertemplate="%{x|%Y-%m-%d}<br>%{text}<extra></extra>",
            connectgaps=False, showlegend=False,
        )
    )  # fmt: skip
    low, high = min(levels.names), max(levels.names)
    figure.update_layout(
        height=240,
        margin={"l": 8, "r": 16, "t": 12, "b": 8},
        dragmode=False,
        xaxis={"tickformat": "%Y-%m", "showgrid": False},
        yaxis={
            "tickmode": "array", "tickvals": list(levels.names), "ticktext": list(levels.names.values()),
            "range": [low - 0.25, high + 0.25], "automargin": True,
        },
    )  # fmt: skip
    return figure


_SHADES = ("rgba(37,99,235,0.30)", "rgba(37,99,235,0.50)", "rgba(37,99,235,0.72)", "rgba(37,99,235,0.95)")
_GAP, _NOTHING = "#ea580c", "rgba(113,125,141,0.10)"


def day_calendar(calendar: Calendar) -> go.Figure:
    """Tables × days: the darker a cell the more rows, a cross for a day that is missing in between."""
    colours = (_NOTHING, "rgba(234,88,12,0.16)", *_SHADES)
    scale = [(edge / len(colours), colour) for at, colour in enumerate(colours) for edge in (at, at + 1)]
    many = len(calendar.days) > 120
    figure = go.Figure(
        go.Heatmap(
            x=list(calendar.days), y=list(calendar.tables), z=[list(row) for row in calendar.cells],
            zmin=OUTSIDE - 0.5, zmax=DARKEST + 0.5, colorscale=scale, showscale=False, xgap=0 if many else 1, ygap=3,
            customdata=[list(row) for row in calendar.hover], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    gaps = [
        (day, table)
        for table, row in zip(calendar.tables, calendar.cells, strict=True)
        for day, cell in zip(calendar.days, row, strict=True)
        if cell == MISSING
    ]
    if gaps:
        figure.add_trace(
            go.Scatter(
                x=[day for day, _ in gaps], y=[table for _, table in gaps], mode="markers", hoverinfo="skip",
                marker={"symbol": "x-thin", "size": 5 if many else 7, "line": {"width": 1.6, "color": _GAP}},
                showlegend=False,
            )
        )  # fmt: skip
    figure.update_layout(
        height=74 + 30 * len(calendar.tables),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        dragmode=False,
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"tickformat": "%m-%d" if not many else "%Y-%m", "showgrid": False, "zeroline": False, "nticks": 9},
        yaxis={"autorange": "reversed", "showgrid": False, "automargin": True, "type": "category"},
    )  # fmt: skip
    return figure
