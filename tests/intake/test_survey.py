"""What the rows of a file hold as a whole: days without rows, times in the wrong order, units, repeated keys."""

import csv
import io
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from made_up import Row, clean, csv_bytes

from scoring.errors import NothingUsable
from scoring.intake.read import CleanFile, read
from scoring.intake.report import MOST_REJECTED, MixUp, Rejection, Report
from scoring.store.delta import Staged, Store


def report(rows: Sequence[Row], table: str) -> Report:
    return clean(rows, table).report


def staged(folder: Path, data: bytes) -> Staged:
    (found,) = Store(folder).stage(io.BytesIO(data), "made.csv")
    assert isinstance(found, Staged)
    return found


def paid(*days: str, **cells: object) -> list[Row]:
    return [{"order_id": str(at), "paid_at": f"2022-{day}" if day else "", **cells} for at, day in enumerate(days)]


def test_days_without_rows_between_the_first_and_the_last_are_named() -> None:
    found = report(paid("02-27 23:59:59", "03-03 00:00:00", "03-01", "02-27", ""), "orders")
    assert (found.first_day, found.last_day) == (date(2022, 2, 27), date(2022, 3, 3))
    assert found.days_missing == (date(2022, 2, 28), date(2022, 3, 2))


def test_one_day_has_no_gaps_and_no_day_at_all_has_no_span() -> None:
    assert report(paid("03-01", "03-01"), "orders").days_missing == ()
    none = report([{"order_id": "1", "amount": "5"}], "orders")
    assert (none.first_day, none.last_day, none.days_missing) == (None, None, ())


def test_the_span_is_that_of_all_times_but_gaps_are_of_the_day_a_row_is_looked_for_under() -> None:
    rows = [{"order_id": "1", "paid_at": "2022-03-01", "delivered_at": "2022-03-09"},
            {"order_id": "2", "paid_at": "2022-03-03", "created_at": "2022-02-01"}]  # fmt: skip
    found = report(rows, "orders")
    assert (found.first_day, found.last_day) == (date(2022, 3, 1), date(2022, 3, 9))
    assert found.days_missing == (date(2022, 3, 2),)


def test_figures_by_day_have_gaps_as_well_and_a_far_day_makes_no_endless_list() -> None:
    totals = [{"day": day, "people_asking": 1} for day in ("2022-01-01", "2022-01-04", "2098-01-01")]
    missing = report(totals, "reception_totals").days_missing
    assert missing[:2] == (date(2022, 1, 2), date(2022, 1, 3))
    assert len(missing) < 1000


def test_the_gaps_of_random_days_are_those_that_have_no_row() -> None:
    chance = random.Random(7)  # noqa: S311
    start = datetime(2022, 1, 1)  # noqa: DTZ001
    times = [start + timedelta(seconds=chance.randrange(60 * 86_400)) for _ in range(70)]
    found = report([{"order_id": str(at), "paid_at": str(time)} for at, time in enumerate(times)], "orders")
    there = {time.date() for time in times}
    span = [min(there) + timedelta(days=at) for at in range((max(there) - min(there)).days + 1)]
    assert found.days_missing == tuple(day for day in span if day not in there)
    assert found.days_missing


ORDER_OF_TIMES = [
    ("orders", "order_id", "created_at", "paid_at"),
    ("orders", "order_id", "paid_at", "collected_at"),
    ("orders", "order_id", "collected_at", "delivered_at"),
    ("refunds", "refund_id", "requested_at", "completed_at"),
    ("disputes", "dispute_id", "opened_at", "closed_at"),
    ("parcels", "tracking_number", "collected_at", "delivered_at"),
]


@pytest.mark.parametrize(("table", "key", "earlier", "later"), ORDER_OF_TIMES)
def test_times_in_the_wrong_order_are_counted_by_kind_and_kept(table: str, key: str, earlier: str, later: str) -> None:
    pairs = [("2022-01-02", "2022-01-01 23:59:59"), ("2022-01-02", "2022-01-02"), ("2022-01-02", "2022-01-03"),
             ("", "2022-01-01"), ("2022-01-02", ""), ("2022-01-05", "2022-01-04")]  # fmt: skip
    found = clean([{key: str(at), earlier: a, later: b} for at, (a, b) in enumerate(pairs)], table)
    assert found.report.contradictions == 2
    assert found.report.contradiction_kinds == ((earlier, later, 2),)
    assert found.rows.num_rows == 6


def test_a_row_with_two_contradictions_is_one_row_and_two_kinds() -> None:
    rows = [{"order_id": "1", "created_at": "2022-01-05", "paid_at": "2022-01-04", "collected_at": "2022-01-03"},
            {"order_id": "2", "paid_at": "2022-01-04", "collected_at": "2022-01-03"}]  # fmt: skip
    found = report(rows, "orders")
    assert found.contradictions == 2
    assert found.contradiction_kinds == (("created_at", "paid_at", 1), ("paid_at", "collected_at", 2))


