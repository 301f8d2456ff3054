"""Days after the data, carried on: as many cases as lately on that weekday, as good as lately.

Nothing is drawn. The cases of a coming day are those of `expected`; what a metric counts of them is its share, or
its mean, over the last 28 final days. Both are rounded half up to whole ones with what is left over carried to the
next day, so that the days together are as the ones before, also of what seldom happens. Known days whose sums are
not final yet (`settling`) count as coming. What the platform itself gives stays at its last figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from scoring.certify.calendar import reference_after
from scoring.errors import DayOutsideData
from scoring.improve.drawn import OF_PAID_ORDERS
from scoring.improve.expected import RECENT_DAYS, lately, share_lately
from scoring.improve.settling import only_grows, settles_after
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Integers, PlatformFigures
from scoring.rules.model import RuleSet

_WITHOUT_CERTIFICATION = 30
_ORDERS = "paid_orders"


def latest_day(sums: DailySums, rules: RuleSet) -> date:
    """The last day a scenario may be looked at: the first reference day after the data, or 30 days on without one."""
    newest = sums.last_day[0]
    if rules.certification is None:
        return newest + timedelta(days=_WITHOUT_CERTIFICATION)
    return reference_after(rules.certification, newest)


def checked_day(sums: DailySums, rules: RuleSet, wanted: date | None) -> date:
    """The day wanted, without one the newest; raises `DayOutsideData` before the data and after `latest_day`."""
    latest = latest_day(sums, rules)
    if wanted is not None and not sums.first_day <= wanted <= latest:
        newest = sums.last_day[0]
        raise DayOutsideData(sums.shops[0], str(wanted), str(sums.first_day), str(newest), str(latest))
    return wanted or sums.last_day[0]


def carried_on(sums: DailySums, newest: date, day: date) -> DailySums:
    """The sums of one shop with every day after `newest`, the last one known, up to `day` filled in.

    They are as they were where `day` is not after `newest`.
    """
    if day <= newest:
        return sums
    known = (newest - sums.first_day).days + 1
    stop = (day - sums.first_day).days + 1
    longer = _Longer(sums, known, stop)
    columns = longer.columns(sums.columns)
    return DailySums(
        sums.shops,
        sums.first_day,
        max(stop, sums.days),
        columns,
        {name: longer.figures(item) for name, item in sums.platform.items()},
        sums.missing,
        (max(day, sums.last_day[0]),),
        {name: longer.columns(item, columns.get(_ORDERS)) for name, item in sums.excluded.items()},
    )


class _Longer:
    """The arrays of one shop with the days from `known` until before `stop` filled in."""

    def __init__(self, sums: DailySums, known: int, stop: int) -> None:
        self._sums, self._known, self._stop = sums, known, stop
        self._cases_of = {
            item.numerator: item.denominator
            for item in reversed(METRICS.values())
            if item.numerator and item.denominator
        }
        self._are_cases = {item.denominator for item in METRICS.values()}

    def columns(self, columns: Mapping[str, Integers], orders: Integers | None = None) -> dict[str, Integers]:
        """All of some columns; `orders` are the paid ones carried on, where they are not among the columns.

        A numerator whose cases are not among the columns is carried on by itself.
        """
        longer: dict[str, Integers] = {}
        waiting = sorted(columns, key=lambda name: (name != _ORDERS, name not in self._are_cases))
        for name in waiting:
            of = self._cases_of.get(name, "") if name not in self._are_cases else ""
            if name in OF_PAID_ORDERS and _ORDERS in self._sums.columns:
                whole = longer[_ORDERS] if orders is None else orders
                longer[name] = self._part(name, columns[name], _ORDERS, self._sums.columns[_ORDERS], whole)
            elif of in columns:
                longer[name] = self._part(name, columns[name], of, columns[of], longer[of])
            else:
                longer[name] = self._count(name, columns[name])
        return {name: longer[name] for name in columns}

    def figures(self, item: PlatformFigures) -> PlatformFigures:
        """The platform's figures, the last one held for days that have none."""
        value, sample = (self._wider(array) for array in (item.value, item.sample))
        value[:, self._sums.days :] = np.nan
        given = np.flatnonzero(~np.isnan(value[0, max(0, self._known - RECENT_DAYS) : self._known]))
        if len(given):
            last = max(0, self._known - RECENT_DAYS) + given[-1]
            coming = np.arange(self._known, self._stop)
            empty = coming[np.isnan(value[0, coming])]
            value[0, empty], sample[0, empty] = value[0, last], sample[0, last]
        return PlatformFigures(value, sample)

    def _wider(self, array: np.ndarray) -> np.ndarray:
        wider = np.zeros((1, max(self._stop, self._sums.days)), dtype=array.dtype)
        wider[:, : array.shape[1]] = array
        return wider

    def _final(self, *names: str) -> int:
        """How many of the known days have final sums of all these columns."""
        return max(0, self._known - max(settles_after(name, self._sums, 0, self._known) for name in names))

    def _count(self, name: str, array: Integers) -> Integers:
        wider, final = self._wider(array), self._final(name)
        coming = np.arange(final, self._stop)
        self._put(name, wider, coming, _whole(lately(array[0], final, int(at)) for at in coming))
        return wider

    def _part(self, name: str, array: Integers, of: str, cases: Integers, longer: Integers) -> Integers:
        """A column that counts some of the `cases` of another, which are `longer` once carried on."""
        wider, final = self._wider(array), self._final(name, of)
        some, counted = share_lately(array[0], cases[0], final)
        coming = np.arange(final, self._stop)
        self._put(name, wider, coming, _whole((some * int(longer[0, at]), counted) for at in coming))
        return wider

    def _put(self, name: str, wider: Integers, days: Integers, parts: Integers) -> None:
        # A sum that only grows is no less in the end than it is already.
        wider[0, days] = np.maximum(parts, wider[0, days]) if only_grows(name) else parts


def _whole(figures: Iterable[tuple[int, int]]) -> Integers:
    """Figures, each a sum over some days and how many these are, as whole numbers that add up to the same."""
    exact, given, parts = Fraction(0), 0, []
    for top, bottom in figures:
        exact += Fraction(top, bottom) if bottom else 0
        parts.append(math.floor(exact + Fraction(1, 2)) - given)
        given += parts[-1]
    return np.array(parts, dtype=np.int64)
