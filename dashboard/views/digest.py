"""The morning message about one shop as plain data: where it stands, what to fix first, what the data lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.text import Words, words
from dashboard.views.hints import HintRow, hint_rows, no_hints_text
from dashboard.views.report import card_of, change_text, gaps, notices
from scoring.improve.what_if import Change
from scoring.show.assessments import assessment
from scoring.show.certifications import certified
from scoring.show.figures import number
from scoring.show.hints import hint

_MOST_FIXES = 3


@dataclass(frozen=True)
class Digest:
    """The parts of the message; an empty text is left out. `levels` are certified, trial and forecast."""

    language: str
    title: str
    about: str
    levels: tuple[str, ...]
    binding: str
    dimensions: str
    fixes: tuple[HintRow, ...]
    no_fixes: str
    gaps: tuple[str, ...]
    trial: str


def digest(facts: Facts, language: str, today: date | None = None) -> Digest:
    """The morning message of the facts' day; with `today` it says when the data is older than yesterday."""
    t, card = words(language), card_of(facts, language)
    reference = facts.next_certification[1] if facts.next_certification else None
    weekday = t(f"weekday.day_{facts.day.isoweekday()}")
    levels = []
    for score in card.scores:
        caption = score.caption
        if score.change is not None:
            change = t("digest.change", change=change_text(score.change, t), since=score.change_label)
            caption = t("digest.and").join(filter(None, (caption, change)))
        levels.append(t("digest.level", name=score.label, value=score.value, caption=caption))
    return Digest(
        language,
        t("digest.title", shop=facts.shop, day=fmt.day(facts.day), weekday=weekday),
        t(
            "digest.about",
            scheme=facts.dated.scheme.label.text[language],
            rules=fmt.day(facts.result.rule_set),
            as_of=fmt.day(facts.sums.last_day[0]),
        ),
        tuple(levels),
        card.binding,
        _dimensions(facts, t, language),
        tuple(hint_rows(facts.hints, reference, language, _MOST_FIXES)),
        no_hints_text(facts.rules, facts.result, language),
        (*_stale(facts, today, t), *notices(facts, language), *gaps(facts, language, short=True)),
        t("digest.trial", trial=t("app.trial"), evidence=card.evidence_text),
    )


def parts(facts: Facts, found: Digest) -> dict[str, Any]:
    """The message's figures under the stable keys of an assessment, for a program that reads it."""
    forecast, held, before = facts.forecast, facts.held, facts.before
    return {
        **assessment(facts.result),
        "as_of": facts.sums.last_day[0].isoformat(),
        "certified": certified(held[-1]) if held else None,
        "before": None if before is None else {"day": before.day.isoformat(), "total": number(before.total)},
        "forecast": None if forecast is None else {
            "day": forecast.target_day.isoformat(),
            "certification_day": forecast.certification_day.isoformat() if forecast.certification_day else None,
            "levels": {format(item.level, "f"): number(item.chance) for item in forecast.chances},
        },
        "hints": [hint(item) for item in facts.hints[:_MOST_FIXES]],
        "gaps": list(found.gaps),
        "trial": True,
    }  # fmt: skip


def _dimensions(facts: Facts, t: Words, language: str) -> str:
    """Every dimension with its score; what moved since the day before is said in words, or that nothing did."""
    before, changes, parts = facts.before, {}, []
    for name, item in facts.result.dimensions.items():
        earlier = before.dimensions.get(name) if before else None
        change = Change(name, earlier.score if earlier else None, item.score).difference
        if change is not None:
            changes[name] = change_text(change, t)
    flat = t("report.no_change")
    for name, item in facts.result.dimensions.items():
        score = t("digest.no_score") if item.score is None else fmt.points(item.score)
        moved = t("digest.moved", change=changes[name]) if changes.get(name, flat) != flat else ""
        parts.append(t("digest.dimension", name=item.label[language], score=score, moved=moved))
    nothing_moved = bool(changes) and set(changes.values()) == {flat}
    return t("digest.dimensions_flat" if nothing_moved else "digest.dimensions", text=t("digest.and").join(parts))


def _stale(facts: Facts, today: date | None, t: Words) -> list[str]:
    last = facts.sums.last_day[0]
    if today is None or (today - last).days <= 1:
        return []
    return [t("digest.stale", last=fmt.day(last), today=fmt.day(today), days=(today - last).days)]
