"""Which columns of the daily sums are drawn for a rule set, and what each consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scoring.figures import Unit
from scoring.improve.settling import mean_days, only_grows, settles_after
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import DailySums, Integers
from scoring.rules.model import RuleSet

# Columns that count some of a day's paid orders: the known number of orders says how many to expect.
OF_PAID_ORDERS = ("delivered_orders", "due_within_24h", "due_within_48h", "collected_orders", "buyers")
IN_CENTS = ("special_service_turnover_required",)
_BEST_RATING = 5


@dataclass(frozen=True, eq=False)
class Drawn:
    """One column of one shop, day by day, and how it is drawn.

    `of` is the column of its cases (None = each day is one case). What wanders is its bad cases: the
    column itself or, with a `top`, what it falls short of `top` for each case. `counted`: they are whole
    cases, else seconds, cents or points; `at_most` so many for each case (None = no limit).

    The newest `wait` known days have no final sum yet. `so_far` is what it is already, where it only grows
    and the data end with the known days (None elsewhere: what the data hold was not known then). `takes`: the
    mean days from the day of payment where a case is a parcel on its way; 0 elsewhere.
    """

    name: str
    daily: Integers
    of: Drawn | None = None
    top: int = 0
    counted: bool = False
    at_most: int | None = None
    wait: int = 0
    so_far: Integers | None = None
    takes: float = 0.0


@dataclass(frozen=True)
class Pair:
    """What one metric is measured from: numerator, and denominator unless it is a count or an amount."""

    numerator: Drawn
    denominator: Drawn | None


def known_days(sums: DailySums, day: date) -> int:
    """How many days of the sums are known at the end of `day`; those after the last day of the sums are not."""
    return max(0, min((day - sums.first_day).days + 1, sums.days))


class _Columns:
    """Every column once, even where several metrics are made of it."""

    def __init__(self, sums: DailySums, shop: int, known: int) -> None:
        self.sums, self.shop, self.known = sums, shop, known
        self.at_the_end = known >= known_days(sums, sums.last_day[shop])
        self.found: dict[tuple[str, int], Drawn] = {}

    def pair(self, metric: Metric, columns: Mapping[str, Integers]) -> Pair:
        """The columns of a metric from the first count or from that without exclusions."""
        if not metric.denominator:
            counted = metric.scale == 1
            return Pair(self.column(metric.numerator, columns, None, counted=counted), None)
        cases = self.cases(metric.denominator, columns)
        money = metric.denominator in IN_CENTS
        if metric.unit is Unit.RATIO:
            top = int(metric.better == "higher")
            part = self.column(metric.numerator, columns, cases, top=top, counted=not money, at_most=1)
        elif metric.unit is Unit.SCORE:
            part = self.column(metric.numerator, columns, cases, top=_BEST_RATING, at_most=_BEST_RATING - 1)
        else:
            part = self.column(metric.numerator, columns, cases)
        return Pair(part, cases)

    def cases(self, name: str, columns: Mapping[str, Integers]) -> Drawn:
        """A column of cases, out of the paid orders where it counts some of them."""
        if name in OF_PAID_ORDERS and "paid_orders" in self.sums.columns:
            return self.column(name, columns, self.cases("paid_orders", self.sums.columns), counted=True, at_most=1)
        return self.column(name, columns, None)

    def column(
        self,
        name: str,
        columns: Mapping[str, Integers],
        of: Drawn | None,
        top: int = 0,
        counted: bool = False,
        at_most: int | None = None,
    ) -> Drawn:
        daily = columns[name]
        key = (name, id(daily))
        if key not in self.found:
            wait = min(settles_after(name, self.sums, self.shop, self.known), self.known)
            wait = max(wait, of.wait if of else 0)
            so_far = daily[self.shop, self.known - wait : self.known] if self.at_the_end and only_grows(name) else None
            takes = mean_days(name, self.sums, self.shop, self.known)
            self.found[key] = Drawn(name, daily[self.shop], of, top, counted, at_most, wait, so_far, takes)
        return self.found[key]


def counted_columns(sums: DailySums, metric: str, rules: RuleSet) -> Mapping[str, Integers]:
    """The columns a metric is measured from under the rule set: without what upheld exclusions take out, or all."""
    taken_out = rules.exclusions is not None and metric in rules.exclusions.metrics
    return sums.excluded.get(metric, sums.columns) if taken_out else sums.columns


def pairs(sums: DailySums, shop: int, rules: RuleSet, metrics: Iterable[str], known: int) -> dict[str, Pair]:
    """Each metric that is measured from events → its columns; `known` is the number of known days."""
    columns = _Columns(sums, shop, known)
    measured = [METRICS[name] for name in metrics if not METRICS[name].from_platform]
    # A bare count comes last: where it is part of a rate as well, it is drawn out of that rate's cases.
    measured.sort(key=lambda metric: not metric.denominator)
    return {metric.id: columns.pair(metric, counted_columns(sums, metric.id, rules)) for metric in measured}
