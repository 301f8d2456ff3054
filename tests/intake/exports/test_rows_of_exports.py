"""What real exports do to headers and rows: notes above, days in file names, names written otherwise, summary rows."""

from datetime import date
from functools import cache

import pytest

from exports import DAY, ORDER, made, of, orders, raw, values
from scoring.errors import DuplicateColumn, NeedsDay, UnknownFormat
from scoring.intake.read import CleanFile


@cache
def as_it_is(export: str) -> CleanFile:
    return of(raw(export), day=DAY)


@pytest.mark.parametrize("above", range(10))
def test_the_header_is_found_in_any_of_the_first_ten_rows(above: int) -> None:
    notes = [["生意参谋"], ["统计时间：2026-04-17"], [], ["说明：", "次日更新"], ["数据仅供参考，，，"]] * 2
    table = made("sycm_consult_reception_22", {"日期": "2026-04-17", "咨询人数": "3"}, {"日期": "x", "咨询人数": "3"})
    found = of([*notes[:above], *table])
    assert values(found, "people_asking") == [3]
    assert [row.row for row in found.report.rejected] == [above + 3]


def test_a_header_further_down_is_not_looked_for() -> None:
    with pytest.raises(UnknownFormat):
        of([*[[f"说明{at}", "x"] for at in range(10)], *made("sycm_consult_reception_22", {"日期": "2026-04-17"})])


@pytest.mark.parametrize("way", ["labels above", "labels below", "labels in both", "group in every cell"])
def test_two_header_rows_are_read_as_group_and_name(way: str) -> None:
    title, groups, names, *rows = raw("sycm_service_evaluation_35__two_rows")
    labels = groups[:2]
    if way == "labels below":
        groups, names = ["", "", *groups[2:]], [*labels, *names[2:]]
    if way == "labels in both":
        names = [*labels, *names[2:]]
    if way == "group in every cell":
        groups = [*labels, *["总"] * 11, *["邀请"] * 11, *["自主"] * 11]
    found = of([title, groups, names, *rows])
    assert found.report.export == "sycm_service_evaluation_35"
    assert found.rows.equals(as_it_is("sycm_service_evaluation_35").rows)


AGENT = {"旺旺昵称": "客服一", "询单人数": "3"}


@pytest.mark.parametrize(
    "name",
    [
        "2026-04-17.csv",
        "客服绩效_20260417.csv",
        "客服绩效20260417.xlsx",
        "客服 2026-04-17 (1).csv",
        "a_2026_04_17.csv",
    ],
)
def test_figures_without_a_day_are_of_the_day_in_the_files_name(name: str) -> None:
    found = of(made("cs_performance_10", AGENT), name)
    assert (values(found, "day"), found.report.notes) == ([DAY], ("shop_given", "day_from_name"))


def test_a_day_that_is_given_goes_before_the_one_in_the_name() -> None:
    # The day in a name may be the one on which the file was collected.
    found = of(made("dsr_7", {"指标": "描述相符", "得分": "4.8"}), "dsr_20260418.csv", day=DAY)
    assert (values(found, "day"), found.report.notes) == ([DAY], ("shop_given", "day_given"))


@pytest.mark.parametrize("name", ["客服绩效.csv", "客服绩效20261345.csv", "120260417123456789.csv"])
@pytest.mark.parametrize("export", ["cs_performance_10", "chitu_cs", "dsr_7"])
def test_figures_without_any_day_ask_for_one(export: str, name: str) -> None:
    with pytest.raises(NeedsDay) as asked:
        of([row for row in raw(export) if row], name)
    assert asked.value.data["export"] == export


def test_a_row_whose_columns_are_shifted_is_rejected_and_the_others_are_kept() -> None:
    good = {"日期": "2026-04-15", "咨询人数": "10", "平均响应时长": "32", "旺旺回复率": "98%"}
    shifted = {"日期": "2026-04-16", "咨询人数": "98%", "平均响应时长": "92.96%", "旺旺回复率": "客服"}
    found = of(made("sycm_consult_reception_22", good, shifted, {**good, "日期": "2026-04-17"}))
    assert values(found, "day") == [date(2026, 4, 15), DAY]
    assert [row.row for row in found.report.rejected] == [3]


