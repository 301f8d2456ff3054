"""Metrics, one assessment, hints and the forecast."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.assess.given import assess_given, check_possible, stated_panel
from scoring.assess.measured import panel_for
from scoring.assess.metric_names import metric_names
from scoring.assess.timeline import timeline
from scoring.commands.scenarios import show_scenario
from scoring.commands.shared import (
    day_of,
    events_of,
    output,
    own_in_use,
    rules_of,
    scheme_of,
    shipped_rules,
    shop_at_hand,
    shop_of,
    sums_of,
    today,
)
from scoring.errors import BadValue
from scoring.improve.forecast import outlook
from scoring.improve.hints import hints, saturated
from scoring.improve.target import target as cheapest_way
from scoring.improve.target_levers import Wishes
from scoring.improve.target_search import goal_of
from scoring.improve.what_if import what_if
from scoring.intake.metrics_file import read_metrics
from scoring.measure.catalogue import metric
from scoring.measure.daily_sums import DailySums, daily_sums, main_category
from scoring.measure.panel import Panel, panel, windows_of_catalogue
from scoring.measure.records import violations_of
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet
from scoring.show.assessments import assessment, assessment_text, shown_beside, shown_beside_text
from scoring.show.forecasts import forecast, forecast_text
from scoring.show.hints import hint, hint_text, no_hints_text, saturated_text
from scoring.show.metrics import measured, measured_text, write_csv
from scoring.show.targets import target, target_text
from scoring.store.events import Events


def measure(options: argparse.Namespace) -> int:
    """Windowed metrics."""
    events = events_of(options)
    sums = sums_of(events, shop_of(events, options.shop) if options.shop else None)
    rows = []
    for shop, newest in enumerate(sums.last_day):
        last = options.to or newest
        first = options.from_ or last
        if first > last:
            raise BadValue("--from", first.isoformat(), f"a day not after {last}")
        if options.scheme:
            category = main_category(events, sums.shops[shop])
            rules = rules_of(scheme_of(options, category), options, last)
            values = panel_for(sums, rules, first, last, category)
            counted = panel_for(sums, rules, first, last, category, after_exclusion=False)
        else:
            values = counted = panel(sums, windows_of_catalogue(options.window, options.lag), first, last)
        rows += measured(values, shop, counted)
    if options.out:
        write_csv(options.out, rows)
    output(options, rows, [] if options.out else [measured_text(row) for row in rows])
    return 0


def assess(options: argparse.Namespace) -> int:
    """One assessment, of a shop or of stated values."""
    beside, not_used = None, []
    if options.given or options.metrics:
        stated = _stated(options)
        day, category, not_used = stated.day, stated.category, stated.not_used
        result = assess_given(stated.rules, stated.values, day, category, stated.samples)
    else:
        at_hand = shop_at_hand(options)
        sums, category = at_hand.sums, at_hand.category
        day = day_of(sums, options.day)
        dated = scheme_of(options, category)
        result = timeline(sums, dated, day, day, category, rules_of(dated, options, day)).at(day, 0)
        coming = None if options.rules else dated.shown_beside(day)
        if coming is not None:
            beside = timeline(sums, dated, day, day, category, coming).at(day, 0)
    own = own_in_use(options, category, shipped_rules(options, day))
    values = {**assessment(result), "shown_beside": shown_beside(beside), "not_used": not_used, **own.values}
    output(
        options, values, [*assessment_text(result), *_not_used_text(not_used), *shown_beside_text(beside), *own.lines]
    )
    return 0


def improve(options: argparse.Namespace) -> int:
    """Hints, the way to a target, and the forecast to the next certification; or what a scenario makes of the shop."""
    if options.scenario:
        return show_scenario(options)
    if options.metrics:
        stated = _stated(options)
        no_events = daily_sums(Events(), [""])
        stated_today = stated_panel(stated.values, stated.day, stated.samples)
        said = ["No forecast: the figures are those of one day.", *_not_used_text(stated.not_used)]
        more = {"forecast": None, "not_used": stated.not_used}
        return _improve(options, stated.rules, stated.category, stated_today, no_events, more, said)
    at_hand = shop_at_hand(options)
    sums, category = at_hand.sums, at_hand.category
    day = day_of(sums, options.day)
    dated = scheme_of(options, category)
    rules = rules_of(dated, options, day)
    violations = violations_of(at_hand.events, at_hand.shop)
    coming = outlook(sums, 0, dated, rules if options.rules else None, category, day, violations)
    measured_today = panel_for(sums, rules, day, day, category)
    said = [forecast_text(coming) if rules.has_total else "No forecast: the scheme has no total."]
    return _improve(options, rules, category, measured_today, sums, {"forecast": forecast(coming)}, said)


def _improve(
    options: argparse.Namespace,
    rules: RuleSet,
    category: str,
    today_panel: Panel,
    sums: DailySums,
    more: dict[str, Any],
    more_text: list[str],
) -> int:
    """What to fix first in a panel of one shop and day, the way to the target asked for, and what more is said."""
    found = hints(today_panel, rules, category, sums, 0)
    now = what_if(today_panel, rules, category, {}).baseline
    best = saturated(now)
    wanted = None
    if options.target is not None:
        goal = goal_of(rules, options.target)
        wanted = cheapest_way(today_panel, rules, category, goal, Wishes(), sums, 0)
    own = own_in_use(options, category, shipped_rules(options, today_panel.first_day))
    output(
        options,
        {"hints": [hint(item) for item in found], "target": target(wanted), **more, **own.values},
        [
            *([hint_text(item) for item in found] or [no_hints_text(now, rules)]),
            *([saturated_text(best)] if best else []),
            *(target_text(wanted) if wanted else []),
            *more_text,
            *own.lines,
        ],
    )
    return 0


@dataclass(frozen=True)
class _Stated:
    """What is stated on the command line or in a file of metrics, and the rule set it is looked at with."""

    rules: RuleSet
    category: str
    day: date
    values: Mapping[str, float]
    samples: Mapping[str, int] = field(default_factory=dict)
    not_used: list[str] = field(default_factory=list)


def _not_used_text(names: list[str]) -> list[str]:
    return [f"Not used, no rule looks at it: {', '.join(names)}."] if names else []


def _stated(options: argparse.Namespace) -> _Stated:
    """Of a file what the rule set looks at; a figure that cannot be is refused with the row it stands in."""
    category = options.category or ""
    dated: DatedScheme[RuleSet] = scheme_of(options, category)
    if not options.metrics:
        day = options.day or today()
        return _Stated(rules_of(dated, options, day), category, day, dict(options.given))
    file = read_metrics(options.metrics, options.shop, options.day, metric_names())
    day = options.day or file.day or today()
    rules = rules_of(dated, options, day)
    used = rules.windows_for(category)
    for name, value in file.values.items():
        try:
            check_possible(metric(name), value)
        except BadValue as error:
            where = f"{options.metrics.name}: row {file.rows[name]}, column value"
            raise BadValue(where, str(error.data["value"]), str(error.data["expected"])) from error
    values = {name: value for name, value in file.values.items() if name in used}
    return _Stated(rules, category, day, values, file.samples, [name for name in file.values if name not in used])
