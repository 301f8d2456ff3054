"""An operator's own figures in place of assumed ones: for one main category, kept apart from the rule files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import ValidationError

from scoring.errors import BadRules, BadValue, UnknownName
from scoring.rules.assumed_figures import AssumedFigure, At, editable_figures, for_category
from scoring.rules.catalogue import DatedScheme
from scoring.rules.checks import faults_of
from scoring.rules.model import RuleSet
from scoring.rules.name_checks import Fault
from scoring.rules.parts import Calibrated, Dated, Part
from scoring.rules.support import Support, giving_way, grounds, record_of_support, support_of
from scoring.rules.words import plain

_Rules = TypeVar("_Rules", bound=Dated)
_WEIGHTS = ("dimensions", "rows")
_BRANCHES = frozenset({"steps", "linear_between", "assumed", "calibrated"})
_OF_CURVES = frozenset({"score", "otherwise"})
_SCORES = frozenset({"total", "score", "reduced"})


@dataclass(frozen=True)
class OwnFigure:
    """One figure for shops of a main category (empty = of every one); `at` is its path in the rule set.

    With a `support` it was calibrated, without one an operator typed it.
    """

    scheme: str
    rule_set: date
    category: str
    at: At
    value: Decimal
    support: Support | None = None

    @property
    def name(self) -> str:
        """The path as one word."""
        return ".".join(map(str, self.at))


def own_figure(record: Mapping[str, Any]) -> OwnFigure:
    """The figure a record stands for; raises `BadValue` for a record that is none.

    >>> record = {"scheme": "s", "rule_set": "2022-06-15", "category": "", "at": ["levels", 0, "total"]}
    >>> own_figure({**record, "value": "4.70"}).value
    Decimal('4.70')
    """
    try:
        value = Decimal(str(record["value"]))
        at = tuple(key if isinstance(key, int) else str(key) for key in record["at"])
        day = date.fromisoformat(record["rule_set"])
        support = support_of(record["support"]) if record.get("support") else None
        figure = OwnFigure(str(record["scheme"]), day, str(record["category"]), at, value, support)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        expected = "an object with scheme, rule_set, category, at and value"
        raise BadValue("own figure", str(record), expected) from None
    if not value.is_finite():
        raise BadValue(figure.name, str(value), "a number")
    return figure


def record_of(figure: OwnFigure) -> dict[str, Any]:
    """The figure as plain values that keep it exact: the way back from `own_figure`."""
    record = {
        "scheme": figure.scheme,
        "rule_set": figure.rule_set.isoformat(),
        "category": figure.category,
        "at": list(figure.at),
        "value": str(figure.value),
    }
    return record if figure.support is None else {**record, "support": record_of_support(figure.support)}


def figures_used(rules: Dated, figures: Iterable[OwnFigure], category: str = "") -> list[OwnFigure]:
    """The figures that are for this rule set and category and differ from what stands there.

    One for the category goes before one for every category, and a typed one before a calibrated one: those of
    its group that do not fit beside it are left out. A calibrated one counts also when it is what stands
    there, for it is believed for another reason. Raises `UnknownName` for a path that is no figure,
    `BadValue` for one that a source publishes.
    """
    mine = [
        item
        for item in figures
        if (item.scheme, item.rule_set) == (rules.scheme, rules.effective_from) and item.category in ("", category)
    ]
    by_path = {item.at: item for item in sorted(mine, key=lambda item: (item.support is None, bool(item.category)))}
    if not by_path:
        return []
    known = {item.at: item for kind in ("", category) for item in editable_figures(rules, kind)}
    for item in by_path.values():
        if item.at not in known:
            raise _refusal(rules, item, known)
    if any(item.category and item.at[:2] == _WEIGHTS for item in by_path.values()):
        # The category's own weights go before those for every category, whether stated or left as they are.
        own_row = isinstance(rules, RuleSet) and for_category(rules, category) is not rules
        by_path = {at: i for at, i in by_path.items() if i.category or at[:2] != _WEIGHTS or not own_row}
    if any(item.support for item in by_path.values()):
        values = {at: (item.value, item.support is not None) for at, item in by_path.items()}
        stands = {at: item.value for at, item in known.items()}
        gone = giving_way(values, lambda at: _group(rules, at), stands)
        by_path = {at: item for at, item in by_path.items() if at not in gone}
    return [
        item
        for item in by_path.values()
        if item.value != known[item.at].value or _newly_believed(rules, item, known[item.at].evidence_at)
    ]


def _newly_believed(rules: Dated, item: OwnFigure, evidence_at: At) -> bool:
    """Whether a calibrated figure that is what stands there already gives another reason to believe it."""
    if item.support is None or not item.support.stated:
        return False
    base: Any = for_category(rules, item.category) if isinstance(rules, RuleSet) else rules
    for key in evidence_at:
        base = getattr(base, str(key)) if isinstance(base, Part) else base[key]
    return not isinstance(base, Calibrated)


def _group(rules: Dated, at: At) -> At:
    """What a figure has to fit into: the weights that add up to one, or the points of a curve."""
    if at[0] == "indicators" and at[-1] == "weight" and isinstance(rules, RuleSet):
        return "indicators", rules.indicators[str(at[1])].dimension, "weight"
    return at[:2] if at[:2] == _WEIGHTS else at[:4]


def typed_and_fitted(figures: Iterable[OwnFigure]) -> tuple[int, int]:
    """How many figures an operator typed, and how many a calibration states."""
    given = list(figures)
    typed = sum(item.support is None for item in given)
    return typed, sum(item.support is not None and item.support.stated for item in given)


def with_own_figures(rules: _Rules, figures: Iterable[OwnFigure], category: str = "") -> _Rules:
    """The rule set with the figures that are for it and the category in place of its assumed ones.

    The evidence of a typed figure stays `assumed` and says that it is the operator's own; that of calibrated
    ones becomes `Calibrated`. Without such figures it is the rule set itself. Raises `BadRules` when the
    result has faults, one line for each, else like `figures_used`.
    """
    used = figures_used(rules, figures, category)
    if not used:
        return rules
    changed, faults = _changed(rules, used, category)
    if changed is None or faults:
        raise BadRules(_sentence(fault, used) for fault in faults)
    return changed


def figure_faults(rules: Dated, figures: Iterable[OwnFigure], category: str = "") -> list[Fault]:
    """What is wrong with the rule set once these figures are in it: path and sentence; empty when nothing is."""
    used = figures_used(rules, figures, category)
    return _changed(rules, used, category)[1] if used else []


def scheme_with_own_figures(
    dated: DatedScheme[_Rules], figures: Iterable[OwnFigure], category: str = ""
) -> DatedScheme[_Rules]:
    """The scheme with the figures in every rule set they are for; raises like `with_own_figures`."""
    given = list(figures)
    changed = tuple(with_own_figures(rules, given, category) for rules in dated.rule_sets)
    same = all(one is other for one, other in zip(changed, dated.rule_sets, strict=True))
    return dated if same else replace(dated, rule_sets=changed)


def _refusal(rules: Dated, item: OwnFigure, known: Mapping[At, AssumedFigure]) -> BadValue | UnknownName:
    node: Any = rules
    try:
        for key in item.at:
            node = getattr(node, str(key)) if isinstance(node, Part) else node[key]
    except (AttributeError, KeyError, IndexError, TypeError):
        node = None
    if isinstance(node, Decimal | int):
        expected = "one of the assumed figures; this one is published, or no figure to replace"
        return BadValue(item.name, plain(item.value), f"{expected} ({plain(node)} stands)")
    return UnknownName(item.name, [".".join(map(str, at)) for at in known])


def _changed(rules: _Rules, used: list[OwnFigure], category: str) -> tuple[_Rules | None, list[Fault]]:
    special = any(item.category and item.at[:2] == _WEIGHTS for item in used)
    base: Any = for_category(rules, category) if special and isinstance(rules, RuleSet) else rules
    known = {item.at: item for kind in ("", category) for item in editable_figures(base, kind)}
    values: Any = base.model_dump()
    faults: list[Fault] = []
    tables: dict[At, list[OwnFigure]] = {}
    for item in used:
        whole = isinstance(_get(values, item.at), int)
        if whole and item.value != item.value.to_integral_value():
            faults.append((item.at, f"{item.name} is {plain(item.value)}; expected a whole number."))
            continue
        tables.setdefault(known[item.at].evidence_at, []).append(item)
        values = _put(values, item.at, int(item.value) if whole else item.value)
    for at, items in tables.items():
        values = _put(values, at, _evidence(_get(values, at), at, items, known))
    try:
        changed = type(rules).model_validate(values)
    except ValidationError as error:
        for fault in error.errors():
            at = tuple(part for part in fault["loc"] if part not in _BRANCHES)
            faults.append((at, f"{'.'.join(map(str, at))} is {fault['input']}: {fault['msg'].lower()}."))
        return None, faults
    before = set(faults_of(_alone(base, category)))
    faults += [fault for fault in faults_of(_alone(changed, category)) if fault not in before]
    return changed, [*faults, *_further(base, changed, used)]


def _alone(rules: Dated, category: str) -> Dated:
    """The rule set as shops of the category see it: other categories' indicators are no concern of theirs."""
    if not isinstance(rules, RuleSet):
        return rules
    kept = {name: item.model_copy(update={"categories": None}) for name, item in rules.indicators_for(category).items()}
    return rules.model_copy(update={"indicators": kept})


