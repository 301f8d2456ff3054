"""The diagnosis opens on what costs most, shows one area at a time, and leads from each number to its rows."""

from collections.abc import Mapping
from itertools import product

import pytest
from app_at_hand import as_read, assert_fine, links_of, metrics_of, opened, turned, words_of
from shops_to_show import BASIC, STAR, sample, sample_events
from streamlit.testing.v1 import AppTest

from dashboard import cached
from dashboard import format as fmt
from dashboard.cached import diagnosis
from dashboard.text import LANGUAGES, words
from dashboard.views import diagnosis as view
from dashboard.views import segments
from scoring.intake.spreadsheet import BOM, csv_bytes
from scoring.measure.attributes import attributes_of
from scoring.measure.catalogue import METRICS
from scoring.measure.engine import attached
from scoring.measure.rows import rows_of
from scoring.measure.segments import breakdown
from scoring.store.delta import Store

pytestmark = pytest.mark.usefixtures("no_data")
language = pytest.mark.parametrize("language", LANGUAGES)
SHOP = cached.Shop("sample", "shipped", "示例旗舰店")


def at(area: str, language: str = "zh", **address: str) -> AppTest:
    return opened("diagnosis", {"lang": language, "dimension": area, **address})


def area_shown(app: AppTest) -> str:
    """Which area the choice stands on."""
    return str(app.session_state["dimension"])


def cases_of(metric: str) -> view.Counted:
    shop = sample()
    name = next(name for name, item in shop.rules.indicators.items() if item.metric == metric)
    found = view.counted(name, shop.result, shop.rules, shop.day)
    assert found is not None
    return found


@language
@pytest.mark.parametrize("scheme", [STAR, BASIC])
def test_every_area_of_the_sample_shop_opens_with_scorings_score(language: str, scheme: str) -> None:
    shop = sample(scheme)
    for area in view.AREAS:
        app = at(area, language, scheme=scheme)
        assert_fine(app)
        dimension = shop.result.dimensions[area]
        assert metrics_of(app)[dimension.label[language]] == fmt.points(dimension.score)
        for name, item in shop.rules.indicators_for(shop.category).items():
            if item.dimension == area:
                metric, result = METRICS[item.metric], shop.result.indicators[name]
                value = fmt.measured(result.value, metric.unit, language)
                assert metrics_of(app)[metric.label[language]] == value


@language
def test_it_opens_on_the_area_that_costs_most_and_the_address_says_so_only_once_chosen(language: str) -> None:
    app = opened("diagnosis", {"lang": language})
    assert_fine(app)
    shop = sample()
    lost = view.points_lost(shop.timeline.panel_at(shop.day), shop.rules, shop.category)
    assert area_shown(app) == view.opening_area(lost) == "after_sales"
    assert "dimension" not in app.query_params
    labels = [label for item in app.get("button_group") for label in item.options]
    assert view.option_label("after_sales", lost, shop.result, language) in labels
    next(item for item in app.get("button_group") if item.key == "dimension").set_value("dispute").run()
    assert_fine(app)
    assert app.query_params["dimension"] == "dispute"
    assert words(language)("diagnosis.verdicts") in [item.value for item in app.subheader]


@language
def test_a_shop_of_real_orders_says_what_it_lacks_and_leads_to_the_data(language: str) -> None:
    for area in view.AREAS:
        app = at(area, language, data="real")
        assert_fine(app)
        if area != "logistics":
            needs = words(language)("board.needs", columns="")
            assert any(needs in text for text in words_of(app))
            assert "data" in [page for page, _ in links_of(app)]


@language
def test_an_own_shop_of_one_day(language: str, one_day_store: Store) -> None:
    for area, scheme in product(view.AREAS, (STAR, "shop_real_experience")):
        app = at(area, language, scheme=scheme)
        assert_fine(app)
        assert app.query_params["shop"] == "one-day-shop"


@language
def test_an_area_the_scheme_does_not_assess_says_so_and_still_shows_what_the_data_tell(language: str) -> None:
    t = words(language)
    app = at("after_sales", language, scheme="dsr")
    assert_fine(app)
    said = t("diagnosis.not_assessed", area=t("diagnosis.area_after_sales"))
    assert any(said in text for text in words_of(app))
    assert t("diagnosis.refund_pipeline") in [item.value for item in app.subheader]
    assert t("diagnosis.next_step") not in [item.value for item in app.subheader]


def test_only_the_area_chosen_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("not on the screen")

    for name in ("goods", "after_sales", "disputes", "load", "needs", "worst_rows"):
        monkeypatch.setattr(diagnosis, name, never)
    assert_fine(at("logistics"))
    assert at("consultation").exception


@language
def test_the_answer_and_the_ranking_name_the_segment_scoring_finds_worst(language: str) -> None:
    cases = cases_of("delivery_hours")
    with attached(sample_events(), [SHOP.shop]) as connection:
        worst = breakdown(
            connection, SHOP.shop, cases.metric, attributes_of(cases.metric), cases.first, cases.last,
            after_exclusion=True,
        ).shortfall  # fmt: skip
    app = at("logistics", language)
    sentence = segments.worst_sentence(worst, cases.metric, language)
    assert as_read(sentence) in words_of(app)
    assert view.window_line(cases, language) in [item.value for item in app.caption]
    ranking = segments.ranking(worst, cases.metric, "", language)
    assert ranking.summary in [item.proto.alt for item in app.get("plotly_chart")]
    table = app.dataframe[0].value
    assert table.to_dict("records") == segments.segment_rows(worst, cases.metric, language)


