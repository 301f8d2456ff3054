"""What a calibration consists of: limits and weights as intervals, what contradicts them, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.figures import Text
from scoring.measure.catalogue import Better
from scoring.rules.assumed_figures import At

ENOUGH, NOTHING, ONE_SIDE, WIDE, TOO_WIDE_A_GROUP = "enough", "nothing", "one_side", "wide", "wide_group"
_MOST_FINER = 5


def finer_to_tell(ends: Sequence[float | None], places: int, figure: float | None = None) -> int:
    """How many decimals beyond `places` it takes to tell two ends apart, with the figure between them.

    >>> finer_to_tell((57.2, 57.9), 0), finer_to_tell((56.93, 58.04), 0, 56.9), finer_to_tell((None, 3.0), 1)
    (0, 1, 0)
    """
    known = [end for end in ends if end is not None]
    for finer in range(_MOST_FINER):
        shown = sorted(round(end, places + finer) for end in known)
        apart = len(shown) < 2 or shown[0] < shown[1]
        if apart and (figure is None or not shown or shown[0] <= figure <= shown[-1]):
            return finer
    return _MOST_FINER


@dataclass(frozen=True)
class Limit:
    """One point of an indicator's curve: the metric value that earns `score`.

    The true limit lies between `missed`, the best value seen not to earn the score (excluded), and
    `reached`, the worst value seen to earn it (included); None where no day shows that side.
    `days_missed` and `days_reached` are the days on each side. `state` is `enough`, or why no figure is
    stated: `nothing`, `one_side`, or `wide` (wider than the step to the next limit of the rule set).
    `figure` is what a rule set takes: inside the interval, next to `reached`. Without a stated interval
    it is the stand-in `stands`, moved no further than the days demand.
    """

    indicator: str
    label: Text
    metric: str
    better: Better
    step: int
    score: Decimal
    at: At
    stands: Decimal
    missed: float | None
    reached: float | None
    days_missed: int
    days_reached: int
    state: str
    figure: Decimal

    @property
    def enough(self) -> bool:
        return self.state == ENOUGH


@dataclass(frozen=True)
class Weight:
    """The weight of a dimension in the total (`group` empty) or of an indicator in its dimension.

    `low` to `high` is what the days leave possible, `days` how many of them narrow it. `state` is
    `enough`, `nothing` (no day says anything), `wide`, or `wide_group` (another weight of its group is
    wide, and they add up to one together). `figure` is the centre; the stand-in where it is not stated.
    """

    group: str
    name: str
    label: Text
    at: At
    stands: Decimal
    low: float
    high: float
    days: int
    state: str
    figure: Decimal

    @property
    def enough(self) -> bool:
        return self.state == ENOUGH


@dataclass(frozen=True)
class Seen:
    """One day: the metric value (None where it is not about one metric) and the official score."""

    day: date
    value: float | None
    score: float


@dataclass(frozen=True)
class Contradiction:
    """Official scores that no limits and weights explain under the rule set's form.

    `kind` is `order` (a value at least as good scored worse: `seen` holds that day first, then one it
    contradicts), `score` (a score the curve does not have), `dimension` (no scores of its indicators
    give it) or `weights` (no weights give the scores of the day, together with those of the others).
    `days` counts the days the first one contradicts.
    """

    kind: str
    item: str
    label: Text
    metric: str
    seen: tuple[Seen, ...]
    days: int


@dataclass(frozen=True)
class Calibration:
    """What the official scores of one shop say about the assumed figures of one rule set.

    `days` is how many days have an official score that was used. `left_out` maps a reason to a number of
    days or rows: `other_days`, `unknown_item`, `asked` (left out on request), `few_cases`,
    `small_numbers`, `withheld`, `level`. `unknown_items`: item as written → the most similar name, or "".
    `told`: reason → the day, item and score of rows that are off the scale or differ.
    """

    scheme: str
    rule_set: date
    category: str
    shop: str
    first_day: date | None
    last_day: date | None
    days: int
    limits: tuple[Limit, ...]
    weights: tuple[Weight, ...]
    contradictions: tuple[Contradiction, ...]
    left_out: Mapping[str, int]
    unknown_items: Mapping[str, str]
    told: Mapping[str, list[str]]

    @property
    def usable(self) -> bool:
        """Whether there is a figure to use and nothing contradicts it."""
        stated = any(limit.enough for limit in self.limits) or any(weight.enough for weight in self.weights)
        return stated and not self.contradictions
