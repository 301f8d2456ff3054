"""The canonical rows behind a metric's number, the worst first, as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from scoring.figures import Unit
from scoring.intake.tables import TABLES, Column, Kind
from scoring.measure.attributes import checked, described
from scoring.measure.behind import Behind, behind
from scoring.measure.cases import Side, Window, sides
from scoring.measure.catalogue import Metric, metric
from scoring.measure.engine import head_of

# By the numerator of a metric: what of a row says how bad it is, more being worse and nothing the worst.
_WORSE = {
    "collected_within_24h": "r.collected_at - r.paid_at",
    "collected_within_48h": "r.collected_at - r.paid_at",
    "without_collection_scan": "r.delivered_at - r.paid_at",
    "signed_by_next_day": "r.delivered_at - r.paid_at",
    "waybills_on_time": "r.delivered_at - r.collected_at",
    "replied_within_3min": "r.first_human_reply_seconds",
    "description_good_ratings": "-r.description_score",
    "description_low_ratings": "-r.description_score",
    "service_low_ratings": "-r.service_score",
    "logistics_low_ratings": "-r.logistics_score",
    "satisfied_ratings": "-r.satisfaction",
    "dissatisfied_chats": "-r.satisfaction",
    "special_service_turnover_met": "r.amount",
}
_OWN = pa.schema([("table", pa.string()), ("day", pa.date32()), ("bad", pa.bool_())])


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    shop: str,
    metric_id: str,
    first: date,
    last: date,
    part: tuple[str, str] | None = None,
    *,
    bad_only: bool = True,
    most: int = 1000,
    after_exclusion: bool = False,
) -> tuple[pa.Table, int]:
    """The rows behind the metric's cases on its days from `first` to `last`, and how many there are in all.

    `part` limits them to an attribute's value ("" = not stated). At most `most` rows, the worst first. Bad
    is a case that a share counts against the shop, or that is worse than the shop's own mean over these
    days; a count has bad cases where lower is better. Of a group all its rows are given.

    Columns: table (the canonical one; `reception_totals` and `satisfaction_totals` are the platform's total
    of the day), day (the one the metric counts it on), bad, figure (what the case comes to in the metric's
    unit; not for shares and counts), then the canonical ones that the shop's data ever fills: times as
    texts like 2022-01-31 09:05:00, money in CNY. Raises `UnknownName` for a metric or attribute there is not.
    """
    item, window = metric(metric_id), Window(first, last, shop)
    if part is not None:
        checked(metric_id, part[0])
    found = sides(connection, item, window, after_exclusion=after_exclusion)
    whole = _whole(connection, found, window) if _is_mean(item) else (0, 0)
    pieces = [_OWN.empty_table()]
    count, seen = 0, set[str]()
    for side in found:
        tables = {rows.table for rows in behind(side.family)}
        # Orders and their buyers have the same rows behind them.
        if not tables <= seen:
            _judge(connection, item, side, window, part, whole, bad_only=bad_only)
            left = max(0, most - sum(piece.num_rows for piece in pieces))
            pieces.append(_worst(connection, item, side, left))
            count += _count(connection, side)
        seen |= tables
    rows = pa.concat_tables(pieces, promote_options="default")
    shown = pc.unique(rows["table"]).to_pylist()
    return _readable(rows, _filled(connection, shop, shown)), count


def _is_mean(item: Metric) -> bool:
    return bool(item.denominator) and item.unit is not Unit.RATIO


def _has_figure(item: Metric) -> bool:
    return item.unit not in (Unit.RATIO, Unit.COUNT)


def _whole(connection: duckdb.DuckDBPyConnection, found: Iterable[Side], window: Window) -> tuple[int, int]:
    """Numerator and denominator of all cases, whatever part of them is asked for."""
    texts = " union all ".join(f"select numerator, denominator from ({side.query}) counted" for side in found)
    sums = f"select coalesce(sum(numerator), 0), coalesce(sum(denominator), 0) from ({texts}) cases"
    ((numerator, denominator),) = connection.execute(sums, window.values).fetchall()
    return int(numerator), int(denominator)


def _judge(
    connection: duckdb.DuckDBPyConnection,
    item: Metric,
    side: Side,
    window: Window,
    part: tuple[str, str] | None,
    whole: tuple[int, int],
    *,
    bad_only: bool,
) -> None:
    """Keep the side's cases asked for as `judged_cases`, each with whether it is bad."""
    values, conditions = dict(window.values), ["bad"] if bad_only else []
    bad = "false"
    if _is_mean(item):
        if side.has_numerator and whole[1]:
            sign = ">" if item.better == "lower" else "<"
            bad = f"numerator * $denominator {sign} $numerator * greatest(denominator, 1)"
            values |= {"numerator": whole[0], "denominator": whole[1]}
    elif item.better == "lower":
        bad = "numerator > 0"
    elif item.denominator:
        bad = "numerator < denominator"
    text = side.query
    if part is not None:
        text = described(connection, item, side, window, [part[0]])
        conditions.append(f"coalesce(cast({part[0]} as string), '') = $value")
        values["value"] = part[1]
    where = f"where {' and '.join(conditions)}" if conditions else ""
    connection.execute(
        f"""create or replace temp table judged_cases as
            select * from (select *, {bad} as bad from ({text}) cases) judged {where}""",
        values,
    )


