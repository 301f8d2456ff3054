"""The appeal sandbox: best, worst and expected outcome, each by measuring what would really be left."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from scoring.certify.calendar import latest_filing_day
from scoring.improve.scenario import appeals as module
from scoring.improve.scenario.appeals import Appeals, appeals
from scoring.improve.scenario.apply import apply
from scoring.improve.scenario.model import Change, ExcludeDays, ExcludeRows, Outcome, Scenario, ShiftMetric
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme
from scoring.store.events import Events

SHOP, WOMEN = "示例旗舰店", "女装/女士精品"
STAR = scheme("tmall_experience_star")
DAY = date(2022, 6, 26)


def slowest(events: Events, sums: DailySums, count: int) -> list[str]:
    """The orders of the day's window that took longest to arrive: without them the total is another."""
    rows = events.tables["orders"].select(["order_id", "paid_at", "delivered_at"]).to_pylist()
    stop = (DAY - date(1970, 1, 1)).days * 86_400
    there = [row for row in rows if row["delivered_at"] and stop - 30 * 86_400 <= row["paid_at"] < stop]
    there.sort(key=lambda row: row["paid_at"] - row["delivered_at"])
    return list(dict.fromkeys(row["order_id"] for row in there))[:count]


def pending(events: Events, sums: DailySums, *chances: str) -> tuple[Change, ...]:
    ids = slowest(events, sums, 220 * len(chances))
    some = [ids[at * 220 : at * 220 + 220] for at in range(len(chances))]
    return tuple(
        ExcludeRows(
            table="orders", record_ids=tuple(item), outcome="pending", chance=Decimal(chance) if chance else None
        )
        for item, chance in zip(some, chances, strict=True)
    )


def found(events: Events, sums: DailySums, *changes: Change) -> Appeals:
    scenario = Scenario(name="申诉", scheme="tmall_experience_star", day=DAY, shop=SHOP, changes=changes)
    return appeals(events, sums, scenario, STAR, category=WOMEN)


def total(events: Events, sums: DailySums, changes: tuple[Change, ...], outcomes: tuple[Outcome, ...]) -> float:
    given = tuple(item.model_copy(update={"outcome": one}) for item, one in zip(changes, outcomes, strict=True))
    scenario = Scenario(name="申诉", scheme="tmall_experience_star", day=DAY, shop=SHOP, changes=given)
    return apply(events, sums, scenario, STAR, category=WOMEN).comparison.total.after or 0.0


def test_best_and_worst_are_the_scenario_with_all_and_none_upheld(
    sample_events: Events, sample_sums: DailySums
) -> None:
    changes = pending(sample_events, sample_sums, "0.5", "0.2")
    outcome = found(sample_events, sample_sums, *changes, ShiftMetric(metric="reply_rate", by=Decimal("-0.2")))
    assert outcome.pending == 2
    for applied, decided in ((outcome.best, "upheld"), (outcome.worst, "rejected")):
        own = tuple(item.model_copy(update={"outcome": decided}) for item in changes)
        scenario = Scenario(name="申诉", scheme="tmall_experience_star", day=DAY, shop=SHOP,
                            changes=(*own, ShiftMetric(metric="reply_rate", by=Decimal("-0.2"))))  # fmt: skip
        assert applied.comparison == apply(sample_events, sample_sums, scenario, STAR, category=WOMEN).comparison
    best, worst = (item.comparison.total.after or 0 for item in (outcome.best, outcome.worst))
    assert best > worst == outcome.worst.comparison.total.after
    assert worst <= (outcome.expected or 0) <= best
    assert outcome.filing == latest_filing_day(STAR.in_force(DAY), DAY)


def test_the_expected_total_is_the_mean_over_all_outcomes(sample_events: Events, sample_sums: DailySums) -> None:
    chances = ("0.5", "0.25", "0.9")
    changes = pending(sample_events, sample_sums, *chances)
    outcome = found(sample_events, sample_sums, *changes)
    expected = Decimal(0)
    for upheld in itertools.product(("upheld", "rejected"), repeat=3):
        weight = Decimal(1)
        for one, chance in zip(upheld, chances, strict=True):
            weight *= Decimal(chance) if one == "upheld" else 1 - Decimal(chance)
        expected += weight * Decimal(repr(total(sample_events, sample_sums, changes, upheld)))
    assert outcome.expected == float(expected)
    assert outcome.draws == 0
    assert outcome.expected != outcome.best.comparison.total.after


def test_many_appeals_are_drawn_and_say_so(
    sample_events: Events, sample_sums: DailySums, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = pending(sample_events, sample_sums, "0.5", "0.25", "0.9")
    exact = found(sample_events, sample_sums, *changes).expected or 0.0
    monkeypatch.setattr(module, "MOST_ENUMERATED", 2)
    drawn, again = (found(sample_events, sample_sums, *changes) for _ in range(2))
    assert drawn.draws == module.DRAWS
    assert drawn.expected == again.expected
    assert abs((drawn.expected or 0) - exact) < 0.05


def test_without_a_chance_for_each_nothing_is_expected(sample_events: Events, sample_sums: DailySums) -> None:
    outcome = found(sample_events, sample_sums, *pending(sample_events, sample_sums, "0.5", ""))
    assert (outcome.pending, outcome.expected) == (2, None)
    nothing = found(sample_events, sample_sums)
    assert (nothing.pending, nothing.expected) == (0, None)
    assert nothing.best.comparison == nothing.worst.comparison


def test_what_is_certain_or_switched_off_is_no_question(sample_events: Events, sample_sums: DailySums) -> None:
    changes = pending(sample_events, sample_sums, "1", "0")
    outcome = found(sample_events, sample_sums, *changes)
    only_first = total(sample_events, sample_sums, changes, ("upheld", "rejected"))
    assert outcome.expected == only_first
    week = ExcludeDays(first=date(2022, 6, 1), last=date(2022, 6, 7), outcome="pending", on=False)
    assert found(sample_events, sample_sums, *changes, week).expected == only_first
