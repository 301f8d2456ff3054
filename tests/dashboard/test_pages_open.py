"""Every page opens on every kind of shop, in both languages, and shows the figures that scoring computes."""

import re
from itertools import product

import pytest
from app_at_hand import PAGES, assert_fine, metrics_of, opened, turned, words_of
from shops_to_show import BASIC, STAR, sample

from dashboard import cached
from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS
from scoring.store.delta import Store

pytestmark = pytest.mark.usefixtures("no_data")
both_languages = pytest.mark.parametrize("language", LANGUAGES)
schemes = pytest.mark.parametrize("scheme", [STAR, BASIC])
every_page = pytest.mark.parametrize("page", PAGES)


def trial_of(language: str, scheme: str) -> tuple[str, str]:
    """The value and the caption of the trial score, from scoring's own result."""
    t, shop = words(language), sample(scheme)
    total = fmt.points(shop.result.total)
    if not shop.rules.levels:
        return total, t("board.no_levels")
    return t("board.stars", level=format(shop.result.level or 0, "f")), t("board.total", total=total)


@both_languages
@schemes
@every_page
def test_the_sample_shop(page: str, scheme: str, language: str) -> None:
    app = opened(page, {"lang": language, "scheme": scheme})
    assert_fine(app)
    assert app.query_params["lang"] == language
    if page == "board":
        value, caption = trial_of(language, scheme)
        label = words(language)("board.trial", day=fmt.day(sample().day))
        assert metrics_of(app)[label] == value
        assert caption in [item.value for item in app.caption]
        for item in sample(scheme).result.dimensions.values():
            assert metrics_of(app)[item.label[language]] == fmt.points(item.score)
        assert len(app.get("plotly_chart")) == 2


@both_languages
@schemes
@every_page
def test_a_shop_of_real_orders(page: str, scheme: str, language: str) -> None:
    app = opened(page, {"lang": language, "scheme": scheme, "data": "real"})
    assert_fine(app)
    assert app.query_params["data"] == "real"
    if page != "data":
        assert app.query_params["shop"] in cached.shops("real", "shipped")
        texts = " ".join(words_of(app))
        assert "Olist" in texts
        assert words(language)("board.needs", columns="") in texts or page == "what_if", "what is lacking is named"


@both_languages
@every_page
def test_an_own_store_with_nothing_in_it_falls_back_to_the_sample_shop(page: str, language: str) -> None:
    app = opened(page, {"lang": language, "data": "own"})
    assert_fine(app)
    if page != "data":
        assert app.query_params["data"] == "sample"
        assert any(words(language)("header.sample_notice") in text for text in words_of(app))


@both_languages
def test_an_own_shop_of_one_day(language: str, one_day_store: Store) -> None:
    for page, scheme in product(PAGES, (STAR, BASIC)):
        app = opened(page, {"lang": language, "scheme": scheme})
        assert_fine(app)
        assert app.query_params["data"] == "own"
        if page == "board":
            assert app.query_params["shop"] == "one-day-shop"
            assert app.header[0].value == "one-day-shop"
            warnings = [item.value for item in app.warning]
            assert len([text for text in warnings if re.search(r"\b[123]\b", text)]) == 1, "so little is said"
            assert any(words(language)("board.needs", columns="") in text for text in words_of(app))
        if page == "data":
            assert list(app.dataframe[0].value.iloc[0])[1] == "one_day.csv"


@schemes
def test_moving_between_pages_and_back_keeps_what_was_chosen(scheme: str) -> None:
    app = opened("board", {"lang": "en", "scheme": scheme, "span": "30"})
    before = dict(app.query_params)
    for page in ("what_if", "data", "board"):
        turned(app, page)
        assert_fine(app)
        assert dict(app.query_params) == before


