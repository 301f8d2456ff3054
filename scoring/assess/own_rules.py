"""Schemes by id with an operator's own rule files beside the shipped ones, and the whole check of such a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.errors import BadRules, UnknownScheme
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import SCHEMES, DatedScheme, any_scheme, scheme, schemes
from scoring.rules.loader import RuleFile, load_scheme, place_of, read_rule_file, text_of
from scoring.rules.model import RuleSet
from scoring.rules.name_checks import Fault, unknown
from scoring.rules.parts import EVIDENCE, Part, Source, Words
from scoring.rules.scheme import Scheme

OWN = "own:"
NO_DAILY_SCORE = (
    "the file has no faults, but rules of this kind are only checked. Expected rules that give a daily score to use."
)
_FOLDER = "rules"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ONE = frozenset({"metric", "only_if_metric", "orders", "bad", "mean", "best", "worst"})
_SEVERAL = frozenset({"metrics", "reduced_by"})


def read_own_rules(text: str) -> RuleFile:
    """An operator's rule file with every fault of it: what the rules check, and metrics that are not measured."""
    found = read_rule_file(text)
    if found.rules is None:
        return found
    more = list(_metrics((), found.rules))
    if not _NAME.fullmatch(found.rules.scheme):
        more.append((("scheme",), f"the scheme {found.rules.scheme!r} is no plain word. Use a-z, 0-9 and _ only."))
    return found.with_faults(more)


def file_faults(path: Path) -> list[str]:
    """Every fault of a rule file or a `scheme.yaml`, a line each; a file named by a day must be named by its own."""
    try:
        if path.name == "scheme.yaml":
            load_scheme(path)
            return []
        found = read_own_rules(text_of(path))
    except BadRules as error:
        return list(error.faults)
    rules = found.rules
    if rules is not None and _is_day(path.stem) and path.stem != rules.effective_from.isoformat():
        sentence = f"effective_from is {rules.effective_from}, the file is named {path.stem}. Expected the same day."
        found = found.with_faults([(("effective_from",), sentence)])
    return found.lines(place_of(path))


def own_scheme_ids(folder: Path | None) -> tuple[str, ...]:
    """The ids of the schemes an operator keeps rule files of in a data folder, as `own:` and the scheme."""
    return tuple(sorted({f"{OWN}{path.parent.name}" for path in _files(folder, "*")}))


def scheme_for(name: str, folder: Path | None = None) -> DatedScheme[RuleSet]:
    """The scheme with a daily score: a shipped one by id, `own:ID` from the data folder, or one rule file by its path.

    Own rules are a scheme of their own and never mixed with the shipped versions. Raises `UnknownScheme`,
    `NotThatKind` for a shipped one without a daily score, `BadRules` for a faulty file of one's own.
    """
    if name.endswith((".yaml", ".yml")):
        return _own_scheme([Path(name)], "")
    if not name.startswith(OWN):
        if name not in schemes():
            raise UnknownScheme(name, [*schemes(), *own_scheme_ids(folder)])
        return scheme(name)
    files = _files(folder, name.removeprefix(OWN)) if _NAME.fullmatch(name.removeprefix(OWN)) else []
    if not files:
        raise UnknownScheme(name, [*schemes(), *own_scheme_ids(folder)])
    return _own_scheme(files, name.removeprefix(OWN))


def rule_file(name: str, effective_from: date, folder: Path | None = None) -> Path:
    """The file a rule set stands in, of a shipped scheme or of `own:ID` in the data folder."""
    place = SCHEMES / name if not name.startswith(OWN) else (folder or Path()) / _FOLDER / name.removeprefix(OWN)
    return place / f"{effective_from.isoformat()}.yaml"


def kind_of(name: str, folder: Path | None = None) -> str:
    """The kind of the scheme: `score`, `annual_fee` or `period`; raises like `scheme_for`."""
    if name in schemes():
        return any_scheme(name).scheme.kind
    return scheme_for(name, folder).scheme.kind


def _files(folder: Path | None, scheme_id: str) -> list[Path]:
    return [] if folder is None else sorted(folder.glob(f"{_FOLDER}/{scheme_id}/*.yaml"))


def _own_scheme(files: list[Path], scheme_id: str) -> DatedScheme[RuleSet]:
    stamps = []
    for path in files:
        try:
            state = path.stat()
        except OSError as error:
            raise BadRules([f"{path}: cannot be read ({error.strerror})."]) from error
        stamps.append((str(path.absolute()), state.st_mtime_ns, state.st_size, state.st_ino))
    return _read_scheme(tuple(stamps), scheme_id)


@lru_cache(maxsize=32)
def _read_scheme(stamps: tuple[tuple[str, int, int, int], ...], scheme_id: str) -> DatedScheme[RuleSet]:
    """The scheme of files that are read once as long as they do not change; without an id the file's own."""
    rule_sets = [_rule_set(Path(name)) for name, *_ in stamps]
    base = scheme_id or rule_sets[0].scheme
    label = any_scheme(base).scheme.label if base in schemes() else Words(zh=base, en=base)
    described = any_scheme(base).scheme if base in schemes() else _unknown_scheme(base)
    own = described.model_copy(
        update={
            "scheme": f"{OWN}{base}",
            "label": Words(zh=f"自己的规则 · {label.zh}", en=f"own rules · {label.en}"),
            "superseded": None,
            "ended": None,
        }
    )
    named = [rules.model_copy(update={"scheme": f"{OWN}{base}"}) for rules in rule_sets]
    return DatedScheme(own, tuple(sorted(named, key=lambda rules: rules.effective_from)))


def _rule_set(path: Path) -> RuleSet:
    if faults := file_faults(path):
        raise BadRules(faults)
    rules = read_own_rules(text_of(path)).rules
    if not isinstance(rules, RuleSet):
        raise BadRules([f"{path.parent.name}/{path.name} line 1: {NO_DAILY_SCORE}"])
    return rules


def _unknown_scheme(name: str) -> Scheme:
    return Scheme(
        scheme=name,
        label=Words(zh=name, en=name),
        marketplace=Words(zh="自己的规则", en="own rules"),
        currency="CNY",
        time_zone="Asia/Shanghai",
        before_first=Words(zh="之前没有自己的规则。", en="There are no own rules before."),
    )


def _is_day(name: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", name) is not None


def _metrics(at: tuple[str | int, ...], value: Any) -> Iterator[Fault]:
    """Every metric named in the file that is not in the catalogue."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _metrics((*at, key), item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _metrics((*at, index), item)
    elif isinstance(value, Part) and not isinstance(value, (Source, Words, *EVIDENCE)):
        for name in type(value).model_fields:
            held = getattr(value, name)
            if name in _ONE and isinstance(held, str):
                if held not in METRICS:
                    yield (*at, name), unknown("metric", held, METRICS)
            elif name in _SEVERAL and isinstance(held, tuple) and held and isinstance(held[0], str):
                for index, metric in enumerate(held):
                    if metric not in METRICS:
                        yield (*at, name, index), unknown("metric", metric, METRICS)
            else:
                yield from _metrics((*at, name), held)
