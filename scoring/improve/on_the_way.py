"""Parcels still on the way: how many of them are to be expected at an age, and how much longer they take.

The times of single parcels are not in the daily sums. They are taken as Gamma distributed, with the
shop's own mean and with the spread that its days show.
"""

from __future__ import annotations

import math

import numpy as np

from scoring.measure.daily_sums import Floats

_MOST_ALIKE = 12


def shape_of(mean: float, unit: float) -> int:
    """The shape of the Gamma whose mean and variance over mean (`unit`) are those; a whole number from 1 to 12."""
    return int(np.clip(round(mean / unit), 1, _MOST_ALIKE)) if unit > 0 else 1


def still_on_the_way(age: Floats, shape: int) -> Floats:
    """The share of parcels that take longer than an age, in the mean time of all.

    >>> still_on_the_way(np.array([0.0, 1.0]), 1).round(3).tolist()
    [1.0, 0.368]
    """
    share: Floats = _terms(shape * age, shape) * np.exp(-shape * age)
    return share


def longer_than(age: Floats, shape: int) -> Floats:
    """The mean time of the parcels that take longer than an age; both in the mean time of all.

    >>> longer_than(np.array([0.0, 1.0]), 1).tolist()
    [1.0, 2.0]
    """
    x = shape * age
    mean: Floats = 1 + x**shape / math.factorial(shape) / _terms(x, shape)
    return mean


def _terms(x: Floats, count: int) -> Floats:
    """The first terms of the series of e to the x."""
    terms: Floats = np.sum([x**power / math.factorial(power) for power in range(count)], axis=0)
    return terms
