"""The metrics of conduct: how after-sales requests and chats end, escalations, violations, standing among peers."""

from __future__ import annotations

from scoring.figures import Text, Unit
from scoring.measure.metric import CHATS, ORDERS, PEOPLE, PLATFORM, REFUNDS, RULE_2025, Metric

_DOUYIN = "school.jinritemai.com/doudian/web/article/103956"
_DOUYIN_JULY = "school.jinritemai.com/doudian/web/article/aJmVWbCJyD8M"
_DOUYIN_SEPTEMBER = "school.jinritemai.com/doudian/web/article/aJoPPkXuLRqc"
_QUARTERLY = "sszgclub.com/news/21374.html; kd68.cn/ds/65fe9c3c95490000f7071dd1 (2017季度考核)"
_VIOLATIONS = Text("次违规", "violations")


def _violation(kind: str, zh: str, en: str, source: str) -> Metric:
    return Metric(
        f"{kind}_count",
        Text(f"{zh}次数", f"Violations: {en}"),
        Text(f"统计期内“{zh}”的违规记录", f"Violations of the kind “{en}” recorded in the window"),
        Unit.COUNT, "lower", _VIOLATIONS, ("violations.kind",), source, f"{kind}_count",
    )  # fmt: skip


def _peers(item: str, zh: str, en: str) -> tuple[Metric, ...]:
    return tuple(
        Metric(
            f"{item}_rating_peers_{which}",
            Text(f"{zh}评分·{label_zh}", f"{en} rating, {label_en}"),
            Text(f"平台给出:{label_zh}的{zh}评分", f"Given by the platform: the {en.lower()} rating of the {label_en}"),
            Unit.SCORE, "higher", PLATFORM, (), "wd-shops-115-m.view.sitestar.cn (article 21)", days=1, lag=0,
        )
        for which, label_zh, label_en in (
            ("mean", "同行平均", "mean of peers"),
            ("best", "同行最高", "best peer"),
            ("worst", "同行最低", "worst peer"),
        )
    )  # fmt: skip


