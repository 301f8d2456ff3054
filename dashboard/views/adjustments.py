"""What changes the score beside the curves: stage, bonuses, deductions, small numbers, exclusions, peers."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.assess.results import Assessment, BonusResult, DeductionResult, PeerResult
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet


def adjustment_lines(result: Assessment, rules: RuleSet, beside: Assessment | None, language: str) -> list[str]:
    """A sentence for everything that changes the day's score or stands beside it; empty when nothing does.

    `beside` is the day under the next rule set, where the platform already shows that too.
    """
    t = words(language)
    lines = []
    if beside is not None:
        day, total = fmt.day(beside.rule_set), fmt.points(beside.total)
        lines.append(t("adjust.beside", day=day, total=total, now=fmt.points(result.total)))
    if result.stage is not None:
        lines.append(t("adjust.stage", stage=result.stage[language], total=fmt.points(result.total)))
    if result.shown is not None:
        lines.append(t("adjust.shown", score=fmt.points(result.shown)))
    lines += [_bonus(item, result, rules, t, language) for item in result.bonuses]
    lines += _deductions(result.deductions, t, language)
    for item in result.indicators.values():
        if item.small_numbers:
            lines.append(t("adjust.small_numbers", name=item.label[language], score=fmt.points(item.score)))
    for item in result.indicators.values():
        if item.taken_out:
            counts = METRICS[item.metric].counts[language]
            lines.append(t("adjust.taken_out", name=item.label[language], count=fmt.whole(item.taken_out), what=counts))
    lines += [_peers(item, result, t, language) for item in result.peers]
    return lines


def _bonus(item: BonusResult, result: Assessment, rules: RuleSet, t: Words, language: str) -> str:
    dimension = rules.bonuses[item.id].dimension
    where = result.dimensions[dimension].label[language] if dimension else t("board.total_line")
    unit = METRICS[rules.bonuses[item.id].metric].unit
    return t(
        f"adjust.bonus_{item.state}",
        name=item.label[language],
        where=where,
        points=fmt.points(item.points, sign=True),
        now=fmt.measured(item.value, unit, language),
        needed=fmt.measured(item.at_least, unit, language),
    )


def _deductions(items: Sequence[DeductionResult], t: Words, language: str) -> list[str]:
    """What was taken off, one by one; what was not, and what is not known, in a line each."""
    lines = []
    for item in items:
        if item.cases:
            name, points = item.label[language], fmt.points(-item.points, sign=True)
            lines.append(t("adjust.deduction", name=name, count=fmt.whole(item.cases), points=points))
    for key, wanted in (("adjust.deduction_none", 0), ("adjust.deduction_unknown", None)):
        names = [item.label[language] for item in items if item.cases == wanted]
        if names:
            lines.append(t(key, name=t("board.list").join(names)))
    return lines


def _peers(item: PeerResult, result: Assessment, t: Words, language: str) -> str:
    name, share = result.dimensions[item.dimension].label[language], fmt.weight(abs(item.position))
    key = "adjust.above_peers" if item.position >= 0 else "adjust.below_peers"
    return t(key, name=name, share=share, mean=fmt.points(item.mean))
