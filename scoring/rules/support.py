"""What a calibrated figure rests on: the official scores of one shop, and how it stands beside typed figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from scoring.errors import BadValue
from scoring.rules.assumed_figures import At
from scoring.rules.words import plain

_DIGITS = 5
_CURVE = 4  # "indicators", its name, "curve", "points"


@dataclass(frozen=True)
class Support:
    """The shop and days whose official scores a figure was fitted to, and the interval the true one lies in.

    An end that no day shows is None. A figure that is not `stated` is still a stand-in, moved only where
    the days rule the former one out.
    """

    shop: str
    first_day: date
    last_day: date
    days: int
    low: Decimal | None
    high: Decimal | None
    stated: bool

    @property
    def interval(self) -> str:
        """Both ends, as a person reads them."""
        ends = ((self.low, ROUND_FLOOR), (self.high, ROUND_CEILING))
        low, high = ("…" if end is None else plain(_short(end, away)) for end, away in ends)
        return f"{low}–{high}"


def _short(value: Decimal, rounding: str) -> Decimal:
    """A few digits of a number, rounded away from the interval it is an end of.

    >>> _short(Decimal("0.9744680851063829"), ROUND_FLOOR), _short(Decimal(40), ROUND_CEILING)
    (Decimal('0.97446'), Decimal('40'))
    """
    finest = Decimal(1).scaleb(min(0, value.adjusted() - _DIGITS + 1))
    shorter = value.quantize(finest, rounding)
    return value if shorter == value else shorter


def support_of(record: Mapping[str, Any]) -> Support:
    """The support a record stands for; raises `BadValue` for a record that is none."""
    try:
        ends = [None if record[name] is None else Decimal(str(record[name])) for name in ("low", "high")]
        first, last = (date.fromisoformat(record[name]) for name in ("first_day", "last_day"))
        days = int(record["days"])
        if days < 1 or any(end is not None and not end.is_finite() for end in ends):
            raise ValueError(days)
        return Support(str(record["shop"]), first, last, days, ends[0], ends[1], bool(record["stated"]))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        expected = "an object with shop, first_day, last_day, days, low, high and stated"
        raise BadValue("own figure", str(record), expected) from None


def record_of_support(support: Support) -> dict[str, Any]:
    """The support as plain values: the way back from `support_of`."""
    return {
        "shop": support.shop,
        "first_day": support.first_day.isoformat(),
        "last_day": support.last_day.isoformat(),
        "days": support.days,
        "low": None if support.low is None else str(support.low),
        "high": None if support.high is None else str(support.high),
        "stated": support.stated,
    }


def grounds(
    base: Mapping[str, Any],
    fitted: Sequence[tuple[Decimal, Decimal, Support]],
    typed: Sequence[str],
    found_out: Sequence[At],
    stand_ins: Sequence[At],
) -> dict[str, Any]:
    """The evidence of a table of which figures were fitted: each as figure, stand-in and support.

    `base` is the evidence of the stand-ins, `typed` the operator's own figures beside them as text; then the
    paths of the figures that were found out and of those that were not.
    """
    supports = [support for _, _, support in fitted]
    first, last = min(item.first_day for item in supports), max(item.last_day for item in supports)
    days = max(item.days for item in supports)
    stated = [(value, stands, item) for value, stands, item in fitted if item.stated]
    moved = [(value, stands) for value, stands, item in fitted if not item.stated]
    shown = "；".join(f"{plain(value)}（{item.interval}，代用值 {plain(stands)}）" for value, stands, item in stated)
    told = "; ".join(f"{plain(value)} ({item.interval}, stand-in {plain(stands)})" for value, stands, item in stated)
    zh = f"按本店 {first} 至 {last} 的 {days} 天官方得分校准，括号里是真值所在的区间：{shown or '无'}。"
    en = f"Fitted to this shop's official scores of {days} days, {first} to {last}; the true figure lies in the interval in brackets: {told or 'none'}."  # noqa: E501
    if typed:
        zh, en = f"{zh}你自己填的数：{'、'.join(typed)}。", f"{en} Your own figures: {', '.join(typed)}."
    if moved:
        # Not found out, but where it stood no day would come out as the platform showed it.
        zh += (
            "为了和得分对得上而挪动的代用值："
            + "、".join(f"{plain(new)}（原为 {plain(old)}）" for new, old in moved)
            + "。"
        )
        told = ", ".join(f"{plain(new)} (was {plain(old)})" for new, old in moved)
        en += f" Stand-ins moved to fit the scores: {told}."
    if stand_ins:
        zh = f"{zh}还有 {len(stand_ins)} 个数数据不够，仍是代用值，理由：{base['because']['zh']}"
        en = f"{en} For {len(stand_ins)} more there is not enough data, they are stand-ins: {base['because']['en']}"
    return {
        "provenance": "calibrated",
        "shop": supports[0].shop,
        "first_day": first,
        "last_day": last,
        "days": days,
        "fitted": tuple(found_out),
        "stand_ins": tuple(stand_ins),
        "because": {"zh": zh, "en": en},
        "if_wrong": base["if_wrong"],
    }


def giving_way(
    values: Mapping[At, tuple[Decimal, bool]], group: Callable[[At], At], stands: Mapping[At, Decimal]
) -> set[At]:
    """The paths of calibrated figures that do not go together with a typed one of their group.

    `values` is path → value and whether it is calibrated, `group` the path of what it must fit into: weights
    add up to one, so all of them give way; limits only where their order would be broken.
    """
    typed = {group(at) for at, (_, fitted) in values.items() if not fitted}
    gone = set()
    for at, (_, fitted) in values.items():
        if fitted and group(at) in typed:
            points = group(at)
            if len(points) != _CURVE or at[-1] != "reach" or not _ordered(points, values, stands):
                gone.add(at)
    return gone


def _ordered(points: At, values: Mapping[At, tuple[Decimal, bool]], stands: Mapping[At, Decimal]) -> bool:
    """Whether the limits of a curve run the same way with these values as with the stand-ins."""
    paths = sorted((at for at in stands if at[:_CURVE] == points and at[-1] == "reach"), key=lambda at: int(at[4]))
    before = [stands[at] for at in paths]
    after = [values[at][0] if at in values else stands[at] for at in paths]
    if len(before) < 2:
        return True
    falling = before[0] > before[1]
    return all((one > other) if falling else (one < other) for one, other in pairwise(after))
