"""One server and one browser per run; every test gets a page of its own that watches for faults."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from at_the_screen import COMMAND, Screen, Site, context_of, start_browser

from scoring.store.delta import Store


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert server.poll() is None, f"the server stopped:\n{log.read_text(encoding='utf-8')}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not come up:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The board, served by the installed command on an empty data folder."""
    folder = tmp_path_factory.mktemp("served")
    port, log = _free_port(), folder / "log.txt"
    data = folder / "data"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(COMMAND), "--data", str(data), "--port", str(port), "--no-browser"],
            stdout=output, stderr=subprocess.STDOUT, cwd=folder, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_up(url, server, log)
            yield Site(url, data, log)
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Any]:
    with start_browser(browser_path) as started:
        yield started


@pytest.fixture
def screen(browser: Any, site: Site) -> Iterator[Screen]:
    """A fresh browser profile, Chinese, light, 1440 px wide; at the end no fault may have been seen."""
    context = context_of(browser)
    shown = Screen(context.new_page(), site)
    yield shown
    context.close()
    shown.assert_no_faults()


@pytest.fixture
def own_data(site: Site) -> Iterator[Store]:
    """The served data folder; whatever a test imports is undone after it."""
    store = Store(site.data)
    yield store
    for entry in store.imports():
        if not entry.undone:
            store.undo(entry.import_id)
