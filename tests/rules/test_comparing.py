"""Two rule sets are compared figure by figure, and a change of the total splits into rules and data exactly."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scoring.improve.rule_change import rule_change
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import any_scheme, scheme, scheme_in_use, schemes
from scoring.rules.compare import compare
from scoring.rules.loader import load_rule_set

STAR = scheme("tmall_experience_star")
PAIRS = [(name, old, new) for name in schemes() for old, new in pairwise(any_scheme(name).rule_sets)]


def test_a_rule_set_differs_in_nothing_from_itself() -> None:
    for name in schemes():
        for rules in any_scheme(name).rule_sets:
            assert compare(rules, rules) == []


@pytest.mark.parametrize(("name", "old", "new"), PAIRS, ids=lambda value: str(getattr(value, "effective_from", value)))
def test_what_differs_forwards_differs_backwards(name: str, old: object, new: object) -> None:
    forwards, backwards = compare(old, new), compare(new, old)  # type: ignore[arg-type]
    there = {(item.part, item.item.en, item.figure.en, item.before, item.after) for item in forwards}
    back = {(item.part, item.item.en, item.figure.en, item.after, item.before) for item in backwards}
    assert {row[3:] for row in there} == {row[3:] for row in back}
    assert len(there) == len(back)


def test_the_published_change_of_2021_stands_in_the_comparison() -> None:
    found = compare(STAR.in_force(date(2021, 10, 18)), STAR.in_force(date(2021, 10, 19)))
    by_weight = {item.item.en: (item.before, item.after) for item in found if item.figure.en == "weight"}
    assert by_weight["Product reputation"] == ("0.25", "0.5")
    assert by_weight["Brand influence"] == ("0.25", "")


def test_a_part_that_is_new_or_gone_is_one_difference_not_one_per_figure() -> None:
    found = compare(STAR.in_force(date(2018, 10, 10)), STAR.in_force(date(2022, 6, 15)))
    new_metric = [item for item in found if item.item.en == "Product reputation"]
    assert {item.figure.en for item in new_metric} == {"assessed", "weight"}
    assert all(item.before == "" for item in new_metric)


CHANGES = {
    "a use": ("everything", {"    days: 14\n    evidence": "    days: 10\n    evidence"}, ["Removal: days 14 → 10"]),
    "a line of a dimension in a use": ("everything", {"{product: 75,": "{product: 80,"}, ["Prizes: product 75 → 80"]),
    "a deduction": (
        "everything",
        {"    each: 3\n": "    each: 2\n", "at_most: 15": "at_most: 10"},
        ["Invoice refused: points off each 3 → 2", "Invoice refused: at most 15 → 10"],
    ),
    "the weights of a category": (
        "everything",
        {"男装: [0.4, 0.6]": "男装: [0.5, 0.5]\n      女装: [0.2, 0.8]"},
        ["男装: 男装 0.4 / 0.6 → 0.5 / 0.5", "女装: 女装  → 0.2 / 0.8"],
    ),
    "small numbers": (
        "everything",
        {"orders_below: 500": "orders_below: 400"},
        ["Negative feedback: orders below 500 → 400"],
    ),
    "the total while growing": ("everything", {"reduced: 60": "reduced: 55"}, ["growing: with violations 60 → 55"]),
    "a straight line": (
        "everything",
        {"{reach: 48, score: 90}": "{reach: 40, score: 90}"},
        ["Delivery time: score steps 24→100 ⟋ 48→90 ⟋ 96→50 → 24→100 ⟋ 40→90 ⟋ 96→50"],
    ),
    "a fee row": (
        "minimal_fee",
        {"score: 2.9": "score: 3.1", "2.9分": "3.1分"},
        ["女装: score 2.9 → 3.1"],
    ),
    "a score floor": (
        "minimal_period",
        {"fails_from: 3": "fails_from: 4", "次数<3": "次数<4"},
        ["女装: failing months that fail 3 → 4"],
    ),
    "a condition": (
        "minimal_period",
        {"below: 0.75": "below: 0.7", "低于75%": "低于70%"},
        ["Refund request rate: below 0.75 → 0.7"],
    ),
}


@pytest.mark.parametrize(("folder", "edits", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_any_part_is_told_in_words(
    tmp_path: Path, folder: str, edits: dict[str, str], expected: list[str]
) -> None:
    path = Path(__file__).parent / folder / "2020-01-01.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in edits.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    changed = tmp_path / path.name
    changed.write_text(text, encoding="utf-8")
    found = compare(load_rule_set(path), load_rule_set(changed))
    assert [f"{row.item.en}: {row.figure.en} {row.before} → {row.after}" for row in found] == expected


def test_rule_effect_and_data_effect_add_up_to_the_change(sample_sums: DailySums) -> None:
    day = date(2021, 8, 1)
    while day < date(2022, 6, 1):
        later = day + timedelta(days=30)
        change = rule_change(
            sample_sums, 0, "", (STAR.rule_sets[0], day), (STAR.rule_sets[-1], later)
        )  # fmt: skip
        assert change.before.total is not None
        assert change.after.total is not None
        total = change.after.total - change.before.total
        assert (change.rule_effect or 0) + (change.data_effect or 0) == pytest.approx(total, abs=1e-12)
        day = later


def test_without_a_change_of_rules_all_of_it_is_the_shops_own(sample_sums: DailySums) -> None:
    rules = STAR.rule_sets[-1]
    change = rule_change(sample_sums, 0, "", (rules, date(2022, 5, 1)), (rules, date(2022, 7, 1)))
    assert change.rule_effect == 0
    same = rule_change(sample_sums, 0, "", (rules, date(2022, 7, 1)), (rules, date(2022, 7, 1)))
    assert (same.rule_effect, same.data_effect) == (0, 0)


def test_the_scheme_in_use_changes_with_the_day() -> None:
    assert scheme_in_use(date(2022, 11, 15)) == "tmall_experience_star"
    assert scheme_in_use(date(2022, 11, 16)) == "shop_real_experience"
