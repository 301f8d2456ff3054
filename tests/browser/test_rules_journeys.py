"""The rules page in a browser: a figure of one's own typed into the table, a rule file of one's own uploaded."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from at_the_screen import Screen, Site, expect

from scoring.assess.own_rules import rule_file
from scoring.store.own import own_figures, remove_rule_file, rule_files, save_own_figures

pytestmark = pytest.mark.browser
STAR = {"scheme": "tmall_experience_star", "data": "sample"}
FILE = rule_file(STAR["scheme"], date(2022, 6, 15))


@pytest.fixture(autouse=True)
def nothing_kept(site: Site) -> Iterator[None]:
    """What a test saves is taken away after it."""
    yield
    if own_figures(site.data):
        save_own_figures(site.data, [])
    for path in rule_files(site.data):
        remove_rule_file(site.data, path)


def test_a_figure_typed_into_the_table_is_used_until_it_is_taken_back(screen: Screen, site: Site) -> None:
    def save(text: str) -> None:
        """Open the table, type into the last column of its first row, and save."""
        screen.open("rules", **STAR)
        screen.page.get_by_role("tab", name="代用值").click()
        grid = screen.page.get_by_test_id("data-grid-canvas").first
        screen.settled()
        grid.scroll_into_view_if_needed()
        field = screen.page.locator(".gdg-input")
        # The table takes no clicks until it stands; its header is one row high.
        for _ in range(20):
            box = grid.bounding_box()
            screen.page.mouse.dblclick(box["x"] + box["width"] - 40, box["y"] + 35 * 1.5)
            screen.page.wait_for_timeout(1000)
            if field.count():
                break
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_count(0)
        screen.part("own_save").get_by_role("button").click()

    save("1.5%")
    expect(screen.page.get_by_text("各档的指标值没有一路升或一路降：0.015, 0.01, 0.02, 0.04。")).to_be_visible()
    assert own_figures(site.data) == []
    save("0.8%")
    notice = screen.page.get_by_text("用了你填的 1 个代用值，不是官方数据。")
    expect(notice).to_be_visible()
    assert [record["value"] for record in own_figures(site.data)] == ["0.008"]
    screen.turn_to("概览")
    expect(notice).to_be_visible()
    screen.turn_to("规则")
    screen.page.get_by_role("tab", name="代用值").click()
    screen.part("own_undo").get_by_role("button").click()
    expect(screen.page.get_by_text("已改回代用值。")).to_be_visible()
    expect(notice).to_have_count(0)


def test_a_rule_file_with_a_fault_is_explained_and_a_right_one_is_used(screen: Screen) -> None:
    text = FILE.read_text(encoding="utf-8")
    screen.open("rules", **STAR)
    screen.page.get_by_role("tab", name="自己的规则文件").click()
    with screen.page.expect_download() as download:
        screen.part("own_download").get_by_role("button").click()
    assert download.value.path().read_text(encoding="utf-8") == text
    field = screen.page.locator("[class*=st-key-rule_file] input[type=file]")
    wrong = text.replace("metric: delivery_hours", "metric: delivery_hour", 1)
    field.set_input_files({"name": "mine.yaml", "mimeType": "application/yaml", "buffer": wrong.encode()})
    expect(screen.page.get_by_text("是不是 delivery_hours？")).to_be_visible()
    screen.settled()
    field.set_input_files({"name": "mine.yaml", "mimeType": "application/yaml", "buffer": text.encode()})
    screen.part("own_use").get_by_role("button").click()
    expect(screen.page).to_have_url(re.compile("scheme=own"))
    expect(screen.part("header")).to_contain_text("自己的规则")
    screen.settled()
    screen.turn_to("概览")
    expect(screen.part("header")).to_contain_text("自己的规则")
