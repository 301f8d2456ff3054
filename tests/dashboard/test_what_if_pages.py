"""Every view of the what-if page opens on every kind of shop, in both languages, under schemes unlike each other."""

import pytest
from app_at_hand import RAW_KEY, assert_fine, metrics_of, opened, words_of
from scenarios_on_screen import address_of
from shops_to_show import BASIC, STAR
from streamlit.testing.v1 import AppTest

from dashboard.selection import VIEWS
from dashboard.text import LANGUAGES, words
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
every_view = pytest.mark.parametrize("view", VIEWS)
SHOPS = (
    {"data": "sample", "scheme": STAR, "day": "2021-08-01"},
    {"data": "sample", "scheme": "dsr"},
    {"data": "sample", "scheme": "customer_service_kpi"},
    {"data": "real", "scheme": STAR},
)


def assert_view_is_fine(app: AppTest, view: str) -> None:
    """As every page, but for the cells of the target's table that wait for a person's figure."""
    if view != "target":
        assert_fine(app)
    assert not app.exception
    assert not app.error
    assert not [text for text in words_of(app) if RAW_KEY.fullmatch(text)]


@pytest.mark.usefixtures("no_data")
@both_languages
@every_view
@pytest.mark.parametrize("address", SHOPS, ids=str)
def test_a_view_opens(address: dict[str, str], view: str, language: str) -> None:
    app = opened("what_if", {"lang": language, "view": view, **address} if view else {"lang": language, **address})
    assert_view_is_fine(app, view)
    assert address_of(app, "view") == view


@both_languages
def test_a_view_opens_on_a_shop_of_one_day(language: str, one_day_store: Store) -> None:
    for view in VIEWS:
        for scheme in (STAR, BASIC):
            app = opened("what_if", {"lang": language, "scheme": scheme, **({"view": view} if view else {})})
            assert_view_is_fine(app, view)
            assert address_of(app, "shop") == "one-day-shop"


@pytest.mark.usefixtures("no_data")
@both_languages
def test_a_scheme_without_a_total_shows_no_empty_total(language: str) -> None:
    t = words(language)
    app = opened("what_if", {"lang": language, "data": "sample", "scheme": "dsr", "set": "service_rating:4.9"})
    assert_fine(app)
    assert t("what_if.difference") not in metrics_of(app)
    assert t("what_if.no_total") in [item.value for item in app.caption]
    assert any("**4.636 → 4.9**" in item.value for item in app.markdown), "the ratings are compared all the same"


def moved(app: AppTest, metric: str, slider: float, *, box: float, on: bool | None = None) -> AppTest:
    """The figure of a slider, along with what the other two fields of the lever show in the browser."""
    next(item for item in app.slider if item.key == f"slider_{metric}").set_value(slider)
    next(item for item in app.number_input if item.key == f"box_{metric}").set_value(box)
    if on is not None:
        next(item for item in app.toggle if item.key == f"on_{metric}").set_value(on)
    return app.run()


@pytest.mark.usefixtures("no_data")
def test_what_the_browser_showed_before_the_last_figure_reached_it_takes_no_figure_back() -> None:
    app = opened("what_if", {"lang": "zh", "data": "sample", "scheme": STAR})
    moved(app, "delivery_hours", 54.8, box=54.9)
    assert address_of(app, "set") == "delivery_hours:54.8"
    moved(app, "delivery_hours", 54.6, box=54.9, on=False)
    assert address_of(app, "set") == "delivery_hours:54.6"
    moved(app, "delivery_hours", 54.6, box=50.0, on=True)
    assert address_of(app, "set") == "delivery_hours:50.0", "a figure typed is no late word"
    moved(app, "delivery_hours", 50.0, box=50.0, on=False)
    assert address_of(app, "set") == "", "nor is a switch by itself"


@pytest.mark.usefixtures("no_data")
def test_an_address_the_browser_sends_late_takes_no_change_back() -> None:
    app = opened("what_if", {"lang": "zh", "data": "sample", "scheme": STAR, "set": "human_reply_seconds:20.0"})
    del app.query_params["set"]
    moved(app, "delivery_hours", 50.0, box=54.9)
    assert address_of(app, "set") == "delivery_hours:50.0,human_reply_seconds:20.0"


@pytest.mark.usefixtures("no_data")
@both_languages
@pytest.mark.parametrize(("typed", "kept"), [(9999.0, "1.0"), (-3.0, "0.0")])
def test_a_figure_that_cannot_be_is_brought_to_the_nearest_that_can_and_said(
    typed: float, kept: str, language: str
) -> None:
    t = words(language)
    app = opened("what_if", {"lang": language, "data": "sample", "scheme": STAR})
    box = next(item for item in app.number_input if item.key == "box_first_quality_refund_rate")
    box.set_value(typed).run()
    assert address_of(app, "set") == f"first_quality_refund_rate:{kept}"
    said = t("what_if.beyond", low="0.00%", high="100.00%")
    assert said in [item.value for item in app.caption]
    next(item for item in app.number_input if item.key == "box_first_quality_refund_rate").set_value(2.0).run()
    assert address_of(app, "set") == "first_quality_refund_rate:0.02"
    assert said not in [item.value for item in app.caption]


@pytest.mark.usefixtures("no_data")
@both_languages
def test_a_scheme_without_a_total_has_no_change_to_split_and_says_so(language: str) -> None:
    app = opened("what_if", {"lang": language, "data": "sample", "scheme": "dsr", "view": "why"})
    assert words(language)("why_changed.no_total") in [item.value for item in app.info]
