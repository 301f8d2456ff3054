"""`voc-board bench panel`: from daily sums of many shops to totals and levels, over merely copying the sums."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median

import numpy as np

from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Integers
from scoring.measure.panel import panel
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.timing import Cost, in_process

SHOPS = 100_000
DAYS = 365
FIRST_DAY = date(2022, 7, 1)
# Best of 50 to 2,000: below, calls cost more than work; above, the arrays of one step leave the cache.
CHUNK = 200
_ROUNDS = 3
_YEARS_OF_ONE_SHOP = 200


def bench_panel(shops: int = SHOPS, rounds: int = _ROUNDS) -> Iterator[str]:
    """The lines of the report; each stage runs in a process of its own, in turn.

    Many shops go through in chunks of `CHUNK`; then one shop alone, the median of many times.
    """
    windows = _windows(_rules())
    yield (
        f"panel: {shops:,} shops x {DAYS} days x {len(windows)} metrics "
        f"(those of {_rules().scheme} {_rules().effective_from} that are measured from events), {CHUNK} shops at a time"
    )
    floors, scored = _in_turn(_copy_all, _score_all, shops, rounds)
    floor, seconds = (median(cost.seconds for cost in costs) for costs in (floors, scored))
    yield f"  floor: copying the same daily sums          {floor:7.2f} s   {_peak(floors):5.0f} MB"
    yield (
        f"  daily sums to totals and levels             {seconds:7.2f} s   {_peak(scored):5.0f} MB   "
        f"{seconds / floor:5.1f} x the floor   {shops / seconds:,.0f} shops/s"
    )
    floors, scored = _in_turn(_copy_one, _score_one, _YEARS_OF_ONE_SHOP, rounds)
    floor, seconds = (median(cost.seconds for cost in costs) for costs in (floors, scored))
    yield f"  floor: copying one shop's year              {floor * 1e3:7.3f} ms"
    yield f"  one shop's year to totals and levels        {seconds * 1e3:7.3f} ms   {seconds / floor:5.1f} x the floor"


def sums_of(first: int, count: int) -> DailySums:
    """Made-up daily sums of `count` shops from the shop numbered `first`; the same ones in every run.

    Shops are good or bad at each metric around the second step of its curve, and days differ.
    """
    rules = _rules()
    chance = np.random.default_rng([first, count])
    reaches = {item.metric: float(item.curve.points[1].reach) for item in rules.indicators.values()}
    columns: dict[str, Integers] = {}
    for name in _windows(rules):
        metric = METRICS[name]
        if metric.denominator not in columns:
            columns[metric.denominator] = chance.integers(0, 60, (count, DAYS))
        mean = reaches.get(name, 0.5) * metric.scale * chance.uniform(0.2, 2, (count, 1))
        # Whole cases: a share of a few orders is mostly none at all, now and then one.
        share = columns[metric.denominator] * mean * chance.uniform(0.5, 1.5, (count, DAYS))
        most = columns[metric.denominator] if metric.unit == "ratio" else share + 1
        columns[metric.numerator] = np.minimum(share + chance.random((count, DAYS)), most).astype(np.int64)
    shops = tuple(f"shop {first + at}" for at in range(count))
    missing = dict.fromkeys(METRICS, ((),) * count)
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    return DailySums(shops, FIRST_DAY, DAYS, columns, {}, missing, (last,) * count)


def _rules() -> RuleSet:
    return scheme("tmall_experience_star").in_force(FIRST_DAY)


def _windows(rules: RuleSet) -> dict[str, tuple[int, int]]:
    return {name: window for name, window in rules.windows_for("").items() if not METRICS[name].from_platform}


def _in_turn(
    floor: Callable[[int], float], stage: Callable[[int], float], argument: int, rounds: int
) -> tuple[list[Cost], list[Cost]]:
    pairs = [(in_process(floor, argument), in_process(stage, argument)) for _ in range(rounds)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def _peak(costs: list[Cost]) -> float:
    return max(cost.peak_mb for cost in costs)


def _score(sums: DailySums, rules: RuleSet) -> tuple[float, PanelAssessment]:
    start = time.perf_counter()
    result = assess(panel(sums, _windows(rules), FIRST_DAY, sums.last_day[0]), rules)
    return time.perf_counter() - start, result


def _copy(sums: DailySums, target: dict[str, Integers]) -> float:
    start = time.perf_counter()
    for name, daily in sums.columns.items():
        np.copyto(target[name], daily)
    return time.perf_counter() - start


def _warm(sums: DailySums) -> dict[str, Integers]:
    """Memory of the same shape that has been written to before, so that the copy pays for no new page."""
    return {name: daily.copy() for name, daily in sums.columns.items()}


def _chunks(shops: int) -> Iterator[DailySums]:
    for first in range(0, shops, CHUNK):
        yield sums_of(first, min(CHUNK, shops - first))


def _score_all(shops: int) -> float:
    rules, seconds = _rules(), 0.0
    for sums in _chunks(shops):
        # Kept until the next one is there: freed at once, its pages would go back to the system and be asked for anew.
        taken, _kept = _score(sums, rules)
        seconds += taken
    return seconds


def _copy_all(shops: int) -> float:
    whole = _warm(sums_of(0, min(CHUNK, shops)))
    seconds = 0.0
    for sums in _chunks(shops):
        seconds += _copy(sums, {name: target[: len(sums.shops)] for name, target in whole.items()})
    return seconds


def _score_one(times: int) -> float:
    rules, sums = _rules(), sums_of(0, 1)
    return median(_score(sums, rules)[0] for _ in range(times))


def _copy_one(times: int) -> float:
    sums = sums_of(0, 1)
    target = _warm(sums)
    return median(_copy(sums, target) for _ in range(times))
