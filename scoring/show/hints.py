"""Hints: what to fix first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from scoring.assess.results import Assessment
from scoring.figures import Text
from scoring.improve.hints import Hint
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet
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
    alike = figure(item.now, unit) == figure(item.target, unit)
    now, then = (figure(value, unit, finer=2 if alike else 0) for value in (item.now, item.target))
    day = f", reachable by {item.feasible_by}" if item.feasible_by else ""
    return (
        f"{item.metric}: {now} -> {then} gives +{number(item.gain, 4)}{level}; "
        f"needs {needed_text(item.metric, item.needed, item.unit, item.counts)}{day}"
    )


def no_hints_text(today: Assessment, rules: RuleSet) -> str:
    """Why there is nothing to fix first, in a line."""
    if not rules.has_total:
        return "No hints: without a total there is no gain to rank by."
    if today.withheld is not None:
        unit, least = METRICS[today.withheld.id].unit, today.withheld.needed
        return f"No hints: below {figure(least, unit)} ({today.withheld.label.en}) the metrics do not decide the score."
    if today.total is None:
        return "No hints: there is no total, nothing of it is measured."
    return "Nothing to improve."


def saturated_text(metrics: Sequence[Text]) -> str:
    """The metrics that have nothing more to give, in a line."""
    return f"At their best already: {', '.join(label.en for label in metrics)}."


def needed_text(metric: str, needed: float, unit: str, counts: Text) -> str:
    """How much a target needs, in the unit it is counted in."""
    if unit == "five_star":
        some = f"{needed:.0f} more five-star rating{'' if needed == 1 else 's'}"
        return some if math.isfinite(needed) else "every rating to be five-star"
    if unit == "case":
        one = re.sub(r"^(\w+)s\b", r"\1", counts.en.replace("people", "person"))
        return f"{needed:.0f} {one if needed == 1 else counts.en}"
    distance = figure(needed, METRICS[metric].unit).replace("%", "percentage points")
    return f"{distance} {'more' if METRICS[metric].better == 'higher' else 'less'}"
