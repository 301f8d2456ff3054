"""A scenario applied: what it makes of the frozen baseline.

The order is fixed, whatever the order of the changes: those on events, as listed; daily sums, carried on to
a day after the data; metrics on certain days and plans, as listed; the panel of the day; metrics as a whole,
as listed; the rule set. A change that is switched off is as good as absent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from scoring.assess.explain import explain
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.errors import UnknownName
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.bounds import largest
from scoring.improve.scenario.coming import carried_on, checked_day
from scoring.improve.scenario.days import changed_days
from scoring.improve.scenario.model import Change, PeersImprove, Scenario, SetMetric, ShiftMetric
from scoring.improve.scenario.rules import Schemes, rules_of
from scoring.improve.scenario.stages import Rows, edits, on_events, on_the_day
from scoring.improve.what_if import Comparison
from scoring.measure.altered import Events, altered, changed_columns
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel
from scoring.measure.recounting import recounted_sums
from scoring.rules.catalogue import DatedScheme, scheme
from scoring.rules.model import RuleSet

NO_ROWS: Rows = MappingProxyType({})


@dataclass(frozen=True)
class Applied:
    """What a scenario comes to on its day: metrics, rule set and daily sums of it, and both assessments.

    `before_peers` is the rule set before its peers improve; `rules` itself where they do not.
    """

    day: date
    panel: Panel
    rules: RuleSet
    sums: DailySums
    comparison: Comparison
    baseline_panel: Panel
    baseline_rules: RuleSet
    before_peers: RuleSet

    @property
    def looked_at(self) -> set[str]:
        """The metrics that the rule set of either side looks at."""
        return metrics_of(self.comparison.baseline.category, self.baseline_rules, self.rules)


def metrics_of(category: str, *rule_sets: RuleSet) -> set[str]:
    """The metrics that any of the rule sets looks at for a main category."""
    return {name for rules in rule_sets for name in rules.windows_for(category)}


def altered_events(events: Events, shop: str, changes: Sequence[Change], rows: Rows = NO_ROWS) -> Events:
    """The events after the changes on events that are switched on; the same events where there are none."""
    made = edits(changes, shop, rows)
    mark = hashlib.sha256(packed(on_events(changes)).encode()).hexdigest()[:16]
    return altered(events, made, shop, mark) if made else events


def measured_sums(events: Events, sums: DailySums, changes: Sequence[Change], rows: Rows = NO_ROWS) -> DailySums:
    """The daily sums of one shop after the changes on events; `sums` themselves where there are none.

    The only step that looks at events: keep it by `packed(on_events(changes))`.
    """
    shop = sums.shops[0]
    made = edits(changes, shop, rows)
    if not made:
        return sums
    return recounted_sums(events, sums, altered_events(events, shop, changes, rows), changed_columns(made), shop)


def apply(
    events: Events,
    sums: DailySums,
    scenario: Scenario,
    dated: DatedScheme[RuleSet],
    rows: Rows = NO_ROWS,
    category: str = "",
    *,
    schemes: Schemes = scheme,
    measured: DailySums | None = None,
) -> Applied:
    """The scenario beside its baseline; neither events nor `sums` (of one shop) are changed.

    `dated` is the scenario's own scheme, `schemes` gives another one by its id, `measured` is what
    `measured_sums` gave before. The baseline is the same day without the changes, carried on like the
    scenario where it lies after the data. Raises `UnknownName` for a metric neither rule set looks at,
    `DayOutsideData`, `RowsGone`, `BadValue` for a plan that cannot be, `NoRulesInForce`, `UnknownTable`.
    """
    base = baseline(sums, scenario, dated, category)
    rules = rules_of(dated, scenario.rule_set, base.day, scenario.changes, schemes)
    found = measured if measured is not None else measured_sums(events, sums, scenario.changes, rows)
    found, after = changed_panel(base, found, scenario.changes, rules, rows)
    comparison = Comparison(
        explain(assess(base.panel, base.rules, category), 0, 0, category),
        explain(assess(after, rules, category), 0, 0, category),
    )
    before_peers = rules
    if any(isinstance(item, PeersImprove) and item.on for item in scenario.changes):
        others = [item for item in scenario.changes if not isinstance(item, PeersImprove)]
        before_peers = rules_of(dated, scenario.rule_set, base.day, others, schemes)
    return Applied(base.day, after, rules, found, comparison, base.panel, base.rules, before_peers)


@dataclass(frozen=True)
class Baseline:
    """The frozen side: the shop on the scenario's day without any change; `newest` is its newest day with data."""

    newest: date
    day: date
    rules: RuleSet
    category: str
    panel: Panel


def baseline(sums: DailySums, scenario: Scenario, dated: DatedScheme[RuleSet], category: str) -> Baseline:
    """The baseline of a scenario; raises `DayOutsideData` and `NoRulesInForce`."""
    newest = sums.last_day[0]
    rules = dated.in_force(scenario.rule_set) if scenario.rule_set else dated.in_force_or_first(scenario.day or newest)
    day = checked_day(sums, rules, scenario.day)
    return Baseline(newest, day, rules, category, panel_for(carried_on(sums, newest, day), rules, day, day, category))


def changed_panel(
    base: Baseline, measured: DailySums, changes: Sequence[Change], rules: RuleSet, rows: Rows = NO_ROWS
) -> tuple[DailySums, Panel]:
    """Daily sums and panel of the day once everything is changed that comes after the events."""
    sums = carried_on(measured, max(base.newest, measured.last_day[0]), base.day)
    sums = changed_days(sums, changes, rows)
    panel = panel_for(sums, rules, base.day, base.day, base.category)
    known = base.panel.metrics.keys() | panel.metrics.keys()
    for item in on_the_day(changes):
        if item.metric not in known:
            raise UnknownName(item.metric, sorted(known))
        if item.metric in panel.metrics and (value := _value(item, panel)) is not None:
            panel = panel.with_value(item.metric, value)
    return sums, panel


def _value(item: SetMetric | ShiftMetric, panel: Panel) -> float | None:
    """What a metric is after a change to it as a whole; None where there is nothing to shift."""
    if isinstance(item, SetMetric):
        return float(item.value)
    now = float(panel.metrics[item.metric].value[0, 0])
    return None if now != now else min(max(0.0, now + float(item.by)), float(largest(item.metric)))
