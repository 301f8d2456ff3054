"""The faults of a scenario's file on the page: each in the reader's language, with its line and what to do."""

import re

import pytest
from faulty_scenario import FAULTY

from dashboard.text import LANGUAGES, words
from dashboard.views.scenario_faults import scenario_fault_rows
from scoring.errors import BadScenario
from scoring.improve.scenario.text import read_scenario

HEAD = "name: a\nscheme: s\n"
MORE = {
    "": "empty",
    "name: [": "not_yaml",
    "name: a\nname: b": "key_twice",
    "name: a\nscheme: s\nday: 2022-02-31": "no_day",
}
WHOLE = {
    "- a": "keys",
    "name: [a]\nscheme: s": "text",
    f"name: {'x' * 90}\nscheme: s": "characters",
    HEAD + "changes: [5]": "keys",
    HEAD + "changes: 5": "list",
    HEAD + "changes: [{kind: exclude_rows, table: orders, record_ids: []}]": "items",
    HEAD + "changes: [{kind: rule_set}]": "rule_set",
    HEAD + "changes: [{kind: ship_earlier, hours: 0}]": "above",
    HEAD + "changes: [{kind: peers_improve, by: 5}]": "below",
    HEAD + "changes: [{kind: exclude_days, first: 2022-06-01, last: 2022-06-02, outcome: won}]": "choice",
    HEAD + "changes: [{kind: ship_earlier, hours: 1, on: maybe}]": "switch",
    HEAD + "changes: [{kind: ship_earlier, hours: 1, first: soon}]": "day",
    HEAD + "changes: [{kind: answer_unanswered, from_hour: -1, to_hour: 3, within_seconds: 9}]": "lowest",
    HEAD + "changes: [{kind: answer_unanswered, from_hour: 1, to_hour: 30, within_seconds: 9}]": "highest",
    HEAD + "changes: [{kind: replace_table, table: nothing_like_it, file: a.csv}]": "known",
    HEAD + "changes: [{kind: set_metric, metric: delivery_hours, value: -1}]": "range",
}
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def faults(text: str) -> BadScenario:
    with pytest.raises(BadScenario) as caught:
        read_scenario(text)
    return caught.value


@both_languages
def test_every_fault_of_a_file_has_its_line_what_is_wrong_and_what_to_do(language: str) -> None:
    t, error = words(language), faults(FAULTY)
    rows = scenario_fault_rows(error, language)
    assert [row[t("rule_fault.line")] for row in rows] == [
        re.search(r" line (\d+): ", item)[1] for item in error.faults
    ]  # type: ignore[index]
    fixes = [row[t("rule_fault.fix")] for row in rows]
    assert fixes[0] == t("scenario_fault.want_perhaps", hint="day")
    assert fixes[1] == t("scenario_fault.want_perhaps", hint="reply_rate")
    assert fixes[2] == t("scenario_fault.want_range", lowest="0", highest="1")
    assert fixes[3] == t("scenario_fault.want_perhaps", hint="ship_earlier")
    assert fixes[6] == t("scenario_fault.want_not_before", first="2022-06-03")
    assert "won" in rows[7][t("rule_fault.wrong")]
    if language == "zh":
        assert not [
            text for row in rows for text in row.values() if re.search("expected|unknown|missing|to be| or ", text)
        ]


@both_languages
@pytest.mark.parametrize("text", MORE, ids=MORE.values())
def test_what_is_no_yaml_is_told_in_the_words_of_rule_files(text: str, language: str) -> None:
    t = words(language)
    for row in scenario_fault_rows(faults(text), language):
        assert row[t("rule_fault.wrong")] != ""
        assert row[t("rule_fault.fix")] not in (t("rule_fault.other_fix"), "")


@both_languages
@pytest.mark.parametrize(
    ("text", "wanted"), WHOLE.items(), ids=[f"{key}-{at}" for at, key in enumerate(WHOLE.values())]
)
def test_every_kind_of_value_that_is_wanted_has_words(text: str, wanted: str, language: str) -> None:
    t = words(language)
    (row,) = scenario_fault_rows(faults(text), language)
    shape = re.sub(r"\\\{\w+\\\}", ".+", re.escape(t(f"scenario_fault.want_{wanted}", **{
        name: f"{{{name}}}" for name in ("bound", "count", "first", "known", "hint", "lowest", "highest", "want")
    })))  # fmt: skip
    assert re.fullmatch(shape, row[t("rule_fault.fix")])
