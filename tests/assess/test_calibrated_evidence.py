"""Why a score is believed when some limits of its curve are calibrated and some assumed: by the limits beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from scoring.assess import curves
from scoring.assess.explain import evidence_of_all, explain
from scoring.assess.given import assess_given
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.figures import Evidence, weakest
from scoring.improve.hints import hints
from scoring.improve.what_if import what_if
from scoring.improve.why_changed import why_differs
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure, with_own_figures
from scoring.rules.support import Support

DAY = date(2022, 7, 1)
STAR = scheme("tmall_experience_star").rule_sets[-1]
DOUYIN = scheme("douyin_experience").rule_sets[-1]
ASSUMED, CALIBRATED, PUBLISHED = Evidence.ASSUMED, Evidence.CALIBRATED, Evidence.PUBLISHED


def calibrated(rules: RuleSet, indicator: str, *places: int, moved: tuple[int, ...] = ()) -> RuleSet:
    """The rule set with limits of an indicator found out where they stand, and others moved without being found."""
    figures = []
    for place in (*places, *moved):
        support = Support("a shop", DAY, DAY, 30, None, None, place in places)
        at = ("indicators", indicator, "curve", "points", place, "reach")
        stands = rules.indicators[indicator].curve.points[place].reach
        value = stands if place in places else stands + Decimal("0.0001")
        figures.append(OwnFigure(rules.scheme, rules.effective_from, "", at, value, support))
    return with_own_figures(rules, figures)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.99, CALIBRATED),  # above 0.98, the best step
        (0.98, CALIBRATED),
        (0.96, CALIBRATED),  # between 0.98 and 0.95
        (0.95, CALIBRATED),
        (0.92, ASSUMED),  # between 0.95 and 0.90, a stand-in
        (0.85, ASSUMED),
        (0.1, ASSUMED),
        (None, ASSUMED),
    ],
)
def test_a_score_on_steps_is_believed_like_the_two_limits_it_lies_between(
    value: float | None, expected: Evidence
) -> None:
    rules = calibrated(STAR, "reply_rate", 0, 1)
    assert curves.evidence(rules.indicators["reply_rate"].curve, "higher", value) is expected
    given = {} if value is None else {"reply_rate": value}
    assert assess_given(rules, given, DAY).indicators["reply_rate"].evidence is expected
    assert assess_given(STAR, given, DAY).indicators["reply_rate"].evidence is ASSUMED


def test_below_the_worst_limit_only_that_one_counts() -> None:
    curve = calibrated(STAR, "reply_rate", 3).indicators["reply_rate"].curve
    assert [curves.evidence(curve, "higher", value) for value in (0.1, 0.85, 0.99)] == [CALIBRATED, ASSUMED, ASSUMED]


def test_a_stand_in_that_was_moved_is_not_calibrated() -> None:
    curve = calibrated(STAR, "reply_rate", 0, moved=(1,)).indicators["reply_rate"].curve
    assert [curves.evidence(curve, "higher", value) for value in (0.99, 0.96)] == [CALIBRATED, ASSUMED]


def test_a_straight_line_is_believed_like_its_two_ends() -> None:
    name, item = next((name, item) for name, item in DOUYIN.indicators.items() if item.curve.kind == "linear_between")
    better = METRICS[item.metric].better
    curve = calibrated(DOUYIN, name, 0, 1).indicators[name].curve
    ends = [float(step.reach) for step in curve.points]
    beyond = ends[0] + (ends[0] - ends[1])
    found = [curves.evidence(curve, better, value) for value in (beyond, np.mean(ends[:2]), np.mean(ends[1:3]))]
    assert found == [CALIBRATED, CALIBRATED, ASSUMED]


def test_figures_of_one_kind_are_believed_the_same_everywhere() -> None:
    whole = calibrated(STAR, "reply_rate", 0, 1, 2, 3).indicators["reply_rate"].curve
    printed = scheme("dsr").rule_sets[-1].indicators["service_rating"].curve
    for value in (0.1, 0.5, 0.99, 4.5, None):
        assert curves.evidence(whole, "higher", value) is CALIBRATED
        assert curves.evidence(printed, "higher", value) is PUBLISHED
        assert curves.evidence(STAR.indicators["reply_rate"].curve, "higher", value) is ASSUMED


def measured(reply_rate: float) -> Panel:
    return Panel(("",), DAY, 1, {}, {}).with_measured("reply_rate", reply_rate, 500)


@pytest.mark.parametrize(("places", "expected"), [((0, 1), CALIBRATED), ((1,), ASSUMED), ((0, 2), ASSUMED)])
def test_a_hint_is_believed_like_both_the_step_it_starts_from_and_the_one_it_leads_to(
    sample_sums: DailySums, places: tuple[int, ...], expected: Evidence
) -> None:
    rules = calibrated(STAR, "reply_rate", *places)
    hint = next(item for item in hints(measured(0.96), rules, "", sample_sums, 0) if item.metric == "reply_rate")
    assert hint.target == Decimal("0.98")
    assert hint.evidence is expected


@pytest.mark.parametrize(("places", "expected"), [((0, 1), CALIBRATED), ((0,), ASSUMED)])
def test_a_part_of_a_change_is_believed_like_both_steps(places: tuple[int, ...], expected: Evidence) -> None:
    rules = calibrated(STAR, "reply_rate", *places)
    why = why_differs(measured(0.96), measured(0.99), rules, rules, "")
    part = next(item for item in why.parts if item.metric == "reply_rate")
    assert part.evidence is expected


def only_reply_rate(*places: int) -> RuleSet:
    """A rule set in which nothing but limits of one curve is assumed, and of these not the places named."""
    rules = calibrated(STAR, "reply_rate", *places)
    return rules.model_copy(update={"indicators": {"reply_rate": rules.indicators["reply_rate"]}, "levels": ()})


@pytest.mark.parametrize("places", [(0, 1), (1, 2), (3,), (0, 1, 2, 3), ()])
def test_many_days_are_believed_like_the_weakest_of_them(sample_sums: DailySums, places: tuple[int, ...]) -> None:
    rules = only_reply_rate(*places)
    last = sample_sums.last_day[0]
    result = assess(panel_for(sample_sums, rules, last - timedelta(days=90), last), rules)
    each = [explain(result, 0, at).evidence for at in range(result.panel.days)]
    for first, stop in ((0, 91), (0, 30), (30, 60), (60, 61)):
        assert evidence_of_all(result, "", slice(0, 1), slice(first, stop)) is weakest(*each[first:stop])


def test_days_on_two_kinds_of_steps_are_met_in_the_sample(sample_sums: DailySums) -> None:
    rules, last = only_reply_rate(0, 1), sample_sums.last_day[0]
    result = assess(panel_for(sample_sums, rules, last - timedelta(days=300), last), rules)
    each = {explain(result, 0, at).evidence for at in range(result.panel.days)}
    assert each == {CALIBRATED, ASSUMED}


def test_a_difference_is_believed_like_both_sides() -> None:
    rules = only_reply_rate(0, 1)
    pairs = {(0.96, 0.99): CALIBRATED, (0.92, 0.99): ASSUMED, (0.99, 0.92): ASSUMED}
    for (before, after), expected in pairs.items():
        assert what_if(measured(before), rules, "", {"reply_rate": after}).evidence is expected


def test_what_a_new_rule_set_does_is_believed_like_the_day_before_under_it() -> None:
    old, new = only_reply_rate(0, 1, 2, 3), only_reply_rate(0)
    why = why_differs(measured(0.96), measured(0.99), old, new, "")
    assert (why.before.evidence, why.after.evidence) == (CALIBRATED, CALIBRATED)
    assert why.evidence is ASSUMED
