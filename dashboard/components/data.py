"""What the data page is made of: files in at the top, then one tab for each question about what is there."""

from __future__ import annotations

import streamlit as st

from dashboard import cached
from dashboard.components.backup import backup
from dashboard.components.completeness import completeness
from dashboard.components.exclusions import exclusions
from dashboard.components.export_guides import export_guides, formats
from dashboard.components.import_history import history
from dashboard.components.upload import upload
from dashboard.selection import Selection
from dashboard.text import Words

__all__ = ["tabs", "upload"]

_TABS = {
    "imports": (history,),
    "days": (completeness,),
    "guides": (export_guides, formats),
    "exclusions": (exclusions,),
    "backup": (backup,),
}


def tabs(selection: Selection, t: Words) -> None:
    """The tabs; only the open one is worked out."""
    labels = {name: t(f"data.tab_{name}") for name in _TABS}
    # Whoever has nothing yet first looks for where to get it.
    first = "imports" if cached.version("own") else "guides"
    drawn = st.tabs(
        list(labels.values()), default=labels[first], key=f"data_tab_{first}_{selection.language}", on_change="rerun"
    )
    for tab, parts in zip(drawn, _TABS.values(), strict=True):
        if tab.open:
            with tab:
                for part in parts:
                    part(selection, t)
