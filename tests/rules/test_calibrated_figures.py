"""Figures fitted to a shop's official scores: kept with what they rest on, behind typed ones, with own evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from scoring.errors import BadValue
from scoring.figures import Evidence
from scoring.rules.assumed_figures import At, editable_figures
from scoring.rules.catalogue import scheme
from scoring.rules.checks import faults_of
from scoring.rules.evidence import evidenced_tables
from scoring.rules.loader import read_rule_file
from scoring.rules.own_figures import OwnFigure, figures_used, own_figure, record_of, with_own_figures
from scoring.rules.parts import Calibrated
from scoring.rules.support import Support

REAL = scheme("shop_real_experience").rule_sets[1]
WEIGHTS = [("dimensions", "rows", name, "weight") for name in REAL.dimensions.rows]
SUPPORT = Support("a shop", date(2026, 4, 1), date(2026, 6, 1), 60, Decimal("0.2"), Decimal("0.3"), True)


def reach(step: int, indicator: str = "delivery_hours") -> At:
    return "indicators", indicator, "curve", "points", step, "reach"


def fitted(at: At, value: str, category: str = "", support: Support = SUPPORT) -> OwnFigure:
    return OwnFigure(REAL.scheme, REAL.effective_from, category, at, Decimal(value), support)


def typed(at: At, value: str, category: str = "") -> OwnFigure:
    return OwnFigure(REAL.scheme, REAL.effective_from, category, at, Decimal(value))


def test_a_record_keeps_what_a_figure_rests_on() -> None:
    open_end = Support("店", date(2026, 4, 1), date(2026, 6, 1), 60, None, Decimal("0.30"), False)
    for figure in (fitted(reach(0), "50.5"), fitted(reach(0), "50.5", "女装", open_end), typed(reach(0), "50.5")):
        assert own_figure(record_of(figure)) == figure
    assert "support" not in record_of(typed(reach(0), "50.5"))


@pytest.mark.parametrize(
    "change",
    [
        {"days": 0},
        {"days": "many"},
        {"first_day": "soon"},
        {"low": "NaN"},
        {"high": "wide"},
        {"shop": None, "days": None},
    ],
    ids=str,
)
def test_a_record_with_a_broken_support_is_refused(change: dict[str, object]) -> None:
    record = record_of(fitted(reach(0), "50.5"))
    with pytest.raises(BadValue, match="shop, first_day, last_day"):
        own_figure({**record, "support": {**record["support"], **change}})


def test_a_table_of_which_every_figure_is_fitted_is_calibrated_and_says_from_what() -> None:
    figures = [fitted(at, value) for at, value in zip(WEIGHTS, ("0.3", "0.2", "0.5"), strict=True)]
    changed = with_own_figures(REAL, figures)
    evidence = changed.dimensions.evidence
    assert isinstance(evidence, Calibrated)
    assert (evidence.kind, evidence.stand_ins) == (Evidence.CALIBRATED, ())
    assert (evidence.shop, evidence.days) == ("a shop", 60)
    assert changed.weights("")[1] is Evidence.CALIBRATED
    assert "60 天官方得分" in evidence.because.zh
    assert "0.3 (0.2–0.3, stand-in 0.25)" in evidence.because.en
    assert not faults_of(changed)
    assert isinstance(REAL.dimensions.evidence.kind, Evidence)
    assert REAL.dimensions.evidence.kind is Evidence.ASSUMED, "the shipped rules stay as they are"


def test_a_table_with_a_stand_in_left_in_it_claims_no_more_than_that() -> None:
    moved = Support("a shop", date(2026, 4, 1), date(2026, 6, 1), 60, None, Decimal("58"), False)
    changed = with_own_figures(REAL, [fitted(reach(0), "50.5"), fitted(reach(1), "58", support=moved)])
    evidence = changed.indicators["delivery_hours"].curve.evidence
    assert isinstance(evidence, Calibrated)
    assert (evidence.kind, evidence.stand_ins) == (Evidence.ASSUMED, (reach(1), reach(2), reach(3)))
    assert evidence.fitted == (reach(0),)
    assert "50.5" in evidence.because.en
    before = REAL.indicators["delivery_hours"].curve.evidence
    assert before.because.en in evidence.because.en  # type: ignore[union-attr]
    assert [step.reach for step in changed.indicators["delivery_hours"].curve.points][:2] == [Decimal("50.5"), 58]


def test_a_curve_with_every_limit_fitted_is_calibrated() -> None:
    figures = [fitted(reach(step), value) for step, value in enumerate(("50", "61", "70", "90"))]
    item = with_own_figures(REAL, figures).indicators["delivery_hours"]
    assert item.curve.evidence.kind is Evidence.CALIBRATED


def test_a_fitted_figure_counts_also_where_it_is_the_stand_in_and_doing_it_twice_changes_nothing() -> None:
    figures = [fitted(at, str(REAL.dimensions.rows[str(at[2])].weight)) for at in WEIGHTS]
    once = with_own_figures(REAL, figures)
    assert once.weights("") == (REAL.weights("")[0], Evidence.CALIBRATED)
    assert with_own_figures(once, figures) is once
    alike = [typed(at, str(REAL.dimensions.rows[str(at[2])].weight)) for at in WEIGHTS]
    assert with_own_figures(REAL, alike) is REAL


def test_a_typed_figure_goes_before_a_fitted_one_whatever_the_category_and_order() -> None:
    for mine in (typed(reach(0), "49"), typed(reach(0), "49", "女装")):
        for figures in ([mine, fitted(reach(0), "50.5", "女装")], [fitted(reach(0), "50.5", "女装"), mine]):
            assert figures_used(REAL, figures, "女装") == [mine]
    assert figures_used(REAL, [typed(reach(0), "49", "男装"), fitted(reach(0), "50.5", "女装")], "女装") == [
        fitted(reach(0), "50.5", "女装")
    ]


def test_fitted_weights_give_way_together_to_a_typed_one() -> None:
    figures = [fitted(at, value) for at, value in zip(WEIGHTS, ("0.3", "0.2", "0.5"), strict=True)]
    mine = [typed(WEIGHTS[0], "0.4"), typed(WEIGHTS[1], "0.1")]
    used = figures_used(REAL, [*figures, *mine])
    assert {item.at: item.value for item in used} == {item.at: item.value for item in mine}
    assert with_own_figures(REAL, [*figures, *mine]).dimensions.evidence.kind is Evidence.ASSUMED


def test_fitted_limits_stay_beside_a_typed_one_unless_their_order_breaks() -> None:
    beside = figures_used(REAL, [fitted(reach(0), "50.5"), typed(reach(1), "58")])
    assert {item.at for item in beside} == {reach(0), reach(1)}
    broken = figures_used(REAL, [fitted(reach(0), "50.5"), typed(reach(1), "50")])
    assert [item.at for item in broken] == [reach(1)]
    points = with_own_figures(REAL, [fitted(reach(0), "50.5"), typed(reach(1), "50")]).indicators["delivery_hours"]
    assert all(one.reach < other.reach for one, other in pairwise(points.curve.points))


def test_fitted_figures_can_still_be_replaced_by_typed_ones() -> None:
    changed = with_own_figures(REAL, [fitted(reach(0), "50.5")])
    listed = {figure.at for figure in editable_figures(changed)}
    assert listed == {figure.at for figure in editable_figures(REAL)}
    kinds = {at: grounds.kind for at, grounds, _ in evidenced_tables(changed)}
    assert set(kinds) == {at for at, _, _ in evidenced_tables(REAL)}


def test_a_rule_file_cannot_claim_to_be_calibrated() -> None:
    text = (Path(__file__).parent / "minimal" / "2020-01-01.yaml").read_text(encoding="utf-8")
    start = text.index("{provenance: assumed") if "{provenance: assumed" in text else text.index("provenance: assumed")
    assert start
    fake = text.replace(
        "provenance: assumed",
        "provenance: calibrated, shop: s, first_day: 2026-01-01, last_day: 2026-02-01, days: 9, "
        "fitted: [], stand_ins: []",
        1,
    )
    faults = [message for _, message in read_rule_file(fake).faults]
    assert any("provenance: published or provenance: assumed" in message for message in faults), faults
