"""The diagnosis says what `scoring` found: what an area costs, which segments carry it, what stands where."""

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest
from shops_to_show import ALL_SCHEMES, REAL, STAR, made, sample

from dashboard import selection
from dashboard.text import LANGUAGES, words
from dashboard.views import diagnosis as view
from dashboard.views import segments
from dashboard.views.diagnosed_metrics import metric_cards, next_step
from scoring.improve.what_if import what_if
from scoring.measure.catalogue import METRICS
from scoring.measure.segments import Segment
from scoring.rules.catalogue import scheme

language = pytest.mark.parametrize("language", LANGUAGES)
SEGMENT = Segment("carrier", "圆通", 80, 100, 0.80, 0.95, 15.0, 0.25)


def lost_of(name: str = STAR) -> dict[str, float]:
    shop = sample(name)
    return view.points_lost(shop.timeline.panel_at(shop.day), shop.rules, shop.category)


def test_the_areas_are_those_an_address_can_name() -> None:
    assert view.AREAS == selection.DIMENSIONS


@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_every_indicator_of_every_rule_set_has_its_place_in_one_area(name: str) -> None:
    for rules in scheme(name).rule_sets:
        found = view.areas(rules, "")
        assert tuple(found) == view.AREAS
        placed = [indicator for names in found.values() for indicator in names]
        assert sorted(placed) == sorted(rules.indicators_for(""))
        for area, names in found.items():
            assert all(rules.indicators[one].dimension == area for one in names) or area not in rules.dimensions.rows


def test_what_an_area_costs_is_what_the_total_gains_with_its_metrics_at_their_best() -> None:
    shop, lost = sample(), lost_of()
    best = {"refund_only_own_hours": 24.0, "return_refund_own_hours": 72.0}
    assert {
        item.metric: float(item.curve.points[0].reach)
        for item in shop.rules.indicators.values()
        if item.dimension == "after_sales"
    } == best
    trial = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, best)
    assert lost["after_sales"] == pytest.approx(trial.total.difference)
    alone = what_if(shop.timeline.panel_at(shop.day), shop.rules, shop.category, {"refund_only_own_hours": 24.0})
    assert lost["refund_only_own_hours"] == pytest.approx(alone.total.difference)
    assert view.opening_area(lost) == "after_sales"
    assert max(view.AREAS, key=lambda area: lost[area]) == "after_sales"


def test_without_a_total_an_area_costs_points_of_its_dimension() -> None:
    shop, lost = sample("dsr"), lost_of("dsr")
    assert lost["logistics"] == pytest.approx(5 - (shop.result.dimensions["logistics"].score or 0))


def test_of_metrics_that_cost_alike_the_one_with_cases_is_looked_at() -> None:
    shop = sample()
    names = view.areas(shop.rules, shop.category)["product"]
    assert view.worst_metric(names, {}, shop.result) == "first_quality_refund_rate"
    assert view.worst_metric(names[::-1], {}, shop.result) == "first_quality_refund_rate"
    assert view.worst_metric(names, {"product_reputation": 0.5}, shop.result) == "product_reputation"
    assert view.worst_metric([], {}, shop.result) == ""


def test_the_cases_counted_are_those_of_the_rule_sets_window_after_its_exclusions() -> None:
    shop = sample()
    cases = view.counted("delivery_hours", shop.result, shop.rules, shop.day)
    assert cases == view.Counted(
        "delivery_hours", shop.day - timedelta(days=39), shop.day - timedelta(days=10), after_exclusion=True
    )
    assert view.evidence_days(cases, shop.day) == (cases.first, cases.last)
    plain = view.counted("reply_rate", shop.result, shop.rules, shop.day)
    assert plain is not None
    assert not plain.after_exclusion
    assert view.counted("product_reputation", shop.result, shop.rules, shop.day) is None, "the platform's own figure"
    assert view.counted("", shop.result, shop.rules, shop.day) is None
    assert view.evidence_days(None, shop.day) == (shop.day - timedelta(days=30), shop.day - timedelta(days=1))


