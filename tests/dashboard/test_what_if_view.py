"""The what-if as plain data: where each lever can go, and what the difference reads like."""

import pytest
from shops_to_show import BASIC, STAR, Shown, made, sample

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.what_if import Lever, difference, differences, level_change, levers, sentence
from scoring.improve.what_if import Change, Comparison, what_if
from scoring.measure.catalogue import METRICS

both_languages = pytest.mark.parametrize("language", LANGUAGES)
SHOPS = {"sample": sample, "made": lambda name: made(name=name), "empty": lambda name: made({}, days=40, name=name)}


def compared(shop: Shown, **changes: float) -> Comparison:
    return what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, changes)


def levers_of(shop: Shown, language: str = "zh") -> list[Lever]:
    return levers(compared(shop), shop.rules, shop.timeline, language)


@pytest.mark.parametrize("name", [STAR, BASIC])
@pytest.mark.parametrize("which", SHOPS)
def test_a_lever_reaches_today_and_every_step_of_its_curve(which: str, name: str) -> None:
    shop = SHOPS[which](name)
    found = levers_of(shop)
    items = shop.rules.indicators_for(shop.category)
    assert [lever.metric for lever in found] == [item.metric for item in items.values()]
    for lever, item in zip(found, items.values(), strict=True):
        unit = METRICS[lever.metric].unit
        reaches = [fmt.shown(float(point.reach), unit) for point in item.curve.points]
        assert 0 <= lever.low < lever.high
        for value in [*reaches, *([] if lever.now is None else [lever.now])]:
            assert lever.low - 1e-9 <= value <= lever.high + 1e-9, lever.metric


@pytest.mark.parametrize("name", [STAR, BASIC])
@pytest.mark.parametrize("which", SHOPS)
def test_a_lever_moves_in_even_steps_from_end_to_end(which: str, name: str) -> None:
    for lever in levers_of(SHOPS[which](name)):
        places = (lever.high - lever.low) / lever.step
        assert places == pytest.approx(round(places), abs=1e-6), lever.metric
        assert places <= 1100, "a slider of more places than the screen has points"
        assert lever.step == pytest.approx(round(lever.step, lever.decimals)), "a step that the number box can show"


@pytest.mark.parametrize("name", [STAR, BASIC])
def test_every_step_of_the_curve_lies_on_a_place_of_the_slider(name: str) -> None:
    shop = sample(name)
    for lever, item in zip(levers_of(shop), shop.rules.indicators_for(shop.category).values(), strict=True):
        for point in item.curve.points:
            places = (fmt.shown(float(point.reach), METRICS[lever.metric].unit) - lever.low) / lever.step
            assert places == pytest.approx(round(places), abs=1e-6), (lever.metric, point.reach, lever.step)


@both_languages
def test_a_lever_without_data_has_no_value_and_says_so(language: str) -> None:
    for lever in levers_of(made({}, days=40), language):
        assert lever.now is None
        assert lever.now_text == fmt.MISSING


@both_languages
def test_a_levers_steps_are_read_with_their_unit(language: str) -> None:
    lever = next(lever for lever in levers_of(sample(), language) if lever.metric == "delivery_hours")
    reach = fmt.measured(48, METRICS["delivery_hours"].unit, language).replace(" ", "\u00a0")
    assert reach in lever.steps, "a step never breaks inside itself"
    assert "≤" in lever.steps
    assert "≥" not in lever.steps
    assert lever.label == METRICS["delivery_hours"].label[language]


@both_languages
def test_no_change_makes_no_difference(language: str) -> None:
    comparison = compared(sample())
    assert {row.good for row in differences(comparison, language)} == {0}
    assert {row.change for row in differences(comparison, language)} == {"0"}
    before, _, after = level_change(comparison).partition(" → ")
    assert before == after


@both_languages
def test_the_difference_is_scorings_own(language: str) -> None:
    shop = sample()
    comparison = compared(shop, delivery_hours=48.0)
    rows = differences(comparison, language)
    assert [row.label for row in rows] == [item.label[language] for item in shop.result.dimensions.values()]
    logistics = rows[list(shop.rules.dimensions.rows).index("logistics")]
    change = comparison.dimensions[list(shop.rules.dimensions.rows).index("logistics")]
    assert (logistics.before, logistics.after) == (fmt.points(change.before), fmt.points(change.after))
    assert logistics.good == 1
    assert {row.good for row in rows} == {0, 1}, "the other dimensions stay"
    whole = sentence(comparison, language)
    assert fmt.points(comparison.scenario.total) in whole
    assert words(language)("what_if.total") in whole


def test_worse_is_marked_as_worse() -> None:
    comparison = compared(sample(), delivery_hours=500.0)
    assert -1 in {row.good for row in differences(comparison, "zh")}
    assert difference("x", comparison.total).change.startswith("-")


@pytest.mark.parametrize(("before", "after"), [(None, 3.0), (3.0, None), (None, None)])
def test_a_side_that_is_missing_is_a_dash_and_no_change(before: float | None, after: float | None) -> None:
    row = difference("x", Change("x", before, after))
    assert row.change == fmt.MISSING
    assert row.good == 0
    assert fmt.MISSING in (row.before, row.after)


def test_a_change_below_what_can_be_read_is_none() -> None:
    assert difference("x", Change("x", 3.0, 3.0 + 1e-12)).good == 0


def test_a_scheme_or_shop_without_a_level_shows_none() -> None:
    nothing = made({}, days=40)
    assert level_change(compared(nothing)) == ""
