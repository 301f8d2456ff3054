"""The query layer and the windows agree, to the last digit, with the definitions written a second time."""

import csv
import random
from datetime import date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, clean, events
from reference import HOUR_METRICS, SUMS, Tables, windowed
from test_metrics_of_conduct import CASES as CONDUCT
from test_metrics_of_today import METRICS_OF_TODAY
from test_metrics_of_trade import CASES as TRADE

from sample_data import SAMPLE_SHOP
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.panel import panel, windows_of_catalogue
from scoring.store.events import from_clean_files

TABLES = ("orders", "reviews", "refunds", "disputes", "chats", "service_tasks")
DAYS = [date(2021, 6, 3), date(2021, 6, 20), date(2021, 7, 16), date(2021, 9, 1), date(2021, 11, 12),
        date(2021, 12, 31), date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 17),
        date(2022, 6, 16), date(2022, 7, 5), date(2022, 7, 20)]  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Tables:
    found = {}
    for name in TABLES:
        with (SAMPLE_SHOP / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def test_every_metric_that_events_give_has_a_second_definition_or_is_counted_by_hand() -> None:
    # Those of the rules of 2025 and 2026 stand in test_metrics_of_today.py.
    measured = {name for name, metric in METRICS.items() if not metric.from_platform}
    assert {*SUMS, *METRICS_OF_TODAY, *TRADE, *CONDUCT} == measured


@pytest.mark.parametrize("metric", SUMS)
def test_a_metric_of_the_sample_shop_is_what_its_definition_says(
    metric: str, tables: Tables, sample_sums: DailySums
) -> None:
    expected = windowed(metric, tables, DAYS)
    assert any(denominator for _, denominator in expected)
    for day, (numerator, denominator) in zip(DAYS, expected, strict=True):
        values = panel(sample_sums, windows_of_catalogue(), day, day).metrics[metric]
        assert (values.numerator[0, 0], values.denominator[0, 0]) == (numerator, denominator), day
        value, scale = values.value[0, 0], 3600 if metric in HOUR_METRICS else 1
        assert np.isnan(value) if not denominator else value == float(Fraction(numerator, denominator * scale)), day


START = datetime.fromisoformat("2022-01-20")
SECONDS = st.one_of(
    st.integers(0, 40 * 86_400),
    # The edges: full days, so that 24 h and 48 h limits, 8:00, 23:00 and midnight are met exactly.
    st.builds(lambda day, hour, off: day * 86_400 + hour * 3600 + off, st.integers(0, 39),
              st.sampled_from([0, 8, 23]), st.sampled_from([-1, 0, 1])).filter(lambda at: at >= 0),
)  # fmt: skip
TIMES = SECONDS.map(lambda at: (START + timedelta(seconds=at)).isoformat(" "))
MAYBE = st.one_of(st.just(""), TIMES)
FLAGS = st.sampled_from(["true", "false", ""])
SCORES = st.sampled_from(["", "1", "2", "3", "4", "5"])
NAMES = st.sampled_from(["", "a", "b"])
WAITS = st.sampled_from(["", "0", "179", "180", "181", "599", "600", "601", "90000"])
MONEY = st.integers(0, 10**7).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


def later(start: str, by: int) -> str:
    return (datetime.fromisoformat(start) + timedelta(seconds=by)).isoformat(" ") if start else ""


def rows(**columns: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=14)


AFTER = st.one_of(st.sampled_from([-5, 0, 86_399, 86_400, 86_401, 172_799, 172_800, 172_801]), st.integers(0, 10**6))
EVENTS = st.fixed_dictionaries({
    "orders": rows(paid_at=MAYBE, confirmed_at=MAYBE, custom_made=FLAGS, delivered_at=MAYBE, amount=MONEY,
                   special_service_required=FLAGS, special_service_met=FLAGS),
    "reviews": rows(rated_at=TIMES, buyer_id=NAMES, order_id=st.sampled_from(["", "", "1", "2"]),
                    description_score=SCORES, service_score=SCORES, logistics_score=SCORES),
    "refunds": rows(kind=st.sampled_from(["refund_only", "return_refund", "exchange"]), requested_at=MAYBE,
                    completed_at=MAYBE, order_id=st.sampled_from(["", "1", "2"]), handled_by_shop=FLAGS,
                    quality_reason=FLAGS),
    "disputes": rows(kind=st.sampled_from(["dispute", "complaint", "help_request"]), closed_at=MAYBE,
                     liable=st.sampled_from(["shop", "buyer", "none", "pending"])),
    "chats": rows(asked_at=MAYBE, buyer_id=NAMES, first_human_reply_seconds=WAITS, replied=FLAGS,
                  satisfaction=SCORES, automatic_only=FLAGS),
    "service_tasks": rows(created_at=MAYBE, handled_at=MAYBE, due_at=MAYBE),
})  # fmt: skip
KEYS = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id", "disputes": "dispute_id",
        "chats": "chat_id", "service_tasks": "task_id"}  # fmt: skip


