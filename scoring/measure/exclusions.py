"""What upheld exclusions take out of a metric: a second count of the families concerned, without it.

An exclusion names either one record of a table or, for orders, the days of their payment and a
province. The platforms take both out of numerator and denominator
(天猫 rule 20007030: orders of the notice's area, paid in its period). The first count stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from scoring.intake.provinces import without_end
from scoring.intake.tables import TABLES
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.engine import attached, counted_tables, families_by_column, integers, keep_unfiltered, read_tables
from scoring.store.events import Events


@dataclass(frozen=True)
class Exclusion:
    """What one upheld row says; an empty text is an empty cell."""

    shop_id: str
    table: str
    record_id: str
    metric: str
    province: str
    from_day: date | None
    to_day: date | None

    @property
    def of_days(self) -> bool:
        """Whether it takes out orders by province and pay day; a period needs both its ends."""
        named = self.table in ("", "orders") and not self.record_id
        return named and self.from_day is not None and self.to_day is not None


Count = tuple[str, frozenset[Exclusion]]
"""A family without the rows some exclusions take out."""


@dataclass(frozen=True)
class Recount:
    """Families counted without the rows taken out.

    `places` maps each metric concerned to its numerator and denominator, and those to the count they come
    from; None where the first count still holds. `tables` holds the counts that were not known before.
    """

    tables: Mapping[Count, pa.Table]
    places: Mapping[str, Mapping[str, Count | None]]


def recounted(connection: duckdb.DuckDBPyConnection) -> Recount:
    """The second count for every metric that an upheld exclusion applies to.

    An exclusion that names no metric applies to every metric it can concern, one by days to those that
    look at orders alone: the rules say later which of them they take. A family runs once for each set of
    exclusions, whatever the number of metrics; without exclusions nothing runs.
    """
    places = counts_needed(_upheld(connection))
    return Recount(counted_without(connection, counts_of(places)), places)


def counts_needed(
    rows: Collection[Exclusion], metrics: Iterable[Metric] | None = None
) -> dict[str, dict[str, Count | None]]:
    """Each metric the exclusions apply to → the count that each of its columns comes from, None for the first."""
    families = families_by_column() if rows else {}
    places: dict[str, dict[str, Count | None]] = {}
    for metric in (METRICS.values() if metrics is None else metrics) if rows else ():
        if metric.from_platform:
            continue
        place: dict[str, Count | None] = {}
        cases = families[metric.denominator or metric.numerator]
        for column in filter(None, (metric.numerator, metric.denominator)):
            family = families[column]
            applying = frozenset(row for row in rows if _applies(row, metric, family, cases))
            place[column] = (family, applying) if applying else None
        if any(place.values()):
            places[metric.id] = place
    return places


def counts_of(places: Mapping[str, Mapping[str, Count | None]]) -> list[Count]:
    """Every count that is needed, once."""
    return list(dict.fromkeys(count for place in places.values() for count in place.values() if count is not None))


def counted_without(connection: duckdb.DuckDBPyConnection, counts: Iterable[Count]) -> dict[Count, pa.Table]:
    """Run the families again, each without what its exclusions take out."""
    found: dict[Count, pa.Table] = {}
    for family, rows in counts:
        if not found:
            keep_unfiltered(connection)
        found[family, rows] = integers(connection, family, _rows_without(connection, family, rows))
    return found


def tables_of(count: Count) -> frozenset[str]:
    """The tables a count depends on."""
    family, rows = count
    return read_tables(family) | ({"orders"} if any(row.of_days for row in rows) else frozenset())


def upheld_in(events: Events, shop: str) -> frozenset[Exclusion]:
    """The upheld exclusions of a shop."""
    if "exclusions" not in events.tables:
        return frozenset()
    with attached(events, [shop], only=["exclusions"]) as connection:
        return frozenset(_upheld(connection))


def rows_kept(connection: duckdb.DuckDBPyConnection, metric: Metric, family: str, cases: str) -> dict[str, str]:
    """The tables of a family with the query of their rows that stay for the metric, as `integers` takes them.

    `cases` is the family of the metric's sample. Empty where no upheld exclusion applies: all rows stay.
    """
    applying = frozenset(row for row in _upheld(connection) if _applies(row, metric, family, cases))
    if not applying:
        return {}
    keep_unfiltered(connection)
    return _rows_without(connection, family, applying)


def records_unknown(
    connection: duckdb.DuckDBPyConnection, shop: str, table: str, record_ids: Sequence[str]
) -> list[str]:
    """Those of the names that no record of the shop's table goes by, in their order."""
    connection.register("asked_records", pa.table({"record_id": pa.array(record_ids, pa.string())}))
    found = " or ".join(f"r.{key} = a.record_id" for key in _record_keys(table))
    rows = connection.execute(
        f'select distinct a.record_id from asked_records a join "{table}" r on r.shop_id = ? and ({found})', [shop]
    ).fetchall()
    known = {row[0] for row in rows}
    return [name for name in record_ids if name not in known]


