"""Agents needed are the fewest that take up the target share in time, by Erlang C as textbooks print it."""

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import BadValue
from scoring.figures import Evidence
from scoring.improve.staffing import Assumptions, Need, best_share, staffing
from scoring.measure.engine import attached
from scoring.measure.load import HourOfWeek, Load, chat_load
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import Events

# One chat at a time, as on the telephone.
CALLS = Assumptions(handling_seconds=180, chats_at_once=1, target_share=0.8, within_seconds=20, busiest=0.99)


def load(*chats: float, agents: float | None = None) -> Load:
    return Load(date(2022, 1, 3), date(2022, 1, 9),
                tuple(HourOfWeek(1, at, 1, int(mean), mean, None, None, 0, 0, agents, 8 <= at < 23)
                      for at, mean in enumerate(chats)))  # fmt: skip


def need(chats: float, given: Assumptions = CALLS, agents: float | None = None) -> Need:
    return staffing(load(chats, agents=agents), given)[0]


def share_in_time(chats: float, places: int, given: Assumptions) -> float:
    """Erlang C, from its definition: the share that waits no longer than allowed."""
    load = Fraction(chats) * Fraction(given.handling_seconds) / 3600
    if places <= load:
        return 0.0
    queued = load**places / math.factorial(places) * places / (places - load)
    waits = queued / (sum(load**at / math.factorial(at) for at in range(places)) + queued)
    return 1 - float(waits) * math.exp(-float(places - load) * given.within_seconds / given.handling_seconds)


def test_the_worked_example_of_the_textbooks() -> None:
    # 200 calls an hour of three minutes are ten Erlangs; 80 % in 20 seconds takes 14 agents, who reach 88.8 %.
    found = need(200)
    assert found.needed == 14
    assert found.share == pytest.approx(0.888, abs=0.0005)
    assert share_in_time(200, 14, CALLS) == pytest.approx(0.888, abs=0.0005)


@pytest.mark.parametrize(
    ("erlangs", "agents", "waiting"), [(1, 2, 1 / 3), (2, 3, 4 / 9), (5, 6, 0.5875), (10, 12, 0.4494)]
)
def test_chances_to_wait_are_those_of_the_printed_erlang_c_tables(erlangs: int, agents: int, waiting: float) -> None:
    at_once = replace(CALLS, within_seconds=1e-9, target_share=1 - waiting - 0.0002)
    found = need(erlangs * 20, at_once)  # 20 calls of three minutes are an hour
    assert found.needed == agents
    assert found.share == pytest.approx(1 - waiting, abs=0.0001)


ASSUMED = st.builds(
    Assumptions,
    handling_seconds=st.integers(30, 1200),
    chats_at_once=st.integers(1, 6),
    target_share=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]),
    within_seconds=st.sampled_from([20, 180]),
    busiest=st.sampled_from([0.7, 0.85, 0.95]),
)


@given(chats=st.integers(1, 3000).map(lambda weeks: weeks / 10), given_=ASSUMED)
def test_the_agents_are_the_fewest_that_answer_in_time_and_are_not_too_busy(chats: float, given_: Assumptions) -> None:
    found = need(chats, given_)

    def enough(places: int) -> bool:
        busy = chats * given_.handling_seconds / 3600 / places
        return busy <= given_.busiest + 1e-12 and share_in_time(chats, places, given_) >= given_.target_share - 1e-12

    places = next(places for places in range(1, 10_000) if enough(places))
    assert found.needed == math.ceil(places / given_.chats_at_once)
    assert found.share == pytest.approx(share_in_time(chats, found.needed * given_.chats_at_once, given_))
    assert found.share >= given_.target_share


@given(chats=st.integers(1, 3000).map(lambda weeks: weeks / 10), given_=ASSUMED)
def test_more_chats_never_need_fewer_agents_and_more_places_each_never_more(chats: float, given_: Assumptions) -> None:
    needed = need(chats, given_).needed
    assert needed <= need(chats * 1.5, given_).needed
    assert needed >= need(chats, replace(given_, chats_at_once=given_.chats_at_once + 1)).needed


def test_an_hour_without_chats_needs_nobody_and_a_rare_chat_needs_one() -> None:
    assert [(item.needed, item.share) for item in staffing(load(0.0), CALLS)] == [(0, None)]
    assert need(0.01).needed == 1


def test_the_need_is_compared_with_the_agents_seen() -> None:
    assert (need(200, agents=11.5).seen, need(200, agents=11.5).short) == (11.5, 2.5)
    assert need(200, agents=16.0).short == -2.0
    assert (need(200).seen, need(200).short) == (None, None)


def test_what_no_export_tells_is_assumed_and_what_makes_no_sense_is_refused() -> None:
    assert Assumptions().evidence is Evidence.ASSUMED
    for wrong in (
        {"handling_seconds": 0}, {"handling_seconds": math.nan}, {"within_seconds": -1}, {"chats_at_once": 0},
        {"chats_at_once": 1.5}, {"chats_at_once": math.nan}, {"target_share": 1.0}, {"target_share": 0},
        {"busiest": 1.0},
    ):  # fmt: skip
        with pytest.raises(BadValue, match=next(iter(wrong))):
            Assumptions(**wrong)


def rules(name: str, day: date) -> RuleSet:
    return scheme(name).in_force(day)


def test_the_target_is_the_best_step_of_the_rule_set_where_it_has_one() -> None:
    assert best_share(rules("shop_real_experience", date(2026, 4, 1))) == 0.95
    assert best_share(rules("douyin_experience", date(2022, 3, 1))) == 0.9
    assert best_share(rules("tmall_experience_star", date(2022, 3, 1))) is None


def test_the_hours_of_the_sample_shop_are_staffed_one_by_one(sample_events: Events) -> None:
    shop = "示例旗舰店"
    with attached(sample_events, [shop]) as connection:
        week = chat_load(connection, shop, date(2022, 5, 1), date(2022, 6, 30))
    needs = staffing(week)
    assert [(item.weekday, item.hour, item.mean_chats, item.seen) for item in needs] == [
        (item.weekday, item.hour, item.mean_chats, item.agents) for item in week.hours
    ]
    busiest, calmest = (pick(needs, key=lambda item: item.mean_chats) for pick in (max, min))
    assert busiest.needed >= 1
    assert busiest.needed >= calmest.needed
    assert all(item.share is None or item.share >= Assumptions().target_share for item in needs)
