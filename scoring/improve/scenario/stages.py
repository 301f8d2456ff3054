"""Which changes work at which stage, and what those on events are as edits of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa

from scoring.assess.metric_names import metric_names
from scoring.errors import BadValue, RowsGone
from scoring.improve.scenario.bounds import largest
from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    PlannedDay,
    ReplaceTable,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.measure.altered import AddedRows, AnsweredChats, EarlierShipping, Edit, ReplacedTable
from scoring.measure.catalogue import METRICS

Rows = Mapping[str, pa.Table]
"""Kept rows by their fingerprint."""
Appeal = ExcludeRows | ExcludeDays


def switched_on(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that are switched on."""
    return tuple(item for item in changes if item.on)


def on_events(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that are on and need the events measured again; a pending or rejected appeal does not."""
    kinds = ReplaceTable | AddRows | ShipEarlier | AnswerUnanswered
    return tuple(
        item
        for item in switched_on(changes)
        if isinstance(item, kinds) or (isinstance(item, Appeal) and item.outcome == "upheld")
    )


def on_days(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that are on and change daily sums: metrics on certain days, and plans."""
    return tuple(
        item
        for item in switched_on(changes)
        if isinstance(item, DailyPlan) or (isinstance(item, SetMetric | ShiftMetric) and _has_days(item))
    )


def on_the_day(changes: Iterable[Change]) -> tuple[SetMetric | ShiftMetric, ...]:
    """The changes that are on and change a metric's value as a whole."""
    return tuple(
        item for item in switched_on(changes) if isinstance(item, SetMetric | ShiftMetric) and not _has_days(item)
    )


def on_rules(changes: Iterable[Change]) -> tuple[PeersImprove | UseRuleSet, ...]:
    """The changes that are on and change the rule set."""
    return tuple(item for item in switched_on(changes) if isinstance(item, PeersImprove | UseRuleSet))


def edits(changes: Sequence[Change], shop: str, rows: Rows) -> list[Edit]:
    """The changes on events as edits, in their order; raises `RowsGone` where rows they name are not there."""
    found: list[Edit] = []
    for at, item in enumerate(on_events(changes)):
        if isinstance(item, ReplaceTable):
            found.append(ReplacedTable(item.table, kept_rows(item, rows)))
        elif isinstance(item, AddRows):
            found.append(AddedRows(item.table, kept_rows(item, rows)))
        elif isinstance(item, ShipEarlier):
            seconds = int((item.hours * 3600).to_integral_value(ROUND_HALF_UP))
            found.append(EarlierShipping(seconds, item.carrier, item.warehouse, item.first, item.last))
        elif isinstance(item, AnswerUnanswered):
            found.append(AnsweredChats(item.from_hour, item.to_hour, item.weekdays, item.within_seconds))
        elif isinstance(item, Appeal):
            found.append(AddedRows("exclusions", exclusion_rows(item, shop, at)))
    return found


def exclusion_rows(item: Appeal, shop: str, at: int) -> pa.Table:
    """An appeal as rows of the table of exclusions, all upheld; `at` tells those of one scenario apart."""
    of_rows = isinstance(item, ExcludeRows)
    names = item.record_ids if isinstance(item, ExcludeRows) else ("",)
    count = len(names)
    days: tuple[date | None, date | None] = (item.first, item.last) if isinstance(item, ExcludeDays) else (None, None)
    texts = {
        "shop_id": [shop] * count,
        "exclusion_id": [f"scenario:{at}:{place}" for place in range(count)],
        "table": [item.table if isinstance(item, ExcludeRows) else "orders"] * count,
        "record_id": list(names) if of_rows else [None],
        "metric": [item.metric or None] * count,
        "province": [item.province or None if isinstance(item, ExcludeDays) else None] * count,
        "status": ["upheld"] * count,
    }
    return pa.table(
        {name: pa.array(cells, pa.string()) for name, cells in texts.items()}
        | {name: pa.array([day] * count, pa.date32()) for name, day in zip(("from_day", "to_day"), days, strict=True)}
    )


def kept_rows(item: ReplaceTable | AddRows | DailyPlan, rows: Rows) -> pa.Table:
    """The rows a change names; raises `RowsGone` when they are not there (any more)."""
    if item.rows not in rows:
        raise RowsGone(item.file or item.rows)
    return rows[item.rows]


def planned(item: DailyPlan, rows: Rows) -> Iterator[PlannedDay]:
    """The days of a plan: those written out, or those of its rows (columns day, metric, value).

    A metric goes by its id or by its name in either language. Raises `RowsGone`, and `BadValue` for a row that
    cannot be.
    """
    yield from item.plan
    if item.plan:
        return
    table, names = kept_rows(item, rows), metric_names()
    for name in ("day", "metric", "value"):
        if name not in table.column_names:
            raise BadValue("daily_plan", item.file or item.rows, "columns day, metric and value")
    for day, name, value in zip(*(table[name].to_pylist() for name in ("day", "metric", "value")), strict=True):
        if value is None:
            continue
        metric = names.get(name, name)
        number = Decimal(repr(value))
        try:
            yield PlannedDay(day=day, metric=metric, value=number)
        except ValueError:
            limit = f"0 to {largest(metric)}" if metric in METRICS else "0 or more"
            where = f"{item.file or item.rows}, {day}, {metric}"
            raise BadValue(where, str(number), f"a metric of the catalogue with a value of {limit}") from None


def _has_days(item: SetMetric | ShiftMetric) -> bool:
    return item.first is not None or item.last is not None


def has_pending(changes: Iterable[Change]) -> bool:
    """Whether any appeal that is on is still pending."""
    return any(isinstance(item, Appeal) and item.outcome == "pending" for item in switched_on(changes))
