"""`voc-board improve --target`: the stable keys, words for people, and what is refused."""

import json
from pathlib import Path

from made_up import voc_board

STAR = ("improve", "--scheme", "tmall_experience_star")


def test_the_target_stands_under_its_stable_keys_and_is_none_when_not_asked_for(tmp_path: Path) -> None:
    found = json.loads(voc_board(*STAR, "--target", "4.5", "--json", home=tmp_path).stdout)["target"]
    assert found["reachable"] is True
    assert found["level"] >= 4.5
    assert found["total"] >= 4.1
    assert found["cost"] == sum(change["cost"] for change in found["changes"])
    assert {"metric", "from", "to"} <= found["changes"][0].keys()
    assert found["earliest"] is None
    assert found["sooner"]["earliest"] <= found["reference_day"]
    assert json.loads(voc_board(*STAR, "--json", home=tmp_path).stdout)["target"] is None


def test_people_read_the_answer_and_what_has_nothing_more_to_give(tmp_path: Path) -> None:
    said = voc_board(*STAR, "--target", "4", home=tmp_path)
    assert said.returncode == 0
    assert "Target level 4: reached already (total 3.85)." in said.stdout
    assert "At their best already: " in said.stdout
    total = voc_board(*STAR, "--target", "4.05", home=tmp_path).stdout
    assert "Target total 4.05: the cheapest way costs" in total
    assert "Or: " in total


def test_a_target_that_is_neither_level_nor_total_is_refused(tmp_path: Path) -> None:
    above = voc_board(*STAR, "--target", "9", home=tmp_path)
    assert above.returncode == 1
    assert "a total from 0 to 5" in above.stderr
    word = voc_board(*STAR, "--target", "best", home=tmp_path)
    assert word.returncode == 2
    assert "write it like 4.5" in word.stderr
    for text in ("1e400", "1e-400", "9" * 400):
        huge = voc_board(*STAR, "--target", text, home=tmp_path)
        assert huge.returncode == 2
        assert "write it like 4.5" in huge.stderr
        assert len(huge.stderr.splitlines()[-1]) < 200
