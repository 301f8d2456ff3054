"""Alerts as a person reads them: each in one sentence, on the page, on the command line and in a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.text import Words, words
from scoring.certify.penalties import penalties_on
from scoring.errors import StoreBroken
from scoring.figures import Text, Unit
from scoring.improve.alerts import BREACH, OVER, WARN, Alert, alert_of, alerts, missing_days
from scoring.improve.lines import Line, OwnLine, lines
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import comes_daily
from scoring.measure.records import Violation
from scoring.store.alerts import Lines
from scoring.store.firings import Firing

STATES = ("breach", "warn", "muted")


@dataclass(frozen=True)
class AlertCard:
    """One alert: its state as a word, the sentence, since when, and the metric or dimension it leads to."""

    key: str
    state: str
    word: str
    sentence: str
    since: str
    metric: str
    dimension: str


def found(
    facts: Facts,
    violations: Sequence[Violation],
    today: date | None,
    own: Mapping[str, Lines],
    mutes: Mapping[str, date],
) -> tuple[list[Line], list[Alert]]:
    """The lines of the facts' day and what is beyond them; the data's age is looked at on `today`, if given."""
    day, rules = facts.day, facts.rules
    set_by_operator = {metric: OwnLine(*pair) for metric, pair in own.items()}
    of_metrics = lines(facts.timeline, day, 0, facts.certified, set_by_operator)
    newest = min(facts.sums.last_day[0], day)
    windows = rules.windows_for(facts.result.category).values()
    first = newest - timedelta(days=max((days + lag for days, lag in windows), default=1) - 1)
    rows = {table: {at: count for at, count in days.items() if at <= day} for table, days in facts.days.items()}
    daily = [table for table, days in rows.items() if days and _comes_daily(table, days)]
    return of_metrics, alerts(
        facts.timeline,
        day,
        0,
        of_metrics,
        facts.certified,
        forecast=facts.forecast,
        penalties=penalties_on(rules, violations, day),
        newest=newest,
        today=today,
        missing=missing_days(rows, daily, first, newest),
        mutes=mutes,
    )


def _comes_daily(table: str, days: Mapping[date, int]) -> bool:
    return comes_daily(table, sum(days.values()), len(days), (max(days) - min(days)).days + 1)


def name(alert: Alert, language: str) -> str:
    """What an alert is about, in few words."""
    t = words(language)
    label = alert.pieces.get("label")
    if alert.kind == "metric":
        return METRICS[alert.id].label[language] if alert.id in METRICS else alert.id
    if isinstance(label, Text):
        return label[language]
    if alert.kind == "gaps":
        return t("alerts.name_gaps", table=t(f"data.tables.{alert.id}"))
    return t(f"alerts.name_{alert.kind}")


def sentence(alert: Alert, language: str) -> str:
    """An alert in one sentence: the figure, the line, and what is known of how it goes on."""
    return {
        "metric": _metric,
        "level": _level,
        "forecast": _forecast,
        "gate": _gate,
        "penalty": _penalty,
        "stale": _stale,
        "gaps": _gaps,
    }[alert.kind](alert, language, words(language))


def state_line(alert: Alert, language: str) -> str:
    """An alert in one line with its state in front, for text that has no icons."""
    t = words(language)
    since = t("alerts.since", day=fmt.day(alert.since)) if alert.since else ""
    return t("alerts.line", state=t(f"alerts.state_{alert.state}"), text=sentence(alert, language), since=since)


def firing_line(firing: Firing, language: str) -> str:
    """A change of an alert's state in one line: what is beyond a line, or that something no longer is."""
    alert = alert_in(firing)
    if firing.state == OVER:
        return words(language)("alerts.over", name=name(alert, language), day=fmt.day(firing.day))
    return state_line(alert, language)


def alert_in(firing: Firing) -> Alert:
    """The alert that fired; raises `StoreBroken` for a record somebody has broken by hand."""
    try:
        return alert_of(firing.alert)
    except (KeyError, TypeError, ValueError) as error:
        why = f"firing {firing.number} holds no alert that can be read; correct that record or delete the file"
        raise StoreBroken("alert_history.json", why) from error


def title(shop: str, day: date, states: Sequence[str], language: str) -> str:
    """The title of a message about a shop; begins with the same words always, which a group's bot may ask for."""
    t = words(language)
    about = {"app": t("app.title"), "shop": shop, "day": fmt.day(day)}
    return t("alerts.title_of_message", **about, breach=states.count(BREACH), warn=states.count(WARN))


def message(facts: Facts, entries: Sequence[str], language: str, *, repeated: bool) -> str:
    """The text of a message: its lines, then what they were judged by and that this is no result of the platform."""
    t = words(language)
    about = t(
        "alerts.about",
        scheme=facts.dated.scheme.label.text[language],
        rules=fmt.day(facts.result.rule_set),
        trial=t("app.trial"),
    )
    first = [t("alerts.repeated")] if repeated else []
    return "\n".join([*first, *entries, about])


