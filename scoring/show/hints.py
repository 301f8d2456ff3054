"""Hints: what to fix first."""

from __future__ import annotations

import math
import re
from typing import Any

from scoring.figures import Unit
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS
from scoring.show.figures import figure, number


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
