"""The script that runs for every visitor: sets the page up and hands over to the page chosen."""

from pathlib import Path

import streamlit as st

from dashboard import selection
from dashboard.pages import pages
from dashboard.text import words

selection.restore()
t = words(selection.language())
st.set_page_config(page_title=t("app.title"), page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide")
_STYLE = """<style>
/* White on the accent of the dark theme cannot be read; on this one it can, in both themes. */
button[kind="primary"] { background-color: #b4390a; border-color: #b4390a; color: #ffffff; }
/* The way on from a card stands at its foot. */
[class*="st-key-dimension_"] > :last-child { margin-top: auto; }
/* On a phone what the scenario changes comes before its many levers. */
@media (max-width: 640px) {
  .st-key-scenario_columns > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {
    flex-wrap: wrap-reverse;
  }
}
/* The line above the difference sticks below the page's header: to that end the boxes around it are none. */
[data-testid="stLayoutWrapper"]:has(> .st-key-scenario_result_place), .st-key-scenario_result_place,
.st-key-scenario_result_place > [data-testid="stLayoutWrapper"],
.st-key-scenario_result_place > * > [data-testid="stVerticalBlock"] { display: contents; }
.st-key-scenario_result_place > * > * > [data-testid="stElementContainer"] {
  position: sticky; top: 3.75rem; z-index: 90; padding: 0.4rem 0;
  background: light-dark(#ffffff, #12151a); border-bottom: 1px solid light-dark(#e2e6ec, #2c333e);
}
[data-testid="stMain"]:has(.st-key-scenario_result_place) { scroll-padding-top: 8rem; }
@media print { .st-key-scenario_result_place > * > * > [data-testid="stElementContainer"] { position: static; } }
</style>"""
st.html(_STYLE)
st.navigation(pages(t), position="top").run()
