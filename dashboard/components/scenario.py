"""The scenario builder: the difference first, the changes, what may be added, the levers, what becomes of appeals."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import scenario as computed
from dashboard.components.cards import badge
from dashboard.components.levers import SCENARIO_PART, beside, lever_list, settle
from dashboard.components.page import Page
from dashboard.components.scenario_forms import add_a_change
from dashboard.components.scenario_shelf import keep_and_share
from dashboard.components.scenario_stack import scenario_of_page, stack_list
from dashboard.components.what_if import difference_card
from dashboard.components.why_changed import scenario_changes
from dashboard.text import error_text
from dashboard.views.exclusions import latest_text
from dashboard.views.scenario import counting, every_change, metric_rows
from dashboard.views.what_if import levers
from scoring.errors import VocBoardError
from scoring.figures import Evidence
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.appeals import Appeals
from scoring.improve.scenario.apply import Applied
from scoring.improve.scenario.model import Change, Scenario
from scoring.improve.scenario.stages import has_pending

_TODAY, _AHEAD = "today", "ahead"


class _Scenario:
    """The scenario as it is by now, for the parts of the page that are drawn anew by themselves.

    `changes` are those drawn last: a file is written outside of the visit, where no address is known.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.looked_at = page, _looked_at(page)
        self.changes: tuple[Change, ...] = ()
        self.now()

    def now(self) -> Scenario:
        """The scenario without what no rule set of it looks at."""
        settle(self.page)
        selection = chosen.live(self.page.selection)
        self.changes = every_change(selection.stack, selection.changes)
        return scenario_of_page(self.page, counting(self.changes, self.looked_at))


@st.fragment(key=SCENARIO_PART)
def scenario_part(page: Page) -> None:
    """Everything that changes with the scenario, and nothing else: the header above stays as it is.

    Inside it a lever that is moved is drawn anew alone, and with it what follows from it (`AFTER_A_LEVER`).
    """
    settle(page)
    page = replace(page, selection=chosen.live(page.selection))
    t, selection = page.t, page.selection
    scenario = _Scenario(page)
    _day_choice(page)
    with st.container(key="scenario_result_place"):  # its line, or what stands for it, sticks to the top: see `app.py`
        _result(scenario)
    # Side by side: a change that is new to the list moves no lever from under the hand.
    with st.container(key="scenario_columns"):
        moving, listed = st.columns([5, 3], gap="medium")
    with listed:
        with st.container(border=True, key="stack", gap="small"):
            st.markdown(f"**{t('scenario.stack')}**")
            stack_list(page, scenario.looked_at)
            keep_and_share(page, lambda: scenario.changes)
        _appeals(scenario)
        add_a_change(page, cached.scheme_of(page.shop, selection.scheme))
    try:
        before = _applied(page, scenario_of_page(page, counting(every_change(selection.stack, ()), scenario.looked_at)))
    except VocBoardError:  # said where the difference would stand
        return
    with moving:
        lever_list(
            levers(
                before.comparison, before.baseline_rules, page.timeline, selection.language, before.panel, before.rules
            ),
            page,
        )
    _why(scenario)


@st.fragment(key="scenario_result")
def _result(scenario: _Scenario) -> None:
    """The difference, or why there is none."""
    page, now = scenario.page, scenario.now()
    try:
        found = _applied(page, now)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(page.selection.language, error)), icon=":material/error:")
        return
    difference_card(found, page, sum(item.on for item in now.changes))


def _looked_at(page: Page) -> set[str]:
    """The metrics whose changes count: those of the day's rule set, and of the one the scenario puts in its place."""
    try:
        return computed.looked_at(page.shop, scenario_of_page(page, every_change(page.selection.stack, ())))
    except VocBoardError:  # said where the difference would stand
        return set(page.rules.windows_for(page.result.category))


def _applied(page: Page, scenario: Scenario) -> Applied:
    if computed.is_measured(scenario.changes):
        with st.spinner(page.t("scenario.computing"), show_time=True):
            return computed.applied(page.shop, scenario)
    return computed.applied(page.shop, scenario)


def _day_choice(page: Page) -> None:
    """The day the scenario is looked at: the one of the page, or a coming one, if possible the next certification's."""
    t, selection = page.t, page.selection
    coming = computed.coming_day(page.shop, selection.scheme, selection.rules, page.day)
    newest = page.timeline.last_day
    days = {_TODAY: page.day, _AHEAD: coming}
    label = {_TODAY: _TODAY, _AHEAD: _AHEAD if page.timeline.rules_at(newest).certification else "later"}

    def moved() -> None:
        chosen.change(selection, ahead=chosen.widget("scenario_day") == _AHEAD)

    chosen.preset("scenario_day", _AHEAD if selection.ahead else _TODAY)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            t("scenario.day"), list(days), key="scenario_day", on_change=beside(moved), width="content", required=True,
            format_func=lambda name: t(
                f"scenario.day_{label[name]}", day=fmt.day(days[name]), days=(coming - newest).days
            ),
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        if selection.ahead and coming > newest:
            st.caption(t("scenario.ahead_help", last=fmt.day(newest)))


@st.fragment(key="scenario_appeals")
def _appeals(scenario: _Scenario) -> None:
    """Best, expected and worst outcome of what is still pending, if anything is."""
    t, now = scenario.page.t, scenario.now()
    if not has_pending(now.changes):
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**{t('scenario.appeals')}**")
        try:
            with st.spinner(t("scenario.computing"), show_time=True):
                outcome = computed.outcomes(scenario.page.shop, f"{now.day}{packed(now.changes)}", now)
        except VocBoardError:  # said where the difference would stand
            return
        _outcome_lines(scenario.page, outcome)


def _outcome_lines(page: Page, outcome: Appeals) -> None:
    t, language = page.t, page.selection.language
    ends = [("worst", outcome.worst), ("best", outcome.best)]
    for place, (name, item) in zip(st.columns(2), ends, strict=True):
        level = item.comparison.scenario.level_label
        with place, st.container(gap="xxsmall"):
            st.metric(t(f"scenario.{name}"), fmt.points(item.comparison.total.after))
            if level:
                st.caption(level[language])
    if outcome.expected is not None:
        st.markdown(t("scenario.expected", total=fmt.points(round(outcome.expected, 3))))
    else:
        st.caption(t("scenario.no_chance"))
    if outcome.draws:
        st.caption(t("scenario.drawn", count=outcome.draws))
    if outcome.filing is not None:
        said = latest_text(outcome.filing, page.timeline.last_day, language)
        sure = badge(t("evidence.assumed"), "orange", ":material/science:")
        st.markdown(
            f":small[:gray[{fmt.escaped(said)}]] {sure if outcome.filing.evidence is Evidence.ASSUMED else ''}",
            help=fmt.escaped(outcome.filing.source[language]),
        )


@st.fragment(key="scenario_why")
def _why(scenario: _Scenario) -> None:
    """Where the difference comes from, computed once it is asked for."""
    page = scenario.page
    opened = st.expander(page.t("scenario.why"), icon=":material/waterfall_chart:", key="why_open", on_change="rerun")
    if not opened.open:
        return
    with opened:
        try:
            found = _applied(page, scenario.now())
        except VocBoardError:  # said where the difference would stand
            return
        if rows := metric_rows(found.comparison, page.selection.language):
            st.markdown(f"**{page.t('scenario.metrics')}**")
            st.dataframe(rows, hide_index=True, key=f"scenario_metrics_{page.selection.language}")
        if found.rules.has_total and found.baseline_rules.has_total:
            scenario_changes(page, computed.why(page.shop, found))
