"""One visitor in a real browser: how long until a page stands, until a change is drawn, and what was sent for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE = 180_000  # milliseconds; the first opening of a large shop counts all of it

# Counts what arrives, and tells when a page stands: the script has ended, nothing is a grey placeholder or of the run
# before, every chart is drawn. `__change` runs from the press of a key to two frames: the first with another answer,
# and the first of the page at rest, with so many charts redrawn.
_WATCH = """
window.__received = 0;
window.WebSocket = class extends window.WebSocket {
  constructor(...address) {
    super(...address);
    this.addEventListener('message', event => { window.__received += event.data.byteLength ?? event.data.length; });
  }
};
const none = selector => !document.querySelector(selector);
const lacking = charts => [
  none('[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]') && 'script runs',
  none('[data-testid=stMain] [data-testid=stElementContainer]') && 'page empty',
  none('[data-testid=stSkeleton]') || 'placeholders left',
  none('[data-stale=true]') || 'parts of the last run left',
  (none('[data-testid=stPlotlyChart]:not(:has(.main-svg))')
    && document.querySelectorAll('.js-plotly-plot:has(.scatterlayer .lines path)').length >= charts)
    || 'charts not drawn',
].filter(part => part !== true && part);
const until = (patience, look) => new Promise((done, fail) => {
  const end = performance.now() + patience;
  const frame = () => {
    const missing = look();
    if (!missing.length) requestAnimationFrame(() => done(performance.now()));
    else if (performance.now() > end) fail(new Error('the page is not at rest: ' + missing.join(', ')));
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});
window.__ready = ([patience, charts]) => until(patience, () => lacking(charts));
window.__change = ([patience, label, charts]) => { window.__changed = new Promise((done, fail) => {
  const text = () => [...document.querySelectorAll(label)].map(part => part.value ?? part.textContent).join('|');
  const before = text();
  document.addEventListener('keydown', () => {
    const start = performance.now(), received = window.__received, redrawn = new Set();
    let moving = true;
    const watch = new MutationObserver(records => {
      moving = true;
      for (const { target } of records)
        if (target.closest?.('.scatterlayer')) redrawn.add(target.closest('.js-plotly-plot'));
    });
    watch.observe(document.body, {subtree: true, childList: true, characterData: true, attributeFilter: ['d']});
    const answered = () => text() && text() !== before ? [] : [`no other answer than ${before}`];
    const rested = () => {
      const missing = [...lacking(charts), ...moving ? ['parts move'] : [],
        ...redrawn.size < charts ? [`${redrawn.size} of ${charts} charts redrawn`] : []];
      moving = false;
      return missing;
    };
    until(patience, answered)
      .then(answer => until(patience, rested).then(rest =>
        done([answer - start, rest - start, window.__received - received])))
      .catch(fail).finally(() => watch.disconnect());
  }, {once: true, capture: true});
}); };
"""


@dataclass(frozen=True)
class Change:
    """Milliseconds from the key to the first frame with the answer and to the page at rest; bytes received for it.

    `busy` are the milliseconds of processor time that the page itself took in the browser.
    """

    answer: float
    whole: float
    received: float
    busy: float


class Visit:
    """An open page. `ready` is from the start of the navigation until it stood, the rest as of a change."""

    def __init__(self, tab: Any, address: str, charts: int) -> None:
        self._tab = tab
        self._inspector = tab.context.new_cdp_session(tab)
        self._inspector.send("Performance.enable", {"timeDomain": "threadTicks"})
        tab.goto(address, wait_until="commit")
        self.ready: float = tab.evaluate("target => window.__ready(target)", [_PATIENCE, charts])
        self.received: float = tab.evaluate("() => window.__received")
        self.busy = self._busy()

    def press(self, target: str, label: str, *, redrawn: int, key: str = "Enter", at: int = 0) -> Change:
        """Press a key on a widget, and wait until `label` shows something else and the page is at rest.

        So many charts must have been `redrawn`; `at` picks one of several widgets.
        """
        widget = self._tab.locator(target).nth(at)
        widget.focus()
        self._tab.evaluate("target => window.__change(target)", [_PATIENCE, label, redrawn])
        before = self._busy()
        widget.press(key)
        answer, whole, received = self._tab.evaluate("() => window.__changed")
        return Change(answer, whole, received, self._busy() - before)

    def way_on(self, slider: str) -> str:
        """The key that moves a slider towards its farther end."""
        above = "slider => Number(slider.max) - Number(slider.value) > Number(slider.value) - Number(slider.min)"
        return "ArrowRight" if self._tab.locator(slider).evaluate(above) else "ArrowLeft"

    def count(self, target: str) -> int:
        """How many of these there are."""
        return int(self._tab.locator(target).count())

    def is_chosen(self, target: str, at: int) -> bool:
        """Whether this one of several is the chosen one."""
        return bool(self._tab.locator(target).nth(at).get_attribute("aria-checked") == "true")

    def _busy(self) -> float:
        found = self._inspector.send("Performance.getMetrics")["metrics"]
        return next(float(item["value"]) * 1000 for item in found if item["name"] == "TaskDuration")


@contextmanager
def browser_at_hand() -> Iterator[Any]:
    """The browser for a benchmark; None where there is no Chromium or the test extra is not installed."""
    path = os.environ.get("VOC_BOARD_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if not path:
        yield None
        return
    with sync_playwright() as playwright, started(playwright, path) as browser:
        yield browser


@contextmanager
def started(playwright: Any, path: str) -> Iterator[Any]:
    """The browser, without a window."""
    browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
    yield browser
    browser.close()


@contextmanager
def visit(browser: Any, address: str, charts: int) -> Iterator[Visit]:
    """A page opened in a fresh profile, as a Chinese reader at a desk opens it; it stands with so many charts."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="zh-CN")
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(_WATCH)
    yield Visit(context.new_page(), address, charts)
    context.close()
