"""An own action is noted on the trends page: it stands on the chart and in the history, once, and can be taken back."""

from typing import Any

import pytest
from at_the_screen import Screen, Site, context_of, expect

from dashboard.text import words
from sample_data import SAMPLE_SHOP
from scoring.measure.records import annotations_of
from scoring.store.delta import Store

pytestmark = pytest.mark.browser


def test_a_note_is_added_seen_and_taken_back(browser: Any, site: Site, own_data: Store) -> None:
    language, width = "zh", 1440
    for table in ("orders", "chats"):
        with (SAMPLE_SHOP / f"{table}.csv").open("rb") as file:
            own_data.import_file(file, f"{table}.csv")
    t = words(language)
    context = context_of(browser, width, "light", language)
    screen = Screen(context.new_page(), site)
    screen.open("trends", lang=language)
    expect(screen.part("metric_course")).to_be_visible()
    screen.page.get_by_role("tab", name=t("trends.tab_notes")).click()
    expect(screen.page.get_by_text(t("notes.none"))).to_be_visible()
    screen.settled()
    screen.part("annotation_add").locator("summary").click()
    text = "换了快递 <b>*圆通*</b>"
    field = screen.page.locator("[class*=st-key-annotation_text_] input")
    field.fill(text)
    field.press("Tab")
    screen.settled()
    screen.part("annotation_add_button").get_by_role("button").click()
    expect(screen.page.get_by_text(t("notes.added", text=text))).to_be_visible()
    screen.settled()
    shop = screen.address["shop"]
    held = annotations_of(own_data.events(), shop)
    assert [note for _, note in held] == [text], "must not: a note that is kept twice, or is changed"
    screen.page.reload()
    screen.settled()
    screen.page.get_by_role("tab", name=t("trends.tab_notes")).click()
    expect(screen.part("annotation_choice")).to_be_visible()
    screen.settled()
    screen.picture(f"note_{language}_{width}")
    screen.part("annotation_edit").locator("summary").click()
    remove = screen.part("annotation_remove").get_by_role("button")
    expect(remove).to_be_visible()
    screen.settled()
    # By keyboard: what is above may still grow, and a pointer would then meet another part of the page.
    remove.press("Enter")
    screen.settled()
    # The tabs are drawn anew once the shop is counted without the note, and then the first one is open.
    for _ in range(20):
        screen.page.get_by_role("tab", name=t("trends.tab_notes")).click()
        screen.settled()
        if screen.page.get_by_text(t("notes.none")).is_visible():
            break
        screen.page.wait_for_timeout(1000)
    expect(screen.page.get_by_text(t("notes.none"))).to_be_visible()
    screen.settled()
    assert annotations_of(own_data.events(), shop) == []
    context.close()
    screen.assert_no_faults()
