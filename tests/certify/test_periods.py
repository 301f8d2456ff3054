"""Assessments over months: phases, failing months, sales nodes, conditions, and what brings the consequence."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from made_up import constant_sums

from scoring.certify.months import DailyScores, month_end, months_after
from scoring.certify.periods import period_assessment
from scoring.certify.phases import Phase, phase_on
from scoring.certify.standings import PeriodResult
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, PlatformFigures
from scoring.rules.periods import PeriodRules

WHY = {"provenance": "assumed", "because": {"zh": "例", "en": "made up"}, "if_wrong": {"zh": "例", "en": "nothing"}}
TEXT = {"zh": "例", "en": "made up"}


def period_rules(**parts: Any) -> PeriodRules:
    """Rules over twelve months with one free month and a trial of twelve; `parts` replace or add."""
    cycle = {"months": 12, "starts": "from_opening", "free_months": 1, "trial_months": 12, "evidence": WHY}
    return PeriodRules.model_validate(
        {
            "scheme": "made_up",
            "kind": "period",
            "effective_from": date(2020, 1, 1),
            "changes": (TEXT,),
            "sources": {},
            "cycle": cycle | parts.pop("cycle", {}),
            "consequence": TEXT,
            "consequence_evidence": WHY,
            **parts,
        }
    )


FLOOR = {
    "scheme": "tmall_basic_service",
    "within_months": 6,
    "other": {"categories": (), "at_least": Decimal("4.2"), "fails_from": 3, "evidence": WHY},
    "evidence": WHY,
}
NOTHING = constant_sums(date(2020, 1, 1), 1500, {})


def standing(
    rules: PeriodRules,
    day: date,
    opened: date | None = None,
    sums: DailySums = NOTHING,
    scores: DailyScores | None = None,
) -> PeriodResult:
    return period_assessment(rules, phase_on(rules, opened, day), "", opened, day, sums, 0, scores)


def month_scores(first: date, scores: list[float | None]) -> DailyScores:
    """One score per month end from the first day's month on; every other day is missing."""
    last = month_end(months_after(first, len(scores) - 1))
    totals = np.full((last - first).days + 1, np.nan)
    for index, score in enumerate(scores):
        if score is not None:
            totals[(month_end(months_after(first, index)) - first).days] = score
    return DailyScores(first, totals)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2020, 5, 20), Phase("free", date(2020, 5, 1), date(2020, 5, 31))),
        (date(2020, 5, 31), Phase("free", date(2020, 5, 1), date(2020, 5, 31))),
        (date(2020, 6, 1), Phase("trial", date(2020, 6, 1), date(2021, 5, 31))),
        (date(2021, 5, 31), Phase("trial", date(2020, 6, 1), date(2021, 5, 31))),
        (date(2021, 6, 1), Phase("formal", date(2021, 6, 1), date(2022, 5, 31))),
        (date(2022, 5, 31), Phase("formal", date(2021, 6, 1), date(2022, 5, 31))),
        (date(2022, 6, 1), Phase("formal", date(2022, 6, 1), date(2023, 5, 31))),
    ],
)
def test_a_shop_is_free_then_on_trial_then_in_formal_cycles(day: date, phase: Phase) -> None:
    assert phase_on(period_rules(), date(2020, 5, 20), day) == phase


@pytest.mark.parametrize(
    ("opened", "last_free"), [(date(2020, 5, 15), date(2020, 7, 31)), (date(2020, 5, 16), date(2020, 8, 31))]
)
def test_a_shop_online_by_the_fifteenth_counts_its_first_month(opened: date, last_free: date) -> None:
    rules = period_rules(cycle={"free_months": 3, "opened_by_day": 15})
    assert phase_on(rules, opened, opened).last == last_free


def test_without_an_opening_day_cycles_start_in_january() -> None:
    assert phase_on(period_rules(), None, date(2022, 7, 5)) == Phase("formal", date(2022, 1, 1), date(2022, 12, 31))
    half = period_rules(cycle={"months": 6})
    assert phase_on(half, None, date(2022, 7, 5)) == Phase("formal", date(2022, 7, 1), date(2022, 12, 31))


def test_calendar_quarters_are_what_the_rules_say_and_young_shops_are_left_out() -> None:
    rules = period_rules(
        cycle={"months": 3, "starts": "calendar", "free_months": 0, "trial_months": 0, "online_days": 365},
        phases={"quarters": ("none", "trial", "formal", "none"), "evidence": WHY},
    )
    kinds = [phase_on(rules, date(2019, 1, 1), date(2021, month, 15)).kind for month in (1, 4, 7, 10)]
    assert kinds == ["none", "trial", "formal", "none"]
    assert phase_on(rules, date(2020, 7, 1), date(2021, 7, 15)).kind == "formal"
    assert phase_on(rules, date(2020, 7, 2), date(2021, 7, 15)).kind == "none"


