"""What an assessment of one shop on one day consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.figures import Evidence, Text


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator: metric value (None = missing), sample, score, weight inside its dimension.

    `why_missing`: `needs` (the columns in `needs` are not there), `sample` (`sample_needed` more
    cases), `category` (not assessed for this main category), `not_stated` (its dimension or nothing
    was stated in its place), or empty. `small_numbers`: too few orders for the curve, the score is
    the fixed one. `taken_out`: cases that upheld exclusions removed.
    """

    id: str
    label: Text
    dimension: str
    metric: str
    value: float | None
    sample: int
    numerator: int
    score: float | None
    weight: float
    best_score: float
    evidence: Evidence
    from_platform: bool
    why_missing: str
    needs: tuple[str, ...]
    sample_needed: int
    small_numbers: bool
    taken_out: int


@dataclass(frozen=True)
class DimensionResult:
    """A dimension: score (None = not assessed), weight after spreading, contribution to the total."""

    id: str
    label: Text
    score: float | None
    weight: float
    contribution: float
    scored: bool


@dataclass(frozen=True)
class GateResult:
    """A gate: `met`, `not_met`, `not_checked` (only the platform knows) or `not_required`."""

    id: str
    label: Text
    state: str
    value: float | None
    at_least: float | None
    dimension: str | None
    evidence: Evidence


@dataclass(frozen=True)
class BonusResult:
    """Points on top of the total: `met`, `not_met` or `not_checked` (the metric is missing)."""

    id: str
    label: Text
    state: str
    value: float | None
    at_least: float
    points: float
    evidence: Evidence


@dataclass(frozen=True)
class DeductionResult:
    """Points taken off the total: how many cases (None = not known) and points."""

    id: str
    label: Text
    cases: float | None
    points: float
    evidence: Evidence


@dataclass(frozen=True)
class PeerResult:
    """Where a dimension stands among its peers: +1 the best, 0 the mean, −1 the worst."""

    dimension: str
    mean: float
    position: float


@dataclass(frozen=True)
class Condition:
    """Something the next level needs and the shop has not: the total, or a gate."""

    id: str
    label: Text
    now: float | None
    needed: float


@dataclass(frozen=True)
class Assessment:
    """One shop on one day under one rule set.

    `withheld` is the requirement without which the platform shows no total, or the fixed one of
    `stage` (None = met, or there is none). `shown` is the score buyers see, where the scheme has its
    own scale for them. `binding` lists what keeps the next level away; one entry alone is the binding condition.
    `evidence` is the weakest evidence used.
    """

    scheme: str
    rule_set: date
    in_force: bool
    shop: str
    day: date
    category: str
    total: float | None
    level: Decimal | None
    level_label: Text | None
    next_level: Decimal | None
    dimensions: Mapping[str, DimensionResult]
    indicators: Mapping[str, IndicatorResult]
    gates: tuple[GateResult, ...]
    bonuses: tuple[BonusResult, ...]
    deductions: tuple[DeductionResult, ...]
    peers: tuple[PeerResult, ...]
    shown: float | None
    stage: Text | None
    withheld: Condition | None
    binding: tuple[Condition, ...]
    evidence: Evidence

    @property
    def missing(self) -> tuple[IndicatorResult, ...]:
        """The indicators assessed for the category that have no score; each says why itself."""
        return tuple(item for item in self.indicators.values() if item.why_missing in ("needs", "sample"))
