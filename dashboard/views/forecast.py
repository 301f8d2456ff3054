"""The forecast as a person reads it: the likeliest level and what decides it, every chance, the course of the total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.trend import Mark
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.figures import Evidence
from scoring.improve.forecast import FanDay, Forecast
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet

_KNOWN_DAYS = 30
# From which chance on which word stands for it.
_WORDS = ((0.95, "almost_sure"), (0.6, "likely"), (0.3, "possible"), (0.1, "unlikely"), (0.0, "hardly"))


@dataclass(frozen=True)
class Course:
    """The total over days: known until `day`, then the range of eight futures in ten; `marks` as in `Trend`."""

    days: tuple[date, ...]
    known: tuple[float | None, ...]
    fan: tuple[FanDay, ...]
    day: date
    last: date
    marks: tuple[Mark, ...]
    decimals: int
    texts: tuple[str, str, str]
    summary: str


@dataclass(frozen=True)
class Answer:
    """What is to come, the answer first.

    `state`: `levels`, `total` (the scheme has no levels), `no_total` (it never has a total) or `nothing` (no future
    has a total, or most have none). `chances`: name, chance, the word for it. `notes` are said below.
    """

    state: str
    sentence: str
    chances: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    evidence: Evidence


def answer(
    found: Forecast, then: RuleSet, now: RuleSet, day: date, last_day: date, turned_out: Certified | None,
    language: str,
) -> Answer:  # fmt: skip
    """The answer of a forecast made at the end of `day`, in force `now`, for a day under the rule set `then`.

    The data end on `last_day`; `turned_out` is the certification itself where they reach that far.
    """
    t = words(language)
    state = _state(found, then)
    chances = [(item.label[language], item.chance) for item in found.chances]
    if state in ("levels", "nothing") and found.no_total and then.levels:
        chances.append((t("forecast.no_level"), found.no_total))
    listed = tuple((name, fmt.chance(chance), t(f"forecast.chance_{_word(chance)}")) for name, chance in chances)
    notes = []
    if then.effective_from != now.effective_from:
        notes.append(t("forecast.other_rules", day=fmt.day(then.effective_from)))
    if day < last_day:
        notes.append(t("forecast.seen_from", day=fmt.day(day)))
    if turned_out is not None and turned_out.level is not None:
        labels = {row.level: row.label.text[language] for row in then.levels}
        level = labels.get(turned_out.level, str(turned_out.level))
        notes.append(t("forecast.turned_out", day=fmt.day(turned_out.day), level=level))
    return Answer(state, _sentence(found, state, language), listed, tuple(notes), found.evidence)


def course(found: Forecast, then: RuleSet, timeline: Timeline, day: date, language: str) -> Course | None:
    """The total of the last 30 days and of the days to come; None where no day to come has one."""
    if not found.fan:
        return None
    t = words(language)
    first = max(timeline.first_day, day - timedelta(days=_KNOWN_DAYS - 1))
    start, stop = ((at - timeline.first_day).days for at in (first, day + timedelta(days=1)))
    known = tuple(None if value != value else round(float(value), 4) for value in timeline.totals(0)[start:stop])
    last = max(found.certification_day or found.target_day, found.target_day)
    marks = [*_level_marks(then, language), Mark(day, t("forecast.seen_day", day=_short(day)), "day")]
    if found.certification_day is not None:
        text = t("forecast.certification", day=_short(found.certification_day))
        marks.append(Mark(found.certification_day, text, "certification"))
    end = found.fan[-1]
    summary = t(
        "forecast.chart_summary", first=fmt.day(first), day=fmt.day(day), last=fmt.day(end.day),
        low=fmt.points(end.low), median=fmt.points(end.median), high=fmt.points(end.high),
    )  # fmt: skip
    return Course(
        tuple(first + timedelta(days=at) for at in range(len(known))), known, found.fan, day, last, tuple(marks),
        then.total.decimals, (t("forecast.known"), t("forecast.median"), t("forecast.within")), summary,
    )  # fmt: skip


def _state(found: Forecast, then: RuleSet) -> str:
    if not then.has_total:
        return "no_total"
    likeliest = found.likeliest
    if then.levels:
        return "levels" if likeliest is not None and likeliest.chance >= found.no_total else "nothing"
    return "total" if found.fan and found.no_total < 1 else "nothing"


def _sentence(found: Forecast, state: str, language: str) -> str:
    t = words(language)
    day = fmt.day(found.certification_day or found.target_day)
    if state == "no_total":
        return t("forecast.never_a_total")
    if state == "nothing":
        return t("forecast.nothing", day=fmt.day(found.target_day))
    decides = t("forecast.alike")
    if not found.days_to_come:
        decides = t("forecast.settled", day=fmt.day(found.target_day))
    elif found.decided_by is not None:
        decides = t("forecast.decided_by", metric=METRICS[found.decided_by].label[language])
    elif len(found.chances) > 1 or (state == "total" and found.fan[-1].low != found.fan[-1].high):
        decides = t("forecast.together")
    if state == "levels" and found.likeliest is not None:
        level, chance = found.likeliest.label[language], fmt.chance(found.likeliest.chance)
        key = "forecast.level" if found.certification_day else "forecast.level_week"
        return t(key, day=day, level=level, chance=chance, decides=decides)
    end = found.fan[-1]
    middle, low, high = fmt.points(end.median), fmt.points(end.low), fmt.points(end.high)
    return t("forecast.total", day=day, median=middle, low=low, high=high, decides=decides)


def _word(chance: float) -> str:
    return next(word for least, word in _WORDS if chance >= least)


def _level_marks(rules: RuleSet, language: str) -> list[Mark]:
    """The lines of the levels; two levels with one total differ in their gates and share a line."""
    totals: dict[float, list[str]] = {}
    for level in reversed(rules.levels):
        if level.total > rules.total.lowest:
            totals.setdefault(float(level.total), []).append(level.label.text[language])
    return [Mark(total, "/".join(labels), "level") for total, labels in totals.items()]


def _short(day: date) -> str:
    return fmt.day(day)[5:]
