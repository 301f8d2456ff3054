"""YAML text → plain values with the line of every key, stricter than YAML itself.

Only maps, lists, text, whole and decimal numbers, true/false and ISO days are accepted. Decimals
stay as written (`Decimal`), a key given twice is a fault, and words such as `no` or `3:00` stay text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

import yaml
from yaml.composer import Composer

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# What the parser in C takes for something else: a tab, a mark of byte order, > or | before a comment, ? in a name.
_READ_OTHERWISE = re.compile("[\t\ufeff?]|[>|][0-9+-]*#")
_QUOTED = re.compile(r'"[^"\n\t\ufeff]*"')
_LONGEST = 100  # digits of a number
_DEEPEST = 200  # brackets within brackets
_TOO_DEEP = "this is not YAML: it is nested too deeply."

Path = tuple[str | int, ...]


@dataclass
class Document:
    """The values of a file, the line each one stands on, and the faults met while reading."""

    values: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest part around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """The document in `text`; what YAML itself refuses is a fault too, never an exception.

    >>> document = read("weight: 0.20")
    >>> document.values, document.line(("weight",))
    ({'weight': Decimal('0.20')}, 1)
    """
    document = Document()
    try:
        root = _quickly(text) or _with_faults(text, document)
        if root is not None:
            document.values = _value(root, (), document)
    except RecursionError:
        document.faults.append((1, _TOO_DEEP))
    return document


if yaml.__with_libyaml__:

    class _Quick(Composer, yaml.CBaseLoader):
        """The events of the parser in C; put together here, where nesting too deep is an error and no crash."""

        def __init__(self, text: str) -> None:
            yaml.CBaseLoader.__init__(self, text)
            Composer.__init__(self)

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)


def _quickly(text: str) -> yaml.Node | None:
    """The root of a faultless document, some ten times as fast; None where it has a fault, or cannot be read so.

    Raises `RecursionError` for what is nested too deeply, before the other parser takes minutes to find out.
    """
    bare = _QUOTED.sub("", text)
    brackets = (1 if letter in "[{" else -1 for letter in bare if letter in "[{]}")
    if max(accumulate(brackets), default=0) > _DEEPEST:
        raise RecursionError
    if not yaml.__with_libyaml__ or _READ_OTHERWISE.search(bare):
        return None
    try:
        return _Quick(text).get_single_node()
    except (yaml.YAMLError, UnicodeError):
        return None


def _with_faults(text: str, document: Document) -> yaml.Node | None:
    """The root of a document; None with a fault noted where there is none."""
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                document.faults.append((line, f"*{event.anchor} points elsewhere. Write the values out instead."))
                return None
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        document.faults.append(((mark.line + 1) if mark else 1, f"this is not YAML: {error.problem}."))
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        document.faults.append((line, f"this is not YAML: {error.reason} (#x{error.character:04x})."))
        return None
    if root is None:
        document.faults.append((1, "the file is empty."))
    return root


def _value(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, (*path, index), document) for index, item in enumerate(node.value))
    return _scalar(node, document)


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in values:
            first = document.line((*path, key))
            document.faults.append(
                (line, f"the key {key} stands here a second time (first on line {first}). Keep one.")
            )
            continue
        values[key] = _value(value_node, (*path, key), document)
        document.lines[(*path, key)] = line
    return values


def _scalar(node: yaml.Node, document: Document) -> str | int | bool | Decimal | date:
    text = str(node.value)
    if half := HALF_CHARACTER.search(text):
        said = f"this is not YAML: half a character (#x{ord(half[0]):04x})."
        document.faults.append((node.start_mark.line + 1, said))
        return ""
    # The parser in C gives a plain scalar an empty style.
    if isinstance(node, yaml.ScalarNode) and node.style:
        return text
    if len(text) > _LONGEST and (_WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text)):
        said = f"this is not YAML: a number of {len(text)} digits is longer than any figure."
        document.faults.append((node.start_mark.line + 1, said))
        return 0
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if text in ("true", "false"):
        return text == "true"
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            document.faults.append((node.start_mark.line + 1, f"{text} is no day of the calendar."))
    return text
