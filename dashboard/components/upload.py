"""Files in: the upload field, what is being read, a card for each file, and one button that imports them all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components import at_hand
from dashboard.components.file_card import draw_card
from dashboard.components.uploader import upload_field
from dashboard.desk import Desk, Outcome
from dashboard.selection import Selection
from dashboard.sources import Held, OnDisk
from dashboard.text import Words, error_text, words
from dashboard.views.file_card import progress_text
from scoring.assess.metric_names import metric_names
from scoring.errors import VocBoardError
from scoring.intake.mapping import shape
from scoring.intake.request import DEFAULT_SHOP, Request
from scoring.store import own
from scoring.store.delta import Staged
from scoring.store.places import who

_UPLOADS = "uploads_so_far"
_TYPES = ("csv", "tsv", "txt", "xlsx", "xls", "zip")
_ICONS = {"success": ":material/check:", "error": ":material/error:", "info": ":material/info:"}
_MOMENT = 0.7  # seconds a page may wait before it shows how far it is
_LONG = 60.0

# A file and the desk it lies on.
Lying = tuple[Desk, Outcome]


def upload(selection: Selection, t: Words) -> None:
    """The upload field, the files being read, and the cards of those that are read."""
    _messages(t)
    shop = _fields(selection, t)
    desk, shared = at_hand.desk(), at_hand.shared_desk()
    desk.freshen(shop)
    _wait(desk, t)
    if desk.reading() or shared.reading():
        _progress(selection.language)
    lying = [(on, outcome) for on in (desk, shared) for outcome in on.outcomes()]
    if lying:
        _cards(lying, selection, t)


def _fields(selection: Selection, t: Words) -> str:
    """Where files come in; the shop that they are of when they do not say."""
    known = cached.shops("own", cached.version("own"))
    with st.container(border=True, key="upload"):
        help_text = t("data.upload_help", folder=str(cached.data_folder()))
        key = f"files_{chosen.remembered(_UPLOADS, 0)}"
        files = upload_field(t, key, help_text, several=True, types=_TYPES, limit="data.upload_limit_all")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            shop = st.text_input(
                t("data.shop"), value=known[0] if len(known) == 1 else DEFAULT_SHOP, key="import_shop", max_chars=80,
                width=300,
            ).strip() or DEFAULT_SHOP  # fmt: skip
            if at_hand.on_this_computer():
                _path_field(shop, t)
    if files:
        for file in files:
            at_hand.desk().put(Held(file.name, file), Request(shop, metric_names=metric_names()))
        at_hand.say()
        # A fresh field: what lies on the desk is shown by its card alone.
        chosen.remember(_UPLOADS, chosen.remembered(_UPLOADS, 0) + 1)
        st.rerun()
    return shop


def _path_field(shop: str, t: Words) -> None:
    def read() -> None:
        text = str(chosen.widget("import_path")).strip().strip("\"'")
        path = Path(text).expanduser()
        try:
            if not path.is_file():
                raise FileNotFoundError(text)
            at_hand.shared_desk().put(OnDisk(path), Request(shop, metric_names=metric_names()))
        except (OSError, ValueError):
            at_hand.say(("error", t("reading.path_missing", path=text)))
        else:
            at_hand.say()

    with st.container(horizontal=True, vertical_alignment="bottom", width="stretch"):
        text = st.text_input(
            t("reading.path"), key="import_path", placeholder=t("reading.path_placeholder"), width=420, max_chars=1000
        )
        st.button(
            t("reading.path_read"), key="read_path", icon=":material/folder_open:", on_click=read,
            disabled=not text.strip(),
        )  # fmt: skip


def _wait(desk: Desk, t: Words) -> None:
    """Small files are read while the page waits, and large ones for a moment."""
    end = time.monotonic() + _MOMENT
    for item in desk.reading():
        with st.spinner(t("data.reading", file=fmt.escaped(item.source.name))):
            item.job.wait(_LONG if item.small else max(0.0, end - time.monotonic()))


@st.fragment(run_every=_MOMENT)
def _progress(language: str) -> None:
    """How far the files are that are being read; when one is done the page is drawn anew."""
    t = words(language)
    desks = (at_hand.desk(), at_hand.shared_desk())
    reading = [(desk, item) for desk in desks for item in desk.reading()]
    shown = chosen.remembered("reading_now", 0)
    chosen.remember("reading_now", len(reading))
    if len(reading) < shown or not reading:
        st.rerun()
    for desk, item in reading:
        with st.container(border=True, key=f"reading_{item.key}", gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f":material/hourglass_top: **{fmt.escaped(item.source.name)}**")
                st.space("stretch")
                cancel = st.button(t("reading.cancel"), key=f"cancel_{item.key}", icon=":material/close:")
            at = item.job.reached
            text = t("reading.cancelling") if item.job.state == "cancelling" else progress_text(at, language)
            st.progress(at.share or 0.0, text=text)
        if cancel:
            desk.remove(item)
            at_hand.say(("info", t("reading.cancelled", file=item.source.name)))
            st.rerun()


def _cards(lying: Sequence[Lying], selection: Selection, t: Words) -> None:
    usable = [(desk, outcome) for desk, outcome in lying if isinstance(outcome.value, Staged)]
    with st.container(horizontal=True, vertical_alignment="center", key="import_bar"):
        if st.button(
            t("reading.import_all", count=len(usable)), type="primary", icon=":material/upload:", key="import",
            disabled=not usable,
        ):  # fmt: skip
            _import(usable, selection, t)
        if st.button(t("reading.discard_all"), icon=":material/delete_sweep:", key="discard_all"):
            for desk, outcome in lying:
                desk.discard(outcome)
            at_hand.say()
            st.rerun()
    for desk, outcome in lying:
        wish = draw_card(outcome, selection.language, t, alone=len(lying) == 1)
        if wish == "import":
            _import([(desk, outcome)], selection, t)
        elif wish == "discard":
            desk.discard(outcome)
            at_hand.say(("info", t("reading.discarded", file=outcome.name)))
            st.rerun()
        elif isinstance(wish, Request):
            desk.again(outcome, wish)
            at_hand.say()
            st.rerun()


def _import(lying: Sequence[Lying], selection: Selection, t: Words) -> None:
    """Take files in, say what came of each, and look at a shop they are of."""
    messages: list[tuple[str, str]] = []
    seen: set[str] = set()
    for desk, outcome in lying:
        name = outcome.name
        try:
            with st.spinner(t("data.importing", file=fmt.escaped(name)), show_time=True):
                done = desk.commit(outcome, who())
                _remember_mapping(outcome)
        except VocBoardError as error:
            messages.append(("error", error_text(selection.language, error)))
            continue
        entry = done.entry
        numbers = {"kept": entry.rows_kept, "new": entry.rows_new, "changed": entry.rows_changed}
        places = {key: fmt.whole(value) for key, value in numbers.items()}
        messages.append(
            ("success", t("data.already", file=name) if done.already else t("data.imported", file=name, **places))
        )
        seen.update(done.shops or ())
    at_hand.say(*messages)
    if seen:
        with st.spinner(t("data.looking"), show_time=True):
            known = cached.shops("own", cached.version("own"))
        shop_now = selection.shop if selection.shop in seen else next((name for name in known if name in seen), "")
        if shop_now:
            chosen.change(selection, data="own", shop=shop_now, scheme="", rules=None, day=None, changes=(), stack="")
    st.rerun()


def _remember_mapping(outcome: Outcome) -> None:
    """The next file with this header is read the same way."""
    request = outcome.item.request
    if request.columns and request.table and isinstance(outcome.value, Staged):
        own.save_mapping(cached.data_folder(), shape(outcome.value.header), request.table, dict(request.columns))


def _messages(t: Words) -> None:
    messages = at_hand.said()
    for kind in ("error", "info", "success"):
        lines = [fmt.escaped(text) for of_kind, text in messages if of_kind == kind]
        if lines:
            {"error": st.error, "info": st.info, "success": st.success}[kind]("  \n".join(lines), icon=_ICONS[kind])
    if any(kind == "success" for kind, _ in messages) and st.button(
        t("data.open_board"), icon=":material/dashboard:", key="open_board"
    ):
        at_hand.say()
        st.switch_page("app_pages/board.py", query_params=chosen.address())
