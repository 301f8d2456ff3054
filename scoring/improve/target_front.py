"""The cheapest choice of one option per lever that earns enough: an exact merge of Pareto fronts.

Cost and points are sums over the levers, so of two partial choices only the one that is not both
dearer and worse can be part of the best. What is not a sum, a dimension with a line to reach or an end to
stop at, is a `Term`: the levers of a term are merged among themselves first, with its own points beside the
cost, and then count as one lever.

Prices of points (Lagrange multipliers) say for every option by how much it is dearer than the best at
those prices. A choice whose options are dearer by more than a gap in all costs more than the bound plus the
gap, so it can be left out when one within the gap is found. Where the bound is far off, the options of one lever
are parted in two, and each half has a better bound of its own.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scoring.improve.target_prices import TOUCH, Lever, Prices, Problem, closed, prices_of
from scoring.measure.daily_sums import Floats

Picks = npt.NDArray[np.int32]
_DUST = 1e-12
# So many choices (a power of two) are merged rather than parted.
_FEW = 30
_AT_ONCE = 2_000_000
_BLOCK = 256


@dataclass(frozen=True)
class _Front:
    """Partial choices: their costs, points per column, what they are dearer by, and the options picked per lever."""

    costs: Floats
    points: Floats
    dearer: Floats
    picks: Picks


def cheapest(problem: Problem) -> tuple[int, ...] | None:
    """The position of the option of each lever in a cheapest choice; None when no choice earns enough."""
    best = tuple(len(lever.costs) - 1 for lever in problem.levers)
    if not earns_enough(problem, best):
        return None
    whole = tuple((0, last + 1) for last in best)
    waiting, number = [(-np.inf, 0, whole)], 0
    while waiting:
        bound, _, spans = heapq.heappop(waiting)
        if bound >= _cost(problem, best) - _DUST:
            break
        part = _part(problem, spans)
        if not earns_enough(part, [len(lever.costs) - 1 for lever in part.levers]):
            continue
        prices = prices_of(part)
        if prices.bound >= _cost(problem, best) - _DUST:
            continue
        for picks in _better(part, prices, _cost(problem, best)):
            best = tuple(start + pick for (start, _), pick in zip(spans, picks, strict=True))
        gap = _cost(problem, best) - prices.bound
        if not number and (near := _within(part, prices, gap / 64)) is not None:
            # A good choice at the start spares most of the search.
            best = min(best, near, key=lambda picks: _cost(problem, picks))
            gap = _cost(problem, best) - prices.bound
        split = _split(part, prices, gap)
        if split is None:
            closest = _closest(part, prices, gap)
            if closest is not None and _cost(part, closest) < _cost(problem, best):
                best = tuple(start + pick for (start, _), pick in zip(spans, closest, strict=True))
            continue
        at, place = split
        start, stop = spans[at]
        for span in ((start, start + place + 1), (start + place + 1, stop)):
            number += 1
            heapq.heappush(waiting, (max(bound, prices.bound), number, (*spans[:at], span, *spans[at + 1 :])))
    return best


def _part(problem: Problem, spans: Sequence[tuple[int, int]]) -> Problem:
    """The problem with some of the options of each lever."""
    levers = tuple(
        Lever(lever.costs[start:stop], lever.gains[start:stop])
        for lever, (start, stop) in zip(problem.levers, spans, strict=True)
    )
    return replace(problem, levers=levers)


def _cost(problem: Problem, picks: Sequence[int]) -> float:
    return float(sum(lever.costs[pick] for lever, pick in zip(problem.levers, picks, strict=True)))


def _better(problem: Problem, prices: Prices, than: float) -> Iterator[list[int]]:
    """A choice below a cost, where rounding the one at the prices up, and then each lever down, gives one."""
    room = TOUCH
    while True:
        picks = [int(np.flatnonzero(dearer <= room)[-1]) for dearer in prices.dearer]
        if earns_enough(problem, picks):
            break
        room *= 8
    points = sum((lever.gains[pick] for lever, pick in zip(problem.levers, picks, strict=True)), np.zeros(1))
    # First the lever whose price it is: any of its options down to the next corner is worth its cost.
    for at in sorted(range(len(picks)), key=lambda at: -int(np.count_nonzero(prices.dearer[at] <= TOUCH))):
        lever = problem.levers[at]
        others = points - lever.gains[picks[at]]
        kept, total = closed(others + lever.gains[: picks[at] + 1], problem.terms, range(len(problem.terms)))
        enough = np.flatnonzero(kept & (problem.base + total >= problem.need - TOUCH))
        picks[at] = int(enough[0])
        points = others + lever.gains[picks[at]]
    if _cost(problem, picks) < than:
        yield picks


def _split(part: Problem, prices: Prices, gap: float) -> tuple[int, int] | None:
    """The lever whose options are farthest above its hull where it matters, and the option to part them after.

    None when few choices lie within the gap, or where none is far above.
    """
    within = [int(np.count_nonzero(dearer <= gap + TOUCH)) for dearer in prices.dearer]
    if sum(np.log2(max(1, count)) for count in within) <= _FEW:
        return None
    best, found = max(TOUCH, gap / 64), None
    for at, dearer in enumerate(prices.dearer):
        ends = np.flatnonzero(dearer <= TOUCH)
        first, last = int(ends[0]), int(ends[-1])
        above = dearer[first : last + 1]
        place, height = first + int(above.argmax()), float(above.max())
        if last == first + 1:
            # Nothing lies between the two: how far apart they are says how much is lost by taking one.
            place, height = first, float(part.levers[at].costs[last] - part.levers[at].costs[first]) / 4
        if height > best:
            best, found = height, (at, place)
    return found


def _closest(problem: Problem, prices: Prices, most: float) -> tuple[int, ...] | None:
    """A cheapest choice that is dearer than the bound by no more than `most`, looked for in ever wider gaps."""
    gap = most / 64
    while True:
        found = _within(problem, prices, gap)
        cost = np.inf if found is None else _cost(problem, found)
        if gap >= most or cost <= prices.bound + gap + TOUCH:
            return found
        gap = min(4 * gap, most, cost - prices.bound)


def earns_enough(problem: Problem, picks: Sequence[int]) -> bool:
    """Whether a choice reaches the total and every floor."""
    points = np.zeros((1, 1 + len(problem.terms)))
    for lever, pick in zip(problem.levers, picks, strict=True):
        points += lever.gains[pick]
    kept, total = closed(points, problem.terms, range(len(problem.terms)))
    return bool(kept[0] and problem.base + total[0] >= problem.need - TOUCH)


def _within(problem: Problem, prices: Prices, gap: float) -> tuple[int, ...] | None:
    """A cheapest choice that is dearer than the bound by no more than the gap; None when there is none."""
    count, columns = len(problem.levers), 1 + len(problem.terms)
    fronts: list[_Front] = []
    alone = set(range(count))
    for terms in _components(problem):
        members = [at for at in sorted(alone) if problem.levers[at].gains[:, [term + 1 for term in terms]].any()]
        alone -= set(members)
        front = _nothing(count, columns)
        for at in members:
            front = _pruned(_merged(front, _options(problem, prices, at, gap), gap))
        kept, total = closed(front.points, problem.terms, terms)
        fronts.append(_pruned(_kept(replace(front, points=total[:, None]), kept)))
    for at in sorted(alone):
        front = _options(problem, prices, at, gap)
        fronts.append(_pruned(replace(front, points=front.points[:, :1])))
    return _joined(fronts, problem.need - problem.base - TOUCH, gap)


def _joined(fronts: list[_Front], lacking: float, gap: float) -> tuple[int, ...] | None:
    """A cheapest choice out of fronts with one column, which earns what is lacking; None when there is none.

    Two halves are merged apart from each other; for each choice of one the cheapest match in the other is looked up.
    """
    if not all(len(front.costs) for front in fronts):
        return None
    count = fronts[0].picks.shape[1]
    most = sum(float(front.points.max()) for front in fronts)
    halves, sizes = (
        [_fixed([front for front in fronts if len(front.costs) == 1], count), _nothing(count, 1)],
        [1.0, 1.0],
    )
    for front in sorted((front for front in fronts if len(front.costs) > 1), key=lambda front: -len(front.costs)):
        side = int(np.argmin(sizes))
        sizes[side] *= len(front.costs)
        best = float(halves[side].points.max() + front.points.max())
        whole = _merged(halves[side], front, gap)
        halves[side] = _pruned(_kept(whole, whole.points[:, 0] >= best - (most - lacking) - _DUST))
        if not len(halves[side].costs):
            return None
    left, right = halves
    match = np.searchsorted(right.points[:, 0], lacking - left.points[:, 0])
    left_places = np.flatnonzero(match < len(right.costs))
    if not len(left_places):
        return None
    costs = left.costs[left_places] + right.costs[match[left_places]]
    place = left_places[int(np.argmin(costs))]
    return tuple(int(pick) for pick in left.picks[place] + right.picks[match[place]])


def _components(problem: Problem) -> list[list[int]]:
    """The terms in groups that share no lever, nor one a term adds to."""
    groups: list[set[int]] = []
    links = [{place} | ({term.into} if term.into is not None else set()) for place, term in enumerate(problem.terms)]
    links += [{int(at) for at in np.flatnonzero(lever.gains[:, 1:].any(axis=0))} for lever in problem.levers]
    for link in links:
        touching = [group for group in groups if group & link]
        groups = [group for group in groups if not group & link]
        if link:
            groups.append(link.union(*touching))
    return [sorted(group) for group in groups]


def _nothing(count: int, columns: int) -> _Front:
    picks = np.zeros((1, count), dtype=np.int32)
    return _Front(np.zeros(1), np.zeros((1, columns)), np.zeros(1), picks)


def _fixed(fronts: Sequence[_Front], count: int) -> _Front:
    """Fronts with one choice each as one front."""
    whole = _nothing(count, 1)
    return _Front(*(sum((getattr(one, name) for one in fronts), getattr(whole, name)) for name in vars(whole)))


def _options(problem: Problem, prices: Prices, at: int, gap: float) -> _Front:
    """The options of one lever that the gap leaves, as a front."""
    lever, dearer = problem.levers[at], prices.dearer[at]
    kept = np.flatnonzero(dearer <= gap + TOUCH)
    picks = np.zeros((len(kept), len(problem.levers)), dtype=np.int32)
    picks[:, at] = kept
    return _Front(lever.costs[kept], lever.gains[kept], dearer[kept], picks)


def _kept(front: _Front, mask: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> _Front:
    return _Front(front.costs[mask], front.points[mask], front.dearer[mask], front.picks[mask])


def _merged(left: _Front, right: _Front, gap: float) -> _Front:
    """Every choice of both that the gap leaves; a large product goes piece by piece, each pruned."""
    rows = max(1, _AT_ONCE // max(1, len(right.costs)))
    parts = []
    for start in range(0, max(1, len(left.costs)), rows):
        piece = _kept(left, np.arange(start, min(start + rows, len(left.costs))))
        one, other = np.nonzero(piece.dearer[:, None] + right.dearer[None, :] <= gap + TOUCH)
        part = _Front(
            piece.costs[one] + right.costs[other],
            piece.points[one] + right.points[other],
            piece.dearer[one] + right.dearer[other],
            piece.picks[one] + right.picks[other],
        )
        parts.append(_pruned(part) if len(left.costs) > rows else part)
    if len(parts) == 1:
        return parts[0]
    return _Front(*(np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])))


def _pruned(front: _Front) -> _Front:
    """Without the choices that another beats in cost and in every column."""
    varied = np.flatnonzero(np.ptp(front.points, axis=0) > _DUST) if len(front.costs) else np.zeros(0, dtype=np.intp)
    points = front.points[:, varied]
    order = np.lexsort((*(-points[:, column] for column in range(len(varied))), front.costs))
    points = points[order]
    if len(varied) <= 1:
        best = points[:, 0] if len(varied) else np.zeros(len(order))
        before = np.concatenate([[-np.inf], np.maximum.accumulate(best)[:-1]]) if len(order) else best
        return _kept(front, order[best > before + _DUST])
    kept = np.zeros(0, dtype=np.intp)
    for start in range(0, len(order), _BLOCK):
        block = np.arange(start, min(start + _BLOCK, len(order)))
        block = block[~np.any(_beaten(points[block], points[kept]), axis=1)]
        # Within a block only what stands before, so is no dearer, can beat.
        inside = np.tril(_beaten(points[block], points[block]), -1)
        kept = np.concatenate([kept, block[~np.any(inside, axis=1)]])
    return _kept(front, order[kept])


def _beaten(points: Floats, others: Floats) -> npt.NDArray[np.bool_]:
    """Whether each row is nowhere above each of the other rows, row × other row."""
    least: npt.NDArray[np.bool_] = np.all(others[None, :, :] >= points[:, None, :] - _DUST, axis=2)
    return least
