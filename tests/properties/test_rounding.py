"""Rounding agrees with decimal arithmetic wherever the exact value has few decimals."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from scoring.assess.curves import half_up

CASES = 50_000


def rounded(values: list[Decimal], decimals: int) -> list[float]:
    place = Decimal(1).scaleb(-decimals)
    return [float(value.quantize(place, ROUND_HALF_UP)) for value in values]


def assert_all_round_alike(binary: np.ndarray, exact: list[Decimal], decimals: int) -> None:
    found, wanted = half_up(binary, decimals), np.array(rounded(exact, decimals))
    wrong = np.flatnonzero(found != wanted)
    assert not wrong.size, f"{exact[wrong[0]]} to {decimals} decimals: {found[wrong[0]]}, expected {wanted[wrong[0]]}"


@pytest.mark.parametrize("decimals", range(5))
def test_weighted_sums_round_half_up_as_in_decimals(decimals: int) -> None:
    chance = np.random.default_rng(decimals)
    cuts = np.sort(chance.integers(0, 101, (CASES, 4)), axis=1)
    hundredths = np.diff(np.hstack([np.zeros((CASES, 1), int), cuts, np.full((CASES, 1), 100)]), axis=1)
    tenths = chance.integers(0, 1001, (CASES, 5))
    binary = np.zeros(CASES)
    for at in range(5):
        binary += (hundredths[:, at] / 100) * (tenths[:, at] / 10)
    exact = [Decimal(int(sum_)).scaleb(-3) for sum_ in (hundredths * tenths).sum(axis=1)]
    if decimals < 3:
        ties = sum((value.scaleb(decimals) % 1) == Decimal("0.5") for value in exact)
        assert ties > 20, "hardly any tie among the cases; the check proves little"
    assert_all_round_alike(binary, exact, decimals)


@pytest.mark.parametrize("decimals", range(5))
def test_plain_decimals_round_half_up_as_in_decimals(decimals: int) -> None:
    chance = np.random.default_rng(100 + decimals)
    # One decimal more than is kept: every tenth case is a tie.
    more = decimals + 1
    exact = [Decimal(int(number)).scaleb(-more) for number in chance.integers(0, 100 * 10**more + 1, CASES)]
    assert_all_round_alike(np.array([float(value) for value in exact]), exact, decimals)
