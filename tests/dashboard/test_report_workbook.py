"""The report as a workbook, read back: real numbers with their formats, nothing runs, every sheet says what it is."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from report_at_hand import real_facts, report_of, sample_facts
from shops_to_show import ALL_SCHEMES

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.report.workbook import workbook
from dashboard.text import LANGUAGES, words
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS

both_languages = pytest.mark.parametrize("language", LANGUAGES)
SHEETS = ("summary", "dimensions", "metrics", "daily", "fixes", "assumed")
HEAD = 5


def opened(facts: Facts, language: str = "zh", days: int = 90) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(report_of(facts, language, days))))


def sheet_of(book: Workbook, name: str, language: str = "zh") -> Worksheet:
    return book[words(language)(f"report.sheet_{name}")]


def column(sheet: Worksheet, name: str) -> list[openpyxl.cell.Cell]:
    at = next(cell.column for cell in sheet[HEAD] if cell.value == name)
    return [sheet.cell(row, at) for row in range(HEAD + 1, sheet.max_row + 1)]


@both_languages
def test_every_sheet_says_shop_range_rules_data_day_and_that_it_is_a_trial(language: str) -> None:
    facts, t = sample_facts(), words(language)
    book = opened(facts, language)
    assert book.sheetnames == [t(f"report.sheet_{name}") for name in SHEETS]
    for sheet in book:
        assert sheet["A1"].value.startswith(facts.shop)
        for said in (facts.shop, "2022-04-07", "2022-07-05", fmt.day(facts.result.rule_set), facts.result.category,
                     facts.dated.scheme.label.text[language]):  # fmt: skip
            assert said in sheet["A2"].value
        assert sheet["A3"].value == t("app.trial")
        assert sheet.freeze_panes == f"B{HEAD + 1}", "the names of the columns stay in sight"
        assert all(cell.value for cell in sheet[HEAD])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[HEAD])
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"


@both_languages
def test_the_metrics_are_numbers_with_the_format_of_their_unit(language: str) -> None:
    facts, t = sample_facts(), words(language)
    sheet = sheet_of(opened(facts, language), "metrics", language)
    values, scores = column(sheet, t("table.value")), column(sheet, t("table.score"))
    above, below = column(sheet, t("report.numerator")), column(sheet, t("report.denominator"))
    formats = {Unit.RATIO: "0.00%", Unit.HOUR: f'0.0"{fmt.suffix(Unit.HOUR, language)}"',
               Unit.SECOND: f'0"{fmt.suffix(Unit.SECOND, language)}"'}  # fmt: skip
    seen = set()
    for at, item in enumerate(facts.result.indicators.values()):
        metric = METRICS[item.metric]
        assert values[at].value == pytest.approx(item.value)
        assert values[at].number_format == formats[metric.unit]
        assert scores[at].value == pytest.approx(item.score)
        assert scores[at].number_format == "0.0##"
        if item.from_platform:
            assert above[at].value == below[at].value == t("report.not_told")
        else:
            assert above[at].value / below[at].value == pytest.approx(item.value)
            assert below[at].value == item.sample
        seen.add(metric.unit)
    assert seen == set(formats), "a share, a duration in hours and one in seconds"


def test_the_daily_trend_is_the_timeline_and_what_is_missing_is_blank() -> None:
    facts, t = sample_facts(), words("zh")
    sheet = sheet_of(opened(facts, days=facts.sums.days), "daily")
    assert sheet["A4"].value == t("report.blank")
    days = column(sheet, t("report.day"))
    assert [cell.value for cell in days] == [datetime(d.year, d.month, d.day) for d in facts.timeline.days]  # noqa: DTZ001
    assert {cell.number_format for cell in days} == {"yyyy-mm-dd"}
    late = "delivery_hours"
    assert np.isnan(facts.timeline.metric(late, 0)).any(), "its window begins after the first days"
    for name, expected, written in (
        (t("board.total_line"), facts.timeline.totals(0), "0.0##"),
        (METRICS[late].label["zh"], facts.timeline.metric(late, 0), '0.0" 小时"'),
    ):
        cells = column(sheet, name)
        assert np.allclose([np.nan if c.value is None else c.value for c in cells], expected, equal_nan=True)
        assert {cell.number_format for cell in cells if cell.value is not None} == {written}


def test_the_summary_and_the_fixes_hold_the_figures_of_scoring() -> None:
    facts, t = sample_facts(), words("zh")
    book = opened(facts)
    rows = {row[0].value: row[1] for row in sheet_of(book, "summary").iter_rows(min_row=HEAD + 1)}
    total = rows[t("report.total", day=fmt.day(facts.day))]
    assert (total.value, total.number_format) == (pytest.approx(facts.result.total), "0.0##")
    assert facts.forecast is not None
    for item in facts.forecast.chances:
        chance = rows[t("report.chance_of", level=item.label["zh"], day=fmt.day(facts.forecast.target_day))]
        assert (chance.value, chance.number_format) == (item.chance, "0%")
    fixes = sheet_of(book, "fixes")
    gains, targets = column(fixes, t("report.gain")), column(fixes, t("report.target"))
    assert [cell.value for cell in gains] == pytest.approx([hint.gain for hint in facts.hints[:5]])
    assert {cell.number_format for cell in gains} == {"+0.0##;-0.0##;0.0##"}
    assert [cell.value for cell in targets] == pytest.approx([float(hint.target) for hint in facts.hints[:5]])
    scores = column(sheet_of(book, "dimensions"), t("table.score"))
    assert [cell.value for cell in scores] == [item.score for item in facts.result.dimensions.values()]
    weights = column(sheet_of(book, "dimensions"), t("report.weight"))
    assert [cell.value for cell in weights] == [item.weight for item in facts.result.dimensions.values()]
    assert {cell.number_format for cell in weights} == {"0.0%"}


@pytest.mark.parametrize("evil", ["=cmd|'/c calc'!A0", "+1+1", "-2", "@SUM(1)", "\t=1", "http://x.test/", "{=1}"])
def test_no_text_of_a_person_becomes_a_formula_a_link_or_a_number(evil: str) -> None:
    report = replace(report_of(sample_facts()), shop=evil, line=evil, title=evil)
    table = replace(report.tables[0], note=evil, columns=(evil,) * 3, rows=((evil, evil, evil),))
    book = openpyxl.load_workbook(io.BytesIO(workbook(replace(report, tables=(table, *report.tables[1:])))))
    sheet = sheet_of(book, "summary")
    for cell in (sheet["A2"], sheet["A4"], *sheet[HEAD], *sheet[HEAD + 1]):
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", evil, None)


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_a_shop_of_which_little_is_known_gives_reasons_and_no_zeros(scheme: str, language: str) -> None:
    facts, t = real_facts(scheme), words(language)
    book = opened(facts, language)
    values = column(sheet_of(book, "metrics", language), t("table.value"))
    found = [facts.result.indicators[name] for name in facts.rules.indicators_for(facts.result.category)]
    assert any(item.value is None for item in found)
    for cell, item in zip(values, found, strict=True):
        assert (cell.data_type == "n") is (item.value is not None)
        assert cell.value not in (None, "", fmt.MISSING)
    scores = column(sheet_of(book, "dimensions", language), t("table.score"))
    for cell, dimension in zip(scores, facts.result.dimensions.values(), strict=True):
        assert (cell.data_type == "n") is (dimension.score is not None)
        assert cell.value not in (None, "", fmt.MISSING)


def test_the_same_report_gives_the_same_bytes_and_a_whole_file() -> None:
    report = report_of(sample_facts(), "en")
    first, second = workbook(report), workbook(report)
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created.date() == date(2022, 7, 5)
