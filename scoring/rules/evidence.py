"""Which tables of figures a rule file holds, and why each is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scoring.rules.curve_kinds import Curve
from scoring.rules.model import Indicator, RuleSet
from scoring.rules.parts import EVIDENCE, Assumed, Calibrated, Dated, Part, Published, Source, Window

At = tuple[str | int, ...]
Table = tuple[At, Published | Assumed | Calibrated, list[Decimal]]
# Read one by one below; how their figures are printed by the sources differs from part to part.
_BY_HAND = frozenset({"total", "dimensions", "indicators", "gates", "levels", "certification", "excluded_categories"})
# How far back the data lies is words in every source ("the day before"), never a figure.
_NOT_PRINTED = frozenset({"reference_lag"})


def evidenced_tables(rules: Dated) -> Iterator[Table]:
    """Every table of figures in the rule file: where it stands, its evidence, the figures it prints."""
    if isinstance(rules, RuleSet):
        yield from _scored(rules)
    for name in type(rules).model_fields:
        held = getattr(rules, name)
        if isinstance(held, EVIDENCE):
            yield (name,), held, []
        elif name not in _BY_HAND or not isinstance(rules, RuleSet):
            yield from _tables((name,), held)


def _tables(at: At, value: Any) -> Iterator[Table]:
    """The tables of a part and of the parts in it: `evidence` stands for all its own figures."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _tables((*at, key), item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _tables((*at, index), item)
    elif isinstance(value, Part) and not isinstance(value, (Source, *EVIDENCE)):
        for name in type(value).model_fields:
            held = getattr(value, name)
            if isinstance(held, EVIDENCE):
                named = name.removesuffix("_evidence")
                own = value if name == "evidence" else getattr(value, named)
                told = [] if isinstance(own, Window) else list(_figures(own, {name: 0} if own is value else {}))
                yield (*at, name), held, told
            else:
                yield from _tables((*at, name), held)


def _figures(value: Any, top: Mapping[str, int] | None = None) -> Iterator[Decimal]:
    """The figures a part states itself: not those of parts with their own evidence, nor defaults left alone."""
    if isinstance(value, bool):
        return
    if isinstance(value, Decimal | int):
        if value:
            yield Decimal(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _figures(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _figures(item)
    elif isinstance(value, Part):
        fields = type(value).model_fields
        if top is None and "evidence" in fields:
            return
        for name, field in fields.items():
            held = getattr(value, name)
            if name not in _NOT_PRINTED and f"{name}_evidence" not in fields and held != field.default:
                yield from _figures(held)


def _scored(rules: RuleSet) -> Iterator[Table]:
    yield ("total", "evidence"), rules.total.evidence, []
    yield from _tables(("total", "requires"), rules.total.requires)
    rows = rules.dimensions
    yield ("dimensions", "evidence"), rows.evidence, [row.weight for row in rows.rows.values() if row.weight]
    yield ("dimensions", "when_not_assessed_evidence"), rows.when_not_assessed_evidence, []
    for index, category in enumerate(rows.by_category):
        weights = [weight for weight in category.weights.values() if weight]
        yield ("dimensions", "by_category", index, "evidence"), category.evidence, weights
    for name, item in rules.indicators.items():
        yield from _indicator(rules, name, item)
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


def _indicator(rules: RuleSet, name: str, item: Indicator) -> Iterator[Table]:
    at = ("indicators", name)
    yield (*at, "metric_evidence"), item.metric_evidence, []
    yield (*at, "window", "evidence"), item.window.evidence, []
    sample = item.minimum_sample
    yield (*at, "minimum_sample", "evidence"), sample.evidence, [Decimal(sample.count)]
    yield (*at, "weight_evidence"), item.weight_evidence, _weight_figures(rules, item)
    yield (*at, "curve", "evidence"), item.curve.evidence, _curve_figures(item.curve)
    yield from _tables((*at, "small_numbers"), item.small_numbers)
    if item.categories is not None:
        yield (*at, "categories", "evidence"), item.categories.evidence, []


def _weight_figures(rules: RuleSet, item: Indicator) -> list[Decimal]:
    # Where the samples decide, the weight takes no part and no source prints it.
    dimension = rules.dimensions.rows.get(item.dimension)
    by_sample = dimension is not None and dimension.combine == "by_sample"
    return [item.weight] if 0 < item.weight < 1 and not by_sample else []


def _curve_figures(curve: Curve) -> list[Decimal]:
    return [figure for step in curve.points for figure in (step.reach, step.score)]
