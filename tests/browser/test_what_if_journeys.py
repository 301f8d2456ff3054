"""What-if: from a hint, by keyboard, by number, by link, by upload; the baseline never moves."""

import re

import pytest
from at_the_screen import Screen, Site, context_of, expect
from made_up import csv_bytes

from scoring.store.delta import Store

pytestmark = pytest.mark.browser
METRIC = "delivery_hours"
BASELINE = "现状（不变） · 总分"


def gain_of(badge: str) -> str:
    """The gain in "总分 +0.3，星级 +1.0"."""
    return re.search(r"总分 ([+-][\d.]+)", badge).group(1)  # type: ignore[union-attr]


def test_a_hint_opens_the_what_if_with_exactly_its_gain(screen: Screen) -> None:
    screen.open()
    first = screen.part("hint_1")
    badge = first.get_by_test_id("stMarkdownBadge").or_(first.locator(".stMarkdownBadge")).first.inner_text()
    first.get_by_role("link", name="放进试算").click()
    expect(screen.metric("变化")).to_have_text(gain_of(badge))
    screen.settled()
    assert "/what_if" in screen.page.url
    assert re.fullmatch(r"[a-z_0-9]+:[\d.]+", screen.address["set"])
    metric, target = screen.address["set"].split(":")
    expect(screen.box(metric)).not_to_have_value("")
    # Must not: the change leaks into the board.
    screen.turn_to("概览")
    assert gain_of(screen.part("hint_1").inner_text()) == gain_of(badge)
    assert float(target) >= 0


def test_the_slider_by_keyboard_moves_box_difference_and_address(screen: Screen) -> None:
    screen.open("what_if")
    baseline = screen.metric(BASELINE).inner_text()
    start = float(screen.box(METRIC).input_value())
    screen.slider(METRIC).focus()
    for _ in range(3):
        screen.page.keyboard.press("ArrowLeft")
    expect(screen.page).to_have_url(re.compile(f"set={METRIC}"))
    step = float(screen.slider(METRIC).get_attribute("step") or "nan")
    expect(screen.box(METRIC)).to_have_value(f"{start - 3 * step:.1f}")
    screen.page.keyboard.press("Home")
    expect(screen.metric("变化")).to_have_text(re.compile(r"^\+"))
    screen.settled()
    assert float(screen.box(METRIC).input_value()) == float(screen.slider(METRIC).input_value())
    assert float(screen.address["set"].split(":")[1]) == float(screen.box(METRIC).input_value())
    screen.page.keyboard.press("End")
    expect(screen.metric("变化")).to_have_text(re.compile(r"^-"))
    assert screen.metric(BASELINE).inner_text() == baseline, "must not: the baseline moves"
    assert screen.slider(METRIC).evaluate("slider => slider === document.activeElement"), "the hand stays on the slider"


def test_a_typed_number_moves_the_slider_and_reset_takes_it_back(screen: Screen) -> None:
    screen.open("what_if")
    start = screen.box(METRIC).input_value()
    screen.box(METRIC).fill("48")
    screen.box(METRIC).press("Enter")
    expect(screen.slider(METRIC)).to_have_value("48")
    expect(screen.page).to_have_url(re.compile(f"set={METRIC}%3A48.0"))
    screen.settled()
    expect(screen.part(f"reset_{METRIC}").get_by_role("button")).to_be_visible()
    screen.part(f"reset_{METRIC}").get_by_role("button").click()
    expect(screen.box(METRIC)).to_have_value(start)
    expect(screen.metric("变化")).to_have_text("0")
    screen.settled()
    assert "set" not in screen.address
    # Must not: a field that was never touched counts as a change.
    expect(screen.page.get_by_text(re.compile(r"已改 \d+ 处"))).to_have_count(0)
    expect(screen.part(f"reset_{METRIC}").get_by_role("button")).to_be_disabled()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_lever_far_down_leaves_in_sight_what_it_does_and_that_it_is_a_trial(
    browser: object, site: Site, width: int, height: int
) -> None:
    with context_of(browser, width).new_page() as page:
        page.set_viewport_size({"width": width, "height": height})
        screen = Screen(page, site).open("what_if")
        last = screen.box("human_reply_seconds")
        last.fill("3")
        last.press("Enter")
        line = page.get_by_text("已改 1 处").locator("xpath=ancestor::*[@data-testid='stMarkdown']")
        expect(line).to_contain_text("试算，不代表平台结果")
        expect(line).to_contain_text("含假设值")
        expect(line).to_contain_text(re.compile(r"总分 \d\.\d+ → \d\.\d+"))
        screen.settled()
        expect(last).to_be_in_viewport()
        expect(line).to_be_in_viewport(ratio=1)
        # Must not: the line hides behind the page's header, or the field behind the line.
        header, shown, field = (item.bounding_box() for item in (page.get_by_test_id("stHeader"), line, last))
        assert header["y"] + header["height"] <= shown["y"] + 1
        assert shown["y"] + shown["height"] <= field["y"]
        page.keyboard.press("Shift+Tab")
        for _ in range(14):
            page.keyboard.press("Shift+Tab")
            focused = page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
            assert focused["bottom"] > shown["y"] + shown["height"], "the keyboard goes where it can be seen"
        screen.assert_no_faults()


