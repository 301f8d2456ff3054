"""What `voc-board bench board` does with one page in every round, and what it reads off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from dashboard.benchmark_browser import Change, Visit, visit
from dashboard.benchmark_pages import Served

STEPS = 4  # changes of one kind in a round
SESSIONS = 10
WARM_UP = 3  # changes that are not counted
_DAY_BEFORE, _DAY_AFTER = ".st-key-day_before button", ".st-key-day_after button"
_HEADER, _AREA, _ANSWER = ".st-key-header", ".st-key-dimension [role=radio]", ".st-key-answer"

# Name of a figure → its readings: milliseconds, bytes, or megabytes.
Readings = defaultdict[str, list[float]]


class Turns:
    """One served page, with the tabs that stay open on it from round to round."""

    def __init__(self, browser: Any, served: Served, hold: Callable[[AbstractContextManager[Visit]], Visit]) -> None:
        self._browser, self._served, self._page = browser, served, served.page
        self.readings: Readings = defaultdict(list)
        days = hold(self._visit("/"))
        self._tabs = {"days": days}
        for name, path in (("slider", self._page.slider_path), ("areas", self._page.area_path)):
            if path:
                self._tabs[name] = days if path == "/" else hold(self._visit(path))
        if self._page.label:
            self._handle = f"{self._page.slider} input[type=range]"
            self._way_on = self._tabs["slider"].way_on(self._handle)
            for _ in range(WARM_UP):
                self._day(_DAY_BEFORE)
                self._slide()

    def on_new_days(self) -> None:
        """A fresh profile; days and dimensions not seen before in this server; the slider."""
        with self._visit("/") as opened:
            self.readings["ready"].append(opened.ready)
            self.readings["ready_busy"].append(opened.busy)
            self.readings["ready_received"].append(opened.received)
        if self._page.label:
            self._keep("day_new", (self._day(_DAY_BEFORE) for _ in range(STEPS)))
            self._keep("slider", (self._slide() for _ in range(STEPS)))
        if "areas" in self._tabs:
            self._areas_of_a_new_day(self._tabs["areas"])

    def on_seen_days(self) -> None:
        """Back over the days of the rounds before."""
        if self._page.label:
            self._keep("day_seen", (self._day(_DAY_AFTER) for _ in range(STEPS)))

    def sessions(self) -> None:
        """How much memory the server takes for a session, over several held open at once."""
        with ExitStack() as held:
            before = self._served.memory_mb
            for _ in range(SESSIONS):
                held.enter_context(self._visit("/"))
            self.readings["memory"].append((self._served.memory_mb - before) / SESSIONS)

    def _areas_of_a_new_day(self, tab: Visit) -> None:
        tab.press(_DAY_BEFORE, _HEADER, redrawn=0)
        areas = range(tab.count(_AREA))
        opening = next(at for at in areas if tab.is_chosen(_AREA, at))
        new = [at for at in areas if at != opening]
        self._keep("area_new", (tab.press(_AREA, _ANSWER, at=at, redrawn=0) for at in new))
        self._keep("area_seen", (tab.press(_AREA, _ANSWER, at=at, redrawn=0) for at in (opening, *new[:-1])))

    def _day(self, button: str) -> Change:
        return self._tabs["days"].press(button, self._page.label, redrawn=self._page.charts)

    def _slide(self) -> Change:
        return self._tabs["slider"].press(self._handle, self._page.box, key=self._way_on, redrawn=0)

    def _visit(self, path: str) -> AbstractContextManager[Visit]:
        return visit(self._browser, self._served.url + path, self._page.charts if path == "/" else 0)

    def _keep(self, name: str, changes: Iterable[Change]) -> None:
        """Make the changes, and keep what each took and what each cost the server."""
        before = self._served.cpu_seconds
        made = list(changes)
        self.readings[f"{name}_cpu"].append((self._served.cpu_seconds - before) * 1000 / len(made))
        for part in ("answer", "whole", "busy", "received"):
            self.readings[f"{name}_{part}"] += [getattr(change, part) for change in made]
