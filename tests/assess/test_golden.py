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
        "level": exact(result.level),
        "binding": ", ".join(condition.id for condition in result.binding) or None,
        **{name: exact(row.score) for name, row in result.dimensions.items()},
    }
    expected = {
        name: Decimal(value) if isinstance(value, int | Decimal) else None if value in ("", "none", "null") else value
        for name, value in case["expect"].items()
    }
    chain = "\n".join([case["name"], *assessment_text(result)])
    assert {name: found[name] for name in expected} == expected, chain


def exact(value: float | Decimal | None) -> Decimal | None:
    shown = number(value)
    return None if shown is None else Decimal(str(shown))
