"""What comes after the sale: refunds, disputes and the platform's service tasks."""

from dataclasses import dataclass

from sample_data import story
from sample_data.draw import Choice, Draw
from sample_data.orders import Order
from sample_data.tables import DAY_SECONDS, END, HOUR, day_of, known

_QUALITY_REASONS = Choice(
    [
        ("质量问题", 5),
        ("做工粗糙/有瑕疵", 4),
        ("面料/材质与商品描述不符", 3),
        ("颜色/款式/图案与描述不符", 2),
        ("起球/掉色/缩水", 2),
    ]
)
_CHANGED_MIND = Choice([("拍错/多拍/不想要", 7), ("不喜欢/效果不好", 2), ("地址/电话信息填写错误", 1)])
_RETURN_REASONS = Choice([("7天无理由退换货", 6), ("尺码不合适", 4), ("不喜欢/效果不好", 3), ("不想要了", 2)])
_MONEY_REASONS = Choice([("少件/漏发", 3), ("未按约定时间发货", 2), ("退运费", 3), ("退差价", 3)])
_LATE_REASONS = Choice([("快递/物流一直未送到", 5), ("未按约定时间发货", 4), ("少件/漏发", 1)])
_OTHER_KINDS = Choice([("refund_only", 40), ("return_refund", 53), ("exchange", 7)])
_LIABLE = Choice([("shop", 45), ("buyer", 35), ("none", 20)])

# Their mean is 1: hours drawn as mean times spread keep the mean.
_SPREAD = ((0.0, 0.3), (0.3, 0.74), (0.6, 1.0), (0.9, 1.55), (1.0, 2.4))
_JOURNEY_SPREAD = ((0.0, 0.55), (0.5, 0.95), (0.9, 1.4), (1.0, 1.9))
_HOURS_AT_HOME = ((0.0, 0.5), (0.5, 20.0), (0.9, 96.0), (1.0, 160.0))
_RETURN_JOURNEY_HOURS = 54.0
_EXCHANGE_FACTOR = 1.3
_LATE_HOURS = 100

_REFUSED, _WITHDRAWN, _BY_PLATFORM = 0.04, 0.03, 0.015


@dataclass(slots=True)
class Refund:
    """One row of refunds; ``ends_at`` is the moment it ends even when the export is taken earlier."""

    shop_id: str
    refund_id: str
    order_id: str
    kind: str
    requested_at: int
    agreed_at: int | None
    return_signed_at: int | None
    completed_at: int | None
    closed_at: int | None
    refused_at: int | None
    handled_by_shop: bool
    first_reason: str
    quality_reason: bool
    amount: int
    ends_at: int


@dataclass(slots=True)
class Dispute:
    """One row of disputes."""

    shop_id: str
    dispute_id: str
    order_id: str
    kind: str
    opened_at: int
    closed_at: int | None
    liable: str


@dataclass(slots=True)
class ServiceTask:
    """One row of service tasks; ``due_at`` is a deadline and may lie after the export."""

    shop_id: str
    task_id: str
    order_id: str
    created_at: int
    handled_at: int | None
    due_at: int


def make_refunds(orders: list[Order]) -> list[Refund]:
    """All refunds by request time. Orders whose money went back in full are closed on the way."""
    draw = Draw("refunds")
    refunds = []
    for order in orders:
        refund = _refund_of(draw, order)
        if refund is not None and refund.requested_at <= END:
            refunds.append(refund)
    refunds.sort(key=lambda refund: (refund.requested_at, refund.order_id))
    for number, refund in enumerate(refunds, start=1):
        refund.refund_id = f"F{number:04d}"
    return refunds


def _refund_of(draw: Draw, order: Order) -> Refund | None:
    share = draw.between(0, 1)
    quality = story.QUALITY_REFUND_SHARE * order.product.quality
    if order.paid_at is None or share > story.CANCELLED_SHARE + quality + story.OTHER_REFUND_SHARE:
        return None
    if share < story.CANCELLED_SHARE:
        waited = (order.shipped_at or END) - order.paid_at
        requested_at = order.paid_at + int(waited * draw.between(0.05, 0.9))
        order.cancel_before_shipping()
        return _handle(draw, order, "refund_only", draw.pick(_CHANGED_MIND), False, requested_at)
    if order.delivered_at is None:
        return None
    requested_at = order.delivered_at + int(draw.along(_HOURS_AT_HOME) * HOUR)
    if share < story.CANCELLED_SHARE + quality:
        kind = "return_refund" if draw.chance(0.55) else "refund_only"
        return _handle(draw, order, kind, draw.pick(_QUALITY_REASONS), True, requested_at)
    kind = draw.pick(_OTHER_KINDS)
    late = order.delivered_at - order.paid_at > _LATE_HOURS * HOUR
    reasons = _RETURN_REASONS if kind != "refund_only" else _LATE_REASONS if late else _MONEY_REASONS
    return _handle(draw, order, kind, draw.pick(reasons), False, requested_at)


