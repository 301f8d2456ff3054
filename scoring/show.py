"""Results → plain values for JSON (keys are the words of the plan) and lines of text for a terminal."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.assess.explain import Assessment, IndicatorResult
from scoring.certify.levels import Certified
from scoring.errors import CannotWrite
from scoring.figures import Unit
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel
from scoring.rules.compare import Difference
from scoring.rules.evidence import evidenced_tables
from scoring.rules.model import Published, RuleSet
from scoring.store.delta import Import, Imported

_CSV_COLUMNS = ("shop", "day", "metric", "numerator", "denominator", "value", "sample")
_DECIMALS = {Unit.RATIO: 2, Unit.HOUR: 1, Unit.SECOND: 0, Unit.SCORE: 2, Unit.INDEX: 1, Unit.COUNT: 0}
_SUFFIX = {Unit.RATIO: " %", Unit.HOUR: " h", Unit.SECOND: " s"}


def number(value: float | Decimal | None, decimals: int = 10) -> float | int | None:
    """A number as JSON shows it: without binary dust, whole ones without a point."""
    if value is None or not math.isfinite(value):
        return None
    exact = round(float(value), decimals)
    return int(exact) if exact == int(exact) else exact


def figure(value: float | Decimal, unit: Unit) -> str:
    """A value as a person reads it: 95.52 %, 54.9 h, 56 s, a rating of 4.59."""
    return f"{float(value) * (100 if unit is Unit.RATIO else 1):.{_DECIMALS[unit]}f}{_SUFFIX.get(unit, '')}"


def imported(item: Imported) -> dict[str, Any]:
    """One imported file."""
    return {
        "import_id": item.entry.import_id,
        "file": item.report.file,
        "table": item.report.table,
        "rows_read": item.report.rows_read,
        "rows_kept": item.report.rows_kept,
        "rows_new": 0 if item.already else item.entry.rows_new,
        "rejected": [asdict(row) for row in item.report.rejected],
        "shops": list(item.shops),
        "already_imported": item.already,
        "columns_not_used": list(item.report.columns_not_used),
        "contradictions": item.report.contradictions,
    }


def imported_text(item: Imported) -> str:
    """One imported file, in lines."""
    report = item.report
    new = "the same file was imported before, nothing changed" if item.already else f"{item.entry.rows_new} new"
    lines = [
        f"{report.file}: {report.table}, {report.rows_read} rows read, {report.rows_kept} kept ({new}), "
        f"{len(report.rejected)} rejected. Import {item.entry.import_id}."
    ]
    if report.contradictions:
        lines.append(f"  {report.contradictions} rows hold times in the wrong order; they are kept as they are.")
    lines += [f"  Columns not used: {', '.join(report.columns_not_used)}."] if report.columns_not_used else []
    lines += [f"  {row}" for row in report.rejected[:20]]
    if len(report.rejected) > 20:
        lines.append(f"  and {len(report.rejected) - 20} more; --json lists all.")
    return "\n".join(lines)


def import_text(entry: Import) -> str:
    """One line of the history."""
    rows = f"{entry.table:16} {entry.rows_kept:>9} rows"
    return f"{entry.import_id}  {entry.imported_at[:19]}  {rows}  {entry.file}{'  undone' if entry.undone else ''}"


def measured(values: Panel, shop: int) -> list[dict[str, Any]]:
    """Every metric of one shop on every day of a panel; a metric that is missing says what it needs."""
    rows = []
    for at in range(values.days):
        for name, item in values.metrics.items():
            value = float(item.value[shop, at])
            missing = value != value
            row: dict[str, Any] = {
                "shop": values.shops[shop],
                "day": values.day(at).isoformat(),
                "metric": name,
                "numerator": int(item.numerator[shop, at]),
                "denominator": int(item.denominator[shop, at]),
                "value": None if missing else number(value),
                "sample": int(item.sample[shop, at]),
            }
            if missing:
                row["missing"] = needs(values.missing[name][shop])
            rows.append(row)
    return rows


def needs(columns: tuple[str, ...]) -> str:
    """Why a metric has no value.

    >>> needs(("orders.collected_at",)), needs(())
    ('not measurable: needs orders.collected_at', 'no case in the window')
    """
    return f"not measurable: needs {', '.join(columns)}" if columns else "no case in the window"


def measured_text(row: dict[str, Any]) -> str:
    """One metric in a line."""
    unit = METRICS[row["metric"]].unit
    shown = row.get("missing") or figure(row["value"], unit)
    if "missing" not in row and unit is not Unit.COUNT and not row["denominator"]:
        shown += f" (of the platform, sample {row['sample']})"
    elif "missing" not in row and unit is Unit.RATIO:
        shown += f" ({row['numerator']}/{row['denominator']})"
    return f"{row['shop']}  {row['day']}  {row['metric']:30} {shown}"


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """Measured rows as a CSV file that `assess --metrics` reads."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _CSV_COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows({**row, "value": "" if row["value"] is None else row["value"]} for row in rows)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from error


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
            lines.append(f"    {row.id:26} {shown}  ({row.evidence.value})")
    for gate in item.gates:
        lines.append(f"  gate {gate.id:22} {gate.state.replace('_', ' ')}")
    for bonus in item.bonuses:
        lines.append(f"  bonus {bonus.id:21} {bonus.state.replace('_', ' ')} (+{number(bonus.points)})")
    if item.withheld is not None:
        unit = METRICS[item.withheld.id].unit
        now, needed = figure(item.withheld.now or 0.0, unit), figure(item.withheld.needed, unit)
        lines.append(f"  no total: {item.withheld.label.en} {now}, the platform shows one from {needed} on")
    for condition in item.binding:
        lines.append(
            f"  level {number(item.next_level)} needs {condition.id} {number(condition.needed)}, "
            f"now {number(condition.now, 4)}"
        )
    return lines


