"""The what-if as plain data: where each lever can go, and what the difference reads like."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_up import clean
from shops_to_show import ALL_SCHEMES, BASIC, Shown, made, needs_of, sample

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.what_if import Lever, covers_windows, difference, differences, level_change, levers, sentence
from scoring.improve.what_if import Change, Comparison, what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel

both_languages = pytest.mark.parametrize("language", LANGUAGES)
SHOPS = {"sample": sample, "made": lambda name: made(name=name), "empty": lambda name: made({}, days=40, name=name)}


def compared(shop: Shown, **changes: float) -> Comparison:
    return what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, changes)


def levers_of(shop: Shown, language: str = "zh") -> list[Lever]:
    return levers(compared(shop), shop.rules, shop.timeline, language)


@pytest.mark.parametrize("name", ALL_SCHEMES)
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


@pytest.mark.parametrize("name", ALL_SCHEMES)
@pytest.mark.parametrize("which", SHOPS)
def test_a_lever_moves_in_even_steps_from_end_to_end(which: str, name: str) -> None:
    for lever in levers_of(SHOPS[which](name)):
        places = (lever.high - lever.low) / lever.step
        assert places == pytest.approx(round(places), abs=1e-6), lever.metric
        assert places <= 1100, "a slider of more places than the screen has points"
        assert lever.step == pytest.approx(round(lever.step, lever.decimals)), "a step that the number box can show"


@pytest.mark.parametrize("name", ALL_SCHEMES)
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
    label = sample().result.level_label
    assert label is not None
    assert level_change(comparison, language) == f"{label[language]} → {label[language]}"


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
    for language in LANGUAGES:
        assert level_change(compared(nothing), language) == ""
        assert level_change(compared(sample(BASIC)), language) == ""


@both_languages
def test_a_level_that_is_only_there_after_the_change_stands_beside_a_dash(language: str) -> None:
    lifted = compared(sample(), delivery_hours=float(sample().hints()[0].target))
    before, after = lifted.baseline.level_label, lifted.scenario.level_label
    assert before is not None
    assert after is not None
    assert before != after
    assert level_change(lifted, language) == f"{before[language]} → {after[language]}"
    assert sentence(lifted, language).endswith(f"; {before[language]} → {after[language]}")
    none = replace(lifted, baseline=replace(lifted.baseline, level=None, level_label=None))
    assert level_change(none, language) == f"{fmt.MISSING} → {after[language]}"


def alternative_of(shop: Shown, **values: float) -> Panel:
    """The panel of the day as if another file had given these values."""
    panel = shop.timeline.panel_at(shop.day)
    for name, value in values.items():
        panel = panel.with_value(name, value)
    return panel


def test_a_lever_starts_where_the_alternative_stands_and_still_says_where_the_shop_is() -> None:
    shop = sample()
    other = alternative_of(shop, reply_rate=0.5, delivery_hours=float("nan"))
    comparison = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, {}, other)
    plain = {lever.metric: lever for lever in levers_of(shop)}
    for lever in levers(comparison, shop.rules, shop.timeline, "zh", other):
        assert lever.now == plain[lever.metric].now, "the shop stays where it is"
        assert plain[lever.metric].start == plain[lever.metric].now, "without an alternative both are one"
        starts = {"reply_rate": 50.0, "delivery_hours": None}
        assert lever.start == starts.get(lever.metric, lever.now)


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (date(2022, 6, 1), date(2022, 6, 30), True),
        (date(2022, 7, 6), date(2022, 7, 30), False),
        (date(2022, 7, 5), date(2022, 7, 30), True),
        (date(2020, 1, 1), date(2020, 12, 31), False),
        (None, None, True),
    ],
)
def test_the_days_of_a_file_meet_the_windows_or_not(first: date | None, last: date | None, meets: bool) -> None:
    shop = sample()
    report = replace(
        clean([{"order_id": "1", "paid_at": "2022-06-01"}], "orders").report, first_day=first, last_day=last
    )
    assert covers_windows(report, shop.rules, date(2022, 7, 5)) is meets


def test_the_oldest_day_that_any_window_reaches_is_the_last_that_meets_it() -> None:
    shop = sample()
    longest = max(item.window.days + item.window.lag for item in shop.rules.indicators.values())
    report = clean([{"order_id": "1", "paid_at": "2022-06-01"}], "orders").report
    for back, meets in ((longest, True), (longest + 1, False)):
        last = shop.day - timedelta(days=back)
        assert covers_windows(replace(report, first_day=last, last_day=last), shop.rules, shop.day) is meets


@both_languages
def test_a_dimension_that_cannot_be_measured_says_which_table_lacks_what(language: str) -> None:
    rows = differences(compared(made({}, days=40)), language)
    assert all(row.why for row in rows)
    whole = " ".join(row.why for row in rows)
    assert words(language)("data.tables.chats") in whole
    for need in needs_of("reply_rate"):
        assert words(language)(f"column.{need.split('|')[0].partition('.')[2]}") in whole
        assert need not in whole, "the table is said in words"
