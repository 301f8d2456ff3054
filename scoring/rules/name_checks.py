"""The names in a rule set: each must stand for something that is there.

Each check yields (path in the file, sentence); the loader adds file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scoring.errors import nearest
from scoring.rules.model import RuleSet
from scoring.rules.words import plain

Fault = tuple[tuple[str | int, ...], str]


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not known, with the nearest one that is."""
    names = sorted(known)
    hint = nearest(name, names)
    return f"there is no {kind} {name}." + (f" Did you mean {hint}?" if hint else f" Known: {', '.join(names)}.")


def name_faults(rules: RuleSet) -> Iterator[Fault]:
    """Every name in the file that stands for nothing, and every part that nothing belongs to."""
    for name, indicator in rules.indicators.items():
        if indicator.dimension not in rules.dimensions.rows:
            yield (
                ("indicators", name, "dimension"),
                unknown("dimension", indicator.dimension, rules.dimensions.rows),
            )
    used = {indicator.dimension for indicator in rules.indicators.values()}
    for name in rules.dimensions.rows:
        if name not in used:
            yield (
                ("dimensions", "rows", name),
                f"no indicator belongs to the dimension {name}. Add one or remove it.",
            )
    for name, gate in rules.gates.items():
        if gate.dimension is not None and gate.dimension not in rules.dimensions.rows:
            yield ("gates", name, "dimension"), unknown("dimension", gate.dimension, rules.dimensions.rows)
        if gate.dimension is not None and gate.metric is not None:
            yield ("gates", name), "a gate looks at a dimension or at a metric. Remove one of them."
        if (gate.dimension or gate.metric) and gate.at_least is None:
            yield ("gates", name), "the key at_least is missing: the value that opens the gate. Add it."
        if gate.metric is not None and gate.window is None:
            yield ("gates", name), "the key window is missing: the days the metric is taken over. Add it."
    for index, level in enumerate(rules.levels):
        for gate_name in level.gates:
            if gate_name not in rules.gates:
                yield ("levels", index, "gates"), unknown("gate", gate_name, rules.gates)
    yield from _names_of_parts(rules)


def _names_of_parts(rules: RuleSet) -> Iterator[Fault]:
    """Names in the parts beside dimensions and indicators."""
    dimensions, gates = rules.dimensions.rows, rules.gates
    levels = [plain(row.level) for row in rules.levels]
    looked_at = {metric for _, metric, _ in rules.windows()}
    wanted: list[tuple[tuple[str | int, ...], str, str, Iterable[str]]] = []
    for name, bonus in rules.bonuses.items():
        if bonus.dimension is not None:
            wanted.append((("bonuses", name, "dimension"), "dimension", bonus.dimension, dimensions))
    for index, table in enumerate(rules.indicator_weights):
        at = ("indicator_weights", index)
        wanted.append(((*at, "dimension"), "dimension", table.dimension, dimensions))
        if table.dimension in dimensions:
            members = [name for name, item in rules.indicators.items() if item.dimension == table.dimension]
            wanted += [((*at, "indicators"), "indicator", name, members) for name in table.indicators]
    for index, row in enumerate(rules.long_windows):
        wanted += [(("long_windows", index, "metrics"), "metric", name, looked_at) for name in row.metrics]
    if rules.shared_cap is not None:
        capped = rules.shared_cap.deductions
        wanted += [(("shared_cap", "deductions"), "deduction", name, rules.deductions) for name in capped]
    wanted += [(("peers", name), "dimension", name, dimensions) for name in rules.peers]
    for name, use in rules.uses.items():
        wanted += [(("uses", name, "dimensions"), "dimension", key, dimensions) for key in use.dimensions]
    if rules.goods_label is not None:
        wanted.append((("goods_label", "level"), "level", plain(rules.goods_label.level), levels))
        wanted += [(("goods_label", "gates"), "gate", name, gates) for name in rules.goods_label.gates]
    for name, penalty in rules.penalties.items():
        wanted.append((("penalties", name, "level"), "level", plain(penalty.level), levels))
    for name, use in rules.uses.items():
        if use.level is not None:
            wanted.append((("uses", name, "level"), "level", plain(use.level), levels))
    for at_name, kind, name, known in wanted:
        if name not in known:
            yield at_name, unknown(kind, name, known)
