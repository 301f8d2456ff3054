"""Two rule sets are compared figure by figure, and a change of the total splits into rules and data exactly."""

from datetime import date, timedelta

import pytest

from scoring.improve.rule_change import rule_change
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme, scheme_in_use, schemes_of
from scoring.rules.compare import compare

STAR = scheme("tmall_experience_star")
PAIRS = [
    (name, old, new)
    for name in schemes_of("score")
    for old, new in zip(scheme(name).rule_sets, scheme(name).rule_sets[1:], strict=False)
]


def test_a_rule_set_differs_in_nothing_from_itself() -> None:
    for name in schemes_of("score"):
        for rules in scheme(name).rule_sets:
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
