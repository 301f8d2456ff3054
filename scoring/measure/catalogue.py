"""The metrics: what each is called, counts and needs, and where its definition comes from.

The numerator and denominator are columns of the daily sums (`sql/`); a metric's value is
`numerator / (denominator * scale)`. Definitions, windows and lags: the platforms' help pages as the
`source` of each entry names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.errors import UnknownName
from scoring.figures import Text, Unit

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Metric:
    """One metric.

    `days` and `lag` are the window its source gives; a rule set may state its own. `needs` are the
    filled columns without which it is not measurable. `counts` names what the sample consists of.
    A metric without a numerator is a figure the platform has already windowed (`platform_metrics`).
    """

    id: str
    label: Text
    definition: Text
    unit: Unit
    better: Better
    counts: Text
    needs: tuple[str, ...]
    source: str
    numerator: str = ""
    denominator: str = ""
    scale: int = 1
    days: int = 30
    lag: int = 1

    @property
    def from_platform(self) -> bool:
        """Whether only the platform's own export can give it."""
        return not self.numerator


_ORDERS = Text("订单", "orders")
_RATINGS = Text("条评分", "ratings")
_REFUNDS = Text("笔退款", "refunds")
_CHATS = Text("次会话", "chats")
_PEOPLE = Text("位咨询者", "people asking")
_PLATFORM = Text("平台样本", "platform sample")
_RULE_2025 = "淘宝平台店铺真实体验分规范 (rule 20009524)"

