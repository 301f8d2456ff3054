"""Why the total changed between two days or in a scenario: the sentence, the waterfall, the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import why_changed as computed
from dashboard.charts_of_changes import waterfall
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page, file_name
from dashboard.selection import DIMENSIONS, parameters_of
from dashboard.views.why_changed import ChangeView, change_view, file_rows, table_rows
from scoring.improve.change_parts import Why
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS

_SINCE, _DAYS = "why_changed_since", "why_days"
_AGO = {"yesterday": 1, "week": 7, "month": 30}


def why_changed_panel(page: Page, since: date | None = None, on_change: Callable[[date], None] | None = None) -> None:
    """The choice of two days, and why the total differs between them.

    `since` is the earlier day where the address has it, `on_change` keeps a new one; without them the day is
    remembered for the session.
    """
    t = page.t
    st.subheader(t("why_changed.title"), anchor=False)
    if not page.rules.has_total:
        st.info(t("why_changed.no_total"), icon=":material/functions:")
        return
    since = _days_choice(page, since, on_change)
    if since == page.day:
        st.info(t("why_changed.same_day"), icon=":material/event_repeat:")
        return
    why = computed.between(page.shop, page.selection.scheme, page.selection.rules, since, page.day)
    _draw(page, why, change_view(why, page.selection.language), _DAYS)


def scenario_changes(page: Page, why: Why) -> None:
    """Why a scenario's total differs from the baseline's."""
    _draw(page, why, change_view(why, page.selection.language, scenario=True), "why_scenario")


def _days_choice(page: Page, since: date | None, on_change: Callable[[date], None] | None) -> date:
    """The earlier day: the reference day of the last certification unless another is chosen; and the later day."""
    t, line = page.t, page.timeline
    certified = computed.last_reference_day(page.shop, page.selection.scheme, page.selection.rules, page.day)
    usual = {name: page.day - timedelta(days=count) for name, count in _AGO.items()}
    if certified is not None:
        usual["certified"] = certified
    usual = {name: day for name, day in usual.items() if line.first_day <= day}
    day = since or chosen.remembered(_SINCE) or certified or page.day - timedelta(days=1)
    day = min(max(day, line.first_day), line.last_day)

    def keep(picked: date) -> None:
        if on_change is not None:
            on_change(picked)
        else:
            chosen.remember(_SINCE, picked)

    def preset_moved() -> None:
        if name := chosen.widget("why_preset"):
            keep(usual[name])

    def from_moved() -> None:
        keep(chosen.widget("why_from"))

    def to_moved() -> None:
        picked = chosen.widget("why_to")
        if on_change is None:
            chosen.remember(_SINCE, day)  # or it would move along where it is the last certification's
        chosen.change(page.selection, day=None if picked == line.last_day else picked)

    chosen.preset("why_preset", next((name for name, one in reversed(usual.items()) if one == day), None))
    chosen.preset("why_from", day)
    chosen.preset("why_to", page.day)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for key, label, moved in (
            ("why_from", t("why_changed.from_day"), from_moved),
            ("why_to", t("why_changed.to_day"), to_moved),
        ):
            st.date_input(
                label, key=key, min_value=line.first_day, max_value=line.last_day, format="YYYY-MM-DD",
                on_change=moved, width=150,
            )  # fmt: skip
        st.segmented_control(
            t("why_changed.presets"), list(usual), key="why_preset", on_change=preset_moved, wrap=True,
            format_func=lambda name: t(f"why_changed.preset_{name}"), width="content",
            label_visibility="collapsed",
        )  # fmt: skip
    return day


def _draw(page: Page, why: Why, view: ChangeView, key: str) -> None:
    """The answer, how far it is believed, and what it consists of."""
    t = page.t
    with st.container(border=True, key=f"{key}_answer", gap="small"):
        if view.state == "lacking":
            st.info(fmt.escaped(view.sentence), icon=":material/block:")
        else:
            st.markdown(f"**{fmt.escaped(view.sentence)}**")
        if view.still:
            st.caption(fmt.escaped(view.still))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            evidence_badge(view.evidence, t(f"evidence.{view.evidence.value}_total"))
            st.caption(fmt.escaped(view.under), width="content")
    if not view.rows:
        return
    st.plotly_chart(
        _figure(view), key=f"{key}_waterfall", config={"displayModeBar": False},
        alt=t("why_changed.chart_alt", sentence=view.sentence),
    )  # fmt: skip
    st.caption(view.exactly, help=t("why_changed.order") if key == _DAYS else None)
    _table(page, view, key)


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(view: ChangeView) -> object:
    return waterfall(view)


def _table(page: Page, view: ChangeView, key: str) -> None:
    """All parts; a row that is ticked leads to the trend of its metric."""
    t, language = page.t, page.selection.language
    rows = table_rows(view, language)
    picked = st.dataframe(
        rows, hide_index=True, key=f"{key}_rows_{language}", on_select="rerun", selection_mode="single-row",
        alt=view.sentence,
    )  # fmt: skip
    ticked = picked.selection.rows[0] if picked.selection.rows else len(rows)
    metric = view.rows[ticked].metric if ticked < len(rows) else ""
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if metric:
            dimension = next((item.dimension for item in page.rules.indicators.values() if item.metric == metric), "")
            at = replace(
                page.selection, metric=metric, part=None, dimension=dimension if dimension in DIMENSIONS else ""
            )
            st.markdown(f"**{fmt.escaped(METRICS[metric].label[language])}**", width="content")
            st.page_link(
                "app_pages/trends.py", label=t("table.to_trend"), icon=":material/show_chart:",
                query_params=parameters_of(at),
            )  # fmt: skip
        else:
            st.caption(t("why_changed.tick"), width="content")
        st.space("stretch")
        st.download_button(
            t("table.download"), lambda: csv_bytes(file_rows(view, _about(page, view), language)), mime="text/csv",
            icon=":material/download:", file_name=file_name(page, "why_changed", "csv"), type="tertiary",
            on_click="ignore", key=f"{key}_csv",
        )  # fmt: skip


def _about(page: Page, view: ChangeView) -> dict[str, str]:
    """What every row of the downloaded table says of itself."""
    t = page.t
    dated = cached.scheme_of(page.shop, page.selection.scheme)
    return {
        t("trends.about_shop"): page.selection.shop,
        t("trends.about_scheme"): dated.scheme.label.text[page.selection.language],
        t("trends.about_rules"): view.under,
        t("trends.about_as_of"): fmt.day(page.timeline.last_day),
        t("trends.about_trial"): t("app.trial"),
    }
