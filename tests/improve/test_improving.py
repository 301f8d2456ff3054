"""Every hint delivers exactly what it states, and no scenario touches the baseline."""

import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.assess.timeline import timeline
from scoring.errors import UnknownName
from scoring.figures import Unit
from scoring.improve.costs import cost_of
from scoring.improve.effort import needed
from scoring.improve.hints import Hint, hints, saturated
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel, panel
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

SCHEMES = ("tmall_experience_star", "tmall_basic_service")
DAYS = [date(2021, 7, 15), date(2021, 9, 1), date(2021, 11, 20), date(2022, 1, 10), date(2022, 4, 20),
        date(2022, 6, 16), date(2022, 7, 5)]  # fmt: skip
CASES = [(name, day) for name in SCHEMES for day in DAYS]
WOMEN = "女装/女士精品"


def at(sums: DailySums, name: str, day: date) -> tuple[RuleSet, Panel]:
    rules = scheme(name).in_force(day)
    return rules, panel(sums, rules.windows_for(""), day, day)


def found(sums: DailySums, name: str, day: date) -> tuple[RuleSet, Panel, list[Hint]]:
    rules, today = at(sums, name, day)
    return rules, today, hints(today, rules, WOMEN, sums, 0)


@pytest.mark.parametrize(("name", "day"), CASES)
def test_every_hint_gives_the_gain_it_states(sample_sums: DailySums, name: str, day: date) -> None:
    rules, today, levers = found(sample_sums, name, day)
    assert levers
    for hint in levers:
        outcome = what_if(today, rules, WOMEN, {hint.metric: float(hint.target)})
        assert hint.gain == outcome.total.difference
        assert hint.level_gain == (outcome.level.difference or 0.0)
        assert hint.gain > 0 or hint.level_gain > 0
        assert hint.now == today.metrics[hint.metric].value[0, 0]
        assert hint.now < hint.target if METRICS[hint.metric].better == "higher" else hint.now > hint.target


@pytest.mark.parametrize(("name", "day"), CASES)
def test_hints_are_ranked_by_level_then_by_what_can_be_done_then_by_gain_per_effort(
    sample_sums: DailySums, name: str, day: date
) -> None:
    levers = found(sample_sums, name, day)[2]
    ranks = [(hint.level_gain, hint.feasible_by is not None, round(hint.gain / hint.cost, 9)) for hint in levers]
    assert ranks == sorted(ranks, reverse=True)
    assert all(hint.cost == cost_of(hint.metric, hint.needed, hint.unit, {}) for hint in levers)


@pytest.mark.parametrize(("name", "day"), CASES)
def test_every_scored_metric_is_a_hint_or_says_that_it_has_nothing_more_to_give(
    sample_sums: DailySums, name: str, day: date
) -> None:
    rules, today, levers = found(sample_sums, name, day)
    assessed = what_if(today, rules, WOMEN, {}).baseline
    scored = assessed.indicators.values()
    best = {METRICS[item.metric].label for item in scored if item.score == item.best_score and item.weight}
    assert set(saturated(assessed)) == best
    hinted = {METRICS[hint.metric].label for hint in levers}
    assert not hinted & best
    assert hinted | best == {METRICS[item.metric].label for item in scored if item.score is not None and item.weight}


@pytest.mark.parametrize(("name", "day"), CASES)
def test_no_nearer_step_gives_a_level_as_well(sample_sums: DailySums, name: str, day: date) -> None:
    rules, today, levers = found(sample_sums, name, day)
    for hint in levers:
        item = next(row for row in rules.indicators.values() if row.metric == hint.metric)
        between = [
            step.reach for step in item.curve.points
            if min(hint.now, float(hint.target)) < float(step.reach) < max(hint.now, float(hint.target))
        ]  # fmt: skip
        for reach in between:
            nearer = what_if(today, rules, WOMEN, {hint.metric: float(reach)})
            assert (nearer.level.difference or 0.0) < hint.level_gain or (nearer.total.difference or 0.0) <= 1e-9


@pytest.mark.parametrize(("name", "day"), CASES)
def test_the_whole_cases_of_a_hint_reach_its_target_and_one_fewer_does_not(
    sample_sums: DailySums, name: str, day: date
) -> None:
    for hint in found(sample_sums, name, day)[2]:
        if hint.unit not in ("case", "five_star"):
            assert hint.needed == abs(float(hint.target) - hint.now)
            continue
        values = at(sample_sums, name, day)[1].metrics[hint.metric]
        sums = int(values.numerator[0, 0]), int(values.denominator[0, 0])
        check_needed(METRICS[hint.metric], *sums, hint.target, hint.needed, hint.unit)


