"""Parts that make up a whole by weight: a dimension of its indicators, the total of its dimensions.

The whole is shown rounded, so it is known to within half a decimal. Weights are known within a box; they
are not negative and add up to one. Nothing is ever taken for certain that this leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt

from scoring.assess.curves import Floats
from scoring.improve.calibrate.ladders import Ladder
from scoring.improve.calibrate.linear_programs import Bounds, broken, extremes
from scoring.improve.calibrate.lines import Line
from scoring.improve.calibrate.official import Marks

Places = npt.NDArray[np.intp]
TIE = 1e-9
_MOST_COMBINATIONS = 20_000
_BROKEN = 1e-6
_TELLING = 0.2
# A whole exactly half-way between two decimals is shown as the upper one: a figure stays below by so much.
BELOW_HALF = 1e-8


@dataclass
class Group:
    """A whole and its parts: `low` to `high` is what each weight can be, `whole_low` to `whole_high` the whole.

    `given` are weights that differ from day to day and are known (by sample); else None. `days` marks those
    that narrow the weights, `sought` the weights that are not known from the start.
    """

    name: str
    parts: tuple[str, ...]
    low: Floats
    high: Floats
    whole_low: Floats
    whole_high: Floats
    given: Floats | None = None
    days: Marks = field(default_factory=lambda: np.zeros(0, dtype=bool))
    sought: Marks = field(default_factory=lambda: np.zeros(0, dtype=bool))
    _rows: Floats = field(default_factory=lambda: np.empty((0, 0)))
    _shown_high: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        self._shown_high = self.whole_high
        if not self.sought.size:
            self.sought = self.high - self.low > TIE

    @property
    def known(self) -> bool:
        """Whether there is nothing to find out about the weights."""
        return self.given is not None or bool(np.all(self.high - self.low < TIE))

    def rows(self, low: Floats, high: Floats, absent: Marks, off: float = 0.0) -> tuple[Floats, Floats]:
        """What each day asks of the weights (`rows @ weights <= 0`), and the day of each row.

        `low` to `high` is day × part. The weight of an absent part counts for nothing: the others stand for it.
        `off` keeps the whole that far from what would be shown as the next decimal.
        """
        most = np.minimum(self.whole_high, self._shown_high - off)
        upper = np.where(absent, 0.0, low - most[:, None])
        lower = np.where(absent, 0.0, self.whole_low[:, None] - high)
        days = np.tile(np.arange(len(low)), 2)
        rows = np.vstack([upper, lower])
        # Weights are not negative: a row without a positive number asks nothing.
        asks = np.isfinite(rows).all(axis=1) & (rows > TIE).any(axis=1)
        return rows[asks] - TIE, days[asks]

    def bounds(self, rows: Floats) -> Bounds:
        unique = np.unique(rows.round(10), axis=0) if len(rows) else np.empty((0, len(self.parts)))
        return Bounds(unique, np.full(len(unique), TIE), self.low, self.high, whole=True)

    def narrow(self, low: Floats, high: Floats, absent: Marks) -> tuple[bool, list[int]]:
        """Narrow the weights by all days; whether they were, and the days that no weights explain."""
        if self.given is not None:
            return False, []
        rows, days = self.rows(low, high, absent)
        self.days = np.isin(np.arange(len(low)), days)
        bounds = self.bounds(rows)
        if bounds.rows.shape == self._rows.shape and np.array_equal(bounds.rows, self._rows):
            return False, []
        self._rows = bounds.rows
        if self.known:
            off = (rows @ self.low) > _BROKEN
            return False, list(dict.fromkeys(int(day) for day in days[off]))
        found = extremes(bounds)
        if found is None:
            off = broken(Bounds(rows, np.full(len(rows), TIE), self.low, self.high, whole=True)) > _BROKEN
            return False, list(dict.fromkeys(int(day) for day in days[off]))
        changed = bool(np.any(found[0] > self.low + 1e-6) or np.any(found[1] < self.high - 1e-6))
        self.low, self.high = found
        return changed, []

    def weights(self, days: Places, absent: Marks) -> tuple[Floats, Floats]:
        """The box of the weights on each of some days; those of what is there alone where they are known."""
        low, high = np.broadcast_to(self.low, absent.shape), np.broadcast_to(self.high, absent.shape)
        if self.given is not None:
            low = high = self.given[days]
        if self.known:
            there = np.where(absent, 0.0, low)
            low = high = there / np.maximum(there.sum(axis=1, keepdims=True), TIE)
        return low, high


def span(low: Floats, high: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest weighted sum of each row, over all weights in the box that add up to one."""
    if least is most:
        return (low * least).sum(axis=1), (high * least).sum(axis=1)
    return _least(low, least, most), -_least(-high, least, most)


def _least(values: Floats, least: Floats, most: Floats) -> Floats:
    least, most = np.broadcast_to(least, values.shape), np.broadcast_to(most, values.shape)
    order = np.argsort(values, axis=1)
    sorted_values = np.take_along_axis(values, order, axis=1)
    room = np.take_along_axis(most - least, order, axis=1)
    before = np.cumsum(room, axis=1) - room
    left = 1.0 - least.sum(axis=1, keepdims=True)
    more = np.clip(left - before, 0.0, room)
    found: Floats = (values * least).sum(axis=1) + (sorted_values * more).sum(axis=1)
    return found


