"""The parts of the data page: upload with its report, the history of imports, the formats."""

from __future__ import annotations

import io
from typing import Any

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.table import wrapped_table
from dashboard.components.uploader import upload_field
from dashboard.selection import Selection
from dashboard.text import Words, error_text
from dashboard.views.data import (
    MOST_PROBLEMS,
    beijing_time,
    format_rows,
    import_rows,
    problem_rows,
    report_lines,
    table_name,
)
from scoring.errors import VocBoardError
from scoring.intake.read import DEFAULT_SHOP, CleanFile
from scoring.intake.tables import TABLES

_UPLOADS = "uploads_so_far"
_MESSAGES = "import_messages"


def upload(selection: Selection, t: Words) -> None:
    """Files in, a report of each, and one button that imports what can be imported."""
    _messages(selection, t)
    store = cached.own_store()
    known = cached.shops("own", cached.version("own"))
    round_ = chosen.remembered(_UPLOADS, 0)
    with st.container(border=True, key="upload"):
        help_text = t("data.upload_help", folder=str(store.folder))
        files = upload_field(t, f"files_{round_}", help_text, several=True)
        left, right = st.columns(2)
        shop = left.text_input(
            t("data.shop"), value=known[0] if len(known) == 1 else DEFAULT_SHOP, key="import_shop", max_chars=80
        )
        tables = ["", *TABLES]
        table = right.selectbox(
            t("data.table"), tables, key="import_table",
            format_func=lambda name: table_name(name, selection.language) if name else t("data.table_auto"),
        )  # fmt: skip
        if not files:
            st.caption(t("data.nothing_chosen"))
            return
        usable = [file for file in files if _report(file, shop.strip(), table or None, selection, t) is not None]
        if st.button(
            t("data.import_button", count=len(usable)), type="primary", icon=":material/upload:", key="import",
            disabled=not usable,
        ):  # fmt: skip
            _import(usable, shop.strip(), table or None, selection, t)


def _report(file: Any, shop: str, table: str | None, selection: Selection, t: Words) -> CleanFile | None:
    """The report of one chosen file, drawn; None when the file is of no use."""
    try:
        with st.spinner(t("data.reading", file=file.name)):
            content = file.getvalue()
            clean = cached.clean_file(cached.fingerprint(content), file.name, shop or DEFAULT_SHOP, table, content)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(selection.language, error)), icon=":material/error:")
        return None
    lines = report_lines(clean.report, selection.language)
    (st.warning if clean.report.rejected else st.success)(fmt.escaped(lines[0]), icon=":material/description:")
    for line in lines[1:]:
        st.caption(fmt.escaped(line))
    problems = problem_rows(clean.report, selection.language)
    if problems:
        st.markdown(f"**{t('data.problems')}**")
        st.dataframe(problems, hide_index=True)
        if len(clean.report.rejected) > MOST_PROBLEMS:
            st.caption(t("data.more_problems", count=len(clean.report.rejected) - MOST_PROBLEMS))
    return clean


def _import(files: list[Any], shop: str, table: str | None, selection: Selection, t: Words) -> None:
    store = cached.own_store()
    messages: list[tuple[str, str]] = []
    seen: set[str] = set()
    for file in files:
        try:
            with st.spinner(t("data.importing", file=file.name)):
                done = store.import_file(io.BytesIO(file.getvalue()), file.name, shop=shop or None, table=table)
        except VocBoardError as error:
            messages.append(("error", error_text(selection.language, error)))
            continue
        key = "data.already" if done.already else "data.imported"
        messages.append(
            (
                "success",
                t(key, file=file.name, kept=fmt.whole(done.report.rows_kept), new=fmt.whole(done.entry.rows_new)),
            )
        )
        seen.update(done.shops)
    chosen.remember(_MESSAGES, messages)
    # A fresh uploader forgets the files that are now in.
    chosen.remember(_UPLOADS, chosen.remembered(_UPLOADS, 0) + 1)
    if seen:
        known = cached.shops("own", cached.version("own"))
        shop_now = selection.shop if selection.shop in seen else next(name for name in known if name in seen)
        chosen.change(selection, data="own", shop=shop_now, scheme="", rules=None, day=None, changes=())
    st.rerun()


def _messages(selection: Selection, t: Words) -> None:
    messages = chosen.remembered(_MESSAGES, [])
    for kind, text in messages:
        (st.error if kind == "error" else st.success)(
            fmt.escaped(text), icon=":material/error:" if kind == "error" else ":material/check:"
        )
    taken_in = any(kind == "success" for kind, _ in messages)
    if taken_in and st.button(t("data.open_board"), icon=":material/dashboard:", key="open_board"):
        chosen.remember(_MESSAGES, [])
        st.switch_page("app_pages/board.py", query_params=chosen.address())


def history(selection: Selection, t: Words) -> None:
    """Every import, the latest first, each of which can be taken back."""
    st.subheader(t("data.imports"), anchor=False)
    store = cached.own_store()
    try:
        entries = store.imports()
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(selection.language, error)), icon=":material/error:")
        return
    if not entries:
        st.info(t("data.imports_none"), icon=":material/inbox:")
        return
    st.dataframe(import_rows(entries, selection.language), hide_index=True, key="imports")
    standing = {entry.import_id: entry for entry in entries if not entry.undone}
    if not standing:
        return

    def undo() -> None:
        entry = standing[chosen.widget("undo_choice")]
        try:
            store.undo(entry.import_id)
            chosen.remember(_MESSAGES, [("undone", t("data.undone_done", file=entry.file))])
        except VocBoardError as error:
            chosen.remember(_MESSAGES, [("error", error_text(selection.language, error))])

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("data.columns_file"), list(standing), key="undo_choice", width=360,
            format_func=lambda name: f"{standing[name].file} · {beijing_time(standing[name].imported_at)[:16]}",
        )  # fmt: skip
        st.button(t("data.undo"), icon=":material/undo:", key="undo", on_click=undo)


def formats(selection: Selection, t: Words) -> None:
    """Which files are understood."""
    with st.expander(t("data.formats"), icon=":material/help:", key="formats"):
        st.caption(t("data.formats_text"))
        wrapped_table(format_rows(selection.language))
