"""What is open on a day is what was open then: nothing that happened later is known."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.measure.daily_sums import DailySums
from scoring.measure.engine import attached
from scoring.measure.open_cases import (
    Waiting,
    disputes_by,
    open_disputes,
    open_refunds,
    open_tasks,
    refunds_waiting,
)
from scoring.store.events import Events

TODAY = date(2022, 1, 10)
KEYS = {"refunds": "refund_id", "disputes": "dispute_id", "service_tasks": "task_id"}
FUNCTIONS = {"refunds": open_refunds, "disputes": open_disputes, "service_tasks": open_tasks}


def found(table: str, *rows: Row, as_of: date = TODAY) -> list[dict]:
    """The open cases of shop "s", whose rows are numbered from 0 on."""
    numbered = [{"shop_id": "s", KEYS[table]: f"{at}", **row} for at, row in enumerate(rows)]
    with attached(events(**{table: numbered}), ["s"]) as connection:
        return FUNCTIONS[table](connection, "s", as_of).to_pylist()


def waiting(*rows: Row, as_of: date = TODAY) -> list[Waiting]:
    numbered = [{"shop_id": "s", "refund_id": f"{at}", **row} for at, row in enumerate(rows)]
    with attached(events(refunds=numbered), ["s"]) as connection:
        return refunds_waiting(connection, "s", as_of)


ASKED = {"kind": "return_refund", "requested_at": "2022-01-01 06:00:00", "order_id": "77",
         "first_reason": "尺码不合适", "amount": "50.90"}  # fmt: skip
AGREED = {**ASKED, "agreed_at": "2022-01-02 00:00:00"}
SIGNED = {**AGREED, "return_signed_at": "2022-01-09 00:00:00"}
REFUSED = {**ASKED, "refused_at": "2022-01-04 00:00:00"}


def test_an_open_refund_says_what_it_is_about_and_how_long_it_has_waited() -> None:
    assert found("refunds", ASKED) == [
        {"refund_id": "0", "order_id": "77", "kind": "return_refund", "stage": "answer",
         "requested_at": "2022-01-01 06:00:00", "waiting_hours": 9 * 24 + 18.0, "stage_hours": 9 * 24 + 18.0,
         "first_reason": "尺码不合适", "amount": 50.9}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "stage", "hours"),
    [
        (ASKED, "answer", 234),
        (AGREED, "return", 216),
        ({**AGREED, "kind": "exchange"}, "return", 216),
        ({**AGREED, "kind": "refund_only"}, "completion", 216),
        ({**AGREED, "kind": None}, "completion", 216),
        (SIGNED, "completion", 48),
        ({**SIGNED, "return_signed_at": "2022-01-01 12:00:00"}, "completion", 216),  # sent back before it was agreed
        (REFUSED, "refused", 168),
        ({**AGREED, "refused_at": "2022-01-03 00:00:00"}, "refused", 192),
        ({**AGREED, "refused_at": "2022-01-01 12:00:00"}, "return", 216),  # refused first, agreed after all
        ({**SIGNED, "refused_at": "2022-01-10 00:00:00"}, "refused", 24),
        ({**AGREED, "refused_at": AGREED["agreed_at"]}, "return", 216),
    ],
)
def test_the_latest_step_of_a_refund_tells_who_has_to_act(row: Row, stage: str, hours: float) -> None:
    assert [(case["stage"], case["stage_hours"]) for case in found("refunds", row)] == [(stage, hours)]


def test_a_refund_is_open_until_the_day_it_is_completed_or_closed() -> None:
    for end in ("completed_at", "closed_at"):
        done = {**ASKED, end: "2022-01-10 00:00:00"}
        assert found("refunds", done, as_of=TODAY) == []
        assert len(found("refunds", done, as_of=date(2022, 1, 9))) == 1
    assert found("refunds", {**ASKED, "requested_at": "2022-01-11 00:00:00"}) == []
    assert len(found("refunds", {**ASKED, "requested_at": "2022-01-10 23:59:59"})) == 1


def test_the_slowest_refund_comes_first() -> None:
    later = [{**ASKED, "requested_at": f"2022-01-0{day} 00:00:00"} for day in (5, 2, 8)]
    assert [case["refund_id"] for case in found("refunds", *later)] == ["1", "0", "2"]


def test_refunds_are_counted_where_they_stand_with_the_longest_wait_there() -> None:
    rows = (ASKED, AGREED, {**AGREED, "agreed_at": "2022-01-05 00:00:00"}, SIGNED, {**ASKED, "kind": None})
    assert waiting(*rows) == [
        Waiting("return_refund", "return", 2, 216.0), Waiting("return_refund", "answer", 1, 234.0),
        Waiting("return_refund", "completion", 1, 48.0), Waiting("", "answer", 1, 234.0),
    ]  # fmt: skip


OPENED = {"kind": "complaint", "opened_at": "2022-01-03 23:00:00", "order_id": "5"}


def test_a_dispute_is_open_until_it_is_closed_and_its_liability_is_known() -> None:
    assert found("disputes", OPENED) == [
        {"dispute_id": "0", "order_id": "5", "kind": "complaint", "opened_at": "2022-01-03 23:00:00",
         "waiting_days": 7, "closed": False}
    ]  # fmt: skip
    closed = {**OPENED, "closed_at": "2022-01-10 12:00:00"}
    assert found("disputes", {**closed, "liable": "shop"}) == []
    assert [case["closed"] for case in found("disputes", {**closed, "liable": "pending"})] == [True]
    assert [case["closed"] for case in found("disputes", {**closed, "liable": "shop"}, as_of=date(2022, 1, 9))] == [
        False
    ]
    assert [case["waiting_days"] for case in found("disputes", OPENED, as_of=date(2022, 1, 3))] == [0]


def test_a_task_says_how_many_hours_are_left_the_first_due_on_top() -> None:
    task = {"created_at": "2022-01-09 00:00:00"}
    rows = [{**task, "due_at": due} for due in ("2022-01-11 06:00:00", None, "2022-01-10 18:00:00")]
    done = {**task, "due_at": "2022-01-10 10:00:00", "handled_at": "2022-01-10 09:00:00"}
    cases = found("service_tasks", *rows, done)
    assert [(case["task_id"], case["hours_left"]) for case in cases] == [("2", -6.0), ("0", 6.0), ("1", None)]
    assert {case["waiting_hours"] for case in cases} == {48.0}
    assert [case["task_id"] for case in found("service_tasks", done, as_of=date(2022, 1, 9))] == ["0"]


def test_closed_disputes_are_counted_by_kind_and_judgement() -> None:
    given = [("dispute", "shop"), ("dispute", "shop"), ("complaint", None), ("complaint", "none")]
    rows = [{"kind": kind, "liable": liable, "closed_at": "2022-01-05 00:00:00"} for kind, liable in given]
    rows += [{"kind": "dispute", "liable": "shop", "closed_at": "2022-02-01 00:00:00"}, {"kind": "dispute"}]
    numbered = [{"shop_id": "s", "dispute_id": f"{at}", **row} for at, row in enumerate(rows)]
    with attached(events(disputes=numbered), ["s"]) as connection:
        table = disputes_by(connection, "s", date(2022, 1, 1), date(2022, 1, 31)).to_pylist()
    assert [tuple(row.values()) for row in table] == [
        ("dispute", "shop", 2), ("complaint", "", 1), ("complaint", "none", 1),
    ]  # fmt: skip


def test_without_rows_nothing_is_open() -> None:
    with attached(Events(), ["s"]) as connection:
        tables = [function(connection, "s", TODAY) for function in FUNCTIONS.values()]
        assert [table.num_rows for table in [*tables, disputes_by(connection, "s", TODAY, TODAY)]] == [0, 0, 0, 0]
        assert refunds_waiting(connection, "s", TODAY) == []


def test_cases_of_another_shop_are_not_shown() -> None:
    rows = [{"shop_id": shop, "refund_id": shop, **ASKED} for shop in ("s", "t")]
    with attached(events(refunds=rows)) as connection:
        assert open_refunds(connection, "s", TODAY)["refund_id"].to_pylist() == ["s"]


START = datetime.fromisoformat("2022-01-01")
TIMES = st.one_of(st.none(), st.integers(0, 20 * 24))  # hours
REFUNDS = st.fixed_dictionaries(
    {"kind": st.sampled_from([None, "refund_only", "return_refund", "exchange"]),
     **dict.fromkeys(("requested_at", "agreed_at", "return_signed_at", "refused_at"), TIMES),
     **dict.fromkeys(("completed_at", "closed_at"), st.one_of(st.none(), TIMES))}
)  # fmt: skip
DISPUTES = st.fixed_dictionaries(
    {"opened_at": TIMES, "closed_at": TIMES, "liable": st.sampled_from([None, "shop", "pending"])}
)
TASKS = st.fixed_dictionaries(dict.fromkeys(("created_at", "handled_at", "due_at"), TIMES))


def written(rows: list[dict]) -> list[dict]:
    return [
        {name: (START + timedelta(hours=cell)).isoformat(" ") if isinstance(cell, int) else cell
         for name, cell in row.items()}
        for row in rows
    ]  # fmt: skip


def known(row: dict, until: int) -> dict:
    """The row without the times that had not come; a due time is known from the start."""
    return {
        name: None if isinstance(cell, int) and cell >= until and name != "due_at" else cell
        for name, cell in row.items()
    }


def stage(row: dict) -> tuple[str, int]:
    """Where a refund stands and since when: its steps in the order of time, the last one tells."""
    steps = [(row["requested_at"], 0, "answer")]
    steps += [(row[name], place, name) for place, name in enumerate(("refused_at", "agreed_at", "return_signed_at"), 1)
              if row[name] is not None]  # fmt: skip
    handled = [step for step in steps if step[2] != "answer"]
    at, _, last = max(handled) if handled else steps[0]
    if last in ("answer", "refused_at"):
        return last.removesuffix("_at"), at
    returns = row["kind"] in ("return_refund", "exchange") and row["return_signed_at"] is None
    return "return" if returns else "completion", at


@settings(max_examples=20)
@given(rows=st.lists(REFUNDS, max_size=30), days=st.integers(0, 20))
def test_random_refunds_stand_where_their_known_steps_put_them(rows: list[dict], days: int) -> None:
    until = (days + 1) * 24
    expected = []
    for at, row in enumerate(rows):
        past = known(row, until)
        if past["requested_at"] is not None and past["completed_at"] is None and past["closed_at"] is None:
            name, since = stage(past)
            expected.append((past["requested_at"], f"{at}", name, until - past["requested_at"], until - since))
    as_of = START.date() + timedelta(days=days)
    cases = found("refunds", *written(rows), as_of=as_of)
    assert [(case["refund_id"], case["stage"], case["waiting_hours"], case["stage_hours"]) for case in cases] == [
        row[1:] for row in sorted(expected)
    ]
    oldest: dict[tuple[str, str], list[int]] = {}
    for row in sorted(expected):
        oldest.setdefault((rows[int(row[1])]["kind"] or "", row[2]), []).append(row[4])
    counted = {
        (item.kind, item.stage): (item.count, item.oldest_hours) for item in waiting(*written(rows), as_of=as_of)
    }
    assert counted == {place: (len(hours), max(hours)) for place, hours in oldest.items()}


@settings(max_examples=10)
@given(disputes=st.lists(DISPUTES, max_size=20), tasks=st.lists(TASKS, max_size=20), days=st.integers(0, 20))
def test_what_comes_later_changes_nothing(disputes: list[dict], tasks: list[dict], days: int) -> None:
    until, as_of = (days + 1) * 24, START.date() + timedelta(days=days)
    for table, rows, start, end in (
        ("disputes", disputes, "opened_at", "closed_at"),
        ("service_tasks", tasks, "created_at", "handled_at"),
    ):
        past = [known(row, until) for row in rows]
        cases = found(table, *written(rows), as_of=as_of)
        assert cases == found(table, *written(past), as_of=as_of)
        still = {
            f"{at}"
            for at, row in enumerate(past)
            if row[start] is not None and (row[end] is None or row.get("liable") == "pending")
        }
        assert {case[KEYS[table]] for case in cases} == still


def test_the_disputes_of_the_sample_shop_are_those_of_its_liability_metric(
    sample_events: Events, sample_sums: DailySums
) -> None:
    first = sample_sums.first_day
    last = first + timedelta(days=sample_sums.days - 1)
    with attached(sample_events, list(sample_sums.shops)) as connection:
        table = disputes_by(connection, sample_sums.shops[0], first, last).to_pylist()
    liable = {row["kind"]: row["cases"] for row in table if row["liable"] == "shop"}
    assert sum(liable.values()) == sample_sums.columns["liable_cases"][0].sum() > 0
    assert liable["dispute"] == sample_sums.columns["liable_dispute_refunds"][0].sum()
