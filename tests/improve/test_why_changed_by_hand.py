"""Why a total changed, in cases a reader can check in the head."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
from made_up_shop import day_of, shop_of

from scoring.assess.measured import panel_for
from scoring.improve.change_parts import Days, Why
from scoring.improve.why_changed import why_changed, why_differs
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

STAR = scheme("tmall_experience_star").rule_sets[-1]
REAL = scheme("shop_real_experience").rule_sets[-1]
WOMEN = "女装/女士精品"
REPLIES = {"chats_in_service_hours": 10, "replied_within_3min": 9}
SALES = {"paid_orders": 50, "due_within_48h": 50, "delivered_orders": 50}


def days(rules: RuleSet, sums: DailySums, first: int, last: int) -> Why:
    return why_changed(sums, 0, WOMEN, (day_of(first), rules), (day_of(last), rules))


def test_one_bad_day_that_leaves_the_window_explains_all_of_it() -> None:
    """Replies in 20 s but for one day of an hour each: the star's curve is steps, so only the roll-off moves it."""
    seconds = np.full(60, 20 * 10)
    seconds[25] = 3600 * 10
    sums = shop_of({**SALES, "human_reply_waits": seconds, "chats_in_service_hours": 10}, 60)
    why = days(STAR, sums, 55, 56)
    (part,) = why.parts
    assert part.kind == "left"
    assert part.metric == "human_reply_seconds"
    assert part.days == Days(day_of(25), day_of(25), 1)
    assert part.figure == 3600
    assert (part.before, part.after) == ((29 * 20 + 3600) / 30, 20)
    assert part.cases == (300, 290)
    assert part.points == why.change > 0
    assert why.change == Decimal(str(why.after.total)) - Decimal(str(why.before.total))


def test_days_that_leave_come_and_weigh_more_are_three_parts() -> None:
    """30 days of 100 people asking, 90 answered; five good days leave, five bad ones with twice the people come."""
    asking = np.full(60, 100)
    answered = np.full(60, 90)
    asking[40:45], answered[40:45] = 200, 140
    answered[10:15] = 100
    rules = REAL.model_copy(update={"indicators": {**REAL.indicators, **linear_reply()}})
    sums = shop_of({**SALES, "people_asking": asking, "people_answered": answered}, 60)
    why = days(rules, sums, 40, 45)
    kinds = [part.kind for part in why.parts if part.metric == "reply_rate"]
    assert kinds == ["left", "came", "mix"]
    left, came, mix = [part for part in why.parts if part.metric == "reply_rate"]
    assert (left.before, left.after) == (2750 / 3000, 0.9)
    assert (came.before, came.after) == (0.9, (2250 + 350) / 3000), "their own rate for as many as left"
    assert (mix.before, mix.after) == ((2250 + 350) / 3000, 2950 / 3500)
    assert left.days == Days(day_of(10), day_of(14), 5)
    assert came.days == mix.days == Days(day_of(40), day_of(44), 5)
    assert came.figure == 0.7
    assert sum((part.points for part in why.parts), Decimal(0)) == why.change


def linear_reply() -> dict[str, object]:
    """An indicator of the reply rate on a straight line from 0 to 1, in place of the satisfaction."""
    name, item = next((name, item) for name, item in REAL.indicators.items() if item.metric == "chat_satisfaction_rate")
    curve = {"kind": "linear_between", "points": [{"reach": Decimal(1), "score": Decimal(5)},
             {"reach": Decimal(0), "score": Decimal(1)}], "evidence": item.curve.evidence.model_dump()}  # fmt: skip
    made = type(item).model_validate({**item.model_dump(), "metric": "reply_rate", "curve": curve}, strict=False)
    return {name: made}


def test_windows_without_a_day_in_common_are_not_split_into_leaving_and_coming() -> None:
    seconds = np.full(90, 20 * 10)
    seconds[:40] = 600 * 10
    sums = shop_of({**SALES, "human_reply_waits": seconds, "chats_in_service_hours": 10}, 90)
    (part,) = days(STAR, sums, 40, 75).parts
    assert part.kind == "replaced"
    assert (part.before, part.after) == (600, 20)


def test_violations_that_left_the_window_are_told_as_a_deduction() -> None:
    one = REAL.deductions["counterfeit"].model_copy(update={"each": Decimal("0.25"), "at_most": Decimal(2)})
    rules = REAL.model_copy(update={"deductions": {**REAL.deductions, "counterfeit": one}})
    sums = shop_of({**SALES, **REPLIES, "counterfeit_count": [0, 0, 2] + [0] * 57}, 60)
    why = days(rules, sums, 30, 45)
    told = [(part.kind, part.metric, part.before, part.after, part.points) for part in why.parts]
    assert told == [("deduction", "counterfeit_count", 2, 0, Decimal("0.5"))]


def disaster() -> DailySums:
    """Late collection on the four days from position 36 on, all of whose orders are excluded."""
    of_disaster = (np.arange(60) >= 36) & (np.arange(60) < 40)
    sums = shop_of({**SALES, "collected_within_48h": np.where(of_disaster, 5, 50)}, 60)
    columns = ("collected_within_48h", "due_within_48h")
    kept = {name: sums.columns[name] * ~of_disaster for name in columns}
    return replace(sums, excluded={"collected_within_48h_rate": kept})


