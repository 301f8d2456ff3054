"""Small random shops with a goal under any rule set, and every choice they have: an oracle for targets."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np

from scoring.assess.panel_assessment import assess
from scoring.figures import Unit
from scoring.improve.target_levers import Wishes
from scoring.improve.target_search import Goal
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import MEASURED, PLATFORM, Panel, Values
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.curve_kinds import LinearBetween
from scoring.rules.model import Indicator, RuleSet

DAY = date(2022, 6, 1)
RULE_SETS = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets if rules.has_total]
CASES = 8
MOST = 4_000
# What one unit of effort is of a figure without cases, and the step such a figure moves in.
UNITS = {Unit.RATIO: 0.01, Unit.HOUR: 1.0, Unit.SECOND: 1.0, Unit.SCORE: 0.01, Unit.INDEX: 1.0, Unit.COUNT: 1.0,
         Unit.MONEY: 100.0}  # fmt: skip
STEPS = {Unit.RATIO: "0.0001", Unit.HOUR: "0.1", Unit.SECOND: "1", Unit.SCORE: "0.01", Unit.INDEX: "0.01",
         Unit.COUNT: "1", Unit.MONEY: "1"}  # fmt: skip


@dataclass(frozen=True)
class SmallProblem:
    """A shop of one day, what is asked for, and the metrics that may move."""

    rules: RuleSet
    panel: Panel
    goal: Goal
    wishes: Wishes
    moved: tuple[str, ...]


def random_problem(number: int) -> SmallProblem:
    """The problem of that number; its rule set is the next one of all shipped ones."""
    chance = np.random.default_rng(number)
    rules = RULE_SETS[number % len(RULE_SETS)]
    values = {name: _values(name, rules, chance) for name in rules.windows_for("")}
    panel = Panel(("s",), DAY, 1, values, {})
    names = list(dict.fromkeys([item.metric for item in rules.indicators.values()] + _beside(rules)))
    moved = tuple(str(name) for name in chance.choice(names, size=min(len(names), 3), replace=False))
    limits = {}
    for name in moved:
        if chance.random() < 0.2:
            limits[name] = float(chance.choice(_reaches(rules, name) or [0.5]))
    costs = {name: float(chance.integers(0, 12)) for name in moved if chance.random() < 0.7}
    wishes = Wishes(frozenset(names) - frozenset(moved), limits, costs)
    return SmallProblem(rules, panel, _goal(rules, panel, moved, chance), wishes, moved)


def _beside(rules: RuleSet) -> list[str]:
    found = [gate.metric for gate in rules.gates.values() if gate.metric]
    for bonus in rules.bonuses.values():
        found += [bonus.metric, *(also.metric for also in bonus.also)]
    return found


def _items(rules: RuleSet, name: str) -> list[Indicator]:
    return [item for item in rules.indicators_for("").values() if item.metric == name]


def _reaches(rules: RuleSet, name: str) -> list[float]:
    """The values at which anything happens, best first."""
    found = [step.reach for item in _items(rules, name) for step in item.curve.points]
    found += [gate.at_least for gate in rules.gates.values() if gate.metric == name and gate.at_least is not None]
    for bonus in rules.bonuses.values():
        lines = [(bonus.metric, bonus.at_least), *((also.metric, also.at_least) for also in bonus.also)]
        found += [line for metric, line in lines if metric == name]
    return sorted((float(reach) for reach in found), reverse=METRICS[name].better == "higher")


def _straight(rules: RuleSet, name: str) -> bool:
    return any(isinstance(item.curve, LinearBetween) for item in _items(rules, name))


def _values(name: str, rules: RuleSet, chance: np.random.Generator) -> Values:
    """A value near the lines of its curve, now and then missing or of too small a sample."""
    metric, reaches = METRICS[name], _reaches(rules, name)
    sample, numerator, denominator, origin = 100, 0, 0, PLATFORM if metric.from_platform else MEASURED
    better = 1 if metric.better == "higher" else -1
    if not reaches:  # how much happened
        value = float(chance.choice([0, 0, 1, 2, 50, 500]))
    elif metric.denominator and metric.unit in (Unit.RATIO, Unit.SCORE) and "turnover" not in metric.denominator:
        denominator = int(chance.integers(60, 2000))
        top = 5 if metric.unit is Unit.SCORE else 1
        aim = Decimal(repr(float(chance.choice(reaches)))) * denominator
        numerator = int(aim) - better * int(chance.integers(-2, CASES))
        numerator = min(max(0, numerator), denominator * top)
        value, sample = numerator / denominator, denominator if chance.random() < 0.95 else 1
    else:
        far = float(Decimal(STEPS[metric.unit]) * CASES) if _straight(rules, name) else abs(reaches[0]) * 0.4 + 0.01
        value = float(chance.choice(reaches[:2])) - better * float(chance.uniform(-0.3, 1.0)) * far
        value = round(min(max(0.0, value), metric.unit.highest), int(chance.integers(1, 6)))
    if chance.random() < 0.04:
        value = np.nan
    whole = lambda number: np.array([[number]], dtype=np.int64)  # noqa: E731
    return Values(
        np.array([[value]]), whole(numerator), whole(denominator), whole(sample), np.array([[origin]], dtype=np.int8)
    )


def _goal(rules: RuleSet, panel: Panel, moved: tuple[str, ...], chance: np.random.Generator) -> Goal:
    """A level, or a total between where the shop stands and where the metrics can take it, or just beyond."""
    if rules.levels and chance.random() < 0.5:
        return Goal(level=rules.levels[int(chance.integers(len(rules.levels)))].level)
    best = panel
    for name in moved:
        if (reaches := _reaches(rules, name)) and not np.isnan(panel.metrics[name].value[0, 0]):
            best = best.with_value(name, reaches[0])
    low, high = (float(np.nan_to_num(assess(one, rules, "").total[0, 0])) for one in (panel, best))
    total = Decimal(repr(low + (high - low) * float(chance.uniform(-0.05, 1.1))))
    total = total.quantize(Decimal(1).scaleb(-int(chance.integers(0, 5))))
    return Goal(total=min(max(total, rules.total.lowest), rules.total.highest))


def choices(problem: SmallProblem, name: str) -> list[tuple[float, float]]:
    """Every value a metric that may move can be brought to, with its cost: case by case, step by step."""
    metric, values = METRICS[name], problem.panel.metrics[name]
    now, cost = float(values.value[0, 0]), problem.wishes.costs.get(name, 1.0)
    reaches, higher = _reaches(problem.rules, name), metric.better == "higher"
    found = [(now, 0.0)]
    items = _items(problem.rules, name)
    if np.isnan(now) or not reaches or (
        values.sample[0, 0] < min((item.minimum_sample.count for item in items), default=0)
    ):  # fmt: skip
        return found
    numerator, denominator = int(values.numerator[0, 0]), int(values.denominator[0, 0])
    if denominator:
        rating = metric.unit is Unit.SCORE
        for count in range(1, MOST + 1):
            last = found[-1][0]
            if last >= reaches[0] if higher else last <= reaches[0]:
                break
            value = (
                (numerator + 5 * count) / (denominator + count)
                if rating
                else (numerator + (count if higher else -count)) / denominator
            )
            found.append((value, count * cost))
    else:
        step = Decimal(STEPS[metric.unit])
        ends = sorted((Decimal(repr(now)), Decimal(repr(reaches[0]))))
        places = range(
            int((ends[0] / step).to_integral_value(ROUND_CEILING)),
            int((ends[1] / step).to_integral_value(ROUND_FLOOR)) + 1,
        )
        figures = {float(step * place) for place in places[: MOST + 1]} if _straight(problem.rules, name) else set()
        if name in problem.wishes.limits:
            figures.add(problem.wishes.limits[name])
        for value in sorted(figures | set(reaches)):
            if (now < value <= reaches[0]) if higher else (reaches[0] <= value < now):
                found.append((value, abs(value - now) / UNITS[metric.unit] * cost))
    limit = problem.wishes.limits.get(name)
    if limit is None:
        return found
    return [found[0], *_limited(found, limit, higher, [] if _straight(problem.rules, name) else reaches)]


def _limited(
    found: list[tuple[float, float]], limit: float, higher: bool, reaches: list[float]
) -> Iterator[tuple[float, float]]:
    """The choices no better than the limit; a whole case that steps over a line up to the limit counts as that line."""
    for (before, _), (value, cost) in itertools.pairwise(found):
        if value <= limit if higher else value >= limit:
            yield value, cost
            continue
        passed = [line for line in reaches if (before < line <= limit if higher else limit <= line < before)]
        if passed:
            yield (max(passed) if higher else min(passed)), cost


def brute_force(problem: SmallProblem) -> float | str | None:
    """The least cost of any choice that reaches the goal; None when none does, `too many` above `MOST` choices."""
    options = [choices(problem, name) for name in problem.moved]
    count = int(np.prod([len(part) for part in options]))
    if count > MOST:
        return "too many"
    rows = list(itertools.product(*options))
    metrics: dict[str, Values] = {}
    for name, values in problem.panel.metrics.items():
        spread = {key: np.repeat(array, count, axis=0) for key, array in vars(values).items()}
        if name in problem.moved:
            at = problem.moved.index(name)
            spread["value"] = np.array([[row[at][0]] for row in rows])
        metrics[name] = Values(**spread)
    panel = Panel(tuple(map(str, range(count))), DAY, 1, metrics, {})
    return _least(problem, panel, np.array([sum(cost for _, cost in row) for row in rows]))


def _least(problem: SmallProblem, panel: Panel, costs: np.ndarray) -> float | None:
    result = assess(panel, problem.rules, "")
    if problem.goal.level is not None:
        levels = np.array([float(row.level) for row in problem.rules.levels] + [-1.0])
        reached = levels[result.level[:, 0]] >= float(problem.goal.level)
    else:
        reached = (result.total[:, 0] + 1e-9 >= float(problem.goal.total or 0)) & ~result.withheld[:, 0]
    return float(costs[reached].min()) if reached.any() else None


def costs_of(problem: SmallProblem, changes: Mapping[str, float]) -> float:
    """The cost of changes, looked up among the choices."""
    return sum(
        min(cost for value, cost in choices(problem, name) if _as_good(name, value, to)) for name, to in changes.items()
    )


def _as_good(name: str, value: float, to: float) -> bool:
    return value >= to - 1e-12 if METRICS[name].better == "higher" else value <= to + 1e-12