def check_needed(metric: Metric, numerator: int, denominator: int, target: Decimal, count: float, unit: str) -> None:
    assert count == int(count) >= 0

    def reached(cases: int) -> bool:
        if unit == "five_star":
            return Fraction(numerator + 5 * cases, denominator + cases) >= Fraction(target)
        if metric.better == "higher":
            return Fraction(numerator + cases, denominator) >= Fraction(target)
        return Fraction(numerator - cases, denominator) <= Fraction(target)

    assert reached(int(count))
    assert count == 0 or not reached(int(count) - 1)


@given(st.sampled_from(["reply_rate", "first_quality_refund_rate", "description_rating"]), st.integers(1, 5000),
       st.integers(0, 10**6), st.integers(1, 9999))  # fmt: skip
def test_whole_cases_are_exact_for_any_counts(name: str, denominator: int, numerator: int, step: int) -> None:
    metric = METRICS[name]
    rating = metric.unit is Unit.SCORE
    numerator %= denominator * (5 if rating else 1) + 1
    target = Decimal(step) / 10_000 * (5 if rating else 1)
    count, unit = needed(metric, numerator, denominator, numerator / denominator, target)
    check_needed(metric, numerator, denominator, target, count, unit)


@pytest.mark.parametrize(("name", "day"), CASES)
def test_a_scenario_never_changes_its_baseline(sample_sums: DailySums, name: str, day: date) -> None:
    rules, today = at(sample_sums, name, day)
    before = copy.deepcopy(today)
    nothing = what_if(today, rules, WOMEN, {})
    assert nothing.baseline == nothing.scenario
    assert nothing.total.difference in (0.0, None)
    worst = {metric: 0.0 if METRICS[metric].better == "higher" else 1e6 for metric in today.metrics}
    outcome = what_if(today, rules, WOMEN, worst, alternative=at(sample_sums, name, DAYS[0])[1])
    assert outcome.baseline == nothing.baseline
    assert (outcome.scenario.total or 0) <= (nothing.baseline.total or 0)
    for metric, values in before.metrics.items():
        for part, array in vars(values).items():
            assert np.array_equal(array, getattr(today.metrics[metric], part), equal_nan=part == "value"), metric


def test_a_scenario_is_the_assessment_of_a_shop_that_has_those_values(sample_sums: DailySums) -> None:
    rules, today = at(sample_sums, SCHEMES[0], DAYS[-1])
    better = what_if(today, rules, WOMEN, {"delivery_hours": 47.0, "reply_rate": 0.99})
    assert {row.id: row.after for row in better.metrics if row.before != row.after} == {
        "delivery_hours": 47.0,
        "reply_rate": 0.99,
    }
    assert {row.id for row in better.dimensions if row.before != row.after} == {"logistics", "consultation"}


def test_a_metric_the_rule_set_does_not_look_at_is_refused(sample_sums: DailySums) -> None:
    rules, today = at(sample_sums, SCHEMES[0], DAYS[-1])
    with pytest.raises(UnknownName, match="delivery_hours"):
        what_if(today, rules, WOMEN, {"delivery_hour": 5.0})


def test_days_after_the_assessment_day_change_no_hint(sample_sums: DailySums) -> None:
    day = date(2021, 9, 20)
    kept = (day - sample_sums.first_day).days + 1
    columns = {name: array[:, :kept] for name, array in sample_sums.columns.items()}
    past = DailySums(sample_sums.shops, sample_sums.first_day, kept, columns, sample_sums.platform,
                     sample_sums.missing, (day,))  # fmt: skip
    rules, today, levers = found(sample_sums, SCHEMES[0], day)
    assert hints(today, rules, WOMEN, past, 0) == levers


def test_a_figure_of_the_platform_has_no_day_and_its_distance_as_effort(sample_sums: DailySums) -> None:
    lever = next(hint for hint in found(sample_sums, SCHEMES[0], DAYS[-1])[2] if hint.metric == "product_reputation")
    assert lever.feasible_by is None
    assert lever.needed == abs(float(lever.target) - lever.now)


def test_a_shop_at_its_best_has_nothing_to_improve(sample_sums: DailySums) -> None:
    rules, today = at(sample_sums, SCHEMES[0], DAYS[-1])
    for item in rules.indicators.values():
        today = today.with_value(item.metric, float(item.curve.points[0].reach))
    assert hints(today, rules, WOMEN, sample_sums, 0) == []
    assert what_if(today, rules, WOMEN, {}).baseline.total == 5.0


def test_a_missing_metric_is_no_lever(sample_sums: DailySums) -> None:
    day = date(2021, 6, 5)
    assert timeline(sample_sums, scheme(SCHEMES[0]), day, day).at(day, 0).indicators["delivery_hours"].value is None
    assert "delivery_hours" not in {hint.metric for hint in found(sample_sums, SCHEMES[0], day)[2]}
