"""`voc-board bench board`: how fast the board is in a real browser, over bare pages of the toolkit in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from dashboard.benchmark_browser import browser_at_hand, visit
from dashboard.benchmark_pages import bare_pages, board_page, served
from dashboard.benchmark_turns import Readings, Turns
from scoring.benchmark import ORDERS, generate, take_in

_ROUNDS = 5


@dataclass(frozen=True)
class _Row:
    """One line of the table. It is set against the figure `floor` of the page `over`: the same of the one-chart page.

    `aim` is the most it should be over the one-chart page, `aim_large` the most the large shop over the sample shop.
    """

    label: str
    figure: str
    unit: str = "ms"
    of: Callable[[Sequence[float]], float] = median
    floor: str = ""
    over: str = "chart"
    aim: float | None = None
    aim_large: float | None = None


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[ceil(len(values) * 0.95) - 1]


def _change(what: str, name: str, floor: str) -> list[_Row]:
    return [
        _Row(f"{what}: all drawn anew", f"{name}_whole", floor=f"{floor}_whole", aim=1.5, aim_large=1.15),
        _Row("  the same, 95th percentile", f"{name}_whole", of=_p95, floor=f"{floor}_whole"),
        _Row("  first frame with the answer", f"{name}_answer", floor=f"{floor}_answer"),
        _Row("  processor time of the server", f"{name}_cpu", floor=f"{floor}_cpu"),
        _Row("  processor time of the page", f"{name}_busy", floor=f"{floor}_busy"),
        _Row("  sent to the browser", f"{name}_received", "kB", floor=f"{floor}_received"),
    ]


_ROWS = (
    _Row("ready: fresh profile until all is drawn", "ready", aim=1.6, aim_large=1.15),
    _Row("  over the empty page", "ready", unit="", over="empty"),
    _Row("  processor time of the page", "ready_busy"),
    _Row("  sent to the browser (websocket)", "ready_received", "kB"),
    _Row("  the first opening after the import", "first", floor="ready"),
    *_change("a day not seen before", "day_new", "day_new"),
    *_change("a day seen before", "day_seen", "day_seen"),
    *_change("a dimension not seen before", "area_new", "day_new"),
    *_change("a dimension seen before", "area_seen", "day_seen"),
    _Row("what-if slider: key to new figure", "slider_answer"),
    _Row("  the same, 95th percentile", "slider_answer", of=_p95),
    _Row("  processor time of the server", "slider_cpu"),
    _Row("  processor time of the page", "slider_busy"),
    _Row("memory of the server per open session", "memory", "MB"),
)
_HEADS = {
    "empty": "empty page",
    "chart": "one chart",
    "frozen": "one chart, frozen",
    "sample": "board, sample",
    "large": "board, {orders:,} orders",
    "not_frozen": "board, not frozen",
}
_WIDTHS = {"empty": 18, "chart": 11, "frozen": 18, "sample": 18, "large": 27, "not_frozen": 18}
_UNITS = {"": (1, 0), "ms": (1, 0), "kB": (1000, 1), "MB": (1, 2)}


def board() -> Iterator[str]:
    """The lines of the report. Needs the test extra and a Chromium; says so when there is none."""
    with browser_at_hand() as browser, tempfile.TemporaryDirectory() as folder:
        if browser is None:
            yield "board: not run: it needs a Chromium browser and the test extra (pip install voc-board[test])."
            return
        readings = _measured(browser, Path(folder))
    yield (
        f"board: in Chromium, medians of {_ROUNDS} rounds in which the pages take turns; "
        "1.00x is the one-chart page, in brackets the sample shop"
    )
    yield from _table(readings)
    yield (
        "  frozen, as the board is served: what the server imported is out of sight of the garbage collector, "
        "which the toolkit runs after every change"
    )


def _measured(browser: Any, folder: Path) -> dict[str, Readings]:
    """Every page's readings; a busy moment of the machine meets all pages, since they take turns."""
    large, files = folder / "large", folder / "files"
    pages = {
        **bare_pages(folder),
        "sample": board_page(folder / "sample"),
        "large": board_page(large),
        "not_frozen": board_page(folder / "not_frozen", freeze=False, areas=False),
    }
    with ExitStack() as stack:
        servers = {name: stack.enter_context(served(pages[name])) for name in _HEADS}
        with visit(browser, servers["large"].url, servers["large"].page.charts):
            pass
        # The server is in use when the files come in: whoever opens the board next waits for them to be counted.
        files.mkdir()
        generate(files, ORDERS, shops=1)
        take_in(files, large)
        with visit(browser, servers["large"].url, servers["large"].page.charts) as first:
            after_import = first.ready
        turns = {name: Turns(browser, server, stack.enter_context) for name, server in servers.items()}
        for stage in (Turns.on_new_days, Turns.on_seen_days):
            for _ in range(_ROUNDS):
                for turn in turns.values():
                    stage(turn)
        for name in ("empty", "chart", "sample", "large"):
            turns[name].sessions()
    found = {name: turn.readings for name, turn in turns.items()}
    found["large"]["first"].append(after_import)
    return found


def _table(readings: Mapping[str, Readings]) -> Iterator[str]:
    yield _line("", [head.format(orders=ORDERS) for head in _HEADS.values()])
    for row in _ROWS:
        yield _line(row.label, [_cell(row, name, readings) for name in _HEADS]) + _aims(row)


def _aims(row: _Row) -> str:
    parts = [f"≤ {row.aim:.2f}x"] if row.aim else []
    parts += [f"(≤ {row.aim_large:.2f}x)"] if row.aim_large else []
    return f"   aim {' '.join(parts)}" if parts else ""


def _line(label: str, cells: Sequence[str]) -> str:
    widths = [_WIDTHS[name] for name in _HEADS]
    return f"  {label:40}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _cell(row: _Row, name: str, readings: Mapping[str, Readings]) -> str:
    """The figure of one page, over the floor, and of the large shop in brackets over the sample shop."""
    if row.figure not in readings[name]:
        return "-"
    value = row.of(readings[name][row.figure])
    scale, decimals = _UNITS[row.unit]
    text = f"{value / scale:,.{decimals}f} {row.unit}" if row.unit else ""
    if name != row.over:
        text += _over(value, row.of(readings[row.over][row.floor or row.figure]))
    if name == "large" and row.figure in readings["sample"]:
        text += f" ({_over(value, row.of(readings['sample'][row.figure])).strip()})"
    return text


def _over(value: float, floor: float) -> str:
    # Of the memory so little may be new that the system's own coming and going outweighs it.
    return f" {value / floor:6.2f}x" if value > 0 and floor > 0 else f" {'-':>7}"
