"""Assessments over months: cycles, monthly score floors, sales targets, conditions (商家考核 and its like)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scoring.rules.parts import Dated, Grounds, Number, Part, Words


class Cycle(Part):
    """How time is cut: `free_months` not assessed, then `trial_months`, then cycles of `months`.

    `from_opening`: counted in calendar months from the month the shop opened (its free months first);
    `calendar`: calendar periods, the same for every shop. A shop online by `opened_by_day` counts the
    opening month as its first; later, the next month (0 = always the opening month).
    """

    months: int = Field(ge=1, le=12)
    starts: Literal["from_opening", "calendar"]
    free_months: int = Field(ge=0)
    trial_months: int = Field(ge=0)
    opened_by_day: int = 0
    online_days: int = 0
    evidence: Grounds


class Phases(Part):
    """What each calendar quarter is: `none` (not assessed), `trial` (a warning) or `formal`."""

    quarters: tuple[Literal["none", "trial", "formal"], ...] = Field(min_length=4, max_length=4)
    evidence: Grounds


class ScoreFloor(Part):
    """The month-end score of some main categories, and the number of failing months that fails the cycle."""

    categories: tuple[str, ...]
    at_least: Number
    fails_from: int = Field(ge=1)
    evidence: Grounds


class MonthlyScore(Part):
    """Whose last-day-of-month score is judged, against which floor, within how many months.

    `other` holds for every category that no row names.
    """

    scheme: str
    within_months: int = Field(ge=1)
    floors: tuple[ScoreFloor, ...] = ()
    other: ScoreFloor | None = None
    evidence: Grounds


class SalesTarget(Part):
    """Cumulative sales (CNY) at each node of the trial, and of one formal cycle. None = not published.

    A target of 0 asks for any sales at all.
    """

    categories: tuple[str, ...]
    trial: tuple[Number, ...] = ()
    formal: Number | None = None
    evidence: Grounds


class TrialShare(Part):
    """The trial's sales target as a share of the formal one, for some categories (none named = all others)."""

    categories: tuple[str, ...] = ()
    share: Number
    evidence: Grounds


class Sales(Part):
    """The months of the trial whose cumulative sales are looked at, and the targets."""

    node_months: tuple[int, ...]
    targets: tuple[SalesTarget, ...] = ()
    other: SalesTarget | None = None
    trial_shares: tuple[TrialShare, ...] = ()
    evidence: Grounds


class Condition(Part):
    """What a metric must be in each period; with `only_if` it is asked only when that metric reaches its value.

    `over`: the period itself, or the one before it.
    """

    label: Words
    metric: str
    at_least: Number | None = None
    below: Number | None = None
    only_if_metric: str | None = None
    only_if_at_least: Number | None = None
    over: Literal["period", "period_before"] = "period"
    evidence: Grounds


class Dark(Part):
    """So many months in a row without sales fail the trial or the formal cycle, or only more than so many."""

    fails_when: Literal["reached", "exceeded"]
    trial_months: int | None = None
    formal_months: int | None = None
    evidence: Grounds


class InARow(Part):
    """So many failed periods in a row bring the consequence; a period fails by `conditions` (none named = any)."""

    conditions: tuple[str, ...] = ()
    periods: int = Field(ge=1)
    evidence: Grounds


class PeriodRules(Dated):
    """One complete version of an assessment over months."""

    kind: Literal["period"]
    cycle: Cycle
    phases: Phases | None = None
    score: MonthlyScore | None = None
    sales: Sales | None = None
    conditions: dict[str, Condition] = Field(default_factory=dict)
    in_a_row: InARow | None = None
    dark: Dark | None = None
    consequence: Words
    consequence_evidence: Grounds

    def floor(self, category: str) -> ScoreFloor | None:
        """The score floor of a main category; None when the rules have none for it."""
        if self.score is None:
            return None
        return next((row for row in self.score.floors if category in row.categories), self.score.other)

    def target(self, category: str) -> SalesTarget | None:
        """The sales targets of a main category; None when the rules have none for it."""
        if self.sales is None:
            return None
        return next((row for row in self.sales.targets if category in row.categories), self.sales.other)

    def trial_share(self, category: str) -> TrialShare | None:
        """The share of the formal sales target that the trial asks of a main category."""
        rows = self.sales.trial_shares if self.sales else ()
        named = next((row for row in rows if category in row.categories), None)
        return named or next((row for row in rows if not row.categories), None)
