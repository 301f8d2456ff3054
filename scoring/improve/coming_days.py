"""The coming days of one shop, drawn: each is like a whole recent day, around the level its figures wander to.

A coming day follows one of the shop's recent days of the same weekday, in all columns, so that what
went wrong together goes wrong together. How each figure stood to its level on that day is kept; the
level itself goes on from where it stands now (`levels`), and counted cases turn out by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.improve.drawn import Drawn
from scoring.improve.levels import levels_of
from scoring.improve.on_the_way import longer_than, shape_of, still_on_the_way
from scoring.measure.daily_sums import Floats, Integers

_RECENT_DAYS = 56
_FEWEST_OF_A_WEEKDAY = 4
_REMEMBERED_DAYS = 120
_WEEK = 7
_DAY_SECONDS = 86_400


class ComingDays:
    """The drawn days of all columns of one shop, from each column's first day without its final sum on."""

    def __init__(
        self, columns: Sequence[Drawn], known: int, stop: int, draws: int, chance: np.random.Generator
    ) -> None:
        self._known, self._stop, self._draws, self._chance = known, stop, draws, chance
        self._places = {item: place for place, item in enumerate(columns)}
        self._begun = _first_active(columns, known)
        self._bad, self._cases = _history(columns, known, self._begun)
        self._levels = levels_of(self._bad, self._cases, np.array([item.counted for item in columns]))
        self._shapes = self._shapes_of_parcels()
        self._longest = max((item.wait for item in columns), default=0)
        self._like = self._days_alike()
        self._done: dict[Drawn, Integers] = {}

    def of(self, item: Drawn) -> Integers:
        """The drawn days of a column, future × day, from its first day without a final sum on."""
        if item not in self._done:
            self._done[item] = self._drawn(item)
        return self._done[item]

    def _drawn(self, item: Drawn) -> Integers:
        place, chance = self._places[item], self._chance
        speeds = self._levels.speeds(place, self._draws, chance)
        days = item.wait + self._stop - self._known
        level = self._levels.paths(place, speeds, days, chance)
        level *= self._effects(place, speeds, item)
        cases, already = self._cases_of(item, days), _so_far(item, days)
        if item.so_far is not None and item in self._shapes:
            return already + self._still_coming(item, cases, already, level)
        if item.counted and item.of is not None and item.of.wait == item.wait:
            # Cases that are due have turned out already: only those still to fall due are drawn.
            return already + self._turned_out(item, cases - _so_far(item.of, days), level)
        return np.maximum(already, self._turned_out(item, cases, level))

    def _still_coming(self, item: Drawn, cases: Integers, already: Integers, level: Floats) -> Integers:
        """What the parcels still on the way add: how many of them arrive, or the seconds of those that do."""
        days, shape = cases.shape[1], self._shapes[item]
        age = np.maximum(item.wait - np.arange(days) - 0.5, 0.0)
        if not item.counted and item.of is not None:
            longer = level * longer_than(age * _DAY_SECONDS / np.maximum(level, 1.0), shape)
            return self._turned_out(item, cases - _so_far(item.of, days), longer)
        arriving = np.minimum(level, 1.0)
        late = arriving * still_on_the_way(age / item.takes, shape)
        return self._turned_out(item, cases - already, late / np.maximum(1 - arriving + late, 1e-12))

    def _turned_out(self, item: Drawn, cases: Integers, level: Floats) -> Integers:
        """The sums of cases not known yet, around their level."""
        chance = self._chance
        if item.counted and item.of is not None:
            bad = chance.binomial(cases, np.minimum(level, 1.0))
        elif item.counted:
            bad = chance.poisson(level)
        else:
            bad = np.floor(cases * level + chance.random(level.shape)).astype(np.int64)
            if item.at_most is not None:
                bad = np.minimum(bad, item.at_most * cases)
        return item.top * cases - bad if item.top else bad

    def _shapes_of_parcels(self) -> dict[Drawn, int]:
        """For parcels that take their time, and for the seconds they take: the shape of the times."""
        shapes = {}
        for item, place in self._places.items():
            if item.takes and item.of is not None and not item.counted:
                mean = self._bad[place].sum() / max(self._cases[place].sum(), 1.0)
                shapes[item] = shapes[item.of] = shape_of(float(mean), float(self._levels.unit[place]))
        return shapes

    def _cases_of(self, item: Drawn, days: int) -> Integers:
        if item.of is None:
            return np.ones((self._draws, days), dtype=np.int64)
        known = item.of.daily[self._known - item.wait : self._known - item.of.wait]
        return np.concatenate([np.broadcast_to(known, (self._draws, len(known))), self.of(item.of)], axis=1)

    def _effects(self, place: int, speeds: Integers, item: Drawn) -> Floats:
        """How the figure stood to its level on the day each coming day is like, future × day."""
        expected = self._cases[place] * self._levels.daily[place]
        bad, spread = self._bad[place], self._levels.spread[place]
        if item.counted:
            # Of a few cases most is chance, which is drawn anew: what the day itself did is estimated.
            effects = (bad * spread + 1) / (expected * spread + 1)
        else:
            effects = np.divide(bad, expected, out=np.ones_like(expected), where=expected > 0)
        until = self._known - item.wait
        like = _final(self._like[:, self._longest - item.wait :], until, self._begun)
        like = np.clip(like - until, -effects.shape[1], -1)
        with_cases = np.flatnonzero(self._cases[place]) - effects.shape[1]
        if not item.counted and len(with_cases):
            # A day without a case says nothing of how one differs from another: any day with cases does.
            empty = self._cases[place][like] == 0
            like[empty] = self._chance.choice(with_cases, size=int(empty.sum()))
        found: Floats = effects[speeds[:, None], like]
        return found

    def _days_alike(self) -> Integers:
        """For each future and each day to draw: the position of the recent day it is like."""
        recent = np.arange(max(self._begun, self._known - _RECENT_DAYS), self._known)
        first = self._known - self._longest
        like = np.empty((self._draws, self._stop - first), dtype=np.int64)
        for at in range(first, self._stop):
            alike = recent[(recent - at) % _WEEK == 0]
            choice = alike if len(alike) >= _FEWEST_OF_A_WEEKDAY else recent
            like[:, at - first] = choice[self._chance.integers(0, len(choice), self._draws)]
        return like


