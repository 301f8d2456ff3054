"""`voc-board bench board`: how fast the board is in a real browser, over a bare page with one Plotly chart."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

_ROUNDS = 5
_STEPS = 20
_WARM_UP = 3
_READY = '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

# The floor: what the toolkit itself needs for one slider, one line of text and one chart.
_BARE_PAGE = """
import plotly.graph_objects as go
import streamlit as st
value = st.slider("value", 0, 100, 50, key="value")
st.number_input("box", value=value, key=f"box_{value}")
days = list(range(365))
figure = go.Figure([go.Scatter(x=days, y=[value + line + day % 7 for day in days]) for line in range(8)])
st.plotly_chart(figure, key="chart")
"""

# From the key press to the first frame in which the number box shows another figure.
_WATCH = """
(box) => { window.__moved = new Promise(done => {
  const before = document.querySelector(box).value;
  document.addEventListener('keydown', () => {
    const start = performance.now();
    const look = () => document.querySelector(box)?.value !== before && document.querySelector(box)
      ? requestAnimationFrame(() => done(performance.now() - start)) : requestAnimationFrame(look);
    look();
  }, {once: true, capture: true});
}); }
"""


@dataclass(frozen=True)
class _Page:
    name: str
    command: list[str]
    environment: dict[str, str]
    ready_path: str
    slider_path: str
    slider: str
    box: str


@dataclass(frozen=True)
class _Speed:
    ready: float
    slide: float
    slide_p95: float
    cpu: float


def board() -> Iterator[str]:
    """The lines of the report. Needs the test extra and a Chromium; says so when there is none."""
    browser = os.environ.get("VOC_BOARD_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if not browser:
        yield "board: not run: it needs a Chromium browser and the test extra (pip install voc-board[test])."
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(_FLAGS))
        speeds = [(page, _speed(chromium, page)) for page in _pages(Path(folder))]
        chromium.close()
    floor = speeds[0][1]
    yield "board: in Chromium, medians; ready: fresh profile until all is drawn; slider: key to new figure"
    yield f"  {'':44} {'ready':>16} {'slider':>16} {'p95':>9} {'server CPU':>12}"
    for page, speed in speeds:
        yield (
            f"  {page.name:44} {speed.ready:6.0f} ms {speed.ready / floor.ready:5.2f}x "
            f"{speed.slide:6.0f} ms {speed.slide / floor.slide:5.2f}x {speed.slide_p95:6.0f} ms {speed.cpu:9.1f} ms"
        )


def _pages(folder: Path) -> list[_Page]:
    bare = folder / "bare.py"
    bare.write_text(_BARE_PAGE, encoding="utf-8")
    streamlit = [sys.executable, "-m", "streamlit", "run", str(bare), "--browser.gatherUsageStats=false"]
    streamlit += ["--server.headless=true", "--server.fileWatcherType=none", "--server.port"]
    own = [sys.executable, "-c", "from scoring.cli import main; main()", "serve", "--data", str(folder / "data")]
    own += ["--no-browser", "--port"]
    slider, box = ".st-key-slider_human_reply_seconds", ".st-key-box_human_reply_seconds input"
    return [
        _Page(
            "floor: bare page, one Plotly chart",
            streamlit,
            {},
            "/",
            "/",
            ".st-key-value",
            "[class*='st-key-box_'] input",
        ),
        _Page("the board (collector frozen)", own, {"VOC_BOARD_FREEZE": "1"}, "/", "/what_if", slider, box),
        _Page("the board (collector not frozen)", own, {"VOC_BOARD_FREEZE": "0"}, "/", "/what_if", slider, box),
    ]


def _speed(chromium: Any, page: _Page) -> _Speed:
    with _server(page) as (address, process):
        _open(chromium, address + page.ready_path)[0].close()
        ready = []
        for _ in range(_ROUNDS):
            context, seconds = _open(chromium, address + page.ready_path)
            context.close()
            ready.append(seconds * 1000)
        context, _ = _open(chromium, address + page.slider_path, chart=page.slider_path == page.ready_path)
        times, cpu = _slide(context.pages[0], page, process.pid)
        context.close()
    return _Speed(median(ready), median(times), sorted(times)[int(len(times) * 0.95) - 1], cpu)


def _open(chromium: Any, address: str, chart: bool = True) -> tuple[Any, float]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    start = time.perf_counter()
    tab.goto(address)
    tab.wait_for_selector(_READY, timeout=60_000)
    if chart:
        tab.wait_for_selector(".js-plotly-plot .main-svg .lines path", timeout=60_000, state="attached")
    tab.wait_for_selector(_READY)
    return context, time.perf_counter() - start


def _slide(tab: Any, page: _Page, process: int) -> tuple[list[float], float]:
    handle = tab.locator(page.slider).get_by_role("slider")
    handle.focus()
    times: list[float] = []
    before = 0.0
    for step in range(_WARM_UP + _STEPS):
        if step == _WARM_UP:
            before = _cpu_seconds(process)
        tab.evaluate(_WATCH, page.box)
        handle.press("ArrowRight")
        moved = tab.evaluate("() => window.__moved")
        tab.wait_for_selector(_READY)
        if step >= _WARM_UP:
            times.append(moved)
    return times, (_cpu_seconds(process) - before) * 1000 / _STEPS


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _server(page: _Page) -> Iterator[tuple[str, Any]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 (the command is made above)
        [*page.command, str(port)],
        env={**os.environ, **page.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"the server on port {port} did not answer")
