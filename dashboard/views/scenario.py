"""A scenario as a person reads it: one line per change, and what its changes make of the metrics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import words
from scoring.assess.results import Assessment
from scoring.figures import Unit
from scoring.improve.scenario.address import packed, unpacked
from scoring.improve.scenario.idle import Idle, idle, is_beside
from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    ReplaceTable,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.improve.what_if import Comparison
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.rules.model import RuleSet

Sets = tuple[tuple[str, float], ...]
_EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class StackRow:
    """One change of the stack: its place, what it does in words, whether it is on.

    `outcome` is that of an appeal, else empty. `idle` says why it counts for nothing though it is on.
    """

    place: int
    text: str
    on: bool
    outcome: str = ""
    idle: str = ""


def every_change(stack: str, sets: Sets) -> tuple[Change, ...]:
    """The whole scenario: the changes of the stack, then the metrics that were moved."""
    return (*unpacked(stack), *(SetMetric(metric=name, value=Decimal(repr(value))) for name, value in sets))


def parted(changes: Iterable[Change]) -> tuple[str, Sets]:
    """The way back: the stack, and the metrics a lever can show."""
    stack: list[Change] = []
    sets: dict[str, float] = {}
    for item in changes:
        if (name := lever_of(item)) and item.on and isinstance(item, SetMetric):
            sets[name] = float(item.value)
        else:
            stack.append(item)
    return packed(stack), tuple(sorted(sets.items()))


def lever_of(item: Change) -> str:
    """The metric whose lever shows the change; empty for one that no lever can show."""
    whole = isinstance(item, SetMetric) and item.first is None and item.last is None and not item.note
    return item.metric if whole and isinstance(item, SetMetric) else ""


def waiting(stack: str) -> dict[str, float]:
    """The metrics whose lever was moved and switched off, with the value that waits."""
    return {
        name: float(item.value) for item in unpacked(stack) if (name := lever_of(item)) and isinstance(item, SetMetric)
    }


def switched(stack: str, sets: Sets, metric: str, *, on: bool) -> tuple[str, Sets]:
    """The scenario with a lever's change switched on or off: off it waits in the stack."""
    changes = every_change(stack, sets)
    return parted(item.switched(on) if lever_of(item) == metric else item for item in changes)


def moved(stack: str, sets: Sets, metric: str, value: float | None) -> tuple[str, Sets]:
    """The scenario with a lever at a value, or back where it was; what waited for it is forgotten."""
    left = [item for item in every_change(stack, sets) if lever_of(item) != metric]
    if value is not None:
        left.append(SetMetric(metric=metric, value=Decimal(repr(value))))
    return parted(left)


def counting(changes: Iterable[Change], looked_at: Collection[str]) -> tuple[Change, ...]:
    """The changes without those of metrics that the rule set does not look at."""
    return tuple(item for item in changes if not is_beside(item, looked_at))


def stack_rows(
    stack: str,
    looked_at: Collection[str],
    rules: RuleSet,
    language: str,
    day: date | None = None,
    sums: DailySums | None = None,
) -> list[StackRow]:
    """The changes of the stack that no lever shows, in their order, as seen on `day` with the shop's daily sums."""
    changes = unpacked(stack)
    return [
        StackRow(
            place, change_line(item, language), item.on,
            item.outcome if isinstance(item, ExcludeRows | ExcludeDays) else "",
            _why_idle(idle(item, looked_at, rules, day, sums, changes), language, day),
        )
        for place, item in enumerate(changes)
        if lever_of(item) not in looked_at
    ]  # fmt: skip


def _why_idle(why: Idle, language: str, day: date | None) -> str:
    """Why a change counts for nothing; empty where it counts."""
    t = words(language)
    texts = {
        "beside": t("scenario.beside"),
        "no_exclusions": t("scenario.no_exclusions"),
        "outside_windows": t("scenario.outside_windows", day=fmt.day(day) if day else fmt.MISSING),
        "no_figure": t("scenario.no_figure"),
        "no_orders": t("scenario.no_orders"),
        "no_chats": t("scenario.no_chats"),
    }
    return texts.get(why, "")