@language
def test_both_ends_of_the_window_are_said_and_that_exclusions_are_out(language: str) -> None:
    cases = view.Counted("delivery_hours", date(2022, 5, 27), date(2022, 6, 25), after_exclusion=True)
    line = view.window_line(cases, language)
    assert "2022-05-27" in line
    assert "2022-06-25" in line
    assert line != view.window_line(replace(cases, after_exclusion=False), language)


@language
def test_the_answer_names_the_score_what_it_costs_and_the_metric_farthest_from_its_best(language: str) -> None:
    shop, lost = sample(), lost_of()
    names = view.areas(shop.rules, shop.category)["logistics"]
    said = view.answer("logistics", names, lost, shop.result, shop.rules, language)
    assert said.state == "bad"
    assert said.score == "4.0"
    for part in (METRICS["delivery_hours"].label[language], "54.9", "48.0", "0.3"):
        assert part in said.sentence
    best = view.answer("dispute", ["platform_liable_rate"], lost, shop.result, shop.rules, language)
    assert best.state == "good"
    none = view.answer("dispute", [], lost, shop.result, shop.rules, language)
    assert (none.state, none.score) == ("none", "—")


@language
def test_an_area_inside_another_dimension_says_which_and_one_alone_has_its_score(language: str) -> None:
    shop = sample(REAL)
    names = view.areas(shop.rules, shop.category)["consultation"]
    said = view.answer("consultation", names, lost_of(REAL), shop.result, shop.rules, language)
    assert said.score == "—"
    assert shop.result.dimensions["service"].label[language] in said.caption
    dsr = sample("dsr")
    alone = view.answer("product", ["description_rating"], lost_of("dsr"), dsr.result, dsr.rules, language)
    assert alone.score == f"{dsr.result.dimensions['description'].score:.3f}"


def test_what_nothing_was_measured_of_names_what_it_needs_and_a_part_of_it_does_not() -> None:
    bare = made({"reply_rate": (96, 100)})
    names = view.areas(bare.rules, "")["logistics"]
    assert view.answer("logistics", names, {}, bare.result, bare.rules, "zh").state == "none"
    assert "签收时间" in view.needs_of_area(names, bare.result, "zh")
    assert metric_cards(names, {}, bare.result, bare.rules, "zh")[0].value == "—"
    found = view.areas(bare.rules, "")
    said = view.lacking_sentence(found, bare.result, "zh")
    assert ("物流体验" in said, "咨询体验" in said, "签收时间" in said) == (True, False, True)
    assert view.lacking_sentence({"consultation": found["consultation"]}, bare.result, "zh") == ""
    whole = found["consultation"]
    assert view.needs_of_area(whole, bare.result, "zh") == ""


@language
def test_the_cards_come_by_what_they_cost_with_sample_and_source(language: str) -> None:
    shop, lost = sample(), lost_of()
    names = ["product_reputation", "first_quality_refund_rate"]
    cards = metric_cards(names, lost, shop.result, shop.rules, language)
    assert [card.id for card in cards] == ["first_quality_refund_rate", "product_reputation"]
    assert "731" in cards[0].note
    assert cards[1].note == words(language)("diagnosis.platform_figure")
    assert cards[1].from_platform


@language
def test_the_next_step_carries_the_rules_advice_its_source_and_scorings_target(language: str) -> None:
    shop = sample()
    hint = next(hint for hint in shop.hints() if hint.metric == "delivery_hours")
    step = next_step("delivery_hours", shop.hints(), shop.result, shop.rules, language)
    assert step.advice == shop.rules.indicators["delivery_hours"].advice.text[language]
    assert step.target == float(hint.target)
    assert "物流體驗" in step.source
    best = next_step("platform_liable_rate", shop.hints(), shop.result, shop.rules, language)
    assert best.target is None
    assert best.advice


@language
def test_the_worst_segment_is_named_with_its_figure_the_rests_and_its_sample(language: str) -> None:
    second = replace(SEGMENT, attribute="warehouse", value="郑州仓", excess=9.0)
    sentence = segments.worst_sentence([SEGMENT, second], "collected_within_48h_rate", language)
    for part in ("圆通", "15", "100", "80.00%", "95.00%", "郑州仓"):
        assert part in sentence
    assert segments.worst_sentence([replace(SEGMENT, excess=-1.0)], "collected_within_48h_rate", language) == ""


