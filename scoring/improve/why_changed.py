"""Why a total changed: between two days of a shop, or between a baseline and a scenario of one day.

Every part is what assessing again gives when one thing after the other goes from how it was to how it is; the
points of the parts add up to the change of the published total exactly. The order is fixed: the rule set;
cases no longer or newly taken out; metrics that appear; every other metric in the order of the rule set, days
that left before days that came before their volume; metrics that disappear; what stands beside the curves;
rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from scoring.assess.explain import explain
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.figures import Evidence, weakest
from scoring.improve.change_parts import Kind, Part, Why
from scoring.improve.change_path import Cell, Point, Step, cells_of, points_of, walked
from scoring.improve.change_roles import Role, roles
from scoring.improve.window_change import moved, window_steps
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums
from scoring.measure.panel import GIVEN, MEASURED, PLATFORM, Panel, Values
from scoring.rules.model import RuleSet

Side = tuple[date, RuleSet]
_Cells = Mapping[str, Cell]
_Lead = tuple[Kind, Evidence]
# From the cells a metric has on both sides: the steps that lead from the one to the other.
_Between = Callable[[Role, str, Cell, Cell], Iterable[Step]]


def why_changed(sums: DailySums, shop: int, category: str, before: Side, after: Side) -> Why:
    """Why the total of a shop (its position) on one day differs from that on another, each under its rule set.

    The days may be the same, and either may be the earlier one.
    """
    (first, old), (last, rules) = before, after
    began = _measured(sums, shop, old, first, category)
    same_facts = began if rules is old else _measured(sums, shop, rules, first, category)
    ended = _measured(sums, shop, rules, last, category)
    start, end = cells_of(same_facts), cells_of(ended)
    found = roles(rules, category)
    # Where the number of cases taken out differs, the way leads over the metric with all its cases.
    taken = {name for role in found for name in role.metrics if _taken_out_differs(start[name], end[name])}
    every_start, every_end = dict(start), dict(end)
    for every, day in ((every_start, first), (every_end, last)) if taken else ():
        cells = cells_of(_measured(sums, shop, rules, day, category, after_exclusion=False))
        every.update({name: cells[name] for name in taken})
    windows, counted = rules.windows_for(category), rules.exclusions.metrics if rules.exclusions else ()

    def over_the_window(role: Role, name: str, one: Cell, other: Cell) -> list[Step]:
        columns = sums.excluded.get(name, sums.columns) if name in counted and name not in taken else sums.columns
        return window_steps(role, moved(sums, shop, name, columns, windows[name], first, last), one, other)

    back = [_exclusion(role, name, (start, end), (every_start, every_end)) for role, name in _of(found, taken)]
    out = [replace(step, cells={name: end[name] for name in step.cells}) for step in back]
    steps = [*back, *_steps(found, every_start, every_end, over_the_window), *out]
    sides = (assess(began, old, category), assess(ended, rules, category))
    return _told(sides, same_facts, start, steps, category)


def why_differs(
    baseline: Panel,
    scenario: Panel,
    rules_before: RuleSet,
    rules_after: RuleSet,
    category: str,
    between: Panel | None = None,
    before_peers: RuleSet | None = None,
) -> Why:
    """Why the total of a scenario differs from that of its baseline; each panel holds one shop on one day.

    `between` is the baseline over the windows of `rules_after`, where these differ; without it the
    baseline's own figures are put under those rules. `before_peers` is `rules_after` before the peers improve:
    what their improving does is a part of its own.
    """
    same_facts = between or baseline
    start, end = cells_of(same_facts), cells_of(scenario)
    steps = [*_steps(roles(rules_after, category), start, end, _in_a_scenario)]
    sides = (assess(baseline, rules_before, category), assess(scenario, rules_after, category))
    return _told(sides, same_facts, start, steps, category, before_peers)


def _measured(
    sums: DailySums, shop: int, rules: RuleSet, day: date, category: str, *, after_exclusion: bool = True
) -> Panel:
    """The metrics of one shop on one day."""
    panel = panel_for(sums, rules, day, day, category, after_exclusion=after_exclusion)
    if len(panel.shops) == 1:
        return panel
    at = slice(shop, shop + 1)
    metrics = {name: Values(*(array[at] for array in vars(item).values())) for name, item in panel.metrics.items()}
    missing = {name: lacking[at] for name, lacking in panel.missing.items()}
    return Panel(panel.shops[at], day, 1, metrics, missing)


def _taken_out_differs(one: Cell, other: Cell) -> bool:
    return one.origin == other.origin == MEASURED and one.excluded_cases != other.excluded_cases


def _of(found: Iterable[Role], names: Collection[str]) -> Iterator[tuple[Role, str]]:
    yield from ((role, name) for role in found for name in role.metrics if name in names)


def _exclusion(role: Role, name: str, sides: tuple[_Cells, _Cells], every: tuple[_Cells, _Cells]) -> Step:
    """The step that puts the cases taken out back; it tells of the side with more of them."""
    start, end = (side[name] for side in sides)
    cases = (start.excluded_cases, end.excluded_cases)
    before, after = (every[1][name], end) if cases[1] > cases[0] else (start, every[0][name])
    return Step("exclusions", role, {name: every[0][name]}, before.figure, after.figure, cases)


def _steps(found: Iterable[Role], start: _Cells, end: _Cells, between: _Between) -> Iterator[Step]:
    """The steps from all metrics of one side to those of the other, in the order stated above."""
    appear: list[Step] = []
    move: list[Step] = []
    go: list[Step] = []
    beside: list[Step] = []
    for role in found:
        pairs = {name: (start.get(name, Cell()), end.get(name, Cell())) for name in role.metrics}
        for name, (one, other) in [(name, pair) for name, pair in pairs.items() if not pair[0].same(pair[1])][:1]:
            whole = Step(
                role.kind or "value", role, {key: pair[1] for key, pair in pairs.items()}, one.figure, other.figure,
                (one.sample, other.sample),
            )  # fmt: skip
            here, there = (_counts(cell, role) for cell in (one, other))
            if role.kind is not None:
                beside.append(whole)
            elif here != there:
                (appear if there else go).append(replace(whole, kind="appeared" if there else "disappeared"))
            elif here and one.origin == other.origin == MEASURED:
                move += between(role, name, one, other)
            else:
                move.append(replace(whole, kind="platform" if PLATFORM in (one.origin, other.origin) else "value"))
    yield from (*appear, *move, *go, *beside)


def _counts(cell: Cell, role: Role) -> bool:
    """Whether an indicator of the metric has a score."""
    return cell.figure is not None and (cell.sample >= role.minimum or cell.origin == GIVEN)


def _in_a_scenario(role: Role, name: str, one: Cell, other: Cell) -> list[Step]:
    """One step; it is the exclusions' where the cases differ by no more than what these take out."""
    more = other.excluded_cases - one.excluded_cases
    cases = METRICS[name].denominator and more and one.denominator - other.denominator == more
    told = (one.excluded_cases, other.excluded_cases) if cases else (one.sample, other.sample)
    return [Step("exclusions" if cases else "value", role, {name: other}, one.figure, other.figure, told)]


