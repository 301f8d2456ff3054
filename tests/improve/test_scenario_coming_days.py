"""Coming days of a scenario are together as the last four weeks were, also of what happens seldom."""

from datetime import timedelta
from fractions import Fraction

import pytest

from scoring.improve.expected import share_lately
from scoring.improve.scenario.coming import carried_on
from scoring.improve.settling import settles_after
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums

AHEAD = 28


def test_four_coming_weeks_hold_as_many_cases_as_lately_to_half_a_case(sample_sums: DailySums) -> None:
    newest = sample_sums.last_day[0]
    longer = carried_on(sample_sums, newest, newest + timedelta(days=AHEAD))
    known, seldom = sample_sums.days, 0
    for metric in METRICS.values():
        names = (metric.numerator, metric.denominator)
        if not all(names) or not set(names) <= sample_sums.columns.keys():
            continue
        final = known - max(settles_after(name, sample_sums, 0, known) for name in names)
        some, of = share_lately(*(sample_sums.columns[name][0] for name in names), final)
        top, cases = (int(longer.columns[name][0, known:].sum()) for name in names)
        if not of or not cases or final < known:
            continue
        assert abs(Fraction(some, of) * cases - top) <= 1, metric.id
        seldom += top > 0 and some < AHEAD / 2
    assert seldom > 1, "some happen less than every second day"


@pytest.mark.parametrize("ahead", [1, 3, 10])
def test_no_coming_day_has_more_of_a_kind_than_cases(sample_sums: DailySums, ahead: int) -> None:
    newest = sample_sums.last_day[0]
    longer = carried_on(sample_sums, newest, newest + timedelta(days=ahead))
    for metric in METRICS.values():
        if metric.numerator in longer.columns and metric.denominator in longer.columns and metric.unit == "ratio":
            top, cases = (
                longer.columns[name][0, sample_sums.days :] for name in (metric.numerator, metric.denominator)
            )
            if (sample_sums.columns[metric.numerator] <= sample_sums.columns[metric.denominator]).all():
                assert (top <= cases).all(), metric.id
