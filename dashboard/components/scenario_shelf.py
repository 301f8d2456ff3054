"""Scenarios kept: saved under a name, shared as a link, taken along as a file, opened again, set side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import scenario as computed
from dashboard.components.cards import trial_badges
from dashboard.components.levers import beside
from dashboard.components.page import Page, plain_name
from dashboard.components.said import SCENARIOS
from dashboard.components.scenario_stack import now, scenario_of_page
from dashboard.components.table import wrapped_table
from dashboard.components.uploader import upload_field
from dashboard.text import error_text
from dashboard.views.saved_scenarios import Side, side_by_side
from dashboard.views.scenario import parted
from dashboard.views.scenario_faults import scenario_fault_rows
from scoring.errors import BadScenario, VocBoardError
from scoring.figures import weakest
from scoring.improve.scenario.model import Change, Scenario, rows_named
from scoring.improve.scenario.text import read_scenario, scenario_text
from scoring.intake.spreadsheet import csv_bytes
from scoring.store.scenarios import (
    SavedScenario,
    delete_scenario,
    save_scenario,
    saved_scenario,
    saved_scenarios,
)

_NAME, _TAKEN, _FORGOTTEN = "scenario_name", "scenario_file_taken", "scenario_forgotten"
_MOST_SIDES = 6
_LONGEST_NAME = 80
_LONGEST_KEPT = 70  # room for the words that tell the former one of a name from the new one


def keep_and_share(page: Page, changes: Callable[[], tuple[Change, ...]]) -> None:
    """Save under a name, copy the link, take the file along: all of the scenario as it is at the click.

    `changes` gives those of the moment, and asks no session: the file is written outside it.
    """
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="keep_scenario"):
        st.text_input(t("scenario.name"), key=_NAME, placeholder=t("scenario.name_example"), width=360)
        st.button(
            t("scenario.save"), key="save_scenario", icon=":material/bookmark_add:", type="primary",
            on_click=beside(_save), args=(page,),
        )  # fmt: skip
        shared = st.popover(t("scenario.share"), icon=":material/link:", key="share_scenario", on_change="rerun")
        if shared.open:
            with shared:
                st.caption(t("scenario.share_help"))
                st.code(_link(page), language=None, wrap_lines=True)
        name = (chosen.remembered(_NAME) or "").strip()[:_LONGEST_NAME] or t("scenario.unnamed")
        st.download_button(
            t("scenario.yaml"), lambda: scenario_text(scenario_of_page(page, changes(), name)).encode(),
            file_name=f"{plain_name(name)}.yaml", mime="application/yaml",
            icon=":material/download:", on_click="ignore", key="scenario_yaml",
        )  # fmt: skip
    SCENARIOS.show()


def _link(page: Page) -> str:
    base = (st.context.url or "").split("?")[0]
    return f"{base}?{urlencode(chosen.parameters_of(chosen.live(page.selection)))}"


def _save(page: Page) -> None:
    t, name = page.t, str(chosen.widget(_NAME) or "").strip()
    if not name:
        SCENARIOS.say("error", t("scenario.needs_name"))
        return
    if len(name) > _LONGEST_NAME:
        SCENARIOS.say("error", t("scenario.name_too_long", most=_LONGEST_NAME, count=len(name)))
        return
    scenario = scenario_of_page(page, now(page), name)
    if not scenario.changes:
        SCENARIOS.say("error", t("scenario.nothing_to_save"))
        return
    folder, text = cached.data_folder(), scenario_text(scenario)
    # One step back, as often as it is saved: the copy before the last one gives way.
    earlier, replaced = t("scenario.earlier", name=name[:_LONGEST_KEPT]), False

    def save() -> None:
        nonlocal replaced
        before = saved_scenario(folder, page.shop.shop, name)
        replaced = before is not None and before.text != text
        if before is not None and replaced:
            save_scenario(folder, page.shop.shop, earlier, before.text, before.rows)
        save_scenario(folder, page.shop.shop, name, text, rows_named(scenario.changes))

    if SCENARIOS.tried(page, t("scenario.saved", name=name), save) and replaced:
        SCENARIOS.say("success", t("scenario.saved_again", name=name, earlier=earlier))


def _free_name(page: Page, name: str) -> str:
    """A name like the one given that no saved scenario has."""
    taken = {item.name for item in saved_scenarios(cached.data_folder(), page.shop.shop)}
    short = name[:_LONGEST_KEPT]
    numbered = (page.t("scenario.earlier_still", name=short, count=count) for count in range(2, len(taken) + 3))
    return next(free for free in (page.t("scenario.earlier", name=short), *numbered) if free not in taken)


def shelf(page: Page) -> None:
    """The scenarios saved for the shop: side by side, each to open or to forget, and a file to read one from."""
    t, language = page.t, page.selection.language
    SCENARIOS.show()
    gone = chosen.remembered(_FORGOTTEN)
    if gone is not None and gone.shop == page.shop.shop:
        st.button(
            t("scenario.bring_back", name=fmt.escaped(gone.name)), key="bring_back", icon=":material/undo:",
            on_click=_bring_back, args=(gone, page),
        )  # fmt: skip
    try:
        kept = computed.saved(page.shop)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    if kept:
        names = [item.name for item in kept]
        shown = st.multiselect(
            t("scenario.which"), names, default=names[:_MOST_SIDES], max_selections=_MOST_SIDES, key="saved_shown"
        )
        _compared([item for item in kept if item.name in shown], page)
    else:
        st.info(t("scenario.nothing_saved"), icon=":material/bookmarks:")
    for place, item in enumerate(kept):
        _saved_row(item, place, page)
    with st.expander(t("scenario.from_file"), icon=":material/upload_file:"):
        _from_file(page)


def _compared(kept: Sequence[SavedScenario], page: Page) -> None:
    t, language = page.t, page.selection.language
    sides = []
    with st.spinner(t("scenario.computing"), show_time=True):
        for item in kept:
            try:
                scenario = read_scenario(item.text)
                sides.append(Side(item.name, scenario.day, computed.applied(page.shop, scenario).comparison))
            except VocBoardError as error:
                st.error(fmt.escaped(f"{item.name}: {error_text(language, error)}"), icon=":material/error:")
    if not sides:
        return
    rows, name = side_by_side(sides, language), plain_name(f"{page.shop.shop}_{t('scenario.saved_file')}")
    st.dataframe(rows, hide_index=True, key=f"side_by_side_{language}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        sure = weakest(*(side.comparison.evidence for side in sides))
        st.markdown(trial_badges(sure, t(f"evidence.{sure.value}_total"), t))
        st.space("stretch")
        st.download_button(
            t("table.download"), lambda: csv_bytes(rows), file_name=f"{name}.csv",
            mime="text/csv", icon=":material/download:", type="tertiary", on_click="ignore", key="side_by_side_csv",
        )  # fmt: skip


def _saved_row(item: SavedScenario, place: int, page: Page) -> None:
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"saved_{place}"):
        st.markdown(f"**{fmt.escaped(item.name)}**", width="stretch")
        st.caption(t("scenario.saved_at", at=item.saved_at[:10]), width="content")
        st.button(t("scenario.open"), key=f"open_{place}", icon=":material/edit:", on_click=_open, args=(item, page))
        st.button(
            t("scenario.forget"), key=f"forget_{place}", icon=":material/delete:", type="tertiary",
            on_click=_forget, args=(item, page),
        )  # fmt: skip


def _open(item: SavedScenario, page: Page) -> None:
    try:
        _into_the_address(read_scenario(item.text), page)
    except VocBoardError as error:
        SCENARIOS.say("error", error_text(page.selection.language, error))


def _into_the_address(scenario: Scenario, page: Page) -> None:
    stack, sets = parted(scenario.changes)
    line = page.timeline
    ahead = scenario.day is not None and scenario.day > line.last_day
    day = None if scenario.day is None or scenario.day >= line.last_day else scenario.day
    chosen.remember(_NAME, scenario.name)
    known = scenario.scheme in cached.schemes_to_choose()
    chosen.change(
        page.selection, stack=stack, changes=sets, ahead=ahead, day=day, view="", rules=scenario.rule_set,
        scheme=scenario.scheme if known else page.selection.scheme,
    )  # fmt: skip


def _forget(item: SavedScenario, page: Page) -> None:
    done = page.t("scenario.forgotten", name=item.name)
    if SCENARIOS.tried(page, done, lambda: delete_scenario(cached.data_folder(), item.shop, item.name)):
        chosen.remember(_FORGOTTEN, item)


def _bring_back(item: SavedScenario, page: Page) -> None:
    """The scenario deleted last, kept again; one that took its name since then stays."""
    name, folder = item.name, cached.data_folder()

    def bring_back() -> None:
        nonlocal name
        if saved_scenario(folder, item.shop, item.name) is not None:
            name = _free_name(page, item.name)
        save_scenario(folder, item.shop, name, item.text, item.rows)

    if SCENARIOS.tried(page, "", bring_back):
        SCENARIOS.say("success", page.t("scenario.brought_back", name=name))
        chosen.remember(_FORGOTTEN, None)


def _from_file(page: Page) -> None:
    file = upload_field(
        page.t, "scenario_file", several=False, types=("yaml", "yml"), limit="scenario.file_limit"
    )  # fmt: skip
    if file is None or file.file_id == chosen.remembered(_TAKEN):
        return
    try:
        scenario = read_scenario(file.getvalue().decode("utf-8-sig", errors="replace"))
    except BadScenario as error:
        st.error(page.t("scenario.file_faults", count=len(error.faults)), icon=":material/error:")
        wrapped_table(scenario_fault_rows(error, page.selection.language))
        return
    chosen.remember(_TAKEN, file.file_id)
    _into_the_address(scenario, page)
    st.rerun()
