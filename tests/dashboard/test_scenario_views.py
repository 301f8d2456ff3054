"""A scenario as text: a line per change, the way into the address and back, and scenarios side by side."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from made_up import constant_sums
from scenarios_on_screen import applied_to_the_sample
from shops_to_show import BASIC, sample

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.saved_scenarios import Side, side_by_side
from dashboard.views.scenario import (
    change_line,
    counting,
    every_change,
    metric_rows,
    moved,
    parted,
    stack_rows,
    switched,
    value_label,
    value_of,
    waiting,
)
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    ReplaceTable,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.measure.catalogue import METRICS

both_languages = pytest.mark.parametrize("language", LANGUAGES)
FIRST, LAST = date(2022, 6, 10), date(2022, 6, 16)
LEVER = SetMetric(metric="delivery_hours", value=Decimal("48.0"))
LINES: list[tuple[Change, str, str]] = [
    (LEVER, "物流到货时长 改为 48.0 小时", "Hours to delivery becomes 48.0 h"),
    (
        ShiftMetric(metric="reply_rate", by=Decimal("-0.015"), first=FIRST, last=LAST),
        "旺旺回复率 降低 1.50 个百分点（2022-06-10 至 2022-06-16）",
        "Reply rate down by 1.50 percentage points (2022-06-10 to 2022-06-16)",
    ),
    (
        ExcludeRows(table="orders", record_ids=("a", "b", "c", "d")),
        "从订单里剔除 a、b、c …（4 条）", "Exclude from orders: a, b, c … (4)",
    ),
    (
        ExcludeDays(first=FIRST, last=LAST, province="四川", metric="delivery_hours"),
        "剔除 2022-06-10 至 2022-06-16 付款的订单（四川）（物流到货时长）",
        "Exclude orders paid 2022-06-10 to 2022-06-16 (四川) (Hours to delivery)",
    ),
    (
        ShipEarlier(hours=Decimal("12.50"), carrier="C", warehouse="W"),
        "发货提前 12.5 小时（C、W）", "Ship 12.5 hours earlier (C, W)",
    ),
    (
        AnswerUnanswered(from_hour=20, to_hour=8, within_seconds=60, weekdays=(6, 7)),
        "周六、周日 20:00–8:00 的会话都有人回，60 秒内", "Every chat answered Sat, Sun 20:00–8:00, within 60 s",
    ),
    (ReplaceTable(table="chats", file="x.csv", rows="r"), "用 x.csv 代替会话", "x.csv in place of chats"),
    (AddRows(table="refunds", file="x.csv", rows="r"), "在退款上追加 x.csv", "x.csv on top of refunds"),
    (DailyPlan(file="x.csv", rows="r"), "按 x.csv 的每日目标走", "Daily targets of x.csv"),
    (PeersImprove(by=Decimal("0.10")), "同行改善 10%", "Peers improve by 10%"),
    (UseRuleSet(effective=date(2021, 10, 19)), "改用 2021-10-19 版规则", "Rules of 2021-10-19"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "zh", "en"), LINES, ids=[item.kind for item, _, _ in LINES])
def test_a_change_is_one_line_in_either_language(change: Change, zh: str, en: str) -> None:
    assert change_line(change, "zh") == zh
    assert change_line(change, "en") == en


def test_the_scenario_in_two_parts_is_the_same_scenario() -> None:
    changes = (*(item for item, _, _ in LINES[1:]), LEVER)
    stack, sets = parted(changes)
    assert sets == (("delivery_hours", 48.0),)
    assert every_change(stack, sets) == changes
    noted = LEVER.model_copy(update={"note": "x"})
    assert parted([noted, LEVER.switched(on=False)]) == (packed([noted, LEVER.switched(on=False)]), ())


def test_a_lever_waits_comes_back_and_is_forgotten_when_it_moves() -> None:
    rest = LINES[9][0]
    off = switched(packed([rest]), (("delivery_hours", 48.0),), "delivery_hours", on=False)
    assert off == (packed([rest, LEVER.switched(on=False)]), ())
    assert waiting(off[0]) == {"delivery_hours": 48.0}
    assert switched(*off, "delivery_hours", on=True) == (packed([rest]), (("delivery_hours", 48.0),))
    assert moved(*off, "delivery_hours", 40.0) == (packed([rest]), (("delivery_hours", 40.0),))
    assert moved(*off, "delivery_hours", None) == (packed([rest]), ())
    assert switched(*off, "reply_rate", on=True) == off, "another metric's switch moves nothing"


@both_languages
def test_a_metric_the_rules_do_not_look_at_is_said_to_count_for_nothing(language: str) -> None:
    shift, rest = LINES[1][0], LINES[9][0]
    first, second = stack_rows(packed([shift, rest]), {"delivery_hours"}, sample().rules, language)
    assert first.idle == words(language)("scenario.beside")
    assert (second.idle, second.place, second.on, second.outcome) == ("", 1, True, "")
    appeal = LINES[3][0]
    rules = sample("dsr").rules
    assert rules.exclusions is None
    (row,) = stack_rows(packed([appeal]), set(), rules, language)
    assert (row.idle, row.outcome) == (words(language)("scenario.no_exclusions"), "upheld")
    off = packed([LEVER.switched(on=False)])
    assert stack_rows(off, {"delivery_hours"}, rules, language) == [], "its lever shows it"
    assert counting([shift, rest], {"delivery_hours"}) == (rest,)
    assert counting([shift, rest], {"reply_rate"}) == (shift, rest)


@both_languages
def test_a_value_is_asked_for_in_the_unit_it_is_read_in(language: str) -> None:
    points = {"zh": "个百分点", "en": "percentage points"}[language]
    for metric, how, unit in (
        ("reply_rate", "set", "%"), ("reply_rate", "up", points), ("human_reply_seconds", "down", ""),
    ):  # fmt: skip
        unit = unit or fmt.suffix(METRICS[metric].unit, language).strip()
        assert value_label(metric, how, language) == words(language)("scenario.value_in", unit=unit)
    plain = next(name for name, item in METRICS.items() if not fmt.suffix(item.unit, language))
    assert value_label(plain, "set", language) == words(language)("scenario.value")
    shop = sample()
    assert value_of(shop.result, "reply_rate") == pytest.approx(0.9776, abs=1e-4)
    assert value_of(shop.result, "not there") is None


@both_languages
def test_only_metrics_that_change_are_listed_with_their_difference(language: str) -> None:
    t = words(language)
    assert metric_rows(applied_to_the_sample([]).comparison, language) == []
    (row,) = metric_rows(applied_to_the_sample([LEVER]).comparison, language)
    assert row[t("scenario.metric")] == METRICS["delivery_hours"].label[language]
    assert row[t("what_if.scenario")] == fmt.measured(48, METRICS["delivery_hours"].unit, language)
    assert row[t("what_if.difference")].startswith("-")
    assert row[t("scenario.score")] == "4.0 → 5.0"


@both_languages
def test_scenarios_stand_side_by_side_and_lack_what_they_lack(language: str) -> None:
    t, day = words(language), sample().day
    star = Side("a", day, applied_to_the_sample([LEVER]).comparison)
    basic = Side("b", day, applied_to_the_sample([], scheme=BASIC).comparison)
    rows = side_by_side([star, basic], language)
    first, left, right = t("scenario.figure"), f"a · {fmt.day(day)}", f"b · {fmt.day(day)}"
    found = {row[first]: (row[left], row[right]) for row in rows}
    assert found[t("what_if.total")][0] == "3.85 → 4.15"
    assert found[t("what_if.difference")] == ("+0.3", "0")
    assert found[t("scenario.level")][1] == fmt.MISSING, "that scheme has no levels"
    hours = found[METRICS["delivery_hours"].label[language]]
    assert "→" in hours[0]
    assert "→" not in hours[1]
    untouched = METRICS["human_reply_seconds"].label[language]
    assert untouched not in found, "what no scenario touches tells nothing about them"


@both_languages
def test_days_that_no_window_of_the_day_holds_are_said_to_change_nothing(language: str) -> None:
    t, day = words(language), date(2022, 7, 5)

    def idle(first: date, last: date) -> str:
        change = ExcludeDays(first=first, last=last, province="广东")
        (row,) = stack_rows(packed([change]), set(), sample().rules, language, day)
        return row.idle

    said = t("scenario.outside_windows", day="2022-07-05")
    assert idle(date(2022, 4, 11), date(2022, 4, 17)) == said
    assert idle(date(2022, 4, 11), date(2022, 6, 10)) == ""
    assert idle(date(2022, 7, 6), date(2022, 7, 9)) == said
    assert idle(date(2022, 7, 1), date(2022, 7, 9)) == ""


@both_languages
def test_days_outside_the_window_of_the_metric_itself_change_nothing(language: str) -> None:
    t, day = words(language), date(2022, 7, 5)

    def idle(change: Change) -> bool:
        (row,) = stack_rows(packed([change]), {"delivery_hours", "reply_rate"}, sample().rules, language, day)
        assert row.idle in ("", t("scenario.outside_windows", day="2022-07-05"))
        return bool(row.idle)

    def on(metric: str, first: date, last: date) -> Change:
        return SetMetric(metric=metric, value=Decimal("0.5"), first=first, last=last)

    # Delivery looks at T-39 to T-10, the reply rate at T-30 to T-1.
    assert idle(on("delivery_hours", date(2022, 6, 26), date(2022, 7, 5)))
    assert not idle(on("delivery_hours", date(2022, 6, 25), date(2022, 7, 5)))
    assert idle(on("delivery_hours", date(2022, 5, 1), date(2022, 5, 26)))
    assert not idle(on("delivery_hours", date(2022, 5, 1), date(2022, 5, 27)))
    assert idle(on("reply_rate", date(2022, 7, 5), date(2022, 7, 5)))
    assert not idle(on("reply_rate", date(2022, 7, 4), date(2022, 7, 5)))
    assert idle(on("reply_rate", date(2022, 6, 1), date(2022, 6, 4)))
    assert not idle(on("reply_rate", date(2022, 6, 1), date(2022, 6, 5)))


@both_languages
def test_of_a_shop_without_the_rows_a_change_needs_it_is_said_that_there_are_none(language: str) -> None:
    t, day = words(language), date(2022, 7, 5)
    shop = constant_sums(date(2022, 6, 6), 30, {}, {"reply_rate": 0.95})
    shop = replace(
        shop,
        columns={**shop.columns, "paid_orders": np.zeros((1, 30), dtype=np.int64)},
        missing={**shop.missing, "reply_rate": (("chats.asked_at", "chats.replied"),)},
    )

    def idle(change: Change, *others: Change) -> str:
        looked_at = {"delivery_hours", "reply_rate"}
        return stack_rows(packed([change, *others]), looked_at, sample().rules, language, day, shop)[0].idle

    assert idle(ShipEarlier(hours=Decimal(6))) == t("scenario.no_orders")
    assert idle(ExcludeDays(first=day, last=day)) == t("scenario.no_orders")
    assert idle(ShiftMetric(metric="delivery_hours", by=Decimal(-1), first=day, last=day)) == t("scenario.no_figure")
    assert idle(ShipEarlier(hours=Decimal(6)), AddRows(table="orders", rows="abc")) == "", "these may be counted"
    # The platform's figure of a day is that of the day itself, not of a window that ends before.
    assert idle(SetMetric(metric="reply_rate", value=Decimal(1), first=day, last=day)) == ""
    outside = SetMetric(metric="reply_rate", value=Decimal(1), first=date(2022, 7, 1), last=date(2022, 7, 4))
    assert idle(outside) == t("scenario.outside_windows", day="2022-07-05")
    both = date(2022, 6, 10), date(2022, 6, 12)
    measured_then = SetMetric(metric="reply_rate", value=Decimal(1), first=both[0], last=both[1])
    assert idle(measured_then) == t("scenario.outside_windows", day="2022-07-05")
    assert idle(measured_then, AddRows(table="chats", rows="abc")) == "", "with chats its windows look at these days"
