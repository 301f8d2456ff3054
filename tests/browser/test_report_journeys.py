"""The report is downloaded, opened from the disk without a network, read, printed; the message is copied."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from at_the_screen import SCREENSHOTS, Axe, Screen, Site, context_of, expect

from dashboard import format as fmt
from dashboard.text import words
from sample_data import SAMPLE_SHOP
from scoring.assess.timeline import timeline
from scoring.measure.daily_sums import DailySums, main_category
from scoring.rules.catalogue import scheme
from scoring.store.events import from_folder

pytestmark = pytest.mark.browser
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CHARTS = 9  # the scores, and a metric each
A4 = 703  # pixels between the margins
CUT = """(width) => {
  const faults = [];
  if (document.documentElement.scrollWidth > width) faults.push(`page ${document.documentElement.scrollWidth}`);
  for (const element of document.querySelectorAll('h1, h2, p, li, dd, .card, .pill, figure, .chart svg.main-svg')) {
    const box = element.getBoundingClientRect(), outside = box.right > width + 1 || box.left < -1;
    if (box.width && outside) faults.push(`outside: ${element.textContent.slice(0, 40)}`);
  }
  for (const text of document.querySelectorAll('.chart .xtick text, .chart .ytick text, .chart .annotation-text')) {
    const box = text.getBoundingClientRect(), chart = text.closest('.chart').getBoundingClientRect();
    if (box.bottom > chart.bottom + 1 || box.right > chart.right + 1 || box.left < chart.left - 1)
      faults.push(`cut off: ${text.textContent}`);
  }
  return faults;
}"""


def download(screen: Screen, ending: str, folder: Path) -> Path:
    button = screen.part(f"download_{ending}").get_by_role("button")
    expect(button).to_be_visible()
    with screen.page.expect_download() as started:
        button.click()
    target = folder / started.value.suggested_filename
    started.value.save_as(target)
    return target


@contextmanager
def from_disk(browser: Any, file: Path, width: int, look: str, language: str) -> Iterator[Any]:
    """A file opened by a fresh profile that has no network; at the end nothing was asked for and nothing complained."""
    context = context_of(browser, width, look, language)
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: request.url.startswith(("blob:", "data:")) or asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
    page.on("console", lambda message: faults.append(f"console {message.type}: {message.text}"))
    page.goto(file.as_uri())
    expect(page.locator(".chart:has(.scatterlayer path.js-line)")).to_have_count(CHARTS)
    yield page
    context.close()
    assert asked == [file.as_uri()], "must not: the page asks for anything beyond itself"
    assert not faults, "\n".join(faults)


def shut_out(page: Any) -> list[str]:
    """What keeps somebody from reading the page."""
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found if item["impact"] != "minor"]


def test_the_report_is_downloaded_and_works_from_the_disk(
    screen: Screen, browser: Any, tmp_path: Path, sample_sums: DailySums
) -> None:
    screen.open("report")
    file = download(screen, "html", tmp_path)
    shop = sample_sums.shops[0]
    assert file.name == f"{shop}_tmall_experience_star_{sample_sums.last_day[0]}.html"
    category = main_category(from_folder(SAMPLE_SHOP), shop)
    star = scheme("tmall_experience_star")
    line = timeline(sample_sums, star, sample_sums.first_day, sample_sums.last_day[0], category)
    result = line.at(line.last_day, 0)
    with from_disk(browser, file, 1440, "light", "zh") as page:
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        expect(page.get_by_role("heading", name=shop)).to_be_visible()
        for name, item in result.dimensions.items():
            expect(page.locator(f"[data-dimension={name}] .value")).to_have_text(fmt.points(item.score))
        expect(page.locator("main")).to_contain_text(words("zh")("app.trial"))
        assert page.evaluate(CUT, 1440) == []
        assert shut_out(page) == []
        page.screenshot(path=str(SCREENSHOTS / "report_file_zh_light_1440.png"), full_page=True)
        chart = page.locator(".chart").first
        chart.scroll_into_view_if_needed()
        plot = chart.locator(".nsewdrag").first.bounding_box()
        middle = plot["y"] + plot["height"] / 2
        page.mouse.move(plot["x"] + plot["width"] / 2, middle)
        expect(chart.locator(".hoverlayer .legend")).to_contain_text(words("zh")("board.total_line"))
        axis = "() => document.querySelector('.chart')._fullLayout.xaxis.range.map(Date.parse)"
        before = page.evaluate(axis)
        page.mouse.down()
        page.mouse.move(plot["x"] + plot["width"] * 0.75, middle, steps=5)
        page.mouse.up()
        zoomed = f"([first, last]) => {{ const [from, to] = ({axis})(); return to - from < (last - first) / 2 }}"
        page.wait_for_function(zoomed, arg=before)
        picture = chart.locator(".modebar-btn").first
        expect(picture).to_have_attribute("data-title", words("zh")("report.chart_png"))
        with page.expect_download() as started:
            picture.click()
        assert started.value.suggested_filename == f"{shop}_{sample_sums.last_day[0]}_{words('zh')('trend.scores')}.png"


def test_the_english_report_reads_on_a_phone_in_the_dark(browser: Any, site: Site, tmp_path: Path) -> None:
    context = context_of(browser, 390, "dark", "en")
    screen = Screen(context.new_page(), site)
    screen.open("report", lang="en", span="30")
    file = download(screen, "html", tmp_path)
    screen.widen_to_whole_page()
    screen.picture("report_page_en_dark_390")
    context.close()
    screen.assert_no_faults()
    with from_disk(browser, file, 390, "dark", "en") as page:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.evaluate(CUT, 390) == []
        assert shut_out(page) == []
        background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert sum(map(int, re.findall(r"\d+", background)[:3])) < 200
        ink = page.evaluate("() => getComputedStyle(document.querySelector('.chart .xtick text')).fill")
        assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 450, "the charts are of the dark too"
        page.emulate_media(color_scheme="light")
        page.wait_for_function(
            "(dark) => getComputedStyle(document.querySelector('.chart .xtick text')).fill !== dark", arg=ink
        )
        page.screenshot(path=str(SCREENSHOTS / "report_file_en_390.png"), full_page=True)
        own = ("示例旗舰店", "女装", "无忧购", "千牛", "规蜜", "客户之声", "店小蜜")
        left = [text for text in page.locator("main").inner_text().splitlines() if CHINESE.search(text)]
        quoted = page.locator("table.assumed").inner_text()
        assert not [text for text in left if text not in quoted and not any(word in text for word in own)]


def test_on_paper_no_chart_is_cut(screen: Screen, browser: Any, tmp_path: Path) -> None:
    screen.open("report", span="all")
    file = download(screen, "html", tmp_path)
    with from_disk(browser, file, A4, "dark", "zh") as page:
        page.emulate_media(media="print", color_scheme="dark")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(CUT, A4) == []
        ink = page.evaluate("() => getComputedStyle(document.querySelector('.chart .xtick text')).fill")
        assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 250, "must not: the light ink of the dark on white paper"
        paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert len(page.pdf(prefer_css_page_size=True)) > 50_000
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")


def test_the_workbook_and_the_message_are_downloaded_and_the_message_is_copied(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    context = context_of(browser)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    screen = Screen(context.new_page(), site)
    screen.open("report")
    book = openpyxl.load_workbook(download(screen, "xlsx", tmp_path))
    assert book.sheetnames == [words("zh")(f"report.sheet_{name}") for name in
                               ("summary", "dimensions", "metrics", "daily", "fixes", "assumed")]  # fmt: skip
    text = download(screen, "txt", tmp_path).read_text(encoding="utf-8")
    message = screen.part("morning_text")
    message.hover()
    message.get_by_role("button").first.click()
    copied = screen.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == text
    assert text.startswith("【示例旗舰店】")
    assert "\n" in text
    # Must not: the choice of a language for the report moves the page to another language.
    screen.part("report_in").get_by_text("English").click()
    expect(message).to_contain_text("Experience scores")
    screen.settled()
    assert screen.address["lang"] == "zh"
    context.close()
    screen.assert_no_faults()
