"""Metrics, one assessment, hints and the forecast."""

from __future__ import annotations

import argparse

from scoring.assess.given import assess_given
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
from scoring.measure.daily_sums import main_category
from scoring.measure.panel import panel, windows_of_catalogue
from scoring.measure.records import violations_of
from scoring.show.assessments import assessment, assessment_text, shown_beside, shown_beside_text
from scoring.show.forecasts import forecast, forecast_text
from scoring.show.hints import hint, hint_text, saturated_text
from scoring.show.metrics import measured, measured_text, write_csv
from scoring.show.targets import target, target_text


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
    beside = None
    if options.given or options.metrics:
        category = options.category or ""
        dated = scheme_of(options, category)
        samples: dict[str, int] = {}
        if options.metrics:
            stated = read_metrics(options.metrics, options.shop, options.day, metric_names())
            given, samples, day = stated.values, stated.samples, options.day or stated.day or today()
            rules = rules_of(dated, options, day)
            used = rules.windows_for(category)
            given = {metric(name).id: value for name, value in given.items() if metric(name).id in used}
        else:
            given, day = dict(options.given), options.day or today()
            rules = rules_of(dated, options, day)
        result = assess_given(rules, given, day, category, samples)
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
    values = {**assessment(result), "shown_beside": shown_beside(beside), **own.values}
    output(options, values, [*assessment_text(result), *shown_beside_text(beside), *own.lines])
    return 0


def improve(options: argparse.Namespace) -> int:
    """Hints, the way to a target, and the forecast to the next certification; or what a scenario makes of the shop."""
    if options.scenario:
        return show_scenario(options)
    at_hand = shop_at_hand(options)
    sums, category = at_hand.sums, at_hand.category
    day = day_of(sums, options.day)
    dated = scheme_of(options, category)
    rules = rules_of(dated, options, day)
    today_panel = panel_for(sums, rules, day, day, category)
    found = hints(today_panel, rules, category, sums, 0)
    best = saturated(what_if(today_panel, rules, category, {}).baseline)
    wanted = None
    if options.target is not None:
        goal = goal_of(rules, options.target)
        wanted = cheapest_way(today_panel, rules, category, goal, Wishes(), sums, 0)
    violations = violations_of(at_hand.events, at_hand.shop)
    coming = outlook(sums, 0, dated, rules if options.rules else None, category, day, violations)
    own = own_in_use(options, category, shipped_rules(options, day))
    output(
        options,
        {"hints": [hint(item) for item in found], "target": target(wanted), "forecast": forecast(coming), **own.values},
        [
            *([hint_text(item) for item in found] or ["Nothing to improve."]),
            *([saturated_text(best)] if best else []),
            *(target_text(wanted) if wanted else []),
            forecast_text(coming),
            *own.lines,
        ],
    )
    return 0
