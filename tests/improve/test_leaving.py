"""The days said to leave a window do leave it on the day said, and those said to help do help."""

from datetime import date, timedelta

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.assess.measured import panel_for
from scoring.improve.drawn import counted_columns
from scoring.improve.leaving import leaving
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

STAR = scheme("tmall_experience_star").rule_sets[-1]
REAL = scheme("shop_real_experience").rule_sets[-1]
WOMEN = "女装/女士精品"
DAYS = [date(2021, 6, 10), date(2021, 11, 20), date(2022, 5, 6), date(2022, 7, 5)]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("rules", [STAR, REAL], ids=lambda rules: rules.scheme)
def test_each_day_is_in_the_window_until_the_day_before_it_leaves(
    sample_sums: DailySums, rules: RuleSet, day: date
) -> None:
    target = day + timedelta(days=12)
    found = leaving(sample_sums, 0, rules, WOMEN, day, target)
    windows = rules.windows_for(WOMEN)
    for item in found:
        days, lag = windows[item.metric]
        assert day < item.leaves_on <= target
        assert item.day == item.leaves_on - timedelta(days=days + lag)
        metric, columns = METRICS[item.metric], counted_columns(sample_sums, item.metric, rules)
        at = (item.day - sample_sums.first_day).days
        assert item.numerator == columns[metric.numerator][0, at]
        assert item.denominator == (columns[metric.denominator][0, at] if metric.denominator else 0)
    assert [item.leaves_on for item in found] == sorted(item.leaves_on for item in found)


@pytest.mark.parametrize("day", DAYS)
def test_every_case_of_a_window_leaves_it_in_time(sample_sums: DailySums, day: date) -> None:
    values = panel_for(sample_sums, REAL, day, day, WOMEN)
    for name, (days, _) in REAL.windows_for(WOMEN).items():
        found = leaving(sample_sums, 0, REAL, WOMEN, day, day + timedelta(days=days), name)
        if METRICS[name].from_platform or sample_sums.missing[name][0]:
            assert found == ()
            continue
        assert {item.metric for item in found} <= {name}
        assert sum(item.numerator for item in found) == values.metrics[name].numerator[0, 0]
        assert sum(item.denominator for item in found) == values.metrics[name].denominator[0, 0]


def test_a_day_worse_than_its_window_makes_it_better_by_leaving() -> None:
    answered = np.full(60, 9)
    answered[[31, 35]] = 2
    sums = shop_of({"paid_orders": 5, "people_asking": 10, "people_answered": answered}, 60)
    found = leaving(sums, 0, STAR, WOMEN, day_of(59), day_of(67), "reply_rate")
    assert [(item.day, item.leaves_on) for item in found if item.better_without] == [
        (day_of(31), day_of(62)), (day_of(35), day_of(66)),
    ]  # fmt: skip
    assert found[0].figure == 0.9
    now = panel_for(sums, STAR, day_of(59), day_of(59), WOMEN).metrics["reply_rate"].value[0, 0]
    assert all(item.better_without == (item.figure < now) for item in found)


def test_of_a_count_only_days_with_cases_leave_and_fewer_bad_ones_are_better() -> None:
    sums = shop_of({"paid_orders": 5, "counterfeit_count": [0, 0, 3] + [0] * 57}, 60)
    found = leaving(sums, 0, REAL, WOMEN, day_of(30), day_of(45), "counterfeit_count")
    assert [(item.day, item.numerator, item.figure, item.better_without) for item in found] == [(day_of(2), 3, 3, True)]
    orders = leaving(sums, 0, REAL, WOMEN, day_of(40), day_of(45), "paid_order_count")
    assert len(orders) == 5
    assert not any(item.better_without for item in orders)


def test_nothing_leaves_before_a_day_that_is_not_ahead_or_before_the_data(sample_sums: DailySums) -> None:
    assert leaving(sample_sums, 0, STAR, WOMEN, DAYS[-1], DAYS[-1]) == ()
    assert leaving(sample_sums, 0, STAR, WOMEN, DAYS[-1], DAYS[0]) == ()
    before = sample_sums.first_day - timedelta(days=9)
    assert leaving(sample_sums, 0, STAR, WOMEN, before, before + timedelta(days=20)) == ()
    after = DAYS[-1] + timedelta(days=400)
    assert leaving(sample_sums, 0, STAR, WOMEN, after, after + timedelta(days=20)) == ()
