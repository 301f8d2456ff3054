"""When buyers ask, and how long they wait: the hours of a week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from scoring.measure.engine import query

SERVICE_HOURS = range(8, 23)
"""The hours in which a chat counts: from 8:00 until before 23:00."""


@dataclass(frozen=True)
class HourOfWeek:
    """One hour of one weekday (Monday = 1), over the `days` such weekdays of the span.

    `chats` is how many were not handled by the robot alone, `mean_chats` how many of them come in one such
    hour. `wait_seconds` is their mean wait (600 at most, 600 without a human reply), `within_3min` the share
    answered by a human within three minutes; both None without chats. `people` is how many first asked in
    this hour of their day, `unanswered` how many of them nobody answered that day. `agents` is how many
    different agents first replied to someone in one such hour, on average; None when the chats name none.
    """

    weekday: int
    hour: int
    days: int
    chats: int
    mean_chats: float
    wait_seconds: float | None
    within_3min: float | None
    people: int
    unanswered: int
    agents: float | None
    in_service_hours: bool


@dataclass(frozen=True)
class Load:
    """The 168 hours of a week, Monday's first hour first, over the days from `first` to `last`.

    The days are those asked for on which the shop's chats have data; an hour of a weekday they do not have
    is left out. Without any there are no hours.
    """

    first: date
    last: date
    hours: tuple[HourOfWeek, ...]


def chat_load(connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date) -> Load:
    """The load of the chats asked from `first` to `last`, for each hour of the week."""
    begin, end = connection.execute(
        "select min(asked_day), max(asked_day) from chats where shop_id = ?", [shop]
    ).fetchall()[0]
    if begin is None or begin > last or end < first:
        return Load(first, last, ())
    first, last = max(first, begin), min(last, end)
    rows = connection.execute(query("chat_load"), {"shop": shop, "first": first, "last": last}).fetchall()
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 6)
    for day, hour, *cells in rows:
        place = sums[day.isoweekday(), hour]
        place[:] = [a + b for a, b in zip(place, cells, strict=True)]
    named = any(place[-1] for place in sums.values())
    span = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    days = {weekday: sum(day.isoweekday() == weekday for day in span) for weekday in range(1, 8)}
    return Load(
        first,
        last,
        tuple(
            _hour(weekday, hour, days[weekday], sums[weekday, hour], named=named)
            for weekday in range(1, 8)
            for hour in range(24)
            if days[weekday]
        ),
    )


def _hour(weekday: int, hour: int, days: int, sums: list[int], *, named: bool) -> HourOfWeek:
    chats, waits, within_3min, people, unanswered, agents = sums
    return HourOfWeek(
        weekday,
        hour,
        days,
        chats,
        chats / days,
        waits / chats if chats else None,
        within_3min / chats if chats else None,
        people,
        unanswered,
        agents / days if named else None,
        hour in SERVICE_HOURS,
    )
