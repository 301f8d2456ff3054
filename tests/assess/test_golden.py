"""Every case of tests/golden comes out as its source prints it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.assess.given import assess_given
from scoring.rules import yaml_reader
from scoring.rules.catalogue import scheme
from scoring.show.assessments import assessment_text
from scoring.show.figures import number

FOLDER = Path(__file__).parent.parent / "golden"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml_reader.read(path.read_text(encoding="utf-8"))
        assert not document.faults, (path.name, document.faults)
        found += [pytest.param(case, id=f"{path.stem}: {case['name']}") for case in document.values]
    assert len({item.id for item in found}) == len(found), "two golden cases have one name"
    return found


@pytest.mark.parametrize("case", cases())
def test_a_golden_case_comes_out_as_it_is_written(case: dict[str, Any]) -> None:
    unknown = set(case) - {"name", "scheme", "day", "rules", "category", "given", "expect", "source", "note"}
    assert not unknown, f"keys nobody reads: {unknown}"
    rules = scheme(case["scheme"]).in_force(case.get("rules", case["day"]))
    given = {name: float(value) for name, value in case["given"].items()}
    result = assess_given(rules, given, case["day"], case.get("category", ""))
    found: dict[str, object] = {
        "total": exact(result.total),
        "shown": exact(result.shown),
        "stage": result.stage.en if result.stage is not None else None,
        "level": exact(result.level),
        "binding": ", ".join(condition.id for condition in result.binding) or None,
        **{name: exact(row.score) for name, row in result.dimensions.items()},
    }
    expected = as_numbers(case["expect"])
    if "indicators" in expected:
        found["indicators"] = {name: exact(result.indicators[name].score) for name in case["expect"]["indicators"]}
    chain = "\n".join([case["name"], *assessment_text(result)])
    assert {name: found[name] for name in expected} == expected, chain


def as_numbers(value: Any) -> Any:
    """What a file expects, numbers as decimals and `none` as None, in a map of maps too."""
    if isinstance(value, dict):
        return {name: as_numbers(item) for name, item in value.items()}
    return Decimal(value) if isinstance(value, int | Decimal) else None if value in ("", "none", "null") else value


def exact(value: float | Decimal | None) -> Decimal | None:
    shown = number(value)
    return None if shown is None else Decimal(str(shown))
