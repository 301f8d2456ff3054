"""Parcels on the way: of those still open the share and the mean time are those of the Gamma distribution."""

import numpy as np
import pytest

from scoring.improve.on_the_way import longer_than, shape_of, still_on_the_way


@pytest.mark.parametrize("shape", [1, 3, 4, 12])
@pytest.mark.parametrize("age", [0.2, 1.0, 2.5])
def test_the_share_still_open_and_its_mean_time_are_those_of_drawn_times(shape: int, age: float) -> None:
    times = np.random.default_rng(0).gamma(shape, 1 / shape, 400_000)
    open_ = times[times > age]
    assert still_on_the_way(np.array([age]), shape)[0] == pytest.approx(len(open_) / len(times), abs=0.003)
    if len(open_) > 400:
        assert longer_than(np.array([age]), shape)[0] == pytest.approx(open_.mean(), rel=0.02)


def test_the_shape_follows_from_mean_and_variance() -> None:
    times = np.random.default_rng(0).gamma(5, 2.0, 100_000)
    assert shape_of(float(times.mean()), float(times.var() / times.mean())) == 5
    assert shape_of(10.0, 0.0) == 1
    assert shape_of(1e9, 1.0) == 12
