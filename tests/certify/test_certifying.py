"""Levels are fixed on the 1st and the 16th from the day before, and hold until the next such day."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from made_up import constant_sums

from scoring.assess.timeline import timeline
from scoring.certify.calendar import certification_days, next_certification_day, reference_day
from scoring.certify.levels import Certified, certify
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme

STAR = scheme("tmall_experience_star")
BASIC = scheme("tmall_basic_service")
FAIR = {
    "first_quality_refund_rate": (1, 100),
    "delivery_hours": (3600 * 80 * 10, 10),
    "refund_only_own_hours": (3600 * 20, 1),
    "return_refund_own_hours": (3600 * 70, 1),
    "dispute_refund_rate": (0, 100),
    "platform_liable_rate": (0, 100),
    "reply_rate": (98, 100),
    "human_reply_seconds": (1000, 100),
}


def certified(first: date, last: date, category: str = "", sums: DailySums | None = None) -> list[Certified]:
    sums = sums or constant_sums(date(2018, 5, 1), 2000, FAIR, {"product_reputation": 0.9, "brand_influence": 75.0})
    return certify(timeline(sums, STAR, first, last, category), STAR, 0)


def test_levels_are_fixed_on_the_first_and_the_sixteenth_of_every_month() -> None:
    found = certified(date(2020, 1, 31), date(2021, 1, 31))
    assert [item.day for item in found] == [
        date(year, month, day)
        for year, month in [(2020, month) for month in range(2, 13)] + [(2021, 1)]
        for day in (1, 16)
    ] + [date(2021, 2, 1)]


@pytest.mark.parametrize(
    ("day", "reference", "until"),
    [
        (date(2020, 3, 1), date(2020, 2, 29), date(2020, 3, 15)),
        (date(2021, 3, 1), date(2021, 2, 28), date(2021, 3, 15)),
        (date(2021, 3, 16), date(2021, 3, 15), date(2021, 3, 31)),
        (date(2022, 1, 1), date(2021, 12, 31), date(2022, 1, 15)),
        (date(2021, 12, 16), date(2021, 12, 15), date(2021, 12, 31)),
    ],
)
def test_a_level_comes_from_the_day_before_and_holds_until_the_next_certification(
    day: date, reference: date, until: date
) -> None:
    (found,) = certified(reference, reference)
    assert (found.day, found.reference_day, found.valid_until) == (day, reference, until)
    rules = STAR.in_force(reference)
    assert rules.certification is not None
    assert reference_day(rules.certification, day) == reference
    assert next_certification_day(rules.certification, day) == until + timedelta(days=1)


def test_certifications_follow_one_another_without_a_gap() -> None:
    found = certified(date(2018, 9, 1), date(2022, 9, 1))
    for one, two in pairwise(found):
        assert one.valid_until + timedelta(days=1) == two.day
        assert one.valid_until == two.reference_day


def test_a_day_that_is_no_reference_day_gives_no_certification() -> None:
    assert certified(date(2020, 2, 1), date(2020, 2, 14)) == []
    assert certified(date(2020, 2, 16), date(2020, 2, 28)) == []


def test_the_level_is_the_assessment_of_the_reference_day(sample_sums: DailySums) -> None:
    first, last = date(2021, 7, 1), date(2022, 7, 5)
    found = certified(first, last, sums=sample_sums)
    assert len(found) == 24
    for item in found:
        alone = timeline(sample_sums, STAR, item.reference_day, item.reference_day).at(item.reference_day, 0)
        assert (item.total, item.level, item.rule_set) == (alone.total, alone.level, alone.rule_set)
        assert item.state == "certified"
    assert len({item.level for item in found}) > 1


def test_the_rules_of_19_october_2021_decide_from_1_november_on() -> None:
    found = {str(item.day): item for item in certified(date(2021, 9, 30), date(2021, 11, 30))}
    assert {day: str(item.rule_set) for day, item in found.items()} == {
        "2021-10-01": "2019-08-16",
        "2021-10-16": "2019-08-16",
        "2021-11-01": "2021-10-19",
        "2021-11-16": "2021-10-19",
        "2021-12-01": "2021-10-19",
    }
    # Product before: half 4 (refunds), a quarter 4 (reputation 0.90), a quarter 4 (influence 75).
    assert found["2021-10-16"].total == pytest.approx(0.2 * 4 + 0.3 * 2 + 0.2 * 5 + 0.2 * 5 + 0.1 * 5)


def test_a_lost_influence_figure_matters_before_19_october_2021_and_not_after() -> None:
    low = constant_sums(date(2021, 1, 1), 400, FAIR, {"product_reputation": 0.9, "brand_influence": 10.0})
    high = constant_sums(date(2021, 1, 1), 400, FAIR, {"product_reputation": 0.9, "brand_influence": 90.0})
    first, last = date(2021, 9, 30), date(2021, 11, 30)
    gains = [
        round((two.total or 0) - (one.total or 0), 9)
        for one, two in zip(certified(first, last, sums=low), certified(first, last, sums=high), strict=True)
    ]
    assert gains == [0.25, 0.25, 0, 0, 0]


def test_before_17_august_2018_there_is_no_data_whatever_the_shop_did() -> None:
    found = certified(date(2018, 6, 30), date(2018, 10, 31))
    assert {str(item.day): item.state for item in found} == {
        "2018-07-01": "no_data",
        "2018-07-16": "no_data",
        "2018-08-01": "no_data",
        "2018-08-16": "no_data",
        "2018-09-01": "certified",
        "2018-09-16": "certified",
        "2018-10-01": "certified",
        "2018-10-16": "certified",
        "2018-11-01": "certified",
    }
    for item in found:
        if item.state == "no_data":
            assert (item.total, item.level) == (None, None)
        else:
            assert item.level is not None


def test_a_shop_without_a_total_on_the_reference_day_has_no_data_and_no_level() -> None:
    late = constant_sums(date(2020, 3, 10), 60, FAIR)
    found = certified(date(2020, 2, 29), date(2020, 3, 31), sums=late)
    assert [(str(item.day), item.state, item.level is None) for item in found] == [
        ("2020-03-01", "no_data", True),
        ("2020-03-16", "certified", False),
        ("2020-04-01", "certified", False),
    ]


def test_an_excluded_category_gets_a_trial_total_and_no_level() -> None:
    first = last = date(2022, 6, 30)
    (apart,), (plain,) = certified(first, last, "保险"), certified(first, last, "女装/女士精品")
    assert (apart.state, apart.level) == ("excluded", None)
    assert apart.total == plain.total
    assert (plain.state, plain.level) == ("certified", Decimal(4))


def test_the_list_of_excluded_categories_is_the_one_of_its_own_day() -> None:
    until, since = date(2022, 5, 31), date(2022, 6, 30)
    assert [certified(day, day, "OTC药品/医疗器械/计生用品")[0].state for day in (until, since)] == [
        "excluded",
        "certified",
    ]


def test_a_scheme_without_certification_days_certifies_nothing(sample_sums: DailySums) -> None:
    assert all(rules.certification is None for rules in BASIC.rule_sets)
    assert certify(timeline(sample_sums, BASIC, date(2022, 1, 1), date(2022, 3, 1)), BASIC, 0) == []


def test_a_span_that_ends_before_it_begins_has_no_certification_day() -> None:
    rules = STAR.in_force(date(2022, 7, 1))
    assert rules.certification is not None
    assert certification_days(rules.certification, date(2022, 7, 17), date(2022, 7, 1)) == []