def test_cases_taken_out_on_one_side_only_are_told_beside_the_days() -> None:
    why = days(REAL, disaster(), 34, 44)
    told = {part.kind: part for part in why.parts}
    assert set(told) <= {"exclusions", "came", "left", "mix"}
    assert told["exclusions"].cases == (0, 200)
    assert told["exclusions"].before == (26 * 50 + 4 * 5) / 1500
    assert told["exclusions"].after == 1
    assert told["exclusions"].points > 0 > told["came"].points
    assert why.change == 0, "what is excluded does no harm"
    assert sum((part.points for part in why.parts), Decimal(0)) == 0


def test_cases_taken_out_on_both_sides_alike_are_no_part() -> None:
    assert days(REAL, disaster(), 50, 55).parts == ()


def test_an_exclusion_that_a_scenario_takes_back_is_told_as_one() -> None:
    sums, day = disaster(), day_of(50)
    baseline = panel_for(sums, REAL, day, day, WOMEN)
    scenario = panel_for(sums, REAL, day, day, WOMEN, after_exclusion=False)
    (part,) = [part for part in why_differs(baseline, scenario, REAL, REAL, WOMEN).parts if part.kind != "rounding"]
    assert (part.kind, part.metric, part.cases) == ("exclusions", "collected_within_48h_rate", (200, 0))


def test_a_metric_that_appears_takes_its_dimensions_weight_back() -> None:
    """Slow replies from day 40 on, everything else at its best: before, the weight of consultation is spread."""
    later = (np.arange(60) >= 40).astype(int)
    sums = shop_of({**SALES, "human_reply_waits": 2000 * later, "chats_in_service_hours": 10 * later}, 60)
    why = days(STAR, sums, 38, 50)
    (part,) = [part for part in why.parts if part.kind != "rounding"]
    assert (part.kind, part.metric, part.before, part.after) == ("spread", "human_reply_seconds", None, 200)
    assert part.points < 0
    back = days(STAR, sums, 50, 38)
    assert [(part.kind, part.points) for part in back.parts] == [(part.kind, -part.points) for part in why.parts]


def test_a_metric_that_appears_beside_others_is_no_spreading() -> None:
    later = (np.arange(60) >= 40).astype(int)
    sums = shop_of({**SALES, "human_reply_waits": 2000 * later, "chats_in_service_hours": 10 * later,
                    "people_asking": 10, "people_answered": 10}, 60)  # fmt: skip
    (part,) = [part for part in days(STAR, sums, 38, 50).parts if part.kind != "rounding"]
    assert (part.kind, part.metric) == ("appeared", "human_reply_seconds")


def test_without_a_total_on_a_side_it_is_said_which_and_no_number_is_made_up() -> None:
    later = (np.arange(80) >= 50).astype(int)
    sums = shop_of({"human_reply_waits": 200 * later, "chats_in_service_hours": 10 * later}, 80)
    why = days(STAR, sums, 20, 79)
    assert why.change is None
    assert why.parts == ()
    assert [side.day for side in why.lacking] == [day_of(20)]
    assert why.after.total == 5


def test_where_there_is_no_total_in_between_the_steps_are_told_together(sample_sums: DailySums) -> None:
    """The first day has no total under the other rules, for too little is sold: all up to the last day is one part."""
    first, last = date(2021, 6, 15), date(2021, 9, 1)
    few = replace(sample_sums, columns={**sample_sums.columns, "paid_orders": np.where(
        np.arange(sample_sums.days) < 60, 0, sample_sums.columns["paid_orders"])})  # fmt: skip
    why = why_changed(few, 0, WOMEN, (first, STAR), (last, REAL))
    assert why.change is not None
    assert why.parts[0].kind == "rules"
    assert "paid_order_count" in why.parts[0].along_with
    assert {part.kind for part in why.parts} <= {"rules", "rounding"}
    assert sum((part.points for part in why.parts), Decimal(0)) == why.change


def test_in_a_scenario_each_metric_is_one_part_and_exclusions_are_told_as_such(sample_sums: DailySums) -> None:
    day = sample_sums.last_day[0]
    baseline = panel_for(sample_sums, STAR, day, day, WOMEN)
    why = why_differs(baseline, baseline.with_value("human_reply_seconds", 1.0), STAR, STAR, WOMEN)
    (part,) = [part for part in why.parts if part.kind != "rounding"]
    assert (part.kind, part.metric, part.after) == ("value", "human_reply_seconds", 1.0)
    assert part.before == baseline.metrics["human_reply_seconds"].value[0, 0]


def test_metrics_that_moved_without_effect_are_named(sample_sums: DailySums) -> None:
    day = sample_sums.last_day[0]
    baseline = panel_for(sample_sums, STAR, day, day, WOMEN)
    now = float(baseline.metrics["human_reply_seconds"].value[0, 0])
    why = why_differs(baseline, baseline.with_value("human_reply_seconds", now + 1e-6), STAR, STAR, WOMEN)
    assert why.parts == ()
    assert why.without_effect == ("human_reply_seconds",)


def test_a_shop_among_others_is_explained_as_it_is_alone(sample_sums: DailySums) -> None:
    double = {name: np.vstack([column[:, ::-1], column]) for name, column in sample_sums.columns.items()}
    two = DailySums(
        ("other", *sample_sums.shops), sample_sums.first_day, sample_sums.days, double, {},
        {name: ((), *lacking) for name, lacking in sample_sums.missing.items()}, sample_sums.last_day * 2,
    )  # fmt: skip
    one = replace(sample_sums, platform={}, excluded={})
    sides = [(date(2022, 6, 1), STAR), (date(2022, 7, 5), STAR)]
    alone, among = (why_changed(sums, at, WOMEN, *sides) for sums, at in ((one, 0), (two, 1)))
    assert alone.parts
    assert alone == among
