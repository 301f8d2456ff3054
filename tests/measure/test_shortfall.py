"""The shortfall names what is bad in a shop, and nothing where only chance is at work."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from made_up import Row, events
from parted import segments, shortfall

from scoring.measure.engine import attached
from scoring.measure.segments import Segment
from scoring.store.events import Events

SHOP = "示例旗舰店"
MARCH = (date(2022, 3, 1), date(2022, 3, 30))
END: Row = {"shop_id": "s", "order_id": "end", "paid_at": "2022-05-01 10:00:00"}
CARRIERS, PROVINCES, PRODUCTS = ("中通", "圆通", "顺丰"), ("浙江", "广东", "四川", "北京"), 40


def orders(is_late: Callable[[random.Random, Row], bool], count: int = 3000, seed: int = 1) -> list[Row]:
    """Orders of March with a carrier, a province and a product each; late ones are collected after three days."""
    chance = random.Random(seed)  # noqa: S311
    made: list[Row] = []
    for place in range(count):
        paid = datetime(2022, 3, 1) + timedelta(seconds=chance.randrange(30 * 86_400))  # noqa: DTZ001
        row: Row = {"shop_id": "s", "order_id": place, "paid_at": paid.isoformat(" "),
                    "carrier": chance.choice(CARRIERS), "province": chance.choice(PROVINCES),
                    "product_id": f"p{chance.randrange(PRODUCTS)}"}  # fmt: skip
        late = is_late(chance, row)
        made.append({**row, "collected_at": (paid + timedelta(hours=72 if late else 12)).isoformat(" ")})
    return [*made, END]


def found(shop: Events, metric: str = "collected_within_48h_rate", **more: int) -> list[Segment]:
    with attached(shop, ["s"]) as connection:
        return shortfall(connection, "s", metric, *MARCH, **more)


def test_the_carrier_and_the_product_that_are_late_are_named_the_worst_first() -> None:
    def is_late(chance: random.Random, row: Row) -> bool:
        return chance.random() < (0.25 if row["carrier"] == "圆通" else 0.9 if row["product_id"] == "p7" else 0.03)

    named = found(events(orders=orders(is_late)))
    assert [(segment.attribute, segment.value) for segment in named] == [("carrier", "圆通"), ("product_id", "p7")]
    assert named[0].excess > named[1].excess > 0
    for metric in ("no_collection_scan_rate", "collection_hours"):
        first = found(events(orders=orders(is_late)), metric)[:1]
        assert [segment.value for segment in first] == (["圆通"] if metric == "collection_hours" else [])


def test_where_only_chance_is_at_work_nothing_is_named() -> None:
    for seed in range(5):
        assert found(events(orders=orders(lambda chance, _: chance.random() < 0.02, seed=seed))) == []


def test_a_single_dispute_of_a_small_product_is_chance_and_many_are_not() -> None:
    sold = orders(lambda _chance, _row: False, count=1500)
    of_p7 = [row["order_id"] for row in sold if row.get("product_id") == "p7"]
    assert 20 <= len(of_p7) <= 60

    def disputed(count: int) -> list[Segment]:
        disputes = [{"shop_id": "s", "dispute_id": place, "order_id": order, "opened_at": "2022-03-20 10:00:00"}
                    for place, order in enumerate(of_p7[:count])]  # fmt: skip
        return found(events(orders=sold, disputes=disputes), "platform_help_rate")

    assert disputed(1) == []
    assert ("product_id", "p7") in [(segment.attribute, segment.value) for segment in disputed(15)]


def test_disputes_that_name_no_order_are_held_against_no_order() -> None:
    disputes = [{"shop_id": "s", "dispute_id": place, "opened_at": "2022-03-20 10:00:00"} for place in range(50)]
    no_carrier = [{**row, "carrier": "" if int(str(row["order_id"])) % 2 else "中通"}
                  for row in orders(lambda _chance, _row: False, count=200)[:-1]]  # fmt: skip
    shop = events(orders=[*no_carrier, END], disputes=disputes)
    assert found(shop, "platform_help_rate") == []
    with attached(shop, ["s"]) as connection:
        worst, _ = segments(connection, "s", "platform_help_rate", "carrier", *MARCH)
    assert (worst.value, worst.numerator, worst.denominator) == ("", 50, 100)


def test_segments_below_the_least_sample_are_left_out() -> None:
    def is_late(_: random.Random, row: Row) -> bool:
        return row["product_id"] == "p7"

    shop = events(orders=orders(is_late, count=1500))
    (named,) = found(shop)
    assert named.value == "p7"
    assert found(shop, least_sample=named.denominator) == [named]
    assert found(shop, least_sample=named.denominator + 1) == []


def test_upheld_exclusions_take_the_province_of_the_notice_out_of_the_shortfall() -> None:
    def is_late(chance: random.Random, row: Row) -> bool:
        return chance.random() < (0.5 if row["province"] == "四川" else 0.02)

    notice = {"shop_id": "s", "exclusion_id": "n", "table": "orders", "province": "四川省", "from_day": "2022-03-01",
              "to_day": "2022-03-31", "status": "upheld"}  # fmt: skip
    shop = events(orders=orders(is_late), exclusions=[notice])
    with attached(shop, ["s"]) as connection:
        before = shortfall(connection, "s", "collected_within_48h_rate", *MARCH)
        after = shortfall(connection, "s", "collected_within_48h_rate", *MARCH, after_exclusion=True)
        left = segments(connection, "s", "collected_within_48h_rate", "province", *MARCH, after_exclusion=True)
    assert [segment.value for segment in before] == ["四川"]
    assert after == []
    assert {segment.value for segment in left} == set(PROVINCES) - {"四川"}


def test_the_same_shop_gives_the_same_segments_in_the_same_order() -> None:
    rows = orders(lambda _, row: row["carrier"] == "圆通", count=400)
    again = rows[:]
    random.Random(3).shuffle(again)  # noqa: S311
    with attached(events(orders=rows), ["s"]) as connection:
        by_hour = segments(connection, "s", "paid_order_count", "hour", *MARCH)
    with attached(events(orders=again), ["s"]) as connection:
        assert segments(connection, "s", "paid_order_count", "hour", *MARCH) == by_hour
    sizes = [(-segment.numerator, int(segment.value)) for segment in by_hour]
    assert sizes == sorted(sizes)
    assert found(events(orders=rows)) == found(events(orders=again))


def test_what_is_slow_in_the_sample_shop_is_found(sample_events: Events) -> None:
    with attached(sample_events, [SHOP]) as connection:
        named = shortfall(connection, SHOP, "delivery_hours", date(2022, 5, 1), date(2022, 6, 30))
    assert ("carrier", "圆通速递") in [(segment.attribute, segment.value) for segment in named]
