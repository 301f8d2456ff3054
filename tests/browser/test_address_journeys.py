"""What is looked at stays: over the switch of language and theme, a reload, a shared link, back; a bad link says so."""

import re
from typing import Any

import pytest
from at_the_screen import PAGES, Screen, Site, context_of, expect

from dashboard.text import LANGUAGES, words

pytestmark = pytest.mark.browser
LOOKED_AT = {"day": "2022-06-20", "span": "cycle", "metric": "reply_rate", "dimension": "consultation"}
DESK_AND_PHONE = pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])


def trial(screen: Screen, language: str) -> str:
    """The value of the trial of the day looked at."""
    return str(screen.metric(words(language)("board.trial", day=LOOKED_AT["day"])).inner_text())


@DESK_AND_PHONE
def test_language_and_theme_change_nothing_else(language: str, width: int, browser: Any, site: Site) -> None:
    context = context_of(browser, width, "light", language)
    screen = Screen(context.new_page(), site).open(lang=language, **LOOKED_AT)
    other = {"zh": "en", "en": "zh"}[language]
    before = {**screen.address, "scheme": "tmall_experience_star"}
    screen.page.get_by_role("radio", name={"zh": "中文", "en": "English"}[other]).click()
    expect(screen.page).to_have_url(re.compile(f"lang={other}"))
    expect(screen.metric(words(other)("board.trial", day=LOOKED_AT["day"]))).to_be_visible()
    screen.settled()
    assert screen.address == {**before, "lang": other}, "must not: another language looks at something else"
    figures = trial(screen, other)
    screen.page.emulate_media(color_scheme="dark")
    expect(screen.page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(18, 21, 26)")
    assert screen.address == {**before, "lang": other}
    assert trial(screen, other) == figures, "must not: another theme loses the day"
    context.close()
    screen.assert_no_faults()


@DESK_AND_PHONE
def test_a_reload_a_shared_link_and_the_way_back_restore_it(
    language: str, width: int, browser: Any, site: Site
) -> None:
    context = context_of(browser, width, "light", language)
    screen = Screen(context.new_page(), site).open(lang=language, **LOOKED_AT)
    figures = trial(screen, language)
    kept = screen.address
    screen.page.reload()
    screen.settled()
    assert (screen.address, trial(screen, language)) == (kept, figures)
    link = screen.page.url
    stranger = context_of(browser, width, "light", {"zh": "en", "en": "zh"}[language])
    other = Screen(stranger.new_page(), site)
    other.page.goto(link)
    other.settled()
    assert (other.address, trial(other, language)) == (kept, figures), "must not: a link that depends on who opens it"
    screen.part("day_before").get_by_role("button").click()
    expect(screen.page).to_have_url(re.compile("day=2022-06-19"))
    screen.settled()
    screen.page.go_back()
    expect(screen.metric(words(language)("board.trial", day=LOOKED_AT["day"]))).to_be_visible()
    screen.settled()
    assert screen.address == kept, "must not: back leads out of the board"
    for opened in (stranger, context):
        opened.close()
    screen.assert_no_faults()
    other.assert_no_faults()


def test_a_link_that_makes_no_sense_gives_defaults_and_says_so(screen: Screen) -> None:
    for at, page in enumerate(("", *PAGES)):
        language = LANGUAGES[at % len(LANGUAGES)]
        t = words(language)
        screen.open(
            page, lang=language, day="yesterday", span="9e9", metric="<script>", dimension="../..", part="::",
            set="x:y", scheme="none", against="%00",
        )  # fmt: skip
        warning = screen.page.get_by_role("alert").filter(has_text=t("address.span"))
        expect(warning.first).to_be_visible()
        assert "span" not in screen.address, "must not: nonsense stays in the address"
        expect(screen.page.get_by_test_id("stException")).to_have_count(0)
