"""How many of the coming cases may still go wrong, "you can still miss 14 orders"; of a mean, what it must be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from scoring.errors import UnknownName
from scoring.figures import Unit
from scoring.improve.drawn import IN_CENTS, Drawn, Pair, known_days, pairs
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Integers
from scoring.rules.model import RuleSet

_RECENT_DAYS = 28
_WEEK = 7


@dataclass(frozen=True)
class Allowance:
    """What a metric can still afford and be at `target` on `target_day`.

    `numerator` of `denominator` are the known cases its window will hold, `coming` how many more are
    expected. `may_miss`: how many of the coming ones may go wrong; `required_rate`: the share of them that
    must go right, or, of a metric that is better low, the most that may go wrong (0 to 1; None when
    none is to come). Of a mean (hours, seconds, ratings) `required_mean` is what the coming cases may be on
    average at worst, in the metric's unit, and there is no miss to count. What is None has a `reason`:
    `from_platform`, `not_measured`, `not_a_share` (`required_mean` says what is asked of a mean; a count or an
    amount has none), `no_volume` (no case, known or to come) or `not_reachable` (not even if every coming case
    goes as well as can be).
    """

    metric: str
    target: Decimal
    target_day: date
    numerator: int = 0
    denominator: int = 0
    coming: int = 0
    may_miss: int | None = None
    required_rate: float | None = None
    reason: str = ""
    required_mean: float | None = None


def allowance(
    sums: DailySums,
    shop: int,
    rules: RuleSet,
    category: str,
    day: date,
    target_day: date,
    metric: str,
    target: Decimal,
) -> Allowance:
    """How many coming cases may go wrong until `target_day`, as seen at the end of `day`.

    The coming cases follow the mean of the last four weeks, weekday by weekday. Known days without their
    final sums count as coming; on a `target_day` not after `day` nothing is to come. Raises
    `UnknownName` for a metric the rule set does not look at.
    """
    windows = rules.windows_for(category)
    if metric not in windows:
        raise UnknownName(metric, windows)
    item = METRICS[metric]
    if item.from_platform:
        return Allowance(metric, target, target_day, reason="from_platform")
    if not item.denominator or item.denominator in IN_CENTS:
        return Allowance(metric, target, target_day, reason="not_a_share")
    if sums.missing[metric][shop]:
        return Allowance(metric, target, target_day, reason="not_measured")
    known = known_days(sums, day)
    pair = pairs(sums, shop, rules, [metric], known)[metric]
    days, lag = windows[metric]
    stop = (target_day - sums.first_day).days - lag + 1
    window = np.arange(max(0, stop - days), max(0, stop))
    return _allowed(pair, window, known, target_day <= day, Allowance(metric, target, target_day))


def _allowed(pair: Pair, window: Integers, known: int, over: bool, asked: Allowance) -> Allowance:
    """The answer for the positions of a window; with the window `over` every known sum counts as final."""
    cases = pair.denominator
    if cases is None:
        raise ValueError("A share and a mean have a denominator.")
    final = window[window < (known if over else known - pair.numerator.wait)]
    numerator, denominator = (int(item.daily[final].sum()) for item in (pair.numerator, cases))
    coming = 0 if over else round(sum(_expected(cases, known, int(at)) for at in window[len(final) :]))
    whole = denominator + coming
    parts = (asked.metric, asked.target, asked.target_day, numerator, denominator, coming)
    if not whole:
        return Allowance(*parts, reason="no_volume")
    if METRICS[asked.metric].unit is not Unit.RATIO:
        return _mean_allowed(Allowance(*parts, reason="not_a_share"))
    higher = METRICS[asked.metric].better == "higher"
    target = Fraction(asked.target)
    wrong = denominator - numerator if higher else numerator
    may_miss = min(coming, (math.floor(whole * (1 - target if higher else target))) - wrong)
    if may_miss < 0:
        return Allowance(*parts, reason="not_reachable")
    rate = (coming - may_miss if higher else may_miss) / coming if coming else None
    return Allowance(*parts, may_miss, rate)


def _mean_allowed(known: Allowance) -> Allowance:
    """What the coming cases of a mean must come to on average, so that all together are at the target."""
    metric = METRICS[known.metric]
    whole = known.denominator + known.coming
    left = Fraction(known.target) * whole * metric.scale - known.numerator
    higher = metric.better == "higher"
    if not known.coming:
        missed = left > 0 if higher else left < 0
        return replace(known, reason="not_reachable") if missed else known
    mean = float(left / (known.coming * metric.scale))
    if mean > metric.unit.highest if higher else mean < 0:
        return replace(known, reason="not_reachable")
    # What is reached already asks nothing of the coming cases: no figure is worse than the worst there is.
    return replace(known, required_mean=max(mean, 0.0) if higher else min(mean, metric.unit.highest))


def _expected(cases: Drawn, known: int, at: int) -> float:
    """The cases of a day: its own where that is final, else as in the last four weeks.

    There it is the share of the orders it counts some of, or the mean of its weekday (of all days
    where four weeks are not known).
    """
    until = known - cases.wait
    if at < until:
        return float(cases.daily[at])
    recent = np.arange(max(0, until - _RECENT_DAYS), until)
    if cases.of is not None:
        of = int(cases.of.daily[recent].sum())
        return int(cases.daily[recent].sum()) / of * _expected(cases.of, known, at) if of else 0.0
    alike = recent[(recent - at) % _WEEK == 0] if len(recent) == _RECENT_DAYS else recent
    return float(cases.daily[alike].mean()) if len(alike) else 0.0
