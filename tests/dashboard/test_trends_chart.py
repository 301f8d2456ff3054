"""The chart of the trends page: as plain data, and as Plotly draws it."""

from datetime import date, timedelta
from functools import cache

import pytest
from shops_to_show import STAR, sample, sample_events
from trend_days import HOURS, REFUNDS, REPLY, days_of

from dashboard import format as fmt
from dashboard.charts_of_trends import metric_chart
from dashboard.text import LANGUAGES, words
from dashboard.views.trend_table import day_rows
from dashboard.views.trends import MetricTrend, flag_key, flags_of, metric_trend
from scoring.measure.catalogue import METRICS
from scoring.measure.records import annotation_rows

both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def trend(
    metric: str, language: str, count: int = 90, against: str = "", before: int = 0, name: str = STAR
) -> MetricTrend:
    shop = sample(name)
    first = shop.day - timedelta(days=count - 1)
    notes = annotation_rows(sample_events(), shop.sums.shops[0])
    flags = flags_of(shop.timeline, shop.certified(), notes, first, shop.day, language)
    earlier = days_of(shop, metric, first - timedelta(days=before), first - timedelta(days=1)) if before else []
    other = (against, days_of(shop, against, first, shop.day)) if against else None
    return metric_trend(metric, days_of(shop, metric, first, shop.day), earlier, other, shop.timeline, flags,
                        ["示例旗舰店 <b>"], language)  # fmt: skip


@both_languages
def test_the_chart_says_its_course_in_words_and_every_point_what_it_is_made_of(language: str) -> None:
    shown, shop = trend(REPLY, language), sample()
    row = next(item for item in shop.result.indicators.values() if item.metric == REPLY)
    figure = fmt.measured(row.value, METRICS[REPLY].unit, language)
    assert figure in shown.summary
    assert METRICS[REPLY].label[language] in shown.summary
    assert shown.windowed.hover[-1].count(figure) == 1
    assert f"{fmt.whole(row.numerator)} / {fmt.whole(row.sample)}" in shown.windowed.hover[-1]
    assert shown.windowed.values[-1] == pytest.approx(row.value * 100, abs=1e-4)
    assert shown.alone is not None
    assert shown.cases is not None
    assert shown.good is not None
    assert len(shown.windowed.values) == len(shown.alone.values) == len(shown.cases.values) == len(shown.days) == 90
    assert not shown.settled[-1]
    assert words(language)("trends.not_settled") in shown.alone.hover[-1]
    assert words(language)("trends.not_settled") not in shown.alone.hover[0]


def test_the_bands_cover_every_value_once_and_the_best_is_good() -> None:
    for metric in (REPLY, HOURS):
        bands, better = trend(metric, "zh").bands, METRICS[metric].better
        assert bands[0].good == 1
        assert bands[-1].good == 0
        inner = [band.low if better == "higher" else band.high for band in bands[:-1]]
        outer = [band.high if better == "higher" else band.low for band in bands[1:]]
        assert inner == outer, "where one ends the next begins"
        assert (bands[0].high if better == "higher" else bands[0].low) is None
        curve = next(item.curve for item in sample().rules.indicators.values() if item.metric == metric)
        assert len(bands) == len(curve.points) + 1


def test_a_straight_line_between_two_points_is_a_band_from_one_score_to_the_other() -> None:
    metric = "people_assisted"
    bands = trend(metric, "zh", name="customer_service_kpi").bands
    indicators = sample("customer_service_kpi").rules.indicators.values()
    points = next(item for item in indicators if item.metric == metric).curve.points
    assert [band.label for band in bands][1] == f"{points[1].score}–{points[0].score} 分"


def test_the_next_step_is_the_one_the_indicator_table_names() -> None:
    (step,) = [level for level in trend(REPLY, "zh").levels if level.next_step]
    row = next(item for item in sample().result.indicators.values() if item.metric == REPLY)
    assert row.value is not None
    assert step.at > row.value * 100
    points = sample().rules.indicators[row.id].curve.points
    nearest = [point for point in points if float(point.score) > (row.score or 0)][-1]
    assert step.at == pytest.approx(float(nearest.reach) * 100)