def rows_touched(connection: duckdb.DuckDBPyConnection, row: Exclusion) -> int:
    """How many rows an exclusion names, whatever its status; 0 where it can apply to nothing."""
    if row.metric and row.metric not in METRICS:
        return 0
    _register(connection, [row], "named")
    if row.record_id:
        keys = _record_keys(row.table) if row.table in TABLES else []
        found = " or ".join(f"r.{key} = x.record_id" for key in keys) or "false"
        table = row.table if keys else "orders"
        query = f'select count(*) from "{table}" r join excluded_records_named x on x.shop_id = r.shop_id and ({found})'
    else:
        query = f"select count(*) from orders r join excluded_days_named x on {_in_notice('r')}"
    return int(connection.execute(query).fetchall()[0][0])


def _upheld(connection: duckdb.DuckDBPyConnection) -> list[Exclusion]:
    rows = connection.sql(
        """select distinct shop_id, coalesce("table", ''), coalesce(record_id, ''), coalesce(metric, ''),
                  coalesce(province, ''), from_day, to_day
           from exclusions where status = 'upheld'"""
    ).fetchall()
    return [Exclusion(*row) for row in rows]


def _applies(row: Exclusion, metric: Metric, family: str, cases: str) -> bool:
    """Whether it takes rows out of this family, whose column the metric uses; `cases` is that of its sample."""
    if row.metric not in ("", metric.id):
        return False
    counted = counted_tables(family)
    if row.record_id:
        return row.table in counted
    # A disaster notice that names no metric is about collection and delivery, not about what buyers sent back.
    if row.of_days and not row.metric and not all(need.startswith("orders.") for need in metric.needs):
        return False
    # An order leaves a metric of orders whole: with it goes what a numerator counts of it elsewhere.
    return row.of_days and "orders" in counted_tables(cases) and any(map(_has_order, counted))


def _has_order(table: str) -> bool:
    return "order_id" in TABLES[table].schema.names


def _rows_without(connection: duckdb.DuckDBPyConnection, family: str, rows: frozenset[Exclusion]) -> dict[str, str]:
    _register(connection, rows, family)
    counted = counted_tables(family)
    return {name: _kept(name, family, by_order="orders" not in counted) for name in sorted(counted)}


def _register(connection: duckdb.DuckDBPyConnection, rows: Collection[Exclusion], of: str) -> None:
    """Give the exclusions as tables; those `of` two families are told apart, so that one query may see both."""
    # What the queries need to know of the exclusions comes as tables; their text knows no value.
    records = [row for row in rows if row.record_id]
    connection.register(
        f"excluded_records_{of}",
        pa.table(
            {name: pa.array([getattr(row, name) for row in records], pa.string()) for name in ("shop_id", "record_id")}
            | {"of_table": pa.array([row.table for row in records], pa.string())}
        ),
    )
    days = [row for row in rows if row.of_days]
    connection.register(
        f"excluded_days_{of}",
        pa.table(
            {
                "shop_id": pa.array([row.shop_id for row in days], pa.string()),
                "province": pa.array([without_end(row.province) for row in days], pa.string()),
            }
            | {name: pa.array([getattr(row, name) for row in days], pa.date32()) for name in ("from_day", "to_day")}
        ),
    )


def _record_keys(table: str) -> list[str]:
    """The columns a record of a table may be named by."""
    return list(dict.fromkeys([*TABLES[table].key[1:], *(["order_id"] if _has_order(table) else [])]))


def _kept(table: str, family: str, *, by_order: bool) -> str:
    """The query of a table's rows that stay; `by_order` lets rows go whose order is taken out by its day."""
    gone = [
        f"""select 1 from excluded_records_{family} x
            where x.of_table = '{table}' and x.shop_id = r.shop_id and x.record_id = r.{key}"""
        for key in _record_keys(table)
    ]
    if table == "orders":
        gone.append(f"select 1 from excluded_days_{family} x where {_in_notice('r')}")
    elif by_order and _has_order(table):
        gone.append(
            f"""select 1 from all_orders o join excluded_days_{family} x on {_in_notice("o")}
                where o.shop_id = r.shop_id and o.order_id = r.order_id"""
        )
    conditions = " and ".join(f"not exists ({rows})" for rows in gone)
    return f'select r.* from "all_{table}" r where {conditions}'


def _in_notice(order: str) -> str:
    return f"""x.shop_id = {order}.shop_id and {order}.paid_day between x.from_day and x.to_day
               and (x.province = '' or left({order}.province, length(x.province)) = x.province)"""
