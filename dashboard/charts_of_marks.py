"""What is laid over and under the course of a metric: bands, levels, flags, stretches without data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from html import escape
from textwrap import wrap
from typing import Any

from dashboard.views.trends import Flag, Level, MetricTrend

GREY = "#717d8d"  # reads on white and on near-black
SPLIT, BELOW = 0.28, 0.19  # the lines stand above the one, the sample below the other
LABEL = {"showarrow": False, "font": {"size": 11, "color": GREY}}
_GOOD, _BAD = (15, 118, 110), (194, 65, 12)  # teal and orange stay apart for colour-blind eyes
_NOTE_WIDTH = 28

Pieces = Iterator[dict[str, Any]]


def shapes(trend: MetricTrend, low: float, high: float) -> Pieces:
    """The areas and lines of a chart that shows the values from `low` to `high`."""
    for at, bottom, top in _bands(trend, low, high):
        color = _shade_of(trend.bands[at].good)
        yield _area(y0=bottom, y1=top, xref="paper", x0=0, x1=1) | {"fillcolor": color}
    for level in trend.levels:
        if low <= level.at <= high:
            line = {"width": 1.3, "dash": "dash" if level.next_step else "dashdot", "color": GREY}
            yield {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level.at, "y1": level.at, "line": line}
    for first, last in trend.unknown:
        grey = {"fillcolor": "rgba(113,125,141,0.16)"}
        yield _area(yref="paper", y0=0, y1=1, x0=noon(first) - timedelta(days=1), x1=noon(last)) | grey
    for flag in trend.flags:
        dash = {"certification": "dot", "rules": "dashdot", "note": "solid"}[flag.kind]
        yield {
            "type": "line", "x0": flag.day, "x1": flag.day, "yref": "paper", "y1": 1,
            "y0": SPLIT if flag.kind == "note" and trend.cases else 0,
            "line": {"width": 0.4 if _is_quiet(flag, trend) else 1, "dash": dash, "color": GREY},
        }  # fmt: skip


def labels(trend: MetricTrend, low: float, high: float) -> Pieces:
    """The words of these areas and lines, where there is room."""
    # Inside the chart when its right side has an axis.
    x, last = (0 if trend.against else 1), float("inf")
    for at, bottom, top in sorted(_bands(trend, low, high), key=lambda band: -band[1]):
        middle = (bottom + top) / 2
        if last - middle > (high - low) * 0.05:
            text = escape(trend.bands[at].label)
            yield LABEL | {"x": x, "xref": "paper", "xanchor": "left", "xshift": 4, "y": middle, "text": text}
            last = middle
    for level in trend.levels:
        if low <= level.at <= high:
            yield _level(trend, level)
    for flag in trend.flags:
        if not _is_quiet(flag, trend):
            yield _flag(flag, trend)
    if trend.cases is not None:
        place = {"x": 0, "xref": "paper", "xanchor": "left", "y": BELOW, "yref": "paper", "yanchor": "bottom"}
        yield LABEL | place | {"text": escape(trend.cases_label)}


def wrapped(text: str) -> str:
    """A person's own words as they stand, over several lines."""
    return "<br>".join(escape(line) for line in wrap(text, _NOTE_WIDTH))


def noon(day: date) -> datetime:
    """The middle of a day: where it ends on an axis on which days stand at midnight."""
    return datetime.combine(day, time(12))


def _area(**ends: Any) -> dict[str, Any]:
    return {"type": "rect", "layer": "below", "line": {"width": 0}, **ends}


def _bands(trend: MetricTrend, low: float, high: float) -> Iterator[tuple[int, float, float]]:
    """The bands in sight: place in the list, lower and upper end as shown."""
    for at, band in enumerate(trend.bands):
        bottom = max(low, low if band.low is None else band.low)
        top = min(high, high if band.high is None else band.high)
        if bottom < top:
            yield at, bottom, top


def _shade_of(good: float) -> str:
    """Teal for good, orange for bad, next to nothing between."""
    red, green, blue = _GOOD if good >= 0.5 else _BAD
    return f"rgba({red},{green},{blue},{0.02 + 0.13 * abs(good - 0.5) * 2:.3f})"


def _level(trend: MetricTrend, level: Level) -> dict[str, Any]:
    """At the end of the line that the course is farther from, on the side the course is not on."""
    known = [value for value in trend.windowed.values if value is not None]
    part = max(1, len(known) // 4)
    left, right = (min((abs(value - level.at) for value in end), default=0.0) for end in (known[:part], known[-part:]))
    beside = (known[0] if left >= right else known[-1]) if known else level.at
    return LABEL | {
        "text": escape(level.label), "y": level.at, "yanchor": "top" if beside > level.at else "bottom",
        "xref": "paper", "x": 0 if left >= right else 1, "xanchor": "left" if left >= right else "right",
    }  # fmt: skip


def _is_quiet(flag: Flag, trend: MetricTrend) -> bool:
    """Whether there are too many certification days for each to have its level written on it."""
    return flag.kind == "certification" and sum(other.kind == flag.kind for other in trend.flags) > 7


def _flag(flag: Flag, trend: MetricTrend) -> dict[str, Any]:
    label = LABEL | {"x": flag.day, "yref": "paper", "text": escape(flag.label)}
    if flag.kind == "certification":
        return label | {"y": 1, "yanchor": "bottom"}
    if flag.kind == "rules":
        late = flag.day > trend.days[len(trend.days) // 2]  # its label stands to the left, or it is cut off
        return label | {"y": SPLIT if trend.cases else 0, "yanchor": "bottom", "xanchor": "right" if late else "left"}
    return label | {
        "y": 1, "yanchor": "top", "borderpad": 2, "bgcolor": GREY, "font": {"size": 11, "color": "#ffffff"},
        "hovertext": wrapped(flag.text),
    }  # fmt: skip
