"""Daily sums of made-up shops with everything that can happen: gaps, exclusions, platform figures, lacking columns."""

from datetime import date

import numpy as np

from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Integers, PlatformFigures

FIRST_DAY = date(2022, 1, 3)
DAYS = 130
SHIPPED_EXCLUSIONS = ("collected_within_24h_rate", "collected_within_48h_rate", "delivery_hours", "refund_own_hours")
_PER_CASE = {Unit.SCORE: 4.6, Unit.HOUR: 30.0, Unit.SECOND: 40.0, Unit.MONEY: 1.0, Unit.INDEX: 50.0}


def random_shop(random: np.random.Generator) -> DailySums:
    """One shop; how much of everything there is differs from shop to shop."""
    columns: dict[str, Integers] = {}
    volume = random.choice([1, 4, 40])
    busy = random.random(DAYS) > random.choice([0.0, 0.1, 0.6])
    busy[: random.choice([0, 0, 40, 80])] = False
    for metric in METRICS.values():
        if metric.denominator and metric.denominator not in columns:
            columns[metric.denominator] = random.poisson(volume, DAYS) * busy
    for metric in METRICS.values():
        if metric.numerator and metric.numerator not in columns:
            columns[metric.numerator] = _numerator(metric.id, columns, volume, busy, random)
    daily = {name: column.reshape(1, DAYS) for name, column in columns.items()}
    platform = {
        name: _figures(metric.unit, random)
        for name, metric in METRICS.items()
        if random.random() < (0.6 if metric.from_platform else 0.1)
    }
    missing = {
        name: ((("orders",) if not metric.from_platform and random.random() < 0.1 else ()),)
        for name, metric in METRICS.items()
    }
    excluded = {name: _without(name, daily, random) for name in SHIPPED_EXCLUSIONS if random.random() < 0.5}
    return DailySums(("shop",), FIRST_DAY, DAYS, daily, platform, missing, (date(2022, 5, 12),), excluded)


def _numerator(
    name: str, columns: dict[str, Integers], volume: float, busy: np.ndarray, random: np.random.Generator
) -> Integers:
    metric = METRICS[name]
    if not metric.denominator:
        rare = metric.better == "lower"
        return random.poisson(0.03 if rare else volume, DAYS) * busy
    cases = columns[metric.denominator]
    if metric.unit is Unit.RATIO:
        low, high = (0.6, 1.0) if metric.better == "higher" else (0.0, 0.05)
        return random.binomial(cases, np.clip(random.uniform(low, high) + random.normal(0, 0.05, DAYS), 0, 1))
    each = _PER_CASE[metric.unit] * metric.scale * random.uniform(0.7, 1.08)
    return (cases * each * random.uniform(0.8, 1.05, DAYS)).astype(np.int64)


def _figures(unit: Unit, random: np.random.Generator) -> PlatformFigures:
    scale = min(unit.highest, 60.0)
    value = np.round(random.uniform(0.7 * scale, scale, (1, DAYS)), 3)
    value[random.random((1, DAYS)) < 0.2] = np.nan
    return PlatformFigures(value, random.integers(1, 200, (1, DAYS)))


def _without(name: str, daily: dict[str, Integers], random: np.random.Generator) -> dict[str, Integers]:
    """Both columns without a share of the cases of some days."""
    metric = METRICS[name]
    kept = np.where(random.random((1, DAYS)) < 0.15, random.choice([0.0, 0.5]), 1.0)
    return {column: (daily[column] * kept).astype(np.int64) for column in (metric.numerator, metric.denominator)}
