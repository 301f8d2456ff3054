"""How a forecast is scored, and that the made-up shops are what they are said to be."""

from datetime import timedelta

import numpy as np
import pytest

from scoring.back_test.simulated_shops import DAYS, FIRST_DAY, KINDS, simulated_shop
from scoring.back_test.trials import Trial, metrics_inside, record, trial
from scoring.rules.catalogue import scheme

STAR = scheme("tmall_experience_star").rule_sets[-1]


def test_the_record_counts_what_fell_inside_below_and_above() -> None:
    totals = [(3.0, 2.9, 3.1), (2.9, 2.9, 3.1), (2.8, 2.9, 3.1), (3.2, 2.9, 3.1), (None, None, None)]
    trials = [Trial("a", 3, total, low, high, 0.1, 0.2, 0.3) for total, low, high in totals]
    found = record(trials)
    assert (found.trials, found.inside, found.below, found.above) == (5, 0.5, 0.25, 0.25)
    assert (found.score, found.score_of_today, found.score_of_flat) == pytest.approx((0.1, 0.2, 0.3))
    none = record([Trial("a", 3, None, None, None, None, None, None)])
    assert np.isnan([none.inside, none.score]).all()


def test_with_no_day_to_come_every_forecast_is_right() -> None:
    sums, day = simulated_shop(STAR, 0), FIRST_DAY + timedelta(days=200)
    found = trial(sums, sums, sums.shops[0], STAR, "", day, day, 100)
    assert (found.score, found.score_of_today, found.score_of_flat) == (0, 0, 0)


def test_a_trial_holds_the_forecast_against_what_came() -> None:
    sums, day = simulated_shop(STAR, 3), FIRST_DAY + timedelta(days=200)
    found = trial(sums, sums, sums.shops[0], STAR, "", day, day + timedelta(days=7), 200)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.high
    assert 0 <= (found.score or 0) <= 1
    inside = metrics_inside(sums, sums, sums.shops[0], STAR, "", day, day + timedelta(days=7), 200)
    assert set(inside) <= set(STAR.windows_for(""))
    assert all(0 <= value <= 1 for value in inside.values())


@pytest.mark.parametrize("number", range(6))
def test_a_made_up_shop_is_always_the_same_and_holds_what_the_rules_need(number: int) -> None:
    sums, same = simulated_shop(STAR, number), simulated_shop(STAR, number)
    assert sums.shops == (KINDS[number % 3],)
    assert all(np.array_equal(daily, same.columns[name]) for name, daily in sums.columns.items())
    for name, daily in sums.columns.items():
        assert daily.shape == (1, DAYS)
        assert (daily >= 0).all(), name
