"""How far reading a file has come, on one line of the terminal: rows, rows a second, time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from scoring.intake.request import Progress

_EVERY = 0.5
_AFTER = 1.0  # what is done within a second needs no line


class ProgressLine:
    """One line on standard error, rewritten as the file is read; nothing where nobody looks."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name, self._quiet = name, quiet or not sys.stderr.isatty()
        self._start = self._last = time.monotonic()
        self._shown = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def tell(self, progress: Progress) -> None:
        """Show how far it has come."""
        now = time.monotonic()
        if self._quiet or now - self._start < _AFTER or now - self._last < _EVERY:
            return
        self._last, self._shown = now, True
        share = progress.done_bytes / max(1, progress.all_bytes)
        rate = progress.rows / (now - self._start)
        left = (now - self._start) * (1 - share) / max(share, 0.001)
        text = f"{self._name}: {share:4.0%}, {progress.rows:,} rows, {rate:,.0f} rows/s, {left:,.0f} s left"
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
