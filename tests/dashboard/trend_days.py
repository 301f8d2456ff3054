"""What the tests of the trends page share: the days of a metric of a shop to show."""

from datetime import date

from shops_to_show import Shown

from dashboard.views.metric_days import MetricDay, metric_days
from scoring.measure.patterns import days_of_metric

REPLY, HOURS, REFUNDS = "reply_rate", "delivery_hours", "first_quality_refund_rate"


def days_of(
    shop: Shown, metric: str, first: date, last: date, unknown: frozenset[date] = frozenset()
) -> list[MetricDay]:
    alone = days_of_metric(shop.sums, 0, metric, shop.sums.first_day, shop.day)
    return metric_days(shop.timeline, metric, alone, unknown, first, last)
