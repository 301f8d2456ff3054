"""The calibration on the rules page: from official scores to limits and weights, used or taken back by a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import calibration as computed
from dashboard.components.chart import draw_trend
from dashboard.components.page import Page, file_name
from dashboard.components.said import OWN_RULES
from dashboard.components.table import wrapped_table
from dashboard.components.uploader import upload_field
from dashboard.text import error_text
from dashboard.views import calibration as view
from dashboard.views.data import table_name
from scoring.assess.own_rules import OWN
from scoring.errors import VocBoardError
from scoring.improve.calibrate.figures import figures_of, without_calibrated
from scoring.improve.calibrate.of_shop import ShopCalibration
from scoring.improve.calibrate.official import scores_in
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.records import OfficialScore
from scoring.rules.own_figures import record_of, typed_and_fitted
from scoring.store import own
from scoring.store.scenarios import fingerprint

_TABLE = "official_scores"
_LOOKS = {
    view.READY: (st.success, ":material/check_circle:"),
    view.EMPTY: (st.info, ":material/inbox:"),
    view.NOT_ENOUGH: (st.info, ":material/hourglass_empty:"),
    view.CONTRADICTED: (st.error, ":material/error:"),
}


def calibration_panel(page: Page) -> None:
    """Everything about the calibration of the rule set in view."""
    t, language = page.t, page.selection.language
    st.caption(t("calibration.text", category=fmt.escaped(page.result.category or t("own.every_category"))))
    source, scores = _scores(page)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        known = st.toggle(t("calibration.weights_known"), key="calibration_weights", help=t("calibration.weights_help"))
        without = _without(source, scores, page)
    try:
        with st.spinner(t("calibration.working"), show_time=True):
            found = computed.calibration(
                page.shop, page.selection.scheme, page.rules.effective_from, source, known, without, scores
            )
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    shown = view.calibration_view(found, page.rules, language)
    box, icon = _LOOKS[shown.state]
    box(shown.headline, icon=icon)
    if shown.state == view.EMPTY:
        st.markdown(t("calibration.what_to_bring"))
    _suspects(shown, page)
    _buttons(found, page)
    _figures(shown, page)
    _against_trial(found, page)
    for line in shown.left_out:
        st.caption(line)


def _scores(page: Page) -> tuple[str, list[OfficialScore]]:
    """What stands for the scores, and the scores: of the file chosen, else, and where it is of no use, those kept."""
    t, language = page.t, page.selection.language
    scheme = page.selection.scheme.removeprefix(OWN)
    kept = [row for row in computed.kept_scores(page.shop) if row.scheme == scheme]
    st.markdown(t("calibration.kept", count=fmt.whole(len(kept))) if kept else t("calibration.none_kept"))
    file = upload_field(t, "calibration_file", t("calibration.upload_help"), several=False)
    if file is None:
        return "kept", kept
    content = file.getvalue()
    mark = fingerprint(content)
    try:
        clean = cached.clean_file(mark, file.name, page.shop.shop, _TABLE, content)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return "kept", kept
    scores = scores_in(clean.rows, page.shop.shop)
    if rejected := clean.report.rows_rejected:
        st.warning(
            t("calibration.rejected", count=fmt.whole(rejected), file=fmt.escaped(file.name)), icon=":material/rule:"
        )
    if not scores:
        st.error(t("calibration.no_scores", file=fmt.escaped(file.name), table=table_name(_TABLE, language)))
        return "kept", kept
    st.info(
        t("calibration.file_used", file=fmt.escaped(file.name), count=fmt.whole(len(scores))), icon=":material/draft:"
    )
    return mark, scores


def _without(source: str, scores: Sequence[OfficialScore], page: Page) -> tuple[date, ...]:
    """The days the operator wants left out."""
    days = sorted({row.day for row in scores})
    picked = st.multiselect(
        page.t("calibration.without"), days, key=f"calibration_without_{source}_{page.shop.shop}_{page.rules.scheme}",
        format_func=fmt.day, width=360, placeholder=page.t("calibration.without_none"),
    )  # fmt: skip
    return tuple(sorted(picked))


def _suspects(shown: view.CalibrationView, page: Page) -> None:
    """Each contradiction with its day, and the way to that day's figures."""
    for place, suspect in enumerate(shown.suspects):
        with st.container(border=True, key=f"suspect_{place}", gap="xsmall"):
            st.markdown(fmt.escaped(suspect.text))
            at = replace(page.selection, day=suspect.day, metric=suspect.metric or page.selection.metric)
            st.page_link(
                "app_pages/trends.py", label=page.t("calibration.look", day=fmt.day(suspect.day)),
                icon=":material/monitoring:", query_params=chosen.parameters_of(at),
            )  # fmt: skip
    if shown.suspects:
        st.markdown(page.t("calibration.causes"))


