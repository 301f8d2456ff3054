"""Own data: upload, read the cards, import, see the own shop on the board, take it back; large files; matching."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from at_the_screen import Screen, expect
from made_up import csv_bytes

from dashboard.text import words as words_of
from scoring.store import own
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


UNKNOWN = csv_bytes(
    [
        {"单子": f"A{number:07}", "付钱的时间": f"2022-06-{number:02} 10:00:00", "多少钱": "5.00"}
        for number in range(1, 21)
    ],
    "gb18030",
)


def upload(screen: Screen, *files: tuple[str, bytes]) -> None:
    """Drop files into the field, and wait until each has its card."""
    field = screen.page.locator("input[type=file]").first
    field.set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content} for name, content in files])
    for name, _ in files:
        expect(screen.page.locator("[class*=st-key-card_]").filter(has_text=name).first).to_be_visible()
    screen.settled()


def count(screen: Screen, label: str) -> object:
    """One of the numbers on the card."""
    return screen.page.locator("[class*=st-key-card_]").get_by_test_id("stMetric").filter(has_text=label)


def press(screen: Screen, key: str) -> None:
    screen.page.locator(f"[class*=st-key-{key}]").get_by_role("button").first.click()


def test_from_the_file_to_the_own_board_and_back(screen: Screen, own_data: Store) -> None:
    screen.open("data")
    upload(screen, ("orders.csv", ORDERS))
    expect(count(screen, "读取")).to_contain_text("120")
    expect(count(screen, "拒绝")).to_contain_text("0")
    assert not own_data.shops(), "must not: reading the report imports"
    assert screen.page.evaluate(WRITTEN_OVER) <= 2, "must not: words of the empty field over the chosen file"
    expect(screen.page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    screen.part("import_shop").locator("input").fill("晨光小店")
    screen.part("import_shop").locator("input").press("Enter")
    screen.settled()
    screen.part("import").get_by_role("button").click()
    expect(screen.page.get_by_text("orders.csv：已导入 120 行（新增 120，更正 0）。")).to_be_visible()
    assert own_data.shops() == ["晨光小店"]
    screen.settled()
    screen.part("open_board").get_by_role("button").click()
    expect(screen.page.get_by_role("heading", name="晨光小店")).to_be_visible()
    screen.settled()
    assert (screen.address["data"], screen.address["shop"]) == ("own", "晨光小店")
    # Must not: the made-up shop's notice above the own figures.
    expect(screen.page.get_by_text("虚构数据")).to_have_count(0)
    expect(screen.part("dimension_logistics").get_by_test_id("stMetricValue")).not_to_have_text("—")
    screen.charts_drawn(1)
    # Must not: the metric trend opens on a metric the orders cannot give.
    expect(screen.page.get_by_text("这段时间没有")).to_have_count(0)

    screen.turn_to("数据")
    screen.page.get_by_role("tab", name="数据日历").click()
    expect(screen.page.locator(".js-plotly-plot .heatmaplayer .hm")).to_have_count(1)
    expect(screen.page.get_by_text("订单：2022-06-01 至 2022-06-30 每天都有数据")).to_be_visible()
    screen.page.get_by_role("tab", name="导入记录").click()
    screen.part("undo").get_by_role("button").click()
    expect(screen.page.get_by_text("已撤销 orders.csv。")).to_be_visible()
    screen.settled()
    assert own_data.shops() == []
    screen.turn_to("概览")
    expect(screen.page.get_by_text("虚构数据")).to_be_visible()


def test_the_same_file_again_changes_nothing(screen: Screen, own_data: Store) -> None:
    screen.open("data", lang="en")
    for sentence in ("120 rows imported (120 new, 0 corrected)", "was imported before; nothing changed"):
        upload(screen, ("orders.csv", ORDERS))
        expect(count(screen, "Read")).to_contain_text("120")
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
    upload(screen, ("photo.csv", PNG))
    expect(screen.page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    screen.settled()
    expect(screen.part("import").get_by_role("button")).to_be_disabled()
    assert own_data.version() == before, "must not: a bad file leaves something behind"
    # By its name as well: the field itself refuses it then, and says so in the reader's language.
    screen.page.locator("input[type=file]").first.set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": PNG}
    )
    refused = screen.page.get_by_test_id("stFileUploaderDropzone").first
    expect(refused.locator("[aria-invalid=true]")).to_be_visible()
    types = words_of(language)("board.list").join(("csv", "tsv", "txt", "xlsx", "xls", "zip")).upper()
    said = refused.evaluate("element => getComputedStyle(element, '::after').content")
    assert said.strip('"') == words_of(language)("data.upload_refused", types=types)
    screen.turn_to("概览" if language == "zh" else "Board")
    screen.charts_drawn(1)


@pytest.fixture
def nothing_remembered(own_data: Store) -> Iterator[None]:
    yield
    for record in own.mappings(own_data.folder):
        own.remove_mapping(own_data.folder, record["shape"])


@pytest.mark.usefixtures("nothing_remembered")
def test_an_archive_with_a_table_nobody_knows_is_matched_and_remembered(screen: Screen, own_data: Store) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("订单.csv", ORDERS)
        archive.writestr("自制.csv", UNKNOWN)
    screen.open("data")
    upload(screen, ("六月.zip", target.getvalue()))
    cards = screen.page.locator("[class*=st-key-card_]")
    expect(cards).to_have_count(2)
    unknown = cards.filter(has_text="自制.csv")
    expect(unknown.get_by_text("没有认出这份表头：单子、付钱的时间、多少钱。")).to_be_visible()
    for place, column in enumerate(("订单编号", "付款时间", "金额")):
        field = unknown.locator(f"[class*=st-key-column_][class*=_orders_{place}]").get_by_role("combobox")
        field.focus()
        field.press("ArrowDown")
        screen.page.keyboard.insert_text(column)
        screen.page.get_by_role("option").filter(has_text=column).first.click()
        screen.settled()
    press(screen, "confirm_")
    expect(unknown.get_by_text("识别为 手工对应的列 → 订单 orders")).to_be_visible()
    screen.settled()
    screen.part("import").get_by_role("button").click()
    expect(screen.page.get_by_text("已导入 20 行")).to_be_visible()
    screen.settled()
    assert sorted(entry.rows_new for entry in own_data.imports() if not entry.undone) == [20, 120]
    upload(screen, ("自制二.csv", UNKNOWN.replace(b"5.00", b"6.00")))
    expect(count(screen, "更正")).to_contain_text("20")
    screen.part("discard_all").get_by_role("button").click()
    expect(cards).to_have_count(0)
    press(screen, "forget_")
    expect(screen.page.get_by_text("已忘掉这份对应。")).to_be_visible()


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "大订单.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("order_id,paid_at,collected_at,amount\n")
        for block in range(150):
            file.writelines(
                f"69{block:05}{row:05},2022-06-{row % 28 + 1:02} 10:00:00,2022-06-{row % 28 + 1:02} 20:00:00,59.00\n"
                for row in range(8_000)
            )
    return path


def lying(store: Store) -> set[str]:
    """What lies aside in the data folder; visitors of other tests may have left files on their desks."""
    return {str(path) for path in (store.folder / "staging").glob("*")}


def test_a_large_file_is_read_by_its_path_cancelled_and_read_again(
    screen: Screen, own_data: Store, large: Path
) -> None:
    screen.open("data")

    def read() -> None:
        field = screen.part("import_path").locator("input")
        field.fill(str(large))
        field.press("Enter")
        button = screen.part("read_path").get_by_role("button")
        expect(button).to_be_enabled()
        button.click()
        expect(screen.page.get_by_test_id("stProgress")).to_be_visible()

    before = lying(own_data)
    read()
    press(screen, "cancel_f")
    expect(screen.page.get_by_text("已取消 大订单.csv，什么都没有留下。")).to_be_visible()
    expect(screen.page.get_by_test_id("stProgress")).to_have_count(0)
    for _ in range(100):
        if lying(own_data) == before:
            break
        screen.page.wait_for_timeout(200)
    assert lying(own_data) == before, "must not: a cancelled file leaves something behind"
    read()
    expect(screen.page.get_by_text("每秒")).to_be_visible()
    expect(count(screen, "新增")).to_contain_text("1,200,000", timeout=120_000)
    screen.settled()
    assert not [entry for entry in own_data.imports() if not entry.undone]
    screen.part("import").get_by_role("button").click()
    expect(screen.page.get_by_text("大订单.csv：已导入 1,200,000 行")).to_be_visible(timeout=60_000)
    screen.settled()
