"""Why the total changed as plain data: a sentence, rows by group, and the bars of a waterfall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.causes import cause_of, days_of, told_apart, values_of
from dashboard.views.what_if import level_change
from scoring.assess.results import Assessment
from scoring.figures import Evidence
from scoring.improve.change_parts import Part, Why
from scoring.improve.what_if import Comparison
from scoring.measure.catalogue import METRICS

_BESIDE = ("bonus", "deduction", "small_numbers", "requirement")
_MOST_BARS = 9
_MOST_NAMES = 4


@dataclass(frozen=True)
class ChangeRow:
    """One part as a person reads it; `points` is how it is shown, `exact` all of it, `kind` as in `Part`.

    `metric` is the id of the metric it is about, empty where it is about none.
    """

    group: str
    name: str
    cause: str
    points: str
    exact: Decimal
    kind: str
    before: str
    after: str
    days: str
    figure: str
    cases: str
    metric: str
    evidence: Evidence


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall in score points: where it begins, how far it goes; `neutral` is neither good nor bad."""

    name: str
    begins: float
    goes: float
    text: str
    hover: str
    neutral: bool


@dataclass(frozen=True)
class ChangeView:
    """Everything the panel says.

    `state` is `changed`, `same` (no part at all) or `lacking` (no total on a side: no rows). `totals` are the two
    ends of the waterfall: name, total, text. `still` names what changed without effect.
    """

    state: str
    sentence: str
    under: str
    exactly: str
    rows: tuple[ChangeRow, ...]
    bars: tuple[Bar, ...]
    totals: tuple[tuple[str, float, str], ...]
    still: str
    evidence: Evidence


def change_view(why: Why, language: str, *, scenario: bool = False) -> ChangeView:
    """A change between two days, or of a scenario against its baseline."""
    t = words(language)
    sides = [t("why_changed.day_side", day=fmt.day(side.day)) for side in (why.before, why.after)]
    if scenario:
        sides = [t("why_changed.baseline_side"), t("why_changed.scenario_side")]
    rules = [fmt.day(side.rule_set) for side in (why.before, why.after)]
    under = t("why_changed.under", before=sides[0], after=sides[1], old=rules[0], new=rules[1])
    if rules[0] == rules[1]:
        under = t("why_changed.under_same", rules=rules[0])
    evidence = why.evidence
    if why.change is None:
        return ChangeView("lacking", _lacking(why, sides, language), under, "", (), (), (), "", evidence)
    rows = tuple(_rows(why, language))
    totals = tuple(
        (name, side.total or 0.0, fmt.points(side.total))
        for name, side in zip(sides, (why.before, why.after), strict=True)
    )
    return ChangeView(
        "changed" if rows else "same", _sentence(why, sides, language), under,
        t("why_changed.exactly", change=signed(why.change)) if rows else "", rows,
        tuple(_bars(rows, totals[0][1], language)), totals, _still(why, language), evidence,
    )  # fmt: skip


def signed(points: Decimal) -> str:
    """Points with their sign; what is too small for three decimals is said to be.

    >>> signed(Decimal("0.090")), signed(Decimal("-0.0001")), signed(Decimal("0.00"))
    ('+0.09', '-<0.001', '0')
    """
    if not points:
        return "0"
    if abs(points) < Decimal("0.0005"):
        return f"{'+' if points > 0 else '-'}<0.001"
    return fmt.points(float(points), sign=True)


def table_rows(view: ChangeView, language: str) -> list[dict[str, str]]:
    """The rows as the table on screen has them: what a phone shows without scrolling comes first."""
    t = words(language)
    return [
        {
            t("why_changed.what"): row.name,
            t("why_changed.points"): f"{'▲' if row.exact > 0 else '▼'} {row.points}",
            t("why_changed.before"): row.before,
            t("why_changed.after"): row.after,
            t("why_changed.days"): row.days,
            t("why_changed.figure"): row.figure,
            t("why_changed.cases"): row.cases,
            t("why_changed.group"): row.group,
            t("why_changed.evidence"): t(f"evidence.{row.evidence.value}"),
        }
        for row in view.rows
    ]


def file_rows(view: ChangeView, about: dict[str, str], language: str) -> list[dict[str, object]]:
    """The rows as a file has them: with the exact points, their sum, and what every row says of itself."""
    t = words(language)
    shown = [
        {**row, t("why_changed.exact"): format(part.exact, "f"), t("why_changed.told"): part.cause, **about}
        for row, part in zip(table_rows(view, language), view.rows, strict=True)
    ]
    if not shown:
        return []
    total = sum((row.exact for row in view.rows), Decimal(0))
    last = dict.fromkeys(shown[0], "") | {
        t("why_changed.what"): t("why_changed.sum"), t("why_changed.points"): signed(total),
        t("why_changed.exact"): format(total, "f"), **about,
    }  # fmt: skip
    return [*shown, last]


def _lacking(why: Why, sides: Sequence[str], language: str) -> str:
    t = words(language)
    lacking = [name for name, side in zip(sides, (why.before, why.after), strict=True) if side.total is None]
    missing = dict.fromkeys(item.label[language] for side in why.lacking for item in side.missing)
    said = [t("why_changed.lacking", sides=t("board.list").join(lacking))]
    if missing:
        said.append(t("why_changed.lacking_why", metrics=_named([*missing], language)))
    return " ".join([*said, t("why_changed.lacking_to_do")])


