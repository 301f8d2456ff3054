"""The way to a target: choose the level or total, say what not to touch, read the cheapest way, try it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached.target import movable, way
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page
from dashboard.views import target as view
from scoring.figures import Evidence
from scoring.improve.target_levers import MetricLever, Wishes

_LOOKS: dict[str, tuple[Any, str]] = {
    "there": (st.success, ":material/check_circle:"),
    "sooner": (st.success, ":material/event_available:"),
    "in_time": (st.success, ":material/event_available:"),
    "dated": (st.info, ":material/event:"),
    "late": (st.warning, ":material/event_busy:"),
    "open": (st.info, ":material/route:"),
    "out": (st.error, ":material/block:"),
}


def target_panel(page: Page) -> None:
    """The answer first, then the moves of the plan, other plans, and the wishes it follows."""
    t, selection = page.t, page.selection
    with st.container(border=True, key="target", gap="small"):
        st.markdown(f"**{t('target.title')}**")
        if not page.rules.has_total or page.result.total is None:
            st.info(t("target.no_total" if not page.rules.has_total else "target.no_score"), icon=":material/info:")
            return
        key, total = _goal_choice(page)
        place = st.container(gap="small")
        wishes = _wishes(page, movable(page.shop, selection.scheme, selection.rules, page.day))
        with place, st.spinner(t("target.searching"), show_time=True):
            found = way(
                page.shop, selection.scheme, selection.rules, page.day, view.goal_of(key, total),
                tuple(sorted(wishes.frozen)), tuple(sorted(wishes.limits.items())), tuple(sorted(wishes.costs.items())),
            )  # fmt: skip
        with place:
            _answer(view.answer(found, page.rules, selection.language), page)
            with st.container(horizontal=True, gap="small"):
                st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
                evidence_badge(found.evidence, t(f"evidence.{found.evidence.value}_total"))
                if found.costs_assumed:
                    evidence_badge(Evidence.ASSUMED, t("target.costs_assumed"))


def _goal_choice(page: Page) -> tuple[str, float]:
    """The goal chosen, as a key, and the total that counts where it is a total."""
    t, rules, language = page.t, page.rules, page.selection.language
    options, first = view.goals(rules, page.result, language)
    mark = f"{page.selection.scheme}_{rules.effective_from}_{language}"
    decimals = rules.total.decimals
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = st.selectbox(
            t("target.goal"), list(options), index=list(options).index(first), key=f"target_goal_{mark}",
            format_func=options.__getitem__, width=260,
        )  # fmt: skip
        total = float(rules.total.highest)
        if key == view.TOTAL:
            total = st.number_input(
                t("target.total"), value=total, step=10.0**-decimals, format=f"%.{decimals}f",
                key=f"target_total_{mark}", width=160,
            )  # fmt: skip
    low, high = float(rules.total.lowest), float(rules.total.highest)
    if not low <= total <= high:
        st.caption(t("what_if.beyond", low=fmt.points(low), high=fmt.points(high)))
    return key, round(min(max(total, low), high), decimals)


def _wishes(page: Page, levers: dict[str, MetricLever]) -> Wishes:
    """The table of wishes: what to leave alone, the best value to count on, what a unit costs."""
    t = page.t
    rows = view.wish_rows(levers, page.selection.language)
    with st.expander(t("target.wishes"), icon=":material/tune:", key="target_wishes"):
        st.caption(t("target.wishes_help"))
        edited = st.data_editor(
            [
                {
                    "metric": row.label,
                    "now": row.now,
                    "frozen": False,
                    "limit": None,
                    "cost": row.cost,
                    "unit": row.unit,
                }
                for row in rows
            ],
            key=f"target_table_{page.shop.shop}_{page.selection.scheme}_{page.day}_{page.selection.language}",
            hide_index=True,
            num_rows="fixed",
            placeholder=fmt.MISSING,
            disabled=["metric", "now", "unit"],
            column_config={
                "metric": st.column_config.TextColumn(t("target.metric")),
                "now": st.column_config.TextColumn(t("target.now")),
                "frozen": st.column_config.CheckboxColumn(t("target.frozen")),
                "limit": st.column_config.NumberColumn(t("target.limit"), min_value=0.0, help=t("target.limit_help")),
                "cost": st.column_config.NumberColumn(
                    t("target.cost"), min_value=0.0, help=t("target.cost_help"), required=True
                ),
                "unit": st.column_config.TextColumn(t("target.unit")),
            },
        )
    return view.wishes_of(
        [
            (row.metric, bool(cells["frozen"]), cells["limit"], cells["cost"])
            for row, cells in zip(rows, edited, strict=True)
        ]
    )


def _answer(answer: view.Answer, page: Page) -> None:
    box, icon = _LOOKS[answer.state]
    box(fmt.escaped(answer.sentence), icon=icon)
    if answer.sooner is not None:
        _plan(answer.sooner, page, "sooner")
    if answer.plan is not None:
        _plan(answer.plan, page, "plan")
    if answer.obstacles:
        st.markdown("\n".join(f"- {fmt.escaped(line)}" for line in answer.obstacles))
    _others(answer.others, page)


def _plan(plan: view.PlanView, page: Page, key: str) -> None:
    st.markdown(f"**{fmt.escaped(plan.title)}**")
    st.markdown("\n".join(f"- {fmt.escaped(line)}" for line in plan.moves))
    st.button(
        page.t("target.try"), key=f"target_try_{key}", icon=":material/tune:", on_click=_try, args=(page, plan.changes)
    )


def _others(plans: Sequence[view.PlanView], page: Page) -> None:
    if not plans:
        return
    st.markdown(f"**{page.t('target.others')}**")
    for place, plan in enumerate(plans, start=1):
        with st.expander(fmt.escaped(plan.title), key=f"target_other_{place}"):
            _plan(plan, page, f"other_{place}")


def _try(page: Page, changes: tuple[tuple[str, float], ...]) -> None:
    """Put a plan into the what-if, and show that."""
    chosen.change(page.selection, changes=changes, view="")
