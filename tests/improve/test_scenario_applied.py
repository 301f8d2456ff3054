"""What a scenario makes of the sample shop: exact, in a fixed order, and the baseline stays as it is."""

import copy
import io
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from made_up import csv_bytes, file_rows

from sample_data import SAMPLE_SHOP
from scoring.assess.measured import panel_for
from scoring.assess.timeline import timeline
from scoring.errors import BadValue, DayOutsideData, RowsGone, UnknownName
from scoring.figures import Evidence
from scoring.improve.scenario.apply import Applied, altered_events, apply, measured_sums
from scoring.improve.scenario.coming import latest_day
from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    PlannedDay,
    ReplaceTable,
    Scenario,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
    rows_named,
)
from scoring.improve.scenario.rules import stricter, with_better_peers
from scoring.improve.scenario.stages import on_events
from scoring.improve.what_if import what_if
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.panel import Panel
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.model import RuleSet
from scoring.store.delta import Store
from scoring.store.events import Events

SHOP, WOMEN = "示例旗舰店", "女装/女士精品"
STAR = scheme("tmall_experience_star")
NEWEST, LATER = date(2022, 7, 5), date(2022, 7, 15)
REFUNDS = [{"refund_id": "new", "order_id": "1", "kind": "refund_only", "requested_at": "2022-07-01 10:00:00",
            "completed_at": "2022-07-01 11:00:00", "handled_by_shop": True}]  # fmt: skip
ROWS = {"some": file_rows(REFUNDS, "refunds", SHOP)}
EVERY: tuple[Change, ...] = (
    SetMetric(metric="delivery_hours", value=Decimal(40)),
    SetMetric(metric="reply_rate", value=Decimal("0.99"), first=date(2022, 6, 10), last=date(2022, 6, 20)),
    ShiftMetric(metric="human_reply_seconds", by=Decimal(-30)),
    ExcludeRows(table="refunds", record_ids=("1",)),
    ExcludeDays(first=date(2022, 6, 1), last=date(2022, 6, 20), metric="delivery_hours"),
    ShipEarlier(hours=Decimal(12)),
    AnswerUnanswered(from_hour=8, to_hour=23, within_seconds=20),
    ReplaceTable(table="refunds", rows="some"),
    AddRows(table="refunds", rows="some"),
    DailyPlan(plan=(PlannedDay(day=date(2022, 7, 1), metric="reply_rate", value=Decimal("0.5")),)),
    PeersImprove(by=Decimal("0.3")),
    UseRuleSet(scheme="tmall_basic_service", effective=date(2018, 7, 27)),
)


def applied(events: Events, sums: DailySums, *changes: Change, day: date | None = None) -> Applied:
    scenario = Scenario(name="试算", scheme="tmall_experience_star", day=day, shop=SHOP, changes=changes)
    return apply(events, sums, scenario, STAR, ROWS, WOMEN)


def same_panel(one: Panel, other: Panel) -> bool:
    return one.metrics.keys() == other.metrics.keys() and all(
        np.array_equal(array, getattr(other.metrics[name], part), equal_nan=part == "value")
        for name, values in one.metrics.items()
        for part, array in vars(values).items()
    )


def same_sums(one: DailySums, other: DailySums) -> bool:
    return one.columns.keys() == other.columns.keys() and all(
        np.array_equal(array, other.columns[name]) for name, array in one.columns.items()
    )


@pytest.mark.parametrize("change", EVERY, ids=lambda item: item.kind)
def test_each_change_alters_the_scenario_and_switched_off_it_is_absent(
    sample_events: Events, sample_sums: DailySums, change: Change
) -> None:
    before = copy.deepcopy(sample_sums)
    nothing = applied(sample_events, sample_sums)
    on = applied(sample_events, sample_sums, change)
    off = applied(sample_events, sample_sums, change.switched(False))
    assert on.comparison.baseline == off.comparison.baseline == nothing.comparison.baseline
    # One refund of thousands of rows, or one of the platform's own, may leave every score where it was.
    rounded_away = isinstance(change, ExcludeRows)
    assert on.comparison.scenario != on.comparison.baseline or rounded_away
    assert off.comparison == nothing.comparison
    assert off.sums is nothing.sums is sample_sums
    assert same_panel(off.panel, nothing.panel)
    assert same_sums(before, sample_sums)
    assert (before.missing, before.last_day, before.spans) == (
        sample_sums.missing, sample_sums.last_day, sample_sums.spans
    )  # fmt: skip