@language
def test_the_ranking_marks_few_cases_and_says_so_when_none_stands_out(language: str) -> None:
    t = words(language)
    few = replace(SEGMENT, value="顺丰", denominator=8, excess=2.0)
    better = replace(SEGMENT, value="中通", excess=-17.0)
    found = segments.ranking([SEGMENT, few, better], "collected_within_48h_rate", "carrier", language)
    assert [(bar.label, bar.low) for bar in found.bars] == [("圆通", False), ("顺丰", True)]
    assert t("diagnosis.low_sample", count="8") in found.bars[1].hover
    rows = segments.segment_rows([SEGMENT, few, better], "collected_within_48h_rate", language)
    assert rows[2][t("diagnosis.excess")] == "—", "what is better than the rest has no excess"
    none = segments.ranking([better], "collected_within_48h_rate", "carrier", language)
    assert none.empty == t("diagnosis.none_stands_out", metric=METRICS["collected_within_48h_rate"].label[language])
    assert segments.ranking([], "collected_within_48h_rate", "carrier", language).empty == t("diagnosis.no_segments")


@pytest.mark.parametrize(
    ("metric", "text"),
    [("delivery_hours", "小时"), ("human_reply_seconds", "秒"), ("logistics_rating", "分"), ("reply_rate", "位咨询者"),
     ("platform_help_rate", "例"), ("sales_per_buyer", "相差")],
)  # fmt: skip
def test_the_excess_is_in_the_measure_of_the_metric(metric: str, text: str) -> None:
    assert text in segments.excess_text(12.0, metric, "zh")


@language
def test_values_are_called_by_their_names_and_codes_only_where_they_are_codes(language: str) -> None:
    t = words(language)
    assert segments.value_label("hour", "7", language) == "7:00–8:00"
    assert segments.value_label("weekday", "1", language) == t("diagnosis.weekday_1")
    assert segments.value_label("refund_kind", "exchange", language) == t("diagnosis.code_exchange")
    assert segments.value_label("agent", "shop", language) == "shop"
    assert segments.value_label("carrier", "", language) == t("diagnosis.not_stated")


def test_chance_factors_follow_those_beyond_chance_and_are_marked() -> None:
    other = replace(SEGMENT, attribute="agent", value="小云", excess=3.0)
    few = replace(SEGMENT, attribute="hour", value="3", denominator=5, excess=4.0)
    by = {"carrier": [SEGMENT], "agent": [other], "hour": [few]}
    cards = segments.factor_cards([SEGMENT], by, "reply_rate", "zh")
    assert [card.label for card in cards] == ["快递公司「圆通」", "客服「小云」"]
    assert ("偶然" in cards[0].note, "偶然" in cards[1].note) == (False, True)


def test_rows_read_in_words_without_what_is_empty_or_always_the_same() -> None:
    rows = pa.table(
        {
            "table": ["refunds", "refunds"], "bad": [True, True], "day": [date(2022, 7, 1)] * 2, "shop_id": ["s"] * 2,
            "kind": ["refund_only", "exchange"], "amount": [50.9, None], "agreed_at": pa.nulls(2, pa.string()),
        }
    )  # fmt: skip
    assert segments.readable_rows(rows, "zh") == [
        {"日期": "2022-07-01", "类型": "仅退款", "金额": "50.90"},
        {"日期": "2022-07-01", "类型": "换货", "金额": ""},
    ]
    assert len(segments.readable_rows(rows, "zh", most=1)) == 1
    timed = pa.table({"figure": [1.25]})
    assert segments.readable_rows(timed, "zh", metric_id="delivery_hours") == [{"这一条（小时）": 1.2}]
    assert segments.readable_rows(timed, "zh", metric_id="sales") == [{"这一条（元）": 1.2}]


def test_a_file_name_has_nothing_in_it_that_no_file_system_takes() -> None:
    assert segments.file_name(["店 铺", "", 'a/b:"c"', "2022-07-01"]) == "店-铺_a-b-c-_2022-07-01.csv"
