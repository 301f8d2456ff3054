"""A calibration: limits and weights as intervals, official against trial, what contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from scoring.improve.calibrate.compared import DayCompared, agreeing, items_in
from scoring.improve.calibrate.figures import moved
from scoring.improve.calibrate.of_shop import ShopCalibration
from scoring.improve.calibrate.results import Contradiction, Limit, Weight, finer_to_tell
from scoring.measure.catalogue import METRICS
from scoring.rules.own_figures import OwnFigure, typed_and_fitted
from scoring.rules.words import plain
from scoring.show.figures import figure, number, places, scale

_WHY = {
    "nothing": "not enough data: no day says anything",
    "one_side": "not enough data: days on one side only",
    "wide": "not enough data: the interval is too wide",
    "wide_group": "not enough data: another weight of the group is too wide",
}
_LEFT_OUT = {
    "differing": "official scores that stand twice for a day with different figures",
    "off_scale": "official scores outside the scale of the rule set",
    "other_days": "official scores of days without data or under another rule set",
    "unknown_item": "official scores of items the rule set does not have",
    "asked": "official scores of days left out on request",
    "few_cases": "scores of days with too few cases",
    "small_numbers": "scores that small numbers fixed",
    "withheld": "totals of days on which too little was sold",
    "level": "levels, which no figure is fitted to",
}
_MOST_ITEMS = 20
_HINT = (
    "Known causes: figures that came late, an exclusion the platform counts and the data lack (or the other way "
    "round), a deduction, a window that ends another day, limits that moved. Import what is missing, or leave a "
    "day out with --without DAY."
)


def calibration(item: ShopCalibration) -> dict[str, Any]:
    """A calibration under the stable keys."""
    found = item.calibration
    return {
        "scheme": found.scheme,
        "rule_set": found.rule_set.isoformat(),
        "category": found.category,
        "shop": found.shop,
        "first_day": found.first_day.isoformat() if found.first_day else None,
        "last_day": found.last_day.isoformat() if found.last_day else None,
        "days": found.days,
        "usable": found.usable,
        "limits": [_limit(limit) for limit in found.limits],
        "weights": [_weight(weight) for weight in found.weights],
        "contradictions": [_contradiction(one) for one in found.contradictions],
        "left_out": dict(found.left_out),
        "unknown_items": dict(found.unknown_items),
        "told": dict(found.told),
        "official_against_trial": [_day(row) for row in item.now],
        "agreeing": {
            name: {"days": days, "now": now, "calibrated": then} for name, days, now, then in _agreement(item)
        },
    }


def calibration_text(item: ShopCalibration) -> list[str]:
    """A calibration in lines: whether it can be used first."""
    found = item.calibration
    lines = [f"{found.scheme}, rule set of {found.rule_set}, shop {found.shop} (category {found.category or 'any'})"]
    if not found.days and found.left_out.get("other_days"):
        lines.append(
            "There are no official scores of days with data on which this rule set is in force: nothing is fitted. "
            "Choose the rule set of the days with --rules DAY, or import scores of its days."
        )
    elif not found.days:
        lines.append("There are no official scores to fit it to: import them, or name a file with --official.")
    else:
        lines.append(f"Official scores of {found.days} days, {found.first_day} to {found.last_day}.")
    for one in found.contradictions:
        lines.append(f"CONTRADICTION {contradiction_text(one)}")
    if found.contradictions:
        lines.append(f"Nothing is fitted: the official scores contradict the rule set. {_HINT}")
    if found.days and not found.contradictions:
        lines += [limit_text(limit) for limit in found.limits]
        lines += [weight_text(weight) for weight in found.weights]
    lines += [f"Left out: {count} {_LEFT_OUT[reason]}." for reason, count in found.left_out.items()]
    lines += [
        f"  No item of the rule set: {item}" + (f", perhaps {near}" if near else "")
        for item, near in list(found.unknown_items.items())[:_MOST_ITEMS]
    ]
    if len(found.unknown_items) > _MOST_ITEMS:
        lines.append(f"  … and {len(found.unknown_items) - _MOST_ITEMS} more.")
    for reason, rows in found.told.items():
        more = f" and {len(rows) - _MOST_ITEMS} more" if len(rows) > _MOST_ITEMS else ""
        lines.append(f"  {_LEFT_OUT[reason].capitalize()}: {'; '.join(rows[:_MOST_ITEMS])}{more}.")
    for name, days, now, then in _agreement(item):
        lines.append(f"{name}: official and trial agree on {now} of {days} days, with the calibration on {then}.")
    return lines


def moved_text(figures: Iterable[OwnFigure]) -> str:
    """The end of a sentence: the stand-ins among the figures that a calibration moved; empty without any."""
    names = [f"{_name(item)} to {plain(item.value)}" for item in moved(figures)]
    if not names:
        return ""
    return f", and {len(names)} stand-in{'' if len(names) == 1 else 's'} moved to fit the days: {', '.join(names)}"


def taken_back_text(
    scheme: str, rule_set: date | None, category: str, gone: Sequence[OwnFigure], left: Sequence[OwnFigure]
) -> list[str]:
    """What was taken back, a line for each rule set; where there was nothing, which others have some."""
    by_rule_set = grouped(gone)
    if by_rule_set:
        return [
            f"Taken back: {_counted(items)} of {name}, rule set of {day} (category {kind or 'any'}){moved_text(items)}."
            for (name, day, kind), items in by_rule_set.items()
        ]
    of = f"{scheme}, rule set of {rule_set}" if rule_set else scheme
    others = "; ".join(
        f"{name}, rule set of {day}, category {kind or 'any'}: {len(items)}"
        for (name, day, kind), items in grouped(item for item in left if item.support is not None).items()
    )
    kept = f"There are some of others: {others}." if others else "There are none of any other scheme either."
    return [f"Nothing to take back: no calibrated figures of {of} (category {category or 'any'}) are kept. {kept}"]


def _counted(figures: Iterable[OwnFigure]) -> str:
    count = typed_and_fitted(figures)[1]
    return f"{count} calibrated figure{'' if count == 1 else 's'}"


def grouped(figures: Iterable[OwnFigure]) -> dict[tuple[str, date, str], list[OwnFigure]]:
    """Figures by scheme, rule set and category, in that order."""
    found: dict[tuple[str, date, str], list[OwnFigure]] = {}
    for item in sorted(figures, key=lambda item: (item.scheme, item.rule_set, item.category)):
        found.setdefault((item.scheme, item.rule_set, item.category), []).append(item)
    return found


def _name(item: OwnFigure) -> str:
    """An indicator's limit by its indicator and step, counted as in the JSON of a calibration; else the path."""
    if item.at[0] == "indicators" and item.at[2:4] == ("curve", "points"):
        return f"{item.at[1]} step {int(item.at[4]) + 1}"
    return item.name


