"""Which days levels are certified on, and which day's data each one looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.figures import Evidence, Text
from scoring.rules.consequences import Certification
from scoring.rules.model import RuleSet

_SATURDAY = 5


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


def next_reference(certification: Certification | None, day: date) -> date | None:
    """The day whose data the next certification after `day` looks at; None where nothing is certified."""
    if certification is None:
        return None
    return reference_day(certification, next_certification_day(certification, day))


def reference_after(certification: Certification, day: date) -> date:
    """The first day after `day` whose data a certification looks at."""
    lag = timedelta(days=certification.reference_lag)
    return reference_day(certification, next_certification_day(certification, day + lag))


def reference_day(certification: Certification, day: date) -> date:
    """The day whose data the certification of `day` looks at (for the 1st: the last day of the month before).

    >>> from scoring.rules.catalogue import scheme
    >>> rules = scheme("tmall_experience_star").in_force(date(2022, 6, 15))
    >>> str(reference_day(rules.certification, date(2022, 7, 1)))
    '2022-06-30'
    """
    return day - timedelta(days=certification.reference_lag)


# No platform publishes how long it takes: sellers' reports say about three working days, effective 48 hours later.
_REVIEW_WORKING_DAYS, _EFFECTIVE_DAYS = 3, 2
_REVIEW_SOURCE = Text(
    "商家经验：约3个工作日出结果，48小时后生效（musicheng i618890、maijiaw.com/article/546791）；"
    "平台没有公布，节假日另计",
    "sellers' reports: a decision in about 3 working days, effective 48 hours later (musicheng i618890, "
    "maijiaw.com/article/546791); no platform publishes it, and holidays come on top",
)


@dataclass(frozen=True)
class FilingDay:
    """Until when an appeal has to be filed to count in the next certification; why that is believed."""

    certification: date
    reference: date
    latest: date
    evidence: Evidence
    source: Text


def latest_filing_day(rules: RuleSet, day: date) -> FilingDay | None:
    """The last day to file an exclusion for the certification after `day`; None where the scheme certifies nothing.

    >>> from scoring.rules.catalogue import scheme
    >>> rules = scheme("tmall_experience_star").in_force(date(2022, 6, 15))
    >>> str(latest_filing_day(rules, date(2022, 6, 20)).latest)
    '2022-06-23'
    """
    if rules.certification is None:
        return None
    certification = next_certification_day(rules.certification, day)
    reference = reference_day(rules.certification, certification)
    latest = _working_day(reference - timedelta(days=_EFFECTIVE_DAYS))
    for _ in range(_REVIEW_WORKING_DAYS):
        latest = _working_day(latest - timedelta(days=1))
    return FilingDay(certification, reference, latest, Evidence.ASSUMED, _REVIEW_SOURCE)


def _working_day(day: date) -> date:
    """The day itself, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
