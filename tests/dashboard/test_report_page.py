"""The report as a web page: its figures are scoring's, it loads nothing, and nobody's text does anything in it."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from made_up import events
from report_at_hand import facts_of_shop, real_facts, report_of, sample_facts
from shops_to_show import ALL_SCHEMES, STAR

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.report.page import page
from dashboard.text import LANGUAGES, words
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import shops_in

both_languages = pytest.mark.parametrize("language", LANGUAGES)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}{% raw %}</script>"


class Read(HTMLParser):
    """A page taken apart: its text without scripts, its tags, and its scripts by id."""

    VOID = frozenset({"meta", "br", "img", "link", "input"})

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._open: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()
        assert not self._open, "every tag that opens is closed"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag == "script":
            self.scripts.append((dict(attributes), ""))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self._open and self._open[-1] == "script":
            given, before = self.scripts[-1]
            self.scripts[-1] = (given, before + text)
        elif self._open and self._open[-1] != "style" and text.strip():
            self.texts.append(" ".join(text.split()))

    @property
    def charts(self) -> dict[str, Any]:
        return dict(json.loads(next(text for given, text in self.scripts if given.get("id") == "charts")))

    def after(self, text: str) -> str:
        """The text that stands behind this one."""
        return self.texts[self.texts.index(text) + 1]


def read(facts: Facts, language: str = "zh") -> Read:
    return Read(page(report_of(facts, language)))


@both_languages
def test_the_page_says_what_it_is_about_and_that_it_is_a_trial(language: str) -> None:
    facts, t = sample_facts(), words(language)
    found = read(facts, language)
    assert next(given for tag, given in found.tags if tag == "html")["lang"] == {"zh": "zh-CN", "en": "en"}[language]
    assert facts.shop in found.texts
    for said in (
        facts.result.category,
        facts.dated.scheme.label.text[language],
        fmt.day(facts.result.rule_set),
        t("report.from_to", first="2022-04-07", last="2022-07-05"),
        t("app.trial"),
        t("evidence.assumed_total"),
        t("report.data_sample"),
    ):
        assert said in found.texts
    assert found.after(t("report.as_of")) == fmt.day(facts.sums.last_day[0])
    assert found.after(t("report.day")) == fmt.day(facts.day)
    day, reference = facts.next_certification or (date.min, date.min)
    left = t("board.days_left", days=(day - facts.day).days)
    assert found.after(t("board.next_certification")) == t(
        "report.next", day=fmt.day(day), left=left, reference=fmt.day(reference)
    )
    assert (day, reference) == (date(2022, 7, 16), date(2022, 7, 15))


@both_languages
def test_every_figure_on_the_page_is_the_one_that_scoring_computes(language: str) -> None:
    facts, t = sample_facts(), words(language)
    result, found = facts.result, read(facts, language)
    label = next(level for level in facts.rules.levels if level.level == result.level).label.text[language]
    assert found.after(t("board.trial", day=fmt.day(facts.day))) == label
    held = next(level for level in facts.rules.levels if level.level == facts.held[-1].level).label.text[language]
    assert found.after(t("board.certified")) == held
    assert facts.forecast is not None
    assert facts.forecast.likeliest is not None
    target = t("board.forecast", day=fmt.day(facts.forecast.certification_day))
    assert found.after(target) == facts.forecast.likeliest.label[language]
    for item in result.dimensions.values():
        assert found.after(item.label[language]) == fmt.points(item.score)
    rows = report_of(facts, language).table("metrics").rows
    assert len(rows) == len(result.indicators)
    for row, item in zip(rows, result.indicators.values(), strict=True):
        metric = METRICS[item.metric]
        assert row[1] == metric.label[language]
        cells = found.texts[found.texts.index(t("table.evidence")) :]
        at = cells.index(metric.label[language])
        assert fmt.measured(item.value, metric.unit, language) in cells[at : at + 4]
    for hint in facts.hints[:5]:
        assert any(fmt.points(hint.gain, sign=True) in text for text in found.texts)


def test_the_charts_hold_the_days_and_values_of_the_timeline_with_lines_and_certification_days() -> None:
    facts = sample_facts()
    figures = read(facts).charts["figures"]
    assert len(figures) == 1 + len({item.metric for item in facts.result.indicators.values()})
    totals = facts.timeline.totals(0)[-90:]
    assert figures[0]["data"][0]["y"] == pytest.approx(list(totals), abs=1e-4)
    assert figures[0]["data"][0]["x"][-1] == "2022-07-05"
    for figure, kind in zip(figures[:2], ("level", "step"), strict=True):
        shapes = figure["layout"]["shapes"]
        assert [shape for shape in shapes if shape["y0"] == shape["y1"]], kind
        days = {shape["x0"] for shape in shapes if shape["x0"] == shape["x1"]}
        assert days >= {item.day.isoformat() for item in facts.held[-4:]}
        assert "template" not in figure["layout"], "the page's own look, light or dark, lies under it"


def test_the_page_may_load_nothing_and_runs_only_its_own_scripts() -> None:
    content = page(report_of(sample_facts()))
    found = Read(content)
    assert not [tag for tag, given in found.tags if {"src", "href", "action", "data"} & set(given)]
    assert not [tag for tag, _ in found.tags if tag in ("link", "img", "iframe", "form", "base", "object")]
    assert not [given for _, given in found.tags if any(name.startswith("on") for name in given)]
    policy = next(given["content"] for tag, given in found.tags if given.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert len(re.findall("sha256-", policy)) == 2
    assert len(found.scripts) == 3
    assert content.count(b"Plotly.register(locale)") == 1
    assert "showSendToCloud: false" in found.scripts[-1][1]


def test_nothing_a_person_wrote_does_anything_in_the_page() -> None:
    days = [date(2022, 6, 1) + timedelta(days=count) for count in range(40)]
    orders = [
        {"order_id": f"o{day}", "buyer_id": f"b{day}", "category": EVIL, "paid_at": f"{day} 10:00:00",
         "collected_at": f"{day} 20:00:00", "delivered_at": f"{day} 23:00:00", "amount": "9"}
        for day in days
    ]  # fmt: skip
    made = events(orders=orders, annotations=[{"annotation_id": "1", "day": "2022-06-24", "text": EVIL}])
    facts = replace(facts_of_shop(made, shops_in(made)[0]), shop=EVIL)
    plain, evil = read(sample_facts()), read(facts)
    kinds = {tag for tag, _ in plain.tags}
    assert {tag for tag, _ in evil.tags} <= kinds
    assert len(evil.scripts) == len(plain.scripts)
    assert EVIL in evil.texts, "it stands there as it was written"
    notes = [trace["text"] for figure in evil.charts["figures"] for trace in figure["data"] if "text" in trace]
    assert notes, "the note is on a chart"
    assert not [text for texts in notes for text in texts if "<" in text], "a chart reads markup too"


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_what_is_missing_has_its_reason_and_is_never_a_zero(scheme: str, language: str) -> None:
    facts, t = real_facts(scheme), words(language)
    found = read(facts, language)
    gone = [item for item in facts.result.dimensions.values() if item.score is None]
    assert gone, "most of this shop cannot be measured"
    for item in gone:
        assert found.after(item.label[language]) == fmt.MISSING
    rows = report_of(facts, language).table("metrics").rows
    indicators = [facts.result.indicators[name] for name in facts.rules.indicators_for(facts.result.category)]
    reasons = tuple(t(key, columns="", count="") for key in ("board.needs", "board.no_case"))
    for row, indicator in zip(rows, indicators, strict=True):
        if indicator.value is None:
            assert isinstance(row[4], str)
            assert row[4].startswith(reasons) or str(indicator.sample_needed) in row[4]
            assert row[5] == fmt.MISSING
    assert not re.search(r"\b(nan|None|NaN)\b", " ".join(found.texts))


@both_languages
def test_no_key_of_a_text_stands_in_the_place_of_the_text(language: str) -> None:
    texts = read(sample_facts(STAR, date(2022, 5, 2)), language).texts
    assert not [text for text in texts if re.search(r"\b(report|board|table|digest|gate|hint)\.[a-z_]+\b", text)]
