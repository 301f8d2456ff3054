"""The metrics: what each is called, counts and needs, and where its definition comes from.

The numerator and denominator are columns of the daily sums (`sql/`); a metric's value is
`numerator / (denominator * scale)`, a count's or an amount's `numerator / scale`. Definitions, windows
and lags: the platforms' help pages as the `source` of each entry names them.
"""

from __future__ import annotations

from scoring.errors import UnknownName
from scoring.measure.metric import Better, Metric
from scoring.measure.metrics_of_conduct import METRICS_OF_CONDUCT
from scoring.measure.metrics_of_goods import METRICS_OF_GOODS
from scoring.measure.metrics_of_service import METRICS_OF_SERVICE
from scoring.measure.metrics_of_trade import METRICS_OF_TRADE

__all__ = ["METRICS", "Better", "Metric", "metric"]

METRICS: dict[str, Metric] = {
    item.id: item for item in (*METRICS_OF_GOODS, *METRICS_OF_SERVICE, *METRICS_OF_TRADE, *METRICS_OF_CONDUCT)
}


def metric(name: str) -> Metric:
    """The metric of that id; raises `UnknownName` with the nearest one."""
    if name not in METRICS:
        raise UnknownName(name, METRICS)
    return METRICS[name]
