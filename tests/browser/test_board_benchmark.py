"""The benchmark of the board measures what it says: every page is opened and changed, each figure over its floor."""

import os
import re
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bool(os.environ.get("VOC_BOARD_NO_BENCHMARKS")),
        reason="a whole round of a benchmark, left out of .ci/run for time",
    ),
]
OVER = r"\d\.\d\dx"


# In a process of its own: a browser of this one's may be running.
SMALL = """
from dashboard import benchmark, benchmark_turns
benchmark.ORDERS, benchmark._ROUNDS = 2_000, 1
benchmark._HEADS = {name: head for name, head in benchmark._HEADS.items() if "frozen" not in name}
benchmark_turns.STEPS = benchmark_turns.SESSIONS = benchmark_turns.WARM_UP = 1
for line in benchmark.board():
    print(line)
"""


def test_every_line_has_its_figures_and_what_they_are_set_against(browser_path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SMALL], capture_output=True, text=True, check=False, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "VOC_BOARD_BROWSER": browser_path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    title, heads, *lines, closing = done.stdout.rstrip("\n").split("\n")
    assert "1.00x is the one-chart page" in title
    assert "board, 2,000 orders" in heads
    assert closing.strip().startswith("frozen, as the board is served:")
    changes = ["a day not seen", "a day seen", "a dimension not seen", "a dimension seen"]
    costs = ["processor time of the server", "processor time of the page"]
    starts = ["ready", "over the empty page", costs[1], "sent", "the first opening"]
    for change in changes:
        starts += [change, "the same", "first frame", *costs, "sent"]
    starts += ["what-if slider", "the same", *costs, "memory"]
    assert [line.strip()[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    for line in lines[:-1]:
        # Must not: a figure of the large shop without the one-chart page's and the sample shop's beside it.
        wanted = OVER if "first opening" in line else rf"{OVER}.*{OVER} \({OVER}\)"
        assert re.search(wanted, line), line
    assert re.search(r"-?\d\.\d\d MB", lines[-1])
    assert [line for line in lines if "aim" in line] == [lines[0], *lines[5:29:6]]
