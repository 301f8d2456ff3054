"""A process that is killed at any moment of an import or an undo leaves a store that is whole: all of it or nothing."""

from __future__ import annotations

import os
import random
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from crash_worker import ROW_KINDS, made_file, sizes, wanted_rows
from warm import Child, Warm

from scoring.errors import NoData
from scoring.measure.engine import attached
from scoring.store.delta import Import, Store

KILLS = int(os.environ.get("VOC_BOARD_KILLS", "200"))
KILLS_OF_A_STORE = 10
# Stores of kills aimed at what no kill fell into so far: on a busy machine moments of a millisecond are easily missed.
AIMED_STORES = 20
LARGEST = 20_000
# What a child says before each part of an import; a commit is short and killed the more often.
PARTS = ("reading", "first rows read", "committing", "committing")
# Files a commit writes within moments of one another: some kills come as soon as one of them is seen.
WRITTEN = ("tables/*/*.parquet", "tables/*/_delta_log/*.json", "ledger/*.parquet")
KEY_OF = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id", "disputes": "dispute_id"}


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm("scoring.store.delta", "crash_worker", folder="store") as process:
        yield process


@dataclass
class Uploads:
    """A store and what must be in it: file → (kind, rows), in the order of import; and what was taken back."""

    folder: Path
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    undone: int = 0

    def check(self, when: str) -> None:
        """The history lists exactly the files, the tables hold exactly their rows."""
        store = Store(self.folder)
        history = store.imports()
        listed = [entry.file.removesuffix(".csv") for entry in history if not entry.undone]
        assert listed == list(self.files)[::-1], when
        assert sum(entry.undone for entry in history) == self.undone, when
        wanted = {
            (table, name): count
            for name, (kind, rows) in self.files.items()
            for table, count in wanted_rows(kind, rows).items()
        }
        assert rows_of(store) == wanted, when

    def staging(self) -> list[Path]:
        return list((self.folder / "staging").glob("*"))


def rows_of(store: Store) -> dict[tuple[str, str], int]:
    """(table, file) → rows of that file in that table; fails for a key that is there twice."""
    try:
        events = store.events()
    except NoData:
        return {}
    found: dict[tuple[str, str], int] = {}
    with attached(events) as connection:
        for table, key in KEY_OF.items():
            counts = f"split_part({key}, '-', 1), count(*), count(distinct {key})"
            for file, rows, keys in connection.sql(f"select {counts} from {table} group by 1").fetchall():
                assert rows == keys, f"{file} has rows of {table} that are there twice"
                found[table, file] = rows
    return found


@dataclass
class Pace:
    """How long each part of the work took lately, in seconds, less what its rows took."""

    for_a_row: dict[str, float] = field(default_factory=dict)
    lately: dict[str, deque[float]] = field(default_factory=dict)

    def run(self, child: Child, rows: int) -> Any:
        """The answer of a child that is let live; its pace is noted."""
        last, at = "", 0.0
        for word in child.says():
            now = time.monotonic()
            if last:
                fixed = now - at
                if rows > 1:
                    further = self.for_a_row.setdefault(last, max(0, fixed - self.moment(last, 0)) / rows)
                    fixed = max(0, fixed - further * rows)
                self.lately.setdefault(last, deque(maxlen=5)).append(fixed)
            last, at = word, now
        return child.answer()

    def moment(self, word: str, rows: int, share: float = 1) -> float:
        """The moment at which that share of the work is done, as far as one can tell."""
        return share * (median(self.lately.get(word, [0])) + self.for_a_row.get(word, 0) * rows)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def where(new: set[str], heard: list[str]) -> str:
    """The part of the work the kill fell into, as the new files tell."""
    if "reported" in heard:
        return "after the report"
    if any(name.startswith("ledger/_delta_log/") and name.endswith(".json") for name in new):
        return "after the ledger, before the report"
    if any(name.startswith("ledger/") for name in new):
        return "while writing the ledger"
    if any(name.startswith("tables/") and name.endswith(".json") for name in new):
        return "after a table, before the ledger"
    if any(name.startswith("tables/") for name in new):
        return "while writing a table"
    if "committing" in heard:
        return "before the first write of a commit"
    return "with staged files" if any(name.startswith("staging/") for name in new) else "before staging"


def entry_of(store: Store, name: str) -> Import | None:
    return next((entry for entry in store.imports() if entry.file == f"{name}.csv" and not entry.undone), None)