def test_the_language_switch_changes_every_word_and_nothing_else() -> None:
    app = opened("board", {"lang": "zh"})
    chinese, address = metrics_of(app), dict(app.query_params)
    app.get("button_group")[0].set_value("en").run()
    assert_fine(app)
    assert dict(app.query_params) == {**address, "lang": "en"}
    assert list(metrics_of(app)) != list(chinese)
    own = (sample().sums.shops[0], sample().category, "中文")
    # Names of the marketplace's own tools stay as they are, inside an English sentence.
    chinese_texts = [text for text in words_of(app) if len(re.findall(r"[\u4e00-\u9fff]", text)) * 2 > len(text)]
    assert not [text for text in chinese_texts if not any(word in text for word in own)]


def test_the_day_is_taken_from_the_address() -> None:
    shop = sample()
    day = shop.certified()[-2].reference_day
    app = opened("board", {"lang": "zh", "day": fmt.day(day)})
    assert_fine(app)
    assert f"{words('zh')('board.trial', day=fmt.day(day))}" in metrics_of(app)
    total = fmt.points(shop.timeline.at(day, 0).total)
    assert words("zh")("board.total", total=total) in [item.value for item in app.caption]


@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
@pytest.mark.parametrize("page", ["board", "what_if"])
def test_a_day_outside_the_data_is_the_nearest_one_inside(page: str, day: str) -> None:
    assert_fine(opened(page, {"lang": "zh", "day": day}))


@both_languages
@pytest.mark.parametrize(("metric", "value"), [("delivery_hours", 48.0), ("reply_rate", 0.5)])
def test_a_what_if_in_the_address_shows_scorings_exact_figures(language: str, metric: str, value: float) -> None:
    t, shop = words(language), sample()
    expected = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, {metric: value})
    app = opened("what_if", {"lang": language, "set": f"{metric}:{value:g}"})
    assert_fine(app)
    shown = metrics_of(app)
    total = t("what_if.total")
    assert shown[f"{t('what_if.baseline')} · {total}"] == fmt.points(shop.result.total)
    assert shown[f"{t('what_if.scenario')} · {total}"] == fmt.points(expected.scenario.total)
    assert shown[t("what_if.difference")] == fmt.points(expected.total.difference, sign=True)
    slider, box = app.slider(key=f"slider_{metric}"), app.number_input(key=f"box_{metric}")
    assert box.value == fmt.shown(value, METRICS[metric].unit)
    assert slider.value == min(max(box.value, slider.min), slider.max), "a figure beyond the slider stands at its end"


def test_reset_takes_the_change_out_of_the_address() -> None:
    app = opened("what_if", {"lang": "zh", "set": "delivery_hours:48,reply_rate:0.5"})
    app.button(key="reset_reply_rate").click().run()
    assert app.query_params["set"] == "delivery_hours:48.0"
    app.button(key="reset_all").click().run()
    assert_fine(app)
    assert "set" not in app.query_params
    assert metrics_of(app)["变化"] == "0"


def test_a_metric_of_another_scheme_is_left_aside() -> None:
    app = opened("what_if", {"lang": "zh", "scheme": BASIC, "set": "product_reputation:0.99"})
    assert_fine(app)
    assert metrics_of(app)["变化"] == "0"


NONSENSE = {"day": "31/31/2020", "scheme": "x", "set": "foo:bar", "rules": "2015-01-01", "span": "5", "metric": "y"}


@both_languages
@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_makes_no_sense_is_said_once_and_defaults_are_used(page: str, language: str) -> None:
    app = opened("board", {"lang": language, **NONSENSE})
    said = [item.value for item in app.warning]
    assert len(said) == 1
    for part in NONSENSE:
        assert re.search(rf"\b{part}\b", said[0])
    assert "lang" not in said[0]
    assert set(app.query_params) == {"lang", "data", "shop"}
    assert not turned(app, page).warning, "said once"
    assert_fine(app)


def test_a_hint_opens_the_what_if_with_exactly_its_gain() -> None:
    best = sample().hints()[0]
    app = opened("board", {"lang": "zh"})
    app.button(key=f"try_{best.metric}").click().run()
    assert_fine(app)
    assert app.query_params["set"] == f"{best.metric}:{float(best.target)!r}"
    assert metrics_of(app)["变化"] == fmt.points(best.gain, sign=True)
