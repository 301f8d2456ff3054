"""A line of the last days inside a card, drawn without a chart library: small, and named for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import streamlit as st

_WIDTH, _HEIGHT, _EDGE = 100.0, 30.0, 3.0
_GREY = "#717d8d"  # reads on white and on near-black


def sparkline(values: Sequence[float], label: str) -> None:
    """The values from left to right, the lowest at the bottom; a line that never moves lies in the middle."""
    low, high = min(values), max(values)
    span = high - low
    step = _WIDTH / max(1, len(values) - 1)
    room = _HEIGHT - 2 * _EDGE
    places = [_HEIGHT - _EDGE - room * ((value - low) / span if span else 0.5) for value in values]
    points = " ".join(f"{index * step:.1f},{place:.1f}" for index, place in enumerate(places))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="{_GREY}" stroke-width="1.8" stroke-linejoin="round" '
        f'vector-effect="non-scaling-stroke"/></svg>'
    )
    # An image, since drawings inside the page itself are cleaned away.
    st.html(
        f'<img alt="{escape(label)}" src="data:image/svg+xml,{quote(drawing)}" '
        f'style="display:block;width:100%;height:{_HEIGHT:.0f}px">'
    )
