"""Ranges bound what they name, and a name or a share that cannot be is refused instead of passed over."""

import json
from pathlib import Path

import pytest

from scoring.cli import main

STAR = ["--scheme", "tmall_experience_star"]


def test_from_and_to_bound_the_certification_days_not_the_reference_days(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", *STAR, "--from", "2021-11-01", "--to", "2021-11-30", "--json"]) == 0
    days = [item["day"] for item in json.loads(capsys.readouterr().out)]
    assert days == ["2021-11-01", "2021-11-16"]


def test_no_certification_is_worked_out_beyond_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", *STAR, "--to", "2023-01-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[-1]["day"] == "2022-07-01"
    assert found[-1]["reference_day"] == "2022-06-30"


def test_a_range_that_ends_before_it_begins_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", "--from", "2022-07-05", "--to", "2022-07-01"]) == 1
    assert "--from: '2022-07-05' was given, expected a day not after 2022-07-01" in capsys.readouterr().err


def test_a_share_written_in_per_cent_is_refused_and_not_scored_as_the_best(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", *STAR, "--day", "2022-06-16", "--given", "reply_rate=98"]) == 1
    assert "reply_rate: '98' was given, expected a share of at most 1" in capsys.readouterr().err


def test_a_misspelt_metric_in_a_file_is_refused_with_the_nearest_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "metrics.csv"
    file.write_text("metric,value\nreply_rte,0.98\n", encoding="utf-8")
    assert main(["assess", *STAR, "--day", "2022-06-16", "--metrics", str(file)]) == 1
    assert "no reply_rte. Did you mean reply_rate?" in capsys.readouterr().err


def test_measured_metrics_of_a_file_give_the_assessment_of_the_shop(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "metrics.csv"
    assert main(["measure", *STAR, "--out", str(file)]) == 0
    capsys.readouterr()
    assert main(["assess", *STAR, "--metrics", str(file), "--json"]) == 0
    stated = json.loads(capsys.readouterr().out)
    assert main(["assess", *STAR, "--json"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert (stated["total"], stated["level"]) == (own["total"], own["level"])
    assert stated["dimensions"] == own["dimensions"]