def _count(connection: duckdb.DuckDBPyConnection, side: Side) -> int:
    texts = " union all ".join(f"select c.bad from {_tied(rows)}" for rows in behind(side.family))
    return int(connection.execute(f"{head_of(side.kept)}select count(*) from ({texts}) tied").fetchall()[0][0])


def _tied(rows: Behind) -> str:
    return f"""judged_cases c join "{rows.table}" r on r.shop_id = c.shop_id and {rows.tie}
               where c.case_of = '{rows.case_of}'"""


def _worst(connection: duckdb.DuckDBPyConnection, item: Metric, side: Side, most: int) -> pa.Table:
    """The rows of the judged cases, those of a group together."""
    tables = [rows.table for rows in behind(side.family)]
    names = [column.name for column in _columns_of(tables)]
    case = [f"c.{key} as case_{key}" for key in side.keys]
    texts = []
    for rows in behind(side.family):
        own = TABLES[rows.table].schema.names
        told = [f"r.{name} as {name}" if name in own else f"null as {name}" for name in names]
        columns = ", ".join(["c.day as day", "c.bad as bad", *_severity(item, rows.table), *case, *told])
        texts.append(f"""select '{rows.table}' as "table", {columns} from {_tied(rows)}""")
    figure = ["figure"] if _has_figure(item) else []
    keys = dict.fromkeys(key for table in tables for key in TABLES[table].key if key in names)
    order = [
        "bad desc", "case when worse is null then 0 else 1 end", "worse desc", "day desc",
        *(f"case_{key}" for key in side.keys), '"table"', *keys,
    ]  # fmt: skip
    chosen = ", ".join(['"table"', "day", "bad", *figure, *names])
    return connection.sql(
        f"""{head_of(side.kept)}select {chosen} from ({" union all ".join(texts)}) tied
            order by {", ".join(order)} limit $most""",
        params={"most": most},
    ).to_arrow_table()


def _severity(item: Metric, table: str) -> tuple[str, str]:
    """What a case comes to, and how bad a row is beside others."""
    comes_to = f"cast(c.numerator as double) / (greatest(c.denominator, 1) * {item.scale})"
    if _has_figure(item):
        return f"{comes_to} as figure", f"{'' if item.better == 'lower' else '-'}{comes_to} as worse"
    worse = _WORSE.get(item.numerator, "")
    told = all(name in TABLES[table].schema.names for name in re.findall(r"r\.(\w+)", worse))
    return "null as figure", f"{worse if worse and told else 'null'} as worse"


def _columns_of(tables: Iterable[str]) -> list[Column]:
    """The canonical columns of some tables, but for the shop and the day, which every row has before."""
    columns = {column.name: column for table in tables for column in TABLES[table].columns}
    return [column for name, column in columns.items() if name not in ("shop_id", "day")]


def _filled(connection: duckdb.DuckDBPyConnection, shop: str, tables: Sequence[str]) -> list[Column]:
    """Those columns of the tables that any row of the shop fills."""
    filled = set[str]()
    for table in tables:
        columns = _columns_of([table])
        # What is part of a key is never null: a whole order has the empty text as its part.
        cells = (f"nullif({column.name}, '')" if column.arrow == pa.string() else column.name for column in columns)
        counts = ", ".join(f"count({cell}) > 0" for cell in cells)
        (found,) = connection.execute(f'select {counts} from "{table}" where shop_id = ?', [shop]).fetchall()
        filled |= {column.name for column, is_filled in zip(columns, found, strict=True) if is_filled}
    return [column for column in _columns_of(tables) if column.name in filled]


def _readable(rows: pa.Table, filled: Sequence[Column]) -> pa.Table:
    kinds = {column.name: column.kind for column in filled if column.name in rows.column_names}
    shown = rows.select([name for name in rows.column_names if name in (*_OWN.names, "figure", *kinds)])
    for at, name in enumerate(shown.column_names):
        column = shown[name]
        if kinds.get(name) is Kind.TIME:
            text = pc.strftime(pc.cast(pc.cast(column, pa.int64()), pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")
            shown = shown.set_column(at, name, text)
        elif kinds.get(name) is Kind.MONEY:
            money = [None if cents is None else Decimal(cents).scaleb(-2) for cents in column.to_pylist()]
            shown = shown.set_column(at, name, pa.array(money, pa.decimal128(18, 2)))
    return shown