_ALL = (
    Metric(
        "collected_within_24h_rate",
        Text("24小时揽收及时率", "Collected within 24 h"),
        Text(
            "付款后24小时内被快递揽收的订单 ÷ 应揽收订单(定制商品不计)",
            "Orders the carrier collected within 24 h of payment ÷ orders due (custom-made goods left out)",
        ),
        Unit.RATIO, "higher", _ORDERS, ("orders.paid_at", "orders.collected_at"),
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
        Unit.RATIO, "higher", _ORDERS, ("orders.paid_at", "orders.collected_at"),
        f"sd1118.com/dianshangzixun/555.html; {_RULE_2025}",
        "collected_within_48h", "due_within_48h", lag=4,
    ),
    Metric(
        "no_collection_scan_rate",
        Text("无揽收记录占比", "Without collection scan"),
        Text("付款满48小时仍无揽收记录的订单 ÷ 应揽收订单", "Orders without a carrier's scan 48 h after payment ÷ orders due"),
        Unit.RATIO, "lower", _ORDERS, ("orders.paid_at", "orders.collected_at"),
        "of this board: shows how much of the collection rates is unknown",
        "without_collection_scan", "due_within_48h", lag=4,
    ),
    Metric(
        "delivery_hours",
        Text("物流到货时长", "Hours to delivery"),
        Text("付款到签收的总时长 ÷ 已签收订单", "Total time from payment to sign-off ÷ orders signed"),
        Unit.HOUR, "lower", _ORDERS, ("orders.paid_at", "orders.delivered_at"),
        f"dianshang.1000168.com/read/9506.html; {_RULE_2025}",
        "delivery_seconds", "delivered_orders", 3600, lag=10,
    ),
    Metric(
        "description_rating",
        Text("描述相符评分", "Description rating"),
        Text(
            "描述相符评分均值;同一买家每自然月只计前三次",
            "Mean of the description ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", _RATINGS, ("reviews.rated_at", "reviews.description_score"),
        "天猫评价管理规范 11000225", "description_scores", "description_ratings",
    ),
    Metric(
        "service_rating",
        Text("服务态度评分", "Service rating"),
        Text(
            "服务态度评分均值;同一买家每自然月只计前三次",
            "Mean of the service ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", _RATINGS, ("reviews.rated_at", "reviews.service_score"),
        "天猫评价管理规范 11000225", "service_scores", "service_ratings",
    ),
    Metric(
        "logistics_rating",
        Text("物流服务评分", "Logistics rating"),
        Text(
            "物流服务评分均值;同一买家每自然月只计前三次",
            "Mean of the logistics ratings; of a buyer only the first three of a calendar month count",
        ),
        Unit.SCORE, "higher", _RATINGS, ("reviews.rated_at", "reviews.logistics_score"),
        "天猫评价管理规范 11000225", "logistics_scores", "logistics_ratings",
    ),
    Metric(
        "description_low_rating_rate",
        Text("商品差评率", "Low description ratings"),
        Text("描述相符1–2星次数 ÷ 确认收货订单", "Description ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", _ORDERS, ("reviews.description_score", "orders.confirmed_at"),
        _RULE_2025, "description_low_ratings", "confirmed_orders",
    ),
    Metric(
        "service_low_rating_rate",
        Text("服务差评率", "Low service ratings"),
        Text("服务态度1–2星次数 ÷ 确认收货订单", "Service ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", _ORDERS, ("reviews.service_score", "orders.confirmed_at"),
        "wl-enterprise.com/news/i116649.html (服务DSR差评率)", "service_low_ratings", "confirmed_orders",
    ),
    Metric(
        "logistics_low_rating_rate",
        Text("物流差评率", "Low logistics ratings"),
        Text("物流服务1–2星次数 ÷ 确认收货订单", "Logistics ratings of one or two ÷ orders confirmed"),
        Unit.RATIO, "lower", _ORDERS, ("reviews.logistics_score", "orders.confirmed_at"),
        _RULE_2025, "logistics_low_ratings", "confirmed_orders",
    ),
    Metric(
        "refund_only_own_hours",
        Text("仅退款自主完结时长", "Refund-only, own completion"),
        Text("未经平台介入的仅退款,申请到完结的平均时长", "Mean time from request to completion of refund-only cases finished without the platform"),
        Unit.HOUR, "lower", _REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "refund_only_seconds", "refund_only_done", 3600,
    ),
    Metric(
        "return_refund_own_hours",
        Text("退货退款自主完结时长", "Return-refund, own completion"),
        Text("未经平台介入的退货退款,申请到完结的平均时长", "Mean time from request to completion of return-and-refund cases finished without the platform"),
        Unit.HOUR, "lower", _REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "return_refund_seconds", "return_refund_done", 3600,
    ),
    Metric(
        "refund_own_hours",
        Text("退款自主完结时长", "Refunds, own completion"),
        Text("未经平台介入的退款(仅退款与退货退款),申请到完结的平均时长", "Mean time from request to completion of all refunds finished without the platform"),
        Unit.HOUR, "lower", _REFUNDS, ("refunds.completed_at", "refunds.handled_by_shop"),
        "m.360hyzj.com/gonglue/89734.html", "own_refund_seconds", "own_refunds_done", 3600,
    ),
    Metric(
        "first_quality_refund_rate",
        Text("商品体验退款率", "First-reason quality refunds"),
        Text("首次退款原因为品质的订单 ÷ 支付订单", "Orders whose first refund reason was quality ÷ paid orders"),
        Unit.RATIO, "lower", _ORDERS, ("refunds.quality_reason", "orders.paid_at"),
        "maijiaw.com/article/538066; bbs.wkblog.com.cn tid=188", "first_quality_refunds", "paid_orders", lag=2,
    ),
    Metric(
        "dispute_refund_rate",
        Text("纠纷退款率", "Dispute refunds"),
        Text("判定卖家责任的退款 ÷ 支付订单", "Refunds judged the shop's liability ÷ paid orders"),
        Unit.RATIO, "lower", _ORDERS, ("disputes.closed_at", "disputes.liable", "orders.paid_at"),
        "jiutoushe.cn/wen/243131.html", "liable_dispute_refunds", "paid_orders",
    ),
    Metric(
        "platform_liable_rate",
        Text("平台判责率", "Judged liable by the platform"),
        Text(
            "平台判定商家责任的交易 ÷ 支付订单(分母无公开口径,按支付订单计)",
            "Trades the platform judged the shop liable in ÷ paid orders (no source gives the denominator)",
        ),
        Unit.RATIO, "lower", _ORDERS, ("disputes.closed_at", "disputes.liable", "orders.paid_at"),
        "taiertuan.com/daxue/70300.html (numerator only)", "liable_cases", "paid_orders",
    ),
    Metric(
        "reply_rate",
        Text("旺旺回复率", "Reply rate"),
        Text("当天得到回复的咨询者 ÷ 咨询者", "People answered the same day ÷ people who asked"),
        Unit.RATIO, "higher", _PEOPLE, ("chats.asked_at", "chats.replied"),
        "musicheng.com (weak)", "people_answered", "people_asking",
    ),
    Metric(
        "human_reply_seconds",
        Text("旺旺人工响应时长", "Mean human first reply"),
        Text(
            "8:00–23:00 人工首次响应均值;每次最多计10分钟,未回复计10分钟,纯机器人会话不计",
            "Mean first human reply, 8:00 to 23:00; at most ten minutes each, unanswered counts ten, robot-only chats left out",
        ),
        Unit.SECOND, "lower", _CHATS, ("chats.asked_at", "chats.first_human_reply_seconds"),
        "diantuoyi.com/article/4966.html", "human_reply_waits", "chats_in_service_hours",
    ),
    Metric(
        "reply_within_3min_rate",
        Text("3分钟人工响应率", "Human reply within 3 min"),
        Text("8:00–23:00 三分钟内人工回复的会话 ÷ 会话", "Chats a person answered within three minutes ÷ chats, 8:00 to 23:00"),
        Unit.RATIO, "higher", _CHATS, ("chats.asked_at", "chats.first_human_reply_seconds"),
        f"dingjiuxi.cn/tbnews/14066.html; {_RULE_2025}", "replied_within_3min", "chats_in_service_hours",
    ),
    Metric(
        "chat_satisfaction_rate",
        Text("旺旺满意度", "Chat satisfaction"),
        Text("很满意与满意 ÷ 收到的评价", "Ratings of four and five ÷ ratings received"),
        Unit.RATIO, "higher", _RATINGS, ("chats.asked_at", "chats.satisfaction"),
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
        "special_service_share",
        Text("特色服务达标占比", "Special-service share"),
        Text("特色服务达标商品成交额 ÷ 有特色服务要求商品成交额", "Turnover of goods that meet the special service ÷ turnover of goods that require it"),
        Unit.RATIO, "higher", Text("分成交额", "cents of turnover"),
        ("orders.special_service_required", "orders.special_service_met", "orders.amount"),
        "天猫综合体验星级解读 (dongtaipf.com/post/267.html)",
        "special_service_turnover_met", "special_service_turnover_required",
    ),
    Metric(
        "product_reputation",
        Text("店铺商品美誉度", "Product reputation"),
        Text("平台给出:(正面强度 − 负面强度) ÷ 全部有效评论", "Given by the platform: (positive − negative) ÷ all statements on the products"),
        Unit.RATIO, "higher", _PLATFORM, (), "m.wl-enterprise.com/baike/i85105.html", days=1, lag=0,
    ),
    Metric(
        "brand_influence",
        Text("品牌影响力", "Brand influence"),
        Text("平台给出的指数", "An index the platform gives"),
        Unit.INDEX, "higher", _PLATFORM, (), "chaoxiangtao.com/6412.html", days=1, lag=0,
    ),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.id: metric for metric in _ALL}


def metric(name: str) -> Metric:
    """The metric of that id; raises `UnknownName` with the nearest one."""
    if name not in METRICS:
        raise UnknownName(name, METRICS)
    return METRICS[name]
