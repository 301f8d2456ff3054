"""Which schemes there are, and which rule set of a scheme is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from scoring.errors import NoRulesInForce, UnknownScheme
from scoring.rules.loader import load_rule_set, load_scheme
from scoring.rules.model import RuleSet
from scoring.rules.scheme import Scheme

SCHEMES = Path(__file__).parent / "schemes"


@dataclass(frozen=True)
class DatedScheme:
    """A scheme with all its rule sets, oldest first."""

    scheme: Scheme
    rule_sets: tuple[RuleSet, ...]

    @property
    def versions(self) -> tuple[date, ...]:
        """The days the rule sets take effect on."""
        return tuple(rules.effective_from for rules in self.rule_sets)

    @property
    def first_data_day(self) -> date | None:
        """The first day the platform gave data of the scheme; days before it have none."""
        first = self.rule_sets[0].certification
        return first.first_data_day if first else None

    def in_force(self, day: date) -> RuleSet:
        """The rule set in force on the day; raises `NoRulesInForce` before the first one."""
        for rules in reversed(self.rule_sets):
            if rules.effective_from <= day:
                return rules
        raise NoRulesInForce(
            self.scheme.scheme,
            day.isoformat(),
            self.versions[0].isoformat(),
            map(date.isoformat, self.versions),
        )

    def in_force_or_first(self, day: date) -> RuleSet:
        """The rule set in force, or the first one for days before it: a trial under later rules."""
        return self.in_force(max(day, self.versions[0]))


def schemes() -> tuple[str, ...]:
    """The ids of all schemes that are shipped."""
    return tuple(sorted(path.parent.name for path in SCHEMES.glob("*/scheme.yaml")))


@cache
def scheme(name: str) -> DatedScheme:
    """The scheme with its rule sets; raises `UnknownScheme`, or `BadRules` for a faulty file."""
    if name not in schemes():
        raise UnknownScheme(name, schemes())
    folder = SCHEMES / name
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "scheme.yaml")
    return DatedScheme(load_scheme(folder / "scheme.yaml"), tuple(load_rule_set(path) for path in files))


def scheme_in_use(day: date) -> str:
    """The scheme a Tmall or Taobao shop is shown on a day: the stars, after them the real experience score.

    >>> scheme_in_use(date(2022, 7, 5)), scheme_in_use(date(2026, 11, 23))
    ('tmall_experience_star', 'shop_real_experience')
    """
    superseded = scheme("tmall_experience_star").scheme.superseded
    over = superseded is not None and day >= superseded.about
    return "shop_real_experience" if over else "tmall_experience_star"
