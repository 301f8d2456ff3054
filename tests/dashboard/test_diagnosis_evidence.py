"""The evidence of the diagnosis: pipelines, verdicts, the week's load and staffing, goods and words, their charts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from shops_to_show import sample_events

from dashboard import cached
from dashboard.cached import diagnosis, held
from dashboard.cached.held import events_of
from dashboard.charts_of_diagnosis import ranking_bars, stage_chart, week_heat
from dashboard.text import LANGUAGES, words
from dashboard.views import consultation, disputes, goods, pipelines, segments
from scoring.improve.staffing import Assumptions, Need, staffing
from scoring.measure.cases import cases
from scoring.measure.catalogue import METRICS
from scoring.measure.engine import attached
from scoring.measure.load import HourOfWeek, Load, chat_load
from scoring.measure.open_cases import Waiting, disputes_by, open_disputes, open_refunds, open_tasks, refunds_waiting
from scoring.measure.products import products
from scoring.measure.review_words import Word, low_reviews, review_words
from scoring.measure.segments import Segment
from scoring.measure.stages import Stage, order_stages, refund_stages

language = pytest.mark.parametrize("language", LANGUAGES)
SHOP = cached.Shop("sample", "shipped", "示例旗舰店")
FIRST, LAST, DAY = date(2022, 5, 27), date(2022, 6, 25), date(2022, 7, 5)


def stages(*names: str, hours: float = 10.0, count: int = 5) -> list[Stage]:
    return [Stage(name, count, hours, hours * 2, 0) for name in names]


def hour(weekday: int, at: int, chats: float, share: float | None = 0.5, agents: float | None = 1.0) -> HourOfWeek:
    return HourOfWeek(weekday, at, 4, int(chats * 4), chats, 90.0, share, 3, 1, agents, 8 <= at < 23)


def both(connection: Any) -> dict[str, tuple[Callable[[], object], object]]:
    """What is cached, asked of a few tables alone, and the same asked of all of them."""
    name = SHOP.shop
    span = (name, FIRST, LAST)
    return {
        "stages": (
            lambda: diagnosis.logistics(SHOP, FIRST, LAST),
            {by: order_stages(connection, *span, by or None) for by in ("", "carrier", "province", "warehouse")},
        ),
        "refunds": (
            lambda: diagnosis.after_sales(SHOP, FIRST, LAST, DAY),
            diagnosis.AfterSales(
                refund_stages(connection, *span), refunds_waiting(connection, name, DAY),
                open_refunds(connection, name, DAY), open_tasks(connection, name, DAY),
            ),
        ),
        "disputes": (
            lambda: diagnosis.disputes(SHOP, FIRST, LAST, DAY),
            (disputes_by(connection, *span), open_disputes(connection, name, DAY)),
        ),
        "load": (lambda: diagnosis.load(SHOP, FIRST, LAST), chat_load(connection, *span)),
        "goods": (
            lambda: diagnosis.goods(SHOP, FIRST, LAST),
            diagnosis.Goods(products(connection, *span), review_words(connection, *span)),
        ),
        "reviews": (lambda: diagnosis.reviews(SHOP, FIRST, LAST, None, None), low_reviews(connection, *span)),
    }  # fmt: skip


@pytest.mark.parametrize("what", ["stages", "refunds", "disputes", "load", "goods", "reviews"])
def test_evidence_asked_of_a_few_tables_is_that_of_all_of_them(what: str) -> None:
    with attached(sample_events(), [SHOP.shop]) as connection:
        asked, whole = both(connection)[what]
    assert asked() == whole


def test_a_held_connection_gives_the_same_whatever_was_asked_of_it_before() -> None:
    with attached(sample_events(), [SHOP.shop]) as connection:
        fresh = cases(connection, "delivery_hours", FIRST, DAY, after_exclusion=True)
    for metric in METRICS:
        with events_of(SHOP) as connection:
            cases(connection, metric, FIRST, DAY, after_exclusion=True)
    with events_of(SHOP) as connection:
        assert cases(connection, "delivery_hours", FIRST, DAY, after_exclusion=True) == fresh
        held = connection
    with events_of(SHOP) as connection:
        assert connection is held


def test_a_connection_that_fell_out_of_the_cache_is_opened_anew() -> None:
    with events_of(SHOP) as connection:
        before = connection
    held._held.clear()
    with events_of(SHOP) as connection:
        assert connection is not before
        assert connection.sql("select count(*) from orders").fetchall()[0][0] > 0


def test_the_operators_own_rules_play_no_part_in_the_evidence() -> None:
    other = cached.Shop("sample", "shipped", SHOP.shop, own_rules="changed")
    assert diagnosis.load(other, FIRST, LAST) is diagnosis.load(SHOP, FIRST, LAST)


@language
def test_the_bars_stack_stages_that_follow_one_another_as_fine_as_the_orders_tell(language: str) -> None:
    fine = stages("paid_to_shipped", "shipped_to_collected", "collected_to_delivered", "paid_to_delivered")
    bars = pipelines.stage_bars([("圆通", fine), ("", stages("paid_to_delivered", count=0))], "carrier", language)
    assert bars is not None
    assert [bar.label for bar in bars.bars] == ["圆通"], "a group that nothing is known of has no bar"
    assert bars.bars[0].hours == (10.0, 10.0, 10.0)
    later, first = stages("collected_to_delivered", hours=40.0), stages("paid_to_collected", hours=15.0)
    coarse = pipelines.stage_bars([("圆通", [*later, *first])], "carrier", language)
    assert coarse is not None
    assert coarse.bars[0].hours == (15.0, 40.0)
    t = words(language)
    assert coarse.stages == (t("diagnosis.stage_paid_to_collected"), t("diagnosis.stage_collected_to_delivered"))
    assert t("diagnosis.stage_paid_to_collected") in coarse.bars[0].hover[0]
    assert pipelines.stage_bars([("圆通", stages("paid_to_delivered", count=0))], "carrier", language) is None
    rows = pipelines.stage_rows([("", stages("paid_to_delivered", count=0))], "carrier", language)
    assert list(rows[0].values()) == [words(language)("diagnosis.not_stated"), "—"]


def test_the_sample_shops_stages_are_scorings_own() -> None:
    with attached(sample_events(), [SHOP.shop]) as connection:
        groups = order_stages(connection, SHOP.shop, FIRST, LAST, "carrier")
    rows = pipelines.stage_rows(groups, "carrier", "zh")
    for (carrier, found), row in zip(groups, rows, strict=True):
        assert row["分组"] == (carrier or "未填写")
        median = found[-1].median
        assert row["付款→签收"].startswith("—" if median is None else f"{median:.1f} 小时")


@language
def test_a_pipeline_tells_how_many_stand_at_each_step_and_which_the_shop_refused(language: str) -> None:
    t = words(language)
    groups = [("refund_only", stages("requested_to_answered", "agreed_to_completed", "requested_to_completed"))]
    waiting = [Waiting("refund_only", "answer", 3, 45.0), Waiting("refund_only", "refused", 2, 9.0),
               Waiting("exchange", "return", 1, 5.0)]  # fmt: skip
    first, second = pipelines.pipelines(groups, waiting, language)
    assert first.label == t("diagnosis.code_refund_only")
    assert [bool(step.waiting) for step in first.steps] == [True, False]
    assert "45.0" in first.steps[0].waiting
    assert "2" in first.refused
    assert (second.steps, second.whole) == ((), t("diagnosis.none_ended"))
    assert pipelines.stage_sentence([], language) == ""
    assert t("diagnosis.stage_paid_to_shipped") in pipelines.stage_sentence(stages("paid_to_shipped"), language)


@language
def test_verdicts_are_counted_by_kind_and_liability(language: str) -> None:
    t = words(language)
    judged = pa.table({"kind": ["dispute", "dispute", ""], "liable": ["shop", "", "shop"], "cases": [3, 1, 2]})
    rows = disputes.verdict_rows(judged, language)
    shop, nobody = t("diagnosis.code_shop"), t("diagnosis.not_stated")
    assert [(row[shop], row[nobody]) for row in rows] == [("3", "1"), ("2", "0")]
    assert disputes.verdict_sentence(judged, language) == t("diagnosis.judged", count="6", shop="5")
    assert disputes.verdict_sentence(judged.slice(0, 0), language) == t("diagnosis.none_judged")
    waiting = pa.table({"waiting_days": [6, 5]})
    assert disputes.pending_sentence(waiting, language) == t("diagnosis.pending", count="2", days="6")
    assert disputes.pending_sentence(waiting.slice(0, 0), language) == t("diagnosis.none_pending")


@language
def test_the_map_shows_the_load_and_the_replies_of_the_hours_that_count(language: str) -> None:
    load = Load(FIRST, LAST, (hour(1, 7, 1.0), hour(1, 9, 12.0, 0.876), hour(2, 9, 0.0, None)))
    shown = consultation.load_map(load, language)
    assert shown is not None
    assert shown.hours == ("07:00", "09:00")
    assert [row[0] for row in shown.texts] == ["", "88%"], "hours that are not assessed have no share"
    assert shown.figures[1][:2] == (12.0, 0.0)
    assert "87.60%" in shown.hover[1][0]
    assert consultation.when(load.hours[1], language) in shown.summary
    assert consultation.load_map(Load(FIRST, LAST, ()), language) is None
    assert len(consultation.load_rows(load, language)) == 3


@language
def test_the_staffing_names_the_largest_gap_or_says_there_is_none(language: str) -> None:
    t = words(language)
    short = Need(1, 20, 30.0, 5, 0.95, 2.0, 3.0, True)
    outside = Need(1, 3, 30.0, 5, 0.95, 0.0, 5.0, False)
    enough = Need(2, 20, 3.0, 1, 0.99, 2.0, -1.0, True)
    said = consultation.staffing_sentence([enough, outside, short], language)
    assert consultation.when(short, language) in said, "only the hours that count are staffed"
    assert consultation.staffing_sentence([enough], language) == t("diagnosis.enough_agents")
    assert consultation.staffing_sentence([outside], language) == t("diagnosis.nothing_to_staff")
    nobody = Need(1, 20, 30.0, 5, 0.95, None, None, True)
    assert consultation.staffing_sentence([nobody], language) == t(
        "diagnosis.most_needed", when=consultation.when(nobody, language), needed="5"
    )
    shown = consultation.staffing_map([short, enough, outside], language)
    assert shown is not None
    assert (shown.hours, shown.figures[0][:2], shown.texts[0][:2]) == (("20:00",), (3.0, 0.0), ("5 (2.0)", "1 (2.0)"))
    assert consultation.staffing_map([outside], language) is None
    assert len(consultation.staffing_rows([short, enough, outside], language)) == 1


def test_the_needs_are_those_scoring_gives_for_the_assumptions() -> None:
    assumptions = Assumptions(handling_seconds=600, chats_at_once=1)
    assert diagnosis.needs(SHOP, FIRST, LAST, assumptions) == staffing(diagnosis.load(SHOP, FIRST, LAST), assumptions)


@language
def test_goods_and_words_say_how_few_they_rest_on(language: str) -> None:
    t = words(language)
    with attached(sample_events(), [SHOP.shop]) as connection:
        found = products(connection, SHOP.shop, DAY - timedelta(days=30), DAY)
    rows = goods.product_rows(found, language)
    assert len(rows) == found.num_rows
    first = found.slice(0, 1).to_pylist()[0]
    assert first["product_id"] in goods.product_sentence(found, language)
    assert t("diagnosis.products_few").strip() in goods.product_sentence(found, language)
    assert goods.product_sentence(found.slice(0, 0), language) == t("diagnosis.products_none")
    ranked = goods.word_ranking([Word("色差", 4, 0, None), Word("偏小", 3, 2, 6.5)], language)
    assert [bar.part for bar in ranked.bars] == [("word", "色差"), ("word", "偏小")]
    assert "6.5" in ranked.bars[1].hover
    assert goods.word_ranking([], language).empty == t("diagnosis.words_none")
    assert goods.part_label(("product_id", ""), language) == t(
        "diagnosis.product_part", product=t("diagnosis.no_product")
    )


def test_a_chosen_bar_stands_out_and_a_persons_words_bring_no_markup_into_a_chart() -> None:
    rude = Segment("carrier", "<b>圆通</b>" + "长" * 40, 1, 100, 0.5, 0.9, 40.0, 0.5)
    few = Segment("carrier", "中通", 1, 8, 0.5, 0.9, 3.0, 0.5)
    ranked = segments.ranking([rude, few], "reply_rate", "carrier", "zh")
    figure = ranking_bars(ranked, ("carrier", "中通"))
    assert list(figure.data[0].marker.opacity) == [0.4, 1]
    assert list(figure.data[0].marker.pattern.shape) == ["", "/"]
    assert list(ranking_bars(ranked, None).data[0].marker.opacity) == [1, 1]
    assert list(ranking_bars(ranked, ("warehouse", "x")).data[0].marker.opacity) == [1, 1]
    label = figure.layout.yaxis.ticktext[0]
    assert label.startswith("&lt;b&gt;")
    assert label.endswith("…")
    assert "<b>" not in figure.data[0].customdata[0]


def test_stages_are_stacked_and_the_texts_of_the_map_can_be_read_on_both_themes() -> None:
    bars = pipelines.stage_bars([("圆通", stages("paid_to_collected", "collected_to_delivered"))], "carrier", "zh")
    assert bars is not None
    figure = stage_chart(bars)
    assert figure.layout.barmode == "stack"
    assert [trace.name for trace in figure.data] == list(bars.stages)
    shown = consultation.load_map(Load(FIRST, LAST, (hour(1, 9, 12.0), hour(2, 9, 0.0, None))), "zh")
    assert shown is not None
    heat, text = week_heat(shown, on_dark=False).data
    assert (heat.zmin, heat.zmax) == (0, 12.0)
    assert (text.mode, list(text.text)) == ("text", ["50%"])
    assert text.textfont.color != week_heat(shown, on_dark=True).data[1].textfont.color
