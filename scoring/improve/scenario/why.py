"""Why a scenario's total differs from that of its baseline."""

from __future__ import annotations

from scoring.assess.measured import panel_for
from scoring.improve.change_parts import Why
from scoring.improve.scenario.apply import Applied
from scoring.improve.scenario.coming import carried_on
from scoring.improve.why_changed import why_differs
from scoring.measure.daily_sums import DailySums


def why_in(applied: Applied, sums: DailySums, category: str) -> Why:
    """The parts of the difference, which add up to it exactly; `sums` are those of the shop without the scenario."""
    rules, day = applied.rules, applied.day
    between = None
    if rules.windows_for(category) != applied.baseline_rules.windows_for(category):
        # Another rule set may look at other days: the shop's own figures over these come in between.
        between = panel_for(carried_on(sums, sums.last_day[0], day), rules, day, day, category)
    return why_differs(
        applied.baseline_panel, applied.panel, applied.baseline_rules, rules, category, between, applied.before_peers
    )
