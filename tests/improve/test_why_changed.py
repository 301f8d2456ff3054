"""Why a total changed: the parts add up to the change exactly, whatever happened in between."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from random_shops import DAYS, FIRST_DAY, random_shop

from scoring.assess.measured import panel_for
from scoring.figures import Evidence
from scoring.improve.change_parts import Kind, Why
from scoring.improve.why_changed import why_changed, why_differs
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.model import RuleSet

CATEGORIES = ("", "女装/女士精品", "大家电", "手机")
SCHEMES = [scheme(name).rule_sets for name in schemes_of("score") if scheme(name).rule_sets[0].has_total]


def together(why: Why) -> Decimal:
    return sum((part.points for part in why.parts), Decimal(0))


def published(why: Why) -> Decimal:
    return Decimal(str(why.after.total)) - Decimal(str(why.before.total))


def assert_exact(why: Why) -> None:
    if why.lacking:
        assert why.change is None
        assert why.parts == ()
        return
    assert why.change == published(why)
    assert together(why) == why.change
    assert all(part.points for part in why.parts)
    places = [scheme(side.scheme).in_force(side.rule_set).total.decimals for side in (why.before, why.after)]
    most_rounding = sum((Decimal("0.5").scaleb(-count) for count in places), Decimal("1e-8"))
    assert all(abs(part.points) <= most_rounding for part in why.parts if part.kind == "rounding")
    most = Counter((part.kind, part.metric) for part in why.parts)
    assert set(most.values()) <= {1}, "nothing is told twice"
    assert not set(why.without_effect) & {part.metric for part in why.parts}
    assert_ways_lead_through(why)


def assert_ways_lead_through(why: Why) -> None:
    """A metric whose parts do not lead from its first figure to its last has these said beside them."""
    for name in {part.metric for part in why.parts if part.kind in ("left", "came", "mix")}:
        mine = [part for part in why.parts if part.metric == name and part.kind != "exclusions"]
        begins, ends = Counter(part.before for part in mine), Counter(part.after for part in mine)
        gaps = max(sum((begins - ends).values()), sum((ends - begins).values())) > 1
        values = [next((item.value for item in side.indicators.values() if item.metric == name), None)
                  for side in (why.before, why.after)]  # fmt: skip
        if not any(part.kind == "exclusions" for part in why.parts):
            assert name in why.whole or (not gaps and mine[-1].after == values[1]), name
        if name in why.whole and values[1] is not None:
            assert why.whole[name][1] == values[1]


def pairs(count: int) -> list[tuple[DailySums, str, tuple[int, RuleSet], tuple[int, RuleSet]]]:
    """Two days and two rule sets of a scheme (now and then of two schemes) for each of some shops."""
    random = np.random.default_rng(6)
    found = []
    for at in range(count):
        shop = random_shop(random) if at % 10 == 0 else found[-1][0]
        versions = SCHEMES[random.integers(len(SCHEMES))]
        others = SCHEMES[random.integers(len(SCHEMES))] if random.random() < 0.1 else versions
        one = versions[random.integers(len(versions))]
        other = others[random.integers(len(others))] if random.random() < 0.4 else one
        first = int(random.integers(20, DAYS))
        last = int(np.clip(first + random.choice([0, 1, 3, 7, 7, 15, 30, 60, -10]), 5, DAYS + 5))
        found.append((shop, CATEGORIES[random.integers(len(CATEGORIES))], (first, one), (last, other)))
    return found


def test_the_parts_of_a_thousand_random_pairs_add_up_to_the_change_exactly() -> None:
    kinds: Counter[str] = Counter()
    explained = missing = 0
    for shop, category, before, after in pairs(1000):
        sides = [(FIRST_DAY + timedelta(days=at), rules) for at, rules in (before, after)]
        why = why_changed(shop, 0, category, *sides)
        assert_exact(why)
        kinds.update({part.kind for part in why.parts})
        explained += bool(why.parts)
        missing += why.change is None
    assert explained > 500
    assert 0 < missing < 400
    assert set(kinds) == set(get_args(Kind)) - {"value", "peers"}, "all of it does happen"


def test_the_parts_of_random_scenarios_add_up_exactly() -> None:
    kinds: Counter[str] = Counter()
    for (shop, category, (at, rules), (_, other)), seed in zip(pairs(400), range(400), strict=True):
        random, day = np.random.default_rng(seed), FIRST_DAY + timedelta(days=at)
        baseline = panel_for(shop, rules, day, day, category)
        between = panel_for(shop, other, day, day, category)
        scenario = (
            between if random.random() < 0.7 else panel_for(shop, other, day, day, category, after_exclusion=False)
        )
        for name in random.permutation(sorted(scenario.metrics))[: random.integers(4)]:
            scenario = scenario.with_value(name, float(random.uniform(0, 1)))
        why = why_differs(baseline, scenario, rules, other, category, between)
        assert_exact(why)
        kinds.update({part.kind for part in why.parts})
    assert {"value", "rules", "rounding", "appeared"} <= set(kinds)


@pytest.mark.parametrize("versions", SCHEMES, ids=lambda versions: versions[0].scheme)
def test_nothing_changed_is_an_empty_explanation(versions: tuple[RuleSet, ...], sample_sums: DailySums) -> None:
    day = sample_sums.last_day[0]
    for rules in versions:
        why = why_changed(sample_sums, 0, "女装/女士精品", (day, rules), (day, rules))
        assert why.parts == ()
        assert why.without_effect == ()
        panel = panel_for(sample_sums, rules, day, day, "女装/女士精品")
        assert why_differs(panel, panel, rules, rules, "女装/女士精品").parts == ()


def test_only_the_rule_set_changed_is_told_as_that_alone(sample_sums: DailySums) -> None:
    day, found = sample_sums.last_day[0], 0
    for versions in SCHEMES:
        for old, new in pairwise(versions):
            why = why_changed(sample_sums, 0, "女装/女士精品", (day, old), (day, new))
            assert_exact(why)
            assert {part.kind for part in why.parts} <= {"rules", "rounding"}
            found += any(part.kind == "rules" and part.metric is None for part in why.parts)
    assert found > 3


def turned(rules: RuleSet) -> RuleSet:
    """The same rules with the indicators in the opposite order."""
    return rules.model_copy(update={"indicators": dict(reversed(rules.indicators.items()))})


def test_where_metrics_simply_add_up_their_order_does_not_matter(sample_sums: DailySums) -> None:
    rules, several = scheme("shop_real_experience").rule_sets[-1], 0
    for at in range(60, 390, 15):
        sides = [(sample_sums.first_day + timedelta(days=day), rules) for day in (at, at + 10)]
        there = why_changed(sample_sums, 0, "女装/女士精品", *sides)
        back = why_changed(sample_sums, 0, "女装/女士精品", *((day, turned(rules)) for day, _ in sides))
        told = {(part.kind, part.metric): part.points for part in there.parts}
        assert told == {(part.kind, part.metric): part.points for part in back.parts}
        several += len({part.metric for part in there.parts}) > 2
        _assert_each_metric_adds_what_it_adds_alone(sample_sums, there, rules)
    assert several > 5


def _assert_each_metric_adds_what_it_adds_alone(sums: DailySums, why: Why, rules: RuleSet) -> None:
    """A metric's parts together are what the total gains when this metric alone is exchanged."""
    start, end = (panel_for(sums, rules, side.day, side.day, "女装/女士精品") for side in (why.before, why.after))
    for name in {part.metric for part in why.parts} - {None}:
        alone = Panel(start.shops, start.first_day, 1, {**start.metrics, name: end.metrics[name]}, start.missing)
        (found,) = [part for part in why_differs(start, alone, rules, rules, "女装/女士精品").parts if part.metric] or [
            None
        ]
        points = sum((part.points for part in why.parts if part.metric == name), Decimal(0))
        assert points == (found.points if found else 0)


def test_every_part_says_how_far_it_is_believed(sample_sums: DailySums) -> None:
    rules = scheme("tmall_experience_star").rule_sets[-1]
    sides = [(sample_sums.first_day + timedelta(days=at), rules) for at in (330, 390)]
    why = why_changed(sample_sums, 0, "女装/女士精品", *sides)
    assert why.parts
    assert all(isinstance(part.evidence, Evidence) for part in why.parts)
    assert all(part.evidence is Evidence.ASSUMED for part in why.parts if part.kind == "left")
