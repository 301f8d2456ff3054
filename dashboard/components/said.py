"""What a change on a page came to: kept for the next run, which says it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.text import error_text
from scoring.errors import VocBoardError


@dataclass(frozen=True)
class Said:
    """The one message of a part of the screen, kept under a name of its own."""

    name: str

    def say(self, kind: str, text: str) -> None:
        """Have a text said in the next run: `success` or `error`."""
        chosen.remember(self.name, (kind, text))

    def tried(self, page: Page, done: str, act: Callable[[], object]) -> bool:
        """Whether it could be done; `done` is said then, else what is wrong."""
        try:
            act()
        except VocBoardError as error:
            self.say("error", error_text(page.selection.language, error))
            return False
        self.say("success", done)
        return True

    def show(self) -> None:
        """What is to be said."""
        # The container is always there: what stands below keeps its place, and the tab that is open stays open.
        with st.container():
            if said := chosen.remembered(self.name):
                kind, text = said
                show, icon = (st.error, ":material/error:") if kind == "error" else (st.success, ":material/check:")
                show(fmt.escaped(text), icon=icon)
                chosen.remember(self.name, None)


ALERTS, OWN_RULES, SCENARIOS = Said("alerts_said"), Said("own_rules_said"), Said("scenario_said")
