"""Without a browser the run passes and says so in its last line; where one is required it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LOUD = "!!! BROWSER TESTS DID NOT RUN: no Chromium found. Install one (Debian: apt-get install chromium)"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", *arguments],
        capture_output=True, text=True, check=False, encoding="utf-8", cwd=HERE.parent.parent,
        env={**os.environ, "PYTHONUTF8": "1", "VOC_BOARD_REQUIRE_BROWSER": "0", "PYTEST_ADDOPTS": "", **environment},
    )  # fmt: skip


JOURNEY = f"{HERE / 'test_morning_visit.py'}"


def test_the_tests_are_skipped_and_the_last_line_says_so() -> None:
    done = run(JOURNEY, VOC_BOARD_BROWSER="/nowhere/chromium")
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith(LOUD)
    assert "passed" not in done.stdout, "not one of them ran"


def test_where_a_browser_is_required_the_run_fails() -> None:
    done = run(JOURNEY, VOC_BOARD_BROWSER="/nowhere/chromium", VOC_BOARD_REQUIRE_BROWSER="1")
    assert done.returncode == 1, done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith(LOUD)


@pytest.mark.parametrize("required", ["0", "1"])
def test_a_run_of_other_tests_alone_is_left_in_peace(required: str) -> None:
    other = HERE.parent / "dashboard" / "test_address.py"
    done = run(
        str(other), "-k", "empty_address", VOC_BOARD_BROWSER="/nowhere/chromium", VOC_BOARD_REQUIRE_BROWSER=required
    )
    assert done.returncode == 0, done.stdout
    assert "BROWSER TESTS" not in done.stdout
