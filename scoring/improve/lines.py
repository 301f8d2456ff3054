"""The lines of each metric that must not be crossed, where they come from, and on which side the shop stands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from scoring.assess import curves
from scoring.assess.conditions import TOUCH
from scoring.assess.given import assess_given
from scoring.assess.results import IndicatorResult
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.errors import BadValue
from scoring.figures import Evidence, Text, Unit
from scoring.measure.catalogue import METRICS, Better
from scoring.measure.daily_sums import Floats
from scoring.rules.curve_kinds import Curve, Steps, limit_evidence
from scoring.rules.model import Indicator, RuleSet
from scoring.rules.words import plain

# The warning line lies this part of the way from the breach line to the next better step. No source prints
# one: a quarter is far enough for windows of 30 days to be seen coming, and leaves three quarters of a step quiet.
WARN_SHARE = Decimal("0.25")
TREND_DAYS = 7
LOOK_AHEAD = 30  # a trend of a week says nothing beyond a month
ENOUGH = 30  # cases; with fewer one of them moves a share by more than three points


@dataclass(frozen=True)
class OwnLine:
    """The lines an operator set for a metric in place of the default ones; None = no such line."""

    warn: Decimal | None
    breach: Decimal | None


@dataclass(frozen=True)
class Line:
    """One metric's two lines and the day's place beside them; figures in the metric's unit.

    A value on a line holds it. `source`: `own`, `certified` (the step it stood on for the certification
    of `certified_on`), without one `week` (the step it stood on a week ago: the day's own step moves with
    the metric and is never crossed), without that `today`, or `none` with `why_none`: `worst` (no step
    to lose), `straight` (on a straight line down to the worst score, which has no steps), `missing` (no
    value), `sample` (too few cases for a score), `small_numbers` (a fixed score).
    `evidence` is that of the step to keep, without one of the day's; the warning line of a default is assumed
    whatever it is. `state`: `ok`, `warn`, `breach`, or `none` (no line, no value, or by a default line no score
    on the day).
    `since`: the first day of the present run beyond the line, None where nothing is beyond one.
    `days_left`: at the pace of the last seven days, the days until the breach line is crossed.
    """

    metric: str
    label: Text
    unit: Unit
    better: Better
    warn: Decimal | None
    breach: Decimal | None
    source: str
    why_none: str
    certified_on: date | None
    evidence: Evidence
    now: float | None
    sample: int
    state: str
    since: date | None
    days_left: int | None


def own_line(
    rules: RuleSet, category: str, metric: str, warn: Decimal | None, breach: Decimal | None, day: date
) -> OwnLine:
    """The lines, checked: each a value the metric can have, the warning strictly on the good side of the breach.

    Raises `BadValue`, or `UnknownName` for a metric the rule set does not look at.
    """
    for value in (warn, breach):
        if value is not None:
            assess_given(rules, {metric: float(value)}, day, category)
    if warn is None and breach is None:
        raise BadValue(metric, "no line", "a warning line, a breach line, or both")
    if warn is not None and breach is not None and not warns_first(warn, breach, METRICS[metric].better):
        side = "above" if METRICS[metric].better == "higher" else "below"
        raise BadValue(metric, plain(warn), f"a warning line {side} the breach line {plain(breach)}")
    return OwnLine(warn, breach)


def warns_first(warn: Decimal, breach: Decimal, better: Better) -> bool:
    """Whether a warning line lies strictly on the good side of a breach line."""
    return warn > breach if better == "higher" else warn < breach


def lines(
    timeline: Timeline, day: date, shop: int, certified: Sequence[Certified], own: Mapping[str, OwnLine]
) -> list[Line]:
    """The lines of every metric that takes part in the scores of the day, in the order of the rule set.

    `certified` are the shop's certifications, of which the last one up to the day counts.
    """
    rules, result = timeline.rules_at(day), timeline.at(day, shop)
    held = last_certified(certified, day)
    references = _references(timeline, day, shop, held)
    found: dict[str, Line] = {}
    for name, item in rules.indicators_for(result.category).items():
        if not item.shown_only and item.metric not in found:
            source, stood = next(
                ((source, values[item.metric]) for source, values in references if item.metric in values),
                ("none", None),
            )
            line = _line(timeline, day, shop, item, result.indicators[name], (source, stood), own.get(item.metric))
            found[item.metric] = replace(line, certified_on=held.day) if held and line.source == "certified" else line
    return list(found.values())


def last_certified(certified: Sequence[Certified], day: date) -> Certified | None:
    """The certification that holds on the day; None when there is none, or it gave no level."""
    up_to_now = [item for item in certified if item.day <= day]
    return up_to_now[-1] if up_to_now and up_to_now[-1].state == "certified" else None


def holds(value: float, line: Decimal, better: Better) -> bool:
    """Whether a value is on the line or on its good side: the comparison by which a curve gives a step's score."""
    return value >= float(line) if better == "higher" else value <= float(line)


def run_since(beyond: Sequence[bool], first_day: date) -> date | None:
    """The first day of the run that ends with the last of consecutive days; None when that is not beyond."""
    run = 0
    for is_beyond in reversed(beyond):
        if not is_beyond:
            break
        run += 1
    return first_day + timedelta(days=len(beyond) - run) if run else None


