"""Every page opens on every kind of shop, in both languages, and shows the figures that scoring computes."""

import re
from datetime import date
from itertools import product

import pytest
from app_at_hand import PAGES, assert_fine, links_of, metrics_of, opened, turned, words_of
from shops_to_show import ALL_SCHEMES, BASIC, LIGHTHOUSE, STAR, sample

from dashboard import cached
from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.board import header
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme as scheme_of
from scoring.store.delta import Store

pytestmark = pytest.mark.usefixtures("no_data")
both_languages = pytest.mark.parametrize("language", LANGUAGES)
schemes = pytest.mark.parametrize("scheme", [STAR, BASIC])
every_page = pytest.mark.parametrize("page", PAGES)
# Every page under two schemes; under the others the pages that show most of them.
OTHERS = [name for name in ALL_SCHEMES if name not in (STAR, BASIC)]
every_page_and_scheme = pytest.mark.parametrize(
    ("page", "scheme"), [*product(PAGES, (STAR, BASIC)), *product(("board", "certification"), OTHERS)]
)


def trial_of(language: str, scheme: str) -> tuple[str, str]:
    """The value and the caption of the trial score, from scoring's own result."""
    t, shop = words(language), sample(scheme)
    total = fmt.points(shop.result.total)
    if not shop.rules.has_total:
        lowest = min(shop.result.dimensions.values(), key=lambda item: item.score or 0)
        return fmt.points(lowest.score), t("board.lowest_rating", name=lowest.label[language])
    if not shop.rules.levels:
        return total, t("board.no_levels")
    level = next(level for level in shop.rules.levels if level.level == shop.result.level)
    unchecked = [gate.label[language] for gate in shop.result.gates
                 if gate.id in level.gates and gate.state == "not_checked"]  # fmt: skip
    caption = t("board.total", total=total)
    if unchecked:
        caption += t("board.unchecked", gates=t("board.list").join(unchecked))
    return level.label.text[language], caption


@both_languages
@every_page_and_scheme
def test_the_sample_shop(page: str, scheme: str, language: str) -> None:
    app = opened(page, {"lang": language, "scheme": scheme})
    assert_fine(app)
    assert app.query_params["lang"] == language
    if page == "board":
        value, caption = trial_of(language, scheme)
        label = words(language)("board.trial", day=fmt.day(sample().day))
        assert metrics_of(app)[label] == value
        official = {"zh": "官方 3.95", "en": "official 3.95"}[language]
        beside = f"{caption} · {official}" if scheme == STAR else caption
        assert beside in [item.value for item in app.caption]
        for item in sample(scheme).result.dimensions.values():
            assert metrics_of(app)[item.label[language]] == fmt.points(item.score)
        assert len(app.get("plotly_chart")) == 1


@both_languages
@every_page_and_scheme
def test_a_shop_of_real_orders(page: str, scheme: str, language: str) -> None:
    app = opened(page, {"lang": language, "scheme": scheme, "data": "real"})
    assert_fine(app)
    assert app.query_params["data"] == "real"
    if page != "data":
        assert app.query_params["shop"] in cached.shops("real", "shipped")
        texts = " ".join(words_of(app))
        assert "Olist" in texts
        named = words(language)("board.needs", columns="") in texts
        assert named or page not in ("board", "diagnosis"), "what is lacking is named"


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
            said = [words(language)("header.short_history", days=days, window="ALL") for days in (1, 2, 3)]
            short = re.compile("|".join(re.escape(text).replace("ALL", r"\d+") for text in said))
            assert len([text for text in warnings if short.fullmatch(text)]) == 1, "so little is said"
            partial = re.compile(re.escape(words(language)("header.partial", known="KNOWN", all="ALL"))
                                 .replace("KNOWN", "[1-4]").replace("ALL", "[3-5]"))  # fmt: skip
            total = words(language)("board.no_total") not in words_of(app)
            assert len([text for text in warnings if partial.fullmatch(text)]) == total, "a total of a part is said"
            assert any(words(language)("board.needs", columns="") in text for text in words_of(app))
        if page == "data":
            assert list(app.dataframe[0].value.iloc[0])[1] == "one_day.csv"


@schemes
def test_moving_between_pages_and_back_keeps_what_was_chosen(scheme: str) -> None:
    app = opened("board", {"lang": "en", "scheme": scheme, "span": "30"})
    before = dict(app.query_params)
    for page in ("what_if", "certification", "rules", "data", "board"):
        turned(app, page)
        assert_fine(app)
        assert dict(app.query_params) == before


def test_the_language_switch_changes_every_word_and_nothing_else() -> None:
    app = opened("board", {"lang": "zh"})
    chinese, address = metrics_of(app), dict(app.query_params)
    app.get("button_group")[0].set_value("en").run()
    assert_fine(app)
    assert dict(app.query_params) == {**address, "lang": "en", "scheme": STAR}
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
    assert f"{words('zh')('board.total', total=total)} · 官方 3.85" in [item.value for item in app.caption]


