"""What the data page keeps at hand between two runs: the desk with the files on it, and counts of what is stored."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import streamlit as st

from dashboard import cached
from dashboard import selection as chosen
from dashboard.cached import Shop
from dashboard.desk import Desk
from scoring.measure.panel import Panel, panel
from scoring.measure.records import ExclusionRow, days_of, exclusions_of

_VISITOR, _MESSAGES = "visitor", "import_messages"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


@st.cache_resource(max_entries=20, show_spinner=False, on_release=Desk.clear)
def _desk(folder: str, visitor: str) -> Desk:
    """Forgotten with all it has staged when it falls out of the cache."""
    return Desk(Path(folder))


def desk() -> Desk:
    """The files this visitor has uploaded and not imported yet."""
    visitor = chosen.remembered(_VISITOR)
    if visitor is None:
        visitor = uuid.uuid4().hex
        chosen.remember(_VISITOR, visitor)
    return _desk(str(cached.data_folder()), visitor)


def shared_desk() -> Desk:
    """The files of this computer that are read by their path: they stay when the page is loaded anew."""
    return _desk(str(cached.data_folder()), "")


def say(*messages: tuple[str, str]) -> None:
    """Show these (`success`, `error` or `info`, and the text) from the next run on, until others are said."""
    chosen.remember(_MESSAGES, list(messages))


def said() -> list[tuple[str, str]]:
    """What was said last."""
    messages: list[tuple[str, str]] = chosen.remembered(_MESSAGES, [])
    return messages


def on_this_computer() -> bool:
    """Whether the page is seen on the computer it runs on, so that a path means the reader's own files."""
    if st.get_option("server.address") not in _LOOPBACK:
        return False
    headers = st.context.headers
    if any(headers.get(name) for name in _FORWARDED):
        return False
    return headers.get("Host", "localhost").rsplit(":", 1)[0].strip("[]") in _LOOPBACK


@st.cache_resource(max_entries=64, show_spinner=False)
def days_of_tables(data: str, version: str, shop: str) -> dict[str, dict[date, int]]:
    """How many rows each table of a shop has on each day."""
    return days_of(cached.events(data, version), shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def exclusions(data: str, version: str, shop: str) -> list[ExclusionRow]:
    """The exclusions on the shop's record, whatever their status."""
    return exclusions_of(cached.events(data, version), shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def both_counts(shop: Shop, scheme_id: str, day: date) -> tuple[Panel, Panel]:
    """The metrics of the day's rule set as they count, and without all that upheld exclusions take out."""
    daily = cached.sums(shop)
    windows = cached.scheme_of(shop, scheme_id).in_force_or_first(day).windows_for(cached.category(shop))
    return panel(daily, windows, day, day), panel(daily, windows, day, day, list(windows))
