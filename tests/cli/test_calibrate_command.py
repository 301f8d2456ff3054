"""`voc-board calibrate`: what official scores tell, refused where they contradict, used once saved."""

import json
from pathlib import Path

import pytest
from official_sample import CATEGORY, WRONG_DAY, file_of, hidden_rules, official_rows, wrong_rows

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.rules.own_figures import own_figure
from scoring.store import own
from scoring.store.delta import Store

SCHEME = "tmall_experience_star"


class Board:
    """The command, run inside the test: status, standard output, standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        status = main([str(item) for item in arguments])
        return status, *self._capsys.readouterr()

    def json(self, *arguments: object) -> tuple[int, dict]:
        status, out, err = self(*arguments, "--json")
        assert err == ""
        return status, json.loads(out)


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str]) -> Board:
    return Board(capsys)


@pytest.fixture
def official(tmp_path: Path) -> Path:
    path = tmp_path / "official.csv"
    path.write_bytes(file_of(official_rows()))
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The sample shop's own files in a data folder; without its stars."""
    store = Store(tmp_path / "data")
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        if path.name not in ("official_scores.csv", "chats.csv", "reviews.csv"):
            with path.open("rb") as file:
                store.import_file(file, path.name)
    return tmp_path / "data"


def test_a_file_of_official_scores_tells_limits_and_weights(board: Board, official: Path) -> None:
    status, found = board.json("calibrate", "--scheme", SCHEME, "--official", official)
    assert status == 0
    assert (found["rule_set"], found["days"], found["usable"]) == ("2021-10-19", 239, True)
    assert found["contradictions"] == []
    stated = [limit for limit in found["limits"] if limit["state"] == "enough"]
    assert len(stated) > 8
    for limit in stated:
        hidden = float(hidden_rules().indicators[limit["indicator"]].curve.points[limit["step"] - 1].reach)
        low, high = sorted((limit["missed"], limit["reached"]))
        assert low <= hidden <= high
        assert low <= float(limit["figure"]) <= high
    weights = {weight["name"]: weight["figure"] for weight in found["weights"]}
    assert weights == {
        name: format(row.weight.normalize(), "f") for name, row in hidden_rules().dimensions.rows.items()
    }
    assert found["agreeing"]["total"]["calibrated"] == found["agreeing"]["total"]["days"] == 239
    assert found["agreeing"]["total"]["now"] < 239
    day = found["official_against_trial"][0]
    assert set(day) == {"day", "item", "official", "trial", "difference"}


def test_in_words_it_says_first_whether_the_data_suffice(board: Board, official: Path) -> None:
    status, out, _ = board("calibrate", "--scheme", SCHEME, "--official", official)
    assert status == 0
    assert "Official scores of 239 days, 2021-10-19 to 2022-06-14." in out.splitlines()[1]
    assert "not enough data: days on one side only" in out
    assert "total: official and trial agree on 0 of 239 days, with the calibration on 239." in out
    status, out, _ = board("calibrate", "--scheme", SCHEME)
    assert status == 0
    assert "Official scores of 21 days, 2022-06-15 to 2022-07-05." in out.splitlines()[1], "those of the sample shop"
    status, out, _ = board("calibrate", "--scheme", "tmall_basic_service")
    assert status == 0, "of that scheme it has none"
    assert "There are no official scores to fit it to" in out


def test_contradicting_scores_are_refused_with_the_day_unless_it_is_left_out(board: Board, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(file_of(wrong_rows()))
    status, out, _ = board("calibrate", "--scheme", SCHEME, "--official", path)
    assert status == 1
    assert f"CONTRADICTION reply_rate: {WRONG_DAY}: 91.08 % scored 0, but" in out
    assert "Nothing is fitted" in out
    status, found = board.json("calibrate", "--scheme", SCHEME, "--official", path)
    assert (status, found["usable"], found["saved"]) == (1, False, 0)
    assert found["contradictions"][0]["seen"][0]["day"] == str(WRONG_DAY)
    status, found = board.json("calibrate", "--scheme", SCHEME, "--official", path, "--without", WRONG_DAY)
    assert (status, found["usable"]) == (0, True)
    assert found["left_out"]["asked"] == sum(row.day == WRONG_DAY for row in wrong_rows())


def test_saving_needs_a_data_folder(board: Board, official: Path) -> None:
    for flag in ("--save", "--undo"):
        status, _, err = board("calibrate", "--scheme", SCHEME, "--official", official, flag)
        assert status == 1
        assert "--data DIR" in err


def test_what_is_saved_is_used_with_its_evidence_and_can_be_taken_back(
    board: Board, official: Path, data: Path
) -> None:
    typed = {
        "scheme": SCHEME, "rule_set": "2021-10-19", "category": CATEGORY,
        "at": ["indicators", "delivery_hours", "curve", "points", 0, "reach"], "value": "50",
    }  # fmt: skip
    own.save_own_figures(data, [typed])
    said = ("calibrate", "--scheme", SCHEME, "--data", data, "--official", official)
    status, found = board.json(*said, "--save")
    assert status == 0
    assert found["saved"] > 10
    kept = [own_figure(record) for record in own.own_figures(data)]
    assert sum(item.support is not None for item in kept) == found["saved"]
    assert [item for item in kept if item.support is None] == [own_figure(typed)]
    assert not [limit for limit in found["limits"] if limit["at"].endswith("delivery_hours.curve.points.0.reach")]
    day = ("assess", "--scheme", SCHEME, "--data", data, "--day", "2022-03-01")
    status, result = board.json(*day)
    assert result["own_figures"] == 1
    assert result["calibrated_figures"] == sum(bool(item.support and item.support.stated) for item in kept) > 10
    assert "Calibrated figures in use: " in board(*day)[1]
    weights = {name: float(row.weight) for name, row in hidden_rules().dimensions.rows.items()}
    # There are no chats in this folder: the weight of consultation goes to the other four.
    assert result["dimensions"]["dispute"]["weight"] == pytest.approx(weights["dispute"] + weights["consultation"] / 4)
    again = board.json(*said, "--save")[1]
    assert again["saved"] == found["saved"], "doing it twice is doing it once"
    assert len(own.own_figures(data)) == len(kept)
    status, out, _ = board(*said, "--undo")
    assert f"Taken back: {found['saved']} calibrated figures." in out
    assert own.own_figures(data) == [typed]
