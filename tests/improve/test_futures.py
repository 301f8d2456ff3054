"""Futures keep what is known, look at nothing later, and are drawn from the shop's own recent days."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made_up_shop import FIRST_DAY, day_of, shop_of

from scoring.improve.drawn import known_days, pairs
from scoring.improve.futures import futures
from scoring.improve.settling import settles_after
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

STAR = scheme("tmall_experience_star").rule_sets[-1]
FIRST_STAR = scheme("tmall_experience_star").rule_sets[0]
REAL = scheme("shop_real_experience").rule_sets[-1]
WOMEN = "女装/女士精品"
DAYS = [date(2021, 7, 20), date(2021, 11, 8), date(2022, 4, 20), date(2022, 7, 5)]


def drawn(sums: DailySums, rules: RuleSet, day: date, ahead: int = 10, draws: int = 200, seed: int = 0) -> DailySums:
    return futures(sums, 0, rules, WOMEN, day, day + timedelta(days=ahead), draws, seed)


def position(sums: DailySums, day: date) -> int:
    return (day - sums.first_day).days


@pytest.mark.parametrize("rules", [STAR, REAL], ids=lambda rules: rules.scheme)
@pytest.mark.parametrize("day", DAYS)
def test_known_days_are_as_they_are_in_every_future(sample_sums: DailySums, rules: RuleSet, day: date) -> None:
    found = drawn(sample_sums, rules, day)
    known = known_days(sample_sums, day)
    start = position(sample_sums, found.first_day)
    columns = pairs(sample_sums, 0, rules, rules.windows_for(WOMEN), known)
    for metric, pair in columns.items():
        of_metric = found.excluded.get(metric, found.columns)
        for item in filter(None, (pair.numerator, pair.denominator)):
            final = known - item.wait
            assert np.array_equal(of_metric[item.name][:, : final - start], np.tile(item.daily[start:final], (200, 1)))
            assert of_metric[item.name].shape == (200, found.days)


@pytest.mark.parametrize("day", DAYS)
def test_nothing_after_the_day_is_looked_at(sample_sums: DailySums, day: date) -> None:
    after = position(sample_sums, day) + 1
    columns = {name: daily.copy() for name, daily in sample_sums.columns.items()}
    for daily in columns.values():
        daily[:, after:] = 10**6
    platform = {name: replace(item, value=item.value.copy()) for name, item in sample_sums.platform.items()}
    for item in platform.values():
        item.value[:, after:] = 0.123
    excluded = {metric: {name: daily.copy() for name, daily in places.items()}
                for metric, places in sample_sums.excluded.items()}  # fmt: skip
    for places in excluded.values():
        for daily in places.values():
            daily[:, after:] = 10**6
    spoilt = replace(sample_sums, columns=columns, platform=platform, excluded=excluded)
    found, same = drawn(sample_sums, STAR, day), drawn(spoilt, STAR, day)
    assert all(np.array_equal(found.columns[name], same.columns[name]) for name in found.columns)
    assert all(np.array_equal(found.excluded[metric][name], same.excluded[metric][name])
               for metric in found.excluded for name in found.excluded[metric])  # fmt: skip
    assert all(np.array_equal(item.value, same.platform[name].value, equal_nan=True)
               for name, item in found.platform.items())  # fmt: skip


@pytest.mark.parametrize("rules", [STAR, REAL, scheme("douyin_experience").rule_sets[-1]], ids=lambda one: one.scheme)
def test_drawn_sums_are_sums_that_can_be(sample_sums: DailySums, rules: RuleSet) -> None:
    found = drawn(sample_sums, rules, DAYS[-1], ahead=15)
    for name in rules.windows_for(WOMEN):
        metric = METRICS[name]
        if metric.from_platform:
            continue
        columns = found.excluded.get(name, found.columns)
        numerator = columns[metric.numerator]
        assert (numerator >= 0).all()
        if metric.denominator:
            cases = columns[metric.denominator]
            assert (cases >= 0).all()
            assert (numerator[cases == 0] == 0).all(), name
            if metric.unit == "ratio":
                assert (numerator <= cases).all(), name
            if metric.unit == "score":
                assert (numerator <= 5 * cases).all(), name
                assert (numerator >= cases).all(), name


def test_the_same_seed_gives_the_same_futures_and_another_seed_others(sample_sums: DailySums) -> None:
    one, same, other = (drawn(sample_sums, STAR, DAYS[-1], seed=seed).columns for seed in (7, 7, 8))
    assert all(np.array_equal(one[name], same[name]) for name in one)
    assert not all(np.array_equal(one[name], other[name]) for name in one)


def test_the_futures_of_one_shop_of_several_are_those_of_the_shop_alone() -> None:
    chance = np.random.default_rng(5)
    asking = chance.integers(10, 30, (2, 90))
    answered = chance.binomial(asking, 0.95)
    alone = [shop_of({"people_asking": asking[at], "people_answered": answered[at]}, 90) for at in (0, 1)]
    both = replace(
        alone[0],
        shops=("a", "b"),
        columns={name: np.concatenate([one.columns[name] for one in alone]) for name in alone[0].columns},
        missing=dict.fromkeys(METRICS, ((), ())),
        last_day=alone[0].last_day * 2,
    )
    for at in (0, 1):
        found = futures(both, at, STAR, WOMEN, day_of(89), day_of(99), 50, 0)
        single = futures(alone[at], 0, STAR, WOMEN, day_of(89), day_of(99), 50, 0)
        assert all(np.array_equal(found.columns[name], single.columns[name]) for name in found.columns)


def test_with_no_day_to_come_the_one_future_is_the_shop_itself(sample_sums: DailySums) -> None:
    for ahead in (0, -3):
        found = drawn(sample_sums, STAR, DAYS[0], ahead=ahead)
        assert len(found.shops) == 1
        assert all(np.array_equal(daily, sample_sums.columns[name]) for name, daily in found.columns.items())


def test_what_goes_wrong_together_goes_wrong_together_in_the_futures() -> None:
    bad = np.arange(120) % 3 == 0
    sums = shop_of(
        {"people_asking": 100, "people_answered": np.where(bad, 60, 99),
         "refund_only_done": 10, "refund_only_seconds": np.where(bad, 10 * 90, 10 * 20) * 3600},
        120,
    )  # fmt: skip
    found = drawn(sums, STAR, day_of(119), ahead=20, draws=300)
    coming = slice(found.days - 20, None)
    slow = found.columns["refund_only_seconds"][:, coming] / np.maximum(found.columns["refund_only_done"][:, coming], 1)
    answered = found.columns["people_answered"][:, coming] / found.columns["people_asking"][:, coming]
    assert np.corrcoef(slow.ravel(), answered.ravel())[0, 1] < -0.9


def test_a_coming_day_is_like_the_same_day_of_the_week() -> None:
    orders = np.where(np.arange(98) % 7 == 6, 0, 50)
    found = drawn(shop_of({"paid_orders": orders}, 98), STAR, day_of(97), ahead=14)
    coming = found.columns["paid_orders"][:, -14:]
    assert (coming[:, [6, 13]] == 0).all()
    assert (coming[:, :6] > 0).all()


def test_orders_that_are_paid_but_not_delivered_yet_are_expected_to_be_delivered() -> None:
    orders = np.full(100, 40)
    orders[97:] = 400
    sums = shop_of({"paid_orders": orders, "delivered_orders": np.where(np.arange(100) < 95, 38, 0),
                    "delivery_seconds": np.where(np.arange(100) < 95, 38 * 50 * 3600, 0)}, 100)  # fmt: skip
    assert settles_after("delivered_orders", sums, 0, 100) == 7
    found = drawn(sums, STAR, day_of(99), ahead=5)
    delivered = found.columns["delivered_orders"][:, 97 - 100 - 5 : -5]
    assert 0.9 * 400 < delivered.mean() < 400


def test_parcels_that_have_arrived_count_with_their_own_time_and_the_rest_with_more_than_the_wait_so_far() -> None:
    chance = np.random.default_rng(4)
    orders, hours = 200, chance.gamma(6, 8.0, (100, 200))  # two days on average
    age = (99 - np.arange(100))[:, None] * 24 + 12
    arrived = hours <= age
    sums = shop_of({"paid_orders": orders, "delivered_orders": arrived.sum(axis=1),
                    "delivery_seconds": (np.where(arrived, hours, 0).sum(axis=1) * 3600)}, 100)  # fmt: skip
    found = drawn(sums, STAR, day_of(99), ahead=5).columns
    wait = settles_after("delivered_orders", sums, 0, 100)
    unsettled = slice(found["delivered_orders"].shape[1] - 5 - wait, -5)
    assert wait >= 5
    assert found["delivered_orders"][:, unsettled].mean() == pytest.approx(orders, rel=0.01)
    mean = found["delivery_seconds"][:, unsettled].mean(axis=0) / orders / 3600
    assert mean == pytest.approx(hours[100 - wait :].mean(axis=1), rel=0.08)
    known = (np.where(arrived, hours, 0).sum(axis=1) * 3600)[100 - wait :].astype(np.int64)
    assert (found["delivery_seconds"][:, unsettled] >= known).all()


def test_what_has_turned_out_already_stays_so_where_the_data_end_with_the_day() -> None:
    days = np.arange(100)
    due = np.where(days < 97, 40, np.where(days < 99, 30, 0))
    in_time = np.where(days < 97, 39, np.where(days < 99, 5, 0))
    sums = shop_of({"paid_orders": 40, "due_within_48h": due, "collected_within_48h": in_time}, 100)
    late = drawn(sums, REAL, day_of(99), ahead=5).columns
    missed = (late["due_within_48h"] - late["collected_within_48h"])[:, -8:-6]
    assert (late["due_within_48h"][:, -8:-6] >= 30).all()
    assert ((missed >= 25) & (missed <= 30)).all(), "25 of 30 are late for good, of the 10 to come hardly any"
    longer = shop_of({"paid_orders": 40, "due_within_48h": [*due, 0, 0], "collected_within_48h": [*in_time, 0, 0]}, 102)
    not_known_then = drawn(longer, REAL, day_of(99), ahead=5).columns
    missed = (not_known_then["due_within_48h"] - not_known_then["collected_within_48h"])[:, -8:-6]
    assert missed.mean() < 5


def test_a_figure_of_the_platform_goes_on_from_its_last_value_as_it_moved_before() -> None:
    still = drawn(shop_of({"paid_orders": 5}, 90, {"product_reputation": 0.9}), STAR, day_of(89))
    assert (still.platform["product_reputation"].value[:, -10:] == 0.9).all()
    walk = 0.9 + np.cumsum(np.random.default_rng(1).normal(0, 0.002, 90))
    moving = drawn(shop_of({"paid_orders": 5}, 90, {"product_reputation": walk}), STAR, day_of(89))
    value = moving.platform["product_reputation"].value
    assert 0 < value[:, -10].std() < value[:, -1].std() < 0.02
    assert abs(value[:, -1].mean() - walk[-1]) < 0.003
    gone = np.where(np.arange(90) < 50, 0.9, np.nan)
    stale = drawn(shop_of({"paid_orders": 5}, 90, {"product_reputation": gone}), STAR, day_of(89))
    assert np.isnan(stale.platform["product_reputation"].value[:, -10:]).all()


def test_cases_never_seen_to_go_wrong_may_go_wrong() -> None:
    found = drawn(shop_of({"paid_orders": 200}, 100), FIRST_STAR, day_of(99), ahead=15, draws=500)
    ever = found.columns["liable_dispute_refunds"][:, -15:].any(axis=1)
    assert 0 < ever.mean() < 0.3


@pytest.mark.parametrize("days", [1, 2, 6, 13])
def test_a_young_shop_has_futures_like_its_few_days(days: int) -> None:
    sums = shop_of({"paid_orders": 20, "people_asking": 10, "people_answered": 9}, days)
    found = drawn(sums, STAR, day_of(days - 1), ahead=12)
    coming = found.columns["people_asking"][:, -12:]
    assert found.first_day == FIRST_DAY
    assert 8 < np.median(coming) < 12


def test_every_column_said_to_settle_late_is_one_that_is_measured() -> None:
    from scoring.improve import settling

    measured = {name for item in METRICS.values() for name in (item.numerator, item.denominator)}
    assert {*settling._DAYS, *settling._MEANS} <= measured
