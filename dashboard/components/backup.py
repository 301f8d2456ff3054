"""Everything in one file, and back."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components import at_hand
from dashboard.components.uploader import upload_field
from dashboard.selection import Selection
from dashboard.text import Words, error_text
from dashboard.views.backup import size_text
from scoring.errors import VocBoardError
from scoring.store import backup as backups
from scoring.store.delta import Store

_PACKED, _RESTORES = "packed_backup", "restores_so_far"
_NAME = "voc-board-backup.zip"


class _Packed:
    """A backup that waits to be downloaded; its file goes when nobody holds it any more."""

    def __init__(self, store: Store) -> None:
        folder = Path(tempfile.mkdtemp(prefix="voc-board-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.version = store.version()
        self.path = backups.backup(store.folder, folder / _NAME)


def backup(selection: Selection, t: Words) -> None:
    """Pack and download; restore where nothing is yet."""
    store = cached.own_store()
    st.caption(t("backup.text"))
    _download(store, selection, t)
    st.space("small")
    st.markdown(f"**{t('backup.restore')}**")
    st.caption(t("backup.restore_text"))
    if store.version():
        st.info(t("backup.restore_full"), icon=":material/block:")
        return
    _restore(store, selection, t)


def _download(store: Store, selection: Selection, t: Words) -> None:
    version = store.version()
    if not version:
        st.info(t("backup.nothing"), icon=":material/inbox:")
        return
    kept: _Packed | None = chosen.remembered(_PACKED)
    if kept is not None and kept.version != version:
        # What was packed is no longer all there is.
        chosen.remember(_PACKED, None)
        kept = None
    if kept is None:
        if st.button(t("backup.prepare"), icon=":material/inventory_2:", key="backup"):
            try:
                with st.spinner(t("backup.preparing"), show_time=True):
                    chosen.remember(_PACKED, _Packed(store))
            except VocBoardError as error:
                st.error(fmt.escaped(error_text(selection.language, error)), icon=":material/error:")
                return
            st.rerun()
        return
    path = kept.path
    size = size_text(path.stat().st_size)
    st.success(t("backup.ready", size=size), icon=":material/check:")
    st.download_button(
        t("backup.download", size=size), path.read_bytes, file_name=_NAME, mime="application/zip", type="primary",
        icon=":material/file_download:", key="backup_download", on_click="ignore",
    )  # fmt: skip


def _restore(store: Store, selection: Selection, t: Words) -> None:
    key = f"restore_{chosen.remembered(_RESTORES, 0)}"
    file = upload_field(t, key, several=False, types=("zip",), limit="backup.restore_limit")
    if file is None:
        return
    if not st.button(t("backup.restore_button"), type="primary", icon=":material/settings_backup_restore:",
                     key="restore"):  # fmt: skip
        return
    with tempfile.TemporaryDirectory(prefix="voc-board-") as folder, st.spinner(t("backup.restoring"), show_time=True):
        path = Path(folder) / (Path(file.name).name or _NAME)
        with path.open("wb") as target:
            target.write(file.getbuffer())
        try:
            backups.restore(store.folder, path)
            at_hand.say(("success", t("backup.restored", file=file.name)))
        except VocBoardError as error:
            at_hand.say(("error", error_text(selection.language, error)))
    chosen.remember(_RESTORES, chosen.remembered(_RESTORES, 0) + 1)
    shops = cached.shops("own", cached.version("own"))
    if shops:
        chosen.change(selection, data="own", shop=shops[0], scheme="", rules=None, day=None, changes=(), stack="")
    st.rerun()
