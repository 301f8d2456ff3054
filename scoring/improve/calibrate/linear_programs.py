"""Small linear programs over weights and limits, solved by HiGHS: how far each unknown can go, and the middle.

The unknowns x satisfy `rows @ x <= right`, `low <= x <= high`, and add up to one where `whole` is set.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from scoring.assess.curves import Floats

# Beyond what the solver leaves unsure; far below any last decimal a platform shows.
UNSURE = 1e-7
_INFINITE = 1e30


@dataclass(frozen=True)
class Bounds:
    """What the unknowns have to satisfy."""

    rows: Floats
    right: Floats
    low: Floats
    high: Floats
    whole: bool = False

    def holds(self, x: Floats) -> bool:
        """Whether a point satisfies all rows and bounds."""
        inside = np.all((x >= self.low - 1e-12) & (x <= self.high + 1e-12))
        return bool(inside and np.all(self.rows @ x <= self.right + 1e-12))


def extremes(bounds: Bounds) -> tuple[Floats, Floats] | None:
    """The least and the greatest each unknown can be, widened by `UNSURE`; None when nothing satisfies all."""
    count = len(bounds.low)
    if bounds.whole and count == 2:
        return _of_two(bounds)
    solver = _solver(bounds)
    low, high = np.empty(count), np.empty(count)
    every = np.arange(count, dtype=np.int32)
    for at in range(count):
        for sign, found in ((1.0, low), (-1.0, high)):
            cost = np.zeros(count)
            cost[at] = sign
            solver.changeColsCost(count, every, cost)
            if not _solved(solver):
                return None
            found[at] = np.asarray(solver.getSolution().col_value)[at] - sign * UNSURE
    return np.maximum(low, bounds.low), np.minimum(high, bounds.high)


def _of_two(bounds: Bounds) -> tuple[Floats, Floats] | None:
    """The same of two unknowns that add up to one: each row bounds the first of them on one side."""
    slope, room = bounds.rows[:, 0] - bounds.rows[:, 1], bounds.right - bounds.rows[:, 1]
    level = np.abs(slope) < UNSURE / 100
    if np.any(level & (room < -UNSURE)):
        return None
    ends = room[~level] / slope[~level]
    high = min(bounds.high[0], 1 - bounds.low[1], float(ends[slope[~level] > 0].min(initial=np.inf)))
    low = max(bounds.low[0], 1 - bounds.high[1], float(ends[slope[~level] < 0].max(initial=-np.inf)))
    if low > high + UNSURE:
        return None
    first = np.array([max(low - UNSURE, bounds.low[0]), min(high + UNSURE, bounds.high[0])])
    other = np.array([max(1 - high - UNSURE, bounds.low[1]), min(1 - low + UNSURE, bounds.high[1])])
    return np.array([first[0], other[0]]), np.array([first[1], other[1]])


def middle(bounds: Bounds) -> Floats | None:
    """The centre of the largest ball in what the bounds leave (Chebyshev); None when they leave nothing."""
    count = len(bounds.low)
    free = (bounds.high > bounds.low).astype(np.float64)
    if not free.any():
        return bounds.low
    # Within the plane on which the unknowns add up, a row is as steep as what of it lies in that plane.
    flat = bounds.rows * free
    if bounds.whole:
        flat = flat - free * (flat.sum(axis=1, keepdims=True) / free.sum())
    side = np.sqrt(1 - 1 / free.sum()) if bounds.whole and free.sum() > 1 else 1.0
    walls = np.vstack([np.eye(count), -np.eye(count)])
    steep = np.concatenate([np.linalg.norm(flat, axis=1), np.tile(free, 2) * side])
    rows = np.hstack([np.vstack([bounds.rows, walls]), steep[:, None]])
    right = np.concatenate([bounds.right, bounds.high, -bounds.low])
    wider = Bounds(rows, right, np.append(bounds.low, 0.0), np.append(bounds.high, 1.0), bounds.whole)
    solver = _solver(wider, beside=1)
    cost = np.zeros(count + 1)
    cost[count] = -1.0
    solver.changeColsCost(count + 1, np.arange(count + 1, dtype=np.int32), cost)
    if not _solved(solver):
        return None
    return np.asarray(solver.getSolution().col_value)[:count]


def broken(bounds: Bounds) -> Floats:
    """How much each row has to give way so that something satisfies all, as little as possible together."""
    count, many = len(bounds.low), len(bounds.rows)
    rows = np.hstack([bounds.rows, -np.eye(many)])
    wider = Bounds(
        rows, bounds.right, np.append(bounds.low, np.zeros(many)), np.append(bounds.high, np.full(many, _INFINITE)),
        bounds.whole,
    )  # fmt: skip
    solver = _solver(wider, beside=many)
    every = np.arange(count + many, dtype=np.int32)
    solver.changeColsCost(count + many, every, np.append(np.zeros(count), np.ones(many)))
    _solved(solver)
    return np.asarray(solver.getSolution().col_value)[count:]


def _solved(solver: highspy.Highs) -> bool:
    """Whether there is a best point; False where nothing satisfies all. Raises `RuntimeError` for no answer."""
    if solver.run() == highspy.HighsStatus.kError:
        # The solver's threads are one pool for the whole process, and another part of it asked for more of them.
        highspy.Highs.resetGlobalScheduler(True)
        solver.run()
    status = solver.getModelStatus()
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
        raise RuntimeError(f"the solver gave no answer: {status}")
    return bool(status == highspy.HighsModelStatus.kOptimal)


class _Quiet(highspy.Highs):
    """The solver without a word on standard output, which belongs to what a command prints."""

    def __init__(self) -> None:
        # Past the constructor of the class itself: the callbacks it turns on print a banner. They are not used here.
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


def _solver(bounds: Bounds, beside: int = 0) -> highspy.Highs:
    """A solver with the bounds in it; the last `beside` unknowns do not add up to one with the others."""
    rows, right = bounds.rows, bounds.right
    lower = np.full(len(rows), -_INFINITE)
    if bounds.whole:
        whole = np.append(np.ones(len(bounds.low) - beside), np.zeros(beside))
        rows, right, lower = np.vstack([rows, whole]), np.append(right, 1.0), np.append(lower, 1.0)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(bounds.low), len(rows)
    model.col_cost_ = np.zeros(len(bounds.low))
    model.col_lower_, model.col_upper_ = bounds.low, bounds.high
    model.row_lower_, model.row_upper_ = lower, right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.arange(0, rows.size + 1, max(rows.shape[1], 1), dtype=np.int32)
    model.a_matrix_.index_ = np.tile(np.arange(rows.shape[1], dtype=np.int32), len(rows))
    model.a_matrix_.value_ = rows.ravel()
    solver = _Quiet()
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver
