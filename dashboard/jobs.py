"""Work that takes longer than a page may: done in a thread, watched, and cancelled without a trace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from scoring.errors import Cancelled
from scoring.intake.request import Progress

Result = TypeVar("Result")
Tell = Callable[[Progress], None]
State = Literal["running", "cancelling", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Reached:
    """How far a job is. What cannot be known yet is None; `share` is from 0 to 1."""

    rows: int
    rows_per_second: float | None
    share: float | None
    seconds_left: float | None


def reached(progress: Progress | None, seconds: float) -> Reached:
    """What a job's last word means after so many seconds.

    >>> reached(Progress(25, 100, 3000), 2.0)
    Reached(rows=3000, rows_per_second=1500.0, share=0.25, seconds_left=6.0)
    >>> reached(Progress(0, 0, 0), 2.0)
    Reached(rows=0, rows_per_second=None, share=None, seconds_left=None)
    """
    if progress is None:
        return Reached(0, None, None, None)
    rate = progress.rows / seconds if progress.rows and seconds > 0 else None
    share = min(1.0, progress.done_bytes / progress.all_bytes) if progress.all_bytes > 0 else None
    left = seconds * (1 - share) / share if share and seconds > 0 else None
    return Reached(progress.rows, rate, share, left)


class Job(Generic[Result]):
    """One piece of work in a thread of its own; `name` is what it works on.

    `work` is called with `tell` and calls it as it goes along; once the job is cancelled, `tell` raises
    `Cancelled`. A result that is there already, or comes too late, is given to `drop`: nothing of it stays.
    """

    def __init__(
        self, name: str, work: Callable[[Tell], Result], drop: Callable[[Result], object] = lambda _: None
    ) -> None:
        self.name = name
        self.error: Exception | None = None
        self._work, self._drop = work, drop
        self._progress: Progress | None = None
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._stop = False
        self._ended = threading.Event()
        self._results: list[Result] = []
        threading.Thread(target=self._run, name="voc-board-job", daemon=True).start()

    def _run(self) -> None:
        try:
            result = self._work(self._tell)
        except Cancelled:
            self._stop = True
        except Exception as error:
            self.error = error
        else:
            with self._lock:
                late = self._stop
                if not late:
                    self._results.append(result)
            if late:
                self._drop(result)
        self._ended.set()

    def _tell(self, progress: Progress) -> None:
        if self._stop:
            raise Cancelled(self.name)
        if not progress.done_bytes and not progress.rows:
            self._begun = time.monotonic()  # waiting for its turn is no part of its speed
        self._progress = progress

    @property
    def state(self) -> State:
        """`cancelling` until the thread has noticed."""
        if not self._ended.is_set():
            return "cancelling" if self._stop else "running"
        if self._stop:
            return "cancelled"
        return "failed" if self.error is not None else "done"

    @property
    def reached(self) -> Reached:
        """How far the work is now."""
        return reached(self._progress, time.monotonic() - self._begun)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the work has ended, for so long at most; whether it has."""
        return self._ended.wait(seconds)

    def result(self) -> Result:
        """What the work gave; raises its error, or `Cancelled`. Waits for its end."""
        self._ended.wait()
        if self.error is not None:
            raise self.error
        with self._lock:
            if not self._results:
                raise Cancelled(self.name)
            return self._results[0]

    def cancel(self) -> None:
        """Stop the work at its next word, and drop a result that is there already. Twice is once."""
        with self._lock:
            self._stop = True
            ready, self._results = self._results, []
        for result in ready:
            self._drop(result)


class Jobs:
    """The jobs of this process by key: every page and every visit finds the same ones."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[Any]] = {}
        self._lock = threading.Lock()

    def start(
        self,
        key: str,
        name: str,
        work: Callable[[Tell], Result],
        drop: Callable[[Result], object] = lambda _: None,
    ) -> Job[Result]:
        """Begin a job, or give the one that has this key already."""
        with self._lock:
            if key not in self._jobs:
                self._jobs[key] = Job(name, work, drop)
            return self._jobs[key]

    def get(self, key: str) -> Job[Any] | None:
        """The job of that key."""
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """Cancel a job that runs, drop its result, and free its key."""
        with self._lock:
            job = self._jobs.pop(key, None)
        if job is not None:
            job.cancel()

    def keys(self) -> list[str]:
        """Every key in use, oldest first."""
        return list(self._jobs)


JOBS = Jobs()
