"""Own figures in place of assumed ones: exact, for one category, refused in words, never shown as published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.errors import BadRules, BadValue, UnknownName
from scoring.rules.assumed_figures import At, editable_figures
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.checks import faults_of
from scoring.rules.evidence import evidenced_tables
from scoring.rules.loader import load_rule_set
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import (
    OwnFigure,
    figure_faults,
    figures_used,
    own_figure,
    record_of,
    scheme_with_own_figures,
    with_own_figures,
)
from scoring.rules.parts import Assumed

STAR = scheme("tmall_experience_star").in_force(date(2022, 7, 5))
BASIC = scheme("tmall_basic_service").rule_sets[0]
REACH: At = ("indicators", "reply_rate", "curve", "points", 0, "reach")
EVERY = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets]
every_rule_set = pytest.mark.parametrize("rules", EVERY, ids=lambda rules: f"{rules.scheme}-{rules.effective_from}")


def minimal() -> RuleSet:
    rules = load_rule_set(Path(__file__).parent / "minimal" / "2020-01-01.yaml")
    assert isinstance(rules, RuleSet)
    return rules


def own(at: At, value: str, rules: RuleSet = STAR, category: str = "") -> OwnFigure:
    return OwnFigure(rules.scheme, rules.effective_from, category, at, Decimal(value))


def at_path(rules: RuleSet, at: At) -> object:
    found: object = rules.model_dump()
    for key in at:
        found = found[key]  # type: ignore[index]
    return found


@every_rule_set
def test_every_figure_listed_is_assumed_and_stands_where_it_says(rules: RuleSet) -> None:
    tables = {at: grounds for at, grounds, _ in evidenced_tables(rules)}
    for figure in editable_figures(rules):
        assert at_path(rules, figure.at) == figure.value
        assert isinstance(tables.get(figure.evidence_at), Assumed), figure.at
        assert all((figure.item.zh, figure.item.en, figure.field.zh, figure.field.en)), figure.at


@every_rule_set
def test_every_assumed_table_of_figures_is_listed(rules: RuleSet) -> None:
    listed = {figure.evidence_at for figure in editable_figures(rules)}
    for at, grounds, figures in evidenced_tables(rules):
        if isinstance(grounds, Assumed) and figures and at[-1] == "evidence" and at[0] in ("levels", "gates"):
            assert at in listed


def test_a_figure_is_taken_exactly_and_the_shipped_rules_stay_as_they_are() -> None:
    changed = with_own_figures(STAR, [own(REACH, "0.98500")])
    assert str(at_path(changed, REACH)) == "0.98500"
    assert at_path(STAR, REACH) == Decimal("0.98")
    others = [item for item in editable_figures(changed) if item.at != REACH]
    assert others == [item for item in editable_figures(STAR) if item.at != REACH], "nothing else moves"
    assert not faults_of(changed)


def test_the_evidence_stays_assumed_and_says_whose_figure_it_is() -> None:
    evidence = with_own_figures(STAR, [own(REACH, "0.985")]).indicators["reply_rate"].curve.evidence
    before = STAR.indicators["reply_rate"].curve.evidence
    assert isinstance(evidence, Assumed)
    assert isinstance(before, Assumed)
    assert evidence.because.zh.startswith("你自己填的数，代替代用值：0.985 (0.98)")
    assert evidence.because.en.startswith("Your own figure, in place of the stand-in: 0.985 (0.98)")
    assert before.because.en in evidence.because.en
    assert evidence.if_wrong == before.if_wrong


def test_the_same_figures_twice_change_nothing_more() -> None:
    figures = [own(REACH, "0.985"), own(("levels", 0, "total"), "4.5")]
    once = with_own_figures(STAR, figures)
    assert with_own_figures(once, figures) is once


def test_without_figures_of_its_own_it_is_the_rule_set_itself() -> None:
    other_day = OwnFigure(STAR.scheme, date(2018, 10, 10), "", REACH, Decimal("0.985"))
    other_scheme = OwnFigure("dsr", STAR.effective_from, "", REACH, Decimal("0.985"))
    for figures in ([], [other_day, other_scheme], [own(REACH, "0.9800")]):
        assert with_own_figures(STAR, figures) is STAR


def test_a_figure_for_a_category_counts_for_that_one_alone_and_goes_before_one_for_all() -> None:
    for_all, for_one = own(REACH, "0.985"), own(REACH, "0.99", category="女装/女士精品")
    for figures in ([for_all, for_one], [for_one, for_all]):
        assert at_path(with_own_figures(STAR, figures, "女装/女士精品"), REACH) == Decimal("0.99")
        assert at_path(with_own_figures(STAR, figures, "家装主材"), REACH) == Decimal("0.985")
    assert with_own_figures(STAR, [for_one], "家装主材") is STAR


def test_a_category_with_weights_of_its_own_gets_the_figures_too() -> None:
    because = {"zh": "没有来源。", "en": "No source."}
    values = BASIC.model_dump()
    for place in [values["dimensions"], values["dimensions"]["by_category"][0]]:
        place["evidence"] = {"provenance": "assumed", "because": because, "if_wrong": because}
    rules = RuleSet.model_validate(values)
    row = rules.dimensions.by_category[0]
    category, other = row.categories[0], row.categories[1]
    names = [name for name, weight in row.weights.items() if weight]
    step = Decimal("0.05")
    figures = [
        own(("dimensions", "rows", names[0], "weight"), str(row.weights[names[0]] + step), rules, category),
        own(("dimensions", "rows", names[1], "weight"), str(row.weights[names[1]] - step), rules, category),
    ]
    changed = with_own_figures(rules, figures, category)
    expected = {**row.weights, names[0]: row.weights[names[0]] + step, names[1]: row.weights[names[1]] - step}
    assert changed.weights(category)[0] == expected
    assert with_own_figures(rules, figures, other) is rules
    assert rules.weights(other)[0] == row.weights


def test_a_published_figure_is_refused() -> None:
    at: At = ("dimensions", "rows", "product", "weight")
    with pytest.raises(BadValue) as error:
        with_own_figures(STAR, [own(at, "0.3")])
    for part in ("dimensions.rows.product.weight", "'0.3'", "published", "0.2 stands"):
        assert part in str(error.value)


def test_a_path_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(UnknownName) as error:
        figures_used(STAR, [own(("indicators", "reply_rat", "curve", "points", 0, "reach"), "0.985")])
    assert "Did you mean indicators.reply_rate.curve.points.0.reach?" in str(error.value)


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (REACH, "0.94", "the values of reach all rise or all fall"),
        (("indicators", "reply_rate", "curve", "points", 0, "score"), "6", "a score lies outside the scale 0 to 5"),
        (("indicators", "reply_rate", "curve", "points", 0, "score"), "3", "the scores go from best to worst"),
        (("indicators", "delivery_hours", "weight"), "0.9", "indicator weights in logistics"),
        (("indicators", "reply_rate", "minimum_sample", "count"), "2.5", "expected a whole number"),
        (("indicators", "reply_rate", "minimum_sample", "count"), "0", "greater than or equal to 1"),
        (("indicators", "reply_rate", "window", "days"), "400", "less than or equal to 366"),
        (("levels", 1, "total"), "4.3", "levels go from best to worst"),
        (("levels", 0, "total"), "6", "expected 0 to 5"),
        (("gates", "product_entry", "at_least"), "-1", "expected a number not below 0"),
    ],
)
def test_a_figure_that_makes_the_rules_wrong_is_named_with_its_value(at: At, value: str, says: str) -> None:
    figure = own(at, value)
    assert any(says in message for _, message in figure_faults(STAR, [figure]))
    with pytest.raises(BadRules) as error:
        with_own_figures(STAR, [figure])
    assert f"{figure.name} = {value}: " in str(error.value)
    assert says in str(error.value)


def test_weights_that_add_up_only_together_are_judged_together() -> None:
    rules = minimal()
    values = rules.model_dump()
    values["dimensions"]["evidence"] = values["total"]["evidence"]
    rules = RuleSet.model_validate(values)
    one = own(("dimensions", "rows", "logistics", "weight"), "0.7", rules)
    other = own(("dimensions", "rows", "consultation", "weight"), "0.3", rules)
    assert "They must add up to 1" in figure_faults(rules, [one])[0][1]
    assert with_own_figures(rules, [one, other]).weights("")[0] == {
        "logistics": Decimal("0.7"),
        "consultation": Decimal("0.3"),
    }
    nothing = [own(item.at, "0", rules) for item in (one, other)]
    assert "add up to 0" in figure_faults(rules, nothing)[0][1]


def test_a_scheme_changes_in_the_rule_sets_the_figures_are_for() -> None:
    dated = scheme("tmall_experience_star")
    changed = scheme_with_own_figures(dated, [own(REACH, "0.985")])
    assert [one is other for one, other in zip(changed.rule_sets, dated.rule_sets, strict=True)] == [
        rules is not STAR for rules in dated.rule_sets
    ]
    assert scheme_with_own_figures(dated, []) is dated


def test_a_record_keeps_a_figure_exactly() -> None:
    figure = own(REACH, "0.98500", category="女装/女士精品")
    assert record_of(figure)["value"] == "0.98500"
    assert own_figure(record_of(figure)) == figure


@pytest.mark.parametrize(
    "change", [{"value": "much"}, {"value": "NaN"}, {"rule_set": "soon"}, {"at": None}, {"scheme": None, "at": 3}]
)
def test_a_record_that_is_no_figure_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        own_figure({**record_of(own(REACH, "0.985")), **change})
