"""`voc-board improve --scenario FILE`: the difference first, in words and as JSON; faults by file and line."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from made_up import csv_bytes, installed_voc_board

from sample_data import SAMPLE_SHOP
from scoring.cli import main

HEAD = "name: 早发货\nscheme: tmall_experience_star\nshop: 示例旗舰店\nchanges:\n"
EARLIER = "  - kind: ship_earlier\n    hours: 12\n"


def scenario(folder: Path, changes: str = EARLIER, head: str = HEAD) -> str:
    path = folder / "早发货.yaml"
    path.write_text(head + changes, encoding="utf-8")
    return str(path)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["improve", "--json", *arguments]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)["scenario"]
    return found


def test_the_installed_command_prints_the_difference_first(tmp_path: Path) -> None:
    said = installed_voc_board("improve", "--scenario", scenario(tmp_path), home=tmp_path / "home")
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert lines[:3] == [
        "早发货: 示例旗舰店 on 2022-07-05, 1 change",
        "total: 3.85 -> 4.15 (+0.3)",
        "level: 4 -> 5 (+1)",
    ]
    assert "  delivery_hours: 54.9 h -> 46.1 h" in lines
    assert any(line.startswith("A trial, not the platform's result") for line in lines)


def test_json_holds_both_sides_and_the_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "--scenario", scenario(tmp_path, EARLIER + "    on: false\n"), "--day", "2022-06-16")
    assert found["total"] == {"before": 3.88, "after": 3.88, "difference": 0}
    assert (found["name"], found["day"], found["trial"], found["appeals"]) == ("早发货", "2022-06-16", True, None)
    assert found["changes"] == [{"kind": "ship_earlier", "on": False, "hours": "12"}]
    assert set(found) >= {"level", "dimensions", "metrics", "rules", "evidence", "shop"}


def test_options_go_before_what_the_file_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = scenario(tmp_path, "  - {kind: set_metric, metric: reply_rate, value: 0.9}\n")
    found = shown(capsys, "--scenario", file, "--scheme", "tmall_basic_service", "--rules", "2018-07-27")
    assert found["rules"] == {side: {"scheme": "tmall_basic_service", "rule_set": "2018-07-27"}
                              for side in ("before", "after")}  # fmt: skip


def test_files_are_found_beside_the_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(SAMPLE_SHOP / "refunds.csv", tmp_path / "退款.csv")
    same = "  - {kind: replace_table, table: refunds, file: 退款.csv}\n"
    assert shown(capsys, "--scenario", scenario(tmp_path, same))["total"]["difference"] == 0  # type: ignore[index]
    rows = [{"day": f"2022-07-{day:02}", "metric": "reply_rate", "value": 1} for day in range(6, 16)]
    (tmp_path / "计划.csv").write_bytes(csv_bytes(rows))
    plan = "  - {kind: daily_plan, file: 计划.csv}\n"
    found = shown(capsys, "--scenario", scenario(tmp_path, plan, f"day: 2022-07-15\n{HEAD}"))
    assert found["metrics"]["reply_rate"]["difference"] > 0  # type: ignore[index]


def test_rows_kept_by_the_board_are_found_in_the_data_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from scoring.intake.read import read_path
    from scoring.store.scenarios import keep_rows, rows_of_file

    data = tmp_path / "data"
    files = [str(path) for path in sorted(SAMPLE_SHOP.glob("*.csv"))]
    assert main(["import", "--data", str(data), "--shop", "示例旗舰店", *files]) == 0
    few = rows_of_file(read_path(SAMPLE_SHOP / "chats.csv", shop="示例旗舰店"), "示例旗舰店")["chats"].slice(0, 50)
    keep_rows(data, "abc", "chats", few)
    kept = "  - {kind: replace_table, table: chats, file: 不在了.csv, rows: abc}\n"
    capsys.readouterr()
    found = shown(capsys, "--data", str(data), "--scenario", scenario(tmp_path, kept))
    assert found["metrics"]["reply_rate"]["after"] is None  # type: ignore[index]


def test_pending_appeals_are_told_at_best_as_expected_and_at_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    appeal = "  - {kind: exclude_days, first: 2022-06-01, last: 2022-06-07, outcome: pending, chance: 0.5}\n"
    found = shown(capsys, "--scenario", scenario(tmp_path, EARLIER + appeal))["appeals"]
    assert found == {"pending": 1, "best": 4.15, "expected": 4.15, "worst": 4.15, "draws": 0,
                     "all_upheld": 4.15, "all_rejected": 4.15, "latest_filing_day": "2022-07-08",
                     "filing_evidence": "assumed"}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            "  - {kind: ship_earlier, hours: 0}\n",
            "早发货.yaml line 5: changes.0.hours is 0, expected to be greater than 0.",
        ),
        (
            "  - {kind: add_rows, table: chats, file: no.csv}\n",
            "早发货.yaml line 5: changes.0.file is 'no.csv', expected a file that can be read",
        ),
        (
            "  - {kind: add_rows, table: chats, rows: gone}\n",
            "早发货.yaml line 5: changes.0.rows: the rows of gone are not kept any more, expected file: ",
        ),
        ("  - {kind: add_rows, table: chats}\n", "早发货.yaml line 5: changes.0.file is empty, expected file: "),
        (
            "  - {kind: set_metric, metric: service_rating, value: 1}\n",
            "早发货.yaml line 5: changes.0.metric",
        ),
        ("  - {kind: rule_set, scheme: nosuch}\n", "早发货.yaml line 5: changes.0.scheme: There is no scheme nosuch."),
        (
            "  - {kind: rule_set, effective: 2001-01-01}\n",
            "早发货.yaml line 5: changes.0.effective: No rule set of tmall_experience_star is in force on 2001-01-01",
        ),
        (
            "  - {kind: add_rows, table: chats, file: other.csv}\n",
            "changes.0.file is 'other.csv', expected rows of the shop 示例旗舰店, found other.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: str, message: str
) -> None:
    (tmp_path / "other.csv").write_bytes(csv_bytes([{"shop_id": "other", "chat_id": "1", "asked_at": "2022-07-01"}]))
    assert main(["improve", "--scenario", scenario(tmp_path, changes)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("name: a\nscheme: nosuch\nchanges:\n", "早发货.yaml line 2: scheme: There is no scheme nosuch."),
        ("name: a\nscheme: dsr\nshop: 无此店\nchanges:\n", "早发货.yaml line 3: shop: There is no shop 无此店."),
        (
            "name: a\nscheme: tmall_experience_star\nrule_set: 2001-01-01\nchanges:\n",
            "早发货.yaml line 3: rule_set: No rule set of tmall_experience_star is in force on 2001-01-01",
        ),
        (
            "name: a\nscheme: tmall_experience_star\nday: 2029-01-01\nchanges:\n",
            "早发货.yaml line 3: day: Nothing can be said of 2029-01-01: the data of 示例旗舰店 ends on 2022-07-05 and "
            "begins on 2021-06-01. The latest day a scenario can be looked at is 2022-07-15.",
        ),
    ],
)
def test_what_the_head_of_the_file_names_wrongly_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], head: str, message: str
) -> None:
    assert main(["improve", "--scenario", scenario(tmp_path, head=head)]) == 1
    assert message in capsys.readouterr().err


def test_what_an_option_names_wrongly_is_no_fault_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["improve", "--scenario", scenario(tmp_path), "--scheme", "nosuch"]) == 1
    assert capsys.readouterr().err.startswith("There is no scheme nosuch.")


def test_a_scenario_that_is_no_file_is_refused_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    for name, why in ((".", "Is a directory"), ("none.yaml", "No such file or directory")):
        assert main(["improve", "--scenario", name]) == 1
        assert capsys.readouterr().err == f"{name}: cannot be read ({why}). Check the name and try again.\n"


def test_changes_that_count_for_nothing_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (SAMPLE_SHOP / "refunds.csv").open(encoding="utf-8-sig", newline="") as refunds:
        known = next(csv.DictReader(refunds))["refund_id"]
    file = scenario(tmp_path, EARLIER + f"""
  - {{kind: exclude_rows, table: refunds, record_ids: [nobody]}}
  - {{kind: ship_earlier, hours: 3, carrier: 没有的快递}}
  - {{kind: exclude_days, first: 2021-01-01, last: 2021-01-03}}
  - {{kind: exclude_rows, table: refunds, record_ids: [nobody], on: false}}
  - {{kind: exclude_days, first: 2022-06-20, last: 2022-06-22, province: 火星}}
  - {{kind: exclude_days, first: 2022-06-20, last: 2022-06-22, province: 广东省}}
  - {{kind: exclude_rows, table: refunds, record_ids: [nobody, "{known}"]}}
  - {{kind: set_metric, metric: reply_rate, value: 0.5}}