def change_line(item: Change, language: str) -> str:
    """One change in one line."""
    t = words(language)
    if isinstance(item, SetMetric | ShiftMetric):
        return _metric_line(item, language)
    if isinstance(item, ExcludeRows):
        names = t("board.list").join(item.record_ids[:3]) + (" …" if len(item.record_ids) > 3 else "")
        table, count = t(f"data.tables.{item.table}"), fmt.whole(len(item.record_ids))
        line = t("scenario.exclude_rows", count=count, table=table, names=names)
        return line + _appeal(item, language)
    if isinstance(item, ExcludeDays):
        where = item.province or t("scenario.everywhere")
        line = t("scenario.exclude_days", first=fmt.day(item.first), last=fmt.day(item.last), province=where)
        return line + _appeal(item, language)
    if isinstance(item, ShipEarlier):
        where = [item.carrier, item.warehouse, _days(item.first, item.last, language)]
        return t("scenario.ship_earlier", hours=_plain(item.hours)) + _among(where, language)
    if isinstance(item, AnswerUnanswered):
        days = t("scenario.every_day") if item.weekdays == _EVERY_DAY else weekdays(item.weekdays, language)
        hours = {"start": f"{item.from_hour}:00", "end": f"{item.to_hour}:00"}
        return t("scenario.answer", days=days, seconds=item.within_seconds, **hours)
    if isinstance(item, ReplaceTable | AddRows):
        key = "scenario.replace" if isinstance(item, ReplaceTable) else "scenario.add_rows"
        return t(key, file=item.file or item.rows, table=t(f"data.tables.{item.table}"))
    if isinstance(item, DailyPlan):
        return t("scenario.plan", file=item.file or str(len(item.plan)))
    if isinstance(item, PeersImprove):
        return t("scenario.peers", share=_plain(item.by * 100))
    return _rules_line(item, language)


def _metric_line(item: SetMetric | ShiftMetric, language: str) -> str:
    t, metric = words(language), METRICS[item.metric]
    if isinstance(item, SetMetric):
        line = t("scenario.set", metric=metric.label[language], value=fmt.measured(item.value, metric.unit, language))
    else:
        by = fmt.distance(abs(float(item.by)), metric.unit, language)
        line = t("scenario.up" if item.by >= 0 else "scenario.down", metric=metric.label[language], by=by)
    return line + _among([_days(item.first, item.last, language)], language)


def _rules_line(item: UseRuleSet, language: str) -> str:
    t = words(language)
    return t("scenario.rules", day=fmt.day(item.effective) if item.effective else item.scheme)


def _appeal(item: ExcludeRows | ExcludeDays, language: str) -> str:
    said = _among([METRICS[item.metric].label[language] if item.metric else ""], language)
    if item.outcome == "pending" and item.chance is not None:
        said += words(language)("scenario.chance_is", chance=fmt.chance(float(item.chance)))
    return said


def _among(parts: Sequence[str], language: str) -> str:
    t, said = words(language), [part for part in parts if part]
    return t("scenario.among", what=t("board.list").join(said)) if said else ""


def _days(first: date | None, last: date | None, language: str) -> str:
    if first is None and last is None:
        return ""
    t = words(language)
    return t("scenario.days", first=fmt.day(first), last=fmt.day(last))


def weekdays(numbers: Sequence[int], language: str) -> str:
    """Weekdays by name, Monday = 1."""
    t = words(language)
    return t("board.list").join(t(f"weekday.day_{number}") for number in numbers)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_of(result: Assessment, metric: str) -> float | None:
    """Where a metric stands, in its own unit; None where there is no data."""
    return next((item.value for item in result.indicators.values() if item.metric == metric), None)


def value_label(metric: str, how: str, language: str) -> str:
    """What is asked for when a metric is `set`, or moved `up` or `down`: with the unit it is typed in."""
    t, unit = words(language), METRICS[metric].unit
    ends = t("scenario.percentage_points") if unit is Unit.RATIO and how != "set" else fmt.suffix(unit, language)
    return t("scenario.value_in", unit=ends.strip()) if ends else t("scenario.value")


def metric_rows(comparison: Comparison, language: str) -> list[dict[str, str]]:
    """The metrics that the scenario changes: before, after, difference."""
    t, found = words(language), []
    for change in comparison.metrics:
        if change.before == change.after:
            continue
        metric = METRICS[comparison.measured[change.id]]
        moved = fmt.MISSING if change.difference is None else _moved(change.difference, metric.unit, language)
        sides = [side.indicators.get(change.id) for side in (comparison.baseline, comparison.scenario)]
        found.append(
            {
                t("scenario.metric"): metric.label[language],
                t("what_if.baseline"): fmt.measured(change.before, metric.unit, language),
                t("what_if.scenario"): fmt.measured(change.after, metric.unit, language),
                t("what_if.difference"): moved,
                t("scenario.score"): " → ".join(fmt.points(item.score if item else None) for item in sides),
                t("scenario.sample"): " → ".join(fmt.whole(item.sample) if item else fmt.MISSING for item in sides),
            }
        )
    return found


def _moved(difference: float, unit: Unit, language: str) -> str:
    sign = "+" if difference >= 0 else "-"
    return sign + fmt.distance(abs(difference), unit, language)
