"""`voc-board improve` forecasts the next certification: as JSON, and in a line a person reads."""

import json
import re
from datetime import date
from typing import Any

import pytest

from scoring.cli import main
from scoring.improve.forecast import outlook
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import violations_of
from scoring.rules.catalogue import scheme
from scoring.store.events import Events

Captured = pytest.CaptureFixture[str]
WOMEN = "女装/女士精品"


def said(capsys: Captured, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["improve", *arguments]) == 0
    return capsys.readouterr().out


def forecast_of(capsys: Captured, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *arguments, "--json"))["forecast"]
    return found


def test_the_json_is_the_forecast_of_the_reference_day(
    capsys: Captured, sample_sums: DailySums, sample_events: Events
) -> None:
    found = forecast_of(capsys, "--scheme", "tmall_experience_star")
    assert list(found) == ["day", "certification_day", "days_to_come", "levels", "no_total", "total", "evidence"]
    assert (found["day"], found["certification_day"], found["days_to_come"]) == ("2022-07-15", "2022-07-16", 10)
    shop = sample_sums.shops[0]
    expected = outlook(sample_sums, 0, scheme("tmall_experience_star"), None, WOMEN, date(2022, 7, 5),
                       violations_of(sample_events, shop))  # fmt: skip
    assert found["levels"] == {str(item.level): item.chance for item in expected.chances}
    assert sum(found["levels"].values()) + found["no_total"] == pytest.approx(1)
    end = expected.fan[-1]
    assert found["total"] == {"low": end.low, "median": end.median, "high": end.high}
    assert found["evidence"] == "assumed"


def test_on_the_reference_day_itself_the_level_is_certain(capsys: Captured) -> None:
    found = forecast_of(capsys, "--scheme", "tmall_experience_star", "--day", "2022-06-30")
    assert (found["days_to_come"], found["total"]) == (0, None)
    assert list(found["levels"].values()) == [1]


def test_without_levels_or_certification_days_a_week_ahead_is_forecast(capsys: Captured) -> None:
    found = forecast_of(capsys, "--scheme", "tmall_basic_service")
    assert (found["day"], found["certification_day"], found["levels"]) == ("2022-07-12", None, {})
    assert found["total"]["low"] <= found["total"]["high"]
    assert forecast_of(capsys, "--scheme", "dsr")["no_total"] == 1


def test_stated_rules_hold_on_the_day_forecast_as_well(capsys: Captured, sample_sums: DailySums) -> None:
    dated, day = scheme("tmall_experience_star"), date(2022, 6, 1)
    under = forecast_of(capsys, "--scheme", "tmall_experience_star", "--day", "2022-06-01", "--rules", "2018-10-10")
    expected = outlook(sample_sums, 0, dated, dated.rule_sets[0], WOMEN, day)
    assert under["day"] == "2022-06-15"
    in_force = outlook(sample_sums, 0, dated, None, WOMEN, day)
    assert under["total"]["high"] == expected.fan[-1].high != in_force.fan[-1].high


def test_the_last_line_says_it_in_words_and_that_it_is_a_trial(capsys: Captured) -> None:
    line = said(capsys, "--scheme", "tmall_experience_star").splitlines()[-1]
    assert line.startswith("Forecast for 2022-07-15, certified on 2022-07-16: ")
    assert re.search(r"4 stars \d+ %, .*total 3\.\d+ to \d\.\d+ in 8 futures of 10 \(median 3\.\d+\)", line)
    assert line.endswith("(evidence: assumed, a trial).")
    assert " 0 %" not in line
    sure = said(capsys, "--scheme", "tmall_experience_star", "--day", "2022-06-30").splitlines()[-1]
    assert re.search(r": \d(\.5)? stars 100 % \(evidence", sure)
