"""The files a scenario names, and the odd things such a file of changes may hold: one sentence, never a traceback."""

import json
import shutil
from pathlib import Path

import pytest
from made_up import csv_bytes

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.rules.catalogue import SCHEMES

SHOP = "示例旗舰店"
HEAD = "name: x\nscheme: tmall_experience_star\n"


def run(folder: Path, text: str, *options: str) -> int:
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    return main(["improve", "--scenario", str(folder / "s.yaml"), *options])


def shown(folder: Path, changes: str, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    assert run(folder, f"{HEAD}changes:\n{changes}", "--json", *options) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)["scenario"]
    del found["changes"]
    return found


def test_targets_of_other_shops_in_a_plan_do_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = {"shop_id": SHOP, "day": "2022-07-01", "metric": "reply_rate", "value": 0.99}
    others = [{**mine, "shop_id": "别的店", "day": f"2022-07-0{day}", "value": 0.1} for day in (2, 3)]
    (tmp_path / "one.csv").write_bytes(csv_bytes([mine]))
    (tmp_path / "all.csv").write_bytes(csv_bytes([mine, *others]))
    alone, all_shops = (
        shown(tmp_path, f"  - {{kind: daily_plan, file: {name}.csv}}\n", capsys) for name in ("one", "all")
    )
    assert alone == all_shops


def test_one_file_may_be_used_for_two_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (SAMPLE_SHOP / "orders.csv").read_bytes()
    (tmp_path / "o.csv").write_bytes(content)
    (tmp_path / "p.csv").write_bytes(content + b"\n")
    changes = "  - {kind: replace_table, table: orders, file: o.csv}\n  - {kind: add_rows, table: parcels, file: %s}\n"
    assert shown(tmp_path, changes % "o.csv", capsys) == shown(tmp_path, changes % "p.csv", capsys)


def test_what_an_export_gives_for_a_further_table_says_nothing_of_its_other_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a scenario and as a real import: the disputes an export of refunds tells of keep when they were opened."""
    export = Path(SAMPLE_SHOP).parent / "exports" / "tmall_refund_39.csv"
    (tmp_path / "r.csv").write_bytes(export.read_bytes())
    known = [{"shop_id": SHOP, "dispute_id": str(170_000_000_000_000_000 + at), "opened_at": "2022-06-20 10:00:00"}
             for at in range(30)]  # fmt: skip
    files = [str(path) for path in sorted(SAMPLE_SHOP.glob("*.csv"))]
    for name in ("before", "after"):
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes(known))
        imported = [*files, str(tmp_path / f"{name}.csv"), *([str(tmp_path / "r.csv")] if name == "after" else [])]
        assert main(["import", "--data", str(tmp_path / name), "--shop", SHOP, *imported]) == 0
    capsys.readouterr()
    options = ("--data", str(tmp_path / "before"))
    tried = shown(tmp_path, "  - {kind: add_rows, table: refunds, file: r.csv}\n", capsys, *options)
    real = shown(tmp_path, "  - {kind: shift_metric, metric: delivery_hours, by: 0}\n", capsys, "--data",
                 str(tmp_path / "after"))  # fmt: skip
    for name, metric in tried["metrics"].items():  # type: ignore[attr-defined]
        assert metric["after"] == real["metrics"][name]["after"], name  # type: ignore[index]


def test_a_change_that_is_off_needs_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = "  - {kind: add_rows, table: orders, file: nope.csv, on: false}\n"
    assert shown(tmp_path, off, capsys)["total"]["difference"] == 0  # type: ignore[index]


METRIC = "changes:\n  - {kind: %s, metric: delivery_hours, %s}\n"
ODD = {
    "long number": (METRIC % ("set_metric", f"value: {'9' * 5000}"), "line 4: ", "5000 digits"),
    "too much": (METRIC % ("set_metric", f"value: {'9' * 90}, first: 2022-06-20"), "line 4: ", "0 to 100000 for"),
    "more than sums hold": (METRIC % ("set_metric", "value: 50000000000000, first: 2022-06-20"), "line 4: ", "100000"),
    "shifted too far": (METRIC % ("shift_metric", "by: -100001"), "line 4: ", "expected -100000 to 100000"),
    "deep": (f"changes: {'[' * 3000}{']' * 3000}\n", "line 1: ", "nested too deeply"),
    "half a character": ('note: "\\ud83d"\n', "line 3: ", "half a character (#xd83d)"),
    "no path": ('changes:\n  - {kind: add_rows, table: orders, file: "a\\0b"}\n', "line 4: ", "can be read"),
    "second of two": (
        "changes:\n  - {kind: set_metric, metric: mocking_count, value: 1, first: 2022-06-01}\n"
        "  - {kind: set_metric, metric: mocking_count, value: 1}\n", "line 5: changes.1.metric", "mocking_count",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", ODD)
def test_what_is_odd_is_refused_with_its_line(which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, line, said = ODD[which]
    assert run(tmp_path, HEAD + text) == 1
    (message,) = capsys.readouterr().err.splitlines()
    assert f"s.yaml {line}" in message
    assert said in message


def test_of_several_rule_sets_the_last_one_counts_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = "  - {kind: rule_set, scheme: taobao_lighthouse}\n"
    last = "  - {kind: rule_set, effective: 2018-10-10}\n"
    assert shown(tmp_path, other + last, capsys)["total"] == shown(tmp_path, last, capsys)["total"]


def test_a_rule_file_is_looked_for_from_the_folder_of_the_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = tmp_path / "plans", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    shutil.copy(SCHEMES / "tmall_experience_star" / "2022-06-15.yaml", folder / "my.yaml")
    (folder / "own.yaml").write_text("name: own\nscheme: my.yaml\nchanges: []\n", encoding="utf-8")
    change = "  - {kind: rule_set, scheme: my.yaml}\n"
    (folder / "star.yaml").write_text(
        f"name: star\nscheme: tmall_experience_star\nchanges:\n{change}", encoding="utf-8"
    )
    for name in ("own.yaml", "star.yaml"):
        assert main(["improve", "--scenario", str(folder / name)]) == 0, capsys.readouterr().err
        assert "total: 3.85 -> 3.85" in capsys.readouterr().out
