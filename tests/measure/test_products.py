"""Products are ranked by the low ratings and quality refunds they have beyond the rest of the shop."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.measure.daily_sums import DailySums
from scoring.measure.engine import attached
from scoring.measure.products import products
from scoring.store.events import Events

FIRST, LAST = date(2022, 1, 1), date(2022, 1, 31)
KEYS = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id"}
PAID, RATED, ASKED = ({name: "2022-01-05 10:00:00"} for name in ("paid_at", "rated_at", "requested_at"))


def ranked(**tables: list[Row]) -> list[dict]:
    rows = {
        table: [{"shop_id": "s", KEYS[table]: f"{table}{at:02}", **row} for at, row in enumerate(given)]
        for table, given in tables.items()
    }
    with attached(events(**rows), ["s"]) as connection:
        return products(connection, "s", FIRST, LAST).to_pylist()


def test_a_product_is_compared_with_all_others_of_the_shop() -> None:
    orders = [{**PAID, "product_id": "p"}] * 4 + [{**PAID, "product_id": "q"}] * 6
    reviews = [{**RATED, "product_id": "p", "description_score": score} for score in (1, 2, 3, 5)]
    reviews += [{**RATED, "product_id": "q", "description_score": score} for score in (1, 4, 4, 5, 5)]
    refunds = [{**ASKED, "order_id": "orders00", "quality_reason": "true"}]
    assert ranked(orders=orders, reviews=reviews, refunds=refunds) == [
        {"product_id": "p", "orders": 4, "ratings": 4, "low_ratings": 2, "low_rate": 0.5, "quality_refunds": 1,
         "quality_refund_rate": 0.25, "excess_low_ratings": pytest.approx(2 - 4 / 5), "excess_quality_refunds": 1.0,
         "excess": pytest.approx(2.2)},
        {"product_id": "q", "orders": 6, "ratings": 5, "low_ratings": 1, "low_rate": 0.2, "quality_refunds": 0,
         "quality_refund_rate": 0.0, "excess_low_ratings": pytest.approx(1 - 5 / 2),
         "excess_quality_refunds": pytest.approx(-6 / 4), "excess": 0.0},
    ]  # fmt: skip


def test_the_only_product_of_a_shop_has_nothing_to_be_compared_with() -> None:
    (row,) = ranked(
        orders=[{**PAID, "product_id": "p"}], reviews=[{**RATED, "product_id": "p", "description_score": 1}]
    )
    assert (row["low_rate"], row["quality_refund_rate"]) == (1.0, 0.0)
    assert (row["excess_low_ratings"], row["excess_quality_refunds"], row["excess"]) == (None, None, None)


def test_a_rate_without_cases_is_missing() -> None:
    found = ranked(orders=[{**PAID, "product_id": "p"}], reviews=[{**RATED, "product_id": "q", "description_score": 4}])
    rates = {row["product_id"]: (row["low_rate"], row["quality_refund_rate"]) for row in found}
    assert rates == {"p": (None, 0.0), "q": (0.0, None)}


def test_only_the_first_refund_request_of_an_order_tells_its_reason() -> None:
    orders = [{**PAID, "product_id": name} for name in "pq"]
    first = {"order_id": "orders00", "requested_at": "2022-01-06 10:00:00", "quality_reason": "false"}
    second = {**first, "requested_at": "2022-01-07 10:00:00", "quality_reason": "true"}
    before = {**first, "requested_at": "2021-12-31 10:00:00"}
    counted = {name: sum(row["quality_refunds"] for row in ranked(orders=orders, refunds=refunds))
               for name, refunds in (("one", [second]), ("two", [first, second]), ("before", [before, second]),
                                     ("quality", [{**first, "quality_reason": "true"}, second]))}  # fmt: skip
    assert counted == {"one": 1, "two": 0, "before": 0, "quality": 1}


def test_a_refund_of_an_order_of_several_products_is_of_none_that_is_known() -> None:
    parts = [{**PAID, "order_id": "1", "sub_order_id": name, "product_id": name} for name in "pq"]
    found = ranked(orders=parts, refunds=[{**ASKED, "order_id": "1", "quality_reason": "true"}])
    assert {row["product_id"]: row["quality_refunds"] for row in found} == {"": 1, "p": 0, "q": 0}


def test_without_rows_there_are_no_products_and_those_of_another_shop_are_not_counted() -> None:
    orders = [{"shop_id": "t", "order_id": "1", "product_id": "p", **PAID}]
    for made in (Events(), events(orders=orders)):
        with attached(made) as connection:
            assert products(connection, "s", FIRST, LAST).num_rows == 0


DAYS = st.sampled_from([None, "2021-12-31", "2022-01-01", "2022-01-20", "2022-01-31", "2022-02-01"])
NAMES = st.sampled_from([None, "p", "q", "r"])
IDS = st.sampled_from([None, "1", "2", "3", "4", "99"])
TABLES = st.fixed_dictionaries({
    "orders": st.lists(st.tuples(st.sampled_from("1234"), NAMES, DAYS), max_size=8),
    "reviews": st.lists(st.tuples(IDS, NAMES, DAYS, st.sampled_from([None, 1, 2, 3, 5])), max_size=20),
    "refunds": st.lists(st.tuples(IDS, DAYS, st.sampled_from([None, "true", "false"])), max_size=12),
})  # fmt: skip


def inside(day: str | None) -> bool:
    return day is not None and "2022-01-01" <= day <= "2022-01-31"


@settings(max_examples=25)
@given(drawn=TABLES)
def test_random_shops_are_ranked_as_a_plain_count_ranks_them(drawn: dict) -> None:
    def product_of(order: str | None) -> str:
        names = {name for number, name, _ in drawn["orders"] if number == order and name}
        return names.pop() if len(names) == 1 else ""

    paid = Counter(name or "" for _, name, day in drawn["orders"] if inside(day))
    rated, low, refunds = Counter(), Counter(), Counter()
    for order, name, day, score in drawn["reviews"]:
        if inside(day) and score is not None:
            rated[name or product_of(order)] += 1
            low[name or product_of(order)] += score <= 2
    seen = set()
    asked = [(day, at, order, quality) for at, (order, day, quality) in enumerate(drawn["refunds"]) if day]
    for day, at, order, quality in sorted(asked):
        if (order or at) not in seen and quality == "true" and inside(day):
            refunds[product_of(order)] += 1
        seen.add(order or at)

    def excess(bad: Counter, cases: Counter, name: str) -> Fraction | None:
        rest = cases.total() - cases[name]
        return bad[name] - Fraction(cases[name] * (bad.total() - bad[name]), rest) if rest else None

    expected = []
    for name in {*paid, *rated, *refunds}:
        parts = [excess(low, rated, name), excess(refunds, paid, name)]
        known = [max(part, Fraction()) for part in parts if part is not None]
        order = (not known, -sum(known), -(low[name] + refunds[name]), -paid[name], name)
        expected.append((order, name, paid[name], rated[name], low[name], refunds[name], parts, known))
    found = ranked(
        orders=[{"order_id": number, "sub_order_id": f"{at}", "product_id": name, "paid_at": day and f"{day} 12:00:00"}
                for at, (number, name, day) in enumerate(drawn["orders"])],
        reviews=[{"order_id": order, "product_id": name, "rated_at": day and f"{day} 12:00:00",
                  "description_score": score} for order, name, day, score in drawn["reviews"]],
        refunds=[{"order_id": order, "requested_at": day and f"{day} 12:00:00", "quality_reason": quality}
                 for order, day, quality in drawn["refunds"]],
    )  # fmt: skip
    assert [(row["product_id"], row["orders"], row["ratings"], row["low_ratings"], row["quality_refunds"])
            for row in found] == [row[1:6] for row in sorted(expected)]  # fmt: skip
    for row, (*_, parts, known) in zip(found, sorted(expected), strict=True):
        figures = [row["excess_low_ratings"], row["excess_quality_refunds"], row["excess"]]
        wanted = [*parts, sum(known) if known else None]
        assert figures == [None if part is None else pytest.approx(float(part)) for part in wanted]


def test_the_products_of_the_sample_shop_add_up_to_its_metrics(sample_events: Events, sample_sums: DailySums) -> None:
    first, last = date(2022, 3, 1), date(2022, 6, 30)
    days = slice((first - sample_sums.first_day).days, (last - sample_sums.first_day).days + 1)
    with attached(sample_events, list(sample_sums.shops)) as connection:
        table = products(connection, sample_sums.shops[0], first, last)
    metrics = {"orders": "paid_orders", "ratings": "description_all_ratings", "low_ratings": "description_low_ratings",
               "quality_refunds": "first_quality_refunds"}  # fmt: skip
    for column, metric in metrics.items():
        assert sum(table[column].to_pylist()) == sample_sums.columns[metric][0, days].sum() > 0