def test_counts_that_cannot_be_are_contradictions_too() -> None:
    asked = [{"day": "2022-01-01", "people_asking": 5, "people_unanswered": 6}]
    assert report(asked, "reception_totals").contradiction_kinds == (("people_unanswered", "people_asking", 1),)
    rated = [{"day": "2022-01-01", "ratings_sent": 5, "ratings_received": 6}]
    assert report(rated, "satisfaction_totals").contradiction_kinds == (("ratings_received", "ratings_sent", 1),)


def test_a_contradiction_in_a_row_that_is_not_kept_is_none() -> None:
    rows = [{"order_id": "1", "paid_at": "2022-01-04", "collected_at": "2022-01-03"},
            {"order_id": "1", "paid_at": "2022-01-04", "collected_at": "2022-01-05"}]  # fmt: skip
    found = report(rows, "orders")
    assert (found.rows_kept, found.contradictions, found.contradiction_kinds) == (1, 0, ())


def shares(*cells: str) -> CleanFile:
    return clean(
        [{"day": f"2022-01-{at + 1:02}", "reply_rate": cell} for at, cell in enumerate(cells)], "reception_totals"
    )


@pytest.mark.parametrize(
    ("cells", "stored", "mix_ups"),
    [
        (("99.71", "98.5", "100"), (0.9971, 0.985, 1.0), (MixUp("reply_rate", "percent_read", 3, "100"),)),
        (("0.9971", "0.985", "1"), (0.9971, 0.985, 1.0), ()),
        (("99.71%", "98.5%"), (0.9971, 0.985), ()),
        (("99.71%", "0.985", ""), (0.9971, 0.985, None), ()),
        (("99.71%", "98.5"), (0.9971, 0.985), (MixUp("reply_rate", "percent_read", 1, "98.5"),)),
        (("99.71", "0.5", "0"), (0.9971, 0.005, 0.0),
         (MixUp("reply_rate", "percent_read", 3, "99.71"), MixUp("reply_rate", "share_among_percent", 1, "0.5"))),
    ],
    ids=["per cents", "ratios", "with their sign", "sign or ratio", "one sign", "a ratio among per cents"],
)  # fmt: skip
def test_the_whole_column_says_whether_its_shares_are_per_cents(
    cells: tuple[str, ...], stored: tuple[float, ...], mix_ups: tuple[MixUp, ...]
) -> None:
    found = shares(*cells)
    assert found.rows["reply_rate"].to_pylist() == [None if cell is None else pytest.approx(cell) for cell in stored]
    assert found.report.mix_ups == mix_ups


def test_every_column_decides_for_itself() -> None:
    rows = [{"day": "2022-01-01", "reply_rate": "99.5", "satisfaction_rate": "0.985"}]
    (row,) = clean(rows, "reception_totals").rows.to_pylist()
    assert (row["reply_rate"], row["satisfaction_rate"]) == (0.995, 0.985)


def test_in_platform_metrics_every_metric_decides_for_itself_and_only_rates_do(tmp_path: Path) -> None:
    figures = [("reply_rate", "99.5"), ("reply_rate", "98"), ("x'y_rate", "97"), ("chat_satisfaction_rate", "0.985"),
               ("delivery_hours", "40.5"), ("official_total", "85")]  # fmt: skip
    rows = [{"shop_id": "s", "day": f"2022-01-0{at + 1}", "metric": name, "value": value}
            for at, (name, value) in enumerate(figures)]  # fmt: skip
    expected = [0.995, 0.98, 0.97, 0.985, 40.5, 85.0]
    found = clean(rows, "platform_metrics")
    assert found.rows["value"].to_pylist() == [pytest.approx(value) for value in expected]
    assert {(item.column, item.count) for item in found.report.mix_ups} == {("reply_rate", 2), ("x'y_rate", 1)}
    # Through a store the same rows are looked at by another way.
    part = staged(tmp_path / "data", csv_bytes(rows))
    assert part.sample["value"].to_pylist() == [pytest.approx(value) for value in expected]
    assert part.report.mix_ups == found.report.mix_ups


def amounts(cells: Sequence[object]) -> Report:
    return report([{"order_id": str(at), "amount": cell} for at, cell in enumerate(cells)], "orders")


def test_amounts_that_look_like_cents_are_said_and_kept() -> None:
    cents = [17880 + at for at in range(20)]
    (item,) = amounts(cents).mix_ups
    assert (item.column, item.kind, item.count) == ("amount", "cents", 20)
    assert 17880 <= float(item.example) <= 17899
    assert amounts(cents[:19]).mix_ups == (), "too few to say anything"
    assert amounts([*cents, "178.80"]).mix_ups == (), "written with cents: they are yuan"
    assert amounts([178 + at for at in range(20)]).mix_ups == ()


def test_waits_that_look_like_milliseconds_are_said() -> None:
    def waits(scale: int) -> Report:
        rows = [{"chat_id": str(at), "asked_at": "2022-01-01", "first_human_reply_seconds": 20 * scale + at}
                for at in range(25)]  # fmt: skip
        return report(rows, "chats")

    (item,) = waits(1000).mix_ups
    assert (item.column, item.kind, item.count) == ("first_human_reply_seconds", "milliseconds", 25)
    assert waits(1).mix_ups == ()


