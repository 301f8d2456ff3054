"""Windows are the plain sums of their days, wherever they lie: before, across or after the days that are known."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import panel

FIRST = date(2026, 1, 1)
RATE = METRICS["platform_help_rate"]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    known=st.integers(0, 12), days=st.integers(1, 20), lag=st.integers(0, 8),
    first=st.integers(-25, 25), count=st.integers(0, 12), seed=st.integers(0, 9),
)  # fmt: skip
def test_a_window_is_the_sum_of_its_days(known: int, days: int, lag: int, first: int, count: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    columns = {name: chance.integers(0, 5, (2, known)) for name in (RATE.numerator, RATE.denominator)}
    nothing = dict.fromkeys(METRICS, ((), ()))
    sums = DailySums(("a", "b"), FIRST, known, columns, {}, nothing, (FIRST, FIRST))
    start = FIRST + timedelta(days=first)
    found = panel(sums, {RATE.id: (days, lag)}, start, start + timedelta(days=count - 1)).metrics[RATE.id]
    assert found.value.shape == (2, count)
    for at in range(count):
        inside = [day for day in range(first + at - lag - days + 1, first + at - lag + 1) if 0 <= day < known]
        bad, all_ = (columns[name][:, inside].sum(axis=1) for name in (RATE.numerator, RATE.denominator))
        assert found.numerator[:, at].tolist() == bad.tolist()
        assert found.denominator[:, at].tolist() == all_.tolist()
        for shop in range(2):
            assert found.value[shop, at] == bad[shop] / all_[shop] if all_[shop] else np.isnan(found.value[shop, at])
