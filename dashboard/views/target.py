"""The way to a target as a person reads it: the answer first, then what to move, what else would do, what hinders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.hints import way_to
from scoring.assess.results import Assessment
from scoring.figures import Unit
from scoring.improve.costs import DEFAULT_COST
from scoring.improve.target import Obstacle, Target
from scoring.improve.target_levers import MetricLever, Wishes
from scoring.improve.target_plan import Move, Plan
from scoring.improve.target_search import Goal, next_goal
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet

TOTAL = "total"


@dataclass(frozen=True)
class PlanView:
    """One plan: what it comes to, its moves in words, by when, and the changes it is as a what-if."""

    title: str
    moves: tuple[str, ...]
    changes: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Answer:
    """The answer in one sentence; `state` says which kind it is.

    `there`, `in_time`, `sooner` (the cheapest way is too late, a dearer one is not), `late`, `dated` (nothing is
    certified), `open` (no day known) or `out` (out of reach).
    """

    state: str
    sentence: str
    plan: PlanView | None
    sooner: PlanView | None
    others: tuple[PlanView, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class WishRow:
    """One metric of the table of wishes, in the units a person reads."""

    metric: str
    label: str
    now: str
    unit: str
    cost: float


def goals(rules: RuleSet, result: Assessment, language: str) -> tuple[dict[str, str], str]:
    """The goals to choose from (key → words), and the key of the one chosen at first: the next level."""
    t = words(language)
    options = {str(row.level): t("target.to_level", level=row.label.text[language]) for row in rules.levels}
    options[TOTAL] = t("target.to_total")
    first = next_goal(rules, result).level
    return options, TOTAL if first is None else str(first)


def goal_of(key: str, total: float) -> Goal:
    """The goal behind a key of `goals`; `total` counts where it is a total."""
    return Goal(total=Decimal(repr(total))) if key == TOTAL else Goal(level=Decimal(key))


def wish_rows(levers: Mapping[str, MetricLever], language: str) -> list[WishRow]:
    """A row for every metric that can be moved."""
    t = words(language)
    return [
        WishRow(
            name,
            lever.metric.label[language],
            fmt.measured(float(lever.values[0]), lever.metric.unit, language),
            t(f"target.unit_{lever.unit}"),
            DEFAULT_COST,
        )
        for name, lever in levers.items()
    ]


def wishes_of(rows: Sequence[tuple[str, bool, float | None, float | None]]) -> Wishes:
    """The wishes of the edited table: metric, left alone, best value as read, cost; a cost as it was is not set."""
    limits = {
        name: fmt.stored(limit, METRICS[name].unit)
        for name, frozen, limit, _ in rows
        if limit is not None and not frozen
    }
    costs = {name: cost for name, _, _, cost in rows if cost is not None and cost != DEFAULT_COST}
    return Wishes(frozenset(name for name, frozen, _, _ in rows if frozen), limits, costs)


def answer(found: Target, rules: RuleSet, language: str) -> Answer:
    """What a target comes to."""
    t = words(language)
    goal = _goal_text(found.goal, rules, language)
    if found.plan is None:
        best = t("target.best", total=fmt.points(found.best_total))
        obstacles = tuple(_obstacle(one, language) for one in found.obstacles)
        return Answer("out", t("target.out", goal=goal, best=best), None, None, (), obstacles)
    if not found.plan.moves:
        return Answer("there", t("target.there", goal=goal), None, None, (), ())
    state = {True: "in_time", False: "late", None: "open"}[found.in_time]
    day, reference = fmt.day(found.plan.earliest), fmt.day(found.reference)
    if found.plan.earliest is not None and found.in_time is None:
        state = "dated"
    count, sooner = len(found.plan.moves), None
    if found.sooner is not None:
        state, count, day = "sooner", len(found.sooner.moves), fmt.day(found.sooner.earliest)
        sooner = _plan(found.sooner, "target.sooner", language, reference=reference)
    sentence = t(f"target.answer_{state}", goal=goal, count=count, day=day, reference=reference)
    others = tuple(_plan(other, "target.other", language) for other in found.alternatives)
    return Answer(state, sentence, _plan(found.plan, "target.plan", language), sooner, others, ())


def _goal_text(goal: Goal, rules: RuleSet, language: str) -> str:
    t = words(language)
    if goal.level is None:
        return t("target.goal_total", total=fmt.points(float(goal.total or 0)))
    return t(
        "target.goal_level", level=next(row.label.text[language] for row in rules.levels if row.level == goal.level)
    )


def _plan(plan: Plan, title: str, language: str, **more: str) -> PlanView:
    t = words(language)
    names = t("board.list").join(move.label[language] for move in plan.moves)
    total, cost = fmt.points(plan.total), fmt.amount(plan.cost)
    level = plan.level_label[language] if plan.level_label is not None else ""
    after = t("target.after_level", total=total, level=level) if level else t("target.after_total", total=total)
    return PlanView(
        t(title, cost=cost, after=after, names=names, **more),
        tuple(_move(move, language) for move in plan.moves),
        tuple(sorted(plan.changes.items())),
    )


def _move(move: Move, language: str) -> str:
    """One move: from where to where, how many cases that is, and how soon."""
    t, metric = words(language), METRICS[move.metric]
    now, to = (fmt.measured(value, metric.unit, language) for value in (move.now, move.to))
    if now == to:
        now, to = (fmt.measured(value, metric.unit, language, finer=2) for value in (move.now, move.to))
    if move.unit == "case":
        effort = t(f"target.case_{metric.better}", count=fmt.whole(move.needed), counts=move.counts[language])
    elif move.unit == "five_star":
        effort = t("target.five_star", count=fmt.whole(move.needed))
    else:
        effort = t(f"target.distance_{way_to(metric)}", distance=fmt.distance(move.needed, metric.unit, language))
    parts = [f"{move.label[language]} {now} → {to}", effort]
    if move.feasible_by is not None:
        parts.append(t("target.by", day=fmt.day(move.feasible_by)))
    else:
        parts.append(t("target.no_day" if move.from_platform else "target.not_soon"))
    if move.rate is not None:
        rate = fmt.measured(move.rate, Unit.RATIO, language)
        parts.append(t(f"target.rate_{metric.better}", rate=rate, day=fmt.day(move.rate_day)))
    return t("target.semicolon").join(parts)


def _obstacle(one: Obstacle, language: str) -> str:
    t = words(language)
    text = t(f"target.why_{one.reason}", name=one.label[language])
    return t("target.enough", text=text) if one.enough else text
