"""What was still open at the end of a day: refunds, disputes and after-sales tasks, and who has to act.

Only what is known by then counts: whatever is dated later has not happened yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from scoring.measure.engine import query

STAGES = ("answer", "return", "completion", "refused")
"""Where an open refund stands: the shop must answer, the buyer send back, the shop complete; or the shop refused."""


@dataclass(frozen=True)
class Waiting:
    """How many open refunds of a kind stand at a stage, and for how many hours the oldest has stood there."""

    kind: str
    stage: str
    count: int
    oldest_hours: float


def open_refunds(connection: duckdb.DuckDBPyConnection, shop: str, as_of: date) -> pa.Table:
    """The refunds neither completed nor closed by the end of the day, the oldest request first.

    Columns: `refund_id`, `order_id`, `kind`, `stage` (one of `STAGES`), `requested_at` (text), `waiting_hours`
    (since the request), `stage_hours` (since the stage began), `first_reason`, `amount` (yuan).
    """
    return connection.sql(
        f"""select refund_id, order_id, kind, stage, {moment("requested_at")} as requested_at,
                   ($known_until - requested_at) / 3600.0 as waiting_hours,
                   ($known_until - stage_since) / 3600.0 as stage_hours,
                   first_reason, amount / 100.0 as amount
            from ({query("open_refunds")}) waiting
            order by waiting.requested_at, refund_id""",
        params=_known_until(shop, as_of),
    ).to_arrow_table()


def refunds_waiting(connection: duckdb.DuckDBPyConnection, shop: str, as_of: date) -> list[Waiting]:
    """How many refunds stand at each stage at the end of the day, most first; a stage without any is left out."""
    rows = connection.execute(
        f"""select coalesce(kind, ''), stage, count(*), max($known_until - stage_since) / 3600.0
            from ({query("open_refunds")}) waiting
            group by kind, stage order by count(*) desc, kind, stage""",
        _known_until(shop, as_of),
    ).fetchall()
    return [Waiting(*row) for row in rows]


def open_disputes(connection: duckdb.DuckDBPyConnection, shop: str, as_of: date) -> pa.Table:
    """The disputes not closed by the end of the day, and those closed whose liability is still pending, oldest first.

    Columns: `dispute_id`, `order_id`, `kind`, `opened_at` (text), `waiting_days` (calendar days since it was
    opened, 0 on that day), `closed` (whether it was by then). No data states a deadline of disputes.
    """
    return connection.sql(
        f"""select dispute_id, order_id, kind, {moment("opened_at")} as opened_at,
                   $known_until // 86400 - 1 - opened_at // 86400 as waiting_days,
                   coalesce(d.closed_at < $known_until, false) as closed
            from disputes d
            where shop_id = $shop and d.opened_at < $known_until
              and (d.closed_at is null or d.closed_at >= $known_until or liable = 'pending')
            order by d.opened_at, dispute_id""",
        params=_known_until(shop, as_of),
    ).to_arrow_table()


def disputes_by(connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date) -> pa.Table:
    """How the disputes closed from `first` to `last` were judged: `kind`, `liable` ("" = not stated), `cases`.

    The largest number first. Those with the shop liable are the cases of the platform's liability rate.
    """
    return connection.sql(
        """select coalesce(kind, '') as kind, coalesce(liable, '') as liable, count(*) as cases
           from disputes d where shop_id = $shop and closed_day between $first and $last
           group by d.kind, d.liable order by cases desc, 1, 2""",
        params={"shop": shop, "first": first, "last": last},
    ).to_arrow_table()


def open_tasks(connection: duckdb.DuckDBPyConnection, shop: str, as_of: date) -> pa.Table:
    """The platform's after-sales tasks not handled by the end of the day, the one due first on top.

    Columns: `task_id`, `order_id`, `created_at`, `due_at` (text), `waiting_hours`, `hours_left` until it is due
    (negative once it is overdue, null without a due time).
    """
    return connection.sql(
        f"""select task_id, order_id, {moment("created_at")} as created_at, {moment("due_at")} as due_at,
                   ($known_until - t.created_at) / 3600.0 as waiting_hours,
                   (t.due_at - $known_until) / 3600.0 as hours_left
            from service_tasks t
            where shop_id = $shop and t.created_at < $known_until
              and (t.handled_at is null or t.handled_at >= $known_until)
            order by t.due_at nulls last, t.created_at, task_id""",
        params=_known_until(shop, as_of),
    ).to_arrow_table()


def moment(seconds: str) -> str:
    """A time as people write it: the SQL of "2022-01-31 08:00:00" from a column of seconds."""
    return f"strftime(make_timestamp({seconds} * 1000000), '%Y-%m-%d %H:%M:%S')"


def _known_until(shop: str, as_of: date) -> dict[str, str | int]:
    """The parameters of a query: what happened before the next midnight is known."""
    return {"shop": shop, "known_until": ((as_of - date(1970, 1, 1)).days + 1) * 86_400}
