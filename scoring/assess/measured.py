"""The metrics a rule set looks at, measured as that rule set wants them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import Panel, Values, panel
from scoring.rules.model import RuleSet


def panel_for(
    sums: DailySums,
    rules: RuleSet,
    first_day: date,
    last_day: date,
    categories: str | Sequence[str] = "",
    *,
    after_exclusion: bool = True,
) -> Panel:
    """The metrics of a rule set for every shop and day, over the windows of each shop's main category.

    Upheld exclusions are taken out of the metrics the rule set names for them, and only those; without
    `after_exclusion` every case is counted.
    """
    names = [categories] * len(sums.shops) if isinstance(categories, str) else list(categories)
    taken_out = rules.exclusions.metrics if rules.exclusions and after_exclusion else ()
    by_category = {name: tuple(sorted(rules.windows_for(name).items())) for name in set(names)}
    windows = [by_category[name] for name in names]
    kinds = list(dict.fromkeys(windows)) or [tuple(sorted(rules.windows_for("").items()))]
    panels = [panel(sums, dict(kind), first_day, last_day, taken_out) for kind in kinds]
    if len(panels) == 1:
        return panels[0]
    of_shop = np.array([kinds.index(kind) for kind in windows])
    metrics = {name: _chosen([item.metrics[name] for item in panels], of_shop) for name in panels[0].metrics}
    return Panel(sums.shops, first_day, panels[0].days, metrics, sums.missing)


def _chosen(candidates: Sequence[Values], of_shop: np.ndarray) -> Values:
    """Each shop's row from the candidate measured over its windows."""
    rows = np.arange(len(of_shop))
    fields = [np.stack([vars(item)[name] for item in candidates])[of_shop, rows] for name in vars(candidates[0])]
    return Values(*fields)
