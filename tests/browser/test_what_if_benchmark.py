"""The benchmark of the what-if measures what it says: a metric moved, events changed, over a part that runs alone."""

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

# In a process of its own: a browser of this one's may be running.
SMALL = """
from dashboard import what_if_benchmark as bench
bench.ORDERS, bench._ROUNDS, bench._STEPS, bench._WARM_UP, bench._FIRST_COUNTS = 2_000, 1, 1, 1, 1
for line in bench.bench_what_if():
    print(line)
"""


def test_every_line_is_set_against_the_empty_part(browser_path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SMALL], capture_output=True, text=True, check=False, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "VOC_BOARD_BROWSER": browser_path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    title, heads, *lines = done.stdout.rstrip("\n").split("\n")
    assert "1.00x is the empty fragment" in title
    assert "2,000 orders" in heads
    assert len(lines) == 7
    for line in lines:
        assert len(re.findall(r"\d\.\d\dx", line.partition("aim")[0])) == 2, line
    assert [line for line in lines if "aim" in line] == lines[:1]


def test_without_a_browser_it_says_what_is_lacking() -> None:
    code = "from dashboard.what_if_benchmark import bench_what_if; print(*bench_what_if())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PATH": "", "PYTHONUTF8": "1", "VOC_BOARD_BROWSER": ""},
    )  # fmt: skip
    assert "not run: it needs a Chromium browser" in done.stdout
