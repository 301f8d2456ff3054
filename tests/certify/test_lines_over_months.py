"""Every line of a fee and of an assessment over months has cases below, on and above it; they come out as written."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from golden_lines import Case, Line, cases, lacking
from lines_over_months import lines_of_fee, lines_of_periods
from made_up import constant_sums

from scoring.certify.annual_fee import annual_fee
from scoring.certify.months import SALES, DailyScores, month_end, months_after, months_between
from scoring.certify.periods import period_assessment
from scoring.certify.phases import Phase, phase_on
from scoring.certify.standings import PeriodResult
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, PlatformFigures
from scoring.measure.records import Violation
from scoring.rules import yaml_reader
from scoring.rules.catalogue import any_scheme, schemes, schemes_of
from scoring.rules.fees import AnnualFee
from scoring.rules.parts import Dated
from scoring.rules.periods import PeriodRules

FOLDER = Path(__file__).parent / "golden"
NAMES = [name for name in schemes() if name not in schemes_of("score")]
VERSIONS = [rules for name in NAMES for rules in any_scheme(name).rule_sets]


@cache
def written(name: str) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    document = yaml_reader.read((FOLDER / f"edges_{name}.yaml").read_text(encoding="utf-8"))
    assert not document.faults, (name, document.faults)
    return document.values


def cases_of(rules: Dated) -> dict[tuple[str, str], list[Case]]:
    return cases_on(rules.scheme, rules.effective_from.isoformat())


@cache
def cases_on(name: str, day: str) -> dict[tuple[str, str], list[Case]]:
    sections = written(name)[day]
    return {
        (section, item): list(cases(section, item, rows, "", "result"))
        for section, items in sections.items()
        for item, rows in items.items()
    }


def lines_of(rules: Dated) -> list[Line]:
    return list(lines_of_fee(rules) if isinstance(rules, AnnualFee) else lines_of_periods(rules))


def name_of(rules: Dated) -> str:
    return f"{rules.scheme} {rules.effective_from}"


ITEMS = [
    pytest.param(rules, section, item, id=f"{name_of(rules)} {section} {item}")
    for rules in VERSIONS
    for section, item in cases_of(rules)
]


@pytest.mark.parametrize(("rules", "section", "item"), ITEMS)
def test_a_case_beside_a_line_comes_out_as_written(rules: Dated, section: str, item: str) -> None:
    for case in cases_of(rules)[section, item]:
        given = {name: float(value) for name, value in case.given.items()}
        if isinstance(rules, AnnualFee):
            found: object = band_of_fee(rules, section, item, given)
        else:
            assert isinstance(rules, PeriodRules)
            found = HOW[section](rules, item, given)
        expected = case.expect["result"]
        assert found == (float(expected) if isinstance(expected, int | Decimal) else expected), case


@pytest.mark.parametrize("rules", VERSIONS, ids=name_of)
def test_every_line_has_a_case_below_on_and_above(rules: Dated) -> None:
    there = cases_of(rules)
    found = {
        f"{line.section} {line.item}: {line.figure} {line.at}": sides
        for line in lines_of(rules)
        if (sides := lacking(line, there.get((line.section, line.item), [])))
    }
    assert not found, f"tests/certify/golden/edges_{rules.scheme}.yaml, {rules.effective_from}, lacks cases: {found}"
    assert set(there) == {(line.section, line.item) for line in lines_of(rules)}


@pytest.mark.parametrize("rules", VERSIONS, ids=name_of)
def test_a_case_taken_away_is_noticed(rules: Dated) -> None:
    for line in lines_of(rules):
        there = cases_of(rules)[line.section, line.item]
        for side, (low, high) in line.sides.items():
            left = [case for case in there if not low <= Decimal(case.given.get(line.figure, -1)) <= high]
            assert side in lacking(line, left), (line, side)


def test_every_version_has_its_cases_and_every_case_its_version() -> None:
    for name in NAMES:
        assert list(written(name)) == [rules.effective_from.isoformat() for rules in any_scheme(name).rule_sets]
    assert {path.stem.removeprefix("edges_") for path in FOLDER.glob("edges_*.yaml")} == set(NAMES)


def category_of(item: str) -> str:
    """A category of the row; of `other` one that no row names."""
    return "没有单列的类目" if item == "other" else item


def band_of_fee(rules: AnnualFee, section: str, item: str, given: Mapping[str, float]) -> float | None:
    """The band of a full year with one mean and these sales, or with all targets reached and these violations."""
    year = rules.effective_from.year
    category = category_of(item) if section == "rows" else category_of("other")
    row = rules.row(category)
    score = given.get("score", 5.0)
    ends = list(months_between(date(year, 1, 1), date(year, 12, 31)))
    totals = np.full((ends[-1] - ends[0]).days + 1, np.nan)
    totals[[(end - ends[0]).days for end in ends]] = score
    sales = given.get("sales", float(row.sales_full or 0))
    times = int(given.get("times", 1))
    points = [given["points"]] * times if "points" in given else []
    if item == "points_below":
        # In many small deductions, so that the line of single large ones stays out of it.
        points = [1.0] * int(given["points"])
    violations = [Violation("serious", int(one), date(year, 5, 1)) for one in points]
    return annual_fee(rules, year, category, DailyScores(ends[0], totals), sales, violations=violations).band


OPENED = {"trial": date(2030, 1, 1), "formal": None}
FIRST, DAYS = date(2028, 1, 1), 2200


def standing(
    rules: PeriodRules, phase: Phase, day: date, sums: DailySums, category: str = "", scores: DailyScores | None = None
) -> PeriodResult:
    return period_assessment(rules, phase, category, None, day, sums, 0, scores)


def floor(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    """Whether a month with that score fails, or a cycle with so many months just below the floor."""
    assert rules.score is not None
    row = rules.floor(category_of(item))
    assert row is not None
    phase = phase_on(rules, None, date(2030, 3, 1))
    ends = list(months_between(phase.first, months_after(phase.first, rules.score.within_months - 1)))
    low = given.get("score", float(row.at_least) - 0.001)
    bad = int(given.get("months", 1))
    totals = np.full((ends[-1] - phase.first).days + 1, np.nan)
    for at, end in enumerate(ends):
        totals[(end - phase.first).days] = low if at < bad else 5.0
    result = standing(
        rules, phase, ends[-1], constant_sums(FIRST, DAYS, {}), category_of(item), DailyScores(phase.first, totals)
    )
    if "months" in given:
        return result.state
    return "fails" if result.months[0].failed else "passes"


def node(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    """What cumulative sales do at a node, seen on the day after it."""
    ((figure, sales),) = given.items()
    kind = "formal" if figure == "formal" else "trial"
    opened = OPENED[kind]
    phase = phase_on(rules, opened, months_after(opened, 1) if opened else date(2030, 3, 1))
    assert phase.kind == kind
    end = phase.last if kind == "formal" else months_after(phase.first, int(figure.split("_")[1])) - timedelta(days=1)
    sums = constant_sums(FIRST, DAYS, {SALES: (0, 0)})
    sums.columns[METRICS[SALES].numerator][0, (end - FIRST).days] = round(sales * 100)
    found = {row.day: row.state for row in standing(rules, phase, end + timedelta(days=1), sums, item).nodes}
    return found[end]


def condition(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    day = date(2030, 6, 30)
    result = standing(rules, phase_on(rules, None, day), day, sums_of(given))
    return next(row.state for row in result.conditions if row.id == item)


def sums_of(given: Mapping[str, float]) -> DailySums:
    """Every day alike, so that each metric has its value over any stretch of days."""
    platform = {name: value for name, value in given.items() if METRICS[name].from_platform}
    measured = {name: (round(value * 10_000), 10_000) for name, value in given.items() if name not in platform}
    return constant_sums(FIRST, DAYS, measured, platform)


def in_a_row(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    """So many of the newest completed periods fail one condition, those before them none."""
    assert rules.in_a_row is not None
    name = rules.in_a_row.conditions[0] if rules.in_a_row.conditions else next(iter(rules.conditions))
    last = date(2030, 6, 30)
    values = np.full((1, DAYS), 1.0)
    first_bad = months_after(last, 1 - int(given["periods"]) * rules.cycle.months)
    values[0, (first_bad - FIRST).days :] = 0.0
    sums = sums_of({row.metric: 100.0 for row in rules.conditions.values()})
    sums.platform[rules.conditions[name].metric] = PlatformFigures(values, np.full((1, DAYS), 100, dtype=np.int64))
    return standing(rules, phase_on(rules, None, last), last, sums).state


def dark(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    """So many whole months without sales at the end of the data, after months with some."""
    opened = OPENED[item]
    first = phase_on(rules, opened, months_after(opened, 4) if opened else date(2030, 3, 1)).first
    last = month_end(months_after(first, 9))
    phase = phase_on(rules, opened, last)
    assert phase.kind == item
    sums = constant_sums(FIRST, DAYS, {SALES: (10_000_00, 0)})
    sums.columns[METRICS[SALES].numerator][0, (months_after(last, 1 - int(given["months"])) - FIRST).days :] = 0
    return standing(rules, phase, last, sums, category_of("other")).state


def cycle(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str | float:
    opened = date(2030, 5, 1)
    if item == "online_days":
        quarter = date(2030, 7, 1)
        return phase_on(rules, quarter - timedelta(days=int(given["days"])), quarter).kind
    if item == "opened_by_day":
        free = phase_on(rules, opened.replace(day=int(given["day"])), opened).first
        return "first" if free == opened else "next"
    phase = phase_on(rules, opened, months_after(opened, int(given["month"])))
    if item != "months":
        return phase.kind
    formal = months_after(opened, rules.cycle.free_months + rules.cycle.trial_months)
    passed = (phase.first.year - formal.year) * 12 + phase.first.month - formal.month
    return passed / rules.cycle.months + 1


def phases(rules: PeriodRules, item: str, given: Mapping[str, float]) -> str:
    return phase_on(rules, None, date(2030, int(given["month"]), 1)).kind


HOW = {"floors": floor, "nodes": node, "conditions": condition, "in_a_row": in_a_row, "dark": dark, "cycle": cycle,
       "phases": phases}  # fmt: skip
