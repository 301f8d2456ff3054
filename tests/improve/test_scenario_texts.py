"""A scenario survives its file and its address exactly; damage and faults are refused in words."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from faulty_scenario import FAULTY
from hypothesis import given
from hypothesis import strategies as st
from scenarios_at_random import changes, scenarios

from scoring.errors import BadScenario, BadValue
from scoring.improve.scenario.address import packed, unpacked
from scoring.improve.scenario.model import (
    AnswerUnanswered,
    Change,
    ExcludeDays,
    ExcludeRows,
    Scenario,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
)
from scoring.improve.scenario.text import read_scenario, scenario_text

USUAL: tuple[Change, ...] = (
    SetMetric(metric="delivery_hours", value=Decimal("47.5")),
    ShiftMetric(metric="reply_rate", by=Decimal("0.02")),
    ShipEarlier(hours=Decimal(12), first=date(2022, 6, 1), last=date(2022, 6, 30)),
    AnswerUnanswered(from_hour=8, to_hour=23, within_seconds=30),
    ExcludeDays(first=date(2022, 6, 18), last=date(2022, 6, 24), outcome="pending", chance=Decimal("0.5")),
)


@given(scenarios())
def test_a_scenario_is_read_back_as_it_was_written(scenario: Scenario) -> None:
    found = read_scenario(scenario_text(scenario))
    assert found == scenario
    assert [str(item) for item in found.changes] == [str(item) for item in scenario.changes]


@given(st.lists(changes(), max_size=6).map(tuple))
def test_changes_survive_the_address(made: tuple[Change, ...]) -> None:
    text = packed(made)
    assert unpacked(text) == made
    assert re.fullmatch("[0-9A-Za-z_-]*", text)
    assert packed(unpacked(text)) == text


@given(st.integers(0, 400), st.sampled_from("0123456789abcXYZ_-"))
def test_a_damaged_address_is_refused_or_still_says_the_same(place: int, letter: str) -> None:
    text = packed(USUAL)
    place %= len(text)
    damaged = text[:place] + letter + text[place + 1 :]
    if damaged == text or place == len(text) - 1:
        # The last letter holds bits that say nothing.
        assert unpacked(text) == USUAL
    else:
        with pytest.raises(BadValue, match=r"^changes: "):
            unpacked(damaged)
    for short in (text[:-1], text[: len(text) // 2], text[1:], f"2{text[1:]}", f"{text}é", "1", "x" * 50):
        with pytest.raises(BadValue, match="whole text"):
            unpacked(short)


def test_an_address_with_five_changes_is_short() -> None:
    assert len(packed(USUAL)) < 200
    assert packed(()) == ""
    assert unpacked("") == ()


def test_an_address_that_unpacks_to_far_too_much_is_refused() -> None:
    ids = tuple(f"{at:020}" for at in range(5_000))
    much = tuple(ExcludeRows(table="orders", record_ids=ids) for _ in range(20))
    with pytest.raises(BadValue):
        unpacked(packed(much))


EXPECTED = """faulty.yaml line 3: the key dya (2022-07-05) is unknown. Did you mean day?
faulty.yaml line 6: changes.0.metric is 'reply_rat', expected a metric, perhaps reply_rate.
faulty.yaml line 10: changes.1.value is 1.2, expected 0 to 1 for reply_rate.
faulty.yaml line 11: changes.2.kind is 'ship_earlyer', expected one of KINDS. Did you mean ship_earlier?
faulty.yaml line 14: changes.3.hours is '3', expected a number.
faulty.yaml line 15: the key changes.3.carier ('顺丰') is unknown. Did you mean carrier?
faulty.yaml line 18: changes.4.last is 2022-06-01, expected a day not before first (2022-06-03).
faulty.yaml line 19: changes.4.outcome is 'won', expected to be 'upheld', 'rejected' or 'pending'.
faulty.yaml line 20: the key record_ids is missing in changes.5, expected a value.
faulty.yaml line 24: changes.6.to_hour is 9, expected another hour than from_hour; 0 to 24 is the whole day.
faulty.yaml line 25: changes.6.within_seconds is 1.5, expected a whole number.
faulty.yaml line 26: changes.7 is kind: 'daily_plan', expected the days under plan, or a file, and not both.
faulty.yaml line 29: changes.8.plan.0.value is 2, expected 0 to 1 for reply_rate."""


def test_every_fault_of_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(BadScenario) as caught:
        read_scenario(path)
    assert re.sub("one of set_metric.*?rule_set", "one of KINDS", str(caught.value)) == EXPECTED


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "line 1: the file is empty"), ("- a", "line 1: the file is "), ("name: x", "the key scheme is missing"),
     ("name: a\nscheme: s\nchnges: []", "line 3: the key chnges ([]) is unknown. Did you mean changes?"),
     ("name: [a]\nscheme: s", "name is ['a'], expected a text in quotes."),
     (f"name: {'x' * 90}\nscheme: s", "expected at most 80 characters."),
     ("name: a\nscheme: s\nchanges: [5]", "changes.0 is 5, expected keys with values."),
     ("name: a\nscheme: s\nchanges: [{kind: exclude_rows, table: orders, record_ids: []}]",
      "changes.0.record_ids is [], expected at least 1 item."),
     ("name: [", "line 1: this is not YAML"), ("name: a\nname: b", "line 2: the key name stands here a second time")],
)  # fmt: skip
def test_what_is_no_scenario_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadScenario, match=re.escape(message)):
        read_scenario(text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match=r"none\.yaml: cannot be read"):
        read_scenario(tmp_path / "none.yaml")


def test_numbers_of_orders_need_no_quotes() -> None:
    text = "name: 1\nscheme: s\nshop: 88\nchanges:\n  - {kind: exclude_rows, table: orders, record_ids: [123, '045']}"
    found = read_scenario(text)
    assert (found.name, found.shop) == ("1", "88")
    assert found.changes == (ExcludeRows(table="orders", record_ids=("123", "045")),)
