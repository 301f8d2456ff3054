"""What moving a metric costs: units of effort, as the operator sets them or as assumed."""

from __future__ import annotations

from collections.abc import Mapping

# How large the unit is that a cost is for. Cases and five-star ratings are counted one by one.
SIZES = {
    "case": 1.0,
    "five_star": 1.0,
    "ratio": 0.01,
    "hour": 1.0,
    "second": 1.0,
    "score": 0.01,
    "index": 1.0,
    "count": 1.0,
    "money": 100.0,
}
# Nobody publishes what a case costs a shop: assumed, and the same for every metric until the operator says more.
DEFAULT_COST = 1.0


def cost_of(metric: str, needed: float, unit: str, costs: Mapping[str, float]) -> float:
    """What it costs to move a metric by `needed`, in units of effort.

    `costs` is what one unit of a metric costs (`SIZES`): a whole case made good, a five-star rating more,
    a percentage point, an hour or a second less on average, 0.01 of a rating, a point of an index, CNY 100.
    A metric without one takes `DEFAULT_COST`, which is assumed.

    >>> cost_of("reply_rate", 14, "case", {}), cost_of("delivery_hours", 2.5, "hour", {"delivery_hours": 40})
    (14.0, 100.0)
    """
    return needed / SIZES[unit] * costs.get(metric, DEFAULT_COST)
