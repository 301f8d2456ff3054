"""How a shop's daily figures wander: the level each stands at now, how sure that is, where it may go.

A figure is so many bad cases (or seconds, cents, missing points) of a day's cases. Its level is Gamma
distributed; every day a part of what was known of it is forgotten, then the day is learnt from (Harvey and
Fernandes 1989). How fast the shop's own figure wandered says how likely each speed of forgetting is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from scoring.measure.daily_sums import Floats, Integers

# What of a day still counts a day later, from a level that never moves to one that is another after a week.
KEPT = np.array([1.0, 0.995, 0.98, 0.95, 0.9, 0.8])
_FOR_NOISE = 4
# What is taken as known of a level before its first day: half a case at the mean of all days.
_HALF_A_CASE = 0.5


@dataclass(frozen=True)
class Levels:
    """What is known of the levels of some figures; arrays begin figure × speed (a position in `KEPT`).

    `chances`: how likely each speed is, 1 in all for a figure. `shape`, `rate`: the level after the last
    day. `daily`: the level around each day. One per figure: `spread`, the variance of a day's own effect on
    the cases it counts, relative to the level (0 where a figure does not count cases); `unit`, the
    variance over the mean, what one independent unit of it is worth.
    """

    chances: Floats
    shape: Floats
    rate: Floats
    daily: Floats
    spread: Floats
    unit: Floats

    def speeds(self, figure: int, futures: int, chance: np.random.Generator) -> Integers:
        """How fast the figure wanders in each future."""
        return chance.choice(len(KEPT), size=futures, p=self.chances[figure])

    def paths(self, figure: int, speeds: Integers, days: int, chance: np.random.Generator) -> Floats:
        """The figure's level on each day after the last one, future × day."""
        shape, kept = self.shape[figure, speeds], KEPT[speeds]
        now = chance.standard_gamma(shape) / self.rate[figure, speeds]
        known = shape[:, None] * kept[:, None] ** np.arange(days)
        variance = np.log1p((1 / kept - 1)[:, None] / (known + 1))
        steps = chance.standard_normal((len(speeds), days)) * np.sqrt(variance) - variance / 2
        paths: Floats = now[:, None] * np.exp(steps.cumsum(axis=1))
        return paths


def levels_of(bad: Floats, cases: Floats, counted: npt.NDArray[np.bool_]) -> Levels:
    """The levels of figures from their days, figure × day, the newest day last.

    `counted` marks the figures whose bad cases are counted, so that chance alone moves them. A day
    without cases teaches nothing.
    """
    one, spread = _noise(bad, cases, counted)
    x, n = bad / one[:, None], cases / one[:, None]
    mean = (x.sum(axis=1) + _HALF_A_CASE) / np.maximum(n.sum(axis=1), 1e-9)
    around, earlier = _weights(bad.shape[1])
    prior = (_HALF_A_CASE / mean)[:, None]
    shape, rate = x @ earlier + _HALF_A_CASE, n @ earlier + prior
    likely = _log_gamma(shape + x) - _log_gamma(shape) + shape * np.log(rate / (rate + n)) - x * np.log(rate + n)
    likely = np.where(n > 0, likely, 0.0).sum(axis=2).T
    chances = np.exp(likely - likely.max(axis=1, keepdims=True))
    daily = (x @ around + _HALF_A_CASE) / (n @ around + prior)
    last = around[:, :, -1].T
    return Levels(
        chances / chances.sum(axis=1, keepdims=True),
        x @ last + _HALF_A_CASE,
        n @ last + prior,
        np.moveaxis(daily, 0, 1),
        spread,
        one,
    )


@cache
def _weights(days: int) -> tuple[Floats, Floats]:
    """Per speed, what each day (row) counts around a day (column), and what it counts for a later day."""
    apart = np.arange(days) - np.arange(days)[:, None]
    around = KEPT[:, None, None] ** np.abs(apart)
    return around, np.where(apart > 0, around, 0.0)


def _noise(bad: Floats, cases: Floats, counted: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """What one independent unit of each figure is worth, and the relative variance of a day's own effect."""
    around = _weights(bad.shape[1])[0][_FOR_NOISE]
    weight = np.maximum(cases @ around, 1e-9)
    expected = cases * (bad @ around) / weight
    own = np.minimum(cases / weight, 0.9)
    square = np.where(expected > 0, (bad - expected) ** 2 / (1 - own), 0.0)
    days = np.maximum((expected > 0).sum(axis=1), 1)
    one = np.divide(square, expected, out=np.zeros_like(square), where=expected > 0).sum(axis=1) / days
    excess = (square - expected).sum(axis=1) / np.maximum((expected**2).sum(axis=1), 1e-9)
    return np.maximum(one, np.where(counted, 1.0, 1e-9)), np.where(counted, np.maximum(excess, 0.0), 0.0)


def _log_gamma(values: Floats) -> Floats:
    """log Γ by Stirling's series from four on; right to nine digits for all values above 0."""
    far = values + 4
    series = (far - 0.5) * np.log(far) - far + np.log(2 * np.pi) / 2 + 1 / (12 * far) - 1 / (360 * far**3)
    product = values * (values + 1) * (values + 2) * (values + 3)
    found: Floats = series - np.log(product)
    return found
