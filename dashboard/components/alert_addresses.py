"""The addresses alerts are sent to: add one, see them masked, send a test, remove one, and how they are written."""

from __future__ import annotations

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.components.said import ALERTS
from dashboard.notify import checked_address, masked, notify
from scoring.errors import BadValue
from scoring.store import alerts as settings

_FIELD = "alert_address"
_HOW = ("dingtalk", "feishu", "wecom", "mail", "webhook", "silent")


def addresses(page: Page) -> None:
    """Draw them."""
    t = page.t
    st.subheader(t("alerts.addresses"), anchor=False)
    st.caption(t("alerts.addresses_text"))
    kept = settings.addresses(cached.data_folder())
    if not kept:
        st.info(t("alerts.addresses_none"), icon=":material/notifications:")
    for place, address in enumerate(kept):
        _address(place, address, page)
    _add(page)
    with st.expander(t("alerts.how"), icon=":material/help:", key="alert_how"):
        st.markdown("\n".join(f"- {t(f'alerts.how_{name}')}" for name in _HOW))


def _address(place: int, address: str, page: Page) -> None:
    t, shown = page.t, masked(address)

    def remove() -> None:
        done = t("alerts.removed", address=shown)
        ALERTS.tried(page, done, lambda: settings.remove_address(cached.data_folder(), address))

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"alert_address_{place}"):
        st.markdown(f":material/send: {fmt.escaped(shown)}", width="stretch")
        asked = st.button(t("alerts.test"), icon=":material/outgoing_mail:", key=f"alert_test_{place}")
        st.button(t("alerts.remove"), icon=":material/delete:", type="tertiary", key=f"alert_remove_{place}",
                  on_click=remove)  # fmt: skip
    if asked:
        with st.spinner(t("alerts.testing"), show_time=True):
            failures = notify([address], t("alerts.test_title", app=t("app.title")), t("alerts.test_body"))
        for failure in failures:
            text = t(f"alerts.why_{failure.why}", address=failure.address_masked, status=failure.status)
            st.error(fmt.escaped(text), icon=":material/error:")
        if not failures:
            st.success(fmt.escaped(t("alerts.test_done", address=shown)), icon=":material/check:")


def _add(page: Page) -> None:
    t = page.t

    def add() -> None:
        typed = str(chosen.widget(_FIELD))
        try:
            address = checked_address(typed)
        except BadValue:
            ALERTS.say("error", t("alerts.bad_address", address=masked(typed.strip())))
            return
        done = t("alerts.added", address=masked(address))
        if ALERTS.tried(page, done, lambda: settings.add_address(cached.data_folder(), address)):
            chosen.remember(_FIELD, "")

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(t("alerts.address"), key=_FIELD, type="password", placeholder=t("alerts.address_placeholder"))
        st.button(t("alerts.add"), icon=":material/add:", key="alert_add", on_click=add)
