"""The parts of the data page: cards of archives, days, matched columns, the tabs and what can be done in them."""

import io
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from app_at_hand import ONE_DAY, as_read, assert_fine, messages, metrics_of, opened, words_of
from made_up import csv_bytes
from streamlit.testing.v1 import AppTest

from dashboard.components import at_hand
from dashboard.text import LANGUAGES, words
from dashboard.views.data import table_name
from scoring.intake.exports import EXPORTS
from scoring.intake.tables import TABLES
from scoring.store import own
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
SAMPLES = Path(__file__).parents[2] / "sample_data" / "exports"
OWN_TABLE = csv_bytes(
    [
        {"单子": f"A{number:07}", "付钱的时间": f"2022-06-{number:02} 10:00:00", "多少钱": "5.00", "备用": "x"}
        for number in range(1, 21)
    ],
    "gb18030",
)
MATCH = {"单子": "order_id", "付钱的时间": "paid_at", "多少钱": "amount", "备用": ""}


def on_the_page(language: str, *files: tuple[str, bytes], app: AppTest | None = None) -> AppTest:
    app = app or opened("data", {"lang": language})
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files])
    return app.run()


def tab(app: AppTest, name: str, language: str) -> AppTest:
    first = next(item for item in ("imports", "guides") if f"data_tab_{item}_{language}" in app.session_state)
    app.session_state[f"data_tab_{first}_{language}"] = words(language)(f"data.tab_{name}")
    return app.run()


def click(app: AppTest, start: str) -> AppTest:
    """Press the first button whose key begins so."""
    next(button for button in app.button if str(button.key).startswith(start)).click()
    return app.run()


def titles(app: AppTest) -> list[str]:
    start = ":material/description: **"
    return [as_read(item.value)[len(start) : -2] for item in app.markdown if item.value.startswith(start)]


def test_each_file_of_an_archive_has_a_card_and_is_imported_or_left_out(own_store: Store) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("订单.csv", ONE_DAY)
        archive.writestr("接待.csv", (SAMPLES / "sycm_consult_reception_22.csv").read_bytes())
    app = on_the_page("zh", ("四月.zip", target.getvalue()), ("坏.csv", b"\x89PNG\0"))
    assert_fine(app)
    assert titles(app) == ["四月.zip › 订单.csv", "四月.zip › 接待.csv", "坏.csv"]
    said = " ".join(words_of(app))
    assert words("zh")("export.sycm_consult_reception_22") in said
    assert own_store.imports() == []
    click(app, "import_f")
    assert_fine(app)
    assert [entry.file for entry in own_store.imports()] == ["四月.zip › 订单.csv"]
    assert titles(app) == ["四月.zip › 接待.csv", "坏.csv"]
    click(app, "discard_f")
    assert titles(app) == ["坏.csv"]
    assert messages(app, "info") == [words("zh")("reading.discarded", file="四月.zip › 接待.csv")]
    click(app, "discard_all")
    assert titles(app) == []
    assert len(own_store.imports()) == 1
    assert not (own_store.folder / "staging").exists()


@both_languages
def test_a_file_without_a_day_asks_for_it_on_its_card(language: str, own_store: Store) -> None:
    t = words(language)
    app = on_the_page(language, ("ratings.csv", (SAMPLES / "dsr_7.csv").read_bytes()))
    assert_fine(app)
    assert t("reading.state_day") in " ".join(words_of(app))
    assert app.button(key="import").disabled
    confirm = next(button for button in app.button if str(button.key).startswith("use_day_"))
    assert confirm.disabled
    app.date_input[0].set_value(date(2026, 4, 17)).run()
    click(app, "use_day_")
    assert_fine(app)
    assert t("reading.day_given") in " ".join(words_of(app))
    app.button(key="import").click().run()
    assert_fine(app)
    assert own_store.imports()[0].first_day == date(2026, 4, 17)


def match(app: AppTest, wanted: dict[str, str]) -> AppTest:
    for box in app.selectbox:
        name = str(box.label).split(" · ")[0]
        if str(box.key).startswith("column_") and name in wanted:
            box.set_value(wanted[name])
    return app.run()


@both_languages
def test_columns_are_matched_once_and_remembered_until_they_are_forgotten(language: str, own_store: Store) -> None:
    t = words(language)
    app = on_the_page(language, ("自制.csv", OWN_TABLE))
    assert_fine(app)
    assert t("reading.state_mapping") in " ".join(words_of(app))
    assert app.selectbox[0].value == "orders"
    assert list(app.dataframe[0].value.columns) == list(MATCH), "the file's own rows stand beside the choice"
    assert len(app.dataframe[0].value) == 20
    match(app, {**MATCH, "单子": ""})
    assert_fine(app)
    assert next(button for button in app.button if str(button.key).startswith("confirm_")).disabled
    match(app, MATCH)
    click(app, "confirm_")
    assert_fine(app)
    assert metrics_of(app)[t("reading.new")] == "20"
    assert t("reading.by_hand") in " ".join(words_of(app))
    assert own.mappings(own_store.folder) == [], "a matching is remembered when its rows are taken in"
    app.button(key="import").click().run()
    assert_fine(app)
    assert own_store.imports()[0].rows_new == 20
    assert [record["columns"] for record in own.mappings(own_store.folder)] == [MATCH]

    again = OWN_TABLE.replace(b"5.00", b"6.00")
    on_the_page(language, ("自制二.csv", again), app=app)
    assert_fine(app)
    assert metrics_of(app)[t("reading.changed")] == "20"
    assert t("reading.by_hand") in " ".join(words_of(app))
    app.button(key="discard_all").click().run()
    assert any(table_name("orders", language) in text and "单子" in text for text in words_of(app))
    click(app, "forget_")
    assert_fine(app)
    assert own.mappings(own_store.folder) == []
    on_the_page(language, ("自制三.csv", again), app=app)
    assert t("reading.state_mapping") in " ".join(words_of(app))


