"""What real exports do to cells: times, days, amounts, durations, per cents, cut numbers, missing marks."""

import io

import openpyxl
import pytest

from exports import DAY, NINE_THIRTY, made, of, orders, reception, values, xlsx
from scoring.errors import NothingUsable
from scoring.intake.read import read


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2026-04-17 09:30:00", NINE_THIRTY),
        ("2026-04-17 09:30:00\t", NINE_THIRTY),
        ("2026/4/17 9:30", NINE_THIRTY),
        ("2026/4/17 9:30:00", NINE_THIRTY),
        ("2026年4月17日 09:30", NINE_THIRTY),
        ("1776389400000", NINE_THIRTY),
        ("2026年4月17日", NINE_THIRTY - 34_200),
        ("20260417", NINE_THIRTY - 34_200),
        ("2026-4-17", NINE_THIRTY - 34_200),
        ("-", None),
        ("--", None),
        ("", None),
    ],
)
def test_a_time_is_read_in_every_form_exports_write(written: str, seconds: int | None) -> None:
    assert values(orders("订单付款时间", written), "paid_at") == [seconds]


@pytest.mark.parametrize("written", ["2026-04-17", "2026/4/17", "2026年4月17日", "20260417", "1776389400000"])
def test_a_day_is_read_in_every_form_exports_write(written: str) -> None:
    found = of(made("sycm_consult_reception_22", {"日期": written, "咨询人数": "3"}))
    assert values(found, "day") == [DAY]


def test_an_amount_is_read_with_separators_and_chinese_units() -> None:
    cents = {
        "5,652.00": 565_200,
        "1，234": 123_400,
        "1,234,567.8": 123_456_780,
        "2.5万": 2_500_000,
        "1.2亿": 12_000_000_000,
        "2.5万元": 2_500_000,
        "12元": 1_200,
        "￥12.30": 1_230,
        "0.00": 0,
        "--": None,
    }
    assert values(orders("总金额", *cents), "amount") == list(cents.values())


def test_an_amount_with_separators_where_none_belong_is_rejected() -> None:
    wrong = ["11,50万元", "1,23", "12,34.00", "1.2.3", "约12元"]
    found = orders("总金额", "5", *wrong)
    assert [(row.row, row.value, row.reason) for row in found.report.rejected] == [
        (number, cell, "bad_value") for number, cell in enumerate(wrong, start=3)
    ]
    assert values(found, "amount") == [500]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("40.42小时", 145_512),
        ("85秒", 85),
        ("1分25秒", 85),
        ("1小时20分", 4_800),  # not seen in a real file; its reading is assumed
        ("85", 85),
        ("8.5", 8.5),
        ("1,200", 1_200),
        ("-", None),
    ],
)
def test_a_duration_is_read_with_and_without_its_unit(written: str, seconds: float | None) -> None:
    assert values(reception("首次响应时长", written), "first_reply_seconds") == [
        None if seconds is None else pytest.approx(seconds)
    ]


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        (["98.56%", "100%", "0%"], [0.9856, 1, 0]),
        (["0.9971", "1", "0"], [0.9971, 1, 0]),
        (["99.71", "1", "0"], [0.9971, 0.01, 0]),
        (["98.56%", "-", "--"], [0.9856, None, None]),
    ],
)
def test_whether_a_plain_number_is_a_share_or_per_cent_is_decided_for_the_column(
    written: list[str], shares: list[float | None]
) -> None:
    assert values(reception("旺旺回复率", *written), "reply_rate") == [pytest.approx(share) for share in shares]


def test_each_column_decides_for_itself() -> None:
    found = of(
        made("sycm_consult_reception_22", {"日期": "2026-04-17", "旺旺回复率": "99.71", "3分钟人工响应率": "0.9"})
    )
    assert values(found, "reply_rate") == [pytest.approx(0.9971)]
    assert values(found, "reply_within_3min_rate") == [pytest.approx(0.9)]


def test_a_column_read_as_per_cents_is_reported_and_so_are_ratios_among_them() -> None:
    kinds = {item.kind: item.count for item in reception("旺旺回复率", "99.71", "98.5", "97").report.mix_ups}
    assert kinds == {"percent_read": 3}
    kinds = {item.kind: item.count for item in reception("旺旺回复率", "99.71", "0.985", "97").report.mix_ups}
    assert kinds["share_among_percent"] == 1
    assert reception("旺旺回复率", "99.71%", "98.5%").report.mix_ups == ()


