"""The figures above the chart of the trends page, its tables and the days that leave, as plain data."""

import csv
import io
from datetime import timedelta

import numpy as np
import pytest
from shops_to_show import made, sample
from trend_days import HOURS, REFUNDS, REPLY, days_of

from dashboard import format as fmt
from dashboard.charts_of_patterns import days_of_two as days_of_two_figure
from dashboard.charts_of_patterns import week_bars
from dashboard.text import LANGUAGES, words
from dashboard.views.leaving_days import leaving_view
from dashboard.views.metric_days import metric_groups, settled_until
from dashboard.views.trend_facts import metric_facts, signed_distance, why_nothing, window_changes
from dashboard.views.trend_table import day_file, day_rows
from dashboard.views.two_metrics import days_of_two
from dashboard.views.weekdays import week_view
from scoring.improve.leaving import leaving
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import coverage
from scoring.measure.patterns import weekdays

both_languages = pytest.mark.parametrize("language", LANGUAGES)
ABOUT = {"店铺": "示例旗舰店", "声明": "试算"}


@pytest.mark.parametrize("metric", [REPLY, HOURS, REFUNDS, "product_reputation"])
def test_the_days_shown_are_those_that_scoring_gives(metric: str) -> None:
    shop = sample()
    first = shop.day - timedelta(days=40)
    days = days_of(shop, metric, first, shop.day)
    assert [item.day for item in days] == [first + timedelta(days=at) for at in range(41)]
    row = next(item for item in shop.result.indicators.values() if item.metric == metric)
    last = days[-1]
    assert (last.value, last.score) == (row.value, row.score)
    assert last.from_platform == row.from_platform
    if not row.from_platform:
        counted = [item.alone for item in days_of(shop, metric, *last.window)]
        assert sum(item.cases for item in counted if item) == last.cases == row.sample
        assert sum(item.amount for item in counted if item) == pytest.approx(last.amount)
        window, lag = shop.rules.windows_for(shop.category)[metric]
        assert last.window == (shop.day - timedelta(days=lag + window - 1), shop.day - timedelta(days=lag))
        assert settled_until(shop.timeline, metric, shop.day) == last.window[1]
        assert [item.settled for item in days].count(False) == lag


def test_every_metric_of_the_rules_can_be_chosen_those_of_a_dimension_together() -> None:
    for name in ("tmall_experience_star", "dsr", "douyin_experience"):
        shop = sample(name)
        groups = metric_groups(shop.rules, shop.category, "zh")
        assert set(groups) == set(shop.rules.windows_for(shop.category))
        order = list(groups.values())
        assert order == sorted(order, key=lambda label: order.index(label)), "no dimension is torn apart"
        assert "" not in order[: order.index("")] if "" in order else True


@both_languages
def test_the_figures_above_the_chart(language: str) -> None:
    shop, t = sample(), words(language)
    days = days_of(shop, HOURS, shop.day - timedelta(days=89), shop.day)
    window = shop.rules.windows_for(shop.category)[HOURS]
    known = coverage(shop.sums, 0, METRICS[HOURS], window, shop.day)
    facts = metric_facts(HOURS, days, days[-8], shop.timeline, known, language)
    now, week, start, step = facts.facts
    value = shop.timeline.metric(HOURS, 0)
    assert now.value == fmt.measured(value[-1], METRICS[HOURS].unit, language)
    assert week.value == fmt.measured(value[-8], METRICS[HOURS].unit, language)
    assert start.value == fmt.measured(value[-90], METRICS[HOURS].unit, language)
    assert week.change == signed_distance(float(value[-1] - value[-8]), METRICS[HOURS], language)
    assert week.state == ("better" if value[-1] < value[-8] else "worse"), "fewer hours are better"
    assert week.rising == (value[-1] > value[-8])
    assert step.value.startswith("≤ ")
    assert facts.window == t("trends.window", days=30, first="05-27", last="06-25")
    assert facts.days == t("board.days_known", known=30, days=30)
    assert facts.days_state == "full"
    assert facts.evidence is not None


def test_what_is_not_there_is_not_invented() -> None:
    shop = made({REPLY: (96, 100)}, days=3)
    days = days_of(shop, REPLY, shop.sums.first_day, shop.day)
    facts = metric_facts(REPLY, days, None, shop.timeline, None, "zh")
    assert [fact.label for fact in facts.facts][1:] == [words("zh")("trends.at_start", day="06-21"), "下一档"]
    assert (facts.days, facts.days_state) == ("", "")
    first = metric_facts(REPLY, days[:1], None, shop.timeline, None, "zh")
    assert first.facts[0].value == fmt.MISSING, "the window ends the day before"
    assert why_nothing(REPLY, days, shop.sums, "zh") == ""
    assert "2022-06-20" in why_nothing(REPLY, days[:1], shop.sums, "zh")
    lacking = why_nothing(HOURS, days_of(shop, HOURS, shop.sums.first_day, shop.day), shop.sums, "zh")
    assert lacking.startswith(words("zh")("board.needs", columns=""))


def test_a_window_that_changes_inside_the_range_is_said() -> None:
    shop = sample()
    said = window_changes(shop.timeline, HOURS, shop.timeline.first_day, shop.day, "zh")
    changes = [
        after.panel.first_day
        for before, after in zip(shop.timeline.pieces, shop.timeline.pieces[1:], strict=False)
        if before.rules.windows_for(shop.category).get(HOURS) != after.rules.windows_for(shop.category).get(HOURS)
    ]
    assert len(said) == len(changes)
    assert all(fmt.day(day) in line for day, line in zip(changes, said, strict=True))
    assert window_changes(shop.timeline, HOURS, shop.day, shop.day, "zh") == []


