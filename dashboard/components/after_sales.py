"""The refund pipeline stage by stage, the refunds that wait longest, and the platform's tasks that are due."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import streamlit as st

from dashboard import format as fmt
from dashboard.cached import diagnosis as cached
from dashboard.components.page import Page
from dashboard.components.rows import rows_table
from dashboard.views import pipelines as view
from dashboard.views.pipelines import Pipeline
from dashboard.views.segments import file_name, readable_rows
from scoring.intake.spreadsheet import csv_bytes

_MOST = 50
_STEPS = 3  # the longest pipeline; the steps of a shorter one are no wider


def after_sales(page: Page, first: date, last: date) -> None:
    """A pipeline per kind of refund, then what is open, oldest first."""
    t, language = page.t, page.selection.language
    st.subheader(t("diagnosis.refund_pipeline"), anchor=False)
    days = {"first": fmt.day(first), "last": fmt.day(last), "day": fmt.day(page.day)}
    st.caption(t("diagnosis.refunds_window", **days))
    with st.spinner(t("diagnosis.computing"), show_time=True):
        found = cached.after_sales(page.shop, first, last, page.day)
    pipelines = view.pipelines(found.stages, found.waiting, language)
    if not pipelines:
        st.info(t("diagnosis.no_refunds"), icon=":material/inbox:")
    for place, pipeline in enumerate(pipelines):
        _pipeline(pipeline, f"pipeline_{place}")
    _open(found.refunds, "open_refunds", t("diagnosis.open_refunds"), t("diagnosis.no_open_refunds"), page)
    _open(found.tasks, "open_tasks", t("diagnosis.open_tasks"), t("diagnosis.no_open_tasks"), page)


def _pipeline(pipeline: Pipeline, key: str) -> None:
    st.markdown(f"**{fmt.escaped(pipeline.label)}** · {pipeline.whole}")
    if not pipeline.steps:
        return
    with st.grid(_STEPS, min_column_width=200, gap="small", key=key):
        for place, step in enumerate(pipeline.steps, start=1):
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(f"{place}. {step.label}", step.median)
                st.caption(step.caption)
                if step.waiting:
                    st.badge(step.waiting, icon=":material/hourglass_top:", color="orange")
    if pipeline.refused:
        st.caption(f":material/block: {pipeline.refused}")


def _open(rows: pa.Table, key: str, title: str, empty: str, page: Page) -> None:
    language = page.selection.language
    st.subheader(title, anchor=False)
    if not rows.num_rows:
        st.markdown(empty)
        return
    rows_table(
        readable_rows(rows, language, most=_MOST), rows.num_rows, key, title, page.t,
        lambda: csv_bytes(readable_rows(rows, language)),
        file_name([page.shop.shop, title, fmt.day(page.day)]),
    )  # fmt: skip
