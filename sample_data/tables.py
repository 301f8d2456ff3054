"""The columns of every canonical table, and rows written as CSV the same way every time."""

import csv
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sample_data.story import DAYS, FIRST_DAY

COLUMNS: dict[str, tuple[str, ...]] = {
    "orders": (
        "shop_id", "order_id", "sub_order_id", "buyer_id", "product_id", "category", "created_at", "paid_at",
        "promised_ship_at", "shipped_at", "collected_at", "delivered_at", "confirmed_at", "amount", "status",
        "province", "carrier", "tracking_number", "warehouse", "custom_made", "special_service_required",
        "special_service_met",
    ),
    "reviews": (
        "shop_id", "review_id", "order_id", "buyer_id", "product_id", "rated_at", "description_score",
        "service_score", "logistics_score", "text",
    ),
    "refunds": (
        "shop_id", "refund_id", "order_id", "kind", "requested_at", "agreed_at", "return_signed_at",
        "completed_at", "closed_at", "refused_at", "handled_by_shop", "first_reason", "quality_reason",
        "amount",
    ),
    "disputes": ("shop_id", "dispute_id", "order_id", "kind", "opened_at", "closed_at", "liable"),
    "chats": (
        "shop_id", "chat_id", "buyer_id", "agent", "asked_at", "first_human_reply_seconds", "replied",
        "satisfaction", "automatic_only",
    ),
    "service_tasks": ("shop_id", "task_id", "order_id", "created_at", "handled_at", "due_at"),
    "platform_metrics": ("shop_id", "day", "metric", "value", "sample"),
    "official_scores": ("shop_id", "day", "scheme", "item", "score"),
    "violations": ("shop_id", "violation_id", "kind", "points", "day"),
    "exclusions": (
        "shop_id", "exclusion_id", "table", "record_id", "metric", "province", "from_day", "to_day", "reason",
        "status", "filed_on", "decided_on",
    ),
    "annotations": ("shop_id", "annotation_id", "day", "text"),
}  # fmt: skip

# Columns that hold a moment, as seconds since the first midnight of the data.
MOMENTS = frozenset(c for columns in COLUMNS.values() for c in columns if c.endswith("_at"))

DAY_SECONDS = 86_400
HOUR = 3_600
END = DAYS * DAY_SECONDS - 1


def known(moment: int | None) -> int | None:
    """``moment`` when it lies inside the data, otherwise nothing: the export cannot know the future."""
    return moment if moment is not None and moment <= END else None


def day_of(moment: int) -> date:
    """The calendar day of a moment."""
    return FIRST_DAY + timedelta(days=moment // DAY_SECONDS)


def stamp(moment: int) -> str:
    """The moment as ``YYYY-MM-DD HH:MM:SS``."""
    seconds = moment % DAY_SECONDS
    return f"{day_of(moment)} {seconds // HOUR:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def as_row(record: Any) -> dict[str, object]:
    """A row from a dataclass instance whose fields carry the names of the columns."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def write_table(folder: Path, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Write ``<folder>/<table>.csv``: UTF-8 without a byte order mark, ``\\n`` on every system."""
    columns = COLUMNS[table]
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(column, row.get(column)) for column in columns] for row in rows)


def _cell(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and column in MOMENTS:
        return stamp(value)
    if isinstance(value, int) and column == "amount":
        return f"{value // 100}.{value % 100:02d}"
    return str(value)
