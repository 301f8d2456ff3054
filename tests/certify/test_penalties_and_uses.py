"""Penalties keep a shop from its level; what a score brings or costs is decided from the day's figures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from made_up import constant_sums

from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import Given, assess
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.levels import certify
from scoring.certify.penalties import capped, penalties_on
from scoring.certify.uses import UseResult, label_on, uses_on
from scoring.measure.records import Violation
from scoring.rules.catalogue import scheme
from scoring.rules.consequences import GoodsLabel, Penalty, Use
from scoring.rules.model import RuleSet

WHY = {"provenance": "assumed", "because": {"zh": "例", "en": "made up"}, "if_wrong": {"zh": "例", "en": "nothing"}}
TEXT = {"zh": "例", "en": "made up"}
STAR = scheme("tmall_experience_star")
BEST = {
    "first_quality_refund_rate": (0, 100),
    "delivery_hours": (3600, 10),
    "refund_only_own_hours": (3600, 1),
    "return_refund_own_hours": (3600, 1),
    "platform_liable_rate": (0, 100),
    "dispute_refund_rate": (0, 100),
    "reply_rate": (100, 100),
    "human_reply_seconds": (100, 100),
    "special_service_share": (100, 100),
}


def penalty(days: int, points: int | None = None, violation: str = "sampling_failed") -> Penalty:
    return Penalty.model_validate(
        {
            "label": TEXT,
            "violation": violation,
            "points": points,
            "days": days,
            "level": Decimal("4.5"),
            "level_evidence": WHY,
            "evidence": WHY,
        }
    )


LENGTHS = {"six": penalty(15, 6), "twelve": penalty(30, 12), "many": penalty(60, 24), "most": penalty(90, 36)}
RULES = STAR.in_force(date(2022, 6, 15)).model_copy(
    update={"penalties": {**LENGTHS, "node": penalty(15, violation="general_node")}, "goods_label": None}
)


@pytest.mark.parametrize(("points", "days"), [(6, 15), (12, 30), (24, 60), (36, 90)])
def test_the_points_decide_how_long_a_level_is_lost(points: int, days: int) -> None:
    begun = date(2022, 3, 10)
    violations = [Violation("sampling_failed", points, begun)]

    def running(day: date) -> bool:
        return bool(penalties_on(RULES, violations, day))

    last = begun + timedelta(days=days - 1)
    assert [running(day) for day in (begun - timedelta(days=1), begun, last, last + timedelta(days=1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert penalties_on(RULES, violations, begun)[0].until == last


def test_a_row_for_any_points_holds_for_all_of_them_and_other_kinds_cost_nothing() -> None:
    day = date(2022, 3, 10)
    assert [item.id for item in penalties_on(RULES, [Violation("general_node", 3, day)], day)] == ["node"]
    assert penalties_on(RULES, [Violation("sampling_failed", 5, day), Violation("other", 6, day)], day) == []


@pytest.mark.parametrize(("points", "row"), [(11, "six"), (12, "twelve"), (13, "twelve"), (35, "many"), (48, "most")])
def test_points_need_not_be_met_exactly(points: int, row: str) -> None:
    day = date(2022, 3, 10)
    assert [item.id for item in penalties_on(RULES, [Violation("sampling_failed", points, day)], day)] == [row]


def test_points_of_one_kind_add_up_within_a_year() -> None:
    first, second = date(2022, 3, 10), date(2022, 9, 10)
    both = [Violation("sampling_failed", 6, first), Violation("sampling_failed", 6, second)]
    assert [item.id for item in penalties_on(RULES, both, first)] == ["six"]
    assert [item.id for item in penalties_on(RULES, both, second)] == ["twelve"]
    apart = [Violation("sampling_failed", 6, date(2021, 12, 31)), Violation("sampling_failed", 6, second)]
    assert [item.id for item in penalties_on(RULES, apart, second)] == ["six"]


def test_a_penalty_leaves_the_best_level_below_the_one_it_forbids() -> None:
    day = date(2022, 3, 10)
    active = penalties_on(RULES, [Violation("general_node", 0, day)], day)
    assert capped(RULES, Decimal(5), active) == Decimal(4)
    assert capped(RULES, Decimal("3.5"), active) == Decimal("3.5")
    assert capped(RULES, Decimal(5), []) == Decimal(5)


def line_of(rules: RuleSet, first: date, days: int) -> Timeline:
    sums = constant_sums(first - timedelta(days=60), days + 60, BEST, {"product_reputation": 1.0})
    return timeline(sums, STAR, first, first + timedelta(days=days - 1), "", rules)


def test_a_shop_under_penalty_is_certified_lower_and_takes_part_again_afterwards() -> None:
    line = line_of(RULES, date(2022, 6, 25), 60)
    violations = [Violation("sampling_failed", 12, date(2022, 6, 28))]  # until 27 July
    found = {item.day: item for item in certify(line, STAR, 0, violations)}
    assert [(item.earned, item.level) for item in found.values()] == [
        (Decimal(5), Decimal(4)), (Decimal(5), Decimal(4)), (Decimal(5), Decimal(5)), (Decimal(5), Decimal(5)),
    ]  # fmt: skip
    assert [item.id for item in found[date(2022, 7, 16)].penalties] == ["twelve"]
    assert found[date(2022, 8, 1)].penalties == ()


def test_the_goods_label_is_decided_every_day() -> None:
    label = GoodsLabel.model_validate(
        {"label": TEXT, "level": 5, "gates": ("special_service",), "reference_lag": 1, "evidence": WHY}
    )
    gate = next(name for name, row in RULES.gates.items() if row.metric == "special_service_share")
    rules = RULES.model_copy(update={"goods_label": label.model_copy(update={"gates": (gate,)})})
    line = line_of(rules, date(2022, 6, 25), 60)
    violations = [Violation("general_node", 0, date(2022, 8, 5))]  # until 19 August
    certified = certify(line, STAR, 0, violations)

    def lacking(day: date) -> tuple[str, ...] | None:
        found = label_on(line, day, 0, certified, violations)
        return found.lacking if found else None

    assert lacking(date(2022, 6, 28)) == ("level",), "nothing is certified yet"
    assert lacking(date(2022, 7, 1)) == ()
    assert lacking(date(2022, 8, 4)) == ()
    assert lacking(date(2022, 8, 5)) == ("node",)
    assert lacking(date(2022, 8, 16)) == ("level", "node"), "certified lower on the sixteenth"
    assert label_on(line_of(RULES, date(2022, 6, 25), 2), date(2022, 6, 26), 0, [], []) is None


def use(**parts: Any) -> RuleSet:
    row = Use.model_validate({"label": TEXT, "evidence": WHY, **parts})
    return RULES.model_copy(update={"uses": {"made_up": row}, "certification": None})


def found_with(rules: RuleSet, totals: list[float]) -> UseResult:
    """The use on the last of several days with these totals."""
    first = date(2022, 7, 1)
    sums = constant_sums(first - timedelta(days=60), 60 + len(totals), BEST, {"product_reputation": 1.0})
    result = assess(panel_for(sums, rules, first, first + timedelta(days=len(totals) - 1)), rules, "", Given())
    line = Timeline((replace(result, total=np.array([totals])),), ("",))
    return uses_on(line, line.last_day, 0)[0]


@pytest.mark.parametrize(
    ("total", "state"), [(69.9, "not_met"), (70.0, "met"), (70.1, "met"), (float("nan"), "not_checked")]
)
def test_the_days_total_below_on_and_above_a_line(total: float, state: str) -> None:
    assert found_with(use(total=70), [90.0, total]).state == state


def test_a_mean_looks_at_so_many_days_and_waits_for_all_of_them() -> None:
    rules = use(total=70, over="mean", days=3)
    assert found_with(rules, [10.0, 69.0, 70.0, 71.0]).state == "met"
    assert found_with(rules, [10.0, 69.0, 70.0, 70.9]).state == "not_met"
    assert found_with(rules, [90.0, 90.0]).state == "not_checked"
    assert found_with(rules, [float("nan"), 90.0, 90.0]).state == "not_checked"


def test_every_day_is_spoilt_by_one() -> None:
    assert found_with(use(total=70, over="every_day", days=3), [80.0, 69.9, 80.0]).state == "not_met"
    assert found_with(use(total=70, over="every_day", days=3), [70.0, 80.0, 80.0]).state == "met"


def test_a_loss_over_every_day_is_averted_by_one_good_day() -> None:
    rules = use(total=60, over="every_day", days=3, when="below")
    assert found_with(rules, [59.9, 59.0, 10.0]).state == "met"
    assert found_with(rules, [59.9, 60.0, 10.0]).state == "not_met"


def test_one_dimension_below_its_line_is_enough_for_a_loss_and_all_must_reach_it_for_a_gain() -> None:
    lines = {"product": Decimal(1), "dispute": Decimal("5.1")}
    assert found_with(use(dimensions=lines, when="below"), [5.0]).state == "met"
    assert found_with(use(dimensions=lines), [5.0]).state == "not_met"
    assert found_with(use(dimensions={"product": Decimal(1)}), [5.0]).state == "met"
