"""The orders of the sample shop, from the buyer's click to the door."""

from dataclasses import dataclass
from datetime import timedelta

from sample_data import story
from sample_data.draw import Choice, Draw
from sample_data.goods import CARRIERS, PROVINCES, Buyer, Product, buyers, products
from sample_data.tables import DAY_SECONDS, END, HOUR, day_of, known

_HOURS = Choice(list(enumerate((3, 2, 1, 0.5, 0.5, 0.5, 1, 2, 4, 6, 8, 7, 6, 6, 6, 6, 6, 5, 5, 6, 8, 9, 8, 5))))
_MINUTES_TO_PAYMENT = ((0.0, 0.2), (0.5, 1.5), (0.85, 8.0), (0.97, 60.0), (1.0, 600.0))
_CARRIER_SPREAD = ((0.0, 0.5), (0.25, 0.74), (0.5, 0.94), (0.75, 1.18), (0.95, 1.6), (1.0, 2.3))
_DAYS_TO_CONFIRMATION = ((0.0, 0.1), (0.35, 2.0), (0.6, 6.0), (1.0, 12.0))
# Nobody collects a parcel or rings at a door at night.
_COLLECTION_HOURS = (9, 22)
_DELIVERY_HOURS = (8, 21)
_AUTOMATIC_CONFIRMATION = 10 * DAY_SECONDS


@dataclass(slots=True)
class Order:
    """One row of orders; moments are seconds since the first midnight, none when not known at the export."""

    shop_id: str
    order_id: str
    buyer_id: str
    product_id: str
    category: str
    created_at: int
    paid_at: int | None
    promised_ship_at: int | None
    shipped_at: int | None
    collected_at: int | None
    delivered_at: int | None
    confirmed_at: int | None
    amount: int
    status: str
    province: str
    carrier: str
    tracking_number: str
    warehouse: str
    custom_made: bool
    special_service_required: bool
    special_service_met: bool | None
    product: Product
    buyer: Buyer

    def cancel_before_shipping(self) -> None:
        """Take back everything after the payment: the buyer changed the mind in time."""
        self.shipped_at = self.collected_at = self.delivered_at = None
        self.confirmed_at = None
        self.carrier = self.tracking_number = ""
        self.status = "买家已付款"

    def close(self) -> None:
        """The full amount went back before the buyer confirmed."""
        self.confirmed_at = None
        self.status = "交易关闭"


def make_orders() -> list[Order]:
    """All orders by the time they were made."""
    draw = Draw("orders")
    catalogue, people = products(), buyers()
    carriers = Choice([(name, share) for name, (share, _, _) in CARRIERS.items()])
    orders: list[Order] = []
    for number in range(story.DAYS):
        day = story.FIRST_DAY + timedelta(days=number)
        busy = story.WEEKDAY_FACTORS[day.weekday()] * story.period_of(day).orders * draw.between(0.88, 1.12)
        clicks = sorted(
            number * DAY_SECONDS + draw.pick(_HOURS) * HOUR + draw.whole(0, HOUR - 1)
            for _ in range(round(story.ORDERS_PER_DAY * busy))
        )
        for serial, created_at in enumerate(clicks, start=1):
            order = _placed(draw, draw.pick(catalogue), draw.pick(people), created_at)
            order.order_id = f"{day:%y%m%d}{serial:03d}"
            if order.paid_at is not None:
                _send(draw, order, order.paid_at, draw.pick(carriers), len(orders))
            orders.append(order)
    return orders


def _placed(draw: Draw, product: Product, buyer: Buyer, created_at: int) -> Order:
    seconds_to_payment = int(draw.along(_MINUTES_TO_PAYMENT) * 60)
    paid_at = None if draw.chance(story.UNPAID_SHARE) else known(created_at + seconds_to_payment)
    met = draw.chance(story.SERVICE_MET_SHARE)
    pieces = 2 if draw.chance(0.12) else 1
    return Order(
        shop_id=story.SHOP,
        order_id="",
        buyer_id=buyer.buyer_id,
        product_id=product.product_id,
        category=story.CATEGORY,
        created_at=created_at,
        paid_at=paid_at,
        promised_ship_at=None if paid_at is None else paid_at + 48 * HOUR,
        shipped_at=None,
        collected_at=None,
        delivered_at=None,
        confirmed_at=None,
        amount=product.price * pieces - (draw.whole(0, 20) * 100 if draw.chance(0.3) else 0),
        status="交易关闭" if paid_at is None else "买家已付款",
        province=buyer.province,
        carrier="",
        tracking_number="",
        warehouse=PROVINCES[buyer.province][2],
        custom_made=product.custom_made,
        special_service_required=product.special_service,
        special_service_met=met if product.special_service and paid_at is not None else None,
        product=product,
        buyer=buyer,
    )


def _send(draw: Draw, order: Order, paid_at: int, carrier: str, serial: int) -> None:
    period = story.period_of(day_of(paid_at))
    late = period.late_province == order.province
    collected_at = _collection(draw, period, late, paid_at)
    shipped_at = collected_at - int((collected_at - paid_at) * draw.between(0.1, 0.5))
    hours = period.carrier_hours * PROVINCES[order.province][1] * CARRIERS[carrier][1]
    if late:
        hours *= story.DISASTER_CARRIER_FACTOR
    arrival = collected_at + int(hours * draw.along(_CARRIER_SPREAD) * HOUR)
    delivered_at = _at_the_door(draw, arrival)
    asked_to_confirm = delivered_at + int(draw.along(_DAYS_TO_CONFIRMATION) * DAY_SECONDS)
    automatic = max(shipped_at + _AUTOMATIC_CONFIRMATION, delivered_at + DAY_SECONDS)
    order.shipped_at = known(shipped_at)
    order.collected_at = known(collected_at)
    order.delivered_at = known(delivered_at)
    order.confirmed_at = known(min(asked_to_confirm, automatic))
    if shipped_at > END:
        return
    order.carrier = carrier
    # 7919 has no factor in common with the modulus: numbers look scattered and never repeat.
    order.tracking_number = f"{CARRIERS[carrier][2]}{(serial * 7919 + 104_729) % 10**8:08d}"
    order.status = "卖家已发货" if order.confirmed_at is None else "交易成功"


def _collection(draw: Draw, period: story.Period, late: bool, paid_at: int) -> int:
    if late:
        low, high = story.DISASTER_COLLECTION_HOURS
    else:
        share = draw.between(0, 1)
        if share < period.within_24h:
            low, high = 3.0, 23.8
        elif share < period.within_48h:
            low, high = 24.2, 47.8
        else:
            low, high = 48.5, 96.0
    moment = paid_at + int(draw.between(low, high) * HOUR)
    for _ in range(12):
        if _COLLECTION_HOURS[0] <= moment % DAY_SECONDS // HOUR < _COLLECTION_HOURS[1]:
            break
        moment = paid_at + int(draw.between(low, high) * HOUR)
    return moment


def _at_the_door(draw: Draw, arrival: int) -> int:
    opening, closing = _DELIVERY_HOURS
    hour = arrival % DAY_SECONDS // HOUR
    if opening <= hour < closing:
        return arrival
    morning = arrival - arrival % DAY_SECONDS + (DAY_SECONDS if hour >= closing else 0)
    return morning + int(draw.between(opening, opening + 5) * HOUR)
