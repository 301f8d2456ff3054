"""What an assessment owes: better is never worse, missing weight is spread, gates and binding are named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, constant_sums, events

from scoring.assess.given import assess_given
from scoring.assess.results import Assessment
from scoring.assess.timeline import timeline
from scoring.errors import BadValue, NoRulesInForce, UnknownName
from scoring.figures import Evidence, Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.model import RuleSet

STAR = scheme("tmall_experience_star")
BASIC = scheme("tmall_basic_service")
RULE_SETS = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets]
FIRST_STAR = STAR.in_force(date(2018, 11, 1))
ALL_FIVE = dict.fromkeys(("product", "logistics", "after_sales", "dispute", "consultation"), 5.0)


def stated(rules: RuleSet, values: dict[str, float], category: str = "") -> Assessment:
    return assess_given(rules, values, max(rules.effective_from, date(2018, 11, 1)), category)


def state(result: Assessment, gate: str) -> str:
    return next(item.state for item in result.gates if item.id == gate)


def steps_of(rules: RuleSet, metric: str) -> list[float]:
    found = [float(step.reach) for item in rules.indicators.values() if item.metric == metric
             for step in item.curve.points]  # fmt: skip
    asked = [row for row in (rules.total.requires, *rules.bonuses.values(), *rules.gates.values()) if row]
    lines = [float(row.at_least) for row in asked if row.metric == metric and row.at_least]
    return found or lines or [1.0]  # what only counts (orders, violations, peers) has no line of its own


def possible(metric: str, value: float) -> float:
    """The value, or the nearest one that can be: no share is above 1, every rating lies from 1 to 5."""
    if METRICS[metric].unit is Unit.SCORE:
        return min(max(value, 1.0), 5.0)
    return min(value, 1.0) if METRICS[metric].unit is Unit.RATIO else value


@settings(max_examples=250)
@given(st.data())
def test_a_better_metric_never_lowers_a_score_the_total_or_the_level(data: st.DataObject) -> None:
    rules = data.draw(st.sampled_from(RULE_SETS))
    values = {}
    for metric in rules.windows_for(""):
        edges = steps_of(rules, metric)
        value = data.draw(
            st.one_of(
                st.none(), st.sampled_from(edges), st.floats(possible(metric, 0), possible(metric, 1.2 * max(edges)))
            )
        )
        if value is not None:
            values[metric] = value
    # More orders may bring a shop under other rules (out of the growth stage, or of small numbers).
    judged = sorted(values.keys() & {item.metric for item in rules.indicators.values()} - {"paid_order_count"})
    if not judged:
        return
    changed = data.draw(st.sampled_from(judged))
    edges = steps_of(rules, changed)
    by = data.draw(st.sampled_from([0.0, 1e-6, 0.01 * max(edges), max(edges)]))
    better = values[changed] + (by if METRICS[changed].better == "higher" else -min(by, values[changed]))
    better = possible(changed, better)
    before, after = stated(rules, values), stated(rules, {**values, changed: better})
    for name, item in before.indicators.items():
        assert (after.indicators[name].score is None) == (item.score is None)
        assert (after.indicators[name].score or 0) >= (item.score or 0)
    for name, row in before.dimensions.items():
        assert (after.dimensions[name].score or 0) >= (row.score or 0) - 1e-12
    assert (after.total or 0) >= (before.total or 0)
    assert (after.level or 0) >= (before.level or 0)


@pytest.mark.parametrize("rules", RULE_SETS, ids=lambda rules: f"{rules.scheme} {rules.effective_from}")
def test_the_weight_of_a_dimension_not_assessed_goes_in_equal_parts_to_the_others(rules: RuleSet) -> None:
    own = {name: float(row.weight) for name, row in rules.dimensions.rows.items() if row.weight}
    for left_out in own:
        best = float(rules.total.highest)
        result = stated(rules, {name: best for name in own if name != left_out})
        for name, weight in own.items():
            wanted = 0 if name == left_out else weight + own[left_out] / (len(own) - 1)
            assert result.dimensions[name].weight == pytest.approx(wanted, abs=1e-12)
        assert result.total == best


def test_twenty_each_becomes_twenty_five_each_where_logistics_is_not_assessed() -> None:
    result = stated(BASIC.rule_sets[0], {"product": 5, "after_sales": 4, "dispute": 3, "consultation": 2}, "消费卡")
    assert [row.weight for row in result.dimensions.values()] == [0.25, 0, 0.25, 0.25, 0.25]
    assert result.total == 3.5


def test_the_2018_form_gates_consultation_without_scoring_it() -> None:
    values = {**ALL_FIVE, "product": 4.0}
    good, bad = stated(FIRST_STAR, values), stated(FIRST_STAR, {**values, "consultation": 0.0})
    assert (good.total, bad.total) == (4.75, 4.75)
    assert bad.dimensions["consultation"].weight == 0
    assert not bad.dimensions["consultation"].scored
    assert (good.level, bad.level) == (Decimal("4.5"), Decimal(4))
    assert (state(good, "consultation_entry"), state(bad, "consultation_entry")) == ("met", "not_met")
    assert [condition.id for condition in bad.binding] == ["consultation_entry"]


def test_the_published_3_471_is_level_4_and_only_the_total_is_missing() -> None:
    result = stated(FIRST_STAR, {**ALL_FIVE, "total": 3.471, "special_service_share": 0.6})
    assert (result.total, result.level, result.next_level) == (3.471, Decimal(4), Decimal("4.5"))
    assert all(gate.state in ("met", "not_checked") for gate in result.gates)
    (condition,) = result.binding
    assert (condition.id, condition.now, condition.needed) == ("total", 3.471, 4.2)


def test_everything_that_keeps_the_next_level_away_is_named() -> None:
    result = stated(FIRST_STAR, {**ALL_FIVE, "logistics": 2.9, "dispute": 2.9, "special_service_share": 0.4})
    assert [item.id for item in result.binding] == ["total", "logistics_entry", "dispute_entry", "special_service"]
    assert stated(FIRST_STAR, ALL_FIVE).binding == ()


def special_service(met: int, required: int = 1_000_000) -> Assessment:
    """A shop whose orders that require the service come to `required` yuan, `met` of it meeting it."""

    def order(name: str, amount: int, day: int, **flags: bool) -> Row:
        return {"shop_id": "s", "order_id": name, "paid_at": f"2022-06-{day:02} 12:00:00", "amount": f"{amount}.00",
                **flags}  # fmt: skip

    met_flags = {"special_service_required": True, "special_service_met": True}
    half = met // 2
    orders = [order("1", half, 1, **met_flags), order("2", met - half, 29, **met_flags),
              order("3", required - met, 5, special_service_required=True, special_service_met=False),
              # Neither of these counts: not required at all, and outside the 30 days.
              order("4", 700_000, 6, special_service_required=False, special_service_met=True),
              {**order("5", 900_000, 1, **met_flags), "paid_at": "2022-05-31 23:59:59"}]  # fmt: skip
    day = date(2022, 7, 1)
    return timeline(daily_sums(events(orders=orders)), STAR, day, day).at(day, 0)


@pytest.mark.parametrize(
    ("met", "entered"), [(600_000, "met"), (500_000, "met"), (499_999, "not_met"), (499_000, "not_met"), (0, "not_met")]
)
def test_special_service_enters_from_half_of_the_turnover_on(met: int, entered: str) -> None:
    result = special_service(met)
    gate = next(item for item in result.gates if item.id == "special_service")
    assert (gate.state, gate.value) == (entered, met / 1_000_000)


def test_without_goods_that_require_a_service_none_is_required() -> None:
    assert state(stated(FIRST_STAR, ALL_FIVE), "special_service") == "not_required"


def test_a_metric_that_is_not_measurable_leaves_its_dimension_out_and_is_named() -> None:
    day = date(2022, 6, 20)
    sums = constant_sums(date(2022, 1, 1), 200, {"reply_rate": (99, 100), "human_reply_seconds": (1000, 100)})
    result = timeline(sums, STAR, day, day).at(day, 0)
    assert result.dimensions["logistics"].score is None
    assert result.dimensions["consultation"].weight == pytest.approx(1.0)
    lacking = {item.id: item.needs for item in result.missing}
    assert lacking["delivery_hours"] == ("made.up",)
    assert result.indicators["delivery_hours"].value is None
    assert result.total == 5.0


def test_too_few_cases_say_how_many_more_are_needed() -> None:
    day = date(2022, 6, 20)
    sums = constant_sums(date(2022, 6, 14), 8, {"first_quality_refund_rate": (0, 1)})
    item = timeline(sums, STAR, day, day).at(day, 0).indicators["first_quality_refund_rate"]
    assert (item.score, item.value, item.sample, item.why_missing, item.sample_needed) == (None, 0.0, 5, "sample", 5)


def test_nothing_known_gives_no_total_no_level_and_nothing_binding() -> None:
    result = stated(FIRST_STAR, {})
    assert (result.total, result.level, result.binding) == (None, None, ())


def test_the_weakest_evidence_that_was_used_is_carried() -> None:
    assert stated(BASIC.rule_sets[0], {"reply_rate": 0.99}).evidence is Evidence.ASSUMED


@pytest.mark.parametrize("name", ["produkt", "reply", "level"])
def test_a_name_the_rule_set_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(UnknownName, match=name):
        stated(FIRST_STAR, {name: 4.0})


@pytest.mark.parametrize("values", [{"product": 9.0}, {"total": -0.1}, {"reply_rate": 0.9, "dispute": 5.001}])
def test_a_score_outside_its_scale_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(BadValue, match="a score from 0 to 5"):
        stated(FIRST_STAR, values)


def test_each_day_stands_under_the_rule_set_in_force_on_it(sample_sums: DailySums) -> None:
    days = timeline(sample_sums, STAR, date(2021, 10, 15), date(2021, 10, 22))
    pieces = [(str(piece.rules.effective_from), piece.panel.days) for piece in days.pieces]
    assert pieces == [("2019-08-16", 4), ("2021-10-19", 4)]
    for day in days.days:
        one = timeline(sample_sums, STAR, day, day)
        assert one.at(day, 0) == days.at(day, 0)
        assert days.totals(0)[(day - days.first_day).days] == one.totals(0)[0]


def test_a_day_before_the_first_rule_set_is_refused_by_name_and_a_trial_in_a_timeline() -> None:
    day = STAR.versions[0] - timedelta(days=1)
    with pytest.raises(NoRulesInForce, match="2018-10-10"):
        STAR.in_force(day)
    sums = constant_sums(date(2018, 6, 1), 200, {"reply_rate": (9, 10), "delivery_hours": (3600 * 40, 1)})
    assert not timeline(sums, STAR, day, day).at(day, 0).in_force
