"""How many days of a metric's window the data covers: "28 of 30 days"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Integers
from scoring.measure.metric import Metric
from scoring.measure.panel import Window

# The column of the daily sums that tells whether a day has rows of a table.
_ROWS = {
    "orders": "paid_orders",
    "reviews": "description_all_ratings",
    "refunds": "refund_requests",
    "disputes": "opened_cases",
    "chats": "people_asking",
    "service_tasks": "service_tasks_due",
    "satisfaction_totals": "satisfaction_ratings",
    "reception_totals": "people_asking",
}
_USUALLY = 0.7  # a table with rows on fewer of its days has rows only when something happens
# Of these a day without rows says little, unless there are many a day: so few come by chance once in twenty days.
_BY_CHANCE = frozenset(
    {
        "refunds", "reviews", "disputes", "service_tasks", "violations", "exclusions", "annotations",
        "satisfaction_totals",
    }
)  # fmt: skip
_MANY = 3


@dataclass(frozen=True)
class Coverage:
    """Of the `days` of a window, `known` have data; 0 of `days` means none of it was ever taken in."""

    known: int
    days: int


def coverage(sums: DailySums, shop: int, metric: Metric, window: Window, day: date) -> Coverage | None:
    """How much of the window that ends `lag` days before `day` the shop's data covers.

    A day counts as known when every table the metric needs has rows on it; for tables whose rows come
    only now and then, when it lies between the shop's first and newest day. None for a metric that only
    the platform gives, and for one no table of which is there.
    """
    if metric.from_platform:
        return None
    tables = {table for need in metric.needs if (table := _table_of(need, sums, shop))}
    if not tables:
        return None
    days, lag = window
    last = (day - sums.first_day).days - lag
    asked = np.arange(last - days + 1, last + 1)
    newest = (sums.last_day[shop] - sums.first_day).days
    inside = asked[(asked >= 0) & (asked <= newest)]
    known = np.ones(len(inside), dtype=bool)
    for table in tables:
        rows = sums.columns[_ROWS[table]][shop, : newest + 1]
        known &= (rows[inside] > 0) if _is_usual(rows, table) else inside >= _first(rows)
    return Coverage(int(known.sum()), days)


def coverages(sums: DailySums, shop: int, windows: Mapping[str, Window], day: date) -> dict[str, Coverage]:
    """Metric → how much of its window is covered; what tells no days is left out."""
    found = {name: coverage(sums, shop, METRICS[name], window, day) for name, window in windows.items()}
    return {name: item for name, item in found.items() if item is not None}


def _table_of(need: str, sums: DailySums, shop: int) -> str:
    """The table that serves a need, the one with rows where it names several; empty where none tells its days."""
    found = [table for column in need.split("|") if (table := column.split(".")[0]) in _ROWS]
    filled = [table for table in found if sums.columns[_ROWS[table]][shop].any()]
    return next(iter([*filled, *found]), "")


def _first(rows: Integers) -> int:
    return int((rows > 0).argmax()) if rows.any() else len(rows)


def comes_daily(table: str, rows: int, days: int, span: int) -> bool:
    """Whether a day without rows of the table is a gap: `rows` on `days` of the `span` from its first to its last."""
    return days >= _USUALLY * span and (table not in _BY_CHANCE or rows >= _MANY * span)


def _is_usual(rows: Integers, table: str) -> bool:
    days = np.flatnonzero(rows)
    return not len(days) or comes_daily(table, int(rows.sum()), len(days), int(days[-1] - days[0]) + 1)
