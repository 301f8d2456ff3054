"""An upload field whose own words are in the reader's language too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.text import Words

TYPES = ("csv", "txt", "tsv", "xlsx", "xls")

# The toolkit's button and limit are English only; their text is exchanged by the style of this one
# field. Should the toolkit's markup change, the English words come back and nothing else happens.
_STYLE = """<style>
.st-key-{key} section > span button p, .st-key-{key} section > div > div > span {{ font-size: 0; }}
.st-key-{key} section > span button p::after {{ content: "{button}"; font-size: 0.95rem; }}
.st-key-{key} section > div > div > span {{ white-space: normal; }}
.st-key-{key} section > div > div > span::after {{ content: "{limit}"; font-size: 0.9rem; }}
.st-key-{key} section:has([aria-invalid="true"]) {{ flex-wrap: wrap; }}
.st-key-{key} section:has([aria-invalid="true"])::after {{ content: "{refused}"; flex-basis: 100%; font-size: 0.9rem; }}
</style>"""


def upload_field(
    t: Words,
    key: str,
    help_text: str | None = None,
    *,
    several: bool,
    types: Sequence[str] = TYPES,
    limit: str = "data.upload_limit",
) -> Any:
    """The files chosen: a list when `several`, else one file or None."""
    refused = t("data.upload_refused", types=t("board.list").join(types).upper())
    st.html(_STYLE.format(key=key, button=t("data.upload_button"), limit=t(limit), refused=refused))
    return st.file_uploader(
        t("data.upload"), type=types, accept_multiple_files=several, key=key, help=help_text,
        label_visibility="visible" if several else "collapsed",
    )  # fmt: skip