def test_the_baseline_is_the_days_own_assessment(sample_events: Events, sample_sums: DailySums) -> None:
    found = applied(sample_events, sample_sums, day=date(2022, 3, 3)).comparison
    own = timeline(sample_sums, STAR, date(2022, 3, 3), date(2022, 3, 3), WOMEN).at(date(2022, 3, 3), 0)
    assert found.baseline == found.scenario == own


def test_metrics_as_a_whole_are_what_what_if_makes_of_them(sample_events: Events, sample_sums: DailySums) -> None:
    values = {"delivery_hours": 40.0, "reply_rate": 0.99}
    changes = [SetMetric(metric=name, value=Decimal(str(value))) for name, value in values.items()]
    found = applied(sample_events, sample_sums, *changes)
    rules = STAR.in_force(NEWEST)
    expected = what_if(panel_for(sample_sums, rules, NEWEST, NEWEST, WOMEN), rules, WOMEN, values)
    assert found.comparison == expected
    shift = ShiftMetric(metric="delivery_hours", by=Decimal("0.5"))
    later = applied(sample_events, sample_sums, *changes, shift, shift).panel
    assert later.metrics["delivery_hours"].value[0, 0] == 41.0
    far = applied(sample_events, sample_sums, ShiftMetric(metric="reply_rate", by=Decimal(1))).panel
    assert far.metrics["reply_rate"].value[0, 0] == 1.0


