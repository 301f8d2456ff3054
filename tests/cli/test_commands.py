"""The command line as scripts use it: keys, exit statuses, one object on standard output, words on standard error."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.measure.catalogue import METRICS

STAR = ("--scheme", "tmall_experience_star")
BROKEN = Path(__file__).parent.parent / "rules" / "broken"
MINIMAL = Path(__file__).parent.parent / "rules" / "minimal" / "2020-01-01.yaml"
ASSESSMENT = {"scheme", "rule_set", "shop", "day", "total", "level", "dimensions", "indicators", "gates", "binding",
              "missing", "evidence"}  # fmt: skip
HINT = {"metric", "now", "target", "gain", "level_gain", "needed", "unit", "feasible_by"}


class Said:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        """All of standard output, which must be one JSON value and nothing else."""
        return json.loads(self.out)


class Board:
    """The command, run inside the test with its own home."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Said:
        self._capsys.readouterr()
        try:
            status = main([str(item) for item in arguments])
        except SystemExit as stop:
            status = int(str(stop.code))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return Said(status, out, err)


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Board:
    monkeypatch.setenv("VOC_BOARD_DATA", str(tmp_path / "home"))
    return Board(capsys)


def test_the_published_example_of_five_stated_scores_gives_3_3(board: Board) -> None:
    given = [word for item in ("product=5", "consultation=4", "logistics=3", "after_sales=4", "dispute=1")
             for word in ("--given", item)]  # fmt: skip
    said = board("assess", *STAR, "--day", "2022-06-16", *given, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json["total"] == 3.3
    assert said.json["rule_set"] == "2022-06-15"
    weights = {name: row["weight"] for name, row in said.json["dimensions"].items()}
    assert weights == {"product": 0.2, "consultation": 0.1, "logistics": 0.3, "after_sales": 0.2, "dispute": 0.2}
    assert said.json["evidence"] in ("published", "assumed")


def test_assess_json_has_the_stable_keys(board: Board) -> None:
    result = board("assess", *STAR, "--json").json
    assert set(result) >= ASSESSMENT
    assert set(result["dimensions"]) == {"product", "logistics", "after_sales", "dispute", "consultation"}
    for row in result["dimensions"].values():
        assert set(row) >= {"score", "weight", "contribution"}
    for row in result["indicators"].values():
        assert set(row) >= {"value", "sample", "score", "weight"}
    assert {gate["id"] for gate in result["gates"]} >= {"product_entry", "special_service"}
    assert sum(row["contribution"] for row in result["dimensions"].values()) == pytest.approx(result["total"], abs=6e-4)
    assert (result["day"], result["shop"]) == ("2022-07-05", "示例旗舰店")


def test_the_rules_may_be_of_another_day_than_the_facts(board: Board) -> None:
    now, then = (board("assess", *STAR, *rules, "--json").json for rules in ((), ("--rules", "2018-10-10")))
    assert (now["rule_set"], then["rule_set"]) == ("2022-06-15", "2018-10-10")
    assert now["day"] == then["day"]
    assert then["dimensions"]["consultation"]["weight"] == 0


def test_import_measure_assess_certify_improve_undo_in_a_folder_of_ones_own(board: Board, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "my 数据")
    imported = board("import", *sorted(SAMPLE_SHOP.glob("*.csv")), *data, "--json").json
    assert len(imported) == 11
    for item in imported:
        assert set(item) >= {"import_id", "file", "table", "rows_read", "rows_kept", "rows_new", "rejected"}
        assert item["rows_read"] == item["rows_kept"] == item["rows_new"] > 0
        assert item["rejected"] == []
    again = board("import", SAMPLE_SHOP / "orders.csv", *data, "--json").json
    assert (again[0]["rows_new"], again[0]["already_imported"]) == (0, True)
    assert len(board("imports", *data, "--json").json) == 11

    rows = board("measure", *data, "--json").json
    assert {row["metric"] for row in rows} == set(METRICS)
    for row in rows:
        assert set(row) >= {"shop", "day", "metric", "numerator", "denominator", "value"}
    for command in ("assess", "improve", "certify"):
        own, sample = board(command, *STAR, *data, "--json"), board(command, *STAR, "--json")
        assert own.status == sample.status == 0
        assert own.json == sample.json
    hints = board("improve", *STAR, *data, "--json").json["hints"]
    assert hints
    assert all(set(hint) >= HINT for hint in hints)

    chats = next(item for item in imported if item["table"] == "chats")
    assert board("undo", chats["import_id"], *data, "--json").json["undone"] is True
    missing = {row["indicator"]: row["reason"] for row in board("assess", *STAR, *data, "--json").json["missing"]}
    assert missing["reply_rate"].startswith("not measurable: needs chats.asked_at")
    assert board("undo", chats["import_id"], *data).status == 1


def test_measured_metrics_written_to_a_file_are_assessed_alike(board: Board, tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    for day in ("2021-09-15", "2022-07-05"):
        assert board("measure", *STAR, "--from", day, "--to", day, "--out", path).status == 0
        stated = board("assess", *STAR, "--metrics", path, "--category", "女装/女士精品", "--json").json
        measured = board("assess", *STAR, "--day", day, "--json").json
        for key in ("total", "level", "dimensions", "gates", "binding", "day"):
            assert stated[key] == measured[key], key


def test_a_refused_file_stops_none_of_the_others(board: Board, tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\0")
    (tmp_path / "bad.csv").write_text("review_id,description_score\nR1,9\n")
    (tmp_path / "good.csv").write_text("order_id,paid_at\n1,2022-01-01 10:00:00\n2,31/31/2020\n")
    names = [tmp_path / name for name in ("photo.csv", "none.csv", "bad.csv", "good.csv")]
    said = board("import", *names, "--shop", "s", "--data", tmp_path / "data", "--json")
    assert said.status == 1
    (taken,) = said.json
    assert (taken["file"], taken["rows_read"], taken["rows_kept"]) == ("good.csv", 2, 1)
    assert taken["rejected"][0]["row"] == 3
    assert taken["rejected"][0]["value"] == "31/31/2020"
    lines = said.err.splitlines()
    assert len(lines) == 3
    for line, words in zip(lines, (["photo.csv", "not a text file"], ["none.csv"],
                                   ["bad.csv", "row 2", "description_score", "'9'"]), strict=True):  # fmt: skip
        assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("assess", "--scheme", "tmall_experience_stars"), ["tmall_experience_stars", "Did you mean"]),
        (("assess", *STAR, "--day", "2018-01-01", "--given", "product=5"), ["2018-01-01", "2018-10-10", "--rules"]),
        (("assess", *STAR, "--given", "produkt=5", "--day", "2022-06-16"), ["produkt", "Did you mean product"]),
        (("assess", *STAR, "--given", "product=9", "--day", "2022-06-16"), ["product", "'9'", "from 0 to 5"]),
        (("assess", *STAR, "--metrics", "no such file.csv"), ["no such file.csv"]),
        (("measure", "--shop", "nobody"), ["nobody", "示例旗舰店"]),
        (("measure", "--data", "no such folder"), ["no such folder", "voc-board import"]),
        (("undo", "0000"), ["0000", "voc-board imports"]),
        (("rules", "show", "tmal_basic_service"), ["Did you mean tmall_basic_service"]),
        (("bench", "nothing"), ["nothing"]),
    ],
)
def test_what_is_refused_says_so_in_one_line_on_standard_error(
    board: Board, arguments: tuple[str, ...], words: list[str]
) -> None:
    said = board(*arguments)
    assert (said.status, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1, said.err
    for word in words:
        assert word in said.err, said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("asses", *STAR),
        ("assess",),
        ("assess", *STAR, "--day", "2022-02-31"),
        ("assess", *STAR, "--given", "product"),
        ("assess", *STAR, "--given", "product=nan"),
        ("measure", "--window", "0"),
        ("measure", "--lag", "-1"),
        ("import",),
        ("rules",),
        ("--no-such-option",),
    ],
)
def test_wrong_usage_gives_status_2_and_says_how_to_use_it(board: Board, arguments: tuple[str, ...]) -> None:
    said = board(*arguments)
    assert (said.status, said.out) == (2, "")
    assert "usage: voc-board" in said.err


