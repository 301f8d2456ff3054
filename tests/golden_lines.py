"""Every line of a rule set on which something changes, and whether golden cases stand below, on and above it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet

# How near a case must stand to a line: what the platforms can show of that unit.
STEPS = {
    Unit.RATIO: Decimal("0.0001"),
    Unit.HOUR: Decimal("0.01"),
    Unit.SECOND: Decimal("0.1"),
    Unit.SCORE: Decimal("0.001"),
    Unit.INDEX: Decimal("0.01"),
    Unit.COUNT: Decimal(1),
    Unit.MONEY: Decimal("0.01"),
}
SCORE_STEP = Decimal("0.01")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True)
class Line:
    """A value of `figure` on which the item of a section changes; values lie from `lowest` to `highest`."""

    section: str
    item: str
    figure: str
    at: Decimal
    step: Decimal
    lowest: Decimal = Decimal(0)
    highest: Decimal = ENDLESS
    categories: tuple[str, ...] = ()

    @property
    def sides(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Where the cases must lie, both ends included: `below` and `above` only where values can lie there."""
        near = {"below": (self.at - self.step, self.at - self.step / 100), "on": (self.at, self.at),
                "above": (self.at + self.step / 100, self.at + self.step)}  # fmt: skip
        return {side: ends for side, ends in near.items() if ends[1] >= self.lowest and ends[0] <= self.highest}


@dataclass(frozen=True)
class Case:
    """One case of a golden file: what is given, for which main category, and what must come out."""

    given: Mapping[str, Any]
    category: str
    expect: Mapping[str, Any]
    samples: Mapping[str, int]


def cases(section: str, item: str, rows: Iterable[Mapping[str, Any]], figure: str, result: str) -> Iterator[Case]:
    """The cases of an item: a list in a row stands for as many cases, a bare list for the item's own figure."""
    for row in rows:
        unknown = set(row) - {"given", "category", "expect", "samples", "note"}
        assert not unknown, f"{section}.{item}: keys nobody reads: {unknown}"
        given = row["given"] if isinstance(row["given"], Mapping) else {figure: row["given"]}
        expect = row["expect"] if isinstance(row["expect"], Mapping) else {result: row["expect"]}
        samples = row.get("samples", {})
        count = max(len(value) if isinstance(value, Sequence) and not isinstance(value, str) else 1
                    for value in (*given.values(), *expect.values(), *samples.values()))  # fmt: skip
        for at in range(count):
            yield Case(
                *({name: value if isinstance(value, str | int | Decimal) else value[at] for name, value in part.items()}
                  if isinstance(part, Mapping) else part
                  for part in (given, row.get("category", ""), expect, samples))
            )  # fmt: skip


def lacking(line: Line, found: Iterable[Case]) -> list[str]:
    """The sides of a line without a case; `change` when the cases beside it all expect the same."""
    there: dict[str, set[str]] = {}
    for case in found:
        value = case.samples.get(line.figure) if line.section == "samples" else case.given.get(line.figure)
        if value is None or (line.categories and case.category not in line.categories):
            continue
        for side, (low, high) in line.sides.items():
            if low <= Decimal(value) <= high:
                there.setdefault(side, set()).add(str(sorted(case.expect.items())))
    missing = [side for side in line.sides if side not in there]
    same = not missing and len(set.union(*there.values())) == 1
    return missing + (["change"] if same else [])


def metric_line(section: str, item: str, metric: str, at: Decimal, near: Sequence[Decimal] = ()) -> Line:
    """A line of a metric, its step small enough to stay this side of the other lines `near` it."""
    unit = METRICS[metric].unit
    step = min([STEPS[unit], *(abs(other - at) / 10 for other in near if 0 < abs(other - at) <= 2 * STEPS[unit])])
    # A balance of good and bad reaches below 0, every other share does not.
    lowest = Decimal(-1) if metric == "product_reputation" else Decimal(1 if unit is Unit.SCORE else 0)
    highest = Decimal(str(unit.highest)) if unit in (Unit.RATIO, Unit.SCORE) else ENDLESS
    return Line(section, item, metric, at, STEPS[unit] if unit is Unit.COUNT else step, lowest, highest)


def lines_of(rules: RuleSet) -> Iterator[Line]:
    """Every line of a rule set with a daily score."""
    lowest, highest = rules.total.lowest, rules.total.highest
    total_step = Decimal(1).scaleb(-rules.total.decimals)
    for name, item in rules.indicators.items():
        reaches = [step.reach for step in item.curve.points]
        for reach in reaches:
            yield metric_line("curves", name, item.metric, reach, reaches)
        if item.minimum_sample.count > 1:
            yield Line("samples", name, item.metric, Decimal(item.minimum_sample.count), Decimal(1))
        if (few := item.small_numbers) is not None:
            yield Line("small_numbers", name, few.bad, few.bad_at_most, Decimal(1))
            yield Line("small_numbers", name, few.orders, few.orders_below, Decimal(1))
            if few.fewer_for is not None:
                limit, special = few.fewer_for.orders_below, few.fewer_for.categories
                yield Line("small_numbers", name, few.orders, limit, Decimal(1), categories=special)
    for name, bonus in rules.bonuses.items():
        for floor in (bonus, *bonus.also):
            yield metric_line("bonuses", name, floor.metric, floor.at_least)
    for name, off in rules.deductions.items():
        # Where the points are not known none are taken off, and no case changes anything.
        if off.each:
            capped = (off.at_most / off.each).to_integral_value(ROUND_CEILING)
            yield Line("deductions", name, off.metric, capped, Decimal(1))
    if (required := rules.total.requires) is not None:
        yield metric_line("requires", "total", required.metric, required.at_least)
        for metric in required.instead.reduced_by if required.instead else ():
            yield Line("requires", "total", metric, Decimal(1), Decimal(1))
    for name, gate in rules.gates.items():
        if gate.at_least is not None and gate.metric is not None:
            yield metric_line("gates", name, gate.metric, gate.at_least)
        elif gate.at_least is not None and gate.dimension is not None:
            yield Line("gates", name, gate.dimension, gate.at_least, SCORE_STEP, lowest, highest)
    for level in rules.levels:
        if level.total > lowest:
            yield Line("levels", str(level.level), "total", level.total, total_step, lowest, highest)
    for step in rules.display.points if rules.display else ():
        yield Line("display", "shown", "total", step.reach, total_step, lowest, highest)
    yield from _uses(rules, total_step)


def _uses(rules: RuleSet, total_step: Decimal) -> Iterator[Line]:
    lowest, highest = rules.total.lowest, rules.total.highest
    for name, use in rules.uses.items():
        if use.total is not None:
            yield Line("uses", name, "total", use.total, total_step, lowest, highest)
        if use.level is not None:
            levels = [row.level for row in rules.levels]
            step = min(abs(one - use.level) for one in levels if one != use.level)
            yield Line("uses", name, "level", use.level, step, levels[-1], levels[0])
        for dimension, line in use.dimensions.items():
            yield Line("uses", name, dimension, line, SCORE_STEP, lowest, highest)
        for floor in use.metrics:
            yield metric_line("uses", name, floor.metric, floor.at_least)
        if use.over != "day":
            yield Line("uses", name, "days", Decimal(use.days), Decimal(1))
