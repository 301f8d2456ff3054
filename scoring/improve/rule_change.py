"""A change of the total split into what the rules did and what the shop did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.assess.explain import explain
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.assess.results import Assessment
from scoring.measure.daily_sums import DailySums
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class RuleChange:
    """One shop, first on the earlier day under the old rules, last on the later day under the new ones.

    `between` is the earlier day's data under the new rules, so the two effects add up to the change
    exactly.
    """

    before: Assessment
    between: Assessment
    after: Assessment

    @property
    def rule_effect(self) -> float | None:
        """What the new rules alone change on the earlier day's data; None without a total."""
        return _difference(self.before, self.between)

    @property
    def data_effect(self) -> float | None:
        """What the shop's own figures change from the earlier to the later day; None without a total."""
        return _difference(self.between, self.after)


def _difference(one: Assessment, other: Assessment) -> float | None:
    return None if one.total is None or other.total is None else other.total - one.total


def rule_change(
    sums: DailySums, shop: int, category: str, old: tuple[RuleSet, date], new: tuple[RuleSet, date]
) -> RuleChange:
    """The change from the first rule set and day to the second, in two exact parts."""

    def on(rules: RuleSet, day: date) -> Assessment:
        values = panel_for(sums, rules, day, day, category)
        return explain(assess(values, rules, category), shop, 0, category)

    return RuleChange(on(old[0], old[1]), on(new[0], old[1]), on(new[0], new[1]))
