"""How many of the newest days do not have their final sums yet."""

from __future__ import annotations

import math

from scoring.measure.daily_sums import DailySums

_DAY_SECONDS = 86_400
# Days until a case of the day is due, as `sql/` defines them; for what may follow a case (a late scan, feedback,
# a refusal, the platform entering) days after which next to nothing follows.
_DAYS = {
    "due_within_24h": 2,
    "collected_within_24h": 2,
    "due_within_48h": 3,
    "collected_within_48h": 3,
    "without_collection_scan": 8,
    "waybills_due": 8,
    "waybills_on_time": 8,
    "signed_with_bad_feedback": 10,
    "signed_with_quality_refund": 10,
    "refused_refunds": 3,
    "platform_entries": 7,
    "escalated_orders": 7,
}
# Sums that grow until the last order of the day has arrived: the shop's own mean says how long that takes.
_MEANS = {
    "delivery_seconds": ("delivery_seconds", "delivered_orders"),
    "delivered_orders": ("delivery_seconds", "delivered_orders"),
    "collection_seconds": ("collection_seconds", "collected_orders"),
    "collected_orders": ("collection_seconds", "collected_orders"),
}
# An order without a scan may still get one.
_MAY_FALL = ("without_collection_scan",)
_OF_THE_MEAN = 2.5
_LONGEST = 45


def settles_after(column: str, sums: DailySums, shop: int, known: int) -> int:
    """How many of the newest known days do not have their final sum of a column yet.

    `known` is the number of days known. The sums of all other columns are final with their day. Where the
    time depends on the carrier, days are final once two and a half times the shop's own mean is over.
    """
    if column not in _MEANS:
        return _DAYS.get(column, 0)
    return min(math.ceil(_OF_THE_MEAN * mean_days(column, sums, shop, known)) + 1, _LONGEST)


def mean_days(column: str, sums: DailySums, shop: int, known: int) -> float:
    """How many days a case of a column takes on average where that depends on the carrier; 0 elsewhere."""
    if column not in _MEANS:
        return 0.0
    seconds, orders = (int(sums.columns[name][shop, :known].sum()) for name in _MEANS[column])
    return seconds / (orders * _DAY_SECONDS) if orders else 0.0


def only_grows(column: str) -> bool:
    """Whether a day's sum is never less later than it is already."""
    return column not in _MAY_FALL
