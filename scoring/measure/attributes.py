"""What a case can be told apart by: carrier, warehouse, province, product, agent, reason, hour, weekday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import duckdb
import pyarrow as pa

from scoring.errors import UnknownName
from scoring.figures import Text
from scoring.intake.provinces import PROVINCES, TELLING
from scoring.intake.tables import TABLES
from scoring.measure.behind import TOTALS, Behind, behind
from scoring.measure.cases import Side, Window, family_of
from scoring.measure.catalogue import Metric, metric
from scoring.measure.engine import head_of


@dataclass(frozen=True)
class Attribute:
    """One attribute; `columns` are the canonical columns that state it.

    Its values are texts; of kind `hour` "0" to "23", of kind `weekday` "1" (Monday) to "7".
    """

    id: str
    label: Text
    kind: Literal["text", "hour", "weekday"]
    columns: tuple[str, ...]


# The moment a row of the table is about; violations and the platform's totals have a day alone.
_TIMES = {
    "orders": "paid_at", "reviews": "rated_at", "refunds": "requested_at", "disputes": "opened_at",
    "chats": "asked_at", "service_tasks": "created_at",
}  # fmt: skip
_MOMENTS = tuple(f"{table}.{time}" for table, time in _TIMES.items())
_DAYS = tuple(f"{table}.day" for table in ("violations", *TOTALS))
_OF_THE_ORDER = ("carrier", "warehouse", "province", "product_id")

ATTRIBUTES: Mapping[str, Attribute] = {
    item.id: item
    for item in (
        Attribute("carrier", Text("快递公司", "Carrier"), "text", ("orders.carrier",)),
        Attribute("warehouse", Text("仓库", "Warehouse"), "text", ("orders.warehouse",)),
        Attribute("province", Text("收货省份", "Province"), "text", ("orders.province",)),
        Attribute("product_id", Text("商品", "Product"), "text", ("orders.product_id", "reviews.product_id")),
        Attribute("agent", Text("客服", "Agent"), "text", ("chats.agent",)),
        Attribute("first_reason", Text("退款原因", "Refund reason"), "text", ("refunds.first_reason",)),
        Attribute("refund_kind", Text("退款类型", "Kind of refund"), "text", ("refunds.kind",)),
        Attribute("hour", Text("时段", "Hour"), "hour", _MOMENTS),
        Attribute("weekday", Text("星期", "Weekday"), "weekday", (*_MOMENTS, *_DAYS)),
    )
}


def attributes_of(metric_id: str) -> tuple[str, ...]:
    """The attributes that all cases of the metric have, in the order of `ATTRIBUTES`.

    Where refunds are set against paid orders both are told apart by what the order says, its hour of
    payment included. Raises `UnknownName` for a metric there is not.
    """
    families = _families(metric(metric_id))
    named = [_attributes_of_family(family) for family in families]
    return tuple(name for name in ATTRIBUTES if named and all(name in names for names in named))


def stated_attributes(connection: duckdb.DuckDBPyConnection, shop: str, metric_id: str) -> tuple[str, ...]:
    """Those attributes of the metric that any row of the shop states a value of."""
    tables = _tables(_families(metric(metric_id)))
    return tuple(
        name
        for name in attributes_of(metric_id)
        if any(
            _is_stated(connection, shop, *column.split("."))
            for column in ATTRIBUTES[name].columns
            if column.split(".")[0] in tables
        )
    )


def stated_values(connection: duckdb.DuckDBPyConnection, shop: str, attribute: str) -> list[str]:
    """The values of an attribute of orders that the shop's orders state, the most frequent first."""
    table, column = ATTRIBUTES[attribute].columns[0].split(".")
    rows = connection.execute(
        f'select {column} from "{table}" where shop_id = ? and {column} is not null '
        f"group by {column} order by count(*) desc, {column}",
        [shop],
    ).fetchall()
    return [str(row[0]) for row in rows]


def checked(metric_id: str, attribute: str) -> str:
    """The attribute, where the metric has it; raises `UnknownName` otherwise."""
    if attribute not in attributes_of(metric_id):
        raise UnknownName(attribute, attributes_of(metric_id))
    return attribute


def described(
    connection: duckdb.DuckDBPyConnection, item: Metric, side: Side, window: Window, attributes: Sequence[str]
) -> str:
    """The query of a side's cases (its columns) with a column for each of the attributes; null = not stated.

    A group, and an order of several parts, states what its rows agree on, and the hour and weekday of the
    first of them. What the query needs to know is registered.
    """
    _register(connection, window)
    by_order = _by_time_of_order(_families(item))
    texts = []
    for rows in behind(side.family):
        if rows.described:
            told = ", ".join(_told(name, rows.table, by_order=by_order) for name in (*_TEXTS, "moment", "weekday"))
            texts.append(f"select c.*, {told} from the_cases c {_joined(rows)} where c.case_of = '{rows.case_of}'")
    case = ", ".join(["shop_id", "day", "case_of", *side.keys, "numerator", "denominator"])
    chosen = ", ".join(f"{_AGREED[name]} as {name}" for name in attributes)
    return f"""{head_of({**side.kept, "the_cases": side.query})}
               select {case}, {chosen} from ({" union all ".join(texts)}) told group by {case}"""


