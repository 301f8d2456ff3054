"""Calibration finds hidden limits and weights within what it states, says what it cannot know, and refuses nonsense."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from official_shops import (
    EVERYTHING,
    NO_INDICATORS,
    NO_WEIGHTS_WANTED,
    ONLY_TOTAL,
    STARVED,
    OfficialShop,
    official_shop,
    shop_of,
)

from scoring.assess.panel_assessment import assess
from scoring.figures import Evidence
from scoring.improve.calibrate.compared import agreeing, compared
from scoring.improve.calibrate.figures import figures_of
from scoring.improve.calibrate.fit import calibrate
from scoring.improve.calibrate.results import ENOUGH, NOTHING, ONE_SIDE, Calibration, Limit, Weight
from scoring.improve.calibrate.weights import WIDEST
from scoring.measure.panel import PLATFORM
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.curve_kinds import LinearBetween
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import with_own_figures

KINDS = {
    "indicators, dimensions and total": EVERYTHING,
    "dimensions and total": NO_INDICATORS,
    "dimensions, weights known": NO_WEIGHTS_WANTED,
    "total alone": ONLY_TOTAL,
    "four days": STARVED,
}


def inside(limit: Limit, hidden: float) -> bool:
    sign = 1 if limit.better == "higher" else -1
    above = limit.missed is None or sign * hidden > sign * limit.missed - 1e-12
    return above and (limit.reached is None or sign * hidden <= sign * limit.reached + 1e-12)


def hidden_limit(shop: OfficialShop, limit: Limit) -> float:
    return float(shop.hidden.indicators[limit.indicator].curve.points[limit.step].reach)


def hidden_weight(shop: OfficialShop, weight: Weight) -> float:
    rows = shop.hidden.indicators if weight.group else shop.hidden.dimensions.rows
    return float(rows[weight.name].weight)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_of_five_hundred_shops_every_hidden_limit_and_weight_lies_in_the_interval(kind: int) -> None:
    stated = {"limits": 0, "weights": 0}
    for number in range(kind, 500, 5):
        shop = official_shop(number)
        found = shop.calibrated()
        assert shop.kind == kind
        assert not found.contradictions, (number, found.contradictions)
        for limit in found.limits:
            hidden = hidden_limit(shop, limit)
            assert inside(limit, hidden), (number, limit, hidden)
            stated["limits"] += limit.enough
        for weight in found.weights:
            hidden = hidden_weight(shop, weight)
            assert weight.low - 1e-9 <= hidden <= weight.high + 1e-9, (number, weight, hidden)
            stated["weights"] += weight.enough
    # What one hundred shops of a kind give: nothing where nothing can be known, and a good deal where it can.
    least = {EVERYTHING: (2000, 700), NO_INDICATORS: (250, 200), NO_WEIGHTS_WANTED: (1000, 0)}
    if kind in least:
        assert stated["limits"] > least[kind][0]
        assert stated["weights"] >= least[kind][1]
    if kind == NO_WEIGHTS_WANTED:
        assert stated["weights"] == 0, "what is taken as known is not found out"
    if kind == ONLY_TOTAL:
        assert stated == {"limits": 0, "weights": 0}


def test_a_figure_is_stated_only_with_days_on_both_sides_and_a_narrow_interval() -> None:
    for number in range(60):
        found = official_shop(number).calibrated()
        for limit in found.limits:
            both = limit.days_missed > 0 and limit.days_reached > 0
            assert limit.enough <= both
            if limit.state == ONE_SIDE:
                assert not both
            if limit.state == NOTHING:
                assert (limit.missed, limit.reached, limit.figure) == (None, None, limit.stands)
            if limit.enough:
                assert inside(limit, float(limit.figure))
        for weight in found.weights:
            if weight.enough:
                assert weight.high - weight.low <= WIDEST
                assert weight.low - 1e-6 <= float(weight.figure) <= weight.high + 1e-6
            else:
                assert weight.figure == weight.stands


def test_stated_weights_add_up_to_one_exactly() -> None:
    groups = 0
    for number in range(0, 100, 5):
        found = official_shop(number).calibrated()
        for group in {weight.group for weight in found.weights}:
            mine = [weight for weight in found.weights if weight.group == group]
            assert len({weight.enough for weight in mine}) == 1, "all of a group or none"
            assert sum(weight.figure for weight in mine) == 1
            groups += mine[0].enough
    assert groups > 30


def with_everything() -> list[OfficialShop]:
    shops = [official_shop(number) for number in range(0, 150, 5)]
    return [shop for shop in shops if all(v.origin[0, 0] != PLATFORM for v in shop.panel.metrics.values())]


def test_the_calibrated_rule_set_gives_the_official_scores_of_the_days_it_was_fitted_on() -> None:
    shops = with_everything()
    whole = 0
    for shop in shops:
        found = shop.calibrated()
        rules = with_own_figures(shop.rules, figures_of(found))
        rows = compared(shop.scores, assess(shop.panel, rules))
        before = compared(shop.scores, assess(shop.panel, shop.rules))
        assert sum(row.difference != 0 for row in before) > 0, "the stand-ins do not give them"
        for name in rules.indicators:
            same, days = agreeing(rows, name)
            assert same == days, (shop, name)
        stated = {weight.group for weight in found.weights if weight.enough}
        open_groups = {weight.group for weight in found.weights} - stated
        if open_groups:
            continue
        if any(isinstance(item.curve, LinearBetween) for item in rules.indicators.values()):
            # On a line every score is known to within half a decimal only: sums may be off by one.
            assert all(abs(row.difference or 0) <= (1 if row.item == "total" else 0.011) for row in rows)
            continue
        for name in (*rules.dimensions.rows, "total"):
            same, days = agreeing(rows, name)
            assert same == days, (shop.rules.scheme, name)
            whole += days
    assert whole > 2000


def one_with_limits() -> tuple[OfficialShop, Calibration, Limit]:
    for shop in with_everything():
        found = shop.calibrated()
        for limit in found.limits:
            if limit.enough and min(limit.days_missed, limit.days_reached) > 5:
                return shop, found, limit
    raise AssertionError("no shop has one")


def changed(shop: OfficialShop, item: str, at: int, score: float) -> OfficialShop:
    day = shop.panel.day(at)
    rows = tuple(replace(row, score=score) if (row.item, row.day) == (item, day) else row for row in shop.scores)
    assert rows != shop.scores
    return replace(shop, scores=rows)


def test_a_day_with_the_best_value_and_the_worst_score_is_named_with_values_and_scores() -> None:
    shop, _, limit = one_with_limits()
    values = shop.panel.metrics[limit.metric]
    goodness = np.where(values.sample[0] > 0, (1 if limit.better == "higher" else -1) * values.value[0], -np.inf)
    best = int(goodness.argmax())
    curve = shop.rules.indicators[limit.indicator].curve
    worst = float(curve.otherwise)  # type: ignore[union-attr]
    found = changed(shop, limit.indicator, best, worst).calibrated()
    first = found.contradictions[0]
    assert (first.kind, first.item, first.metric) == ("order", limit.indicator, limit.metric)
    assert (first.seen[0].day, first.seen[0].score) == (shop.panel.day(best), worst)
    assert first.seen[0].value == values.value[0, best]
    assert first.seen[1].score > worst
    assert first.days > 5
    assert not found.usable
    assert figures_of(found) == []
    assert found.weights == ()
    assert limit.indicator not in {item.indicator for item in found.limits}


def test_the_day_can_be_left_out_on_request_and_is_counted_then() -> None:
    shop, before, limit = one_with_limits()
    values = shop.panel.metrics[limit.metric].value[0]
    best = int((values if limit.better == "higher" else -values).argmax())
    worst = float(shop.rules.indicators[limit.indicator].curve.otherwise)  # type: ignore[union-attr]
    wrong = changed(shop, limit.indicator, best, worst)
    found = calibrate(wrong.scores, wrong.panel, wrong.rules, without=[shop.panel.day(best)])
    assert found.usable
    assert found.left_out["asked"] == sum(row.day == shop.panel.day(best) for row in shop.scores)
    assert found.days == before.days - 1


def test_a_score_the_curve_does_not_have_is_refused() -> None:
    shop, _, limit = one_with_limits()
    at = next(index for index in range(shop.panel.days) if shop.panel.metrics[limit.metric].sample[0, index] > 0)
    found = changed(shop, limit.indicator, at, 4.77).calibrated()
    assert [(item.kind, item.item) for item in found.contradictions] == [("score", limit.indicator)]
    assert [(seen.day, seen.score) for seen in found.contradictions[0].seen] == [(shop.panel.day(at), 4.77)]


@pytest.mark.parametrize("number", range(0, 100, 10))
def test_a_total_that_no_weights_explain_is_found_on_its_day(number: int) -> None:
    shop = official_shop(number)
    total = {row.day: row.score for row in shop.scores if row.item == "total"}
    at = shop.panel.days // 2
    day = next(shop.panel.day(at + more) for more in range(10) if shop.panel.day(at + more) in total)
    scale = float(shop.rules.total.highest - shop.rules.total.lowest)
    low = float(shop.rules.total.lowest)
    shown = total[day] or 0.0
    wrong = shown - scale / 3 if shown > low + scale / 2 else shown + scale / 3
    places = 0 if shop.rules.total.decimals == 0 else 2
    found = changed(shop, "total", (day - shop.panel.first_day).days, round(wrong, places)).calibrated()
    assert [item.kind for item in found.contradictions] == ["weights"]
    assert found.contradictions[0].item == "total"
    assert day in {seen.day for seen in found.contradictions[0].seen}
    assert len(found.contradictions[0].seen) <= 3, "not every day is accused"
    assert not found.usable


def test_without_official_scores_there_is_nothing_and_nothing_is_claimed() -> None:
    shop = official_shop(0)
    found = calibrate([], shop.panel, shop.rules)
    assert (found.days, found.first_day, found.usable, found.contradictions) == (0, None, False, ())
    assert {limit.state for limit in found.limits} == {NOTHING}
    assert {weight.state for weight in found.weights} == {NOTHING}
    later = [replace(row, day=row.day + timedelta(days=4000)) for row in shop.scores]
    other = [replace(row, item="no such item") for row in shop.scores[:3]]
    foreign = [replace(row, scheme="dsr") for row in shop.scores]
    found = calibrate([*later, *other, *foreign], shop.panel, shop.rules)
    assert found.left_out == {"other_days": len(later), "unknown_item": 3}
    assert found.unknown_items == {"no such item": ""}
    assert found.days == 0


def test_typed_figures_are_taken_as_they_are_and_help_to_find_the_others() -> None:
    shop = official_shop(NO_INDICATORS)
    weights = [
        item for item in shop.hidden.indicators if shop.rules.indicators[item].weight_evidence.kind is Evidence.ASSUMED
    ]
    rules = shop.rules.model_copy(
        update={
            "indicators": {
                name: item.model_copy(update={"weight": shop.hidden.indicators[name].weight})
                for name, item in shop.rules.indicators.items()
            }
        }
    )
    without = calibrate(shop.scores, shop.panel, rules)
    known = {("indicators", name, "weight") for name in weights}
    typed = calibrate(shop.scores, shop.panel, rules, known=known)
    assert sum(limit.enough for limit in typed.limits) > sum(limit.enough for limit in without.limits)
    assert not {weight.at for weight in typed.weights} & known
    for limit in typed.limits:
        assert inside(limit, hidden_limit(shop, limit))


def test_with_one_weight_typed_the_others_of_its_group_are_taken_as_they_stand_and_not_called_calibrated() -> None:
    shop = official_shop(EVERYTHING)
    name = next(iter(shop.rules.dimensions.rows))
    rules = shop.rules.model_copy(update={"dimensions": shop.hidden.dimensions})
    found = calibrate(shop.scores, shop.panel, rules, known={("dimensions", "rows", name, "weight")})
    assert not found.contradictions
    assert not [weight for weight in found.weights if not weight.group]
    assert [weight for weight in found.weights if weight.group]


def test_the_states_of_a_limit_are_told_by_what_was_seen() -> None:
    shop = official_shop(0)
    limits = shop.calibrated().limits
    assert {limit.state for limit in limits} >= {ENOUGH, ONE_SIDE}


EVERY = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets]


@pytest.mark.parametrize("rules", EVERY, ids=lambda rules: f"{rules.scheme}-{rules.effective_from}")
def test_every_shipped_rule_set_can_be_calibrated(rules: RuleSet) -> None:
    shop = shop_of(rules, EVERYTHING, np.random.default_rng([9, EVERY.index(rules)]))
    found = shop.calibrated()
    assert not found.contradictions
    for limit in found.limits:
        assert inside(limit, hidden_limit(shop, limit))
        assert shop.rules.indicators[limit.indicator].curve.evidence.kind is Evidence.ASSUMED
    for weight in found.weights:
        assert weight.low - 1e-9 <= hidden_weight(shop, weight) <= weight.high + 1e-9
    if found.usable:
        with_own_figures(shop.rules, figures_of(found))
    assert found.usable or rules.scheme == "dsr"