METRICS_OF_CONDUCT = (
    Metric(
        "after_sales_handled_in_time_rate",
        Text("售后处理时长达成率", "After-sales handled in time"),
        Text("平台给出:在要求时长内处理的售后 ÷ 成功退款的售后", "Given by the platform: refunds handled in the required time ÷ successful refunds"),
        Unit.RATIO, "higher", PLATFORM, (), _DOUYIN, days=1, lag=0,
    ),
    Metric(
        "refund_review_hours",
        Text("售后平均审核时长", "Hours to review a refund"),
        Text(
            "售后申请到商家首次同意或拒绝的平均时长,按审核日计;23:00至次日8:00的申请从8:00起算",
            "Mean time from a refund request to the shop's first agreement or refusal, by day of review; requests from 23:00 until 8:00 start at 8:00",
        ),
        Unit.HOUR, "lower", REFUNDS, ("refunds.requested_at", "refunds.agreed_at"),
        _DOUYIN_JULY, "refund_review_seconds", "refunds_reviewed", 3600,
    ),
    Metric(
        "dissatisfied_chat_rate",
        Text("飞鸽会话不满意率", "Dissatisfied chats"),
        Text("评价1–3星的会话 ÷ 有评价的会话", "Chats rated one to three ÷ chats rated"),
        Unit.RATIO, "lower", CHATS, ("chats.asked_at", "chats.satisfaction"),
        _DOUYIN_JULY, "dissatisfied_chats", "satisfaction_ratings",
    ),
    Metric(
        "dissatisfied_chat_count",
        Text("不满意会话数", "Dissatisfied chats, count"),
        Text("评价1–3星的会话", "Chats rated one to three"),
        Unit.COUNT, "lower", CHATS, ("chats.asked_at", "chats.satisfaction"), _DOUYIN, "dissatisfied_chats",
    ),
    Metric(
        "escalated_order_rate",
        Text("平台求助率(按求助订单)", "Escalated orders"),
        Text(
            "有纠纷、投诉或平台求助的订单 ÷ 求助过的订单(申请退款或求助平台),按订单首次求助日计",
            "Orders with a dispute, complaint or help request at the platform ÷ orders that asked for help (that, or a refund request), by day of an order's first request",
        ),
        Unit.RATIO, "lower", ORDERS, ("refunds.requested_at", "disputes.opened_at"),
        f"{_DOUYIN_JULY}; {_DOUYIN}", "escalated_orders", "orders_asking_for_help",
    ),
    Metric(
        "escalated_order_count",
        Text("平台求助订单数", "Escalated orders, count"),
        Text("有纠纷、投诉或平台求助的订单,按订单首次求助日计", "Orders with a dispute, complaint or help request at the platform, by day of an order's first request"),
        Unit.COUNT, "lower", ORDERS, ("disputes.opened_at",), _DOUYIN, "escalated_orders",
    ),
    Metric(
        "complaint_rate",
        Text("投诉率", "Complaints"),
        Text("投诉次数 ÷ 支付订单(分母无公开口径,按支付订单计)", "Complaints opened ÷ paid orders (no source gives the denominator)"),
        Unit.RATIO, "lower", ORDERS, ("disputes.opened_at", "disputes.kind", "orders.paid_at"),
        "duoduocm.com/426.html; blog.11467.com/b1474427.htm", "complaints", "paid_orders",
    ),
    Metric(
        "refund_refusal_rate",
        Text("售后拒绝率", "Refunds refused"),
        Text("被商家拒绝的退款申请 ÷ 退款申请,按申请日计", "Refund requests the shop refused ÷ refund requests, by day of request"),
        Unit.RATIO, "lower", REFUNDS, ("refunds.requested_at", "refunds.refused_at"),
        "277762.cc (2023-06)", "refused_refunds", "refund_requests",
    ),
    Metric(
        "refund_request_rate",
        Text("退款发起率", "Refunds requested"),
        Text("退款申请 ÷ 支付订单", "Refunds requested ÷ paid orders"),
        Unit.RATIO, "lower", ORDERS, ("refunds.requested_at", "orders.paid_at"),
        _QUARTERLY, "refund_requests", "paid_orders",
    ),
    Metric(
        "platform_entry_rate",
        Text("纠纷介入率", "Refunds the platform entered"),
        Text("平台介入的退款 ÷ 支付订单,按申请日计", "Refunds the platform entered ÷ paid orders, by day of request"),
        Unit.RATIO, "lower", ORDERS, ("refunds.requested_at", "refunds.handled_by_shop", "orders.paid_at"),
        _QUARTERLY, "platform_entries", "paid_orders",
    ),
    Metric(
        "people_assisted",
        Text("协助跟进人数", "People assisted"),
        Text("咨询者人数,按日去重后累加", "People who asked, each counted once a day"),
        Unit.COUNT, "higher", PEOPLE, ("chats.asked_at",),
        "maijiaw.com/article/561350 (客服绩效六项指标)", "people_asking",
    ),
    Metric(
        "supervisor_rating",
        Text("主管评分", "Supervisor's rating"),
        Text("主管给客服的评分,0–100", "The supervisor's rating of an agent, 0 to 100"),
        Unit.INDEX, "higher", PLATFORM, (), "taowenge.com/p-83194660.html (客服KPI样表)", days=1, lag=0,
    ),
    _violation("abnormal_after_sales_address", "异常售后地址", "abnormal after-sales address", _DOUYIN),
    _violation("invoice_refused", "拒开发票", "invoice refused", _DOUYIN),
    _violation("mocking", "嘲讽买家", "mocking a buyer", _DOUYIN),
    _violation("unjustified_refusal", "无故拒绝售后", "after-sales refused without reason", _DOUYIN),
    _violation("fake_trades", "刷单刷评", "fake trades or reviews", _DOUYIN),
    _violation("false_advertising", "虚假宣传", "false advertising", _DOUYIN_SEPTEMBER),
    _violation("fraudulent_shipping", "欺诈发货", "fraudulent shipping", _DOUYIN_SEPTEMBER),
    _violation("brand_confusion", "混淆品牌/资质", "confusion of brands or licences", _DOUYIN_SEPTEMBER),
    _violation("counterfeit", "出售假冒商品", "counterfeit goods", RULE_2025),
    _violation("not_as_described", "描述或品质不符", "not as described", RULE_2025),
    _violation("confusing_goods", "发布混淆商品", "confusing goods", RULE_2025),
    _violation("fake_logistics_trace", "物流轨迹异常", "abnormal logistics trace", RULE_2025),
    *_peers("description", "描述相符", "Description"),
    *_peers("service", "服务态度", "Service"),
    *_peers("logistics", "物流服务", "Logistics"),
)  # fmt: skip
