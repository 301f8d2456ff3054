"""What may still go wrong is exact: so many misses keep the target, one more loses it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.assess.measured import panel_for
from scoring.errors import UnknownName
from scoring.improve.allowance import Allowance, allowance
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme

STAR = scheme("tmall_experience_star").rule_sets[-1]
REAL = scheme("shop_real_experience").rule_sets[-1]
WOMEN = "女装/女士精品"


def reply_allowance(sums: DailySums, target: str, ahead: int = 10) -> Allowance:
    last = sums.days - 1
    return allowance(sums, 0, STAR, WOMEN, day_of(last), day_of(last + ahead), "reply_rate", Decimal(target))


def value_after(sums: DailySums, metric: str, cases: int, misses: int, ahead: int) -> float:
    """The metric `ahead` days later when the coming cases all fall on the first coming day, so many of them missed."""
    item = METRICS[metric]
    columns = {name: np.pad(daily, ((0, 0), (0, ahead))) for name, daily in sums.columns.items()}
    columns[item.denominator][0, sums.days] = cases
    columns[item.numerator][0, sums.days] = cases - misses if item.better == "higher" else misses
    later = replace(sums, days=sums.days + ahead, columns=columns)
    target = day_of(sums.days - 1 + ahead)
    return float(panel_for(later, STAR, target, target, WOMEN).metrics[metric].value[0, 0])


@pytest.mark.parametrize("target", ["0.90", "0.93", "0.95", "0.955"])
def test_so_many_misses_keep_the_target_and_one_more_loses_it(target: str) -> None:
    sums = shop_of({"paid_orders": 5, "people_asking": 20, "people_answered": 19}, 60)
    found = reply_allowance(sums, target)
    assert (found.numerator, found.denominator, found.coming, found.reason) == (21 * 19, 21 * 20, 9 * 20, "")
    assert found.may_miss is not None
    assert value_after(sums, "reply_rate", found.coming, found.may_miss, 10) >= float(target)
    assert value_after(sums, "reply_rate", found.coming, found.may_miss + 1, 10) < float(target)
    assert found.required_rate == pytest.approx(1 - found.may_miss / found.coming)


@pytest.mark.parametrize("target", ["0.004", "0.01"])
def test_where_lower_is_better_bad_cases_may_still_come(target: str) -> None:
    sums = shop_of({"paid_orders": 100, "liable_cases": [1 if at % 3 == 0 else 0 for at in range(60)]}, 60)
    found = allowance(sums, 0, STAR, WOMEN, day_of(59), day_of(69), "platform_liable_rate", Decimal(target))
    assert found.may_miss is not None
    assert value_after(sums, "platform_liable_rate", found.coming, found.may_miss, 10) <= float(target)
    assert value_after(sums, "platform_liable_rate", found.coming, found.may_miss + 1, 10) > float(target)
    assert found.required_rate == found.may_miss / found.coming


def test_a_target_out_of_reach_is_said_to_be_so() -> None:
    sums = shop_of({"paid_orders": 5, "people_asking": 20, "people_answered": 12}, 60)
    found = reply_allowance(sums, "0.95", ahead=5)
    assert (found.reason, found.may_miss, found.required_rate) == ("not_reachable", None, None)
    assert found.denominator + found.coming == 600


@pytest.mark.parametrize("target", ["40", "48", "50.5"])
def test_the_mean_asked_of_coming_cases_reaches_the_target_and_a_little_more_does_not(target: str) -> None:
    seconds = [20 * 47 * 3600 + 3600 * at for at in range(60)]
    sums = shop_of({"paid_orders": 20, "refund_only_done": 20, "refund_only_seconds": seconds}, 60)
    found = allowance(sums, 0, STAR, WOMEN, day_of(59), day_of(69), "refund_only_own_hours", Decimal(target))
    assert (found.reason, found.may_miss, found.required_rate) == ("not_a_share", None, None)
    assert found.required_mean is not None
    for more, reached in ((-0.001, True), (0.001, False)):
        total = found.numerator + (found.required_mean + more) * 3600 * found.coming
        assert (total / 3600 / (found.denominator + found.coming) <= float(target)) is reached
    out = allowance(sums, 0, STAR, WOMEN, day_of(59), day_of(61), "refund_only_own_hours", Decimal("30"))
    assert (out.reason, out.required_mean) == ("not_reachable", None)


def test_a_mean_of_ratings_asks_for_no_more_than_there_is() -> None:
    ratings = {"paid_orders": 5, "description_ratings": 10, "description_scores": 47}
    sums, rules = shop_of(ratings, 200), scheme("dsr").rule_sets[0]
    asked = (sums, 0, rules, WOMEN, day_of(199), day_of(209), "description_rating")
    found = allowance(*asked, Decimal("4.71"))
    assert found.required_mean is not None
    assert 4.71 < found.required_mean <= 5
    assert allowance(*asked, Decimal("4.99")).reason == "not_reachable"
    assert allowance(*asked, Decimal("0.1")).required_mean == 0, "reached whatever comes"
    now = (sums, 0, rules, WOMEN, day_of(199), day_of(199), "description_rating")
    assert allowance(*now, Decimal("4.8")).reason == "not_reachable"
    assert (allowance(*now, Decimal("4.7")).reason, allowance(*now, Decimal("4.7")).required_mean) == (
        "not_a_share", None,
    )  # fmt: skip


def test_orders_already_paid_are_the_coming_cases_of_days_not_yet_due() -> None:
    orders = np.full(60, 10)
    orders[-3:] = 100
    days = np.arange(60)
    sums = shop_of({"paid_orders": orders, "due_within_48h": np.where(days < 57, 10, 0),
                    "collected_within_48h": np.where(days < 57, 10, 0)}, 60)  # fmt: skip
    # On the target day the window ends four days before: the last known day is the newest in it.
    found = allowance(
        sums, 0, REAL, WOMEN, day_of(59), day_of(63), "collected_within_48h_rate", Decimal("0.98")
    )  # fmt: skip
    assert (found.denominator, found.coming) == (270, 300)


def test_coming_days_bring_the_volume_of_their_day_of_the_week() -> None:
    asking = np.where(np.arange(56) % 7 < 5, 30, 3)
    sums = shop_of({"paid_orders": 5, "people_asking": asking, "people_answered": asking}, 56)
    assert reply_allowance(sums, "0.9", ahead=8).coming == 5 * 30 + 2 * 3
    assert reply_allowance(sums, "0.9", ahead=4).coming == 3 * 30


def test_what_cannot_be_answered_says_why(sample_sums: DailySums) -> None:
    day, target = date(2022, 7, 5), date(2022, 7, 15)

    def reason(sums: DailySums, metric: str, on: date = target, line: str = "0.5") -> str:
        return allowance(sums, 0, STAR, WOMEN, day, on, metric, Decimal(line)).reason

    assert reason(sample_sums, "product_reputation") == "from_platform"
    assert reason(sample_sums, "delivery_hours") == "not_reachable"
    assert reason(sample_sums, "delivery_hours", line="48") == "not_a_share"
    assert reason(sample_sums, "special_service_share") == "not_a_share"
    assert reason(shop_of({}, 30, lacking="reply_rate"), "reply_rate", day) == "not_measured"
    assert reason(shop_of({}, 30), "reply_rate", day) == "no_volume"
    with pytest.raises(UnknownName, match="reply_rate"):
        reason(sample_sums, "reply_rat")


def test_with_no_day_to_come_nothing_may_go_wrong_any_more(sample_sums: DailySums) -> None:
    day = date(2022, 7, 5)
    now = panel_for(sample_sums, STAR, day, day, WOMEN).metrics["reply_rate"]
    for target, reason in (("0.9", ""), ("0.999", "not_reachable")):
        found = allowance(sample_sums, 0, STAR, WOMEN, day, day, "reply_rate", Decimal(target))
        assert (found.numerator, found.denominator) == (now.numerator[0, 0], now.denominator[0, 0])
        assert (found.coming, found.reason, found.required_rate) == (0, reason, None)
    further = allowance(sample_sums, 0, STAR, WOMEN, day, day - timedelta(days=30), "reply_rate", Decimal("0.9"))
    assert further.coming == 0
