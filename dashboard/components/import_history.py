"""The history of imports, each of which can be taken back; and the matchings of columns that are remembered."""

from __future__ import annotations

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components import at_hand
from dashboard.components.mapping_step import remembered_mappings
from dashboard.selection import Selection
from dashboard.text import Words, error_text
from dashboard.views.data import beijing_time, import_rows
from scoring.errors import VocBoardError
from scoring.store.places import who


def history(selection: Selection, t: Words) -> None:
    """Every import, the latest first: when, what, who, and whether it still counts."""
    store = cached.own_store()
    try:
        entries = store.imports()
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(selection.language, error)), icon=":material/error:")
        return
    if not entries:
        st.info(t("data.imports_none"), icon=":material/inbox:")
    else:
        st.dataframe(import_rows(entries, selection.language), hide_index=True, key="imports")
        st.caption(t("data.imports_text"))
    standing = {entry.import_id: entry for entry in entries if not entry.undone}

    def undo() -> None:
        entry = standing[chosen.widget("undo_choice")]
        try:
            store.undo(entry.import_id, who=who())
            at_hand.say(("info", t("data.undone_done", file=entry.file)))
        except VocBoardError as error:
            at_hand.say(("error", error_text(selection.language, error)))

    if standing:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t("data.undo_choice"), list(standing), key="undo_choice", width=420,
                format_func=lambda name: f"{standing[name].file} · {beijing_time(standing[name].imported_at)[:16]}",
            )  # fmt: skip
            st.button(t("data.undo"), icon=":material/undo:", key="undo", on_click=undo)
    st.space("small")
    remembered_mappings(selection.language, t)
