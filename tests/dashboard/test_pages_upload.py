"""The data page: upload, report, import, message; what cannot be used is said in one sentence."""

import re

import pytest
from app_at_hand import APP, ONE_DAY, as_read, assert_fine, metrics_of, opened, turned
from made_up import csv_bytes
from shops_to_show import LIGHTHOUSE, STAR, sample
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.data import table_name
from scoring.improve.what_if import what_if
from scoring.intake.tables import TABLES
from scoring.measure.catalogue import METRICS
from scoring.measure.engine import MEASURED_TABLES
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
    "no table": (b"name,age\nA,5\n", ["name, age", "1"]),
    "column twice": (b"order_id,paid_at,paid_at\n1,2022-01-01,2022-01-02\n", ["paid_at", "2", "3"]),
}


def uploaded(language: str, name: str, content: bytes, app: AppTest | None = None) -> AppTest:
    app = app or opened("data", {"lang": language})
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return app.run()


def messages(app: AppTest, kind: str) -> list[str]:
    return [as_read(item.value) for item in getattr(app, kind)]


@both_languages
def test_upload_read_import_and_see_the_own_shop(language: str, own_store: Store) -> None:
    t = words(language)
    app = uploaded(language, "one_day.csv", ONE_DAY)
    assert_fine(app)
    assert "one_day.csv" in messages(app, "success")[0]
    assert "40" in messages(app, "success")[0]
    assert own_store.imports() == [], "the report alone imports nothing"
    assert app.query_params["data"] == "sample"

    app.button(key="import").click().run()
    assert_fine(app)
    assert messages(app, "success") == [t("data.imported", file="one_day.csv", kept=40, new=40)]
    assert (app.query_params["data"], app.query_params["shop"]) == ("own", "my-shop")
    assert len(own_store.imports()) == 1

    uploaded(language, "one_day.csv", ONE_DAY, app)
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
    said = messages(app, "error")
    assert len(said) == 1
    assert "bad.csv" in said[0]
    for word in named:
        assert re.search(rf"(?<![\w/]){re.escape(word)}(?![\w/])", said[0]), (word, said[0])
    assert bool(re.search(r"[\u4e00-\u9fff]", said[0])) is (language == "zh")
    assert not messages(app, "success")
    assert app.button(key="import").disabled
    assert own_store.imports() == []
    assert not list(own_store.folder.rglob("*.parquet"))
    assert_fine(turned(app, "board")), "the app goes on"


@both_languages
def test_the_good_rows_of_a_file_are_kept_and_the_bad_ones_named(language: str, own_store: Store) -> None:
    rows = [{"order_id": f"o{day}", "paid_at": f"2022-06-{day:02} 10:00:00"} for day in range(1, 31)]
    rows[4]["paid_at"] = "31/31/2020"
    app = uploaded(language, "mixed.csv", csv_bytes(rows))
    assert_fine(app)
    assert len(messages(app, "warning")) == 1
    problems = app.dataframe[0].value
    assert [list(row)[:3] for row in problems.to_numpy()] == [["6", "paid_at", "31/31/2020"]]
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


@both_languages
def test_an_alternative_changes_the_scenario_and_never_the_baseline(language: str, own_store: Store) -> None:
    t = words(language)
    app = opened("what_if", {"lang": language, "data": "sample"})
    label = f"{t('what_if.baseline')} · {t('what_if.total')}"
    before, version = metrics_of(app)[label], own_store.version()
    slow = ONE_DAY.replace(b"2022-06-22 10:00:00", b"2022-06-29 10:00:00")
    app.file_uploader[0].set_value(("slow.csv", slow, "text/csv"))
    app.run()
    assert_fine(app)
    assert metrics_of(app)[label] == before
    assert metrics_of(app)[t("what_if.difference")] != "0"
    assert own_store.version() == version == ""
    app.file_uploader[0].set_value(("bad.csv", PNG, "text/csv"))
    app.run()
    assert len(messages(app, "error")) == 1
    assert metrics_of(app)[t("what_if.difference")] == "0"


def alternative(language: str, name: str, content: bytes, **address: str) -> AppTest:
    app = opened("what_if", {"lang": language, "data": "sample", **address})
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return app.run()


def chats(shop: str | None = None, month: str = "2022-06", **cells: object) -> bytes:
    named = {} if shop is None else {"shop_id": shop}
    return csv_bytes(
        [
            {**named, "chat_id": f"c{day}-{hour}", "asked_at": f"{month}-{day:02} {hour:02}:00:00", "replied": "true",
             "first_human_reply_seconds": 3000, **cells} for day in range(1, 29) for hour in range(9, 13)
        ]
    )  # fmt: skip


@both_languages
def test_an_alternative_of_the_shop_itself_is_used_without_a_warning(language: str, own_store: Store) -> None:
    t, shop = words(language), sample().sums.shops[0]
    used = t("what_if.upload_used", file="chats.csv", rows="112", table=table_name("chats", language))
    for content in (chats(), chats(shop)):
        app = alternative(language, "chats.csv", content)
        assert_fine(app)
        assert messages(app, "success") == [used]
        assert not messages(app, "warning")
        assert metrics_of(app)[t("what_if.difference")] != "0"


