"""The trends page: what it shows of every kind of shop, its tabs, and annotations noted, changed and taken back."""

import io
import re
from datetime import date

import pytest
from app_at_hand import as_read, assert_fine, messages, metrics_of, opened, words_of
from made_up import csv_bytes
from shops_to_show import ALL_SCHEMES, STAR, sample
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.text import LANGUAGES, locale, words
from dashboard.views import annotations as view
from scoring.measure.catalogue import METRICS
from scoring.measure.records import Annotation, annotation_rows
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
nothing_own = pytest.mark.usefixtures("no_data")
TABS = ("days", "weekdays", "leaving", "notes", "together")
REPLY, HOURS = "reply_rate", "delivery_hours"
MINE = ("trends", "weekday", "leaving", "notes", "together")
SHOP = "晨光小店"
ORDERS = csv_bytes(
    [
        {
            "order_id": f"o{month}-{day}-{number}", "category": "女装/女士精品", "province": "浙江省",
            "paid_at": f"2022-0{month}-{day:02} 10:00:00", "collected_at": f"2022-0{month}-{day:02} 20:00:00",
            "delivered_at": f"2022-0{month}-{day + 1:02} {10 + number + (month == 5) * 9}:00:00",
        }
        for month in (5, 6) for day in range(1, 29) for number in range(4)
    ]
)  # fmt: skip


@pytest.fixture
def shop(own_store: Store) -> Store:
    own_store.import_file(io.BytesIO(ORDERS), "orders.csv", shop=SHOP)
    return own_store


def page(language: str, tab: str = "", **address: str) -> AppTest:
    app = opened("trends", {"lang": language, "scheme": STAR, **address})
    return turned_to(app, language, tab) if tab else app


def turned_to(app: AppTest, language: str, tab: str) -> AppTest:
    app.session_state[f"trends_tab_{language}"] = words(language)(f"trends.tab_{tab}")
    return app.run()


def fine(app: AppTest) -> None:
    assert_fine(app)
    keys = set(locale("zh"))
    assert not [text for text in words_of(app) if re.fullmatch(rf"({'|'.join(MINE)})\.\w+", text) or text in keys]


def kept(store: Store) -> list[Annotation]:
    return annotation_rows(store.events(), SHOP)


@nothing_own
@both_languages
@pytest.mark.parametrize("metric", [REPLY, HOURS, "first_quality_refund_rate", "product_reputation"])
def test_the_figure_on_top_is_the_one_scoring_gives(metric: str, language: str) -> None:
    app = page(language, metric=metric)
    fine(app)
    row = next(item for item in sample().result.indicators.values() if item.metric == metric)
    label = words(language)("trends.now", day=fmt.day(sample().day)[5:])
    assert metrics_of(app)[label] == fmt.measured(row.value, METRICS[metric].unit, language)
    (chart,) = app.get("plotly_chart")
    assert METRICS[metric].label[language] in chart.proto.alt
    rows = app.dataframe[0].value
    assert rows.iloc[0][words(language)("trends.day")] == fmt.day(sample().day)
    assert rows.iloc[0][words(language)("trends.score")] == fmt.points(row.score)


@nothing_own
@both_languages
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_counted_and_for_given_metrics(tab: str, language: str) -> None:
    for address in ({"metric": REPLY, "against": HOURS}, {"metric": "product_reputation"}):
        app = page(language, tab, **address)
        fine(app)
        assert len(words_of(app)) > 20


@nothing_own
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_every_scheme_has_its_metrics_to_choose_from(scheme: str) -> None:
    app = page("zh", scheme=scheme)
    fine(app)
    shown = sample(scheme)
    assert len(app.selectbox(key="metric").options) == len(shown.rules.windows_for(shown.category))


@nothing_own
@both_languages
@pytest.mark.parametrize("span", ["7", "180", "cycle", "last_cycle", "all", "2022-05-01..2022-05-01"])
def test_every_span_is_drawn(span: str, language: str) -> None:
    app = page(language, metric=HOURS, span=span, against=REPLY)
    fine(app)
    assert len(app.get("plotly_chart")) == 1
    assert app.query_params["against"] == REPLY