@settings(max_examples=60)
@given(st.data())
def test_random_events_are_measured_as_the_definitions_say(data: st.DataObject) -> None:
    drawn = data.draw(EVENTS)
    for name, key in KEYS.items():
        for at, row in enumerate(drawn[name]):
            row["shop_id"] = "s"
            if name == "orders" and row["paid_at"] and data.draw(st.booleans()):
                row["collected_at"] = later(row["paid_at"], data.draw(AFTER))
            row[key] = f"{name}{at}"
    check(drawn)


def check(drawn: Tables) -> None:
    if not any(drawn.values()):
        return
    sums = daily_sums(events(**{name: list[Row](drawn[name]) for name in TABLES}))
    if not sums.shops:
        return
    for day in (date(2022, 1, 25), date(2022, 2, 14), date(2022, 3, 3), date(2022, 3, 20)):
        found = panel(sums, windows_of_catalogue(), day, day).metrics
        for metric in SUMS:
            if sums.missing[metric][0]:
                assert np.isnan(found[metric].value[0, 0]), metric
                continue
            ((numerator, denominator),) = windowed(metric, drawn, [day])
            values = found[metric]
            assert (values.numerator[0, 0], values.denominator[0, 0]) == (numerator, denominator), (metric, day)


def test_only_a_buyers_first_three_ratings_of_a_month_count_even_at_the_same_second() -> None:
    def review(name: str, at: str, score: int, order: str = "") -> dict[str, str]:
        return {"shop_id": "s", "review_id": name, "buyer_id": "b", "rated_at": at, "order_id": order,
                "description_score": str(score)}  # fmt: skip

    same = "2022-01-31 10:00:00"
    reviews = [review("4", same, 1), review("3", same, 5), review("2", same, 4), review("1", same, 3),
               review("5", "2022-02-01 00:00:00", 2), review("6", "2022-01-02 00:00:00", 5, "o"),
               review("7", "2022-01-03 00:00:00", 1, "o")]  # fmt: skip
    sums = daily_sums(events(reviews=reviews))
    values = panel(sums, windows_of_catalogue(60, 0), date(2022, 2, 1), date(2022, 2, 1)).metrics["description_rating"]
    # January: 6 (7 is the same order again), then 1 and 2 by their number; 3 and 4 come too late. February: 5.
    assert (values.numerator[0, 0], values.denominator[0, 0]) == (5 + 3 + 4 + 2, 4)


def test_the_order_of_the_rows_changes_no_sum(tables: Tables, sample_sums: DailySums) -> None:
    files = []
    for name in TABLES:
        shuffled = list[Row](tables[name])
        random.Random(7).shuffle(shuffled)  # noqa: S311
        files.append(clean(shuffled, name))
    again = daily_sums(from_clean_files(files, "shuffled"))
    assert {name: array.tolist() for name, array in again.columns.items()} == {
        name: array.tolist() for name, array in cut(sample_sums, again).items()
    }


def cut(sums: DailySums, like: DailySums) -> dict[str, np.ndarray]:
    """The columns over the days of `like` (the sample's platform figures begin on another day)."""
    start = (like.first_day - sums.first_day).days
    return {name: array[:, start : start + like.days] for name, array in sums.columns.items()}
