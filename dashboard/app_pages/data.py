"""Data: upload, read the report, import; what was imported before."""

from dashboard.components.data import formats, history, upload
from dashboard.components.page import language_choice, start

import streamlit as st  # isort: skip


def main() -> None:
    """Draw the page."""
    selection, t = start()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(t("data.title"), anchor=False)
        st.space("stretch")
        language_choice(selection, t)
    upload(selection, t)
    history(selection, t)
    formats(selection, t)


main()
