"""The canonical tables: their columns, what a column holds, and which columns identify a row.

Times are stored as whole seconds of the shop's local wall clock since 1970-01-01, money as whole
cents, so that every engine computes the same integers. For the times in `day_of` an engine adds a
column with the calendar day when it loads the rows.
"""

from __future__ import annotations

from scoring.errors import UnknownTable
from scoring.intake.columns import Column, Kind, Table, day_column

__all__ = ["TABLES", "Column", "Kind", "Table", "day_column", "table"]


def _key(name: str, kind: Kind = Kind.IDENTIFIER) -> Column:
    return Column(name, kind, key=True)


def _ids(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.IDENTIFIER) for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _counts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.COUNT) for name in names)


def _times(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TIME) for name in names)


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLAG) for name in names)


def _choice(name: str, *choices: str) -> Column:
    return Column(name, Kind.CHOICE, choices=choices)


_SHOP = _key("shop_id", Kind.TEXT)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "orders",
            (
                _SHOP,
                _key("order_id"),
                _key("sub_order_id"),
                Column("buyer_id"),
                *_ids("product_id"),
                Column("category"),
                *_times("created_at", "paid_at", "promised_ship_at", "shipped_at", "collected_at"),
                *_times("delivered_at", "confirmed_at"),
                Column("amount", Kind.MONEY),
                *_texts("status", "province", "carrier"),
                *_ids("tracking_number"),
                Column("warehouse"),
                *_flags("custom_made", "special_service_required", "special_service_met"),
                Column("line_days", Kind.COUNT),
            ),
            day_of=("paid_at", "collected_at", "delivered_at", "confirmed_at"),
            optional_key=("sub_order_id",),
        ),
        Table(
            "reviews",
            (
                _SHOP,
                _key("review_id"),
                *_ids("order_id"),
                Column("buyer_id"),
                *_ids("product_id"),
                Column("rated_at", Kind.TIME),
                Column("description_score", Kind.SCORE),
                Column("service_score", Kind.SCORE),
                Column("logistics_score", Kind.SCORE),
                Column("text"),
            ),
            day_of=("rated_at",),
        ),
        Table(
            "refunds",
            (
                _SHOP,
                _key("refund_id"),
                *_ids("order_id"),
                _choice("kind", "refund_only", "return_refund", "exchange"),
                *_times("requested_at", "agreed_at", "return_signed_at", "completed_at", "closed_at", "refused_at"),
                *_flags("handled_by_shop"),
                Column("first_reason"),
                *_flags("quality_reason"),
                Column("amount", Kind.MONEY),
            ),
            day_of=("requested_at", "agreed_at", "refused_at", "completed_at", "closed_at"),
        ),
        Table(
            "disputes",
            (
                _SHOP,
                _key("dispute_id"),
                *_ids("order_id"),
                _choice("kind", "dispute", "complaint", "help_request"),
                *_times("opened_at", "closed_at"),
                _choice("liable", "shop", "buyer", "none", "pending"),
            ),
            day_of=("opened_at", "closed_at"),
        ),
        Table(
            "chats",
            (
                _SHOP,
                _key("chat_id"),
                *_texts("buyer_id", "agent"),
                Column("asked_at", Kind.TIME),
                Column("first_human_reply_seconds", Kind.COUNT),
                *_flags("replied"),
                Column("satisfaction", Kind.SCORE),
                *_flags("automatic_only"),
            ),
            day_of=("asked_at",),
        ),
        Table(
            "service_tasks",
            (_SHOP, _key("task_id"), *_ids("order_id"), *_times("created_at", "handled_at", "due_at")),
            day_of=("due_at",),
        ),
        Table(
            "platform_metrics",
            (
                _SHOP,
                _key("day", Kind.DAY),
                _key("metric", Kind.TEXT),
                Column("value", Kind.NUMBER),
                Column("sample", Kind.COUNT),
            ),
        ),
        Table(
            "official_scores",
            (
                _SHOP,
                _key("day", Kind.DAY),
                _key("scheme", Kind.TEXT),
                _key("item", Kind.TEXT),
                Column("score", Kind.NUMBER),
            ),
        ),
        Table(
            "violations",
            (
                _SHOP,
                _key("violation_id"),
                Column("kind"),
                Column("points", Kind.COUNT),
                Column("day", Kind.DAY),
            ),
        ),
        Table(
            "exclusions",
            (
                _SHOP,
                _key("exclusion_id"),
                _choice("table", "orders", "reviews", "refunds", "disputes", "chats", "service_tasks"),
                *_ids("record_id"),
                *_texts("metric", "province"),
                Column("from_day", Kind.DAY),
                Column("to_day", Kind.DAY),
                Column("reason"),
                _choice("status", "pending", "upheld", "rejected"),
                Column("filed_on", Kind.DAY),
                Column("decided_on", Kind.DAY),
            ),
        ),
        Table(
            "parcels",
            (
                _SHOP,
                _key("tracking_number"),
                *_ids("order_id"),
                Column("carrier"),
                *_times("shipped_at", "collected_at", "delivered_at"),
            ),
            day_of=("collected_at", "delivered_at"),
        ),
        # What the platform counted of a day's chats: totals, so that rates over several days have denominators.
        Table(
            "reception_totals",
            (
                _SHOP,
                _key("day", Kind.DAY),
                _key("agent", Kind.TEXT),
                *_counts("people_asking", "people_served", "people_unanswered"),
                Column("first_reply_seconds", Kind.DURATION),
                Column("mean_reply_seconds", Kind.DURATION),
                Column("reply_within_3min_rate", Kind.SHARE),
                Column("reply_rate", Kind.SHARE),
                Column("satisfaction_rate", Kind.SHARE),
                *_counts("people_inquiring", "people_paying"),
            ),
            optional_key=("agent",),
        ),
        Table(
            "satisfaction_totals",
            (
                _SHOP,
                _key("day", Kind.DAY),
                _key("agent", Kind.TEXT),
                *_counts("people_served", "ratings_sent", "ratings_received"),
                *_counts("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied"),
            ),
            optional_key=("agent",),
        ),
        Table("annotations", (_SHOP, _key("annotation_id"), Column("day", Kind.DAY), Column("text"))),
    )
}


def table(name: str) -> Table:
    """The canonical table of that name; raises `UnknownTable` with the nearest name."""
    if name not in TABLES:
        raise UnknownTable(name, TABLES)
    return TABLES[name]
