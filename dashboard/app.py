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
</style>"""
st.html(_STYLE)
st.navigation(pages(t), position="top").run()
