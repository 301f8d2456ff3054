"""An assessment from values a person states: metrics, indicator scores, dimension scores, the total."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scoring.assess.curves import plain
from scoring.assess.explain import Assessment, explain
from scoring.assess.panel_assessment import Given, assess, windows_of
from scoring.errors import BadValue, UnknownName
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel
from scoring.rules.model import RuleSet


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
    share above 1.
    """
    metrics = windows_of(rules)
    panel = Panel(("",), day, 1, {}, {})
    indicators, dimensions, total = {}, {}, None
    for name, value in given.items():
        if name in metrics:
            if METRICS[name].unit is Unit.RATIO and value > 1:
                raise BadValue(name, plain(value), "a share of at most 1, such as 0.985")
            sample = (samples or {}).get(name)
            panel = panel.with_value(name, value) if sample is None else panel.with_measured(name, value, sample)
        elif name in rules.indicators:
            indicators[name] = value
        elif name in rules.dimensions.rows:
            dimensions[name] = value
        elif name == "total":
            total = value
        else:
            raise UnknownName(name, [*metrics, *rules.indicators, *rules.dimensions.rows, "total"])
        if name not in metrics and not rules.total.lowest <= value <= rules.total.highest:
            raise BadValue(name, plain(value), f"a score from {rules.total.lowest} to {rules.total.highest}")
    return explain(assess(panel, rules, category, Given(indicators, dimensions, total)), 0, 0, category)