def cards(found: Sequence[Alert], dimensions: Mapping[str, str], language: str) -> list[AlertCard]:
    """The alerts to be drawn; `dimensions` names the dimension of a metric or a gate by its id."""
    t = words(language)
    return [
        AlertCard(
            item.key,
            item.state,
            t(f"alerts.state_{item.state}"),
            sentence(item, language),
            _since(item, t),
            item.id if item.kind == "metric" else "",
            dimensions.get(item.id, ""),
        )
        for item in found
    ]


def summary(found: Sequence[Alert], language: str) -> list[tuple[str, str]]:
    """How many alerts are in each state that has any: the state and the words."""
    t = words(language)
    counts = {state: sum(item.state == state for item in found) for state in STATES}
    return [(state, t(f"alerts.count_{state}", count=count)) for state, count in counts.items() if count]


def _since(alert: Alert, t: Words) -> str:
    parts = [t("alerts.since_day", day=fmt.day(alert.since))] if alert.since else []
    if alert.muted_until:
        parts.append(t("alerts.muted_until", day=fmt.day(alert.muted_until)))
    return t("board.dot").join(parts)


def line_text(value: float | Decimal | None, unit: Unit, language: str) -> str:
    """A line as a person reads it: with the decimals it has, at least those of its unit.

    >>> line_text(0.9575, Unit.RATIO, "zh"), line_text(52.5, Unit.SECOND, "en"), line_text(None, Unit.HOUR, "en")
    ('95.75%', '52.5 s', '—')
    """
    if value is None:
        return fmt.MISSING
    read = Decimal(str(value)) * Decimal(str(fmt.shown(1, unit)))
    has = max(0, -int(read.normalize().as_tuple().exponent))
    return fmt.measured(value, unit, language, finer=min(2, max(0, has - fmt.decimals(unit))))


def both_figures(now: float | None, line: float | None, unit: Unit | None, language: str) -> tuple[str, str]:
    """A figure and its line, with as many decimals as tell them apart; points of a score without a unit."""
    if unit is None:
        return fmt.points(now), fmt.points(line)
    shown, limit = fmt.measured(now, unit, language), line_text(line, unit, language)
    return (fmt.measured(now, unit, language, finer=2) if shown == limit and now != line else shown), limit


def _metric(alert: Alert, language: str, t: Words) -> str:
    now, line = both_figures(alert.now, alert.line, alert.unit, language)
    better = METRICS[alert.id].better if alert.id in METRICS else "higher"
    which = t(f"alerts.line_{alert.beyond}")
    text = t(f"alerts.metric_{better}", name=name(alert, language), now=now, line=line, which=which)
    days = alert.pieces.get("days_left")
    return text + (t("alerts.days_left", days=days) if days is not None else "")


def _label(alert: Alert, piece: str, language: str) -> str:
    label = alert.pieces.get(piece)
    return label[language] if isinstance(label, Text) else ""


def _day(alert: Alert, piece: str) -> str:
    value = alert.pieces.get(piece)
    return fmt.day(value if isinstance(value, date) else None)


def _level(alert: Alert, language: str, t: Words) -> str:
    places = {"was": _label(alert, "was", language), "day": _day(alert, "certified_on")}
    now = _label(alert, "is", language)
    return t("alerts.level_lost", now=now, **places) if now else t("alerts.level_none", **places)


def _forecast(alert: Alert, language: str, t: Words) -> str:
    chance, line = fmt.chance(alert.now or 0.0), fmt.chance(alert.line or 0.0)
    was, day = _label(alert, "was", language), _day(alert, "target_day")
    return t("alerts.keep", was=was, day=day, chance=chance, line=line)


def _gate(alert: Alert, language: str, t: Words) -> str:
    now, line = both_figures(alert.now, alert.line, alert.unit, language)
    text = t("alerts.gate", name=name(alert, language), now=now, line=line)
    level = _label(alert, "level", language)
    return text + (t("alerts.gate_level", level=level) if level else "")


def _penalty(alert: Alert, language: str, t: Words) -> str:
    return t("alerts.penalty", name=name(alert, language), until=_day(alert, "until"))


def _stale(alert: Alert, language: str, t: Words) -> str:
    days, most = fmt.whole(alert.now or 0.0), fmt.whole(alert.line or 0.0)
    return t("alerts.stale", newest=_day(alert, "newest"), days=days, most=most)


def _gaps(alert: Alert, language: str, t: Words) -> str:
    table, count = t(f"data.tables.{alert.id}"), fmt.whole(alert.now or 0.0)
    return t("alerts.gaps", table=table, count=count, first=_day(alert, "first"), last=_day(alert, "last"))
