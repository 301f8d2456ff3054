"""Events cut at a day are what was known then; sums said to be final by then are what they are today."""

from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc
import pytest

from scoring.back_test.known_then import known_then
from scoring.improve.settling import settles_after
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.store.events import Events

DAYS = [date(2021, 8, 14), date(2022, 1, 30), date(2022, 6, 20)]
# What follows a case may come any time later; nearly all has come by then.
_NEARLY = {"signed_with_bad_feedback", "signed_with_quality_refund", "refused_refunds", "platform_entries",
           "escalated_orders", "delivery_seconds", "delivered_orders", "sales"}  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_sums_older_than_their_time_to_settle_were_known_as_they_are(
    sample_events: Events, sample_sums: DailySums, day: date
) -> None:
    known = daily_sums(known_then(sample_events, day))
    assert known.first_day == sample_sums.first_day
    assert known.last_day == (day,)
    days = (day - known.first_day).days + 1
    for name, later in sample_sums.columns.items():
        final = days - settles_after(name, known, 0, days)
        if name in _NEARLY:
            assert known.columns[name][0, :final].sum() == pytest.approx(later[0, :final].sum(), rel=0.02), name
        else:
            assert np.array_equal(known.columns[name][0, :final], later[0, :final]), name


def test_newer_days_were_not_known_as_they_are(sample_events: Events, sample_sums: DailySums) -> None:
    known = daily_sums(known_then(sample_events, DAYS[1]))
    days = (DAYS[1] - known.first_day).days + 1
    for name in ("due_within_24h", "due_within_48h", "delivered_orders"):
        assert known.columns[name][0, days - 1] < sample_sums.columns[name][0, days - 1], name


def test_nothing_later_is_left_and_the_events_are_not_changed(sample_events: Events) -> None:
    rows = {name: table.num_rows for name, table in sample_events.tables.items()}
    known = known_then(sample_events, DAYS[0])
    after = (DAYS[0] - date(1970, 1, 1) + timedelta(days=1)).days * 86_400
    for column in ("created_at", "paid_at", "shipped_at", "collected_at", "delivered_at", "confirmed_at"):
        assert pc.max(known.tables["orders"][column]).as_py() < after
    assert known.tables["exclusions"].num_rows == 0
    assert {name: table.num_rows for name, table in sample_events.tables.items()} == rows
    assert known.tables["orders"].num_rows < rows["orders"]


def test_a_deadline_is_known_before_it_is_over_but_not_when_the_task_is_handled(sample_events: Events) -> None:
    tasks = sample_events.tables["service_tasks"].to_pylist()
    over_night = [
        row for row in tasks if row["handled_at"] and row["handled_at"] // 86_400 > row["created_at"] // 86_400
    ]
    for task in over_night[:3]:
        day = date(1970, 1, 1) + timedelta(days=task["created_at"] // 86_400)
        known = known_then(sample_events, day).tables["service_tasks"].to_pylist()
        row = next(row for row in known if row["task_id"] == task["task_id"])
        assert row["due_at"] == task["due_at"]
        assert row["handled_at"] is None
    assert over_night


def test_at_the_end_of_the_data_all_was_known(sample_events: Events, sample_sums: DailySums) -> None:
    known = daily_sums(known_then(sample_events, date(2022, 7, 5)))
    assert all(np.array_equal(known.columns[name][:, :400], sample_sums.columns[name][:, :400])
               for name in sample_sums.columns)  # fmt: skip
