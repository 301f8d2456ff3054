"""Whole panels agree with exact fractions, row by row, and a row alone with the row among many."""

import random
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from exactly import Exact, exactly

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel, Values
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.loader import load_rule_set
from scoring.rules.model import RuleSet

SHOPS, DAYS = 40, 20
# Beside the shipped ones a made-up one that uses every part there is.
EVERYTHING = load_rule_set(Path(__file__).parent.parent / "rules" / "everything" / "2020-01-01.yaml")
RULE_SETS = [*(rules for name in schemes_of("score") for rules in scheme(name).rule_sets), EVERYTHING]
Assessed = tuple[PanelAssessment, list[str], dict[tuple[int, int], Exact]]
# Samples that give sums whose fourth decimal is a tie, and some below the least that is asked for.
SAMPLES = (1, 3, 7, 9, 10, 39, 77, 100, 199, 200, 201, 300, 301, 500, 800)


def name_of(rules: RuleSet) -> str:
    return f"{rules.scheme} {rules.effective_from}"


def categories(rules: RuleSet, chance: random.Random) -> list[str]:
    named = {name for row in rules.dimensions.by_category for name in row.categories}
    named |= {name for table in rules.indicator_weights for name in table.by_category}
    for item in rules.indicators.values():
        if item.categories is not None:
            named |= {*item.categories.only, *item.categories.without}
        if item.small_numbers is not None and item.small_numbers.fewer_for is not None:
            named |= set(item.small_numbers.fewer_for.categories)
    return [chance.choice(["", "女装/女士精品", *sorted(named)]) for _ in range(SHOPS)]


def lines(rules: RuleSet) -> dict[str, list[Fraction]]:
    """The values of each metric on which something changes."""
    found: dict[str, list[Fraction]] = {metric: [] for metric in rules.windows_for("")}
    for item in rules.indicators.values():
        found[item.metric] += [Fraction(step.reach) for step in item.curve.points]
        if (few := item.small_numbers) is not None:
            found[few.bad].append(Fraction(few.bad_at_most))
            found[few.orders].append(Fraction(few.orders_below))
            found[few.orders] += [Fraction(few.fewer_for.orders_below)] if few.fewer_for else []
    asked = [*rules.bonuses.values(), *(floor for row in rules.bonuses.values() for floor in row.also)]
    for row in (*asked, *rules.gates.values(), *([rules.total.requires] if rules.total.requires else [])):
        if row.metric is not None and row.at_least is not None:
            found[row.metric].append(Fraction(row.at_least))
    for off in rules.deductions.values():
        found[off.metric] += [Fraction(off.at_most) / Fraction(off.each)] if off.each else []
    for peers in rules.peers.values():
        for metric in (peers.mean, peers.best, peers.worst):
            lowest, highest = Fraction(rules.total.lowest), Fraction(rules.total.highest)
            found[metric] += [lowest + (highest - lowest) * Fraction(part, 10) for part in (5, 8, 9)]
    return found


def random_value(metric: str, near: Fraction, chance: random.Random) -> Fraction:
    """A value on a line, just beside it, or anywhere: a quotient of whole numbers; of a count a whole one."""
    if METRICS[metric].unit is Unit.COUNT:
        return Fraction(max(0, chance.choice([0, 0, 1, 2, 4, round(near) - 1, round(near), round(near) + 1])))
    number = near + chance.choice([0, 0, 1, -1, 40, -40]) * Fraction(1, 10_000)
    denominator = chance.choice([number.denominator, 7 * number.denominator, 10_007]) * METRICS[metric].scale
    return Fraction(round(number * denominator), denominator)


def random_panel(
    rules: RuleSet, chance: random.Random
) -> tuple[Panel, dict[str, dict[tuple[int, int], Fraction | None]]]:
    """A value for every metric, shop and day, or none; samples below and above the least that is asked for."""
    exact: dict[str, dict[tuple[int, int], Fraction | None]] = {}
    metrics = {}
    for metric, near in lines(rules).items():
        value = np.full((SHOPS, DAYS), np.nan)
        sample = np.zeros((SHOPS, DAYS), dtype=np.int64)
        exact[metric] = {}
        for at in np.ndindex(SHOPS, DAYS):
            exact[metric][at] = None
            if chance.random() < 0.12:
                continue
            sample[at] = chance.choice(SAMPLES)
            number = random_value(metric, chance.choice(near or [Fraction(1, 2)]), chance)
            exact[metric][at] = number
            value[at] = number.numerator / number.denominator
        origin = np.zeros((SHOPS, DAYS), dtype=np.int8)
        metrics[metric] = Values(value, sample, sample, sample, origin)
    missing = dict.fromkeys(metrics, ((),) * SHOPS)
    return Panel(tuple(f"shop {at}" for at in range(SHOPS)), date(2022, 1, 1), DAYS, metrics, missing), exact


@cache
def made(rules_at: int) -> Assessed:
    """The assessed panel of a rule set, the main category of each shop, and each cell in exact fractions."""
    rules = RULE_SETS[rules_at]
    chance = random.Random(name_of(rules))  # noqa: S311
    panel, values = random_panel(rules, chance)
    names = categories(rules, chance)
    exact = {
        at: exactly(
            rules,
            names[at[0]],
            {metric: cells[at] for metric, cells in values.items()},
            {metric: int(panel.metrics[metric].sample[at]) for metric in values},
        )
        for at in np.ndindex(SHOPS, DAYS)
    }
    return assess(panel, rules, names), names, exact


