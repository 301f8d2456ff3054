"""The merge of fronts finds what trying everything finds, and what HiGHS finds."""

import itertools
from collections import Counter

import numpy as np
import pytest

from scoring.improve.target_front import cheapest, earns_enough
from scoring.improve.target_prices import Lever, Problem, Term, prices_of
from scoring.target_highs import solved_by_highs


def cost(problem: Problem, picks: tuple[int, ...]) -> float:
    return float(sum(lever.costs[pick] for lever, pick in zip(problem.levers, picks, strict=True)))


def random_terms(chance: np.random.Generator, count: int) -> tuple[Term, ...]:
    """Dimensions with an end, with a line to reach, with both; and bonuses with two conditions."""
    terms: list[Term] = []
    for _ in range(count):
        base, more = float(chance.integers(0, 20)) / 10, float(chance.integers(0, 15)) / 10
        kind = chance.integers(4)
        if kind == 0:
            terms.append(Term(base, 0.2, cap=base + more))
        elif kind == 1:
            terms.append(Term(base, 0.2, floor=base + more))
        elif kind == 2:
            terms.append(Term(base, float(chance.choice([0, 0.3])), cap=base + 2, floor=base + more))
        else:
            terms.append(Term(0.0, 0.5, all_of=2, into=0 if terms and not terms[0].all_of else None))
    return tuple(terms)


def random_problem(
    chance: np.random.Generator, levers: int, options: int, terms: int, pieces: bool = False, most: int = 1
) -> Problem:
    """Levers of stairs, or of straight pieces that bend either way; each adds to at most so many columns."""
    made, ends = random_terms(chance, terms), []
    for _ in range(levers):
        count = int(chance.integers(1, options + 1))
        columns = chance.choice(1 + terms, size=min(1 + terms, int(chance.integers(1, most + 1))), replace=False)
        gains = np.zeros((count + 1, 1 + terms))
        costs = np.concatenate([[0], np.cumsum(chance.integers(0, 30, count))]).astype(float)
        steps = chance.integers(0, 8, count) / 10
        if pieces:
            costs = np.arange(count + 1) * float(chance.uniform(0.5, 3))
            steps = np.repeat(chance.uniform(0.1, 1, 4), -(-count // 4))[:count] / 10
        for column in columns:
            if column and made[column - 1].all_of:
                gains[int(chance.integers(1, count + 1)) :, column] = 1
            else:
                gains[1:, column] = np.cumsum(steps)
        ends.append(Lever(costs, gains))
    problem = Problem(tuple(ends), made, 1.0, 0.0)
    low, high = (reached(problem, [0] * levers), reached(problem, [len(lever.costs) - 1 for lever in ends]))
    return Problem(tuple(ends), made, 1.0, round(low + (high - low) * float(chance.uniform(-0.05, 1.05)), 4))


def reached(problem: Problem, picks: list[int]) -> float:
    """The total of a choice, added up term by term."""
    points = sum((lever.gains[pick] for lever, pick in zip(problem.levers, picks, strict=True)), np.zeros(1))
    points = np.zeros(1 + len(problem.terms)) + points
    total = problem.base + points[0]
    for place, term in enumerate(problem.terms):
        if term.all_of and points[place + 1] >= term.all_of:
            if term.into is None:
                total += term.weight
            else:
                points[term.into + 1] += term.weight
    for place, term in enumerate(problem.terms):
        if not term.all_of:
            total += term.weight * min(term.cap, term.base + points[place + 1])
    return float(total)


def test_it_is_as_cheap_as_the_cheapest_of_all_choices() -> None:
    chance, seen = np.random.default_rng(0), Counter[str]()
    for number in range(800):
        problem = random_problem(chance, int(chance.integers(1, 5)), 4, int(chance.integers(0, 4)), most=2)
        choices = itertools.product(*(range(len(lever.costs)) for lever in problem.levers))
        wanted = min((cost(problem, picks) for picks in choices if earns_enough(problem, picks)), default=None)
        found = cheapest(problem)
        seen["out of reach" if wanted is None else "free" if wanted == 0 else "bought"] += 1
        assert (found is None) == (wanted is None), number
        if found is not None:
            assert earns_enough(problem, found), number
            assert cost(problem, found) == pytest.approx(wanted), number
    assert min(seen.values()) > 20
    assert len(seen) == 3


@pytest.mark.parametrize("terms", [0, 2, 4])
@pytest.mark.parametrize("pieces", [False, True])
def test_it_is_as_cheap_as_what_highs_finds(terms: int, pieces: bool) -> None:
    chance, bought, late = np.random.default_rng(terms), 0, 0
    for number in range(25):
        problem = random_problem(chance, 8, 40 if pieces else 8, terms, pieces)
        wanted, _ = solved_by_highs(problem)
        found = cheapest(problem)
        if wanted is not None and np.isnan(wanted):
            late += 1
            continue
        assert (found is None) == (wanted is None), number
        if found is not None and wanted is not None:
            assert cost(problem, found) == pytest.approx(wanted, rel=1e-6, abs=1e-6), number
            bought += wanted > 0
    assert bought > 5
    assert late < 5


def test_a_total_far_from_every_step_of_long_straight_pieces_is_still_exact() -> None:
    chance = np.random.default_rng(3)
    for _ in range(20):
        problem = random_problem(chance, 3, 60, 0, pieces=True)
        grids = [np.arange(len(lever.costs)) for lever in problem.levers]
        first, second, third = np.meshgrid(*grids, indexing="ij")
        picks = (first.ravel(), second.ravel(), third.ravel())
        costs = sum(lever.costs[pick] for lever, pick in zip(problem.levers, picks, strict=True))
        gains = sum(lever.gains[pick, 0] for lever, pick in zip(problem.levers, picks, strict=True))
        enough = problem.base + gains >= problem.need - 1e-9
        found = cheapest(problem)
        if enough.any():
            assert found is not None
            assert cost(problem, found) == pytest.approx(float(costs[enough].min()))
        else:
            assert found is None


@pytest.mark.parametrize("bent", [0.5, 3.0])
def test_the_bound_follows_a_lever_that_bends_at_each_of_thousands_of_options(bent: float) -> None:
    places = np.arange(5000.0)
    lever = Lever(places, ((places / places[-1]) ** bent)[:, None] * 2)
    for need in (0.02, 0.7, 1.3, 1.99):
        prices = prices_of(Problem((lever,), (), 0.0, need))
        # The lower hull of a lever that is worth ever less has every option, of one worth ever more just both ends.
        hull = np.interp(need, lever.gains[:, 0], places) if bent < 1 else need / 2 * places[-1]
        assert hull - 0.01 <= prices.bound <= hull + 1e-6
        assert min(prices.dearer[0]) == 0
