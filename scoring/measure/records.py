"""The records of a shop that are taken as they are, and which days have any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from scoring.intake.provinces import without_end
from scoring.intake.tables import TABLES, Table, day_column
from scoring.measure.attributes import stated_values
from scoring.measure.engine import attached
from scoring.measure.exclusions import Exclusion, records_unknown, rows_touched
from scoring.store.events import Events


@dataclass(frozen=True)
class Annotation:
    """What somebody noted on a day: an own action, a promotion, a disaster."""

    annotation_id: str
    day: date
    text: str


def annotations_of(events: Events, shop: str) -> list[tuple[date, str]]:
    """The shop's annotations, oldest first: day and text."""
    return [(row.day, row.text) for row in annotation_rows(events, shop)]


def annotation_rows(events: Events, shop: str) -> list[Annotation]:
    """The shop's annotations that have a day and a text, oldest first."""
    with attached(events, [shop], ["annotations"]) as connection:
        rows = connection.sql(
            "select annotation_id, day, text from annotations where day is not null and text is not null "
            "order by day, text, annotation_id"
        ).fetchall()
    return [Annotation(*row) for row in rows]


@dataclass(frozen=True)
class Violation:
    """One violation on the shop's record: its kind, its points (None = not given) and its day."""

    kind: str
    points: int | None
    day: date


def violations_of(events: Events, shop: str) -> list[Violation]:
    """The shop's violations that have a kind and a day, oldest first."""
    with attached(events, [shop], ["violations"]) as connection:
        rows = connection.sql(
            "select kind, points, day from violations where kind is not null and day is not null "
            "order by day, kind, violation_id"
        ).fetchall()
    return [Violation(*row) for row in rows]


@dataclass(frozen=True)
class OfficialScore:
    """What the platform showed on a day for an item: `total`, `level`, a dimension or an indicator.

    `score` is None where the platform showed that the item is not assessed.
    """

    day: date
    scheme: str
    item: str
    score: float | None


def official_scores_of(events: Events, shop: str) -> list[OfficialScore]:
    """The scores the platform showed for the shop, oldest first."""
    with attached(events, [shop], ["official_scores"]) as connection:
        rows = connection.sql(
            "select day, scheme, item, score from official_scores where day is not null order by day, scheme, item"
        ).fetchall()
    return [OfficialScore(*row) for row in rows]


def official_scores_in(rows: pa.Table, shop: str) -> list[OfficialScore]:
    """The scores for the shop among the clean rows of a file of official scores, oldest first."""
    found = [
        OfficialScore(row["day"], row["scheme"], row["item"], row["score"])
        for row in rows.select(["shop_id", "day", "scheme", "item", "score"]).to_pylist()
        if row["shop_id"] == shop and row["day"] is not None
    ]
    return sorted(found, key=lambda row: (row.day, row.scheme, row.item))


@dataclass(frozen=True)
class ExclusionRow:
    """One exclusion as it was filed; an empty text or day is an empty cell.

    `rows` is how many rows it names, 0 where it can apply to nothing.
    """

    exclusion_id: str
    table: str
    record_id: str
    metric: str
    province: str
    from_day: date | None
    to_day: date | None
    reason: str
    status: str
    filed_on: date | None
    decided_on: date | None
    rows: int = 0


def exclusions_of(events: Events, shop: str) -> list[ExclusionRow]:
    """The shop's exclusions, the newest first."""
    with attached(events, [shop]) as connection:
        rows = connection.sql(
            """select exclusion_id, coalesce("table", ''), coalesce(record_id, ''), coalesce(metric, ''),
                      coalesce(province, ''), from_day, to_day, coalesce(reason, ''), coalesce(status, 'pending'),
                      filed_on, decided_on
               from exclusions order by filed_on desc nulls last, exclusion_id desc"""
        ).fetchall()
        found = [ExclusionRow(*row) for row in rows]
        return [replace(row, rows=rows_touched(connection, _as_exclusion(row, shop))) for row in found]


def _as_exclusion(row: ExclusionRow, shop: str) -> Exclusion:
    return Exclusion(shop, row.table, row.record_id, row.metric, row.province, row.from_day, row.to_day)


def unknown_records(events: Events, shop: str, table: str, record_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that no record of the shop's table goes by, in their order."""
    with attached(events, [shop], [table]) as connection:
        return tuple(records_unknown(connection, shop, table, record_ids))


def unknown_values(events: Events, shop: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The values of attributes of orders (attribute → value, empty = none) that no order of the shop states.

    A province is told by how it begins: 广东 for 广东省 and for a town in it.
    """
    named = {name: without_end(value) if name == "province" else value for name, value in values.items() if value}
    if not named:
        return ()
    with attached(events, [shop], ["orders"]) as connection:
        stated = {name: stated_values(connection, shop, name) for name in named}
    return tuple(
        values[name]
        for name, value in named.items()
        if not any(
            item.startswith(value) if name == "province" else item == value for item in stated[name]
        )
    )  # fmt: skip


def days_of(events: Events, shop: str) -> dict[str, dict[date, int]]:
    """For each table of the shop that has rows with a day: how many rows each day has."""
    found: dict[str, dict[date, int]] = {}
    with attached(events, [shop]) as connection:
        for table in TABLES.values():
            if table.name in events.tables and (day := _main_day(table)):
                rows = connection.sql(
                    f'select {day}, count(*) from "{table.name}" where {day} is not null group by 1 order by 1'
                ).fetchall()
                if rows:
                    found[table.name] = dict(rows)
    return found


def _main_day(table: Table) -> str:
    """The column with the day a row is looked for under."""
    if table.day_of:
        return day_column(table.day_of[0])
    return "day" if "day" in table.schema.names else ""
