"""An assessment over months: failing months, sales nodes, conditions, and what is still allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from scoring.assess.conditions import reaches
from scoring.assess.timeline import timeline
from scoring.certify.months import SALES, DailyScores, metric_over, month_ends, months_after, months_between
from scoring.certify.phases import Phase, phase_on, rules_of_cycle
from scoring.certify.standings import ConditionResult, JudgedMonth, PeriodResult, SalesNode
from scoring.figures import weakest
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import DatedScheme, scheme
from scoring.rules.model import RuleSet
from scoring.rules.periods import Condition, PeriodRules


def period_assessment(
    rules: PeriodRules,
    phase: Phase,
    category: str,
    opened: date | None,
    day: date,
    sums: DailySums,
    shop: int,
    scores: DailyScores | None,
) -> PeriodResult:
    """The standing of a shop on a day in the phase it lies in.

    `scores` are the daily totals under `rules.score.scheme`; None when the rules judge no score.
    """
    floor = rules.floor(category)
    months = tuple(_months(rules, phase, category, day, scores))
    failed = sum(month.failed is True for month in months)
    fails_from = floor.fails_from if floor else None
    nodes = tuple(_nodes(rules, phase, category, day, sums, shop))
    conditions = tuple(_conditions(rules, phase, day, sums, shop))
    dark = _dark(phase, opened, day, sums, shop)
    limit = None
    if rules.dark is not None:
        limit = rules.dark.trial_months if phase.kind == "trial" else rules.dark.formal_months
        if limit is not None and rules.dark.fails_when == "exceeded":
            limit += 1
    in_a_row = _failed_in_a_row(rules, phase, opened, day, sums, shop)
    broken = any(item.state == "not_met" for item in conditions)
    if rules.in_a_row is not None:
        broken = in_a_row >= rules.in_a_row.periods
    fails = (
        (fails_from is not None and failed >= fails_from)
        or any(node.state == "not_met" for node in nodes)
        or broken
        or (dark is not None and limit is not None and dark >= limit)
    )
    named = rules.in_a_row.conditions if rules.in_a_row else ()
    asked = [item.state for item in conditions if item.id in (named or rules.conditions)]
    judged = [month.failed is not None for month in months] + [node.state == "met" for node in nodes]
    judged += [item != "not_checked" for item in asked] + [dark is not None and limit is not None]
    unknown = "no_target" in [node.state for node in nodes]
    unknown = unknown or ("not_checked" in asked and (rules.in_a_row is None or set(asked) == {"not_checked"}))
    state = "failed" if fails else "not_known" if unknown or not any(judged) else "passing"
    if phase.kind in ("free", "none"):
        state = "not_assessed"
    kinds = [rules.cycle.evidence.kind, *([floor.evidence.kind] if floor else [])]
    kinds += [row.evidence.kind for row in rules.conditions.values()]
    if scores is not None:
        kinds.append(scores.evidence)
    if nodes and (target := rules.target(category)) is not None:
        kinds.append(target.evidence.kind)
    return PeriodResult(
        rules.effective_from,
        category,
        phase,
        float(floor.at_least) if floor else None,
        months,
        failed,
        fails_from,
        None if fails_from is None else max(0, fails_from - 1 - failed),
        nodes,
        conditions,
        in_a_row,
        rules.in_a_row.periods if rules.in_a_row else None,
        dark,
        limit,
        state,
        "",
        weakest(*kinds),
    )


def standing_on(
    dated: DatedScheme[PeriodRules],
    sums: DailySums,
    shop: int,
    category: str,
    day: date,
    opened: date | None = None,
    rules_day: date | None = None,
    scored_by: Callable[[str], DatedScheme[RuleSet]] = scheme,
) -> PeriodResult:
    """The standing of a shop on a day from its daily sums, under the version its cycle started with.

    `rules_day` takes the version of another day; `scored_by` gives the scheme whose month-end scores
    are judged. Raises `NoRulesInForce` before the first version.
    """
    rules, phase = rules_of_cycle(dated, opened, day)
    if rules_day is not None:
        rules = dated.in_force(rules_day)
        phase = phase_on(rules, opened, day)
    before = phase.first - timedelta(days=1)
    earlier = ""
    if rules_day is None and before >= max(sums.first_day, dated.versions[0]):
        its_rules, its_phase = rules_of_cycle(dated, opened, before)
        if its_phase.first >= sums.first_day and its_phase.kind not in ("free", "none"):
            earlier = _assessed(its_rules, its_phase, sums, shop, category, before, opened, scored_by).state
    return replace(_assessed(rules, phase, sums, shop, category, day, opened, scored_by), before=earlier)


def _assessed(
    rules: PeriodRules,
    phase: Phase,
    sums: DailySums,
    shop: int,
    category: str,
    day: date,
    opened: date | None,
    scored_by: Callable[[str], DatedScheme[RuleSet]],
) -> PeriodResult:
    """The standing with the month-end scores the rules look at."""
    scores = None
    if rules.score is not None:
        first = max(sums.first_day, min(phase.first, day))
        scores = DailyScores.of(timeline(sums, scored_by(rules.score.scheme), first, max(first, day), category), shop)
    return period_assessment(rules, phase, category, opened, day, sums, shop, scores)


def _months(
    rules: PeriodRules, phase: Phase, category: str, day: date, scores: DailyScores | None
) -> Iterator[JudgedMonth]:
    """The months of the block of `within_months` the day lies in, counted from the start of the phase."""
    floor = rules.floor(category)
    if rules.score is None or scores is None or floor is None or phase.kind in ("free", "none"):
        return
    passed = (day.year - phase.first.year) * 12 + day.month - phase.first.month
    first = months_after(phase.first, passed - passed % rules.score.within_months)
    last = min(phase.last, months_after(first, rules.score.within_months) - timedelta(days=1))
    for end in month_ends(scores, first, last):
        known = end.score is not None and end.day <= day
        failed = end.score is not None and not reaches(end.score, floor.at_least)
        yield JudgedMonth(end.day, end.score if known else None, end.state, failed if known else None)


def _nodes(
    rules: PeriodRules, phase: Phase, category: str, day: date, sums: DailySums, shop: int
) -> Iterator[SalesNode]:
    if rules.sales is None or phase.kind not in ("trial", "formal"):
        return
    target = rules.target(category)
    share = rules.trial_share(category)
    formal = None if target is None or target.formal is None else float(target.formal)
    wanted: list[tuple[date, float | None]] = []
    if phase.kind == "formal":
        wanted.append((phase.last, formal))
    elif rules.sales.node_months:
        steps = target.trial if target is not None else ()
        for index, months in enumerate(rules.sales.node_months):
            end = months_after(phase.first, months) - timedelta(days=1)
            wanted.append((end, float(steps[index]) if index < len(steps) else None))
    elif share is not None:
        wanted.append((phase.last, None if formal is None else formal * float(share.share)))
    for end, needed in wanted:
        sales = metric_over(sums, shop, SALES, phase.first, min(end, day))
        if needed is None:
            state = "no_target"
        elif sales is not None and reaches(sales, needed) and sales > 0:
            state = "met"
        else:
            state = "not_met" if end <= day and sales is not None else "ahead"
        yield SalesNode(end, needed, sales, state)


def _conditions(rules: PeriodRules, phase: Phase, day: date, sums: DailySums, shop: int) -> Iterator[ConditionResult]:
    if phase.kind in ("free", "none"):
        return
    for name, row in rules.conditions.items():
        first, last = phase.first, phase.last
        if row.over == "period_before":
            first, last = months_after(first, -rules.cycle.months), first - timedelta(days=1)
        value = metric_over(sums, shop, row.metric, first, min(last, day))
        state = _state(row, value, sums, shop, first, min(last, day))
        at_least, below = (None if line is None else float(line) for line in (row.at_least, row.below))
        yield ConditionResult(name, row.label.text, row.metric, first, last, value, at_least, below, state)


def _state(row: Condition, value: float | None, sums: DailySums, shop: int, first: date, last: date) -> str:
    if row.only_if_metric is not None and row.only_if_at_least is not None:
        asked = metric_over(sums, shop, row.only_if_metric, first, last)
        if asked is None:
            return "not_checked"
        if asked < float(row.only_if_at_least):
            return "not_required"
    if value is None:
        return "not_checked"
    enough = row.at_least is None or reaches(value, row.at_least)
    under = row.below is None or value < float(row.below)
    return "met" if enough and under else "not_met"


def _failed_in_a_row(
    rules: PeriodRules, phase: Phase, opened: date | None, day: date, sums: DailySums, shop: int
) -> int:
    """Completed periods in a row that failed a condition, up to the one before the day's."""
    if rules.in_a_row is None:
        return 0
    named = rules.in_a_row.conditions
    count, last = 0, phase.last if phase.last <= day else phase.first - timedelta(days=1)
    while count < rules.in_a_row.periods and last >= rules.effective_from:
        earlier = phase_on(rules, opened, last)
        found = _conditions(rules, earlier, last, sums, shop)
        if not any(item.state == "not_met" and item.id in (named or rules.conditions) for item in found):
            break
        count, last = count + 1, earlier.first - timedelta(days=1)
    return count


def _dark(phase: Phase, opened: date | None, day: date, sums: DailySums, shop: int) -> int | None:
    """The latest whole months in a row without sales, inside the data; None when sales are not measurable."""
    if sums.missing[SALES][shop]:
        return None
    count = 0
    for end in reversed(list(months_between(max(sums.first_day, opened or sums.first_day), day))):
        if end > day:
            continue
        if metric_over(sums, shop, SALES, end.replace(day=1), end):
            break
        count += 1
    return count
