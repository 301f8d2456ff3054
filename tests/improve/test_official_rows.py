"""Official scores laid beside the days: two for one day, and scores with more decimals than the others."""

from datetime import date, timedelta

import numpy as np
import pytest
from official_sample import RULES

from scoring.improve.calibrate.official import official, platform_shown
from scoring.measure.catalogue import METRICS
from scoring.measure.records import OfficialScore

FIRST = date(2022, 6, 20)


def rows(item: str, *scores: float, ahead: int = 0) -> list[OfficialScore]:
    return [OfficialScore(FIRST + timedelta(days=at + ahead), RULES.scheme, item, score)
            for at, score in enumerate(scores)]  # fmt: skip


@pytest.mark.parametrize("other", ["物流体验", "Logistics"])
def test_two_different_scores_of_one_day_by_two_names_are_none_whatever_their_order(other: str) -> None:
    given = [*rows("logistics", 4.0, 4.5, 4.5), *rows(other, 1.0, 4.5)]
    for order in (given, given[::-1]):
        found = official(order, RULES, FIRST, 3)
        assert np.array_equal(found.scores["logistics"], [np.nan, 4.5, 4.5], equal_nan=True)
        assert found.left_out["differing"] == 1


def test_the_board_shows_no_total_of_a_day_that_has_two() -> None:
    shown = platform_shown([*rows("total", 4.0, 4.1), *rows("总分", 3.9, 4.1)], RULES.scheme)
    assert shown.totals == {FIRST + timedelta(days=1): 4.1}


def test_one_stray_score_with_more_decimals_does_not_make_the_others_look_exact() -> None:
    usual = [3.75, 3.8, 3.9, 4.0] * 10
    assert official(rows("total", *usual), RULES, FIRST, 60).half["total"] == pytest.approx(0.005)
    assert official(rows("total", *usual, 3.7504), RULES, FIRST, 60).half["total"] == pytest.approx(0.005)
    many = official(rows("total", *usual, *[3.752, 3.854] * 3), RULES, FIRST, 60)
    assert many.half["total"] == pytest.approx(0.0005), "these are shown so"


@pytest.mark.parametrize("name", ["物流体验", " Logistics ", "ＬＯＧＩＳＴＩＣＳ", "物流 体验"])
def test_an_item_is_known_by_its_name_however_it_is_typed(name: str) -> None:
    assert list(official(rows(name, 4.0), RULES, FIRST, 3).scores) == ["logistics"]


def test_an_indicator_goes_by_the_name_of_its_metric_as_well() -> None:
    name, row = next(item for item in RULES.indicators.items() if METRICS[item[1].metric].label.zh != item[1].label.zh)
    assert list(official(rows(METRICS[row.metric].label.zh, 4.0), RULES, FIRST, 3).scores) == [name]


def test_items_the_rule_set_does_not_have_are_named_with_the_most_similar_one() -> None:
    given = [*rows("物流体念", 4.0, 4.5), *rows(" Logistic ", 4.0), *rows("天气", 1.0), *rows("logistics", 4.0)]
    found = official(given, RULES, FIRST, 3)
    assert found.left_out["unknown_item"] == 4
    assert found.unknown_items == {"物流体念": "物流体验", "Logistic": "logistics", "天气": ""}


def test_scores_off_the_scale_and_those_that_differ_are_told_with_day_and_score() -> None:
    given = [*rows("total", 3.9, 88.0, 4.0), *rows("总分", -1.0, 4.1, 4.2, ahead=1), *rows("level", 9.0)]
    found = official(given, RULES, FIRST, 4)
    assert found.told == {
        "off_scale": ["2022-06-21 total 88", "2022-06-21 总分 -1"],
        "differing": ["2022-06-22 total 4 / 4.1"],
    }
    assert (found.left_out["off_scale"], found.left_out["differing"]) == (2, 1)
    assert np.array_equal(found.scores["total"], [3.9, np.nan, np.nan, 4.2], equal_nan=True)
