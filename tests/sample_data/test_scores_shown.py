"""The scores and stars shown of the sample shop: calibrating by them finds the limits they were made with."""

from datetime import date
from functools import cache

import pytest
from official_sample import CATEGORY, SHOP

from sample_data import SAMPLE_SHOP, story
from scoring.assess.timeline import timeline
from scoring.improve.calibrate.compared import agreeing
from scoring.improve.calibrate.of_shop import ShopCalibration, calibration_of, rules_for
from scoring.improve.calibrate.official import LEVEL, TOTAL
from scoring.measure.daily_sums import daily_sums
from scoring.measure.records import OfficialScore, official_scores_of
from scoring.rules.catalogue import scheme
from scoring.store.events import from_folder

DATED = scheme("tmall_experience_star")
RULE_SETS = (date(2021, 10, 19), date(2022, 6, 15))


@cache
def shown() -> list[OfficialScore]:
    return official_scores_of(from_folder(SAMPLE_SHOP), SHOP)


@cache
def calibrated(rule_set: date) -> ShopCalibration:
    sums = daily_sums(from_folder(SAMPLE_SHOP), [SHOP])
    return calibration_of(shown(), sums, DATED, DATED.in_force(rule_set), CATEGORY)


def test_scores_are_shown_every_day_of_half_a_year_and_stars_on_every_certification_day() -> None:
    days = {row.day for row in shown() if row.item == TOTAL}
    assert (min(days), max(days), len(days)) == (story.SCORES_FROM, story.LAST_DAY, 186)
    stars = [row.day for row in shown() if row.item == LEVEL]
    assert len(stars) == 25
    assert {day.day for day in stars} == {1, 16}
    assert stars[0] == story.STARS_FROM


def test_the_newest_scores_choose_the_newest_rule_set() -> None:
    sums = daily_sums(from_folder(SAMPLE_SHOP), [SHOP])
    assert rules_for(shown(), sums, DATED).effective_from == RULE_SETS[-1]


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=str)
def test_every_interval_holds_the_hidden_limit(rule_set: date) -> None:
    found = calibrated(rule_set).calibration
    assert found.usable
    assert not found.contradictions
    for limit in found.limits:
        hidden = float(story.HIDDEN_LIMITS[limit.indicator][limit.step])
        sign = 1 if limit.better == "higher" else -1
        assert limit.missed is None or sign * limit.missed < sign * hidden
        assert limit.reached is None or sign * limit.reached >= sign * hidden
        assert limit.days_missed + limit.days_reached <= found.days, "only days with a score support a limit"


def test_the_hidden_weights_are_found_where_no_source_prints_any() -> None:
    before, after = (calibrated(rule_set).calibration for rule_set in RULE_SETS)
    assert {item.name: str(item.figure) for item in before.weights if item.enough and not item.group} == (
        story.HIDDEN_WEIGHTS
    )
    assert not [item for item in after.weights if not item.group], "published since"


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=str)
def test_with_the_calibration_trial_and_official_agree_every_day(rule_set: date) -> None:
    found = calibrated(rule_set)
    for item in {row.item for row in found.then}:
        same, days = agreeing(found.then, item)
        assert same == days > 0, item
    same, days = agreeing(found.now, TOTAL)
    assert same < days / 10, "the stand-ins do not give the platform's total"


def test_the_level_of_a_day_is_held_against_the_one_certified_last_not_the_one_of_the_day() -> None:
    days = [date(2022, 2, day) for day in range(1, 29)] + [date(2021, 10, 30), date(2021, 11, 2)]
    sums = daily_sums(from_folder(SAMPLE_SHOP), [SHOP])
    rules = DATED.in_force(RULE_SETS[0])
    levels = [OfficialScore(day, rules.scheme, LEVEL, 4.0) for day in days]
    trial = {row.day: row.trial for row in calibration_of(levels, sums, DATED, rules, CATEGORY).now}
    line = timeline(sums, DATED, date(2021, 10, 19), date(2022, 2, 28), CATEGORY, rules)
    earned = dict(zip(line.days, line.levels(0), strict=True))
    for day in days[:28]:
        assert trial[day] == float(earned[date(2022, 1, 31) if day.day < 16 else date(2022, 2, 15)] or 0)
    assert len({earned[day] for day in days[:28]}) > 1, "the level moves within the month"
    assert date(2021, 10, 30) not in trial, "certified by days before the assessed ones: it cannot be compared"
    assert trial[date(2021, 11, 2)] == float(earned[date(2021, 10, 31)] or 0)