@nothing_own
def test_what_is_chosen_is_kept_in_the_address() -> None:
    app = page("zh")
    app.selectbox(key="metric").set_value(HOURS).run()
    app.selectbox(key="against").set_value(REPLY).run()
    fine(app)
    assert (app.query_params["metric"], app.query_params["against"]) == (HOURS, REPLY)
    app.selectbox(key="metric").set_value(REPLY).run()
    fine(app)
    assert app.selectbox(key="against").value == "", "a metric is not compared with itself"


@nothing_own
@both_languages
def test_a_metric_that_is_lacking_says_what_it_needs_and_where_to_bring_it(language: str) -> None:
    app = page(language, data="real", metric=REPLY)
    fine(app)
    needs = words(language)("board.needs", columns="").rstrip("。. ")
    assert any(text.startswith(needs) for text in messages(app, "info"))
    assert not app.get("plotly_chart")
    without = [
        name for name in app.selectbox(key="metric").options if name.endswith(words(language)("trends.without_data"))
    ]
    assert any(METRICS[REPLY].label[language] in name for name in without)
    assert not any(METRICS[HOURS].label[language] in name for name in without)
    assert not app.tabs, "there is nothing to say about its days"
    assert any(words(language)("notes.own_only") in text for text in words_of(app)), (
        "annotations are there all the same"
    )


@both_languages
def test_a_shop_of_one_day_has_words_in_the_place_of_every_picture(language: str, one_day_store: Store) -> None:
    assert one_day_store.imports()
    for tab in TABS:
        app = page(language, tab, metric=HOURS, against=REPLY)
        fine(app)
        assert messages(app, "info")


@nothing_own
@both_languages
def test_the_sample_shop_takes_no_annotations_and_says_why(language: str) -> None:
    app = page(language, "notes")
    fine(app)
    assert any(words(language)("notes.own_only") in text for text in words_of(app))
    assert not [button for button in app.button if str(button.key).startswith("annotation_")]
    listed = app.dataframe[0].value
    assert list(listed.iloc[:, 0]) == ["6", "5", "4", "3", "2", "1"]


@nothing_own
def test_before_and_after_finds_what_the_night_shift_cost() -> None:
    app = page("zh", "notes")
    app.selectbox(key="annotation_choice").set_value("A004").run()
    fine(app)
    t, rows = words("zh"), app.dataframe[1].value
    verdicts = dict(zip(rows[t("trends.metric")], rows[t("notes.verdict")], strict=True))
    for metric in (REPLY, "human_reply_seconds"):
        assert verdicts[METRICS[metric].label["zh"]] == t("notes.state_worse")
    assert verdicts[METRICS[HOURS].label["zh"]] == t("notes.state_by_chance")
    assert t("notes.not_a_cause") in words_of(app)


