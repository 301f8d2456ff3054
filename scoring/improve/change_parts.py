"""What a change of the total consists of: parts that add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from scoring.assess.results import Assessment
from scoring.figures import Evidence, weakest

Kind = Literal[
    "rules", "peers", "exclusions", "appeared", "left", "came", "mix", "replaced", "platform", "value",
    "disappeared", "spread", "bonus", "deduction", "small_numbers", "requirement", "rounding",
]  # fmt: skip


@dataclass(frozen=True)
class Days:
    """Consecutive days of which `count` had any case."""

    first: date
    last: date
    count: int


@dataclass(frozen=True)
class Part:
    """One part of a change: what it alone adds to the total, in score points before rounding.

    `rules`: the same facts under the other rule set. `exclusions`: cases taken out on one side and not on
    the other. `left`: days that left the metric's window; `came`: days that came in, at the volume of those
    that left where both are enough for a figure; `mix`: the volume of the days. `replaced`: the two windows
    share too few cases to tell leaving from coming. `platform`: the platform's own figure. `value`: the
    metric of a scenario. `appeared`, `disappeared`: a metric that is missing on one side. `spread`: the same
    where its whole dimension is missing with it, so that its weight goes to the others. `bonus`,
    `deduction`, `small_numbers`, `requirement`: what the rule set has beside its curves. `rounding`: the rest
    that rounding adds to the published totals.

    `before` and `after` are the metric on both sides of this part alone (None = missing, or no metric is
    concerned); `days` those that left or came, with their own `figure`. `cases` is the sample on both sides;
    of exclusions it is how many cases they take out. `along_with` are metrics told together with this one,
    because there is no total between them.
    """

    kind: Kind
    points: Decimal
    evidence: Evidence
    metric: str | None = None
    dimension: str | None = None
    before: float | None = None
    after: float | None = None
    days: Days | None = None
    figure: float | None = None
    cases: tuple[int, int] | None = None
    along_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Why:
    """Why the published total differs between two assessments of one shop.

    The points of all parts add up to `change` exactly; the order of the parts is the order they were
    measured in. Without a total on both sides `change` is None and there are no parts. `without_effect` are
    metrics that differ and add nothing: they stay on their step, or do not count. `whole` is the way of
    a metric among the parts from its first figure to its last, where a step of it adds nothing and so is no part.
    """

    before: Assessment
    after: Assessment
    change: Decimal | None
    parts: tuple[Part, ...]
    without_effect: tuple[str, ...] = ()
    whole: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)

    @property
    def lacking(self) -> tuple[Assessment, ...]:
        """The sides without a total."""
        return tuple(side for side in (self.before, self.after) if side.total is None)

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence of either side and of every part."""
        return weakest(self.before.evidence, self.after.evidence, *(part.evidence for part in self.parts))
