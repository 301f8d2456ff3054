"""What buyers say: reviews and chats."""

from dataclasses import dataclass
from datetime import timedelta

from sample_data import story
from sample_data.draw import Choice, Draw
from sample_data.goods import buyers
from sample_data.orders import Order
from sample_data.tables import DAY_SECONDS, END, HOUR

_SCORES = Choice([(5, 78), (4, 14), (3, 4), (2, 2), (1, 2)])
_SCORES_POOR_QUALITY = Choice([(5, 55), (4, 20), (3, 11), (2, 7), (1, 7)])
_SCORES_LATE = Choice([(5, 38), (4, 25), (3, 17), (2, 10), (1, 10)])
_LATE_HOURS = 90
_DAYS_TO_REVIEW = ((0.0, 0.0), (0.6, 0.5), (0.9, 5.0), (1.0, 14.0))
_LOYAL_REVIEW_SHARE = 0.85
_WITHOUT_TEXT = 0.4

_TEXTS = {
    5: ("面料舒服，很显瘦", "质量很好，会回购", "版型好，穿着合身", "颜色正，做工细致", "很喜欢，推荐"),
    4: ("整体不错，略有线头", "挺好看，稍微偏大", "性价比可以", "面料略薄，款式好看"),
    3: ("一般，和图片有差距", "面料一般", "中规中矩", "尺码不太准"),
    2: ("有色差，不太满意", "做工粗糙，线头多", "面料偏硬，不舒服"),
    1: ("洗一次就起球，失望", "和描述不符", "质量差，不推荐"),
}
_LOGISTICS_TEXTS = {True: "物流太慢", False: "物流很快"}

_AGENTS = ("小雨", "小雪", "小晴", "小云", "小月", "小星")
_CHAT_HOURS = Choice(
    list(enumerate((0.8, 0.4, 0.2, 0.1, 0.1, 0.1, 0.3, 1, 3, 5, 7, 7, 5, 5, 6, 6, 6, 5, 5, 6, 8, 8, 7, 4)))
)
_REPLY_SECONDS = ((0.0, 3.0), (0.15, 10.0), (0.5, 25.0), (0.8, 48.0), (0.95, 120.0), (1.0, 420.0))
_OPEN_FROM = 8
_SATISFACTION = Choice([(5, 64), (4, 24), (3, 7), (2, 3), (1, 2)])
_SATISFACTION_WAITING = Choice([(5, 14), (4, 22), (3, 26), (2, 18), (1, 20)])
_RATED_SHARE = 0.15
_WAITING_SECONDS = 240
# More chats on busy days, but not as many more as orders: few people ask before a promotion order.
_BUSY_SHARE = 0.35


@dataclass(slots=True)
class Review:
    """One row of reviews."""

    shop_id: str
    review_id: str
    order_id: str
    buyer_id: str
    product_id: str
    rated_at: int
    description_score: int
    service_score: int | None
    logistics_score: int | None
    text: str


@dataclass(slots=True)
class Chat:
    """One row of chats."""

    shop_id: str
    chat_id: str
    buyer_id: str
    agent: str
    asked_at: int
    first_human_reply_seconds: int | None
    replied: bool
    satisfaction: int | None
    automatic_only: bool


def make_reviews(orders: list[Order]) -> list[Review]:
    """All reviews by the time they were given; only confirmed orders can be rated."""
    draw = Draw("reviews")
    reviews = []
    for order in orders:
        share = _LOYAL_REVIEW_SHARE if order.buyer.loyal else story.REVIEW_SHARE
        if not draw.chance(share) or order.confirmed_at is None:
            continue
        rated_at = order.confirmed_at + int(draw.along(_DAYS_TO_REVIEW) * DAY_SECONDS)
        if rated_at <= END:
            reviews.append(_review(draw, order, rated_at))
    reviews.sort(key=lambda review: (review.rated_at, review.order_id))
    for number, review in enumerate(reviews, start=1):
        review.review_id = f"R{number:04d}"
    return reviews


def _review(draw: Draw, order: Order, rated_at: int) -> Review:
    late = (order.delivered_at or 0) - (order.paid_at or 0) > _LATE_HOURS * HOUR
    description = draw.pick(_SCORES_POOR_QUALITY if order.product.quality > 1 else _SCORES)
    logistics = None if draw.chance(0.06) else draw.pick(_SCORES_LATE if late else _SCORES)
    text = ""
    if not draw.chance(_WITHOUT_TEXT):
        text = draw.one_of(_TEXTS[description])
        if logistics is not None and (logistics <= 2 or (logistics == 5 and draw.chance(0.2))):
            text += "，" + _LOGISTICS_TEXTS[logistics <= 2]
    return Review(
        shop_id=story.SHOP,
        review_id="",
        order_id=order.order_id,
        buyer_id=order.buyer_id,
        product_id=order.product_id,
        rated_at=rated_at,
        description_score=description,
        service_score=None if draw.chance(0.06) else draw.pick(_SCORES),
        logistics_score=logistics,
        text=text,
    )


def make_chats() -> list[Chat]:
    """All chats by the time the buyer asked."""
    draw = Draw("chats")
    people = buyers()
    chats: list[Chat] = []
    for number in range(story.DAYS):
        day = story.FIRST_DAY + timedelta(days=number)
        period = story.period_of(day)
        busy = story.WEEKDAY_FACTORS[day.weekday()] * (1 + (period.orders - 1) * _BUSY_SHARE)
        questions = sorted(
            number * DAY_SECONDS + draw.pick(_CHAT_HOURS) * HOUR + draw.whole(0, HOUR - 1)
            for _ in range(round(story.CHATS_PER_DAY * busy * draw.between(0.88, 1.12)))
        )
        for asked_at in questions:
            chat_id = f"C{len(chats) + 1:05d}"
            chats.append(_chat(draw, period, chat_id, draw.pick(people).buyer_id, asked_at))
    return chats


def _chat(draw: Draw, period: story.Period, chat_id: str, buyer_id: str, asked_at: int) -> Chat:
    second_of_day = asked_at % DAY_SECONDS
    hour = second_of_day // HOUR
    first, last = period.uncovered_hours
    uncovered = first <= hour < last
    automatic = draw.chance(story.AUTOMATIC_SHARE)
    # The shares are of all chats, and those the bot answers alone are never without an answer.
    share = story.UNCOVERED_UNANSWERED if uncovered else period.unanswered
    unanswered = not automatic and draw.chance(share / (1 - story.AUTOMATIC_SHARE))
    seconds: int | None = None
    if not automatic and not unanswered:
        seconds = int(draw.along(_REPLY_SECONDS) * period.reply_factor)
        if uncovered:
            seconds = draw.whole(*story.UNCOVERED_WAIT_SECONDS)
        elif hour < _OPEN_FROM:
            seconds += _OPEN_FROM * HOUR - second_of_day
        if asked_at + seconds > END:
            seconds = None
    same_day = seconds is not None and second_of_day + seconds < DAY_SECONDS
    waiting = seconds is not None and seconds > _WAITING_SECONDS
    satisfaction = None
    if draw.chance(_RATED_SHARE):
        satisfaction = draw.pick(_SATISFACTION_WAITING if waiting or unanswered else _SATISFACTION)
    return Chat(
        shop_id=story.SHOP,
        chat_id=chat_id,
        buyer_id=buyer_id,
        agent="" if seconds is None else draw.one_of(_AGENTS),
        asked_at=asked_at,
        first_human_reply_seconds=seconds,
        replied=automatic or same_day,
        satisfaction=satisfaction,
        automatic_only=automatic,
    )
