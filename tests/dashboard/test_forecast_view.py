"""The forecast on screen: the answer of `scoring` in words, its chances, the room of each metric, the fan."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from app_at_hand import assert_fine, messages, opened, words_of
from shops_to_show import ALL_SCHEMES, STAR, Shown, made, sample
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.charts_of_forecast import fan_chart
from dashboard.text import LANGUAGES, words
from dashboard.views.forecast import Answer, answer, course
from dashboard.views.leaving_days import leaving_lines
from dashboard.views.metrics_ahead import metric_rows
from scoring.certify.levels import Certified
from scoring.improve.forecast import Forecast, looked_at, outlook
from scoring.improve.leaving import Leaving
from scoring.improve.steps_ahead import MetricAhead, steps_ahead
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
NO_TOTAL = "dsr"


@cache
def found(scheme: str = STAR, day: date | None = None) -> tuple[Shown, Forecast, RuleSet, date]:
    shop = sample(scheme)
    at = day or shop.day
    forecast = outlook(shop.sums, 0, shop.dated, None, shop.category, at)
    return shop, forecast, looked_at(shop.dated, None, at)[0], at


def answered(language: str, scheme: str = STAR, day: date | None = None, known: Certified | None = None,
             **other: Any) -> Answer:  # fmt: skip
    shop, forecast, then, at = found(scheme, day)
    now = shop.timeline.rules_at(at)
    return answer(replace(forecast, **other), then, now, at, shop.day, known, language)


def ahead(scheme: str = STAR) -> tuple[MetricAhead, ...]:
    shop, forecast, then, day = found(scheme)
    return steps_ahead(shop.sums, 0, then, shop.category, day, forecast.target_day)


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_the_answer_is_a_finished_sentence_and_lists_every_chance(language: str, scheme: str) -> None:
    _, forecast, then, _ = found(scheme)
    said = answered(language, scheme)
    assert said.sentence.endswith(("。", "."))
    assert not any(mark in said.sentence for mark in ("{", "None", "nan", "。。", ".."))
    assert (said.state == "no_total") == (not then.has_total)
    if then.levels:
        assert [row[1] for row in said.chances][: len(forecast.chances)] == [
            fmt.chance(item.chance) for item in forecast.chances
        ]
    if said.state == "levels":
        assert forecast.likeliest is not None
        assert forecast.likeliest.label[language] in said.sentence
        assert fmt.chance(forecast.likeliest.chance) in said.sentence
        if forecast.decided_by is not None:
            assert METRICS[forecast.decided_by].label[language] in said.sentence
    if said.state == "total":
        assert fmt.points(forecast.fan[-1].median) in said.sentence


def test_what_decides_is_said_or_that_nothing_or_no_one_metric_does() -> None:
    _, forecast, _, _ = found()
    t = words("zh")
    assert t("forecast.together") in answered("zh", decided_by=None).sentence
    alone = (replace(forecast.chances[0], chance=1.0),)
    assert t("forecast.alike") in answered("zh", decided_by=None, chances=alone).sentence
    settled = answered("zh", decided_by=None, chances=alone, days_to_come=0, fan=()).sentence
    assert t("forecast.settled", day=fmt.day(forecast.target_day)) in settled


def test_where_most_futures_earn_no_level_nothing_is_forecast_and_its_chance_is_listed() -> None:
    _, forecast, _, _ = found()
    said = answered("zh", chances=(replace(forecast.chances[0], chance=0.2),), no_total=0.8)
    assert said.state == "nothing"
    assert said.sentence == words("zh")("forecast.nothing", day=fmt.day(forecast.target_day))
    assert [row[1] for row in said.chances] == ["20%", "80%"]
    assert answered("zh", chances=(), no_total=1.0, fan=()).state == "nothing"


def test_a_day_in_the_past_says_so_and_what_it_came_to() -> None:
    day = date(2022, 6, 5)
    shop = sample(STAR)
    known = next(item for item in shop.certified() if item.day == date(2022, 6, 16))
    said = answered("zh", day=day, known=known)
    t = words("zh")
    level = next(row.label.text.zh for row in shop.rules.levels if row.level == known.level)
    assert said.notes == (
        t("forecast.other_rules", day="2022-06-15"),
        t("forecast.seen_from", day="2022-06-05"),
        t("forecast.turned_out", day="2022-06-16", level=level),
    )
    assert answered("zh").notes == ()


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_a_row_per_metric_says_what_may_still_go_wrong_or_why_that_is_not_known(language: str, scheme: str) -> None:
    _, forecast, _, _ = found(scheme)
    t, rows = words(language), metric_rows(ahead(scheme), forecast.metrics, language)
    assert len(rows) == len(ahead(scheme))
    for row, item in zip(rows, ahead(scheme), strict=True):
        assert all(row.values()), "no cell is empty"
        assert row[t("table.metric")] == METRICS[item.metric].label[language]
        for step, cell, rate in ((item.hold, "hold_may_miss", "hold_rate"), (item.gain, "gain_may_miss", "gain_rate")):
            text = row[t(f"forecast.{cell}")]
            if step is None:
                assert row[t(f"forecast.{rate}")] == fmt.MISSING
                continue
            asks = step.asks
            if asks.may_miss and asks.coming > asks.may_miss:
                assert str(asks.may_miss) in text
                assert asks.required_rate is not None
                assert f"{asks.required_rate:.2%}" in row[t(f"forecast.{rate}")]
            if asks.reason == "not_reachable" and asks.coming:
                assert text == t("forecast.reason_not_reachable")
            if asks.required_mean:
                assert (
                    fmt.measured(asks.required_mean, METRICS[item.metric].unit, language) in row[t(f"forecast.{rate}")]
                )


def test_the_words_for_room_tell_all_cases_apart() -> None:
    """The reply rate with every kind of answer in the place of its own."""
    item = next(one for one in ahead() if one.metric == "reply_rate")
    assert item.hold is not None
    asks = item.hold.asks
    may_miss = words("zh")("forecast.hold_may_miss")

    def said(**other: Any) -> str:
        step = replace(item.hold, asks=replace(asks, **other))
        return metric_rows([replace(item, hold=step)], (), "zh")[0][may_miss]

    every = [
        said(may_miss=14), said(may_miss=0), said(may_miss=asks.coming), said(coming=0, may_miss=0),
        said(coming=0, may_miss=None, reason="not_reachable"), said(may_miss=None, reason="not_reachable"),
        said(may_miss=None, reason="from_platform"), said(may_miss=None, reason="no_volume"),
        said(may_miss=None, reason="not_measured"), said(may_miss=None, reason="not_a_share"),
    ]  # fmt: skip
    assert every[0] == f"还可以有 14 位咨询者没做好（后面约 {asks.coming}）"
    assert len({*every}) == len(every)
    for why in ("missing", "sample", "small_numbers"):
        row = metric_rows([replace(item, hold=None, gain=None, why_none=why)], (), "zh")[0]
        assert row[may_miss] == words("zh")(f"forecast.none_{why}")


def test_days_that_leave_are_counted_by_day_good_and_bad_apart() -> None:
    first, later = date(2022, 7, 12), date(2022, 7, 13)

    def gone(metric: str, on: date, figure: float, better_without: bool) -> Leaving:
        return Leaving(metric, on - timedelta(days=31), on, 1, 10, figure, better_without)

    days = [
        gone("delivery_hours", first, 90.0, True), gone("refund_only_own_hours", first, 60.0, True),
        gone("reply_rate", first, 1.0, False), gone("reply_rate", later, 0.95, False),
        gone("delivery_hours", later, 90.0, True),
    ]  # fmt: skip
    now = {"delivery_hours": 50.0, "refund_only_own_hours": 40.0, "reply_rate": 0.95}
    assert leaving_lines(days, now, "zh") == [
        "07-12 移出 2 个指标的差日（物流到货时长、仅退款自主完结时长），1 个指标的好日（旺旺回复率）",
        "07-13 移出 1 个指标的差日（物流到货时长）",
    ]
    assert leaving_lines([days[3]], now, "en") == [], "a day like the window it leaves is neither good nor bad"


def drawn(scheme: str = STAR, day: date | None = None, language: str = "zh") -> dict[str, Any]:
    shop, forecast, then, at = found(scheme, day)
    line = course(forecast, then, shop.timeline, at, language)
    assert line is not None
    return dict(fan_chart(line).to_plotly_json())


@both_languages
def test_the_fan_opens_at_the_last_known_total_and_ends_on_the_day_forecast(language: str) -> None:
    shop, forecast, _, day = found()
    high, low, middle, known, text = drawn(language=language)["data"]
    assert len(known["x"]) == 30
    assert known["x"][-1] == middle["x"][0] == day
    assert known["y"][-1] == middle["y"][0] == low["y"][0] == high["y"][0] == shop.result.total
    assert middle["x"][-1] == forecast.target_day
    assert list(middle["y"][1:]) == [item.median for item in forecast.fan]
    assert list(low["y"][1:]) == [item.low for item in forecast.fan]
    assert any(fmt.day(forecast.certification_day)[5:] in label for label in text["text"])


@pytest.mark.parametrize("scheme", [name for name in ALL_SCHEMES if name != NO_TOTAL])
def test_everything_drawn_lies_inside_the_chart_whose_margins_are_set_by_hand(scheme: str) -> None:
    figure = drawn(scheme)
    layout = figure["layout"]
    low, high = layout["yaxis"]["range"]
    first, last = layout["xaxis"]["range"]
    for trace in figure["data"]:
        for x, y in zip(trace["x"], trace["y"], strict=True):
            assert first <= str(x) <= last
            assert y is None or low <= y <= high
    assert not layout["xaxis"]["automargin"]
    assert not layout["yaxis"]["automargin"]
    assert set(layout["margin"]) == {"l", "r", "t", "b"}


def test_without_a_future_that_has_a_total_there_is_no_course() -> None:
    shop = made({}, days=40)
    forecast = outlook(shop.sums, 0, shop.dated, None, "", shop.day)
    assert course(forecast, shop.rules, shop.timeline, shop.day, "zh") is None
    said = answer(forecast, shop.rules, shop.rules, shop.day, shop.day, None, "zh")
    assert said.state == "nothing"


def test_a_shop_of_one_known_day_has_a_fan_that_opens_at_it() -> None:
    shop = made(days=31)
    day = shop.sums.first_day + timedelta(days=1)
    forecast = outlook(shop.sums, 0, shop.dated, None, "", day)
    line = course(forecast, shop.rules, shop.timeline, day, "zh")
    assert line is not None
    assert line.days == (shop.sums.first_day, day)
    assert fan_chart(line).data[2].x[-1] == forecast.target_day


def screen(language: str, **address: str) -> AppTest:
    app = opened("board", {"lang": language, "data": "sample", "view": "outlook", **address})
    return app.switch_page("app_pages/what_if.py").run()


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
@pytest.mark.usefixtures("no_data")
def test_the_panel_opens_under_every_scheme(language: str, scheme: str) -> None:
    app = screen(language, scheme=scheme)
    assert_fine(app)
    said = answered(language, scheme)
    assert any(said.sentence in text for text in words_of(app))
    assert any(words(language)("app.trial") in text for text in words_of(app))
    leads = [button for button in app.button if (button.key or "").startswith("outlook_to_")]
    assert len(leads) == (0 if scheme == NO_TOTAL else 2)
    assert len(app.get("plotly_chart")) == (0 if scheme == NO_TOTAL else 1)
    assert len(app.get("download_button")) == 1


@both_languages
@pytest.mark.usefixtures("no_data")
def test_the_panel_opens_for_the_real_shop_and_on_the_first_and_a_past_day(language: str) -> None:
    assert_fine(screen(language, data="real", shop=""))
    past = screen(language, day="2022-06-05", scheme=STAR)
    assert_fine(past)
    assert any(words(language)("forecast.seen_from", day="2022-06-05") in text for text in words_of(past))
    assert_fine(screen(language, day="2021-06-01", scheme=STAR))


@both_languages
def test_the_panel_opens_for_a_shop_of_one_day(language: str, one_day_store: Store) -> None:
    for scheme in (STAR, NO_TOTAL, "shop_real_experience"):
        app = screen(language, data="own", shop="one-day-shop", scheme=scheme)
        assert_fine(app)
        assert messages(app, "info"), "what is missing is said"


@pytest.mark.usefixtures("no_data")
def test_opened_metric_by_metric_the_days_that_leave_are_told_for_each() -> None:
    app = screen("zh", scheme=STAR)
    next(item for item in app.expander if item.label == words("zh")("forecast.by_metric"))
    before = len(words_of(app))
    app.session_state["leaving_metrics"] = True
    app.run()
    assert_fine(app)
    assert len(words_of(app)) == before + 1
    assert any("天移出统计期" in text for text in words_of(app))
