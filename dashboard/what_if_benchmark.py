"""`voc-board bench what_if`: from a change of the scenario to the new screen, over an empty part that runs alone."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from dashboard.benchmark_browser import Change, Visit, browser_at_hand, visit
from dashboard.benchmark_pages import Served, board_page, fragment_page, served
from scoring.benchmark import ORDERS, generate, take_in
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.model import AnswerUnanswered, ShipEarlier

_ROUNDS, _STEPS, _WARM_UP, _FIRST_COUNTS = 5, 4, 4, 3
_AIM = 1.5
_SWITCH, _RESULT = ".st-key-change_0_on input", ".st-key-difference"
_HEADS = {"floor": "empty fragment", "sample": "sample shop", "large": "{orders:,} orders"}
_ROWS = (
    ("a metric moved: key to new screen", "slider", "whole", f"   aim ≤ {_AIM:.2f}x"),
    ("  first frame with the answer", "slider", "answer", ""),
    ("  processor time of the page", "slider", "busy", ""),
    ("  sent to the browser", "slider", "received", ""),
    ("a change of events switched, counted before", "switch", "whole", ""),
    ("orders shipped earlier, never counted before", "ship", "whole", ""),
    ("chats answered, never counted before", "answer", "whole", ""),
)


def bench_what_if() -> Iterator[str]:
    """The lines of the report. Needs the test extra and a Chromium; says so when there is none."""
    with browser_at_hand() as browser, tempfile.TemporaryDirectory() as folder:
        if browser is None:
            yield "what_if: not run: it needs a Chromium browser and the test extra (pip install voc-board[test])."
            return
        found = _measured(browser, Path(folder))
    yield f"what_if: in Chromium, medians of {_ROUNDS} rounds in which pages take turns; 1.00x is the empty fragment"
    yield f"{'':46}" + "".join(f"{head.format(orders=ORDERS):>22}" for head in _HEADS.values())
    for label, kind, part, aim in _ROWS:
        cells = "".join(f"{_cell(found, name, kind, part):>22}" for name in _HEADS)
        yield f"  {label:<44}{cells}{aim}"


def _cell(found: dict[tuple[str, str], list[Change]], name: str, kind: str, part: str) -> str:
    """A figure, and how many times that of the floor's slider it is."""
    changes = found.get((name, kind))
    if not changes:
        return "-"
    value = median(getattr(change, part) for change in changes)
    shown = f"{value / 1000:.1f} kB" if part == "received" else f"{value:,.0f} ms"
    if name == "floor":
        return shown
    floor = median(getattr(change, part) for change in found["floor", "slider"])
    return f"{shown} {value / floor:6.2f}x"


def _measured(browser: Any, folder: Path) -> dict[tuple[str, str], list[Change]]:
    large, files = folder / "large", folder / "files"
    files.mkdir()
    generate(files, ORDERS, shops=1)
    take_in(files, large)
    pages = {"floor": fragment_page(folder), "sample": board_page(folder / "sample"), "large": board_page(large)}
    found: dict[tuple[str, str], list[Change]] = defaultdict(list)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(served(page)) for name, page in pages.items()}
        tabs = {name: _open(browser, server, stack) for name, server in servers.items()}
        for name, tab in tabs.items():
            for _ in range(_WARM_UP):
                _slide(tab, servers[name])
        for _ in range(_ROUNDS):
            for name, tab in tabs.items():
                found[name, "slider"] += [_slide(tab, servers[name]) for _ in range(_STEPS)]
        for name in ("sample", "large"):
            for count in range(_FIRST_COUNTS):
                _first_counts(browser, servers[name], count, found, name)
    return found


def _open(browser: Any, server: Served, stack: ExitStack) -> Visit:
    return stack.enter_context(visit(browser, server.url + server.page.slider_path, 0))


def _slide(tab: Visit, server: Served) -> Change:
    handle = f"{server.page.slider} input[type=range]"
    return tab.press(handle, server.page.box, key=tab.way_on(handle), redrawn=0)


def _first_counts(
    browser: Any, server: Served, count: int, found: dict[tuple[str, str], list[Change]], name: str
) -> None:
    """Changes that no scenario had before: switched on from off, so that nothing but they is counted."""
    changes = {
        "ship": ShipEarlier(hours=Decimal(5 + count), on=False),
        "answer": AnswerUnanswered(from_hour=0, to_hour=24, within_seconds=40 + count, on=False),
    }
    for kind, change in changes.items():
        address = f"{server.url}{server.page.slider_path}?stack={packed([change])}"
        with visit(browser, address, 0) as tab:
            found[name, kind].append(tab.press(_SWITCH, _RESULT, key="Space", redrawn=0))
            tab.press(_SWITCH, _RESULT, key="Space", redrawn=0)
            found[name, "switch"].append(tab.press(_SWITCH, _RESULT, key="Space", redrawn=0))
