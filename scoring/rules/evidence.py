"""Which tables of figures a rule set holds, and why each is believed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.rules.model import Assumed, Indicator, Published, RuleSet, Steps


def evidenced_tables(
    rules: RuleSet,
) -> Iterator[tuple[tuple[str | int, ...], Published | Assumed, list[Decimal]]]:
    """Every table of figures in the rule set: where it stands, its evidence, the figures it prints."""
    yield ("total", "evidence"), rules.total.evidence, []
    if (required := rules.total.requires) is not None:
        yield ("total", "requires", "evidence"), required.evidence, [required.at_least]
        yield ("total", "requires", "window", "evidence"), required.window.evidence, []
    rows = rules.dimensions
    yield ("dimensions", "evidence"), rows.evidence, [row.weight for row in rows.rows.values() if row.weight]
    yield ("dimensions", "when_not_assessed_evidence"), rows.when_not_assessed_evidence, []
    for index, category in enumerate(rows.by_category):
        weights = [weight for weight in category.weights.values() if weight]
        yield ("dimensions", "by_category", index, "evidence"), category.evidence, weights
    for name, item in rules.indicators.items():
        at = ("indicators", name)
        yield (*at, "metric_evidence"), item.metric_evidence, []
        yield (*at, "window", "evidence"), item.window.evidence, []
        yield (
            (*at, "minimum_sample", "evidence"),
            item.minimum_sample.evidence,
            [Decimal(item.minimum_sample.count)],
        )
        yield (*at, "weight_evidence"), item.weight_evidence, _weight_figures(rules, item)
        yield (*at, "curve", "evidence"), item.curve.evidence, _curve_figures(item.curve)
        if item.categories is not None:
            yield (*at, "categories", "evidence"), item.categories.evidence, []
    for name, bonus in rules.bonuses.items():
        yield ("bonuses", name, "evidence"), bonus.evidence, [bonus.at_least, bonus.points]
        yield ("bonuses", name, "window", "evidence"), bonus.window.evidence, []
    for name, gate in rules.gates.items():
        yield ("gates", name, "evidence"), gate.evidence, [] if gate.at_least is None else [gate.at_least]
        if gate.window is not None:
            yield ("gates", name, "window", "evidence"), gate.window.evidence, []
    for index, level in enumerate(rules.levels):
        figures = [level.total] if level.total > rules.total.lowest else []
        yield ("levels", index, "evidence"), level.evidence, figures
    if rules.certification is not None:
        days = [Decimal(day) for day in rules.certification.days_of_month]
        yield ("certification", "evidence"), rules.certification.evidence, days
    if rules.excluded_categories is not None:
        yield ("excluded_categories", "evidence"), rules.excluded_categories.evidence, []


def _weight_figures(rules: RuleSet, item: Indicator) -> list[Decimal]:
    # Where the samples decide, the weight takes no part and no source prints it.
    dimension = rules.dimensions.rows.get(item.dimension)
    by_sample = dimension is not None and dimension.combine == "by_sample"
    return [item.weight] if 0 < item.weight < 1 and not by_sample else []


def _curve_figures(curve: Steps) -> list[Decimal]:
    return [figure for step in curve.points for figure in (step.reach, step.score)]
