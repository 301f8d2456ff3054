"""The card of one file: what it is, what it holds, what is wrong with it, and what to do about that."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.mapping_step import by_hand, mapping_step
from dashboard.desk import Outcome
from dashboard.text import Words
from dashboard.views.data import plain_name, problem_rows, rejected_file
from dashboard.views.file_card import FileCard, error_card, sample_rows, staged_card
from scoring.errors import VocBoardError
from scoring.intake.request import Request
from scoring.store.delta import Staged

Wish = Literal["import", "discard"] | Request | None

# Colour means good or bad, always with a word and an icon.
_STATES: dict[str, tuple[Literal["green", "orange", "red", "gray"], str]] = {
    "ready": ("green", ":material/check_circle:"),
    "partly": ("orange", ":material/rule:"),
    "already": ("gray", ":material/history:"),
    "day": ("orange", ":material/event:"),
    "mapping": ("orange", ":material/alt_route:"),
    "error": ("red", ":material/cancel:"),
}


def draw_card(outcome: Outcome, language: str, t: Words, *, alone: bool) -> Wish:
    """One card; what its reader wants done with the file. Alone it has no buttons: those above it do."""
    value = outcome.value
    wish: Wish = None
    with st.container(border=True, key=f"card_{outcome.key}", gap="small"):
        if isinstance(value, Staged):
            card = staged_card(value, language, by_hand=by_hand(outcome))
            wish = _head(card, outcome, t, alone=alone)
            wish = wish or _staged(card, value, outcome, language, t)
        elif isinstance(value, VocBoardError):
            card = error_card(value, outcome.name, language)
            wish = _head(card, outcome, t, alone=alone)
            wish = wish or _problem(card, outcome, language, t)
        else:
            wish = _head(FileCard(outcome.name, "error"), outcome, t, alone=alone)
            _broken(value, t)
    return wish


def _head(card: FileCard, outcome: Outcome, t: Words, *, alone: bool) -> Wish:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/description: **{fmt.escaped(card.title)}**", width="content")
        color, icon = _STATES[card.state]
        st.badge(t(f"reading.state_{card.state}"), icon=icon, color=color)
        st.space("stretch")
        if alone:
            return None
        if isinstance(outcome.value, Staged) and st.button(
            t("reading.import_one"), key=f"import_{outcome.key}", icon=":material/upload:"
        ):
            return "import"
        if st.button(t("reading.discard_one"), key=f"discard_{outcome.key}", icon=":material/close:", type="tertiary"):
            return "discard"
    return None


def _staged(card: FileCard, staged: Staged, outcome: Outcome, language: str, t: Words) -> Wish:
    st.caption(f"{fmt.escaped(card.recognised)}  \n{fmt.escaped(card.span)}")
    with st.grid(len(card.counts), min_column_width=96, gap="small"):
        for label, value in card.counts:
            st.metric(label, value)
    if card.warnings:
        st.markdown(
            "  \n".join(f":orange[:material/warning:] {fmt.escaped(line)}" for line in card.warnings)
        )  # fmt: skip
    if card.notes:
        st.caption("  \n".join(fmt.escaped(line) for line in card.notes))
    _rejected(staged, language, t, outcome.key)
    sample = sample_rows(staged, language)
    if sample:
        with st.expander(t("reading.sample", count=len(sample)), icon=":material/table_rows:"):
            st.dataframe(sample, hide_index=True, key=f"sample_{outcome.key}")
    if card.columns:
        with st.expander(t("reading.columns_of_file"), icon=":material/view_column:"):
            for line in card.columns:
                st.markdown(fmt.escaped(line))
    if chosen.remembered(f"mapping_{outcome.key}"):
        return mapping_step(outcome, staged.header, t("mapping.text_again"), language, t)
    if st.button(t("mapping.open"), key=f"map_{outcome.key}", type="tertiary", icon=":material/alt_route:"):
        chosen.remember(f"mapping_{outcome.key}", True)
        st.rerun()
    return None


def _rejected(staged: Staged, language: str, t: Words, key: str) -> None:
    report = staged.report
    problems = problem_rows(report, language)
    if not problems:
        return
    with st.expander(
        t("reading.problems", count=fmt.whole(report.rows_rejected)), icon=":material/rule:", expanded=True
    ):
        st.dataframe(problems, hide_index=True, key=f"problems_{key}")
        if report.rows_rejected > len(problems):
            st.caption(
                t("reading.problems_first", shown=fmt.whole(len(problems)), count=fmt.whole(report.rows_rejected))
            )
        path = staged.rejected_csv
        if path is not None and path.is_file():
            name = t("reading.rejected_file", file=plain_name(staged.name))
            st.download_button(
                t("reading.problems_download"), partial(rejected_file, path, language), file_name=name,
                mime="text/csv", icon=":material/file_download:", key=f"rejected_{key}", on_click="ignore",
            )  # fmt: skip


def _problem(card: FileCard, outcome: Outcome, language: str, t: Words) -> Wish:
    if card.state == "error":
        st.error(fmt.escaped(card.problem), icon=":material/error:")
        return None
    st.warning(fmt.escaped(card.problem), icon=_STATES[card.state][1])
    if card.state == "day":
        with st.container(horizontal=True, vertical_alignment="bottom"):
            day = st.date_input(
                t("reading.day_label"), value=None, key=f"day_{outcome.key}", format="YYYY-MM-DD", width=220
            )
            if st.button(
                t("reading.day_confirm"), key=f"use_day_{outcome.key}", type="primary", icon=":material/event:",
                disabled=day is None,
            ):  # fmt: skip
                return replace(outcome.item.request, day=day)
        return None
    header: Sequence[str] = getattr(outcome.value, "header", ())
    return mapping_step(outcome, tuple(header), t("mapping.text"), language, t) if header else None


def _broken(error: Exception, t: Words) -> None:
    """Something nobody foresaw: a number for the reader, and what happened for whoever runs the board."""
    incident = uuid.uuid4().hex[:8]
    print(f"voc-board: incident {incident}: {error!r}", flush=True)
    st.error(t("app.broken", incident=incident), icon=":material/error:")
