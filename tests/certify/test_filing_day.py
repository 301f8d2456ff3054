"""Until when an appeal has to be filed: counted back from the day a certification looks at, over working days."""

from datetime import date, timedelta

import pytest

from scoring.certify.calendar import latest_filing_day, next_certification_day, reference_day
from scoring.figures import Evidence
from scoring.rules.catalogue import scheme, schemes_of

STAR = scheme("tmall_experience_star").in_force(date(2022, 6, 15))


def effective(filed: date) -> date:
    """When an appeal takes effect: decided on the third working day after it was filed, two days later in force."""
    day, working_days = filed, 0
    while working_days < 3:
        day += timedelta(days=1)
        working_days += day.isoweekday() <= 5
    return day + timedelta(days=2)


def next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(
    ("day", "certification", "reference", "latest"),
    [
        # Thursday 30 June; decided on Tuesday, so on Friday, Monday, Tuesday after it was filed on Thursday.
        (date(2022, 6, 20), date(2022, 7, 1), date(2022, 6, 30), date(2022, 6, 23)),
        # Wednesday 15 June; decided on Monday at the latest: a whole weekend lies between.
        (date(2022, 6, 2), date(2022, 6, 16), date(2022, 6, 15), date(2022, 6, 8)),
        # Friday 15 July: decided on Wednesday, filed on Friday before the weekend.
        (date(2022, 7, 1), date(2022, 7, 16), date(2022, 7, 15), date(2022, 7, 8)),
        # Over the end of a year and of a month.
        (date(2022, 12, 20), date(2023, 1, 1), date(2022, 12, 31), date(2022, 12, 26)),
        # Sunday 31 July: decided on Friday.
        (date(2022, 7, 20), date(2022, 8, 1), date(2022, 7, 31), date(2022, 7, 26)),
        # The last day of a leap February is a Thursday.
        (date(2024, 2, 20), date(2024, 3, 1), date(2024, 2, 29), date(2024, 2, 22)),
    ],
)
def test_examples_counted_by_hand(day: date, certification: date, reference: date, latest: date) -> None:
    found = latest_filing_day(STAR, day)
    assert found is not None
    assert (found.certification, found.reference, found.latest) == (certification, reference, latest)


# Two days before the reference day is a weekend here: what is to be in force then was decided on the Friday before.
@pytest.mark.parametrize(
    ("day", "reference", "latest"),
    [
        # Monday 15 August 2022: due by Saturday, when nobody decides.
        (date(2022, 8, 5), date(2022, 8, 15), date(2022, 8, 9)),
        # Tuesday 15 November 2022: due by Sunday.
        (date(2022, 11, 5), date(2022, 11, 15), date(2022, 11, 8)),
        (date(2023, 2, 20), date(2023, 2, 28), date(2023, 2, 21)),
    ],
)
def test_nobody_decides_on_a_weekend(day: date, reference: date, latest: date) -> None:
    found = latest_filing_day(STAR, day)
    assert found is not None
    assert (found.reference, found.latest) == (reference, latest)


def test_filed_on_that_day_it_counts_and_a_working_day_later_it_does_not() -> None:
    for at in range(900):
        day = date(2022, 6, 15) + timedelta(days=at)
        found = latest_filing_day(STAR, day)
        assert found is not None
        assert effective(found.latest) <= found.reference, f"{found.latest} is too late for {found.reference}"
        assert effective(next_working_day(found.latest)) > found.reference, f"{found.latest} is earlier than need be"
        assert found.latest.isoweekday() <= 5


def test_it_is_of_the_next_certification_and_the_day_that_one_looks_at() -> None:
    assert STAR.certification is not None
    for at in range(40):
        day = date(2022, 6, 15) + timedelta(days=at)
        found = latest_filing_day(STAR, day)
        assert found is not None
        assert found.certification == next_certification_day(STAR.certification, day) > day
        assert found.reference == reference_day(STAR.certification, found.certification)
        assert found.latest < found.reference < found.certification


def test_shortly_before_a_certification_the_day_is_over_and_is_said_all_the_same() -> None:
    found = latest_filing_day(STAR, date(2022, 6, 30))
    assert found is not None
    assert found.latest == date(2022, 6, 23)


def test_it_is_an_assumption_and_says_where_it_comes_from() -> None:
    found = latest_filing_day(STAR, date(2022, 6, 20))
    assert found is not None
    assert found.evidence is Evidence.ASSUMED
    assert "工作日" in found.source.zh
    assert "working days" in found.source.en


@pytest.mark.parametrize("name", schemes_of("score"))
def test_a_scheme_that_certifies_nothing_has_no_such_day(name: str) -> None:
    for rules in scheme(name).rule_sets:
        found = latest_filing_day(rules, date(2024, 2, 20))
        assert (found is None) == (rules.certification is None)
    assert any(rules.certification for rules in scheme(name).rule_sets) == (name == "tmall_experience_star")
