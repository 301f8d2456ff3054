"""Random changes of every kind, as hypothesis draws them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scoring.improve.scenario.model import (
    AddRows,
    AnswerUnanswered,
    Change,
    DailyPlan,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    PlannedDay,
    ReplaceTable,
    Scenario,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.measure.altered import ALTERABLE
from scoring.measure.catalogue import METRICS

_TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["0.50", "2022-01-01", "true", "on", "no", "~", "- a: b", "'", '"', "#x", "第 1 仓", "a\nb", "1e3", "="]
    ),
)
_METRICS = st.sampled_from(sorted(METRICS))
_DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))


def _figures(low: str, high: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), allow_nan=False, places=None).map(lambda item: +item)


@st.composite
def _days(draw: st.DrawFn) -> dict[str, date | None]:
    first, last = sorted((draw(_DAYS), draw(_DAYS)))
    return draw(st.sampled_from([{}, {"first": first}, {"last": last}, {"first": first, "last": last}]))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One change; its values are ones that every metric may have."""
    common = {"on": draw(st.booleans()), "note": draw(_TEXTS)}
    appeal = {"outcome": draw(st.sampled_from(["upheld", "rejected", "pending"])),
              "chance": draw(st.none() | _figures("0", "1")), "metric": draw(st.just("") | _METRICS)}  # fmt: skip
    file = {"table": draw(st.sampled_from(ALTERABLE)), "file": draw(_TEXTS), "rows": draw(_TEXTS)}
    first, last = sorted((draw(_DAYS), draw(_DAYS)))
    share = draw(_figures("0", "0.99"))
    kind = draw(st.integers(0, 10))
    if kind == 0:
        return SetMetric(metric=draw(_METRICS), value=share, **draw(_days()), **common)
    if kind == 1:
        return ShiftMetric(metric=draw(_METRICS), by=draw(_figures("-3", "3")), **draw(_days()), **common)
    if kind == 2:
        ids = draw(st.lists(st.text("0123456789abc-", min_size=1, max_size=20), min_size=1, max_size=4))
        table = draw(st.sampled_from(["orders", "reviews", "refunds", "chats"]))
        return ExcludeRows(table=table, record_ids=tuple(ids), **appeal, **common)
    if kind == 3:
        return ExcludeDays(first=first, last=last, province=draw(_TEXTS), **appeal, **common)
    if kind == 4:
        hours = draw(_figures("0.5", "720"))
        return ShipEarlier(hours=hours, carrier=draw(_TEXTS), warehouse=draw(_TEXTS), **draw(_days()), **common)
    if kind == 5:
        weekdays = tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1))))
        start = draw(st.integers(0, 22))
        return AnswerUnanswered(from_hour=start, to_hour=draw(st.integers(start + 1, 24)), weekdays=weekdays,
                                within_seconds=draw(st.integers(0, 600)), **common)  # fmt: skip
    if kind == 6:
        return ReplaceTable(**file, **common)
    if kind == 7:
        return AddRows(**file, **common)
    if kind == 8:
        planned = [PlannedDay(day=day, metric=draw(_METRICS), value=share)
                   for day in draw(st.lists(_DAYS, min_size=1, max_size=5))]  # fmt: skip
        return DailyPlan(plan=tuple(planned), **common)
    if kind == 9:
        return PeersImprove(by=share, **common)
    return UseRuleSet(effective=first, scheme=draw(_TEXTS), **common)


def scenarios() -> st.SearchStrategy[Scenario]:
    """A scenario with up to six changes."""
    return st.builds(
        Scenario,
        name=st.text(min_size=1, max_size=20),
        scheme=st.sampled_from(["tmall_experience_star", "own:mine", "规则.yaml"]),
        rule_set=st.none() | _DAYS,
        day=st.none() | _DAYS,
        shop=_TEXTS,
        changes=st.lists(changes(), max_size=6).map(tuple),
    )