def _so_far(item: Drawn, days: int) -> Integers:
    """What the sums of the days to draw are already, as far as that was known."""
    so_far = np.zeros(days, dtype=np.int64)
    if item.so_far is not None:
        so_far[: item.wait] = item.so_far
    return so_far


def _first_active(columns: Sequence[Drawn], known: int) -> int:
    """The first day with anything in any column; the last known day when there is none."""
    firsts = [int((item.daily[:known] != 0).argmax()) for item in columns if item.daily[:known].any()]
    return min(firsts, default=known - 1)


def _history(columns: Sequence[Drawn], known: int, begun: int) -> tuple[Floats, Floats]:
    """Bad cases and cases of each column on the days before its first one without a final sum, newest last."""
    shape = (len(columns), min(_REMEMBERED_DAYS, max(known - begun, 1)))
    bad, cases = np.zeros(shape), np.zeros(shape)
    for place, item in enumerate(columns):
        until = known - item.wait
        days = slice(max(begun, until - shape[1]), max(begun, until))
        length = days.stop - days.start
        if length:
            of = item.of.daily[days] if item.of else np.ones(length)
            cases[place, -length:] = of
            bad[place, -length:] = np.maximum(item.top * of - item.daily[days] if item.top else item.daily[days], 0)
    return bad, cases


def _final(like: Integers, until: int, begun: int) -> Integers:
    """The same days, those without a final sum replaced by that weekday of the newest week that has them."""
    earlier = like - _WEEK * np.maximum(0, -((until - 1 - like) // _WEEK))
    return np.where(earlier >= begun, earlier, np.clip(like, None, max(begun, until - 1)))
