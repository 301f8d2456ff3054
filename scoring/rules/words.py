"""Figures of a rule set as a person reads them, the same on the screen, in a comparison and in a message."""

from __future__ import annotations

from decimal import Decimal

from scoring.rules.curve_kinds import Curve, Display, Steps
from scoring.rules.parts import Window


def plain(number: Decimal | float) -> str:
    """A number without trailing zeros.

    >>> plain(Decimal("0.20")), plain(5), plain(4.50)
    ('0.2', '5', '4.5')
    """
    return format(Decimal(str(number)).normalize(), "f")


def window_text(window: Window) -> str:
    """The first and last day of a window before the assessment day T, as `T-30…T-1`."""
    last = f"T-{window.lag}" if window.lag else "T"
    return f"T-{window.lag + window.days - 1}…{last}" if window.days > 1 else last


def steps_text(curve: Curve | Display) -> str:
    """Each point as value→score, the rest last; points with a straight line between them are joined by ⟋."""
    points = [f"{plain(step.reach)}→{plain(step.score)}" for step in curve.points]
    if isinstance(curve, Steps | Display):
        return " · ".join([*points, f"…→{plain(curve.otherwise)}"])
    return " ⟋ ".join(points)
