"""The metrics of service: refunds, disputes, chats, after-sales tasks."""

from __future__ import annotations

from scoring.figures import Text, Unit
from scoring.measure.metric import CHATS, ORDERS, PEOPLE, RATINGS, REFUNDS, RULE_2025, Metric

METRICS_OF_SERVICE = (
    Metric(
        "refund_only_own_hours",
        Text("仅退款自主完结时长", "Refund-only, own completion"),
        Text("未经平台介入的仅退款,申请到完结的平均时长", "Mean time from request to completion of refund-only cases finished without the platform"),
        Unit.HOUR, "lower", REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "refund_only_seconds", "refund_only_done", 3600,
    ),
    Metric(
        "return_refund_own_hours",
        Text("退货退款自主完结时长", "Return-refund, own completion"),
        Text("未经平台介入的退货退款,申请到完结的平均时长", "Mean time from request to completion of return-and-refund cases finished without the platform"),
        Unit.HOUR, "lower", REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "return_refund_seconds", "return_refund_done", 3600,
    ),
    Metric(
        "refund_own_hours",
        Text("退款自主完结时长", "Refunds, own completion"),
        Text("未经平台介入的退款(仅退款与退货退款),申请到完结的平均时长", "Mean time from request to completion of all refunds finished without the platform"),
        Unit.HOUR, "lower", REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "own_refund_seconds", "own_refunds_done", 3600,
    ),
    Metric(
        "dispute_refund_rate",
        Text("纠纷退款率", "Dispute refunds"),
        Text("判定卖家责任的退款 ÷ 支付订单", "Refunds judged the shop's liability ÷ paid orders"),
        Unit.RATIO, "lower", ORDERS, ("disputes.closed_at", "disputes.liable", "orders.paid_at"),
        "jiutoushe.cn/wen/243131.html", "liable_dispute_refunds", "paid_orders",
    ),
    Metric(
        "platform_liable_rate",
        Text("平台判责率", "Judged liable by the platform"),
        Text(
            "平台判定商家责任的交易 ÷ 支付订单(分母无公开口径,按支付订单计)",
            "Trades the platform judged the shop liable in ÷ paid orders (no source gives the denominator)",
        ),
        Unit.RATIO, "lower", ORDERS, ("disputes.closed_at", "disputes.liable", "orders.paid_at"),
        "taiertuan.com/daxue/70300.html (numerator only)", "liable_cases", "paid_orders",
    ),
    Metric(
        "reply_rate",
        Text("旺旺回复率", "Reply rate"),
        Text("当天得到回复的咨询者 ÷ 咨询者", "People answered the same day ÷ people who asked"),
        Unit.RATIO, "higher", PEOPLE,
        ("chats.asked_at|reception_totals.people_asking", "chats.replied|reception_totals.people_unanswered"),
        "musicheng.com (weak)", "people_answered", "people_asking",
    ),
    Metric(
        "human_reply_seconds",
        Text("旺旺人工响应时长", "Mean human first reply"),
        Text(
            "8:00–23:00 人工首次响应均值;每次最多计10分钟,未回复计10分钟,纯机器人会话不计",
            "Mean first human reply, 8:00 to 23:00; at most ten minutes each, unanswered counts ten, robot-only chats left out",
        ),
        Unit.SECOND, "lower", CHATS, ("chats.asked_at", "chats.first_human_reply_seconds"),
        "diantuoyi.com/article/4966.html", "human_reply_waits", "chats_in_service_hours",
    ),
    Metric(
        "reply_within_3min_rate",
        Text("3分钟人工响应率", "Human reply within 3 min"),
        Text("8:00–23:00 三分钟内人工回复的会话 ÷ 会话", "Chats a person answered within three minutes ÷ chats, 8:00 to 23:00"),
        Unit.RATIO, "higher", CHATS, ("chats.asked_at", "chats.first_human_reply_seconds"),
        f"dingjiuxi.cn/tbnews/14066.html; {RULE_2025}", "replied_within_3min", "chats_in_service_hours",
    ),
    Metric(
        "chat_satisfaction_rate",
        Text("旺旺满意度", "Chat satisfaction"),
        Text("很满意与满意 ÷ 收到的评价", "Ratings of four and five ÷ ratings received"),
        Unit.RATIO, "higher", RATINGS,
        ("chats.asked_at|satisfaction_totals.ratings_received", "chats.satisfaction|satisfaction_totals.satisfied"),
        "wl-enterprise.com i37234", "satisfied_ratings", "satisfaction_ratings",
    ),
    Metric(
        "service_task_hours",
        Text("平台售后任务处理时长", "After-sales task handling"),
        Text("任务创建到处理的平均时长;超时任务按全部时限计", "Mean time from task to handling; a task that ran out counts its whole time"),
        Unit.HOUR, "lower", Text("个任务", "tasks"), ("service_tasks.due_at",),
        "taiertuan.com/daxue/70300.html", "service_task_seconds", "service_tasks_due", 3600,
    ),
    Metric(
        "refund_handling_hours",
        Text("退款处理时长", "Refund handling"),
        Text(
            "商家处理退款的平均时长:仅退款为申请到成功(关闭的到首次拒绝),退货退款为申请到同意加签收退货到退款;未发货、换货、平台介入、超90天不计",
            "Mean time the shop takes: refund only from request to success (closed: to the first refusal), returns from request to agreement plus return signed to refund; unshipped, exchanges, platform cases and over 90 days left out",
        ),
        Unit.HOUR, "lower", REFUNDS, ("refunds.requested_at", "refunds.completed_at"),
        f"dianshang.1000168.com/read/93934.html; {RULE_2025}",
        "refund_handling_seconds", "refunds_handled", 3600, lag=2,
    ),
    Metric(
        "platform_help_rate",
        Text("平台求助率", "Escalations to the platform"),
        Text("纠纷、投诉与平台求助次数 ÷ 支付订单", "Disputes, complaints and help requests ÷ paid orders"),
        Unit.RATIO, "lower", ORDERS, ("disputes.opened_at", "orders.paid_at"),
        f"diantuoyi.com/article/16056.html; {RULE_2025}", "opened_cases", "paid_orders",
    ),
)  # fmt: skip
