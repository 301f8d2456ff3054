"""What happens to the sample shop, as a table of named periods: read it to know what the figures must show.

Change a figure here and run ``python -m sample_data.generate``; nothing else holds figures of the story.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

SHOP = "示例旗舰店"
CATEGORY = "女装/女士精品"
FIRST_DAY = date(2021, 6, 1)
LAST_DAY = date(2022, 7, 5)
DAYS = (LAST_DAY - FIRST_DAY).days + 1

ORDERS_PER_DAY = 25
CHATS_PER_DAY = 32
UNPAID_SHARE = 0.02
REVIEW_SHARE = 0.32
CANCELLED_SHARE = 0.003
QUALITY_REFUND_SHARE = 0.0115
OTHER_REFUND_SHARE = 0.046
TASK_CHANCE_PER_DAY = 0.34
AUTOMATIC_SHARE = 0.12
SERVICE_MET_SHARE = 0.70

# Monday to Sunday: people order at the desk more than on the sofa.
WEEKDAY_FACTORS = (1.16, 1.05, 1.00, 0.99, 1.00, 0.91, 0.89)


@dataclass(frozen=True, slots=True)
class Period:
    """The shop's figures from the first to the last day, both included; the defaults are ordinary days."""

    name: str
    first: date
    last: date
    note: str = ""
    orders: float = 1.0
    """Orders of a day, as a multiple of ordinary days."""
    within_24h: float = 0.955
    within_48h: float = 0.995
    """Shares of paid orders that the carrier collects within 24 and 48 hours of payment."""
    carrier_hours: float = 38.0
    """Mean hours from collection to the buyer's door."""
    late_province: str = ""
    """Orders going there are collected 3 to 6 days late and are longer on the road."""
    reply_factor: float = 1.0
    """Human reply time, as a multiple of ordinary days."""
    unanswered: float = 0.026
    uncovered_hours: tuple[int, int] = (0, 0)
    """From this hour up to the other nobody covers the chat."""
    refund_only_hours: float = 18.5
    return_refund_hours: float = 70.0
    """Mean hours from a buyer's request to the completed refund."""
    complaints: float = 0.0007
    """Share of orders whose buyer complains or calls the platform for help."""


ORDINARY = Period("ordinary", FIRST_DAY, LAST_DAY)

SLOW_DISPATCH = Period(
    "slow dispatch",
    date(2021, 6, 1),
    date(2021, 8, 20),
    "仓库只有白班，发货慢：约一半订单在付款后24小时内揽收",
    within_24h=0.57,
    within_48h=0.815,
    carrier_hours=62.0,
)
IMPROVING = Period(
    "improving dispatch",
    date(2021, 8, 21),
    date(2021, 9, 5),
    "仓库增加夜班，并与快递约定每天两次上门揽收，发货逐步提速",
)
PROMOTION = Period(
    "promotion peak",
    date(2021, 11, 1),
    date(2021, 11, 12),
    "双11大促：订单量约为平日五倍，揽收与客服响应变慢",
    orders=5.0,
    within_24h=0.75,
    within_48h=0.94,
    carrier_hours=48.0,
    reply_factor=2.6,
    unanswered=0.05,
)
STAFFING_GAP = Period(
    "chat staffing gap",
    date(2022, 2, 14),
    date(2022, 3, 20),
    "晚班客服离职，18点至23点无人接待",
    uncovered_hours=(18, 23),
)
DISASTER = Period(
    "disaster week",
    date(2022, 4, 11),
    date(2022, 4, 17),
    "广东受灾，快递停运，发往广东的订单延迟揽收",
    late_province="广东",
)
SLOW_REFUNDS = Period(
    "slow refunds",
    LAST_DAY - timedelta(days=44),
    LAST_DAY,
    "售后专员休假，退款处理变慢，平台求助增多",
    refund_only_hours=41.0,
    return_refund_hours=100.0,
    complaints=0.005,
)

PERIODS = (SLOW_DISPATCH, IMPROVING, PROMOTION, STAFFING_GAP, DISASTER, SLOW_REFUNDS)

# Of the evening chats that nobody covers: this share never gets an answer, the rest waits this long.
UNCOVERED_UNANSWERED = 0.35
UNCOVERED_WAIT_SECONDS = (300, 1800)

# How much later the late province is: hours until collection, and the factor on the carrier's hours.
DISASTER_COLLECTION_HOURS = (72.0, 144.0)
DISASTER_CARRIER_FACTOR = 2.0

# The platform shows the scores of each day from then on, and stars on each certification day after a full window.
SCORES_FROM = date(2022, 1, 1)
STARS_FROM = date(2021, 7, 1)

# What the platform goes by and does not publish: the limits of each indicator, best first, and weights of dimensions.
HIDDEN_LIMITS = {
    "first_quality_refund_rate": ("0.006", "0.009", "0.018", "0.04"),
    "product_reputation": ("0.94", "0.905", "0.86", "0.75"),
    "brand_influence": ("75", "68", "60", "40"),
    "delivery_hours": ("48", "56", "68", "96"),
    "refund_only_own_hours": ("18", "30", "40", "72"),
    "return_refund_own_hours": ("70", "80", "100", "168"),
    "platform_liable_rate": ("0.0004", "0.0012", "0.0025", "0.004"),
    "reply_rate": ("0.975", "0.955", "0.92", "0.8"),
    "human_reply_seconds": ("30", "58", "90", "180"),
}
HIDDEN_WEIGHTS = {
    "product": "0.25", "logistics": "0.25", "after_sales": "0.2", "dispute": "0.2", "consultation": "0.1",
}  # fmt: skip

# Day number, value: between two rows the platform's own figures drift in a straight line.
PRODUCT_REPUTATION = ((0, 0.868), (90, 0.882), (150, 0.921), (175, 0.902), (260, 0.942), (399, 0.928))
BRAND_INFLUENCE = ((0, 57.5), (120, 61.0), (165, 71.5), (210, 66.0), (300, 69.0), (399, 72.5))


def period_of(day: date) -> Period:
    """The figures in force on ``day``; while dispatch improves they move a little every day."""
    if IMPROVING.first <= day <= IMPROVING.last:
        return _improving(day)
    for period in PERIODS:
        if period.first <= day <= period.last:
            return period
    return ORDINARY


def _improving(day: date) -> Period:
    done = ((day - IMPROVING.first).days + 1) / ((IMPROVING.last - IMPROVING.first).days + 1)

    def between(before: float, after: float) -> float:
        return before + (after - before) * done

    return replace(
        IMPROVING,
        within_24h=between(SLOW_DISPATCH.within_24h, ORDINARY.within_24h),
        within_48h=between(SLOW_DISPATCH.within_48h, ORDINARY.within_48h),
        carrier_hours=between(SLOW_DISPATCH.carrier_hours, ORDINARY.carrier_hours),
    )
