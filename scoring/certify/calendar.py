"""Which days levels are certified on, and which day's data each one looks at."""

from __future__ import annotations

from datetime import date, timedelta

from scoring.rules.consequences import Certification


def certification_days(certification: Certification, first_day: date, last_day: date) -> list[date]:
    """Every certification day from `first_day` to `last_day`, both included.

    >>> from scoring.rules.catalogue import scheme
    >>> rules = scheme("tmall_experience_star").in_force(date(2022, 6, 15))
    >>> [str(day) for day in certification_days(rules.certification, date(2022, 6, 2), date(2022, 7, 1))]
    ['2022-06-16', '2022-07-01']
    """
    days = (first_day + timedelta(days=index) for index in range((last_day - first_day).days + 1))
    return [day for day in days if day.day in certification.days_of_month]


def next_certification_day(certification: Certification, day: date) -> date:
    """The first certification day after `day`."""
    return certification_days(certification, day + timedelta(days=1), day + timedelta(days=62))[0]


def reference_day(certification: Certification, day: date) -> date:
    """The day whose data the certification of `day` looks at (for the 1st: the last day of the month before).

    >>> from scoring.rules.catalogue import scheme
    >>> rules = scheme("tmall_experience_star").in_force(date(2022, 6, 15))
    >>> str(reference_day(rules.certification, date(2022, 7, 1)))
    '2022-06-30'
    """
    return day - timedelta(days=certification.reference_lag)
