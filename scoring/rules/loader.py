"""A rule file → a `RuleSet`, or every fault of the file in one error, each with its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scoring.errors import BadRules, nearest
from scoring.rules import adjustments, consequences, curve_kinds, fees, model, parts, periods, scheme, yaml_reader
from scoring.rules.checks import faults_of
from scoring.rules.evidence import evidenced_tables

_MODULES = (adjustments, consequences, curve_kinds, fees, model, parts, periods, scheme)
_KEYS = {
    name
    for module in _MODULES
    for part in vars(module).values()
    if isinstance(part, type) and issubclass(part, parts.Part)
    for name in part.model_fields
}
_BRANCHES = frozenset({"published", "assumed", "calibrated", "steps", "linear_between"})
_KINDS: dict[str, type[parts.Dated]] = {"annual_fee": fees.AnnualFee, "period": periods.PeriodRules}


@dataclass(frozen=True)
class RuleFile:
    """A rule file as it was read: its rule set (None when its shape is wrong) and its faults as (line, sentence)."""

    rules: parts.Dated | None
    document: yaml_reader.Document
    faults: tuple[tuple[int, str], ...]

    def with_faults(self, faults: Iterable[tuple[tuple[str | int, ...], str]]) -> RuleFile:
        """The same file with further faults, given by their path in it."""
        more = [(self.document.line(at), message) for at, message in faults]
        return replace(self, faults=tuple(sorted({*self.faults, *more})))

    def lines(self, place: str) -> list[str]:
        """Each fault as one line that begins with the file's place."""
        return [f"{place} line {line}: {message}" for line, message in self.faults]


def read_rule_file(text: str) -> RuleFile:
    """The rule set in the text of a rule file, with every fault of it; nothing is raised."""
    document = yaml_reader.read(text)
    if document.faults:
        return RuleFile(None, document, tuple(document.faults))
    kind = document.values.get("kind") if isinstance(document.values, dict) else None
    if kind is not None and str(kind) not in _KINDS:
        known = " or ".join(f"kind: {name}" for name in sorted(_KINDS))
        sentence = f"kind is {_short(kind)}. Write {known}, or no kind for a rule set with a daily score."
        return RuleFile(None, document, ((document.line(("kind",)), sentence),))
    try:
        rules = (model.RuleSet if kind is None else _KINDS[str(kind)]).model_validate(document.values)
    except ValidationError as error:
        return RuleFile(None, document, _model_faults(error, document))
    # Fitted figures belong to one shop and are kept beside the rules, never in a file of them.
    fitted = [at for at, held, _ in evidenced_tables(rules) if isinstance(held, parts.Calibrated)]
    refused = [(at, _tag(".".join(map(str, at)), "")) for at in fitted]
    return RuleFile(rules, document, ()).with_faults([*faults_of(rules), *refused])


def load_rule_set(path: Path) -> parts.Dated:
    """The rule set in the file: a `RuleSet`, or for `kind: annual_fee` and `kind: period` one of those.

    Raises `BadRules` with one line per fault: unknown or repeated keys, values of the wrong kind,
    weights that do not add up, names that stand for nothing, a figure that its quote does not hold.
    """
    found = read_rule_file(text_of(path))
    if found.rules is not None and path.stem != found.rules.effective_from.isoformat():
        day = found.rules.effective_from
        found = found.with_faults(
            [(("effective_from",), f"effective_from is {day}, the file is named {path.stem}. Expected the same day.")]
        )
    if found.rules is None or found.faults:
        raise BadRules(found.lines(place_of(path)))
    return found.rules


def load_scheme(path: Path) -> scheme.Scheme:
    """The scheme described in a `scheme.yaml`; raises `BadRules` like `load_rule_set`."""
    document = yaml_reader.read(text_of(path))
    faults: Iterable[tuple[int, str]] = document.faults
    if not document.faults:
        try:
            return scheme.Scheme.model_validate(document.values)
        except ValidationError as error:
            faults = _model_faults(error, document)
    raise BadRules(f"{place_of(path)} line {line}: {message}" for line, message in faults)


def text_of(path: Path) -> str:
    """The text of a rule file; raises `BadRules` when it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadRules([f"{path}: cannot be read ({error.strerror}). Check the name and try again."]) from error
    except UnicodeDecodeError as error:
        said = f"{path}: cannot be read as UTF-8 text (byte {error.start + 1} is none). Save it as UTF-8."
        raise BadRules([said]) from error


def place_of(path: Path) -> str:
    """How a rule file is named: by its folder, which is its scheme, and its name."""
    return f"{path.parent.name}/{path.name}" if path.parent.name else path.name


def _model_faults(error: ValidationError, document: yaml_reader.Document) -> tuple[tuple[int, str], ...]:
    # A list of which no item is right is also reported as too short; that adds nothing.
    items = [item for item in error.errors() if not (item["type"] == "too_short" and item["input"])]
    return tuple(sorted({_model_fault(item, document) for item in items}))


def _model_fault(item: Any, document: yaml_reader.Document) -> tuple[int, str]:
    # pydantic puts the branch of a union into the location; the file has no such key.
    at = tuple(part for part in item["loc"] if part not in _BRANCHES)
    where, line = ".".join(map(str, at)), document.line(at)
    name = str(at[-1]) if at else ""
    if item["type"] == "extra_forbidden":
        hint = "" if name in _KEYS else nearest(name, _KEYS)
        return line, f"the key {name} is unknown." + (f" Did you mean {hint}?" if hint else " Remove it.")
    if item["type"] == "missing":
        return line, f"the key {name} is missing in {'.'.join(map(str, at[:-1])) or 'the file'}. Add it."
    if item["type"].startswith("union_tag"):
        return (
            line,
            _tag(where, name),
        )
    return line, f"{where} is {_short(item['input'])}: {item['msg'].lower()}."


def _tag(where: str, name: str) -> str:
    if name == "curve":
        return f"{where}: a curve says kind: steps or kind: linear_between. Write one of them."
    return f"{where}: evidence says provenance: published or provenance: assumed. Write one of them."


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