@both_languages
def test_an_alternative_of_another_shop_is_tried_and_said_to_be_foreign(language: str, own_store: Store) -> None:
    t, shop = words(language), sample().sums.shops[0]
    app = alternative(language, "chats.csv", chats("别*家_店"))
    assert_fine(app)
    assert messages(app, "warning") == [t("what_if.upload_foreign", other="别*家_店", shop=shop)]
    own = alternative(language, "chats.csv", chats())
    assert metrics_of(app) == metrics_of(own), "its rows count as this shop's"


@both_languages
def test_an_alternative_of_several_other_shops_is_refused(language: str, own_store: Store) -> None:
    content = chats("a") + b"".join(chats("b").splitlines(keepends=True)[1:]).replace(b"c", b"d")
    app = alternative(language, "chats.csv", content)
    assert_fine(app)
    said = words(language)("what_if.upload_other_shop", file="chats.csv", shops="a, b", shop=sample().sums.shops[0])
    assert messages(app, "error") == [said]
    assert not messages(app, "success")
    assert metrics_of(app)[words(language)("what_if.difference")] == "0"


@both_languages
def test_an_alternative_whose_days_no_window_meets_is_said_to_change_little(language: str, own_store: Store) -> None:
    t = words(language)
    app = alternative(language, "old.csv", chats(month="2020-06"))
    assert_fine(app)
    days = t("what_if.upload_days", first="2020-06-01", last="2020-06-28", day=fmt.day(sample().day))
    assert messages(app, "warning") == [days]
    assert not messages(alternative(language, "old.csv", chats(month="2020-06"), day="2021-07-01"), "error")


NOT_MEASURED = {
    "annotations": [{"annotation_id": "a", "day": "2022-06-01", "text": "x"}],
    "official_scores": [{"day": "2022-06-01", "scheme": STAR, "item": "level", "score": "4"}],
}


def test_every_table_that_is_not_measured_is_among_those_tried_or_is_no_alternative() -> None:
    assert set(NOT_MEASURED) | set(MEASURED_TABLES) | {"exclusions"} == set(TABLES)


@both_languages
@pytest.mark.parametrize("table", NOT_MEASURED)
def test_a_table_that_is_not_measured_is_refused_as_an_alternative(language: str, table: str, own_store: Store) -> None:
    t = words(language)
    app = alternative(language, "other.csv", csv_bytes(NOT_MEASURED[table]))
    assert_fine(app)
    assert messages(app, "error") == [t("what_if.upload_not_measured", table=table_name(table, language))]
    assert not messages(app, "success")
    assert metrics_of(app)[t("what_if.difference")] == "0"


def test_the_levers_start_where_the_alternative_stands(own_store: Store) -> None:
    plain = opened("what_if", {"lang": "zh", "data": "sample"})
    before = plain.number_input(key="box_human_reply_seconds").value
    app = alternative("zh", "chats.csv", chats(first_human_reply_seconds=300))
    box, slider = app.number_input(key="box_human_reply_seconds"), app.slider(key="slider_human_reply_seconds")
    assert box.value == 300
    assert before != 300
    assert slider.value == min(max(300, slider.min), slider.max)
    now = metric_text("human_reply_seconds")
    assert any(now in item.value for item in app.caption), "where the shop itself stands is still said"
    other = app.number_input(key="box_delivery_hours").value
    assert other == plain.number_input(key="box_delivery_hours").value
    box.set_value(20.0).run()
    assert_fine(app)
    assert app.query_params["set"] in ("human_reply_seconds:20.0", ["human_reply_seconds:20.0"])
    app.button(key="reset_human_reply_seconds").click().run()
    assert app.number_input(key="box_human_reply_seconds").value == 300, "back to the alternative, not to the shop"


def metric_text(metric: str) -> str:
    item = next(row for row in sample().result.indicators.values() if row.metric == metric)
    return words("zh")("what_if.now", value=fmt.measured(item.value, METRICS[metric].unit, "zh"))


@both_languages
def test_the_gates_a_what_if_cannot_check_are_named_where_there_are_any(language: str, own_store: Store) -> None:
    t = words(language)
    begin = t("what_if.provided", gates="GATES").partition("GATES")[0]
    for scheme, changes in ((STAR, {"delivery_hours": 48.0}), (STAR, {}), (LIGHTHOUSE, {})):
        shop = sample(scheme)
        tried = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, changes).scenario
        gates = next((level.gates for level in shop.rules.levels if level.level == tried.level), ())
        unchecked = [gate.label[language] for gate in tried.gates if gate.id in gates and gate.state == "not_checked"]
        address = {"set": ",".join(f"{name}:{value}" for name, value in changes.items())} if changes else {}
        app = opened("what_if", {"lang": language, "scheme": scheme, **address})
        said = [item.value for item in app.caption if item.value.startswith(begin)]
        assert said == ([t("what_if.provided", gates=t("board.list").join(unchecked))] if unchecked else [])


def test_the_formats_are_a_table_of_every_column(own_store: Store) -> None:
    app = opened("data", {"lang": "zh"})
    frame = app.table[0].value
    whole = " ".join(as_read(str(cell)) for row in frame.to_numpy() for cell in row)
    for table in TABLES.values():
        for column in table.columns:
            assert column.name in whole or column.name == "shop_id"


def test_the_app_is_found_beside_its_package() -> None:
    assert APP.is_file()
