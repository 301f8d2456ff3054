"""What coming days bring: cases as lately on that weekday, of orders already known the share as lately."""

from __future__ import annotations

import numpy as np

from scoring.improve.drawn import Drawn
from scoring.measure.daily_sums import Floats, Integers

RECENT_DAYS = 28
_WEEK = 7


def lately(daily: Integers, final: int, at: int) -> tuple[int, int]:
    """What a coming day goes by: the sum of a column over some days, and how many days these are.

    They are the days of the same weekday among the last four weeks before the position `final`; all days
    where four weeks are not known.

    >>> lately(np.arange(30), 30, 31), lately(np.arange(3), 3, 5)
    ((54, 4), (3, 3))
    """
    recent = np.arange(max(0, final - RECENT_DAYS), final)
    alike = recent[(recent - at) % _WEEK == 0] if len(recent) == RECENT_DAYS else recent
    return int(daily[alike].sum()), len(alike)


def share_lately(part: Integers, of: Integers, final: int) -> tuple[int, int]:
    """A column and its cases, each summed over the last four weeks before the position `final`."""
    recent = slice(max(0, final - RECENT_DAYS), final)
    return int(part[recent].sum()), int(of[recent].sum())


def expected_cases(cases: Drawn, known: int, first: int, stop: int) -> Floats:
    """The cases of the days from the position `first` until before `stop`; `known` is the number of days known.

    A day's own where that is final; else as `lately`, and where it counts some of the orders, its share of those
    that are known or expected.
    """
    days = np.arange(first, stop)
    # Beyond the known days, and what has to settle before, every week is like the one before.
    until = known + _WEEK
    if stop > until:
        begin = min(first, known)
        near = expected_cases(cases, known, begin, until)
        whole: Floats = near[np.where(days < until, days, known + (days - known) % _WEEK) - begin]
        return whole
    return np.array([_expected(cases, known, int(at)) for at in days], dtype=np.float64)


def _expected(cases: Drawn, known: int, at: int) -> float:
    final = known - cases.wait
    if at < final:
        return float(cases.daily[at])
    if cases.of is not None:
        some, of = share_lately(cases.daily, cases.of.daily, final)
        return some / of * _expected(cases.of, known, at) if of else 0.0
    total, days = lately(cases.daily, final, at)
    return total / days if days else 0.0
