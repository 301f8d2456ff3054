"""Rules: is this my rule? Every figure with its evidence, two versions compared, and what the change does."""

import streamlit as st

from dashboard import cached
from dashboard import selection as chosen
from dashboard.components.page import Page, board_page
from dashboard.components.rules import changes, comparison, figures
from scoring.rules.catalogue import scheme


def main() -> None:
    """Draw the page."""
    page = board_page()
    st.subheader(page.t("rules.title"), anchor=False)
    dated = scheme(page.selection.scheme)
    changes(page.rules, page)
    if len(dated.rule_sets) > 1:
        _compare(page)
    figures(page.rules, page)


def _compare(page: Page) -> None:
    dated = scheme(page.selection.scheme)
    versions = [version.isoformat() for version in dated.versions]
    at = versions.index(page.rules.effective_from.isoformat())
    old = versions[at - 1] if at else versions[1]
    picked = chosen.remembered("compare_with", old)
    if picked not in versions or picked == versions[at]:
        picked = old
    comparison(page, dated, versions, picked, cached.sums(page.shop))


main()
