"""The closed list of curve kinds, each one function of the same name; and the one place that rounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.measure.catalogue import Better
from scoring.rules.model import Steps

Floats = npt.NDArray[np.float64]


def steps(curve: Steps, better: Better, values: Floats) -> Floats:
    """The score of each value on a staircase; a value exactly on `reach` earns its score. NaN stays NaN."""
    scores = np.full(values.shape, float(curve.otherwise))
    for step in reversed(curve.points):
        reach = float(step.reach)
        reached = values >= reach if better == "higher" else values <= reach
        scores[reached] = float(step.score)
    scores[np.isnan(values)] = np.nan
    return scores


def half_up(values: Floats, decimals: int) -> Floats:
    """The values rounded half up, as the platforms print them.

    The nudge of 1e-9 lifts sums that are a tie in decimals but fall short of it in binary; scores
    and weights have few decimals, so no true value lies that close below a tie.

    >>> half_up(np.array([74.995, 2.345, 3.4704]), 2).tolist()
    [75.0, 2.35, 3.47]
    """
    shift = 10.0**decimals
    rounded: Floats = np.floor(values * shift + 0.5 + 1e-9 * shift) / shift
    return rounded
