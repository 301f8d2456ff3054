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
