"""How a total came from one figure to another: bars that each begin where the one before ends."""

from __future__ import annotations

from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard import format as fmt
from dashboard.views.why_changed import Bar, ChangeView

_ROW, _FRAME = 46, 20
_GREY = "#717d8d"  # reads on white and on near-black
# Teal and orange stay apart for colour-blind eyes, and both read on white and on near-black; the sign says it too.
_UP, _DOWN = "#0d9488", "#ea580c"
_SPARE = 0.24  # beside the bars, of their whole reach: there stand their figures
_LEAST_REACH = 0.01
_NAME_WIDTH = 44


def waterfall(view: ChangeView) -> go.Figure:
    """The total before, a bar per part, the total after; each has its name above it, so that none is cut on a phone."""
    bars, (first, last) = view.bars, view.totals
    edges = [first[1], last[1], *(edge for bar in bars for edge in (bar.begins, bar.begins + bar.goes))]
    low, high = min(edges), max(edges)
    spare = max(high - low, _LEAST_REACH) * _SPARE
    rows = len(bars) + 2
    data = [
        {
            "type": "bar", "orientation": "h", "base": [bar.begins for bar in bars], "x": [bar.goes for bar in bars],
            "y": list(range(1, rows - 1)), "width": 0.36, "text": [_figure(bar) for bar in bars],
            "textposition": "outside", "cliponaxis": False, "textfont": {"size": 12},
            "marker": {"color": [_color(bar) for bar in bars], "line": {"width": 0}},
            "customdata": [escape(bar.hover) for bar in bars], "hovertemplate": "%{customdata}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers+text", "x": [first[1], last[1]], "y": [0, rows - 1],
            "marker": {"symbol": "diamond", "size": 13, "color": _GREY}, "textposition": "middle right",
            "text": [f"<b>{end[2]}</b>" for end in (first, last)], "textfont": {"size": 13}, "cliponaxis": False,
            "hoverinfo": "skip",
        },
    ]  # fmt: skip
    names = [first[0], *(bar.name for bar in bars), last[0]]
    layout: dict[str, Any] = {
        "height": _FRAME + _ROW * rows, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}, "dragmode": False,
        "showlegend": False, "annotations": [_name(at, name) for at, name in enumerate(names)],
        "shapes": [_link(at, edge) for at, edge in enumerate([first[1], *(bar.begins + bar.goes for bar in bars)])],
        "xaxis": {
            "range": [low - spare, high + spare], "showgrid": False, "zeroline": False, "showticklabels": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [rows - 0.5, -0.75], "showgrid": False, "zeroline": False, "showticklabels": False,
            "fixedrange": True,
        },
    }  # fmt: skip
    return go.Figure({"data": data, "layout": layout})


def _figure(bar: Bar) -> str:
    """What stands beside a bar; a sign as well as a colour says which way it goes."""
    return bar.text if bar.neutral else f"{'▲' if bar.goes > 0 else '▼'} {bar.text}"


def _color(bar: Bar) -> str:
    return _GREY if bar.neutral else _UP if bar.goes > 0 else _DOWN


def _name(at: int, name: str) -> dict[str, Any]:
    kept = name if fmt.width(name) <= _NAME_WIDTH else _cut(name)
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": at, "yshift": 17, "text": escape(kept), "showarrow": False,
        "font": {"size": 12},
    }  # fmt: skip


def _cut(name: str) -> str:
    """As much of a name as has room on a phone."""
    while fmt.width(name) >= _NAME_WIDTH:
        name = name[:-1]
    return name.rstrip() + "…"


def _link(at: int, edge: float) -> dict[str, Any]:
    """A thin line from the end of a bar towards the beginning of the next, as far as the name of that one."""
    line = {"width": 1, "dash": "dot", "color": _GREY}
    return {"type": "line", "x0": edge, "x1": edge, "y0": at, "y1": at + 0.45, "line": line, "layer": "below"}
