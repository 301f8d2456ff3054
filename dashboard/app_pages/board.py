"""The board: where the shop stands, what to fix first, how it got here."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard.cached.calibration import official as official_of
from dashboard.cached.outlook import covered, outlook
from dashboard.components.cards import dimension_cards, hint_list, score_card
from dashboard.components.chart import draw_trend
from dashboard.components.indicators import indicator_table
from dashboard.components.page import Page, board_page
from dashboard.components.table import wrapped_table
from dashboard.components.trend_choice import metric_choice, span_choice
from dashboard.selection import DIMENSIONS, parameters_of
from dashboard.views import board as view
from dashboard.views.adjustments import adjustment_lines
from dashboard.views.dimensions import dimension_cards as cards_of
from dashboard.views.hints import HintRow, hint_rows, no_hints_text
from dashboard.views.rules import figure_rows
from dashboard.views.trend import cycle_before, metric_trend, score_trend
from scoring.certify.calendar import next_reference
from scoring.improve.hints import Hint, saturated

_CARD_HEIGHT = 190  # pixels of the grey placeholder while futures are drawn


def main() -> None:
    """Draw the page, the most important first; charts come last because they load last."""
    page = board_page()
    where = (page.shop, page.selection.scheme, page.selection.rules)
    stands, fixes = st.columns([2, 1], gap="small")
    found = cached.best_hints(*where, page.day)
    with stands:
        _stands(page, found)
    with fixes:
        _fix_first(page, found)
    _trend(page)
    st.subheader(page.t("board.metric_table"), anchor=False)
    indicator_table(page)
    _details(page)


def _diagnosis(page: Page, dimension: str) -> dict[str, str]:
    shown = dimension if dimension in DIMENSIONS else ""
    return parameters_of(replace(page.selection, dimension=shown, part=None))


def _stands(page: Page, found: list[Hint]) -> None:
    """Where the shop stands: the three levels, what holds the next one back, the dimensions."""
    t, language, selection = page.t, page.selection.language, page.selection
    before = page.timeline.at(page.day - timedelta(days=1), 0) if page.day > page.timeline.first_day else None
    certified = cached.certified(page.shop, selection.scheme, selection.rules)
    held = [item for item in certified if item.day <= page.day]
    coming = None
    if page.rules.has_total:
        with st.skeleton(_CARD_HEIGHT):
            coming = outlook(page.shop, selection.scheme, selection.rules, page.day)
    official = official_of(page.shop, selection.scheme)
    score_card(view.score_card(page.result, before, certified, page.rules, language, coming, official), t)
    known = covered(page.shop, selection.scheme, selection.rules, page.day)
    reference = held[-1].reference_day if held else None
    cards = cards_of(page.timeline, page.day, reference, found, known, language)
    dimension_cards(cards, t, lambda dimension: _diagnosis(page, dimension))
    beside = cached.beside(page.shop, selection.scheme, selection.rules, page.day)
    if lines := adjustment_lines(page.result, page.rules, beside, language):
        with st.container(border=True, key="adjustments", gap="xsmall"):
            st.markdown(f"**{t('adjust.title')}**")
            st.markdown("\n".join(f"- {fmt.escaped(line)}" for line in lines))


def _fix_first(page: Page, found: list[Hint]) -> None:
    rules = page.rules
    rows = hint_rows(found, next_reference(rules.certification, page.day), page.selection.language)

    def what_if(row: HintRow) -> dict[str, str]:
        return parameters_of(replace(page.selection, changes=((row.metric, row.target),)))

    with st.container(border=True, key="fix_first", gap="small", height="stretch"):
        st.subheader(page.t("board.hints"), anchor=False)
        if rows:
            hint_list(rows, page.t, what_if, lambda dimension: _diagnosis(page, dimension))
        else:
            icon = "task_alt" if rules.has_total and page.result.withheld is None else "info"
            st.info(no_hints_text(rules, page.result, page.selection.language), icon=f":material/{icon}:")
        if best := saturated(page.result):
            names = page.t("board.list").join(label[page.selection.language] for label in best)
            st.caption(page.t("target.saturated", names=names))


def _trend(page: Page) -> None:
    """One chart, of the scores or of a metric: a second one would make every change of the page slower."""
    selection = page.selection
    st.subheader(page.t("board.trend"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        first, last = span_choice(page)
        metric = metric_choice(page)
        st.page_link(
            "app_pages/what_if.py", label=page.t("board.why"), icon=":material/waterfall_chart:",
            query_params=parameters_of(replace(selection, view="why")),
        )  # fmt: skip
    before, notes = cycle_before(selection.span, page.timeline, page.day), cached.notes(page.shop)
    if metric:
        trend = metric_trend(page.timeline, metric, notes, first, last, selection.language, before)
    else:
        certified = cached.certified(page.shop, selection.scheme, selection.rules)
        official = official_of(page.shop, selection.scheme).totals
        trend = score_trend(page.timeline, certified, notes, first, last, selection.language, before, official)
    draw_trend(trend, "trend")


def _details(page: Page) -> None:
    """What few open and all would wait for: drawn once it is open."""
    t = page.t
    opened = st.expander(t("board.details"), icon=":material/fact_check:", key="details", on_change="rerun")
    if not opened.open:
        return
    with opened:
        rows = view.gate_rows(page.result.gates, page.selection.language)
        if rows:
            st.markdown(f"**{t('board.other_gates')}**")
        for label, _, sentence in rows:
            st.markdown(f"- {t('board.gate_line', gate=label, state=sentence)}")
        st.markdown(f"**{t('board.assumed_title')}**")
        st.caption(t("board.assumed_text"))
        wrapped_table(figure_rows(page.rules, page.selection.language, "assumed"))


main()
