"""Find why logistics fell: from the board to the area, its worst part, the rows behind it, and a file of them."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from at_the_screen import Screen, Site, context_of, expect

from dashboard.text import words
from scoring.measure.daily_sums import daily_sums, main_category
from scoring.measure.engine import attached
from scoring.measure.rows import rows_of
from scoring.rules.catalogue import scheme
from scoring.store.events import Events

pytestmark = pytest.mark.browser
METRIC = "delivery_hours"


@pytest.fixture(scope="module")
def late_orders(sample_events: Events) -> int:
    """How many rows scoring has behind the time to the door, over the window of the shop's newest day."""
    sums = daily_sums(sample_events)
    shop, day = sums.shops[0], sums.last_day[0]
    rules = scheme("tmall_experience_star").in_force(day)
    days, lag = rules.windows_for(main_category(sample_events, shop))[METRIC]
    last = day - timedelta(days=lag)
    with attached(sample_events, [shop]) as connection:
        first = last - timedelta(days=days - 1)
        taken_out = METRIC in rules.exclusions.metrics if rules.exclusions else False
        return rows_of(connection, shop, METRIC, first, last, after_exclusion=taken_out)[1]


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_from_the_board_to_the_late_orders_themselves(
    language: str, width: int, browser: Any, site: Site, late_orders: int
) -> None:
    t = words(language)
    context = context_of(browser, width, "light", language)
    screen = Screen(context.new_page(), site)
    screen.open(lang=language)
    screen.part("dimension_logistics").get_by_role("link", name=t("board.diagnose")).click()
    expect(screen.part("answer")).to_be_visible()
    screen.settled()
    assert "/diagnosis" in screen.page.url
    assert screen.address["dimension"] == "logistics"
    screen.choose(f"part_{METRIC}_{language}", t("diagnosis.every_case"))
    expect(screen.part("case_rows_file")).to_be_visible()
    screen.settled()
    assert screen.address["part"] == "all:"
    with screen.page.expect_download() as waiting:
        screen.part("case_rows_file").get_by_role("button").click()
    rows = list(csv.reader(waiting.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == late_orders + 1, "must not: a file of only the rows on the screen"
    screen.picture(f"cause_{language}_{width}")
    screen.page.go_back()
    screen.page.go_back()
    expect(screen.part("score_card")).to_be_visible()
    screen.settled()
    assert "/diagnosis" not in screen.page.url, "must not: the way back leads nowhere"
    context.close()
    screen.assert_no_faults()
