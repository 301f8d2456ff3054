"""How many agents each hour of the week needs so that buyers are answered in time, by the Erlang C formula."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from call_center_tools import calc_staffing

from scoring.errors import BadValue
from scoring.figures import Evidence
from scoring.rules.model import RuleSet

_METRIC = "reply_within_3min_rate"
_HIGHEST_SHARE = 0.99  # no number of agents makes it certain


class HourOfWeek(Protocol):
    """What is known of one hour of one weekday (Monday = 1).

    `mean_chats` people need in one such hour, `agents` who replied in one on average; None when nobody is named.
    """

    @property
    def weekday(self) -> int: ...
    @property
    def hour(self) -> int: ...
    @property
    def mean_chats(self) -> float: ...
    @property
    def agents(self) -> float | None: ...
    @property
    def in_service_hours(self) -> bool: ...


class Load(Protocol):
    """The hours of a week, as `chat_load` measures them."""

    @property
    def hours(self) -> Iterable[HourOfWeek]: ...


@dataclass(frozen=True)
class Assumptions:
    """What no export tells and the operator may set.

    A chat keeps one of an agent's places busy for `handling_seconds`, and an agent has `chats_at_once` places.
    `target_share` of the chats (below 1) are to be taken up within `within_seconds`. On average an agent's
    places are busy for `busiest` of the time at most (below 1). Raises `BadValue` for anything else.
    """

    handling_seconds: float = 300
    chats_at_once: int = 3
    target_share: float = 0.9
    within_seconds: float = 180
    busiest: float = 0.85
    evidence: Evidence = Evidence.ASSUMED

    def __post_init__(self) -> None:
        for name in ("handling_seconds", "within_seconds"):
            if not 0 < getattr(self, name) < math.inf:
                raise BadValue(name, str(getattr(self, name)), "a number above 0")
        if not (self.chats_at_once >= 1 and self.chats_at_once % 1 == 0):
            raise BadValue("chats_at_once", str(self.chats_at_once), "a whole number from 1 on")
        for name in ("target_share", "busiest"):
            if not 0 < getattr(self, name) < 1:
                raise BadValue(name, str(getattr(self, name)), "a share above 0 and below 1")


@dataclass(frozen=True)
class Need:
    """The agents one hour of one weekday (Monday = 1) needs for its `mean_chats`, 0 without chats.

    `share` is how many of the chats so many agents take up in time, None without chats. `seen` is how many
    agents replied in such an hour on average, `short` how many more are needed (below zero: fewer); both
    None when the chats name no agents. An agent who was there and had nobody to answer is not seen.
    """

    weekday: int
    hour: int
    mean_chats: float
    needed: int
    share: float | None
    seen: float | None
    short: float | None
    in_service_hours: bool


def staffing(load: Load, assumptions: Assumptions = Assumptions()) -> list[Need]:
    """The agents each hour of the week needs, in the order of the load's hours.

    Chats come by chance at the hour's mean rate and wait until a place is free; nobody gives up. An agent's
    places count as so many servers of the Erlang C formula, and agents are counted in whole.
    """
    return [_need(hour, assumptions) for hour in load.hours]


def best_share(rules: RuleSet) -> float | None:
    """The share of replies within three minutes that earns the rule set's best step; None where it does not score it.

    99 % where the rule set asks for all of them.
    """
    steps = [
        float(step.reach) for item in rules.indicators.values() if item.metric == _METRIC for step in item.curve.points
    ]
    return min(max(steps), _HIGHEST_SHARE) if steps else None


def _need(hour: HourOfWeek, given: Assumptions) -> Need:
    needed, share = _agents(hour.mean_chats, given) if hour.mean_chats else (0, None)
    short = None if hour.agents is None else needed - hour.agents
    return Need(hour.weekday, hour.hour, hour.mean_chats, needed, share, hour.agents, short, hour.in_service_hours)


def _agents(chats: float, given: Assumptions) -> tuple[int, float]:
    """Whole agents, and the share of the chats they take up in time."""
    call = {"aht": given.handling_seconds, "target_answer_time": given.within_seconds, "max_occupancy": given.busiest}
    places = calc_staffing(chats, target_service_level=given.target_share, **call).agents
    agents = math.ceil(places / given.chats_at_once)
    return agents, calc_staffing(chats, agents=agents * given.chats_at_once, **call).service_level
