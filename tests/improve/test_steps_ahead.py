"""The step to hold and the next one are those of the curve; the metric said to decide tells the futures apart."""

from datetime import date

import numpy as np
import pytest
from made_up_shop import day_of, shop_of

from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.improve.allowance import allowance
from scoring.improve.forecast import forecast, looked_at, outlook
from scoring.improve.spread import deciding_metric
from scoring.improve.steps_ahead import steps_ahead
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel, Values
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.curve_kinds import Steps

WOMEN = "女装/女士精品"
STAR = scheme("tmall_experience_star")
DAY = date(2022, 7, 5)


@pytest.mark.parametrize("name", schemes_of("score"))
def test_the_step_held_is_reached_and_the_next_one_earns_more(sample_sums: DailySums, name: str) -> None:
    rules = scheme(name).in_force_or_first(DAY)
    found = steps_ahead(sample_sums, 0, rules, WOMEN, DAY, date(2022, 7, 15))
    items = [item for item in rules.indicators_for(WOMEN).values() if not item.shown_only]
    assert [one.metric for one in found] == [item.metric for item in items]
    for one, item in zip(found, items, strict=True):
        better = 1 if METRICS[one.metric].better == "higher" else -1
        if one.why_none:
            assert (one.hold, one.gain) == (None, None)
            continue
        assert one.now is not None
        assert one.score is not None
        if one.hold is not None:
            assert better * one.now >= better * float(one.hold.reach)
            assert float(one.hold.score) <= one.score
        if one.gain is not None:
            assert better * one.now < better * float(one.gain.reach)
            assert float(one.gain.score) > one.score
        assert (one.gain is None) == (one.score >= float(item.curve.points[0].score))
        for step in filter(None, (one.hold, one.gain)):
            assert step.asks == allowance(sample_sums, 0, rules, WOMEN, DAY, date(2022, 7, 15), one.metric, step.reach)
        if one.hold is None and isinstance(item.curve, Steps):
            assert one.score == float(item.curve.otherwise)


def test_without_a_score_there_is_no_step_and_the_reason_is_said() -> None:
    found = steps_ahead(shop_of({"paid_orders": 5}, 60), 0, STAR.rule_sets[-1], WOMEN, day_of(59), day_of(65))
    by_metric = {one.metric: one for one in found}
    assert by_metric["reply_rate"].why_none == "missing", "nobody asked"
    assert by_metric["first_quality_refund_rate"].why_none == "", "orders were paid"
    without = [one for one in found if one.why_none]
    assert all((one.hold, one.gain, one.score) == (None, None, None) for one in without)


def test_the_spread_of_a_metric_holds_eight_futures_of_ten(sample_sums: DailySums) -> None:
    found = outlook(sample_sums, 0, STAR, None, WOMEN, DAY)
    rules = STAR.in_force_or_first(found.target_day)
    names = {item.metric for item in rules.indicators_for(WOMEN).values()}
    assert {one.metric for one in found.metrics} <= names
    assert len(found.metrics) >= 5
    assert all(one.low <= one.median <= one.high for one in found.metrics)
    wide = [one for one in found.metrics if one.low < one.high]
    assert wide, "something is still open ten days ahead"
    known = forecast(sample_sums, 0, rules, WOMEN, DAY, DAY)
    panel = panel_for(sample_sums, rules, DAY, DAY, WOMEN)
    for one in known.metrics:
        assert one.low == one.median == one.high == pytest.approx(float(panel.metrics[one.metric].value[0, 0]))


@pytest.mark.parametrize(("metric", "good", "bad"), [("reply_rate", 0.99, 0.1), ("delivery_hours", 40.0, 300.0)])
def test_the_metric_that_alone_differs_between_the_futures_decides(metric: str, good: float, bad: float) -> None:
    """Two days stand for two futures: alike but for one metric, which is then the one that decides."""
    rules = STAR.rule_sets[-1]
    panel = panel_for(shop_of({"paid_orders": 40}, 60), rules, day_of(59), day_of(59), WOMEN)
    for name in panel.metrics:
        panel = panel.with_value(name, 0.5)
    pair = [panel.with_value(metric, value).metrics[metric] for value in (good, bad)]
    two = {
        name: Values(*(np.concatenate(arrays) for arrays in zip(*(vars(item).values() for item in items), strict=True)))
        for name, items in ({name: [item] * 2 for name, item in panel.metrics.items()} | {metric: pair}).items()
    }
    missing = {name: lacking * 2 for name, lacking in panel.missing.items()}
    result = assess(Panel(("a", "b"), panel.first_day, 1, two, missing), rules, WOMEN)
    assert deciding_metric(result, np.array([0, 1])) == metric
    assert deciding_metric(result, np.array([0, -1])) == metric, "no level is worse than any"
    assert deciding_metric(result, np.array([1, 0])) is None, "no metric is better in the worse future"
    assert deciding_metric(result, np.array([0, 0])) is None, "all futures are alike"


def test_the_outlook_says_what_it_looks_at() -> None:
    rules, target, certified = looked_at(STAR, None, date(2022, 6, 5))
    assert (target, certified) == (date(2022, 6, 15), date(2022, 6, 16))
    assert rules == STAR.in_force_or_first(target)
    pinned = STAR.rule_sets[0]
    assert looked_at(STAR, pinned, date(2022, 6, 5))[0] is pinned
    assert looked_at(scheme("tmall_basic_service"), None, DAY)[1:] == (date(2022, 7, 12), None)
