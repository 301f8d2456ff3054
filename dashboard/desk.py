"""Files on the desk: being read, or read and reported, and not yet taken into the store."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.jobs import JOBS, Job, Jobs, Tell
from dashboard.sources import Source
from scoring.errors import Cancelled, VocBoardError
from scoring.intake.request import Progress, Request
from scoring.store.delta import Imported, Staged, Store

SMALL = 1 << 20  # bytes; a page waits for the reading of these
_AT_A_TIME = threading.Semaphore(2)
_COUNT = itertools.count(1)

Outcomes = list[Staged | VocBoardError]


@dataclass(frozen=True)
class Item:
    """One file on the desk and its reading.

    `only` is the one part of it that is wanted (None = all). `settled` are the parts that are done with.
    `version` is the store's when the reading began: what is new or changed was told against it.
    """

    key: str
    source: Source
    request: Request
    only: int | None
    version: str
    job: Job[Outcomes]
    settled: set[int]

    @property
    def small(self) -> bool:
        """Whether reading it takes no time to speak of."""
        return self.source.size <= SMALL


@dataclass(frozen=True)
class Outcome:
    """What reading one part of a file came to: staged rows and their report, or why there are none."""

    item: Item
    index: int
    value: Staged | Exception

    @property
    def key(self) -> str:
        """A word that stands for it on the screen."""
        return f"{self.item.key}_{self.index}"

    @property
    def part(self) -> int:
        """Which part of the file it is of."""
        return self.index if self.item.only is None else self.item.only

    @property
    def name(self) -> str:
        """The name of the part."""
        if isinstance(self.value, Staged):
            return self.value.name
        data = self.value.data if isinstance(self.value, VocBoardError) else {}
        return str(data.get("file", self.item.source.name))


class Desk:
    """The files of one visitor for one store. Nothing enters the store before `commit`."""

    def __init__(self, folder: Path, jobs: Jobs = JOBS) -> None:
        self.store = Store(folder)
        self.items: list[Item] = []
        self._jobs = jobs

    def put(self, source: Source, request: Request) -> Item:
        """Begin to read a file; one that lies here already is not read twice."""
        for item in self.items:
            if (item.source.fingerprint, item.source.name) == (source.fingerprint, source.name):
                return item
        item = self._begin(source, request, None, set())
        self.items.append(item)
        return item

    def reading(self) -> list[Item]:
        """The files whose reading has not ended."""
        return [item for item in self.items if item.job.state in ("running", "cancelling")]

    def outcomes(self) -> list[Outcome]:
        """What the files that are read hold, part by part, without what is done with."""
        return [outcome for item in self.items for outcome in _outcomes_of(item)]

    def freshen(self, shop: str) -> None:
        """Read anew what was read for another shop, and small files read before the store was what it is now."""
        version = self.store.version()
        for item in list(self.items):
            other_shop = item.request.shop != shop and _asks_for_shop(item)
            if other_shop or (item.small and item.version != version and item.job.state == "done"):
                self._read_again(item, replace(item.request, shop=shop))

    def again(self, outcome: Outcome, request: Request) -> None:
        """Read one part anew, as a person has said it is to be read."""
        item = outcome.item
        if len(item.job.result() if item.job.state == "done" else [None]) == 1:
            self._read_again(item, request)
            return
        self.items.insert(self.items.index(item) + 1, self._begin(item.source, request, outcome.index, set()))
        self.discard(outcome)

    def commit(self, outcome: Outcome, who: str) -> Imported:
        """Take one part into the store; raises a `VocBoardError` when that cannot be."""
        if not isinstance(outcome.value, Staged):
            raise TypeError(f"{outcome.name} holds nothing to take in")
        done = self.store.commit(outcome.value, who=who)
        self._settle(outcome)
        return done

    def discard(self, outcome: Outcome) -> None:
        """Forget one part."""
        if isinstance(outcome.value, Staged):
            self.store.discard(outcome.value)
        self._settle(outcome)

    def remove(self, item: Item) -> None:
        """Take a file off the desk; its reading stops and leaves nothing."""
        if item in self.items:
            self.items.remove(item)
        self._jobs.forget(item.key)

    def clear(self) -> None:
        """Take every file off the desk."""
        for item in list(self.items):
            self.remove(item)

    def _begin(self, source: Source, request: Request, only: int | None, settled: set[int]) -> Item:
        key = f"f{next(_COUNT)}"
        store, version, done = self.store, self.store.version(), frozenset(settled)

        def work(tell: Tell) -> Outcomes:
            waiting = Progress(0, source.size, 0)
            while not _AT_A_TIME.acquire(timeout=0.2):
                tell(waiting)
            try:
                tell(waiting)
                with source.open() as file:
                    outcomes = store.stage(file, source.name, request, tell=tell)
            finally:
                _AT_A_TIME.release()
            if only is not None:
                _forget(store, [one for index, one in enumerate(outcomes) if index != only])
                return outcomes[only : only + 1]
            _forget(store, [one for index, one in enumerate(outcomes) if index in done])
            return outcomes

        def drop(outcomes: Outcomes) -> None:
            _forget(store, [one for index, one in enumerate(outcomes) if index not in settled])

        job = self._jobs.start(key, source.name, work, drop)
        return Item(key, source, request, only, version, job, settled)

    def _read_again(self, item: Item, request: Request) -> None:
        fresh = self._begin(item.source, request, item.only, set(item.settled))
        self.items[self.items.index(item)] = fresh
        self._jobs.forget(item.key)

    def _settle(self, outcome: Outcome) -> None:
        outcome.item.settled.add(outcome.index)
        if not _outcomes_of(outcome.item):
            self.remove(outcome.item)


def _asks_for_shop(item: Item) -> bool:
    """Whether the shop named beside a file matters: not when the file names its own."""
    values = [outcome.value for outcome in _outcomes_of(item)]
    return not values or any(
        not isinstance(value, Staged) or value.shops is None or item.request.shop in value.shops for value in values
    )


def _outcomes_of(item: Item) -> list[Outcome]:
    state = item.job.state
    if state == "failed" and item.job.error is not None:
        return [Outcome(item, 0, item.job.error)]
    if state != "done":
        return []
    try:
        values = item.job.result()
    except Cancelled:
        return []
    return [Outcome(item, index, value) for index, value in enumerate(values) if index not in item.settled]


def _forget(store: Store, outcomes: Outcomes) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Staged):
            store.discard(outcome)