@both_languages
def test_the_file_has_the_figures_of_the_screen_and_says_what_it_is(language: str) -> None:
    shop, t = sample(), words(language)
    days = days_of(shop, REPLY, shop.day - timedelta(days=29), shop.day)
    shown, content = day_rows(REPLY, days, language), csv_bytes(day_file(REPLY, days, ABOUT, language))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == len(shown) == 30
    assert rows[0][t("trends.day")] == shown[-1][t("trends.day")] == fmt.day(days[0].day)
    for row, seen in zip(rows, reversed(shown), strict=True):
        assert seen[t("trends.windowed")] == row[t("trends.windowed") + t("trends.in_brackets", text="%")] + "%"
        assert seen[t("trends.numerator")].replace(",", "") == row[t("trends.numerator")]
        assert {name: row[name] for name in ABOUT} == ABOUT
        assert all(cell == "" or not cell.endswith("%") for cell in row.values())
    assert list(rows[0])[-len(ABOUT) :] == list(ABOUT)


@both_languages
def test_the_days_that_leave_say_whether_that_helps(language: str) -> None:
    shop, t = sample(), words(language)
    now = next(item for item in shop.result.indicators.values() if item.metric == REPLY)
    found = leaving(shop.sums, 0, shop.rules, shop.category, shop.day, shop.day + timedelta(days=7), REPLY)
    assert now.value is not None
    for together, state in ((now.value - 0.01, "helps"), (now.value + 0.01, "hurts"), (now.value, "same")):
        view = leaving_view(REPLY, found, together, now.value, 7, language)
        assert view.state == state
        assert fmt.measured(together, METRICS[REPLY].unit, language) in view.sentence
        assert len(view.rows) == len(found) == 7
    effects = {row[t("leaving.effect")] for row in view.rows}
    assert effects <= {t("leaving.helps_row"), t("leaving.hurts_row")}
    for row, item in zip(view.rows, found, strict=True):
        assert (row[t("leaving.effect")] == t("leaving.helps_row")) == (item.figure < now.value)
    assert leaving_view(REPLY, [], None, now.value, 7, language).state == "none"
    assert leaving_view("product_reputation", [], None, 0.9, 7, language).sentence == t("leaving.platform")
    assert not np.isnan(now.value)


@both_languages
def test_the_week_names_its_worst_day_only_when_it_is_more_than_chance(language: str) -> None:
    shop, t = sample("customer_service_kpi"), words(language)
    first = shop.day - timedelta(days=89)
    for metric, state in (("people_assisted", "differs"), (REPLY, "alike"), (REFUNDS, "too_few")):
        days = 89 if state != "too_few" else 13
        week = weekdays(shop.sums, 0, metric, shop.day - timedelta(days=days), shop.day)
        view = week_view(metric, week, first, shop.day, language)
        assert view.state == state
        assert view.worst == (t("weekday.day_7") if state == "differs" else "")
        assert list(view.names) == [t(f"weekday.day_{number}") for number in range(1, 8)]
        assert [row[t("weekday.figure")] for row in view.rows] == list(view.texts)
        assert all(text in view.summary for text in view.texts)
        bars = week_bars(view).data[0]
        colors = list(bars.marker.color)
        assert len(set(colors)) == (2 if state == "differs" else 1)
        assert state != "differs" or colors.count(colors[6]) == 1
    assert view.sentence == t("weekday.too_few", days=3, cases=10)


def test_the_average_day_of_a_count_has_a_decimal() -> None:
    shop = sample("customer_service_kpi")
    week = weekdays(shop.sums, 0, "people_assisted", shop.day - timedelta(days=89), shop.day)
    view = week_view("people_assisted", week, shop.day, shop.day, "zh")
    assert all(text.count(".") == 1 for text in view.texts)
    assert view.values[0] == pytest.approx(float(view.texts[0]), abs=0.05)


@both_languages
def test_two_metrics_are_compared_by_their_settled_days(language: str) -> None:
    shop, t = sample(), words(language)
    first, seconds = shop.day - timedelta(days=179), "human_reply_seconds"
    one, other = days_of(shop, REPLY, first, shop.day), days_of(shop, seconds, first, shop.day)
    view = days_of_two(REPLY, one, seconds, other, language)
    settled = [item for item in one if item.settled]
    assert len(view.right) == len(view.up) == len(view.rows) == len(settled)
    assert view.sentence.startswith(t("together.opposite", one=METRICS[REPLY].label[language],
                                      other=METRICS[seconds].label[language], days=len(settled),
                                      strength=t("together.strong"), number="NUMBER").split("NUMBER")[0])  # fmt: skip
    assert not view.empty
    points = days_of_two_figure(view).data[0]
    assert list(points.x) == list(view.right)
    given = days_of_two(
        REPLY, one, "product_reputation", days_of(shop, "product_reputation", first, shop.day), language
    )
    assert given.empty == t("together.no_days", metrics=METRICS["product_reputation"].label[language])
    few = days_of_two(REPLY, one[:5], seconds, other[:5], language)
    assert few.empty == few.sentence == t("together.too_few", days=5, needed=10)
    same = days_of_two(REPLY, one, REPLY, one, language)
    assert "+1.00" in same.sentence