def _buttons(found: ShopCalibration, page: Page) -> None:
    t, item = page.t, found.calibration
    kept = cached.own_figures()
    others = without_calibrated(kept, item)
    figures = figures_of(item)
    shipped = cached.schemes_to_choose()[page.selection.scheme].in_force(page.rules.effective_from)
    along = view.moved_along(figures, shipped, page.selection.language)

    def save(use: bool) -> None:
        wanted = [*others, *(figures if use else [])]
        done = t("calibration.saved", count=typed_and_fitted(figures)[1]) + along if use else t("calibration.undone")
        folder = cached.own_store().folder
        OWN_RULES.tried(page, done, lambda: own.save_own_figures(folder, map(record_of, wanted)))

    if along:
        st.caption(fmt.escaped(along))
    with st.container(horizontal=True):
        st.button(
            t("calibration.use"), type="primary", icon=":material/task_alt:", key="calibration_use",
            on_click=save, args=(True,), disabled=not figures,
        )  # fmt: skip
        st.button(
            t("calibration.undo"), icon=":material/undo:", key="calibration_undo", on_click=save, args=(False,),
            disabled=len(others) == len(kept),
        )  # fmt: skip


def _figures(shown: view.CalibrationView, page: Page) -> None:
    t = page.t
    if shown.stated or shown.others:
        st.subheader(t("calibration.limits_title"), anchor=False)
        st.caption(t("calibration.limits_text"))
    if shown.stated:
        wrapped_table(shown.stated)
    if shown.others:
        with st.expander(t("calibration.others", count=len(shown.others)), icon=":material/hourglass_empty:"):
            wrapped_table(shown.others)
    if shown.weights:
        st.subheader(t("calibration.weights_title"), anchor=False)
        st.caption(t("calibration.weights_text"))
        wrapped_table(shown.weights)
    if shown.silent and (shown.stated or shown.others or shown.weights):
        st.caption(t("calibration.silent", count=shown.silent))


def _against_trial(found: ShopCalibration, page: Page) -> None:
    """Official beside trial, day by day, of one item."""
    t, language = page.t, page.selection.language
    names = view.items_of(found.now, page.rules, language)
    if not names:
        return
    st.subheader(t("calibration.against_title"), anchor=False)
    item = st.selectbox(
        t("calibration.item"), list(names), key=f"calibration_item_{language}", format_func=names.__getitem__, width=340
    )
    st.markdown(view.agreement(found, item, language))
    rows = view.compared_rows(found, item, language)
    with st.expander(t("calibration.every_day", count=fmt.whole(len(rows))), icon=":material/table_rows:"):
        st.dataframe(rows, hide_index=True, key="calibration_days")
    st.download_button(
        t("calibration.download"), csv_bytes(rows), file_name=file_name(page, "official", "csv"), mime="text/csv",
        icon=":material/download:", key="calibration_csv",
    )  # fmt: skip
    st.caption(t("app.trial"))
    draw_trend(view.compared_trend(found, item, names[item], language), "calibration_chart")
