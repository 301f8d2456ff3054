"""The exports of the marketplaces' back offices: how each is recognised, and which table it fills.

Names stand as `normalised` gives them. Which column is which is in `aliases`; what a column does not
say by itself (a status that means paid, a province inside an address) is in `derive`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.intake import derive
from scoring.intake.derive import Derive, Further


@dataclass(frozen=True)
class Export:
    """One export.

    Its header holds all of `signature`, one of each group of `any_of` and none of `none_of`. `table` is
    empty where it holds nothing the scores look at; `instead` then names the export to take. `dated` says
    whether its figures carry their day. `derive` completes the columns; `further` gives rows of other tables.
    """

    id: str
    platform: str
    table: str
    signature: tuple[str, ...]
    derive: tuple[Derive, ...] = ()
    further: tuple[tuple[str, Further], ...] = ()
    dated: bool = True
    instead: str = ""
    any_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()


def _signature(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_TRACKING = ("运单号", "物流单号", "快递单号")
_SCANNED = ("揽收时间", "揽件时间")
_OF_ORDERS = ("订单付款时间", "付款时间", "支付时间", "订单创建时间", "下单时间", "订单状态")

EXPORTS: dict[str, Export] = {
    export.id: export
    for export in (
        Export(
            "taobao_order_list_38", "taobao", "orders",
            _signature("订单编号 买家会员名 买家应付货款 总金额 买家实际支付金额 订单状态 订单创建时间 是否是o2o交易"),
            (derive.province,),
        ),
        Export(
            "taobao_order_list_37_gbk", "taobao", "orders",
            _signature("订单编号 买家会员名 买家应付货款 总金额 支付金额 订单状态 订单创建时间 店铺id"),
            (derive.province,),
        ),
        Export(
            "tmall_order_report_7", "taobao", "orders",
            _signature("订单编号 总金额 买家实际支付金额 收货地址 订单创建时间 订单付款时间 退款金额"),
            (derive.province,),
        ),
        Export(
            "qianniu_order_xlsx", "qianniu", "orders",
            _signature("订单编号 订单创建时间 订单付款时间 订单状态 买家实付金额 总金额 支付详情"),
        ),
        Export(
            "qianniu_item_xlsx", "qianniu", "orders",
            _signature("主订单编号 子订单编号 订单创建时间 买家实付金额 商品价格 购买数量 商家编码"),
        ),
        Export(
            "taobao_template", "taobao", "orders",
            _signature("订单编号 买家下单时间 买家付款时间 买家实付金额 运单号"), (derive.province,),
        ),
        Export("1688_template", "1688", "orders", _signature("订单号 下单时间 实付款 货品标题"), (derive.province,)),
        Export(
            "douyin_order_21", "douyin", "orders",
            _signature("主订单编号 子订单编号 选购商品 订单应付金额 订单提交时间 订单状态"),
            (derive.province, derive.paid_by_status, derive.row_per_sub_order),
        ),
        Export(
            "pdd_order_27", "pdd", "orders",
            _signature("订单号 订单状态 用户实付金额(元) 商家实收金额(元) 订单成交时间"), (derive.paid_when_made,),
        ),
        Export(
            "pdd_order_full_names", "pdd", "orders",
            _signature("订单号 订单状态 用户实付金额(元) 商家实收金额(元) 支付时间 承诺发货时间 订单成交时间"),
        ),
        Export(
            "tmall_refund_39", "taobao", "refunds",
            _signature("订单编号 退款编号 退款的申请时间 退款状态 客服介入状态 责任方"), derive.DEFAULTS["refunds"],
            (("disputes", derive.disputes_of_refunds),),
        ),
        Export(
            "tmall_refund_underscore", "taobao", "refunds",
            _signature("订单编号 退款编号 退款的申请时间 退款状态 客服介入状态"), derive.DEFAULTS["refunds"],
            (("disputes", derive.disputes_of_refunds),),
        ),
        Export(
            "qianniu_refund_xlsx", "qianniu", "refunds",
            _signature("订单编号 退款编号 退款申请时间 退款状态 售后类型"), derive.DEFAULTS["refunds"],
        ),
        Export("douyin_settlement_12", "douyin", "orders", _signature("结算时间 订单号 子订单号 结算金额 下单时间")),
        Export(
            "sycm_consult_reception_22", "sycm", "reception_totals", _signature("日期 咨询人数 接待人数 未回复人数"),
        ),
        Export(
            "sycm_service_evaluation_35", "sycm", "satisfaction_totals",
            _signature("日期 总-发出 总-收到 总-很满意 总-满意"),
        ),
        Export(
            "cs_performance_10", "sycm", "reception_totals", _signature("旺旺昵称 询单人数 旺旺回复率"), dated=False,
        ),
        Export(
            "chitu_cs", "sycm", "reception_totals",
            _signature("咨询人数 接待人数 询单转化率 旺旺回复率 个人销售额占比"), dated=False,
        ),
        Export(
            "dsr_7", "sycm", "official_scores", _signature("指标 得分 行业均值"), (derive.dsr_items,), dated=False,
        ),
        Export(
            "real_experience", "qianniu", "official_scores", _signature("bizdate code value"),
            (derive.real_experience_items,), (("platform_metrics", derive.real_experience_metrics),),
        ),
        Export(
            "logistics_tracking", "logistics", "parcels", (), any_of=(_TRACKING, _SCANNED), none_of=_OF_ORDERS,
        ),
        Export(
            "sycm_inquiry_9", "sycm", "", _signature("日期 询单人数 当日询单人数 询单最终付款转化率"),
            instead="sycm_consult_reception_22",
        ),
        Export(
            "sycm_service_sales_7", "sycm", "", _signature("日期 销售额 销售量 客单价 客件数"),
            instead="cs_performance_10",
        ),
        Export("consult_by_product", "sycm", "", _signature("商品id 总咨询人数"), instead="sycm_consult_reception_22"),
        Export("sycm_goods", "sycm", "", _signature("统计日期 商品id 商品访客数"), instead="taobao_order_list_38"),
    )
}  # fmt: skip
