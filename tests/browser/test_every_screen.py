"""Every page in both languages, light and dark, on a desk and a phone: nothing is cut off, untranslated or shut."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from at_the_screen import PAGES, RAW_KEY, Axe, Screen, Site, context_of, expect

from dashboard.selection import DIMENSIONS
from dashboard.selection import VIEWS as WHAT_IF_VIEWS
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.model import AnswerUnanswered, ExcludeDays, PeersImprove, ShiftMetric, ShipEarlier
from scoring.rules.catalogue import scheme as scheme_of
from scoring.rules.catalogue import schemes_of

pytestmark = pytest.mark.browser
VIEWS = tuple(view for view in WHAT_IF_VIEWS if view)
STACK = packed(
    [
        ExcludeDays(first=date(2022, 6, 10), last=date(2022, 6, 16), province="四川", outcome="pending"),
        ShipEarlier(hours=Decimal(6)),
        AnswerUnanswered(from_hour=20, to_hour=8, within_seconds=60),
        ShiftMetric(metric="delivery_hours", by=Decimal(-5), first=date(2022, 6, 10), last=date(2022, 6, 20)),
        PeersImprove(by=Decimal("0.1"), on=False),
    ]
)
# Every two of language, theme and width meet; a page opened in all eight ways told no more.
IN_PAIRS = (("zh", "light", 1440), ("zh", "dark", 390), ("en", "light", 390), ("en", "dark", 1440))
IN_TWO = (("zh", "light", 390), ("en", "dark", 1440))
OPPOSITE = ((("zh", "light", 1440), ("en", "dark", 390)), (("zh", "dark", 390), ("en", "light", 1440)))
SCREENS = [
    *((page, *how) for page, how in product(("board", "what_if"), IN_PAIRS)),
    *((page, *how) for at, page in enumerate(PAGES) if page != "what_if" for how in OPPOSITE[at % 2]),
    # Boards of other kinds, each in another way. A shop of which little can be measured: long sentences in narrow
    # cards, a gate that is not met. The score of today: other dimensions, a metric nobody can measure, a long list
    # of notices. Another marketplace, with bonuses and deductions; and ratings without a total.
    *(
        (page, *how)
        for page, how in zip(("douyin", "dsr", "real", "today"), (IN_PAIRS[at] for at in (0, 3, 2, 1)), strict=True)
    ),
    # The other views of the what-if page, and a scenario of many changes.
    *((page, *how) for page, how in product((*VIEWS, "stack"), IN_TWO)),
    # Every area of the diagnosis.
    *zip(DIMENSIONS, ("zh", "en", "zh", "en", "zh"), ("light", "dark") * 3, (390, 1440, 1440, 390, 390), strict=False),
]
# On a phone the toolkit's table scrolls sideways and takes no tab index; the keyboard scrolls it all the same.
TOLERATED = ("scrollable-region-focusable",)
BOARDS = ("board", "real", "today", "douyin", "dsr")
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const faults = [];
  if (main.scrollWidth > main.clientWidth) faults.push(`page ${main.scrollWidth} > ${main.clientWidth}`);
  const right = document.documentElement.clientWidth;
  const wanted = 'button, [data-testid=stMetricValue], [data-testid=stAlert], h1, h2, h3, p';
  for (const element of main.querySelectorAll(wanted)) {
    const box = element.getBoundingClientRect();
    const scrolls = element.closest('[data-testid=stDataFrame], [data-testid=stTable], [role=tablist]');
    if (box.width && (box.right > right + 1 || box.left < -1) && !scrolls)
      faults.push(`outside: ${element.innerText.slice(0, 40)}`);
  }
  return faults;
}"""
CUT_OFF = """() => {
  const wanted = '[data-testid=stMetricValue], [data-testid=stMetricLabel], [data-testid=stMetricDelta], ' +
    '.stMarkdownBadge, button, [data-testid=stTopNavLink]';
  const faults = [];
  for (const whole of document.querySelectorAll(wanted)) {
    for (const element of [whole, ...whole.querySelectorAll('*')]) {
      const style = getComputedStyle(element);
      if (style.overflowX !== 'visible' && element.innerText && element.scrollWidth > element.clientWidth + 1
          && element.clientWidth > 0 && style.clip === 'auto')
        faults.push(`${element.innerText.slice(0, 40)}: ${element.scrollWidth} > ${element.clientWidth}`);
    }
  }
  return [...new Set(faults)];
}"""
OVERLAP = """() => {
  const kinds = ['.annotation-text', '.textpoint text', '.legendtext'].map(kind => `.js-plotly-plot ${kind}`);
  const texts = [...document.querySelectorAll(kinds.join())]
    .map(element => [element.textContent, element.getBoundingClientRect(), element.closest('.js-plotly-plot')]);
  const faults = [];
  texts.forEach(([text, box, chart], index) => texts.slice(index + 1).forEach(([other, at, its]) => {
    const over = Math.min(box.right, at.right) - Math.max(box.left, at.left);
    const high = Math.min(box.bottom, at.bottom) - Math.max(box.top, at.top);
    if (chart === its && over > 1 && high > 4) faults.push(`${text} over ${other}`);
  }));
  return faults;
}"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_WORDS = ("示例旗舰店", "女装", "中文", "千牛", "无忧购", "速递", "速运", "快递", "仓", "四川")
# The names of the marketplace's categories stay as they are, inside an English sentence.
CATEGORIES = re.compile(
    "|".join(
        re.escape(name)
        for dated in map(scheme_of, schemes_of("score"))
        for rules in dated.rule_sets
        if rules.excluded_categories
        for whole in rules.excluded_categories.names
        for name in whole.split("/")
    )
)
# What people or sources wrote, or a back office names, stands as it was written.
QUOTED = re.compile(r"“[^”]*”|\([^()]*\)")
ENGLISH_LINE = re.compile(r"^[A-Za-z][A-Za-z ,.'-]{6,}$")


def drawn(screen: Screen, page: str) -> None:
    if page in BOARDS:
        expect(screen.part("score_card")).to_be_visible()
        screen.charts_drawn(1)
        screen.widen_to_whole_page()
        expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()
    elif page == "trends":
        expect(screen.part("trend_facts")).to_be_visible()
        screen.charts_drawn(1)
        screen.widen_to_whole_page()
    elif page == "diagnosis" or page in DIMENSIONS:
        expect(screen.part("answer")).to_be_visible()
        expect(screen.part("next_step")).to_be_visible()
        screen.widen_to_whole_page()
    elif page == "report":
        expect(screen.part("morning_text")).to_be_visible()
        screen.widen_to_whole_page()
    elif page in ("what_if", "stack"):
        expect(screen.part("difference")).to_be_visible()
        screen.widen_to_whole_page()
    elif page in VIEWS:
        expect(screen.part("what_if_view")).to_be_visible()
        screen.widen_to_whole_page()
    elif page == "certification":
        expect(screen.part("certification_facts")).to_be_visible()
        expect(screen.part("fee_facts")).to_be_visible()
        expect(screen.part("period_facts")).to_be_visible()
        screen.charts_drawn(1)
        screen.widen_to_whole_page()
    elif page == "rules":
        expect(screen.part("rule_changes")).to_be_visible()
        expect(screen.part("effects")).to_be_visible()
        screen.widen_to_whole_page()
        expect(screen.page.get_by_test_id("stTable")).to_have_count(4)
    else:
        expect(screen.part("upload")).to_be_visible()
    screen.settled()


@pytest.fixture(scope="module")
def profiles(browser: Any) -> Iterator[Callable[[int, str, str], Any]]:
    """One profile for each kind of reader: the second page of a profile need not fetch and compile everything again."""
    kept: dict[tuple[int, str, str], Any] = {}

    def profile(width: int, scheme: str, language: str) -> Any:
        if (width, scheme, language) not in kept:
            kept[width, scheme, language] = context_of(browser, width, scheme, language)
        return kept[width, scheme, language]

    yield profile
    for context in kept.values():
        context.close()


@pytest.mark.parametrize(("page", "language", "scheme", "width"), SCREENS)
def test_nothing_is_cut_off_or_untranslated(
    page: str, language: str, scheme: str, width: int, profiles: Callable[[int, str, str], Any], site: Site
) -> None:
    screen = Screen(profiles(width, scheme, language).new_page(), site)
    more = {
        "what_if": {"set": "delivery_hours:48.0"},
        "stack": {"stack": STACK, "set": "delivery_hours:48.0"},
        **{view: {"view": view} for view in VIEWS},
        "real": {"data": "real"},
        "today": {"scheme": "shop_real_experience"},
        "douyin": {"scheme": "douyin_experience", "rules": "2026-09-08"},
        "dsr": {"scheme": "dsr"},
        "certification": {"opened": "2022-01-20"},
    }.get(page, {})
    if page in DIMENSIONS:
        screen.open("diagnosis", lang=language, dimension=page)
    else:
        screen.open("" if page in BOARDS else "what_if" if page in ("stack", *VIEWS) else page, lang=language, **more)
    drawn(screen, page)
    screen.picture(f"{page}_{language}_{scheme}_{width}")
    found = Axe().run(screen.page).response["violations"]
    shut_out = [
        f"{item['impact']} {item['id']}: {node['html'][:120]}"
        for item in found
        if item["impact"] in ("serious", "critical") and item["id"] not in TOLERATED
        for node in item["nodes"]
    ]
    assert not shut_out, "\n".join(shut_out)
    faults = [fault for script in (TOO_WIDE, CUT_OFF, OVERLAP) for fault in screen.page.evaluate(script)]
    icons = set(screen.page.locator("[data-testid=stIconMaterial], [translate=no]").all_inner_texts())
    lines = [line for line in screen.text().splitlines() if line not in icons]
    faults += [f"raw key: {line}" for line in lines if RAW_KEY.search(line)]
    if language == "en":
        # A source's own words, and the marketplace's names of categories, stand in their own language.
        quoted = set("\n".join(screen.page.get_by_test_id("stTable").all_inner_texts()).splitlines())
        quoted |= {cell for line in quoted for cell in line.split("\t")}
        rest = [CATEGORIES.sub("", QUOTED.sub("", line)) for line in lines if page != "rules" or line not in quoted]
        faults += [
            f"Chinese: {line}" for line in rest if CHINESE.search(line) and not any(w in line for w in OWN_WORDS)
        ]
    else:
        faults += [f"English: {line}" for line in lines if ENGLISH_LINE.match(line) and line != "English"]
    dark = screen.page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", dark)[:3])) < 200) is (scheme == "dark")
    screen.page.close()
    assert not faults, "\n".join(faults)
    screen.assert_no_faults()
