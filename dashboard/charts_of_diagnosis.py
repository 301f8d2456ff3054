"""The figures of the diagnosis: ranked bars, stacked stages, and the map of hours and weekdays."""

from __future__ import annotations

from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

import plotly.graph_objects as go

from dashboard.views.consultation import WeekMap
from dashboard.views.pipelines import StageBars
from dashboard.views.segments import Ranking

_ROW, _FRAME, _WIDEST = 32, 46, 26
_FADED, _TEXT_ROOM = 0.4, 1.45
_ON_DARK, _ON_LIGHT = "#f1f4f8", "#1f2933"
# From pale to full; the text of a cell reads on all of it, on white and on near-black.
_MUCH, _BAD = ("rgba(37,99,235,0.03)", "rgba(37,99,235,0.55)"), ("rgba(234,88,12,0.03)", "rgba(234,88,12,0.55)")


def ranking_bars(ranking: Ranking, part: tuple[str, str] | None) -> go.Figure:
    """Ranked bars, the worst on top; the chosen one stands out, one of few cases is hatched."""
    bars = ranking.bars
    known = part in [bar.part for bar in bars]
    figure = go.Figure(
        go.Bar(
            x=[bar.excess for bar in bars], y=list(range(len(bars))), orientation="h",
            text=[escape(bar.text) for bar in bars], textposition="outside", cliponaxis=False,
            marker={
                "opacity": [_FADED if known and part != bar.part else 1 for bar in bars],
                "pattern": {"shape": ["/" if bar.low else "" for bar in bars]},
            },
            # Without these a click on a bar that has a text ends in an error of the chart engine.
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": _FADED}},
            customdata=[escape(bar.hover) for bar in bars], hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    _lay_out(figure, [bar.label for bar in bars])
    # Room for the texts, which stand behind the bars: on a faded bar they could not be read.
    figure.update_xaxes(range=[0, max((bar.excess for bar in bars), default=1) * _TEXT_ROOM])
    return figure


def stage_chart(stages: StageBars) -> go.Figure:
    """The hours of each stage, stacked one after the other; a bar per group, most cases on top."""
    figure = go.Figure()
    for at, name in enumerate(stages.stages):
        figure.add_trace(
            go.Bar(
                x=[bar.hours[at] for bar in stages.bars], y=list(range(len(stages.bars))), orientation="h", name=name,
                customdata=[escape(bar.hover[at]) for bar in stages.bars],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    _lay_out(figure, [bar.label for bar in stages.bars], legend=True)
    figure.update_xaxes(ticksuffix=stages.suffix, showticklabels=True)
    return figure


def week_heat(week: WeekMap, *, on_dark: bool) -> go.Figure:
    """Hours × weekdays: the deeper the colour of a cell the more of its figure, in it its text."""
    pale, full = _BAD if week.bad else _MUCH
    most = max((figure for row in week.figures for figure in row if figure is not None), default=0)
    figure = go.Figure(
        go.Heatmap(
            x=list(week.weekdays), y=list(week.hours), z=[list(row) for row in week.figures],
            customdata=[list(row) for row in week.hover], hovertemplate="%{customdata}<extra></extra>",
            colorscale=[[0, pale], [1, full]], zmin=0, zmax=most or 1, showscale=False, xgap=2, ygap=2,
        )
    )  # fmt: skip
    # Texts of the map itself take the colour that suits a cell on white, whatever the page's.
    cells = [
        (day, hour, text)
        for hour, row in zip(week.hours, week.texts, strict=True)
        for day, text in zip(week.weekdays, row, strict=True)
        if text
    ]
    figure.add_trace(
        go.Scatter(
            x=[day for day, _, _ in cells], y=[hour for _, hour, _ in cells], text=[text for _, _, text in cells],
            mode="text", textfont={"size": 11, "color": _ON_DARK if on_dark else _ON_LIGHT}, hoverinfo="skip",
            showlegend=False,
        )
    )  # fmt: skip
    figure.update_layout(
        height=_FRAME + 23 * len(week.hours),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        dragmode=False,
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"side": "top", "showgrid": False, "type": "category", "fixedrange": True},
        yaxis={"autorange": "reversed", "showgrid": False, "type": "category", "automargin": True, "fixedrange": True},
    )
    return figure


def _lay_out(figure: go.Figure, labels: list[str], *, legend: bool = False) -> None:
    """Bars from the left, their names beside them, the first on top; no zoom, for it hinders scrolling on a phone."""
    figure.update_layout(
        height=_FRAME + _ROW * len(labels) + (44 if legend else 0),
        margin={"l": 8, "r": 24, "t": 8, "b": 8},
        dragmode=False,
        bargap=0.3,
        showlegend=legend,
        legend={
            "orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0, "title": None,
            "traceorder": "normal",
        },
        xaxis={
            "showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True, "rangemode": "tozero",
        },
        yaxis={
            "tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": [_short(label) for label in labels],
            "autorange": "reversed", "automargin": True, "fixedrange": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip


def _short(label: str) -> str:
    """A person's own word beside a bar: no mark-up in it, and not so long that no room is left for the bar."""
    widths = [2 if east_asian_width(sign) in "WF" else 1 for sign in label]
    if sum(widths) <= _WIDEST:
        return escape(label)
    kept = sum(total < _WIDEST for total in accumulate(widths))
    return escape(label[:kept]) + "…"
