"""The changes of a scenario, one line each: switched on and off, decided where they are appeals, taken out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached.scenario import UNNAMED, coming_day, scenario_of
from dashboard.components.levers import beside, settle
from dashboard.components.page import Page
from dashboard.views.scenario import StackRow, every_change, parted, stack_rows
from scoring.improve.scenario.address import packed, unpacked
from scoring.improve.scenario.model import Change, Scenario

OUTCOMES = ("upheld", "pending", "rejected")


def keep_changes(page: Page, changes: Sequence[Change]) -> None:
    """Make these the scenario; what a lever can show goes to the levers."""
    stack, sets = parted(changes)
    chosen.change(page.selection, stack=stack, changes=sets)


def now(page: Page) -> tuple[Change, ...]:
    """The scenario as it is at this moment, which a callback may see before the page does."""
    settle(page)
    selection = chosen.live(page.selection)
    return every_change(selection.stack, selection.changes)


def day_looked_at(page: Page) -> date:
    """The day the scenario is looked at: the page's, or the coming one."""
    selection = page.selection
    return coming_day(page.shop, selection.scheme, selection.rules, page.day) if selection.ahead else page.day


def scenario_of_page(page: Page, changes: Sequence[Change], name: str = UNNAMED) -> Scenario:
    """The changes as a scenario of the page's shop, scheme and rules on the day it is looked at."""
    selection = page.selection
    return scenario_of(page.shop, selection.scheme, selection.rules, day_looked_at(page), changes, name)


def stack_list(page: Page, looked_at: Collection[str]) -> None:
    """Every change that is no lever's."""
    t, selection = page.t, page.selection
    sums = cached.sums(page.shop)
    rows = stack_rows(selection.stack, looked_at, page.rules, selection.language, day_looked_at(page), sums)
    if not rows:
        st.caption(t("scenario.none"))
    for row in rows:
        _row(row, page)
    with st.container(horizontal=True):
        st.button(
            t("scenario.clear"),
            key="reset_all",
            icon=":material/undo:",
            on_click=beside(_clear),
            args=(page,),
            type="tertiary",
        )


def _clear(page: Page) -> None:
    chosen.change(page.selection, stack="", changes=())


def _row(row: StackRow, page: Page) -> None:
    t, key = page.t, f"change_{row.place}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_{row.place}"):
        chosen.preset(f"{key}_on", row.on)
        st.toggle(
            t("scenario.switch", change=row.text), key=f"{key}_on", label_visibility="collapsed",
            on_change=beside(_edited), args=(page, row.place, lambda item: item.switched(chosen.widget(f"{key}_on"))),
        )  # fmt: skip
        shown = fmt.escaped(row.text)
        idle = f"  \n:small[:gray[{fmt.escaped(row.idle)}]]" if row.idle else ""
        # A container of its own gives way to the button beside it: a long line wraps inside itself.
        with st.container():
            st.markdown(f"{shown if row.on else f':gray[~~{shown}~~]'}{idle}")
        st.button(
            t("scenario.remove"), key=f"{key}_gone", icon=":material/close:", type="tertiary",
            on_click=beside(_removed), args=(page, row.place), help=t("scenario.remove_help"),
        )  # fmt: skip
    if row.outcome:
        chosen.preset(f"{key}_outcome", row.outcome)
        st.segmented_control(
            t("scenario.outcome"), OUTCOMES, key=f"{key}_outcome", label_visibility="collapsed", width="content",
            required=True, format_func=lambda name: t(f"scenario.outcome_{name}"),
            on_change=beside(_decided), args=(page, row.place, key),
        )  # fmt: skip


def _edited(page: Page, place: int, edit: Callable[[Change], Change]) -> None:
    settle(page)
    changes = list(unpacked(chosen.live(page.selection).stack))
    if place < len(changes):
        changes[place] = edit(changes[place])
        chosen.change(page.selection, stack=packed(changes))


def _decided(page: Page, place: int, key: str) -> None:
    outcome = chosen.widget(f"{key}_outcome")
    _edited(page, place, lambda item: item.model_copy(update={"outcome": outcome}))


def _removed(page: Page, place: int) -> None:
    settle(page)
    changes = unpacked(chosen.live(page.selection).stack)
    chosen.change(page.selection, stack=packed([item for at, item in enumerate(changes) if at != place]))
