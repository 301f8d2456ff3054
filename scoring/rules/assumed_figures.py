"""The figures of a rule set that nobody publishes, one by one: what an operator may put own figures in place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.figures import Text
from scoring.rules.fees import AnnualFee
from scoring.rules.field_words import FIELDS, PARTS
from scoring.rules.model import RuleSet
from scoring.rules.parts import EVIDENCE, Assumed, Calibrated, Dated, Part, Source, Words
from scoring.rules.periods import PeriodRules

At = tuple[str | int, ...]
_NOT_PRINTED = (Assumed, Calibrated)
# The scale, the stars' own numbers and calendar days are names of things rather than figures to replace.
_NO_FIGURES = frozenset(
    {"level", "reference_lag", "days_of_month", "lowest", "highest", "decimals", "node_months", "online_days"}
)
_PARTS = PARTS | {
    "dimensions": Text("维度", "dimension"),
    "gates": Text("入围条件", "gate"),
    "levels": Text("等级", "level"),
}
_NAMES = FIELDS | {
    "weight": Text("权重", "weight"),
    "count": Text("最少样本", "minimum sample"),
    "days": Text("统计天数", "days"),
    "lag": Text("距考核日天数", "days before the day"),
}


@dataclass(frozen=True)
class AssumedFigure:
    """One figure: its path in the rule set, what it belongs to, what it is there, its value, its evidence's path."""

    at: At
    item: Text
    field: Text
    value: Decimal
    evidence_at: At


def for_category(rules: RuleSet, category: str) -> RuleSet:
    """The rule set with the dimension weights of a main category as its default ones, and no row for it."""
    row = next((row for row in rules.dimensions.by_category if category in row.categories), None)
    if row is None:
        return rules
    rows = {
        name: item.model_copy(update={"weight": row.weights.get(name, item.weight)})
        for name, item in rules.dimensions.rows.items()
    }
    left = [
        other.model_copy(update={"categories": tuple(name for name in other.categories if name != category)})
        for other in rules.dimensions.by_category
    ]
    update = {"rows": rows, "evidence": row.evidence, "by_category": tuple(other for other in left if other.categories)}
    return rules.model_copy(update={"dimensions": rules.dimensions.model_copy(update=update)})


def editable_figures(rules: Dated, category: str = "") -> list[AssumedFigure]:
    """Every figure no source prints that counts for a main category, in the order of the file.

    Weights, curve points, minimum samples, windows, level totals, gate lines, points and lines of use;
    fees and targets, score floors, sales targets and cycles. Dimension weights a category has a row of
    its own for stand at the default ones' place.
    """
    own: Dated = for_category(rules, category) if isinstance(rules, RuleSet) else rules
    return [
        AssumedFigure(at, _item(own, at), _field(own, at), value, evidence_at)
        for at, value, evidence_at in _numbers((), own, None, ())
        if _counts(own, at, category)
    ]


