"""The difference a scenario makes: before and after, and the line that stays in sight."""

from __future__ import annotations

import streamlit as st

from dashboard import format as fmt
from dashboard.components.cards import badge, trial_badges
from dashboard.components.page import Page
from dashboard.views import what_if as view
from dashboard.views.board import unchecked_gates
from scoring.improve.scenario.apply import Applied
from scoring.improve.what_if import Comparison
from scoring.rules.model import RuleSet

_MARKS = {1: ":green[▲ {}]", -1: ":red[▼ {}]", 0: ":gray[{}]"}


def difference_card(found: Applied, page: Page, count: int) -> None:
    """Before and after, the difference first; the baseline never moves. `count` is the number of changes."""
    t, language, comparison, rules = page.t, page.selection.language, found.comparison, found.rules
    apart = view.scales_apart(found.baseline_rules, rules, language)
    total = view.difference(t("what_if.total"), comparison.total, apart=bool(apart))
    st.markdown(_in_sight(comparison, page, rules, total, count))
    level = view.level_change(comparison, language)
    with st.container(border=True, key="difference", gap="small"):
        if rules.has_total:
            with st.grid(3, min_column_width=170, gap="medium"):
                with st.container(gap="xxsmall"):
                    st.metric(
                        t("what_if.difference"),
                        total.change,
                        help=None if apart else view.sentence(comparison, language),
                    )
                    if level:
                        st.caption(level)
                st.metric(f"{t('what_if.baseline')} · {total.label}", total.before)
                moved = comparison.total.difference
                delta = None if moved is None or apart else round(moved, 3)
                st.metric(f"{t('what_if.scenario')} · {total.label}", total.after, delta)
        else:
            st.caption(t("what_if.no_total"))
        if apart:
            st.warning(apart, icon=":material/straighten:")
        rows = view.differences(comparison, language, apart=bool(apart))
        with st.grid(len(rows), min_column_width=130, gap="small"):
            for row in rows:
                change = _MARKS[row.good].format(row.change)
                why = f"  \n:small[:gray[{fmt.escaped(row.why)}]]" if row.why else ""
                st.markdown(f"{row.label}  \n**{row.before} → {row.after}**  \n{change}{why}")
        if lacking := view.fewer_dimensions(comparison, language):
            st.warning(lacking, icon=":material/warning:")
        unchecked = unchecked_gates(comparison.scenario, rules, language)
        if unchecked:
            st.caption(t("what_if.provided", gates=t("board.list").join(unchecked)))
        if not count:
            st.caption(t("what_if.no_change"))


def _in_sight(comparison: Comparison, page: Page, rules: RuleSet, total: view.Difference, count: int) -> str:
    """The line that stays in sight while levers far down are moved: the total, that it is a trial, how sure it is."""
    t, evidence = page.t, comparison.evidence
    told = [] if not rules.has_total else [f"**{total.label} {total.before} → {total.after}**"]
    if count:
        told += [_MARKS[total.good].format(total.change)] if rules.has_total else []
        if comparison.scenario.level != comparison.baseline.level:
            told.append(fmt.escaped(view.level_change(comparison, page.selection.language)))
        told.append(badge(t("what_if.changed", count=count), "blue", ":material/edit:"))
    return " ".join((*told, trial_badges(evidence, t(f"evidence.{evidence.value}_total"), t)))
