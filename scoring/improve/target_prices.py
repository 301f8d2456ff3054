"""A target as a problem of whole options, and prices of points that bound its cost from below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.measure.daily_sums import Floats

# Binary dust must not keep a total below the line it lies on.
TOUCH = 1e-9


@dataclass(frozen=True)
class Lever:
    """The options of one lever, the first free: `costs`, and the points each adds, option × column.

    Column 0 is what goes straight to the total; column n + 1 belongs to term n. Costs never fall and
    points never fall from one option to the next.
    """

    costs: Floats
    gains: Floats


@dataclass(frozen=True)
class Term:
    """Points that are no plain sum: `base` plus its column, at most `cap`, counted `weight` times.

    At least `floor` is demanded. With `all_of` it is a bonus instead: `weight` points once its column reaches that
    number. `into` is the term a bonus adds to (None = the total).
    """

    base: float
    weight: float
    cap: float = np.inf
    floor: float = -np.inf
    all_of: int = 0
    into: int | None = None


@dataclass(frozen=True)
class Problem:
    """Choose one option per lever so that the total, from `base` on, is at least `need`, as cheaply as can be."""

    levers: tuple[Lever, ...]
    terms: tuple[Term, ...]
    base: float
    need: float


def closed(points: Floats, terms: Sequence[Term], which: Sequence[int]) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Which choices reach the floors of some terms, and the points they all give to the total."""
    columns, total = points.copy(), points[:, 0].copy()
    kept = np.ones(len(points), dtype=bool)
    for place in which:
        term = terms[place]
        if term.all_of:
            bonus = np.where(columns[:, place + 1] + term.base >= term.all_of - 0.5, term.weight, 0.0)
            if term.into is None:
                total += bonus
            else:
                columns[:, term.into + 1] += bonus
    for place in which:
        term = terms[place]
        if not term.all_of:
            value = np.minimum(term.base + columns[:, place + 1], term.cap)
            kept &= value >= term.floor - TOUCH
            total += term.weight * value
    return kept, total


@dataclass(frozen=True)
class Prices:
    """What every option is dearer by than its lever's best at the prices, and the least any choice can cost."""

    dearer: tuple[Floats, ...]
    bound: float


def prices_of(problem: Problem) -> Prices:
    """Prices of a point of the total and of each term with a floor, from the lower hulls of the levers.

    Any prices not below 0 give a true bound; these are the best where each lever adds to one column alone. A
    term counts without its end and a bonus in parts, which only lowers the bound.
    """
    relaxed = [_relaxed(problem, lever.gains) for lever in problem.levers]
    base = _relaxed(problem, np.array([[0.0, *(term.base for term in problem.terms)]]))[0]
    costs = [lever.costs for lever in problem.levers]
    first = sum((points[0] for points in relaxed), np.zeros(1))
    least = {place: term.floor - TOUCH - base[place + 1] for place, term in enumerate(problem.terms)}
    forced: dict[int, float] = {}
    pool: list[tuple[Floats, Floats]] = []
    left = set(range(len(costs)))
    for place, lack in least.items():
        members = [at for at in sorted(left) if relaxed[at][:, place + 1].any()]
        if lack - first[place + 1] <= 0 or not members:
            continue
        bought = _Bought([_corners(costs[at], relaxed[at][:, place + 1]) for at in members], lack - first[place + 1])
        forced[place] = bought.price
        left -= set(members)
        if weight := problem.terms[place].weight:
            # What the floor of a term demands is paid for already.
            pool += [(np.zeros(1), np.array([bought.points * weight])), (bought.rest / weight, bought.gains * weight)]
    pool += [_corners(costs[at], relaxed[at][:, 0]) for at in sorted(left)]
    need = problem.need - TOUCH - problem.base - float(base[0])
    price = _Bought(pool, need - float(first[0])).price
    extra = np.zeros(len(problem.terms))
    for place in forced:
        extra[place] = max(0.0, forced[place] - price * problem.terms[place].weight)
    bound = price * need + sum(extra[place] * least[place] for place in forced)
    dearer = []
    for cost, points in zip(costs, relaxed, strict=True):
        net = cost - price * points[:, 0] - points[:, 1:] @ extra
        bound += float(net.min())
        dearer.append(net - net.min())
    return Prices(tuple(dearer), float(bound))


def _relaxed(problem: Problem, gains: Floats) -> Floats:
    """The points of options as plain sums: column 0 all that reaches the total, then what reaches each term."""
    points = gains.astype(np.float64)
    for place, term in enumerate(problem.terms):
        if term.all_of:
            part = points[:, place + 1] * (term.weight / term.all_of)
            points[:, 0 if term.into is None else term.into + 1] += part
            points[:, place + 1] = 0.0
    for place, term in enumerate(problem.terms):
        if not term.all_of:
            points[:, 0] += term.weight * points[:, place + 1]
    return points


def _corners(costs: Floats, points: Floats) -> tuple[Floats, Floats]:
    """Slope (cost of a point) and points of each piece of the lower hull of one lever's options.

    Each round adds, for every piece, the option that lies farthest below it; what lies below by less than a
    millionth of the dearest option is left, as it would hardly change a price.
    """
    last = int(np.searchsorted(points, points[-1] - TOUCH))
    if points[last] - points[0] <= TOUCH:
        return np.zeros(0), np.zeros(0)
    costs, points = costs[: last + 1], points[: last + 1]
    hull, least = np.array([0, last]), -1e-6 * max(float(costs[-1]), TOUCH)
    while True:
        below = costs - np.interp(points, points[hull], costs[hull])
        lowest = np.minimum.reduceat(below, hull[:-1])
        piece = np.repeat(np.arange(len(lowest)), np.diff([*hull[:-1], last + 1]))
        found = np.flatnonzero((below == lowest[piece]) & (below < least))
        if not len(found):
            gains = np.diff(points[hull])
            return np.diff(costs[hull]) / gains, gains
        added = found[np.unique(piece[found], return_index=True)[1]]
        hull = np.sort(np.concatenate([hull, added]))


class _Bought:
    """So many points bought, the cheapest first, out of pieces of hulls (slopes, points).

    `price` is what the last point cost, 0 when none is needed; `points` how many were bought; `rest` and `gains` are
    the slopes and the points of what is left.
    """

    def __init__(self, segments: list[tuple[Floats, Floats]], need: float) -> None:
        slopes = np.concatenate([np.zeros(0), *(part[0] for part in segments)])
        gains = np.concatenate([np.zeros(0), *(part[1] for part in segments)])
        self.price, self.points, self.rest, self.gains = 0.0, 0.0, slopes, gains
        if need <= 0 or not len(slopes):
            return
        order = np.argsort(slopes, kind="stable")
        slopes, gains = slopes[order], gains[order]
        sums = np.cumsum(gains)
        last = min(int(np.searchsorted(sums, need)), len(sums) - 1)
        self.price, self.points = float(slopes[last]), min(need, float(sums[last]))
        self.rest, self.gains = slopes[last:], gains[last:].copy()
        self.gains[0] = float(sums[last]) - self.points
