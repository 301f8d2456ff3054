"""Every line of an annual fee and of an assessment over months on which something changes."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from golden_lines import Line

from scoring.measure.catalogue import METRICS
from scoring.rules.fees import AnnualFee
from scoring.rules.periods import PeriodRules

CENT = Decimal("0.01")
SCORE = Decimal("0.001")
ONE = Decimal(1)


def named(categories: Sequence[str]) -> str:
    """What a row of some categories is called in the golden files: the first of them."""
    return categories[0] if categories else "other"


def lines_of_fee(rules: AnnualFee) -> Iterator[Line]:
    """Targets of every row whose figures are published, and the violations that cost the discount."""
    for row in (*rules.rows, rules.other):
        item = named(row.categories)
        if row.score is not None and row.sales_half is not None and row.sales_full is not None:
            yield Line("rows", item, "score", row.score, SCORE)
            yield Line("rows", item, "sales", row.sales_half, CENT)
            yield Line("rows", item, "sales", row.sales_full, CENT)
    if rules.gates is not None:
        yield Line("gates", "points_below", "points", rules.gates.points_below, ONE)
        yield Line("gates", "single_points", "points", rules.gates.single_points, ONE)
        yield Line("gates", "singles_below", "times", rules.gates.singles_below, ONE)


def lines_of_periods(rules: PeriodRules) -> Iterator[Line]:
    """Phases, month-end floors, sales nodes, conditions, failed periods in a row, months without sales."""
    yield from _cycle(rules)
    for quarter, (one, two) in enumerate(pairwise(rules.phases.quarters if rules.phases else ()), start=1):
        if one != two:
            yield Line("phases", "quarters", "month", Decimal(quarter * 3 + 1), ONE)
    if rules.score is not None:
        for floor in (*rules.score.floors, *([rules.score.other] if rules.score.other else [])):
            yield Line("floors", named(floor.categories), "score", floor.at_least, SCORE)
            yield Line("floors", named(floor.categories), "months", Decimal(floor.fails_from), ONE)
    if rules.sales is not None:
        for target in (*rules.sales.targets, *([rules.sales.other] if rules.sales.other else [])):
            for months, sales in zip(rules.sales.node_months, target.trial, strict=False):
                yield Line("nodes", named(target.categories), f"month_{months}", sales, CENT)
            if target.formal is not None:
                yield Line("nodes", named(target.categories), "formal", target.formal, CENT)
    for name, row in rules.conditions.items():
        step = ONE if METRICS[row.metric].unit == "count" else Decimal("0.0001")
        for line in (row.at_least, row.below):
            if line is not None:
                yield Line("conditions", name, row.metric, line, step)
        if row.only_if_metric is not None and row.only_if_at_least is not None:
            yield Line("conditions", name, row.only_if_metric, row.only_if_at_least, ONE)
    if rules.in_a_row is not None:
        yield Line("in_a_row", "periods", "periods", Decimal(rules.in_a_row.periods), ONE)
    if rules.dark is not None:
        # "More than three months" is three whole months and a fourth.
        more = 1 if rules.dark.fails_when == "exceeded" else 0
        for kind, months in (("trial", rules.dark.trial_months), ("formal", rules.dark.formal_months)):
            if months is not None:
                yield Line("dark", kind, "months", Decimal(months + more), ONE)


def _cycle(rules: PeriodRules) -> Iterator[Line]:
    cycle = rules.cycle
    if cycle.starts == "calendar":
        if cycle.online_days:
            yield Line("cycle", "online_days", "days", Decimal(cycle.online_days), ONE)
        return
    formal = cycle.free_months + cycle.trial_months
    yield Line("cycle", "free_months", "month", Decimal(cycle.free_months), ONE)
    yield Line("cycle", "trial_months", "month", Decimal(formal), ONE)
    yield Line("cycle", "months", "month", Decimal(formal + cycle.months), ONE)
    if cycle.opened_by_day:
        yield Line("cycle", "opened_by_day", "day", Decimal(cycle.opened_by_day), ONE)
