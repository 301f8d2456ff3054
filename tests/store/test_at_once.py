"""Two processes at the same store at the same instant: nothing is lost, nothing doubled, the history tells the rows."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from made_up import Row, csv_bytes
from warm import Child, Warm

from scoring.errors import NoData
from scoring.measure.engine import attached
from scoring.store.delta import Import, Store

ROUNDS = int(os.environ.get("VOC_BOARD_ROUNDS", "50"))
ROUNDS_OF_A_STORE = 10
START = 0.02
COLUMNS = ("status", "amount", "province", "carrier")
Job = list[str]
Rows = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm("scoring.store.delta", "crash_worker", folder="store") as process:
        yield process


@dataclass
class Shop:
    """A store, the files ever made for it, and the two processes that work on it."""

    warm: Warm
    folder: Path
    chance: random.Random
    files: dict[str, list[Row]] = field(default_factory=dict)

    def made(self, keys: range, lacking: tuple[str, ...] = ()) -> str:
        """A new file of orders with these keys; every cell is of this file alone, some are empty."""
        name = f"f{len(self.files)}"
        rows: list[Row] = []
        for key in keys:
            cells = dict(zip(COLUMNS, (name, f"{len(self.files)}.00", f"{name}省", f"{name} 快递"), strict=True))
            empty = self.chance.choice((None, *COLUMNS))
            row = {column: None if column == empty else cell for column, cell in cells.items() if column not in lacking}
            rows.append({"shop_id": "s", "order_id": f"{key}", "paid_at": "2026-04-01 10:00:00"} | row)
        self.files[f"{name}.csv"] = rows
        (self.folder.parent / f"{name}.csv").write_bytes(csv_bytes(rows))
        return str(self.folder.parent / f"{name}.csv")

    def at_once(self, *jobs: Job) -> list[list[str]]:
        """Each job in a process of its own, all released at the same instant; gives their outcomes."""
        children: list[Child] = [self.warm.call("crash_worker:work_at", str(self.folder)) for _ in jobs]
        for child in children:
            assert child.wait_for("ready")
        moment = time.monotonic() + START
        for child, job in zip(children, jobs, strict=True):
            child.send([moment, *job])
        return [child.answer() for child in children]

    def history(self) -> list[Import]:
        """The imports, the oldest first."""
        return Store(self.folder).imports()[::-1]

    def check(self, jobs: tuple[Job, ...], outcomes: list[list[str]]) -> None:
        """The rows are what the history says, and every outcome stands in the history."""
        history = self.history()
        said = f"{jobs} gave {outcomes}"
        listed = Counter(entry.file for entry in history if not entry.undone)
        assert set(listed.values()) <= {1}, said
        assert rows_of(Store(self.folder)) == merged(self.files, history), said
        for entry in history:
            counted = entry.rows_new + entry.rows_changed + entry.rows_unchanged
            assert (entry.rows_read, entry.rows_kept) == (len(self.files[entry.file]),) * 2, said
            assert counted == entry.rows_kept, said
        for word, which in outcomes:
            assert word in ("imported", "already", "undone", "unknown_import"), said
            if word in ("imported", "already"):
                assert any(entry.import_id == which for entry in history), said
            if word == "undone":
                assert any(entry.import_id == which and entry.undone for entry in history), said


def merged(files: dict[str, list[Row]], history: list[Import]) -> Rows:
    """What the rows must be: of each column the latest import whose file has it wins, an empty cell too."""
    found: Rows = {}
    for entry in history:
        if entry.undone:
            continue
        for row in files[entry.file]:
            cells = {name: row[name] for name in COLUMNS if name in row}
            if cells.get("amount"):
                cells["amount"] = round(float(str(cells["amount"])) * 100)
            found.setdefault(str(row["order_id"]), dict.fromkeys(COLUMNS)).update(cells)
    return found


def rows_of(store: Store) -> Rows:
    try:
        events = store.events()
    except NoData:
        return {}
    with attached(events) as connection:
        rows = connection.sql(f"select order_id, {', '.join(COLUMNS)} from orders").fetchall()
    found = {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in rows}
    assert len(found) == len(rows), "a row is there twice"
    return found


def live(shop: Shop) -> list[Import]:
    return [entry for entry in shop.history() if not entry.undone]


def two_files(shop: Shop) -> tuple[Job, ...]:
    first = 1000 * len(shop.files)
    return tuple(["import", shop.made(range(at, at + shop.chance.randint(1, 200)))] for at in (first, first + 500))


def overlapping_files(shop: Shop) -> tuple[Job, ...]:
    return tuple(["import", shop.made(range(at, at + shop.chance.randint(30, 200)))] for at in (0, 20))


def files_of_unlike_columns(shop: Shop) -> tuple[Job, ...]:
    lacking = (("amount", "carrier"), ("status",))
    return tuple(
        ["import", shop.made(range(at, at + 90), without)] for at, without in zip((0, 20), lacking, strict=True)
    )


def the_same_file(shop: Shop) -> tuple[Job, ...]:
    path = shop.made(range(50, 150))
    return ["import", path], ["import", path]


def a_file_that_is_there(shop: Shop) -> tuple[Job, ...]:
    path = str(shop.folder.parent / live(shop)[0].file)
    return ["import", path], ["import", shop.made(range(70))]


def one_undoing(shop: Shop) -> tuple[Job, ...]:
    return ["undo", live(shop)[-1].import_id], ["import", shop.made(range(120))]


def both_undoing(shop: Shop) -> tuple[Job, ...]:
    return ["undo", live(shop)[-1].import_id], ["undo", live(shop)[0].import_id]


def both_undoing_the_same(shop: Shop) -> tuple[Job, ...]:
    return (["undo", live(shop)[-1].import_id],) * 2


def undone_while_imported_again(shop: Shop) -> tuple[Job, ...]:
    entry = live(shop)[-1]
    return ["undo", entry.import_id], ["import", str(shop.folder.parent / entry.file)]


FIRST = (two_files, overlapping_files, the_same_file)
LATER = (*FIRST, files_of_unlike_columns, a_file_that_is_there, one_undoing, both_undoing, both_undoing_the_same,
         undone_while_imported_again)  # fmt: skip


def test_two_processes_at_the_same_instant_lose_nothing_and_double_nothing(tmp_path: Path, warm: Warm) -> None:
    chance = random.Random(26)  # noqa: S311
    happened: Counter[str] = Counter()
    shop = Shop(warm, tmp_path / "0" / "data", chance)
    for turn in range(ROUNDS):
        if turn % ROUNDS_OF_A_STORE == 0:
            shop = Shop(warm, tmp_path / f"{turn}" / "data", chance)
            shop.folder.parent.mkdir()
        # Both make the store in the first round; an undo needs two imports it can take back.
        choices = FIRST if len(live(shop)) < 2 else LATER
        kind = choices[turn // ROUNDS_OF_A_STORE % 3] if turn % ROUNDS_OF_A_STORE == 0 else chance.choice(choices)
        jobs = kind(shop)
        outcomes = shop.at_once(*jobs)
        shop.check(jobs, outcomes)
        words = sorted(word for word, _ in outcomes)
        assert words in EXPECTED[kind.__name__], f"{kind.__name__}: {jobs} gave {outcomes}"
        happened[f"{kind.__name__}: {' and '.join(words)}"] += 1
    print(*sorted(f"{what}: {count}" for what, count in happened.items()), sep="\n")
    assert {what.split(":")[0] for what in happened} == {kind.__name__ for kind in LATER}


EXPECTED = {
    "two_files": [["imported", "imported"]],
    "overlapping_files": [["imported", "imported"]],
    "files_of_unlike_columns": [["imported", "imported"]],
    "the_same_file": [["already", "imported"]],
    "a_file_that_is_there": [["already", "imported"]],
    "one_undoing": [["imported", "undone"]],
    "both_undoing": [["undone", "undone"]],
    "both_undoing_the_same": [["undone", "unknown_import"]],
    # Whichever comes first: taken back and imported anew, or found to be there and then taken back.
    "undone_while_imported_again": [["imported", "undone"], ["already", "undone"]],
}