def test_one_is_noted_found_on_the_chart_changed_and_taken_back(shop: Store) -> None:
    t = words("zh")
    app = page("zh", "notes", metric=HOURS)
    fine(app)
    assert t("notes.none") in messages(app, "info")
    app.button(key="annotation_add_button").click().run()
    assert t("notes.lacking_text") in messages(app, "warning")
    text = "换了快递 *[x](y)* <b>"
    app.date_input(key="annotation_day").set_value(date(2022, 5, 31)).run()
    app.text_input(key="annotation_text_0").set_value(text).run()
    app.button(key="annotation_add_button").click().run()
    fine(app)
    assert as_read(t("notes.added", text=text)) in messages(app, "success")
    (row,) = kept(shop)
    assert (row.day, row.text) == (date(2022, 5, 31), text)
    assert row.annotation_id in shop.imports()[0].file
    assert "2022-05-31" in shop.imports()[0].file, "the history says what it was"
    verdict = app.dataframe[1].value.iloc[0][t("notes.verdict")]
    assert verdict == t("notes.state_better"), "June is faster than May"

    assert app.text_input(key="annotation_text_1").value == "", "ready for the next one"
    app.text_input(key="annotation_text_1").set_value(text).run()
    app.date_input(key="annotation_day").set_value(date(2022, 5, 31)).run()
    app.button(key="annotation_add_button").click().run()
    assert t("notes.there_already") in messages(app, "warning")
    assert len(kept(shop)) == 1

    app.button(key="annotation_save").click().run()
    assert t("notes.unchanged") in messages(app, "info")
    mark = f"{row.annotation_id}_{row.day}_{len(row.text)}"
    app.text_input(key=f"edit_text_{mark}").set_value("换回原快递").run()
    app.button(key="annotation_save").click().run()
    fine(app)
    assert kept(shop) == [Annotation(row.annotation_id, row.day, "换回原快递")]

    app.button(key="annotation_remove").click().run()
    fine(app)
    assert kept(shop) == []
    assert [entry.undone for entry in shop.imports()] == [True, True, False]
    assert t("notes.removed", text="换回原快递") in messages(app, "success")


def test_one_that_came_with_a_file_is_taken_back_with_that_file(shop: Store) -> None:
    content = csv_bytes([{"annotation_id": "A1", "day": "2022-06-20", "text": "大促"}])
    shop.import_file(io.BytesIO(content), "运营日历.csv", shop=SHOP, table="annotations")
    app = page("zh", "notes")
    app.text_input(key="edit_text_A1_2022-06-20_2").set_value("年中大促").run()
    app.button(key="annotation_save").click().run()
    fine(app)
    assert [row.text for row in kept(shop)] == ["年中大促"]
    app.button(key="annotation_remove").click().run()
    assert messages(app, "error") == [words("zh")("notes.not_removable", file="运营日历.csv")]
    assert len(kept(shop)) == 1


def test_the_one_just_noted_is_looked_at_and_when_it_goes_another_one(shop: Store) -> None:
    app = page("zh", "notes")
    for number, day in enumerate((date(2022, 6, 10), date(2022, 6, 1))):
        app.text_input(key=f"annotation_text_{number}").set_value(f"改动 {day}").run()
        app.date_input(key="annotation_day").set_value(day).run()
        app.button(key="annotation_add_button").click().run()
        fine(app)
        picked = app.selectbox(key="annotation_choice").value
        assert {item.annotation_id: item.day for item in kept(shop)}[picked] == day
    app.button(key="annotation_remove").click().run()
    fine(app)
    (left,) = kept(shop)
    assert left.day == date(2022, 6, 10)
    assert app.selectbox(key="annotation_choice").value == left.annotation_id


def test_too_little_after_a_note_says_how_many_days_to_wait(shop: Store) -> None:
    content = csv_bytes([{"annotation_id": "A1", "day": "2022-06-20", "text": "大促"}])
    shop.import_file(io.BytesIO(content), "运营日历.csv", shop=SHOP, table="annotations")
    app = page("zh", "notes", metric=HOURS)
    fine(app)
    # 14 days after 06-20 and the 10 days until parcels have arrived, seen from 06-28.
    assert words("zh")("notes.wait", days=16, count=14) in messages(app, "info")
    assert words("zh")("notes.state_wait", days=16) in list(app.dataframe[1].value[words("zh")("notes.verdict")])


def test_a_note_written_again_is_another_one_and_its_file_name_is_safe() -> None:
    one, again = (view.new_id(date(2022, 6, 1), "大促", at) for at in ("10:00", "10:01"))
    assert one != again
    assert one.startswith(view.MINE)
    name, content = view.row_file(
        Annotation("a/b", date(2022, 6, 1), '=1+1,"x"\\/:*?<>|' + "长" * 80), "店", "now", "zh"
    )
    assert not set('/\\:*?"<>|') & set(name)
    assert len(name) < 100
    assert '"=1+1,""x""' in content.decode()
    assert view.mark_of("a/b") == "page-a/b"
