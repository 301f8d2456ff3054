"""Calibrate: from official scores to the figures a rule set only assumes."""

from __future__ import annotations

import argparse

from scoring.assess.own_rules import scheme_for
from scoring.commands.shared import output, own_figures_of, shop_at_hand
from scoring.errors import BadValue
from scoring.improve.calibrate.figures import figures_of, without_calibrated
from scoring.improve.calibrate.of_shop import calibration_of, rules_for
from scoring.intake.read import read_path
from scoring.measure.records import official_scores_in, official_scores_of, violations_of
from scoring.rules.own_figures import record_of, typed_and_fitted
from scoring.show.calibrations import calibration, calibration_text
from scoring.store import own


def calibrate(options: argparse.Namespace) -> int:
    """What the official scores of one shop say of one rule set; status 1 where they contradict it."""
    if (options.save or options.undo) and not options.data:
        flag = "--save" if options.save else "--undo"
        raise BadValue(flag, "without --data", "--data DIR, the folder the figures are kept in")
    at_hand = shop_at_hand(options)
    if options.official:
        file = read_path(options.official, shop=at_hand.shop, table="official_scores")
        scores = official_scores_in(file.rows, at_hand.shop)
    else:
        scores = official_scores_of(at_hand.events, at_hand.shop)
    dated = scheme_for(options.scheme, options.data)
    rules = dated.in_force(options.rules) if options.rules else rules_for(scores, at_hand.sums, dated)
    kept = own_figures_of(options)
    found = calibration_of(
        scores, at_hand.sums, dated, rules, at_hand.category, kept,
        violations_of(at_hand.events, at_hand.shop), weights_known=options.weights_known, without=options.without or (),
    )  # fmt: skip
    said = []
    if options.undo:
        left = without_calibrated(kept, found.calibration)
        own.save_own_figures(options.data, map(record_of, left))
        said.append(f"Taken back: {len(kept) - len(left)} calibrated figures.")
    figures = figures_of(found.calibration) if options.save else []
    if figures:
        others = without_calibrated(kept, found.calibration)
        own.save_own_figures(options.data, map(record_of, [*others, *figures]))
        said.append(f"Saved: {typed_and_fitted(figures)[1]} figures, used from now on as calibrated.")
    elif options.save:
        said.append("Nothing saved: there is no figure to use.")
    output(options, {**calibration(found), "saved": len(figures)}, [*calibration_text(found), *said])
    return 1 if found.calibration.contradictions else 0
