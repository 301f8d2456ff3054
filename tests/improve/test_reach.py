"""A target can be reached on the days on which all that is still to come, gone well, is enough."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.figures import Unit
from scoring.improve.allowance import allowance
from scoring.improve.drawn import OF_PAID_ORDERS, Drawn, counted_columns
from scoring.improve.expected import expected_cases
from scoring.improve.hints import hints
from scoring.improve.reach import Reach, soonest
from scoring.improve.settling import settles_after
from scoring.improve.target import target
from scoring.improve.target_levers import Wishes
from scoring.improve.target_search import Goal
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import panel
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

STAR = "tmall_experience_star"
DAYS = [date(2021, 6, 2), date(2021, 6, 12), date(2021, 7, 15), date(2021, 9, 1), date(2021, 11, 20),
        date(2022, 4, 20), date(2022, 7, 5), date(2022, 7, 25), date(2022, 8, 8)]  # fmt: skip
CASES = [(STAR, day) for day in DAYS] + [("tmall_basic_service", day) for day in DAYS[:6]]
WOMEN = "女装/女士精品"


def expected_by_hand(daily: list[int], at: int) -> Fraction:
    """The cases of a coming day after the final days of a column."""
    recent = range(max(0, len(daily) - 28), len(daily))
    alike = [place for place in recent if (at - place) % 7 == 0] if len(recent) == 28 else list(recent)
    return Fraction(sum(daily[place] for place in alike), len(alike)) if alike else Fraction()


class ByHand:
    """The windows of a metric in plain fractions, from the daily sums."""

    def __init__(self, sums: DailySums, rules: RuleSet, day: date, name: str) -> None:
        self.metric, self.day, self.first = METRICS[name], day, sums.first_day
        self.days, self.lag = rules.windows_for(WOMEN)[name]
        known = self.known = min((day - sums.first_day).days + 1, sums.days)
        columns = counted_columns(sums, name, rules)
        both = self.metric.denominator, self.metric.numerator
        self.cases, self.tops = ([int(value) for value in columns[part][0, :known]] for part in both)
        self.orders = [int(value) for value in sums.columns["paid_orders"][0, :known]]
        waits = [settles_after(part, sums, 0, known) for part in both]
        self.cases_final, self.final = max(0, known - waits[0]), max(0, known - max(waits))

    def coming(self, at: int) -> Fraction:
        if at < self.cases_final:
            return Fraction(self.cases[at])
        if self.metric.denominator not in OF_PAID_ORDERS:
            return expected_by_hand(self.cases[: self.cases_final], at)
        lately = slice(max(0, self.cases_final - 28), self.cases_final)
        orders = Fraction(self.orders[at]) if at < self.known else expected_by_hand(self.orders, at)
        counted = sum(self.orders[lately])
        return orders * sum(self.cases[lately]) / counted if counted else Fraction()

    def held(self, target_day: date) -> tuple[int, int, int]:
        stop = (target_day - self.first).days - self.lag + 1
        window = range(max(0, stop - self.days), max(0, stop))
        known = [at for at in window if at < self.final]
        coming = sum((self.coming(at) for at in window if at >= self.final), Fraction())
        return sum(self.tops[at] for at in known), sum(self.cases[at] for at in known), round(coming)

    @property
    def good(self) -> Fraction | None:
        if self.metric.unit is Unit.RATIO:
            return Fraction(self.metric.better == "higher")
        if self.metric.unit is Unit.SCORE:
            return Fraction(5)
        width = min(self.days, self.final)
        windows = [slice(stop - width, stop) for stop in range(width, self.final + 1)]
        means = [Fraction(sum(self.tops[part]), cases) for part in windows if (cases := sum(self.cases[part]))]
        return min(means, default=None)

    def days_at(self, target: Decimal) -> list[bool]:
        found, good, higher = [False], self.good, self.metric.better == "higher"
        for ahead in range(1, 121):
            top, cases, coming = self.held(self.day + timedelta(days=ahead))
            whole = (cases + coming) * self.metric.scale
            if not whole or (coming and good is None):
                found.append(False)
                continue
            value = (top + (good or 0) * coming) / whole
            found.append(value >= Fraction(target) if higher else value <= Fraction(target))
        return found


@pytest.mark.parametrize(("name", "day"), CASES)
def test_the_windows_and_the_days_at_a_target_are_those_of_a_count_by_hand(
    sample_sums: DailySums, name: str, day: date
) -> None:
    rules = scheme(name).in_force(day)
    for item in rules.indicators.values():
        reach = Reach.of(sample_sums, 0, rules, WOMEN, day, item.metric)
        if reach is None:
            continue
        by_hand = ByHand(sample_sums, rules, day, item.metric)
        for ahead in (1, 7, 31):
            later = day + timedelta(days=ahead)
            held = reach.held(later)
            assert (held.numerator, held.denominator, held.coming) == by_hand.held(later), (item.metric, later)
        for step in item.curve.points:
            found = reach.days_at(step.reach)
            assert found.tolist() == by_hand.days_at(step.reach), (item.metric, step.reach)
            asked = (sample_sums, 0, rules, WOMEN, day)
            for ahead in (1, 4, 11, 30):
                allowed = allowance(*asked, day + timedelta(days=ahead), item.metric, step.reach)
                if item.metric.endswith("_rate"):
                    assert found[ahead] == (allowed.reason == "")
                elif found[ahead]:
                    assert allowed.reason != "not_reachable"


def test_a_step_that_is_lost_again_by_the_certification_is_not_in_time(sample_sums: DailySums) -> None:
    day, reference = date(2022, 4, 28), date(2022, 4, 30)
    rules = scheme(STAR).in_force(day)
    reach = Reach.of(sample_sums, 0, rules, WOMEN, day, "first_quality_refund_rate")
    assert reach is not None
    marks = reach.days_at(Decimal("0.01"))
    assert marks[:3].tolist() == [False, True, False], "good on one day, lost on the next"
    today = panel(sample_sums, rules.windows_for(""), day, day)
    found = {hint.metric: hint for hint in hints(today, rules, WOMEN, sample_sums, 0)}
    first = found["first_quality_refund_rate"].feasible_by
    assert first is not None
    assert first > reference
    way = target(today, rules, WOMEN, Goal(total=Decimal("4.3")), Wishes(), sample_sums, 0)
    assert way.plan is not None
    assert [move.metric for move in way.plan.moves] == ["first_quality_refund_rate"]
    assert way.plan.earliest == first
    assert way.in_time is False
    assert way.sooner is None or "first_quality_refund_rate" not in way.sooner.metrics


def test_all_of_a_plan_is_done_on_one_and_the_same_day(sample_sums: DailySums) -> None:
    for day in (date(2021, 12, 18), date(2022, 2, 20), date(2022, 6, 20), date(2022, 7, 5)):
        rules = scheme(STAR).in_force(day)
        today = panel(sample_sums, rules.windows_for(""), day, day)
        plan = target(today, rules, WOMEN, Goal(total=Decimal("4.4")), Wishes(), sample_sums, 0).plan
        assert plan is not None
        if plan.earliest is None:
            continue
        for move in plan.moves:
            reach = Reach.of(sample_sums, 0, rules, WOMEN, day, move.metric)
            assert reach is not None
            assert reach.days_at(Decimal(repr(move.to)))[(plan.earliest - day).days]


@pytest.mark.parametrize("metric", ["turnover", "low_rating_count", "product_reputation"])
def test_a_count_an_amount_and_a_figure_of_the_platform_have_no_day(sample_sums: DailySums, metric: str) -> None:
    rules = scheme(STAR).rule_sets[-1]
    assert Reach.of(sample_sums, 0, rules, WOMEN, date(2022, 7, 5), metric) is None


def test_an_amount_per_case_has_a_day(sample_sums: DailySums) -> None:
    rules = scheme("customer_service_kpi").rule_sets[-1]
    reach = Reach.of(sample_sums, 0, rules, WOMEN, date(2022, 7, 5), "sales_per_buyer")
    assert reach is not None
    assert soonest(reach.day, reach.days_at(Decimal(200))) == date(2022, 7, 6)


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


@pytest.mark.parametrize("known", [0, 1, 5, 27, 28, 60])
def test_coming_days_bring_as_many_cases_as_lately_on_that_weekday(known: int) -> None:
    daily = np.random.default_rng(known).integers(0, 40, known)
    cases = Drawn("people_asking", daily)
    found = expected_cases(cases, known, max(0, known - 3), known + 40)
    by_hand = [float(expected_by_hand(daily.tolist(), at)) for at in range(known, known + 40)]
    assert found.tolist() == pytest.approx([*daily[max(0, known - 3) :].tolist(), *by_hand])


def test_what_counts_some_of_the_orders_follows_the_orders_already_known() -> None:
    orders = np.array([10] * 30 + [100] * 3)
    shipped = Drawn("delivered_orders", np.array([8] * 30 + [1, 0, 0]), of=Drawn("paid_orders", orders), wait=3)
    assert expected_cases(shipped, 33, 29, 33).tolist() == pytest.approx([8, 80, 80, 80])
    assert len(expected_cases(shipped, 33, 50, 50)) == 0
