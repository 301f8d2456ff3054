"""What several tests share: the sample shop measured once, repeatable random examples, the browser.

Without a browser the tests marked `browser` are skipped and the run says so in its last line; with
`VOC_BOARD_REQUIRE_BROWSER=1` it fails.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sample_data import SAMPLE_SHOP
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.store.events import Events, from_folder

# No doctests in here, and as plain modules the conftest files of the folders would share one name.
collect_ignore_glob = ["*conftest.py"]

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def sample_events() -> Events:
    return from_folder(SAMPLE_SHOP)


@pytest.fixture(scope="session")
def sample_sums(sample_events: Events) -> DailySums:
    return daily_sums(sample_events)


_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_KEPT_BACK = pytest.StashKey[str]()


def find_browser() -> str:
    """The browser to start; empty when there is none. `VOC_BOARD_BROWSER` overrules what is installed."""
    if named := os.environ.get("VOC_BOARD_BROWSER"):
        return named if Path(named).is_file() else ""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), "")


@pytest.fixture(scope="session")
def browser_path(request: pytest.FixtureRequest) -> str:
    return find_browser() or pytest.fail(request.config.stash[_KEPT_BACK])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    why = ""
    if importlib.util.find_spec("playwright") is None:
        why = "no Playwright found. Install the extra named test."
    elif not find_browser():
        why = "no Chromium found. Install one (Debian: apt-get install chromium) or set VOC_BOARD_BROWSER."
    for item in items if why else ():
        if item.get_closest_marker("browser"):
            config.stash[_KEPT_BACK] = why
            if os.environ.get("VOC_BOARD_REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of all, after pytest's own."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and (why := config.stash.get(_KEPT_BACK, "")):
        terminal.write_line(f"!!! BROWSER TESTS DID NOT RUN: {why}", red=True, bold=True)
