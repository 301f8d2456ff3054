"""Own figures and rule files in a data folder: written as a whole or not at all, and a broken file is said in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from scoring.errors import StoreBroken
from scoring.store.own import (
    own_figures,
    own_stamp,
    remove_rule_file,
    rule_files,
    save_own_figures,
    save_rule_file,
)

RECORD = {"scheme": "s", "rule_set": "2022-06-15", "category": "女装", "at": ["levels", 0, "total"], "value": "4.70"}


def test_what_is_saved_is_read_again_and_a_new_folder_has_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "not made yet"
    assert (own_figures(folder), rule_files(folder), own_stamp(folder)) == ([], [], "")
    save_own_figures(folder, [RECORD])
    assert own_figures(folder) == [RECORD]
    save_own_figures(folder, [])
    assert own_figures(folder) == []
    assert [path.name for path in folder.iterdir()] == ["own_figures.json"], "nothing half written is left"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_own_figures(tmp_path, [RECORD])

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreBroken, match="no space left"):
        save_own_figures(tmp_path, [])
    assert own_figures(tmp_path) == [RECORD]
    assert [path.name for path in tmp_path.iterdir()] == ["own_figures.json"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[\n {", "broken in line 2"),
        (b'{"a": 1}', "no list of records"),
        (b"[1]", "no list of records"),
        (b"\xff\xfe", "cannot be read"),
    ],
    ids=["not json", "an object", "no objects", "not text"],
)
def test_a_broken_file_is_said_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "own_figures.json").write_bytes(content)
    with pytest.raises(StoreBroken, match=says):
        own_figures(tmp_path)


def test_a_rule_file_is_kept_under_scheme_and_day_and_taken_away_again(tmp_path: Path) -> None:
    path = save_rule_file(tmp_path, "my_rules", date(2026, 1, 1), "scheme: my_rules\n# 中文\n")
    assert path == tmp_path / "rules" / "my_rules" / "2026-01-01.yaml"
    assert path.read_text(encoding="utf-8") == "scheme: my_rules\n# 中文\n"
    assert rule_files(tmp_path) == [path]
    other = tmp_path / "own_figures.json"
    other.write_text("[]", encoding="utf-8")
    for taken in (other, path, path):
        remove_rule_file(tmp_path, taken)
    assert rule_files(tmp_path) == []
    assert other.exists(), "nothing but a rule file is taken away"


@pytest.mark.parametrize("name", ["../up", "a/b", "", "own:a", "A"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreBroken, match="no plain word"):
        save_rule_file(tmp_path, name, date(2026, 1, 1), "x")
    assert list(tmp_path.iterdir()) == []


def test_the_stamp_changes_with_every_change(tmp_path: Path) -> None:
    seen = {own_stamp(tmp_path)}
    save_own_figures(tmp_path, [RECORD])
    seen.add(own_stamp(tmp_path))
    save_own_figures(tmp_path, [{**RECORD, "value": "4.71"}])
    seen.add(own_stamp(tmp_path))
    save_rule_file(tmp_path, "a", date(2026, 1, 1), "x")
    seen.add(own_stamp(tmp_path))
    remove_rule_file(tmp_path, tmp_path / "rules" / "a" / "2026-01-01.yaml")
    assert own_stamp(tmp_path) in seen
    assert len(seen) == 4
    assert json.loads((tmp_path / "own_figures.json").read_text(encoding="utf-8"))[0]["value"] == "4.71"


def test_a_folder_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreBroken):
        save_own_figures(tmp_path / "file", [RECORD])
    assert own_figures(tmp_path / "file") == []
