"""Many possible futures of one shop: its known days as they are, its coming days drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import numpy as np

from scoring.improve.coming_days import ComingDays
from scoring.improve.drawn import Drawn, Pair, counted_columns, known_days, pairs
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Floats, Integers, PlatformFigures
from scoring.rules.model import RuleSet

_REMEMBERED_DAYS = 120
_FEWEST_PATHS = 7
_STALE_DAYS = 30


def futures(
    sums: DailySums, shop: int, rules: RuleSet, category: str, day: date, target_day: date, draws: int, seed: int
) -> DailySums:
    """The daily sums of `draws` futures of one shop, one a row of the shop axis, until `target_day`.

    They hold the columns the rule set's metrics need. Nothing after `day` is looked at. With no day to
    come, or nothing known, it is one future: the shop as it is.
    """
    windows = rules.windows_for(category)
    known = known_days(sums, day)
    if target_day <= day or not known:
        return _as_it_is(sums, shop, windows)
    chance = np.random.default_rng(seed)
    start = max(0, known - max(days + lag for days, lag in windows.values()))
    stop = (target_day - sums.first_day).days + 1
    columns = pairs(sums, shop, rules, windows, known)
    coming = ComingDays(_each_once(columns), known, stop, draws, chance)
    drawn = {name: _with_known(pair, coming, start, known, draws) for name, pair in columns.items()}
    first_count: dict[str, Integers] = {}
    excluded = {}
    for name, parts in drawn.items():
        if counted_columns(sums, name, rules) is sums.columns:
            first_count |= parts
        else:
            excluded[name] = parts
    for name, parts in excluded.items():
        # Coming days have no exclusions yet: nothing is taken out of the cases of the first count.
        cases = METRICS[name].denominator or METRICS[name].numerator
        first_count.setdefault(cases, parts[cases])
    platform = {
        name: _wandering(sums.platform[name], METRICS[name].unit.highest, shop, start, known, stop, draws, chance)
        for name in windows
        if name in sums.platform
    }
    return DailySums(
        tuple(map(str, range(draws))),
        sums.first_day + timedelta(days=start),
        stop - start,
        first_count,
        platform,
        {name: (sums.missing[name][shop],) * draws for name in windows},
        (target_day,) * draws,
        excluded,
    )


def _as_it_is(sums: DailySums, shop: int, metrics: Collection[str]) -> DailySums:
    one = slice(shop, shop + 1)
    return DailySums(
        (sums.shops[shop],),
        sums.first_day,
        sums.days,
        {name: daily[one] for name, daily in sums.columns.items()},
        {name: PlatformFigures(item.value[one], item.sample[one]) for name, item in sums.platform.items()},
        {name: (sums.missing[name][shop],) for name in metrics},
        (sums.last_day[shop],),
        {metric: {name: daily[one] for name, daily in places.items()} for metric, places in sums.excluded.items()},
    )


def _each_once(columns: Mapping[str, Pair]) -> list[Drawn]:
    """All columns, each after the one its cases are counted in."""
    found: dict[Drawn, None] = {}
    for pair in columns.values():
        for item in (pair.denominator, pair.numerator):
            if item is not None:
                found |= dict.fromkeys([*([item.of] if item.of else []), item])
    return list(found)


def _with_known(pair: Pair, coming: ComingDays, start: int, known: int, draws: int) -> dict[str, Integers]:
    """The columns of a metric from position `start` on: days with their final sums, then the drawn ones."""
    parts = {}
    for item in (pair.numerator, pair.denominator):
        if item is not None:
            until = known - item.wait
            own = np.broadcast_to(item.daily[start : max(start, until)], (draws, max(0, until - start)))
            parts[item.name] = np.concatenate([own, coming.of(item)[:, max(0, start - until) :]], axis=1)
    return parts


def _wandering(
    figures: PlatformFigures,
    highest: float,
    shop: int,
    start: int,
    known: int,
    stop: int,
    draws: int,
    chance: np.random.Generator,
) -> PlatformFigures:
    """The platform's last figure, moved as the shop's own figure moved over as many days some time before.

    A figure that stopped coming a month ago is missing.
    """
    value, sample = figures.value[shop, :known], figures.sample[shop, :known]
    given = np.flatnonzero(~np.isnan(value))
    ahead = stop - known
    coming: Floats = np.full((draws, ahead), np.nan)
    cases = 0
    if len(given) and known - given[-1] <= _STALE_DAYS:
        last = given[-1]
        cases = sample[last]
        before = np.arange(max(0, known - _REMEMBERED_DAYS), known - ahead)
        moves = value[before[:, None] + np.arange(1, ahead + 1)] - value[before, None]
        moves = moves[~np.isnan(moves).any(axis=1)]
        if len(moves) < _FEWEST_PATHS:
            moves = np.zeros((1, ahead))
        either_way = chance.choice([-1.0, 1.0], size=(draws, 1))
        coming = np.clip(value[last] + either_way * moves[chance.integers(0, len(moves), draws)], 0.0, highest)
    return PlatformFigures(
        np.concatenate([np.broadcast_to(value[start:], (draws, known - start)), coming], axis=1),
        np.concatenate(
            [np.broadcast_to(sample[start:], (draws, known - start)), np.full((draws, ahead), cases)], axis=1
        ),
    )