def _handle(draw: Draw, order: Order, kind: str, reason: str, quality: bool, requested_at: int) -> Refund:
    period = story.period_of(day_of(min(requested_at, END)))
    by_shop = not draw.chance(_BY_PLATFORM)
    slowness = 1.0 if by_shop else 3.0
    if kind == "refund_only":
        signed_at = None
        answered_at = _later(requested_at, period.refund_only_hours * draw.along(_SPREAD) * slowness)
        ends_at = _later(answered_at, draw.between(0.02, 0.2))
    else:
        # Only the shop's own steps get slower: the parcel's way back is the carrier's.
        own_hours = (period.return_refund_hours - _RETURN_JOURNEY_HOURS) * slowness
        factor = _EXCHANGE_FACTOR if kind == "exchange" else 1.0
        answered_at = _later(requested_at, own_hours * 0.35 * draw.along(_SPREAD))
        signed_at = _later(answered_at, _RETURN_JOURNEY_HOURS * draw.along(_JOURNEY_SPREAD))
        ends_at = _later(signed_at, own_hours * 0.65 * factor * draw.along(_SPREAD))
    refused, withdrawn = draw.chance(_REFUSED), draw.chance(_WITHDRAWN)
    # Without goods there is nothing to argue about: a cancelled order ends with the money back.
    given_up = order.shipped_at is not None and (withdrawn or (refused and draw.chance(0.5)))
    if given_up:
        signed_at = None
        ends_at = _later(answered_at, draw.between(2, 72))
    partial = kind == "refund_only" and order.shipped_at is not None
    refund = Refund(
        shop_id=story.SHOP,
        refund_id="",
        order_id=order.order_id,
        kind=kind,
        requested_at=requested_at,
        agreed_at=None if given_up and refused else known(answered_at),
        return_signed_at=known(signed_at),
        completed_at=None if given_up else known(ends_at),
        closed_at=known(ends_at) if given_up else None,
        refused_at=known(requested_at + (answered_at - requested_at) // 2) if refused else None,
        handled_by_shop=by_shop,
        first_reason=reason,
        quality_reason=quality,
        amount=order.amount * draw.whole(1, 5) // 10 if partial else order.amount,
        ends_at=ends_at,
    )
    _settle(order, refund, partial)
    return refund


def _settle(order: Order, refund: Refund, partial: bool) -> None:
    """A buyer confirms nothing while a refund is open, and never after the full amount went back."""
    if order.confirmed_at is not None and order.confirmed_at <= refund.requested_at:
        return
    if refund.completed_at is not None and not partial and refund.kind != "exchange":
        order.close()
    if order.confirmed_at is None:
        return
    order.confirmed_at = known(max(order.confirmed_at, refund.ends_at + HOUR))
    if order.confirmed_at is None:
        order.status = "卖家已发货"


def make_disputes(orders: list[Order], refunds: list[Refund]) -> list[Dispute]:
    """All disputes by opening time: refunds that the platform had to settle, complaints, calls for help."""
    draw = Draw("disputes")
    disputes = []
    for refund in refunds:
        if not refund.handled_by_shop:
            length = refund.ends_at - refund.requested_at
            opened_at = refund.requested_at + int(length * 0.3)
            disputes.append(_dispute(draw, refund.order_id, "dispute", opened_at, int(length * 0.6)))
    for order in orders:
        if order.paid_at is not None and draw.chance(story.period_of(day_of(order.paid_at)).complaints):
            kind = "complaint" if draw.chance(0.5) else "help_request"
            opened_at = _later(order.paid_at, draw.between(30, 240))
            length = int(draw.between(48, 336) * HOUR)
            disputes.append(_dispute(draw, order.order_id, kind, opened_at, length))
    disputes = [dispute for dispute in disputes if dispute.opened_at <= END]
    disputes.sort(key=lambda dispute: (dispute.opened_at, dispute.order_id))
    for number, dispute in enumerate(disputes, start=1):
        dispute.dispute_id = f"D{number:03d}"
    return disputes


def _dispute(draw: Draw, order_id: str, kind: str, opened_at: int, length: int) -> Dispute:
    closed_at = known(opened_at + length)
    liable = draw.pick(_LIABLE)
    return Dispute(story.SHOP, "", order_id, kind, opened_at, closed_at, "pending" if closed_at is None else liable)


def make_service_tasks(orders: list[Order]) -> list[ServiceTask]:
    """The platform's after-sales tasks, about one in three days, each due after 24 hours."""
    draw = Draw("service tasks")
    by_day: dict[int, list[Order]] = {}
    for order in orders:
        if order.paid_at is not None:
            by_day.setdefault(order.paid_at // DAY_SECONDS, []).append(order)
    tasks: list[ServiceTask] = []
    for day in range(5, story.DAYS):
        if not draw.chance(story.TASK_CHANCE_PER_DAY):
            continue
        order = draw.one_of(by_day[day - 5])
        created_at = day * DAY_SECONDS + int(draw.between(8, 22) * HOUR)
        hours = draw.between(25, 40) if draw.chance(0.05) else draw.between(0.5, 14)
        task_id = f"T{len(tasks) + 1:03d}"
        handled_at = known(_later(created_at, hours))
        tasks.append(ServiceTask(story.SHOP, task_id, order.order_id, created_at, handled_at, created_at + 24 * HOUR))
    return tasks


def _later(moment: int, hours: float) -> int:
    return moment + int(hours * HOUR)
