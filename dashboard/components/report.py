"""The report of a shop's day: what it is about, three downloads, and the morning message to copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import cached
from dashboard import selection as chosen
from dashboard.cached import calibration, outlook
from dashboard.components import at_hand
from dashboard.components.page import Page
from dashboard.components.trend_choice import span_choice
from dashboard.report.facts import Facts
from dashboard.report.page import page as web_page
from dashboard.report.text import morning_text
from dashboard.report.workbook import workbook
from dashboard.text import LANGUAGES
from dashboard.views.digest import digest
from dashboard.views.report import Report, file_name
from dashboard.views.report import report as report_of
from scoring.rules.own_figures import typed_and_fitted

_LANGUAGE = "report_language"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report(page: Page) -> None:
    """Draw it: the choices, the downloads, the text."""
    t = page.t
    st.subheader(t("report.title"), anchor=False)
    st.caption(t("report.lead"))
    first, last = span_choice(page)
    language = _language(page)
    with st.spinner(t("report.counting"), show_time=True):
        facts = facts_of_page(page)
    text = morning_text(digest(facts, language))
    _downloads(page, facts, first, last, language, text)
    st.subheader(t("report.text_title"), anchor=False)
    st.caption(t("report.text_copy"))
    with st.container(key="morning_text"):
        st.code(text, language=None, wrap_lines=True)


def facts_of_page(page: Page) -> Facts:
    """What the report is made of, from what is cached."""
    shop, chosen_scheme, rules, day = page.shop, page.selection.scheme, page.selection.rules, page.day
    dated = cached.scheme_of(shop, chosen_scheme)
    typed, fitted = typed_and_fitted(cached.own_figures_used(shop, chosen_scheme, page.rules.effective_from))
    return Facts(
        shop.data,
        shop.shop,
        dated,
        cached.sums(shop),
        page.timeline,
        day,
        cached.certified(shop, chosen_scheme, rules),
        cached.best_hints(shop, chosen_scheme, rules, day),
        outlook.covered(shop, chosen_scheme, rules, day),
        outlook.outlook(shop, chosen_scheme, rules, day),
        cached.beside(shop, chosen_scheme, rules, day),
        cached.notes(shop),
        at_hand.days_of_tables(shop.data, shop.version, shop.shop),
        typed,
        rules is not None and page.rules is not dated.in_force_or_first(day),
        fitted,
        calibration.official(shop, chosen_scheme),
    )


def _language(page: Page) -> str:
    """The language of the report: the page's, until another is chosen."""
    language = str(chosen.remembered(_LANGUAGE) or page.selection.language)

    def moved() -> None:
        chosen.remember(_LANGUAGE, chosen.widget("report_in") or language)

    chosen.preset("report_in", language)
    st.segmented_control(
        page.t("report.language"), LANGUAGES, key="report_in", on_change=moved, width="content",
        format_func={"zh": "中文", "en": "English"}.__getitem__,
    )  # fmt: skip
    return language


def _downloads(page: Page, facts: Facts, first: date, last: date, language: str, text: str) -> None:
    def made(build: Callable[[Report], bytes]) -> Callable[[], bytes]:
        return lambda: build(report_of(facts, first, last, language))

    t, scheme = page.t, page.selection.scheme
    files = (
        ("html", ":material/web:", t("report.html"), t("report.html_text"), made(web_page), "text/html"),
        ("xlsx", ":material/table:", t("report.xlsx"), t("report.xlsx_text"), made(workbook), _XLSX),
        ("txt", ":material/chat:", t("report.txt"), t("report.txt_text"), text.encode, "text/plain"),
    )
    with st.grid(3, min_column_width=250, gap="small"):
        for ending, icon, title, said, build, mime in files:
            with st.container(border=True, height="stretch", gap="xsmall", key=f"file_{ending}"):
                st.markdown(f"**{title}**")
                st.caption(said)
                st.space("stretch")
                st.download_button(
                    t("report.download"), build, file_name=file_name(facts.shop, scheme, facts.day, ending),
                    mime=mime, icon=icon, key=f"download_{ending}", on_click="ignore", width="stretch",
                    type="primary" if ending == "html" else "secondary",
                )  # fmt: skip
