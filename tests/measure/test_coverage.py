"""How many days of a window the data covers."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import Coverage, comes_daily, coverage
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.store.events import Events


@pytest.fixture(scope="module")
def sums(sample_events: Events) -> DailySums:
    return daily_sums(sample_events)


def without(sums: DailySums, column: str, days: list[date]) -> DailySums:
    cells = sums.columns[column].copy()
    cells[0, [(day - sums.first_day).days for day in days]] = 0
    return replace(sums, columns={**sums.columns, column: cells})


def test_a_complete_window_is_known_whole(sums: DailySums) -> None:
    last = sums.last_day[0]
    assert coverage(sums, 0, METRICS["reply_rate"], (30, 1), last) == Coverage(30, 30)


def test_days_without_chats_are_gaps_and_only_those_of_the_window(sums: DailySums) -> None:
    last = sums.last_day[0]
    gaps = [last - timedelta(days=back) for back in (1, 5, 30, 31, 40)]
    cut = without(sums, "people_asking", gaps)
    assert coverage(cut, 0, METRICS["reply_rate"], (30, 1), last) == Coverage(27, 30)
    assert coverage(cut, 0, METRICS["reply_rate"], (30, 2), last) == Coverage(27, 30)
    assert coverage(cut, 0, METRICS["delivery_hours"], (30, 1), last) == Coverage(30, 30)


def test_a_day_without_a_dispute_is_no_gap(sums: DailySums) -> None:
    assert not sums.columns["opened_cases"][0, -30:].all()
    assert coverage(sums, 0, METRICS["platform_liable_rate"], (30, 1), sums.last_day[0]) == Coverage(30, 30)


def test_the_first_days_of_a_shop_know_only_what_has_been(sums: DailySums) -> None:
    day = sums.first_day + timedelta(days=9)
    assert coverage(sums, 0, METRICS["reply_rate"], (30, 1), day) == Coverage(9, 30)
    after = sums.last_day[0] + timedelta(days=4)
    assert coverage(sums, 0, METRICS["reply_rate"], (30, 1), after) == Coverage(27, 30)


def test_nothing_is_said_of_what_tells_no_days(sums: DailySums) -> None:
    assert coverage(sums, 0, METRICS["product_reputation"], (1, 0), sums.last_day[0]) is None


def test_a_table_that_was_never_taken_in_covers_nothing(sums: DailySums) -> None:
    empty = replace(sums, columns={**sums.columns, "people_asking": np.zeros_like(sums.columns["people_asking"])})
    assert coverage(empty, 0, METRICS["reply_rate"], (30, 1), sums.last_day[0]) == Coverage(0, 30)


def test_what_comes_daily() -> None:
    assert comes_daily("orders", rows=100, days=98, span=100)
    assert not comes_daily("orders", rows=60, days=60, span=100)
    assert not comes_daily("refunds", rows=150, days=98, span=100), "so few come by chance once in a while"
    assert comes_daily("refunds", rows=300, days=98, span=100)