@pytest.mark.parametrize(
    ("scores", "failed", "left", "state"),
    [
        ([4.2] * 6, 0, 2, "passing"),
        ([4.19, 4.19, 4.2, 4.2, 4.2, 4.2], 2, 0, "passing"),
        ([4.19, 4.19, 4.19, 4.2, 4.2, 4.2], 3, 0, "failed"),
        ([4.19, 4.19, None, 4.2, 4.2, 4.2], 2, 0, "passing"),
        ([0.0, 0.0, 0.0, 4.2, 4.2, 4.2], 3, 0, "failed"),
    ],
)
def test_failing_months_are_counted_and_a_month_without_a_score_is_none(
    scores: list[float | None], failed: int, left: int, state: str
) -> None:
    found = standing(period_rules(score=FLOOR), date(2022, 6, 30), scores=month_scores(date(2022, 1, 1), scores))
    assert (found.failed, found.may_still_fail, found.state) == (failed, left, state)


def test_failing_months_of_one_half_do_not_reach_into_the_next() -> None:
    scores = month_scores(date(2022, 1, 1), [4.0, 4.0, 4.2, 4.2, 4.2, 4.2, 4.0])
    found = standing(period_rules(score=FLOOR), date(2022, 7, 31), scores=scores)
    assert found.months[0].day == date(2022, 7, 31)
    assert (found.failed, [month.state for month in found.months][1:]) == (1, ["ahead"] * 5)


def test_the_month_in_progress_is_not_judged() -> None:
    scores = month_scores(date(2022, 1, 1), [4.0, 4.0, 4.0])
    found = standing(period_rules(score=FLOOR), date(2022, 3, 30), scores=scores)
    assert (found.failed, found.state) == (2, "passing")


SALES = {
    "node_months": (3, 6, 9, 12),
    "targets": ({"categories": ("",), "trial": (0, 5625, 18750, 37500), "formal": 150000, "evidence": WHY},),
    "evidence": WHY,
}


def sold(per_day: float, first: date = date(2020, 1, 1), days: int = 1500) -> DailySums:
    return constant_sums(first, days, {"sales": (round(per_day * 100), 0)})


def test_sales_nodes_are_cumulative_from_the_start_of_the_trial() -> None:
    opened = date(2020, 12, 10)
    nodes = standing(period_rules(sales=SALES), date(2021, 7, 5), opened, sold(31.25)).nodes
    assert [node.day for node in nodes] == [date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31)]
    assert [node.sales for node in nodes][:2] == [31.25 * 90, 31.25 * 181]
    assert [node.state for node in nodes] == ["met", "met", "ahead", "ahead"]


@pytest.mark.parametrize(("sales", "state"), [(5624.99, "not_met"), (5625, "met"), (5625.01, "met")])
def test_a_node_is_missed_only_when_its_month_is_over(sales: float, state: str) -> None:
    sums = constant_sums(date(2021, 1, 1), 400, {"sales": (0, 0)})
    sums.columns[METRICS["sales"].numerator][0, 10] = round(sales * 100)
    opened = date(2020, 12, 10)
    found = standing(period_rules(sales=SALES), date(2021, 7, 1), opened, sums)
    assert found.nodes[1].state == state
    assert found.state == ("failed" if state == "not_met" else "passing")
    assert standing(period_rules(sales=SALES), date(2021, 6, 30), opened, sums).nodes[1].state == state
    early = standing(period_rules(sales=SALES), date(2021, 6, 29), opened, sums).nodes[1].state
    assert early == ("met" if state == "met" else "ahead")


def test_the_trial_may_ask_for_a_share_of_the_formal_target() -> None:
    shares = (
        {"categories": ("",), "share": Decimal("0.25"), "evidence": WHY},
        {"share": Decimal("0.5"), "evidence": WHY},
    )
    rules = period_rules(sales={**SALES, "node_months": (), "trial_shares": shares})
    (node,) = standing(rules, date(2021, 7, 1), date(2020, 12, 10), sold(10)).nodes
    assert (node.day, node.target) == (date(2021, 12, 31), 37_500)


def test_a_category_without_a_published_target_is_neither_met_nor_missed() -> None:
    rules = period_rules(sales={"node_months": (3,), "evidence": WHY})
    (node,) = standing(rules, date(2022, 1, 5), date(2020, 12, 10), sold(10)).nodes
    assert (node.target, node.state) == (None, "no_target")


