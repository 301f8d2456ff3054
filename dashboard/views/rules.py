"""The rules page as plain data: every figure with its evidence, what differs, and what that does to the shop."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.improve.rule_change import RuleChange
from scoring.rules.compare import Difference
from scoring.rules.evidence import evidenced_tables
from scoring.rules.model import RuleSet
from scoring.rules.parts import Published
from scoring.rules.words import plain, steps_text, window_text


@dataclass(frozen=True)
class Effect:
    """The change from one day and rule set to another, in two parts that add up."""

    before: str
    rule_effect: str
    data_effect: str
    after: str
    before_label: str
    after_label: str


def figure_rows(rules: RuleSet, language: str, provenance: str = "") -> list[dict[str, str]]:
    """Every table of figures: what, the figures, the evidence, the source's own words or the reason.

    `provenance` keeps only `published` or `assumed` rows.
    """
    t = words(language)
    rows = []
    for at, grounds, figures in evidenced_tables(rules):
        if provenance not in ("", grounds.provenance):
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
                t("rules.evidence"): t(f"evidence.{grounds.provenance}"),
                t("rules.why"): why,
            }
        )
    return rows


def _figures(at: tuple[str | int, ...], rules: RuleSet) -> str:
    """The figures of a window or a curve, which read better than as a bare list."""
    if at[0] != "indicators" or len(at) < 3:
        return ""
    item = rules.indicators[str(at[1])]
    return {"window": window_text(item.window), "curve": steps_text(item.curve)}.get(str(at[2]), "")


def _signed(points: float | None) -> str:
    return "0" if points is not None and abs(points) < 1e-9 else fmt.points(points, sign=True)


def place(at: tuple[str | int, ...], rules: RuleSet, t: Words, language: str) -> str:
    """Where a table of figures stands in the rule set, in words."""
    kind = t(f"rules.part_{at[0]}")
    if at[:2] == ("dimensions", "when_not_assessed_evidence"):
        return t("rules.not_assessed")
    if at[:2] == ("dimensions", "by_category"):
        return f"{kind} · {rules.dimensions.by_category[int(at[2])].categories[0]}"
    if at[0] == "indicators":
        detail = str(at[2]).removesuffix("_evidence") if len(at) > 2 else "metric"
        return f"{rules.indicators[str(at[1])].label.text[language]} · {t(f'rules.figure_{detail}')}"
    named = {"gates": rules.gates, "bonuses": rules.bonuses}.get(str(at[0]))
    if named is not None:
        return f"{kind} · {named[str(at[1])].label.text[language]}"
    if at[0] == "levels":
        return f"{kind} · {rules.levels[int(at[1])].label.text[language]}"
    return kind


def difference_rows(differences: list[Difference], language: str) -> list[dict[str, str]]:
    """What differs between two rule sets: what, which figure, before and after."""
    t = words(language)
    return [
        {
            t("rules.what"): f"{t(f'rules.part_{item.part}')} · {item.item[language]}",
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
