"""Every page test has a data folder of its own; what is cached of another folder is forgotten first."""

import functools
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_at_hand import ONE_DAY
from streamlit.components.v2 import manifest_scanner

from scoring.store.delta import Store


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """The toolkit searches every installed package for components each time an app is opened: once will do."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own data folder that nobody has made yet."""
    monkeypatch.setenv("VOC_BOARD_DATA", str(tmp_path / "not made yet"))


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty data folder that a test may import into."""
    monkeypatch.setenv("VOC_BOARD_DATA", str(tmp_path))
    store = Store(tmp_path)
    yield store
    if store.version():
        # The next folder's first version has the same name.
        st.cache_data.clear()
        st.cache_resource.clear()


@pytest.fixture
def one_day_store(own_store: Store) -> Store:
    own_store.import_file(io.BytesIO(ONE_DAY), "one_day.csv", shop="one-day-shop")
    return own_store
