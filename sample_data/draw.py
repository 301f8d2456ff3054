"""Random draws that give the same values on every Python version and machine."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Generic, TypeVar

T = TypeVar("T")
Curve = Sequence[tuple[float, float]]

# Chance alone leaves a kind of dispute out of most shops this small; this one has them all.
_SEED = "sample shop 57"


class Draw:
    """A stream of random values for one table, so that a change to one table leaves the others alone.

    Everything rests on ``random()`` and plain arithmetic: the standard library keeps that stable between
    versions, and no logarithm of the machine's mathematics library can change a last digit.
    """

    def __init__(self, name: str) -> None:
        self._random = random.Random(f"{_SEED}/{name}")  # noqa: S311 - made-up data, not a secret

    def chance(self, share: float) -> bool:
        """True in ``share`` of the calls."""
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """A value from ``low`` up to ``high``, all equally likely."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, items: Sequence[T]) -> T:
        """One item, all equally likely."""
        return items[int(self._random.random() * len(items))]

    def pick(self, choice: "Choice[T]") -> T:
        """One item by its weight."""
        return choice.at(self._random.random())

    def along(self, curve: Curve) -> float:
        """A value whose distribution is ``curve``: pairs of (share of values below, value)."""
        return value_at(curve, self._random.random())


class Choice(Generic[T]):
    """Items with weights, prepared once for many draws."""

    def __init__(self, weights: Sequence[tuple[T, float]]) -> None:
        self._items = [item for item, _ in weights]
        self._sums = list(accumulate(weight for _, weight in weights))

    def at(self, share: float) -> T:
        """The item at ``share`` (0 up to 1) of the total weight."""
        return self._items[min(bisect_right(self._sums, share * self._sums[-1]), len(self._items) - 1)]


def value_at(curve: Curve, x: float) -> float:
    """The value at ``x`` on the straight lines through the points of ``curve``."""
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return curve[-1][1]
