"""Where the files are downloaded from, with a sample of each; and the canonical formats."""

from __future__ import annotations

import streamlit as st

from dashboard import format as fmt
from dashboard.components.table import wrapped_table
from dashboard.selection import Selection
from dashboard.text import Words
from dashboard.views.data import format_rows
from dashboard.views.guides import Guide, guides


def export_guides(selection: Selection, t: Words) -> None:
    """One card per path through a back office."""
    st.caption(t("guide.text"))
    found = guides(selection.language)
    with st.grid(3, min_column_width=300, gap="small"):
        for guide in found:
            _guide(guide, t)


def _guide(guide: Guide, t: Words) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"guide_{guide.id}"):
        st.markdown(f"**{guide.title}**")
        st.markdown(f":material/menu_open: {fmt.escaped(guide.path)}")
        st.caption(fmt.escaped(guide.text))
        if guide.gives:
            st.caption(guide.gives)
        if not guide.samples:
            return
        st.space("stretch")
        st.caption(t("guide.samples"))
        with st.container(horizontal=True, gap="small"):
            for label, path in guide.samples:
                st.download_button(
                    label, path.read_bytes, file_name=path.name, mime="application/octet-stream", type="tertiary",
                    key=f"sample_{path.stem}", icon=":material/file_download:", on_click="ignore",
                )  # fmt: skip


def formats(selection: Selection, t: Words) -> None:
    """Every table and its columns."""
    with st.expander(t("data.formats"), icon=":material/help:", key="formats"):
        st.caption(t("data.formats_text"))
        wrapped_table(format_rows(selection.language))
