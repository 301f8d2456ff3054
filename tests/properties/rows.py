"""One random shop on one day for a rule set, and the same day again for each metric made better."""

import math
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from hypothesis import strategies as st

from scoring.measure.catalogue import METRICS
from scoring.measure.panel import MEASURED, Panel, Values
from scoring.rules.model import RuleSet

# At a step, a hair to either side of it, and well away from it.
NEAR = (1.0, 1 - 1e-6, 1 + 1e-6, 0.0, 0.5, 0.9, 1.1, 2.0)
SAMPLES = (0, 1, 9, 10, 40, 200, 1000)


@dataclass(frozen=True)
class Row:
    """Day 0 of the panel is the shop as it is; on each later day the metric of that place in `better` is better.

    `figures` say the same shortly, for the report of a failure: metric → value, better value, sample.
    """

    panel: Panel = field(repr=False)
    category: str
    better: tuple[str, ...] = field(repr=False)
    figures: dict[str, tuple[float, float, int]]


def lines(rules: RuleSet) -> dict[str, list[float]]:
    """Metric → the values at which something changes, the best first."""
    found: dict[str, list[float]] = {metric: [] for metric in rules.windows_for("")}
    for item in rules.indicators.values():
        found[item.metric] += [float(point.reach) for point in item.curve.points]
    floors = [gate for gate in rules.gates.values() if gate.metric and gate.at_least is not None]
    for floor in (*rules.bonuses.values(), *floors):
        found[floor.metric or ""].append(float(floor.at_least or 0))
    for bonus in rules.bonuses.values():
        for also in bonus.also:
            found[also.metric].append(float(also.at_least))
    for off in rules.deductions.values():
        found[off.metric] += [0.0, float(off.at_most / off.each) if off.each else 1.0]
    if (required := rules.total.requires) is not None:
        found[required.metric].append(float(required.at_least))
    for item in rules.indicators.values():
        if (few := item.small_numbers) is not None:
            found[few.orders].append(float(few.orders_below))
            found[few.bad].append(float(few.bad_at_most))
    return {
        metric: sorted(values or [1.0], reverse=METRICS[metric].better == "higher") for metric, values in found.items()
    }


def conditions(rules: RuleSet) -> set[str]:
    """Counting metrics that decide which rule applies: with more orders another rule may give fewer points."""
    few = [item.small_numbers for item in rules.indicators.values() if item.small_numbers is not None]
    required = rules.total.requires
    fixed = {required.metric} if required is not None and required.instead is not None else set()
    return fixed | {row.orders for row in few} | {row.bad for row in few}


def categories(rules: RuleSet) -> list[str]:
    named = {name for row in rules.dimensions.by_category for name in row.categories}
    named |= {name for table in rules.indicator_weights for name in table.by_category}
    for item in rules.indicators.values():
        if item.categories is not None:
            named |= {*item.categories.only, *item.categories.without}
    return ["", "女装/女士精品", *sorted(named)]


@st.composite
def rows(draw: st.DrawFn, rules: RuleSet) -> Row:
    """A shop with values on, beside and away from the steps, small and large samples, and some metrics missing."""
    at_lines = lines(rules)
    better = tuple(metric for metric in at_lines if metric not in conditions(rules))
    days = 1 + len(better)
    figures: dict[str, tuple[float, float, int]] = {}
    metrics = {}
    for metric, values in at_lines.items():
        around = [line * near for line in values for near in NEAR] + [line + 1 for line in values if not line]
        value = draw(st.sampled_from([math.nan, *around]))
        worse = value < values[0] if METRICS[metric].better == "higher" else value > values[0]
        improved = value + draw(st.floats(0, 1)) * (values[0] - value) if worse else value
        sample = draw(st.sampled_from(SAMPLES))
        figures[metric] = value, improved, sample
        number = np.full((1, days), value)
        if metric in better:
            number[0, 1 + better.index(metric)] = improved
        counts = np.full((1, days), sample)
        metrics[metric] = Values(number, counts, counts, counts, np.full((1, days), MEASURED, dtype=np.int8))
    missing = dict.fromkeys(metrics, ((),))
    panel = Panel(("shop",), date(2026, 1, 1), days, metrics, missing)
    return Row(panel, draw(st.sampled_from(categories(rules))), better, figures)
