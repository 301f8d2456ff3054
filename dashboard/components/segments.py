"""Which segments carry the shortfall of a metric, and the rows behind a chosen one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import diagnosis as cached
from dashboard.charts_of_diagnosis import ranking_bars
from dashboard.components.page import Page
from dashboard.components.rows import rows_table
from dashboard.views import segments as view
from dashboard.views.diagnosis import Counted, window_line
from dashboard.views.segments import Ranking
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS

Part = tuple[str, str]
_EVERYTHING = ("all", "")  # every case of the metric, as a part of an address
_ATTRIBUTE = "segments_attribute"


def segments_of(page: Page, cases: Counted) -> None:
    """The ranking by all attributes or one, the same as a table, and the rows of the segment chosen."""
    t, language, selection = page.t, page.selection.language, page.selection
    metric = METRICS[cases.metric]
    st.subheader(t("diagnosis.segments", metric=metric.label[language]), anchor=False)
    st.caption(window_line(cases, language))
    with st.spinner(t("diagnosis.computing"), show_time=True):
        carried = cached.carried(page.shop, cases)
    if not carried.by:
        st.info(t("diagnosis.no_attributes"), icon=":material/category:")
        return
    attribute = _attribute_choice(page, tuple(carried.by))
    shown = carried.by[attribute] if attribute else carried.worst
    ranking = view.ranking(shown, cases.metric, attribute, language)
    if ranking.empty:
        st.info(ranking.empty, icon=":material/balance:")
    if shown:
        bars, table = st.columns([2, 3], gap="medium") if ranking.bars else (None, st.container())
        with table:
            rows_table(
                view.segment_rows(shown, cases.metric, language), len(shown), "segment_rows", ranking.title, t,
                lambda: csv_bytes(view.segment_rows(shown, cases.metric, language, most=None)),
                view.file_name([page.shop.shop, metric.label[language], fmt.day(cases.last)]),
            )  # fmt: skip
        if bars is not None:
            with bars:
                draw_ranking(ranking, page, f"ranking_{cases.metric}_{attribute or 'all'}")
    parts = view.parts_of([*carried.worst, *shown[: view.MOST_ROWS]])
    hint = t("diagnosis.rows_placeholder_bars" if ranking.bars else "diagnosis.rows_placeholder")
    known = selection.part if selection.part and selection.part[0] in (*carried.by, _EVERYTHING[0]) else None
    _rows_of(page, cases, list(dict.fromkeys([_EVERYTHING, *parts, *([known] if known else [])])), known, hint)


def draw_ranking(ranking: Ranking, page: Page, key: str) -> None:
    """The bars; a click on one chooses it."""

    def picked() -> None:
        points = chosen.widget(key)["selection"]["points"]
        if points:
            chosen.change(page.selection, part=ranking.bars[points[0]["point_index"]].part)

    st.plotly_chart(
        _bars(ranking, page.selection.part), key=key, on_select=picked, selection_mode="points",
        config={"displayModeBar": False}, alt=ranking.summary,
    )  # fmt: skip


@st.cache_resource(max_entries=64, show_spinner=False)
def _bars(ranking: Ranking, part: tuple[str, str] | None) -> object:
    return ranking_bars(ranking, part)


def _attribute_choice(page: Page, attributes: Sequence[str]) -> str:
    """The attribute ranked by: all of them together, or one; the one of the segment chosen where there is none yet."""
    t, language = page.t, page.selection.language
    options = ["", *attributes]
    held = chosen.remembered(_ATTRIBUTE, "")
    attribute = held if held in options else ""
    key = f"attribute_{language}"
    chosen.preset(key, attribute)

    def moved() -> None:
        chosen.remember(_ATTRIBUTE, chosen.widget(key) or "")

    st.pills(
        t("diagnosis.by"), options, key=key, on_change=moved, label_visibility="collapsed",
        format_func=lambda name: view.attribute_label(name, language) if name else t("diagnosis.all_attributes"),
    )  # fmt: skip
    return attribute


def _rows_of(page: Page, cases: Counted, parts: list[Part], part: Part | None, hint: str) -> None:
    """A choice of the segment, and the rows of the one chosen; nothing is read before one is."""
    t, language = page.t, page.selection.language
    key = f"part_{cases.metric}_{language}"
    chosen.preset(key, part)

    def moved() -> None:
        chosen.change(page.selection, part=chosen.widget(key))

    def label(option: Part) -> str:
        return t("diagnosis.every_case") if option == _EVERYTHING else view.part_label(option, language)

    st.selectbox(
        t("diagnosis.rows_choice"), parts, index=None, key=key, format_func=label, on_change=moved, width=420,
        placeholder=hint,
    )  # fmt: skip
    if part is None:
        return
    segment = None if part == _EVERYTHING else part
    with st.spinner(t("diagnosis.computing"), show_time=True):
        found, total = cached.worst_rows(page.shop, cases, segment, view.MOST_ROWS)
    if not total:
        st.info(t("diagnosis.no_rows", part=fmt.escaped(label(part))), icon=":material/inbox:")
        return

    def every_row() -> bytes:
        rows = cached.every_row(page.shop, cases, segment, total)
        return csv_bytes(view.readable_rows(rows, language, metric_id=cases.metric))

    file = view.file_name([page.shop.shop, METRICS[cases.metric].label[language], label(part), fmt.day(cases.last)])
    shown = view.readable_rows(found, language, metric_id=cases.metric)
    rows_table(shown, total, "case_rows", label(part), t, every_row, file)
