"""One assessment: its stable keys and its lines."""

from __future__ import annotations

from typing import Any

from scoring.assess.results import Assessment, IndicatorResult
from scoring.measure.catalogue import METRICS
from scoring.show.figures import figure, number
from scoring.show.metrics import needs


def assessment(item: Assessment) -> dict[str, Any]:
    """One assessment under the stable keys."""
    return {
        "scheme": item.scheme,
        "rule_set": item.rule_set.isoformat(),
        "in_force": item.in_force,
        "shop": item.shop,
        "day": item.day.isoformat(),
        "category": item.category,
        "total": number(item.total),
        "level": number(item.level),
        "next_level": number(item.next_level),
        "dimensions": {
            name: {"score": number(row.score), "weight": number(row.weight), "contribution": number(row.contribution)}
            for name, row in item.dimensions.items()
        },
        "indicators": {
            name: {
                "value": number(row.value),
                "sample": row.sample,
                "score": number(row.score),
                "weight": number(row.weight),
                "evidence": row.evidence.value,
                "small_numbers": row.small_numbers,
                "taken_out": row.taken_out,
            }
            for name, row in item.indicators.items()
            if row.why_missing not in ("category", "not_stated")
        },
        "gates": [
            {
                "id": gate.id,
                "met": {"met": True, "not_required": True, "not_met": False}.get(gate.state),
                "state": gate.state,
                "value": number(gate.value),
                "at_least": number(gate.at_least),
                "evidence": gate.evidence.value,
            }
            for gate in item.gates
        ],
        "bonuses": [
            {
                "id": row.id,
                "met": {"met": True, "not_met": False}.get(row.state),
                "value": number(row.value),
                "at_least": number(row.at_least),
                "points": number(row.points),
                "evidence": row.evidence.value,
            }
            for row in item.bonuses
        ],
        "deductions": [
            {
                "id": row.id,
                "cases": number(row.cases),
                "points": number(row.points),
                "evidence": row.evidence.value,
            }
            for row in item.deductions
        ],
        "peers": {row.dimension: {"mean": number(row.mean), "position": number(row.position)} for row in item.peers},
        "shown": number(item.shown),
        "stage": None if item.stage is None else {"zh": item.stage.zh, "en": item.stage.en},
        "withheld": None
        if item.withheld is None
        else {"metric": item.withheld.id, "now": number(item.withheld.now), "at_least": number(item.withheld.needed)},
        "binding": ", ".join(condition.id for condition in item.binding) or None,
        "missing": [{"indicator": row.id, "metric": row.metric, "reason": _why_missing(row)} for row in item.missing],
        "evidence": item.evidence.value,
    }


def _why_missing(row: IndicatorResult) -> str:
    if row.why_missing == "needs":
        return needs(row.needs)
    return f"too few cases: {row.sample_needed} more needed" if row.sample_needed else needs(())


def assessment_text(item: Assessment) -> list[str]:
    """One assessment, in lines."""
    level = "" if item.level is None else f", level {number(item.level)}"
    total = "no total" if item.total is None else f"total {number(item.total, 4)}"
    lines = [
        f"{item.scheme} {item.rule_set}, {item.shop or 'stated values'}, {item.day} (trial, not the platform's result)",
        f"{total}{level}; weakest evidence: {item.evidence.value}",
    ]
    for dimension in item.dimensions.values():
        shares = f" x {number(dimension.weight, 4)} = {number(dimension.contribution, 4)}"
        shown = "not assessed" if dimension.score is None else f"{number(dimension.score, 4):>12}{shares}"
        lines.append(f"  {dimension.id:14} {shown}")
    for row in item.indicators.values():
        if row.why_missing not in ("category", "not_stated"):
            value = "stated" if row.value is None else figure(row.value, METRICS[row.metric].unit)
            shown = _why_missing(row) if row.score is None else f"{value} -> {number(row.score, 4)}"
            shown += " (small numbers)" if row.small_numbers else ""
            shown += f" ({row.taken_out} taken out)" if row.taken_out else ""
            lines.append(f"    {row.id:26} {shown}  ({row.evidence.value})")
    for gate in item.gates:
        lines.append(f"  gate {gate.id:22} {gate.state.replace('_', ' ')}")
    for bonus in item.bonuses:
        lines.append(f"  bonus {bonus.id:21} {bonus.state.replace('_', ' ')} (+{number(bonus.points)})")
    for off in item.deductions:
        known = "no record of violations" if off.cases is None else f"{number(off.cases)} times"
        lines.append(f"  deduction {off.id:17} {known} (-{number(off.points)})")
    for peers in item.peers:
        side = "above" if peers.position >= 0 else "below"
        mean = number(peers.mean)
        lines.append(f"  {peers.dimension:14} {abs(peers.position):.1%} {side} the mean of the peers, {mean}")
    if item.shown is not None:
        lines.append(f"  shown to buyers: {number(item.shown)}")
    if item.stage is not None:
        lines.append(f"  {item.stage.en}: a fixed total, not computed from the metrics")
    elif item.withheld is not None:
        unit = METRICS[item.withheld.id].unit
        now, needed = figure(item.withheld.now or 0.0, unit), figure(item.withheld.needed, unit)
        lines.append(f"  no total: {item.withheld.label.en} {now}, the platform shows one from {needed} on")
    for condition in item.binding:
        lines.append(
            f"  level {number(item.next_level)} needs {condition.id} {number(condition.needed)}, "
            f"now {number(condition.now, 4)}"
        )
    return lines


def shown_beside(item: Assessment | None) -> dict[str, Any] | None:
    """The same day under the next rule set, where the platform already shows that too; else None."""
    if item is None:
        return None
    return {"rule_set": item.rule_set.isoformat(), "total": number(item.total), "level": number(item.level)}


def shown_beside_text(item: Assessment | None) -> list[str]:
    """The same in a line; no line where there is none."""
    if item is None:
        return []
    total = "no total" if item.total is None else f"total {number(item.total, 4)}"
    return [f"  the platform already shows the rules of {item.rule_set} beside these: {total}"]
