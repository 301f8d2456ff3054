"""The parts of the rules page that are the operator's own: figures in place of stand-ins, and rule files."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.components.said import OWN_RULES
from dashboard.components.table import wrapped_table
from dashboard.components.uploader import upload_field
from dashboard.text import error_text
from dashboard.views.own_figures import figure_table, replaced, typed_figures
from dashboard.views.rule_faults import fault_rows
from scoring.assess.own_rules import OWN, read_own_rules, rule_file
from scoring.errors import VocBoardError
from scoring.rules.loader import text_of
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure, record_of
from scoring.rules.parts import Dated
from scoring.store import own

_SAVING = "own_rules_saving"
_SAVED = "own_rules_saved"
_LAST_WORD = 0.5  # seconds; the table holds back what is typed for 0.15
_LATE = 3.0  # seconds; on a busy machine it comes later than that, and was still typed before the click
_UPLOADS = "rule_files_so_far"
_TYPES = ("yaml", "yml")


def stand_ins(page: Page, stands: Dated) -> None:
    """Every stand-in figure of a rule set, to fill in one's own beside it; saved for the main category.

    `stands` is the rule set as its file has it, without own figures.
    """
    t, language, category = page.t, page.selection.language, page.result.category
    st.caption(t("own.text", category=category or t("own.every_category")))
    try:
        kept = cached.own_figures()
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    used = cached.figures_of(page.shop, stands)
    mine = [item for item in kept if item not in replaced(kept, stands, category)]
    # Those of this category stand in the table even when another one keeps all from being used.
    found, rows = figure_table(stands, [*used, *mine], category, language)
    if not rows:
        st.info(t("own.nothing_assumed"), icon=":material/verified:")
        return
    key = f"own_{stands.scheme}_{stands.effective_from}_{language}_{page.shop}"
    edited = edit(rows, key, t("own.yours"))

    def keep(figures: list[OwnFigure]) -> None:
        folder = cached.own_store().folder
        own.save_own_figures(folder, map(record_of, replaced(kept, stands, category, figures)))

    def undo() -> None:
        chosen.remember(_SAVED, None)
        OWN_RULES.tried(page, t("own.undone"), lambda: keep([]))

    def ask() -> None:
        chosen.remember(_SAVING, True)

    with st.container(horizontal=True):
        st.button(t("own.save"), type="primary", icon=":material/save:", key="own_save", on_click=ask)
        st.button(t("own.undo"), icon=":material/undo:", key="own_undo", on_click=undo, disabled=not mine)
    if chosen.remembered(_SAVING):
        # What was typed last is sent a moment after the click, and starts this run anew: wait for it.
        with st.spinner(t("own.saving")):
            time.sleep(_LAST_WORD)
        chosen.remember(_SAVING, False)
        chosen.remember(_SAVED, (key, None, time.monotonic()))
    table, saved, moment = chosen.remembered(_SAVED) or (key, None, 0.0)
    asked = table == key and saved != edited and time.monotonic() - moment < _LATE
    if asked:
        chosen.remember(_SAVED, (key, edited, moment))
    elif table != key or saved != edited:
        return
    # What is wrong stays in sight for as long as the cells do: the browser may send them once more.
    figures, problems = typed_figures(stands, found, edited, category, language)
    for problem in problems:
        st.error(fmt.escaped(problem), icon=":material/error:")
    if not problems and not figures and not mine:
        st.info(t("own.nothing_typed"), icon=":material/edit:")
    elif asked and not problems:
        OWN_RULES.tried(page, t("own.saved", count=len(figures)), lambda: keep(figures))
        st.rerun()


def edit(rows: list[dict[str, str]], key: str, last: str) -> list[str]:
    """A table of which the last column can be typed in; what stands in that column now."""
    edited = st.data_editor(
        rows, key=key, hide_index=True, num_rows="fixed", disabled=[name for name in rows[0] if name != last],
        column_config={last: st.column_config.TextColumn(width="small")}, height=420,
    )  # fmt: skip
    return [str(row[last] or "") for row in edited]


def own_file(page: Page) -> None:
    """One's own rule file: a rule set to start from, the check of a file, its use, and its removal."""
    t, stands = page.t, page.rules
    st.caption(t("own.file_text"))
    path = rule_file(page.selection.scheme, stands.effective_from, cached.own_store().folder)
    st.download_button(
        t("own.download", day=fmt.day(stands.effective_from)), path.read_text(encoding="utf-8"), file_name=path.name,
        mime="application/yaml", icon=":material/download:", key="own_download",
    )  # fmt: skip
    key = f"rule_file_{chosen.remembered(_UPLOADS, 0)}"
    file = upload_field(t, key, several=False, types=_TYPES, limit="own.upload_limit")
    if file is not None:
        _checked(file.name, file.getvalue(), page)
    _kept(page)


def _checked(name: str, content: bytes, page: Page) -> None:
    t, language = page.t, page.selection.language
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(t("own.not_text", file=fmt.escaped(name)), icon=":material/error:")
        return
    found = read_own_rules(text)
    rules = found.rules
    if found.faults or rules is None:
        st.error(t("own.faults", file=fmt.escaped(name), count=len(found.faults)), icon=":material/error:")
        wrapped_table(fault_rows(found.faults, language))
        return
    if not isinstance(rules, RuleSet):
        st.warning(t("own.only_checked", file=fmt.escaped(name)), icon=":material/info:")
        return
    st.success(t("own.no_faults", file=fmt.escaped(name)), icon=":material/check:")
    if st.button(t("own.use"), type="primary", icon=":material/task_alt:", key="own_use"):
        folder = cached.own_store().folder
        done = t("own.kept", scheme=rules.scheme, day=fmt.day(rules.effective_from))
        OWN_RULES.tried(page, done, lambda: own.save_rule_file(folder, rules.scheme, rules.effective_from, text))
        chosen.remember(_UPLOADS, chosen.remembered(_UPLOADS, 0) + 1)
        chosen.change(page.selection, scheme=f"{OWN}{rules.scheme}", rules=None, changes=())
        st.rerun()


def _say_faults(path: Path, page: Page) -> None:
    """A file kept that was changed since, or put there by hand, may have faults: it is not used then."""
    try:
        faults = read_own_rules(text_of(path)).faults
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(page.selection.language, error)), icon=":material/error:")
        return
    if faults:
        name = fmt.escaped(f"{path.parent.name}/{path.name}")
        st.error(page.t("own.faults", file=name, count=len(faults)), icon=":material/error:")
        wrapped_table(fault_rows(faults, page.selection.language))


def _kept(page: Page) -> None:
    """The files kept, each of which can be taken away again."""
    t = page.t
    folder = cached.own_store().folder
    files = {f"{path.parent.name}/{path.stem}": path for path in own.rule_files(folder)}
    if not files:
        return
    for path in files.values():
        _say_faults(path, page)

    def remove() -> None:
        path = files[chosen.widget("own_choice")]
        OWN_RULES.tried(page, t("own.removed", file=path.name), lambda: own.remove_rule_file(folder, path))
        if page.selection.scheme == f"{OWN}{path.parent.name}":
            chosen.change(page.selection, scheme="", rules=None, changes=())

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t("own.files"), list(files), key="own_choice", width=360)
        st.button(t("own.remove"), icon=":material/delete:", key="own_remove", on_click=remove)
