"""Own data: upload, read the report, import, see the own shop on the board, take it back."""

import pytest
from at_the_screen import Screen, expect
from made_up import csv_bytes

from scoring.store.delta import Store

pytestmark = pytest.mark.browser
ORDERS = csv_bytes(
    [
        {
            "order_id": f"o{day}-{number}", "buyer_id": f"b{number}", "category": "女装/女士精品", "amount": "59.00",
            "paid_at": f"2022-06-{day:02} 10:00:00", "collected_at": f"2022-06-{day:02} 20:00:00",
            "delivered_at": f"2022-07-{day:02} 04:00:00" if number == 0 else f"2022-06-{day:02} 23:00:00",
        }
        for day in range(1, 31) for number in range(4)
    ]
)  # fmt: skip
WRITTEN_OVER = """() => [...document.querySelectorAll('[data-testid=stFileUploader] *')].filter(element =>
  !['none', 'normal', ''].includes(getComputedStyle(element, '::after').content.replaceAll('"', ''))).length"""
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def upload(screen: Screen, name: str, content: bytes) -> None:
    field = screen.page.locator("input[type=file]")
    field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_from_the_file_to_the_own_board_and_back(screen: Screen, own_data: Store) -> None:
    screen.open("data")
    upload(screen, "orders.csv", ORDERS)
    expect(screen.page.get_by_text("读取 120 行，可用 120 行，拒绝 0 行")).to_be_visible()
    screen.settled()
    assert not own_data.shops(), "must not: reading the report imports"
    assert screen.page.evaluate(WRITTEN_OVER) == 0, "must not: words of the empty field over the chosen file"
    screen.part("import_shop").locator("input").fill("晨光小店")
    screen.part("import_shop").locator("input").press("Enter")
    screen.settled()
    screen.part("import").get_by_role("button").click()
    expect(screen.page.get_by_text("orders.csv：已导入 120 行（120 行为新增）。")).to_be_visible()
    assert own_data.shops() == ["晨光小店"]
    screen.settled()
    screen.part("open_board").get_by_role("button").click()
    expect(screen.page.get_by_role("heading", name="晨光小店")).to_be_visible()
    screen.settled()
    assert (screen.address["data"], screen.address["shop"]) == ("own", "晨光小店")
    # Must not: the made-up shop's notice above the own figures.
    expect(screen.page.get_by_text("虚构数据")).to_have_count(0)
    expect(screen.part("dimension_logistics").get_by_test_id("stMetricValue")).not_to_have_text("—")
    screen.charts_drawn(2)
    # Must not: the metric trend opens on a metric the orders cannot give.
    expect(screen.page.get_by_text("这段时间没有")).to_have_count(0)

    screen.turn_to("数据")
    screen.part("undo").get_by_role("button").click()
    expect(screen.page.get_by_text("已撤销 orders.csv。")).to_be_visible()
    screen.settled()
    assert own_data.shops() == []
    screen.turn_to("概览")
    expect(screen.page.get_by_text("虚构数据")).to_be_visible()


def test_the_same_file_again_changes_nothing(screen: Screen, own_data: Store) -> None:
    screen.open("data", lang="en")
    for sentence in ("120 rows imported (120 of them new)", "was imported before; nothing changed"):
        upload(screen, "orders.csv", ORDERS)
        expect(screen.page.get_by_text("120 rows read")).to_be_visible()
        screen.settled()
        screen.part("import").get_by_role("button").click()
        expect(screen.page.get_by_text(sentence)).to_be_visible()
        screen.settled()
    assert len([entry for entry in own_data.imports() if not entry.undone]) == 1, "must not: counted twice"


@pytest.mark.parametrize(("language", "words"), [("zh", "这不是文本文件"), ("en", "this is not a text file")])
def test_a_picture_named_csv_is_refused_and_the_page_goes_on(
    screen: Screen, own_data: Store, language: str, words: str
) -> None:
    before = own_data.version()
    screen.open("data", lang=language)
    upload(screen, "photo.csv", PNG)
    expect(screen.page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    screen.settled()
    expect(screen.part("import").get_by_role("button")).to_be_disabled()
    assert own_data.version() == before, "must not: a bad file leaves something behind"
    screen.turn_to("概览" if language == "zh" else "Board")
    screen.charts_drawn(2)