@dataclass
class Round:
    """What the kills of one store did: how often each happened, by where it fell and whether it was written."""

    warm: Warm
    pace: Pace
    chance: random.Random
    at: Uploads
    counts: Counter[tuple[str, str, bool]]
    aimed: bool = False

    def import_until_done(self, path: Path, kind: str, rows: int, kills: int) -> None:
        """Kill the import of a file so many times, then let one end: it must complete what is there or not."""
        name = path.stem
        for _ in range(kills):
            new, heard = self._killed(
                "import_file", str(path), ("reading", "first rows read", "committing", "committing"), rows
            )
            entry = entry_of(Store(self.at.folder), name)
            assert entry or "reported" not in heard, f"{name} was reported and is lost"
            if entry and name not in self.at.files:
                self.at.files[name], self.at.ids[name] = (kind, rows), entry.import_id
            self.at.check(f"after killing the import of {name}, which had said {heard}")
            self.counts["import", where(new, heard), entry is not None] += 1
        there = name in self.at.files
        child = self.warm.call("crash_worker:import_file", str(self.at.folder), str(path))
        already, import_id = self.pace.run(child, rows)
        assert already == there
        self.at.files[name], self.at.ids[name] = (kind, rows), import_id
        self.at.check(f"after importing {name} once more")
        assert self.at.staging() == [], "what a dead process left is swept by the next import"

    def undo_until_done(self, name: str) -> None:
        """Kill the undoing of an import, then let it end."""
        import_id = self.at.ids[name]
        new, heard = self._killed("undo", import_id, ("undoing",), 1)
        undone = entry_of(Store(self.at.folder), name) is None
        assert undone or "reported" not in heard, f"undoing {name} was reported and did not last"
        self.counts["undo", where(new, heard), undone] += 1
        if not undone:
            self.at.check(f"after killing the undoing of {name}")
            assert self.pace.run(self.warm.call("crash_worker:undo", str(self.at.folder), import_id), 1)
        del self.at.files[name]
        self.at.undone += 1
        self.at.check(f"after undoing {name}")

    def _killed(self, work: str, what: str, words: tuple[str, ...], rows: int) -> tuple[set[str], list[str]]:
        before = files_of(self.at.folder)
        child = self.warm.call(f"crash_worker:{work}", str(self.at.folder), what)
        word = words[-1] if self.aimed else self.chance.choice(words)
        if child.wait_for(word):
            if word == "committing" and (self.aimed or self.chance.random() < 0.4):
                self._wait_for_new(self.chance.choice(WRITTEN), self.pace.moment(word, rows, 2))
                time.sleep(0 if self.aimed else 0.001 * self.chance.random())
            else:
                time.sleep(self.pace.moment(word, rows, self.chance.random() * (2 if self.aimed else 1.2)))
        child.kill()
        return files_of(self.at.folder) - before, child.heard

    def _wait_for_new(self, files: str, longest: float) -> None:
        """Wait until there is one more of these files, or for so many seconds."""
        end, before = time.monotonic() + longest, set(self.at.folder.glob(files))
        while time.monotonic() < end and set(self.at.folder.glob(files)) <= before:
            pass


def rounds(number: int, warm: Warm, pace: Pace, folder: Path, aimed: bool = False) -> Counter[tuple[str, str, bool]]:
    """Kill imports and undos of one store until there were enough; gives what they were and what came of them."""
    folder.mkdir()
    chance, at, counts = random.Random(number), Uploads(folder / "data"), Counter[tuple[str, str, bool]]()  # noqa: S311
    turn = Round(warm, pace, chance, at, counts, aimed)
    made = 0
    while (left := KILLS_OF_A_STORE - counts.total()) > 0:
        if at.files and chance.random() < 0.25:
            turn.undo_until_done(chance.choice(list(at.files)))
            continue
        made += 1
        kind, rows = chance.choice(ROW_KINDS), sizes(chance, LARGEST)
        turn.import_until_done(
            made_file(folder, f"f{made}", kind, rows), kind, rows, min(left, chance.choice((1, 1, 2)))
        )
    return counts


def missed(counts: Counter[tuple[str, str, bool]]) -> list[str]:
    """The outcomes and the parts of the work that too few kills fell into for the test to say anything of them."""
    outcomes = Counter((what, done) for what, _, done in counts.elements())
    places = {place for what, place, _ in counts if what == "import"}
    enough = {"import": KILLS * 15 // 200, "undo": max(1, KILLS * 3 // 200)}
    few = [f"{what} {done}" for what in enough for done in (False, True) if outcomes[what, done] < enough[what]]
    parts = {"before staging", "with staged files", "after a table, before the ledger"} - places
    writing = {"while writing a table", "while writing the ledger"}
    return [*few, *sorted(parts), *([] if writing & places else sorted(writing))]


def test_an_import_or_undo_killed_at_any_moment_is_there_as_a_whole_or_not_at_all(tmp_path: Path, warm: Warm) -> None:
    pace = Pace()
    for rows in (1, LARGEST):
        path = made_file(tmp_path, f"pace{rows}", "orders", rows)
        pace.run(warm.call("crash_worker:import_file", str(tmp_path / "pace"), str(path)), rows)
    with ThreadPoolExecutor(2) as pool:
        stores = [pool.submit(rounds, at, warm, pace, tmp_path / str(at)) for at in range(KILLS // KILLS_OF_A_STORE)]
        counts = sum((store.result() for store in stores), Counter[tuple[str, str, bool]]())
    assert counts.total() == KILLS
    for at in range(AIMED_STORES):
        if not missed(counts):
            break
        counts += rounds(KILLS + at, warm, pace, tmp_path / f"aimed{at}", aimed=True)
    print(*sorted(f"{what} killed {place}, {'' if done else 'not '}written: {count}"
                  for (what, place, done), count in counts.items()), sep="\n")  # fmt: skip
    assert not missed(counts), counts
