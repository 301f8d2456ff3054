"""Certification: levels over time, what they bring, the annual fee, the assessments over months."""

import streamlit as st

from dashboard import cached
from dashboard.components.certification import annual_fee, assessment, fact_grid, level_chart, tenure_choice
from dashboard.components.page import Page, board_page
from dashboard.components.table import wrapped_table
from dashboard.views import certification as view


def main() -> None:
    """Draw the page: the answer, how it came about, what it brings, then fee and monthly assessments."""
    page = board_page()
    t, language = page.t, page.selection.language
    certified = cached.certified(page.shop, page.selection.scheme, page.selection.rules)
    held = [item for item in certified if item.day <= page.day]
    penalties = cached.penalties(page.shop, page.rules, page.day)
    label = cached.goods_label(page.shop, page.selection.scheme, page.selection.rules, page.day)
    st.subheader(t("certification.title"), anchor=False)
    st.caption(t("app.trial"))
    fact_grid(view.facts(certified, penalties, label, page.result, page.rules, language), "certification_facts")
    if page.rules.certification is None:
        st.info(t("certification.not_certified"), icon=":material/info:")
    elif held:
        level_chart(view.levels(held, page.rules, language), t)
        with st.expander(t("certification.history"), icon=":material/manage_history:", key="history"):
            st.dataframe(view.certification_rows(held, page.rules, language), hide_index=True, key="certifications")
    _brings(page)
    _months(page)


def _brings(page: Page) -> None:
    t, language = page.t, page.selection.language
    uses = cached.uses(page.shop, page.selection.scheme, page.selection.rules, page.day)
    if page.rules.levels:
        st.subheader(t("certification.ladder"), anchor=False)
        wrapped_table(view.ladder_rows(page.result, page.rules, language))
    if uses:
        st.subheader(t("certification.uses"), anchor=False)
        wrapped_table(view.use_rows(uses, page.rules, language))
    if page.rules.penalties:
        with st.expander(t("certification.penalties"), icon=":material/gavel:", key="penalties"):
            wrapped_table(view.penalty_rows(page.rules, language))


def _months(page: Page) -> None:
    st.divider()
    tenure = tenure_choice(page)
    annual_fee(page, tenure)
    assessment(page, tenure)


main()
