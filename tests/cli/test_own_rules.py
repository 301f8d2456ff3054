"""The command line with an operator's own figures and rule files."""

import json
from datetime import date
from pathlib import Path

import pytest

from sample_data import SAMPLE_SHOP
from scoring.assess.own_rules import rule_file
from scoring.cli import main
from scoring.store import own
from scoring.store.delta import Store

SCHEME = "tmall_experience_star"
FILE = rule_file(SCHEME, date(2022, 6, 15))
MINIMAL = Path(__file__).parent.parent / "rules" / "minimal" / "2020-01-01.yaml"
CATEGORY = "女装/女士精品"
RECORD = {
    "scheme": SCHEME,
    "rule_set": "2022-06-15",
    "category": CATEGORY,
    "at": ["indicators", "delivery_hours", "curve", "points", 0, "reach"],
    "value": "55.5",
}
GIVEN = ("--given", "delivery_hours=54.9", "--day", "2022-07-05")


class Board:
    """The command, run inside the test: status, standard output, standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        status = main([str(item) for item in arguments])
        out, err = self._capsys.readouterr()
        return status, out, err

    def json(self, *arguments: object) -> dict[str, object]:
        status, out, err = self(*arguments, "--json")
        assert (status, err) == (0, "")
        found: dict[str, object] = json.loads(out)
        return found


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str]) -> Board:
    return Board(capsys)


def score(result: dict[str, object]) -> object:
    indicators = result["indicators"]
    assert isinstance(indicators, dict)
    return indicators["delivery_hours"]["score"]


def measured(board: Board, *data: object) -> dict[str, int]:
    rows = json.loads(board("measure", *data, "--json")[1])
    return {row["metric"]: row["denominator"] for row in rows}


def test_own_figures_count_for_their_category_and_are_said(board: Board, tmp_path: Path) -> None:
    own.save_own_figures(tmp_path, [RECORD])
    said = ("assess", "--scheme", SCHEME, *GIVEN, "--data", tmp_path)
    mine = board.json(*said, "--category", CATEGORY)
    assert (score(mine), mine["own_figures"]) == (5, 1)
    other = board.json(*said, "--category", "家装主材")
    assert (score(other), other["own_figures"]) == (4, 0)
    shipped = board.json("assess", "--scheme", SCHEME, *GIVEN, "--category", CATEGORY)
    assert (score(shipped), shipped["own_figures"]) == (4, 0)
    status, out, _ = board(*said, "--category", CATEGORY)
    assert status == 0
    assert f"Own figures in use in place of assumed ones: 1 (category {CATEGORY})." in out
    assert "Own figures" not in board(*said)[1]


def test_assess_certify_improve_and_measure_use_them_for_the_shops_category(board: Board, tmp_path: Path) -> None:
    store = Store(tmp_path)
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        with path.open("rb") as file:
            store.import_file(file, path.name)
    data = ("--scheme", SCHEME, "--data", tmp_path)
    before = board.json("assess", *data)
    assert before["category"] == RECORD["category"]
    window = {**RECORD, "at": ["indicators", "reply_rate", "window", "days"], "value": "7"}
    gate = {**RECORD, "at": ["gates", "product_entry", "at_least"], "value": "4.5"}
    first = json.loads(board("certify", *data, "--json")[1])[-1]
    month = measured(board, *data)
    own.save_own_figures(tmp_path, [RECORD, window, gate])
    after = board.json("assess", *data)
    assert after["own_figures"] == 3
    assert (score(before), score(after)) == (4, 5)
    assert json.loads(board("certify", *data, "--json")[1])[-1] != first
    hints = board.json("improve", *data)["hints"]
    assert isinstance(hints, list)
    assert "delivery_hours" not in [hint["metric"] for hint in hints], "it is at its best step now"
    assert measured(board, *data)["reply_rate"] < month["reply_rate"] / 3, "7 days instead of 30"
    assert measured(board, *data)["delivery_hours"] == month["delivery_hours"]


def test_a_figure_that_cannot_be_is_refused_in_words(board: Board, tmp_path: Path) -> None:
    own.save_own_figures(tmp_path, [{**RECORD, "value": "70"}])
    status, out, err = board("assess", "--scheme", SCHEME, *GIVEN, "--data", tmp_path, "--category", CATEGORY)
    assert (status, out) == (1, "")
    assert "indicators.delivery_hours.curve.points.0.reach = 70" in err
    (tmp_path / "own_figures.json").write_text("[", encoding="utf-8")
    status, out, err = board("assess", "--scheme", SCHEME, *GIVEN, "--data", tmp_path)
    assert (status, out) == (1, "")
    assert "own_figures.json is broken in line 1" in err


def test_the_scheme_may_be_a_rule_file_or_one_kept_with_the_data(board: Board, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("{reach: 48, score: 5}", "{reach: 55.5, score: 5}")
    mine = tmp_path / "my rules.yaml"
    mine.write_text(text, encoding="utf-8")
    by_path = board.json("assess", "--scheme", mine, *GIVEN)
    assert (score(by_path), by_path["scheme"]) == (5, f"own:{SCHEME}")
    own.save_rule_file(tmp_path, SCHEME, date(2022, 6, 15), text)
    kept = board.json("assess", "--scheme", f"own:{SCHEME}", "--data", tmp_path, *GIVEN)
    assert (score(kept), kept["scheme"]) == (5, f"own:{SCHEME}")
    shipped = board.json("assess", "--scheme", SCHEME, "--data", tmp_path, *GIVEN)
    assert (score(shipped), shipped["scheme"]) == (4, SCHEME), "never mixed with the shipped versions"
    status, out, _ = board("rules", "list", "--data", tmp_path)
    assert status == 0
    assert f"own:{SCHEME}: 2022-06-15" in out.splitlines()
    assert f"own:{SCHEME}" not in board("rules", "list")[1]
    assert json.loads(board("improve", "--scheme", mine, "--json")[1])["hints"]
    assert json.loads(board("certify", "--scheme", mine, "--json")[1])
    assert json.loads(board("measure", "--scheme", mine, "--json")[1])


def test_a_file_changed_since_is_read_again(board: Board, tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    for reach, expected in (("48", 4), ("55.5", 5), ("54", 4)):
        changed = text.replace("{reach: 48, score: 5}", f"{{reach: {reach}, score: 5}}")
        own.save_rule_file(tmp_path, SCHEME, date(2022, 6, 15), changed)
        assert score(board.json("assess", "--scheme", f"own:{SCHEME}", "--data", tmp_path, *GIVEN)) == expected


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("own:tmall_experience_star", "There is no scheme own:tmall_experience_star."),
        ("own:../up", "There is no scheme own:../up."),
        ("tmall_experience_sta", "Did you mean tmall_experience_star?"),
        ("nowhere.yaml", "nowhere.yaml: cannot be read"),
    ],
)
def test_a_scheme_that_is_not_there_is_refused(board: Board, tmp_path: Path, name: str, says: str) -> None:
    status, out, err = board("assess", "--scheme", name, "--data", tmp_path, *GIVEN)
    assert (status, out) == (1, "")
    assert says in err


def test_rules_check_finds_metrics_that_are_not_measured(board: Board, tmp_path: Path) -> None:
    faulty = tmp_path / "mine.yaml"
    text = MINIMAL.read_text(encoding="utf-8").replace("metric: delivery_hours", "metric: delivery_hour")
    faulty.write_text(text, encoding="utf-8")
    line = next(number for number, item in enumerate(text.splitlines(), 1) if "metric: delivery_hour" in item)
    status, _, err = board("rules", "check", faulty)
    assert status == 1
    assert f"mine.yaml line {line}: there is no metric delivery_hour. Did you mean delivery_hours?" in err
    assert board("assess", "--scheme", faulty, *GIVEN)[0] == 1
    faulty.write_text(MINIMAL.read_text(encoding="utf-8"), encoding="utf-8")
    assert board("rules", "check", faulty)[0] == 0


def test_rules_without_a_daily_score_are_checked_and_not_used(board: Board) -> None:
    fee = sorted(rule_file("tmall_annual_fee", date(2022, 1, 1)).parent.glob("2*.yaml"))[-1]
    assert board("rules", "check", fee)[0] == 0
    status, _, err = board("assess", "--scheme", fee, *GIVEN)
    assert status == 1
    assert "rules of this kind are only checked" in err
