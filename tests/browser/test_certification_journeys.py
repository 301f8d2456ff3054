"""The certification page: an opening day changes the fee, stays in the address, and comes back with a reload."""

import pytest
from at_the_screen import Screen, expect

from dashboard.text import words

pytestmark = pytest.mark.browser
T = words("zh")


def test_an_opening_day_changes_the_fee_and_survives_reload_and_pages(screen: Screen) -> None:
    screen.open("certification")
    due = screen.metric(T("fee.due"))
    expect(due).to_contain_text("¥60,000.00")
    screen.part("opened").get_by_role("spinbutton").first.click()
    screen.page.keyboard.type("20220410")
    screen.part("header").get_by_role("heading").click()  # the field takes the day when it is left
    screen.settled()
    expect(due).to_contain_text("¥40,000.00")
    assert screen.address["opened"] == "2022-04-10"
    screen.page.reload()
    screen.settled()
    expect(screen.metric(T("fee.due"))).to_contain_text("¥40,000.00")
    screen.turn_to(T("pages.board"))
    screen.settled()
    # Must not: the opening day changes the score of the day.
    expect(screen.part("score_card")).to_contain_text("4 星")
    screen.turn_to(T("pages.certification"))
    screen.settled()
    expect(screen.metric(T("fee.due"))).to_contain_text("¥40,000.00")
    screen.assert_no_faults()


def test_another_assessment_is_kept_in_the_address(screen: Screen) -> None:
    screen.open("certification", assessment="new_retail_workbench")
    expect(screen.part("period_facts")).to_be_visible()
    # Must not: figures the shop has not given are judged.
    expect(screen.page.get_by_text(T("period.condition_not_checked")).first).to_be_visible()
    screen.page.reload()
    screen.settled()
    assert screen.address["assessment"] == "new_retail_workbench"
    screen.assert_no_faults()
