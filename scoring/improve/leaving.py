"""Which known days leave the window of a metric before a coming day, and whether that helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scoring.improve.drawn import counted_columns
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Integers
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Leaving:
    """One day that leaves a metric's window: `leaves_on` is the first assessment day without it.

    `figure` is the metric over that day alone, in its unit. `better_without`: the day is worse than
    the window it leaves, so the metric gets better without it.
    """

    metric: str
    day: date
    leaves_on: date
    numerator: int
    denominator: int
    figure: float
    better_without: bool


def leaving(
    sums: DailySums,
    shop: int,
    rules: RuleSet,
    category: str,
    day: date,
    target_day: date,
    metric: str | None = None,
) -> tuple[Leaving, ...]:
    """The days inside the window on `day` that are outside it on `target_day`, those that leave first ahead.

    Of all metrics of the rule set, or of the one named. A day without a case is left out, and a metric
    that is not measured from events has none.
    """
    found: list[Leaving] = []
    for name, window in rules.windows_for(category).items():
        item = METRICS[name]
        if metric in (None, name) and not item.from_platform and not sums.missing[name][shop]:
            columns = counted_columns(sums, name, rules)
            numerator = columns[item.numerator][shop]
            denominator = columns[item.denominator][shop] if item.denominator else None
            found += _of_metric(item, numerator, denominator, window, sums.first_day, day, target_day)
    return tuple(sorted(found, key=lambda one: (one.leaves_on, one.metric)))


def _of_metric(
    metric: Metric,
    numerator: Integers,
    denominator: Integers | None,
    window: tuple[int, int],
    first_day: date,
    day: date,
    target_day: date,
) -> list[Leaving]:
    days, lag = window
    after = (day - first_day).days - lag + 1
    start, stop = (min(max(0, at), len(numerator)) for at in (after - days, after))
    gone = min(stop, after + (target_day - day).days - days)
    whole = _figure(metric, numerator[start:stop], denominator[start:stop] if denominator is not None else None)
    found = []
    for at in range(start, gone):
        part = slice(at, at + 1)
        figure = _figure(metric, numerator[part], denominator[part] if denominator is not None else None)
        if figure is None or whole is None or (denominator is None and not numerator[at]):
            continue
        found.append(
            Leaving(
                metric.id,
                first_day + timedelta(days=at),
                first_day + timedelta(days=at + days + lag),
                int(numerator[at]),
                0 if denominator is None else int(denominator[at]),
                figure,
                _worse(metric, figure, whole if denominator is not None else 0.0),
            )
        )
    return found


def _figure(metric: Metric, numerator: Integers, denominator: Integers | None) -> float | None:
    """The metric over some days; None when there is no case."""
    if denominator is None:
        return int(numerator.sum()) / metric.scale
    cases = int(denominator.sum())
    return int(numerator.sum()) / (cases * metric.scale) if cases else None


def _worse(metric: Metric, figure: float, than: float) -> bool:
    return figure < than if metric.better == "higher" else figure > than
