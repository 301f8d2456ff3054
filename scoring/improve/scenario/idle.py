"""Changes of a scenario that count for nothing, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scoring.improve.scenario.days import of_platform
from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    ReplaceTable,
    Scenario,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
)
from scoring.measure.altered import Events
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import unknown_records, unknown_values
from scoring.rules.model import RuleSet

Idle = Literal["", "beside", "no_exclusions", "outside_windows", "no_figure", "no_orders", "no_chats", "unknown_names"]


@dataclass(frozen=True)
class IdleChange:
    """A change that counts for nothing: its place, why, and what it names that the shop does not have.

    Of several records only some may be unknown; the others count.
    """

    place: int
    change: Change
    why: Idle
    names: tuple[str, ...]

    @property
    def counting(self) -> int:
        """How many of the records it names count all the same."""
        if self.why == "unknown_names" and isinstance(self.change, ExcludeRows):
            return len(self.change.record_ids) - len(self.names)
        return 0


def is_beside(item: Change, looked_at: Collection[str]) -> bool:
    """Whether a change is of a metric that no rule set of the scenario looks at."""
    return isinstance(item, SetMetric | ShiftMetric) and item.metric not in looked_at


def idle(
    item: Change,
    looked_at: Collection[str],
    rules: RuleSet,
    day: date | None,
    sums: DailySums | None = None,
    changes: Collection[Change] = (),
) -> Idle:
    """Why a change counts for nothing, as far as the change itself tells; empty where it may count.

    `beside`: its metric is not looked at; `no_exclusions`: the rule set takes nothing out on appeal;
    `outside_windows`: its days lie in no window that ends on `day`. With the shop's daily `sums` before any change
    also `no_figure`: there is none to shift or to replace on single days; `no_orders`, `no_chats`: there are none to
    count anew. These are not looked for where one of the `changes` beside it replaces or adds rows.
    """
    if is_beside(item, looked_at):
        return "beside"
    if isinstance(item, ExcludeRows | ExcludeDays) and rules.exclusions is None:
        return "no_exclusions"
    if isinstance(item, DailyPlan) and item.plan and day is not None:
        # A plan counts where one of its days would by itself.
        alone = [SetMetric(metric=one.metric, value=one.value, first=one.day, last=one.day) for one in item.plan]
        kinds = [idle(one, looked_at, rules, day, sums, changes) for one in alone]
        return "" if "" in kinds else kinds[-1]
    if any(one.on and isinstance(one, ReplaceTable | AddRows) for one in changes):
        sums = None
    if sums is not None and (lacking := _lacking(item, sums)):
        return lacking
    if day is not None and isinstance(item, SetMetric | ShiftMetric | ExcludeDays | ShipEarlier):
        first, last = days_looked_at(item, rules, day, sums)
        if (item.last is not None and item.last < first) or (item.first is not None and item.first > last):
            return "outside_windows"
    return ""


def _lacking(item: Change, sums: DailySums) -> Idle:
    """What the one shop of the sums has none of, and the change needs."""
    if isinstance(item, ShipEarlier | ExcludeDays) and not sums.columns["paid_orders"][0].any():
        return "no_orders"
    if isinstance(item, AnswerUnanswered) and any(sums.missing["reply_rate"][0]):
        return "no_chats"
    of_days = isinstance(item, ShiftMetric) or (isinstance(item, SetMetric) and (item.first or item.last))
    if of_days and isinstance(item, SetMetric | ShiftMetric) and of_platform(sums, item.metric):
        return "" if item.metric in sums.platform else "no_figure"
    return ""


def days_looked_at(item: Change, rules: RuleSet, day: date, sums: DailySums | None = None) -> tuple[date, date]:
    """The first and last day that the windows of the metrics a change moves look at.

    Orders are counted on the day they are paid or later: for what goes by pay days the windows reach back as far
    as any does. Of a metric that the platform's own figures stand in for, by the shop's `sums`, it is one day's.
    """
    if isinstance(item, SetMetric | ShiftMetric) and sums is not None and of_platform(sums, item.metric):
        lags = [row.window.lag for row in rules.indicators.values() if row.metric == item.metric]
        used = day - timedelta(days=max(lags, default=0) if METRICS[item.metric].from_platform else 0)
        return used, used
    every = [(row.metric, row.window.days, row.window.lag) for row in rules.indicators.values()]
    every += [(name, row.days, lag) for row in rules.long_windows for name in row.metrics
              for metric, _, lag in every if metric == name]  # fmt: skip
    moved = every
    if isinstance(item, SetMetric | ShiftMetric):
        moved = [one for one in every if one[0] == item.metric]
    elif isinstance(item, ExcludeDays) and rules.exclusions is not None:
        moved = [one for one in every if one[0] in rules.exclusions.metrics and item.metric in ("", one[0])]
    farthest = moved if isinstance(item, SetMetric | ShiftMetric) else every
    back = max((days + lag for _, days, lag in farthest), default=0)
    return day - timedelta(days=back - 1), day - timedelta(days=min((lag for _, _, lag in moved), default=0))


def _unknown(events: Events, shop: str, item: Change) -> tuple[str, ...]:
    """What a change names that no row of the shop has: records, a carrier, a warehouse, a province."""
    if isinstance(item, ExcludeRows):
        return unknown_records(events, shop, item.table, item.record_ids)
    if isinstance(item, ShipEarlier):
        return unknown_values(events, shop, {"carrier": item.carrier, "warehouse": item.warehouse})
    return unknown_values(events, shop, {"province": item.province}) if isinstance(item, ExcludeDays) else ()


def idle_changes(
    scenario: Scenario, events: Events, looked_at: Collection[str], rules: RuleSet, day: date, sums: DailySums
) -> Iterator[IdleChange]:
    """The changes that are on and count for nothing; names are looked for in the events before any change.

    Where rows are added or replaced, what a change names may be among these and is not looked for.
    """
    own_rows = any(item.on and isinstance(item, ReplaceTable | AddRows) for item in scenario.changes)
    for place, item in enumerate(scenario.changes):
        if not item.on:
            continue
        names = () if own_rows else _unknown(events, scenario.shop, item)
        why: Idle = idle(item, looked_at, rules, day, sums, scenario.changes) or ("unknown_names" if names else "")
        if why:
            yield IdleChange(place, item, why, names)
