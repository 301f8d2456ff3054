"""Certified levels, the annual fee and the assessments over months, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.charts import level_steps
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page
from dashboard.components.table import wrapped_table
from dashboard.text import Words
from dashboard.views import months as view
from dashboard.views.certification import Fact, Levels
from scoring.certify.annual_fee import Tenure
from scoring.errors import NoRulesInForce
from scoring.figures import Evidence
from scoring.rules.catalogue import fee_scheme, period_scheme, schemes_of

_NOT_USED = ":material/event_busy:"
_STATES = {"good": ("green", ":material/check_circle:"), "bad": ("red", ":material/cancel:")}


def fact_grid(facts: Sequence[Fact], key: str) -> None:
    """Labelled figures side by side; good and bad ones carry a word's icon as well as the colour."""
    if not facts:
        return
    with st.container(border=True, key=key), st.grid(len(facts), min_column_width=190, gap="medium"):
        for fact in facts:
            with st.container(gap="xxsmall"):
                st.metric(fact.label, fact.value)
                if fact.state:
                    color, icon = _STATES[fact.state]
                    st.markdown(f":{color}[{icon}] {fact.caption}")
                else:
                    st.caption(fact.caption)


def level_chart(levels: Levels, t: Words) -> None:
    """The certified levels as steps."""
    if not levels.days:
        st.info(t("board.certified_no_data"), icon=":material/query_stats:")
        return
    st.plotly_chart(
        level_steps(levels), key="certified_levels", config={"displayModeBar": False}, alt=levels.summary
    )  # fmt: skip


def tenure_choice(page: Page) -> Tenure:
    """When the shop opened and applied to leave, as the operator says; both may stay empty."""
    t, selection = page.t, page.selection
    st.subheader(t("tenure.title"), anchor=False)
    st.caption(t("tenure.text"))
    # A day after the one in view is not used, and the field cannot hold it.
    chosen.preset("opened", selection.opened if (selection.opened or page.day) <= page.day else None)
    chosen.preset("left", selection.left)

    def moved() -> None:
        chosen.change(selection, opened=chosen.widget("opened"), left=chosen.widget("left"))

    with st.container(horizontal=True, gap="small"):
        st.date_input(
            t("tenure.opened"), key="opened", value=None, max_value=page.day, format="YYYY-MM-DD", on_change=moved,
            width=220,
        )  # fmt: skip
        st.date_input(
            t("tenure.left"), key="left", value=None, min_value=selection.opened, format="YYYY-MM-DD",
            on_change=moved, width=220,
        )  # fmt: skip
    opened, left = selection.opened, selection.left
    if opened is not None and opened > page.day:
        st.warning(t("tenure.opened_too_late", opened=fmt.day(opened), day=fmt.day(page.day)), icon=_NOT_USED)
        opened = None
    if left is not None and opened is not None and left < opened:
        st.warning(t("tenure.left_too_early"), icon=_NOT_USED)
        left = None
    elif left is not None and left.year != page.day.year:
        st.warning(t("tenure.left_other_year", left=fmt.day(left), year=page.day.year), icon=_NOT_USED)
        left = None
    return Tenure(opened, left)


def annual_fee(page: Page, tenure: Tenure) -> None:
    """The annual fee of the day's year, or why there is none."""
    t, language = page.t, page.selection.language
    dated = fee_scheme("tmall_annual_fee")
    st.subheader(t("fee.title", year=page.day.year), anchor=False)
    ended = dated.scheme.ended
    if ended is not None and page.day >= ended.on:
        st.info(ended.note.text[language], icon=":material/event_busy:")
        return
    try:
        fee = cached.fee(page.shop, page.day, tenure)
    except NoRulesInForce:
        st.info(dated.scheme.before_first.text[language], icon=":material/event_busy:")
        return
    _sure(fee.evidence, t)
    fact_grid(view.fee_facts(fee, language), "fee_facts")
    wrapped_table(view.fee_month_rows(fee, language))
    with st.expander(t("fee.clauses"), icon=":material/menu_book:", key="clauses"):
        wrapped_table(view.clause_rows(dated.in_force(fee.rule_set), language))


def assessment(page: Page, tenure: Tenure) -> None:
    """Where the shop stands in the assessment over months that is chosen."""
    t, selection = page.t, page.selection
    st.subheader(t("period.title"), anchor=False)
    options = schemes_of("period")
    picked = selection.assessment or "tmall_merchant_assessment"
    key = f"assessment_{selection.language}"
    chosen.preset(key, picked)

    def moved() -> None:
        chosen.change(selection, assessment=chosen.widget(key))

    st.selectbox(
        t("period.scheme"), options, key=key, on_change=moved, width=360,
        format_func=lambda name: period_scheme(name).scheme.label.text[selection.language],
    )  # fmt: skip
    dated = period_scheme(picked)
    if tenure.left is not None and tenure.left <= page.day:
        st.info(t("period.left"), icon=_NOT_USED)
        return
    try:
        result = cached.standing(page.shop, picked, page.day, tenure.opened)
    except NoRulesInForce:
        st.info(dated.scheme.before_first.text[selection.language], icon=":material/event_busy:")
        return
    if tenure.opened is None:
        st.caption(f":material/info: {t('period.no_opening')}")
    _sure(result.evidence, t)
    fact_grid(view.period_facts(result, selection.language), "period_facts")
    for rows in (view.period_month_rows, view.node_rows, view.condition_rows):
        if found := rows(result, selection.language):
            wrapped_table(found)
    rules = dated.in_force(result.rule_set)
    st.caption(t("period.consequence", text=rules.consequence.text[selection.language]))


def _sure(evidence: Evidence, t: Words) -> None:
    with st.container(horizontal=True, gap="small"):
        st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
        evidence_badge(evidence, t(f"evidence.{evidence.value}_total"))
