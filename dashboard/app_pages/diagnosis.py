"""Diagnosis: one area at a time: what it costs, which segments carry the shortfall, and what to do next."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard.cached.diagnosis import points_lost
from dashboard.components.after_sales import after_sales
from dashboard.components.consultation import consultation, factors
from dashboard.components.diagnosis import (
    answer_card,
    area_choice,
    metric_list,
    next_step,
    what_is_needed,
    worst_segment,
)
from dashboard.components.disputes import disputes
from dashboard.components.goods import goods
from dashboard.components.logistics import logistics
from dashboard.components.page import Page, board_page
from dashboard.components.segments import segments_of
from dashboard.views import diagnosis as view
from dashboard.views.diagnosed_metrics import metric_cards

_EVIDENCE: dict[str, Callable[[Page, date, date], None]] = {
    "product": goods,
    "logistics": logistics,
    "after_sales": after_sales,
    "dispute": disputes,
    "consultation": consultation,
}


def main() -> None:
    """Draw the page: answer, reason, evidence, next step; what is not shown is not computed."""
    page = board_page()
    t, selection, result, rules = page.t, page.selection, page.result, page.rules
    lost = points_lost(page.shop, selection.scheme, selection.rules, page.day)
    area = selection.dimension or view.opening_area(lost)
    area_choice(page, area, lost)
    found = view.areas(rules, result.category)
    names = found[area]
    worst = view.worst_metric(names, lost, result)
    looked_at = next((name for name in names if rules.indicators[name].metric == selection.metric), worst)
    answer = view.answer(area, names, lost, result, rules, selection.language)
    place = answer_card(answer, page)
    if lacking := view.needs_of_area(names, result, selection.language):
        what_is_needed(lacking, page)
    elif elsewhere := view.lacking_sentence(found, result, selection.language):
        st.caption(f":material/inventory_2: {fmt.escaped(elsewhere)}")
    cases = view.counted(looked_at, result, rules, page.day)
    if names:
        st.subheader(t("diagnosis.metrics"), anchor=False)
        metric_list(metric_cards(names, lost, result, rules, selection.language), looked_at, page)
    if (worst_cases := view.counted(worst, result, rules, page.day)) is not None:
        with place:
            worst_segment(worst_cases, answer.state == "bad", page)
    if looked_at and result.indicators[looked_at].from_platform:
        st.info(t("diagnosis.platform_figure"), icon=":material/cloud_download:")
    if cases is not None:
        segments_of(page, cases)
        if area == "consultation":
            factors(page, cases)
    _EVIDENCE[area](page, *view.evidence_days(cases, page.day))
    if looked_at:
        next_step(looked_at, page)


main()
