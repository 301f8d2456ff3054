"""What the platform measures and records (metrics, violations, exclusions), and the shop's own notes."""

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data import story
from sample_data.draw import Draw, value_at

Row = dict[str, object]


def platform_metrics() -> Iterator[Row]:
    """Two figures a day that only the platform can measure, with their sample."""
    draw = Draw("platform metrics")
    for number in range(story.DAYS):
        day = story.FIRST_DAY + timedelta(days=number)
        reputation = value_at(story.PRODUCT_REPUTATION, number) + draw.between(-0.004, 0.004)
        influence = value_at(story.BRAND_INFLUENCE, number) + draw.between(-0.8, 0.8)
        yield _metric(day, "product_reputation", f"{reputation:.4f}", draw.whole(300, 600))
        yield _metric(day, "brand_influence", f"{influence:.1f}", draw.whole(450, 900))


def _metric(day: date, metric: str, value: str, sample: int) -> Row:
    return {"shop_id": story.SHOP, "day": day, "metric": metric, "value": value, "sample": sample}


def violations() -> Iterator[Row]:
    """One old violation without points."""
    yield {
        "shop_id": story.SHOP,
        "violation_id": "V001",
        "kind": "general_node",
        "points": 0,
        "day": date(2021, 7, 13),
    }


def exclusions() -> Iterator[Row]:
    """The disaster week, taken out of the two logistics metrics it spoils."""
    period = story.DISASTER
    for number, metric in enumerate(("collected_within_24h_rate", "delivery_hours"), start=1):
        yield {
            "shop_id": story.SHOP,
            "exclusion_id": f"E{number:03d}",
            "table": "orders",
            "metric": metric,
            "province": period.late_province,
            "from_day": period.first,
            "to_day": period.last,
            "reason": "自然灾害：快递停运，平台公告范围内订单",
            "status": "upheld",
            "filed_on": date(2022, 4, 14),
            "decided_on": date(2022, 4, 20),
        }


def annotations() -> Iterator[Row]:
    """One note for each period of the story, on its first day."""
    for number, period in enumerate(story.PERIODS, start=1):
        yield {
            "shop_id": story.SHOP,
            "annotation_id": f"A{number:03d}",
            "day": period.first,
            "text": period.note,
        }
