"""The certification page as plain data: certified levels, penalties, the goods label, what a score brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.assess.conditions import reaches
from scoring.assess.results import Assessment
from scoring.certify.calendar import next_certification_day, reference_day
from scoring.certify.levels import Certified
from scoring.certify.penalties import ActivePenalty
from scoring.certify.uses import LabelResult, UseNeed, UseResult
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Fact:
    """One labelled figure with the sentence below it. `state`: `good`, `bad` or empty."""

    label: str
    value: str
    caption: str
    state: str = ""


@dataclass(frozen=True)
class Levels:
    """The certified level over time, oldest first: a step from each certification day to the end of its validity."""

    days: tuple[date, ...]
    until: date | None
    levels: tuple[float | None, ...]
    labels: tuple[str, ...]
    names: dict[float, str]
    summary: str


def facts(
    certified: Sequence[Certified],
    penalties: Sequence[ActivePenalty],
    label: LabelResult | None,
    result: Assessment,
    rules: RuleSet,
    language: str,
) -> list[Fact]:
    """What holds on the day: certified level, next certification, penalties, goods label, special-service share."""
    t = words(language)
    found = [] if rules.certification is None else [_held(certified, result, rules, t, language)]
    if rules.certification is not None:
        day = next_certification_day(rules.certification, result.day)
        reference = fmt.day(reference_day(rules.certification, day))
        caption = t("certification.next_caption", day=fmt.day(day), reference=reference)
        found.append(Fact(t("certification.next"), t("board.days_left", days=(day - result.day).days), caption))
    if rules.penalties:
        found.append(_penalty(penalties, t, language))
    if label is not None:
        value = t("certification.label_on") if label.carried else t("certification.label_off")
        lacking = t("board.list").join(_lacking(name, rules, t, language) for name in label.lacking)
        why = t("certification.label_lacking", lacking=lacking) if lacking else t("certification.label_all_met")
        caption = t("certification.label_caption", name=label.label[language], why=why)
        found.append(Fact(t("certification.goods_label"), value, caption, "good" if label.carried else "bad"))
    share = next((gate for gate in result.gates if rules.gates[gate.id].metric == "special_service_share"), None)
    if share is not None:
        line = fmt.MISSING if share.at_least is None else fmt.weight(share.at_least)
        state = {"met": "good", "not_met": "bad"}.get(share.state, "")
        value = fmt.measured(share.value, Unit.RATIO, language)
        found.append(Fact(METRICS["special_service_share"].label[language], value, t(
            f"certification.share_{share.state}", line=line), state))  # fmt: skip
    return found


def _held(certified: Sequence[Certified], result: Assessment, rules: RuleSet, t: Words, language: str) -> Fact:
    held = [item for item in certified if item.day <= result.day]
    if not held:
        return Fact(t("board.certified"), fmt.MISSING, t("board.certified_none"))
    item = held[-1]
    caption = t("board.certified_caption", day=fmt.day(item.day), until=fmt.day(item.valid_until))
    needed = next((row.gates for row in rules.levels if row.level == item.level), ())
    unchecked = [rules.gates[name].label.text[language] for name in needed if rules.gates[name].at_least is None]
    if unchecked:
        caption += t("board.unchecked", gates=t("board.list").join(unchecked))
    return Fact(t("board.certified"), level_text(item, rules, t, language), caption)


def level_text(item: Certified, rules: RuleSet, t: Words, language: str) -> str:
    """A certified level in words; its state where there is none."""
    if item.level is None:
        return t(f"board.certified_{item.state}")
    return _level_name(item.level, rules, language)


def _level_name(level: Decimal | None, rules: RuleSet, language: str) -> str:
    return next((row.label.text[language] for row in rules.levels if row.level == level), fmt.MISSING)


def _penalty(penalties: Sequence[ActivePenalty], t: Words, language: str) -> Fact:
    if not penalties:
        return Fact(t("certification.penalty"), t("certification.none"), t("certification.penalty_none"), "good")
    last = penalties[0]
    caption = t("certification.penalty_until", since=fmt.day(last.since), until=fmt.day(last.until))
    return Fact(t("certification.penalty"), last.label[language], caption, "bad")


def _lacking(name: str, rules: RuleSet, t: Words, language: str) -> str:
    if name == "level":
        return t("certification.lacking_level")
    named = rules.gates.get(name) or rules.penalties.get(name)
    return named.label.text[language] if named else name


def levels(certified: Sequence[Certified], rules: RuleSet, language: str) -> Levels:
    """The certified level of each certification day."""
    t = words(language)
    shown = [item for item in certified if item.state != "no_data"]
    return Levels(
        tuple(item.day for item in shown),
        shown[-1].valid_until if shown else None,
        tuple(None if item.level is None else float(item.level) for item in shown),
        tuple(
            t(
                "certification.point",
                level=level_text(item, rules, t, language),
                total=fmt.points(item.total),
                reference=fmt.day(item.reference_day),
            )
            for item in shown
        ),
        {float(row.level): row.label.text[language] for row in rules.levels},
        t("certification.levels_summary", count=len(shown)),
    )


def certification_rows(certified: Sequence[Certified], rules: RuleSet, language: str) -> list[dict[str, str]]:
    """Every certification, the newest first."""
    t = words(language)
    return [
        {
            t("certification.day"): fmt.day(item.day),
            t("certification.reference"): fmt.day(item.reference_day),
            t("board.total_line"): fmt.points(item.total),
            t("certification.level"): level_text(item, rules, t, language) + _cap(item, rules, t, language),
            t("certification.valid_until"): fmt.day(item.valid_until),
            t("header.rules"): fmt.day(item.rule_set),
        }
        for item in reversed(certified)
    ]


def _cap(item: Certified, rules: RuleSet, t: Words, language: str) -> str:
    if item.level == item.earned:
        return ""
    return t("certification.capped", earned=_level_name(item.earned, rules, language))


def ladder_rows(result: Assessment, rules: RuleSet, language: str) -> list[dict[str, str]]:
    """What each level needs, and whether the day's figures reach it."""
    t = words(language)
    gates = {gate.id: gate for gate in result.gates}
    rows = []
    for row in rules.levels:
        unmet = [gates[name].label[language] for name in row.gates if gates[name].state == "not_met"]
        reached = result.total is not None and reaches(result.total, row.total)
        state = t("certification.reached") if reached and not unmet else t("certification.not_reached")
        if unmet:
            state += t("certification.unmet", gates=t("board.list").join(unmet))
        rows.append(
            {
                t("certification.level"): row.label.text[language],
                t("certification.needs_total"): f"≥ {fmt.points(float(row.total))}",
                t("certification.needs_gates"): t("board.list").join(gates[name].label[language] for name in row.gates)
                or fmt.MISSING,
                t("certification.today"): fmt.MISSING if result.total is None else state,
                t("rules.evidence"): t(f"evidence.{row.evidence.kind.value}"),
            }
        )
    return rows


