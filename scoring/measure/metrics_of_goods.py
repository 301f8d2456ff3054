"""The metrics of goods and their delivery: collection, delivery, ratings, quality, special services."""

from __future__ import annotations

from scoring.figures import Text, Unit
from scoring.measure.metric import CENTS, ORDERS, PLATFORM, RATINGS, RULE_2025, Metric

METRICS_OF_GOODS = (
    Metric(
        "collected_within_24h_rate",
        Text("24小时揽收及时率", "Collected within 24 h"),
        Text(
            "付款后24小时内被快递揽收的订单 ÷ 应揽收订单(定制商品不计)",
            "Orders the carrier collected within 24 h of payment ÷ orders due (custom-made goods left out)",
        ),
        Unit.RATIO, "higher", ORDERS, ("orders.paid_at", "orders.collected_at"),
        "kexiaomei.com articles 125466, 198791; jiutoushe wen/150075",
        "collected_within_24h", "due_within_24h", lag=3,
    ),
    Metric(
        "collected_within_48h_rate",
        Text("48小时揽收及时率", "Collected within 48 h"),
        Text(
            "付款后48小时内被快递揽收的订单 ÷ 应揽收订单(定制商品不计)",
            "Orders the carrier collected within 48 h of payment ÷ orders due (custom-made goods left out)",
        ),
        Unit.RATIO, "higher", ORDERS, ("orders.paid_at", "orders.collected_at"),
        f"sd1118.com/dianshangzixun/555.html; {RULE_2025}",
        "collected_within_48h", "due_within_48h", lag=4,
    ),
    Metric(
        "no_collection_scan_rate",
        Text("无揽收记录占比", "Without collection scan"),
        Text("付款满48小时仍无揽收记录的订单 ÷ 应揽收订单", "Orders without a carrier's scan 48 h after payment ÷ orders due"),
        Unit.RATIO, "lower", ORDERS, ("orders.paid_at", "orders.collected_at"),
        "of this board: shows how much of the collection rates is unknown",
        "without_collection_scan", "due_within_48h", lag=4,
    ),
    Metric(
        "delivery_hours",
        Text("物流到货时长", "Hours to delivery"),
        Text("付款到签收的总时长 ÷ 已签收订单", "Total time from payment to sign-off ÷ orders signed"),
        Unit.HOUR, "lower", ORDERS, ("orders.paid_at", "orders.delivered_at"),
        f"dianshang.1000168.com/read/9506.html; {RULE_2025}",
        "delivery_seconds", "delivered_orders", 3600, lag=10,
    ),
    Metric(
        "description_rating",
        Text("描述相符评分", "Description rating"),
        Text(
            "描述相符评分均值;同一买家每自然月只计前三次",
            "Mean of the description ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", RATINGS, ("reviews.rated_at", "reviews.description_score"),
        "天猫评价管理规范 11000225", "description_scores", "description_ratings",
    ),
    Metric(
        "service_rating",
        Text("服务态度评分", "Service rating"),
        Text(
            "服务态度评分均值;同一买家每自然月只计前三次",
            "Mean of the service ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", RATINGS, ("reviews.rated_at", "reviews.service_score"),
        "天猫评价管理规范 11000225", "service_scores", "service_ratings",
    ),
    Metric(
        "logistics_rating",
        Text("物流服务评分", "Logistics rating"),
        Text(
            "物流服务评分均值;同一买家每自然月只计前三次",
            "Mean of the logistics ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", RATINGS, ("reviews.rated_at", "reviews.logistics_score"),
        "天猫评价管理规范 11000225", "logistics_scores", "logistics_ratings",
    ),
    Metric(
        "description_low_rating_rate",
        Text("商品差评率", "Low description ratings"),
        Text("描述相符1–2星次数 ÷ 确认收货订单", "Description ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", ORDERS, ("reviews.description_score", "orders.confirmed_at"),
        RULE_2025, "description_low_ratings", "confirmed_orders",
    ),
    Metric(
        "service_low_rating_rate",
        Text("服务差评率", "Low service ratings"),
        Text("服务态度1–2星次数 ÷ 确认收货订单", "Service ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", ORDERS, ("reviews.service_score", "orders.confirmed_at"),
        "wl-enterprise.com/news/i116649.html (服务DSR差评率)", "service_low_ratings", "confirmed_orders",
    ),
    Metric(
        "logistics_low_rating_rate",
        Text("物流差评率", "Low logistics ratings"),
        Text("物流服务1–2星次数 ÷ 确认收货订单", "Logistics ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", ORDERS, ("reviews.logistics_score", "orders.confirmed_at"),
        RULE_2025, "logistics_low_ratings", "confirmed_orders",
    ),
    Metric(
        "first_quality_refund_rate",
        Text("商品体验退款率", "First-reason quality refunds"),
        Text("首次退款原因为品质的订单 ÷ 支付订单", "Orders whose first refund reason was quality ÷ paid orders"),
        Unit.RATIO, "lower", ORDERS, ("refunds.quality_reason", "orders.paid_at"),
        "maijiaw.com/article/538066; bbs.wkblog.com.cn tid=188", "first_quality_refunds", "paid_orders", lag=2,
    ),
    Metric(
        "description_good_rating_rate",
        Text("商品好评率", "Good description ratings"),
        Text("描述相符4–5星 ÷ 描述相符评分", "Description ratings of four and five ÷ description ratings"),
        Unit.RATIO, "higher", RATINGS, ("reviews.rated_at", "reviews.description_score"),
        RULE_2025, "description_good_ratings", "description_all_ratings",
    ),
    Metric(
        "negative_feedback_rate",
        Text("商品负反馈率", "Negative feedback"),
        Text(
            "首次退款原因为品质或描述相符1–2星的已签收订单 ÷ 已签收订单",
            "Signed orders whose first refund reason was quality or whose description was rated one or two ÷ signed orders",
        ),
        Unit.RATIO, "lower", ORDERS, ("orders.delivered_at", "refunds.quality_reason", "reviews.description_score"),
        RULE_2025, "signed_with_bad_feedback", "signed_orders",
    ),
    Metric(
        "signed_quality_refund_rate",
        Text("首次品退率", "First quality refunds of signed orders"),
        Text("首次退款原因为品质的已签收订单 ÷ 支付且已签收订单", "Signed orders whose first refund reason was quality ÷ paid and signed orders"),
        Unit.RATIO, "lower", ORDERS, ("orders.delivered_at", "refunds.quality_reason"),
        RULE_2025, "signed_with_quality_refund", "signed_orders", lag=2,
    ),
    Metric(
        "paid_order_count",
        Text("支付订单数", "Paid orders"),
        Text("统计期内支付的订单", "Orders paid in the window"),
        Unit.COUNT, "higher", ORDERS, ("orders.paid_at",), RULE_2025, "paid_orders",
    ),
    Metric(
        "logistics_anomaly_rate",
        Text("物流异常率", "Logistics anomalies"),
        Text("平台给出:物流异常订单 ÷ 应揽收订单", "Given by the platform: orders with a logistics anomaly ÷ orders due"),
        Unit.RATIO, "lower", PLATFORM, (), RULE_2025, days=1, lag=0,
    ),
    Metric(
        "special_service_share",
        Text("特色服务达标占比", "Special-service share"),
        Text("特色服务达标商品成交额 ÷ 有特色服务要求商品成交额", "Turnover of goods that meet the special service ÷ turnover of goods that require it"),
        Unit.RATIO, "higher", CENTS,
        ("orders.special_service_required", "orders.special_service_met", "orders.amount"),
        "天猫综合体验星级解读 (dongtaipf.com/post/267.html)",
        "special_service_turnover_met", "special_service_turnover_required",
    ),
    Metric(
        "product_reputation",
        Text("店铺商品美誉度", "Product reputation"),
        Text("平台给出:(正面强度 − 负面强度) ÷ 全部有效评论", "Given by the platform: (positive − negative) ÷ all statements on the products"),
        Unit.RATIO, "higher", PLATFORM, (), "m.wl-enterprise.com/baike/i85105.html", days=1, lag=0,
    ),
    Metric(
        "brand_influence",
        Text("品牌影响力", "Brand influence"),
        Text("平台给出的指数", "An index the platform gives"),
        Unit.INDEX, "higher", PLATFORM, (), "chaoxiangtao.com/6412.html", days=1, lag=0,
    ),
)  # fmt: skip
