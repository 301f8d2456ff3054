"""From a calibration to figures a rule set takes, by the way the operator's own figures go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from scoring.improve.calibrate.results import Calibration, Limit, Weight
from scoring.rules.own_figures import OwnFigure
from scoring.rules.support import Support


def figures_of(calibration: Calibration) -> list[OwnFigure]:
    """What to keep of a calibration: every stated figure, and stand-ins that the days rule out, moved.

    Nothing where the official scores contradict the rule set.
    """
    if not calibration.usable:
        return []
    # A value of nothing that earns the best score leaves no room below it: such a curve cannot be written down.
    impossible = {limit.indicator for limit in calibration.limits if limit.figure < 0 <= limit.stands}
    found = [
        _limit(calibration, limit)
        for limit in calibration.limits
        if (limit.enough or limit.figure != limit.stands) and limit.indicator not in impossible
    ]
    return [*found, *(_weight(calibration, weight) for weight in calibration.weights if weight.enough)]


def without_calibrated(figures: Iterable[OwnFigure], calibration: Calibration) -> list[OwnFigure]:
    """The figures kept without the calibrated ones of the same rule set and category: the way back."""
    return split_calibrated(figures, calibration.scheme, calibration.category, calibration.rule_set)[1]


def split_calibrated(
    figures: Iterable[OwnFigure], scheme: str, category: str, rule_set: date | None = None
) -> tuple[list[OwnFigure], list[OwnFigure]]:
    """The calibrated figures of a scheme for a category, of one or of all its rule sets, and all other figures."""
    gone: list[OwnFigure] = []
    left: list[OwnFigure] = []
    for item in figures:
        mine = item.support is not None and (item.scheme, item.category) == (scheme, category)
        (gone if mine and rule_set in (None, item.rule_set) else left).append(item)
    return gone, left


def moved(figures: Iterable[OwnFigure]) -> list[OwnFigure]:
    """The figures that a calibration does not state: stand-ins, moved because the days rule the former ones out."""
    return [item for item in figures if item.support is not None and not item.support.stated]


def _limit(calibration: Calibration, limit: Limit) -> OwnFigure:
    # As metric values the interval runs from what missed to what reached, or the other way round.
    ends = (limit.missed, limit.reached) if limit.better == "higher" else (limit.reached, limit.missed)
    return _figure(calibration, limit, *ends)


def _weight(calibration: Calibration, weight: Weight) -> OwnFigure:
    return _figure(calibration, weight, round(weight.low, 5), round(weight.high, 5))


def _figure(calibration: Calibration, item: Limit | Weight, low: float | None, high: float | None) -> OwnFigure:
    ends = [None if end is None else Decimal(repr(end)) for end in (low, high)]
    first, last = calibration.first_day or calibration.rule_set, calibration.last_day or calibration.rule_set
    days = item.days if isinstance(item, Weight) else item.days_missed + item.days_reached
    support = Support(calibration.shop, first, last, days, ends[0], ends[1], item.enough)
    return OwnFigure(calibration.scheme, calibration.rule_set, calibration.category, item.at, item.figure, support)