def _named(names: Sequence[str], language: str) -> str:
    return words(language)("board.list").join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def _still(why: Why, language: str) -> str:
    t, said = words(language), []
    if why.whole:
        ways = (
            f"{METRICS[name].label[language]} {' → '.join(told_apart(name, *way, language))}"
            for name, way in why.whole.items()
        )
        said.append(t("why_changed.whole", metrics=t("board.list").join(ways)))
    if why.without_effect:
        names = [METRICS[name].label[language] for name in why.without_effect]
        said.append(t("why_changed.still", count=len(names), metrics=_named(names, language)))
    return " ".join(said)


def _sentence(why: Why, sides: Sequence[str], language: str) -> str:
    t, change = words(language), why.change or Decimal(0)
    new = fmt.points(why.after.total)
    if not why.parts:
        return t("why_changed.unchanged", before=sides[0], after=sides[1], new=new)
    told = [part for part in why.parts if part.kind != "rounding"] or list(why.parts)
    if not change:
        up, down = max(told, key=lambda part: part.points), min(told, key=lambda part: part.points)
        if up.points <= 0 or down.points >= 0:
            return t("why_changed.same_total", before=sides[0], after=sides[1], new=new)
        return t(
            "why_changed.offset", before=sides[0], after=sides[1], new=new, up=cause_of(up, why, language),
            up_points=signed(up.points), down=cause_of(down, why, language), down_points=signed(down.points),
        )  # fmt: skip
    said = t(
        "why_changed.changed", before=sides[0], after=sides[1], old=fmt.points(why.before.total), new=new,
        change=signed(change),
    )  # fmt: skip
    if why.before.level_label != why.after.level_label:
        said += t("why_changed.levels", levels=level_change(Comparison(why.before, why.after), language))
    for key, part in zip(("why_changed.main", "why_changed.next"), _reasons(told, change), strict=False):
        said += t(key, cause=cause_of(part, why, language), points=signed(part.points))
    return said + t("why_changed.end")


def _reasons(parts: Sequence[Part], change: Decimal) -> list[Part]:
    """What moved the total its way: of each metric that did on the whole its largest part, the largest metric first.

    The second one only where it is at least half as large.
    """
    whole: dict[str, Decimal] = {}
    for part in parts:
        name = part.metric or part.kind
        whole[name] = whole.get(name, Decimal(0)) + part.points
    way = 1 if change > 0 else -1
    names = sorted((name for name in whole if whole[name] * way > 0), key=lambda name: -abs(whole[name]))
    names = [name for name in names[:2] if abs(whole[name]) * 2 >= abs(whole[names[0]])]
    return [
        max((part for part in parts if (part.metric or part.kind) == name), key=lambda part: part.points * way)
        for name in names
    ]


def _rows(why: Why, language: str) -> Iterator[ChangeRow]:
    """Rules first and rounding last; between them the group that moved the total most, in it the largest part."""
    t = words(language)
    groups: dict[str, list[Part]] = {}
    for part in why.parts:
        groups.setdefault(_group(part, why.after, language), []).append(part)
    ends = {t("why_changed.group_rules"): 0, t("why_changed.group_rounding"): 2}

    def place(name: str) -> tuple[int, Decimal]:
        return ends.get(name, 1), -abs(sum((part.points for part in groups[name]), Decimal(0)))

    for name in sorted(groups, key=place):
        for part in sorted(groups[name], key=lambda part: -abs(part.points)):
            yield _row(name, part, why, language)


def _group(part: Part, after: Assessment, language: str) -> str:
    t = words(language)
    if part.kind in ("rules", "peers", "rounding"):
        return t("why_changed.group_rounding" if part.kind == "rounding" else "why_changed.group_rules")
    if part.kind in _BESIDE or part.dimension is None:
        return t("why_changed.group_beside")
    return after.dimensions[part.dimension].label[language]


def _row(group: str, part: Part, why: Why, language: str) -> ChangeRow:
    t = words(language)
    kind, metric = t(f"why_changed.kind_{part.kind}"), METRICS[part.metric] if part.metric else None
    before, after = values_of(part, language)
    figure = "" if metric is None or part.figure is None else fmt.measured(part.figure, metric.unit, language)
    cases = " → ".join(map(fmt.whole, part.cases)) if part.cases else ""
    return ChangeRow(
        group, f"{metric.label[language]} · {kind}" if metric else kind, cause_of(part, why, language),
        signed(part.points), part.points, part.kind, before, after, days_of(part), figure, cases, part.metric or "",
        part.evidence,
    )  # fmt: skip


def _bars(rows: Sequence[ChangeRow], start: float, language: str) -> Iterator[Bar]:
    """The rows as bars, each where the one before ends; the smallest ones of many are one bar with their sum.

    What leaves and comes of one metric and cancels out exactly stays in the table alone.
    """
    net: dict[str, Decimal] = {}
    for row in rows:
        net[row.metric] = net.get(row.metric, Decimal(0)) + row.exact
    rows = [row for row in rows if net[row.metric] or not row.metric] or rows
    shown = rows
    if len(rows) > _MOST_BARS:
        kept = sorted(rows, key=lambda row: -abs(row.exact))[: _MOST_BARS - 1]
        shown = [row for row in rows if row in kept]
    at = Decimal(repr(start))
    for row in shown:
        hover = f"{row.cause} {row.points}"
        yield Bar(row.name, _drawn(at), _drawn(row.exact), row.points, hover, row.kind == "rounding")
        at += row.exact
    rest = sum((row.exact for row in rows if row not in shown), Decimal(0))
    if len(shown) < len(rows):
        name = words(language)("why_changed.folded", count=len(rows) - len(shown))
        yield Bar(name, _drawn(at), _drawn(rest), signed(rest), f"{name} {signed(rest)}", True)


def _drawn(points: Decimal) -> float:
    """As fine as a chart can show."""
    return float(points.quantize(Decimal("1e-6")))