@pytest.fixture(params=range(len(RULE_SETS)), ids=lambda at: name_of(RULE_SETS[at]))
def assessed(request: pytest.FixtureRequest) -> Assessed:
    return made(request.param)


def cells(assessed: Assessed) -> Iterator[tuple[tuple[int, int], Exact]]:
    yield from assessed[2].items()


def test_totals_are_the_exact_ones_rounded_half_up_once(assessed: Assessed) -> None:
    for at, exact in cells(assessed):
        found = assessed[0].total[at]
        if exact.total is None:
            assert np.isnan(found), at
        else:
            assert found == float(exact.total), (at, exact)
        assert bool(assessed[0].withheld[at]) == exact.withheld, at


def test_some_totals_lie_exactly_on_a_half() -> None:
    ties: dict[str, int] = {}
    for place, rules in enumerate(RULE_SETS):
        _, _, exact = made(place)
        ties[name_of(rules)] = sum(
            (row.unrounded + row.bonuses - row.off) * 10**rules.total.decimals % 1 == Fraction(1, 2)
            for row in exact.values()
            if row.unrounded is not None and not row.withheld
        )
    assert len([name for name, count in ties.items() if count]) > len(ties) / 2, ties


def test_indicator_scores_are_the_exact_ones(assessed: Assessed) -> None:
    result, _, exact = assessed
    for name, scores in result.indicators.items():
        for at, row in exact.items():
            if name in row.indicators:
                assert scores[at] == pytest.approx(float(row.indicators[name]), abs=1e-9), (name, at)
            else:
                assert np.isnan(scores[at]), (name, at)


def test_dimension_scores_and_weights_are_the_exact_ones(assessed: Assessed) -> None:
    result = assessed[0]
    for at, exact in cells(assessed):
        for name in result.rules.dimensions.rows:
            score, weight = result.dimensions[name][at], result.weights[name][at]
            if name in exact.dimensions:
                assert score == pytest.approx(float(exact.dimensions[name]), abs=1e-12)
            else:
                assert np.isnan(score)
            assert weight == pytest.approx(float(exact.weights.get(name, 0)), abs=1e-12)
        assert not exact.weights or sum(exact.weights.values()) == 1


def test_levels_follow_from_the_exact_total_and_the_gates(assessed: Assessed) -> None:
    result = assessed[0]
    for at, exact in cells(assessed):
        position = int(result.level[at])
        assert (result.rules.levels[position].level if position >= 0 else None) == exact.level, at


def test_contributions_bonuses_and_deductions_add_up_to_the_total_before_rounding(assessed: Assessed) -> None:
    result, names, exact = assessed
    rules = result.rules
    for at in list(exact)[::7]:
        explained = explain(result, *at, names[at[0]])
        contributions = sum(row.contribution for row in explained.dimensions.values())
        points = sum(row.points for row in explained.bonuses
                     if row.state == "met" and rules.bonuses[row.id].dimension is None)  # fmt: skip
        off = sum(row.points for row in explained.deductions)
        assert contributions == pytest.approx(float(exact[at].unrounded or 0), abs=1e-9)
        assert (points, off) == (pytest.approx(float(exact[at].bonuses)), pytest.approx(float(exact[at].off)))
        if explained.total is not None and not exact[at].withheld:
            whole = min(max(contributions + points - off, float(rules.total.lowest)), float(rules.total.highest))
            assert abs(whole - explained.total) <= 0.5 * 10**-rules.total.decimals + 1e-9


def test_what_buyers_see_and_the_place_among_peers_are_the_exact_ones(assessed: Assessed) -> None:
    result, names, exact = assessed
    for at, row in list(exact.items())[::5]:
        explained = explain(result, *at, names[at[0]])
        assert explained.shown == (None if row.shown is None else float(row.shown)), (at, explained.total)
        assert {item.dimension: item.position for item in explained.peers} == pytest.approx(
            {name: float(position) for name, position in row.peers.items()}
        )
        assert (explained.stage is not None) == (row.withheld and row.total is not None)


def test_totals_and_dimension_scores_stay_on_the_scale(assessed: Assessed) -> None:
    result = assessed[0]
    totals = [result.total] if any(row.weight for row in result.rules.dimensions.rows.values()) else []
    for array in (*totals, *result.dimensions.values(), *result.indicators.values()):
        known = array[~np.isnan(array)]
        assert known.size
        assert known.min() >= float(result.rules.total.lowest)
        assert known.max() <= float(result.rules.total.highest)


def test_a_row_alone_is_the_same_row_among_many(assessed: Assessed) -> None:
    result, names, exact = assessed
    panel = result.panel
    for shop, day in list(exact)[::13]:
        part = panel.part(day, day + 1)
        one = {
            name: Values(*(array[shop : shop + 1] for array in vars(item).values()))
            for name, item in part.metrics.items()
        }
        alone = Panel((panel.shops[shop],), panel.day(day), 1, one, dict.fromkeys(one, ((),)))
        single = assess(alone, result.rules, names[shop])
        assert explain(single, 0, 0, names[shop]) == explain(result, shop, day, names[shop])
        assert np.array_equal(single.unrounded[0, 0], result.unrounded[shop, day], equal_nan=True)