def use_rows(uses: Sequence[UseResult], rules: RuleSet, language: str) -> list[dict[str, str]]:
    """What the score brings or costs: the lines, the figures now, and how it stands."""
    t = words(language)
    return [
        {
            t("certification.use"): item.label[language],
            t("certification.line"): t("board.list").join(_need(need, item, rules, t, language) for need in item.needs),
            t("certification.now"): t("board.list").join(
                _figure(need.id, need.now, rules, language) for need in item.needs
            ),
            t("certification.state"): _state(item, t),
            t("rules.evidence"): t(f"evidence.{item.evidence.value}"),
        }
        for item in uses
    ]


def _state(item: UseResult, t: Words) -> str:
    return t(f"certification.threat_{item.state}") if item.below else t(f"certification.use_{item.state}")


def _need(need: UseNeed, item: UseResult, rules: RuleSet, t: Words, language: str) -> str:
    name = _need_name(need.id, rules, t, language)
    if need.id == "total" and item.over != "day":
        name = t(f"certification.over_{item.over}", days=item.days)
    return f"{name} {'<' if item.below else '≥'} {_figure(need.id, need.line, rules, language)}"


def _need_name(name: str, rules: RuleSet, t: Words, language: str) -> str:
    if name in rules.dimensions.rows:
        return rules.dimensions.rows[name].label.text[language]
    if name in METRICS:
        return METRICS[name].label[language]
    return t("board.total_line") if name == "total" else t("certification.level")


def _figure(name: str, value: float | None, rules: RuleSet, language: str) -> str:
    if name == "level":
        return next((row.label.text[language] for row in rules.levels if float(row.level) == value), fmt.MISSING)
    return fmt.measured(value, METRICS[name].unit, language) if name in METRICS else fmt.points(value)


def penalty_rows(rules: RuleSet, language: str) -> list[dict[str, str]]:
    """Which violations keep a shop from its level, and for how long."""
    t = words(language)
    return [
        {
            t("certification.penalty"): row.label.text[language],
            t("certification.penalty_days"): t("certification.days", days=row.days),
            t("certification.penalty_level"): t(
                "certification.below_level", level=_level_name(row.level, rules, language)
            ),
            t("rules.evidence"): t(f"evidence.{row.evidence.kind.value}"),
        }
        for row in rules.penalties.values()
    ]