def test_a_name_that_stands_twice_and_is_not_used_does_no_harm() -> None:
    rows = made("taobao_order_list_38", ORDER)
    found = of([[*row, cell, cell, ""] for row, cell in zip(rows, ["买家留言", "同一句"], strict=True)])
    assert found.report.export == "taobao_order_list_38"
    assert found.report.columns_not_used.count("买家留言") == 3


def test_a_name_that_stands_twice_and_is_used_is_refused() -> None:
    rows = made("taobao_order_list_38", ORDER)
    with pytest.raises(DuplicateColumn, match="order_id"):
        of([[*row, row[0]] for row in rows])


@pytest.mark.parametrize(
    "change", ["blank", "mark", "tab", "wide brackets", "narrow brackets", "case", "order", "more"]
)
@pytest.mark.parametrize("export", ["cs_performance_10", "pdd_order_27"])
def test_names_are_known_in_spite_of_blanks_brackets_case_and_their_order(export: str, change: str) -> None:
    rows = raw(export)
    names = rows[0]
    rows[0] = {
        "blank": [f" {name[:2]} {name[2:]}\u3000" for name in names],
        "mark": ["\ufeff" + names[0], *names[1:]],
        "tab": [f"\t{name}" for name in names],
        "wide brackets": [name.replace("(", "（").replace(")", "）") for name in names],
        "narrow brackets": [name.replace("（", "(").replace("）", ")") for name in names],
        "case": [name.replace("ID", "id").replace("id", "Id") for name in names],
    }.get(change, names)
    if change == "order":
        rows = [row[::-1] for row in rows]
    if change == "more":
        rows = [[*row, *(f"新列{at}" if row is rows[0] else "x" for at in range(41))] for row in rows]
    found = of(rows, day=DAY)
    assert found.report.export == export
    assert found.rows.equals(as_it_is(export).rows)


def test_a_tab_before_every_cell_makes_no_other_delimiter() -> None:
    rows = [[f"\t{cell}" for cell in row] for row in raw("douyin_order_21")]
    assert of(rows).rows.equals(as_it_is("douyin_order_21").rows)


def test_a_slash_in_a_name_may_be_written_as_an_underscore() -> None:
    rows = raw("tmall_refund_39")
    rows[0] = [name.replace("/", "_") for name in rows[0]]
    assert of(rows).rows.equals(as_it_is("tmall_refund_39").rows)


def test_days_without_a_row_are_named() -> None:
    rows = [{"日期": day, "咨询人数": "1"} for day in ("2026-04-14", "2026-04-15", "2026-04-17", "汇总值")]
    report = of(made("sycm_consult_reception_22", *rows)).report
    assert (report.first_day, report.last_day) == (date(2026, 4, 14), DAY)
    assert report.days_missing == (date(2026, 4, 16),)


SUMMARIES = ["汇总值", "平均值", "全店汇总值", "全店平均值", "同行同层优秀", "同行同层均值", "合计", "总计", "总和"]


@pytest.mark.parametrize("label", SUMMARIES)
def test_a_summary_row_is_passed_over_and_counted(label: str) -> None:
    rows = [{"日期": "2026-04-17", "咨询人数": "1"}, {"日期": label, "咨询人数": "1.5"}]
    report = of(made("sycm_consult_reception_22", *rows)).report
    assert (report.rows_kept, report.rows_rejected, report.summary_rows) == (1, 0, 1)


def test_times_in_the_wrong_order_are_counted_by_pair() -> None:
    report = orders("订单付款时间", "2026-04-17 08:00:00", "2026-04-17 09:00:00").report
    assert (report.contradictions, report.contradiction_kinds) == (1, (("created_at", "paid_at", 1),))
