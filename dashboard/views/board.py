"""The top of the board: where the shop stands, for which day, and what holds it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.assess.results import Assessment, GateResult
from scoring.certify.calendar import next_certification_day, reference_day
from scoring.certify.levels import Certified
from scoring.figures import Evidence
from scoring.improve.calibrate.official import PlatformShown
from scoring.improve.forecast import Forecast
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Header:
    """Shop, rules and dates in one line, and notices that must not be missed."""

    title: str
    line: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """One of the labelled figures of the score card."""

    label: str
    value: str
    caption: str
    change: float | None = None
    change_label: str = ""
    help: str = ""


@dataclass(frozen=True)
class ScoreCard:
    """Certified | trial | next certification, what holds the next level back, and how sure it is.

    `binding_state` is `unmet`, `met` (nothing holds it back) or `none` (no levels, or no total).
    """

    scores: tuple[Score, ...]
    binding: str
    binding_state: str
    evidence: Evidence
    evidence_text: str


def header(
    shop: str,
    sums: DailySums,
    dated: DatedScheme,
    result: Assessment,
    rules: RuleSet,
    language: str,
    *,
    pinned: bool = False,
) -> Header:
    """The header of every page about one shop on one day; `pinned` rules are not those of the day."""
    t = words(language)
    parts = [
        dated.scheme.label.text[language],
        t("header.rule_set", day=fmt.day(result.rule_set)),
        t("header.as_of", day=fmt.day(sums.last_day[0])),
    ]
    if result.category:
        parts.insert(0, result.category)
    if rules.certification is not None:
        day = next_certification_day(rules.certification, result.day)
        parts.append(t("header.next_certification", day=fmt.day(day), days=(day - result.day).days))
    notices = []
    if result.day < dated.versions[0]:
        notices.append(t("header.not_in_force", day=fmt.day(result.rule_set)))
    elif pinned:
        notices.append(t("header.pinned", day=fmt.day(result.rule_set)))
    superseded = dated.scheme.superseded
    if superseded is not None and result.day >= superseded.about:
        notices.append(superseded.note.text[language])
    scored = [item for item in result.dimensions.values() if item.scored]
    known_scores = sum(item.score is not None for item in scored)
    if result.total is not None and known_scores < len(scored):
        notices.append(t("header.partial", known=known_scores, all=len(scored)))
    window = max((item.window.days + item.window.lag for item in rules.indicators.values()), default=0)
    known = (result.day - sums.first_day).days + 1
    if known < window:
        notices.append(t("header.short_history", days=known, window=window))
    return Header(shop, " · ".join(parts), tuple(notices))


def score_card(
    result: Assessment,
    before: Assessment | None,
    certified: Sequence[Certified],
    rules: RuleSet,
    language: str,
    forecast: Forecast | None = None,
    official: PlatformShown | None = None,
) -> ScoreCard:
    """The score card of one day; `before` is the day before, `forecast` the one to the next certification.

    `official` is what the platform showed: it stands beside what was computed, never in its place.
    """
    t = words(language)
    official = official or PlatformShown()
    scores = [_certified(certified, result, rules, official, language)] if rules.certification is not None else []
    if not rules.has_total:
        known = [item for item in result.dimensions.values() if item.score is not None]
        lowest = min(known, key=lambda item: item.score or 0.0, default=None)
        value, caption = fmt.MISSING, t("board.binding_nothing")
        if lowest is not None:
            value, caption = fmt.points(lowest.score), t("board.lowest_rating", name=lowest.label[language])
        scores.append(Score(t("board.trial", day=fmt.day(result.day)), value, caption))
        sure = t(f"evidence.{result.evidence.value}_total")
        return ScoreCard(tuple(scores), t("board.never_a_total"), "none", result.evidence, sure)
    change = None if before is None or before.total is None or result.total is None else result.total - before.total
    trial = t("board.no_total") if result.total is None else fmt.points(result.total)
    if rules.levels:
        level = fmt.MISSING if result.level_label is None else result.level_label[language]
        value, caption = level, trial if result.total is None else t("board.total", total=trial)
        unchecked = unchecked_gates(result, rules, language)
        if unchecked:
            caption += t("board.unchecked", gates=t("board.list").join(unchecked))
    else:
        value, caption = trial, t("board.no_levels")
    label = t("board.trial", day=fmt.day(result.day))
    known = official.totals.get(result.day)
    if known is not None:
        caption = t("board.beside_official", text=caption, official=fmt.points(known))
    about = "" if known is None else t("board.official_help")
    scores.append(Score(label, value, caption, change, t("board.since_yesterday"), about))
    if forecast is not None:
        scores.append(_forecast(forecast, result, rules, t, language))
    elif rules.certification is not None:
        day = next_certification_day(rules.certification, result.day)
        looked_at = fmt.day(reference_day(rules.certification, day))
        left = t("board.days_left", days=(day - result.day).days)
        caption = t("board.next_certification_caption", day=fmt.day(day), reference=looked_at)
        scores.append(Score(t("board.next_certification"), left, caption))
    text, state = _binding(result, rules, t, language)
    return ScoreCard(tuple(scores), text, state, result.evidence, t(f"evidence.{result.evidence.value}_total"))


def unchecked_gates(result: Assessment, rules: RuleSet, language: str) -> list[str]:
    """The gates of the level reached that only the platform can check."""
    wanted = next((level.gates for level in rules.levels if level.level == result.level), ())
    return [gate.label[language] for gate in result.gates if gate.id in wanted and gate.state == "not_checked"]


def _certified(
    certified: Sequence[Certified], result: Assessment, rules: RuleSet, official: PlatformShown, language: str
) -> Score:
    t = words(language)
    labels = {level.level: level.label.text[language] for level in rules.levels}
    held = [item for item in certified if item.day <= result.day]
    if not held:
        return Score(t("board.certified"), fmt.MISSING, t("board.certified_none"))
    item = held[-1]
    value = t(f"board.certified_{item.state}") if item.level is None else labels.get(item.level, str(item.level))
    key = "board.certified_caption" if item.level is not None else "board.not_certified_caption"
    caption = t(key, day=fmt.day(item.day), until=fmt.day(item.valid_until), reference=fmt.day(item.reference_day))
    known = official.level_between(item.day, min(item.valid_until, result.day))
    if known is not None:
        label = next((text for level, text in labels.items() if float(level) == known), fmt.points(known))
        caption = t("board.beside_official", text=caption, official=label)
    return Score(t("board.certified"), value, caption)


def _forecast(forecast: Forecast, result: Assessment, rules: RuleSet, t: Words, language: str) -> Score:
    """The likeliest level with its chance and that of the next likely one; the middle of the total without levels."""
    day = forecast.certification_day or forecast.target_day
    label = t("board.forecast" if forecast.certification_day else "board.forecast_week", day=fmt.day(day))
    left = t("board.days_left", days=(day - result.day).days)
    if forecast.certification_day:
        left = t("board.forecast_reference", left=left, reference=fmt.day(forecast.target_day))
    likeliest = forecast.likeliest
    if likeliest is None or not rules.levels:
        if not forecast.fan or (forecast.no_total == 1 and not rules.levels):
            return Score(label, fmt.MISSING, f"{t('board.forecast_none')} · {left}", help=t("board.forecast_help"))
        end = forecast.fan[-1]
        within = t("board.forecast_within", low=fmt.points(end.low), high=fmt.points(end.high))
        return Score(label, fmt.points(end.median), f"{within} · {left}", help=t("board.forecast_help"))
    chances = [t("board.chance", chance=fmt.chance(likeliest.chance))]
    others = sorted(forecast.chances, key=lambda item: -item.chance)[1:2]
    chances += [f"{item.label[language]} {fmt.chance(item.chance)}" for item in others]
    caption = f"{t('board.list').join(chances)} · {left}"
    return Score(label, likeliest.label[language], caption, help=t("board.forecast_help"))


def _binding(result: Assessment, rules: RuleSet, t: Words, language: str) -> tuple[str, str]:
    if result.withheld is not None:
        name, now = result.withheld.label[language], fmt.whole(result.withheld.now or 0)
        places = {"name": name, "now": now, "needed": fmt.whole(result.withheld.needed)}
        if result.total is not None:
            return t("board.withheld_fixed", total=fmt.points(result.total), **places), "unmet"
        return t("board.withheld", **places), "unmet"
    if result.total is None:
        needs = {need.split(".")[0] for row in result.missing for need in row.needs}
        tables = t("board.list").join(t(f"data.tables.{table}") for table in sorted(needs))
        return t("board.binding_no_total", tables=tables) if tables else t("board.binding_nothing"), "none"
    if not rules.levels:
        return "", "none"
    if result.next_level is None:
        return t("board.binding_top"), "met"
    conditions = t("board.and").join(
        t(
            "board.condition",
            name=condition.label[language],
            now=_figure(condition.id, condition.now, result),
            needed=_figure(condition.id, condition.needed, result),
        )
        for condition in result.binding
    )
    key = "board.binding_one" if len(result.binding) == 1 else "board.binding_several"
    label = next(level.label.text[language] for level in rules.levels if level.level == result.next_level)
    return t(key, level=label, conditions=conditions), "unmet"


def _figure(name: str, value: float | None, result: Assessment) -> str:
    gate = next((item for item in result.gates if item.id == name), None)
    if gate is not None and gate.dimension is None:
        return fmt.MISSING if value is None else fmt.weight(value)
    return fmt.points(value)


def gate_rows(gates: Sequence[GateResult], language: str) -> list[tuple[str, str, str]]:
    """The gates that look at no dimension: label, state, sentence."""
    t = words(language)
    rows = []
    for gate in gates:
        if gate.dimension is None:
            needed = "" if gate.at_least is None else fmt.weight(gate.at_least)
            now = fmt.MISSING if gate.value is None else fmt.weight(gate.value)
            rows.append((gate.label[language], gate.state, t(f"gate_row.{gate.state}", now=now, needed=needed)))
    return rows
