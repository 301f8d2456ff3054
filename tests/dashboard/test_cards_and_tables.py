"""The rest of the board as plain data: hints, the table of metrics, assumed figures."""

import re
from dataclasses import replace
from datetime import date

import pytest
from shops_to_show import ALL_SCHEMES, made, sample

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.board import gate_rows
from dashboard.views.hints import hint_rows
from dashboard.views.indicators import indicator_rows
from dashboard.views.rules import figure_rows
from scoring.rules.evidence import evidenced_tables

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
RAW_KEY = re.compile(r"\b(board|header|what_if|rules|data|hint|table|trend|gate|evidence)\.[a-z_]+\b")


def test_gates_beside_the_dimensions(language: str) -> None:
    rows = gate_rows(sample().result.gates, language)
    assert len(rows) == sum(gate.dimension is None for gate in sample().result.gates)
    assert all(label and sentence for label, _, sentence in rows)


def test_hints_tell_action_number_and_deadline(language: str) -> None:
    shop, t = sample(), words(language)
    found = shop.hints()
    rows = hint_rows(found, date(2022, 7, 15), language)
    assert len(rows) == min(5, len(found))
    for row, hint in zip(rows, found, strict=False):
        assert row.metric == hint.metric
        assert row.target == float(hint.target)
        assert fmt.points(hint.gain, sign=True) in row.gain
        assert row.lifts_level is (hint.level_gain > 0)
        before, after = hint.level_now, hint.level_then
        assert before is not None
        assert after is not None
        assert row.gain.endswith(f"{before[language]} → {after[language]}") is (hint.level_gain > 0)
        assert hint.label[language] in row.title
        assert row.effort
        assert row.advice == hint.advice[language]
        assert not RAW_KEY.search(" ".join([row.title, row.gain, row.effort, row.deadline, row.advice]))
    late = [replace(found[0], feasible_by=day) for day in (None, date(2022, 7, 15), date(2022, 7, 16))]
    ends = [row.deadline for row in hint_rows(late, date(2022, 7, 15), language)]
    assert ends[0] == t("hint.not_soon")
    of_the_platform = replace(late[0], from_platform=True)
    assert hint_rows([of_the_platform], None, language)[0].deadline == t("hint.no_day")
    assert ends[1] == t("hint.day_in_time", day="2022-07-15", reference="2022-07-15")
    assert ends[2] == t("hint.day_too_late", day="2022-07-16", reference="2022-07-15")
    assert hint_rows(late[1:2], None, language)[0].deadline == t("hint.day", day="2022-07-15")
    states = [row.in_time for row in hint_rows(late, date(2022, 7, 15), language)]
    assert states == ["not_soon", "in_time", "too_late"]
    assert [row.when for row in hint_rows(late, date(2022, 7, 15), language)][1:] == [
        t("hint.when_in_time", day="2022-07-15"), t("hint.when_too_late", day="2022-07-16"),
    ]  # fmt: skip
    assert hint_rows([of_the_platform], None, language)[0].in_time == "unknown"
    assert hint_rows([], None, language) == []


def test_every_kind_of_effort_has_its_sentence(language: str) -> None:
    hint = sample().hints()[0]
    for metric, unit in (("reply_rate", "case"), ("platform_liable_rate", "case"), ("delivery_hours", "hour"),
                         ("description_rating", "five_star"), ("product_reputation", "ratio")):  # fmt: skip
        row = hint_rows([replace(hint, metric=metric, unit=unit, needed=3.0, sample=100)], None, language)[0]
        assert "3" in row.effort
        assert "{" not in row.effort


@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_the_table_has_a_row_per_indicator_and_never_a_false_zero(language: str, name: str) -> None:
    t = words(language)
    shop = sample(name)
    rows = indicator_rows(shop.result, shop.rules, language)
    assert len(rows) == len(shop.rules.indicators_for(shop.category))
    for row, key in zip(rows, shop.rules.indicators_for(shop.category), strict=True):
        result = shop.result.indicators[key]
        assert row[t("table.score")] == fmt.points(result.score)
        assert row[t("table.evidence")] == t(f"evidence.{result.evidence.value}")
        assert not RAW_KEY.search(" ".join(row.values()))
    nothing = made({}, days=40, name=name)
    for row in indicator_rows(nothing.result, nothing.rules, language):
        assert row[t("table.score")] == row[t("table.next_step")] == fmt.MISSING
        assert row[t("table.value")] not in ("0", "0.0", "0.00%", "")


def test_every_assumed_figure_is_listed_with_its_reason(language: str) -> None:
    for name in ALL_SCHEMES:
        rules = sample(name).rules
        rows = figure_rows(rules, language, "assumed")
        assumed = [at for at, grounds, _ in evidenced_tables(rules) if grounds.provenance == "assumed"]
        assert len(rows) == len(assumed)
        assert all(all(row.values()) for row in rows)
