"""A scenario from a file to a colleague: uploaded, a disaster week excluded, saved, shared, opened elsewhere."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from at_the_screen import Screen, Site, context_of, expect
from made_up import csv_bytes

from dashboard.text import words
from scoring.improve.scenario.address import unpacked
from scoring.improve.scenario.model import ExcludeDays, ReplaceTable
from scoring.improve.scenario.text import read_scenario
from scoring.store.delta import Store
from scoring.store.scenarios import delete_scenario, saved_scenarios

pytestmark = pytest.mark.browser
CHATS = csv_bytes(
    [
        {"chat_id": f"c{day}-{hour}", "asked_at": f"2022-06-{day:02} {hour:02}:00:00", "replied": "true",
         "first_human_reply_seconds": 25} for day in range(5, 31) for hour in range(9, 21)
    ]
)  # fmt: skip
WIDTHS = [("zh", 1440), ("en", 390)]


def figures(screen: Screen, language: str) -> list[str]:
    t = words(language)
    total = t("what_if.total")
    labels = (t("what_if.difference"), f"{t('what_if.baseline')} · {total}", f"{t('what_if.scenario')} · {total}")
    return [screen.metric(label).inner_text() for label in labels]


def upload(screen: Screen, name: str, content: bytes) -> None:
    field = screen.part("form_upload").locator("input[type=file]")
    field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def sent(screen: Screen, kind: str, language: str) -> None:
    screen.part(f"form_{kind}").get_by_role("button", name=words(language)("scenario.put_in")).click()
    expect(screen.part(f"form_{kind}")).to_have_count(0)
    screen.settled()


def exclude_a_week(screen: Screen, language: str) -> None:
    """Leave out the orders of a week, typed into the two days by keyboard."""
    t = words(language)
    screen.part("scenario_kind").get_by_text(t("scenario.kind_exclude_days"), exact=True).click()
    days = screen.part("gone_range").get_by_role("spinbutton")
    expect(days.first).to_be_visible()
    days.first.click()
    screen.page.keyboard.type("20220606")
    days.nth(3).click()
    screen.page.keyboard.type("20220612")
    screen.page.keyboard.press("Escape")
    sent(screen, "exclude_days", language)


@pytest.fixture
def kept(site: Site) -> Any:
    """What is saved during a test is forgotten after it."""
    yield site.data
    for item in saved_scenarios(site.data):
        delete_scenario(site.data, item.shop, item.name)


@pytest.mark.parametrize(("language", "width"), WIDTHS)
def test_a_scenario_goes_from_a_file_to_a_fresh_session_with_the_same_figures(
    language: str, width: int, browser: Any, site: Site, own_data: Store, kept: Path
) -> None:
    t = words(language)
    context = context_of(browser, width, language=language)
    screen = Screen(context.new_page(), site).open("what_if", lang=language)
    start = figures(screen, language)
    assert start[0] == "0"
    upload(screen, "quick_chats.csv", CHATS)
    expect(screen.metric(t("what_if.difference"))).to_have_text(re.compile(r"^\+"))
    screen.settled()
    uploaded = figures(screen, language)
    exclude_a_week(screen, language)
    expect(screen.part("row_1")).to_contain_text("2022-06-12")
    changes = unpacked(screen.address["stack"])
    assert [type(item) for item in changes] == [ReplaceTable, ExcludeDays]
    assert (changes[1].first, changes[1].last) == (date(2022, 6, 6), date(2022, 6, 12)), "just the week"
    shown = figures(screen, language)
    assert shown[1] == start[1], "must not: the baseline moves"
    assert shown[2] != start[2]
    assert uploaded[2] != start[2]
    screen.picture(f"scenario_{language}_{width}")
    screen.part("scenario_name").locator("input").fill("洪水*周")
    screen.part("save_scenario").get_by_role("button").click()
    expect(screen.page.get_by_text(t("scenario.saved", name="洪水*周"))).to_be_visible()
    screen.settled()
    assert [item.name for item in saved_scenarios(kept)] == ["洪水*周"]
    assert not own_data.shops(), "must not: a scenario's file becomes the shop's data"
    screen.part("share_scenario").get_by_role("button").first.click()
    link = screen.page.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{site.url}/what_if?")
    screen.assert_no_faults()
    context.close()
    # A colleague, elsewhere, whose browser speaks the other language: the link decides.
    other_context = context_of(browser, width, language="en" if language == "zh" else "zh")
    other = Screen(other_context.new_page(), site)
    other.page.goto(link)
    other.settled()
    assert figures(other, language) == shown
    expect(other.part("row_0")).to_contain_text("quick_chats.csv")
    # Must not: what the colleague switches off changes the link or the scenario that was saved.
    other.part("change_0_on").locator("label").first.click()
    expect(other.metric(t("what_if.difference"))).not_to_have_text(shown[0])
    other.settled()
    third = Screen(other_context.new_page(), site)
    third.page.goto(link)
    third.settled()
    assert figures(third, language) == shown
    third.open("what_if", lang=language, view="saved")
    third.part("open_0").get_by_role("button").click()
    expect(third.part("row_1")).to_be_visible()
    third.settled()
    assert figures(third, language) == shown, "the saved one is the same again"
    wide = third.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= width, "must not: the page scrolls sideways"
    other.assert_no_faults()
    third.assert_no_faults()
    other_context.close()


def test_the_downloaded_file_opens_as_the_same_scenario(screen: Screen, own_data: Store, tmp_path: Path) -> None:
    screen.open("what_if", set="human_reply_seconds:20.0")
    exclude_a_week(screen, "zh")
    shown = figures(screen, "zh")
    screen.part("scenario_name").locator("input").fill("补救")
    screen.part("scenario_name").locator("input").press("Enter")
    screen.part("save_scenario").get_by_role("button").click()
    expect(screen.page.get_by_text(words("zh")("scenario.saved", name="补救"))).to_be_visible()
    screen.settled()
    with screen.page.expect_download() as waiting:
        screen.part("scenario_yaml").get_by_role("button").click()
    assert waiting.value.suggested_filename == "补救.yaml"
    file = tmp_path / "x.yaml"
    file.write_bytes(waiting.value.path().read_bytes())
    assert [item.kind for item in read_scenario(file).changes] == ["exclude_days", "set_metric"]
    screen.part("reset_all").get_by_role("button").click()
    expect(screen.metric("变化")).to_have_text("0")
    screen.settled()
    screen.open("what_if", view="saved")
    screen.page.get_by_text(words("zh")("scenario.from_file")).click()
    screen.part("scenario_file").locator("input[type=file]").set_input_files(file)
    expect(screen.part("row_0")).to_be_visible()
    screen.settled()
    assert figures(screen, "zh") == shown
    expect(screen.box("human_reply_seconds")).to_have_value("20")
    assert "view" not in screen.address


def test_back_brings_a_change_that_was_taken_out(screen: Screen, own_data: Store) -> None:
    screen.open("what_if")
    exclude_a_week(screen, "zh")
    shown = figures(screen, "zh")
    screen.part("change_0_gone").get_by_role("button").click()
    expect(screen.part("row_0")).to_have_count(0)
    screen.settled()
    assert figures(screen, "zh")[0] == "0"
    screen.page.go_back()
    expect(screen.part("row_0")).to_be_visible()
    screen.settled()
    assert figures(screen, "zh") == shown
