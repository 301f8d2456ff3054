"""What follows from a score: certification days, penalties, the goods label, and what a score brings."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from scoring.rules.adjustments import MetricFloor
from scoring.rules.parts import Grounds, Number, Part, Words


class Certification(Part):
    """The days a level is fixed on; the data is the day's before, valid until the next such day."""

    days_of_month: tuple[int, ...] = Field(min_length=1)
    reference_lag: int = Field(ge=0)
    first_data_day: date | None = None
    evidence: Grounds


class Penalty(Part):
    """A violation that keeps a shop from `level` and above for some days, counted from the violation's day.

    `points` = the points such violations must have reached in all; None = any violation of the kind.
    """

    label: Words
    violation: str
    points: int | None = None
    days: int = Field(ge=1)
    level: Number
    level_evidence: Grounds
    evidence: Grounds


class GoodsLabel(Part):
    """A label on the shop's goods, decided every day from the day before.

    It needs the certified `level`, the `gates` named and no penalty.
    """

    label: Words
    level: Number
    gates: tuple[str, ...] = ()
    reference_lag: int = Field(ge=0)
    evidence: Grounds


class Use(Part):
    """What a score brings, or what falling below it costs.

    `total`, `level`, `dimensions` and `metrics` are all needed; `over` says whether the day's own
    total counts, the mean of the last `days` days, or every single one of them. With `when: below`
    it is a consequence of a figure lying under its line.
    """

    label: Words
    when: Literal["at_least", "below"] = "at_least"
    total: Number | None = None
    level: Number | None = None
    over: Literal["day", "mean", "every_day"] = "day"
    days: int = Field(default=1, ge=1)
    dimensions: dict[str, Number] = Field(default_factory=dict)
    metrics: tuple[MetricFloor, ...] = ()
    evidence: Grounds
