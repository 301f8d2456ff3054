"""The closed list of curve kinds, each one function of the same name; and the one place that rounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.figures import Evidence, weakest
from scoring.measure.catalogue import Better
from scoring.rules.curve_kinds import Curve, Display, LinearBetween, Steps, limit_evidence
from scoring.rules.parts import Calibrated

Floats = npt.NDArray[np.float64]


def steps(curve: Steps | Display, better: Better, values: Floats) -> Floats:
    """The score of each value on a staircase; a value exactly on `reach` earns its score. NaN stays NaN."""
    # The rank of the best point reached picks the score; writing scores under masks takes four times as long.
    rank = (~np.isnan(values)).astype(np.int16)
    for place, step in enumerate(reversed(curve.points), start=2):
        reach = float(step.reach)
        reached = values >= reach if better == "higher" else values <= reach
        np.maximum(rank, reached * np.int16(place), out=rank)
    worst_first = (curve.otherwise, *(step.score for step in reversed(curve.points)))
    scores: Floats = np.array([np.nan, *map(float, worst_first)])
    return scores[rank]


def linear_between(curve: LinearBetween, values: Floats) -> Floats:
    """The score of each value on straight lines between the points; the end scores hold beyond them.

    >>> from decimal import Decimal
    >>> from scoring.rules.curve_kinds import Step
    >>> from scoring.rules.parts import Assumed, Words
    >>> words = Words(zh="例", en="example")
    >>> why = Assumed(provenance="assumed", because=words, if_wrong=words)
    >>> points = tuple(Step(reach=Decimal(x), score=Decimal(y)) for x, y in ((5, 100), (3, 60), (1, 50)))
    >>> curve = LinearBetween(kind="linear_between", points=points, evidence=why)
    >>> linear_between(curve, np.array([5.5, 4.0, 3.0, 2.0, np.nan])).tolist()
    [100.0, 80.0, 60.0, 55.0, nan]
    """
    points = sorted((float(step.reach), float(step.score)) for step in curve.points)
    scores: Floats = np.interp(values, [reach for reach, _ in points], [score for _, score in points])
    return scores


def score(curve: Curve, better: Better, values: Floats) -> Floats:
    """The score of each value on a curve of any kind."""
    return linear_between(curve, values) if isinstance(curve, LinearBetween) else steps(curve, better, values)


def evidence(curve: Curve, better: Better, values: npt.ArrayLike | None) -> Evidence:
    """Why the scores of values are believed: by the limits they lie between; without any (NaN, None), by all.

    >>> from scoring.rules.catalogue import scheme
    >>> curve = scheme("tmall_experience_star").rule_sets[-1].indicators["reply_rate"].curve
    >>> evidence(curve, "higher", 0.97)
    <Evidence.ASSUMED: 'assumed'>
    """
    if not isinstance(curve.evidence, Calibrated):
        return curve.evidence.kind
    known = np.atleast_1d(np.asarray(values, dtype=np.float64)).ravel()
    reaches = np.array([float(step.reach) for step in curve.points])
    column = known[~np.isnan(known), np.newaxis]
    missed = column < reaches if better == "higher" else column > reaches
    # From best to worst: as many points are missed as stand before the first one reached.
    at = np.unique(missed.sum(axis=1)) if column.size else np.arange(len(reaches))
    beside = {place for first in at.tolist() for place in (first - 1, first) if 0 <= place < len(reaches)}
    return weakest(*(limit_evidence(curve, place) for place in beside))


def shown(display: Display, totals: Floats) -> Floats:
    """The score shown to buyers for each total. NaN stays NaN."""
    return steps(display, "higher", totals)


def half_up(values: Floats, decimals: int) -> Floats:
    """The values rounded half up, as the platforms print them.

    The nudge of 1e-9 lifts sums that are a tie in decimals but fall short of it in binary; scores
    and weights have few decimals, so no true value lies that close below a tie.

    >>> half_up(np.array([74.995, 2.345, 3.4704]), 2).tolist()
    [75.0, 2.35, 3.47]
    """
    shift = 10.0**decimals
    rounded: Floats = np.floor(values * shift + 0.5 + 1e-9 * shift) / shift
    return rounded
