"""A calibration as plain data: do the data suffice, limits and weights, contradictions, official against trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.trend import Line, Trend
from scoring.figures import Unit
from scoring.improve.calibrate.compared import DayCompared, agreeing, items_in
from scoring.improve.calibrate.figures import moved
from scoring.improve.calibrate.of_shop import ShopCalibration
from scoring.improve.calibrate.official import LEVEL, TOTAL
from scoring.improve.calibrate.results import NOTHING, Calibration, Contradiction, Limit, Weight, finer_to_tell
from scoring.measure.catalogue import METRICS
from scoring.rules.assumed_figures import editable_figures
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure
from scoring.rules.words import plain

READY, EMPTY, NOT_ENOUGH, CONTRADICTED = "ready", "empty", "not_enough", "contradicted"
_MOST_ITEMS = 10
_TOGETHER = "\u00a0"  # a blank at which no line is broken


@dataclass(frozen=True)
class Suspect:
    """A day whose official score contradicts others: what is said of it, and the metric to look at (empty = none)."""

    day: date
    metric: str
    text: str


@dataclass(frozen=True)
class CalibrationView:
    """`state` says whether the data suffice, `headline` in a sentence.

    `stated` are the limits there is a figure for, `others` those the days say too little of. `silent` counts
    the figures no day says anything of. Where the scores contradict, no figure is shown at all.
    """

    state: str
    headline: str
    stated: list[dict[str, str]]
    others: list[dict[str, str]]
    weights: list[dict[str, str]]
    silent: int
    suspects: list[Suspect]
    left_out: list[str]


def calibration_view(found: ShopCalibration, rules: RuleSet, language: str) -> CalibrationView:
    """All that is shown of a calibration."""
    t, item = words(language), found.calibration
    stated = sum(limit.enough for limit in item.limits), sum(weight.enough for weight in item.weights)
    places = {
        "days": fmt.whole(item.days), "first": fmt.day(item.first_day), "last": fmt.day(item.last_day),
        "limits": stated[0], "of_limits": len(item.limits), "weights": stated[1], "of_weights": len(item.weights),
        "count": len(item.contradictions),
    }  # fmt: skip
    state = _state(found)
    limits = [] if item.contradictions else item.limits
    telling = [limit for limit in limits if limit.state != NOTHING]
    return CalibrationView(
        state,
        t("calibration.ready_limits" if state == READY and not item.weights else f"calibration.{state}", **places),
        [_limit_row(limit, t, language) for limit in telling if limit.enough],
        [_limit_row(limit, t, language) for limit in telling if not limit.enough],
        [_weight_row(weight, rules, t, language) for weight in item.weights if weight.state != NOTHING],
        len(limits) - len(telling) + sum(weight.state == NOTHING for weight in item.weights),
        [_suspect(one, t, language) for one in item.contradictions],
        [_left_out(reason, count, item, t) for reason, count in item.left_out.items()],
    )


def _left_out(reason: str, count: int, found: Calibration, t: Words) -> str:
    """What was not used and why; what can be put right in the file by its names, items with the most similar ones."""
    said = t(f"calibration.left_{reason}", count=fmt.whole(count))
    named = [fmt.escaped(row) for row in found.told.get(reason, ())]
    if reason == "unknown_item":
        named = [
            t("calibration.perhaps", item=fmt.escaped(item), name=near) if near else fmt.escaped(item)
            for item, near in found.unknown_items.items()
        ]
    if not named:
        return said
    more = len(named) - _MOST_ITEMS
    named = [*named[:_MOST_ITEMS], *([t("calibration.more_items", count=fmt.whole(more))] if more > 0 else [])]
    return t("calibration.named", said=said, names=t("calibration.between").join(named))


def _state(found: ShopCalibration) -> str:
    item = found.calibration
    if item.contradictions:
        return CONTRADICTED
    if not item.days:
        return EMPTY
    return READY if item.usable else NOT_ENOUGH


def _limit_row(limit: Limit, t: Words, language: str) -> dict[str, str]:
    unit = METRICS[limit.metric].unit
    stands, figure = (figure_text(value, unit, language) for value in (limit.stands, limit.figure))
    return {
        t("calibration.limit"): t("calibration.earns", item=limit.label[language], score=plain(limit.score)),
        t("calibration.lies"): interval_text(limit, unit, language),
        t("calibration.days_of_limit"): f"{fmt.whole(limit.days_missed)} / {fmt.whole(limit.days_reached)}",
        t("calibration.stand_in"): stands,
        t("calibration.result"): _result(limit, figure, t),
    }


def interval_text(limit: Limit, unit: Unit, language: str) -> str:
    """Where the true limit lies: beyond the best value that missed it, at most the worst that reached it."""
    figure = limit.figure if limit.enough else None
    missed, reached = ends_text(limit.missed, limit.reached, unit, language, figure)
    beyond, at_most = (">", "≤") if limit.better == "higher" else ("<", "≥")
    ends = [
        f"{sign}{_TOGETHER}{text.replace(' ', _TOGETHER)}"
        for sign, text in ((beyond, missed), (at_most, reached))
        if text
    ]
    # From the smaller to the greater number, whichever of them was seen to be enough.
    return words(language)("board.list").join(ends if limit.better == "higher" else reversed(ends))


def ends_text(
    low: float | None, high: float | None, unit: Unit, language: str, figure: Decimal | None = None
) -> tuple[str, str]:
    """Both ends of an interval with as many decimals as it takes to tell them apart; empty where there is none."""
    finer = finer_to_tell(
        [None if end is None else fmt.shown(end, unit) for end in (low, high)],
        fmt.decimals(unit),
        None if figure is None else fmt.shown(float(figure), unit),
    )
    low_text, high_text = ("" if end is None else fmt.measured(end, unit, language, finer=finer) for end in (low, high))
    return low_text, high_text


def figure_text(value: Decimal, unit: Unit, language: str) -> str:
    """A figure of a rule set exactly as it stands, with its unit."""
    if unit is Unit.RATIO:
        return f"{plain(value * 100)}%"
    return f"{plain(value)}{fmt.suffix(unit, language)}"


def _result(item: Limit | Weight, figure: str, t: Words) -> str:
    if item.enough:
        return figure
    why = t(f"calibration.why_{item.state}")
    # Where a stand-in does not give the days their scores, it is moved with the figures that are used.
    return t("calibration.moved", why=why, figure=figure) if item.figure != item.stands else why


def _weight_row(weight: Weight, rules: RuleSet, t: Words, language: str) -> dict[str, str]:
    group = rules.dimensions.rows[weight.group].label.text[language] if weight.group else t("calibration.total")
    return {
        t("calibration.weight"): t("calibration.part_of", whole=group, part=weight.label[language]),
        t("calibration.interval"): " – ".join(ends_text(weight.low, weight.high, Unit.RATIO, language)),
        t("calibration.days"): fmt.whole(weight.days),
        t("calibration.stand_in"): fmt.weight(float(weight.stands)),
        t("calibration.result"): _result(weight, f"{plain(weight.figure * 100)}%", t),
    }


def _suspect(one: Contradiction, t: Words, language: str) -> Suspect:
    label = one.label[language]
    if one.kind == "order" and len(one.seen) > 1:
        first, other = one.seen[:2]
        values = ends_text(first.value, other.value, METRICS[one.metric].unit, language)
        text = t(
            "calibration.order", item=label, day=fmt.day(first.day), value=values[0], score=plain(first.score),
            other_day=fmt.day(other.day), other_value=values[1], other_score=plain(other.score), days=one.days,
        )  # fmt: skip
        return Suspect(first.day, one.metric, text)
    days = t("board.list").join(
        t("calibration.day_score", day=fmt.day(seen.day), score=plain(seen.score)) for seen in one.seen
    )
    key = {"order": "ruled_out", "score": "no_such_score"}.get(one.kind, one.kind)
    return Suspect(one.seen[0].day, one.metric, t(f"calibration.{key}", item=label, days=days))


def items_of(rows: Sequence[DayCompared], rules: RuleSet, language: str) -> dict[str, str]:
    """The items that have official scores, and what they are called."""
    t = words(language)
    names = {TOTAL: t("calibration.total"), LEVEL: t("calibration.level")}
    names |= {name: item.label.text[language] for name, item in rules.indicators.items()}
    names |= {name: row.label.text[language] for name, row in rules.dimensions.rows.items()}
    return {item: names[item] for item in items_in(rows)}


def agreement(found: ShopCalibration, item: str, language: str) -> str:
    """On how many days official and trial agree, now and, where there is a figure to use, with the calibration."""
    now, days = agreeing(found.now, item)
    then = agreeing(found.then, item)[0]
    key = "calibration.agreement" if found.calibration.usable else "calibration.agreement_now"
    return words(language)(key, days=fmt.whole(days), now=fmt.whole(now), then=fmt.whole(then))


def compared_rows(found: ShopCalibration, item: str, language: str) -> list[dict[str, str]]:
    """A row for each day of an item, the newest first: official, trial now, difference, trial with the calibration."""
    t = words(language)
    then = {row.day: row.trial for row in found.then if row.item == item}
    rows = []
    for row in reversed(found.now):
        if row.item == item:
            rows.append(
                {
                    t("calibration.day"): fmt.day(row.day),
                    t("calibration.official"): fmt.points(row.official),
                    t("calibration.trial"): fmt.points(row.trial),
                    t("calibration.difference"): _difference(row.difference),
                }
            )
            if found.calibration.usable:
                rows[-1][t("calibration.trial_then")] = fmt.points(then.get(row.day))
    return rows


def _difference(value: float | None) -> str:
    return "0" if value is not None and abs(value) < 1e-9 else fmt.points(value, sign=True)


def moved_along(figures: Sequence[OwnFigure], rules: RuleSet, language: str) -> str:
    """The stand-ins that are moved when the figures are used, each from where to where; empty without any."""
    t, gone = words(language), moved(figures)
    if not gone:
        return ""
    stands = {item.at: item for item in editable_figures(rules, gone[0].category)}
    told = [
        f"{stands[item.at].item[language]} {stands[item.at].field[language]} "
        f"{plain(stands[item.at].value)} → {plain(item.value)}"
        for item in gone
        if item.at in stands
    ]
    return t("calibration.moved_along", count=len(gone), figures=t("board.list").join(told))


def compared_trend(found: ShopCalibration, item: str, name: str, language: str) -> Trend:
    """The official score of each day beside the trial one, as it is now and with the calibration."""
    t = words(language)
    rows = [row for row in found.now if row.item == item]
    then = {row.day: row.trial for row in found.then if row.item == item}
    days = tuple(row.day for row in rows)
    lines = [Line(t("calibration.trial"), tuple(_rounded(row.trial) for row in rows), main=True)]
    if found.calibration.usable:
        lines.append(Line(t("calibration.trial_then"), tuple(_rounded(then.get(day)) for day in days)))
    # On top of the lines, which it should meet.
    lines.append(Line(t("calibration.official"), tuple(row.official for row in rows), dots=True))
    return Trend(name, days, tuple(lines), (), 3, "", "" if days else name, agreement(found, item, language))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
