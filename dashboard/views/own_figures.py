"""The operator's own figures as plain data: the table to fill in, what was typed in it, what is wrong with that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.rule_faults import fault_words
from dashboard.views.rules import nodes
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.rules.assumed_figures import AssumedFigure, editable_figures
from scoring.rules.own_figures import OwnFigure, figure_faults
from scoring.rules.parts import Dated
from scoring.rules.words import plain

_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(%?)")


def parse_number(text: str) -> Decimal | None:
    """The number a person typed, exactly; None when it is none.

    >>> parse_number("98.50%"), parse_number(" 1,200 "), parse_number("about 5"), parse_number("1,5%")
    (Decimal('0.9850'), Decimal('1200'), None, None)
    """
    found = _NUMBER.fullmatch(text.strip().replace("，", ",").replace("％", "%").replace("。", "."))
    if found is None:
        return None
    number = Decimal(found[1].replace(",", ""))
    return number.scaleb(-2) if found[2] else number


def figure_table(
    rules: Dated, figures: Iterable[OwnFigure], category: str, language: str
) -> tuple[list[AssumedFigure], list[dict[str, str]]]:
    """The stand-in figures of a rule set, and a row for each: what, which figure, the stand-in, one's own or empty.

    Calibrated figures are none that somebody typed: they are not in the table.
    """
    t = words(language)
    own = {item.at: item.value for item in figures if item.support is None}
    found = editable_figures(rules, category)
    rows = [
        {
            t("rules.what"): figure.item[language],
            t("rules.figure"): figure.field[language],
            t("own.stand_in"): _shown(figure, rules, language),
            t("own.yours"): format(own[figure.at], "f") if figure.at in own else "",
        }
        for figure in found
    ]
    return found, rows


def typed_figures(
    rules: Dated, found: Sequence[AssumedFigure], cells: Sequence[str], category: str, language: str
) -> tuple[list[OwnFigure], list[str]]:
    """The figures typed in the last column, and a sentence for everything that is wrong with them.

    An empty cell and one that says the stand-in itself are no figures of one's own.
    """
    t = words(language)
    figures, problems = [], []
    for figure, cell in zip(found, cells, strict=True):
        if not cell.strip():
            continue
        value = parse_number(cell)
        what = f"{figure.item[language]} · {figure.field[language]}"
        if value is None:
            problems.append(t("own.no_number", what=what, value=cell.strip()))
        elif _unit(figure, rules) is Unit.RATIO and value > 1:
            problems.append(t("own.no_share", what=what, value=cell.strip()))
        elif value != figure.value:
            figures.append(OwnFigure(rules.scheme, rules.effective_from, category, figure.at, value))
    if not problems:
        problems = fault_sentences(rules, figures, category, language)
    return figures, problems


def fault_sentences(rules: Dated, figures: Sequence[OwnFigure], category: str, language: str) -> list[str]:
    """What is wrong with the rule set once these figures are in it: where, what, and what to do."""
    t = words(language)
    found = editable_figures(rules, category)
    sentences = []
    for at, message in figure_faults(rules, figures, category):
        near = [item for item in found if item.at == at] or [item for item in found if item.at[:2] == at[:2]]
        wrong, fix = fault_words(message, language)
        where = near[0].item[language] if near else ".".join(map(str, at))
        sentences.append(t("own.fault", where=where, wrong=wrong, fix=fix))
    return list(dict.fromkeys(sentences))


def replaced(
    kept: Iterable[OwnFigure], rules: Dated, category: str, figures: Iterable[OwnFigure] = ()
) -> list[OwnFigure]:
    """All figures kept, with these in place of those typed for the same rule set and category."""
    key = (rules.scheme, rules.effective_from, category)
    others = [item for item in kept if item.support or (item.scheme, item.rule_set, item.category) != key]
    return others + list(figures)


def _unit(figure: AssumedFigure, rules: Dated) -> Unit | None:
    """The unit of a figure that a metric is compared with; None for scores, weights and counts of days."""
    if figure.at[-1] not in ("reach", "at_least"):
        return None
    owners = [item.metric for item in nodes(figure.at[:-1], rules) if isinstance(getattr(item, "metric", None), str)]
    return METRICS[owners[-1]].unit if owners and owners[-1] in METRICS else None


def _shown(figure: AssumedFigure, rules: Dated, language: str) -> str:
    unit = _unit(figure, rules)
    if unit is None or not fmt.suffix(unit, language):
        return plain(figure.value)
    if unit is Unit.RATIO:
        return f"{plain(figure.value)} ({plain(figure.value * 100)}%)"
    return f"{plain(figure.value)}{fmt.suffix(unit, language)}"
