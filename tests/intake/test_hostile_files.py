"""Files made to break a reader: each is refused in one sentence or read, within seconds and within memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reading_worker import HOSTILE
from warm import Silent, Warm

HANGS = 60  # seconds, for a machine that has other work; a file takes one or two
MOST_MEMORY = 2 << 30
CLIMBED_OUT = Path("/tmp/voc-board-climbed-out.csv")  # noqa: S108


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm("scoring.store.delta", "reading_worker", folder="intake") as process:
        yield process


# Staging begins with the same reading: every sixth file is enough to see that it adds no fault of its own.
CASES = [(what, way) for at, what in enumerate(HOSTILE) for way in ("read", "stage") if way == "read" or at % 6 == 0]


@pytest.mark.parametrize(("what", "way"), CASES)
def test_a_hostile_file_is_refused_or_read_soon_and_in_little_memory(
    what: str, way: str, warm: Warm, tmp_path: Path
) -> None:
    child = warm.call("reading_worker:read_hostile", what, str(tmp_path / "data") if way == "stage" else "")
    try:
        assert child.wait_for("reading", 60)
        answer = child.answer(HANGS)
    except Silent:
        child.kill()
        raise
    print(f"{answer['seconds']:.2f} s, peak {answer['peak'] >> 20} MB of which {answer['before'] >> 20} to make it")
    check(answer["outcomes"], HOSTILE[what][2])
    assert answer["peak"] < MOST_MEMORY
    assert not CLIMBED_OUT.exists()


def check(found: list[Any], expected: int | str) -> None:
    if expected == "either":
        return
    if expected == "refused":
        assert all(isinstance(outcome, str) for outcome in found), found
    elif expected == "rows":
        assert all(isinstance(outcome, int) for outcome in found), found
    else:
        assert found == [expected]
