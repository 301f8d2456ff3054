"""Ten thousand damaged files: each gives rows or one clear sentence, soon, and in little memory.

`VOC_BOARD_FUZZ_FILES` sets how many, `VOC_BOARD_FUZZ_FIRST` the number of the first one.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from mutations import good_files
from reading_worker import outcomes
from warm import Died, Silent, Warm

FILES = int(os.environ.get("VOC_BOARD_FUZZ_FILES", "10000"))
FIRST = int(os.environ.get("VOC_BOARD_FUZZ_FIRST", "0"))
HANGS = 60  # seconds, for a machine that has other work; a file takes one or two
MOST_MEMORY = 2 << 30
PROCESSES = 2
MOST_FAULTS = 20


@dataclass
class Found:
    """What came of the files: how often which outcome, and the files that gave none."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    peak: int = 0
    stored: int = 0


def test_the_files_are_good_before_they_are_damaged() -> None:
    for name, data in good_files():
        found = outcomes(data, name)
        assert found, name
        # A shop has three scores of DSR a day; every other table keeps all its rows.
        assert all(isinstance(rows, int) and rows >= 3 for rows in found), f"{name}: {found}"


def read(warm: Warm, first: int, last: int, folder: Path, found: Found) -> None:
    """Read the files from one number to another; where a process ends or hangs, another goes on behind it."""
    while first < last and len(found.faults) < MOST_FAULTS:
        child = warm.call("reading_worker:read_mutated", first, last, str(folder / f"data{first}"))
        try:
            for told in child.says(HANGS):
                if isinstance(told, list):
                    found.outcomes.update("rows" if isinstance(result, int) else result for result in told)
                elif isinstance(told, dict):
                    found.faults.append(told["fault"])
            found.slowest = max(found.slowest, tuple(child.result["slowest"]))
            found.peak = max(found.peak, child.result["peak"])
            found.stored += child.result["stored"]
            return
        except (Silent, Died) as error:
            if not child.ended:
                child.kill()
            number = [told for told in child.heard if isinstance(told, int)][-1]
            found.faults.append(f"mutated({number}): {error}")
            first = number + 1


def test_a_damaged_file_gives_rows_or_one_clear_sentence(tmp_path: Path) -> None:
    started, step, found = time.monotonic(), -(-FILES // PROCESSES), Found()
    with Warm("scoring.store.delta", "reading_worker", folder="intake") as warm, ThreadPoolExecutor(PROCESSES) as pool:
        spans = [(FIRST + at, min(FIRST + at + step, FIRST + FILES)) for at in range(0, FILES, step)]
        for running in [pool.submit(read, warm, *span, tmp_path, found) for span in spans]:
            running.result()
    seconds = time.monotonic() - started
    print(f"{FILES / seconds:.0f} files a second, peak {found.peak >> 20} MB, slowest {found.slowest}")
    print(f"{found.stored} rows stored", dict(found.outcomes.most_common()))
    count = f"{len(found.faults)} files gave neither rows nor a clear sentence"
    assert not found.faults, f"{count}:\n\n" + "\n".join(found.faults[:MOST_FAULTS])
    assert found.peak < MOST_MEMORY
    assert found.slowest[0] < HANGS
    refused = found.outcomes.total() - found.outcomes["rows"]
    assert min(found.outcomes["rows"], refused) > FILES / 5, found
    assert len(found.outcomes) >= 6 or FILES < 1000, found