def limit_text(limit: Limit) -> str:
    """A limit in a line; without a figure of its own why, and where its stand-in moves to fit the days."""
    missed, reached = _ends(limit)
    seen = f"missed at {missed} ({limit.days_missed} days), reached at {reached} ({limit.days_reached} days)"
    said = f"figure {plain(limit.figure)}" if limit.enough else _WHY[limit.state]
    if not limit.enough and limit.figure != limit.stands:
        said += f", moved to {plain(limit.figure)} to fit the days"
    return f"{limit.indicator} {plain(limit.score)} points: {seen}; {said} (stand-in {plain(limit.stands)})"


def _ends(limit: Limit) -> list[str]:
    """Both ends of the interval of a limit."""
    unit = METRICS[limit.metric].unit
    ends = limit.missed, limit.reached
    stated = float(limit.figure) * scale(unit) if limit.enough else None
    finer = finer_to_tell([None if end is None else end * scale(unit) for end in ends], places(unit), stated)
    return ["no day" if end is None else figure(end, unit, finer) for end in ends]


def weight_text(weight: Weight) -> str:
    """A weight in a line."""
    place = f"{weight.group}: {weight.name}" if weight.group else weight.name
    said = f"figure {plain(weight.figure)}" if weight.enough else _WHY[weight.state]
    return (
        f"weight of {place}: {weight.low:.4f} to {weight.high:.4f} ({weight.days} days); {said} "
        f"(stand-in {plain(weight.stands)})"
    )


def contradiction_text(one: Contradiction) -> str:
    """What contradicts, with days, values and scores."""

    def seen(at: int) -> str:
        day = one.seen[at]
        value = "" if day.value is None else f"{figure(day.value, METRICS[one.metric].unit)} "
        return f"{day.day}: {value}scored {plain(day.score)}"

    if one.kind == "order" and len(one.seen) > 1:
        return f"{one.item}: {seen(0)}, but {seen(1)} (against {one.days} days)"
    told = {
        "order": "the days before and after rule it out",
        "score": "the curve has no such score",
        "dimension": "no scores of its indicators give it",
        "weights": "no weights give it together with the other days",
    }[one.kind]
    return f"{one.item}: {'; '.join(seen(at) for at in range(len(one.seen)))}: {told}"


def _agreement(item: ShopCalibration) -> Iterator[tuple[str, int, int, int]]:
    for name in items_in(item.now):
        now, days = agreeing(item.now, name)
        yield name, days, now, agreeing(item.then, name)[0]


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "at": ".".join(map(str, limit.at)),
        "indicator": limit.indicator,
        "metric": limit.metric,
        "step": limit.step + 1,
        "score": number(limit.score),
        "missed": number(limit.missed),
        "reached": number(limit.reached),
        "days_missed": limit.days_missed,
        "days_reached": limit.days_reached,
        "state": limit.state,
        "figure": plain(limit.figure) if limit.enough else None,
        "moved_to": None if limit.enough or limit.figure == limit.stands else plain(limit.figure),
        "stand_in": plain(limit.stands),
    }


def _weight(weight: Weight) -> dict[str, Any]:
    return {
        "at": ".".join(map(str, weight.at)),
        "group": weight.group or "total",
        "name": weight.name,
        "low": number(weight.low, 6),
        "high": number(weight.high, 6),
        "days": weight.days,
        "state": weight.state,
        "figure": plain(weight.figure) if weight.enough else None,
        "stand_in": plain(weight.stands),
    }


def _contradiction(one: Contradiction) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "item": one.item,
        "metric": one.metric,
        "days": one.days,
        "seen": [
            {"day": seen.day.isoformat(), "value": number(seen.value), "score": number(seen.score)} for seen in one.seen
        ],
    }


def _day(row: DayCompared) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "item": row.item,
        "official": number(row.official),
        "trial": number(row.trial),
        "difference": number(row.difference),
    }
