"""Metrics changed on certain days: their daily sums, in whole cases, so that the windows follow by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from scoring.improve.scenario.bounds import largest
from scoring.improve.scenario.model import Change, DailyPlan, SetMetric, ShiftMetric
from scoring.improve.scenario.stages import Rows, on_days, planned
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Integers, PlatformFigures

_New = Callable[[Decimal, Decimal], Decimal]
"""Numerator (in the metric's unit times cases) and cases of a day → the new numerator."""


def changed_days(sums: DailySums, changes: Iterable[Change], rows: Rows) -> DailySums:
    """The sums of one shop after the changes to days among `changes`, in their order.

    The cases of a day stay as they are; the numerator becomes value × cases in whole cases, seconds or cents. What
    rounding leaves over on one day counts on the next, so that the days together have the value, not only few big
    ones. Where only the platform gives a metric, its figures of these days change.
    """
    for item in on_days(changes):
        if isinstance(item, DailyPlan):
            by_metric: dict[str, dict[date, _New]] = {}
            for target in planned(item, rows):
                by_metric.setdefault(target.metric, {})[target.day] = _set(target.value)
            for metric, targets in by_metric.items():
                sums = _changed(sums, metric, dict(sorted(targets.items())))
        elif isinstance(item, SetMetric | ShiftMetric):
            new = _set(item.value) if isinstance(item, SetMetric) else _shift(item.by)
            sums = _changed(sums, item.metric, dict.fromkeys(_days(sums, item.first, item.last), new))
    return sums


def _set(value: Decimal) -> _New:
    return lambda top, cases: value * cases


def _shift(by: Decimal) -> _New:
    return lambda top, cases: top + by * cases


def _days(sums: DailySums, first: date | None, last: date | None) -> list[date]:
    begin = max(sums.first_day.toordinal(), (first or sums.first_day).toordinal())
    end = sums.first_day.toordinal() + sums.days - 1
    return [date.fromordinal(day) for day in range(begin, min(end, (last or date.max).toordinal()) + 1)]


def of_platform(sums: DailySums, metric: str) -> bool:
    """Whether a metric of one shop is not measured from its events: its figures, if any, are the platform's own."""
    return METRICS[metric].from_platform or any(sums.missing[metric][0])


def _changed(sums: DailySums, name: str, days: Mapping[date, _New]) -> DailySums:
    at = {place: new for day, new in days.items() if 0 <= (place := (day - sums.first_day).days) < sums.days}
    metric = METRICS[name]
    if of_platform(sums, name):
        return _figures_changed(sums, name, at)
    columns = {**sums.columns, metric.numerator: _numerator(sums.columns, metric, at)}
    excluded = dict(sums.excluded)
    for other, counts in sums.excluded.items():
        if METRICS[other].numerator == metric.numerator and METRICS[other].denominator == metric.denominator:
            excluded[other] = {**counts, metric.numerator: _numerator(counts, metric, at)}
    return replace(sums, columns=columns, excluded=excluded)


def _numerator(columns: Mapping[str, Integers], metric: Metric, at: Mapping[int, _New]) -> Integers:
    """The numerator with the days changed; a count's or an amount's own day is one case."""
    changed = columns[metric.numerator].copy()
    top, left_over = largest(metric.id), Decimal(0)
    for place, new in at.items():
        cases = int(columns[metric.denominator][0, place]) if metric.denominator else 1
        most = top * cases
        value = _bounded(new(Decimal(int(changed[0, place])) / metric.scale, Decimal(cases)), most)
        wanted = value * metric.scale + left_over
        whole = _bounded(wanted.to_integral_value(ROUND_HALF_UP), most * metric.scale)
        changed[0, place] = int(whole)
        left_over = wanted - whole
    return changed


def _figures_changed(sums: DailySums, name: str, at: Mapping[int, _New]) -> DailySums:
    if name not in sums.platform:
        return sums
    figures = sums.platform[name]
    value = figures.value.copy()
    for place, new in at.items():
        if not np.isnan(value[0, place]):
            value[0, place] = float(_bounded(new(Decimal(repr(float(value[0, place]))), Decimal(1)), largest(name)))
    return replace(sums, platform={**sums.platform, name: PlatformFigures(value, figures.sample)})


def _bounded(value: Decimal, top: Decimal) -> Decimal:
    return max(Decimal(0), min(value, top))
