"""Everything that is computed once and shared: events, daily sums, timelines. Keys carry the data's version."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import streamlit as st

from sample_data import REAL_ORDERS, SAMPLE_SHOP
from scoring.assess.panel_assessment import windows_of
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.levels import Certified, certify
from scoring.errors import NoData
from scoring.figures import Text
from scoring.improve.hints import Hint, hints
from scoring.intake.read import CleanFile, read
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, annotations_of, daily_sums, main_category, shops_in
from scoring.measure.panel import Panel, panel
from scoring.rules.catalogue import scheme
from scoring.store.delta import Store
from scoring.store.events import Events, from_folder

_FOLDERS = {"sample": SAMPLE_SHOP, "real": REAL_ORDERS}


@dataclass(frozen=True)
class Shop:
    """One shop of one data set at one version of its data: what every cached result is a function of."""

    data: str
    version: str
    shop: str


def own_store() -> Store:
    """The operator's own data; `serve` names its folder."""
    return Store(Path(os.environ.get("VOC_BOARD_DATA") or Path.home() / ".voc-board"))


def version(data: str) -> str:
    """The version of a data set; it changes whenever a file is imported or an import undone."""
    return own_store().version() if data == "own" else "shipped"


@st.cache_resource(max_entries=8, show_spinner=False)
def events(data: str, version: str) -> Events:
    """The events of a data set; the operator's own ones are empty before the first import."""
    if data != "own":
        return from_folder(_FOLDERS[data])
    try:
        return own_store().events()
    except NoData:
        return Events()


@st.cache_resource(max_entries=8, show_spinner=False)
def shops(data: str, version: str) -> tuple[str, ...]:
    """The shops of a data set, the one with most events first."""
    return shops_in(events(data, version))


@st.cache_resource(max_entries=64, show_spinner=False)
def sums(shop: Shop) -> DailySums:
    """The daily sums of one shop."""
    return daily_sums(events(shop.data, shop.version), [shop.shop])


@st.cache_resource(max_entries=64, show_spinner=False)
def category(shop: Shop) -> str:
    """The main category of one shop."""
    return main_category(events(shop.data, shop.version), shop.shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def whole_timeline(shop: Shop, scheme_id: str, rules: date | None) -> Timeline:
    """Every day of one shop under a scheme: each under its own rule set, or all under the one of `rules`."""
    daily = sums(shop)
    dated = scheme(scheme_id)
    fixed = dated.in_force(rules) if rules else None
    return timeline(daily, dated, daily.first_day, daily.last_day[0], category(shop), fixed)


@st.cache_resource(max_entries=8, show_spinner=False)
def clean_file(fingerprint: str, name: str, shop: str, table: str | None, _content: bytes) -> CleanFile:
    """An uploaded file's clean rows and report, read once; `fingerprint` stands for the content."""
    return read(io.BytesIO(_content), name, shop=shop, table=table)


def fingerprint(content: bytes) -> str:
    """A short text that stands for the bytes of a file."""
    return hashlib.sha256(content).hexdigest()[:16]


@st.cache_data(max_entries=64, show_spinner=False)
def notes(shop: Shop) -> list[tuple[date, str]]:
    """The shop's annotations: day and text."""
    return annotations_of(events(shop.data, shop.version), shop.shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def certified(shop: Shop, scheme_id: str, rules: date | None) -> list[Certified]:
    """The certifications of one shop, oldest first."""
    return certify(whole_timeline(shop, scheme_id, rules), scheme(scheme_id), 0)


def day_panel(shop: Shop, scheme_id: str, rules: date | None, day: date) -> Panel:
    """The metrics of one shop on one day, over the windows of that day's rule set."""
    return whole_timeline(shop, scheme_id, rules).panel_at(day)


@st.cache_resource(max_entries=64, show_spinner=False)
def best_hints(shop: Shop, scheme_id: str, rules: date | None, day: date) -> list[Hint]:
    """All hints of one shop on one day, the best first."""
    line = whole_timeline(shop, scheme_id, rules)
    return hints(line.panel_at(day), line.rules_at(day), category(shop), sums(shop), 0)


@st.cache_resource(max_entries=16, show_spinner=False)
def alternative_panel(
    shop: Shop, scheme_id: str, rules: date | None, day: date, table: str, fingerprint: str, _rows: pa.Table
) -> Panel:
    """The metrics of one shop on one day with the rows of one table exchanged; `fingerprint` stands for the rows."""
    replaced = daily_sums(events(shop.data, shop.version).replacing(table, _rows, fingerprint), [shop.shop])
    windows = windows_of(whole_timeline(shop, scheme_id, rules).rules_at(day))
    return panel(replaced, windows, day, day)


def metric_label(name: str) -> Text:
    """A metric's name in both languages."""
    return METRICS[name].label
