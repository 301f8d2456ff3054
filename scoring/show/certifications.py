"""Certified levels, the annual fee, assessments over months: stable keys and lines."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scoring.certify.annual_fee import FeeYear
from scoring.certify.levels import Certified
from scoring.certify.standings import PeriodResult
from scoring.figures import Text, Unit
from scoring.show.figures import figure, number


def _plain(value: Any) -> Any:
    """Dataclasses, days and figures as JSON shows them."""
    if isinstance(value, Text):
        return asdict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float | Decimal):
        return number(value)
    return value


def certified(item: Certified) -> dict[str, Any]:
    """One certification."""
    values: dict[str, Any] = _plain(item)
    return values


def certified_text(item: Certified) -> str:
    """One certification in a line."""
    outcome = f"level {number(item.level)}" if item.level is not None else item.state.replace("_", " ")
    if item.level != item.earned:
        outcome += f" (without penalties {number(item.earned)})"
    return (
        f"{item.day}  data of {item.reference_day}, valid until {item.valid_until}  {outcome}  "
        f"total {number(item.total)}  rules of {item.rule_set}"
    )


def fee_year(item: FeeYear) -> dict[str, Any]:
    """The annual fee of one year."""
    apart = ("row", "tenure", "month_ends")
    return {
        **{name: _plain(value) for name, value in vars(item).items() if name not in apart},
        "fee": number(item.row.fee),
        "score_target": number(item.row.score),
        "opened": _plain(item.tenure.opened),
        "left": _plain(item.tenure.left),
        "month_ends": _plain(item.month_ends),
    }


def fee_text(item: FeeYear) -> list[str]:
    """The annual fee of one year, in lines."""
    lines = [
        f"annual fee {item.year}, rules of {item.rule_set}, {item.category or 'no category'} "
        f"(trial, not the platform's result; evidence: {item.evidence.value})",
        f"  fee {_money(float(item.row.fee))}, prepaid {_money(item.prepaid)}, "
        f"due {_money(item.due)} for {item.months} months",
    ]
    for end in item.month_ends:
        lines.append(f"  {end.day}  {_score(end.score)}  {end.state.replace('_', ' ')}")
    target = "not published" if item.row.score is None else str(number(item.row.score))
    lines.append(f"  mean {_score(item.mean)}, forecast {_score(item.forecast)}, target {target}")
    if item.needed is not None:
        lines.append(f"  the month ends ahead need {_score(item.needed)} each")
    lines.append(
        f"  sales {_money(item.sales)}, lower band from {_money(item.sales_half)}, "
        f"upper band from {_money(item.sales_full)}"
    )
    band = "not known" if item.band is None else f"{item.band:.0%}"
    lacking = f", lacking {', '.join(item.lacking)}" if item.lacking else ""
    lines.append(f"  band {band}{lacking}, returned {_money(item.returned)}")
    return lines


def period(item: PeriodResult) -> dict[str, Any]:
    """One shop's standing in an assessment over months."""
    values: dict[str, Any] = _plain(item)
    return values


def period_text(item: PeriodResult) -> list[str]:
    """One shop's standing in an assessment over months, in lines."""
    lines = [
        f"{item.phase.kind} period {item.phase.first} to {item.phase.last}, rules of {item.rule_set}, "
        f"{item.category or 'no category'} (trial, not the platform's result; evidence: {item.evidence.value})",
        f"  {item.state.replace('_', ' ')}",
    ]
    if item.before:
        lines.append(f"  the period before: {item.before}")
    for month in item.months:
        verdict = {True: "fails", False: "passes", None: month.state.replace("_", " ")}[month.failed]
        lines.append(f"  {month.day}  {_score(month.score)}  {verdict} (needs {number(item.floor)})")
    if item.fails_from is not None:
        lines.append(f"  {item.failed} failing months, {item.may_still_fail} more allowed, {item.fails_from} fail")
    for node in item.nodes:
        wanted = "" if node.target is None else f" of {_money(node.target)}"
        lines.append(f"  sales until {node.day}: {_money(node.sales)}{wanted}, {_state(node.state)}")
    for row in item.conditions:
        line = f"at least {number(row.at_least)}" if row.at_least is not None else f"below {number(row.below)}"
        lines.append(f"  {row.id} {number(row.value)}, {line}: {row.state.replace('_', ' ')}")
    if item.in_a_row is not None:
        lines.append(f"  {item.failed_in_a_row} failed periods in a row, {item.in_a_row} fail")
    if item.dark_limit is not None:
        lines.append(f"  {item.dark or 0} months in a row without sales, {item.dark_limit} fail")
    return lines


def _state(state: str) -> str:
    return "no target published" if state == "no_target" else state.replace("_", " ")


def _money(value: float | None) -> str:
    return "not known" if value is None else figure(value, Unit.MONEY)


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
