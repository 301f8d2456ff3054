"""Who buys what and where it goes: the products, buyers and provinces of the sample shop."""

from dataclasses import dataclass

from sample_data.draw import Choice, Draw


@dataclass(frozen=True, slots=True)
class Product:
    """A product on sale; the price is in cents, ``quality`` multiplies its chance of a quality refund."""

    product_id: str
    price: int
    quality: float
    special_service: bool
    custom_made: bool


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer with the province the goods go to; a loyal one rates nearly every order."""

    buyer_id: str
    province: str
    loyal: bool


# Province: share of orders, factor on the carrier's hours, warehouse that serves it.
PROVINCES: dict[str, tuple[float, float, str]] = {
    "广东": (14, 1.06, "杭州仓"),
    "浙江": (13, 0.70, "杭州仓"),
    "江苏": (12, 0.78, "杭州仓"),
    "山东": (9, 1.00, "郑州仓"),
    "河南": (9, 0.82, "郑州仓"),
    "四川": (8, 1.38, "郑州仓"),
    "河北": (7, 1.06, "郑州仓"),
    "湖北": (6, 1.06, "郑州仓"),
    "湖南": (6, 1.12, "杭州仓"),
    "福建": (6, 1.02, "杭州仓"),
    "北京": (5, 1.10, "郑州仓"),
    "上海": (5, 0.72, "杭州仓"),
}

# Carrier: share of orders, factor on its hours, start of its tracking numbers.
CARRIERS: dict[str, tuple[float, float, str]] = {
    "中通快递": (50, 1.02, "ZT"),
    "圆通速递": (35, 1.07, "YT"),
    "顺丰速运": (15, 0.76, "SF"),
}

_PRODUCTS = 40
_BUYERS = 6_000
_LOYAL_BUYERS = 10
# So few people make so many orders that some of them rate more than three times in a month.
_LOYAL_SHARE = 0.045

_SPECIAL_SERVICE = (2, 5, 9, 13, 19, 27, 33)
_CUSTOM_MADE = 14
_POOR_QUALITY = (7, 12, 29)


def products() -> Choice[Product]:
    """The 40 products, the first ones sold most."""
    draw = Draw("products")
    weights = []
    for number in range(_PRODUCTS):
        product = Product(
            product_id=f"6501{number + 1:03d}",
            price=draw.whole(59, 399) * 100 - 10,
            quality=4.5 if number in _POOR_QUALITY else 0.72,
            special_service=number in _SPECIAL_SERVICE,
            custom_made=number == _CUSTOM_MADE,
        )
        weights.append((product, 1 / (number + 12)))
    return Choice(weights)


def buyers() -> Choice[Buyer]:
    """All buyers; a handful of loyal ones has far more weight than the others."""
    draw = Draw("buyers")
    provinces = Choice([(name, share) for name, (share, _, _) in PROVINCES.items()])
    weights = []
    for number in range(_BUYERS):
        loyal = number < _LOYAL_BUYERS
        group = _LOYAL_SHARE / _LOYAL_BUYERS if loyal else (1 - _LOYAL_SHARE) / (_BUYERS - _LOYAL_BUYERS)
        weights.append((Buyer(f"b{number + 1:04d}", draw.pick(provinces), loyal), group))
    return Choice(weights)
