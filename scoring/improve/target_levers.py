"""The levers of a target: what each metric can be brought to, by how many whole cases, at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from scoring.assess.panel_assessment import PanelAssessment
from scoring.figures import Unit
from scoring.improve.costs import cost_of
from scoring.improve.effort import after, needed, unit_of_effort
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import Floats
from scoring.measure.panel import MEASURED
from scoring.rules.curve_kinds import LinearBetween
from scoring.rules.model import Indicator

# A figure without cases moves in steps that a person reads: 0.01 %, 0.1 h, 1 s, 0.01 points, CNY 1.
_STEPS = {
    Unit.RATIO: Decimal("0.0001"),
    Unit.HOUR: Decimal("0.1"),
    Unit.SECOND: Decimal(1),
    Unit.SCORE: Decimal("0.01"),
    Unit.INDEX: Decimal("0.01"),
    Unit.COUNT: Decimal(1),
    Unit.MONEY: Decimal(1),
}
# More steps than this on a straight line, and they are taken ten, a hundred, … at a time.
_MOST = 20_000


@dataclass(frozen=True)
class Wishes:
    """What the operator says: metrics not to touch, the best value a metric may take, what a unit of it costs.

    Values are in the metric's own unit (shares as 0 to 1). A cost is for one unit of `costs.SIZES`: a
    whole case, a five-star rating, a percentage point, an hour, a second, 0.01 of a rating, …; a metric without
    one takes the assumed `costs.DEFAULT_COST`.
    """

    frozen: frozenset[str] = frozenset()
    limits: Mapping[str, float] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)

    def without(self, metric: str) -> Wishes:
        """The same wishes with one metric more that is not to be touched."""
        return Wishes(self.frozen | {metric}, self.limits, self.costs)


@dataclass(frozen=True)
class MetricLever:
    """What one metric can be brought to: position by position its value, what is `needed` for it, and the cost.

    Position 0 is where it stands. `needed` counts in `unit` (as `effort.needed`). `cases` is its sample as measured
    from events; 0 of a figure of the platform or one typed by hand.
    """

    metric: Metric
    unit: str
    cases: int
    values: Floats
    needed: Floats
    costs: Floats


@dataclass(frozen=True)
class NoLever:
    """A metric that cannot be moved, and why.

    `frozen` or `limit`: as the operator wishes. `not_measured` (no data), `sample` (below its minimum
    sample, so it has no score), `small_numbers` (too few orders, the score is fixed), `shown_only` (not assessed yet).
    """

    metric: str
    reason: str


def levers(result: PanelAssessment, category: str, wishes: Wishes) -> tuple[dict[str, MetricLever], list[NoLever]]:
    """The levers of one shop on one day (a panel of one row), and the metrics that are none.

    A lever is the metric of a scored indicator, of a gate, or of a bonus. What only happened can not be made good:
    violations, and the number of orders a score needs, are none. A metric at its best is in neither list.
    """
    found: dict[str, MetricLever] = {}
    none: list[NoLever] = []
    indicators = result.rules.indicators_for(category)
    for name, lines in _lines(result, indicators).items():
        items = [(key, item) for key, item in indicators.items() if item.metric == name]
        scored = [item for key, item in items if _scored(result, key, item)]
        lever = _lever(result, name, scored, lines, wishes)
        if lever is None:
            none += [NoLever(name, _why_not(result, key, item)) for key, item in items[:1] if not scored]
        elif name in wishes.frozen:
            none.append(NoLever(name, "frozen"))
        elif len(lever.values) == 1:
            none.append(NoLever(name, "limit"))
        else:
            found[name] = lever
    return found, none


def _lines(result: PanelAssessment, indicators: Mapping[str, Indicator]) -> dict[str, list[Decimal]]:
    """Every metric that may be a lever, with the values at which a gate or a bonus is reached."""
    rules = result.rules
    lines: dict[str, list[Decimal]] = {item.metric: [] for item in indicators.values()}
    for gate in rules.gates.values():
        if gate.metric is not None and gate.at_least is not None:
            lines.setdefault(gate.metric, []).append(gate.at_least)
    for bonus in rules.bonuses.values():
        for metric, line in ((bonus.metric, bonus.at_least), *((also.metric, also.at_least) for also in bonus.also)):
            lines.setdefault(metric, []).append(line)
    for metric in counted_beside(result):
        lines.pop(metric, None)
    return lines


def counted_beside(result: PanelAssessment) -> set[str]:
    """Metrics that say how much happened, and decide more than their own points: no levers."""
    rules = result.rules
    found = {off.metric for off in rules.deductions.values()}
    for item in rules.indicators.values():
        if item.small_numbers is not None:
            found |= {item.small_numbers.orders, item.small_numbers.bad}
    if (required := rules.total.requires) is not None:
        found |= {required.metric, *(required.instead.reduced_by if required.instead else ())}
    return found


def _scored(result: PanelAssessment, name: str, item: Indicator) -> bool:
    """Whether the value of an indicator decides a score that takes part."""
    fixed = name in result.fixed and bool(result.fixed[name][0, 0])
    return not item.shown_only and not fixed and not np.isnan(result.indicators[name][0, 0])


def _why_not(result: PanelAssessment, name: str, item: Indicator) -> str:
    if item.shown_only:
        return "shown_only"
    values = result.panel.metrics.get(item.metric)
    if values is None or np.isnan(values.value[0, 0]):
        return "not_measured"
    return "sample" if np.isnan(result.indicators[name][0, 0]) else "small_numbers"


def _lever(
    result: PanelAssessment, name: str, scored: list[Indicator], lines: Iterable[Decimal], wishes: Wishes
) -> MetricLever | None:
    """The lever of a metric, with one position alone where its limit leaves nothing; None where it is at its best."""
    values = result.panel.metrics.get(name)
    if values is None or np.isnan(values.value[0, 0]):
        return None
    metric, now = METRICS[name], float(values.value[0, 0])
    measured = values.origin[0, 0] == MEASURED
    sums = (int(values.numerator[0, 0]), int(values.denominator[0, 0]) if measured else 0)
    unit = unit_of_effort(metric, sums[1])
    aims = {step.reach for item in scored for step in item.curve.points} | set(lines)
    aims = {aim for aim in aims if (float(aim) > now if metric.better == "higher" else float(aim) < now)}
    if not aims:
        return None
    limit = wishes.limits.get(name)
    straight = [item.curve for item in scored if isinstance(item.curve, LinearBetween)]
    ends = {curve.points[0].reach for curve in straight} & aims
    near = [aim for aim in aims if limit is None or _within(metric, float(aim), limit)]
    reached, counts = _aimed(metric, sums, now, near)
    if ends and unit in ("case", "five_star"):
        more = _whole_cases(max(needed(metric, *sums, now, aim)[0] for aim in ends))
        counts = np.unique(np.concatenate([more, counts]))
        reached = after(metric, *sums, counts.astype(np.int64))
    elif ends:
        grid = _grid(metric, now, max(ends) if metric.better == "higher" else min(ends), limit)
        reached = np.unique(np.concatenate([reached, grid]))
        counts = np.abs(reached - now)
    if limit is not None:
        kept = np.array([_within(metric, value, limit) for value in reached], dtype=bool)
        reached, counts = reached[kept], counts[kept]
    order = np.argsort(counts, kind="stable")
    reached, counts = np.concatenate([[now], reached[order]]), np.concatenate([[0.0], counts[order]])
    return MetricLever(
        metric, unit, sums[1], reached, counts, np.array([cost_of(name, count, unit, wishes.costs) for count in counts])
    )


def _within(metric: Metric, value: float, limit: float) -> bool:
    """Whether a value is no better than the limit."""
    return value <= limit if metric.better == "higher" else value >= limit


def _aimed(metric: Metric, sums: tuple[int, int], now: float, aims: Iterable[Decimal]) -> tuple[Floats, Floats]:
    """The aims that can be reached, and what each needs; of those that need the same the best."""
    best: dict[float, float] = {}
    for aim in sorted(aims, reverse=metric.better == "lower"):
        count = needed(metric, *sums, now, aim)[0]
        if np.isfinite(count):
            best[count] = float(aim)
    return np.array(list(best.values()), dtype=np.float64), np.array(list(best), dtype=np.float64)


def _whole_cases(most: float) -> Floats:
    if not np.isfinite(most):
        most = _MOST
    stride = 1
    while most / stride > _MOST:
        stride *= 10
    return np.arange(stride, most + 1, stride, dtype=np.float64)


def _grid(metric: Metric, now: float, end: Decimal, limit: float | None) -> Floats:
    """The figures between where a metric stands and the end of its line that a person would name."""
    step = _STEPS[metric.unit]
    low, high = sorted((Decimal(repr(now)), end))
    while (high - low) / step > _MOST:
        step *= 10
    first, last = int(low / step), int(high / step)
    grid = np.array([float(step * place) for place in range(first, last + 1)])
    if limit is not None:
        grid = np.append(grid, limit)
    between: Floats = grid[(grid > float(low)) & (grid < float(high))]
    return between
