"""The board: where the shop stands, what to fix first, how it got here."""

from datetime import timedelta

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.cards import dimension_cards, hint_cards, score_card
from dashboard.components.chart import draw_trend
from dashboard.components.page import Page, board_page
from dashboard.components.table import wrapped_table
from dashboard.components.trend_choice import metric_choice, span_choice
from dashboard.views import board as view
from dashboard.views.adjustments import adjustment_lines
from dashboard.views.hints import HintRow, hint_rows
from dashboard.views.indicators import indicator_rows
from dashboard.views.rules import figure_rows
from dashboard.views.trend import metric_trend, score_trend
from scoring.certify.calendar import next_certification_day, reference_day


def main() -> None:
    """Draw the page, the most important first; charts come last because they load last."""
    page = board_page()
    t, language = page.t, page.selection.language
    before = page.timeline.at(page.day - timedelta(days=1), 0) if page.day > page.timeline.first_day else None
    certified = cached.certified(page.shop, page.selection.scheme, page.selection.rules)
    held = [item for item in certified if item.day <= page.day]
    score_card(view.score_card(page.result, before, certified, page.rules, language), t)
    st.subheader(t("board.dimensions"), anchor=False)
    dimension_cards(view.dimension_cards(page.timeline, page.day, held[-1].reference_day if held else None, language))
    beside = cached.beside(page.shop, page.selection.scheme, page.selection.rules, page.day)
    if lines := adjustment_lines(page.result, page.rules, beside, language):
        with st.container(border=True, key="adjustments", gap="xsmall"):
            st.markdown(f"**{t('adjust.title')}**")
            st.markdown("\n".join(f"- {fmt.escaped(line)}" for line in lines))
    st.subheader(t("board.hints"), anchor=False)
    _hints(page)
    _trends(page)
    st.subheader(t("board.metric_table"), anchor=False)
    st.dataframe(indicator_rows(page.result, page.rules, language), hide_index=True, key="indicators")
    _details(page)


def _hints(page: Page) -> None:
    rules = page.rules
    reference = None
    if rules.certification is not None:
        reference = reference_day(rules.certification, next_certification_day(rules.certification, page.day))
    found = cached.best_hints(page.shop, page.selection.scheme, page.selection.rules, page.day)
    rows = hint_rows(found, reference, page.selection.language)

    def try_it(row: HintRow) -> None:
        chosen.change(page.selection, changes=((row.metric, row.target),))
        st.switch_page("app_pages/what_if.py", query_params=chosen.address())

    if rows:
        hint_cards(rows, page.t, try_it)
    elif not rules.has_total:
        st.info(page.t("board.hints_no_total"), icon=":material/info:")
    else:
        st.info(page.t("board.hints_none"), icon=":material/task_alt:")


def _trends(page: Page) -> None:
    t, selection = page.t, page.selection
    st.subheader(t("board.trend"), anchor=False)

    first, last = span_choice(page)
    certified = cached.certified(page.shop, selection.scheme, selection.rules)
    notes = cached.notes(page.shop)
    draw_trend(score_trend(page.timeline, certified, notes, first, last, selection.language), "score_trend")
    st.subheader(t("board.metrics"), anchor=False)
    metric = metric_choice(page)
    draw_trend(metric_trend(page.timeline, metric, notes, first, last, selection.language), "metric_trend")


def _details(page: Page) -> None:
    t = page.t
    with st.expander(t("board.details"), icon=":material/fact_check:", key="details"):
        rows = view.gate_rows(page.result.gates, page.selection.language)
        if rows:
            st.markdown(f"**{t('board.other_gates')}**")
        for label, _, sentence in rows:
            st.markdown(f"- {t('board.gate_line', gate=label, state=sentence)}")
        st.markdown(f"**{t('board.assumed_title')}**")
        st.caption(t("board.assumed_text"))
        wrapped_table(figure_rows(page.rules, page.selection.language, "assumed"))


main()
