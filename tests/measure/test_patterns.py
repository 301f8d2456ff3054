"""Patterns of days: the week, before and after a day, two metrics; what chance does and what it does not."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from made_up import constant_sums, events

from sample_data import SAMPLE_SHOP
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.panel import panel
from scoring.measure.patterns import before_after, counted, days_of_metric, moved_together, weekdays
from scoring.measure.records import Annotation, annotation_rows, annotations_of
from scoring.store.events import from_folder

MONDAY = date(2022, 1, 3)
REPLY, HOURS, ORDERS = "reply_rate", "delivery_hours", "paid_order_count"


@cache
def sample() -> DailySums:
    return daily_sums(from_folder(SAMPLE_SHOP))


def alike(days: int = 84, **measured: tuple[int, int]) -> DailySums:
    """A shop of equal days from a Monday on."""
    return constant_sums(MONDAY, days, measured or {REPLY: (90, 100), HOURS: (3600 * 50 * 40, 40)})


def changed(sums: DailySums, column: str, values: np.ndarray) -> DailySums:
    return replace(sums, columns={**sums.columns, column: values[None, :].astype(np.int64)})


def end(sums: DailySums) -> date:
    return sums.last_day[0]


@pytest.mark.parametrize("metric", [REPLY, HOURS, "special_service_share", ORDERS, "turnover"])
def test_the_days_of_a_window_add_up_to_the_window(metric: str) -> None:
    sums = sample()
    day, days, lag = end(sums), 30, 4
    whole = panel(sums, {metric: (days, lag)}, day, day).metrics[metric]
    last = day - timedelta(days=lag)
    each = days_of_metric(sums, 0, metric, last - timedelta(days=days - 1), last)
    assert len(each) == days
    assert sum(item.numerator for item in each) == whole.numerator[0, 0] > 0
    assert sum(item.denominator for item in each) == whole.denominator[0, 0]
    amount, cases = counted(METRICS[metric], int(whole.numerator[0, 0]), int(whole.denominator[0, 0]))
    if METRICS[metric].denominator:
        assert sum(item.amount for item in each) / sum(item.cases for item in each) == pytest.approx(
            float(whole.value[0, 0])
        )
    else:
        assert amount == pytest.approx(float(whole.value[0, 0]))
    assert cases == pytest.approx(sum(item.cases for item in each))


def test_what_only_the_platform_gives_and_what_is_lacking_has_no_days() -> None:
    sums = sample()
    assert days_of_metric(sums, 0, "product_reputation", sums.first_day, end(sums)) == []
    assert sums.missing["waybill_on_time_rate"][0]
    assert days_of_metric(sums, 0, "waybill_on_time_rate", sums.first_day, end(sums)) == []
    assert weekdays(sums, 0, "product_reputation", sums.first_day, end(sums)).state == "too_few"


def test_a_platform_figure_that_stands_in_is_not_taken_for_one_of_a_day() -> None:
    sums = replace(sample(), platform={REPLY: sample().platform["product_reputation"]})
    quiet = changed(sums, METRICS[REPLY].denominator, np.zeros(sums.days))
    assert panel(quiet, {REPLY: (1, 0)}, end(sums), end(sums)).metrics[REPLY].value[0, 0] > 0
    (day,) = days_of_metric(quiet, 0, REPLY, end(sums), end(sums))
    assert day.figure is None


@pytest.mark.parametrize("metric", [REPLY, HOURS])
def test_every_weekday_is_its_own_sums_divided(metric: str) -> None:
    sums, first = sample(), end(sample()) - timedelta(days=89)
    week = weekdays(sums, 0, metric, first, end(sums))
    days = days_of_metric(sums, 0, metric, first, end(sums))
    assert [row.weekday for row in week.rows] == [1, 2, 3, 4, 5, 6, 7]
    for row in week.rows:
        own = [item for item in days if item.day.isoweekday() == row.weekday]
        assert row.figure == pytest.approx(sum(item.amount for item in own) / sum(item.cases for item in own))
        assert row.cases == sum(item.cases for item in own)
    assert week.worst is not None
    worst = max if METRICS[metric].better == "lower" else min
    rest = [item for item in days if item.day.isoweekday() != week.worst.weekday]
    assert week.rest == pytest.approx(sum(item.amount for item in rest) / sum(item.cases for item in rest))
    assert week.worst.figure == pytest.approx(worst(row.figure for row in week.rows if row.figure), rel=0.05)


@pytest.mark.parametrize(("metric", "bad"), [(REPLY, 70), (HOURS, 3600 * 80 * 40)])
def test_a_bad_sunday_is_found_whichever_side_is_better(metric: str, bad: int) -> None:
    sums = alike()
    usual = sums.columns[METRICS[metric].numerator][0].copy()
    usual[6::7] = bad
    usual[::10] = (usual[::10] + usual.max()) // 2  # some days swing
    week = weekdays(changed(sums, METRICS[metric].numerator, usual), 0, metric, MONDAY, end(sums))
    assert week.state == "differs"
    assert week.worst is not None
    assert week.worst.weekday == 7
    assert week.chance is not None
    assert week.chance < 0.01


def test_a_good_sunday_is_no_bad_monday() -> None:
    sums = alike()
    usual = sums.columns[METRICS[REPLY].numerator][0].copy()
    usual[6::7] = 100
    week = weekdays(changed(sums, METRICS[REPLY].numerator, usual), 0, REPLY, MONDAY, end(sums))
    assert week.state == "alike", "six days are equally bad: none of them stands out"
    assert week.worst is not None
    assert week.worst.weekday != 7


def test_days_that_differ_by_chance_alone_seldom_give_a_pattern() -> None:
    sums, states = alike(), []
    for seed in range(60):
        random = np.random.default_rng(seed)
        # Days swing together more than single cases would: that is no pattern of the week either.
        rate = random.beta(30, 3, sums.days)
        drawn = changed(sums, METRICS[REPLY].numerator, random.binomial(100, rate))
        states.append(weekdays(drawn, 0, REPLY, MONDAY, end(sums)).state)
    assert states.count("differs") <= 7, "three are expected"
    assert set(states) <= {"differs", "alike"}


def test_equal_days_are_alike_and_the_same_every_time() -> None:
    sums = alike()
    week = weekdays(sums, 0, REPLY, MONDAY, end(sums))
    assert (week.state, week.chance) == ("alike", 1.0)
    assert weekdays(sums, 0, REPLY, MONDAY, end(sums)) == week


def test_too_few_weeks_or_too_few_cases_are_said_to_be_too_few() -> None:
    sums = alike()
    assert weekdays(sums, 0, REPLY, MONDAY, MONDAY + timedelta(days=19)).state == "too_few"
    assert weekdays(sums, 0, REPLY, MONDAY, MONDAY + timedelta(days=20)).state == "alike"
    almost = np.full(sums.days, 100)
    almost[6] = 91
    assert weekdays(changed(sums, METRICS[REPLY].numerator, almost), 0, REPLY, MONDAY, end(sums)).state == "too_few"
    almost[6] = 90
    assert weekdays(changed(sums, METRICS[REPLY].numerator, almost), 0, REPLY, MONDAY, end(sums)).state != "too_few"


def test_a_count_is_that_of_an_average_day() -> None:
    sums = alike(84, **{ORDERS: (20, 0)})
    orders = np.full(sums.days, 20)
    orders[6::7] = 5
    week = weekdays(changed(sums, METRICS[ORDERS].numerator, orders), 0, ORDERS, MONDAY, MONDAY + timedelta(days=79))
    assert [row.figure for row in week.rows] == [20, 20, 20, 20, 20, 20, 5]
    assert week.rows[0].cases == 12 * 20
    assert week.rows[6].cases == 11 * 5
    assert (week.state, week.rest) == ("differs", 20)


def test_what_became_better_and_what_worse_after_a_day() -> None:
    sums, at = alike(), 40
    reply, hours = np.full(sums.days, 90), np.full(sums.days, 3600 * 50 * 40)
    reply[at + 1 :], hours[at + 1 :] = 97, 3600 * 70 * 40
    reply[at], hours[at] = 0, 0  # the day itself is no part of either side
    two = changed(changed(sums, METRICS[REPLY].numerator, reply), METRICS[HOURS].numerator, hours)
    windows = {REPLY: (30, 1), HOURS: (30, 10), "product_reputation": (1, 0), "human_reply_seconds": (30, 1)}
    found = before_after(two, 0, MONDAY + timedelta(days=at), 14, windows)
    assert [item.metric for item in found] == [REPLY, HOURS], "what is not measured from events is left out"
    first, second = found
    assert (first.before.figure, first.after.figure, first.better) == (0.9, 0.97, True)
    assert (second.before.figure, second.after.figure, second.better) == (50, 70, False)
    assert first.before.cases == first.after.cases == 1400
    assert first.before.days == first.after.days == 14
    assert first.chance is not None
    assert first.chance < 0.01


def test_a_change_within_the_usual_swing_is_called_chance() -> None:
    sums, at = alike(), 40
    random = np.random.default_rng(3)
    swinging = changed(sums, METRICS[REPLY].numerator, random.binomial(100, 0.9, sums.days))
    (found,) = before_after(swinging, 0, MONDAY + timedelta(days=at), 14, {REPLY: (30, 1)})
    assert found.chance is not None
    assert found.chance > 0.05


def test_nothing_changed_is_neither_better_nor_worse() -> None:
    (found,) = before_after(alike(), 0, MONDAY + timedelta(days=40), 7, {REPLY: (30, 1)})
    assert (found.better, found.chance) == (None, 1.0)


@pytest.mark.parametrize(("after", "lag", "lacking"), [(8, 1, 0), (7, 1, 1), (8, 10, 9), (0, 1, 8), (-3, 1, 11)])
def test_how_many_days_are_still_to_come_is_said_with_the_metrics_lag(after: int, lag: int, lacking: int) -> None:
    sums = alike()
    (found,) = before_after(sums, 0, end(sums) - timedelta(days=after), 7, {REPLY: (30, lag)})
    assert found.days_lacking == lacking
    assert (found.after.figure is None) == bool(lacking)
    assert found.before.figure is None or found.before.figure == 0.9
    assert (found.chance is None) == bool(lacking)


def test_a_day_before_the_data_has_nothing_before_it() -> None:
    sums = alike()
    early, late = (
        before_after(sums, 0, MONDAY + timedelta(days=count), 7, {REPLY: (30, 1)})[0] for count in (6, 7)
    )  # fmt: skip
    assert early.begins_late
    assert early.before.figure is None
    assert early.better is None
    assert not late.begins_late
    assert late.before.figure == 0.9


def test_upheld_exclusions_are_taken_out_where_the_rules_say_so() -> None:
    sums = alike()
    column = METRICS[REPLY].numerator
    better = {column: np.full((1, sums.days), 95), METRICS[REPLY].denominator: sums.columns[METRICS[REPLY].denominator]}
    excluded = replace(sums, excluded={REPLY: better})
    day = MONDAY + timedelta(days=40)
    for taken_out, figure in (((), 0.9), ((REPLY,), 0.95)):
        (found,) = before_after(excluded, 0, day, 7, {REPLY: (30, 1)}, taken_out)
        assert found.before.figure == found.after.figure == figure
        assert weekdays(excluded, 0, REPLY, MONDAY, end(sums), taken_out).rows[0].figure == figure


def test_two_metrics_that_move_alike_opposed_and_apart() -> None:
    up = [float(number) for number in range(20)]
    assert moved_together(up, [x**3 for x in up]).correlation == 1
    assert moved_together(up, [-x for x in up]).correlation == -1
    random = np.random.default_rng(1)
    apart = moved_together(up, random.permutation(20).astype(float).tolist())
    assert apart.by_chance
    assert not moved_together(up, up).by_chance
    assert moved_together(up, [1.0] * 20).correlation is None
    assert moved_together(up[:9], up[:9]) == moved_together([*up[:9], None], [*up[:9], 1.0])


def test_equal_ranks_share_the_middle_of_theirs() -> None:
    one = [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]
    other = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    expected = np.corrcoef([0.5, 0.5, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8.5, 8.5], range(10))[0, 1]
    assert moved_together(one, other).correlation == pytest.approx(expected, abs=1e-6)


def test_annotations_come_with_their_ids_oldest_first() -> None:
    rows = [
        {"shop_id": "s", "annotation_id": "b", "day": "2022-06-02", "text": "later"},
        {"shop_id": "s", "annotation_id": "a", "day": "2022-06-01", "text": "first"},
        {"shop_id": "s", "annotation_id": "c", "day": "2022-06-03", "text": None},
        {"shop_id": "t", "annotation_id": "a", "day": "2022-06-01", "text": "another shop's"},
    ]
    made = events(annotations=rows)
    assert annotation_rows(made, "s") == [
        Annotation("a", date(2022, 6, 1), "first"),
        Annotation("b", date(2022, 6, 2), "later"),
    ]
    assert annotations_of(made, "s") == [(date(2022, 6, 1), "first"), (date(2022, 6, 2), "later")]
