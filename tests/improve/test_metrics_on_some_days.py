"""A metric set or shifted on some days: whole cases, and over the days together what was asked for."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from scoring.assess.measured import panel_for
from scoring.improve.scenario.days import changed_days
from scoring.improve.scenario.model import Change, DailyPlan, PlannedDay, SetMetric, ShiftMetric
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme

RULES = scheme("tmall_experience_star").rule_sets[-1]
RATES = ("first_quality_refund_rate", "platform_liable_rate", "reply_rate", "delivery_hours", "human_reply_seconds")
ASKED = {
    "first_quality_refund_rate": ("0", "0.0004", "0.0137", "0.02", "0.024", "0.03", "0.06", "1"),
    "platform_liable_rate": ("0.0004", "0.004"),
    "reply_rate": ("0.985", "0.9776", "0.5"),
    "delivery_hours": ("0.03", "47.33"),
    "human_reply_seconds": ("19.7",),
}


def window(sums: DailySums, metric: str) -> tuple[date, date]:
    days, lag = RULES.windows_for("")[metric]
    last = sums.last_day[0] - timedelta(days=lag)
    return last - timedelta(days=days - 1), last


def measured(sums: DailySums, metric: str) -> tuple[float, int]:
    day = sums.last_day[0]
    values = panel_for(sums, RULES, day, day).metrics[metric]
    return float(values.value[0, 0]), int(values.denominator[0, 0])


def a_plan(metric: str, value: Decimal, first: date, last: date) -> DailyPlan:
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    # In whatever order the rows stand.
    return DailyPlan(plan=tuple(PlannedDay(day=day, metric=metric, value=value) for day in reversed(days)))


@pytest.mark.parametrize("way", ["set", "plan"])
@pytest.mark.parametrize("metric", RATES)
def test_on_its_whole_window_a_metric_is_what_was_asked_to_half_a_case(
    sample_sums: DailySums, metric: str, way: str
) -> None:
    first, last = window(sample_sums, metric)
    for value in map(Decimal, ASKED[metric]):
        asked: Change = SetMetric(metric=metric, value=value, first=first, last=last)
        if way == "plan":
            asked = a_plan(metric, value, first, last)
        found, cases = measured(changed_days(sample_sums, [asked], {}), metric)
        assert abs(found - float(value)) <= 0.5 / (cases * METRICS[metric].scale) + 1e-12, (value, found)


@pytest.mark.parametrize("by", ["0.005", "0.01", "0.1", "-0.001"])
def test_a_shift_of_its_whole_window_is_felt_to_half_a_case(sample_sums: DailySums, by: str) -> None:
    metric = "first_quality_refund_rate"
    first, last = window(sample_sums, metric)
    before, cases = measured(sample_sums, metric)
    shifted = changed_days(sample_sums, [ShiftMetric(metric=metric, by=Decimal(by), first=first, last=last)], {})
    found, _ = measured(shifted, metric)
    if float(by) > 0:
        assert abs(found - before - float(by)) <= 0.5 / cases + 1e-12
    else:
        assert 0 <= found <= before, "no day has less than no case"


def test_cases_are_whole_and_never_more_than_there_are(sample_sums: DailySums) -> None:
    metric = METRICS["reply_rate"]
    first, last = window(sample_sums, metric.id)
    for value in ("0.999", "0.77", "0.003"):
        changed = changed_days(
            sample_sums, [SetMetric(metric=metric.id, value=Decimal(value), first=first, last=last)], {}
        )
        tops, cases = changed.columns[metric.numerator], changed.columns[metric.denominator]
        assert tops.dtype == sample_sums.columns[metric.numerator].dtype
        assert (tops >= 0).all()
        assert (tops <= cases * metric.scale).all()
        outside = np.ones(changed.days, dtype=bool)
        outside[(first - changed.first_day).days : (last - changed.first_day).days + 1] = False
        assert (tops[0, outside] == sample_sums.columns[metric.numerator][0, outside]).all()
