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
    assert main(["certify", *STAR, "--from", "2022-06-01", "--to", "2022-05-01"]) == 1
    assert "--from: '2022-06-01' was given, expected a day not after 2022-05-01" in capsys.readouterr().err


def test_windows_of_ones_own_beside_those_of_a_rule_set_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--window", "--lag"):
        with pytest.raises(SystemExit) as caught:
            main(["measure", *STAR, option, "7"])
        assert caught.value.code == 2
        assert "--scheme or --window and --lag, not both" in capsys.readouterr().err


def test_a_share_written_in_per_cent_is_refused_and_not_scored_as_the_best(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", *STAR, "--day", "2022-06-16", "--given", "reply_rate=98"]) == 1
    assert "reply_rate: '98' was given, expected a share of at most 1" in capsys.readouterr().err


def test_a_misspelt_metric_in_a_file_is_refused_with_the_nearest_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "metrics.csv"
    file.write_text("metric,value\nreply_rte,0.98\n", encoding="utf-8")
    assert main(["assess", *STAR, "--day", "2022-06-16", "--metrics", str(file)]) == 1
    said = "metrics.csv: row 2, column metric: 'reply_rte' was given, expected the id or name of a metric, perhaps "
    assert f"{said}reply_rate." in capsys.readouterr().err


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


@pytest.mark.parametrize(
    ("scheme", "given", "expected"),
    [
        ("tmall_experience_star", "special_service_share=-1", "a share of at most 1 and at least 0, such as 0.985"),
        ("tmall_experience_star", "reply_rate=-0.01", "a share of at most 1 and at least 0, such as 0.985"),
        ("tmall_experience_star", "product_reputation=-1.5", "a share of at most 1 and at least -1, such as 0.985"),
        ("tmall_experience_star", "delivery_hours=-2", "hours, not below 0"),
        ("tmall_experience_star", "human_reply_seconds=-1", "seconds, not below 0"),
        ("tmall_basic_service", "description_rating=5.5", "a mean rating from 1 to 5"),
        ("tmall_basic_service", "description_rating=0", "a mean rating from 1 to 5"),
    ],
)
def test_a_stated_value_that_cannot_be_is_refused_with_what_is_expected(
    capsys: pytest.CaptureFixture[str], scheme: str, given: str, expected: str
) -> None:
    assert main(["assess", "--scheme", scheme, "--day", "2022-06-16", "--given", given]) == 1
    out, err = capsys.readouterr()
    name, value = given.split("=")
    assert out == ""
    assert f"{name}: '{value}' was given, expected {expected}" in err


def test_a_reputation_below_0_and_a_rating_of_5_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    for scheme, given in (
        ("tmall_experience_star", "product_reputation=-1"),
        ("tmall_basic_service", "description_rating=5"),
    ):
        assert main(["assess", "--scheme", scheme, "--day", "2022-06-16", "--given", given]) == 0
    assert capsys.readouterr().err == ""


def test_an_unknown_name_is_answered_with_every_name_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", *STAR, "--day", "2022-06-16", "--given", "produkt=3"]) == 1
    names = capsys.readouterr().err.split("Names: ")[1].strip(".\n").split(", ")
    assert len(names) == len(set(names)) > 10


def test_what_was_not_counted_has_no_numerator_and_no_denominator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", *STAR, "--json"]) == 0
    rows = {row["metric"]: row for row in json.loads(capsys.readouterr().out)}
    figure, counted = rows["product_reputation"], rows["platform_liable_rate"]
    assert (figure["numerator"], figure["denominator"], figure["sample"]) == (None, None, 500)
    assert (counted["numerator"], counted["denominator"]) == (0, 741), "none of these is a count"
    assert main(["measure", "--json"]) == 0
    missing = [row for row in json.loads(capsys.readouterr().out) if "not measurable" in row.get("missing", "")]
    assert missing
    assert all(row["numerator"] is None and row["denominator"] is None for row in missing)
