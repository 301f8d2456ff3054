"""Exclusions on the data page: noted, decided, taken back, and what they do to the metrics."""

import io
from datetime import date

import pytest
from app_at_hand import assert_fine, messages, opened, words_of
from made_up import csv_bytes
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, words
from dashboard.views import exclusions as view
from scoring.certify.calendar import latest_filing_day
from scoring.measure.catalogue import METRICS
from scoring.measure.records import ExclusionRow, exclusions_of
from scoring.rules.catalogue import scheme
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
STAR = "tmall_experience_star"
ORDERS = csv_bytes(
    [
        {
            "order_id": f"o{day}-{number}", "paid_at": f"2022-06-{day:02} 10:00:00", "category": "女装/女士精品",
            "collected_at": f"2022-06-{day:02} 20:00:00" if number else f"2022-06-{day + 2:02} 20:00:00",
            "delivered_at": f"2022-06-{day + 1:02} 10:00:00" if number else f"2022-06-{day + 2:02} 22:00:00",
            "province": "浙江省" if number else "河南省",
        }
        for day in range(1, 29) for number in range(4)
    ]
)  # fmt: skip


@pytest.fixture
def shop(own_store: Store) -> Store:
    own_store.import_file(io.BytesIO(ORDERS), "orders.csv", shop="晨光小店")
    return own_store


def page(language: str) -> AppTest:
    app = opened("data", {"lang": language, "scheme": STAR})
    app.session_state[f"data_tab_imports_{language}"] = words(language)("data.tab_exclusions")
    return app.run()


def kept(store: Store) -> list[ExclusionRow]:
    return exclusions_of(store.events(), "晨光小店")


def by_record(app: AppTest, record: str) -> AppTest:
    app.text_input(key="exclusion_record").set_value(record).run()
    return app.button(key="exclusion_add_button").click().run()


def test_one_is_noted_decided_and_taken_back(shop: Store) -> None:
    t = words("zh")
    app = page("zh")
    assert_fine(app)
    assert t("exclude.none") in messages(app, "info")
    by_record(app, "o1-0")
    assert_fine(app)
    assert messages(app, "info")[0] == t("exclude.added", what="订单 o1-0")
    (row,) = kept(shop)
    assert (row.table, row.record_id, row.status) == ("orders", "o1-0", "pending")
    assert row.filed_on is not None
    entry = shop.imports()[0]
    assert entry.table == "exclusions"
    assert "订单 o1-0" in entry.file, "the history says what it was"
    assert t("exclude.status_pending") in entry.file

    for status in ("upheld", "rejected", "pending", "upheld"):
        app.get("button_group")
        next(item for item in app.get("button_group") if item.key == "exclusion_status").set_value(status).run()
        app.button(key="exclusion_change").click().run()
        assert_fine(app)
        (row,) = kept(shop)
        assert row.status == status, "a status that was there before is set again too"
        assert (row.decided_on is None) is (status == "pending")
        assert row.record_id == "o1-0"
    assert len(shop.imports()) == 6

    app.button(key="exclusion_remove").click().run()
    assert_fine(app)
    assert messages(app, "info")[0] == t("exclude.removed", what="订单 o1-0")
    assert kept(shop) == []
    assert [entry.undone for entry in shop.imports()] == [True] * 5 + [False]
    by_record(app, "o1-0")
    assert len(kept(shop)) == 1, "what was taken back can be noted again"


