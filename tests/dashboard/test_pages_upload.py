"""The data page: upload, a card, import, message; what cannot be used is said in one sentence."""

import re

import pytest
from app_at_hand import APP, ONE_DAY, as_read, assert_fine, messages, metrics_of, opened, turned, words_of
from made_up import csv_bytes
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, words
from scoring.intake.tables import TABLES
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
BAD = {
    "picture": (PNG, []),
    "empty": (b"", []),
    "header only": (b"order_id,paid_at\n", []),
    "no key": (b"paid_at,amount,buyer_id\n2022-01-01 10:00:00,5,b\n", ["order_id", "1"]),
    "date": (b"order_id,paid_at\n1,31/31/2020\n", ["31/31/2020", "paid_at", "2"]),
    "score": (b"review_id,rated_at,service_score\n1,2022-01-01 10:00:00,9\n", ["service_score", "2", "9"]),
    "no table": (b"name,age\nA,5\n", ["name", "age"]),
    "column twice": (b"order_id,paid_at,paid_at\n1,2022-01-01,2022-01-02\n", ["paid_at", "2", "3"]),
}


def uploaded(language: str, name: str, content: bytes, app: AppTest | None = None) -> AppTest:
    app = app or opened("data", {"lang": language})
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return app.run()


def card_of(app: AppTest, file: str) -> str:
    """Everything the page says, when a card of that file stands on it."""
    assert f":material/description: **{file}**" in [as_read(item.value) for item in app.markdown]
    return " ".join(words_of(app))


@both_languages
def test_upload_read_import_and_see_the_own_shop(language: str, own_store: Store) -> None:
    t = words(language)
    app = uploaded(language, "one_day.csv", ONE_DAY)
    assert_fine(app)
    said = card_of(app, "one_day.csv")
    assert t("reading.state_ready") in said
    assert metrics_of(app)[t("reading.read")] == metrics_of(app)[t("reading.new")] == "40"
    assert own_store.imports() == [], "the report alone imports nothing"
    assert own_store.version() == ""
    assert app.query_params["data"] == "sample"

    app.button(key="import").click().run()
    assert_fine(app)
    assert messages(app, "success") == [t("data.imported", file="one_day.csv", kept=40, new=40, changed=0)]
    assert (app.query_params["data"], app.query_params["shop"]) == ("own", "my-shop")
    assert len(own_store.imports()) == 1
    assert own_store.imports()[0].who, "who did it is on record"

    uploaded(language, "one_day.csv", ONE_DAY, app)
    assert t("reading.state_already") in card_of(app, "one_day.csv")
    assert metrics_of(app)[t("reading.new")] == "0"
    app.button(key="import").click().run()
    assert messages(app, "success") == [t("data.already", file="one_day.csv")]
    assert len(own_store.imports()) == 1, "the same file again changes nothing"

    app.button(key="open_board").click().run()
    assert_fine(app)
    assert as_read(app.header[0].value) == "my-shop"


@both_languages
def test_an_import_is_undone(language: str, one_day_store: Store) -> None:
    app = opened("data", {"lang": language})
    app.button(key="undo").click().run()
    assert_fine(app)
    assert [entry.undone for entry in one_day_store.imports()] == [True]
    said = messages(app, "success") + messages(app, "info")
    assert words(language)("data.undone_done", file="one_day.csv") in said
    assert not [button for button in app.button if button.key == "undo"], "nothing is left to undo"
    state = str(app.dataframe[0].value.iloc[0].iloc[-1])
    assert one_day_store.imports()[0].undone_by in state, "who took it back, and when, is on record"
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", state)
    turned(app, "board")
    assert_fine(app)
    assert app.query_params["data"] == "sample", "with no own data left the sample shop is back"


@both_languages
@pytest.mark.parametrize("which", BAD)
def test_a_file_of_no_use_gets_one_sentence_and_nothing_is_imported(
    language: str, which: str, own_store: Store
) -> None:
    content, named = BAD[which]
    app = uploaded(language, "bad.csv", content)
    assert_fine(app)
    card_of(app, "bad.csv")
    said = messages(app, "error") + messages(app, "warning")
    assert len(said) == 1
    for word in named:
        assert re.search(rf"(?<![\w/]){re.escape(word)}(?![\w/])", said[0]), (word, said[0])
    assert bool(re.search(r"[\u4e00-\u9fff]", said[0])) is (language == "zh")
    assert not messages(app, "success")
    assert app.button(key="import").disabled
    assert own_store.imports() == []
    assert not list(own_store.folder.rglob("*.parquet"))
    app.button(key="discard_all").click().run()
    assert_fine(app)
    assert not messages(app, "error") + messages(app, "warning")
    assert_fine(turned(app, "board")), "the app goes on"


@both_languages
def test_the_good_rows_of_a_file_are_kept_and_the_bad_ones_named(language: str, own_store: Store) -> None:
    t = words(language)
    rows = [{"order_id": f"o{day}", "paid_at": f"2022-06-{day:02} 10:00:00"} for day in range(1, 31)]
    rows[4]["paid_at"] = "31/31/2020"
    app = uploaded(language, "mixed.csv", csv_bytes(rows))
    assert_fine(app)
    assert t("reading.state_partly") in card_of(app, "mixed.csv")
    problems = [[str(cell) for cell in row] for row in app.dataframe[0].value.to_numpy()]
    assert len(problems) == 1
    row, column, value, reason, fix = problems[0]
    assert (row, value) == ("6", "31/31/2020")
    assert "paid_at" in column
    assert reason == t("rejection.bad_value", expected=t("expected.time"))
    assert fix == t("fix.bad_value")
    assert t("reading.problems_download") in [button.label for button in app.get("download_button")]
    app.button(key="import").click().run()
    assert_fine(app)
    assert own_store.imports()[0].rows_kept == 29
    assert own_store.imports()[0].rows_rejected == 1


def test_a_bad_file_beside_a_good_one_does_not_keep_it_out(own_store: Store) -> None:
    app = opened("data", {"lang": "zh"})
    app.file_uploader[0].set_value([("good.csv", ONE_DAY, "text/csv"), ("bad.csv", PNG, "text/csv")])
    app.run()
    assert len(messages(app, "error")) == 1
    app.button(key="import").click().run()
    assert [entry.file for entry in own_store.imports()] == ["good.csv"]


@pytest.mark.parametrize("shop", ["   ", "店 铺*_`[x](http://x.test)`$a$"])
def test_any_name_of_a_shop_can_be_typed(shop: str, own_store: Store) -> None:
    app = opened("data", {"lang": "zh"})
    app.text_input(key="import_shop").set_value(shop)
    uploaded("zh", "one_day.csv", ONE_DAY, app)
    app.button(key="import").click().run()
    assert own_store.shops() == [shop.strip() or "my-shop"]
    assert_fine(turned(app, "board"))


def test_the_formats_are_a_table_of_every_column(own_store: Store) -> None:
    app = opened("data", {"lang": "zh"})
    frame = app.table[0].value
    whole = " ".join(as_read(str(cell)) for row in frame.to_numpy() for cell in row)
    for table in TABLES.values():
        for column in table.columns:
            assert column.name in whole or column.name == "shop_id"


def test_the_app_is_found_beside_its_package() -> None:
    assert APP.is_file()