def _references(
    timeline: Timeline, day: date, shop: int, held: Certified | None
) -> list[tuple[str, Mapping[str, float]]]:
    """The days whose steps may be the ones to keep, the first choice first: each with its scored metrics' values."""
    days = {"today": day}
    if day - timedelta(days=TREND_DAYS) >= timeline.first_day:
        days = {"week": day - timedelta(days=TREND_DAYS), **days}
    if held is not None:
        days = {"certified": held.reference_day, **days}
    return [
        (
            source,
            {
                item.metric: item.value
                for item in timeline.at(at, shop).indicators.values()
                if item.score is not None and item.value is not None
            },
        )
        for source, at in days.items()
    ]


def _line(
    timeline: Timeline,
    day: date,
    shop: int,
    item: Indicator,
    result: IndicatorResult,
    reference: tuple[str, float | None],
    own: OwnLine | None,
) -> Line:
    metric, now = METRICS[item.metric], result.value
    values = timeline.metric(item.metric, shop)[: (day - timeline.first_day).days + 1]
    warn, breach, why_none = None, None, ""
    evidence = curves.evidence(item.curve, metric.better, now)
    source, stood = reference
    if own is not None:
        source, warn, breach = "own", own.warn, own.breach
    elif result.small_numbers:
        source, why_none = "none", "small_numbers"
    elif stood is None:
        source, why_none = "none", "sample" if now is not None else "missing"
    elif (place := _standing(item.curve, stood, metric.better)) is None:
        source, why_none = "none", "straight" if _is_on_last_line(item.curve, stood, metric.better) else "worst"
    else:
        breach = item.curve.points[place].reach
        warn = _warn_line(item.curve, place, metric.better, metric.unit)
        evidence = limit_evidence(item.curve, place)
    judged = now if source == "own" or result.score is not None else None
    state, line = _state(judged, warn, breach, metric.better)
    since = None
    if line is not None:
        since = run_since(
            [not math.isnan(value) and not holds(value, line, metric.better) for value in values], timeline.first_day
        )
    days_left = None
    if breach is not None and state in ("ok", "warn") and _tells(timeline, day, shop, item, result):
        days_left = _days_left(values, float(breach), metric.better)
    return Line(
        item.metric, metric.label, metric.unit, metric.better, warn, breach, source, why_none, None,
        evidence, now, result.sample, state, since, days_left,
    )  # fmt: skip


def _standing(curve: Curve, value: float, better: Better) -> int | None:
    """The best point the value reaches, unless falling below it costs nothing: then it has no step to lose."""
    lowest = curve.otherwise if isinstance(curve, Steps) else curve.points[-1].score
    for place, step in enumerate(curve.points):
        if holds(value, step.reach, better):
            return place if step.score > lowest else None
    return None


def _is_on_last_line(curve: Curve, value: float, better: Better) -> bool:
    """Whether a value lies above the worst point of a straight line: it has points to lose, and no step to keep."""
    end = float(curve.points[-1].reach)
    return not isinstance(curve, Steps) and (value > end if better == "higher" else value < end)


def _warn_line(curve: Curve, place: int, better: Better, unit: Unit) -> Decimal | None:
    """The warning line of a step; None where nothing is better than the step itself.

    Above the best step there is no next one: the width of the step below it stands in, as far as the unit
    goes; where there is no step below either, all that is left of the unit.
    """
    reach = curve.points[place].reach
    if place:
        width = abs(curve.points[place - 1].reach - reach)
    else:
        end = unit.highest if better == "higher" else 0.0
        left = abs(Decimal(str(end)) - reach) if math.isfinite(end) else None
        below = abs(reach - curve.points[1].reach) if len(curve.points) > 1 else None
        width = min((size for size in (left, below) if size is not None), default=Decimal(0))
    if not width:
        return None
    return reach + WARN_SHARE * width if better == "higher" else reach - WARN_SHARE * width


def _state(
    now: float | None, warn: Decimal | None, breach: Decimal | None, better: Better
) -> tuple[str, Decimal | None]:
    """The state of a value, and the line it is beyond."""
    if now is None or (warn is None and breach is None):
        return "none", None
    if breach is not None and not holds(now, breach, better):
        return "breach", breach
    if warn is not None and not holds(now, warn, better):
        return "warn", warn
    return "ok", None


def _tells(timeline: Timeline, day: date, shop: int, item: Indicator, result: IndicatorResult) -> bool:
    """Whether the last week of a metric shows a trend: enough cases at both ends, counted over the same window."""
    before = day - timedelta(days=TREND_DAYS)
    if before < timeline.first_day:
        return False
    then = timeline.panel_at(before).metrics.get(item.metric)
    windows = [timeline.rules_at(at).windows_for(timeline.categories[shop]).get(item.metric) for at in (before, day)]
    least = max(ENOUGH, item.minimum_sample.count)
    enough = then is not None and min(int(then.sample[shop, 0]), result.sample) >= least
    return enough and windows[0] == windows[1]


def _days_left(values: Floats, breach: float, better: Better) -> int | None:
    """At the mean daily change of the last week: the first whole day beyond the line; None when not within a month."""
    week = values[-TREND_DAYS - 1 :]
    if np.isnan(week).any():
        return None
    worse = float(week[0] - week[-1]) if better == "higher" else float(week[-1] - week[0])
    room = float(week[-1]) - breach if better == "higher" else breach - float(week[-1])
    if worse <= 0:
        return None
    # On a day that ends on the line, but for binary dust, the line still holds.
    days = math.floor(room * TREND_DAYS / worse + TOUCH) + 1
    return days if days <= LOOK_AHEAD else None
