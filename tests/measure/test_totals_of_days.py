"""The platform's totals of a day stand in where a day has no chats, and windows add them up before they divide."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.measure.engine import attached, integers
from scoring.measure.panel import panel
from scoring.store.delta import Store

FIRST = date(2022, 1, 1)
RECEPTION = "日期,咨询人数,接待人数,未回复人数,旺旺回复率\n2022-01-01,10,9,1,90.00%\n2022-01-02,1000,500,500,50.00%\n"
EVALUATION = (
    "日期,接待人数,总-发出,总-收到,总-很满意,总-满意,总-一般,总-不满,总-很不满\n"
    "2022-01-01,9,5,2,1,1,0,0,0\n2022-01-02,500,300,200,20,30,50,50,50\n"
)


def asking(day: int, people: object, unanswered: object, agent: str = "", shop: str = "s") -> Row:
    return {"shop_id": shop, "day": f"2022-01-{day:02}", "agent": agent,
            "people_asking": people, "people_unanswered": unanswered}  # fmt: skip


def rated(day: int, received: object, very: object, satisfied: object, agent: str = "") -> Row:
    return {"shop_id": "s", "day": f"2022-01-{day:02}", "agent": agent, "ratings_received": received,
            "very_satisfied": very, "satisfied": satisfied}  # fmt: skip


def chat(name: str, day: int, satisfaction: int | None = None, *, replied: bool = True, shop: str = "s") -> Row:
    return {"shop_id": shop, "chat_id": name, "asked_at": f"2022-01-{day:02} 10:00:00", "replied": replied,
            "satisfaction": satisfaction}  # fmt: skip


def by_day(metric: str, sums: DailySums, shop: str = "s") -> dict[int, tuple[int, int]]:
    """Day of January → numerator and denominator, of the days that have any."""
    item, at = METRICS[metric], sums.shops.index(shop)
    found = zip(sums.columns[item.numerator][at], sums.columns[item.denominator][at], strict=True)
    days = {(sums.first_day + timedelta(days=index)).day: (int(a), int(b)) for index, (a, b) in enumerate(found)}
    return {day: pair for day, pair in days.items() if any(pair)}


def value(metric: str, sums: DailySums, days: int, last: date) -> float:
    return float(panel(sums, {metric: (days, 0)}, last, last).metrics[metric].value[0, 0])


def test_totals_stand_in_on_days_without_chats_only() -> None:
    totals = [asking(1, 10, 1), asking(2, 20, 2), asking(3, 30, 3)]
    sums = daily_sums(events(chats=[chat("a", 2), chat("b", 2, replied=False)], reception_totals=totals))
    assert by_day("reply_rate", sums) == {1: (9, 10), 2: (1, 2), 3: (27, 30)}


def test_ratings_in_totals_stand_in_on_days_without_a_rated_chat_only() -> None:
    totals = [rated(1, 10, 5, 3), rated(2, 10, 5, 3), rated(3, 10, 5, 3)]
    sums = daily_sums(events(chats=[chat("a", 2, 5), chat("b", 2, 2), chat("c", 3)], satisfaction_totals=totals))
    assert by_day("chat_satisfaction_rate", sums) == {1: (8, 10), 2: (1, 2), 3: (8, 10)}


def test_a_day_stands_once_in_a_family_even_where_its_chats_are_not_rated() -> None:
    # Of two rows of one day the daily sums would take whichever comes last.
    totals = {"reception_totals": [asking(1, 10, 1)], "satisfaction_totals": [rated(1, 10, 5, 3)]}
    with attached(events(chats=[chat("a", 1)], **totals)) as connection:
        for family in ("replies", "satisfaction"):
            rows = [(row["shop_id"], row["day"]) for row in integers(connection, family).to_pylist()]
            assert rows == [("s", FIRST)], family


def test_an_upheld_exclusion_of_the_only_chat_of_a_day_does_not_bring_the_totals_in() -> None:
    # The totals hold the excluded chat as well, and the shop measures by its chats on that day.
    upheld = [{"shop_id": "s", "exclusion_id": "x", "table": "chats", "record_id": "a", "status": "upheld"}]
    chats = [chat("a", 1, 1, replied=False), chat("b", 2, 5)]
    sums = daily_sums(events(chats=chats, exclusions=upheld, reception_totals=[asking(1, 100, 50)]))
    assert sums.excluded["reply_rate"]["people_asking"].tolist() == [[0, 1]]


@pytest.mark.parametrize("chats", [[], [chat("a", 5, 4)]], ids=["without chats", "beside chats of another day"])
def test_the_rows_of_single_agents_never_count(chats: list[Row]) -> None:
    sums = daily_sums(
        events(
            chats=chats,
            reception_totals=[
                asking(1, 10, 1),
                asking(1, 6, 1, "店:甲"),
                asking(1, 4, 0, "店:乙"),
                asking(2, 6, 1, "店:甲"),
            ],
            satisfaction_totals=[rated(1, 10, 5, 3), rated(1, 6, 3, 2, "店:甲"), rated(2, 6, 3, 2, "店:甲")],
        )
    )
    there = {5: (1, 1)} if chats else {}
    assert by_day("reply_rate", sums) == {1: (9, 10), **there}
    assert by_day("chat_satisfaction_rate", sums) == {1: (8, 10), **there}


def test_totals_that_contradict_themselves_or_lack_a_count_are_left_out() -> None:
    sums = daily_sums(
        events(
            reception_totals=[asking(1, 10, 11), asking(2, 10, None), asking(3, None, 1), asking(4, 10, 10)],
            satisfaction_totals=[rated(1, 3, 2, 2), rated(2, 3, None, 2), rated(3, 3, 2, None), rated(4, 3, 0, 0)],
        )
    )
    assert by_day("reply_rate", sums) == {4: (0, 10)}
    assert by_day("chat_satisfaction_rate", sums) == {4: (0, 3)}


def test_a_rate_over_several_days_is_the_sum_of_people_never_a_mean_of_percentages(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    for name, text in (("接待.csv", RECEPTION), ("评价.csv", EVALUATION)):
        store.import_file(io.BytesIO(text.encode()), name, shop="s")
    sums = daily_sums(store.events())
    assert value("reply_rate", sums, 2, date(2022, 1, 2)) == 509 / 1010  # the mean of 90 % and 50 % is 70 %
    assert value("reply_rate", sums, 1, date(2022, 1, 1)) == 9 / 10
    assert value("chat_satisfaction_rate", sums, 2, date(2022, 1, 2)) == 52 / 202  # the mean is 62.5 %


def test_totals_and_chats_in_one_window_are_added() -> None:
    sums = daily_sums(
        events(chats=[chat(str(at), 2, replied=at < 3) for at in range(4)], reception_totals=[asking(1, 100, 50)])
    )
    assert value("reply_rate", sums, 30, date(2022, 1, 2)) == 53 / 104


def test_metrics_are_measurable_from_totals_alone_and_what_needs_single_chats_says_so() -> None:
    sums = daily_sums(events(reception_totals=[asking(1, 10, 1)], satisfaction_totals=[rated(1, 10, 5, 3)]))
    assert sums.missing["reply_rate"] == sums.missing["chat_satisfaction_rate"] == ((),)
    lacking = (("chats.asked_at", "chats.first_human_reply_seconds"),)
    assert sums.missing["human_reply_seconds"] == sums.missing["reply_within_3min_rate"] == lacking


def test_without_chats_and_totals_what_is_lacking_is_said_by_name() -> None:
    paid = [{"shop_id": "s", "order_id": "1", "paid_at": "2022-01-01 10:00:00"}]
    sums = daily_sums(events(orders=paid))
    assert sums.missing["reply_rate"] == (("chats.asked_at", "chats.replied"),)
    assert sums.missing["chat_satisfaction_rate"] == (("chats.asked_at", "chats.satisfaction"),)
    half = daily_sums(events(orders=paid, reception_totals=[asking(1, 10, None)]))
    assert half.missing["reply_rate"] == (("chats.replied",),)


def test_one_shop_has_totals_and_another_has_chats() -> None:
    sums = daily_sums(
        events(chats=[chat("a", 1, shop="t")], reception_totals=[asking(1, 10, 1), asking(1, 8, 0, shop="u")])
    )
    assert sums.shops == ("s", "t", "u")
    assert [by_day("reply_rate", sums, shop) for shop in "stu"] == [{1: (9, 10)}, {1: (1, 1)}, {1: (8, 8)}]
    assert sums.missing["reply_rate"] == ((), (), ())
    assert sums.missing["chat_satisfaction_rate"][0] == ("chats.asked_at", "chats.satisfaction")


DAYS = st.integers(1, 9)
CHATS = st.lists(st.tuples(DAYS, st.booleans(), st.sampled_from([None, None, 1, 3, 4, 5])), max_size=8)
RECEPTIONS = st.dictionaries(st.tuples(DAYS, st.sampled_from(["", "", "店:甲"])), st.tuples(*[st.integers(0, 6)] * 2))
RATINGS = st.dictionaries(st.tuples(DAYS, st.sampled_from(["", "", "店:甲"])), st.tuples(*[st.integers(0, 6)] * 3))


@settings(max_examples=25)
@given(CHATS, RECEPTIONS, RATINGS)
def test_random_chats_and_totals_against_a_count_by_hand(
    chats: Sequence[tuple[int, bool, int | None]],
    reception: dict[tuple[int, str], tuple[int, int]],
    ratings: dict[tuple[int, str], tuple[int, int, int]],
) -> None:
    rows = [chat(str(at), day, score, replied=replied) for at, (day, replied, score) in enumerate(chats)]
    sums = daily_sums(
        events(
            chats=rows,
            reception_totals=[asking(day, *counts, agent) for (day, agent), counts in reception.items()],
            satisfaction_totals=[rated(day, *counts, agent) for (day, agent), counts in ratings.items()],
        )
    )
    replies: dict[int, tuple[int, int]] = {}
    satisfied: dict[int, tuple[int, int]] = {}
    for day in range(1, 10):
        mine = [(replied, score) for at, replied, score in chats if at == day]
        scores = [score for _, score in mine if score is not None]
        people, unanswered = reception.get((day, ""), (0, 1))
        if mine:
            replies[day] = sum(replied for replied, _ in mine), len(mine)
        elif people >= unanswered:
            replies[day] = people - unanswered, people
        received, very, content = ratings.get((day, ""), (0, 1, 1))
        if scores:
            satisfied[day] = sum(score >= 4 for score in scores), len(scores)
        elif received >= very + content:
            satisfied[day] = very + content, received
    if not sums.shops:
        assert not any(map(any, [*replies.values(), *satisfied.values()]))
        return
    for metric, wanted in (("reply_rate", replies), ("chat_satisfaction_rate", satisfied)):
        assert by_day(metric, sums) == {day: pair for day, pair in wanted.items() if any(pair)}, metric
