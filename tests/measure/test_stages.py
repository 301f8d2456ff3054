"""The stages of orders and refunds take as long as the times of their rows say, group by group."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.errors import UnknownName
from scoring.measure.daily_sums import DailySums
from scoring.measure.engine import attached
from scoring.measure.stages import GROUPS, OVER_SEVERAL, Stage, order_stages, refund_stages
from scoring.store.events import Events

FIRST, LAST = date(2022, 1, 1), date(2022, 1, 31)
Stages = list[tuple[str, list[Stage]]]


def orders(*rows: Row, by: str | None = None) -> Stages:
    numbered = [{"shop_id": "s", "order_id": f"o{at}", "paid_at": None, **row} for at, row in enumerate(rows)]
    with attached(events(orders=numbered), ["s"]) as connection:
        return order_stages(connection, "s", FIRST, LAST, by)


def refunds(*rows: Row) -> Stages:
    numbered = [{"shop_id": "s", "refund_id": f"r{at}", "requested_at": None, **row} for at, row in enumerate(rows)]
    with attached(events(refunds=numbered), ["s"]) as connection:
        return refund_stages(connection, "s", FIRST, LAST)


def figures(stages: list[Stage]) -> dict[str, tuple[int, float | None, float | None, int]]:
    return {stage.id: (stage.count, stage.median, stage.ninetieth, stage.contradicting) for stage in stages}


PROMPT = {"paid_at": "2022-01-05 10:00:00", "shipped_at": "2022-01-05 16:00:00",
          "collected_at": "2022-01-05 20:00:00", "delivered_at": "2022-01-07 10:00:00"}  # fmt: skip


def test_an_order_takes_the_hours_between_its_times() -> None:
    ((group, stages),) = orders(PROMPT)
    assert group == ""
    assert [(stage.id, stage.count, stage.median, stage.ninetieth) for stage in stages] == [
        ("paid_to_shipped", 1, 6.0, 6.0),
        ("shipped_to_collected", 1, 4.0, 4.0),
        ("collected_to_delivered", 1, 38.0, 38.0),
        ("paid_to_collected", 1, 10.0, 10.0),
        ("paid_to_delivered", 1, 48.0, 48.0),
    ]
    steps = [stage.median or 0 for stage in stages if stage.id not in OVER_SEVERAL]
    assert sum(steps) == 48.0


def test_an_order_without_a_scan_has_no_stage_with_it_but_the_others() -> None:
    found = figures(orders({**PROMPT, "collected_at": None})[0][1])
    missing = (0, None, None, 0)
    assert [name for name, stage in found.items() if stage == missing] == [
        "shipped_to_collected", "collected_to_delivered", "paid_to_collected",
    ]  # fmt: skip
    assert found["paid_to_delivered"] == (1, 48.0, 48.0, 0)


def test_a_scan_before_the_payment_is_counted_apart_and_never_as_no_time_at_all() -> None:
    found = figures(orders(PROMPT, {**PROMPT, "collected_at": "2022-01-05 09:59:59"})[0][1])
    assert found["paid_to_collected"] == (1, 10.0, 10.0, 1)
    assert found["shipped_to_collected"] == (1, 4.0, 4.0, 1)
    assert found["paid_to_shipped"] == (2, 6.0, 6.0, 0)


def test_an_order_shipped_in_the_second_of_its_payment_took_no_time_and_contradicts_nothing() -> None:
    assert figures(orders({**PROMPT, "shipped_at": PROMPT["paid_at"]})[0][1])["paid_to_shipped"] == (1, 0.0, 0.0, 0)


def test_spellings_of_a_province_are_one_group_and_what_is_not_stated_is_one_too() -> None:
    given = ["广东", "广东省", "广东省 深圳市 南山区", "北京市", "北京", "DF", None]
    found = orders(*({**PROMPT, "province": name} for name in given), by="province")
    assert [(group, stages[0].count) for group, stages in found] == [("广东", 3), ("北京", 2), ("", 1), ("DF", 1)]


@pytest.mark.parametrize("by", ["carrier", "warehouse"])
def test_the_group_with_most_orders_comes_first_equal_ones_by_name(by: str) -> None:
    found = orders(*({**PROMPT, by: name} for name in ("乙", "甲", "丙", "丙", None)), by=by)
    assert [(group, stages[0].count) for group, stages in found] == [("丙", 2), ("", 1), ("乙", 1), ("甲", 1)]


def test_orders_of_other_days_and_of_other_shops_are_not_counted() -> None:
    days = [
        {**PROMPT, "paid_at": f"{day} 00:00:00"} for day in ("2021-12-31", "2022-01-01", "2022-01-31", "2022-02-01")
    ]
    assert orders(*days)[0][1][0].count + orders(*days)[0][1][0].contradicting == 2
    rows = [{"shop_id": shop, "order_id": "o", **PROMPT} for shop in ("s", "t")]
    with attached(events(orders=rows)) as connection:
        assert order_stages(connection, "s", FIRST, LAST)[0][1][0].count == 1


def test_without_rows_there_are_no_groups() -> None:
    with attached(Events(), ["s"]) as connection:
        assert [order_stages(connection, "s", FIRST, LAST, by) for by in (None, *GROUPS)] == [[], [], [], []]
        assert refund_stages(connection, "s", FIRST, LAST) == []


def test_a_group_that_orders_do_not_have_is_refused_with_the_nearest_name() -> None:
    with attached(Events(), ["s"]) as connection, pytest.raises(UnknownName, match="Did you mean carrier"):
        order_stages(connection, "s", FIRST, LAST, "carriers")


RETURNED = {"kind": "return_refund", "requested_at": "2022-01-02 00:00:00", "agreed_at": "2022-01-02 12:00:00",
            "return_signed_at": "2022-01-05 12:00:00", "completed_at": "2022-01-06 00:00:00"}  # fmt: skip


def test_each_kind_of_refund_has_its_own_stages_the_most_frequent_kind_first() -> None:
    only = {"kind": "refund_only", "requested_at": "2022-01-02 00:00:00", "agreed_at": "2022-01-02 06:00:00",
            "completed_at": "2022-01-02 06:30:00"}  # fmt: skip
    found = refunds(only, RETURNED, RETURNED, {**RETURNED, "kind": "exchange"}, {**only, "kind": None})
    assert [kind for kind, _ in found] == ["return_refund", "", "exchange", "refund_only"]
    stages = {kind: figures(stages) for kind, stages in found}
    assert {name: stage[:2] for name, stage in stages["return_refund"].items()} == {
        "requested_to_answered": (2, 12.0), "agreed_to_return_signed": (2, 72.0),
        "return_signed_to_completed": (2, 12.0), "requested_to_completed": (2, 96.0),
    }  # fmt: skip
    assert {name: stage[:2] for name, stage in stages["refund_only"].items()} == {
        "requested_to_answered": (1, 6.0), "agreed_to_completed": (1, 0.5), "requested_to_completed": (1, 6.5),
    }  # fmt: skip
    assert list(stages["exchange"]) == list(stages["return_refund"])
    assert list(stages[""]) == ["requested_to_answered", "requested_to_completed"]


def test_a_refusal_is_an_answer_and_a_closed_refund_has_no_whole() -> None:
    closed = {**RETURNED, "agreed_at": None, "refused_at": "2022-01-02 03:00:00", "return_signed_at": None,
              "completed_at": None, "closed_at": "2022-01-09 00:00:00"}  # fmt: skip
    found = figures(refunds(closed)[0][1])
    assert found["requested_to_answered"] == (1, 3.0, 3.0, 0)
    assert found["requested_to_completed"] == (0, None, None, 0)


def test_a_refund_counts_on_the_day_it_ended_and_not_before() -> None:
    assert refunds({**RETURNED, "completed_at": None}, {**RETURNED, "completed_at": "2022-02-01 00:00:00"}) == []


STARTS = st.one_of(st.integers(0, 45 * 24 * 6), st.integers(7 * 24 * 6, 38 * 24 * 6), st.none())
LATER = st.one_of(st.integers(-30, 900), st.integers(0, 900), st.integers(0, 900), st.none())


def rows_of(start: str, later: tuple[str, ...], **columns: st.SearchStrategy) -> st.SearchStrategy[list[dict]]:
    """Rows whose later times lie some time after the first one, seldom before it; each may be missing."""
    drawn = st.fixed_dictionaries({start: STARTS, **dict.fromkeys(later, LATER), **columns})
    rows = drawn.map(lambda row: {
        name: row[name] + (row[start] or 3000) if name in later and row[name] is not None else row[name] for name in row
    })  # fmt: skip
    return st.one_of(st.lists(rows, max_size=4), st.lists(rows, min_size=15, max_size=40))


ORDERS = rows_of(
    "paid_at", ("shipped_at", "collected_at", "delivered_at"),
    carrier=st.sampled_from([None, "甲", "乙"]), warehouse=st.sampled_from([None, "仓"]),
    province=st.sampled_from([None, "浙江", "浙江省", "上海市", "Bahia"]),
)  # fmt: skip
REFUNDS = rows_of(
    "requested_at", ("agreed_at", "refused_at", "return_signed_at", "completed_at", "closed_at"),
    kind=st.sampled_from([None, "refund_only", "return_refund", "exchange"]),
)  # fmt: skip
START = datetime.fromisoformat("2021-12-25")
PROVINCES = {"浙江省": "浙江", "上海市": "上海"}


def written(row: dict[str, object]) -> Row:
    """The row as people write it: a drawn time is so many times ten minutes after the start."""
    return {
        name: (START + timedelta(minutes=10 * cell)).isoformat(" ") if isinstance(cell, int) else cell
        for name, cell in row.items()
    }


def day(drawn: int) -> date:
    return (START + timedelta(minutes=10 * drawn)).date()


def between(rows: list[dict], start: str, *ends: str) -> tuple[int, float | None, float | None, int]:
    """Count, median, ninetieth percentile in hours and contradictions, from the first of `ends` to come."""
    spans = sorted(
        min(row[end] for end in ends if row[end] is not None) - row[start]
        for row in rows
        if row[start] is not None and any(row[end] is not None for end in ends)
    )
    good = [span / 6 for span in spans if span >= 0]

    def at(share: float) -> float | None:
        if not good:
            return None
        place = share * (len(good) - 1)
        below = good[int(place)]
        above = good[min(int(place) + 1, len(good) - 1)]
        return pytest.approx(below + (above - below) * (place - int(place)))

    return len(good), at(0.5), at(0.9), len(spans) - len(good)


@settings(max_examples=20)
@given(rows=ORDERS, by=st.sampled_from([None, *GROUPS]))
def test_random_orders_take_what_a_plain_count_says(rows: list[dict], by: str | None) -> None:
    groups = defaultdict(list)
    for row in rows:
        if row["paid_at"] is not None and FIRST <= day(row["paid_at"]) <= LAST:
            name = "" if by is None else row[by] or ""
            groups[PROVINCES.get(name, name)].append(row)
    expected = [
        (name, {"paid_to_shipped": between(part, "paid_at", "shipped_at"),
                "shipped_to_collected": between(part, "shipped_at", "collected_at"),
                "collected_to_delivered": between(part, "collected_at", "delivered_at"),
                "paid_to_collected": between(part, "paid_at", "collected_at"),
                "paid_to_delivered": between(part, "paid_at", "delivered_at")})
        for name, part in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]  # fmt: skip
    assert [(name, figures(stages)) for name, stages in orders(*map(written, rows), by=by)] == expected


@settings(max_examples=20)
@given(rows=REFUNDS)
def test_random_refunds_take_what_a_plain_count_says(rows: list[dict]) -> None:
    kinds = defaultdict(list)
    for row in rows:
        ended = row["completed_at"] if row["completed_at"] is not None else row["closed_at"]
        if row["requested_at"] is not None and ended is not None and FIRST <= day(ended) <= LAST:
            kinds[row["kind"] or ""].append(row)
    expected = {}
    for kind, part in kinds.items():
        stages = {"requested_to_answered": between(part, "requested_at", "agreed_at", "refused_at")}
        if kind == "refund_only":
            stages["agreed_to_completed"] = between(part, "agreed_at", "completed_at")
        elif kind:
            stages["agreed_to_return_signed"] = between(part, "agreed_at", "return_signed_at")
            stages["return_signed_to_completed"] = between(part, "return_signed_at", "completed_at")
        expected[kind] = {**stages, "requested_to_completed": between(part, "requested_at", "completed_at")}
    found = refunds(*map(written, rows))
    assert {kind: figures(stages) for kind, stages in found} == expected
    sizes = Counter({kind: len(part) for kind, part in kinds.items()})
    assert [kind for kind, _ in found] == sorted(sizes, key=lambda kind: (-sizes[kind], kind))


def test_the_deliveries_of_the_sample_shop_are_those_of_its_delivery_metric(
    sample_events: Events, sample_sums: DailySums
) -> None:
    first, last = date(2021, 9, 1), date(2022, 5, 31)
    days = slice((first - sample_sums.first_day).days, (last - sample_sums.first_day).days + 1)
    with attached(sample_events, list(sample_sums.shops)) as connection:
        stages = order_stages(connection, sample_sums.shops[0], first, last)[0][1]
        groups = order_stages(connection, sample_sums.shops[0], first, last, "carrier")
    whole = stages[-1]
    assert whole.count + whole.contradicting == sample_sums.columns["delivered_orders"][0, days].sum() > 0
    assert sum(part[-1].count for _, part in groups) == whole.count
