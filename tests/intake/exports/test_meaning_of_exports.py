"""What columns of real exports mean: province, paid or not, the kind and end of a refund, who is liable."""

from collections.abc import Iterable

import pytest

from exports import NINE_THIRTY, ORDER, made, of, orders, values
from scoring.intake.read import CleanFile


def test_the_shop_of_the_request_is_used_where_the_file_names_none() -> None:
    rows = made("taobao_order_list_37_gbk", {**ORDER, "店铺名称": "甲店"}, {**ORDER, "订单编号": "2"})
    assert values(of(rows, shop="乙店"), "shop_id") == ["甲店", "乙店"]


def test_of_an_address_only_the_province_at_its_beginning_is_kept() -> None:
    provinces = {
        "浙江省 杭州市 西湖区 示例路1号": "浙江省",
        "上海": "上海",
        "上海 上海市 浦东新区 示例路2号": "上海",
        "内蒙古自治区 呼和浩特市 示例路3号": "内蒙古自治区",
        "广西壮族自治区 南宁市": "广西壮族自治区",
        "示例路4号，浙江省": None,
        "海外示例路5号": None,
        "##密文##": None,
        "$$密文$$": None,
    }
    assert values(orders("收货地址", *provinces), "province") == list(provinces.values())


def test_the_report_says_that_addresses_were_shortened() -> None:
    assert "addresses_shortened" in orders("收货地址", "浙江省 杭州市 西湖区 示例路1号").report.notes
    assert of(made("qianniu_order_xlsx", ORDER)).report.notes == ()


def test_a_douyin_order_is_paid_unless_its_status_says_that_it_never_was() -> None:
    paid = {
        ("待支付", "-"): False,
        ("未支付", "-"): False,
        ("已取消", "-"): False,
        ("已取消", "退款成功"): False,
        ("已关闭", "-"): False,
        ("已关闭", ""): False,
        ("已关闭", "退款成功"): True,
        ("待发货", "-"): True,
        ("已发货", "-"): True,
        ("已完成", "售后处理中"): True,
    }
    rows = [
        {"主订单编号": str(at), "订单提交时间": "2026-04-17 09:30:00", "订单状态": status, "售后状态": after_sales}
        for at, (status, after_sales) in enumerate(paid)
    ]
    found = of(made("douyin_order_21", *rows))
    assert values(found, "paid_at") == [NINE_THIRTY if was else None for was in paid.values()]


@pytest.mark.parametrize("joined", ["11;12;13", "\t11;\t12;\t13", "11 ; 12 ; 13;"])
def test_sub_orders_joined_in_one_cell_become_rows_and_the_amount_is_counted_once(joined: str) -> None:
    cells = {"主订单编号": "1", "订单应付金额": "30", "订单提交时间": "2026-04-17 09:30:00", "订单状态": "已发货"}
    found = of(made("douyin_order_21", {**cells, "子订单编号": joined}, {**cells, "子订单编号": "14"}))
    rows = [(row["sub_order_id"], row["amount"], row["paid_at"]) for row in found.rows.to_pylist()]
    assert rows == [("11", 3000, NINE_THIRTY), ("12", None, NINE_THIRTY), ("13", None, NINE_THIRTY),
                    ("14", 3000, NINE_THIRTY)]  # fmt: skip
    assert found.report.rejected == ()


REFUND = {"订单编号": "1", "退款编号": "1", "退款状态": "退款成功"}


def refunds(export: str, column: str, cells: Iterable[str], **others: str) -> CleanFile:
    """Refunds in which each of the cells stands in the column of one refund."""
    rows = [{**REFUND, **others, "退款编号": str(at), column: cell} for at, cell in enumerate(cells, start=1)]
    return of(made(export, *rows))


def test_the_kind_of_a_refund_from_its_type_or_from_whether_goods_come_back() -> None:
    types = {"仅退款": "refund_only", "退货退款": "return_refund", "换货": "exchange", "-": None}
    found = refunds("qianniu_refund_xlsx", "售后类型", types)
    assert values(found, "kind") == list(types.values())
    returns = {
        "否": "refund_only",
        "不需要退货": "refund_only",
        "是": "return_refund",
        "需要退货": "return_refund",
        "-": None,
    }
    assert values(refunds("tmall_refund_39", "是否需要退货", returns), "kind") == list(returns.values())


def test_a_re_send_among_the_refunds_is_not_rejected() -> None:
    found = of(made("qianniu_refund_xlsx", {**REFUND, "售后类型": "补寄", "退给买家金额": "0"}))
    assert (found.report.rejected, values(found, "amount")) == ((), [0])


def test_the_whole_sum_of_a_refund_stands_in_where_what_the_buyer_got_is_missing() -> None:
    found = of(made("qianniu_refund_xlsx", {**REFUND, "退给买家金额": "-", "退款总额": "30"}))
    assert values(found, "amount") == [3000]


def test_whether_the_shop_settled_a_refund_itself_and_the_disputes_where_it_did_not() -> None:
    own = {
        "未介入": True,
        "无": True,
        "无需介入": True,
        "不需客服介入": True,
        "客服已介入": False,
        "处理中": False,
        "-": None,
    }
    found = refunds("tmall_refund_39", "客服介入状态", own)
    assert values(found, "handled_by_shop") == list(own.values())
    assert found.also["disputes"]["dispute_id"].to_pylist() == ["5", "6"]


def test_who_is_liable_for_a_dispute() -> None:
    liable = {"卖家": "shop", "商家": "shop", "买家": "buyer", "无": "none", "双方无责": "none", "-": "pending"}
    found = refunds("tmall_refund_39", "责任方", liable, 客服介入状态="客服已介入")
    assert found.also["disputes"]["liable"].to_pylist() == list(liable.values())


@pytest.mark.parametrize("tracking", ["运单号", "物流单号", "快递单号"])
@pytest.mark.parametrize("collected", ["揽收时间", "揽件时间"])
def test_any_file_with_tracking_numbers_and_carrier_scans_gives_parcels(tracking: str, collected: str) -> None:
    found = of([[tracking, collected], ["SF1", "2026-04-17 09:30"], ["SF2", ""]])
    assert (found.table.name, values(found, "collected_at")) == ("parcels", [NINE_THIRTY, None])
