"""A table that wraps its text, for what is read and not sorted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import format as fmt


def wrapped_table(rows: Sequence[dict[str, str]]) -> None:
    """Rows of text in full; a quote with asterisks in it stands as the source wrote it."""
    st.table([{name: fmt.escaped(cell) for name, cell in row.items()} for row in rows])
