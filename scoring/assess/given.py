"""An assessment from values a person states: metrics, indicator scores, dimension scores, the total."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import Given, assess
from scoring.assess.results import Assessment
from scoring.errors import BadValue, UnknownName
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.panel import Panel
from scoring.rules.model import RuleSet
from scoring.rules.words import plain

# Shares that are a balance of good and bad, and so reach down to -1.
_BALANCES = frozenset({"product_reputation"})
_NOT_BELOW_0 = {
    Unit.HOUR: "hours, not below 0, such as 38.5",
    Unit.SECOND: "seconds, not below 0, such as 45",
    Unit.COUNT: "a count, not below 0, such as 120",
    Unit.MONEY: "an amount in CNY, not below 0, such as 1234.50",
}


def assess_given(
    rules: RuleSet,
    given: Mapping[str, float],
    day: date,
    category: str = "",
    samples: Mapping[str, int] | None = None,
) -> Assessment:
    """The assessment of stated values on a day; whatever is not stated is missing.

    A name that is both a metric and an indicator is the metric. `samples` gives the sample of a
    metric; a metric without one counts as stated by hand and needs no minimum sample. Raises
    `UnknownName` for a name the rule set does not have, `BadValue` for a score outside its scale or a
    metric that cannot be (a share above 1, a time below 0).
    """
    metrics = rules.windows_for(category)
    panel = stated_panel({name: value for name, value in given.items() if name in metrics}, day, samples)
    indicators, dimensions, total = {}, {}, None
    for name, value in given.items():
        if name in metrics:
            continue
        if name in rules.indicators:
            indicators[name] = value
        elif name in rules.dimensions.rows:
            dimensions[name] = value
        elif name == "total":
            total = value
        else:
            raise UnknownName(name, dict.fromkeys([*metrics, *rules.indicators, *rules.dimensions.rows, "total"]))
        if not rules.total.lowest <= value <= rules.total.highest:
            raise BadValue(name, plain(value), f"a score from {rules.total.lowest} to {rules.total.highest}")
    return explain(assess(panel, rules, category, Given(indicators, dimensions, total)), 0, 0, category)


def stated_panel(values: Mapping[str, float], day: date, samples: Mapping[str, int] | None = None) -> Panel:
    """The metrics a person states of one shop for one day; all others are missing.

    A metric without a sample in `samples` needs no minimum sample. Raises `BadValue` for a metric that cannot be.
    """
    panel = Panel(("",), day, 1, {}, {})
    for name, value in values.items():
        check_possible(METRICS[name], value)
        sample = (samples or {}).get(name)
        panel = panel.with_value(name, value) if sample is None else panel.with_measured(name, value, sample)
    return panel


def check_possible(metric: Metric, value: float) -> None:
    """Raises `BadValue` for a value that the metric's unit cannot have."""
    lowest, highest, expected = 0.0, math.inf, _NOT_BELOW_0.get(metric.unit, "")
    if metric.unit is Unit.RATIO:
        lowest, highest = (-1.0 if metric.id in _BALANCES else 0.0), metric.unit.highest
        expected = f"a share of at most 1 and at least {plain(lowest)}, such as 0.985"
    elif metric.unit is Unit.SCORE:
        lowest, highest = 1.0, metric.unit.highest
        expected = f"a mean rating from {plain(lowest)} to {plain(highest)}, such as 4.8"
    if expected and not lowest <= value <= highest:
        raise BadValue(metric.id, plain(value), expected)
