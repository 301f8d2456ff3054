"""The morning visit: open the board, read it, change the language, look at another range and shop."""

import re
from datetime import date
from typing import Any

import pytest
from at_the_screen import SCREENSHOTS, Screen, expect

from dashboard import format as fmt
from dashboard.text import words
from sample_data import SAMPLE_SHOP
from scoring.assess.timeline import timeline
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import daily_sums, main_category
from scoring.rules.catalogue import scheme
from scoring.store.events import Events

pytestmark = pytest.mark.browser
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def expected(sample_events: Events) -> dict[str, str]:
    """What scoring says of the sample shop today: label in Chinese → value."""
    assert SAMPLE_SHOP.is_dir()
    sums, dated = daily_sums(sample_events), scheme("tmall_experience_star")
    shop = sums.shops[0]
    line = timeline(sums, dated, sums.first_day, sums.last_day[0], main_category(sample_events, shop))
    result = line.at(line.last_day, 0)
    t = words("zh")
    scores = {item.label["zh"]: fmt.points(item.score) for item in result.dimensions.values()}
    trial = t("board.trial", day=fmt.day(date.fromisoformat(str(line.last_day))))
    level = next(level for level in line.rules_at(line.last_day).levels if level.level == result.level)
    return {trial: level.label.text["zh"], **scores, "shop": shop}


def test_the_board_opens_on_the_sample_shop_with_everything_on_it(screen: Screen, expected: dict[str, str]) -> None:
    screen.open()
    expect(screen.page.get_by_role("heading", name=expected["shop"])).to_be_visible()
    for label, value in expected.items():
        if label != "shop":
            expect(screen.metric(label)).to_have_text(value)
    expect(screen.page.locator("[class*=st-key-dimension_]")).to_have_count(5)
    for place in (1, 2, 3, 4, 5):
        expect(screen.part(f"hint_{place}").get_by_role("link", name="放进试算")).to_be_visible()
    screen.charts_drawn(1)
    expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()
    assert screen.page.title() == words("zh")("app.title")
    # Must not: an error on screen, a word of the toolkit's own menu that invites to deploy.
    assert "Deploy" not in screen.page.inner_text("body")
    expect(screen.page.get_by_test_id("stException")).to_have_count(0)
    assert screen.address == {"lang": "zh", "data": "sample", "shop": expected["shop"]}


def test_the_language_switch_stays_on_the_page_and_changes_every_word(screen: Screen) -> None:
    screen.open("what_if", set="delivery_hours:48")
    figures = screen.metric("变化").inner_text()
    before = screen.address
    screen.page.get_by_role("radio", name="English").or_(screen.page.get_by_role("button", name="English")).click()
    expect(screen.metric("Difference")).to_have_text(figures)
    screen.settled()
    assert "/what_if" in screen.page.url
    assert screen.address == {**before, "lang": "en", "scheme": "tmall_experience_star"}
    expect(screen.page.get_by_test_id("stTopNavLink").first).to_have_text(re.compile("Board"))
    own = (before["shop"], "中文", "示例旗舰店", "女装", "无忧购")
    left = [line for line in screen.text().splitlines() if CHINESE.search(line) and not any(o in line for o in own)]
    assert not left, "must not: Chinese words left over"
    screen.turn_to("Board")
    expect(screen.page.get_by_role("heading", name="Fix first")).to_be_visible()


def test_another_range_and_another_metric_are_drawn_and_kept_in_the_address(screen: Screen) -> None:
    screen.open()
    screen.charts_drawn(1)
    screen.part("span").get_by_text("近30天").click()
    expect(screen.page).to_have_url(re.compile("span=30"))
    screen.settled().charts_drawn(1)
    screen.choose("metric", METRICS["delivery_hours"].label["zh"])
    expect(screen.page).to_have_url(re.compile("metric=delivery_hours"))
    screen.settled().charts_drawn(1)
    kept = screen.address
    assert kept["span"] == "30"
    screen.page.reload()
    screen.settled().charts_drawn(1)
    assert screen.address == kept, "must not: a reload forgets"


def shown_in(screen: Screen, label: str) -> Any:
    """What the list with this label in the popover shows."""
    return screen.page.get_by_test_id("stPopoverBody").get_by_role("combobox", name=label)


def test_the_popover_shows_the_scheme_of_the_header_after_a_change_on_the_page(screen: Screen) -> None:
    star = scheme("tmall_experience_star").scheme.label.text["zh"]
    screen.open()
    expect(screen.part("header").get_by_text(star)).to_be_visible()
    screen.charts_drawn(1)
    screen.part("span").get_by_text("近30天").click()
    expect(screen.page).to_have_url(re.compile("span=30"))
    screen.settled()
    screen.part("choose").get_by_role("button").first.click()
    # Must not: the first of the list, whatever the page is about.
    expect(shown_in(screen, "评分体系")).to_have_value(star)
    expect(shown_in(screen, "规则集")).to_have_value("按日期生效的规则")
    expect(screen.part("header").get_by_text(star)).to_be_visible()
    assert screen.address["scheme"] == "tmall_experience_star"


def test_another_scheme_is_chosen_in_the_popover_and_stays_there(screen: Screen) -> None:
    label = scheme("taobao_lighthouse").scheme.label.text["zh"]
    screen.open()
    screen.charts_drawn(1)
    screen.part("choose").get_by_role("button").first.click()
    shown_in(screen, "评分体系").focus()
    shown_in(screen, "评分体系").press("ArrowDown")
    screen.page.get_by_role("option").filter(has_text=label).first.click()
    expect(screen.page).to_have_url(re.compile("scheme=taobao_lighthouse"))
    screen.settled()
    expect(screen.part("header").get_by_text(label)).to_be_visible()
    if not screen.page.get_by_test_id("stPopoverBody").is_visible():
        screen.part("choose").get_by_role("button").first.click()
    expect(shown_in(screen, "评分体系")).to_have_value(label)


def test_a_real_shop_is_chosen_from_the_list(screen: Screen) -> None:
    screen.open()
    screen.choose("shop", "真实订单")
    expect(screen.page).to_have_url(re.compile("data=real"))
    screen.settled()
    expect(screen.page.get_by_text("Olist")).to_be_visible()
    expect(screen.page.get_by_text("无法衡量").first).to_be_visible()
    # Must not: a dimension nobody can measure shown as 0.
    values = screen.part("dimension_consultation").get_by_test_id("stMetricValue")
    expect(values).to_have_text("—")
    assert "None" not in screen.text()


def test_the_picture_of_the_board_for_the_readme(screen: Screen) -> None:
    screen.open(lang="zh")
    expect(screen.part("hint_1")).to_be_visible()
    expect(screen.page.locator("[class*=st-key-dimension_] img")).to_have_count(5)
    screen.charts_drawn(1)
    assert screen.picture("board_zh").stat().st_size > 30_000
    assert (SCREENSHOTS / "board_zh.png").is_file()
