"""Every fault of a rule file is named with its line, in words that say what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.errors import BadRules
from scoring.rules import yaml_reader
from scoring.rules.loader import load_rule_set, load_scheme

HERE = Path(__file__).parent
MINIMAL = HERE / "minimal" / "2020-01-01.yaml"
OTHERS = ("everything", "minimal_fee", "minimal_period")
BROKEN = HERE / "broken"

FAULTS = {
    "curve_not_monotonic": (43, "the values of reach all rise or all fall; found 48, 72, 60."),
    "duplicate_key": (40, "the key weight stands here a second time (first on line 39). Keep one."),
    "empty": (1, "the file is empty."),
    "indicator_weights_not_one": (39, "indicator weights in logistics add up to 0.9. They must add up to 1"),
    "last_level_not_for_all": (87, "the last level is for everybody"),
    "levels_out_of_order": (86, "levels go from best to worst: 4.8 (total 4) stands below 4.5 (total 4.2)."),
    "missing_key": (50, "the key advice is missing in indicators.reply_rate. Add it."),
    "missing_language": (51, "the key en is missing in indicators.reply_rate.label. Add it."),
    "no_evidence": (35, "evidence says provenance: published or provenance: assumed. Write one of them."),
    "no_such_day": (6, "2026-11-31 is no day of the calendar."),
    "not_yaml": (52, "this is not YAML: expected ',' or '}'"),
    "quote_without_figure": (24, "the quote does not hold the figure 0.4: 物流权重60%，其余为咨询"),
    "score_outside_scale": (66, "a score lies outside the scale 0 to 5; found 6, 3, 0."),
    "text_for_days": (33, "indicators.delivery_hours.window.days is '30': input should be a valid integer."),
    "two_windows": (77, "reply_rate is taken over two windows in one rule set"),
    "unknown_dimension": (76, "there is no dimension logistic. Did you mean logistics?"),
    "unknown_gate": (85, "there is no gate logistic_entry. Did you mean logistics_entry?"),
    "unknown_key": (36, "the key minimum_sampel is unknown. Did you mean minimum_sample?"),
    "unknown_source": (22, "there is no source pages. Did you mean page?"),
    "weights_not_one": (17, "They must add up to 1: logistics 0.6, consultation 0.3."),
    "wrong_file_date": (
        2,
        "effective_from is 2020-01-01, the file is named 2020-01-02. Expected the same day.",
    ),
    "bonus_unknown_dimension": (98, "there is no dimension logistic. Did you mean logistics?"),
    "category_weights_not_one": (95, "the weights of 家电 add up to 0.9. They must add up to 1: 0.9."),
    "dimension_without_indicator": (19, "no indicator belongs to the dimension consultation. Add one or remove it."),
    "display_out_of_order": (93, "the totals in reach all fall; found 4, 4.5."),
    "fee_missing_key": (14, "the key fee is missing in rows.0. Add it."),
    "fee_quote_without_figure": (19, "the quote does not hold the figure 1200000: 女装 年费6万"),
    "fee_unknown_key": (17, "the key sales_halve is unknown. Did you mean sales_half?"),
    "gate_of_two_things": (74, "a gate looks at a dimension or at a metric. Remove one of them."),
    "gate_without_value": (74, "the key at_least is missing: the value that opens the gate. Add it."),
    "gate_without_window": (74, "the key window is missing: the days the metric is taken over. Add it."),
    "goods_label_unknown_gate": (95, "there is no gate logistics_entri. Did you mean logistics_entry?"),
    "linear_not_monotonic": (43, "the values of reach all rise or all fall; found 48, 72, 60."),
    "linear_scores_repeat": (43, "the scores go from best to worst and never repeat; found 5, 5."),
    "long_window_unknown_metric": (93, "there is no metric delivery_hour. Did you mean delivery_hours?"),
    "peers_unknown_dimension": (93, "there is no dimension logistic. Did you mean logistics?"),
    "period_quote_without_figure": (32, "Quote the words that print it, or write provenance: assumed."),
    "period_wrong_value": (10, "cycle.months is 13: input should be less than or equal to 12."),
    "period_wrong_word": (11, "cycle.starts is 'opening': input should be 'from_opening' or 'calendar'."),
    "small_numbers_outside_scale": (54, "the score of small numbers lies outside the scale 0 to 5; found 80."),
    "unknown_curve_kind": (41, "a curve says kind: steps or kind: linear_between. Write one of them."),
    "unknown_kind_of_file": (2, "kind is 'periods'. Write kind: annual_fee or kind: period, or no kind for a rule set"),
    "use_quote_without_figure": (97, "the quote does not hold the figure 3.6: 商城要求3.5分，物流3分. Quote the words"),
    "use_unknown_dimension": (96, "there is no dimension logistic. Did you mean logistics?"),
    "use_unknown_level": (95, "there is no level 5. Known: 3, 4.5."),
    "weights_of_another_dimension": (94, "there is no indicator delivery_hours. Known: reply_rate."),
    "weights_of_unknown_dimension": (93, "there is no dimension consulting. Did you mean consultation?"),
    "wrong_number_of_weights": (95, "家电 has 2 weights; expected one for each of reply_rate."),
    "wrong_kind_of_value": (18, "dimensions.rows.logistics.weight is 'most'"),
}


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(BadRules) as error:
        load_rule_set(path)
    return error.value.faults


def test_the_minimal_rule_set_loads() -> None:
    rules = load_rule_set(MINIMAL)
    assert list(rules.dimensions.rows) == ["logistics", "consultation"]
    assert rules.indicators["reply_rate"].curve.points[1].reach == Decimal("0.90")


@pytest.mark.parametrize("folder", OTHERS)
def test_the_other_files_that_faults_are_put_into_load(folder: str) -> None:
    assert load_rule_set(HERE / folder / MINIMAL.name).scheme == folder


def test_a_whole_number_is_exact_too() -> None:
    rules = load_rule_set(MINIMAL)
    assert isinstance(rules.total.highest, Decimal)
    assert isinstance(rules.indicators["delivery_hours"].curve.points[0].reach, Decimal)


@pytest.mark.parametrize(("fault", "line", "words"), [(name, *expected) for name, expected in FAULTS.items()])
def test_a_fault_is_named_with_its_line(fault: str, line: int, words: str) -> None:
    (path,) = (BROKEN / fault).glob("*.yaml")
    (message,) = faults(path)
    assert message.startswith(f"{fault}/{path.name} line {line}: ")
    assert words in message


def test_every_broken_file_is_tried() -> None:
    assert {folder.name for folder in BROKEN.iterdir()} == set(FAULTS)


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / MINIMAL.name
    text = MINIMAL.read_text(encoding="utf-8")
    path.write_text(
        text.replace("total: 0\n", "total: 2.8\n").replace("weight: 0.4}", "weight: 0.3}"), encoding="utf-8"
    )
    lines = [message.split(":")[0].rsplit(" ", 1)[1] for message in faults(path)]
    assert sorted(lines) == ["17", "24", "87"]  # the weights, the quote without its figure, the last level


def test_wrong_items_of_a_list_are_not_also_reported_as_missing(tmp_path: Path) -> None:
    path = tmp_path / MINIMAL.name
    text = MINIMAL.read_text(encoding="utf-8")
    path.write_text(text.replace("reach: 48,", "reach: soon,").replace("reach: 72,", "reach: late,"), encoding="utf-8")
    assert [message.split(": ")[1].split(" is ")[0] for message in faults(path)] == [
        "indicators.delivery_hours.curve.points.0.reach",
        "indicators.delivery_hours.curve.points.1.reach",
    ]


def test_where_the_samples_decide_no_quote_is_asked_for_the_weight(tmp_path: Path) -> None:
    published = '{provenance: published, source: page, at: {zh: "售后", en: "refunds"}, quote: "按退款占比加权"}'
    text = MINIMAL.read_text(encoding="utf-8")
    weight = text.index("    weight: 1\n")
    evidence = text.index("weight_evidence: ", weight)
    text = text[:weight] + f"    weight: 0.5\n    weight_evidence: {published}" + text[text.index("\n", evidence) :]
    path = tmp_path / MINIMAL.name
    path.write_text(text.replace("weight: 0.6}", "weight: 0.6, combine: by_sample}"), encoding="utf-8")
    assert load_rule_set(path).indicators["delivery_hours"].weight == Decimal("0.5")
    path.write_text(text, encoding="utf-8")
    assert any("does not hold the figure 0.5" in message for message in faults(path))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / MINIMAL.name
    path.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read as UTF-8 text" in faults(path)[0]


def test_a_control_character_is_a_fault_with_its_line() -> None:
    document = yaml_reader.read("total: 5\nlevel: \x00")
    assert document.faults == [(2, "this is not YAML: special characters are not allowed (#x0000).")]


def test_words_that_yaml_would_turn_into_something_else_stay_text() -> None:
    document = yaml_reader.read("one: no\ntwo: 3:00\nthree: 1e3\nfour: 007")
    assert document.values == {"one": "no", "two": "3:00", "three": "1e3", "four": "007"}


def test_every_published_part_of_a_rule_set_is_held_to_its_quote(tmp_path: Path) -> None:
    text = (HERE / "everything" / MINIMAL.name).read_text(encoding="utf-8")
    assumed = text[text.index("{provenance: assumed") : text.index("}}", text.index("if_wrong")) + 2]
    published = '{provenance: published, source: page, at: {zh: "正文", en: "the text"}, quote: "没有数字"}'
    path = tmp_path / MINIMAL.name
    path.write_text(text.replace(assumed, published), encoding="utf-8")
    sections = top_level_keys(text)
    found = {section_at(sections, int(message.split(" line ")[1].split(":")[0])) for message in faults(path)}
    figures = {"total", "dimensions", "indicators", "indicator_weights", "long_windows", "bonuses", "deductions",
               "display", "gates", "levels", "certification", "penalties", "goods_label", "uses",
               "shared_cap"}  # fmt: skip
    assert found == figures


def top_level_keys(text: str) -> dict[int, str]:
    lines = enumerate(text.splitlines(), start=1)
    return {at: line.split(":")[0] for at, line in lines if line[:1].isalpha()}


def section_at(sections: dict[int, str], line: int) -> str:
    return sections[max(at for at in sections if at <= line)]


def test_a_scheme_file_is_checked_like_a_rule_set(tmp_path: Path) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_text("scheme: some\nlabel: {zh: 评分, en: Score}\nmarket: Tmall\n", encoding="utf-8")
    with pytest.raises(BadRules) as error:
        load_scheme(path)
    assert any("scheme.yaml line 3: the key market is unknown." in message for message in error.value.faults)
