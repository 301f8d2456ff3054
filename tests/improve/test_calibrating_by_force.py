"""Calibration against brute force on small problems: every way to place the limits is tried, none is ruled out wrongly.

The dimension alone is shown and the weights are known. Between two values seen next to each other a limit may stand
anywhere, so its places are the gaps between the days' values; a way to place all limits is possible when the scores
it gives come out as shown on every day.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest

from scoring.assess.curves import half_up
from scoring.improve.calibrate.fit import calibrate
from scoring.improve.calibrate.results import Calibration
from scoring.measure.panel import MEASURED, Panel, Values
from scoring.measure.records import OfficialScore
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

DAY = date(2026, 9, 10)
NAMES = ("negative_feedback_rate", "description_good_rating_rate")
SCORES = (5.0, 4.0, 3.0)
LOWER_IS_BETTER = "negative_feedback_rate"


def small_rules(weight: str) -> RuleSet:
    """One dimension of two indicators, each with two limits."""
    rules = scheme("shop_real_experience").rule_sets[1]
    values: dict[str, Any] = rules.model_dump()
    for name, its in zip(NAMES, (Decimal(weight), 1 - Decimal(weight)), strict=True):
        item = values["indicators"][name]
        item["weight"] = its
        reaches = ("0.30", "0.60") if name == LOWER_IS_BETTER else ("0.60", "0.30")
        item["curve"]["points"] = tuple(
            {"reach": Decimal(reach), "score": Decimal(score)} for reach, score in zip(reaches, (5, 4), strict=True)
        )
        item["curve"]["otherwise"] = Decimal(3)
    return RuleSet.model_validate(values)


def panel_of(columns: np.ndarray) -> Panel:
    metrics = {}
    for name, column in zip(NAMES, columns, strict=True):
        zeros = np.zeros((1, len(column)), dtype=np.int64)
        metrics[name] = Values(column[None, :], zeros, zeros, zeros + 50, np.full_like(zeros, MEASURED, np.int8))
    return Panel(("s",), DAY, columns.shape[1], metrics, {})


def ranks(goodness: np.ndarray, places: tuple[int, int]) -> np.ndarray:
    """The position in `SCORES` of each day, with each limit at the n-th best day (0 = better than all)."""
    order = np.argsort(np.argsort(-goodness, kind="stable"), kind="stable")
    best, second = places
    return np.where(order < best, 0, np.where(order < second, 1, 2))


def possible(columns: np.ndarray, shown: np.ndarray, weight: float) -> dict[tuple[int, int], set[int]]:
    """For each indicator and limit: how many of the best days can have reached it."""
    days = columns.shape[1]
    found: dict[tuple[int, int], set[int]] = {(at, step): set() for at in range(2) for step in range(2)}
    ways = list(combinations_with_replacement(range(days + 1), 2))
    points = np.array(SCORES)
    good = [-columns[0], columns[1]]
    scored = [[points[ranks(good[at], places)] for places in ways] for at in range(2)]
    for one, other in product(range(len(ways)), repeat=2):
        if np.abs(weight * scored[0][one] + (1 - weight) * scored[1][other] - shown).max() <= 0.005 + 1e-9:
            for at, way in enumerate((one, other)):
                for step in range(2):
                    found[at, step].add(ways[way][step])
    return found


def reached_at_least_and_at_most(columns: np.ndarray, found: Calibration, at: int, step: int) -> tuple[int, int]:
    """How many of the days the interval of a limit says reached it, and how many may have."""
    sign = (-1.0, 1.0)[at]
    limit = next(item for item in found.limits if item.indicator == NAMES[at] and item.step == step)
    good = sign * columns[at]
    sure = 0 if limit.reached is None else int((good >= sign * limit.reached).sum())
    most = len(good) if limit.missed is None else int((good > sign * limit.missed).sum())
    return sure, most


@pytest.mark.parametrize("number", range(120))
def test_no_possible_place_of_a_limit_is_ruled_out_and_what_is_stated_is_forced(number: int) -> None:
    chance = np.random.default_rng([7, number])
    days = 6
    weight = chance.choice(["0.7", "0.6", "0.5", "0.85"])
    columns = np.stack([chance.permutation(days) / 10 + 0.05, chance.permutation(days) / 10 + 0.05])
    true = [ranks(good, tuple(sorted(chance.integers(0, days + 1, 2)))) for good in (-columns[0], columns[1])]  # type: ignore[arg-type]
    exact = float(weight) * np.array(SCORES)[true[0]] + (1 - float(weight)) * np.array(SCORES)[true[1]]
    shown = half_up(exact, 2)
    rules = small_rules(str(weight))
    rows = [
        OfficialScore(DAY + timedelta(days=at), rules.scheme, "product", float(score)) for at, score in enumerate(shown)
    ]
    # A score with two decimals on another dimension, so that the decimals shown are known to be two.
    rows.append(OfficialScore(DAY, rules.scheme, "service", 4.01))
    found = calibrate(rows, panel_of(columns), rules, weights_known=True)
    assert not found.contradictions
    places = possible(columns, shown, float(weight))
    for (at, step), ways in places.items():
        sure, most = reached_at_least_and_at_most(columns, found, at, step)
        assert sure <= min(ways)
        assert max(ways) <= most, "a way to place the limit is ruled out"


def test_one_indicator_alone_is_narrowed_as_far_as_brute_force_can() -> None:
    """With weight 0.7 to 0.3 every sum names both scores, so nothing is left open but the gaps themselves."""
    forced = 0
    for number in range(60):
        chance = np.random.default_rng([8, number])
        columns = np.stack([chance.permutation(6) / 10 + 0.05, chance.permutation(6) / 10 + 0.05])
        true = [ranks(good, tuple(sorted(chance.integers(0, 7, 2)))) for good in (-columns[0], columns[1])]  # type: ignore[arg-type]
        shown = half_up(0.7 * np.array(SCORES)[true[0]] + 0.3 * np.array(SCORES)[true[1]], 2)
        rules = small_rules("0.7")
        rows = [
            OfficialScore(DAY + timedelta(days=at), rules.scheme, "product", float(s)) for at, s in enumerate(shown)
        ]
        rows.append(OfficialScore(DAY, rules.scheme, "service", 4.01))
        found = calibrate(rows, panel_of(columns), rules, weights_known=True)
        for (at, step), ways in possible(columns, shown, 0.7).items():
            assert reached_at_least_and_at_most(columns, found, at, step) == (min(ways), max(ways))
            forced += len(ways) == 1
    assert forced > 150
