"""Daily sums of one made-up shop, written column by column."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, PlatformFigures

FIRST_DAY = date(2022, 1, 3)  # a Monday


def day_of(position: int) -> date:
    return FIRST_DAY + timedelta(days=position)


def shop_of(
    columns: Mapping[str, object], days: int, platform: Mapping[str, object] | None = None, lacking: str = ""
) -> DailySums:
    """`days` days from a Monday on; a column is one number for every day or a list; all others are 0."""
    names = {name for item in METRICS.values() for name in (item.numerator, item.denominator) if name}
    daily = {
        name: np.broadcast_to(np.array(columns.get(name, 0), dtype=np.int64), (1, days)).copy()
        for name in sorted(names)
    }
    figures = {
        name: PlatformFigures(
            np.broadcast_to(np.array(value, dtype=np.float64), (1, days)).copy(), np.full((1, days), 100)
        )
        for name, value in (platform or {}).items()
    }
    missing = {name: ((("orders",) if name == lacking else ()),) for name in METRICS}
    return DailySums(("shop",), FIRST_DAY, days, daily, figures, missing, (day_of(days - 1),))
