"""What a shop's standing in an assessment over months consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.certify.phases import Phase
from scoring.figures import Evidence, Text


@dataclass(frozen=True)
class JudgedMonth:
    """A month end: its score and whether it fails (None = no score, or still ahead)."""

    day: date
    score: float | None
    state: str
    failed: bool | None


@dataclass(frozen=True)
class SalesNode:
    """Cumulative sales by a month end of the phase: `met`, `not_met`, `ahead` or `no_target`."""

    day: date
    target: float | None
    sales: float | None
    state: str


@dataclass(frozen=True)
class ConditionResult:
    """A condition in one period: `met`, `not_met`, `not_checked` (no value) or `not_required`."""

    id: str
    label: Text
    metric: str
    first: date
    last: date
    value: float | None
    at_least: float | None
    below: float | None
    state: str


@dataclass(frozen=True)
class PeriodResult:
    """One shop's standing on a day.

    `months` are those of the block the failing months are counted in, `failed` how many of them fail,
    `fails_from` the number that fails it (None = no floor published). `may_still_fail` is how many
    more may. `dark` counts the latest months in a row without sales, `dark_limit` how many
    fail. `failed_in_a_row` counts completed periods. `state`: `not_assessed`, `passing`,
    `failed`, or `not_known` where nothing fails and something cannot be judged;
    `before` that of the phase before, empty where the data does not reach back to its start.
    """

    rule_set: date
    category: str
    phase: Phase
    floor: float | None
    months: tuple[JudgedMonth, ...]
    failed: int
    fails_from: int | None
    may_still_fail: int | None
    nodes: tuple[SalesNode, ...]
    conditions: tuple[ConditionResult, ...]
    failed_in_a_row: int
    in_a_row: int | None
    dark: int | None
    dark_limit: int | None
    state: str
    before: str
    evidence: Evidence
