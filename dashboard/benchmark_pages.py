"""What `voc-board bench board` opens: two bare pages of the toolkit as the floor, and the board on two shops."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_EMPTY_PAGE = """
import streamlit as st
st.text("empty")
"""

# What the toolkit itself needs for one slider, two buttons, one line of text and one chart of 8 × 365 points.
_ONE_CHART_PAGE = """
from datetime import date, timedelta
import plotly.graph_objects as go
import streamlit as st
value = st.slider("value", 0, 100, 50, key="value")
st.number_input("box", value=value, key=f"box_{value}")
for name, step in (("day_before", -1), ("day_after", 1)):
    if st.button(name, key=name):
        st.session_state["day"] = st.session_state.get("day", 0) + step
day = date(2022, 7, 5) + timedelta(days=st.session_state.get("day", 0))
with st.container(key="label"):
    st.markdown(str(day))
days = [day - timedelta(days=back) for back in range(365)]
figure = go.Figure([go.Scatter(x=days, y=[value + line + at.day % 7 for at in days]) for line in range(8)])
st.plotly_chart(figure, key="chart")
"""

# What the toolkit itself needs for a slider and a box that run alone and change one line of text.
_FRAGMENT_PAGE = """
import streamlit as st
@st.fragment
def part():
    value = st.slider("value", 0, 100, 50, key="value")
    st.number_input("box", value=value, key=f"box_{value}")
    with st.container(key="label"):
        st.markdown(str(value))
part()
"""

# The same page, served the way the board is: what was imported is out of the garbage collector's sight.
_FROZEN = """
import contextlib, gc, sys
import plotly.graph_objects, plotly.io
import streamlit as st
@contextlib.asynccontextmanager
async def lifespan(_):
    gc.collect()
    gc.freeze()
    yield
config = {"browser.gatherUsageStats": False, "server.headless": True, "server.fileWatcherType": "none"}
st.App(sys.argv[1], lifespan=lifespan).run(config={**config, "server.port": int(sys.argv[2])})
"""


@dataclass(frozen=True)
class Page:
    """One page: the command that serves it when a port is added, its charts, and where on it is what.

    `label` shows the day, `box` the figure of the `slider` on the page `slider_path`; `area_path` is the page with the
    dimensions to choose from. Empty where there is none.
    """

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    charts: int = 0
    label: str = ""
    slider_path: str = ""
    slider: str = ""
    box: str = ""
    area_path: str = ""


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    page: Page
    url: str
    process: int

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has used so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mb(self) -> float:
        """The memory it holds now."""
        lines = Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def bare_pages(folder: Path) -> dict[str, Page]:
    """The floor: an empty page, a page with one chart, and that page served as the board is."""
    scripts = {"empty": _EMPTY_PAGE, "chart": _ONE_CHART_PAGE, "frozen": _FROZEN}
    paths = {name: folder / f"{name}.py" for name in scripts}
    for name, script in scripts.items():
        paths[name].write_text(script, encoding="utf-8")

    def one_chart(command: list[str]) -> Page:
        box = "[class*='st-key-box_'] input"
        return Page(command, charts=1, label=".st-key-label", slider_path="/", slider=".st-key-value", box=box)

    frozen = [sys.executable, str(paths["frozen"]), str(paths["chart"])]
    chart = one_chart(_stock(paths["chart"]))
    return {"empty": Page(_stock(paths["empty"])), "chart": chart, "frozen": one_chart(frozen)}


def fragment_page(folder: Path) -> Page:
    """The floor of a what-if: an otherwise empty page on which a part runs by itself."""
    path = folder / "fragment.py"
    path.write_text(_FRAGMENT_PAGE, encoding="utf-8")
    box = "[class*='st-key-box_'] input"
    return Page(_stock(path), label=".st-key-label", slider_path="/", slider=".st-key-value", box=box)


def _stock(path: Path) -> list[str]:
    options = ["--browser.gatherUsageStats=false", "--server.headless=true", "--server.fileWatcherType=none"]
    return [sys.executable, "-m", "streamlit", "run", str(path), *options, "--server.port"]


def board_page(data: Path, *, freeze: bool = True, areas: bool = True) -> Page:
    """The board on a data folder.

    `freeze` keeps what was imported out of the garbage collector's sight; without `areas` no dimension is chosen.
    """
    command = [sys.executable, "-c", "from scoring.cli import main; main()", "serve", "--data", str(data)]
    return Page(
        [*command, "--no-browser", "--port"],
        {"VOC_BOARD_FREEZE": "1" if freeze else "0"},
        charts=1,
        label='.st-key-score_card [data-testid="stMetricLabel"]',
        slider_path="/what_if",
        slider=".st-key-slider_human_reply_seconds",
        box=".st-key-box_human_reply_seconds input",
        area_path="/diagnosis" if areas else "",
    )


@contextmanager
def served(page: Page) -> Iterator[Served]:
    """A page's server, up until the end of the block; raises `TimeoutError` when it does not answer."""
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
        yield Served(page, f"http://127.0.0.1:{port}", process.pid)
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