def _told(
    sides: tuple[PanelAssessment, PanelAssessment],
    same_facts: Panel,
    start: _Cells,
    steps: Sequence[Step],
    category: str,
    before_peers: RuleSet | None = None,
) -> Why:
    """The parts of the way: from the first side over its own facts under the other rule set to the second."""
    before, after = (explain(side, 0, 0, category) for side in sides)
    if before.total is None or after.total is None:
        return Why(before, after, None, ())
    rules = sides[1].rules
    first, last = (next(points_of(side)) for side in sides)
    # From the old rule set to the new one, then to that of better peers; each over the facts of the first side.
    leads, on_the_way, believed = list[_Lead](), [], before.evidence
    stages = [rules] if before_peers is None or before_peers is rules else [before_peers, rules]
    kinds: tuple[Kind, ...] = ("rules", "peers")
    for kind, stage in zip(kinds, stages, strict=False):
        stays = stage is sides[0].rules
        under = sides[0] if stays else assess(same_facts, stage, category)
        reached = before.evidence if stays else explain(under, 0, 0, category).evidence
        leads.append((kind, weakest(believed, reached)))
        on_the_way.append(next(points_of(under)))
        believed = reached
    way = [first, *on_the_way[:-1], *walked(start, steps, rules, category)]
    published = [Decimal(repr(side.total)) for side in (before, after)]
    found: dict[tuple[str, str | None], Part] = {}
    for part in _parts(leads, steps, way):
        key = (part.kind, part.metric)
        more = found[key].points if key in found else Decimal(0)
        one = found.get(key, part)
        found[key] = replace(one, points=part.points + more, evidence=weakest(one.evidence, part.evidence))
    # Of the second side itself, not of the end of the way: did this lead elsewhere, the parts would not add up.
    rounded = [total - (side.total or Decimal(0)) for total, side in zip(published, (first, last), strict=True)]
    parts = [*found.values(), Part("rounding", rounded[1] - rounded[0], rules.total.evidence.kind)]
    named = {name for part in parts if part.points for name in (part.metric, *part.along_with)}
    still = dict.fromkeys(name for step in steps for name in step.cells if _differs(name, start, steps))
    silent = {part.metric for part in parts if not part.points and part.before != part.after}
    whole = {
        name: (start.get(name, Cell()).figure, _ended(name, steps).figure) for name in still if name in named & silent
    }
    return Why(
        before, after, published[1] - published[0], tuple(part for part in parts if part.points),
        tuple(name for name in still if name not in named), whole,
    )  # fmt: skip


def _parts(leads: Sequence[_Lead], steps: Sequence[Step], way: Sequence[Point]) -> Iterator[Part]:
    """What each step of the way adds. Where there is no total after one, it is told together with the next ones."""
    last = way[0].total or Decimal(0)
    waiting: list[tuple[Step | _Lead, bool]] = []
    every: list[Step | _Lead] = [*leads, *steps]
    for step, one, other in zip(every, way, way[1:], strict=False):
        waiting.append((step, one.dimensions != other.dimensions))
        if other.total is None:
            continue
        (first, spread), *others = waiting
        along = tuple(next(iter(item.cells)) for item, _ in others if isinstance(item, Step))
        yield replace(_part(first, spread), points=other.total - last, along_with=along)
        last, waiting = other.total, []


def _part(step: Step | _Lead, spread: bool) -> Part:
    """A step as a part whose points are not known yet; the ones before all steps are those of the rule set."""
    if not isinstance(step, Step):
        return Part(step[0], Decimal(0), step[1])
    kind: Kind = "spread" if spread and step.kind in ("appeared", "disappeared") else step.kind
    believed = step.role.evidence(kind, step.before, step.after)
    return Part(
        kind, Decimal(0), believed, next(iter(step.cells)), step.role.dimension, step.before, step.after, step.days,
        step.figure, step.cases,
    )  # fmt: skip


def _differs(name: str, start: _Cells, steps: Sequence[Step]) -> bool:
    return start.get(name, Cell()).figure != _ended(name, steps).figure


def _ended(name: str, steps: Sequence[Step]) -> Cell:
    return next(step.cells[name] for step in reversed(steps) if name in step.cells)
