"""What changes a score beside the curves: requirements, bonuses, deductions, small numbers, peers."""

from __future__ import annotations

from scoring.rules.parts import Grounds, Number, Part, Window, Words


class MetricFloor(Part):
    """A metric over a window and the value it must reach."""

    metric: str
    window: Window
    at_least: Number


class Instead(Part):
    """The fixed total shown while a requirement is not met, and the reduced one when a violation is on record."""

    label: Words
    total: Number
    reduced: Number
    reduced_by: tuple[str, ...] = ()
    window: Window
    evidence: Grounds


class Requirement(Part):
    """What a metric must reach, or the platform shows no total, or a fixed one `instead`."""

    label: Words
    metric: str
    window: Window
    at_least: Number
    instead: Instead | None = None
    evidence: Grounds


class Bonus(Part):
    """Points for a metric that reaches a value, `also` these others; the scale's end still caps.

    On top of the weighted total, or of one `dimension`.
    """

    label: Words
    metric: str
    window: Window
    at_least: Number
    also: tuple[MetricFloor, ...] = ()
    dimension: str | None = None
    points: Number
    evidence: Grounds


class Deduction(Part):
    """Points off the total for each case a counting metric counts, `at_most` so many."""

    label: Words
    metric: str
    window: Window
    each: Number
    at_most: Number
    evidence: Grounds


class SharedCap(Part):
    """The most that some deductions take off together."""

    deductions: tuple[str, ...]
    at_most: Number
    evidence: Grounds


class FewerFor(Part):
    """Another limit for some main categories."""

    categories: tuple[str, ...]
    orders_below: Number


class SmallNumbers(Part):
    """With few orders and few bad cases an indicator has a fixed score, whatever its curve says.

    `orders` and `bad` are counting metrics; fewer than `orders_below` and at most `bad_at_most`.
    """

    orders: str
    bad: str
    window: Window
    orders_below: Number
    fewer_for: FewerFor | None = None
    bad_at_most: Number
    score: Number
    evidence: Grounds

    def limit(self, category: str) -> Number:
        """The number of orders from which on the curve decides."""
        special = self.fewer_for is not None and category in self.fewer_for.categories
        return self.fewer_for.orders_below if special and self.fewer_for else self.orders_below


class IndicatorWeights(Part):
    """The weights inside one dimension by main category, in place of the indicators' own.

    Each row holds one weight per name in `indicators`, in that order.
    """

    dimension: str
    indicators: tuple[str, ...]
    by_category: dict[str, tuple[Number, ...]]
    evidence: Grounds


class Peers(Part):
    """The platform's figures of the shop's peers for one dimension: names of metrics."""

    mean: str
    best: str
    worst: str
    window: Window
    evidence: Grounds


class LongWindow(Part):
    """Main categories whose named metrics are taken over more days."""

    categories: tuple[str, ...]
    metrics: tuple[str, ...]
    days: int
    evidence: Grounds


class Exclusions(Part):
    """The metrics that upheld exclusions (disaster, platform) by region and pay time take orders out of."""

    metrics: tuple[str, ...]
    evidence: Grounds
