"""Annotations: the list with its numbers on the chart, before and after one, one more, another text, none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import trends as computed
from dashboard.components.trends import Look, about, download
from dashboard.text import error_text
from dashboard.views import annotations as view
from dashboard.views.data import some
from dashboard.views.metric_days import metric_groups
from scoring.errors import VocBoardError
from scoring.measure.records import Annotation
from scoring.store.places import who

_SAID = "annotation_said"
_SIDES = (7, 14, 30)


def annotations(at: Look) -> None:
    """What was noted, and what became of the metrics; own ones can be added, changed and removed."""
    t, language = at.page.t, at.page.selection.language
    own = at.page.selection.data == "own"
    found = computed.annotations(at.page.shop)
    _say()
    if own:
        _add(at, found)
    else:
        st.caption(f":material/info: {t('notes.own_only')}")
    if not found:
        st.info(t("notes.none"), icon=":material/flag:")
        return
    st.dataframe(
        view.annotation_rows(found, language), hide_index=True, key=f"notes_{language}",
        column_config={t(name): st.column_config.Column(width="small") for name in ("notes.number", "trends.day")},
    )  # fmt: skip
    st.markdown(f"**{t('notes.compare')}**")
    picked = _choice(at, found)
    if own:
        _edit(at, found, picked)


def _say() -> None:
    kind, text = chosen.remembered(_SAID, ("", ""))
    if kind:
        (st.error if kind == "error" else st.success)(fmt.escaped(text), icon=":material/flag:")
        chosen.remember(_SAID, ("", ""))


def _choice(at: Look, found: Sequence[Annotation]) -> Annotation:
    t, language = at.page.t, at.page.selection.language
    by_id = {item.annotation_id: (number, item) for number, item in enumerate(found, start=1)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        picked = st.selectbox(
            t("notes.choice"), list(by_id)[::-1], key="annotation_choice", width=420,
            format_func=lambda name: view.choice_label(*by_id[name]),
        )  # fmt: skip
        count = st.segmented_control(
            t("notes.days"), _SIDES, default=_SIDES[1], key="annotation_days", width="content",
            format_func=lambda days: t("notes.days_count", days=days),
        ) or _SIDES[1]  # fmt: skip
    item = by_id[picked][1]
    with st.spinner(t("days.counting"), show_time=True):
        changes = computed.comparison(at.under, item.day, count)
    names = metric_groups(at.under.rule_set(), at.page.result.category, language)
    compared = view.comparison(changes, item.day, count, names, language)
    st.info(compared.sentence, icon=":material/hourglass_empty:" if compared.days_lacking else ":material/compare:")
    if compared.rows:
        st.dataframe(list(compared.rows), hide_index=True, key=f"before_after_{language}")
        st.caption(t("notes.not_a_cause"))
        extra = {t("notes.text"): f"{fmt.day(item.day)} {item.text}", t("notes.days"): str(count)}
        download(at, "before_after", lambda: [{**row, **extra, **about(at)} for row in compared.rows])
    return item


def _write(item: Annotation, done: str, at: Look) -> None:
    """Import the row as a file of its own: it stands in the history of imports, and can be taken back there."""
    shop, language = at.page.selection.shop, at.page.selection.language
    name, content = view.row_file(item, shop, datetime.now(UTC).isoformat(), language)
    try:
        cached.own_store().import_file(io.BytesIO(content), name, shop=shop, table="annotations", who=who())
        chosen.remember(_SAID, ("info", done))
    except VocBoardError as error:
        chosen.remember(_SAID, ("error", error_text(language, error)))


def _add(at: Look, found: Sequence[Annotation]) -> None:
    t = at.page.t
    with st.expander(t("notes.add"), icon=":material/add:", key="annotation_add"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            day = st.date_input(
                t("trends.day"), value=at.page.day, key="annotation_day", format="YYYY-MM-DD", width=160
            )
            text = st.text_input(
                t("notes.text"), key=f"annotation_text_{len(found)}", max_chars=view.LONGEST, width=420
            ).strip()  # fmt: skip
            asked = st.button(t("notes.add_button"), key="annotation_add_button", type="primary", icon=":material/add:")
        if not asked or not isinstance(day, date):
            return
        if not text:
            st.warning(t("notes.lacking_text"), icon=":material/edit:")
        elif view.is_there(found, day, text):
            st.warning(t("notes.there_already"), icon=":material/content_copy:")
        else:
            name = view.new_id(day, text, datetime.now(UTC).isoformat())
            _write(Annotation(name, day, text), t("notes.added", text=text), at)
            chosen.preset("annotation_choice", name)
            st.rerun()


def _edit(at: Look, found: Sequence[Annotation], item: Annotation) -> None:
    t, mark = at.page.t, f"{item.annotation_id}_{item.day}_{len(item.text)}"
    with st.expander(t("notes.edit"), icon=":material/edit:", key="annotation_edit"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            day = st.date_input(t("trends.day"), value=item.day, key=f"edit_day_{mark}", format="YYYY-MM-DD", width=160)
            text = st.text_input(
                t("notes.text"), value=item.text, key=f"edit_text_{mark}", max_chars=view.LONGEST, width=420
            ).strip()  # fmt: skip
            save = st.button(t("notes.save"), key="annotation_save", icon=":material/save:")
            remove = st.button(t("notes.remove"), key="annotation_remove", icon=":material/delete:")
        if remove:
            _remove(item, at)
            st.rerun()
        if not save or not isinstance(day, date):
            return
        if not text:
            st.warning(t("notes.lacking_text"), icon=":material/edit:")
        elif (day, text) == (item.day, item.text):
            st.info(t("notes.unchanged"), icon=":material/info:")
        elif view.is_there(found, day, text):
            st.warning(t("notes.there_already"), icon=":material/content_copy:")
        else:
            _write(Annotation(item.annotation_id, day, text), t("notes.changed", day=fmt.day(day), text=text), at)
            st.rerun()


def _remove(item: Annotation, at: Look) -> None:
    """Undo every import that wrote it; one that came with a file of its own stays with that file."""
    t, language, store = at.page.t, at.page.selection.language, cached.own_store()
    try:
        standing = [entry for entry in store.imports() if entry.table == "annotations" and not entry.undone]
        if not item.annotation_id.startswith(view.MINE):
            files = [entry.file for entry in standing if view.MINE not in entry.file]
            chosen.remember(_SAID, ("error", t("notes.not_removable", file=some(files, language, most=3))))
            return
        for entry in standing:
            if item.annotation_id in entry.file:
                store.undo(entry.import_id, who=who())
        chosen.remember(_SAID, ("info", t("notes.removed", text=item.text)))
    except VocBoardError as error:
        chosen.remember(_SAID, ("error", error_text(language, error)))
