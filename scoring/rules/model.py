"""One complete dated version of a scheme that gives a daily score, as written in its YAML file.

Numbers are `Decimal`, exactly as written. Every table of figures carries its evidence: `published`
(source, place, the source's own words) or `assumed` (why, and what is wrong if it is).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from scoring.figures import Evidence
from scoring.rules.adjustments import (
    Bonus,
    Deduction,
    Exclusions,
    IndicatorWeights,
    LongWindow,
    Peers,
    Requirement,
    SharedCap,
    SmallNumbers,
)
from scoring.rules.consequences import Certification, GoodsLabel, Penalty, Use
from scoring.rules.curve_kinds import Curve, Display
from scoring.rules.parts import CategoryList, Dated, Grounds, Number, Part, Window, Words


class Total(Part):
    """The scale of the total and the decimals it is published with (rounded once, half up)."""

    lowest: Number
    highest: Number
    decimals: int = Field(ge=0, le=4)
    requires: Requirement | None = None
    evidence: Grounds


class Dimension(Part):
    """A weighted group of indicators. Weight 0: gated, not scored."""

    label: Words
    weight: Number = Field(ge=0, le=1)
    combine: Literal["by_weight", "by_sample"] = "by_weight"


class CategoryWeights(Part):
    """The dimension weights of some main categories, in place of the default ones."""

    categories: tuple[str, ...]
    weights: dict[str, Number]
    evidence: Grounds


class Dimensions(Part):
    """All dimensions, in the order of the screen. All weights 0: the scheme has no total."""

    when_not_assessed: Literal["spread_evenly"]
    when_not_assessed_evidence: Grounds
    rows: dict[str, Dimension]
    evidence: Grounds
    by_category: tuple[CategoryWeights, ...] = ()


class MinimumSample(Part):
    """Below this many counted cases the indicator is missing."""

    count: int = Field(ge=1)
    evidence: Grounds


class Applies(Part):
    """The main categories an indicator is for: only some, or all but some."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    evidence: Grounds

    def includes(self, category: str) -> bool:
        """Whether the indicator is assessed for a shop of this main category."""
        return category in self.only if self.only else category not in self.without


class Indicator(Part):
    """A metric turned into points by a curve.

    `shown_only`: the platform displays it and does not assess it yet; it is scored and takes no part.
    """

    label: Words
    dimension: str
    metric: str
    metric_evidence: Grounds
    window: Window
    minimum_sample: MinimumSample
    weight: Number = Field(ge=0, le=1)
    weight_evidence: Grounds
    curve: Curve
    small_numbers: SmallNumbers | None = None
    categories: Applies | None = None
    shown_only: bool = False
    advice: Words


class Gate(Part):
    """A condition that a level needs beside the total.

    A `dimension` or a `metric` must be at least `at_least`; a gate with neither is known to the
    platform alone and stays `not checked` here.
    """

    label: Words
    dimension: str | None = None
    metric: str | None = None
    window: Window | None = None
    at_least: Number | None = None
    when_missing: Literal["not_required", "not_checked"]
    evidence: Grounds


class Level(Part):
    """What a level needs: a total and the gates named."""

    level: Number
    label: Words
    total: Number
    gates: tuple[str, ...] = ()
    evidence: Grounds


class RuleSet(Dated):
    """One complete version of a scheme with a daily score."""

    total: Total
    dimensions: Dimensions
    indicators: dict[str, Indicator]
    indicator_weights: tuple[IndicatorWeights, ...] = ()
    long_windows: tuple[LongWindow, ...] = ()
    bonuses: dict[str, Bonus] = Field(default_factory=dict)
    deductions: dict[str, Deduction] = Field(default_factory=dict)
    shared_cap: SharedCap | None = None
    exclusions: Exclusions | None = None
    peers: dict[str, Peers] = Field(default_factory=dict)
    display: Display | None = None
    gates: dict[str, Gate] = Field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    certification: Certification | None = None
    penalties: dict[str, Penalty] = Field(default_factory=dict)
    goods_label: GoodsLabel | None = None
    uses: dict[str, Use] = Field(default_factory=dict)
    excluded_categories: CategoryList | None = None

    @property
    def has_total(self) -> bool:
        """Whether the dimensions are summed up at all."""
        return any(row.weight > 0 for row in self.dimensions.rows.values())

    def weights(self, category: str) -> tuple[dict[str, Decimal], Evidence]:
        """The dimension weights of a main category, and why they are believed."""
        for row in self.dimensions.by_category:
            if category in row.categories:
                return dict(row.weights), row.evidence.kind
        return {name: row.weight for name, row in self.dimensions.rows.items()}, self.dimensions.evidence.kind

    def indicator_weight(self, name: str, category: str) -> tuple[Decimal, Evidence]:
        """The weight of an indicator inside its dimension for a main category, and why it is believed."""
        for table in self.indicator_weights:
            if name in table.indicators and category in table.by_category:
                return table.by_category[category][table.indicators.index(name)], table.evidence.kind
        return self.indicators[name].weight, self.indicators[name].weight_evidence.kind

    def windows(self) -> list[tuple[tuple[str | int, ...], str, Window]]:
        """Every metric looked at: place in the file, metric, window."""
        found: list[tuple[tuple[str | int, ...], str, Window]] = []
        for name, item in self.indicators.items():
            found.append((("indicators", name, "window"), item.metric, item.window))
            if (few := item.small_numbers) is not None:
                found += [
                    (("indicators", name, "small_numbers"), metric, few.window) for metric in (few.orders, few.bad)
                ]
        for name, bonus in self.bonuses.items():
            found.append((("bonuses", name, "window"), bonus.metric, bonus.window))
            found += [(("bonuses", name, "also"), floor.metric, floor.window) for floor in bonus.also]
        for name, off in self.deductions.items():
            found.append((("deductions", name, "window"), off.metric, off.window))
        if (required := self.total.requires) is not None:
            found.append((("total", "requires", "window"), required.metric, required.window))
            if (other := required.instead) is not None:
                found += [(("total", "requires", "instead"), metric, other.window) for metric in other.reduced_by]
        for name, gate in self.gates.items():
            if gate.metric is not None and gate.window is not None:
                found.append((("gates", name, "window"), gate.metric, gate.window))
        for name, peers in self.peers.items():
            found += [(("peers", name), metric, peers.window) for metric in (peers.mean, peers.best, peers.worst)]
        for name, use in self.uses.items():
            found += [(("uses", name, "metrics"), floor.metric, floor.window) for floor in use.metrics]
        return found

    def windows_for(self, category: str) -> dict[str, tuple[int, int]]:
        """Metric → (days, lag) for a shop of a main category."""
        windows = {metric: (window.days, window.lag) for _, metric, window in self.windows()}
        for row in self.long_windows:
            if category in row.categories:
                windows |= {metric: (row.days, windows[metric][1]) for metric in row.metrics}
        return windows

    def indicators_for(self, category: str) -> dict[str, Indicator]:
        """The indicators that are assessed for a main category."""
        return {
            name: row
            for name, row in self.indicators.items()
            if row.categories is None or row.categories.includes(category)
        }
