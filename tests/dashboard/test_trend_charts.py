"""The trend charts: first as plain data, then as Plotly figures."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from shops_to_show import ALL_SCHEMES, Shown, made, sample, sample_notes

from dashboard.charts import trend_chart
from dashboard.text import LANGUAGES, words
from dashboard.views.trend import Line, Mark, Trend, metric_trend, score_trend, span_of
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS

DAYS = tuple(date(2022, 7, 1) + timedelta(days=index) for index in range(6))


def trend(lines: tuple[Line, ...], marks: tuple[Mark, ...] = (), **others: Any) -> Trend:
    made = Trend("scores", DAYS, lines, marks, 2, "", "", "summary")
    return replace(made, **others)


def figure(of: Trend) -> dict[str, Any]:
    return dict(trend_chart(of).to_plotly_json())


def labels_of(drawn: dict[str, Any]) -> list[str]:
    """The words beside the lines: all of them in one trace."""
    return [text.strip() for trace in drawn["data"] if trace["mode"] == "text" for text in trace["text"]]


def scores(shop: Shown, span: str, language: str = "zh") -> Trend:
    first, last = span_of(span, shop.timeline, shop.day)
    return score_trend(shop.timeline, shop.certified(), sample_notes(), first, last, language)


def test_a_missing_day_is_a_gap_and_never_zero() -> None:
    drawn = figure(trend((Line("total", (3.0, None, None, 4.0, 4.1, None), main=True),)))
    trace = drawn["data"][0]
    assert list(trace["y"]) == [3.0, None, None, 4.0, 4.1, None]
    assert trace["connectgaps"] is False
    assert list(trace["x"]) == list(DAYS)


def test_one_single_day_is_a_point_that_can_be_seen() -> None:
    assert figure(trend((Line("total", (None, 3.0, None, None, None, None)),)))["data"][0]["mode"] == "markers"
    assert figure(trend((Line("total", (None, 3.0, 3.1, None, None, None)),)))["data"][0]["mode"] == "lines"


def test_level_lines_near_the_values_are_drawn_with_their_names_and_far_ones_are_not() -> None:
    marks = (Mark(4.1, "4.5 星线", "level"), Mark(3.4, "4 星线", "level"), Mark(1.0, "1 星线", "level"))
    drawn = figure(trend((Line("total", (3.0, 3.5, 3.9, 4.0, 4.0, 4.0), main=True),), marks))
    heights = [shape["y0"] for shape in drawn["layout"]["shapes"]]
    assert heights == [4.1, 3.4]
    assert labels_of(drawn) == ["4.5 星线", "4 星线"]
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low < 3.0
    assert high > 4.1, "a line that is drawn is inside the picture"


def test_certification_days_are_vertical_lines_labelled_while_there_is_room() -> None:
    few = tuple(Mark(day, "4★", "certification") for day in DAYS[:2])
    many = tuple(Mark(DAYS[0] + timedelta(days=index), "4★", "certification") for index in range(8))
    line = (Line("total", (3.0,) * 6, main=True),)
    assert [shape["x0"] for shape in figure(trend(line, few))["layout"]["shapes"]] == list(DAYS[:2])
    assert labels_of(figure(trend(line, few))) == ["4★", "4★"]
    assert len(figure(trend(line, many))["layout"]["shapes"]) == 8
    assert labels_of(figure(trend(line, many))) == []


def test_notes_are_points_on_the_main_line_that_tell_on_hover() -> None:
    marks = (Mark(DAYS[1], "夜班", "note"), Mark(DAYS[5], "停运", "note"))
    lines = (Line("other", (1.0,) * 6), Line("total", (3.0, None, 3.5, 4.0, 4.0, None), main=True))
    drawn = figure(trend(lines, marks))["data"]
    assert len(drawn) == 3
    assert list(drawn[2]["x"]) == [DAYS[1]], "a note after the last value has no place on the line"
    assert list(drawn[2]["y"]) == [3.5], "without a value of its own the next day's"
    assert list(drawn[2]["text"]) == ["夜班"]
    assert drawn[2]["showlegend"] is False


def test_dates_are_told_without_month_names_of_any_language() -> None:
    assert figure(trend((Line("total", (3.0,) * 6),)))["layout"]["xaxis"]["tickformat"] == "%m-%d"
    long = tuple(DAYS[0] + timedelta(days=index) for index in range(400))
    drawn = figure(trend((Line("total", (3.0,) * 400),), days=long))
    assert drawn["layout"]["xaxis"]["tickformat"] == "%Y-%m"


@pytest.mark.parametrize("value", [0.0, 5.0, 1e6])
def test_a_flat_line_still_has_room_around_it(value: float) -> None:
    low, high = figure(trend((Line("total", (value,) * 6, main=True),)))["layout"]["yaxis"]["range"]
    assert low < value < high


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scores_of_the_sample_shop(language: str) -> None:
    shop = sample()
    shown = scores(shop, "90", language)
    rules = shop.rules
    assert shown.empty == ""
    assert len(shown.days) == 90
    assert shown.days[-1] == shop.day
    assert [line.main for line in shown.lines] == [True] + [False] * len(rules.dimensions.rows)
    assert [line.name for line in shown.lines[1:]] == [
        row.label.text[language] for row in rules.dimensions.rows.values()
    ]
    assert shown.lines[0].values[-1] == round(shop.timeline.totals(0)[-1], 4)
    levels = {mark.at for mark in shown.marks if mark.kind == "level"}
    assert levels == {float(level.total) for level in rules.levels} - {float(rules.total.lowest)}
    for mark in (mark for mark in shown.marks if mark.kind == "level"):
        sharing = [level.label.text[language] for level in reversed(rules.levels) if float(level.total) == mark.at]
        assert mark.label == "/".join(sharing), "a line names every level that begins there, in the rules' own words"
    assert "4.5" in next(mark.label for mark in shown.marks if "/" in mark.label)
    certified = {mark.at for mark in shown.marks if mark.kind == "certification"}
    assert certified == {item.day for item in shop.certified() if item.level is not None} & set(shown.days)
    assert certified
    for mark in shown.marks:
        assert mark.kind != "note" or shown.days[0] <= mark.at <= shown.days[-1]  # type: ignore[operator]


def test_a_day_without_a_score_is_none_in_the_line() -> None:
    shop = sample()
    shown = scores(shop, "all")
    totals = shop.timeline.totals(0)
    assert [value is None for value in shown.lines[0].values] == list(np.isnan(totals))


def test_the_span_ends_on_the_day_and_never_begins_before_the_data() -> None:
    shop = sample()
    assert span_of("30", shop.timeline, shop.day) == (shop.day - timedelta(days=29), shop.day)
    assert span_of("all", shop.timeline, shop.day) == (shop.timeline.first_day, shop.day)
    early = shop.timeline.first_day + timedelta(days=3)
    assert span_of("180", shop.timeline, early) == (shop.timeline.first_day, early)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_without_any_score_has_a_sentence_instead_of_a_chart(language: str) -> None:
    shop = made({}, days=40)
    first, last = span_of("90", shop.timeline, shop.day)
    nothing = score_trend(shop.timeline, [], [], first, last, language)
    assert nothing.empty
    assert metric_trend(shop.timeline, "delivery_hours", [], first, last, language).empty
    assert trend_chart(nothing), "even so it can be drawn without an error"
    assert trend_chart(score_trend(shop.timeline, [], [(first, "note")], first, last, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_every_metric_of_a_scheme_can_be_drawn_in_the_unit_a_person_reads(name: str, language: str) -> None:
    shop = sample(name)
    first, last = span_of("all", shop.timeline, shop.day)
    for item in shop.rules.indicators.values():
        shown = metric_trend(shop.timeline, item.metric, sample_notes(), first, last, language)
        known = {mark.at for mark in shown.marks if mark.kind == "step"}
        assert len(known) == len({point.reach for row in shop.rules.indicators.values()
                                  if row.metric == item.metric for point in row.curve.points})  # fmt: skip
        assert trend_chart(shown).layout.yaxis.ticksuffix == shown.suffix
    shares = [item.metric for item in shop.rules.indicators.values() if METRICS[item.metric].unit is Unit.RATIO]
    share = next((metric for metric in shares if not METRICS[metric].from_platform), None)
    if share is None:
        return
    alike = made({share: (96, 100)}, name=name)
    rate = metric_trend(alike.timeline, share, [], date(2022, 9, 1), date(2022, 9, 3), language)
    assert rate.lines[0].values == (96.0,) * 3
    assert rate.suffix == "%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_official_totals_are_a_line_of_their_own_with_gaps(language: str) -> None:
    shop, t = sample(), words(language)
    first, last = span_of("30", shop.timeline, shop.day)
    official = {last: 3.9, last - timedelta(days=2): 3.8, first - timedelta(days=1): 1.0}
    drawn = score_trend(shop.timeline, [], [], first, last, language, official=official)
    line = drawn.lines[-1]
    assert line.name == t("board.official_line")
    assert line.values == (*[None] * 27, 3.8, None, 3.9)
    assert drawn.lines[0].name == t("board.trial_line")
    assert drawn.lines[0].values == scores(shop, "30", language).lines[0].values
    before = score_trend(shop.timeline, [], [], first, last, language, official={first - timedelta(days=1): 1.0})
    assert [line.name for line in before.lines] == [line.name for line in scores(shop, "30", language).lines]
