"""A way from one set of metrics to another, one step at a time, assessed all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from scoring.assess.panel_assessment import PanelAssessment, adjusted, assess
from scoring.improve.change_parts import Days, Kind
from scoring.improve.change_roles import Role
from scoring.measure.panel import MEASURED, Panel, Values
from scoring.rules.model import RuleSet

# Totals before rounding are taken to so many decimals; what lies beyond is the dust of binary sums.
_FINE = Decimal("1e-12")


@dataclass(frozen=True)
class Cell:
    """One metric of one shop on one day, as `Values` has it; NaN = missing."""

    value: float = float("nan")
    numerator: int = 0
    denominator: int = 0
    sample: int = 0
    origin: int = MEASURED
    excluded_cases: int = 0

    @property
    def figure(self) -> float | None:
        """The value; None where it is missing."""
        return None if np.isnan(self.value) else self.value

    def same(self, other: Cell) -> bool:
        """Whether an assessment can see no difference."""
        return (self.figure, self.sample, self.origin) == (other.figure, other.sample, other.origin)


@dataclass(frozen=True)
class Step:
    """One step of the way: the metrics it moves, and what is told of it."""

    kind: Kind
    role: Role
    cells: Mapping[str, Cell]
    before: float | None
    after: float | None
    cases: tuple[int, int] | None = None
    days: Days | None = None
    figure: float | None = None


@dataclass(frozen=True)
class Point:
    """Where the way stands after a step: the total before rounding (None = none), the dimensions that count."""

    total: Decimal | None
    dimensions: frozenset[str] = field(default_factory=frozenset)


def cells_of(panel: Panel, shop: int = 0) -> dict[str, Cell]:
    """The metrics of one shop on the first day of a panel."""
    return {
        name: Cell(*(array[shop, 0].item() for array in vars(values).values()))
        for name, values in panel.metrics.items()
    }


def walked(start: Mapping[str, Cell], steps: Sequence[Step], rules: RuleSet, category: str) -> list[Point]:
    """Where the way stands at its start and after each step.

    Every stop of the way is one day of a panel, so that all of them are one assessment.
    """
    names = {name for step in steps for name in step.cells} | set(start)
    stops = {name: [start.get(name, Cell())] for name in names}
    for step in steps:
        for name, cells in stops.items():
            cells.append(step.cells.get(name, cells[-1]))
    metrics = {name: _values(cells) for name, cells in stops.items()}
    way = Panel(("",), date.min, len(steps) + 1, metrics, {})
    return [*points_of(assess(way, rules, category))]


def points_of(result: PanelAssessment, shop: int = 0) -> Iterator[Point]:
    """The total before rounding and the dimensions that count, of every day of an assessment."""
    exact = adjusted(result.rules, result.unrounded, result.bonuses, result.deductions)
    # A withheld total is none, or the fixed one that stands in its place.
    exact = np.where(result.withheld | np.isnan(result.total), result.total, exact)[shop]
    for at, total in enumerate(exact):
        counting = frozenset(name for name, weights in result.weights.items() if weights[shop, at] > 0)
        yield Point(None if np.isnan(total) else Decimal(float(total)).quantize(_FINE), counting)


def _values(cells: Sequence[Cell]) -> Values:
    columns = zip(*(vars(cell).values() for cell in cells), strict=True)
    value, numerator, denominator, sample, origin, excluded = (np.array([column]) for column in columns)
    return Values(value.astype(np.float64), numerator, denominator, sample, origin.astype(np.int8), excluded)
