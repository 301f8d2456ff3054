"""How long orders and refunds took from one step to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from scoring.errors import UnknownName
from scoring.intake.provinces import PROVINCES, TELLING

# Stage → the times it runs between, each as SQL.
_Between = Mapping[str, tuple[str, str]]
_ORDER_STAGES: _Between = {
    "paid_to_shipped": ("paid_at", "shipped_at"),
    "shipped_to_collected": ("shipped_at", "collected_at"),
    "collected_to_delivered": ("collected_at", "delivered_at"),
    "paid_to_collected": ("paid_at", "collected_at"),
    "paid_to_delivered": ("paid_at", "delivered_at"),
}
_ANSWERED: _Between = {"requested_to_answered": ("requested_at", "least(agreed_at, refused_at)")}
_WITHOUT_RETURN: _Between = {"agreed_to_completed": ("agreed_at", "completed_at")}
_WITH_RETURN: _Between = {
    "agreed_to_return_signed": ("agreed_at", "return_signed_at"),
    "return_signed_to_completed": ("return_signed_at", "completed_at"),
}
_COMPLETED: _Between = {"requested_to_completed": ("requested_at", "completed_at")}
_REFUND_STAGES = {
    "refund_only": {**_ANSWERED, **_WITHOUT_RETURN, **_COMPLETED},
    "return_refund": {**_ANSWERED, **_WITH_RETURN, **_COMPLETED},
    "exchange": {**_ANSWERED, **_WITH_RETURN, **_COMPLETED},
    "": {**_ANSWERED, **_COMPLETED},
}
OVER_SEVERAL = frozenset({"paid_to_collected", "paid_to_delivered", "requested_to_completed"})
"""The stages that run over several others: they stand beside them, never on top of them."""
# 广东, 广东省 and an address that begins with either are one province.
_PROVINCE = (
    f"case left(province, {TELLING}) "
    + " ".join(f"when '{name[:TELLING]}' then '{name}'" for name in PROVINCES)
    + " else province end"
)
GROUPS = ("carrier", "province", "warehouse")
"""What orders may be grouped by."""


@dataclass(frozen=True)
class Stage:
    """How long one stage took, in hours.

    `count` cases have both its times, the later one not before the earlier; `median` and `ninetieth` are
    theirs (half, nine tenths took no longer; between two cases a straight line), None without cases.
    `contradicting` cases have both times in the wrong order: they are in no other figure.
    """

    id: str
    count: int
    median: float | None
    ninetieth: float | None
    contradicting: int


def order_stages(
    connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date, by: str | None = None
) -> list[tuple[str, list[Stage]]]:
    """Group → the stages of the orders paid from `first` to `last`, the group with most orders first.

    Without `by` the whole shop is one group, named "". `by` is one of `GROUPS`; orders that do not state
    it are the group "", and 广东 and 广东省 are one province. Without paid orders there is no group. Raises
    `UnknownName` for any other `by`.
    """
    if by is not None and by not in GROUPS:
        raise UnknownName(by, GROUPS)
    group = "''" if by is None else _PROVINCE if by == "province" else by
    rows = f"""select coalesce({group}, '') as part, o.* from orders o
               where shop_id = $shop and paid_day between $first and $last"""
    found = _stages(connection, rows, _ORDER_STAGES, shop, first, last)
    return [(part, list(stages.values())) for part, stages in found]


def refund_stages(
    connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date
) -> list[tuple[str, list[Stage]]]:
    """Kind of refund → its stages, over the refunds that ended (completed or closed) from `first` to `last`.

    The kind with most refunds comes first; "" stands for refunds that do not state theirs. Each kind has
    the stages it can have: a refund without a return goes from agreement to completion at once. The first
    answer is an agreement or a refusal; a refund closed without being completed has no whole.
    """
    rows = """select coalesce(kind, '') as part, r.* from refunds r
              where shop_id = $shop and requested_at is not null
                and coalesce(completed_day, closed_day) between $first and $last"""
    every = {name: times for stages in _REFUND_STAGES.values() for name, times in stages.items()}
    found = _stages(connection, rows, every, shop, first, last)
    return [(kind, [stages[name] for name in _REFUND_STAGES[kind]]) for kind, stages in found]


def _stages(
    connection: duckdb.DuckDBPyConnection, rows: str, between: _Between, shop: str, first: date, last: date
) -> list[tuple[str, dict[str, Stage]]]:
    """Part → stage by its id, the part with most rows first."""
    seconds = ", ".join(f"{end} - {start} as {name}" for name, (start, end) in between.items())
    figures = ", ".join(
        f"count(case when {name} >= 0 then 1 end), "
        f"quantile_cont(case when {name} >= 0 then {name} end, [0.5, 0.9]), "
        f"count(case when {name} < 0 then 1 end)"
        for name in between
    )
    counted = connection.execute(
        f"""select part, {figures} from (select part, {seconds} from ({rows}) counted) timed
            group by part order by count(*) desc, part""",
        {"shop": shop, "first": first, "last": last},
    ).fetchall()
    return [
        (part, {name: _stage(name, *cells[at * 3 : at * 3 + 3]) for at, name in enumerate(between)})
        for part, *cells in counted
    ]


def _stage(name: str, count: int, seconds: list[float] | None, contradicting: int) -> Stage:
    median, ninetieth = (None, None) if seconds is None else (value / 3600 for value in seconds)
    return Stage(name, count, median, ninetieth, contradicting)
