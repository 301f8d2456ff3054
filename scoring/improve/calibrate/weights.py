"""From what the days say to the weights a rule set takes: the interval, whether it is enough, and the figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from scoring.assess.curves import Floats
from scoring.figures import Text
from scoring.improve.calibrate.groups import Group
from scoring.improve.calibrate.linear_programs import middle
from scoring.improve.calibrate.results import ENOUGH, NOTHING, TOO_WIDE_A_GROUP, WIDE, Weight
from scoring.rules.assumed_figures import At

# Wider than this a weight says too little: platforms give weights in steps of 5 or 10 hundredths.
WIDEST = 0.1
_ROUND = (20, 100, 1_000, 10_000, 1_000_000)


def weights_of(
    group: Group,
    labels: Mapping[str, Text],
    stands: Mapping[str, Decimal],
    paths: Mapping[str, At],
    rows: Floats,
    closer: Floats | None = None,
) -> list[Weight]:
    """The weights of a group that are to be found out; `rows` is what the days ask of them.

    `closer` asks more than is certain, so that the figures go together with others already chosen; it
    counts where it leaves anything.
    """
    wanted = [at for at, name in enumerate(group.parts) if name in paths and group.sought[at]]
    if not wanted or group.given is not None:
        return []
    days = int(group.days.sum())
    states = [_state(group.high[at] - group.low[at], days) for at in range(len(group.parts))]
    figures = None
    if any(states[at] in (WIDE, NOTHING) for at in wanted):
        states = [TOO_WIDE_A_GROUP if state == ENOUGH else state for state in states]
    else:
        figures = (None if closer is None else figures_of(group, closer)) or figures_of(group, rows)
    if figures is None:
        states = [WIDE if state == ENOUGH else state for state in states]
    return [
        Weight(
            group.name,
            group.parts[at],
            labels[group.parts[at]],
            paths[group.parts[at]],
            stands[group.parts[at]],
            float(max(group.low[at], 0.0)),
            float(min(group.high[at], 1.0)),
            days,
            states[at],
            figures[at] if figures is not None and states[at] == ENOUGH else stands[group.parts[at]],
        )
        for at in wanted
    ]


def _state(width: float, days: int) -> str:
    if not days:
        return NOTHING
    return ENOUGH if width <= WIDEST else WIDE


def figures_of(group: Group, rows: Floats) -> list[Decimal] | None:
    """Weights near the middle of what the days leave, as round as they may be, adding up to one exactly."""
    bounds = group.bounds(rows)
    centre = middle(bounds)
    if centre is None:
        return None
    for parts in _ROUND:
        whole = _whole_parts(centre, parts)
        if bounds.holds(whole / parts):
            break
    return [Decimal(int(part)) / Decimal(parts) for part in whole]


def _whole_parts(weights: Floats, parts: int) -> Floats:
    """The weights in whole parts that add up: the largest remainders are rounded up."""
    exact = weights / weights.sum() * parts
    found: Floats = np.floor(exact + 1e-9)
    left = round(float(parts - found.sum()))
    found[np.argsort(found - exact)[:left]] += 1
    return found
