"""Figures a person states instead of a shop's data: what to fix first, the cheapest way, and what goes with what."""

import json
from pathlib import Path

import pytest

from scoring.cli import main

SCHEME = ["--scheme", "shop_real_experience"]


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(
        "metric,value,sample\n48小时揽收及时率,96.2%,420\nreply_within_3min_rate,0.78,900\n", encoding="utf-8"
    )
    return path


def test_hints_of_stated_figures_give_what_they_say(figures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", *SCHEME, "--metrics", str(figures), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["total"]
    assert main(["improve", *SCHEME, "--metrics", str(figures), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["forecast"] is None
    assert {hint["metric"] for hint in found["hints"]} == {"collected_within_48h_rate", "reply_within_3min_rate"}
    for hint in found["hints"]:
        other = figures.with_name("then.csv")
        text = figures.read_text(encoding="utf-8").replace("48小时揽收及时率", "collected_within_48h_rate")
        lines = [
            f"{hint['metric']},{hint['target']},500" if line.startswith(hint["metric"]) else line
            for line in text.splitlines()
        ]
        other.write_text("\n".join(lines), encoding="utf-8")
        assert main(["assess", *SCHEME, "--metrics", str(other), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["total"] - before == pytest.approx(hint["gain"])


def test_the_cheapest_way_of_stated_figures_gets_there(figures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["improve", *SCHEME, "--metrics", str(figures), "--target", "4.5", "--json"]) == 0
    target = json.loads(capsys.readouterr().out)["target"]
    assert (target["reachable"], target["level"], target["earliest"]) == (True, 4.5, None)
    path = figures.with_name("there.csv")
    moved = {change["metric"]: change["to"] for change in target["changes"]}
    values = {"collected_within_48h_rate": 0.962, "reply_within_3min_rate": 0.78} | moved
    rows = [f"{name},{value},500" for name, value in values.items()]
    path.write_text("\n".join(["metric,value,sample", *rows]), encoding="utf-8")
    assert main(["assess", *SCHEME, "--metrics", str(path), "--json"]) == 0
    there = json.loads(capsys.readouterr().out)
    assert (there["total"], there["level"]) == (target["total"], target["level"])


def test_in_words_it_says_that_one_day_gives_no_forecast(figures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["improve", *SCHEME, "--metrics", str(figures)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No forecast: the figures are those of one day."


@pytest.mark.parametrize(
    ("command", "other", "said"),
    [
        ("assess", ["--given", "product=5"], "not allowed with argument"),
        ("improve", ["--scenario", "plan.yaml"], "improve takes --metrics or --scenario, not both"),
    ],
)
def test_two_kinds_of_figures_at_once_are_wrong_usage(
    figures: Path, command: str, other: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, *SCHEME, "--metrics", str(figures), *other])
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["assess", "improve"])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("reply_within_3min_rate,95,100", "row 2, column value: '95' was given, expected a share of at most 1"),
        ("delivery_hours,-3,100", "row 2, column value: '-3' was given, expected hours, not below 0"),
        ("reply_within_3min_rate,0.95,-5", "row 2, column sample: '-5' was given, expected a whole number of cases"),
        ("reply_within_3min_rate,0.95,3.7", "row 2, column sample: '3.7' was given, expected a whole number of cases"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_its_row(
    tmp_path: Path, command: str, row: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"metric,value,sample\n{row}\n", encoding="utf-8")
    assert main([command, *SCHEME, "--metrics", str(path)]) == 1
    assert f"f.csv: {said}" in capsys.readouterr().err


def test_metrics_no_rule_looks_at_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "f.csv"
    path.write_text("metric,value\nbrand_influence,0.98\n", encoding="utf-8")
    assert main(["improve", *SCHEME, "--metrics", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "No hints: there is no total, nothing of it is measured."
    assert lines[-1] == "Not used, no rule looks at it: brand_influence."
    assert main(["assess", *SCHEME, "--metrics", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["not_used"] == ["brand_influence"]


def test_without_a_total_there_are_neither_hints_nor_a_forecast(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["improve", "--scheme", "dsr"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "No hints: without a total there is no gain to rank by.",
        "No forecast: the scheme has no total.",
    ]