def test_several_changes_are_undone_at_once(screen: Screen) -> None:
    screen.open("what_if", set=f"{METRIC}:48.0,reply_rate:0.85")
    expect(screen.page.get_by_text("已改 2 处")).to_be_visible()
    screen.part("reset_all").get_by_role("button").click()
    expect(screen.metric("变化")).to_have_text("0")
    expect(screen.page).not_to_have_url(re.compile("set="))
    expect(screen.page.get_by_text("已改 2 处")).to_have_count(0)


def test_a_reload_and_the_copied_link_show_the_same_figures(screen: Screen, browser: object, site: Site) -> None:
    screen.open("what_if", set=f"{METRIC}:48.0,human_reply_seconds:25.0", scheme="tmall_experience_star")
    expect(screen.box("human_reply_seconds")).to_have_value("25")
    labels = ("变化", BASELINE, "方案 · 总分")
    shown = [screen.metric(label).inner_text() for label in labels]
    screen.page.reload()
    screen.settled()
    assert [screen.metric(label).inner_text() for label in labels] == shown
    with context_of(browser, language="en").new_page() as page:
        other = Screen(page, site)
        page.goto(screen.page.url)
        other.settled()
        assert [other.metric(label).inner_text() for label in labels] == shown, "the link says the language too"
        expect(other.box(METRIC)).to_have_value("48.0")
        other.assert_no_faults()
        # Must not: what one visitor changes appears at another's.
        other.part("reset_all").get_by_role("button").click()
        expect(other.metric("变化")).to_have_text("0")
    assert screen.metric("变化").inner_text() == shown[0]


def test_the_back_button_returns_to_the_page_before(screen: Screen) -> None:
    screen.open("what_if", set=f"{METRIC}:48.0")
    shown = screen.metric("变化").inner_text()
    screen.turn_to("概览")
    expect(screen.page.get_by_role("heading", name="先改哪里")).to_be_visible()
    screen.page.go_back()
    expect(screen.metric("变化")).to_have_text(shown)
    screen.settled()
    assert "/what_if" in screen.page.url
    # Must not: the board's parts stay on the page.
    expect(screen.page.get_by_role("heading", name="先改哪里")).to_have_count(0)


def test_an_uploaded_alternative_changes_the_difference_only(screen: Screen, own_data: Store) -> None:
    screen.open("what_if")
    before = {label: screen.metric(label).inner_text() for label in ("变化", BASELINE)}
    assert before["变化"] == "0"
    chats = [
        {"chat_id": f"c{day}-{hour}", "asked_at": f"2022-06-{day:02} {hour:02}:00:00", "replied": "true",
         "first_human_reply_seconds": 3000} for day in range(5, 31) for hour in range(9, 21)
    ]  # fmt: skip
    upload = screen.part("form_upload").locator("input[type=file]")
    upload.set_input_files({"name": "slow_chats.csv", "mimeType": "text/csv", "buffer": csv_bytes(chats)})
    expect(screen.page.get_by_text("slow_chats.csv").first).to_be_visible()
    expect(screen.metric("变化")).not_to_have_text("0")
    screen.settled()
    moved = screen.metric("变化").inner_text()
    assert screen.metric(BASELINE).inner_text() == before[BASELINE]
    assert own_data.version() == "" or not own_data.shops(), "must not: a what-if is stored"
    screen.turn_to("概览").turn_to("试算")
    expect(screen.metric(BASELINE)).to_have_text(before[BASELINE])
    expect(screen.metric("变化")).to_have_text(moved)
    # Must not: a file that was taken out still counts.
    screen.part("change_0_gone").get_by_role("button").click()
    expect(screen.metric("变化")).to_have_text("0")
    screen.settled()
    assert "stack" not in screen.address


def test_other_tiers_move_no_lever_and_a_figure_typed_before_a_click_counts(screen: Screen) -> None:
    """Better peers give the sliders other ends: they stay where they are, however often that is switched."""
    metrics = (METRIC, "reply_rate", "first_quality_refund_rate")
    screen.open("what_if", lang="zh", scheme="tmall_experience_star", data="sample")
    stood = [screen.slider(metric).input_value() for metric in metrics]
    screen.part("scenario_kind").get_by_text("同行变好", exact=True).click()
    screen.part("form_peers").get_by_role("button", name="加进方案").click()
    expect(screen.part("change_0_on")).to_be_visible()
    changed = screen.metric("变化").inner_text()
    for _ in range(2):
        assert [screen.slider(metric).input_value() for metric in metrics] == stood
        screen.part("change_0_on").locator("label").first.click()
        expect(screen.metric("变化")).to_have_text("0")
        assert [screen.slider(metric).input_value() for metric in metrics] == stood
        screen.part("change_0_on").locator("label").first.click()
        expect(screen.metric("变化")).to_have_text(changed)
    assert "set=" not in screen.page.url, "nobody moved a lever"
    # Typed and not entered, then a click elsewhere: both count.
    screen.settled()
    screen.box("reply_rate").fill("97.9")
    screen.part("scenario_kind").get_by_text("提前发货", exact=True).click()
    expect(screen.part("form_ship")).to_be_visible()
    expect(screen.page).to_have_url(re.compile(r"set=reply_rate%3A0.979"))
    expect(screen.box("reply_rate")).to_have_value("97.90")
    screen.assert_no_faults()
