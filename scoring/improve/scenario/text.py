"""Scenarios as YAML: written by the board or by hand, read with every fault named by its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from scoring.errors import BadScenario, nearest
from scoring.improve.scenario.model import KINDS, PlannedDay, Scenario
from scoring.rules import yaml_reader

_At = tuple[str | int, ...]
_LENGTHS = {
    "too_short": ("at least", "min_length"), "too_long": ("at most", "max_length"),
    "string_too_short": ("at least", "min_length"), "string_too_long": ("at most", "max_length"),
}  # fmt: skip
# To other readers of YAML a bare `on` is the word "true".
_QUOTED_ON = re.compile(r"^( *(?:- )?)'on': ", re.MULTILINE)


class _Dumper(yaml.SafeDumper):
    """Figures as they are written, lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _figure(dumper: _Dumper, value: Decimal) -> yaml.ScalarNode:
    text = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _words(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Only between double quotes does every kind of line break come back as it was.
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(Decimal, _figure)
_Dumper.add_representer(str, _words)


def scenario_text(scenario: Scenario) -> str:
    """The scenario as YAML, exact, what is as usual left out: the way back from `read_scenario`."""
    values: dict[str, Any] = scenario.model_dump(exclude_defaults=True, exclude={"changes"})
    values["changes"] = [
        {"kind": item.kind, **item.model_dump(exclude_defaults=True, exclude={"kind"})} for item in scenario.changes
    ]
    text = str(yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6))
    return _QUOTED_ON.sub(r"\1on: ", text)


def read_scenario(source: str | Path) -> Scenario:
    """The scenario in a text, or in the file of a path.

    Raises `BadScenario` with one line per fault: the file, the line, the field, its value, what was expected.
    """
    place = _named(source) if isinstance(source, Path) else "scenario"
    document = yaml_reader.read(_text_of(source) if isinstance(source, Path) else source)
    faults = [*document.faults]
    if not faults:
        try:
            return Scenario.model_validate(document.values)
        except ValidationError as error:
            faults = sorted(set(_faults(error, document)))
    raise BadScenario(f"{place} line {line}: {message}" for line, message in faults)


def place_in(path: Path, *at: str | int) -> str:
    """Where a field stands in a scenario's file that could be read: file, line and field."""
    return f"{_named(path)} line {yaml_reader.read(_text_of(path)).line(at)}: {'.'.join(map(str, at))}"


def _named(path: Path) -> str:
    return path.name or str(path)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        said = f"cannot be read ({error.strerror}). Check the name and try again."
        raise BadScenario([f"{_named(path)}: {said}"]) from error
    except UnicodeDecodeError as error:
        said = f"is no UTF-8 text (byte {error.start + 1}). Save it as UTF-8 and try again."
        raise BadScenario([f"{_named(path)}: {said}"]) from error


def _faults(error: ValidationError, document: yaml_reader.Document) -> Iterator[tuple[int, str]]:
    for item in error.errors():
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # It only counts what has faults of its own, which are told.
        # The kind of a change stands in the location as a branch; the file has no such key.
        at: _At = tuple(part for place, part in enumerate(item["loc"]) if not (place == 2 and part in KINDS))
        yield document.line(at), _sentence(at, str(item["type"]), item, _kind(at, document.values))


def _kind(at: _At, values: Any) -> str:
    """The kind of the change a path leads into; empty elsewhere."""
    if len(at) < 2 or at[0] != "changes" or not isinstance(at[1], int):
        return ""
    return str(values["changes"][at[1]].get("kind", "")) if isinstance(values["changes"][at[1]], dict) else ""


def _sentence(at: _At, fault: str, item: Any, kind: str) -> str:
    where, name = ".".join(map(str, at)), str(at[-1]) if at else ""
    if fault.startswith("union_tag"):
        value = item["input"].get("kind") if isinstance(item["input"], dict) else item["input"]
        hint = nearest(str(value), KINDS)
        meant = f" Did you mean {hint}?" if hint else ""
        return f"{where}.kind is {_short(value)}, expected one of {', '.join(KINDS)}.{meant}"
    known = _fields(at, kind)
    if fault == "extra_forbidden":
        hint = nearest(name, known)
        meant = f"Did you mean {hint}?" if hint else f"Expected one of {', '.join(known)}."
        return f"the key {where} ({_short(item['input'])}) is unknown. {meant}"
    if fault == "missing":
        return f"the key {name} is missing in {'.'.join(map(str, at[:-1])) or 'the file'}, expected a value."
    return f"{where or 'the file'} is {_short(item['input'])}, {_expected(fault, item)}."


def _fields(at: _At, kind: str) -> list[str]:
    if kind in KINDS:
        return list(PlannedDay.model_fields) if "plan" in at[2:-1] else list(KINDS[kind].model_fields)
    return list(Scenario.model_fields)


def _expected(fault: str, item: Any) -> str:
    context = item.get("ctx", {})
    if fault == "value_error":
        return str(context["error"])
    if fault in _LENGTHS:
        least, bound = _LENGTHS[fault]
        count = context[bound]
        # A limit on a text that is also given without quotes is counted as one on a list.
        what = "item" if isinstance(item["input"], list | tuple) else "character"
        return f"expected {least} {count} {what}{'' if count == 1 else 's'}"
    expected = {
        "date_type": "expected a day like 2022-06-16",
        "is_instance_of": "expected a number",
        "int_type": "expected a whole number",
        "bool_type": "expected true or false",
        "string_type": "expected a text in quotes",
        "tuple_type": "expected a list",
        "model_type": "expected keys with values",
        "model_attributes_type": "expected keys with values",
    }
    said: str = item["msg"]
    return expected.get(fault, re.sub("^(input|value|.*?) should ", "expected to ", said.lower()))


def _short(value: object) -> str:
    text = _plain(value)
    if isinstance(value, dict):
        text = text[1:-1] or text
    return text if len(text) <= 60 else text[:57] + "..."


def _plain(value: object) -> str:
    """A value as it may stand in a file of YAML, in one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_plain(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return "empty" if value is None else repr(value) if isinstance(value, str) else str(value)
