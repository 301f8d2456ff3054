"""Alerts in words: every kind in both languages, the same figure on the page, in a message and in a table."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from shops_to_show import ALL_SCHEMES, STAR, sample

from dashboard.text import LANGUAGES, words
from dashboard.views.alert_tables import (
    history_rows,
    line_fault,
    line_input,
    line_rows,
    source,
    typed_line,
)
from dashboard.views.alerts import alert_in, firing_line, line_text, name, sentence, state_line, summary, title
from scoring.errors import StoreBroken
from scoring.figures import Text, Unit
from scoring.improve.alerts import Alert, record_of
from scoring.improve.lines import Line, lines
from scoring.measure.catalogue import METRICS
from scoring.store.firings import Firing

both_languages = pytest.mark.parametrize("language", LANGUAGES)
DAY = date(2022, 3, 3)
LABEL, LESS = Text("四星", "4 stars"), Text("三星半", "3.5 stars")
ENTRY, SERVICE, VIOLATION = (
    Text("咨询体验入围", "Consultation entry"),
    Text("特色服务", "Special service"),
    Text("违规", "Violation"),
)
KINDS = [
    Alert("metric", "reply_rate", "warn", 0.91081, 0.9125, DAY, Unit.RATIO, pieces={"days_left": 4}),
    Alert("metric", "delivery_hours", "breach", 60.004, 60.0, DAY, Unit.HOUR, pieces={"days_left": None}),
    Alert("metric", "human_reply_seconds", "warn", 55.57, 52.5, DAY, Unit.SECOND),
    Alert("metric", "description_rating", "breach", 4.671, 4.7, DAY, Unit.SCORE),
    Alert("metric", "quality_refund_count", "breach", 7.0, 5.0, DAY, Unit.COUNT),
    Alert("metric", "turnover", "breach", 899999.5, 900000.0, DAY, Unit.MONEY),
    Alert("metric", "collection_score", "warn", 61.0, 62.5, DAY, Unit.INDEX),
    Alert("level", "", "breach", 3.5, 4.0, DAY, pieces={"is": LESS, "was": LABEL, "certified_on": DAY}),
    Alert("level", "", "warn", None, 4.0, DAY, pieces={"is": None, "was": LABEL, "certified_on": DAY}),
    Alert("forecast", "", "breach", 0.026, 0.5, None, pieces={"was": LABEL, "target_day": DAY}),
    Alert("gate", "consultation_entry", "warn", 1.5, 3.0, DAY, pieces={"label": ENTRY, "level": LABEL}),
    Alert("gate", "special_service", "breach", 0.4, 0.8, DAY, Unit.RATIO, pieces={"label": SERVICE, "level": None}),
    Alert("penalty", "general@2022-03-01", "breach", None, 5.0, DAY, pieces={"label": VIOLATION, "until": DAY}),
    Alert("stale", "", "breach", 1605, 2, DAY, pieces={"newest": DAY}),
    Alert("gaps", "chats", "warn", 3, 0, DAY, pieces={"first": DAY, "last": DAY}),
]  # fmt: skip


@both_languages
@pytest.mark.parametrize("alert", KINDS, ids=lambda item: f"{item.kind} {item.id}")
def test_every_kind_is_one_finished_sentence_in_the_readers_language(alert: Alert, language: str) -> None:
    for text in (sentence(alert, language), name(alert, language), state_line(alert, language)):
        assert text
        assert not re.search(r"[{}]|None|nan|\n", text)
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) is (language == "zh"), text


@both_languages
def test_a_metric_says_which_side_of_which_line_it_is_on_and_how_long_is_left(language: str) -> None:
    texts = [sentence(alert, language) for alert in KINDS[:3]]
    wanted = {
        "zh": ("旺旺回复率现为 91.08%，低于预警线 91.25%；照近 7 天的走势，4 天后破线",
               "物流到货时长现为 60.004 小时，高于底线 60.0 小时", "旺旺人工响应时长现为 56 秒，高于预警线 52.5 秒"),
        "en": ("Reply rate at 91.08%, below the warning line of 91.25%; "
               "at the pace of the last 7 days it breaches in 4 days",
               "Hours to delivery at 60.004 h, above the breach line of 60.0 h",
               "Mean human first reply at 56 s, above the warning line of 52.5 s"),
    }  # fmt: skip
    assert tuple(texts) == wanted[language]


def test_a_line_is_shown_with_the_decimals_it_has() -> None:
    assert line_text(Decimal("0.000375"), Unit.RATIO, "zh") == "0.0375%"
    assert line_text(Decimal("0.9800"), Unit.RATIO, "zh") == "98.00%"
    assert line_text(4.725, Unit.SCORE, "zh") == "4.725 分"
    assert line_text(Decimal("57.00"), Unit.HOUR, "en") == "57.0 h"


@both_languages
def test_the_title_of_a_message_counts_what_it_tells(language: str) -> None:
    text = title("店", DAY, ["breach", "warn", "over", "warn"], language)
    assert text.startswith(words(language)("app.title"))
    assert ("1 项破线，2 项预警" if language == "zh" else "breaches 1, warnings 2") in text
    muted = replace(KINDS[0], muted_until=DAY)
    assert [state for state, _ in summary([KINDS[0], KINDS[1], muted], language)] == ["breach", "warn", "muted"]


def fired(alert: Alert, state: str) -> Firing:
    return Firing(1, "2022-03-04T01:30:00+00:00", "s", "x", DAY, alert.key, "", state, record_of(alert), ("a", "b"))


@both_languages
def test_a_firing_says_what_it_was_and_an_ended_one_only_that_it_is_over(language: str) -> None:
    alert = KINDS[0]
    assert firing_line(fired(alert, "warn"), language) == state_line(alert, language)
    over = firing_line(fired(alert, "over"), language)
    assert name(alert, language) in over
    assert "91.08%" not in over
    with pytest.raises(StoreBroken, match="firing 1 holds no alert"):
        alert_in(replace(fired(alert, "warn"), alert={"kind": "metric"}))


@both_languages
def test_the_history_shows_data_day_state_and_the_time_of_the_shops_clock(language: str) -> None:
    t = words(language)
    [row] = history_rows([fired(KINDS[0], "warn")], language)
    assert row[t("alerts.day")] == "2022-03-03"
    assert row[t("alerts.logged")] == "2022-03-04 09:30"
    assert row[t("alerts.sent")] == t("alerts.sent_to", count=2)


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_the_table_has_every_metric_with_a_source_in_words(scheme: str, language: str) -> None:
    shop, t = sample(scheme), words(language)
    for day in (shop.day, shop.day - timedelta(days=100)):
        found = lines(shop.timeline, day, 0, shop.certified(), {})
        rows = line_rows(found, language)
        assert [row[t("alerts.metric")] for row in rows] == [METRICS[line.metric].label[language] for line in found]
        for row, line in zip(rows, found, strict=True):
            assert all(row.values())
            assert source(line, language) == row[t("alerts.source")]
            assert bool(re.search(r"[\u4e00-\u9fff]", row[t("alerts.source")])) is (language == "zh")
            assert (row[t("alerts.edit_breach_plain")] == "—") == (line.breach is None)


def some_lines() -> list[Line]:
    return [line for name in ALL_SCHEMES for line in lines(sample(name).timeline, sample(name).day, 0, (), {})]


def test_lines_shown_in_the_fields_and_saved_unchanged_stay_exactly_what_they_were() -> None:
    seen = set()
    for line in some_lines():
        fields = line_input(line, "zh")
        assert typed_line(fields.warn, line.unit) == line.warn
        assert typed_line(fields.breach, line.unit) == line.breach
        assert fields.shape % 1.0
        seen.add(line.unit)
    assert seen >= {Unit.RATIO, Unit.HOUR, Unit.SECOND, Unit.SCORE}
    for text in ("0.933", "0.9575", "0.07", "0.29", "0.57", "0.000375", "0.1"):
        line = replace(some_lines()[0], unit=Unit.RATIO, warn=Decimal(text), breach=None)
        assert typed_line(line_input(line, "zh").warn, Unit.RATIO) == Decimal(text)


@both_languages
def test_what_is_wrong_with_typed_lines_is_said(language: str) -> None:
    higher = next(line for line in some_lines() if line.better == "higher")
    lower = next(line for line in some_lines() if line.better == "lower")
    t = words(language)
    assert line_fault(higher, None, None, language) == t("alerts.type_one")
    assert line_fault(higher, Decimal(1), Decimal(2), language) == t("alerts.order_higher")
    assert line_fault(lower, Decimal(2), Decimal(1), language) == t("alerts.order_lower")
    assert line_fault(lower, Decimal(1), Decimal(1), language) == t("alerts.order_lower")
    assert line_fault(lower, Decimal(1), Decimal(2), language) == ""
    assert line_fault(lower, None, Decimal(2), language) == ""


def test_the_star_scheme_of_the_sample_shop_has_a_line_for_every_metric_it_scores() -> None:
    shop = sample(STAR)
    found = lines(shop.timeline, shop.day, 0, shop.certified(), {})
    assert [line.metric for line in found] == [
        item.metric for item in shop.rules.indicators_for(shop.category).values()
    ]
    assert {line.source for line in found} == {"certified"}
