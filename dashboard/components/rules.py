"""The parts of the rules page: what changed, every figure, the comparison with another version."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.own_rules import stand_ins
from dashboard.components.page import Page
from dashboard.components.table import wrapped_table
from dashboard.views.rules import difference_rows, effect, figure_rows
from scoring.improve.rule_change import rule_change
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import DatedScheme, any_scheme, schemes_of
from scoring.rules.compare import compare
from scoring.rules.model import RuleSet
from scoring.rules.parts import Dated

_Rules = TypeVar("_Rules", bound=Dated)
_PROVENANCES = ("", "published", "calibrated", "assumed")


def changes(rules: Dated, page: Page) -> None:
    """What the version changed, in its own words."""
    with st.container(border=True, key="rule_changes", gap="xsmall"):
        st.markdown(f"**{page.t('rules.version', day=fmt.day(rules.effective_from))}**")
        for item in rules.changes:
            st.markdown(f"- {item.text[page.selection.language]}")


def figures(rules: Dated, page: Page) -> None:
    """Every figure with its evidence; one kind of evidence alone on request."""
    t = page.t
    st.subheader(t("rules.every_figure"), anchor=False)
    kind = st.segmented_control(
        t("rules.evidence"), _PROVENANCES, key="provenance", default="", label_visibility="collapsed",
        format_func=lambda name: t(f"rules.only_{name}") if name else t("rules.all"),
    )  # fmt: skip
    wrapped_table(figure_rows(rules, page.selection.language, kind or ""))


def scheme_to_read(page: Page) -> str:
    """The scheme whose rules are read: the one in view, or one of another kind, which gives no daily score."""
    scored = cached.schemes_to_choose()
    others = {name: any_scheme(name) for kind in ("annual_fee", "period") for name in schemes_of(kind)}
    known: dict[str, DatedScheme[Any]] = {**scored, **others}
    key = f"read_{page.selection.scheme}_{page.selection.language}"

    def moved() -> None:
        if (picked := chosen.widget(key)) in scored:
            chosen.change(page.selection, scheme=picked, rules=None, changes=())

    return st.selectbox(
        page.t("rules.scheme"), list(known), index=list(known).index(page.selection.scheme), key=key, width=420,
        format_func=lambda name: known[name].scheme.label.text[page.selection.language], on_change=moved,
    )  # fmt: skip


def other_rules(name: str, page: Page) -> None:
    """The rules of a scheme without a daily score: a version, what it changed, its figures, another one beside it."""
    dated = any_scheme(name)
    versions = [version.isoformat() for version in reversed(dated.versions)]
    picked = st.selectbox(
        page.t("header.rules"), versions, key=f"read_version_{name}", width=320,
        format_func=lambda version: page.t("header.rule_set", day=version),
    )  # fmt: skip
    rules = next(item for item in dated.rule_sets if item.effective_from.isoformat() == picked)
    read, figures_of_ones_own = st.tabs([page.t("rules.read"), page.t("own.title")])
    with read:
        changes(rules, page)
        if len(versions) > 1:
            at = versions.index(picked)
            differences(rules, dated, versions[at + 1] if at + 1 < len(versions) else versions[at - 1], page)
        figures(rules, page)
    with figures_of_ones_own:
        stand_ins(page, rules)


def differences(rules: _Rules, dated: DatedScheme[_Rules], picked: str, page: Page) -> tuple[_Rules, _Rules]:
    """Another version beside this one and what differs, in words; both versions, the older first."""
    t = page.t
    st.subheader(t("rules.compare"), anchor=False)
    others = [version.isoformat() for version in dated.versions if version != rules.effective_from]
    chosen.preset("compare_with", picked)
    other = st.selectbox(
        t("rules.compare_with"), others, key="compare_with", width=320,
        format_func=lambda version: t("header.rule_set", day=version),
    )  # fmt: skip
    beside = next(item for item in dated.rule_sets if item.effective_from.isoformat() == other)
    old, new = sorted((beside, rules), key=lambda item: item.effective_from)
    rows = difference_rows(compare(old, new), page.selection.language)
    if rows:
        wrapped_table(rows)
    else:
        st.info(t("rules.no_difference"), icon=":material/equal:")
    return old, new


def effects(old: RuleSet, new: RuleSet, page: Page, sums: DailySums) -> None:
    """What the difference of two versions does to this shop: the rules' part and the shop's own."""
    t, language = page.t, page.selection.language
    since = max(page.timeline.first_day, _month_before(page.day))
    view = effect(rule_change(sums, 0, page.result.category, (old, since), (new, page.day)), language)
    with st.container(border=True, key="effects", gap="small"):
        st.markdown(f"**{t('rules.effects')}**")
        with st.grid(4, min_column_width=150, gap="medium"):
            _figure(t("rules.before"), view.before, view.before_label)
            _figure(t("rules.rule_effect"), view.rule_effect, t("rules.rule_effect_note"))
            _figure(t("rules.data_effect"), view.data_effect, t("rules.data_effect_note"))
            _figure(t("rules.after"), view.after, view.after_label)
        st.badge(t("app.trial"), icon=":material/calculate:", color="gray")


def _figure(label: str, value: str, note: str) -> None:
    with st.container(gap="xxsmall"):
        st.metric(label, value)
        st.caption(note)


def _month_before(day: date) -> date:
    month, year = (day.month - 1 or 12), day.year - (day.month == 1)
    return date(year, month, min(day.day, 28))
