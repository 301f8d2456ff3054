"""Data: files in with a card each, and what is there already."""

from dashboard.components.data import tabs, upload
from dashboard.components.page import language_choice, start

import streamlit as st  # isort: skip


def main() -> None:
    """Draw the page."""
    selection, t = start()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(t("data.title"), anchor=False)
        st.space("stretch")
        language_choice(selection, t)
    st.caption(t("data.lead"))
    upload(selection, t)
    tabs(selection, t)


main()
