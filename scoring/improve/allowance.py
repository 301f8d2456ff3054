"""How many of the coming cases may still go wrong, "you can still miss 14 orders"; of a mean, what it must be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from scoring.errors import UnknownName
from scoring.figures import Unit
from scoring.improve.drawn import IN_CENTS
from scoring.improve.reach import Reach
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.model import RuleSet


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
    reach = Reach.of(sums, shop, rules, category, day, metric)
    if reach is None:
        return Allowance(metric, target, target_day, reason="not_measured")
    return allowed(reach, target_day, target)


def allowed(reach: Reach, target_day: date, target: Decimal) -> Allowance:
    """How many coming cases of a share or a mean may go wrong until `target_day`."""
    held, metric = reach.held(target_day), reach.metric
    numerator, denominator, coming = held.numerator, held.denominator, held.coming
    whole = denominator + coming
    parts = (metric.id, target, target_day, numerator, denominator, coming)
    if not whole:
        return Allowance(*parts, reason="no_volume")
    if metric.unit is not Unit.RATIO:
        return _mean_allowed(Allowance(*parts, reason="not_a_share"))
    higher = metric.better == "higher"
    share = Fraction(target)
    wrong = denominator - numerator if higher else numerator
    most = math.floor(whole * (1 - share if higher else share))
    # A share that is itself so many cases of the window counts as reached, whatever its decimals were rounded to.
    more = most + 1
    most += float(target) <= (whole - more) / whole if higher else more / whole <= float(target)
    may_miss = min(coming, most - wrong)
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