def test_of_a_key_that_stands_several_times_the_last_row_is_kept_and_the_others_name_it() -> None:
    rows = [{"order_id": name, "amount": at} for at, name in enumerate(["a", "b", "a", "c", "a", "b"])]
    found = clean(rows, "orders")
    assert [(row["order_id"], row["amount"]) for row in found.rows.to_pylist()] == [("c", 300), ("a", 400), ("b", 500)]
    said = [(row.row, row.value, row.reason, row.expected) for row in found.report.rejected]
    assert said == [(2, "a", "repeated_key", "6"), (3, "b", "repeated_key", "7"), (4, "a", "repeated_key", "6")]
    assert "stands again in row 6, which is kept" in str(found.report.rejected[0])
    assert found.report.rows_read == found.report.rows_kept + found.report.rows_rejected


def test_a_row_that_is_rejected_does_not_put_another_out() -> None:
    found = clean([{"order_id": "a", "amount": "5"}, {"order_id": "a", "amount": "x"}], "orders")
    assert found.rows["amount"].to_pylist() == [500]
    assert [row.reason for row in found.report.rejected] == ["bad_value"]


DOUYIN = "主订单编号,子订单编号,选购商品,订单应付金额,订单提交时间,订单状态,售后状态\n"


def test_sub_orders_in_one_cell_are_rows_and_repeat_as_rows_do() -> None:
    rows = "1,11;12,杯,50.00,2026-04-13 09:00:00,已完成,-\n2,21,杯,30.00,2026-04-13 09:00:00,已完成,-\n"
    found = read(io.BytesIO((DOUYIN + rows).encode()), "made.csv")
    listed = [(row["order_id"], row["sub_order_id"], row["amount"]) for row in found.rows.to_pylist()]
    assert listed == [("1", "11", 5000), ("1", "12", None), ("2", "21", 3000)]
    assert (found.report.rows_read, found.report.rows_rejected) == (2, 0)
    again = read(io.BytesIO((DOUYIN + rows + "1,12;13,杯,9.00,2026-04-14 09:00:00,已完成,-\n").encode()), "made.csv")
    listed = sorted((row["sub_order_id"], row["amount"]) for row in again.rows.to_pylist())
    assert listed == [("11", 5000), ("12", 900), ("13", None), ("21", 3000)]
    assert [(row.row, row.reason, row.expected) for row in again.report.rejected] == [(2, "repeated_key", "4")]


def test_a_sub_order_twice_in_one_cell_stands_once() -> None:
    text = DOUYIN + "1,11;11,杯,50.00,2026-04-13 09:00:00,已完成,-\n"
    found = read(io.BytesIO(text.encode()), "made.csv")
    assert [row["amount"] for row in found.rows.to_pylist()] == [5000], "the amount is not lost with the copy"
    said = [str(row) for row in found.report.rejected]
    assert not any("row 2" in text and "stands again in row 2, which is kept" in text for text in said)


def test_more_rejected_rows_than_a_report_names_are_all_counted_and_all_listed(tmp_path: Path) -> None:
    count = MOST_REJECTED + 2_500
    lines = ["order_id,amount,status", "kept,5,", *(f"{at},x{at},坏" for at in range(count - 500)),
             *("twice,1," for _ in range(500)), "twice,2,"]  # fmt: skip
    found = staged(tmp_path / "data", "\n".join(lines).encode())
    assert (found.report.rows_read, found.report.rows_kept) == (count + 2, 2)
    assert found.report.rows_rejected == count
    assert len(found.report.rejected) == MOST_REJECTED
    everything = list(found.all_rejected())
    assert Counter(row.reason for row in everything) == {"bad_value": count - 500, "repeated_key": 500}
    assert {row.row for row in everything} == set(range(3, count + 3))
    assert set(found.report.rejected) <= set(everything)
    assert found.rejected_csv is not None
    with found.rejected_csv.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == count


def test_a_rejected_row_is_listed_as_it_was_found_whatever_its_cell_holds(tmp_path: Path) -> None:
    cells = ["@x", "-x", "+", "x,y", 'x"y', "x\ny", "很多"]
    rows = [{"order_id": str(at), "amount": cell} for at, cell in enumerate(cells)]
    found = staged(tmp_path / "data", csv_bytes([*rows, {"order_id": "kept", "amount": 5}]))
    assert [row.value for row in found.report.rejected] == cells
    assert list(found.all_rejected()) == list(found.report.rejected)


def test_without_rejected_rows_there_is_no_file_of_them(tmp_path: Path) -> None:
    found = staged(tmp_path / "data", b"order_id,amount\n1,5\n")
    assert (found.rejected_csv, list(found.all_rejected()), found.report.rejected) == (None, [], ())
    with pytest.raises(NothingUsable):
        clean([{"order_id": "1", "amount": "x"}], "orders")


def test_a_rejection_says_what_to_do() -> None:
    assert "Check quotes and commas" in str(Rejection(3, "", "5", "ragged_row", "4"))
    assert "expected 5 as in the header" in str(Rejection(3, "", "4", "ragged_row", "5"))
