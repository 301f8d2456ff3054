"""What-if: a scenario beside its frozen baseline, the way to a target, saved scenarios, why a total changed."""

from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard import selection as chosen
from dashboard.components.forecast import forecast_panel
from dashboard.components.levers import settle
from dashboard.components.page import Page, board_page
from dashboard.components.scenario import scenario_part
from dashboard.components.scenario_shelf import shelf
from dashboard.components.target import target_panel
from dashboard.components.why_changed import why_changed_panel


def main() -> None:
    """Draw the page."""
    page = board_page()
    settle(page)  # a figure typed just before another view was opened
    page = replace(page, selection=chosen.live(page.selection))
    st.subheader(page.t("what_if.title"), anchor=False)
    view = _view_choice(page)
    if view == "target":
        target_panel(page)
    elif view == "outlook":
        forecast_panel(page)
    elif view == "saved":
        shelf(page)
    elif view == "why":
        why_changed_panel(page, page.selection.since, lambda day: _keep_since(page, day))
    else:
        scenario_part(page)


def _view_choice(page: Page) -> str:
    """Which of the page's four questions is answered."""
    t, selection = page.t, page.selection

    def moved() -> None:
        chosen.change(selection, view=chosen.widget("what_if_view") or "")

    chosen.preset("what_if_view", selection.view)
    st.segmented_control(
        t("what_if.view"), chosen.VIEWS, key="what_if_view", on_change=moved, required=True,
        format_func=lambda name: t(f"what_if.view_{name or 'scenario'}"), label_visibility="collapsed",
        width="content", wrap=True,
    )  # fmt: skip
    return selection.view


def _keep_since(page: Page, day: date) -> None:
    chosen.change(page.selection, since=day)


main()
