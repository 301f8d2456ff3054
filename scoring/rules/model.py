"""One complete dated version of a scheme, as written in its YAML file.

Numbers are `Decimal`, exactly as written. Every table of figures carries its evidence: `published`
(source, place, the source's own words) or `assumed` (why, and what is wrong if it is).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scoring.figures import Evidence, Text


def _exact(value: object) -> object:
    return Decimal(value) if type(value) is int else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
"""A figure, exactly as written; a whole number may be written without its decimals."""


class Part(BaseModel):
    """A frozen piece of a rule file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(Part):
    """A label or sentence; both languages always."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def text(self) -> Text:
        return Text(zh=self.zh, en=self.en)


class Published(Part):
    """A source prints the figures: which source, where in it, its own words."""

    provenance: Literal["published"]
    source: str
    at: Words
    quote: str = Field(min_length=1)

    @property
    def kind(self) -> Evidence:
        return Evidence.PUBLISHED


class Assumed(Part):
    """Nobody publishes the figures: why these were taken, and what changes if they are wrong."""

    provenance: Literal["assumed"]
    because: Words
    if_wrong: Words

    @property
    def kind(self) -> Evidence:
        return Evidence.ASSUMED


Grounds = Annotated[Published | Assumed, Field(discriminator="provenance")]


class Source(Part):
    """A page the figures come from."""

    title: Words
    publisher: str
    url: str
    published_on: date | None = None
    read_on: date


class Window(Part):
    """`days` days ending `lag` days before the assessment day, both ends included."""

    days: int = Field(ge=1, le=366)
    lag: int = Field(ge=0, le=366)
    evidence: Grounds


class Requirement(Part):
    """What a metric must reach, or the platform shows no total at all."""

    label: Words
    metric: str
    window: Window
    at_least: Number
    evidence: Grounds


class Total(Part):
    """The scale of the total and the decimals it is published with (rounded once, half up)."""

    lowest: Number
    highest: Number
    decimals: int = Field(ge=0, le=4)
    requires: Requirement | None = None
    evidence: Grounds


class Bonus(Part):
    """Points on top of the weighted total for a metric that reaches a value; the scale's end still caps."""

    label: Words
    metric: str
    window: Window
    at_least: Number
    points: Number
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
    """All dimensions, in the order of the screen."""

    when_not_assessed: Literal["spread_evenly"]
    when_not_assessed_evidence: Grounds
    rows: dict[str, Dimension]
    evidence: Grounds
    by_category: tuple[CategoryWeights, ...] = ()


class MinimumSample(Part):
    """Below this many counted cases the indicator is missing."""

    count: int = Field(ge=1)
    evidence: Grounds


class Step(Part):
    """One step of a curve: `reach` names the metric value that earns the score, that value included."""

    reach: Number
    score: Number


class Steps(Part):
    """A staircase from best to worst; which side is better is the metric's own property."""

    kind: Literal["steps"]
    points: tuple[Step, ...] = Field(min_length=1)
    otherwise: Number
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
    curve: Steps
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


class Certification(Part):
    """The days a level is fixed on; the data is the day's before, valid until the next such day."""

    days_of_month: tuple[int, ...] = Field(min_length=1)
    reference_lag: int = Field(ge=0)
    first_data_day: date | None = None
    evidence: Grounds


class CategoryList(Part):
    """Main categories treated apart, as one source lists them."""

    names: tuple[str, ...]
    evidence: Grounds


class RuleSet(Part):
    """One complete version of a scheme, in force from `effective_from` until the next one's day."""

    scheme: str
    effective_from: date
    changes: tuple[Words, ...] = Field(min_length=1)
    sources: dict[str, Source]
    total: Total
    dimensions: Dimensions
    indicators: dict[str, Indicator]
    bonuses: dict[str, Bonus] = {}
    gates: dict[str, Gate] = {}
    levels: tuple[Level, ...] = ()
    certification: Certification | None = None
    excluded_categories: CategoryList | None = None

    def weights(self, category: str) -> tuple[dict[str, Decimal], Evidence]:
        """The dimension weights of a main category, and why they are believed."""
        for row in self.dimensions.by_category:
            if category in row.categories:
                return dict(row.weights), row.evidence.kind
        return {name: row.weight for name, row in self.dimensions.rows.items()}, self.dimensions.evidence.kind

    def windows(self) -> list[tuple[str, str, str, Window]]:
        """Every metric looked at: part of the file, name in it, metric, window."""
        found = [("indicators", name, item.metric, item.window) for name, item in self.indicators.items()]
        found += [("bonuses", name, bonus.metric, bonus.window) for name, bonus in self.bonuses.items()]
        if self.total.requires is not None:
            found.append(("total", "requires", self.total.requires.metric, self.total.requires.window))
        for name, gate in self.gates.items():
            if gate.metric is not None and gate.window is not None:
                found.append(("gates", name, gate.metric, gate.window))
        return found

    def indicators_for(self, category: str) -> dict[str, Indicator]:
        """The indicators that are assessed for a main category."""
        return {
            name: row
            for name, row in self.indicators.items()
            if row.categories is None or row.categories.includes(category)
        }
