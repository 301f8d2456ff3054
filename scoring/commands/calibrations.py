"""Calibrate: from official scores to the figures a rule set only assumes."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.assess.own_rules import scheme_for
from scoring.commands.shared import ShopAtHand, cannot_read, output, own_figures_of, shop_at_hand
from scoring.errors import BadValue
from scoring.improve.calibrate.figures import figures_of, moved, split_calibrated, without_calibrated
from scoring.improve.calibrate.of_shop import calibration_of, rules_for
from scoring.improve.calibrate.official import OWN, scores_in, scores_of
from scoring.intake.read import CleanFile, read_path
from scoring.measure.records import OfficialScore, violations_of
from scoring.rules.own_figures import OwnFigure, record_of, typed_and_fitted
from scoring.show.calibrations import calibration, calibration_text, grouped, moved_text, taken_back_text
from scoring.show.imports import rejected_text
from scoring.store import own

_FEW = 5


@dataclass(frozen=True)
class _Scores:
    """The official scores to calibrate with; what is said of the file they are of, and counted of it."""

    rows: list[OfficialScore]
    lines: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"rejected": 0, "other_shops": 0, "other_schemes": 0})


def calibrate(options: argparse.Namespace) -> int:
    """What the official scores of one shop say of one rule set; status 1 where they contradict it."""
    if (options.save or options.undo) and not options.data:
        flag = "--save" if options.save else "--undo"
        raise BadValue(flag, "without --data", "--data DIR, the folder the figures are kept in")
    at_hand = shop_at_hand(options)
    return _take_back(options, at_hand) if options.undo else _fit(options, at_hand)


def _fit(options: argparse.Namespace, at_hand: ShopAtHand) -> int:
    dated = scheme_for(options.scheme, options.data)
    scores = _scores(options, at_hand, dated.scheme.scheme)
    rules = dated.in_force(options.rules) if options.rules else rules_for(scores.rows, at_hand.sums, dated)
    kept = own_figures_of(options)
    found = calibration_of(
        scores.rows, at_hand.sums, dated, rules, at_hand.category, kept,
        violations_of(at_hand.events, at_hand.shop), weights_known=options.weights_known, without=options.without or (),
    )  # fmt: skip
    said = []
    figures = figures_of(found.calibration) if options.save else []
    stated = typed_and_fitted(figures)[1]
    if figures:
        others = without_calibrated(kept, found.calibration)
        own.save_own_figures(options.data, map(record_of, [*others, *figures]))
        said.append(f"Saved: {_counted(stated)}, used from now on as calibrated{moved_text(figures)}.")
    elif options.save:
        said.append("Nothing saved: there is no figure to use.")
    values = {**calibration(found), **scores.counts, "saved": stated, "moved": len(moved(figures))}
    output(options, values, [*calibration_text(found), *scores.lines, *said])
    return 1 if found.calibration.contradictions else 0


def _take_back(options: argparse.Namespace, at_hand: ShopAtHand) -> int:
    """Without the calibrated figures of the scheme for the shop's category: of all its rule sets, or the one asked."""
    dated = scheme_for(options.scheme, options.data)
    rule_set = dated.in_force(options.rules).effective_from if options.rules else None
    name, category, kept = dated.scheme.scheme, at_hand.category, own_figures_of(options)
    gone, left = split_calibrated(kept, name, category, rule_set)
    if gone:
        own.save_own_figures(options.data, map(record_of, left))
    values = {
        "scheme": name,
        "rule_set": rule_set.isoformat() if rule_set else None,
        "category": category,
        "shop": at_hand.shop,
        "taken_back": typed_and_fitted(gone)[1],
        "moved": len(moved(gone)),
        "rule_sets": _by_rule_set(gone),
        "left": _by_rule_set(item for item in left if item.support is not None),
    }
    output(options, values, taken_back_text(name, rule_set, category, gone, left))
    return 0


def _by_rule_set(figures: Iterable[OwnFigure]) -> list[dict[str, Any]]:
    """How many calibrated figures and moved stand-ins there are of each scheme, rule set and category."""
    return [
        {"scheme": scheme, "rule_set": day.isoformat(), "category": category, "figures": typed_and_fitted(items)[1],
         "moved": len(moved(items))}
        for (scheme, day, category), items in grouped(figures).items()
    ]  # fmt: skip


def _scores(options: argparse.Namespace, at_hand: ShopAtHand, scheme: str) -> _Scores:
    """The scores of the file named, else those kept; a file with none for the shop and the scheme is refused."""
    if not options.official:
        return _Scores(scores_of(at_hand.events, at_hand.shop))
    file = _read(options.official, at_hand.shop)
    wanted, report = scheme.removeprefix(OWN), file.report
    of_shop = scores_in(file.rows, at_hand.shop)
    of_both = [row for row in of_shop if row.scheme == wanted]
    if not of_both:
        everyone = [row for shop in file.shops for row in scores_in(file.rows, shop)]
        held = f"schemes {_few(row.scheme for row in everyone)} of shops {_few(file.shops)}"
        expected = (
            f"official scores of {wanted} for the shop {at_hand.shop}; name another file with --official, "
            "or the scheme and shop of this one with --scheme and --shop"
        )
        raise BadValue(report.file, held, expected)
    counts = {
        "rejected": report.rows_rejected,
        "other_shops": file.rows.num_rows - len(of_shop),
        "other_schemes": len(of_shop) - len(of_both),
    }
    lines = [
        f"{report.file}: {report.rows_read} rows read, {len(of_both)} used, {counts['rejected']} rejected, "
        f"{counts['other_shops']} of other shops, {counts['other_schemes']} of other schemes.",
        *rejected_text(report),
    ]
    return _Scores(of_both, lines, counts)


def _read(path: Path, shop: str) -> CleanFile:
    try:
        return read_path(path, shop=shop, table="official_scores")
    except OSError as error:
        raise cannot_read(path, error) from error


def _few(names: Iterable[str]) -> str:
    """The names that come most often, a few of them."""
    found: Sequence[str] = [name for name, _ in Counter(names).most_common()]
    return ", ".join(found[:_FEW]) + (f" and {len(found) - _FEW} more" if len(found) > _FEW else "")


def _counted(count: int) -> str:
    return f"{count} figure{'' if count == 1 else 's'}"