def test_months_without_sales_fail_when_they_are_too_many() -> None:
    rules = period_rules(dark={"fails_when": "exceeded", "trial_months": 3, "formal_months": 6, "evidence": WHY})
    sums = sold(10, days=1000)
    sums.columns[METRICS["sales"].numerator][0, 300:] = 0  # the last sale is on 26 October 2020
    found = standing(rules, date(2021, 4, 30), None, sums)
    assert (found.dark, found.dark_limit, found.state) == (6, 7, "passing")
    assert standing(rules, date(2021, 5, 31), None, sums).state == "failed"
    trial = standing(rules, date(2021, 2, 28), date(2020, 3, 1), sums)
    assert (trial.phase.kind, trial.dark, trial.state) == ("trial", 4, "failed")


CONDITIONS = {
    "guided": {"label": TEXT, "metric": "guided_sales", "at_least": 1, "evidence": WHY},
    "redeemed": {
        "label": TEXT,
        "metric": "redemption_rate",
        "at_least": Decimal("0.6"),
        "only_if_metric": "store_appointments",
        "only_if_at_least": 7,
        "evidence": WHY,
    },
}


def platform(days: int, **values: list[float]) -> DailySums:
    """The platform's figures on the last day of each month of 2022, month by month."""
    sums = constant_sums(date(2022, 1, 1), days, {}, dict.fromkeys(values, 0.0))
    for name, months in values.items():
        given = np.full((1, days), np.nan)
        for index, value in enumerate(months):
            given[0, (month_end(date(2022, index + 1, 1)) - date(2022, 1, 1)).days] = value
        sums.platform[name] = PlatformFigures(given, sums.platform[name].sample)  # type: ignore[index]
    return sums


def monthly(**parts: Any) -> PeriodRules:
    cycle = {"months": 1, "starts": "calendar", "free_months": 0, "trial_months": 0}
    return period_rules(cycle=cycle, conditions=CONDITIONS, **parts)


@pytest.mark.parametrize(
    ("appointments", "redeemed", "state"),
    [(6, 0.1, "not_required"), (7, 0.599, "not_met"), (7, 0.6, "met"), (8, 0.601, "met")],
)
def test_a_condition_is_asked_only_from_enough_appointments_on(appointments: int, redeemed: float, state: str) -> None:
    sums = platform(31, guided_sales=[1], store_appointments=[appointments], redemption_rate=[redeemed])
    found = {row.id: row.state for row in standing(monthly(), date(2022, 1, 31), sums=sums).conditions}
    assert found == {"guided": "met", "redeemed": state}


def test_a_figure_that_is_missing_is_not_judged() -> None:
    found = standing(monthly(), date(2022, 1, 31), sums=platform(31, guided_sales=[0]))
    assert {row.id: row.state for row in found.conditions} == {"guided": "not_met", "redeemed": "not_checked"}


@pytest.mark.parametrize(
    ("guided", "in_a_row", "state"),
    [([0, 1, 0], 1, "passing"), ([1, 0, 0], 2, "failed"), ([0, 0, 1], 0, "passing"), ([0, 0, 0], 2, "failed")],
)
def test_only_so_many_failed_months_in_a_row_bring_the_consequence(
    guided: list[float], in_a_row: int, state: str
) -> None:
    rules = monthly(in_a_row={"periods": 2, "evidence": WHY})
    found = standing(rules, date(2022, 3, 31), sums=platform(90, guided_sales=guided))
    assert (found.failed_in_a_row, found.state) == (in_a_row, state)


def test_a_quarter_may_look_at_the_quarter_before() -> None:
    row = {
        "label": TEXT,
        "metric": "refund_request_rate",
        "below": Decimal("0.75"),
        "over": "period_before",
        "evidence": WHY,
    }
    rules = period_rules(
        cycle={"months": 3, "starts": "calendar", "free_months": 0, "trial_months": 0}, conditions={"refunds": row}
    )
    sums = constant_sums(date(2021, 1, 1), 365, {"refund_request_rate": (75, 100)})
    (found,) = standing(rules, date(2021, 8, 1), sums=sums).conditions
    assert (found.first, found.last) == (date(2021, 4, 1), date(2021, 6, 30))
    assert (found.value, found.state) == (0.75, "not_met")


def test_nothing_is_judged_in_free_months() -> None:
    rules = period_rules(score=FLOOR, sales=SALES, conditions=CONDITIONS)
    day = date(2021, 3, 31)
    found = standing(rules, day, date(2021, 3, 2), sold(0), month_scores(date(2021, 3, 1), [1.0]))
    assert (found.state, found.months, found.nodes, found.conditions) == ("not_assessed", (), (), ())
    assert found.phase.last == day
