"""The operator's own figures and rule files on the rules page: typed, saved, in use, and taken back."""

import json
from datetime import date
from pathlib import Path

import pytest
from app_at_hand import assert_fine, metrics_of, opened, turned, words_of
from shops_to_show import STAR, sample
from streamlit.testing.v1 import AppTest

from dashboard.components import own_rules
from dashboard.text import LANGUAGES, words
from dashboard.views.own_figures import figure_table, parse_number, replaced, typed_figures
from scoring.assess.own_rules import rule_file, scheme_for
from scoring.rules.catalogue import any_scheme, scheme, schemes_of
from scoring.rules.evidence import evidenced_tables
from scoring.rules.own_figures import OwnFigure, own_figure
from scoring.store import own
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
RULES = scheme(STAR).in_force(date(2022, 7, 5))
FILE = rule_file(STAR, RULES.effective_from)


def filled(language: str, typed: dict[tuple[str, ...], str]) -> list[str]:
    """The last column of the table with these cells filled in, each named by the end of its path."""
    found, _ = figure_table(RULES, [], "", language)
    cells = ["" for _ in found]
    for end, text in typed.items():
        at = next(index for index, item in enumerate(found) if ".".join(map(str, item.at)).endswith(".".join(end)))
        cells[at] = text
    return cells


def typing(monkeypatch: pytest.MonkeyPatch, cells: list[str]) -> None:
    """The table comes back as if a person had typed these; AppTest can read that table and not type in it."""
    monkeypatch.setattr(own_rules, "edit", lambda rows, key, last: cells)


