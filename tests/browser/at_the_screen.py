"""A visitor in a real browser: opens pages, waits until they stand, and notices every fault."""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from dashboard.text import locale

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=40_000)
except ImportError:  # the browser tests are skipped then, and the run says so at its end
    Axe = expect = sync_playwright = None  # type: ignore[assignment]

__all__ = ["COMMAND", "PAGES", "RAW_KEY", "Axe", "Screen", "Site", "context_of", "expect", "start_browser"]

COMMAND = Path(shutil.which("voc-board", path=str(Path(sys.executable).parent)) or "voc-board")
SCREENSHOTS = Path(__file__).parent.parent.parent / ".screenshots"
READY = '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--force-color-profile=srgb")  # fmt: skip
SECTIONS = "|".join(sorted({key.split(".")[0] for key in locale("zh")}))
RAW_KEY = re.compile(rf"\b({SECTIONS})\.[a-z_]+\b")
PAGES = ("trends", "diagnosis", "what_if", "certification", "report", "rules", "data")
# On a page other than the first the front end asks for these beside the page before it asks at the root.
KNOWN = re.compile(rf"/({'|'.join(PAGES)})/_stcore/(health|host-config)$")


@dataclass(frozen=True)
class Site:
    """A served board: its address, its data folder, what it printed."""

    url: str
    data: Path
    log: Path


@contextmanager
def start_browser(path: str) -> Iterator[Any]:
    """The browser at a path, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def context_of(browser: Any, width: int = 1440, scheme: str = "light", language: str = "zh") -> Any:
    """A fresh profile."""
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale="zh-CN" if language == "zh" else "en-US",
        reduced_motion="reduce",
        device_scale_factor=1,
    )


class Screen:
    """One page of the browser on one site."""

    def __init__(self, page: Any, site: Site) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._heard)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: Any) -> None:
        if message.type == "error" and not KNOWN.search(message.location.get("url", "")):
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.faults.append(f"left the host: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and not KNOWN.search(response.url):
            self.faults.append(f"{response.status}: {response.url}")

    def assert_no_faults(self) -> None:
        assert not self.faults, "\n".join(self.faults)

    def open(self, page: str = "", **address: str) -> "Screen":
        self.page.goto(f"{self.site.url}/{page}" + (f"?{urlencode(address)}" if address else ""))
        return self.settled()

    def settled(self) -> "Screen":
        """Wait until the server has nothing more to send and no part is still a grey placeholder."""
        self.page.locator(READY).wait_for(state="attached")
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        return self

    @property
    def address(self) -> Mapping[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def part(self, key: str) -> Any:
        """What was drawn with this key."""
        return self.page.locator(f".st-key-{key}")

    def metric(self, label: str) -> Any:
        """The value of a labelled figure."""
        metric = self.page.get_by_test_id("stMetric").filter(has=self.page.get_by_text(label, exact=True))
        return metric.get_by_test_id("stMetricValue")

    def slider(self, metric: str) -> Any:
        return self.part(f"slider_{metric}").get_by_role("slider")

    def box(self, metric: str) -> Any:
        return self.part(f"box_{metric}").locator("input")

    def choose(self, key: str, option: str) -> None:
        """Choose the first option with these words from a list, by keyboard and pointer."""
        field = self.part(key).get_by_role("combobox")
        field.scroll_into_view_if_needed()
        field.focus()
        field.press("ArrowDown")
        self.page.get_by_role("option").filter(has_text=option).first.click()

    def turn_to(self, name: str) -> "Screen":
        """Choose a page in the menu."""
        self.page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        return self.settled()

    def text(self) -> str:
        return str(self.page.get_by_test_id("stMain").inner_text())

    def charts_drawn(self, count: int) -> None:
        """Wait until this many charts have lines in them."""
        expect(self.page.locator(".js-plotly-plot:has(.scatterlayer path.js-line)")).to_have_count(count)

    def widen_to_whole_page(self) -> None:
        """Make the window as high as the page, so that one picture shows all of it."""
        height = self.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        width = self.page.viewport_size["width"]
        self.page.set_viewport_size({"width": width, "height": max(900, int(height) + 70)})

    def picture(self, name: str) -> Path:
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=str(path))
        return path
