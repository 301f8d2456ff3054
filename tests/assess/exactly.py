"""An assessment a second time in exact fractions, one shop on one day, from the words of the rule set."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Exact:
    dimensions: dict[str, Fraction]
    weights: dict[str, Fraction]
    unrounded: Fraction | None
    total: Decimal | None
    level: Decimal | None


def rounded(value: Fraction, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def exactly(rules: RuleSet, category: str, values: Mapping[str, Fraction | None], samples: Mapping[str, int]) -> Exact:
    scored: dict[str, list[tuple[Fraction, Fraction]]] = {name: [] for name in rules.dimensions.rows}
    for item in rules.indicators_for(category).values():
        value = values.get(item.metric)
        if item.shown_only or value is None or samples[item.metric] < item.minimum_sample.count:
            continue
        score = item.curve.otherwise
        for step in item.curve.points:
            reach = Fraction(step.reach)
            if value >= reach if METRICS[item.metric].better == "higher" else value <= reach:
                score = step.score
                break
        by_sample = rules.dimensions.rows[item.dimension].combine == "by_sample"
        weight = Fraction(samples[item.metric]) if by_sample else Fraction(item.weight)
        scored[item.dimension].append((Fraction(score), weight))
    dimensions = {
        name: sum((score * weight for score, weight in parts), Fraction()) / sum(weight for _, weight in parts)
        for name, parts in scored.items()
        if parts
    }
    own = {name: Fraction(weight) for name, weight in rules.weights(category)[0].items()}
    taking_part = [name for name in dimensions if own[name] > 0]
    if not taking_part:
        return Exact(dimensions, {}, None, None, None)
    lost = sum((weight for name, weight in own.items() if name not in taking_part), Fraction())
    weights = {name: own[name] + lost / len(taking_part) for name in taking_part}
    unrounded = sum((weights[name] * dimensions[name] for name in taking_part), Fraction())
    points = sum(
        (
            Fraction(bonus.points)
            for bonus in rules.bonuses.values()
            if (share := values.get(bonus.metric)) is not None and share >= Fraction(bonus.at_least)
        ),
        Fraction(),
    )
    total = rounded(min(unrounded + points, Fraction(rules.total.highest)), rules.total.decimals)
    if (required := rules.total.requires) is not None:
        count = values.get(required.metric)
        if count is not None and count < Fraction(required.at_least):
            return Exact(dimensions, weights, unrounded, None, None)
    return Exact(dimensions, weights, unrounded, total, _level(rules, total, dimensions, values))


def _level(
    rules: RuleSet, total: Decimal, dimensions: Mapping[str, Fraction], values: Mapping[str, Fraction | None]
) -> Decimal | None:
    shut = set()
    for name, gate in rules.gates.items():
        now = dimensions.get(gate.dimension or "") if gate.dimension else values.get(gate.metric or "")
        if gate.at_least is not None and now is not None and now < Fraction(gate.at_least):
            shut.add(name)
    return next((row.level for row in rules.levels if total >= row.total and not shut & set(row.gates)), None)