def pressed(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert_fine(app)
    return app


def total_on_the_board(language: str) -> str:
    app = opened("board", {"lang": language, "scheme": STAR, "data": "sample"})
    assert_fine(app)
    return next(text for text in words_of(app) if text.startswith(words(language)("board.total", total="").strip()))


@both_languages
def test_a_figure_is_saved_used_everywhere_and_taken_back(
    language: str, own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = words(language)
    before = total_on_the_board(language)
    app = opened("rules", {"lang": language, "scheme": STAR, "data": "sample"})
    assert_fine(app)
    assert app.button(key="own_undo").disabled, "there is nothing to take back yet"
    table = app.data_editor[0].value
    assert list(table.columns) == [t("rules.what"), t("rules.figure"), t("own.stand_in"), t("own.yours")]
    assert len(table) == len(figure_table(RULES, [], "", language)[0])
    # The sample shop delivers in 54.9 hours: 4 points by the stand-in, 5 when 55.5 hours are enough.
    typing(monkeypatch, filled(language, {("delivery_hours", "curve", "points", "0", "reach"): "55.5"}))
    pressed(app, "own_save")
    assert t("own.saved", count=1) in words_of(app)
    assert t("own.in_use", count=1) in words_of(app)
    [kept] = [own_figure(record) for record in own.own_figures(own_store.folder)]
    assert (kept.category, str(kept.value), kept.rule_set) == (sample().category, "55.5", RULES.effective_from)
    after = total_on_the_board(language)
    assert after != before
    board = opened("board", {"lang": language, "scheme": STAR, "data": "sample"})
    assert t("own.in_use", count=1) in words_of(board)
    what_if = turned(board, "what_if")
    assert_fine(what_if)
    assert t("own.in_use", count=1) in words_of(what_if)
    assert any(value in after for value in metrics_of(what_if).values()), "the what-if starts from the same total"
    app = opened("rules", {"lang": language, "scheme": STAR, "data": "sample"})
    pressed(app, "own_undo")
    assert t("own.undone") in words_of(app)
    assert own.own_figures(own_store.folder) == []
    assert total_on_the_board(language) == before


def test_a_figure_that_comes_in_after_the_click_is_saved_and_one_typed_long_after_is_not(
    own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = words("en")
    reach = ("delivery_hours", "curve", "points", "0", "reach")
    app = opened("rules", {"lang": "en", "scheme": STAR, "data": "sample"})
    typing(monkeypatch, filled("en", {}))
    pressed(app, "own_save")
    assert t("own.nothing_typed") in words_of(app)
    typing(monkeypatch, filled("en", {reach: "55.5"}))
    assert_fine(app.run())
    assert t("own.saved", count=1) in words_of(app)
    monkeypatch.setattr(own_rules, "_LATE", 0.0)
    typing(monkeypatch, filled("en", {reach: "56"}))
    assert_fine(app.run())
    [kept] = [own_figure(record) for record in own.own_figures(own_store.folder)]
    assert str(kept.value) == "55.5"


@both_languages
def test_what_is_wrong_with_a_figure_is_said_in_words_and_nothing_is_saved(
    language: str, own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = words(language)
    app = opened("rules", {"lang": language, "scheme": STAR, "data": "sample"})
    reach = ("reply_rate", "curve", "points", "0", "reach")
    label = RULES.indicators["reply_rate"].label.text[language]
    wrong = t("rule_fault.reach_order", found="0.9, 0.95, 0.9, 0.8")
    order = t("own.fault", where=label, wrong=wrong, fix=t("rule_fault.reach_order_fix"))
    what = f"{label} · {'第 1 档 · 达到' if language == 'zh' else 'step 1 · reach'}"
    for typed, says in (
        ("much", t("own.no_number", what=what, value="much")),
        ("98", t("own.no_share", what=what, value="98")),
        ("90%", order),
    ):
        typing(monkeypatch, filled(language, {reach: typed}))
        pressed(app, "own_save")
        assert says in [item.value.replace("\\", "") for item in app.error], typed
        assert own.own_figures(own_store.folder) == []


def test_figures_of_another_rule_set_or_category_stay_when_these_are_saved() -> None:
    at = ("levels", 0, "total")
    mine = own_figure({"scheme": STAR, "rule_set": "2022-06-15", "category": "a", "at": at, "value": "4.7"})
    other = own_figure({"scheme": STAR, "rule_set": "2018-10-10", "category": "a", "at": at, "value": "4.7"})
    another = own_figure({"scheme": STAR, "rule_set": "2022-06-15", "category": "b", "at": at, "value": "4.7"})
    assert replaced([mine, other, another], RULES, "a") == [other, another]
    assert replaced([other], RULES, "a", [mine]) == [other, mine]


def test_a_cell_that_says_the_stand_in_or_nothing_is_no_figure_of_ones_own() -> None:
    found, rows = figure_table(RULES, [], "", "en")
    same = [format(item.value, "f") for item in found]
    assert typed_figures(RULES, found, same, "", "en") == ([], [])
    reach = next(row for row, item in zip(rows, found, strict=True) if item.at[1:] == (
        "reply_rate", "curve", "points", 0, "reach"))  # fmt: skip
    assert reach[words("en")("own.stand_in")] == "0.98 (98%)"
    figure = OwnFigure(STAR, RULES.effective_from, "", found[0].at, found[0].value / 2)
    assert figure_table(RULES, [figure], "", "en")[1][0][words("en")("own.yours")] == format(figure.value, "f")
    assert parse_number("９8.5%") == parse_number("98.5％")


@both_languages
def test_a_broken_file_of_figures_is_said_and_the_board_counts_with_the_stand_ins(
    language: str, own_store: Store
) -> None:
    before = total_on_the_board(language)
    (own_store.folder / "own_figures.json").write_text("[\n", encoding="utf-8")
    app = opened("board", {"lang": language, "scheme": STAR, "data": "sample"})
    assert_fine(app)
    assert any("own_figures.json" in text for text in words_of(app))
    assert total_on_the_board(language) == before
    rules = turned(app, "rules")
    assert_fine(rules)
    assert any("json" in item.value for item in rules.error), "the page to correct figures on says it too"


def upload(app: AppTest, content: bytes, name: str = "mine.yaml") -> AppTest:
    field = next(item for item in app.file_uploader if item.key.startswith("rule_file"))
    field.set_value((name, content, "application/yaml")).run()
    assert_fine(app)
    return app


@both_languages
def test_a_rule_file_is_checked_used_and_removed(language: str, own_store: Store) -> None:
    t = words(language)
    before = total_on_the_board(language)
    app = opened("rules", {"lang": language, "scheme": STAR, "data": "sample"})
    text = FILE.read_text(encoding="utf-8")
    lines = text.splitlines()
    line = next(number for number, item in enumerate(lines, 1) if "metric: delivery_hours" in item)
    upload(app, text.replace("metric: delivery_hours", "metric: delivery_hour", 1).encode())
    shown = app.table[-1].value.to_numpy().tolist()
    metric = t("rule_fault.name_typo", kind=t("rule_fault.kind_metric"), name="delivery_hour")
    assert [[str(cell).replace("\\", "") for cell in row] for row in shown] == [
        [str(line), metric, t("rule_fault.name_typo_fix", hint="delivery_hours")]
    ]
    assert not [item for item in app.button if item.key == "own_use"]
    mine = text.replace("{reach: 48, score: 5}", "{reach: 12, score: 5}")
    assert mine != text
    upload(app, mine.encode())
    assert t("own.no_faults", file="mine.yaml") in words_of(app)
    pressed(app, "own_use")
    assert app.query_params["scheme"] in (f"own:{STAR}", [f"own:{STAR}"])
    assert (own_store.folder / "rules" / STAR / "2022-06-15.yaml").read_text(encoding="utf-8") == mine
    label = scheme_for(f"own:{STAR}", own_store.folder).scheme.label.text[language]
    assert any(label in text for text in words_of(app)), "the header names the rules as one's own"
    board = opened("board", {"lang": language, "scheme": f"own:{STAR}", "data": "sample"})
    assert_fine(board)
    assert any(label in text for text in words_of(board))
    assert total_on_the_board(language) == before, "the shipped scheme is as it was"
    pressed(app, "own_remove")
    assert t("own.removed", file="2022-06-15.yaml") in words_of(app)
    assert own.rule_files(own_store.folder) == []
    gone = opened("board", {"lang": language, "scheme": f"own:{STAR}", "data": "sample"})
    assert_fine(gone)
    assert t("app.bad_address", parts=t("address.scheme")) in words_of(gone)


def test_what_is_no_text_and_what_gives_no_daily_score_is_said(own_store: Store) -> None:
    t = words("zh")
    app = opened("rules", {"lang": "zh", "scheme": STAR, "data": "sample"})
    upload(app, b"\xff\xfe\x00")
    assert t("own.not_text", file="mine.yaml") in words_of(app)
    fee = rule_file("tmall_annual_fee", any_scheme("tmall_annual_fee").versions[-1])
    upload(app, fee.read_bytes())
    assert t("own.only_checked", file="mine.yaml") in words_of(app)
    assert own.rule_files(own_store.folder) == []


def test_a_kept_file_that_was_broken_by_hand_is_listed_with_its_faults(own_store: Store) -> None:
    own.save_rule_file(own_store.folder, STAR, RULES.effective_from, "scheme: x\nscheme: y\n")
    app = opened("rules", {"lang": "en", "scheme": STAR, "data": "sample"})
    assert_fine(app)
    t = words("en")
    assert t("rule_fault.key_twice", name="scheme", first=1) in words_of(app)
    pressed(app, "own_remove")
    assert t("rule_fault.key_twice", name="scheme", first=1) not in words_of(app)


@both_languages
@pytest.mark.parametrize("name", [*schemes_of("annual_fee"), *schemes_of("period")])
def test_the_rules_of_other_kinds_are_read_with_every_figure(name: str, language: str, own_store: Store) -> None:
    app = opened("rules", {"lang": language, "scheme": STAR, "data": "sample"})
    box = next(item for item in app.selectbox if item.label == words(language)("rules.scheme"))
    box.set_value(name).run()
    assert_fine(app)
    rules = any_scheme(name).rule_sets[-1]
    assert len(app.table[-1].value) == len(list(evidenced_tables(rules)))
    assert words(language)("rules.effects") not in " ".join(words_of(app))
    for version in any_scheme(name).versions:
        next(item for item in app.selectbox if item.key == f"read_version_{name}").set_value(str(version)).run()
        assert_fine(app)


def test_saved_figures_are_plain_json(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, filled("zh", {("reply_rate", "curve", "points", "0", "reach"): "98.50%"}))
    pressed(opened("rules", {"lang": "zh", "scheme": STAR, "data": "sample"}), "own_save")
    [record] = json.loads((Path(own_store.folder) / "own_figures.json").read_text(encoding="utf-8"))
    assert record["value"] == "0.9850"
    assert record["at"] == ["indicators", "reply_rate", "curve", "points", 0, "reach"]
