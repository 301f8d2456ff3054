"""An assessment a second time in exact fractions, one shop on one day, from the words of the rule model."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from scoring.measure.catalogue import METRICS
from scoring.rules.adjustments import Bonus, SmallNumbers
from scoring.rules.curve_kinds import Curve, LinearBetween, Step
from scoring.rules.model import Indicator, RuleSet

Facts = Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Exact:
    """What one shop gets on one day; None = missing.

    `unrounded` is the weighted sum of the dimensions alone. `bonuses` are the points on the total
    (those of a dimension are inside it), `off` the points taken off. `withheld`: too little was sold
    for a total. `peers` are positions.
    """

    indicators: dict[str, Fraction]
    dimensions: dict[str, Fraction]
    weights: dict[str, Fraction]
    unrounded: Fraction | None
    bonuses: Fraction
    off: Fraction
    total: Decimal | None
    level: Decimal | None
    withheld: bool
    shown: Decimal | None
    peers: dict[str, Fraction]


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up, once."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def exactly(rules: RuleSet, category: str, values: Facts, samples: Mapping[str, int]) -> Exact:
    """The assessment of a shop of a main category from its metrics and their samples."""
    indicators = {
        name: score
        for name, item in rules.indicators_for(category).items()
        if (score := _indicator(item, category, values, samples)) is not None
    }
    dimensions = _dimensions(rules, category, indicators, samples, values)
    weights = _weights(rules, category, dimensions)
    unrounded = sum((weights[name] * dimensions[name] for name in weights), Fraction()) if weights else None
    bonuses = sum((Fraction(row.points) for row in rules.bonuses.values() if not row.dimension and met(row, values)),
                  Fraction())  # fmt: skip
    taken = {name: min(Fraction(row.each) * (values.get(row.metric) or 0), Fraction(row.at_most))
             for name, row in rules.deductions.items()}  # fmt: skip
    cap = rules.shared_cap
    together = sum((taken.pop(name) for name in (cap.deductions if cap else ())), Fraction())
    off = sum(taken.values(), Fraction()) + (min(together, Fraction(cap.at_most)) if cap else Fraction())
    withheld, total = _total(rules, values, None if unrounded is None else unrounded + bonuses - off)
    return Exact(
        indicators,
        dimensions,
        weights,
        unrounded,
        bonuses,
        off,
        total,
        None if withheld or total is None else _level(rules, total, dimensions, values),
        withheld,
        None if withheld or total is None else _shown(rules, total),
        dict(_peers(rules, dimensions, values)),
    )


def on_curve(curve: Curve, better: str, value: Fraction) -> Fraction:
    """The score of a value: of the first step it reaches, or on the straight line between two points."""
    if isinstance(curve, LinearBetween):
        return _on_lines(curve.points, value)
    for step in curve.points:
        if value >= Fraction(step.reach) if better == "higher" else value <= Fraction(step.reach):
            return Fraction(step.score)
    return Fraction(curve.otherwise)


def _on_lines(points: tuple[Step, ...], value: Fraction) -> Fraction:
    low, high = sorted((points[0], points[-1]), key=lambda step: step.reach)
    if value <= low.reach or value >= high.reach:
        return Fraction(low.score if value <= low.reach else high.score)
    for one, two in pairwise(points):
        start, stop = Fraction(one.reach), Fraction(two.reach)
        if min(start, stop) <= value <= max(start, stop):
            part = (value - start) / (stop - start)
            return Fraction(one.score) + part * (Fraction(two.score) - Fraction(one.score))
    raise AssertionError("a value between the ends lies between two points")


def few(row: SmallNumbers, category: str, values: Facts) -> bool:
    """Whether there are so few orders and bad cases that the curve does not count."""
    orders, bad = values.get(row.orders), values.get(row.bad)
    below = row.orders_below
    if row.fewer_for is not None and category in row.fewer_for.categories:
        below = row.fewer_for.orders_below
    return orders is not None and bad is not None and orders < below and bad <= row.bad_at_most


def met(row: Bonus, values: Facts) -> bool:
    """Whether the metric of a bonus and all those beside it reach their values."""
    asked = [(row.metric, row.at_least), *((floor.metric, floor.at_least) for floor in row.also)]
    return all((value := values.get(metric)) is not None and value >= line for metric, line in asked)


def _indicator(item: Indicator, category: str, values: Facts, samples: Mapping[str, int]) -> Fraction | None:
    value = values.get(item.metric)
    if value is None or samples[item.metric] < item.minimum_sample.count:
        return None
    if item.small_numbers is not None and few(item.small_numbers, category, values):
        return Fraction(item.small_numbers.score)
    return on_curve(item.curve, METRICS[item.metric].better, value)


def _inner_weight(rules: RuleSet, name: str, category: str) -> Fraction:
    """The weight of the table for the category, else the indicator's own."""
    for table in rules.indicator_weights:
        row = dict(zip(table.indicators, table.by_category.get(category, ()), strict=False))
        if name in row:
            return Fraction(row[name])
    return Fraction(rules.indicators[name].weight)