def test_a_share_above_one_hundred_per_cent_is_rejected() -> None:
    found = reception("旺旺回复率", "98%", "120%")
    assert [(row.row, row.value, row.reason) for row in found.report.rejected] == [(3, "120%", "bad_value")]


def test_the_last_cell_of_a_long_file_still_decides_for_its_column() -> None:
    # The lone quote keeps the fast reader away, so the rows come in several portions.
    rows = [
        ['客服绩效，宽5"屏'],
        *made("cs_performance_10", *({"旺旺昵称": f"客服{at}", "旺旺回复率": "1"} for at in range(60_000))),
    ]
    rows[-1][7] = "99.71"
    found = of(rows, day=DAY)
    rates = dict(zip(values(found, "agent"), values(found, "reply_rate"), strict=True))
    assert (rates["客服0"], rates["客服59998"]) == (pytest.approx(0.01), pytest.approx(0.01))
    assert rates["客服59999"] == pytest.approx(0.9971)


@pytest.mark.parametrize(
    ("export", "key", "column", "plain", "mixed_up", "kind"),
    [
        ("qianniu_order_xlsx", "订单编号", "总金额", "178.80", "1788000", "cents"),
        ("cs_performance_10", "旺旺昵称", "首次响应时长（秒)", "8.5", "8500", "milliseconds"),
    ],
)
def test_cents_and_milliseconds_are_taken_in_and_reported(
    export: str, key: str, column: str, plain: str, mixed_up: str, kind: str
) -> None:
    def kinds(cell: str) -> list[str]:
        report = of(made(export, *({key: str(at), column: cell} for at in range(40))), day=DAY).report
        assert report.rows_kept == 40
        return [item.kind for item in report.mix_ups]

    assert (kinds(plain), kinds(mixed_up)) == ([], [kind])


def test_missing_is_never_zero_and_zero_is_never_missing() -> None:
    found = reception("未回复人数", "", "-", "--", "0")
    assert values(found, "people_unanswered") == [None, None, None, 0]


def test_people_are_counted_with_separators_and_in_ten_thousands() -> None:
    assert values(reception("咨询人数", "1,234", "1，234", "2.5万"), "people_asking") == [1_234, 1_234, 25_000]


@pytest.mark.parametrize("written", ["6.91793E+18", '="6.9e+18"'])
@pytest.mark.parametrize(
    ("export", "name", "column"),
    [
        ("taobao_order_list_38", "订单编号", "order_id"),
        ("taobao_order_list_38", "物流单号", "tracking_number"),
        ("qianniu_item_xlsx", "子订单编号", "sub_order_id"),
        ("tmall_refund_39", "退款编号", "refund_id"),
        ("logistics_tracking", "运单号", "tracking_number"),
    ],
)
def test_a_number_that_a_spreadsheet_has_cut_is_no_number(export: str, name: str, column: str, written: str) -> None:
    key = {"订单编号", "主订单编号", "子订单编号", "退款编号", "运单号"} & set(made(export)[0])
    rows = made(export, dict.fromkeys(key, "1"), {**dict.fromkeys(key, "2"), name: written})
    found = of(rows)
    assert [(row.row, row.column, row.reason) for row in found.report.rejected] == [(3, column, "cut_number")]


def test_a_number_cell_with_more_digits_than_excel_keeps_is_cut_too() -> None:
    rows = made("qianniu_order_xlsx", {"订单编号": "123456789012345"}, {"订单编号": ""})
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Sheet1": rows}, typed=True)))
    book["Sheet1"]["A3"] = 6_917_926_768_823_643_751
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    found = read(content, "export.xlsx")
    assert values(found, "order_id") == ["123456789012345"]
    assert [(row.row, row.column, row.reason) for row in found.report.rejected] == [(3, "order_id", "cut_number")]


def test_a_file_of_cut_numbers_only_says_so() -> None:
    with pytest.raises(NothingUsable, match=r"6\.91793E\+18"):
        orders("订单编号", "6.91793E+18")
