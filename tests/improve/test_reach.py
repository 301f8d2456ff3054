"""The first day a target can be reached is the first on which all that is still to come, gone well, is enough."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.figures import Unit
from scoring.improve.allowance import allowance
from scoring.improve.drawn import Drawn
from scoring.improve.expected import expected_cases
from scoring.improve.hints import hints
from scoring.improve.reach import Reach
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import panel
from scoring.rules.catalogue import scheme

STAR = "tmall_experience_star"
DAYS = [date(2021, 7, 15), date(2021, 9, 1), date(2021, 11, 20), date(2022, 4, 20), date(2022, 7, 5),
        date(2022, 7, 25), date(2022, 8, 8)]  # fmt: skip
CASES = [(STAR, day) for day in DAYS] + [("tmall_basic_service", day) for day in DAYS[:5]]
WOMEN = "女装/女士精品"


def best_window(reach: Reach) -> Fraction:
    """The best mean of the shop's own windows, of days that are final."""
    final = reach.known - reach.pair.numerator.wait
    tops, counts = (item.daily[:final].tolist() for item in (reach.pair.numerator, reach.cases))
    return min(
        Fraction(sum(tops[stop - reach.days : stop]), sum(counts[stop - reach.days : stop]))
        for stop in range(reach.days, final + 1)
        if sum(counts[stop - reach.days : stop])
    )


def brute(reach: Reach, target: Decimal) -> date | None:
    """Day after day in fractions, from what each window holds."""
    higher = reach.metric.better == "higher"
    if reach.metric.unit is Unit.RATIO:
        good = Fraction(higher)
    else:
        good = Fraction(5) if reach.metric.unit is Unit.SCORE else best_window(reach)
    for ahead in range(1, 121):
        held = reach.held(reach.day + timedelta(days=ahead))
        whole = (held.denominator + held.coming) * reach.metric.scale
        value = (held.numerator + good * held.coming) / whole if whole else None
        if value is not None and (value >= Fraction(target) if higher else value <= Fraction(target)):
            return reach.day + timedelta(days=ahead)
    return None


@pytest.mark.parametrize(("name", "day"), CASES)
def test_it_is_the_first_day_on_which_the_window_can_be_there(sample_sums: DailySums, name: str, day: date) -> None:
    rules = scheme(name).in_force(day)
    for item in rules.indicators.values():
        reach = Reach.of(sample_sums, 0, rules, WOMEN, day, item.metric)
        if reach is None or (day - sample_sums.first_day).days < item.window.days:
            continue
        for step in item.curve.points:
            found = reach.first_day(step.reach)
            assert found == brute(reach, step.reach), (item.metric, step.reach)
            asked = (sample_sums, 0, rules, WOMEN, day)
            if found is not None:
                assert allowance(*asked, found, item.metric, step.reach).reason != "not_reachable"
            if item.metric.endswith("_rate") and found is not None and found > day + timedelta(days=1):
                before = found - timedelta(days=1)
                assert allowance(*asked, before, item.metric, step.reach).reason == "not_reachable"
    for hint in hints(panel(sample_sums, rules.windows_for(""), day, day), rules, WOMEN, sample_sums, 0):
        assert hint.feasible_by is None or hint.feasible_by > day


@pytest.mark.parametrize("metric", ["turnover", "low_rating_count", "product_reputation"])
def test_a_count_an_amount_and_a_figure_of_the_platform_have_no_day(sample_sums: DailySums, metric: str) -> None:
    rules = scheme(STAR).rule_sets[-1]
    assert Reach.of(sample_sums, 0, rules, WOMEN, date(2022, 7, 5), metric) is None


def test_an_amount_per_case_has_a_day(sample_sums: DailySums) -> None:
    rules = scheme("customer_service_kpi").rule_sets[-1]
    reach = Reach.of(sample_sums, 0, rules, WOMEN, date(2022, 7, 5), "sales_per_buyer")
    assert reach is not None
    assert reach.first_day(Decimal(200)) == date(2022, 7, 6)


def test_a_share_of_so_many_cases_is_reached_by_so_many_whatever_its_decimals_were_rounded_to() -> None:
    sums = shop_of({"paid_orders": 5, "people_asking": 21, "people_answered": 20}, 60)
    rules = scheme(STAR).rule_sets[-1]
    last, ahead = day_of(sums.days - 1), day_of(sums.days + 9)
    whole = 630
    for missed in range(150):
        share = Decimal(repr((whole - missed) / whole))
        found = allowance(sums, 0, rules, WOMEN, last, ahead, "reply_rate", share)
        assert found.denominator + found.coming == whole
        lost = found.denominator - found.numerator
        wanted = missed - lost
        assert found.may_miss == (min(wanted, found.coming) if wanted >= 0 else None)


def expected_by_hand(daily: list[int], at: int) -> float:
    recent = range(max(0, len(daily) - 28), len(daily))
    alike = [place for place in recent if (at - place) % 7 == 0] if len(recent) == 28 else list(recent)
    return sum(daily[place] for place in alike) / len(alike) if alike else 0.0


@pytest.mark.parametrize("known", [0, 1, 5, 27, 28, 60])
def test_coming_days_bring_as_many_cases_as_lately_on_that_weekday(known: int) -> None:
    daily = np.random.default_rng(known).integers(0, 40, known)
    cases = Drawn("people_asking", daily)
    found = expected_cases(cases, known, max(0, known - 3), known + 40)
    by_hand = [expected_by_hand(daily.tolist(), at) for at in range(known, known + 40)]
    assert found.tolist() == pytest.approx([*daily[max(0, known - 3) :].tolist(), *by_hand])


def test_what_counts_some_of_the_orders_follows_the_orders_already_known() -> None:
    orders = np.array([10] * 30 + [100] * 3)
    shipped = Drawn("delivered_orders", np.array([8] * 30 + [1, 0, 0]), of=Drawn("paid_orders", orders), wait=3)
    assert expected_cases(shipped, 33, 29, 33).tolist() == pytest.approx([8, 80, 80, 80])
    assert len(expected_cases(shipped, 33, 50, 50)) == 0
