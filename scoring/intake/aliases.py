"""One figure, many names: which header names of real exports are which canonical column.

Of several names of one column that stand in a header the one listed first is taken. A name with an
underscore in front is a helper that `derive` makes columns of.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from scoring.intake.tables import TABLES

_NAMES: dict[str, dict[str, str]] = {
    "orders": {
        "shop_id": "店铺名称",
        "order_id": "主订单编号 订单编号 订单号",
        "sub_order_id": "子订单编号 子订单号",
        "buyer_id": "买家会员名 买家会员名称 买家昵称 买家",
        "product_id": "商品id",
        "category": "商品一级类目",
        "created_at": "订单创建时间 买家下单时间 下单时间 订单提交时间 订单成交时间",
        "paid_at": "订单付款时间 买家付款时间 支付时间 付款时间",
        "promised_ship_at": "承诺发货时间",
        "shipped_at": "发货时间",
        "collected_at": "揽收时间 揽件时间",
        "delivered_at": "签收时间",
        "confirmed_at": "确认收货时间 订单完成时间",
        # A full refund leaves 0 in 买家实际支付金额: it can neither decide "paid" nor be the order's amount.
        "amount": "总金额 用户实付金额(元) 买家实付金额 实付款 订单应付金额",
        "status": "订单状态",
        "_after_sales": "售后状态",
        "_address": "收货地址 详细地址",
        "province": "省",
        "carrier": "物流公司 快递公司",
        "tracking_number": "物流单号 运单号 快递单号",
        "warehouse": "仓库名称",
    },
    "refunds": {
        "shop_id": "店铺名称",
        "refund_id": "退款编号",
        "order_id": "订单编号 订单号",
        "_type": "售后类型",
        "_returns": "是否需要退货",
        "_status": "退款状态",
        "_stepped_in": "客服介入状态",
        "_liable": "责任方",
        "requested_at": "退款的申请时间 退款申请时间",
        "_ended_at": "退款完结时间 完结时间",
        "first_reason": "买家退款原因 退款原因",
        "amount": "买家退款金额 退给买家金额",
        "_total": "退款总额",
    },
    "reception_totals": {
        "shop_id": "店铺名称",
        "day": "日期 统计日期",
        "agent": "旺旺昵称 客服昵称",
        "people_asking": "咨询人数",
        "people_served": "接待人数",
        "people_unanswered": "未回复人数",
        "first_reply_seconds": "首次响应时长 首次响应时长(秒)",
        "mean_reply_seconds": "平均响应时长 平均响应时长(秒)",
        "reply_within_3min_rate": "3分钟人工响应率",
        "reply_rate": "旺旺回复率",
        "satisfaction_rate": "客户满意率 旺旺满意度",
        "people_inquiring": "询单人数",
        "people_paying": "询单最终付款人数",
    },
    "satisfaction_totals": {
        "shop_id": "店铺名称",
        "day": "日期 统计日期",
        "agent": "旺旺昵称 客服昵称",
        "people_served": "接待人数",
        "ratings_sent": "总-发出",
        "ratings_received": "总-收到",
        "very_satisfied": "总-很满意",
        "satisfied": "总-满意",
        "neutral": "总-一般",
        "dissatisfied": "总-不满",
        "very_dissatisfied": "总-很不满",
    },
    "official_scores": {
        "day": "日期 统计日期 bizdate",
        "_item": "指标",
        "_code": "code",
        "_name": "name",
        "_shown": "showvalue",
        "score": "得分 value",
    },
    "parcels": {
        "shop_id": "店铺名称",
        "tracking_number": "运单号 物流单号 快递单号",
        "order_id": "订单编号 主订单编号 订单号",
        "carrier": "物流公司 快递公司",
        "shipped_at": "发货时间",
        "collected_at": "揽收时间 揽件时间",
        "delivered_at": "签收时间",
    },
}

# Words that many tables use: they tell nothing of which table a file is, so they count where a table was asked for.
_ASKED_FOR: dict[str, dict[str, str]] = {
    "platform_metrics": {
        "shop_id": "店铺名称 店铺",
        "day": "日期 统计日期",
        "metric": "指标 指标名称",
        "value": "数值 值",
        "sample": "样本 样本数",
    },
    "official_scores": {
        "shop_id": "店铺名称 店铺",
        "day": "日期 统计日期",
        "scheme": "体系 评分体系",
        "item": "项目 评分项 指标",
        "score": "得分 分数",
    },
}


# What a plan of daily targets has in place of the figures: never taken for these unasked.
_PLANNED: dict[str, dict[str, str]] = {"platform_metrics": {"value": "目标 目标值 target"}}
# A header with all of these names is such a table even unasked.
_WHOLE = {"platform_metrics": {"day", "metric", "value"}, "official_scores": {"day", "scheme", "item", "score"}}


def tables_in_common_words(names: Set[str], *, day_given: bool = False) -> list[str]:
    """The tables all of whose columns a header of normalised names has, in words that many tables use.

    With `day_given` the day need not be among them.

    >>> tables_in_common_words({"日期", "指标", "数值"}), tables_in_common_words({"日期", "指标", "目标"})
    (['platform_metrics'], [])
    """
    found = []
    for table, columns in _WHOLE.items():
        known, planned = aliases(table, asked=True), " ".join(_PLANNED.get(table, {}).values()).split()
        if columns - ({"day"} if day_given else set()) <= {
            known[name][0] for name in names & known.keys() if name not in planned
        }:
            found.append(table)
    return found


@cache
def aliases(table: str, *, asked: bool = False) -> dict[str, tuple[str, int]]:
    """Header name (normalised) → the column of the table it stands for, and its place among that column's names.

    With `asked`, for a file that a person says is of the table, words count too that other tables use as well.
    """
    found = {column.name: (column.name, 0) for column in TABLES[table].columns}
    common = (_ASKED_FOR.get(table, {}), _PLANNED.get(table, {})) if asked else ()
    sources = (*common, _NAMES.get(table, {}))
    for column in dict.fromkeys(name for source in sources for name in source):
        names = dict.fromkeys(" ".join(source.get(column, "") for source in sources).split())
        for place, name in enumerate(names, start=1):
            found.setdefault(name, (column, place))
    return found
