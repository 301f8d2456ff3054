"""A count or an amount has no cases that could turn out well: a hint states the distance and no day."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.improve.effort import feasible_by, needed
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
    assert feasible_by(METRICS[metric], sample_sums, 0, (30, 1), date(2022, 7, 5), Decimal(target)) is None


def test_an_amount_per_case_has_a_day(sample_sums: DailySums) -> None:
    found = feasible_by(METRICS["sales_per_buyer"], sample_sums, 0, (30, 1), date(2022, 7, 5), Decimal("200.00"))
    assert found == date(2022, 7, 6)
