"""Whether days differ by more than chance: they are dealt out anew many times, and what comes of that is compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.measure.daily_sums import Floats, Integers

_SHUFFLES = 1999
Flags = npt.NDArray[np.bool_]


def gaps(numerator: Integers, denominator: Integers, groups: Flags) -> Floats:
    """How far each group of days lies above the others; the fewer cases the two have, the less it counts.

    The days are the last axis of the sums; the result has one column per group.
    """
    inside = groups.T.astype(np.int64)
    above, below = numerator @ inside, denominator @ inside
    others, others_below = numerator.sum(-1, keepdims=True) - above, denominator.sum(-1, keepdims=True) - below
    known = (below > 0) & (others_below > 0)
    under, others_under = np.where(known, below, 1), np.where(known, others_below, 1)
    weight = np.sqrt(under * others_under / (under + others_under))
    found: Floats = np.where(known, (above / under - others / others_under) * weight, 0.0)
    return found


def shuffled(numerator: Integers, denominator: Integers, groups: Flags) -> Floats:
    """The gaps when the days are dealt out to the groups anew (shuffles × groups); the same ones every time."""
    order = np.random.default_rng(0).permuted(np.tile(np.arange(len(numerator)), (_SHUFFLES, 1)), axis=1)
    return gaps(numerator[order], denominator[order], groups)


def share_as_great(gap: float, dealt: Floats) -> float:
    """How often shuffled days give a gap as great, the days as they are counted among them."""
    as_great = dealt >= gap - 1e-9 * max(1.0, abs(gap))
    return float((as_great.sum() + 1) / (len(dealt) + 1))
