"""A table of rows, how many of them are shown, and all of them as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard import format as fmt
from dashboard.text import Words

Rows = Sequence[Mapping[str, object]]


def rows_table(rows: Rows, total: int, key: str, alt: str, t: Words, every_row: Callable[[], bytes], file: str) -> None:
    """The first rows of `total`, and a button that gives all of them as the file `every_row` makes when asked."""
    st.dataframe(rows, hide_index=True, key=key, alt=alt)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("diagnosis.shown", shown=fmt.whole(len(rows)), total=fmt.whole(total)), width="content")
        st.space("stretch")
        st.download_button(
            t("diagnosis.download", total=fmt.whole(total)), every_row, file_name=file, mime="text/csv",
            key=f"{key}_file", icon=":material/download:", type="tertiary", on_click="ignore",
        )  # fmt: skip
