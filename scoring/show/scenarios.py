"""Scenarios: what they differ in from their baseline."""

from __future__ import annotations

from typing import Any

from scoring.improve.scenario.address import plain_changes
from scoring.improve.scenario.appeals import Appeals
from scoring.improve.scenario.apply import Applied
from scoring.improve.scenario.idle import IdleChange
from scoring.improve.scenario.model import Scenario
from scoring.improve.what_if import Change
from scoring.measure.catalogue import METRICS
from scoring.show.figures import figure, number

_FEW = 5
_TRIAL = "A trial, not the platform's result"


def scenario_shown(scenario: Scenario, applied: Applied, outcome: Appeals | None) -> dict[str, Any]:
    """A scenario's result under the stable keys."""
    compared = applied.comparison
    return {
        "name": scenario.name,
        "shop": scenario.shop,
        "day": applied.day.isoformat(),
        "rules": {
            "before": _rules(applied.baseline_rules.scheme, applied.baseline_rules.effective_from.isoformat()),
            "after": _rules(applied.rules.scheme, applied.rules.effective_from.isoformat()),
        },
        "total": _change(compared.total),
        "level": _change(compared.level),
        "dimensions": {item.id: _change(item) for item in compared.dimensions},
        "metrics": {item.id: _change(item) for item in compared.metrics},
        "evidence": compared.evidence.value,
        "trial": True,
        "changes": plain_changes(scenario.changes),
        "appeals": None if outcome is None else _appeals(outcome),
    }


def scenario_text(scenario: Scenario, applied: Applied, outcome: Appeals | None) -> list[str]:
    """The difference in lines: total and level, then every dimension and metric that differs."""
    compared, off = applied.comparison, sum(not item.on for item in scenario.changes)
    rows = [("total", compared.total), ("level", compared.level)]
    rows += [(f"  {item.id}", item) for item in compared.dimensions if item.before != item.after]
    lines = [f"{name}: {_points(item.before)} -> {_points(item.after)}{_moved(item)}" for name, item in rows]
    for item in compared.metrics:
        if item.before != item.after:
            lines.append(f"  {item.id}: {_value(item, item.before, applied)} -> {_value(item, item.after, applied)}")
    if outcome is not None:
        lines.append(_appeals_text(outcome))
    on = len(scenario.changes) - off
    count = f"{on} change{'' if on == 1 else 's'}" + (f", {off} more switched off" if off else "")
    said = f"{_TRIAL}; its weakest evidence is {compared.evidence.value}."
    return [f"{scenario.name}: {scenario.shop} on {applied.day}, {count}", *lines, said]


def idle_text(item: IdleChange, applied: Applied) -> str:
    """That a change, or a part of what it names, counts for nothing, and why."""
    few = ", ".join(item.names[:_FEW]) + (f" and {len(item.names) - _FEW} more" if len(item.names) > _FEW else "")
    reason = {
        "beside": "no rule set here looks at its metric",
        "no_exclusions": "the rule set takes nothing out on appeal",
        "outside_windows": f"its days lie in no window of {applied.day}",
        "no_figure": "the shop has no figure of its metric on any day",
        "no_orders": "the shop has no orders to count anew",
        "no_chats": "the shop has no chats to count anew",
        "unknown_names": f"the shop's data has no {few}",
    }[item.why]
    if (others := item.counting) > 0:
        return f"changes.{item.place} ({item.change.kind}): {reason}; the other {others} count."
    return f"changes.{item.place} ({item.change.kind}) counts for nothing: {reason}."


def _rules(scheme: str, day: str) -> dict[str, str]:
    return {"scheme": scheme, "rule_set": day}


def _change(item: Change) -> dict[str, Any]:
    return {"before": number(item.before), "after": number(item.after), "difference": number(item.difference)}


def _points(value: float | None) -> str:
    return "none" if value is None else str(number(value, 4))


def _moved(item: Change) -> str:
    return "" if item.difference is None else f" ({number(item.difference, 4):+g})"


def _value(item: Change, value: float | None, applied: Applied) -> str:
    indicators = {**applied.baseline_rules.indicators, **applied.rules.indicators}
    return "missing" if value is None else figure(value, METRICS[indicators[item.id].metric].unit)


def _appeals(outcome: Appeals) -> dict[str, Any]:
    return {
        "pending": outcome.pending,
        "best": number(max(_ends(outcome), default=None)),
        "expected": number(outcome.expected),
        "worst": number(min(_ends(outcome), default=None)),
        "all_upheld": number(outcome.best.comparison.total.after),
        "all_rejected": number(outcome.worst.comparison.total.after),
        "draws": outcome.draws,
        "latest_filing_day": outcome.filing.latest.isoformat() if outcome.filing else None,
        "filing_evidence": outcome.filing.evidence.value if outcome.filing else None,
    }


def _ends(outcome: Appeals) -> list[float]:
    """The total with every appeal upheld, then that with every one rejected, as far as there are any."""
    found = (item.comparison.total.after for item in (outcome.best, outcome.worst))
    return [total for total in found if total is not None]


def _appeals_text(outcome: Appeals) -> str:
    ends = _ends(outcome)
    best, worst = _points(max(ends, default=None)), _points(min(ends, default=None))
    harm = " Upheld, they lower the total." if ends != sorted(ends, reverse=True) else ""
    filing = outcome.filing
    until = f"file by {filing.latest} (assumed)" if filing else "no filing day is known"
    drawn = f" (mean of {outcome.draws} drawn outcomes)" if outcome.draws else ""
    expected = f"expected {_points(outcome.expected)}{drawn}" if outcome.expected is not None else "no chances given"
    count = f"{outcome.pending} pending appeal{'' if outcome.pending == 1 else 's'}"
    return f"{count}: best {best}, {expected}, worst {worst}; {until}.{harm}"
