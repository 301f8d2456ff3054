"""Every line of every shipped rule set has cases below, on and above it, and they come out as written."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from golden_lines import Case, Line, cases, lacking, lines_of

from scoring.assess.given import assess_given
from scoring.assess.panel_assessment import Given, assess
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.certify.uses import UseResult, uses_on
from scoring.figures import Evidence
from scoring.measure.panel import Panel
from scoring.rules import yaml_reader
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.model import RuleSet

FOLDER = Path(__file__).parent / "edges"
RULE_SETS = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets]
FILES = sorted(FOLDER.glob("*/*.yaml"))
# What the result of a case is called where the file leaves its name out, and the figure it is given.
RESULTS = {"curves": "score", "samples": "score", "small_numbers": "score", "gates": "state", "uses": "state",
           "levels": "level", "display": "shown"}  # fmt: skip


def name_of(rules: RuleSet) -> str:
    return f"{rules.scheme}/{rules.effective_from}"


@cache
def edges(rules_name: str) -> Mapping[str, Mapping[str, Any]]:
    document = yaml_reader.read((FOLDER / f"{rules_name}.yaml").read_text(encoding="utf-8"))
    assert not document.faults, (rules_name, document.faults)
    return document.values


def figure(rules: RuleSet, section: str, item: str) -> str:
    """The name of the figure that a bare number in the file stands for."""
    return rules.indicators[item].metric if section in ("curves", "samples", "small_numbers") else "total"


@cache
def cases_of(rules_name: str) -> dict[tuple[str, str], list[Case]]:
    rules = next(one for one in RULE_SETS if name_of(one) == rules_name)
    return {
        (section, item): list(cases(section, item, rows, figure(rules, section, item), RESULTS.get(section, "total")))
        for section, items in edges(rules_name).items()
        for item, rows in items.items()
    }


ITEMS = [
    pytest.param(rules, section, item, id=f"{name_of(rules)} {section} {item}")
    for rules in RULE_SETS
    for section, items in edges(name_of(rules)).items()
    for item in items
]


@pytest.mark.parametrize(("rules", "section", "item"), ITEMS)
def test_a_case_beside_a_line_comes_out_as_written(rules: RuleSet, section: str, item: str) -> None:
    for case in cases_of(name_of(rules))[section, item]:
        found = use_of(rules, item, case) if section == "uses" else assessed(rules, section, item, case)
        for name, expected in case.expect.items():
            assert as_written(found[name]) == as_written(expected), (case, found)


@pytest.mark.parametrize("rules", RULE_SETS, ids=name_of)
def test_every_line_has_a_case_below_on_and_above(rules: RuleSet) -> None:
    written = cases_of(name_of(rules))
    found = {
        f"{line.section} {line.item}: {line.figure} {line.at}": sides
        for line in lines_of(rules)
        if (sides := lacking(line, written.get((line.section, line.item), [])))
    }
    assert not found, f"tests/golden/edges/{name_of(rules)}.yaml lacks cases: {found}"


def test_every_file_of_edges_belongs_to_a_shipped_rule_set_and_holds_nothing_without_a_line() -> None:
    assert {f"{path.parent.name}/{path.stem}" for path in FILES} == set(map(name_of, RULE_SETS))
    for rules in RULE_SETS:
        lines = {(line.section, line.item) for line in lines_of(rules)}
        assert set(cases_of(name_of(rules))) == lines


@pytest.mark.parametrize("rules", RULE_SETS, ids=name_of)
def test_a_case_taken_away_is_noticed(rules: RuleSet) -> None:
    for line in lines_of(rules):
        written = cases_of(name_of(rules))[line.section, line.item]
        for side in line.sides:
            left = [case for case in written if not stands(line, case, side)]
            assert len(left) < len(written)
            assert side in lacking(line, left), (line, side)


def stands(line: Line, case: Case, side: str) -> bool:
    value = case.samples.get(line.figure) if line.section == "samples" else case.given.get(line.figure)
    low, high = line.sides[side]
    return value is not None and low <= Decimal(value) <= high


def test_cases_that_all_expect_the_same_do_not_count() -> None:
    line = Line("curves", "reply_rate", "reply_rate", Decimal("0.9"), Decimal("0.0001"))
    row = {"given": [Decimal("0.8999"), Decimal("0.9"), Decimal("0.9001")], "expect": [3, 5, 5]}
    assert lacking(line, cases("curves", "reply_rate", [row], "reply_rate", "score")) == []
    same = {**row, "expect": [5, 5, 5]}
    assert lacking(line, cases("curves", "reply_rate", [same], "reply_rate", "score")) == ["change"]
    far = {**row, "given": [Decimal("0.8998"), Decimal("0.9"), Decimal("0.9001")]}
    assert lacking(line, cases("curves", "reply_rate", [far], "reply_rate", "score")) == ["below"]


USES = [
    pytest.param(rules, name, id=f"{name_of(rules)} {name}")
    for rules in RULE_SETS
    for name, use in rules.uses.items()
    if use.over != "day" and use.total is not None
]


@pytest.mark.parametrize(("rules", "name"), USES)
def test_one_day_on_the_other_side_breaks_every_day_and_only_moves_a_mean(rules: RuleSet, name: str) -> None:
    use = rules.uses[name]
    assert use.total is not None
    line, near = float(use.total), 10.0**-rules.total.decimals
    good, other = (line - near, line) if use.when == "below" else (line, line - near)
    others = {key: float(value) for key, value in use.dimensions.items()}
    assert state_over(rules, name, [good] * use.days, others) == "met"
    expected = "not_met" if use.over == "every_day" or use.when == "at_least" else "met"
    assert state_over(rules, name, [good] * (use.days - 1) + [other], others) == expected
    far = [good] * (use.days - 2) + [other, good + (good - other)]
    assert state_over(rules, name, far, others) == ("not_met" if use.over == "every_day" else "met")


def assessed(rules: RuleSet, section: str, item: str, case: Case) -> dict[str, object]:
    given = {name: float(value) for name, value in case.given.items()}
    result = assess_given(rules, given, rules.effective_from, case.category, case.samples or None)
    states = {row.id: row.state for row in result.gates}
    return {
        **{name: row.score for name, row in result.dimensions.items()},
        "total": result.total,
        "level": result.level,
        "shown": result.shown,
        "state": states.get(item),
        "score": result.indicators[item].score if section in ("curves", "samples", "small_numbers") else None,
    }


def use_of(rules: RuleSet, name: str, case: Case) -> dict[str, object]:
    use = rules.uses[name]
    given = {key: float(value) for key, value in case.given.items() if key not in ("days", "total", "level")}
    level, total = case.given.get("level"), case.given.get("total")
    if level is not None and total is None:
        # Without certification days the level is the one the day's total gives.
        total = next(row.total for row in rules.levels if row.level == level)
    count = int(case.given.get("days", use.days))
    totals = [np.nan if total is None else float(total)] * count
    return {"state": state_over(rules, name, totals, given, None if level is None else Decimal(level))}


def state_over(
    rules: RuleSet, name: str, totals: list[float], given: Mapping[str, float], level: Decimal | None = None
) -> str:
    """The state of a use on the last of consecutive days with these totals; the rest is alike on all of them."""
    first = rules.effective_from
    last = first + timedelta(days=len(totals) - 1)
    metrics = {metric: given.get(metric, np.nan) for metric in rules.windows_for("")}
    pieces = []
    for at, total in enumerate(totals):
        panel = Panel(("",), first + timedelta(days=at), 1, {}, {})
        for metric, value in metrics.items():
            panel = panel.with_value(metric, value)
        dimensions = {key: value for key, value in given.items() if key in rules.dimensions.rows}
        pieces.append(assess(panel, rules, "", Given({}, dimensions, None if np.isnan(total) else total)))
    certified = []
    if level is not None and rules.certification is not None:
        certified = [Certified(first, first, last, first, None, level, level, (), "certified", Evidence.PUBLISHED)]
    found: dict[str, UseResult] = {row.id: row for row in uses_on(Timeline(tuple(pieces), ("",)), last, 0, certified)}
    return found[name].state


def as_written(value: object) -> object:
    if value is None or value == "none":
        return None
    return round(Decimal(str(value)), 6) if isinstance(value, int | float | Decimal) else value
