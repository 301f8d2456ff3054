"""A file uploaded on the what-if page: an alternative to the rows of one table, never part of the shop's data."""

import pytest
from app_at_hand import ONE_DAY, assert_fine, messages, metrics_of, opened, words_of
from made_up import csv_bytes
from shops_to_show import LIGHTHOUSE, STAR, sample, sample_events
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.data import column_name, table_name
from scoring.improve.what_if import what_if
from scoring.intake.tables import TABLES
from scoring.measure.altered import ALTERABLE
from scoring.measure.catalogue import METRICS
from scoring.measure.records import days_of
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


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
    moved = metrics_of(app)[t("what_if.difference")]
    assert moved != "0"
    assert own_store.version() == version == ""
    app.file_uploader[0].set_value(("bad.csv", PNG, "text/csv"))
    app.run()
    assert len(messages(app, "error")) == 1
    assert metrics_of(app)[t("what_if.difference")] == moved, "a file that cannot be read changes nothing"
    app.button(key="change_0_gone").click().run()
    assert metrics_of(app)[t("what_if.difference")] == "0"
    assert "stack" not in app.query_params


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
    dimension = sample().result.dimensions["consultation"].label[language]
    assert messages(app, "warning") == [t("what_if.fewer_dimensions", names=dimension, known=4, all=5), days]
    assert not messages(alternative(language, "old.csv", chats(month="2020-06"), day="2021-07-01"), "error")


ROWS = {
    "annotations": [{"annotation_id": "a", "day": "2022-06-01", "text": "x"}],
    "official_scores": [{"day": "2022-06-01", "scheme": STAR, "item": "level", "score": "4"}],
}
NOT_MEASURED = sorted(set(TABLES) - set(ALTERABLE))


def test_every_table_that_is_not_measured_is_among_those_tried() -> None:
    assert set(NOT_MEASURED) == set(ROWS)


@both_languages
@pytest.mark.parametrize("table", NOT_MEASURED)
def test_a_table_that_is_not_measured_is_refused_as_an_alternative(language: str, table: str, own_store: Store) -> None:
    t = words(language)
    app = alternative(language, "other.csv", csv_bytes(ROWS[table]))
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
    assert any(now in text for text in words_of(app)), "where the shop itself stands is still said"
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


@both_languages
def test_what_a_file_lacks_is_said_where_it_is_used_and_where_the_score_is(language: str, own_store: Store) -> None:
    t, shop = words(language), sample()
    rows = [{"chat_id": f"c{number}", "replied": "true", "first_human_reply_seconds": 30} for number in range(20)]
    app = alternative(language, "chats.csv", csv_bytes(rows))
    assert_fine(app)
    said = messages(app, "warning")
    dimension = shop.result.dimensions["consultation"].label[language]
    assert t("what_if.fewer_dimensions", names=dimension, known=4, all=5) in said
    own = sum(days_of(sample_events(), shop.sums.shops[0])["chats"].values())
    assert t("what_if.upload_few", rows="20", own=fmt.whole(own), table=table_name("chats", language)) in said
    (lacks,) = [text for text in said if column_name("asked_at", language) in text]
    assert METRICS["reply_rate"].label[language] in lacks


@both_languages
def test_one_row_in_place_of_a_days_orders_is_said_to_be_few(language: str, own_store: Store) -> None:
    t = words(language)
    app = alternative(language, "orders.csv", ONE_DAY.split(b"\n")[0] + b"\n" + ONE_DAY.split(b"\n")[1] + b"\n")
    assert_fine(app)
    assert any(text.startswith(t("what_if.upload_few", rows="1", own="#", table="#").split("#")[0]) for text in
               messages(app, "warning")), messages(app, "warning")  # fmt: skip


@both_languages
def test_a_plan_may_have_the_headers_that_the_page_names(language: str, own_store: Store) -> None:
    t = words(language)
    app = opened("what_if", {"lang": language, "data": "sample", "ahead": "1"})
    (way,) = [item for item in app.get("button_group") if item.key == "scenario_way"]
    way.set_value("plan").run()
    rows = [{"日期": f"2022-07-{day:02}", "指标": "物流到货时长", "数值": "30"} for day in range(6, 16)]
    app.file_uploader[0].set_value(("目标.csv", csv_bytes(rows), "text/csv"))
    app.run()
    assert_fine(app)
    assert messages(app, "success") == [t("scenario.file_planned", file="目标.csv", rows="10")], messages(app, "error")
    assert "stack" in app.query_params