@language
def test_a_chosen_segment_is_in_the_address_and_shows_the_rows_scoring_gives(language: str) -> None:
    t, cases = words(language), cases_of("delivery_hours")
    app = at("logistics", language)
    choice = app.selectbox(key=f"part_delivery_hours_{language}")
    assert choice.value is None
    part = ("warehouse", "郑州仓")
    choice.set_value(part).run()
    assert_fine(app)
    assert app.query_params["part"] == ":".join(part)
    with attached(sample_events(), [SHOP.shop]) as connection:
        rows, total = rows_of(
            connection, SHOP.shop, cases.metric, cases.first, cases.last, part, most=200, after_exclusion=True
        )
    shown = app.dataframe[1].value
    assert len(shown) == rows.num_rows
    assert t("diagnosis.shown", shown=fmt.whole(len(shown)), total=fmt.whole(total)) in [c.value for c in app.caption]
    numbers = list(shown[segments.column_label("order_id", language)])
    assert numbers == rows["order_id"].to_pylist()


def test_the_file_has_every_row_and_a_spreadsheet_program_reads_it() -> None:
    cases = cases_of("delivery_hours")
    _, total = diagnosis.worst_rows(SHOP, cases, None, 1)
    rows = diagnosis.every_row(SHOP, cases, None, total)
    content = csv_bytes(segments.readable_rows(rows, "zh", metric_id=cases.metric))
    assert content.startswith(BOM.encode())
    assert len(content.decode().splitlines()) == total + 1 > 201


@pytest.mark.parametrize("part", ["agent:小云", "nonsense:1", "carrier:没有这家", "word:偏小", "all:"])
def test_a_segment_of_another_metric_or_of_none_breaks_nothing(part: str) -> None:
    app = at("logistics", part=part)
    assert_fine(app)
    t = words("zh")
    if part.startswith("carrier"):
        said = t("diagnosis.no_rows", part=segments.part_label(("carrier", "没有这家"), "zh"))
        assert said in [as_read(item.value) for item in app.info]
    assert len(app.dataframe) == (3 if part == "all:" else 2), "rows only of what the metric has"


@language
def test_another_metric_is_looked_at_by_its_button_and_another_attribute_by_its_pill(language: str) -> None:
    t = words(language)
    app = at("consultation", language, part="agent:小云")
    app.button(key="look_reply_rate").click().run()
    assert_fine(app)
    assert app.query_params["metric"] == "reply_rate"
    assert "part" not in app.query_params, "a segment is one of the metric before"
    label = METRICS["reply_rate"].label[language]
    assert t("diagnosis.segments", metric=label) in [item.value for item in app.subheader]
    pills = next(item for item in app.get("button_group") if item.key == f"attribute_{language}")
    pills.set_value("agent").run()
    assert_fine(app)
    summaries = [item.proto.alt for item in app.get("plotly_chart")]
    attribute = segments.attribute_label("agent", language)
    assert any(t("diagnosis.ranking", metric=label, attribute=attribute) in text for text in summaries)


@language
def test_the_next_step_leads_into_the_what_if_and_to_the_trend_of_the_metric(language: str) -> None:
    hint = next(hint for hint in sample().hints() if hint.metric == "delivery_hours")
    links: Mapping[str, dict[str, str]] = dict(links_of(at("logistics", language)))
    assert links["what_if"]["set"] == f"delivery_hours:{float(hint.target)!r}"
    assert links["trends"]["metric"] == "delivery_hours"
    app = opened("what_if", links["what_if"])
    assert_fine(app)
    assert metrics_of(app)[words(language)("what_if.difference")] == fmt.points(hint.gain, sign=True)


def test_the_assumptions_of_the_staffing_can_be_changed_and_are_marked_as_assumed() -> None:
    t = words("zh")
    app = at("consultation")
    before = next(item.proto.alt for item in app.get("plotly_chart") if "几个客服" in item.proto.alt)
    assert app.number_input(key="target").value == 90
    app.number_input(key="handling").set_value(30.0).run()
    app.number_input(key="at_once").set_value(1).run()
    assert_fine(app)
    after = next(item.proto.alt for item in app.get("plotly_chart") if "几个客服" in item.proto.alt)
    assert before != after
    assert any(t("evidence.assumed") in item.value for item in app.markdown)


@language
def test_a_word_or_a_product_shows_the_reviews_behind_it(language: str) -> None:
    app = at("product", language, part="product_id:6501013")
    assert_fine(app)
    reviews = app.dataframe[-1].value
    assert set(reviews[segments.column_label("product_id", language)]) == {"6501013"}
    word = "色差"
    app.selectbox(key=f"reviews_{language}").set_value(("word", word)).run()
    assert_fine(app)
    assert app.query_params["part"] == f"word:{word}"
    texts = list(app.dataframe[-1].value[segments.column_label("text", language)])
    assert texts
    assert all(word in text for text in texts)


def test_the_language_and_the_page_can_be_changed_without_losing_the_segment() -> None:
    app = at("logistics", part="warehouse:郑州仓")
    before = dict(app.query_params)
    next(item for item in app.get("button_group") if item.key == "language").set_value("en").run()
    assert_fine(app)
    assert dict(app.query_params) == {**before, "lang": "en", "scheme": STAR}
    turned(turned(app, "board"), "diagnosis")
    assert_fine(app)
    assert app.query_params["part"] == "warehouse:郑州仓"
    assert app.selectbox(key="part_delivery_hours_en").value == ("warehouse", "郑州仓")
