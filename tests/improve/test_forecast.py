"""The forecast: exact where all is known, chances that add up, and no worse than it says it is."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.back_test.trials import record
from scoring.figures import Evidence
from scoring.forecast_benchmark import simulated_trials
from scoring.improve.forecast import Forecast, forecast, outlook
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.records import Violation
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import Events

WOMEN = "女装/女士精品"
STAR = scheme("tmall_experience_star")
RULES = [*STAR.rule_sets, scheme("shop_real_experience").rule_sets[-1], scheme("tmall_basic_service").rule_sets[0],
         scheme("taobao_lighthouse").rule_sets[-1], scheme("dsr").rule_sets[0],
         *scheme("douyin_experience").rule_sets[1:3]]  # fmt: skip
DAYS = [date(2021, 6, 1), date(2021, 6, 3), date(2021, 7, 20), date(2021, 11, 8), date(2022, 7, 5)]


def named(rules: object) -> str:
    return f"{rules.scheme}-{rules.effective_from}" if isinstance(rules, RuleSet) else str(rules)


def ahead(sums: DailySums, rules: RuleSet, day: date, days: int, draws: int = 200, **more: object) -> Forecast:
    return forecast(sums, 0, rules, WOMEN, day, day + timedelta(days=days), draws=draws, **more)  # type: ignore[arg-type]


def level_on(sums: DailySums, rules: RuleSet, day: date) -> Decimal | None:
    place = int(assess(panel_for(sums, rules, day, day, WOMEN), rules, WOMEN).level[0, 0])
    return rules.levels[place].level if place >= 0 else None


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("rules", RULES, ids=named)
def test_the_chances_add_up_and_the_fan_has_every_coming_day(sample_sums: DailySums, rules: RuleSet, day: date) -> None:
    found = ahead(sample_sums, rules, day, 10)
    assert all(0 < item.chance <= 1 for item in found.chances)
    levels = [item.level for item in found.chances]
    assert levels == sorted(levels, reverse=True)
    assert 0 <= found.no_total <= 1
    if rules.levels:
        assert sum(item.chance for item in found.chances) + found.no_total == pytest.approx(1)
    else:
        assert found.chances == ()
    fan = [item.day for item in found.fan]
    assert fan == [day + timedelta(days=number) for number in range(1, 11) if day + timedelta(days=number) in fan]
    assert all(item.low <= item.median <= item.high for item in found.fan)
    if found.no_total == 0:
        assert fan[-1] == found.target_day


@pytest.mark.parametrize("rules", RULES, ids=named)
def test_with_no_day_to_come_the_level_is_that_of_the_day(sample_sums: DailySums, rules: RuleSet) -> None:
    for day in DAYS:
        for days in (0, -5):
            found, level = (
                ahead(sample_sums, rules, day, days),
                level_on(sample_sums, rules, day + timedelta(days=days)),
            )
            assert (found.days_to_come, found.fan) == (0, ())
            assert [(item.level, item.chance) for item in found.chances] == (
                [(level, 1.0)] if level is not None else []
            )


def test_what_is_known_of_the_windows_is_known_exactly(sample_sums: DailySums) -> None:
    # Under the rules of 2018 every window ends the day before at the latest, and what was paid ten days
    # before is delivered by then: tomorrow's score is known today.
    rules = STAR.rule_sets[0]
    for day in (date(2021, 11, 1) + timedelta(days=step) for step in range(0, 240, 13)):
        tomorrow = day + timedelta(days=1)
        found = ahead(sample_sums, rules, day, 1)
        total = float(assess(panel_for(sample_sums, rules, tomorrow, tomorrow, WOMEN), rules, WOMEN).total[0, 0])
        assert [(item.low, item.median, item.high) for item in found.fan] == [(total, total, total)]
        assert [(item.level, item.chance) for item in found.chances] == [(level_on(sample_sums, rules, tomorrow), 1.0)]


def test_the_further_ahead_the_wider_the_fan(sample_sums: DailySums) -> None:
    fan = ahead(sample_sums, STAR.rule_sets[-1], date(2022, 6, 15), 15, draws=1000).fan
    assert fan[0].high - fan[0].low < fan[6].high - fan[6].low <= fan[14].high - fan[14].low


def test_a_penalty_caps_the_level_on_the_certification_day(sample_sums: DailySums) -> None:
    rules, day = STAR.rule_sets[-1], date(2021, 12, 20)
    free = ahead(sample_sums, rules, day, 11, certification_day=date(2022, 1, 1))
    assert free.chances[0].level >= Decimal("4.5")
    violation = Violation("general_node", 0, date(2021, 12, 19))
    punished = ahead(sample_sums, rules, day, 11, certification_day=date(2022, 1, 1), violations=[violation])
    assert punished.chances[0].level == 4
    assert punished.chances[0].chance == pytest.approx(sum(item.chance for item in free.chances if item.level >= 4))
    over = ahead(sample_sums, rules, day, 11, certification_day=date(2022, 1, 16), violations=[violation])
    assert over.chances == free.chances
    later = Violation("general_node", 0, date(2021, 12, 21))
    assert ahead(sample_sums, rules, day, 11, certification_day=date(2022, 1, 1), violations=[later]) == free


def replies(good_days: int) -> DailySums:
    """A shop that all but its consultation brings to the best level: of 20 people it answers 17, lately all."""
    answered = np.full(120, 17)
    answered[120 - good_days :] = 20
    columns = {"paid_orders": 100, "people_asking": 20, "people_answered": answered,
               "delivered_orders": 98, "delivery_seconds": 98 * 3600 * 50}  # fmt: skip
    return shop_of(columns, 120)


def test_more_good_days_never_lower_the_chance_of_a_level() -> None:
    rules, chances = STAR.rule_sets[2], []
    for good_days in range(0, 22, 3):
        found = ahead(replies(good_days), rules, day_of(119), 10, draws=1000)
        chances.append(sum(item.chance for item in found.chances if item.level == 5))
    assert chances == sorted(chances)
    assert chances[0] < 0.1 < 0.9 < chances[-1]


@pytest.mark.parametrize("rules", RULES, ids=named)
def test_a_shop_without_anything_has_no_total_to_come(rules: RuleSet) -> None:
    for sums in (daily_sums(Events(), ["shop"]), shop_of({}, 40, lacking="delivery_hours")):
        for days in (0, 7):
            found = ahead(sums, rules, sums.last_day[0], days)
            assert found.leaving == ()
            if not rules.deductions and rules.total.requires is None:
                assert found.likeliest is None or found.no_total < 1


@pytest.mark.parametrize("rules", RULES, ids=named)
def test_a_shop_of_one_day_and_a_day_beyond_its_data_have_a_forecast(rules: RuleSet) -> None:
    sums = shop_of({"paid_orders": 30, "people_asking": 20, "people_answered": 19}, 1)
    for day in (day_of(0), day_of(3), day_of(-2)):
        found = ahead(sums, rules, day, 7)
        assert found.days_to_come == 7
        assert found.no_total + sum(item.chance for item in found.chances) == pytest.approx(1) or not rules.levels


def test_the_outlook_is_for_the_reference_day_under_the_rules_then_in_force(sample_sums: DailySums) -> None:
    found = outlook(sample_sums, 0, STAR, None, WOMEN, date(2022, 6, 5))
    assert (found.target_day, found.certification_day) == (date(2022, 6, 15), date(2022, 6, 16))
    under = forecast(sample_sums, 0, STAR.in_force(date(2022, 6, 15)), WOMEN, date(2022, 6, 5), date(2022, 6, 15))
    assert found.chances == under.chances
    before = forecast(sample_sums, 0, STAR.in_force(date(2022, 6, 5)), WOMEN, date(2022, 6, 5), date(2022, 6, 15))
    assert outlook(sample_sums, 0, STAR, STAR.in_force(date(2022, 6, 5)), WOMEN, date(2022, 6, 5)).fan == before.fan
    on_the_eve = outlook(sample_sums, 0, STAR, None, WOMEN, date(2022, 6, 15))
    assert (on_the_eve.days_to_come, on_the_eve.chances[0].chance) == (0, 1.0)


def test_the_outlook_of_a_scheme_that_certifies_nothing_is_a_week(sample_sums: DailySums) -> None:
    found = outlook(sample_sums, 0, scheme("tmall_basic_service"), None, WOMEN, date(2022, 7, 5))
    assert (found.target_day, found.certification_day, found.days_to_come) == (date(2022, 7, 12), None, 7)


def test_before_the_first_rule_set_the_outlook_is_a_trial_under_it(sample_sums: DailySums) -> None:
    found = outlook(sample_sums, 0, scheme("shop_real_experience"), None, WOMEN, date(2022, 7, 5))
    assert found.chances
    assert found.evidence is Evidence.ASSUMED


def test_the_likeliest_level_is_the_one_with_the_highest_chance(sample_sums: DailySums) -> None:
    found = ahead(sample_sums, STAR.rule_sets[-1], date(2022, 7, 5), 10)
    assert found.likeliest is not None
    assert found.likeliest.chance == max(item.chance for item in found.chances)


def test_on_made_up_shops_it_is_as_sure_as_it_says_and_better_than_the_simple_forecasts() -> None:
    found = record(simulated_trials(6, draws=200))
    assert 0.75 <= found.inside <= 0.85
    assert found.score < 0.9 * min(found.score_of_today, found.score_of_flat)
