"""Changes of a scenario that count for nothing, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Literal

from scoring.improve.scenario.model import (
    Change,
    ExcludeDays,
    ExcludeRows,
    Scenario,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
)
from scoring.improve.what_if import Comparison
from scoring.rules.model import RuleSet

Idle = Literal["", "beside", "no_exclusions", "outside_windows"]


def is_beside(item: Change, looked_at: Collection[str]) -> bool:
    """Whether a change is of a metric that no rule set of the scenario looks at."""
    return isinstance(item, SetMetric | ShiftMetric) and item.metric not in looked_at


def idle(item: Change, looked_at: Collection[str], rules: RuleSet, day: date | None) -> Idle:
    """Why a change counts for nothing, as far as the change itself tells; empty where it may count.

    `beside`: its metric is not looked at; `no_exclusions`: the rule set takes nothing out on appeal;
    `outside_windows`: its days lie in no window that ends on `day`.
    """
    if is_beside(item, looked_at):
        return "beside"
    if isinstance(item, ExcludeRows | ExcludeDays) and rules.exclusions is None:
        return "no_exclusions"
    if day is not None and isinstance(item, SetMetric | ShiftMetric | ExcludeDays | ShipEarlier):
        longest = max((row.window.days + row.window.lag for row in rules.indicators.values()), default=0)
        over = item.last is not None and item.last < day - timedelta(days=longest)
        if over or (item.first is not None and item.first > day):
            return "outside_windows"
    return ""


def without_effect(
    scenario: Scenario, whole: Comparison, result_of: Callable[[Scenario], Comparison]
) -> Iterator[tuple[int, Change]]:
    """The changes, each with its place, without which every figure of the scenario is the same.

    `whole` is what the scenario comes to, `result_of` gives that of another one. What is switched off,
    still pending or not upheld is passed over: it is not meant to count.
    """
    for place, item in enumerate(scenario.changes):
        if not item.on or (isinstance(item, ExcludeRows | ExcludeDays) and item.outcome != "upheld"):
            continue
        others = (*scenario.changes[:place], *scenario.changes[place + 1 :])
        if result_of(scenario.model_copy(update={"changes": others})).scenario == whole.scenario:
            yield place, item
