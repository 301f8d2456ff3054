"""The figures of a rule file, field by field, for the parts that have no form of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.figures import Text
from scoring.rules.curve_kinds import Display
from scoring.rules.model import RuleSet
from scoring.rules.parts import EVIDENCE, Dated, Part, Window, Words
from scoring.rules.words import plain, steps_text, window_text

# These are read part by part elsewhere, or are no figures.
_ELSEWHERE = frozenset(
    {"scheme", "kind", "effective_from", "changes", "sources", "dimensions", "indicators", "levels", "certification"}
)


@dataclass(frozen=True)
class Field:
    """One figure: where it stands, what it is called there, its value as text."""

    at: tuple[str, ...]
    label: Text | None
    text: str

    @property
    def name(self) -> Text:
        """The field's own name, for a field nobody has named."""
        return Text(self.at[-1], self.at[-1])


def fields_of(rules: Dated) -> Iterator[Field]:
    """Every figure of the parts beside dimensions, indicators, gates, levels and certification days."""
    for name in type(rules).model_fields:
        held = getattr(rules, name)
        if name == "total":
            yield from _fields(("total", "requires"), held.requires, None)
        elif (name == "gates" and isinstance(held, Mapping)) or name in _ELSEWHERE or name == "excluded_categories":
            continue
        else:
            yield from _fields((name,), held, None)
    if isinstance(rules, RuleSet):
        for name, item in rules.indicators.items():
            yield from _fields(("indicators", name, "small_numbers"), item.small_numbers, item.label.text)


def _fields(at: tuple[str, ...], value: Any, label: Text | None) -> Iterator[Field]:
    if value is None or isinstance(value, (Words, *EVIDENCE)):
        return
    if isinstance(value, Window):
        yield Field(at, label, window_text(value))
    elif isinstance(value, Display):
        yield Field(at, label, steps_text(value))
    elif isinstance(value, Part):
        own = _label(value) or label
        for name in type(value).model_fields:
            yield from _fields((*at, name), getattr(value, name), own)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _fields((*at, str(key)), item, Text(str(key), str(key)) if label is None else label)
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        for index, item in enumerate(value):
            # Rows for categories are told apart by them, wherever they stand in the list.
            categories = "、".join(getattr(item, "categories", ()))
            yield from _fields((*at, categories or str(index)), item, label)
    elif value != () and value != "":
        yield Field(at, label, leaf_text(value))


def _label(part: Part) -> Text | None:
    """What a part is about: its label, else the categories it is for."""
    label, categories = getattr(part, "label", None), getattr(part, "categories", ())
    if isinstance(label, Words):
        return label.text
    return Text("、".join(categories), ", ".join(categories)) if categories else None


def leaf_text(value: object) -> str:
    """A figure, a name or a list of them as a person reads it."""
    if isinstance(value, tuple):
        return " / ".join(map(leaf_text, value))
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)
