"""What the futures of a forecast differ in: how far each metric may go, and which one decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.assess.panel_assessment import PanelAssessment
from scoring.measure.daily_sums import Floats

_SHARES = (0.1, 0.5, 0.9)
_DUST = 1e-9


@dataclass(frozen=True)
class MetricSpread:
    """A metric on the day forecast, in its unit: a tenth of the futures at most is below `low` or above `high`."""

    metric: str
    low: float
    median: float
    high: float


def metric_spreads(result: PanelAssessment, category: str) -> tuple[MetricSpread, ...]:
    """The metrics of the indicators on the last day of the futures; one that no future has is left out."""
    found = {}
    for item in result.rules.indicators_for(category).values():
        if item.metric not in found and item.metric in result.panel.metrics:
            values = result.panel.metrics[item.metric].value[:, -1]
            if (known := values[~np.isnan(values)]).size:
                found[item.metric] = MetricSpread(item.metric, *low_median_high(known))
    return tuple(found.values())


def low_median_high(known: Floats) -> tuple[float, float, float]:
    """The middle of some figures, with a tenth of them at most below the low one and above the high one.

    All three are figures that are really among them: between two steps of a scheme lies no total.
    """
    low, median, high = np.quantile(known, _SHARES, method="inverted_cdf")
    return float(low), float(median), float(high)


def deciding_metric(result: PanelAssessment, earned: npt.NDArray[np.int64]) -> str | None:
    """The metric whose points most tell the better from the worse of the two likeliest outcomes.

    `earned` is the position of each future's level, -1 = none. Without levels the outcomes are the upper half
    of the totals and the lower one.
    """
    better = _better_futures(result, earned)
    if better is None:
        return None
    points = {name: _points(result, name) for name in result.indicators}
    gains = {name: float(earns[better[0]].mean() - earns[better[1]].mean()) for name, earns in points.items()}
    most = max(gains, key=lambda name: gains[name], default=None)
    return None if most is None or gains[most] < _DUST else result.rules.indicators[most].metric


def _better_futures(
    result: PanelAssessment, earned: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]] | None:
    """The futures of the better outcome and those of the worse one; None when there is one outcome alone."""
    if result.rules.levels:
        # No level at all is worse than the last one.
        rank = np.where(earned < 0, len(result.rules.levels), earned)
        places, counts = np.unique(rank, return_counts=True)
        if len(places) < 2:
            return None
        first, second = sorted(places[np.argsort(-counts, kind="stable")[:2]])
        return rank == first, rank == second
    totals = result.total[:, -1]
    if np.isnan(totals).all():
        return None
    upper = totals > np.nanmedian(totals)
    lower = totals <= np.nanmedian(totals)
    return (upper, lower) if upper.any() else None


def _points(result: PanelAssessment, name: str) -> npt.NDArray[np.float64]:
    """What an indicator adds to the total of each future on the last day; nothing where it is missing."""
    dimension = result.rules.indicators[name].dimension
    score = np.nan_to_num(result.indicators[name][:, -1])
    weight: npt.NDArray[np.float64] = result.indicator_weights[name][:, -1] * result.weights[dimension][:, -1]
    return score * weight
