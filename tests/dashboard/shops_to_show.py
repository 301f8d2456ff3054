"""What the tests of the views share: the sample shop scored by `scoring` itself, and small made-up shops."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from made_up import constant_sums

from sample_data import SAMPLE_SHOP
from scoring.assess.results import Assessment
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.levels import Certified, certify
from scoring.improve.hints import Hint, hints
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums, main_category
from scoring.measure.records import annotations_of
from scoring.rules.catalogue import DatedScheme, scheme, schemes_of
from scoring.rules.model import RuleSet
from scoring.store.events import Events, from_folder

STAR, BASIC = "tmall_experience_star", "tmall_basic_service"
REAL, LIGHTHOUSE = "shop_real_experience", "taobao_lighthouse"
ALL_SCHEMES = schemes_of("score")
GOOD: dict[str, tuple[int, int]] = {
    "first_quality_refund_rate": (1, 100),
    "delivery_hours": (3600 * 50 * 40, 40),
    "refund_only_own_hours": (3600 * 30 * 9, 9),
    "return_refund_own_hours": (3600 * 90 * 9, 9),
    "platform_liable_rate": (0, 40),
    "reply_rate": (96, 100),
    "human_reply_seconds": (2500, 100),
}


@dataclass(frozen=True)
class Shown:
    """One shop under one scheme, as `scoring` sees it."""

    sums: DailySums
    dated: DatedScheme
    timeline: Timeline
    category: str

    @property
    def day(self) -> date:
        return self.timeline.last_day

    @property
    def result(self) -> Assessment:
        return self.timeline.at(self.day, 0)

    @property
    def rules(self) -> RuleSet:
        return self.timeline.rules_at(self.day)

    def certified(self) -> list[Certified]:
        return certify(self.timeline, self.dated, 0)

    def hints(self) -> list[Hint]:
        return hints(self.timeline.panel_at(self.day), self.rules, self.category, self.sums, 0)


def shown(sums: DailySums, name: str = STAR, category: str = "") -> Shown:
    dated = scheme(name)
    return Shown(sums, dated, timeline(sums, dated, sums.first_day, sums.last_day[0], category), category)


@cache
def sample_events() -> Events:
    return from_folder(SAMPLE_SHOP)


@cache
def sample(name: str = STAR) -> Shown:
    events = sample_events()
    sums = daily_sums(events)
    return shown(sums, name, main_category(events, sums.shops[0]))


@cache
def sample_notes() -> list[tuple[date, str]]:
    return annotations_of(sample_events(), sample().sums.shops[0])


def made(
    measured: Mapping[str, tuple[int, int]] = GOOD,
    platform: Mapping[str, float] | None = None,
    name: str = STAR,
    days: int = 120,
    first: date = date(2022, 6, 20),
) -> Shown:
    """A shop in which every day is alike; what it lacks is named as `scoring` names it."""
    return shown(with_real_needs(constant_sums(first, days, measured, platform)), name)


def with_real_needs(sums: DailySums) -> DailySums:
    """The sums with the real tables and columns named for what is missing."""
    missing = {
        name: tuple(needs_of(name) if lacking else () for lacking in shops) for name, shops in sums.missing.items()
    }
    return replace(sums, missing=missing)


def needs_of(metric: str) -> tuple[str, ...]:
    """The columns without which a metric is not measurable."""
    return (f"platform_metrics.{metric}",) if METRICS[metric].from_platform else METRICS[metric].needs
