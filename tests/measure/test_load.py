"""The load of an hour of the week: chats, waits, people left without an answer, and agents seen."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.measure.daily_sums import DailySums
from scoring.measure.engine import attached
from scoring.measure.load import HourOfWeek, Load, chat_load
from scoring.store.events import Events

FIRST, LAST = date(2022, 1, 3), date(2022, 1, 16)  # two whole weeks from a Monday on
# Chats of the robot alone on the first and the last day, so that the data covers both weeks.
EDGES = [{"asked_at": f"2022-01-{day} 00:30:00", "automatic_only": "true", "replied": "true", "buyer_id": "edge"}
         for day in ("03", "16")]  # fmt: skip


def load(*chats: Row, first: date = FIRST, last: date = LAST) -> Load:
    numbered = [{"shop_id": "s", "chat_id": f"c{at}", **row} for at, row in enumerate(chats)]
    with attached(events(chats=numbered), ["s"]) as connection:
        return chat_load(connection, "s", first, last)


def at(found: Load, weekday: int, hour: int) -> HourOfWeek:
    (place,) = [place for place in found.hours if (place.weekday, place.hour) == (weekday, hour)]
    return place


def test_chats_of_an_hour_are_averaged_over_the_weeks_and_waits_are_counted_up_to_ten_minutes() -> None:
    chats = [{"asked_at": "2022-01-04 10:15:00", "first_human_reply_seconds": wait, "replied": "true", "buyer_id": wait}
             for wait in ("100", "180", "181", "4000")]  # fmt: skip
    unanswered = {"asked_at": "2022-01-04 10:59:59", "replied": "false", "buyer_id": "x"}
    place = at(load(*EDGES, *chats, unanswered), 2, 10)
    assert (place.days, place.chats, place.mean_chats) == (2, 5, 2.5)
    assert place.wait_seconds == (100 + 180 + 181 + 600 + 600) / 5
    assert place.within_3min == 2 / 5
    assert (place.people, place.unanswered) == (5, 1)


def test_a_chat_of_the_robot_alone_is_no_chat_here_but_its_buyer_did_ask() -> None:
    place = at(load(*EDGES), 1, 0)
    assert (place.chats, place.wait_seconds, place.within_3min) == (0, None, None)
    assert (place.people, place.unanswered) == (1, 0)


def test_a_person_counts_once_a_day_in_the_hour_of_the_first_question() -> None:
    times = ("2022-01-04 09:50:00", "2022-01-04 10:10:00", "2022-01-05 10:00:00")
    found = load(*EDGES, *({"asked_at": time, "buyer_id": "b", "replied": "false"} for time in times))
    asking = {(place.weekday, place.hour): place.unanswered for place in found.hours if place.unanswered}
    assert asking == {(2, 9): 1, (3, 10): 1}
    answered = {"asked_at": "2022-01-04 21:00:00", "buyer_id": "b", "replied": "true"}
    found = load(*EDGES, *({"asked_at": time, "buyer_id": "b", "replied": "false"} for time in times), answered)
    assert sum(place.unanswered for place in found.hours) == 1


def test_an_agent_is_seen_in_the_hour_of_the_reply_and_counted_once_in_it() -> None:
    late = {"asked_at": "2022-01-04 09:58:00", "first_human_reply_seconds": "300", "agent": "小云"}
    again = {"asked_at": "2022-01-04 10:20:00", "first_human_reply_seconds": "5", "agent": "小云"}
    other = {"asked_at": "2022-01-11 10:20:00", "first_human_reply_seconds": "5", "agent": "小雪"}
    third = {"asked_at": "2022-01-11 10:40:00", "first_human_reply_seconds": "5", "agent": "小云"}
    silent = {"asked_at": "2022-01-11 10:40:00", "agent": "小雨"}
    found = load(*EDGES, late, again, other, third, silent)
    assert at(found, 2, 10).agents == (1 + 2) / 2
    assert at(found, 2, 9).agents == 0
    assert {place.agents for place in load(*EDGES, {**late, "agent": None}).hours} == {None}


def test_service_hours_are_from_eight_until_before_twenty_three() -> None:
    found = load(*EDGES)
    assert {place.hour for place in found.hours if place.in_service_hours} == set(range(8, 23))
    assert [(place.weekday, place.hour) for place in found.hours] == [(day, hour) for day in range(1, 8)
                                                                      for hour in range(24)]  # fmt: skip


def test_days_before_the_first_chat_and_after_the_last_do_not_thin_out_the_load() -> None:
    chat = {"asked_at": "2022-01-05 10:00:00", "first_human_reply_seconds": "5"}
    found = load(chat, {**chat, "asked_at": "2022-01-06 10:00:00"}, first=date(2021, 1, 1), last=date(2022, 12, 31))
    assert (found.first, found.last) == (date(2022, 1, 5), date(2022, 1, 6))
    assert {place.weekday for place in found.hours} == {3, 4}
    assert at(found, 3, 10).mean_chats == 1
    assert load(chat, first=date(2021, 1, 1), last=date(2021, 12, 31)).hours == ()
    assert load(chat, first=date(2022, 1, 6)).hours == ()


def test_without_chats_there_are_no_hours_and_another_shop_has_none_of_them() -> None:
    with attached(Events(), ["s"]) as connection:
        assert chat_load(connection, "s", FIRST, LAST) == Load(FIRST, LAST, ())
    with attached(events(chats=[{"shop_id": "t", "chat_id": "c", **EDGES[0]}])) as connection:
        assert chat_load(connection, "s", FIRST, LAST) == Load(FIRST, LAST, ())


START = datetime.fromisoformat("2021-12-31 23:00:00")
CHATS = st.lists(
    st.fixed_dictionaries({
        "asked_at": st.one_of(st.none(), st.integers(0, 20 * 24 * 4)),  # quarters of an hour
        "buyer_id": st.sampled_from([None, "a", "b", "c"]),
        "agent": st.sampled_from([None, "甲", "乙"]),
        "first_human_reply_seconds": st.one_of(st.none(), st.sampled_from([0, 180, 181, 900, 100_000])),
        "replied": st.sampled_from([None, "true", "false"]),
        "automatic_only": st.sampled_from([None, "true", "false"]),
    }),
    max_size=30,
)  # fmt: skip


@settings(max_examples=25)
@given(chats=CHATS)
def test_random_chats_load_the_hours_that_a_plain_count_says(chats: list[dict]) -> None:
    asked = [{**chat, "at": START + timedelta(minutes=15 * chat["asked_at"]), "id": number}
             for number, chat in enumerate(chats) if chat["asked_at"] is not None]  # fmt: skip
    covered = [chat["at"].date() for chat in asked]
    days = [day for day in (FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1))
            if covered and min(covered) <= day <= max(covered)]  # fmt: skip
    people: dict[tuple, list[dict]] = defaultdict(list)
    agents: dict[tuple, set[str]] = defaultdict(set)
    for chat in asked:
        people[chat["at"].date(), chat["buyer_id"] or chat["id"]].append(chat)
        if chat["first_human_reply_seconds"] is not None and chat["agent"]:
            replied = chat["at"] + timedelta(seconds=chat["first_human_reply_seconds"])
            agents[replied.date(), replied.hour].add(chat["agent"])
    named = any(day in days for day, _ in agents)
    expected = []
    for weekday in range(1, 8):
        own = [day for day in days if day.isoweekday() == weekday]
        for hour in range(24) if own else ():
            here = [chat for chat in asked if chat["at"].date() in own and chat["at"].hour == hour]
            human = [chat["first_human_reply_seconds"] for chat in here if chat["automatic_only"] != "true"]
            first = [group for (day, _), group in people.items()
                     if day in own and min(chat["at"] for chat in group).hour == hour]  # fmt: skip
            waits = [600 if wait is None else min(wait, 600) for wait in human]
            quick = sum(wait is not None and wait <= 180 for wait in human)
            expected.append(HourOfWeek(
                weekday, hour, len(own), len(human), pytest.approx(len(human) / len(own)),
                pytest.approx(sum(waits) / len(waits)) if waits else None,
                pytest.approx(quick / len(human)) if human else None,
                len(first), sum(all(chat["replied"] != "true" for chat in group) for group in first),
                pytest.approx(sum(len(agents[day, hour]) for day in own) / len(own)) if named else None,
                8 <= hour < 23,
            ))  # fmt: skip
    rows = [{**chat, "asked_at": None if chat["asked_at"] is None else
             (START + timedelta(minutes=15 * chat["asked_at"])).isoformat(" ")} for chat in chats]  # fmt: skip
    assert list(load(*rows).hours) == expected


def test_the_load_of_the_sample_shop_adds_up_to_its_metrics(sample_events: Events, sample_sums: DailySums) -> None:
    first, last = date(2022, 3, 1), date(2022, 6, 30)
    days = slice((first - sample_sums.first_day).days, (last - sample_sums.first_day).days + 1)
    sums = {name: int(column[0, days].sum()) for name, column in sample_sums.columns.items()}
    with attached(sample_events, list(sample_sums.shops)) as connection:
        hours = chat_load(connection, sample_sums.shops[0], first, last).hours
    counted = [place for place in hours if place.in_service_hours]
    assert sum(place.chats for place in counted) == sums["chats_in_service_hours"] > 0
    assert sum((place.wait_seconds or 0) * place.chats for place in counted) == pytest.approx(sums["human_reply_waits"])
    assert sum((place.within_3min or 0) * place.chats for place in counted) == pytest.approx(
        sums["replied_within_3min"]
    )
    assert sum(place.people for place in hours) == sums["people_asking"]
    assert sum(place.unanswered for place in hours) == sums["people_asking"] - sums["people_answered"]
