"""Exclusions: the list with their status, one more, a changed status, and what they do to the metrics."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import Shop
from dashboard.components import at_hand
from dashboard.components.completeness import shop_in_view
from dashboard.selection import Selection
from dashboard.text import Words, error_text
from dashboard.views import exclusions as view
from dashboard.views.data import some, table_name
from scoring.certify.calendar import latest_filing_day
from scoring.errors import VocBoardError
from scoring.figures import Evidence
from scoring.measure.records import ExclusionRow
from scoring.rules.catalogue import scheme_in_use
from scoring.store.places import who

_BEIJING = timezone(timedelta(hours=8))


def exclusions(selection: Selection, t: Words) -> None:
    """What is taken out of this shop's metrics, or is asked to be."""
    st.caption(t("exclude.text"))
    data, name = shop_in_view(selection, t, "exclusion_shop")
    shop = cached.shown_shop(data, name)
    with st.spinner(t("days.counting"), show_time=True):
        rows = at_hand.exclusions(data, cached.version(data), name)
        cached.sums(shop)
    _latest(shop, selection, t)
    if rows:
        st.dataframe(view.exclusion_rows(rows, selection.language), hide_index=True, key="exclusions")
    else:
        st.info(t("exclude.none"), icon=":material/inbox:")
    if data == "own":
        if rows:
            _change(rows, name, selection, t)
        _add(name, selection, t)
    else:
        st.caption(f":material/info: {t('data.own_none')}")
    _counts(shop, rows, selection, t)


def _scheme_and_day(shop: Shop, selection: Selection) -> tuple[str, date] | None:
    sums = cached.sums(shop)
    if not sums.days:
        return None
    last = sums.last_day[0]
    day = min(max(selection.day or last, sums.first_day), last) if selection.data == shop.data else last
    return selection.scheme or scheme_in_use(last), day


def _latest(shop: Shop, selection: Selection, t: Words) -> None:
    at = _scheme_and_day(shop, selection)
    if at is None:
        return
    rules = cached.scheme_of(shop, at[0]).in_force_or_first(at[1])
    filing = latest_filing_day(rules, at[1])
    text = view.latest_text(filing, at[1], selection.language)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/event_upcoming: {text}", width="content")
        if filing is not None and filing.evidence is Evidence.ASSUMED:
            st.badge(
                t("evidence.assumed"),
                icon=":material/science:",
                color="orange",
                help=fmt.escaped(filing.source[selection.language]),
            )


def _write(cells: Mapping[str, str], shop: str, what: str, done: str, selection: Selection) -> None:
    """Import the row as a file of its own: it stands in the history, and can be taken back there."""
    name, content = view.row_file(cells, shop, datetime.now(UTC).isoformat(), what, selection.language)
    try:
        cached.own_store().import_file(io.BytesIO(content), name, shop=shop, table="exclusions", who=who())
        at_hand.say(("info", done))
    except VocBoardError as error:
        at_hand.say(("error", error_text(selection.language, error)))


def _today() -> date:
    return datetime.now(_BEIJING).date()


def _change(rows: list[ExclusionRow], shop: str, selection: Selection, t: Words) -> None:
    language = selection.language
    by_id = {row.exclusion_id: row for row in rows}

    def label(name: str) -> str:
        row = by_id[name]
        return f"{view.status_text(row.status, language)} · {view.what_text(row, language)}"

    def change() -> None:
        row, status = by_id[chosen.widget("exclusion_choice")], chosen.widget("exclusion_status")
        if status is None or status == row.status:
            at_hand.say(("info", t("exclude.same")))
            return
        decided = None if status == "pending" else row.decided_on or _today()
        what, word = view.what_text(row, language), t(f"exclude.status_{status}")
        cells = view.cells_of(row, status=status, decided_on=decided)
        _write(cells, shop, what, t("exclude.changed", status=word, what=what), selection)

    def remove() -> None:
        row = by_id[chosen.widget("exclusion_choice")]
        _remove(row, selection, t)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t("exclude.choice"), list(by_id), key="exclusion_choice", format_func=label, width=360)
        st.segmented_control(
            t("exclude.set_status"), view.STATUSES, key="exclusion_status", width="content",
            format_func=lambda name: t(f"exclude.status_{name}"),
        )  # fmt: skip
        st.button(t("exclude.change"), key="exclusion_change", icon=":material/published_with_changes:",
                  on_click=change)  # fmt: skip
        st.button(t("exclude.remove"), key="exclusion_remove", icon=":material/delete:", on_click=remove)


