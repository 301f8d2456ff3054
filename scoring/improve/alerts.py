"""Alerts: everything about a shop that is beyond a line on a day, each with its figure, its line and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from scoring.assess.conditions import NOT_MET
from scoring.assess.results import GateResult
from scoring.assess.timeline import Timeline
from scoring.certify.levels import Certified
from scoring.certify.penalties import ActivePenalty
from scoring.figures import Text, Unit
from scoring.improve.forecast import Forecast
from scoring.improve.lines import Line, last_certified, run_since
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet

# No source says which chance is worth a warning: below four in five the level is in doubt, below a half it is lost.
KEEP_WARN, KEEP_BREACH = 0.8, 0.5
# A back office shows yesterday's data; the day before yesterday's is a day late, anything older was forgotten.
STALE_AFTER = 2
KINDS = ("level", "forecast", "metric", "gate", "penalty", "stale", "gaps")
WARN, BREACH, MUTED, OVER = "warn", "breach", "muted", "over"
_ORDER = (BREACH, WARN, MUTED)

Piece = int | float | date | Text | None


@dataclass(frozen=True)
class Alert:
    """Something beyond its line. `kind` and `id` together name it from day to day.

    `metric` (id: the metric): pieces `days_left`. `level` (today's trial level below the certified one):
    `is`, `was`, `certified_on`. `forecast` (the chance to keep the certified level): `was`, `target_day`.
    `gate` (id: the gate): `label`, `level` (the lowest one that needs it). `penalty` (id: which, and the day of
    the violation): `label`, `until`; line is the level it keeps the shop from.
    `stale` (the newest day is too old): `newest`; now and line are days. `gaps` (id: the table; days
    without rows between others): `first`, `last`; now is how many. `beyond` is the line crossed, `warn` or
    `breach`; `unit` that of now and line, None for points of a score, levels, chances and days.
    """

    kind: str
    id: str
    beyond: str
    now: float | None
    line: float | None
    since: date | None
    unit: Unit | None = None
    muted_until: date | None = None
    pieces: Mapping[str, Piece] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Kind and id as one word."""
        return f"{self.kind}:{self.id}"

    @property
    def state(self) -> str:
        """`breach` or `warn`, and `muted` where the operator does not want to hear of it for now."""
        return MUTED if self.muted_until is not None else self.beyond


def alerts(
    timeline: Timeline,
    day: date,
    shop: int,
    lines: Sequence[Line],
    certified: Sequence[Certified],
    *,
    forecast: Forecast | None = None,
    penalties: Sequence[ActivePenalty] = (),
    newest: date | None = None,
    today: date | None = None,
    stale_after: int = STALE_AFTER,
    missing: Mapping[str, Collection[date]] | None = None,
    mutes: Mapping[str, date] | None = None,
) -> list[Alert]:
    """Everything beyond a line on the day, breaches first, then warnings, then what is muted.

    `newest` is the newest day of the shop's data, whose age is looked at on `today`, when both are given.
    `missing` maps a table to its days without rows. `mutes` maps an alert's key to the last day it is muted,
    counted on `today`, or on the day itself without one.
    """
    held = last_certified(certified, day)
    found = [
        *_level(timeline, day, shop, held),
        *_forecast(forecast, timeline, held),
        *(_metric(line) for line in lines if line.state in (WARN, BREACH)),
        *_gates(timeline, day, shop, held),
        *(_penalty(item) for item in penalties),
        *_stale(newest, today, stale_after),
        *(_gap(table, days) for table, days in (missing or {}).items() if days),
    ]
    until = {key: last for key, last in (mutes or {}).items() if last >= (today or day)}
    found = [replace(item, muted_until=until.get(item.key)) for item in found]
    return sorted(found, key=lambda item: _ORDER.index(item.state))


def worst(found: Sequence[Alert]) -> str:
    """The state of a shop: `breach`, `warn`, or `ok` when nothing that is not muted is beyond a line."""
    states = {item.state for item in found}
    return BREACH if BREACH in states else WARN if WARN in states else "ok"


def missing_days(
    rows: Mapping[str, Collection[date]], daily: Collection[str], first: date, newest: date
) -> dict[str, list[date]]:
    """The days from `first` to `newest` on which a table that has rows daily has none, by table.

    A table begins with its own first day. Of its end as many days may be lacking as data may be old:
    tables are not all exported on the same day.
    """
    found = {}
    for table in daily:
        days = set(rows[table])
        last = max(days) if newest - max(days) <= timedelta(days=STALE_AFTER) else newest
        start = max(first, min(days))
        span = (start + timedelta(days=at) for at in range((last - start).days + 1))
        if lacking := [day for day in span if day not in days]:
            found[table] = lacking
    return found


def record_of(alert: Alert) -> dict[str, object]:
    """The alert as plain values, to keep: days as text, words in both languages."""

    def plain(value: Piece) -> object:
        if isinstance(value, date):
            return value.isoformat()
        return {"zh": value.zh, "en": value.en} if isinstance(value, Text) else value

    return {
        "kind": alert.kind,
        "id": alert.id,
        "beyond": alert.beyond,
        "now": alert.now,
        "line": alert.line,
        "since": plain(alert.since),
        "unit": alert.unit.value if alert.unit else None,
        "pieces": {name: plain(value) for name, value in alert.pieces.items()},
    }


def alert_of(record: Mapping[str, object]) -> Alert:
    """The way back from `record_of`; raises `ValueError`, `TypeError` or `KeyError` for a record that is none."""

    def piece(value: object) -> Piece:
        if isinstance(value, str):
            return date.fromisoformat(value)
        if isinstance(value, Mapping):
            return Text(str(value["zh"]), str(value["en"]))
        if value is None or isinstance(value, int | float):
            return value
        raise ValueError(value)

    numbers = {name: piece(record[name]) for name in ("now", "line", "since")}
    now, line, since = numbers["now"], numbers["line"], numbers["since"]
    if isinstance(now, date | Text) or isinstance(line, date | Text) or isinstance(since, int | float | Text):
        raise ValueError(record)
    pieces = record["pieces"]
    if not isinstance(pieces, Mapping) or record["kind"] not in KINDS or record["beyond"] not in (WARN, BREACH):
        raise ValueError(record)
    unit = None if record["unit"] is None else Unit(str(record["unit"]))
    kept = {str(name): piece(value) for name, value in pieces.items()}
    return Alert(str(record["kind"]), str(record["id"]), str(record["beyond"]), now, line, since, unit, None, kept)


def _metric(line: Line) -> Alert:
    crossed = line.breach if line.state == BREACH else line.warn
    return Alert(
        "metric", line.metric, line.state, line.now, None if crossed is None else float(crossed), line.since,
        line.unit, pieces={"days_left": line.days_left},
    )  # fmt: skip


def _label(rules: RuleSet, level: Decimal | None) -> Text | None:
    return next((row.label.text for row in rules.levels if row.level == level), None)


def _level(timeline: Timeline, day: date, shop: int, held: Certified | None) -> Iterator[Alert]:
    """The trial level is below the certified one; a warning where there is no trial level at all."""
    if held is None or held.level is None:
        return
    known = timeline.levels(shop)[: (day - timeline.first_day).days + 1]
    was, now = held.level, known[-1]
    if now is not None and now >= was:
        return
    pieces: dict[str, Piece] = {
        "is": _label(timeline.rules_at(day), now),
        "was": _label(timeline.rules_at(held.reference_day), was),
        "certified_on": held.day,
    }
    since = run_since([level is None if now is None else level is not None and level < was for level in known],
                      timeline.first_day)  # fmt: skip
    beyond = WARN if now is None else BREACH
    yield Alert("level", "", beyond, None if now is None else float(now), float(was), since, pieces=pieces)


def _forecast(forecast: Forecast | None, timeline: Timeline, held: Certified | None) -> Iterator[Alert]:
    if forecast is None or held is None or held.level is None:
        return
    if not forecast.chances and forecast.no_total < 1:
        return  # the rules to come have no levels
    chance = sum(item.chance for item in forecast.chances if item.level >= held.level)
    if chance >= KEEP_WARN:
        return
    beyond, line = (BREACH, KEEP_BREACH) if chance < KEEP_BREACH else (WARN, KEEP_WARN)
    was = _label(timeline.rules_at(held.reference_day), held.level)
    pieces: dict[str, Piece] = {"was": was, "target_day": forecast.target_day}
    yield Alert("forecast", "", beyond, chance, line, None, pieces=pieces)


def _gates(timeline: Timeline, day: date, shop: int, held: Certified | None) -> Iterator[Alert]:
    """Every gate not met: a breach where the certified level needs it, else a warning."""
    rules = timeline.rules_at(day)
    certified = None if held is None else held.level
    for gate in timeline.at(day, shop).gates:
        if gate.state == "not_met":
            needing = [row for row in rules.levels if gate.id in row.gates]
            lowest = min(needing, key=lambda row: row.level, default=None)
            needed = certified is not None and any(row.level == certified for row in needing)
            pieces: dict[str, Piece] = {"label": gate.label, "level": lowest.label.text if lowest else None}
            yield Alert(
                "gate", gate.id, BREACH if needed else WARN, gate.value, gate.at_least,
                _gate_since(timeline, day, shop, gate.id), _gate_unit(rules, gate), pieces=pieces,
            )  # fmt: skip


def _gate_since(timeline: Timeline, day: date, shop: int, gate: str) -> date | None:
    states = [
        bool(state == NOT_MET)
        for piece in timeline.pieces
        for state in (piece.gates[gate][shop] if gate in piece.gates else [None] * piece.panel.days)
    ]
    return run_since(states[: (day - timeline.first_day).days + 1], timeline.first_day)


def _gate_unit(rules: RuleSet, gate: GateResult) -> Unit | None:
    metric = rules.gates[gate.id].metric
    return None if metric is None else METRICS[metric].unit


def _penalty(item: ActivePenalty) -> Alert:
    pieces: dict[str, Piece] = {"label": item.label, "until": item.until}
    return Alert("penalty", f"{item.id}@{item.since}", BREACH, None, float(item.level), item.since, pieces=pieces)


def _stale(newest: date | None, today: date | None, stale_after: int) -> Iterator[Alert]:
    if newest is not None and today is not None and (age := (today - newest).days) > stale_after:
        since = newest + timedelta(days=stale_after + 1)
        yield Alert("stale", "", BREACH, age, stale_after, since, pieces={"newest": newest})


def _gap(table: str, days: Collection[date]) -> Alert:
    first, last = min(days), max(days)
    return Alert("gaps", table, WARN, len(days), 0, first, pieces={"first": first, "last": last})
