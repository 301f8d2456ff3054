"""Where the canonical rows behind a case lie: most cases are one record, some are a group of records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scoring.intake.tables import TABLES
from scoring.measure.engine import family_text


@dataclass(frozen=True)
class Behind:
    """Rows `r` of `table` that stand behind the cases `c` of the table `case_of`, by the condition `tie`.

    `described` is False where such rows say nothing of what kind of case it is.
    """

    case_of: str
    table: str
    tie: str
    described: bool = True


# A group has the rows its text counts: whoever changes such a text looks here too.
_GROUPS = {
    "replies": (Behind("chats", "chats", "coalesce(r.buyer_id, r.chat_id) = c.person and r.asked_day = c.day"),),
    "buyers": (
        Behind(
            "orders",
            "orders",
            "coalesce(r.buyer_id, r.order_id) = c.buyer and r.paid_day = c.day and r.amount is not null",
        ),
    ),
    "sales": (
        Behind(
            "orders",
            "orders",
            "r.order_id = c.order_id and r.confirmed_at is not null and coalesce(r.category, '') <> '其他'",
        ),
        Behind("orders", "refunds", "r.order_id = c.order_id and r.completed_at is not null", described=False),
    ),
    "escalations": (
        Behind("orders", "refunds", "coalesce(r.order_id, r.refund_id) = c.order_id and r.requested_at is not null"),
        Behind("orders", "disputes", "coalesce(r.order_id, r.dispute_id) = c.order_id and r.opened_at is not null"),
    ),
}
# The platform's totals of a day are no records of the case: they only stand in for it.
TOTALS = ("reception_totals", "satisfaction_totals")


@cache
def behind(family: str) -> tuple[Behind, ...]:
    """All rows that stand behind the cases of a family."""
    groups = _GROUPS.get(family, ())
    grouped = {rows.case_of for rows in groups}
    tables = dict.fromkeys(re.findall(r"\{case '(\w+)'", family_text(family)))
    return (*groups, *(_record(table) for table in tables if table not in grouped))


def _record(table: str) -> Behind:
    if table in TOTALS:
        return Behind(table, table, "r.day = c.day and r.agent = ''")
    return Behind(table, table, " and ".join(f"r.{key} = c.{key}" for key in TABLES[table].key[1:]))
