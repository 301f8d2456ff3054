"""Everything beyond a line on a day is an alert, nothing else is, and each says its figure, its line and since when."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from scoring.assess.timeline import Timeline, timeline
from scoring.certify.levels import Certified, certify
from scoring.certify.penalties import ActivePenalty
from scoring.figures import Evidence, Text
from scoring.improve.alerts import (
    KEEP_BREACH,
    KEEP_WARN,
    STALE_AFTER,
    Alert,
    alert_of,
    alerts,
    missing_days,
    record_of,
    worst,
)
from scoring.improve.forecast import Forecast, LevelChance
from scoring.improve.lines import last_certified, lines
from scoring.measure.daily_sums import DailySums
from scoring.rules.catalogue import scheme

STAR = "tmall_experience_star"
WOMEN = "女装/女士精品"
DAY = date(2022, 3, 3)


@pytest.fixture(scope="module")
def whole(sample_sums: DailySums) -> Timeline:
    return timeline(sample_sums, scheme(STAR), sample_sums.first_day, sample_sums.last_day[0], WOMEN)


@pytest.fixture(scope="module")
def certified(whole: Timeline) -> list[Certified]:
    return certify(whole, scheme(STAR), 0)


def found_on(whole: Timeline, certified: Sequence[Certified], day: date) -> dict[str, Alert]:
    return {item.key: item for item in alerts(whole, day, 0, lines(whole, day, 0, certified, {}), certified)}


def of_kind(found: Sequence[Alert], kind: str) -> Alert | None:
    return next((item for item in found if item.kind == kind), None)


def test_there_is_one_alert_for_every_line_crossed_and_none_without(
    whole: Timeline, certified: list[Certified]
) -> None:
    kinds = set()
    for day in whole.days[10::7]:
        found = found_on(whole, certified, day)
        for line in lines(whole, day, 0, certified, {}):
            alert = found.get(f"metric:{line.metric}")
            assert (alert is not None) == (line.state in ("warn", "breach"))
            if alert is not None:
                crossed = line.breach if line.state == "breach" else line.warn
                assert (alert.beyond, alert.now, alert.since) == (line.state, line.now, line.since)
                assert alert.line == float(str(crossed))
                kinds.add((alert.kind, alert.beyond))
        for gate in whole.at(day, 0).gates:
            alert = found.get(f"gate:{gate.id}")
            assert (alert is not None) == (gate.state == "not_met")
            if alert is not None:
                kinds.add((alert.kind, alert.beyond))
        kinds |= {(item.kind, item.beyond) for item in found.values()}
    assert kinds >= {
        ("metric", "warn"),
        ("metric", "breach"),
        ("gate", "warn"),
        ("gate", "breach"),
        ("level", "breach"),
    }


def test_the_level_alert_says_the_trial_level_is_below_the_certified_one_and_since_when(
    whole: Timeline, certified: list[Certified]
) -> None:
    levels = dict(zip(whole.days, whole.levels(0), strict=True))
    seen = 0
    for day in whole.days[20:]:
        held, now = last_certified(certified, day), levels[day]
        alert = of_kind(alerts(whole, day, 0, (), certified), "level")
        below = held is not None and held.level is not None and now is not None and now < held.level
        assert (alert is not None) == below, day
        if alert is None or held is None or held.level is None or alert.since is None:
            continue
        seen += 1
        assert (alert.now, alert.line, alert.beyond) == (float(now or 0), float(held.level), "breach")
        assert alert.pieces["was"] == next(
            row.label.text for row in whole.rules_at(day).levels if row.level == held.level
        )
        run = [levels[alert.since + timedelta(days=at)] for at in range((day - alert.since).days + 1)]
        before = levels.get(alert.since - timedelta(days=1))
        assert all(level is not None and level < held.level for level in run)
        assert before is None or before >= held.level
    assert seen > 5


def test_without_a_trial_level_there_is_a_warning_and_no_figure(sample_sums: DailySums) -> None:
    # A level is certified, then all rows end: thirty days later nothing can be scored.
    line = timeline(sample_sums, scheme(STAR), sample_sums.first_day, date(2022, 9, 30), WOMEN)
    held = replace(certify(line, scheme(STAR), 0)[-2], state="certified", level=Decimal(4))
    assert line.levels(0)[-1] is None
    alert = of_kind(alerts(line, line.last_day, 0, (), [held]), "level")
    assert alert is not None
    assert (alert.beyond, alert.now, alert.line, alert.pieces["is"]) == ("warn", None, 4.0, None)
    assert alert.since is not None
    at = (alert.since - line.first_day).days
    assert [level is None for level in line.levels(0)[at - 1 : at + 1]] == [False, True]


def made_forecast(chances: dict[str, float], no_total: float = 0.0) -> Forecast:
    found = tuple(LevelChance(Decimal(level), Text(level, level), share) for level, share in chances.items())
    return Forecast(date(2022, 3, 15), date(2022, 3, 16), 12, found, no_total, (), Evidence.ASSUMED, ())


@pytest.mark.parametrize(
    ("above", "held_exactly", "below", "beyond"),
    [
        (0.0, 0.80, 0.20, None),
        (0.30, 0.50, 0.20, None),
        (0.0, 0.79, 0.21, "warn"),
        (0.2, 0.30, 0.50, "warn"),
        (0.0, 0.49, 0.51, "breach"),
        (0.0, 0.0, 0.40, "breach"),
    ],
)
def test_the_chance_to_keep_the_certified_level_counts_it_and_all_above_it(
    whole: Timeline, certified: list[Certified], above: float, held_exactly: float, below: float, beyond: str | None
) -> None:
    held = last_certified(certified, DAY)
    assert held is not None
    assert held.level is not None
    levels = sorted(row.level for row in whole.rules_at(DAY).levels)
    at = levels.index(held.level)
    chances = {str(levels[at]): held_exactly, str(levels[at - 1]): below}
    if above:
        chances[str(levels[at + 1])] = above
    forecast = made_forecast({level: share for level, share in chances.items() if share}, 1 - sum(chances.values()))
    alert = of_kind(alerts(whole, DAY, 0, (), certified, forecast=forecast), "forecast")
    assert (alert.beyond if alert else None) == beyond
    if alert is not None:
        assert alert.now == pytest.approx(above + held_exactly)
        assert alert.line == (KEEP_BREACH if beyond == "breach" else KEEP_WARN)
        assert alert.pieces["target_day"] == date(2022, 3, 15)


def test_a_future_without_any_level_keeps_none_and_rules_without_levels_say_nothing(
    whole: Timeline, certified: list[Certified]
) -> None:
    lost = of_kind(alerts(whole, DAY, 0, (), certified, forecast=made_forecast({}, 1.0)), "forecast")
    assert lost is not None
    assert (lost.now, lost.beyond) == (0, "breach")
    assert of_kind(alerts(whole, DAY, 0, (), certified, forecast=made_forecast({}, 0.0)), "forecast") is None
    assert of_kind(alerts(whole, DAY, 0, (), (), forecast=made_forecast({}, 1.0)), "forecast") is None


def test_a_gate_is_a_breach_where_the_certified_level_needs_it_and_a_warning_where_only_a_higher_one_does(
    whole: Timeline, certified: list[Certified]
) -> None:
    held = last_certified(certified, DAY)
    assert held is not None
    gate = found_on(whole, certified, DAY)["gate:consultation_entry"]
    rows = {row.level: row.gates for row in whole.rules_at(DAY).levels}
    needing = [level for level, gates in rows.items() if "consultation_entry" in gates]
    assert held.level not in needing
    assert gate.beyond == "warn"
    assert gate.pieces["level"] == Text("4.5 星", "4.5 stars")
    needed = replace(held, level=min(needing))
    assert found_on(whole, [needed], DAY)["gate:consultation_entry"].beyond == "breach"
    assert gate.since == date(2022, 2, 20)
    states = [whole.at(day, 0).gates for day in (date(2022, 2, 19), date(2022, 2, 20))]
    assert [next(one.state for one in gates if one.id == "consultation_entry") for gates in states] == [
        "met",
        "not_met",
    ]


def test_every_running_penalty_is_told_of_with_its_end(whole: Timeline) -> None:
    label = Text("一般违规", "general violation")
    penalties = [
        ActivePenalty("general", label, date(2022, 3, 1), date(2022, 3, 30), Decimal(5), Evidence.ASSUMED),
        ActivePenalty("general", label, date(2022, 2, 1), date(2022, 3, 10), Decimal(5), Evidence.ASSUMED),
    ]
    found = alerts(whole, DAY, 0, (), (), penalties=penalties)
    mine = [item for item in found if item.kind == "penalty"]
    assert {item.key for item in mine} == {"penalty:general@2022-03-01", "penalty:general@2022-02-01"}
    assert {item.pieces["until"] for item in mine} == {date(2022, 3, 30), date(2022, 3, 10)}
    assert {item.beyond for item in mine} == {"breach"}


def test_data_is_too_old_from_the_third_day_on(whole: Timeline) -> None:
    newest = date(2022, 3, 3)
    ages = {
        days: of_kind(alerts(whole, DAY, 0, (), (), newest=newest, today=newest + timedelta(days=days)), "stale")
        for days in (0, STALE_AFTER, STALE_AFTER + 1)
    }
    assert [ages[0], ages[2]] == [None, None]
    old = ages[3]
    assert old is not None
    assert (old.now, old.line, old.since, old.beyond) == (3, 2, date(2022, 3, 6), "breach")
    assert of_kind(alerts(whole, DAY, 0, (), (), newest=newest), "stale") is None, "without a today nothing is old"
    assert of_kind(alerts(whole, DAY, 0, (), (), newest=newest, today=date(2022, 3, 8), stale_after=9), "stale") is None


def test_missing_days_are_those_between_others_and_a_late_end_only_when_it_is_late() -> None:
    newest, first = date(2022, 3, 31), date(2022, 3, 1)
    every = [first + timedelta(days=at) for at in range(31)]
    rows = {
        "orders": every,
        "chats": [day for day in every if day.day not in (5, 6, 31, 30)],  # two days late at the end: not yet missed
        "refunds": [day for day in every if day.day < 28],
        "reviews": [day for day in every if day.day > 20],  # begins late: nothing was missed before
        "disputes": [date(2022, 1, 1)],
    }
    found = missing_days(rows, ["orders", "chats", "refunds", "reviews"], first, newest)
    assert found == {
        "chats": [date(2022, 3, 5), date(2022, 3, 6)],
        "refunds": [date(2022, 3, day) for day in (28, 29, 30, 31)],
    }
    assert missing_days(rows, ["chats"], date(2022, 3, 7), newest) == {}, "what lies before the window is past"


def test_days_missing_in_a_table_are_a_warning_with_their_ends(whole: Timeline) -> None:
    days = [date(2022, 3, 5), date(2022, 3, 6), date(2022, 3, 9)]
    gap = of_kind(alerts(whole, DAY, 0, (), (), missing={"chats": days, "orders": []}), "gaps")
    assert gap is not None
    assert (gap.key, gap.now, gap.beyond, gap.since) == ("gaps:chats", 3, "warn", days[0])
    assert (gap.pieces["first"], gap.pieces["last"]) == (days[0], days[2])


def test_a_muted_alert_is_silent_to_the_end_of_its_last_day_and_speaks_on_the_next(
    whole: Timeline, certified: list[Certified]
) -> None:
    of_day = lines(whole, DAY, 0, certified, {})
    mutes = {"metric:reply_rate": DAY}
    muted = {item.key: item for item in alerts(whole, DAY, 0, of_day, certified, mutes=mutes)}
    assert (muted["metric:reply_rate"].state, muted["metric:reply_rate"].beyond) == ("muted", "warn")
    assert muted["metric:reply_rate"].muted_until == DAY
    later = alerts(whole, DAY, 0, of_day, certified, today=DAY + timedelta(days=1), mutes=mutes)
    assert next(item for item in later if item.key == "metric:reply_rate").state == "warn"
    assert [item.state for item in muted.values()][-1] == "muted", "what is muted comes last"


def test_the_worst_state_of_a_shop_leaves_out_what_is_muted(whole: Timeline) -> None:
    breach = Alert("metric", "reply_rate", "breach", 0.9, 0.95, None)
    warn = replace(breach, id="delivery_hours", beyond="warn")
    assert worst([]) == "ok"
    assert worst([warn]) == "warn"
    assert worst([warn, breach]) == "breach"
    assert worst([warn, replace(breach, muted_until=DAY)]) == "warn"
    assert worst([replace(breach, muted_until=DAY)]) == "ok"


def test_breaches_come_before_warnings(whole: Timeline, certified: list[Certified]) -> None:
    order = {"breach": 0, "warn": 1, "muted": 2}
    for day in whole.days[20::15]:
        states = [order[item.state] for item in alerts(whole, day, 0, lines(whole, day, 0, certified, {}), certified)]
        assert states == sorted(states)


def test_an_alert_survives_being_kept_as_text(whole: Timeline, certified: list[Certified]) -> None:
    forecast = made_forecast({"3": 0.6}, 0.4)
    penalty = ActivePenalty("general", Text("甲", "a"), DAY, DAY, Decimal(5), Evidence.ASSUMED)
    seen = set()
    for day in whole.days[20::11]:
        found = alerts(
            whole, day, 0, lines(whole, day, 0, certified, {}), certified, forecast=forecast, penalties=[penalty],
            newest=day, today=day + timedelta(days=9), missing={"chats": [day]},
        )  # fmt: skip
        for alert in found:
            assert alert_of(json.loads(json.dumps(record_of(alert)))) == alert
            seen.add(alert.kind)
    assert seen == {"metric", "level", "gate", "penalty", "stale", "gaps", "forecast"}


@pytest.mark.parametrize(
    "change",
    [{"kind": "weather"}, {"beyond": "muted"}, {"now": "2022-01-01"}, {"since": 5}, {"pieces": [1]}, {"unit": "mile"},
     {"line": "many"}, {"pieces": {"until": [1]}}],
    ids=str,
)  # fmt: skip
def test_a_record_that_is_no_alert_is_refused(change: dict[str, object]) -> None:
    good = record_of(Alert("metric", "reply_rate", "warn", 0.9, 0.95, DAY, pieces={"days_left": 3}))
    assert alert_of(good).key == "metric:reply_rate"
    with pytest.raises((ValueError, TypeError, KeyError)):
        alert_of({**good, **change})
    with pytest.raises(KeyError):
        alert_of({name: value for name, value in good.items() if name != "line"})
