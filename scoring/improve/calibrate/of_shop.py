"""The calibration of one shop: its metrics on the days of one rule set beside the scores the platform showed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.assess.timeline import Timeline
from scoring.certify.levels import certify
from scoring.improve.calibrate.compared import DayCompared, compared
from scoring.improve.calibrate.figures import figures_of
from scoring.improve.calibrate.fit import calibrate
from scoring.improve.calibrate.official import OWN
from scoring.improve.calibrate.results import Calibration
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import OfficialScore, Violation
from scoring.rules.assumed_figures import At
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure, figures_used, with_own_figures


@dataclass(frozen=True)
class ShopCalibration:
    """A calibration, and the official scores beside the trial ones: as the rules are used now, and with it."""

    calibration: Calibration
    now: tuple[DayCompared, ...]
    then: tuple[DayCompared, ...]


def calibration_of(
    scores: Sequence[OfficialScore],
    sums: DailySums,
    dated: DatedScheme[RuleSet],
    rules: RuleSet,
    category: str,
    figures: Sequence[OwnFigure] = (),
    violations: Sequence[Violation] = (),
    *,
    weights_known: bool = False,
    without: Collection[date] = (),
) -> ShopCalibration:
    """What official scores say of one of the rule sets of a scheme, both as they ship, for one shop.

    `sums` is that shop's. Of `figures`, the operator's own, typed ones are taken as known; calibrated ones
    play no part but in the scores of `now`. `violations` are the shop's, for the levels. Only days on which the
    rule set is in force count: where the data have none, nothing is fitted and every score of the scheme is left out.
    """
    typed = [item for item in figures if item.support is None]
    known = {item.at for item in figures_used(rules, typed, category)}
    fitted_on = with_own_figures(rules, typed, category)
    span = _days(sums, dated, rules)
    if span is None:
        return _not_in_force(scores, sums, fitted_on, category, known, weights_known)
    panel = panel_for(sums, fitted_on, *span, category)
    found = calibrate(
        scores, panel, fitted_on, category, known=known, weights_known=weights_known, without=without
    )  # fmt: skip
    now = with_own_figures(rules, figures, category)
    then = with_own_figures(rules, [*typed, *figures_of(found)], category)
    told = []
    for each in (now, then):
        trial = assess(panel, each, category)
        certified = certify(Timeline((trial,), (category,)), dated, 0, violations)
        told.append(tuple(compared(scores, trial, certified)))
    return ShopCalibration(found, *told)


def rules_for(scores: Sequence[OfficialScore], sums: DailySums, dated: DatedScheme[RuleSet]) -> RuleSet:
    """The rule set of the newest official score of the scheme in the data, else of the newest day with data."""
    newest = sums.last_day[0]
    name = dated.scheme.scheme.removeprefix(OWN)
    days = [row.day for row in scores if row.scheme == name and sums.first_day <= row.day <= newest]
    return dated.in_force_or_first(max(days, default=newest))


def _days(sums: DailySums, dated: DatedScheme[RuleSet], rules: RuleSet) -> tuple[date, date] | None:
    """The days with data on which the rule set is in force; None where there are none."""
    ended = dated.scheme.ended
    over = [day for day in dated.versions if day > rules.effective_from][:1] + ([ended.on] if ended else [])
    first = max(sums.first_day, rules.effective_from)
    last = min([sums.last_day[0], *(day - timedelta(days=1) for day in over)])
    return (first, last) if first <= last else None


def _not_in_force(
    scores: Sequence[OfficialScore],
    sums: DailySums,
    rules: RuleSet,
    category: str,
    known: Collection[At],
    weights_known: bool,
) -> ShopCalibration:
    """What is known where the rule set is in force on no day of the data: nothing."""
    newest = sums.last_day[0]
    panel = panel_for(sums, rules, newest, newest, category)
    nothing = calibrate([], panel, rules, category, known=known, weights_known=weights_known)
    mine = sum(row.scheme == rules.scheme.removeprefix(OWN) for row in scores)
    left_out = {"other_days": mine} if mine else {}
    return ShopCalibration(replace(nothing, left_out=left_out), (), ())
