"""Every known export gives its golden rows, in every encoding and container it arrives in."""

import io

import pytest
from exports import CONTAINERS, GOLDEN, HERE, NAMES, golden, golden_tables, header, in_order, written

from scoring.errors import NoSignal
from scoring.intake.exports import EXPORTS
from scoring.intake.read import CleanFile, read

NO_SIGNAL = ("sycm_inquiry_9", "sycm_service_sales_7", "consult_by_product", "sycm_goods")
# Cells of these columns are about a person; nothing of them is stored.
PERSONAL = ("姓名", "电话", "手机", "收货人", "收件人", "支付宝", "留言", "邮编", "退货地址", "消费者资料")

MAY_GIVE_A_PROVINCE = ("收货地址", "收货地址 ", "详细地址")


def of(name: str, content: bytes, extension: str = "csv") -> CleanFile:
    """The file, read with the day the golden file gives beside it."""
    return read(io.BytesIO(content), f"export.{extension}", day=golden(name).get("request_day"))


def found_in(name: str, container: str) -> CleanFile:
    return of(name, written(name, container), CONTAINERS[container][0])


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", GOLDEN)
def test_an_export_gives_its_golden_rows_out_of_every_container(name: str, container: str) -> None:
    want, found = golden(name), found_in(name, container)
    assert (found.table.name, found.report.table) == (want["table"], want["table"])
    assert found.rows.schema == found.table.schema
    assert found.report.encoding == CONTAINERS[container][1]
    for of_table, rows in golden_tables(name).items():
        stored = found.rows if of_table == want["table"] else found.also[of_table]
        assert in_order(of_table, stored.to_pylist()) == rows
    assert {name for name, rows in found.also.items() if rows.num_rows} == set(want.get("also", {}))
    report = found.report
    rejected = [[row.row, row.column, row.value, row.reason] for row in report.rejected]
    assert (rejected, report.rows_rejected) == (want.get("rejected", []), len(want.get("rejected", [])))
    assert report.summary_rows == want.get("summary_rows", 0)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_report_names_the_export_and_what_became_of_its_columns(name: str) -> None:
    want, report = golden(name), found_in(name, "csv").report
    export = want.get("export", name)
    assert report.export == export
    assert EXPORTS[export].table == want["table"]
    assert EXPORTS[export].platform == want.get("platform", EXPORTS[export].platform)
    if "not_used" in want:
        assert list(report.columns_not_used) == want["not_used"]
    if "days" in want:
        assert [report.first_day, report.last_day] == want["days"]
    assert report.contradictions == 0
    filled = {
        column for row in golden_tables(name)[want["table"]] for column, value in row.items() if value not in (None, "")
    }
    assert not filled & set(report.columns_missing)
    for column in header(name):
        if any(word in column for word in PERSONAL) and column not in MAY_GIVE_A_PROVINCE:
            assert column in report.columns_not_used, column


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", NO_SIGNAL)
def test_an_export_without_signals_says_what_it_is_and_what_to_take_instead(name: str, container: str) -> None:
    with pytest.raises(NoSignal) as refused:
        read(io.BytesIO(written(name, container)), f"export.{CONTAINERS[container][0]}")
    assert refused.value.data["export"] == name
    assert "export." in str(refused.value)
    assert str(refused.value.data["instead"]) in str(refused.value)


def test_every_raw_file_is_golden_or_without_signals() -> None:
    assert set(NAMES) == {*GOLDEN, *NO_SIGNAL}
    assert {path.stem for path in HERE.glob("*.yaml")} == set(GOLDEN)
