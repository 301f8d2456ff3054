"""The annual fee: worked examples of the sources, and every way a mean, a target or a band is decided."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up import constant_sums

from scoring.certify.annual_fee import FeeYear, Tenure, annual_fee, fee_on
from scoring.certify.months import DailyScores
from scoring.errors import NoRulesInForce
from scoring.measure.records import Violation
from scoring.rules import yaml_reader
from scoring.rules.catalogue import fee_scheme

FEE = fee_scheme("tmall_annual_fee")
WOMEN = "女装/女士精品"
KEYS = {"name", "rules", "year", "category", "opened", "left", "sales", "scores", "expect", "source"}


def daily(scores: dict[date, float], last: date | None = None) -> DailyScores:
    first, last = min(scores), last or max(scores)
    totals = np.full((last - first).days + 1, np.nan)
    for day, score in scores.items():
        totals[(day - first).days] = score
    return DailyScores(first, totals)


def cases() -> list[Any]:
    path = Path(__file__).parent / "golden" / "annual_fee.yaml"
    document = yaml_reader.read(path.read_text(encoding="utf-8"))
    assert not document.faults, document.faults
    return [pytest.param(case, id=case["name"]) for case in document.values]


@pytest.mark.parametrize("case", cases())
def test_a_worked_example_comes_out_as_its_source_prints_it(case: dict[str, Any]) -> None:
    assert not set(case) - KEYS, f"keys nobody reads: {set(case) - KEYS}"
    scores = {date.fromisoformat(str(day)): float(score) for day, score in case["scores"].items()}
    fee = annual_fee(
        FEE.in_force(case["rules"]),
        case["year"],
        case["category"],
        daily(scores),
        float(case["sales"]) if "sales" in case else None,
        Tenure(case.get("opened"), case.get("left")),
    )
    found = {**vars(fee), "counted": sum(end.state == "counted" for end in fee.month_ends)}
    for name, expected in case["expect"].items():
        assert Decimal(str(round(found[name], 9))) == Decimal(str(expected)), (name, found[name], expected)


def year_2022(score: float = 3.0, sales: float | None = 1_200_000, **more: Any) -> FeeYear:
    ends = {date(2022, month + 1, 1) - timedelta(days=1): score for month in range(1, 12)} | {date(2022, 12, 31): score}
    return annual_fee(FEE.in_force(date(2022, 1, 1)), 2022, WOMEN, daily(ends), sales, **more)


@pytest.mark.parametrize(
    ("sales", "band"),
    [(359_999.99, 0), (360_000, 0.5), (360_000.01, 0.5), (1_199_999.99, 0.5), (1_200_000, 1), (1_200_000.01, 1)],
)
def test_sales_below_on_and_above_each_line_decide_the_band(sales: float, band: float) -> None:
    assert year_2022(sales=sales).band == band


@pytest.mark.parametrize(("score", "band"), [(2.899, 0), (2.9, 1), (2.901, 1)])
def test_the_mean_must_reach_its_target(score: float, band: float) -> None:
    fee = year_2022(score)
    assert fee.band == band
    assert ("score" in fee.lacking) == (band == 0)


def test_without_sales_no_band_is_claimed() -> None:
    fee = year_2022(sales=None)
    assert (fee.band, fee.returned) == (None, None)


def test_month_ends_ahead_ask_for_what_is_still_missing() -> None:
    scores = {date(2022, 1, 31): 2.0, date(2022, 2, 28): 3.0}
    fee = annual_fee(FEE.in_force(date(2022, 1, 1)), 2022, WOMEN, daily(scores), 0.0)
    assert [end.state for end in fee.month_ends] == ["counted"] * 2 + ["ahead"] * 10
    assert fee.mean == 2.5
    assert fee.forecast == pytest.approx((2.0 + 3.0 * 11) / 12)
    assert fee.needed == pytest.approx((2.9 * 12 - 5.0) / 10)


def test_a_part_month_counts_as_a_month_for_fee_and_targets_but_not_for_the_mean() -> None:
    scores = {date(2022, 1, 31): 3.0, date(2022, 2, 28): 3.0, date(2022, 3, 31): 1.0}
    fee = annual_fee(FEE.in_force(date(2022, 1, 1)), 2022, WOMEN, daily(scores), 0.0, Tenure(left=date(2022, 3, 2)))
    assert (fee.months, fee.due, fee.sales_half, fee.mean) == (3, 15_000, 90_000, 3.0)
    assert fee.month_ends[-1].state == "exit_month"


def test_a_shop_opened_in_an_earlier_year_has_no_free_month() -> None:
    fee = year_2022(tenure=Tenure(opened=date(2021, 11, 3)))
    assert (fee.months, fee.first_month, fee.due) == (12, 0, 60_000)


@pytest.mark.parametrize(
    ("points", "barred"),
    [([12], False), ([12, 12], True), ([47], False), ([11, 11, 11, 11], False), ([11, 11, 11, 11, 4], True)],
)
def test_violations_cost_the_discount(points: list[int], barred: bool) -> None:
    rules = FEE.in_force(date(2024, 1, 1))
    ends = {date(2024, month, 28): 4.5 for month in range(1, 13)} | {date(2024, 12, 31): 4.5, date(2024, 1, 31): 4.5}
    violations = [Violation("serious", one, date(2024, 5, 1)) for one in points]
    fee = annual_fee(rules, 2024, WOMEN, daily(ends), 2_000_000.0, Tenure(), violations)
    assert fee.band == (0 if barred else 1)
    assert ("violations" in fee.lacking) is barred


def test_violations_that_are_not_serious_cost_nothing() -> None:
    rules = FEE.in_force(date(2024, 1, 1))
    node = [Violation("general_node", 48, date(2024, 5, 1))]
    fee = annual_fee(rules, 2024, WOMEN, daily({date(2024, 1, 31): 4.5}), 2_000_000.0, Tenure(), node)
    assert fee.band == 1


def test_the_fee_of_a_shop_follows_from_its_daily_sums() -> None:
    sums = constant_sums(date(2021, 10, 1), 400, {"sales": (200_000, 0)})
    fee = fee_on(FEE, sums, 0, WOMEN, date(2022, 6, 30))
    assert fee.rule_set == date(2022, 1, 1)
    assert fee.sales == pytest.approx(2_000 * 181)
    assert [end.day for end in fee.month_ends][:2] == [date(2022, 1, 31), date(2022, 2, 28)]


def test_there_is_no_fee_before_the_first_rule_and_after_the_end() -> None:
    sums = constant_sums(date(2019, 1, 1), 3000, {"sales": (200_000, 0)})
    for day in (date(2020, 6, 1), date(2025, 6, 1)):
        with pytest.raises(NoRulesInForce, match="2024-09-01"):
            fee_on(FEE, sums, 0, WOMEN, day)