def certified(item: Certified) -> dict[str, Any]:
    """One certification."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(item).items()}
    return {**plain, "total": number(item.total), "level": number(item.level), "evidence": item.evidence.value}


def certified_text(item: Certified) -> str:
    """One certification in a line."""
    outcome = f"level {number(item.level)}" if item.level is not None else item.state.replace("_", " ")
    return (
        f"{item.day}  data of {item.reference_day}, valid until {item.valid_until}  {outcome}  "
        f"total {number(item.total)}  rules of {item.rule_set}"
    )


def hint(item: Hint) -> dict[str, Any]:
    """One hint under the stable keys."""
    return {
        "metric": item.metric,
        "now": number(item.now),
        "target": number(item.target),
        "gain": number(item.gain),
        "level_gain": number(item.level_gain),
        "needed": number(item.needed),
        "unit": item.unit,
        "feasible_by": item.feasible_by.isoformat() if item.feasible_by else None,
        "evidence": item.evidence.value,
    }


def hint_text(item: Hint) -> str:
    """One hint in a line."""
    unit = METRICS[item.metric].unit
    level = f", levels +{number(item.level_gain)}" if item.level_gain else ""
    day = f", reachable by {item.feasible_by}" if item.feasible_by else ""
    return (
        f"{item.metric}: {figure(item.now, unit)} -> {figure(item.target, unit)} gives +{number(item.gain, 4)}{level}; "
        f"needs {_needed(item, unit)}{day}"
    )


def _needed(item: Hint, unit: Unit) -> str:
    if item.unit == "five_star":
        some = f"{item.needed:.0f} more five-star rating{'' if item.needed == 1 else 's'}"
        return some if math.isfinite(item.needed) else "every rating to be five-star"
    if item.unit == "case":
        one = re.sub(r"^(\w+)s\b", r"\1", item.counts.en.replace("people", "person"))
        return f"{item.needed:.0f} {one if item.needed == 1 else item.counts.en}"
    distance = figure(item.needed, unit).replace("%", "percentage points")
    return f"{distance} {'more' if METRICS[item.metric].better == 'higher' else 'less'}"


def difference_text(item: Difference) -> str:
    """One figure that differs between two rule sets."""
    return f"{item.part}: {item.item.en}, {item.figure.en} {item.before or '(none)'} -> {item.after or '(none)'}"


def rules_text(rules: RuleSet) -> list[str]:
    """A rule set: its changes, then every table of figures with its evidence."""
    lines = [f"{rules.scheme}, in force from {rules.effective_from}"]
    lines += [f"  - {change.en}" for change in rules.changes]
    for at, grounds, figures in evidenced_tables(rules):
        shown = ", ".join(format(figure.normalize(), "f") for figure in figures)
        because = f"{grounds.source}: {grounds.quote}" if isinstance(grounds, Published) else grounds.because.en
        lines.append(f"{'.'.join(map(str, at[:-1]))}: {shown or '-'}  [{grounds.provenance}] {because}")
    return lines
