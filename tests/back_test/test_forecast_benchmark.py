"""The benchmark of the forecast says on a single day what it says on all, for every kind of shop."""

from datetime import date

import pytest

from scoring import forecast_benchmark
from scoring.rules.model import RuleSet


def test_every_group_of_shops_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    every_day = forecast_benchmark._reference_days

    def two_days(rules: RuleSet, first: date, last: date) -> list[date]:
        return every_day(rules, first, last)[-4:-2]

    monkeypatch.setattr(forecast_benchmark, "_reference_days", two_days)
    monkeypatch.setattr(forecast_benchmark, "_AHEAD", (4,))
    monkeypatch.setattr(forecast_benchmark, "_TIMES", 2)
    lines = list(forecast_benchmark.bench_forecast(3))
    trials = {line[2:28].strip(): line for line in lines if "%" in line[28:48]}
    assert {"3 simulated shops", "steady", "drifting", "spells", "4 days ahead", "the sample shop", "22 real shops",
            "by shop_real_experience"} == set(trials)  # fmt: skip
    assert trials["3 simulated shops"].split()[3] == "6", "three shops on two days"
    assert any("delivery_hours" in line and line.endswith("in the 80 % interval") for line in lines)
    assert lines[-1].split()[:5] == ["one", "forecast", "of", "the", "sample"]
    assert lines[-1].endswith("x the floor")
