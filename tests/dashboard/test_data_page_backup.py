"""Everything in one file, and back: the backup tab of the data page."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_at_hand import ONE_DAY, assert_fine, messages, opened, words_of
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, words
from scoring.store.backup import backup
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("elsewhere")
    store = Store(folder / "data")
    store.import_file(io.BytesIO(ONE_DAY), "one.csv", shop="晨光小店")
    return backup(store.folder, folder / "backup.zip").read_bytes()


@pytest.fixture(autouse=True)
def nothing_cached() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def page(language: str, first: str) -> AppTest:
    app = opened("data", {"lang": language})
    app.session_state[f"data_tab_{first}_{language}"] = words(language)("data.tab_backup")
    return app.run()


@both_languages
def test_everything_is_packed_and_offered(language: str, one_day_store: Store) -> None:
    t = words(language)
    app = page(language, "imports")
    assert_fine(app)
    assert t("backup.restore_full") in messages(app, "info"), "nothing is restored over data"
    assert len(app.file_uploader) == 1
    app.button(key="backup").click().run()
    assert_fine(app)
    assert not app.error
    assert [button.key for button in app.get("download_button")] == ["backup_download"]
    one_day_store.import_file(io.BytesIO(ONE_DAY), "again.csv", shop="other")
    app.run()
    assert [button.key for button in app.button if button.key == "backup"], "what was packed is not all any more"


@both_languages
def test_a_backup_is_restored_where_nothing_is(language: str, packed: bytes, own_store: Store) -> None:
    t = words(language)
    app = page(language, "guides")
    assert_fine(app)
    assert t("backup.nothing") in messages(app, "info")
    app.file_uploader[1].set_value(("copy.zip", packed, "application/zip"))
    app.run()
    app.button(key="restore").click().run()
    assert_fine(app)
    assert messages(app, "success") == [t("backup.restored", file="copy.zip")]
    assert own_store.shops() == ["晨光小店"]
    assert app.query_params["shop"] == "晨光小店"
    assert "one.csv" in " ".join(words_of(app))


def test_a_file_that_is_no_backup_is_refused(own_store: Store) -> None:
    app = page("zh", "guides")
    app.file_uploader[1].set_value(("x.zip", b"PK\x03\x04 nothing", "application/zip"))
    app.run()
    app.button(key="restore").click().run()
    assert_fine(app)
    assert len(messages(app, "error")) == 1
    assert own_store.imports() == []
    assert not [path for path in Path(own_store.folder).rglob("*") if path.is_file() and path.name != ".lock"]