@both_languages
def test_certifications_rules_and_notes_stand_on_their_days(language: str) -> None:
    shown = trend(REPLY, language, 180)
    notes = {flag.label: flag for flag in shown.flags if flag.kind == "note"}
    rows = annotation_rows(sample_events(), sample().sums.shops[0])
    assert set(notes) == {"4", "5", "6"}
    assert all(rows[int(label) - 1].day == flag.day for label, flag in notes.items())
    assert [flag.day for flag in shown.flags if flag.kind == "rules"] == [date(2022, 6, 15)]
    certified = {item.day for item in sample().certified() if item.level is not None and item.day >= shown.days[0]}
    assert {flag.day for flag in shown.flags if flag.kind == "certification"} == certified != set()
    key = flag_key(shown.flags, language)
    assert [line[0] for line in key] == ["6", "5", "4"]
    many = [flag for flag in shown.flags if flag.kind == "note"] * 3
    assert len(flag_key(many, language)) == 6
    assert max(map(len, flag_key(many, language))) <= 40


def test_a_cycle_that_has_just_begun_is_laid_over_the_whole_one_before_it() -> None:
    shown = trend(REPLY, "zh", 5, before=15)
    assert len(shown.days) == 15
    assert len(shown.windowed.values) == 5
    assert shown.before is not None
    assert len(shown.before.values) == 15
    figure = metric_chart(shown, drag=True)
    dashed = next(trace for trace in figure.data if trace.line.dash == "dash")
    assert len(dashed.x) == 15


def test_days_without_data_are_shaded_as_stretches() -> None:
    shop, gone = sample(), frozenset(date(2022, 7, day) for day in (1, 2, 4))
    days = days_of(shop, REPLY, date(2022, 6, 30), date(2022, 7, 5), gone)
    shown = metric_trend(REPLY, days, [], None, shop.timeline, [], [], "zh")
    assert shown.unknown == ((date(2022, 7, 1), date(2022, 7, 2)), (date(2022, 7, 4), date(2022, 7, 4)))
    (row,) = [row for row in day_rows(REPLY, days, "zh") if row["日期"] == "2022-07-04"]
    assert row["说明"] == words("zh")("trends.unknown_day")
    shades = [
        shape for shape in metric_chart(shown, drag=False).layout.shapes if shape.yref == "paper" and shape.fillcolor
    ]
    assert len(shades) == 2


def test_the_drawn_chart_keeps_the_course_in_sight_and_single_days_inside_its_edges() -> None:
    for metric in (REPLY, HOURS, REFUNDS, "product_reputation", "special_service_share"):
        shown = trend(metric, "zh", 180)
        figure = metric_chart(shown, drag=True)
        low, high = figure.layout.yaxis.range
        course = [value for value in shown.windowed.values if value is not None]
        assert low <= min(course) < max(course) <= high
        assert high - low < 8 * (max(course) - min(course)), f"{metric} is pressed flat"
        scatter = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
        points = [trace for trace in scatter if trace.marker.symbol != "diamond"]
        assert all(low <= value <= high for trace in points for value in trace.y)
        if shown.alone is not None:
            known = [value for value in shown.alone.values if value is not None]
            assert sum(len(trace.x) for trace in points) == len(known), "no day is lost"
            outside = [value for value in known if not low <= value <= high]
            assert sum("triangle" in sign for trace in points for sign in trace.marker.symbol) == len(outside)
        assert figure.layout.dragmode == "zoom"
        assert figure.layout.yaxis.fixedrange


def test_what_people_wrote_is_not_taken_for_marks() -> None:
    figure = metric_chart(trend(REPLY, "zh", 180), drag=False)
    assert figure.layout.dragmode is False
    footer = next(item.text for item in figure.layout.annotations if "示例旗舰店" in (item.text or ""))
    assert "&lt;b&gt;" in footer
    assert "<b>" not in footer


def test_a_count_has_its_days_below_and_a_platform_figure_has_none() -> None:
    count = trend("people_assisted", "zh", name="customer_service_kpi")
    assert count.alone is None
    assert count.cases is not None
    assert count.cases.values[-1] == 29, "people asking on the last day"
    given = trend("product_reputation", "zh")
    assert given.alone is None
    assert given.cases is None
    assert words("zh")("trends.from_platform") in given.windowed.hover[0]


def test_the_second_metric_has_an_axis_of_its_own() -> None:
    shown = trend(REPLY, "en", against=HOURS)
    figure = metric_chart(shown, drag=True)
    right = [trace for trace in figure.data if trace.yaxis == "y3"]
    assert len(right) == 1
    assert figure.layout.yaxis3.title.text == METRICS[HOURS].label["en"]
    assert figure.layout.yaxis3.ticksuffix == " h"
