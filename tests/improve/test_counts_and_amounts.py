"""A count or an amount has no cases that could turn out well: a hint states the distance."""

from decimal import Decimal

import pytest

from scoring.improve.effort import needed
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums


@pytest.mark.parametrize(
    ("metric", "value", "target", "expected"),
    [
        ("turnover", 179_624.7, "180000.00", (375.3, "money")),
        ("low_rating_count", 12.0, "3", (9.0, "count")),
    ],
)
def test_what_is_needed_is_the_distance(
    sample_sums: DailySums, metric: str, value: float, target: str, expected: tuple[float, str]
) -> None:
    distance, unit = needed(METRICS[metric], 1200, 0, value, Decimal(target))
    assert (distance, unit) == (pytest.approx(expected[0]), expected[1])
