"""What a person did to the levers, told from what the browser merely sent along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SLIDER, BOX, SWITCH, RESET = "slider", "box", "on", "reset"
_FIGURES = (SLIDER, BOX)


@dataclass(frozen=True)
class LeverEvent:
    """A field of a lever that came in with another value than it had; a reset has none."""

    metric: str
    field: str
    value: float | bool | None = None


def moves(
    events: Sequence[LeverEvent], shown: Mapping[str, Collection[float | None]], hands: Mapping[str, str]
) -> list[LeverEvent]:
    """The events that are a person's, in their order; of several of one field the last.

    With every change the browser sends the values of all fields, and those of a lever whose new figure has not
    reached it yet as it showed them before. Such a late word comes along with something else, holds a figure that
    was `shown` before, and is not of the field a person had in hand last (`hands`: metric → field); a switch is
    late where a figure of the same lever comes with it. What comes alone is a person's.
    """
    last = {(event.metric, event.field): event for event in events}
    found = []
    for event in last.values():
        along = [other for other in last.values() if other is not event]
        if event.field in _FIGURES:
            known = event.value in shown.get(event.metric, ())
            late = bool(along) and known and hands.get(event.metric) != event.field
        else:
            late = event.field == SWITCH and any(
                other.metric == event.metric and other.field in _FIGURES for other in along
            )
        if not late:
            found.append(event)
    return found
