"""What a rule set must satisfy beyond its shape: names that exist, weights that add up, quotes that hold.

Each check yields (path in the file, sentence); the loader adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from scoring.rules.curve_kinds import Curve, Display, LinearBetween
from scoring.rules.evidence import evidenced_tables
from scoring.rules.model import RuleSet
from scoring.rules.name_checks import Fault, name_faults, unknown
from scoring.rules.parts import Dated, Published
from scoring.rules.words import plain


def faults_of(rules: Dated) -> list[Fault]:
    """Every fault of a rule file whose shape is right; empty when there is none."""
    if not isinstance(rules, RuleSet):
        return [*_evidence(rules)]
    return [
        *_dimension_weights(rules),
        *_indicator_weights(rules),
        *_category_weights(rules),
        *name_faults(rules),
        *_curves(rules),
        *_levels(rules),
        *_windows(rules),
        *_evidence(rules),
    ]


def _dimension_weights(rules: RuleSet) -> Iterator[Fault]:
    tables = [(("dimensions", "rows"), {name: row.weight for name, row in rules.dimensions.rows.items()})]
    for index, row in enumerate(rules.dimensions.by_category):
        at: tuple[str | int, ...] = ("dimensions", "by_category", index, "weights")
        for name in set(rules.dimensions.rows) ^ set(row.weights):
            yield (
                at,
                f"the weights of {row.categories[0]} must name every dimension once; {name} does not fit.",
            )
        tables.append((at, row.weights))  # type: ignore[arg-type]
    for at, weights in tables:
        total = sum(weights.values(), Decimal(0))
        if total not in (0, 1):
            parts = ", ".join(f"{name} {plain(weight)}" for name, weight in weights.items())
            yield at, f"dimension weights add up to {plain(total)}. They must add up to 1: {parts}."


def _indicator_weights(rules: RuleSet) -> Iterator[Fault]:
    named = {
        name
        for row in rules.indicators.values()
        if row.categories
        for name in (*row.categories.only, *row.categories.without)
    }
    for dimension, row in rules.dimensions.rows.items():
        if row.combine == "by_sample":
            continue
        for category in ("", *sorted(named)):
            weights = {
                name: item.weight
                for name, item in rules.indicators_for(category).items()
                if item.dimension == dimension and not item.shown_only
            }
            if weights and sum(weights.values()) != 1:
                parts = ", ".join(f"{name} {plain(weight)}" for name, weight in weights.items())
                where = f" for {category}" if category else ""
                yield (
                    ("indicators", next(iter(weights)), "weight"),
                    (
                        f"indicator weights in {dimension}{where} add up to {plain(sum(weights.values()))}. "
                        f"They must add up to 1: {parts}."
                    ),
                )
                break


def _category_weights(rules: RuleSet) -> Iterator[Fault]:
    for index, table in enumerate(rules.indicator_weights):
        names = ", ".join(table.indicators)
        for category, weights in table.by_category.items():
            at: tuple[str | int, ...] = ("indicator_weights", index, "by_category", category)
            whole, found = sum(weights, Decimal(0)), ", ".join(map(plain, weights))
            if len(weights) != len(table.indicators):
                yield at, f"{category} has {len(weights)} weights; expected one for each of {names}."
            elif whole != 1:
                yield at, f"the weights of {category} add up to {plain(whole)}. They must add up to 1: {found}."


def _curves(rules: RuleSet) -> Iterator[Fault]:
    scale = f"{plain(rules.total.lowest)} to {plain(rules.total.highest)}"
    for name, indicator in rules.indicators.items():
        at = ("indicators", name, "curve", "points")
        scores = _scores(indicator.curve)
        yield from _ordered(at, indicator.curve)
        if not all(rules.total.lowest <= score <= rules.total.highest for score in scores):
            yield at, f"a score lies outside the scale {scale}; found {', '.join(map(plain, scores))}."
        few = indicator.small_numbers
        if few is not None and not rules.total.lowest <= few.score <= rules.total.highest:
            sentence = f"the score of small numbers lies outside the scale {scale}; found {plain(few.score)}."
            yield ("indicators", name, "small_numbers", "score"), sentence
    if rules.display is not None:
        yield from _ordered(("display", "points"), rules.display)


def _scores(curve: Curve | Display) -> list[Decimal]:
    otherwise = [] if isinstance(curve, LinearBetween) else [curve.otherwise]
    return [step.score for step in curve.points] + otherwise


def _ordered(at: tuple[str | int, ...], curve: Curve | Display) -> Iterator[Fault]:
    """Points from best to worst; a display looks at totals, of which the higher is better."""
    scores, reaches = _scores(curve), [step.reach for step in curve.points]
    if any(better <= worse for better, worse in pairwise(scores)):
        yield at, f"the scores go from best to worst and never repeat; found {', '.join(map(plain, scores))}."
    falling = all(one > two for one, two in pairwise(reaches))
    rising = all(one < two for one, two in pairwise(reaches))
    if isinstance(curve, Display) and not falling:
        yield at, f"the totals in reach all fall; found {', '.join(map(plain, reaches))}."
    elif not (rising or falling):
        yield at, f"the values of reach all rise or all fall; found {', '.join(map(plain, reaches))}."


def _levels(rules: RuleSet) -> Iterator[Fault]:
    for index, (upper, lower) in enumerate(zip(rules.levels, rules.levels[1:], strict=False), start=1):
        if upper.level <= lower.level or upper.total < lower.total:
            yield (
                ("levels", index),
                (
                    f"levels go from best to worst: {plain(lower.level)} (total {plain(lower.total)}) stands below "
                    f"{plain(upper.level)} (total {plain(upper.total)})."
                ),
            )
    if rules.levels and (rules.levels[-1].total > rules.total.lowest or rules.levels[-1].gates):
        yield (
            ("levels", len(rules.levels) - 1),
            "the last level is for everybody: its total is the lowest score, without gates.",
        )


def _windows(rules: RuleSet) -> Iterator[Fault]:
    seen: dict[str, tuple[int, int]] = {}
    for at, metric, taken in rules.windows():
        window = (taken.days, taken.lag)
        if seen.setdefault(metric, window) != window:
            sentence = f"{metric} is taken over two windows in one rule set; expected the same days and lag everywhere."
            yield at, sentence


def _evidence(rules: Dated) -> Iterator[Fault]:
    for at, grounds, figures in evidenced_tables(rules):
        if not isinstance(grounds, Published):
            continue
        if grounds.source not in rules.sources:
            yield (*at, "source"), unknown("source", grounds.source, rules.sources)
        for figure in figures:
            if not _quoted(figure, grounds.quote):
                sentence = f"the quote does not hold the figure {plain(figure)}: {grounds.quote}"
                yield (*at, "quote"), f"{sentence}. Quote the words that print it, or write provenance: assumed."


def _quoted(figure: Decimal, quote: str) -> bool:
    printed = {Decimal(word.replace(",", "")) for word in re.findall(r"\d[\d,]*(?:\.\d+)?", quote)}
    ten_thousands = {Decimal(word) * 10_000 for word in re.findall(r"(\d+(?:\.\d+)?)\s*万", quote)}
    return figure in printed or figure * 100 in printed or figure in ten_thousands
