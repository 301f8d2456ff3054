"""What-if: the difference first, the baseline frozen, then the levers and an alternative upload."""

import streamlit as st

from dashboard import cached
from dashboard.components.page import board_page
from dashboard.components.what_if import alternative, difference_card, lever_list
from dashboard.views.what_if import levers
from scoring.improve.what_if import what_if


def main() -> None:
    """Draw the page."""
    page = board_page()
    st.subheader(page.t("what_if.title"), anchor=False)
    place = st.container()
    replaced = alternative(page)
    rules, category = page.rules, page.result.category
    baseline = cached.day_panel(page.shop, page.selection.scheme, page.selection.rules, page.day)
    changes = {name: value for name, value in page.selection.changes if name in baseline.metrics}
    comparison = what_if(baseline, rules, category, changes, replaced)
    with place:
        difference_card(comparison, changes, page)
    lever_list(levers(comparison, rules, page.timeline, page.selection.language, replaced), changes, page)


main()