@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
@pytest.mark.parametrize("page", ["board", "what_if"])
def test_a_day_outside_the_data_is_the_nearest_one_inside(page: str, day: str) -> None:
    t, shop = words("zh"), sample()
    app = opened("board", {"lang": "zh", "day": day})
    assert [item.value for item in app.warning] == [t("app.bad_address", parts=t("address.day")), *notices_of(day)]
    nearest = shop.day if day > fmt.day(shop.day) else shop.timeline.first_day
    assert t("board.trial", day=fmt.day(nearest)) in metrics_of(app)
    assert app.query_params.get("day", [fmt.day(shop.day)]) in (fmt.day(nearest), [fmt.day(nearest)])
    turned(app, page)
    assert_fine(app)
    assert t("app.bad_address", parts=t("address.day")) not in [item.value for item in app.warning], "said once"


def notices_of(day: str) -> list[str]:
    """What the header says on the nearest day that there is."""
    shop = sample()
    at = shop.day if day > fmt.day(shop.day) else shop.timeline.first_day
    result, rules = shop.timeline.at(at, 0), shop.timeline.rules_at(at)
    return list(header("S", shop.sums, shop.dated, result, rules, "zh").notices)


@both_languages
def test_a_shop_that_is_not_there_is_named_once_and_another_one_shown(language: str) -> None:
    t = words(language)
    app = opened("board", {"lang": language, "data": "sample", "shop": "gone"})
    assert_fine(app)
    assert [item.value for item in app.warning] == [t("app.bad_address", parts=t("address.shop"))]
    assert app.query_params["shop"] == sample().sums.shops[0]
    assert not turned(app, "what_if").warning


@both_languages
def test_pinned_rules_are_used_and_said_on_every_page_about_the_shop(language: str) -> None:
    pinned, t = sample().dated.versions[0], words(language)
    assert pinned != sample().rules.effective_from
    expected = t("header.pinned", day=fmt.day(pinned))
    app = opened("board", {"lang": language, "scheme": STAR, "rules": fmt.day(pinned)})
    for page in ("board", "what_if", "rules"):
        turned(app, page)
        assert_fine(app)
        assert expected in [item.value for item in app.warning]
        assert any(t("header.rule_set", day=fmt.day(pinned)) in item.value for item in app.caption)
    now = opened("board", {"lang": language, "scheme": STAR, "rules": fmt.day(sample().rules.effective_from)})
    assert not now.warning, "the rules of the day are what they would be anyway"


@both_languages
def test_the_popover_shows_what_the_page_is_about(language: str) -> None:
    pinned = sample(BASIC).dated.versions[0]
    app = opened("board", {"lang": language, "scheme": BASIC, "rules": fmt.day(pinned), "day": "2022-06-01"})
    assert_fine(app)
    assert app.selectbox(key=f"scheme_{BASIC}_{language}").value == BASIC
    assert app.selectbox(key=f"rules_{BASIC}_{pinned}_{language}").value == fmt.day(pinned)
    assert app.date_input(key="day_2022-06-01").value == date(2022, 6, 1)
    plain = opened("board", {"lang": language})
    assert plain.selectbox(key=f"scheme_{STAR}_{language}").value == STAR, "the one in use on the newest day"
    assert plain.selectbox(key=f"rules_{STAR}__{language}").value == ""
    assert plain.date_input(key=f"day_{sample().day}").value == sample().day


def test_what_is_chosen_in_the_popover_is_what_is_shown() -> None:
    app = opened("board", {"lang": "zh", "set": "delivery_hours:48.0"})
    assert "scheme" not in app.query_params
    app.selectbox(key=f"rules_{STAR}__zh").set_value("2021-10-19").run()
    assert (app.query_params["scheme"], app.query_params["rules"]) == (STAR, "2021-10-19")
    app.selectbox(key=f"scheme_{STAR}_zh").set_value(LIGHTHOUSE).run()
    assert_fine(app)
    assert app.query_params["scheme"] == LIGHTHOUSE
    assert not {"rules", "set"} & set(app.query_params), "another scheme has other rules and metrics"
    assert scheme_of(LIGHTHOUSE).scheme.label.text["zh"] in " ".join(item.value for item in app.caption)
    app.date_input(key=f"day_{sample().day}").set_value(date(2022, 6, 1)).run()
    assert_fine(app)
    assert app.query_params["day"] == "2022-06-01"
    app.date_input(key="day_2022-06-01").set_value(sample().day).run()
    assert "day" not in app.query_params, "the newest day stays the newest"


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
    app.run()  # the lever's own part alone was drawn
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
        assert words(language)(f"address.{part}") in said[0]
        assert words(language)(f"address.{part}") != part or language == "en"
    for part in ("lang", "data", "shop"):
        assert words(language)(f"address.{part}") not in said[0]
    assert set(app.query_params) == {"lang", "data", "shop"}
    assert not opened("board", {"lang": language, "data": "sample"}).warning
    assert not turned(app, page).warning, "said once"
    assert_fine(app)


def test_a_hint_leads_into_the_what_if_with_exactly_its_gain() -> None:
    best = sample().hints()[0]
    app = opened("board", {"lang": "zh"})
    address = next(address for page, address in links_of(app) if page == "what_if")
    assert address["set"] == f"{best.metric}:{float(best.target)!r}"
    app = opened("what_if", address)
    assert_fine(app)
    assert metrics_of(app)["变化"] == fmt.points(best.gain, sign=True)


def test_every_dimension_leads_to_its_diagnosis() -> None:
    links = [address["dimension"] for page, address in links_of(opened("board", {"lang": "zh"})) if page == "diagnosis"]
    assert links[:5] == list(sample().result.dimensions)
