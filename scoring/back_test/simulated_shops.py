"""Made-up shops whose figures wander as real ones do: what the forecast is back-tested on.

Three kinds in turn. Of a `steady` shop each day differs from the next and nothing lasts; a `drifting`
one gets better or worse over weeks; one with `spells` changes at once, has bad days in a row and now and
then a new level. The amounts differ from shop to shop and from metric to metric.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from scoring.figures import Unit
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Floats, Integers, PlatformFigures
from scoring.rules.model import RuleSet

KINDS = ("steady", "drifting", "spells")
FIRST_DAY = date(2022, 7, 1)
DAYS = 260
# Monday to Sunday.
_WEEKDAYS = np.array([1.15, 1.05, 1.0, 1.0, 1.0, 0.9, 0.9])
_ORDERS_A_DAY = 30
_PROMOTION_CHANCE = 0.4
# Cases of a metric for each order.
_CASES = {
    "refund_only_done": 0.03,
    "return_refund_done": 0.03,
    "people_asking": 1.2,
    "satisfaction_ratings": 0.2,
}
_RATING_STEPS = 4


def simulated_shop(rules: RuleSet, number: int) -> DailySums:
    """The shop of that number, always the same: the daily sums its rule set's metrics need.

    Its kind is `KINDS[number % 3]`. Its figures lie around inner steps of their curves, so that levels and
    totals can change. All its sums are final with their day.
    """
    return _Shop(rules, number).sums()


class _Shop:
    def __init__(self, rules: RuleSet, number: int) -> None:
        self._rules, self._kind = rules, KINDS[number % len(KINDS)]
        self._chance = np.random.default_rng([2022, number])
        self._traffic = self._orders()
        self._columns: dict[str, Integers] = {"paid_orders": self._chance.poisson(self._traffic)}
        self._platform: dict[str, PlatformFigures] = {}

    def sums(self) -> DailySums:
        for name in self._rules.windows_for(""):
            if METRICS[name].from_platform:
                self._figures_of(METRICS[name])
            else:
                self._measured(METRICS[name])
        columns = {name: daily.astype(np.int64)[None] for name, daily in self._columns.items()}
        last = FIRST_DAY + timedelta(days=DAYS - 1)
        missing: dict[str, tuple[tuple[str, ...], ...]] = dict.fromkeys(METRICS, ((),))
        return DailySums((self._kind,), FIRST_DAY, DAYS, columns, self._platform, missing, (last,))

    def _orders(self) -> Floats:
        chance = self._chance
        week = np.resize(np.roll(_WEEKDAYS, -FIRST_DAY.weekday()), DAYS)
        wandering = np.exp(np.cumsum(chance.normal(0, chance.uniform(0, 0.03), DAYS)))
        orders: Floats = _ORDERS_A_DAY * math.exp(chance.normal()) * week * wandering * chance.gamma(25, 1 / 25, DAYS)
        if chance.random() < _PROMOTION_CHANCE:
            first = chance.integers(0, DAYS - 12)
            orders[first : first + chance.integers(3, 10)] *= chance.uniform(2, 5)
        return orders

    def _aim(self, metric: Metric) -> float:
        """A value around which a small change gives another score."""
        curves = [item.curve for item in self._rules.indicators.values() if item.metric == metric.id]
        reaches = [float(step.reach) for curve in curves for step in curve.points]
        inner = reaches[1:-1] or reaches or [0.5]
        return inner[self._chance.integers(len(inner))]

    def _wandering(self) -> Floats:
        """The figure of each day, as the logarithm of what it is to its aim."""
        chance = self._chance
        path = chance.normal(0, chance.uniform(0.02, 0.25), DAYS) + chance.normal(0, 0.15)
        if self._kind == "drifting":
            kept, level = chance.uniform(0.95, 0.995), 0.0
            for at, step in enumerate(chance.normal(0, chance.uniform(0.01, 0.06), DAYS)):
                level = kept * level + step
                path[at] += level
        elif self._kind == "spells":
            at = 0
            while at < DAYS:
                ordinary, bad = int(chance.geometric(1 / 60)), int(chance.geometric(1 / 6))
                path[at : at + ordinary] += chance.normal(0, 0.35)
                path[at + ordinary : at + ordinary + bad] += abs(chance.normal(0, 0.8))
                at += ordinary + bad
        return path

    def _figures_of(self, metric: Metric) -> None:
        chance, aim = self._chance, self._aim(metric)
        steps, noise = chance.normal(0, 0.002, DAYS), chance.normal(0, 0.002, DAYS)
        value = np.clip(aim * (1 + np.cumsum(steps) + noise), 0, metric.unit.highest)
        self._platform[metric.id] = PlatformFigures(value[None], np.full((1, DAYS), 500))

    def _measured(self, metric: Metric) -> None:
        chance, path = self._chance, np.exp(self._wandering())
        if not metric.denominator:
            rare = 1.0 if metric.numerator == "paid_orders" else 0.001
            mean = self._traffic * path * (metric.scale if metric.scale > 1 else rare)
            self._columns.setdefault(metric.numerator, chance.poisson(mean))
            return
        traffic = self._traffic * _CASES.get(metric.denominator, 1.0)
        cases = self._columns.setdefault(metric.denominator, chance.poisson(traffic))
        aim = self._aim(metric)
        if metric.unit is Unit.RATIO:
            higher = metric.better == "higher"
            bad = chance.binomial(cases, np.clip((1 - aim if higher else aim) * path, 0, 0.9))
            self._columns[metric.numerator] = cases - bad if higher else bad
        elif metric.unit is Unit.SCORE:
            short = np.clip((_RATING_STEPS + 1 - aim) * path / _RATING_STEPS, 0, 0.9)
            points = chance.binomial(cases * _RATING_STEPS, short)
            self._columns[metric.numerator] = cases * (_RATING_STEPS + 1) - points
        else:
            # Hours and seconds of single cases differ a good deal.
            of_cases = chance.gamma(np.maximum(cases * 1.5, 1e-9)) / 1.5
            self._columns[metric.numerator] = (of_cases * aim * metric.scale * path).astype(np.int64)