def test_events_changed_are_what_importing_them_gives(sample_events: Events, tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        with path.open("rb") as file:
            store.import_file(file, path.name, shop=SHOP)
    events = store.events()
    sums = daily_sums(events, [SHOP])
    found = applied(events, sums, AddRows(table="refunds", rows="some"),
                    ExcludeDays(first=date(2022, 6, 1), last=date(2022, 6, 20), metric="delivery_hours"))  # fmt: skip
    notice = {"exclusion_id": "n", "table": "orders", "metric": "delivery_hours", "from_day": "2022-06-01",
              "to_day": "2022-06-20", "status": "upheld"}  # fmt: skip
    for table, rows in (("refunds", REFUNDS), ("exclusions", [notice])):
        store.import_file(io.BytesIO(csv_bytes(rows)), f"{table}.csv", shop=SHOP, table=table)
    imported = daily_sums(store.events(), [SHOP])
    assert same_sums(found.sums, imported)
    assert not same_sums(sums, imported)
    expected = panel_for(imported, found.rules, NEWEST, NEWEST, WOMEN)
    assert same_panel(found.panel, expected)
    assert found.panel.metrics["delivery_hours"].excluded_cases[0, 0] > 0


def test_measured_once_the_events_are_looked_at_no_more(sample_events: Events, sample_sums: DailySums) -> None:
    changes = (ShipEarlier(hours=Decimal(12)), SetMetric(metric="reply_rate", value=Decimal("0.9")))
    measured = measured_sums(sample_events, sample_sums, changes)
    scenario = Scenario(name="x", scheme="tmall_experience_star", changes=changes)
    found = apply(Events(), sample_sums, scenario, STAR, ROWS, WOMEN, measured=measured)
    assert found.comparison == applied(sample_events, sample_sums, *changes).comparison
    assert measured_sums(sample_events, sample_sums, changes[1:]) is sample_sums
    assert altered_events(sample_events, SHOP, changes[1:]) is sample_events
    one, other = (altered_events(sample_events, SHOP, [ShipEarlier(hours=Decimal(hours))]).version for hours in (1, 2))
    assert len({one, other, sample_events.version}) == 3


def test_changes_work_in_a_fixed_order_whatever_theirs(sample_events: Events, sample_sums: DailySums) -> None:
    changes = (EVERY[1], EVERY[0], EVERY[6], EVERY[10], ShipEarlier(hours=Decimal(12)))
    one, other = (applied(sample_events, sample_sums, *order) for order in (changes, changes[::-1]))
    assert one.comparison == other.comparison
    # The value typed counts, not what shipping earlier makes of it.
    assert one.panel.metrics["delivery_hours"].value[0, 0] == 40.0


@pytest.mark.parametrize("shift", [False, True])
def test_a_metric_on_certain_days_changes_its_numerator_in_whole_cases(
    sample_events: Events, sample_sums: DailySums, shift: bool
) -> None:
    first, last, by = date(2022, 6, 10), date(2022, 6, 20), Decimal("0.013")
    days = {"first": first, "last": last}
    change = (
        ShiftMetric(metric="reply_rate", by=by, **days) if shift else SetMetric(metric="reply_rate", value=by, **days)
    )
    found, left_over = applied(sample_events, sample_sums, change), Fraction(0)
    before, after, cases = sample_sums.columns["people_answered"][0], found.sums.columns["people_answered"][0], (
        sample_sums.columns["people_asking"][0]
    )  # fmt: skip
    for at in range(sample_sums.days):
        wanted = Fraction(int(before[at]))
        if first <= sample_sums.first_day + timedelta(days=at) <= last:
            wanted = min((wanted if shift else 0) + Fraction(by) * int(cases[at]), Fraction(int(cases[at]))) + left_over
        assert after[at] == min(int(wanted + Fraction(1, 2)), int(cases[at]))
        left_over = wanted - int(after[at])
    assert found.sums.columns["people_asking"] is sample_sums.columns["people_asking"]
    value = found.panel.metrics["reply_rate"]
    assert value.value[0, 0] == value.numerator[0, 0] / value.denominator[0, 0]


def test_a_figure_of_the_platform_changes_on_its_days(sample_events: Events, sample_sums: DailySums) -> None:
    change = SetMetric(metric="product_reputation", value=Decimal("0.99"), first=NEWEST)
    assert applied(sample_events, sample_sums, change).panel.metrics["product_reputation"].value[0, 0] == 0.99
    before = applied(sample_events, sample_sums, change, day=date(2022, 7, 4))
    assert before.comparison.baseline == before.comparison.scenario


def test_days_after_the_data_carry_on_as_lately(sample_events: Events, sample_sums: DailySums) -> None:
    found = applied(sample_events, sample_sums, day=LATER)
    assert found.comparison.baseline == found.comparison.scenario
    asking, answered = (found.sums.columns[name][0] for name in ("people_asking", "people_answered"))
    known = (NEWEST - sample_sums.first_day).days + 1
    own = [sample_sums.columns[name][0, :known] for name in ("people_asking", "people_answered")]
    assert np.array_equal(asking[:known], own[0])
    recent, half = slice(known - 28, known), Fraction(1, 2)
    wanted = [Fraction(0), Fraction(0)]
    for at in range(known, known + 10):
        same_weekday = [int(own[0][place]) for place in range(known - 28, known) if (at - place) % 7 == 0]
        assert len(same_weekday) == 4
        rate = Fraction(int(own[1][recent].sum()), int(own[0][recent].sum()))
        wanted[0] += Fraction(sum(same_weekday), 4)
        wanted[1] += rate * int(asking[at])
        assert [asking[known : at + 1].sum(), answered[known : at + 1].sum()] == [int(item + half) for item in wanted]
    # Orders of the newest days that are not due yet are expected to become so.
    due = found.sums.columns["due_within_48h"][0]
    assert due[known - 1] > sample_sums.columns["due_within_48h"][0, known - 1]


def test_a_plan_for_coming_days_moves_the_day_it_is_for(sample_events: Events, sample_sums: DailySums) -> None:
    days = [NEWEST + timedelta(days=ahead) for ahead in range(1, 11)]
    planned = tuple(PlannedDay(day=day, metric="reply_rate", value=Decimal(1)) for day in days)
    found = applied(sample_events, sample_sums, DailyPlan(plan=planned), day=LATER)
    at = [(day - sample_sums.first_day).days for day in days]
    assert np.array_equal(found.sums.columns["people_answered"][0, at], found.sums.columns["people_asking"][0, at])
    moved = {item.id for item in found.comparison.metrics if item.before != item.after}
    assert moved == {"reply_rate"}
    rows = {"plan": _plan_rows(planned)}
    scenario = Scenario(name="x", scheme="tmall_experience_star", day=LATER, changes=(DailyPlan(rows="plan"),))
    assert apply(sample_events, sample_sums, scenario, STAR, rows, WOMEN).comparison == found.comparison


def _plan_rows(planned: tuple[PlannedDay, ...]):  # type: ignore[no-untyped-def]
    rows = [{"day": item.day, "metric": item.metric, "value": item.value} for item in planned]
    return file_rows(rows, "platform_metrics", SHOP)


def test_a_day_beyond_the_next_reference_day_is_refused(sample_events: Events, sample_sums: DailySums) -> None:
    assert latest_day(sample_sums, STAR.in_force(NEWEST)) == LATER
    for day in (LATER + timedelta(days=1), sample_sums.first_day - timedelta(days=1)):
        with pytest.raises(DayOutsideData):
            applied(sample_events, sample_sums, day=day)


def test_another_rule_set_is_that_rule_set(sample_events: Events, sample_sums: DailySums) -> None:
    old = applied(sample_events, sample_sums, UseRuleSet(effective=date(2021, 10, 19)))
    assert old.rules is STAR.in_force(date(2021, 10, 19))
    expected = timeline(sample_sums, STAR, NEWEST, NEWEST, WOMEN, old.rules).at(NEWEST, 0)
    assert old.comparison.scenario == expected
    basic = applied(sample_events, sample_sums, EVERY[-1], SetMetric(metric="reply_rate", value=Decimal("0.9")))
    assert basic.rules.scheme == "tmall_basic_service"
    ids = [item.id for item in basic.comparison.metrics]
    assert len(ids) == len(set(ids)) > len(basic.comparison.baseline.indicators)


@pytest.mark.parametrize("rules", [scheme(name).rule_sets[-1] for name in schemes_of("score")], ids=lambda r: r.scheme)
def test_better_peers_make_assumed_limits_stricter_and_no_others(rules: RuleSet) -> None:
    changed = with_better_peers(rules, Decimal("0.1"))
    assert with_better_peers(rules, Decimal(0)) is rules
    for name, item in rules.indicators.items():
        now = changed.indicators[name].curve
        if item.curve.evidence.kind is Evidence.PUBLISHED:
            assert now == item.curve
            continue
        assert now.evidence.kind is Evidence.ASSUMED
        assert [step.score for step in now.points] == [step.score for step in item.curve.points]
        assert [step.reach for step in now.points] == [
            stricter(item.metric, step.reach, Decimal("0.1")) for step in item.curve.points
        ]


def test_limits_move_by_what_is_missing_to_the_best_there_is() -> None:
    cases = {"reply_rate": ("0.9", "0.92"), "description_rating": ("4.5", "4.6"), "delivery_hours": ("50", "40"),
             "negative_feedback_rate": ("0.1", "0.08"), "people_assisted": ("100", "120")}  # fmt: skip
    for metric, (before, after) in cases.items():
        assert stricter(metric, Decimal(before), Decimal("0.2")) == Decimal(after), metric


def test_what_cannot_be_done_is_refused(sample_events: Events, sample_sums: DailySums) -> None:
    with pytest.raises(UnknownName, match="chat_satisfaction_rate"):
        applied(sample_events, sample_sums, SetMetric(metric="chat_satisfaction_rate", value=Decimal("0.5")))
    gone = AddRows(table="refunds", file="refunds.csv", rows="gone")
    with pytest.raises(RowsGone, match=r"the rows of refunds\.csv are not kept"):
        applied(sample_events, sample_sums, gone)
    assert rows_named([gone, gone.switched(False), EVERY[7], EVERY[0]]) == ("gone", "some")
    bad = {"bad": _plan_rows((PlannedDay(day=NEWEST, metric="delivery_hours", value=Decimal(90)),))}
    bad["bad"] = bad["bad"].set_column(bad["bad"].column_names.index("metric"), "metric", [["reply_rate"]])
    scenario = Scenario(name="x", scheme="tmall_experience_star", changes=(DailyPlan(file="计划.csv", rows="bad"),))
    with pytest.raises(BadValue, match=r"计划\.csv, 2022-07-05, reply_rate.*'90"):
        apply(sample_events, sample_sums, scenario, STAR, bad, WOMEN)


def test_only_upheld_appeals_touch_the_events() -> None:
    appeals = [
        ExcludeRows(table="orders", record_ids=("1",), outcome=item) for item in ("upheld", "rejected", "pending")
    ]
    assert on_events(appeals) == (appeals[0],)
