"""The parts of the rules page: what changed, every figure, the comparison with another version."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.components.table import wrapped_table
from dashboard.views.rules import difference_rows, effect, figure_rows
from scoring.improve.rule_change import rule_change
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import DatedScheme
from scoring.rules.compare import compare
from scoring.rules.model import RuleSet

_PROVENANCES = ("", "published", "assumed")


def changes(rules: RuleSet, page: Page) -> None:
    """What the version changed, in its own words."""
    with st.container(border=True, key="rule_changes", gap="xsmall"):
        st.markdown(f"**{page.t('rules.version', day=fmt.day(rules.effective_from))}**")
        for item in rules.changes:
            st.markdown(f"- {item.text[page.selection.language]}")


def figures(rules: RuleSet, page: Page) -> None:
    """Every figure with its evidence; one kind of evidence alone on request."""
    t = page.t
    st.subheader(t("rules.every_figure"), anchor=False)
    kind = st.segmented_control(
        t("rules.evidence"), _PROVENANCES, key="provenance", default="", label_visibility="collapsed",
        format_func=lambda name: t(f"rules.only_{name}") if name else t("rules.all"),
    )  # fmt: skip
    wrapped_table(figure_rows(rules, page.selection.language, kind or ""))


def comparison(page: Page, dated: DatedScheme, versions: list[str], picked: str, sums: DailySums) -> None:
    """Another version beside this one: the differences in words, and what they do to this shop."""
    t, language = page.t, page.selection.language
    st.subheader(t("rules.compare"), anchor=False)
    others = [version for version in versions if version != page.rules.effective_from.isoformat()]
    chosen.preset("compare_with", picked)
    other = st.selectbox(
        t("rules.compare_with"), others, key="compare_with", width=320,
        format_func=lambda version: t("header.rule_set", day=version),
    )  # fmt: skip
    old, new = sorted((dated.in_force(date.fromisoformat(other)), page.rules), key=lambda rules: rules.effective_from)
    rows = difference_rows(compare(old, new), language)
    if rows:
        wrapped_table(rows)
    else:
        st.info(t("rules.no_difference"), icon=":material/equal:")
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
