"""A rule file → a `RuleSet`, or every fault of the file in one error, each with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from scoring.errors import BadRules, nearest
from scoring.rules import model, scheme, yaml_reader
from scoring.rules.checks import faults_of

_Part = TypeVar("_Part", bound=model.Part)
_PARTS = [*vars(model).values(), *vars(scheme).values()]
_KEYS = {
    name for part in _PARTS if isinstance(part, type) and issubclass(part, model.Part) for name in part.model_fields
}


def load_rule_set(path: Path) -> model.RuleSet:
    """The rule set in the file.

    Raises `BadRules` with one line per fault: unknown or repeated keys, values of the wrong kind,
    weights that do not add up, names that stand for nothing, a figure that its quote does not hold.
    """
    rule_set, document = _load(path, model.RuleSet)
    found = sorted((document.line(at), message) for at, message in faults_of(rule_set))
    faults = [_fault(path, line, message) for line, message in found]
    if path.stem != rule_set.effective_from.isoformat():
        faults.append(
            _fault(
                path,
                document.line(("effective_from",)),
                f"effective_from is {rule_set.effective_from}, the file is named {path.stem}. Expected the same day.",
            )
        )
    if faults:
        raise BadRules(faults)
    return rule_set


def load_scheme(path: Path) -> scheme.Scheme:
    """The scheme described in a `scheme.yaml`; raises `BadRules` like `load_rule_set`."""
    return _load(path, scheme.Scheme)[0]


def _load(path: Path, part: type[_Part]) -> tuple[_Part, yaml_reader.Document]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRules([f"{path}: cannot be read as UTF-8 text ({error})."]) from error
    document = yaml_reader.read(text)
    if document.faults:
        raise BadRules([_fault(path, line, message) for line, message in document.faults])
    try:
        return part.model_validate(document.values), document
    except ValidationError as error:
        # A list of which no item is right is also reported as too short; that adds nothing.
        items = [item for item in error.errors() if not (item["type"] == "too_short" and item["input"])]
        faults = sorted({_model_fault(item, document) for item in items})
        raise BadRules([_fault(path, line, message) for line, message in faults]) from error


def _fault(path: Path, line: int, message: str) -> str:
    return f"{path.parent.name}/{path.name} line {line}: {message}"


def _model_fault(item: Any, document: yaml_reader.Document) -> tuple[int, str]:
    # pydantic puts the branch of a union into the location; the file has no such key.
    at = tuple(part for part in item["loc"] if part not in ("published", "assumed"))
    where, line = ".".join(map(str, at)), document.line(at)
    name = str(at[-1]) if at else ""
    if item["type"] == "extra_forbidden":
        hint = nearest(name, _KEYS)
        return line, f"the key {name} is unknown." + (f" Did you mean {hint}?" if hint else " Remove it.")
    if item["type"] == "missing":
        return line, f"the key {name} is missing in {'.'.join(map(str, at[:-1])) or 'the file'}. Add it."
    if item["type"].startswith("union_tag"):
        return (
            line,
            f"{where}: evidence says provenance: published or provenance: assumed. Write one of them.",
        )
    return line, f"{where} is {_short(item['input'])}: {item['msg'].lower()}."


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
