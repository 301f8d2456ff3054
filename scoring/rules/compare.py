"""What differs between two rule sets, figure by figure, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.figures import Text
from scoring.rules.field_words import FIELDS, PARTS
from scoring.rules.fields import fields_of
from scoring.rules.model import Gate, Indicator, RuleSet
from scoring.rules.parts import Dated
from scoring.rules.words import plain, steps_text, window_text


@dataclass(frozen=True)
class Difference:
    """One figure that differs; `before` or `after` is empty where the rule set has no such figure."""

    part: str
    item: Text
    figure: Text
    before: str
    after: str


_WEIGHT = Text("权重", "weight")
_WINDOW = Text("统计期", "window")
_SAMPLE = Text("最少样本", "minimum sample")
_STEPS = Text("得分档位", "score steps")
_NEEDS = Text("需要", "needs")
_SHOWN = Text("是否考核", "assessed")
_CATEGORIES = Text("类目", "categories")
_DAYS = Text("每月认证日", "days of the month")
_SCALE = Text("分数范围", "scale")
_COMBINE = Text("合成方式", "combined by")
_TOTAL = Text("总分", "total")
_OF_WHAT_IS_THERE = (_WINDOW, _SAMPLE, _STEPS, _COMBINE)


def compare(old: Dated, new: Dated) -> list[Difference]:
    """Every figure that differs between two versions of a scheme, in the order of the rule file.

    >>> from datetime import date
    >>> from scoring.rules.catalogue import scheme
    >>> star = scheme("tmall_experience_star")
    >>> found = compare(star.in_force(date(2018, 10, 10)), star.in_force(date(2019, 8, 16)))
    >>> [(item.item.en, item.before, item.after) for item in found if item.figure.en == "weight"][0]
    ('Product', '0.25', '0.2')
    """
    before, after = dict(_figures(old)), dict(_figures(new))
    found = []
    for key in dict.fromkeys([*after, *before]):
        one, other = before.get(key), after.get(key)
        if (one and one[1]) == (other and other[1]):
            continue
        if (one is None or other is None) and key[2] in _OF_WHAT_IS_THERE:
            continue  # the part as a whole is new or gone; that is one difference, not five
        label = (other or one or (Text("", ""), ""))[0]
        found.append(Difference(key[0], label, key[2], one[1] if one else "", other[1] if other else ""))
    if isinstance(old, RuleSet) and isinstance(new, RuleSet):
        found += _excluded(old, new)
    return found


def _excluded(old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    """The categories that take no part any more, or from now on, as one difference."""
    before = old.excluded_categories.names if old.excluded_categories else ()
    after = new.excluded_categories.names if new.excluded_categories else ()
    left = ", ".join(name for name in before if name not in after)
    joined = ", ".join(name for name in after if name not in before)
    if left or joined:
        yield Difference("excluded_categories", Text("不参与类目", "excluded categories"), _CATEGORIES, left, joined)


_Key = tuple[str, str, Text]
_Figure = tuple[_Key, tuple[Text, str]]


def _figures(rules: Dated) -> Iterator[_Figure]:
    if isinstance(rules, RuleSet):
        yield from _scored(rules)
    for row in fields_of(rules):
        inner = row.at[-2] if len(row.at) > 1 else row.at[0]
        label = row.label or PARTS.get(inner) or FIELDS.get(inner) or Text(inner, inner)
        yield (row.at[0], ".".join(row.at[:-1]), FIELDS.get(row.at[-1], row.name)), (label, row.text)


def _scored(rules: RuleSet) -> Iterator[_Figure]:
    scale = f"{plain(rules.total.lowest)}–{plain(rules.total.highest)}"
    yield ("total", "scale", _SCALE), (_TOTAL, scale)
    for name, dimension in rules.dimensions.rows.items():
        yield ("dimensions", name, _WEIGHT), (dimension.label.text, plain(dimension.weight))
        yield ("dimensions", name, _COMBINE), (dimension.label.text, dimension.combine.removeprefix("by_"))
    for row in rules.dimensions.by_category:
        weights = " / ".join(plain(weight) for weight in row.weights.values())
        for category in row.categories:
            yield ("dimensions", f"category {category}", _WEIGHT), (Text(category, category), weights)
    for name, indicator in rules.indicators.items():
        yield from _indicator(name, indicator)
    for name, gate in rules.gates.items():
        yield ("gates", name, _NEEDS), (gate.label.text, _gate(gate))
    for level in rules.levels:
        gates = f", {len(level.gates)} gates" if level.gates else ""
        yield ("levels", plain(level.level), _NEEDS), (level.label.text, f"≥ {plain(level.total)}{gates}")
    if rules.certification is not None:
        days = ", ".join(map(str, rules.certification.days_of_month))
        yield ("certification", "days", _DAYS), (Text("认证", "certification"), days)


def _indicator(name: str, item: Indicator) -> Iterator[_Figure]:
    label = item.label.text
    yield ("indicators", name, _SHOWN), (label, "–" if item.shown_only else "✓")
    yield ("indicators", name, _WEIGHT), (label, plain(item.weight))
    yield ("indicators", name, _WINDOW), (label, window_text(item.window))
    yield ("indicators", name, _SAMPLE), (label, str(item.minimum_sample.count))
    yield ("indicators", name, _STEPS), (label, steps_text(item.curve))


def _gate(gate: Gate) -> str:
    return "✓" if gate.at_least is None else f"≥ {plain(gate.at_least)}"
