"""The rules page as plain data: every figure with its evidence, what differs, and what that does to the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.figures import Evidence
from scoring.improve.rule_change import RuleChange
from scoring.rules.compare import Difference
from scoring.rules.curve_kinds import Display, LinearBetween, Steps
from scoring.rules.evidence import evidenced_tables
from scoring.rules.field_words import FIELDS, PARTS
from scoring.rules.model import RuleSet
from scoring.rules.parts import Calibrated, Dated, Grounds, Part, Published, Window
from scoring.rules.parts import Words as LabelWords
from scoring.rules.words import plain, steps_text, window_text

At = tuple[str | int, ...]


@dataclass(frozen=True)
class Effect:
    """The change from one day and rule set to another, in two parts that add up."""

    before: str
    rule_effect: str
    data_effect: str
    after: str
    before_label: str
    after_label: str


def figure_rows(rules: Dated, language: str, provenance: str = "") -> list[dict[str, str]]:
    """Every table of figures: what, the figures, the evidence, the source's own words or the reason.

    `provenance` keeps only `published`, `calibrated` or `assumed` rows.
    """
    t = words(language)
    rows = []
    for at, grounds, figures in evidenced_tables(rules):
        if provenance and provenance not in _kinds(grounds):
            continue
        if isinstance(grounds, Published):
            source = rules.sources[grounds.source]
            why = f"{grounds.quote} — {source.title.text[language]} ({grounds.at.text[language]})"
        else:
            why = f"{grounds.because.text[language]} {grounds.if_wrong.text[language]}"
        rows.append(
            {
                t("rules.what"): place(at, rules, t, language),
                t("rules.figures"): _figures(at, rules) or " / ".join(map(plain, figures)) or fmt.MISSING,
                t("rules.evidence"): _evidence_text(grounds, t),
                t("rules.why"): why,
            }
        )
    return rows


def _kinds(grounds: Grounds) -> tuple[Evidence, ...]:
    """The kinds of evidence the figures of a table have: calibrated ones may stand beside assumed ones."""
    partly = isinstance(grounds, Calibrated) and grounds.partly
    return (Evidence.CALIBRATED, Evidence.ASSUMED) if partly else (grounds.kind,)


def _evidence_text(grounds: Grounds, t: Words) -> str:
    if isinstance(grounds, Calibrated) and grounds.partly:
        return t("rules.partly", calibrated=len(grounds.fitted), assumed=len(grounds.stand_ins))
    return t(f"evidence.{grounds.kind}")


def _figures(at: At, rules: Dated) -> str:
    """The figures of a window or a curve, which read better than as a bare list."""
    part = nodes(at[:-1], rules)[-1] if len(at) > 1 else None
    if isinstance(part, Window):
        return window_text(part)
    return steps_text(part) if isinstance(part, Steps | LinearBetween | Display) else ""


def _signed(points: float | None) -> str:
    return "0" if points is not None and abs(points) < 1e-9 else fmt.points(points, sign=True)


def part_name(part: str, t: Words, language: str) -> str:
    """What a part of a rule file is called."""
    if part not in PARTS:
        return t(f"rules.part_{part}")
    name = PARTS[part][language]
    return name[0].upper() + name[1:]


def nodes(at: At, rules: Dated) -> list[Any]:
    """The parts a path in a rule file leads through, the last one at its end."""
    found: list[Any] = []
    node: Any = rules
    for key in at:
        node = getattr(node, str(key)) if isinstance(node, Part) else node[key]
        found.append(node)
    return found


def place(at: At, rules: Dated, t: Words, language: str) -> str:
    """Where a table of figures stands in the rule file, in words."""
    if at[:2] == ("dimensions", "when_not_assessed_evidence"):
        return t("rules.not_assessed")
    names = [] if at[0] == "indicators" else [part_name(str(at[0]), t, language)]
    names += [name for node in nodes(at[:-1], rules) if (name := _label(node, language))]
    if isinstance(rules, RuleSet) and at[0] == "peers":
        names.append(rules.dimensions.rows[str(at[1])].label.text[language])
    details = [str(key).removesuffix("_evidence") for key in at[1:] if key != "evidence"]
    if at[0] == "indicators":
        detail = str(at[2]).removesuffix("_evidence")
        names.append(PARTS[detail][language] if detail in PARTS else t(f"rules.figure_{detail}"))
        details = [key for key in details[2:] if key not in ("window", detail)]
    for key in details:
        word = {**FIELDS, **PARTS}.get(key)
        if key == "window":
            names.append(t("rules.figure_window"))
        elif word is not None and word[language] not in names:
            names.append(word[language])
    return " · ".join(names)


def _label(node: Any, language: str) -> str:
    """What a part is about: its label, else the categories it is for."""
    label, categories = getattr(node, "label", None), getattr(node, "categories", ())
    if isinstance(label, LabelWords):
        return label.text[language]
    return ", ".join(categories) if isinstance(categories, tuple) else ""


def difference_rows(differences: list[Difference], language: str) -> list[dict[str, str]]:
    """What differs between two rule sets: what, which figure, before and after."""
    t = words(language)
    return [
        {
            t("rules.what"): f"{part_name(item.part, t, language)} · {item.item[language]}",
            t("rules.figure"): item.figure[language],
            t("rules.before"): item.before or fmt.MISSING,
            t("rules.after"): item.after or fmt.MISSING,
        }
        for item in differences
    ]


def effect(change: RuleChange, language: str) -> Effect:
    """The split of a change into rule effect and data effect."""
    t = words(language)
    return Effect(
        fmt.points(change.before.total),
        _signed(change.rule_effect),
        _signed(change.data_effect),
        fmt.points(change.after.total),
        t("rules.under", day=fmt.day(change.before.day), rules=fmt.day(change.before.rule_set)),
        t("rules.under", day=fmt.day(change.after.day), rules=fmt.day(change.after.rule_set)),
    )
