"""The import benchmark does on a few rows what it does on millions, and says each figure beside its floor."""

import re

import pytest

from scoring import import_benchmark


def test_every_stage_runs_and_is_set_against_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_benchmark, "SIZES", (2_000, 6_000))
    monkeypatch.setattr(import_benchmark, "DAILY", 400)
    monkeypatch.setattr(import_benchmark, "_ROUNDS", 1)
    lines = list(import_benchmark.bench_import())
    assert [bool(re.search(pattern, line)) for pattern, line in zip(
        ["2,000 orders", "floor", r"x the floor .* rows/s", "daily upload of 400 rows", "6,000 orders", "floor",
         r"x the floor .* rows/s", "daily upload of 400 rows", "ten times the history"], lines, strict=True,
    )] == [True] * 9, lines  # fmt: skip
    assert all(re.search(r"\d MB", line) for line in lines[:8])
