"""`voc-board calibrate`: what official scores tell, refused where they contradict, used once saved."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from official_sample import CATEGORY, SHOP, WRONG_DAY, file_of, hidden_rules, official_rows, wrong_rows

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.figures import Text
from scoring.improve.calibrate.results import Limit
from scoring.measure.records import official_scores_of
from scoring.rules.own_figures import own_figure, typed_and_fitted
from scoring.show.calibrations import limit_text
from scoring.store import own
from scoring.store.delta import Store
from scoring.store.events import from_folder

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
    assert typed_and_fitted(kept) == (1, found["saved"])
    assert sum(item.support is not None for item in kept) == found["saved"] + found["moved"]
    assert [item for item in kept if item.support is None] == [own_figure(typed)]
    assert not [limit for limit in found["limits"] if limit["at"].endswith("delivery_hours.curve.points.0.reach")]
    day = ("assess", "--scheme", SCHEME, "--data", data, "--day", "2022-03-01")
    status, result = board.json(*day)
    assert result["own_figures"] == 1
    assert result["calibrated_figures"] == found["saved"]
    in_use = f"Calibrated figures in use: {found['saved']} (category {CATEGORY})"
    span = ("--from", "2022-03-01", "--to", "2022-03-01")
    for command in (day, ("improve", *day[1:]), ("certify", *day[1:-2], *span)):
        assert in_use in board(*command)[1]
        assert "Own figures in use in place of assumed ones: 1 " in board(*command)[1]
        values = board.json(*command)[1]
        values = values[0] if isinstance(values, list) else values
        assert (values["own_figures"], values["calibrated_figures"]) == (1, found["saved"])
    weights = {name: float(row.weight) for name, row in hidden_rules().dimensions.rows.items()}
    # There are no chats in this folder: the weight of consultation goes to the other four.
    assert result["dimensions"]["dispute"]["weight"] == pytest.approx(weights["dispute"] + weights["consultation"] / 4)
    again = board.json(*said, "--save")[1]
    assert again["saved"] == found["saved"], "doing it twice is doing it once"
    assert len(own.own_figures(data)) == len(kept)
    status, out, _ = board(*said, "--undo")
    assert f"Taken back: {found['saved']} calibrated figures of {SCHEME}, rule set of 2021-10-19" in out
    assert own.own_figures(data) == [typed]


def test_rules_show_the_figures_a_data_folder_keeps_and_how_each_is_believed(board: Board, data: Path) -> None:
    typed = {**figure("2022-06-15", step=3), "value": "90", "support": None}
    own.save_own_figures(data, [figure("2022-06-15"), typed])
    said = ("rules", "show", SCHEME)
    shipped, with_own = (
        f"delivery_hours.curve: {best}, 5, 60, 4, 72, 3, {worst}, 2  " for best, worst in ((48, 96), (50, 90))
    )
    assert shipped + "[assumed]" in board(*said)[1]
    for more in ((), ("--category", CATEGORY)):
        out = board(*said, "--data", data, *more)[1]
        assert with_own + "[calibrated 1, assumed 3]" in out
        assert "Own figures in use in place of assumed ones: 1 " in out
    assert shipped in board(*said, "--data", data, "--category", "女装")[1], "another category's are not used"
    assert shipped in board(*said, "2022-01-01", "--data", data)[1], "nor another rule set's"
    status, shown = board.json(*said, "--data", data)
    assert (status, shown["own_figures"], shown["calibrated_figures"]) == (0, 1, 1)
    fitted = shown["indicators"]["delivery_hours"]["curve"]["evidence"]["fitted"]
    assert fitted == [["indicators", "delivery_hours", "curve", "points", 0, "reach"]]
    own.save_own_figures(data, [figure("2022-06-15"), {**figure("2021-10-19"), "category": "男装"}])
    assert "[calibrated 1, assumed 3]" in board(*said, "--data", data)[1], "another rule set's categories do not count"
    own.save_own_figures(data, [figure("2022-06-15"), {**typed, "category": "女装"}])
    assert f"are kept for 女装, {CATEGORY}: name one with --category" in board(*said, "--data", data)[1]


def figure(rule_set: str, *, stated: bool = True, step: int = 0) -> dict[str, object]:
    support = {"shop": SHOP, "first_day": "2022-01-01", "last_day": "2022-02-01", "days": 9, "low": "40", "high": "60",
               "stated": stated}  # fmt: skip
    at = ["indicators", "delivery_hours", "curve", "points", step, "reach"]
    return {
        "scheme": SCHEME, "rule_set": rule_set, "category": CATEGORY, "at": at, "value": "50", "support": support
    }  # fmt: skip


def test_without_a_rule_set_every_one_of_the_scheme_is_taken_back_and_told(board: Board, data: Path) -> None:
    many = [figure("2021-10-19"), figure("2021-10-19", stated=False, step=1), figure("2022-06-15")]
    own.save_own_figures(data, many)
    said = ("calibrate", "--scheme", SCHEME, "--data", data, "--undo")
    status, out, _ = board(*said, "--rules", "2022-07-01")
    assert (status, out) == (
        0, f"Taken back: 1 calibrated figure of {SCHEME}, rule set of 2022-06-15 (category {CATEGORY}).\n"
    )  # fmt: skip
    status, out, _ = board(*said, "--rules", "2022-07-01")
    assert "Nothing to take back" in out
    assert f"{SCHEME}, rule set of 2021-10-19, category {CATEGORY}: 2" in out
    own.save_own_figures(data, many)
    status, found = board.json(*said)
    assert (status, found["taken_back"], found["moved"]) == (0, 2, 1)
    assert [(item["rule_set"], item["figures"], item["moved"]) for item in found["rule_sets"]] == [
        ("2021-10-19", 1, 1), ("2022-06-15", 1, 0)
    ]  # fmt: skip
    assert own.own_figures(data) == []
    own.save_own_figures(data, many)
    assert ", and 1 stand-in moved to fit the days: delivery_hours step 2 to 50." in board(*said)[1]
    assert "There are none of any other scheme either." in board(*said)[1]


def test_saving_and_taking_back_at_once_is_wrong_usage(board: Board, data: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        board("calibrate", "--scheme", SCHEME, "--data", data, "--save", "--undo")
    assert caught.value.code == 2


@pytest.mark.parametrize("name", ["nofile.csv", "."])
def test_a_file_of_official_scores_that_cannot_be_read_is_refused(board: Board, tmp_path: Path, name: str) -> None:
    status, out, err = board("calibrate", "--scheme", SCHEME, "--official", tmp_path / name)
    assert (status, out) == (1, "")
    assert f"{tmp_path / name}: cannot be read (" in err
    assert "Check the name and try again." in err


def test_rows_of_the_file_that_are_not_used_are_counted_and_named(board: Board, tmp_path: Path) -> None:
    text = "shop_id,day,scheme,item,score\n" + "".join(
        f"{shop},2022-07-0{day},{of},total,{score}\n"
        for shop, day, of, score in (
            (SHOP, 1, SCHEME, 4.1), (SHOP, 1, SCHEME, 4.2), (SHOP, 2, SCHEME, "good"), ("other", 1, SCHEME, 4.1),
            (SHOP, 3, "dsr", 4.8), (SHOP, 4, "天猫综合体验星级", 4.2),
        )
    )  # fmt: skip
    path = tmp_path / "mixed.csv"
    path.write_text(text, encoding="utf-8")
    status, out, _ = board("calibrate", "--scheme", SCHEME, "--official", path, "--weights-known")
    assert "mixed.csv: 6 rows read, 2 used, 2 rejected, 1 of other shops, 1 of other schemes." in out
    assert "  row 4, column score: 'good' was found, expected" in out
    assert "stands again in row 3, which is kept." in out
    found = board.json("calibrate", "--scheme", SCHEME, "--official", path)[1]
    assert (found["rejected"], found["other_shops"], found["other_schemes"], found["days"]) == (2, 1, 1, 2)
    status, out, err = board("calibrate", "--scheme", "tmall_basic_service", "--official", path)
    assert (status, out) == (1, "")
    for word in ("mixed.csv", SCHEME, "dsr", "other", "expected official scores of tmall_basic_service", SHOP):
        assert word in err


def test_chinese_headers_will_do_for_official_scores(board: Board, tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    for item, score in (("项目", "得分"), ("评分项", "分数"), ("指标", "得分")):
        path.write_text(f"日期,体系,{item},{score}\n2022-07-01,{SCHEME},总分,4.1\n", encoding="utf-8")
        assert board.json("calibrate", "--scheme", SCHEME, "--official", path)[1]["days"] == 1


def test_a_rule_set_in_force_on_no_day_of_the_data_is_neither_fitted_nor_contradicted(board: Board) -> None:
    said = ("calibrate", "--scheme", SCHEME, "--rules", "2018-10-10")
    status, found = board.json(*said)
    assert (status, found["days"], found["contradictions"]) == (0, 0, [])
    rows = official_scores_of(from_folder(SAMPLE_SHOP), SHOP)
    assert found["left_out"] == {"other_days": sum(row.scheme == SCHEME for row in rows)}
    assert "no official scores of days with data on which this rule set is in force" in board(*said)[1]


@pytest.mark.parametrize("rule_set", ["2021-10-19", "2022-06-15"])
def test_every_score_is_used_or_left_out(board: Board, rule_set: str) -> None:
    rows = [row for row in official_scores_of(from_folder(SAMPLE_SHOP), SHOP) if row.scheme == SCHEME]
    found = board.json("calibrate", "--scheme", SCHEME, "--rules", rule_set)[1]
    stop = "2022-06-15" if rule_set == "2021-10-19" else "2022-07-06"
    outside = [row for row in rows if not rule_set <= row.day.isoformat() < stop]
    assert outside
    assert found["left_out"]["other_days"] == len(outside)


def test_a_stand_in_without_enough_data_says_what_it_is_moved_to() -> None:
    limit = Limit("delivery_hours", Text("a", "a"), "delivery_hours", "lower", 1, Decimal(4), ("x",), Decimal(50), None,
                  52.5, 0, 3, "one_side", Decimal(53))  # fmt: skip
    assert "days on one side only, moved to 53 to fit the days (stand-in 50)" in limit_text(limit)
    assert "moved" not in limit_text(replace(limit, figure=Decimal(50)))
