"""When buyers ask and how soon they are answered, and how many agents each hour needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import words
from scoring.figures import Unit
from scoring.improve.staffing import Need
from scoring.measure.load import HourOfWeek, Load

_DAYS = range(1, 8)


@dataclass(frozen=True)
class WeekMap:
    """Hours × weekdays: a figure each for the colour, and a text; `bad` where more of the figure is worse."""

    weekdays: tuple[str, ...]
    hours: tuple[str, ...]
    figures: tuple[tuple[float | None, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    hover: tuple[tuple[str, ...], ...]
    bad: bool
    summary: str


def load_map(load: Load, language: str) -> WeekMap | None:
    """The hours in which anybody asked: chats in one such hour, and the share replied to in time; None without any."""
    t = words(language)
    cells = {(item.weekday, item.hour): item for item in load.hours}
    hours = [hour for hour in range(24) if any(item.chats for item in load.hours if item.hour == hour)]
    if not hours:
        return None
    rows = [[cells.get((day, hour)) for day in _DAYS] for hour in hours]
    busiest = max(load.hours, key=lambda item: item.mean_chats)
    return WeekMap(
        _weekdays(language),
        tuple(f"{hour:02}:00" for hour in hours),
        tuple(tuple(None if cell is None else round(cell.mean_chats, 2) for cell in row) for row in rows),
        tuple(tuple(_share(cell) for cell in row) for row in rows),
        tuple(tuple(_hover(cell, language) for cell in row) for row in rows),
        False,
        t("diagnosis.load_summary", when=when(busiest, language), chats=fmt.amount(busiest.mean_chats)),
    )


def load_rows(load: Load, language: str) -> list[dict[str, str]]:
    """The same as a table, hour by hour: chats, mean wait, share replied to within three minutes, nobody answered."""
    t = words(language)
    return [
        {
            t("diagnosis.when"): when(item, language),
            t("diagnosis.chats_per_hour"): fmt.amount(item.mean_chats),
            t("diagnosis.replied_in_time"): fmt.measured(item.within_3min, Unit.RATIO, language),
            t("diagnosis.mean_wait"): fmt.measured(item.wait_seconds, Unit.SECOND, language),
            t("diagnosis.unanswered_people"): t(
                "diagnosis.count_of_people", part=fmt.whole(item.unanswered), whole=fmt.whole(item.people)
            ),
            t("diagnosis.agents_now"): fmt.amount(item.agents),
        }
        for item in load.hours
        if item.chats or item.people
    ]


def staffing_map(needs: Sequence[Need], language: str) -> WeekMap | None:
    """The hours that count: the agents each needs, and how many of them it lacks; None without any chat in them."""
    rows = _by_hour(needs)
    if not rows:
        return None
    return WeekMap(
        _weekdays(language),
        tuple(f"{hour:02}:00" for hour in rows),
        tuple(tuple(_gap(need) for need in row) for row in rows.values()),
        tuple(tuple(_needed(need, language) for need in row) for row in rows.values()),
        tuple(tuple(_need_hover(need, language) for need in row) for row in rows.values()),
        True,
        words(language)("diagnosis.staffing_summary", sentence=staffing_sentence(needs, language).replace("**", "")),
    )


def staffing_rows(needs: Sequence[Need], language: str) -> list[dict[str, str]]:
    """The same as a table: hours × weekdays."""
    t = words(language)
    return [
        {t("diagnosis.hour"): f"{hour:02}:00"}
        | dict(zip(_weekdays(language), (_needed(need, language) for need in row), strict=True))
        for hour, row in _by_hour(needs).items()
    ]


def staffing_sentence(needs: Sequence[Need], language: str) -> str:
    """The hour that lacks most agents in the hours that count, or the one that needs most where nobody is named."""
    t = words(language)
    counting = [need for need in needs if need.needed and need.in_service_hours]
    if not counting:
        return t("diagnosis.nothing_to_staff")
    known = [need for need in counting if need.short is not None]
    if not known:
        most = max(counting, key=lambda need: need.needed)
        return t("diagnosis.most_needed", when=when(most, language), needed=fmt.whole(most.needed))
    worst = max(known, key=lambda need: need.short or 0.0)
    if (worst.short or 0.0) <= 0:
        return t("diagnosis.enough_agents")
    return t(
        "diagnosis.most_short",
        when=when(worst, language),
        needed=fmt.whole(worst.needed),
        seen=fmt.amount(worst.seen),
        chats=fmt.amount(worst.mean_chats),
    )


def when(item: HourOfWeek | Need, language: str) -> str:
    """An hour of the week in words."""
    return words(language)(
        "diagnosis.hour_of_week",
        weekday=words(language)(f"diagnosis.weekday_{item.weekday}"),
        start=f"{item.hour:02}:00",
        end=f"{item.hour + 1:02}:00",
    )


def _weekdays(language: str) -> tuple[str, ...]:
    return tuple(words(language)(f"diagnosis.weekday_{day}") for day in _DAYS)


def _by_hour(needs: Sequence[Need]) -> dict[int, list[Need | None]]:
    """Hour → its seven weekdays, for the hours that count from the first with a chat to the last."""
    cells = {(need.weekday, need.hour): need for need in needs if need.in_service_hours}
    hours = {hour for (_, hour), need in cells.items() if need.needed}
    return {hour: [cells.get((day, hour)) for day in _DAYS] for hour in sorted(hours)}


def _gap(need: Need | None) -> float | None:
    """How many agents an hour lacks; without names in the chats, how many it needs."""
    if need is None or not need.needed:
        return None
    return float(need.needed) if need.short is None else round(max(need.short, 0.0), 2)


def _share(cell: HourOfWeek | None) -> str:
    if cell is None or cell.within_3min is None or not cell.in_service_hours:
        return ""
    return fmt.weight(round(cell.within_3min, 2))


def _need_hover(need: Need | None, language: str) -> str:
    t = words(language)
    if need is None or not need.needed:
        return t("diagnosis.no_chats")
    return t(
        "diagnosis.need_hover",
        when=when(need, language),
        chats=fmt.amount(need.mean_chats),
        needed=fmt.whole(need.needed),
        seen=fmt.amount(need.seen),
        share=fmt.measured(need.share, Unit.RATIO, language),
    )


def _needed(need: Need | None, language: str) -> str:
    if need is None or not need.needed:
        return fmt.MISSING
    if need.seen is None:
        return fmt.whole(need.needed)
    return words(language)("diagnosis.needed_and_seen", needed=fmt.whole(need.needed), seen=fmt.amount(need.seen))


def _hover(cell: HourOfWeek | None, language: str) -> str:
    t = words(language)
    if cell is None or not cell.chats:
        return t("diagnosis.no_chats")
    return t(
        "diagnosis.load_hover" if cell.in_service_hours else "diagnosis.load_hover_outside",
        when=when(cell, language),
        chats=fmt.amount(cell.mean_chats),
        share=fmt.measured(cell.within_3min, Unit.RATIO, language),
        wait=fmt.measured(cell.wait_seconds, Unit.SECOND, language),
        unanswered=fmt.whole(cell.unanswered),
    )
