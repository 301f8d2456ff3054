"""Which schemes there are, and which rule set of a scheme is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from scoring.errors import NoRulesInForce, NotThatKind, UnknownScheme
from scoring.rules.fees import AnnualFee
from scoring.rules.loader import load_rule_set, load_scheme
from scoring.rules.model import RuleSet
from scoring.rules.parts import Dated
from scoring.rules.periods import PeriodRules
from scoring.rules.scheme import Scheme

SCHEMES = Path(__file__).parent / "schemes"
_Rules = TypeVar("_Rules", bound=Dated)


@dataclass(frozen=True)
class DatedScheme(Generic[_Rules]):
    """A scheme with all its rule sets, oldest first."""

    scheme: Scheme
    rule_sets: tuple[_Rules, ...]

    @property
    def versions(self) -> tuple[date, ...]:
        """The days the rule sets take effect on."""
        return tuple(rules.effective_from for rules in self.rule_sets)

    @property
    def first_data_day(self) -> date | None:
        """The first day the platform gave data of the scheme; days before it have none."""
        first = self.rule_sets[0]
        certification = first.certification if isinstance(first, RuleSet) else None
        return certification.first_data_day if certification else None

    def in_force(self, day: date) -> _Rules:
        """The rule set in force on the day; raises `NoRulesInForce` before the first one and after the end."""
        ended = self.scheme.ended
        if ended is None or day < ended.on:
            for rules in reversed(self.rule_sets):
                if rules.effective_from <= day:
                    return rules
        raise NoRulesInForce(
            self.scheme.scheme,
            day.isoformat(),
            self.versions[0].isoformat(),
            map(date.isoformat, self.versions),
            ended.on.isoformat() if ended else "",
        )

    def in_force_or_first(self, day: date) -> _Rules:
        """The rule set in force, or the first one for days before it: a trial under later rules."""
        return self.in_force(max(day, self.versions[0]))

    def shown_beside(self, day: date) -> _Rules | None:
        """The next rule set when the platform already shows it on that day beside the one in force."""
        for rules in self.rule_sets:
            if rules.shown_from is not None and rules.shown_from <= day < rules.effective_from:
                return rules
        return None


def schemes() -> tuple[str, ...]:
    """The ids of all schemes that are shipped."""
    return tuple(sorted(path.parent.name for path in SCHEMES.glob("*/scheme.yaml")))


@cache
def schemes_of(kind: str) -> tuple[str, ...]:
    """The ids of the shipped schemes of one kind: `score`, `annual_fee` or `period`."""
    return tuple(name for name in schemes() if any_scheme(name).scheme.kind == kind)


@cache
def any_scheme(name: str) -> DatedScheme[Dated]:
    """The scheme of any kind with its rule sets; raises `UnknownScheme`, or `BadRules` for a faulty file."""
    if name not in schemes():
        raise UnknownScheme(name, schemes())
    folder = SCHEMES / name
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "scheme.yaml")
    return DatedScheme(load_scheme(folder / "scheme.yaml"), tuple(load_rule_set(path) for path in files))


def scheme(name: str) -> DatedScheme[RuleSet]:
    """The scheme with a daily score; raises `NotThatKind` for another kind, else like `any_scheme`."""
    return _of_kind(any_scheme(name), RuleSet)


def fee_scheme(name: str) -> DatedScheme[AnnualFee]:
    """The annual fee with its versions; raises `NotThatKind` for another kind, else like `any_scheme`."""
    return _of_kind(any_scheme(name), AnnualFee)


def period_scheme(name: str) -> DatedScheme[PeriodRules]:
    """The assessment over months with its versions; raises `NotThatKind` for another kind, else like `any_scheme`."""
    return _of_kind(any_scheme(name), PeriodRules)


def _of_kind(found: DatedScheme[Dated], kind: type[_Rules]) -> DatedScheme[_Rules]:
    rule_sets = tuple(rules for rules in found.rule_sets if isinstance(rules, kind))
    if not rule_sets:
        raise NotThatKind(found.scheme.scheme, found.scheme.kind)
    return DatedScheme(found.scheme, rule_sets)


def scheme_in_use(day: date) -> str:
    """The scheme a Tmall or Taobao shop is shown on a day: the stars, after them the real experience score.

    >>> scheme_in_use(date(2022, 7, 5)), scheme_in_use(date(2026, 11, 23))
    ('tmall_experience_star', 'shop_real_experience')
    """
    superseded = scheme("tmall_experience_star").scheme.superseded
    over = superseded is not None and day >= superseded.about
    return "shop_real_experience" if over else "tmall_experience_star"
