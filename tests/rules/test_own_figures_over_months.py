"""Own figures of the annual fee and of assessments over months: only assumed ones, only for the category."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.errors import BadRules, BadValue
from scoring.figures import Evidence
from scoring.rules.assumed_figures import editable_figures
from scoring.rules.catalogue import fee_scheme, period_scheme
from scoring.rules.own_figures import At, OwnFigure, with_own_figures

FEE = fee_scheme("tmall_annual_fee").in_force(date(2024, 1, 1))
MERCHANT = period_scheme("tmall_merchant_assessment").in_force(date(2026, 1, 1))
APPLIANCES, WOMEN = "大家电", "女装/女士精品"


def own(rules: object, at: At, value: str, category: str = APPLIANCES) -> OwnFigure:
    return OwnFigure(rules.scheme, rules.effective_from, category, at, Decimal(value))  # type: ignore[attr-defined]


def test_a_category_without_a_published_row_may_have_its_own_targets() -> None:
    changed = with_own_figures(FEE, [own(FEE, ("other", "score"), "4.3")], APPLIANCES)
    assert changed.row(APPLIANCES).score == Decimal("4.3")
    assert changed.row(APPLIANCES).evidence.kind is Evidence.ASSUMED
    assert "4.3" in changed.row(APPLIANCES).evidence.because.zh  # type: ignore[union-attr]
    assert with_own_figures(FEE, [own(FEE, ("other", "score"), "4.3")], WOMEN) is FEE


def test_a_published_row_is_refused() -> None:
    row = next(index for index, item in enumerate(FEE.rows) if WOMEN in item.categories)
    with pytest.raises(BadValue, match="published"):
        with_own_figures(FEE, [own(FEE, ("rows", row, "score"), "4", WOMEN)], WOMEN)
    assert not any(item.at[0] in ("rows", "other") for item in editable_figures(FEE, WOMEN))


def test_sales_targets_and_floors_of_a_category_can_be_replaced() -> None:
    found = {item.at: item for item in editable_figures(MERCHANT, APPLIANCES)}
    assert found["sales", "other", "formal"].value == 150_000
    assert found["sales", "other", "trial", 1].field.en == "cumulative sales by month 6 of the trial"
    changed = with_own_figures(MERCHANT, [own(MERCHANT, ("sales", "other", "trial", 1), "9000")], APPLIANCES)
    target = changed.target(APPLIANCES)
    assert target is not None
    assert target.trial[:2] == (0, 9000)


def test_what_cannot_be_is_refused_with_its_name() -> None:
    with pytest.raises(BadRules, match=r"other\.score.*not below 0"):
        with_own_figures(FEE, [own(FEE, ("other", "score"), "-1")], APPLIANCES)
    with pytest.raises(BadValue, match="published, or no figure"):
        with_own_figures(MERCHANT, [own(MERCHANT, ("sales", "node_months", 0), "2")], APPLIANCES)
