"""The benchmark of panels measures what it says: its shops are scored, and differ."""

import numpy as np

from scoring.assess.panel_assessment import assess
from scoring.measure.panel import panel
from scoring.panel_benchmark import FIRST_DAY, sums_of
from scoring.rules.catalogue import scheme


def test_the_made_up_shops_have_totals_on_every_day_but_the_first_and_several_levels() -> None:
    rules, sums = scheme("tmall_experience_star").in_force(FIRST_DAY), sums_of(0, 50)
    result = assess(panel(sums, rules.windows_for(""), FIRST_DAY, sums.last_day[0]), rules)
    assert np.isfinite(result.total[:, 1:]).all()
    assert len(np.unique(result.level[:, 30:])) >= 3
    measured = [item.metric for item in rules.indicators.values() if item.metric != "product_reputation"]
    for metric in measured:
        assert np.isfinite(result.panel.metrics[metric].value[:, 30:]).all(), metric
    assert all(np.array_equal(sums_of(0, 50).columns[name], daily) for name, daily in sums.columns.items())