def _further(base: Dated, changed: Dated, used: list[OwnFigure]) -> Iterator[Fault]:
    """What a rule file may be and a change may not make of it."""
    for item in used:
        if item.value < 0 and _get(base.model_dump(), item.at) >= 0:
            yield item.at, f"{item.name} is {plain(item.value)}; expected a number not below 0."
    if not isinstance(base, RuleSet) or not isinstance(changed, RuleSet):
        return
    if not any(row.weight for row in changed.dimensions.rows.values()) and any(
        row.weight for row in base.dimensions.rows.values()
    ):
        yield _WEIGHTS, "dimension weights add up to 0. They must add up to 1."
    lowest, highest = base.total.lowest, base.total.highest
    for item in used:
        scale = item.at[-1] in _SCORES and "curve" not in item.at
        if scale and item.value >= 0 and not lowest <= item.value <= highest:
            yield item.at, f"{item.name} is {plain(item.value)}; expected {plain(lowest)} to {plain(highest)}."


def _evidence(
    base: Mapping[str, Any], at: At, items: list[OwnFigure], known: Mapping[At, AssumedFigure]
) -> dict[str, Any]:
    """The evidence of a table with these own figures in it."""
    typed = [f"{plain(item.value)} ({plain(known[item.at].value)})" for item in items if item.support is None]
    fitted = [(item.value, known[item.at].value, item.support) for item in items if item.support is not None]
    if not fitted:
        return {**base, "because": _because(base["because"], ", ".join(typed))}
    stated = [item.at for item in items if item.support is not None and item.support.stated]
    # The scores of a curve are the platform's own: an official score it does not have is refused in fitting.
    others = [path for path, one in known.items() if one.evidence_at == at and path[-1] not in _OF_CURVES]
    return grounds(base, fitted, typed, stated, [path for path in dict.fromkeys(others) if path not in stated])


def _because(words: Mapping[str, str], shown: str) -> dict[str, str]:
    return {
        "zh": f"你自己填的数，代替代用值：{shown}。原来采用代用值的理由：{words['zh']}",
        "en": f"Your own figure, in place of the stand-in: {shown}. The stand-in was taken because: {words['en']}",
    }


def _sentence(fault: Fault, used: list[OwnFigure]) -> str:
    at, message = fault
    near = [item for item in used if item.at[:2] == at[:2]] or used
    return f"own figures {', '.join(f'{item.name} = {plain(item.value)}' for item in near)}: {message}"


def _get(values: Any, at: At) -> Any:
    for key in at:
        values = values[key]
    return values


def _put(values: Any, at: At, value: object) -> Any:
    """A copy of nested plain values with another value at a path."""
    if not at:
        return value
    head, rest = at[0], at[1:]
    if isinstance(values, Mapping):
        return {**values, head: _put(values[head], rest, value)}
    index = int(head)
    return (*values[:index], _put(values[index], rest, value), *values[index + 1 :])
