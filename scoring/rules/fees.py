"""The annual fee: amounts and targets by category, bands, and the clauses that say how the mean is taken."""

from __future__ import annotations

from typing import Literal

from scoring.rules.parts import Dated, Grounds, Number, Part, Words


class FeeRow(Part):
    """Fee and targets of some main categories, CNY a year.

    `score` is what the mean of the month-end scores must reach, `sales_half` and `sales_full` the
    year's sales for the lower and the higher band. None = not published.
    """

    categories: tuple[str, ...]
    fee: Number
    score: Number | None = None
    sales_half: Number | None = None
    sales_full: Number | None = None
    evidence: Grounds


class Bands(Part):
    """The shares of the fee that are returned."""

    half: Number
    full: Number
    evidence: Grounds


class FeeGates(Part):
    """Violations that cost the discount: serious points in all, and how many single large deductions.

    `kinds` are the violations that carry serious points.
    """

    label: Words
    kinds: tuple[str, ...] = ("serious", "sampling_failed", "counterfeit", "fake_trades")
    points_below: Number
    single_points: Number
    singles_below: Number
    evidence: Grounds


class Clause(Part):
    """One sentence of the rule that the calculation follows."""

    label: Words
    text: Words
    evidence: Grounds


class FeeScore(Part):
    """Whose month-end scores the mean is taken of."""

    scheme: str
    evidence: Grounds


class AnnualFee(Dated):
    """One complete version of the annual fee."""

    kind: Literal["annual_fee"]
    score: FeeScore
    rows: tuple[FeeRow, ...]
    other: FeeRow
    bands: Bands
    gates: FeeGates | None = None
    clauses: dict[str, Clause]

    def row(self, category: str) -> FeeRow:
        """Fee and targets of a main category."""
        return next((row for row in self.rows if category in row.categories), self.other)
