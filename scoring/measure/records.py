"""The records of a shop that are taken as they are: its annotations, and the platform's of its violations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scoring.measure.engine import attached
from scoring.store.events import Events


def annotations_of(events: Events, shop: str) -> list[tuple[date, str]]:
    """The shop's annotations, oldest first: day and text."""
    with attached(events, [shop]) as connection:
        return connection.sql(
            "select day, text from annotations where day is not null and text is not null order by day, text"
        ).fetchall()


@dataclass(frozen=True)
class Violation:
    """One violation on the shop's record: its kind, its points (None = not given) and its day."""

    kind: str
    points: int | None
    day: date


def violations_of(events: Events, shop: str) -> list[Violation]:
    """The shop's violations that have a kind and a day, oldest first."""
    with attached(events, [shop]) as connection:
        rows = connection.sql(
            "select kind, points, day from violations where kind is not null and day is not null "
            "order by day, kind, violation_id"
        ).fetchall()
    return [Violation(*row) for row in rows]