def stand_for_absent(low: Floats, high: Floats, absent: Marks) -> tuple[Floats, Floats]:
    """Scores of absent parts such that counting them changes nothing: between those of the others."""
    least = np.where(absent, np.inf, low).min(axis=1, keepdims=True)
    most = np.where(absent, -np.inf, high).max(axis=1, keepdims=True)
    return np.where(absent, least, low), np.where(absent, most, high)


def with_weights(weights: Floats, low: Floats, high: Floats, absent: Marks) -> tuple[Floats, Floats]:
    """The whole of each day with these weights; those of absent parts go to the others in proportion."""
    there = np.where(absent, 0.0, weights[None, :])
    there = there / np.maximum(there.sum(axis=1, keepdims=True), TIE)
    least: Floats = (low * there).sum(axis=1)
    most: Floats = (high * there).sum(axis=1)
    return np.where(absent.all(axis=1), -np.inf, least), np.where(absent.all(axis=1), np.inf, most)


def combine(
    group: Group, parts: Sequence[Ladder | Line], lowest: float, highest: float
) -> tuple[Floats, Floats, list[int]]:
    """The whole of each day as its parts allow it, striking out the scores of parts that it does not allow.

    The days on which nothing gives the whole come third.
    """
    ranges = [part.range(lowest, highest) for part in parts]
    absent = np.column_stack([part.absent for part in parts])
    low, high = (np.column_stack([ends[side] for ends in ranges]) for side in (0, 1))
    nothing: Marks = np.all(absent, axis=1)
    low, high = stand_for_absent(low, high, absent & ~nothing[:, None])
    days = np.arange(len(low))
    whole_low, whole_high = span(low, high, *group.weights(days, absent))
    asked = np.isfinite(group.whole_low) | np.isfinite(group.whole_high)
    # Where all that the parts can give fits, where each has one score only, and while the weights may be almost
    # anything, nothing can be struck out.
    fits = (whole_low >= group.whole_low - TIE) & (whole_high <= group.whole_high + TIE)
    telling = group.given is not None or np.all(group.high - group.low <= _TELLING)
    several = np.zeros(len(low), dtype=bool)
    for part in parts:
        if isinstance(part, Ladder):
            several |= (part.possible.sum(axis=1) > 1) & ~part.free & ~part.absent
    open_days = np.flatnonzero(asked & ~nothing & ~fits & several & telling)
    for same in _alike(group, parts, low, high, absent, open_days):
        _strike(group, parts, (low, high, absent), same, (whole_low, whole_high))
    bad: Marks = asked & ~nothing & ((whole_low > group.whole_high + TIE) | (whole_high < group.whole_low - TIE))
    whole_low, whole_high = np.maximum(whole_low, group.whole_low), np.minimum(whole_high, group.whole_high)
    whole_low[nothing], whole_high[nothing] = lowest, highest
    return whole_low, whole_high, [int(day) for day in np.flatnonzero(bad)]


def _alike(
    group: Group, parts: Sequence[Ladder | Line], low: Floats, high: Floats, absent: Marks, days: Places
) -> list[Places]:
    """The days in sets within which everything that decides is the same."""
    if not len(days):
        return []
    told = [low[days], high[days], absent[days], group.whole_low[days, None], group.whole_high[days, None]]
    told += [part.possible[days] for part in parts if isinstance(part, Ladder)]
    told += [part.free[days, None] for part in parts]
    if group.given is not None:
        told.append(group.given[days])
    _, kind = np.unique(np.hstack(told).astype(np.float64), axis=0, return_inverse=True)
    kind = kind.ravel()
    return [days[kind == number] for number in range(kind.max() + 1)]


def _strike(
    group: Group,
    parts: Sequence[Ladder | Line],
    scores: tuple[Floats, Floats, Marks],
    same: Places,
    whole: tuple[Floats, Floats],
) -> None:
    """Try all scores the parts can have on days that are alike; keep those with which the whole comes out."""
    low, high, absent = scores
    day = int(same[0])
    fixed = [
        not isinstance(part, Ladder) or bool(part.free[day]) or bool(absent[day, at]) for at, part in enumerate(parts)
    ]
    choices = [
        [-1] if fixed[at] or not isinstance(part, Ladder) else np.flatnonzero(part.possible[day]).tolist()
        for at, part in enumerate(parts)
    ]
    if np.prod([len(choice) for choice in choices]) > _MOST_COMBINATIONS:
        return
    picked = np.array(list(product(*choices)))
    if not len(picked):
        return
    of_low, of_high = np.empty(picked.shape), np.empty(picked.shape)
    for at, part in enumerate(parts):
        if fixed[at] or not isinstance(part, Ladder):
            of_low[:, at], of_high[:, at] = low[day, at], high[day, at]
        else:
            of_low[:, at] = of_high[:, at] = part.scores[picked[:, at]]
    gone = absent[[day]]
    if gone.any():
        of_low, of_high = stand_for_absent(of_low, of_high, np.broadcast_to(gone, picked.shape))
    least, most = span(of_low, of_high, *group.weights(same[:1], gone))
    fits = (least <= group.whole_high[day] + TIE) & (most >= group.whole_low[day] - TIE)
    if not fits.any():
        whole[0][same], whole[1][same] = np.inf, -np.inf
        return
    whole[0][same], whole[1][same] = least[fits].min(), most[fits].max()
    for at, part in enumerate(parts):
        if isinstance(part, Ladder) and not fixed[at]:
            kept = np.zeros(part.possible.shape[1], dtype=bool)
            kept[picked[fits, at]] = True
            part.possible[same] &= kept
