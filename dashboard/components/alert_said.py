"""What a change on the page of alerts came to, said once at its top in the next run."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.text import error_text
from scoring.errors import VocBoardError

_SAID = "alerts_said"


def say(kind: str, text: str) -> None:
    """Have a text said in the next run: `success` or `error`."""
    chosen.remember(_SAID, (kind, text))


def tried(page: Page, done: str, act: Callable[[], object]) -> bool:
    """Whether it could be done; `done` is said then, else what is wrong."""
    try:
        act()
    except VocBoardError as error:
        say("error", error_text(page.selection.language, error))
        return False
    say("success", done)
    return True


def messages() -> None:
    """What is to be said."""
    # The container is always there: what stands below keeps its place.
    with st.container():
        if said := chosen.remembered(_SAID):
            kind, text = said
            show, icon = (st.error, ":material/error:") if kind == "error" else (st.success, ":material/check:")
            show(fmt.escaped(text), icon=icon)
            chosen.remember(_SAID, None)