def test_a_file_that_was_recognised_wrongly_can_be_matched_too(own_store: Store) -> None:
    app = on_the_page("zh", ("one.csv", ONE_DAY))
    click(app, "map_")
    assert_fine(app)
    match(app, {"collected_at": "", "delivered_at": "confirmed_at"})
    click(app, "confirm_")
    assert_fine(app)
    app.button(key="import").click().run()
    assert own_store.imports()[0].rows_new == 40
    tables = own_store.events().tables
    assert "orders" in tables


@both_languages
def test_every_tab_opens_with_nothing_and_with_something(language: str, own_store: Store) -> None:
    app = opened("data", {"lang": language})
    for name in ("imports", "days", "guides", "exclusions", "backup"):
        tab(app, name, language)
        assert_fine(app)
    own_store.import_file(io.BytesIO(ONE_DAY), "one.csv", shop="晨光*小店")
    app = opened("data", {"lang": language})
    for name in ("imports", "days", "guides", "exclusions", "backup"):
        tab(app, name, language)
        assert_fine(app)


def test_every_export_that_fills_a_table_stands_in_one_guide_with_its_sample(own_store: Store) -> None:
    app = opened("data", {"lang": "zh"})
    labels = [button.label for button in app.get("download_button")]
    wanted = [words("zh")(f"export.{export.id}") for export in EXPORTS.values() if export.table]
    assert sorted(labels) == sorted(wanted)


@both_languages
def test_the_calendar_names_the_days_that_are_missing(language: str, own_store: Store) -> None:
    rows = [
        {"order_id": f"o{day}", "paid_at": f"2026-04-{day:02} 10:00:00"} for day in range(1, 29) if day not in (3, 4)
    ]
    own_store.import_file(io.BytesIO(csv_bytes(rows)), "a.csv", shop="s")
    app = tab(opened("data", {"lang": language}), "days", language)
    assert_fine(app)
    assert len(app.get("plotly_chart")) == 1
    days = words(language)("board.list").join(["2026-04-03", "04-04"])
    gap = words(language)("days.gap", table=words(language)("data.tables.orders"), days=days)
    assert any(gap in as_read(item.value) for item in app.markdown)


def test_a_path_is_asked_for_only_on_this_computer(
    own_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = opened("data", {"lang": "zh"})
    assert "import_path" not in [field.key for field in app.text_input]
    monkeypatch.setattr(at_hand, "on_this_computer", lambda: True)
    path = tmp_path_factory.mktemp("elsewhere") / "晨光 小店.csv"
    path.write_bytes(ONE_DAY)
    app = opened("data", {"lang": "zh"})
    app.text_input(key="import_path").set_value(str(path.with_name("没有.csv"))).run()
    app.button(key="read_path").click().run()
    assert messages(app, "error") == [words("zh")("reading.path_missing", path=str(path.with_name("没有.csv")))]
    app.text_input(key="import_path").set_value(f' "{path}" ').run()
    app.button(key="read_path").click().run()
    for _ in range(50):
        if titles(app):
            break
        app.run()
    assert titles(app) == ["晨光 小店.csv"]
    assert_fine(app)
    app.button(key="import").click().run()
    assert own_store.imports()[0].file == "晨光 小店.csv"


@pytest.mark.parametrize(
    ("address", "headers", "here"),
    [
        ("127.0.0.1", {"Host": "localhost:8501"}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("0.0.0.0", {"Host": "localhost:8501"}, False),  # noqa: S104
        (None, {"Host": "localhost:8501"}, False),
        ("127.0.0.1", {"Host": "board.example.com"}, False),
        ("127.0.0.1", {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.9"}, False),
        ("127.0.0.1", {"Host": "localhost:8501", "Via": "1.1 proxy"}, False),
    ],
)
def test_a_path_means_the_readers_own_files_only_without_anything_between(
    address: str | None, headers: dict[str, str], here: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand.st, "get_option", {"server.address": address}.get)
    monkeypatch.setattr(at_hand.st, "context", SimpleNamespace(headers=headers))
    assert at_hand.on_this_computer() is here


def test_the_shop_typed_counts_for_files_that_lie_there_already(own_store: Store) -> None:
    app = on_the_page("zh", ("one.csv", ONE_DAY))
    app.text_input(key="import_shop").set_value("晨光小店").run()
    app.button(key="import").click().run()
    assert own_store.shops() == ["晨光小店"]


def test_every_table_and_column_has_its_words() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert words("zh")(f"column.{column.name}") != column.name
