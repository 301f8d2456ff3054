"""Number + unit + language → text."""

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format as fmt
from dashboard.text import LANGUAGES
from scoring.figures import Unit

FIGURES = st.floats(min_value=-1e6, max_value=1e6)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.98564, Unit.RATIO, "98.56%", "98.56%"),
        (Decimal("0.0005"), Unit.RATIO, "0.05%", "0.05%"),
        (0.0, Unit.RATIO, "0.00%", "0.00%"),
        (54.94, Unit.HOUR, "54.9 小时", "54.9 h"),
        (Decimal(48), Unit.HOUR, "48.0 小时", "48.0 h"),
        (56.4, Unit.SECOND, "56 秒", "56 s"),
        (4.865, Unit.SCORE, "4.87 分", "4.87"),
        (57.5, Unit.INDEX, "57.50", "57.50"),
        (1234.5, Unit.MONEY, "¥1,234.50", "¥1,234.50"),
        (Decimal("0.005"), Unit.MONEY, "¥0.01", "¥0.01"),
        (None, Unit.HOUR, "—", "—"),
    ],
)
def test_a_measured_value_has_its_unit_in_both_languages(
    value: float | Decimal | None, unit: Unit, zh: str, en: str
) -> None:
    assert fmt.measured(value, unit, "zh") in (zh, zh.replace("4.87", "4.86"))  # 4.865 is stored a little below
    assert fmt.measured(value, unit, "en") in (en, en.replace("4.87", "4.86"))


def test_a_sign_is_shown_when_asked_for_and_only_then() -> None:
    assert fmt.measured(0.01, Unit.RATIO, "en", sign=True) == "+1.00%"
    assert fmt.measured(-0.5, Unit.HOUR, "en", sign=True) == "-0.5 h"
    assert fmt.measured(1234567, Unit.MONEY, "zh", sign=True) == "+¥1,234,567.00"
    assert fmt.measured(-0.5, Unit.MONEY, "zh") == "-¥0.50"
    assert fmt.points(0.3, sign=True) == "+0.3"
    assert fmt.points(-0.109, sign=True) == "-0.109"
    assert "+" not in fmt.points(0.3)


@given(FIGURES, st.sampled_from(Unit))
def test_what_a_person_typed_comes_back_as_it_was_shown(value: float, unit: Unit) -> None:
    assert math.isclose(fmt.stored(fmt.shown(value, unit), unit), value, rel_tol=1e-12, abs_tol=1e-12)


@given(FIGURES, st.sampled_from(Unit), st.sampled_from(LANGUAGES))
def test_a_value_is_never_shown_without_its_unit_nor_further_off_than_its_last_decimal(
    value: float, unit: Unit, language: str
) -> None:
    text = fmt.measured(value, unit, language)
    number = text.split("%")[0].split(" ")[0]
    if unit is Unit.MONEY:
        assert text.lstrip("-").startswith("¥")
        number = number.replace("¥", "").replace(",", "")
    else:
        assert text == number + fmt.suffix(unit, language)
    assert abs(float(number) - fmt.shown(value, unit)) <= 0.5 * 10 ** -fmt.decimals(unit) + 1e-6


@given(st.floats(min_value=-100, max_value=100))
def test_points_have_one_to_three_decimals(value: float) -> None:
    text = fmt.points(value)
    assert 1 <= len(text.partition(".")[2]) <= 3
    assert abs(float(text) - value) <= 0.0005 + 1e-9


def test_weights_counts_and_days() -> None:
    assert [fmt.weight(value) for value in (0.25, 0.333, 0.0, 1.0)] == ["25%", "33.3%", "0%", "100%"]
    assert [fmt.whole(value) for value in (0, 999, 28010, 1234567)] == ["0", "999", "28,010", "1,234,567"]
    assert fmt.day(date(2022, 6, 5)) == "2022-06-05"
    assert fmt.day(None) == fmt.points(None) == "—"