@pytest.mark.parametrize(
    "text",
    ["metric,value,day\nreply_rate,0.9,someday\n", "metric,value\nreply_rate\n", "metric,value\nreply_rate,x\n",
     "name,value\nreply_rate,0.9\n", "metric,value\n"],
    ids=["no day", "ragged", "no number", "no column", "no row"],
)  # fmt: skip
def test_a_file_of_metrics_that_cannot_be_read_is_refused(board: Board, tmp_path: Path, text: str) -> None:
    (tmp_path / "metrics.csv").write_text(text)
    said = board("assess", *STAR, "--metrics", tmp_path / "metrics.csv", "--day", "2022-06-16")
    assert (said.status, said.out) == (1, "")
    assert "metrics.csv" in said.err


def test_a_shop_with_nothing_to_count_is_refused_by_every_command(board: Board, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("annotation_id,day,text\n1,2022-01-01,sale\n")
    data = ("--data", tmp_path / "data")
    assert board("import", tmp_path / "notes.csv", *data).status == 0
    for command in ("assess", "certify", "improve", "measure"):
        said = board(command, *STAR, *data)
        assert (said.status, said.out) == (1, "")
        assert "no data yet" in said.err


def test_days_outside_the_data_are_refused_and_say_where_the_data_ends(board: Board) -> None:
    for day in ("2019-01-01", "2022-07-06", "2022-08-08", "2030-01-01"):
        for command in ("assess", "improve"):
            said = board(command, *STAR, "--day", day, "--json")
            assert (said.status, said.out) == (1, "")
            assert len(said.err.splitlines()) == 1
            assert day in said.err
            assert "the data of 示例旗舰店 ends on 2022-07-05 and begins on 20" in said.err
    assert board("assess", *STAR, "--day", "2030-01-01", "--given", "product=5", "--json").json["day"] == "2030-01-01"
    for command in ("assess", "improve"):
        assert board(command, *STAR, "--day", "2022-07-05").status == 0


def test_certify_follows_the_rules_that_were_asked_for(board: Board) -> None:
    span = ("--from", "2021-10-01", "--to", "2021-12-15", "--json")
    own, fixed = board("certify", *STAR, *span).json, board("certify", *STAR, *span, "--rules", "2018-10-10").json
    assert {row["rule_set"] for row in own} == {"2019-08-16", "2021-10-19"}
    assert {row["rule_set"] for row in fixed} == {"2018-10-10"}
    assert [row["day"] for row in own] == [row["day"] for row in fixed]
    for row in own:
        assert date.fromisoformat(row["reference_day"]) < date.fromisoformat(row["day"])


def test_rules_are_listed_shown_and_checked(board: Board) -> None:
    listed = {row["scheme"]: row["rule_sets"] for row in board("rules", "list", "--json").json}
    assert listed["tmall_experience_star"] == ["2018-10-10", "2019-08-16", "2021-10-19", "2022-06-15"]
    shown = board("rules", "show", "tmall_experience_star", "2020-01-01", "--json").json
    assert shown["effective_from"] == "2019-08-16"
    text = board("rules", "show", "tmall_experience_star").out
    assert "[published]" in text
    assert "[assumed]" in text
    assert board("rules", "check").status == 0
    assert board("rules", "check", MINIMAL, "--json").json["faults"] == []


def test_a_broken_rule_file_is_checked_to_its_line(board: Board) -> None:
    broken = BROKEN / "unknown_key" / "2020-01-01.yaml"
    said = board("rules", "check", broken, MINIMAL, "--json")
    assert said.status == 1
    (fault,) = said.json["faults"]
    assert "line 36" in fault
    assert "Did you mean minimum_sample" in fault
    assert said.err.strip() == fault
    assert board("rules", "check", BROKEN / "no such file.yaml").status == 1
    assert board("rules", "check", BROKEN).status == 1
