"""`voc-board bench target`: how long the cheapest way takes with 20 indicators, over HiGHS on the same problems."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from statistics import median

import numpy as np

from scoring.assess.panel_assessment import assess
from scoring.figures import Unit
from scoring.improve.target_front import cheapest
from scoring.improve.target_levers import Wishes, levers
from scoring.improve.target_problem import built
from scoring.improve.target_search import Goal, Search
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import MEASURED, PLATFORM, Panel, Values
from scoring.rules.catalogue import scheme
from scoring.rules.curve_kinds import Curve, LinearBetween, Step, Steps
from scoring.rules.model import RuleSet
from scoring.target_highs import PATIENCE, solved_by_highs

PROBLEMS = 30
_DAY = date(2022, 6, 16)
_IN_EACH_DIMENSION = 4
_AIM, _AIM_AT_WORST = 50, 500


def bench_target(problems: int = PROBLEMS) -> Iterator[str]:
    """The lines of the report."""
    yield (
        f"target: {problems} made-up shops, 20 indicators each (stairs and straight lines, 50 to 20,000 cases, own "
        "costs, gates); a level or a total"
    )
    for kind in ("stairs", "lines", "both"):
        whole, bare, highs, late = [], [], [], 0
        for number in range(problems):
            search = random_search(number, kind)
            begun = time.perf_counter()
            movable = levers(search.result, "", Wishes(costs=_costs(number)))[0]
            search.plan(movable)
            whole.append(time.perf_counter() - begun)
            for asked in search.asked():
                found = built(search.result, "", movable, asked)
                if found is None or search.goal.met(search.now):
                    continue
                begun = time.perf_counter()
                cheapest(found.problem)
                bare.append(time.perf_counter() - begun)
                cost, seconds = solved_by_highs(found.problem)
                highs.append(seconds)
                late += cost is not None and math.isnan(cost)
        ratios = [one / other for one, other in zip(bare, highs, strict=True)]
        yield (
            f"  {kind:8s} whole answer {_times(whole)}   search alone {_times(bare)}   HiGHS {_times(highs)}   "
            f"{median(ratios):.2f} x HiGHS at the median"
            + (f"   HiGHS was not done {late} times after {PATIENCE:.0f} s" if late else "")
        )
    yield f"  aim: at most {_AIM} ms at the median, {_AIM_AT_WORST} ms at worst, for the whole answer"


def _times(seconds: list[float]) -> str:
    return f"{median(seconds) * 1e3:6.1f} ms, worst {max(seconds) * 1e3:6.1f}"


def random_search(number: int, kind: str) -> Search:
    """A made-up shop under a made-up rule set of 20 indicators, with a goal within its reach, the same for a number."""
    chance = np.random.default_rng(number)
    rules = _rules(chance, kind)
    values = {name: _values(METRICS[name], rules, chance) for name in rules.windows_for("")}
    panel = Panel(("shop",), _DAY, 1, values, {})
    nothing = dict.fromkeys(METRICS, (("events",),))
    sums = DailySums(("shop",), _DAY, 1, {}, {}, nothing, (_DAY,))
    now = float(assess(panel, rules).total[0, 0])
    step = Decimal(repr(now + (5 - now) * float(chance.uniform(0.1, 0.9)))).quantize(Decimal("0.001"))
    goal = Goal(level=Decimal("4.5")) if chance.random() < 0.3 else Goal(total=step)
    return Search(panel, rules, "", goal, sums, 0)


def _costs(number: int) -> dict[str, float]:
    chance = np.random.default_rng(1_000_000 + number)
    return {name: float(chance.uniform(0.5, 5)) for name in METRICS}


def _rules(chance: np.random.Generator, kind: str) -> RuleSet:
    """The stars with four indicators in each dimension, each of another metric."""
    stars = scheme("tmall_experience_star").rule_sets[-1]
    model = next(iter(stars.indicators.values()))
    usable = [
        item for item in METRICS.values() if item.denominator and item.unit in (Unit.RATIO, Unit.SCORE, Unit.HOUR)
    ]
    chosen = chance.permutation([item.id for item in usable if "turnover" not in item.denominator])
    indicators = {}
    for place, dimension in enumerate(name for name in stars.dimensions.rows for _ in range(_IN_EACH_DIMENSION)):
        metric = METRICS[str(chosen[place])]
        straight = kind == "lines" or (kind == "both" and chance.random() < 0.5)
        change = {
            "metric": metric.id,
            "dimension": dimension,
            "weight": Decimal("0.25"),
            "curve": _curve(metric, straight, model.curve, chance),
        }
        indicators[f"{metric.id}_{place}"] = model.model_copy(update=change)
    return stars.model_copy(update={"indicators": indicators})


def _curve(metric: Metric, straight: bool, like: Curve, chance: np.random.Generator) -> Curve:
    """A curve of 4 to 8 points from best to worst over a range that the unit has."""
    points = int(chance.integers(4, 9))
    low, high = {Unit.RATIO: (0.0, 0.1), Unit.SCORE: (4.5, 4.9), Unit.HOUR: (6.0, 96.0)}[metric.unit]
    if metric.unit is Unit.RATIO and metric.better == "higher":
        low, high = 0.9, 1.0
    grid = np.sort(chance.choice(np.linspace(low, high, 41)[1:-1], size=points, replace=False))
    reaches = grid[::-1] if metric.better == "higher" else grid
    scores = np.sort(chance.choice(np.arange(1, 100), size=points, replace=False) / 20)[::-1]
    steps = tuple(
        Step(reach=Decimal(f"{reach:.4f}"), score=Decimal(f"{score:.2f}"))
        for reach, score in zip(reaches, [5.0, *scores[1:]], strict=True)
    )
    if straight:
        return LinearBetween(kind="linear_between", points=steps, evidence=like.evidence)
    return Steps(kind="steps", points=steps, otherwise=Decimal(0), evidence=like.evidence)


def _values(metric: Metric, rules: RuleSet, chance: np.random.Generator) -> Values:
    reaches = [float(step.reach) for item in rules.indicators.values() if item.metric == metric.id
               for step in item.curve.points]  # fmt: skip
    low, high = (min(reaches), max(reaches)) if reaches else (0.6, 1.0)
    value, cases = float(chance.uniform(low, high)), int(np.exp(chance.uniform(np.log(50), np.log(20_000))))
    numerator = round(value * cases)
    if metric.unit in (Unit.RATIO, Unit.SCORE) and metric.denominator:
        value = numerator / cases
    whole = np.array([[numerator]]), np.array([[cases]]), np.array([[cases]])
    origin = np.array([[MEASURED if metric.denominator else PLATFORM]], dtype=np.int8)
    return Values(np.array([[value]]), *whole, origin)
