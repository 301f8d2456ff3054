"""The alerts of the day, each with its way on; the lines behind them, where they are sent, and what fired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached.alerts import lines_and_alerts
from dashboard.components.alert_addresses import addresses
from dashboard.components.alert_lines import lines_of_metrics
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page, file_name
from dashboard.components.report import facts_of_page
from dashboard.components.said import ALERTS
from dashboard.selection import DIMENSIONS, parameters_of
from dashboard.text import error_text
from dashboard.views.alert_tables import history_rows
from dashboard.views.alerts import AlertCard, cards, summary
from scoring.errors import VocBoardError
from scoring.figures import Evidence
from scoring.intake.spreadsheet import csv_bytes
from scoring.store import alerts as settings
from scoring.store import firings as history

_BEIJING = timezone(timedelta(hours=8))
_LOOKS = {
    "breach": ("red", ":material/error:"),
    "warn": ("orange", ":material/warning:"),
    "muted": ("gray", ":material/notifications_off:"),
}
_A_WEEK = timedelta(days=7)


def alerts(page: Page) -> None:
    """Draw them. Lines, mutes and addresses can be set for the operator's own shops only."""
    t, selection = page.t, page.selection
    own = page.shop.data == "own"
    try:
        with st.spinner(t("alerts.counting"), show_time=True):
            lines, found = lines_and_alerts(
                facts_of_page(page), page.shop, selection.scheme, selection.rules, _today_of(page)
            )
        st.subheader(t("alerts.title", day=fmt.day(page.day)), anchor=False)
        ALERTS.show()
        st.caption(t("alerts.lead"))
        if not own:
            st.caption(f":material/lock: {t(f'alerts.read_only_{page.shop.data}')}")
        with st.container(horizontal=True, gap="small"):
            for state, words in summary(found, selection.language):
                st.badge(words, icon=_LOOKS[state][1], color=_LOOKS[state][0])
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            evidence_badge(Evidence.ASSUMED, t("alerts.assumed"))
        if found:
            with st.grid(2, min_column_width=420, gap="small"):
                for place, card in enumerate(cards(found, _dimensions(page), selection.language)):
                    _alert(place, card, page, own=own)
        else:
            without = sum(line.source == "none" for line in lines)
            text = t("alerts.none_lines", count=without) if without else t("alerts.none")
            st.success(text, icon=":material/task_alt:")
        lines_of_metrics(page, lines, own=own)
        if own:
            addresses(page)
            _history(page)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(selection.language, error)), icon=":material/error:")


def _today() -> date:
    return datetime.now(_BEIJING).date()


def _today_of(page: Page) -> date | None:
    """The day the age of the data is looked at on; none where an earlier day is looked at, or old data by nature."""
    return _today() if page.shop.data == "own" and page.day == page.timeline.last_day else None


def _dimensions(page: Page) -> dict[str, str]:
    """Metric or gate → its dimension, where that has a diagnosis."""
    found = {item.metric: item.dimension for item in page.rules.indicators.values()}
    found |= {name: gate.dimension for name, gate in page.rules.gates.items() if gate.dimension}
    return {name: dimension for name, dimension in found.items() if dimension in DIMENSIONS}


def _alert(place: int, card: AlertCard, page: Page, *, own: bool) -> None:
    color, icon = _LOOKS[card.state]
    with st.container(border=True, gap="xsmall", height="stretch", key=f"alert_{place}"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(card.word, icon=icon, color=color)
            if card.since:
                st.caption(card.since, width="content")
        st.markdown(f"**{fmt.escaped(card.sentence)}**")
        st.space("stretch")
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            _links(card, page)
            if own:
                _mute(place, card, page)


def _links(card: AlertCard, page: Page) -> None:
    t, at = page.t, replace(page.selection, metric=card.metric, dimension=card.dimension, part=None)
    if card.key.startswith(("stale:", "gaps:")):
        st.page_link("app_pages/data.py", label=t("alerts.to_data"), icon=":material/upload_file:",
                     query_params=parameters_of(page.selection))  # fmt: skip
        return
    if card.metric:
        st.page_link("app_pages/trends.py", label=t("alerts.to_trend"), icon=":material/show_chart:",
                     query_params=parameters_of(at))  # fmt: skip
    if not card.key.startswith("penalty:"):
        st.page_link("app_pages/diagnosis.py", label=t("alerts.to_diagnosis"), icon=":material/troubleshoot:",
                     query_params=parameters_of(at))  # fmt: skip


def _mute(place: int, card: AlertCard, page: Page) -> None:
    t, where = page.t, (cached.data_folder(), page.shop.shop, page.selection.scheme)

    def mute() -> None:
        until = chosen.widget(f"mute_until_{card.key}")
        ALERTS.tried(page, t("alerts.muted_done", day=fmt.day(until)), lambda: settings.mute(*where, card.key, until))

    def unmute() -> None:
        ALERTS.tried(page, t("alerts.unmuted_done"), lambda: settings.unmute(*where, card.key))

    if card.state == "muted":
        st.button(t("alerts.unmute"), icon=":material/notifications_active:", type="tertiary", key=f"unmute_{card.key}",
                  on_click=unmute)  # fmt: skip
        return
    with st.popover(t("alerts.mute"), icon=":material/notifications_off:", type="tertiary", key=f"mute_{place}"):
        st.caption(t("alerts.mute_text"))
        st.date_input(
            t("alerts.mute_until"), value=_today() + _A_WEEK, min_value=_today(), format="YYYY-MM-DD",
            key=f"mute_until_{card.key}",
        )  # fmt: skip
        st.button(t("alerts.mute_do"), type="primary", icon=":material/notifications_off:", key=f"mute_do_{card.key}",
                  on_click=mute)  # fmt: skip


def _history(page: Page) -> None:
    t, language = page.t, page.selection.language
    st.subheader(t("alerts.history"), anchor=False)
    rows = history_rows(history.firings(cached.data_folder(), page.shop.shop, page.selection.scheme), language)
    if not rows:
        st.info(t("alerts.history_none"), icon=":material/history:")
        return
    st.caption(t("alerts.history_text"))
    st.dataframe(rows, hide_index=True, key=f"alert_history_{language}")
    st.download_button(
        t("alerts.download"), lambda: csv_bytes(rows), file_name=file_name(page, "alert_history", "csv"),
        mime="text/csv", icon=":material/download:", type="tertiary", on_click="ignore", key="alert_history_csv",
    )  # fmt: skip