def _remove(row: ExclusionRow, selection: Selection, t: Words) -> None:
    """Undo every import that wrote it; one that came with a file of its own stays with that file."""
    store = cached.own_store()
    try:
        standing = [entry for entry in store.imports() if entry.table == "exclusions" and not entry.undone]
        if not row.exclusion_id.startswith(view.MINE):
            files = [entry.file for entry in standing if view.MINE not in entry.file]
            at_hand.say(("error", t("exclude.not_removable", file=some(files, selection.language, most=3))))
            return
        for entry in standing:
            if row.exclusion_id in entry.file:
                store.undo(entry.import_id, who=who())
        at_hand.say(("info", t("exclude.removed", what=view.what_text(row, selection.language))))
    except VocBoardError as error:
        at_hand.say(("error", error_text(selection.language, error)))


def _add(shop: str, selection: Selection, t: Words) -> None:
    language = selection.language
    with st.expander(t("exclude.add"), icon=":material/add:", key="exclusion_add"):
        kinds = {"record": t("exclude.by_record"), "area": t("exclude.by_area")}
        kind = st.segmented_control(
            t("exclude.what"), list(kinds), default="record", key="exclusion_kind", format_func=kinds.__getitem__,
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        cells: dict[str, object] = {}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if kind == "area":
                cells["province"] = st.text_input(t("exclude.province"), key="exclusion_province", width=200).strip()
                days = st.date_input(
                    t("exclude.from_to"), value=(), key="exclusion_days", format="YYYY-MM-DD", width=280
                )
                ends = list(days) if isinstance(days, tuple) else [days]
                cells |= {"table": "orders"} | dict(zip(("from_day", "to_day"), ends, strict=False))
                lacking = t("exclude.lacking_days") if len(ends) < 2 else ""
            else:
                cells["table"] = st.selectbox(
                    t("exclude.table"), view.RECORDS, key="exclusion_table", width=200,
                    format_func=lambda name: table_name(name, language),
                )  # fmt: skip
                record = st.text_input(t("exclude.record_id"), key="exclusion_record", width=280).strip()
                cells["record_id"] = record
                lacking = "" if record else t("exclude.lacking_record")
            cells["metric"] = st.selectbox(
                t("exclude.metric"), view.metrics_to_choose(), key="exclusion_metric", width=280,
                format_func=lambda name: view.metric_name(name, language),
            )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            cells["reason"] = st.text_input(t("exclude.reason"), key="exclusion_reason", width=280).strip()
            cells["filed_on"] = st.date_input(
                t("exclude.filed_on"), value=_today(), key="exclusion_filed", format="YYYY-MM-DD", width=180
            )
            cells["status"] = st.segmented_control(
                t("exclude.status"), view.STATUSES, default="pending", key="exclusion_new_status", width="content",
                format_func=lambda name: t(f"exclude.status_{name}"),
            ) or "pending"  # fmt: skip
            asked = st.button(
                t("exclude.add_button"), key="exclusion_add_button", type="primary", icon=":material/add:"
            )
        if asked and lacking:
            st.warning(lacking, icon=":material/edit:")
        elif asked:
            row = view.with_id(cells)
            what = view.what_of(row, language)
            _write(row, shop, what, t("exclude.added", what=what), selection)
            st.rerun()


def _counts(shop: Shop, rows: list[ExclusionRow], selection: Selection, t: Words) -> None:
    at = _scheme_and_day(shop, selection)
    if at is None:
        return
    scheme_id, day = at
    st.markdown(f"**{t('exclude.counts')}**")
    if not any(row.status == "upheld" for row in rows):
        st.caption(t("exclude.counts_none"))
        return
    dated = cached.scheme_of(shop, scheme_id)
    rules = dated.in_force_or_first(day)
    counted, after = at_hand.both_counts(shop, scheme_id, day)
    if not any(item.excluded_cases.any() for item in after.metrics.values()):
        st.caption(t("exclude.counts_outside"))
    st.caption(t("exclude.counts_text", day=fmt.day(day), scheme=dated.scheme.label.text[selection.language]))
    st.dataframe(view.count_rows(counted, after, rules, selection.language), hide_index=True, key="both_counts")
