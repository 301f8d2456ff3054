"""Which part of a shop a metric's shortfall comes from: its cases by carrier, province, hour and so on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import duckdb
import numpy as np

from scoring.measure.attributes import ATTRIBUTES, checked, described
from scoring.measure.cases import Window, sides
from scoring.measure.catalogue import Metric, metric
from scoring.measure.metric import CENTS

_FEW = 8
# Of the segments of an attribute in which nothing but chance differs, one is named in a hundred times.
_BY_CHANCE = 0.01


@dataclass(frozen=True)
class Segment:
    """The cases of a metric that share a value of an attribute; value "" = not stated.

    `figure` is the metric of this segment alone, `rest` that of all other cases of the shop (None: no
    such case). `excess` is by how much the segment is worse than the rest (below 0: better), see
    `excess_of`. `share` is that of the denominator; of a count without one, that of the numerator.
    """

    attribute: str
    value: str
    numerator: int
    denominator: int
    figure: float | None
    rest: float | None
    excess: float
    share: float


@dataclass(frozen=True)
class Breakdown:
    """The cases of a metric by each of some attributes: `by` attribute every segment, the worst excess first.

    `shortfall` are the few segments, over all these attributes, whose cases are worse than the rest's by more
    than chance, the worst first. A count has no shortfall: how many cases there could have been is not known.
    """

    by: Mapping[str, list[Segment]]
    shortfall: list[Segment]


def breakdown(
    connection: duckdb.DuckDBPyConnection,
    shop: str,
    metric_id: str,
    attributes: Sequence[str],
    first: date,
    last: date,
    *,
    after_exclusion: bool = False,
    least_sample: int = 20,
) -> Breakdown:
    """The segments over the metric's days from `first` to `last`; those of an attribute together have all its cases.

    Of fewer than `least_sample` cases a segment is no part of the shortfall. Raises `UnknownName` for a metric
    there is not, or an attribute that its cases do not have.
    """
    item, window = metric(metric_id), Window(first, last, shop)
    for attribute in attributes:
        checked(metric_id, attribute)
    if not attributes:
        return Breakdown({}, [])
    two_sides = _describe(connection, item, window, attributes, after_exclusion=after_exclusion)
    sums = _sums(connection, attributes)
    margin = _Margin.of(connection, item) if item.denominator else None
    by, worst = {}, []
    for attribute in attributes:
        of_attribute = [row for row in sums if row.attribute == attribute]
        found = _segments(item, of_attribute)
        by[attribute] = _ranked(found)
        if margin is None:
            continue
        for row, segment in zip(of_attribute, found, strict=True):
            # A refund that names no order is set against no order: where nothing is stated, the sides do not meet.
            comparable = segment.value or not two_sides
            if comparable and row.sample(item) >= least_sample and margin.exceeded(segment, len(of_attribute)):
                worst.append(segment)
    return Breakdown(by, _ranked(worst)[:_FEW])


def excess_of(item: Metric, numerator: int, denominator: int, rest: float | None) -> float:
    """By how much cases are worse than they would be with the figure of the rest; below 0: better.

    In bad cases where the metric is a share; otherwise in its unit times cases (hours, seconds, points,
    CNY). A count has no rest to be held against: where lower is better all of it is excess, else nothing.

    Of a carrier's 100 parcels 80 came in time, of all others 95 %: had it been like them, 15 more would have.

    >>> excess_of(metric("collected_within_48h_rate"), 80, 100, 0.95)
    15.0

    Ten refunds took 50 hours, the others 3 hours each: the ten took 20 hours more than they would have.

    >>> excess_of(metric("refund_own_hours"), 50 * 3600, 10, 3.0)
    20.0
    """
    if not item.denominator:
        return numerator / item.scale if item.better == "lower" else 0.0
    if rest is None:
        return 0.0
    own, expected = numerator / item.scale, denominator * rest
    return own - expected if item.better == "lower" else expected - own


@dataclass(frozen=True)
class _Sums:
    attribute: str
    value: str
    numerator: int
    denominator: int
    cases: int

    def sample(self, item: Metric) -> int:
        # A sum of money does not say how many cases it is of.
        return self.cases if item.counts is CENTS else self.denominator


def _describe(
    connection: duckdb.DuckDBPyConnection,
    item: Metric,
    window: Window,
    attributes: Sequence[str],
    *,
    after_exclusion: bool,
) -> bool:
    """Keep the cases with their attributes as `described_cases`; whether they come of two families."""
    names = ", ".join(["numerator", "denominator", *attributes])
    found = sides(connection, item, window, after_exclusion=after_exclusion)
    texts = [
        f"select {names} from ({described(connection, item, side, window, attributes)}) side{at}"
        for at, side in enumerate(found)
    ]
    connection.execute(f"create or replace temp table described_cases as {' union all '.join(texts)}", window.values)
    return len(found) > 1


def _sums(connection: duckdb.DuckDBPyConnection, attributes: Sequence[str]) -> list[_Sums]:
    """The sums by every value of every attribute, in one pass over the described cases."""
    names, sets = ", ".join(attributes), ", ".join(f"({name})" for name in attributes)
    grouped = ", ".join(f"grouping({name})" for name in attributes)
    rows = connection.sql(
        f"""select {names}, {grouped}, sum(numerator), sum(denominator), count(nullif(denominator, 0))
            from described_cases group by grouping sets ({sets})"""
    ).fetchall()
    count = len(attributes)
    found = []
    for row in rows:
        at = row[count : 2 * count].index(0)
        value = "" if row[at] is None else str(row[at])
        found.append(_Sums(attributes[at], value, *map(int, row[2 * count :])))
    return found


def _segments(item: Metric, sums: Sequence[_Sums]) -> list[Segment]:
    """The segments of one attribute."""
    numerator, denominator = sum(row.numerator for row in sums), sum(row.denominator for row in sums)
    found = []
    for row in sums:
        rest = _figure(item, numerator - row.numerator, denominator - row.denominator)
        part, whole = (row.denominator, denominator) if item.denominator else (row.numerator, numerator)
        found.append(
            Segment(
                row.attribute, row.value, row.numerator, row.denominator,
                _figure(item, row.numerator, row.denominator), rest,
                excess_of(item, row.numerator, row.denominator, rest), part / whole if whole else 0.0,
            )
        )  # fmt: skip
    return found


def _figure(item: Metric, numerator: int, denominator: int) -> float | None:
    if not item.denominator:
        return numerator / item.scale
    return numerator / (denominator * item.scale) if denominator else None


def _ranked(found: Sequence[Segment]) -> list[Segment]:
    order = list(ATTRIBUTES)

    def rank(segment: Segment) -> tuple[float, int, int, int, int, str]:
        # Hours and weekdays in the order of time.
        place = int(segment.value) if ATTRIBUTES[segment.attribute].kind != "text" and segment.value else -1
        size = -segment.denominator or -segment.numerator
        return -segment.excess, size, -segment.numerator, order.index(segment.attribute), place, segment.value

    return sorted(found, key=rank)


@dataclass(frozen=True)
class _Margin:
    """How far cases scatter about the shop's own figure: what a segment may differ by chance."""

    square: float
    skew: float

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, item: Metric) -> _Margin:
        cases = connection.sql("select numerator, denominator from described_cases").fetchnumpy()
        numerator, denominator = (np.asarray(cases[name], dtype=float) for name in ("numerator", "denominator"))
        if not denominator.sum():
            return cls(0.0, 0.0)
        worse = (numerator - denominator * (numerator.sum() / denominator.sum())) / item.scale
        worse = worse if item.better == "lower" else -worse
        square = float(np.sum(worse**2))
        return cls(square, max(0.0, float(np.sum(worse**3)) / square) if square else 0.0)

    def exceeded(self, segment: Segment, of: int) -> bool:
        """Whether the segment, one `of` so many, is worse than the rest by more than chance explains."""
        if not 0 < segment.share < 1:
            return False
        sigmas = NormalDist().inv_cdf(1 - _BY_CHANCE / of)
        # Few rare cases are lopsided: the second term is how much longer that tail is (Cornish and Fisher).
        chance = sigmas * math.sqrt(self.square * segment.share / (1 - segment.share))
        return segment.excess > chance + self.skew * (sigmas**2 - 1) / 6