def _dimensions(
    rules: RuleSet, category: str, indicators: Mapping[str, Fraction], samples: Mapping[str, int], values: Facts
) -> dict[str, Fraction]:
    found = {}
    for dimension, row in rules.dimensions.rows.items():
        parts = []
        for name, score in indicators.items():
            item = rules.indicators[name]
            if item.dimension != dimension or item.shown_only:
                continue
            own = Fraction(samples[item.metric]) if row.combine == "by_sample" else _inner_weight(rules, name, category)
            parts.append((score, own))
        whole = sum((weight for _, weight in parts), Fraction())
        if not whole:
            continue
        score = sum((score * weight for score, weight in parts), Fraction()) / whole
        points = [
            bonus.points for bonus in rules.bonuses.values() if bonus.dimension == dimension and met(bonus, values)
        ]
        found[dimension] = min(score + Fraction(sum(points)), Fraction(rules.total.highest)) if points else score
    return found


def _weights(rules: RuleSet, category: str, dimensions: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The weights of what is assessed; the rest goes to it in equal parts. Empty when none has a weight."""
    own = {name: Fraction(row.weight) for name, row in rules.dimensions.rows.items()}
    for table in rules.dimensions.by_category:
        if category in table.categories:
            own = {name: Fraction(weight) for name, weight in table.weights.items()}
            break
    taking_part = [name for name in dimensions if own[name] > 0]
    lost = sum((weight for name, weight in own.items() if name not in taking_part), Fraction())
    return {name: own[name] + lost / len(taking_part) for name in taking_part}


def _total(rules: RuleSet, values: Facts, whole: Fraction | None) -> tuple[bool, Decimal | None]:
    """Whether the total is withheld, and the total, or the fixed one in its place."""
    required = rules.total.requires
    if required is not None:
        counted = values.get(required.metric)
        if counted is not None and counted < required.at_least:
            if required.instead is None:
                return True, None
            caught = any((values.get(metric) or 0) > 0 for metric in required.instead.reduced_by)
            return True, required.instead.reduced if caught else required.instead.total
    if whole is None:
        return False, None
    lowest, highest = Fraction(rules.total.lowest), Fraction(rules.total.highest)
    return False, rounded(max(lowest, min(highest, whole)), rules.total.decimals)


def _level(rules: RuleSet, total: Decimal, dimensions: Mapping[str, Fraction], values: Facts) -> Decimal | None:
    shut = set()
    for name, gate in rules.gates.items():
        now = dimensions.get(gate.dimension or "") if gate.dimension else values.get(gate.metric or "")
        if gate.at_least is not None and now is not None and now < Fraction(gate.at_least):
            shut.add(name)
    return next((row.level for row in rules.levels if total >= row.total and not shut & set(row.gates)), None)


def _shown(rules: RuleSet, total: Decimal) -> Decimal | None:
    """The first point reached, or what is shown below all of them."""
    if rules.display is None:
        return None
    return next((step.score for step in rules.display.points if total >= step.reach), rules.display.otherwise)


def _peers(rules: RuleSet, dimensions: Mapping[str, Fraction], values: Facts) -> list[tuple[str, Fraction]]:
    """Above the mean the share of the way to the best, below it that to the worst, negative."""
    found = []
    for name, row in rules.peers.items():
        score, mean, best, worst = (dimensions.get(name), *(values.get(one) for one in (row.mean, row.best, row.worst)))
        if score is None or mean is None or best is None or worst is None:
            continue
        way = best - mean if score >= mean else mean - worst
        found.append((name, (score - mean) / way if way else Fraction()))
    return found
