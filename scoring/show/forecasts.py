"""The forecast: chances of each level on the next certification, and the range of the total."""

from __future__ import annotations

from typing import Any

from scoring.improve.forecast import Forecast
from scoring.show.figures import number


def forecast(item: Forecast) -> dict[str, Any]:
    """A forecast under the stable keys."""
    end = item.fan[-1] if item.fan else None
    return {
        "day": item.target_day.isoformat(),
        "certification_day": item.certification_day.isoformat() if item.certification_day else None,
        "days_to_come": item.days_to_come,
        "levels": {str(chance.level): number(chance.chance) for chance in item.chances},
        "no_total": number(item.no_total),
        "total": {"low": number(end.low), "median": number(end.median), "high": number(end.high)} if end else None,
        "evidence": item.evidence.value,
    }


def forecast_text(item: Forecast) -> str:
    """A forecast in a line."""
    certified = f", certified on {item.certification_day}" if item.certification_day else ""
    said = [f"{chance.label.en} {_percent(chance.chance)}" for chance in item.chances]
    if item.no_total:
        has_total = bool(item.chances) or (item.no_total == 1 and any(day.day == item.target_day for day in item.fan))
        said.append(f"no {'level' if has_total else 'total'} {_percent(item.no_total)}")
    if item.fan:
        end = item.fan[-1]
        said.append(f"total {number(end.low)} to {number(end.high)} in 8 futures of 10 (median {number(end.median)})")
    return f"Forecast for {item.target_day}{certified}: {', '.join(said)} (evidence: {item.evidence.value}, a trial)."


def _percent(chance: float) -> str:
    """A share in whole per cent; what is possible and what may fail is never shown as 0 % or 100 %."""
    whole = min(99, max(1, round(chance * 100)))
    return f"{100 if chance == 1 else whole} %"
