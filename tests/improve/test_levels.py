"""What is made of a figure's days: where it stands, how fast it wanders, where it may go."""

import math

import numpy as np
import pytest

from scoring.improve.levels import KEPT, Levels, _log_gamma, levels_of

COUNTED = np.array([True])


def of_rates(rates: np.ndarray, cases: int = 200, seed: int = 0) -> Levels:
    bad = np.random.default_rng(seed).binomial(cases, rates).astype(float)
    return levels_of(bad[None], np.full((1, len(rates)), float(cases)), COUNTED)


def likely_memory(levels: Levels) -> float:
    """How many days back the level is known from, on average over the speeds."""
    return float(levels.chances[0] @ np.minimum(120, 1 / (1 - KEPT + 1e-9)))


def test_a_steady_figure_is_seen_to_be_steady_and_a_wandering_one_to_wander() -> None:
    steady = of_rates(np.full(120, 0.05))
    wandering = of_rates(0.05 * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.12, 120))))
    assert likely_memory(steady) > 60 > 25 > likely_memory(wandering)
    assert wandering.chances[0, 0] < 0.001 < 0.1 < steady.chances[0, 0]


@pytest.mark.parametrize("cases", [5, 500])
def test_the_level_of_a_figure_that_never_wanders_is_the_mean_of_its_days(cases: int) -> None:
    bad = np.random.default_rng(0).binomial(cases, np.full(120, 0.05)).astype(float)
    levels = levels_of(bad[None], np.full((1, 120), float(cases)), COUNTED)
    assert levels.shape[0, 0] / levels.rate[0, 0] == pytest.approx(bad.mean() / cases, rel=0.02)
    assert levels.shape[0, 0] == pytest.approx(bad.sum(), rel=0.3), "as sure as so many cases make it"


def test_paths_start_at_the_level_and_spread_as_they_go() -> None:
    wandering = of_rates(0.05 * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.1, 120))))
    chance = np.random.default_rng(0)
    speeds = np.full(4000, 4)
    paths = wandering.paths(0, speeds, 15, chance)
    now = wandering.shape[0, 4] / wandering.rate[0, 4]
    assert paths[:, 0].mean() == pytest.approx(now, rel=0.05)
    assert paths[:, 14].mean() == pytest.approx(now, rel=0.08)
    assert paths[:, 0].std() < paths[:, 7].std() < paths[:, 14].std()
    still = wandering.paths(0, np.zeros(50, dtype=np.int64), 15, chance)
    assert (still == still[:, :1]).all()


def test_days_that_differ_more_than_chance_allows_have_an_effect_of_their_own() -> None:
    chance = np.random.default_rng(3)
    assert of_rates(np.full(120, 0.1)).spread[0] < 0.02
    assert of_rates(0.1 * chance.gamma(4, 1 / 4, 120)).spread[0] == pytest.approx(0.25, rel=0.5)


def test_without_any_case_everything_is_still_a_number() -> None:
    levels = levels_of(np.zeros((2, 1)), np.zeros((2, 1)), np.array([True, False]))
    chance = np.random.default_rng(0)
    for figure in (0, 1):
        paths = levels.paths(figure, levels.speeds(figure, 10, chance), 5, chance)
        assert np.isfinite(paths).all()


def test_log_gamma_is_right_from_small_to_large() -> None:
    values = np.array([0.05, 0.5, 1.0, 2.5, 40.0, 1e5])
    assert _log_gamma(values) == pytest.approx([math.lgamma(value) for value in values], rel=1e-6, abs=1e-6)
