"""Certified levels, the annual fee, assessments over months."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from scoring.assess.own_rules import kind_of, scheme_for
from scoring.assess.timeline import timeline
from scoring.certify.annual_fee import Tenure, fee_on
from scoring.certify.levels import certify
from scoring.certify.periods import standing_on
from scoring.commands.shared import (
    day_of,
    output,
    own_figures_of,
    own_in_use,
    rules_of,
    scheme_of,
    scored_by,
    shop_at_hand,
)
from scoring.errors import BadValue
from scoring.measure.records import violations_of
from scoring.rules.catalogue import fee_scheme, period_scheme
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import scheme_with_own_figures
from scoring.show.certifications import certified, certified_text, fee_text, fee_year, period, period_text


def certify_days(options: argparse.Namespace) -> int:
    """Certified levels; for the annual fee and assessments over months, where the shop stands."""
    if options.from_ and options.to and options.from_ > options.to:
        raise BadValue("--from", options.from_.isoformat(), f"a day not after {options.to}")
    kind = kind_of(options.scheme, options.data)
    return {"annual_fee": _fee, "period": _period}.get(kind, _levels)(options)


def _levels(options: argparse.Namespace) -> int:
    at_hand = shop_at_hand(options)
    sums, category = at_hand.sums, at_hand.category
    dated = scheme_of(options, category)
    first = options.from_ or max(sums.first_day, dated.versions[0])
    rules = rules_of(dated, options, first)
    lag = timedelta(days=rules.certification.reference_lag if rules.certification else 0)
    start, stop = max(first - lag, sums.first_day), sums.last_day[0]
    found = []
    if start <= stop:
        line = timeline(sums, dated, start, stop, category, rules if options.rules else None)
        found = certify(line, dated, 0, violations_of(at_hand.events, at_hand.shop))
    found = [item for item in found if first <= item.day <= (options.to or item.day)]
    shipped = scheme_for(options.scheme, options.data)
    of_days = {item.rule_set: shipped.in_force(item.rule_set) for item in found}
    own = {day: own_in_use(options, category, its) for day, its in of_days.items()}
    output(
        options,
        [{**certified(item), **own[item.rule_set].values} for item in found],
        [
            *([certified_text(item) for item in found] or [_no_days(options, rules)]),
            *own_in_use(options, category, *of_days.values()).lines,
        ],
    )
    return 0


def _no_days(options: argparse.Namespace, rules: RuleSet) -> str:
    if rules.certification is None:
        return f"{options.scheme} has no certification days: its score changes daily, see assess."
    return "No certification day lies in these days."


def _fee(options: argparse.Namespace) -> int:
    at_hand = shop_at_hand(options)
    sums, category = at_hand.sums, at_hand.category
    day = day_of(sums, options.to)
    _check_tenure(options, day)
    dated = scheme_with_own_figures(fee_scheme(options.scheme), own_figures_of(options), category)
    rules = dated.in_force(options.rules) if options.rules else None
    tenure, violations = Tenure(options.opened, options.left), violations_of(at_hand.events, at_hand.shop)
    result = fee_on(dated, sums, 0, category, day, tenure, violations, rules, scored_by(options, category))
    own = own_in_use(options, category, fee_scheme(options.scheme).in_force(result.rule_set))
    output(options, {**fee_year(result), **own.values}, [*fee_text(result), *own.lines])
    return 0


def _period(options: argparse.Namespace) -> int:
    at_hand = shop_at_hand(options)
    sums, category = at_hand.sums, at_hand.category
    day = day_of(sums, options.to)
    _check_tenure(options, day)
    dated = scheme_with_own_figures(period_scheme(options.scheme), own_figures_of(options), category)
    its_scores = scored_by(options, category)
    result = standing_on(dated, sums, 0, category, day, options.opened, options.rules, its_scores)
    own = own_in_use(options, category, period_scheme(options.scheme).in_force(result.rule_set))
    output(options, {**period(result), **own.values}, [*period_text(result), *own.lines])
    return 0


def _check_tenure(options: argparse.Namespace, day: date) -> None:
    """A shop opens before the day looked at and leaves after it opened."""
    if options.opened is not None and options.opened > day:
        raise BadValue("--opened", options.opened.isoformat(), f"a day not after {day}")
    if options.left is not None and options.left.year != day.year:
        raise BadValue("--left", options.left.isoformat(), f"a day of {day.year}, the year of the fee")
    if options.left is not None and options.opened is not None and options.left < options.opened:
        raise BadValue("--left", options.left.isoformat(), f"a day not before {options.opened}")
