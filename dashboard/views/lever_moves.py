"""What a person did to the levers, told from what the browser merely sent along."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

SLIDER, BOX, SWITCH, RESET = "slider", "box", "on", "reset"
_FIGURES = (SLIDER, BOX)
_SOON = 5.0  # seconds; so long a figure may be on its way to a browser on a busy machine


@dataclass(frozen=True)
class LeverEvent:
    """A field of a lever that came in with another value than it had, in seconds of a clock; a reset has none."""

    metric: str
    field: str
    value: float | bool | None = None
    at: float = 0.0


def moves(
    events: Sequence[LeverEvent],
    shown: Mapping[str, Collection[float | None]],
    hands: Mapping[str, str],
    settled: Mapping[str, float] = MappingProxyType({}),
) -> list[LeverEvent]:
    """The events that are a person's, in their order; of several of one field the last.

    With every change, and every click elsewhere, the browser sends the values of all fields, and those of a lever
    whose new figure has not reached it yet as it showed them before. Such a late word comes along with something
    else, or soon after a figure of its lever was `settled` (metric → when); it holds a figure that was `shown`
    before, and is not of the field a person had in hand last (`hands`: metric → field). A switch is late where a
    figure of the same lever comes with it. What comes alone is a person's.
    """
    last = {(event.metric, event.field): event for event in events}
    found = []
    for event in last.values():
        along = [other for other in last.values() if other is not event]
        if event.field in _FIGURES:
            known = event.value in shown.get(event.metric, ())
            soon = event.at - settled.get(event.metric, -math.inf) < _SOON
            late = (bool(along) or soon) and known and hands.get(event.metric) != event.field
        else:
            late = event.field == SWITCH and any(
                other.metric == event.metric and other.field in _FIGURES for other in along
            )
        if not late:
            found.append(event)
    return found
