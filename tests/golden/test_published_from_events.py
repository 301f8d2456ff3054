"""Worked examples of the sources that begin with single ratings: from events through the measure and the rules."""

from datetime import date, timedelta

import pytest
from made_up import events

from scoring.assess.results import Assessment
from scoring.assess.timeline import timeline
from scoring.measure.daily_sums import daily_sums
from scoring.rules.catalogue import scheme

FIRST = date(2019, 3, 1)


def dsr_on(day: date, scores: list[int | None], buyers: int = 100) -> Assessment:
    """The DSR of a shop with one rating a day from `FIRST` on, by that many buyers in turn."""
    reviews = [
        {"shop_id": "s", "review_id": str(at), "order_id": str(at), "buyer_id": f"b{at % buyers}",
         "rated_at": f"{FIRST + timedelta(days=at)} 12:00:00", "description_score": score, "service_score": 5,
         "logistics_score": 5}
        for at, score in enumerate(scores)
    ]  # fmt: skip
    return timeline(daily_sums(events(reviews=reviews)), scheme("dsr"), day, day).at(day, 0)


def test_nineteen_fives_and_a_one_are_4_8() -> None:
    result = dsr_on(date(2019, 6, 1), [5] * 19 + [1])
    assert result.dimensions["description"].score == pytest.approx(4.8)
    assert (result.indicators["description_rating"].sample, result.total) == (20, None)


def test_only_a_buyers_first_three_ratings_of_a_month_count() -> None:
    # Twenty ratings of one buyer in March: 5, 5, 5 count, the one at the end does not.
    result = dsr_on(date(2019, 6, 1), [5] * 19 + [1], buyers=1)
    assert (result.dimensions["description"].score, result.indicators["description_rating"].sample) == (5, 3)


def test_an_item_that_is_not_rated_has_no_value() -> None:
    result = dsr_on(date(2019, 6, 1), [5, None, 4])
    assert result.dimensions["description"].score == pytest.approx(4.5)
    assert result.dimensions["service"].score == pytest.approx(5)


def test_a_rating_leaves_after_half_a_year() -> None:
    days = scheme("dsr").rule_sets[0].indicators["description_rating"].window.days
    scores = [1, *[5] * 19]
    last_with = FIRST + timedelta(days=days)
    assert dsr_on(last_with, scores).dimensions["description"].score == pytest.approx(4.8)
    assert dsr_on(last_with + timedelta(days=1), scores).dimensions["description"].score == pytest.approx(5)