@both_languages
def test_what_is_upheld_is_shown_beside_the_count_as_it_is(language: str, shop: Store) -> None:
    t = words(language)
    app = page(language)
    next(item for item in app.get("button_group") if item.key == "exclusion_kind").set_value("area").run()
    app.button(key="exclusion_add_button").click().run()
    assert messages(app, "warning") == [t("exclude.lacking_days")]
    app.text_input(key="exclusion_province").set_value("河南").run()
    app.date_input(key="exclusion_days").set_value((date(2022, 6, 1), date(2022, 6, 5))).run()
    next(item for item in app.get("button_group") if item.key == "exclusion_new_status").set_value("upheld").run()
    app.button(key="exclusion_add_button").click().run()
    assert_fine(app)
    (row,) = kept(shop)
    assert (row.province, row.from_day, row.to_day, row.status) == (
        "河南",
        date(2022, 6, 1),
        date(2022, 6, 5),
        "upheld",
    )
    listed, counts = (item.value for item in app.dataframe)
    assert "河南 2022-06-01" in str(listed.iloc[0].to_list())
    assert view.status_text("upheld", language) in listed.iloc[0].to_list()
    first = dict(zip(counts.columns, counts.iloc[0].to_list(), strict=True))
    assert first[t("exclude.taken_out")] == "5"
    assert first[t("exclude.counted")] != first[t("exclude.after")]


def test_a_record_needs_its_number(shop: Store) -> None:
    app = page("zh")
    app.button(key="exclusion_add_button").click().run()
    assert_fine(app)
    assert messages(app, "warning") == [words("zh")("exclude.lacking_record")]
    assert kept(shop) == []


def test_one_that_came_with_a_file_is_taken_back_with_that_file(shop: Store) -> None:
    content = csv_bytes([{"exclusion_id": "x1", "table": "orders", "record_id": "o2-0", "status": "pending"}])
    shop.import_file(io.BytesIO(content), "平台公告.csv", shop="晨光小店", table="exclusions")
    app = page("zh")
    app.button(key="exclusion_remove").click().run()
    assert_fine(app)
    assert messages(app, "error") == [words("zh")("exclude.not_removable", file="平台公告.csv")]
    assert len(kept(shop)) == 1


@both_languages
def test_the_latest_day_to_file_is_said(language: str, shop: Store) -> None:
    app = page(language)
    last = date(2022, 6, 30)
    filing = latest_filing_day(scheme(STAR).in_force_or_first(last), last)
    assert filing is not None
    said = " ".join(words_of(app))
    assert str(filing.certification) in said
    assert str(filing.latest) in said
    assert words(language)("evidence.assumed") in said
    assert view.latest_text(None, last, language) == words(language)("exclude.latest_none")
    assert view.latest_text(filing, date(2030, 1, 1), language) != view.latest_text(filing, date(2000, 1, 1), language)


@both_languages
def test_the_sample_shop_shows_its_exclusions_and_takes_none(language: str, own_store: Store) -> None:
    app = opened("data", {"lang": language})
    app.session_state[f"data_tab_guides_{language}"] = words(language)("data.tab_exclusions")
    app.run()
    assert_fine(app)
    assert len(app.dataframe) >= 1
    assert not [button for button in app.button if str(button.key).startswith("exclusion_")]


def test_the_same_thing_has_the_same_id_and_another_one_another() -> None:
    one = view.with_id({"table": "orders", "record_id": "1", "reason": "a", "filed_on": date(2022, 6, 1)})
    same = view.with_id({"table": "orders", "record_id": "1", "reason": "b", "filed_on": None})
    other = view.with_id({"table": "orders", "record_id": "2"})
    assert one["exclusion_id"] == same["exclusion_id"] != other["exclusion_id"]
    assert one["filed_on"] == "2022-06-01"
    assert same["filed_on"] == ""


def test_the_name_of_a_file_holds_nothing_a_folder_refuses() -> None:
    name, content = view.row_file(
        {"exclusion_id": "page-1", "status": "upheld", "reason": '=1+1,"x"'}, "店", "2022", 'a/b\\c:d*e?f"<g>|', "zh"
    )
    assert not set('/\\:*?"<>|') & set(name)
    assert '"=1+1,""x"""' in content.decode()


@both_languages
def test_every_metric_that_can_be_named_has_its_words(language: str) -> None:
    for name in view.metrics_to_choose():
        assert view.metric_name(name, language)
        assert not name or not METRICS[name].from_platform
    assert view.metric_name("gone", language) == "gone"
