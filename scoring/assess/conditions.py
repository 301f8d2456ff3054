"""Whether a value reaches what a rule asks, for every shop and day; and counts as numbers."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt

from scoring.assess.curves import Floats
from scoring.measure.panel import Panel

MET, NOT_MET, NOT_CHECKED, NOT_REQUIRED = 1, 0, -1, -2
States = npt.NDArray[np.int8]
# Binary dust of a sum must not keep a value below the line it lies on.
TOUCH = 1e-9


def reaches(value: float, line: float | Decimal) -> bool:
    """Whether one figure is at least a line; one that lies on it but for binary dust is.

    >>> reaches(0.1 + 0.2, 0.3), reaches(0.1 + 0.7, 0.8), reaches(2.9, Decimal("3"))
    (True, True, False)
    """
    return value + TOUCH >= float(line)


def counted(panel: Panel, metric: str, shape: tuple[int, int]) -> Floats:
    """A counting metric's value for every shop and day (NaN = missing)."""
    return panel.metrics[metric].value if metric in panel.metrics else np.full(shape, np.nan)


def reached(panel: Panel, metric: str, at_least: float, shape: tuple[int, int], missing: int = NOT_CHECKED) -> States:
    """Whether a metric is at least a value; `missing` where it is not there."""
    return compared(counted(panel, metric, shape), at_least, missing)


def compared(values: Floats, at_least: float, missing: int) -> States:
    """Whether values are at least a value; `missing` where they are not there."""
    states = (values + TOUCH >= at_least).view(np.int8)
    return np.where(np.isnan(values), np.int8(missing), states)