_TEXTS = tuple(item.id for item in ATTRIBUTES.values() if item.kind == "text")
_AGREED = {name: f"case when min({name}) = max({name}) then min({name}) end" for name in _TEXTS} | {
    "hour": "cast((min(moment) % 86400 - min(moment) % 3600) / 3600 as integer)",
    # The day numbered 0, 1970-01-01, was a Thursday.
    "weekday": "coalesce((cast((min(moment) - min(moment) % 86400) / 86400 as integer) + 3) % 7 + 1, min(weekday))",
}


def _told(name: str, table: str, *, by_order: bool) -> str:
    """What a row of the table says of an attribute, of its moment, and of its weekday where it has none."""
    own, order = TABLES[table].schema.names, _order(table)
    if name == "moment":
        told = f"{order}.paid_at" if by_order else f"r.{_TIMES[table]}" if table in _TIMES else "null"
    elif name == "weekday":
        told = "null" if table in _TIMES else "w.weekday"
    elif name == "refund_kind":
        told = "r.kind" if table == "refunds" else "null"
    elif name == "province":
        told = f"coalesce(p.name, {order}.province)" if order else "null"
    elif name == "product_id" and name in own and order == "o":
        told = "coalesce(r.product_id, o.product_id)"
    elif name in own:
        told = f"r.{name}"
    else:
        told = f"{order}.{name}" if order and name in _OF_THE_ORDER else "null"
    return f"{told} as {name}"


def _joined(rows: Behind) -> str:
    joined = f'left join "{rows.table}" r on r.shop_id = c.shop_id and {rows.tie}'
    order = _order(rows.table)
    if order == "o":
        joined += " left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id"
    if order:
        joined += f" left join provinces p on p.beginning = left({order}.province, {TELLING})"
    if rows.table not in _TIMES:
        joined += " left join weekdays w on w.day = c.day"
    return joined


def _order(table: str) -> str:
    """Under which name the order of a row stands: the row itself, one looked up, or none."""
    return "r" if table == "orders" else "o" if "order_id" in TABLES[table].schema.names else ""


def _families(item: Metric) -> tuple[str, ...]:
    return tuple(dict.fromkeys(family_of(column) for column in (item.numerator, item.denominator) if column))


def _by_time_of_order(families: Sequence[str]) -> bool:
    """Whether cases of two tables meet, each of which knows its order."""
    return len(families) > 1 and all(_order(rows.table) for family in families for rows in behind(family))


def _tables(families: Sequence[str]) -> set[str]:
    """The tables that say what kind of case it is, the orders they belong to included."""
    tables = {rows.table for family in families for rows in behind(family) if rows.described}
    return tables | ({"orders"} if any(map(_order, tables)) else set())


def _attributes_of_family(family: str) -> set[str]:
    found: dict[str, set[str]] = {}
    for rows in behind(family):
        # A total of a day only stands in for cases: what it does not tell, they do.
        if rows.described and rows.case_of not in TOTALS:
            found.setdefault(rows.case_of, set()).update(_attributes_of_table(rows.table))
    return set.intersection(*found.values())


def _attributes_of_table(table: str) -> set[str]:
    of_the_order = _OF_THE_ORDER if _order(table) else ()
    own = (item.id for item in ATTRIBUTES.values() if any(column.split(".")[0] == table for column in item.columns))
    return {*of_the_order, *own}


def _is_stated(connection: duckdb.DuckDBPyConnection, shop: str, table: str, column: str) -> bool:
    query = f'select count({column}) > 0 from "{table}" where shop_id = ?'
    return bool(connection.execute(query, [shop]).fetchall()[0][0])


def _register(connection: duckdb.DuckDBPyConnection, window: Window) -> None:
    # What queries are to know comes as tables; no value stands in their text.
    connection.register("provinces", pa.table({"beginning": [name[:TELLING] for name in PROVINCES], "name": PROVINCES}))
    days = [window.first + timedelta(days=at) for at in range((window.last - window.first).days + 1)]
    weekdays = pa.array([day.isoweekday() for day in days], pa.int64())
    connection.register("weekdays", pa.table({"day": pa.array(days, pa.date32()), "weekday": weekdays}))
