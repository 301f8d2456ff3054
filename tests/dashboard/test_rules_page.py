"""The rules page: every figure with its evidence, two versions compared, and what the change does to the shop."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from app_at_hand import as_read, assert_fine, metrics_of, opened, words_of
from shops_to_show import ALL_SCHEMES, BASIC, LIGHTHOUSE, REAL, STAR, made, sample
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.rules import difference_rows, effect, figure_rows, part_name, place
from scoring.figures import Text
from scoring.improve.rule_change import RuleChange, rule_change
from scoring.rules.catalogue import scheme
from scoring.rules.compare import Difference, compare
from scoring.rules.evidence import evidenced_tables
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure, with_own_figures
from scoring.rules.parts import Published
from scoring.rules.support import Support
from scoring.rules.words import plain

pytestmark = pytest.mark.usefixtures("no_data")
both_languages = pytest.mark.parametrize("language", LANGUAGES)
RULE_SETS = [rules for name in ALL_SCHEMES for rules in scheme(name).rule_sets]
every_rule_set = pytest.mark.parametrize(
    "rules", RULE_SETS, ids=[f"{rules.scheme}-{rules.effective_from}" for rules in RULE_SETS]
)


@both_languages
@every_rule_set
def test_every_published_figure_shows_the_words_of_its_source(rules: RuleSet, language: str) -> None:
    t = words(language)
    tables = list(evidenced_tables(rules))
    rows = figure_rows(rules, language)
    assert len(rows) == len(tables), "no table of figures is left out"
    for row, (at, grounds, _) in zip(rows, tables, strict=True):
        assert all(row.values()), at
        assert row[t("rules.what")] == place(at, rules, t, language)
        assert row[t("rules.evidence")] == t(f"evidence.{grounds.provenance}")
        if isinstance(grounds, Published):
            source = rules.sources[grounds.source]
            for part in (grounds.quote, source.title.text[language], grounds.at.text[language]):
                assert part in row[t("rules.why")]
        else:
            assert grounds.because.text[language] in row[t("rules.why")]
            assert grounds.if_wrong.text[language] in row[t("rules.why")], "and what if that is wrong"


@both_languages
def test_a_curve_of_which_some_limits_are_calibrated_says_how_many_and_is_found_as_either(language: str) -> None:
    t = words(language)
    shipped = scheme(STAR).rule_sets[-1]
    at = ("indicators", "delivery_hours", "curve", "points", 0, "reach")
    support = Support("a shop", date(2022, 6, 15), date(2022, 7, 1), 17, Decimal(50), Decimal(52), True)
    rules = with_own_figures(shipped, [OwnFigure(STAR, shipped.effective_from, "", at, Decimal(51), support)])
    told = t("rules.partly", calibrated=1, assumed=3)
    assert [row[t("rules.evidence")] for row in figure_rows(rules, language, "calibrated")] == [told]
    assert told in [row[t("rules.evidence")] for row in figure_rows(rules, language, "assumed")]
    assert told not in [row[t("rules.evidence")] for row in figure_rows(rules, language, "published")]


@both_languages
@every_rule_set
def test_the_figures_of_a_row_are_those_of_the_rules(rules: RuleSet, language: str) -> None:
    t = words(language)
    for row, (at, _, figures) in zip(figure_rows(rules, language), evidenced_tables(rules), strict=True):
        text = row[t("rules.figures")]
        for figure in figures:
            assert plain(figure) in text, at
        if not figures and "window" not in at and "curve" not in at:
            assert text == fmt.MISSING, at


@both_languages
@every_rule_set
def test_the_two_kinds_of_evidence_together_are_all_rows(rules: RuleSet, language: str) -> None:
    t = words(language)
    parts = [figure_rows(rules, language, kind) for kind in ("published", "assumed")]
    for kind, rows in zip(("published", "assumed"), parts, strict=True):
        assert {row[t("rules.evidence")] for row in rows} <= {t(f"evidence.{kind}")}
    assert sum(map(len, parts)) == len(figure_rows(rules, language))


@both_languages
@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_what_differs_is_listed_in_words(name: str, language: str) -> None:
    t, versions = words(language), scheme(name).rule_sets
    for old in versions:
        assert difference_rows(compare(old, old), language) == []
        for new in versions:
            found = compare(old, new)
            rows = difference_rows(found, language)
            assert len(rows) == len(found)
            # Of one version of the lighthouse only the evidence is new: the figures are the same.
            same = {old.effective_from, new.effective_from} == {date(2020, 4, 16), date(2022, 8, 1)}
            assert bool(rows) is (old is not new and not same)
            for row, item in zip(rows, found, strict=True):
                assert row[t("rules.what")] == f"{part_name(item.part, t, language)} · {item.item[language]}"
                assert row[t("rules.figure")] == item.figure[language]
                before, after = row[t("rules.before")], row[t("rules.after")]
                assert before != after
                assert (before, after) == (item.before or fmt.MISSING, item.after or fmt.MISSING)


@both_languages
def test_a_figure_that_is_new_or_gone_is_a_dash_on_the_other_side(language: str) -> None:
    t = words(language)
    gone = Difference("gates", Text("甲", "a"), Text("需要", "needs"), "≥ 1", "")
    for item, expected in ((gone, ("≥ 1", fmt.MISSING)), (replace(gone, before="", after="≥ 1"), (fmt.MISSING, "≥ 1"))):
        row = difference_rows([item], language)[0]
        assert (row[t("rules.before")], row[t("rules.after")]) == expected


@both_languages
@pytest.mark.parametrize("name", [STAR, LIGHTHOUSE, REAL])
def test_rule_effect_and_data_effect_add_up_to_the_change(name: str, language: str) -> None:
    shop = sample(name)
    since = date(2022, 6, 5)
    for old in shop.dated.rule_sets:
        change = rule_change(shop.sums, 0, shop.category, (old, since), (shop.rules, shop.day))
        assert change.before.total is not None
        assert change.after.total is not None
        shown = effect(change, language)
        assert shown.before == fmt.points(change.before.total)
        assert shown.after == fmt.points(change.after.total)
        both = float(shown.rule_effect) + float(shown.data_effect)
        assert both == pytest.approx(float(shown.after) - float(shown.before), abs=0.0021), "to the last decimal shown"
        exact = (change.rule_effect or 0) + (change.data_effect or 0)
        assert exact == pytest.approx(change.after.total - change.before.total, abs=1e-12)
        assert shown.before_label == words(language)(
            "rules.under", day=fmt.day(since), rules=fmt.day(old.effective_from)
        )
        if old is shop.rules:
            assert (change.rule_effect, shown.rule_effect) == (0, "0")


@both_languages
def test_a_total_that_is_missing_is_a_dash_and_no_effect(language: str) -> None:
    nothing = made({}, days=40)
    change = RuleChange(nothing.result, nothing.result, nothing.result)
    shown = effect(change, language)
    assert (shown.before, shown.rule_effect, shown.data_effect, shown.after) == (fmt.MISSING,) * 4


def evidence_of(app: AppTest, language: str) -> pd.DataFrame:
    """The table of figures and why each is believed."""
    evidence = words(language)("rules.evidence")
    return next(table.value for table in app.table if evidence in table.value.columns)


@both_languages
@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_the_page_lists_changes_figures_and_differences(name: str, language: str) -> None:
    t, shop = words(language), sample(name)
    app = opened("rules", {"lang": language, "scheme": name})
    assert_fine(app)
    texts = words_of(app)
    assert t("rules.version", day=fmt.day(shop.rules.effective_from)) in " ".join(texts)
    for item in shop.rules.changes:
        assert any(item.text[language] in text for text in texts)
    assert len(evidence_of(app, language)) == len(list(evidenced_tables(shop.rules)))
    others = [version for version in shop.dated.versions if version != shop.rules.effective_from]
    if not others:
        assert len(app.table) == 1
        assert not [item for item in app.selectbox if item.key == "compare_with"]
        return
    box = app.selectbox(key="compare_with")
    assert len(box.options) == len(others)
    other = scheme(name).in_force(date.fromisoformat(box.value))
    old, new = sorted((other, shop.rules), key=lambda rules: rules.effective_from)
    differences = compare(old, new)
    if differences:
        assert len(app.table[0].value) == len(differences)
    else:
        assert t("rules.no_difference") in texts
    since = max(shop.timeline.first_day, date(2022, 6, 5))
    change = rule_change(shop.sums, 0, shop.category, (old, since), (new, shop.day))
    shown = metrics_of(app)
    assert shown[t("rules.before")] == fmt.points(change.before.total)
    view = effect(change, language)
    assert (shown[t("rules.rule_effect")], shown[t("rules.data_effect")]) == (view.rule_effect, view.data_effect)
    assert shown[t("rules.after")] == fmt.points(change.after.total)


@both_languages
def test_one_kind_of_evidence_is_shown_on_request(language: str) -> None:
    t = words(language)
    app = opened("rules", {"lang": language, "scheme": BASIC})
    choice = next(item for item in app.get("button_group") if t("rules.only_assumed") in item.options)
    for kind in ("published", "assumed"):
        choice = next(item for item in app.get("button_group") if t("rules.only_assumed") in item.options)
        choice.set_value(kind).run()
        assert_fine(app)
        assert len(evidence_of(app, language)) == len(figure_rows(sample(BASIC).rules, language, kind))
        assert set(evidence_of(app, language)[t("rules.evidence")]) == {t(f"evidence.{kind}")}


def test_another_version_is_compared_and_the_one_looked_at_is_not_offered() -> None:
    app = opened("rules", {"lang": "zh", "scheme": STAR})
    assert app.selectbox(key="compare_with").value == "2021-10-19", "the one before"
    app.selectbox(key="compare_with").set_value("2018-10-10").run()
    assert_fine(app)
    rows = compare(scheme(STAR).rule_sets[0], sample().rules)
    assert len(app.table[0].value) == len(rows)
    pinned = opened("rules", {"lang": "zh", "scheme": STAR, "rules": "2018-10-10"})
    assert_fine(pinned)
    assert pinned.selectbox(key="compare_with").value == "2019-08-16", "the first version has none before it"
    assert len(pinned.selectbox(key="compare_with").options) == len(scheme(STAR).versions) - 1


def test_a_quote_with_asterisks_stands_as_the_source_wrote_it() -> None:
    app = opened("rules", {"lang": "zh", "scheme": STAR})
    cells = [str(cell) for row in evidence_of(app, "zh").to_numpy() for cell in row]
    quoted = next(cell for cell in cells if "0.2+4" in cell)
    assert r"5\*0.2+4\*0.1" in quoted, "must not: read as italics"
    assert "5*0.2+4*0.1+3*0.3+4*0.2+1*0.2=3.3" in as_read(quoted)