def _numbers(at: At, value: Any, grounds: object, grounds_at: At) -> Iterator[tuple[At, Decimal, At]]:
    """Path, value and path of the evidence of every assumed figure; a part's evidence stands for what has none."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _numbers((*at, key), item, grounds, grounds_at)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _numbers((*at, index), item, grounds, grounds_at)
    elif isinstance(value, Part) and not isinstance(value, (Source, Words, *EVIDENCE)):
        if hasattr(value, "evidence"):
            grounds, grounds_at = value.evidence, (*at, "evidence")
        for name in type(value).model_fields:
            if f"{name}_evidence" in type(value).model_fields:
                own = f"{name}_evidence"
                yield from _numbers((*at, name), getattr(value, name), getattr(value, own), (*at, own))
            else:
                yield from _numbers((*at, name), getattr(value, name), grounds, grounds_at)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and isinstance(grounds, _NOT_PRINTED):
        yield at, Decimal(value), grounds_at


def _counts(rules: Dated, at: At, category: str) -> bool:
    """Whether a number is a figure that takes part for a shop of the category."""
    if isinstance(rules, AnnualFee):
        return at[0] not in ("rows", "other") or _node(rules, at[: 2 if at[0] == "rows" else 1]) is rules.row(category)
    if isinstance(rules, PeriodRules):
        if _NO_FIGURES & set(map(str, at)):
            return False
        row = {"score": rules.floor(category), "sales": rules.target(category)}.get(str(at[0]))
        named = at[1] if len(at) > 1 else ""
        if named in ("floors", "targets", "other"):
            return _node(rules, at[: 2 if named == "other" else 3]) is row
        return named != "trial_shares" or _node(rules, at[:3]) is rules.trial_share(category)
    return isinstance(rules, RuleSet) and _counts_in_scores(rules, at, category)


def _node(rules: Dated, at: At) -> Any:
    """What stands at a path."""
    node: Any = rules
    for key in at:
        node = getattr(node, str(key)) if isinstance(node, Part) else node[key]
    return node


def _counts_in_scores(rules: RuleSet, at: At, category: str) -> bool:
    part, last = at[0], at[-1]
    if last in _NO_FIGURES or _NO_FIGURES & set(map(str, at[1:-1])) or (part == "penalties" and last == "points"):
        return False
    if part == "dimensions":
        return at[1] == "rows" and any(row.weight for row in rules.dimensions.rows.values())
    if part == "indicators":
        return _counts_in_indicator(rules, str(at[1]), at[2:], category)
    if part == "indicator_weights":
        return at[3] == category
    if part == "long_windows":
        return category in rules.long_windows[int(at[1])].categories
    if part == "uses" and last == "days" and len(at) == 3:
        return rules.uses[str(at[1])].over != "day"
    return True


def _counts_in_indicator(rules: RuleSet, name: str, at: At, category: str) -> bool:
    item = rules.indicators_for(category).get(name)
    if item is None:
        return False
    if at == ("weight",):
        by_table = any(name in table.indicators and category in table.by_category for table in rules.indicator_weights)
        return not (item.shown_only or by_table or rules.dimensions.rows[item.dimension].combine == "by_sample")
    if at[:2] == ("small_numbers", "fewer_for"):
        few = item.small_numbers.fewer_for if item.small_numbers else None
        return few is not None and category in few.categories
    return True


def _item(rules: Dated, at: At) -> Text:
    """What a figure belongs to: the part's name and the label of what in it."""
    node: Any = rules
    label: Text | None = None
    for key in at:
        node = getattr(node, str(key)) if isinstance(node, Part) else node[key]
        words = getattr(node, "label", None)
        label = words.text if isinstance(words, Words) else label
    names = [_PARTS[str(at[0])]] if at[0] in _PARTS else []
    if at[0] == "indicator_weights" and isinstance(rules, RuleSet):
        name = rules.indicator_weights[int(at[1])].indicators[int(at[4])]
        label = rules.indicators[name].label.text
    inner = [_PARTS[str(key)] for key in at[1:-1] if key in ("small_numbers", "instead", "other")]
    texts = [*names, *([label] if label else []), *inner]
    return Text(" · ".join(text.zh for text in texts), " · ".join(text.en for text in texts))


def _field(rules: Dated, at: At) -> Text:
    """What a figure is there: its name, with the step it stands in."""
    name = str(at[-1])
    if at[0] == "indicator_weights":
        name = "weight"
    elif isinstance(rules, RuleSet) and at[-2] == "dimensions" and name in rules.dimensions.rows:
        return rules.dimensions.rows[name].label.text
    if at[-2] == "trial":
        months = rules.sales.node_months[int(name)] if isinstance(rules, PeriodRules) and rules.sales else int(name)
        return Text(f"试考期第 {months} 个月累计销售额", f"cumulative sales by month {months} of the trial")
    word = _NAMES.get(name, Text(name, name))
    if len(at) > 2 and at[-3] == "points":
        step = int(at[-2]) + 1
        return Text(f"第 {step} 档 · {word.zh}", f"step {step} · {word.en}")
    return word
