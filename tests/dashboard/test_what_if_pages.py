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
