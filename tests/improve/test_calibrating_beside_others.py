"""Calibration in a process in which another part has used the same solver, with other threads, before."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
CODE = """
import highspy, sys
sys.path.insert(0, sys.argv[1])
from official_shops import official_shop
if sys.argv[2] == "beside":
    other = highspy.Highs()
    other.setOptionValue("threads", 2)
    other.addVars(1, [0.0], [1.0])
    other.run()
for number in (0, 7, 14, 21):
    found = official_shop(number).calibrated()
    print(found.usable, [(limit.at, limit.figure, limit.enough) for limit in found.limits])
"""


def calibrated(how: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(TESTS), how], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return [line for line in done.stdout.splitlines() if line.startswith(("True", "False"))]


def test_what_another_part_asked_of_the_solver_changes_no_figure() -> None:
    alone = calibrated("alone")
    assert len(alone) == 4
    assert sum(line.startswith("True") for line in alone) >= 3
    assert calibrated("beside") == alone
