"""The metrics of trade: product rating, delivery promises, damaged goods, turnover and sales, guided sales."""

from __future__ import annotations

from scoring.figures import Text, Unit
from scoring.measure.metric import CENTS, ORDERS, PLATFORM, RATINGS, RULE_2025, Better, Metric

_DOUYIN = "school.jinritemai.com/doudian/web/article/103956"
_DOUYIN_SEPTEMBER = "school.jinritemai.com/doudian/web/article/aJoPPkXuLRqc"
_NEW_RETAIL = "kbaoji.com/taobaojingyan/7618.html (新零售工作台)"
_SIX_METRICS = "maijiaw.com/article/561350 (客服绩效六项指标)"


def _given(id: str, label: Text, definition: Text, unit: Unit, better: Better, source: str) -> Metric:  # noqa: A002
    """A figure only the platform, or the shop's own sheet, can give."""
    return Metric(id, label, definition, unit, better, PLATFORM, (), source, days=1, lag=0)


METRICS_OF_TRADE = (
    Metric(
        "product_rating",
        Text("商品综合评分", "Product rating"),
        Text(
            "描述相符评分均值:每笔订单只计首次评价,同一买家不限次数",
            "Mean of the description ratings: of an order the first review, of a buyer however many",
        ),
        Unit.SCORE, "higher", RATINGS, ("reviews.rated_at", "reviews.description_score"),
        _DOUYIN, "product_scores", "product_ratings",
    ),
    _given(
        "collection_score",
        Text("揽收时长平均得分", "Collection-time score"),
        Text(
            "平台给出:每笔已揽收订单按揽收时长得50–100分,取均值(时长对应分值表未公开)",
            "Given by the platform: mean of 50 to 100 points per collected order by its hours (the table of hours is not published)",
        ),
        Unit.INDEX, "higher", _DOUYIN,
    ),
    Metric(
        "collection_hours",
        Text("平均揽收时长", "Hours to collection"),
        Text("付款到揽收的总时长 ÷ 已揽收订单,按付款日计", "Total time from payment to the carrier's first scan ÷ orders collected, by pay day"),
        Unit.HOUR, "lower", ORDERS, ("orders.paid_at", "orders.collected_at"),
        _DOUYIN_SEPTEMBER, "collection_seconds", "collected_orders", 3600,
    ),
    Metric(
        "waybill_on_time_rate",
        Text("运单配送时效达成率", "Waybills delivered in time"),
        Text(
            "按线路时效送达的订单 ÷ 应送达订单;时限为揽收日加线路天数当天的23:59:59,按揽收日计",
            "Orders delivered within the line's time ÷ orders due; time is up at 23:59:59 of the day of collection plus the line's days, by day of collection",
        ),
        Unit.RATIO, "higher", ORDERS, ("orders.collected_at", "orders.delivered_at", "orders.line_days"),
        f"wholisticcareny.com 78583; {_DOUYIN}", "waybills_on_time", "waybills_due",
    ),
    _given(
        "logistics_quality_refund_rate",
        Text("发货物流品退率", "Logistics-quality refunds"),
        Text(
            "平台给出:首次售后原因为发货物流问题且判责或赔付的订单 ÷ 支付订单",
            "Given by the platform: orders with after-sales for shipping or logistics as first reason, judged or compensated ÷ paid orders",
        ),
        Unit.RATIO, "lower", _DOUYIN,
    ),
    Metric(
        "damaged_return_rate",
        Text("商品/包装破损退货订单率", "Returns for damage"),
        Text("首次退款原因含“破损”的订单 ÷ 支付订单", "Orders whose first refund reason names breakage (破损) ÷ paid orders"),
        Unit.RATIO, "lower", ORDERS, ("refunds.first_reason", "orders.paid_at"),
        _DOUYIN_SEPTEMBER, "first_damage_refunds", "paid_orders",
    ),
    Metric(
        "damaged_return_count",
        Text("商品/包装破损退货订单数", "Returns for damage, count"),
        Text("首次退款原因含“破损”的订单", "Orders whose first refund reason names breakage (破损)"),
        Unit.COUNT, "lower", ORDERS, ("refunds.first_reason",), _DOUYIN_SEPTEMBER, "first_damage_refunds",
    ),
    Metric(
        "quality_refund_count",
        Text("品质退款订单数", "Quality refunds, count"),
        Text("首次退款原因为品质的订单", "Orders whose first refund reason was quality"),
        Unit.COUNT, "lower", ORDERS, ("refunds.quality_reason",), _DOUYIN, "first_quality_refunds",
    ),
    Metric(
        "low_rating_count",
        Text("商品差评数", "Low description ratings, count"),
        Text("描述相符1–2星次数", "Description ratings of one or two"),
        Unit.COUNT, "lower", RATINGS, ("reviews.rated_at", "reviews.description_score"),
        _DOUYIN, "description_low_ratings",
    ),
    Metric(
        "next_day_delivery_rate",
        Text("当日/次日达订单占比", "Delivered by the next day"),
        Text(
            "付款次日24点前签收的订单 ÷ 已签收订单,按签收日计",
            "Orders signed by the end of the day after payment ÷ orders signed, by day of signing",
        ),
        Unit.RATIO, "higher", ORDERS, ("orders.paid_at", "orders.delivered_at"),
        f"{RULE_2025}; {_DOUYIN_SEPTEMBER}", "signed_by_next_day", "signed_orders",
    ),
    Metric(
        "special_service_order_share",
        Text("特色服务达标订单占比", "Special-service orders"),
        Text("特色服务达标的支付订单 ÷ 支付订单", "Paid orders that meet the special service ÷ paid orders"),
        Unit.RATIO, "higher", ORDERS, ("orders.special_service_met", "orders.paid_at"),
        RULE_2025, "special_service_orders", "paid_orders",
    ),
    _given(
        "freight_insurance_orders",
        Text("退换货运费险订单数", "Orders with return-freight insurance"),
        Text("平台给出:含退换货运费险的订单", "Given by the platform: orders with return-freight insurance"),
        Unit.COUNT, "higher", _DOUYIN_SEPTEMBER,
    ),
    _given(
        "large_item_freight_insurance_orders",
        Text("大件退换货运费险订单数", "Large-item orders with return-freight insurance"),
        Text("平台给出:含大件退换货运费险的订单", "Given by the platform: orders with return-freight insurance for large items"),
        Unit.COUNT, "higher", _DOUYIN_SEPTEMBER,
    ),
    _given(
        "home_installation_orders",
        Text("上门安装订单数", "Orders with home installation"),
        Text("平台给出:上门安装的订单", "Given by the platform: orders installed at the buyer's home"),
        Unit.COUNT, "higher", _DOUYIN_SEPTEMBER,
    ),
    _given(
        "home_installation_rate",
        Text("上门安装订单占比", "Share with home installation"),
        Text("平台给出:上门安装订单占比", "Given by the platform: share of orders installed at the buyer's home"),
        Unit.RATIO, "higher", _DOUYIN_SEPTEMBER,
    ),
    _given(
        "remote_transit_orders",
        Text("偏远中转订单数", "Remote-transit orders"),
        Text("平台给出:已签收且无售后的偏远中转订单", "Given by the platform: remote-transit orders signed without after-sales"),
        Unit.COUNT, "higher", _DOUYIN,
    ),
    Metric(
        "pdd_logistics_anomaly_rate",
        Text("物流服务异常率(拼多多)", "Logistics anomalies (Pinduoduo)"),
        Text(
            "物流异常数 ÷ (物流异常数 × 100 + 支付订单);例:39件、900单为0.8125%",
            "Logistics anomalies ÷ (anomalies × 100 + paid orders); 39 of them beside 900 orders are 0.8125 %",
        ),
        Unit.RATIO, "lower", ORDERS, ("violations.kind", "orders.paid_at"),
        "hongke123.com 9174", "logistics_anomalies", "weighted_orders",
    ),
    Metric(
        "turnover",
        Text("营业额", "Turnover"),
        Text("支付订单的金额,按付款日计;无金额的订单不计", "Amount of paid orders, by pay day; orders without an amount are left out"),
        Unit.MONEY, "higher", CENTS, ("orders.paid_at", "orders.amount"), _SIX_METRICS, "turnover", scale=100,
    ),
    Metric(
        "sales_per_buyer",
        Text("客单价", "Sales per buyer"),
        Text(
            "支付金额 ÷ 付款买家数;买家按日去重后在统计期内累加。例:30,000元 ÷ 100人 = 300元",
            "Amount paid ÷ buyers; a buyer counts once a day, the days of the window are summed. CNY 30,000 / 100 = CNY 300",
        ),
        Unit.MONEY, "higher", Text("位付款买家", "buyers"), ("orders.paid_at", "orders.buyer_id", "orders.amount"),
        _SIX_METRICS, "turnover", "buyers", 100,
    ),
    Metric(
        "sales",
        Text("销售额", "Sales"),
        Text(
            "交易成功订单的金额减去其已完成退款,按确认收货日计;“其他”类目不计",
            "Amount of confirmed orders less the refunds completed of them, by day of confirmation; category 其他 left out",
        ),
        Unit.MONEY, "higher", CENTS,
        ("orders.confirmed_at", "orders.amount", "refunds.completed_at", "refunds.amount"),
        "天猫商家考核标准 (rule 20009153)", "sales", scale=100,
    ),
    _given(
        "inquiry_conversion_rate",
        Text("询单→最终付款成功率", "Inquiries that end in payment"),
        Text("平台给出:最终付款人数 ÷ 询单人数", "Given by the platform: people who paid in the end ÷ people who inquired"),
        Unit.RATIO, "higher", _SIX_METRICS,
    ),
    _given(
        "sales_per_buyer_ratio",
        Text("客单价比", "Sales per buyer, agent to shop"),
        Text("客服客单价 ÷ 店铺客单价", "The agent's sales per buyer ÷ the shop's"),
        Unit.INDEX, "higher", "taowenge.com/p-83194660.html (客服KPI样表)",
    ),
    _given(
        "guided_sales",
        Text("线上引导成交", "Guided sales"),
        Text("平台给出:门店当月线上引导成交笔数", "Given by the platform: a store's sales of the month that were guided online"),
        Unit.COUNT, "higher", _NEW_RETAIL,
    ),
    _given(
        "store_appointments",
        Text("门店预约数", "Store appointments"),
        Text("平台给出:门店当月预约数", "Given by the platform: a store's appointments of the month"),
        Unit.COUNT, "higher", _NEW_RETAIL,
    ),
    _given(
        "redemption_rate",
        Text("月度核销率", "Redemption rate"),
        Text("平台给出:门店引导成交 ÷ 预约", "Given by the platform: a store's guided sales ÷ its appointments"),
        Unit.RATIO, "higher", _NEW_RETAIL,
    ),
    _given(
        "all_stores_redemption_rate",
        Text("整体核销率", "Redemption rate of all stores"),
        Text("平台给出:全部门店引导成交 ÷ 预约", "Given by the platform: guided sales ÷ appointments of all stores together"),
        Unit.RATIO, "higher", _NEW_RETAIL,
    ),
)  # fmt: skip