""")  # fmt: skip
    assert main(["improve", "--scenario", file]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("changes.")]
    assert lines == [
        "changes.1 (exclude_rows) counts for nothing: the shop's data has no nobody.",
        "changes.2 (ship_earlier) counts for nothing: the shop's data has no 没有的快递.",
        "changes.3 (exclude_days) counts for nothing: its days lie in no window of 2022-07-05.",
        "changes.5 (exclude_days) counts for nothing: the shop's data has no 火星.",
        "changes.7 (exclude_rows): the shop's data has no nobody; the other 1 count.",
    ]
    assert main(["improve", "--json", "--scenario", file]) == 0
    found = json.loads(capsys.readouterr().out)["idle_changes"]
    assert [(item["change"], item["why"]) for item in found] == [
        (1, "unknown_names"), (2, "unknown_names"), (3, "outside_windows"), (5, "unknown_names"), (7, "unknown_names"),
    ]  # fmt: skip
    assert found[0]["names"] == ["nobody"]


def test_a_change_that_needs_another_one_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = "  - {kind: rule_set, scheme: tmall_basic_service}\n"
    needs = "  - {kind: set_metric, metric: description_rating, value: 4.9}\n"
    assert shown(capsys, "--scenario", scenario(tmp_path, other + needs))["total"]["after"] == 4.2  # type: ignore[index]


def test_rows_of_a_file_that_are_not_used_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refunds = (SAMPLE_SHOP / "refunds.csv").read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "退款.csv").write_text("\n".join([*refunds[:3], "x,y"]), encoding="utf-8")
    file = scenario(tmp_path, "  - {kind: add_rows, table: refunds, file: 退款.csv}\n")
    assert main(["improve", "--scenario", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "退款.csv: refunds, 3 rows read, 2 used, 1 rejected."
    assert lines[1].startswith("  row 4: 2 cells, expected ")
    assert main(["improve", "--json", "--scenario", file]) == 0
    found = json.loads(capsys.readouterr().out)["files"]
    assert [(item["file"], item["rows_rejected"]) for item in found] == [("退款.csv", 1)]


def test_a_target_beside_a_scenario_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["improve", "--scenario", scenario(tmp_path), "--target", "4.5"])
    assert caught.value.code == 2
    assert "--target or --scenario, not both" in capsys.readouterr().err


def test_a_plan_may_have_chinese_headers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = "  - {kind: daily_plan, file: 计划.csv}\n"
    for value in ("数值", "目标", "目标值", "target"):
        lines = [f"2022-07-{day:02},reply_rate,1" for day in range(6, 16)]
        (tmp_path / "计划.csv").write_text("\n".join([f"日期,指标,{value}", *lines]), encoding="utf-8")
        found = shown(capsys, "--scenario", scenario(tmp_path, plan, f"day: 2022-07-15\n{HEAD}"))
        assert found["metrics"]["reply_rate"]["difference"] > 0  # type: ignore[index]


def test_without_a_scheme_and_a_scenario_the_usage_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["improve"])
    assert caught.value.code == 2
    assert "--scheme ID, or --scenario FILE" in capsys.readouterr().err
