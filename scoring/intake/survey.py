"""What the rows of one file hold as a whole: repeated keys, the unit of its shares, days, contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

import duckdb

from scoring.intake.columns import Kind, Table
from scoring.intake.report import MixUp, Rejection, Rejections

# Two values that follow one another in real life: (table, the smaller, the larger).
_IN_ORDER = (
    ("orders", "created_at", "paid_at"),
    ("orders", "paid_at", "collected_at"),
    ("orders", "collected_at", "delivered_at"),
    ("refunds", "requested_at", "completed_at"),
    ("disputes", "opened_at", "closed_at"),
    ("parcels", "collected_at", "delivered_at"),
    ("exclusions", "from_day", "to_day"),
    ("reception_totals", "people_unanswered", "people_asking"),
    ("satisfaction_totals", "ratings_received", "ratings_sent"),
)
_SHARE_METRIC = "regexp_matches(metric, '_(rate|share)$')"
_EPOCH = date(1970, 1, 1)
_MOST_NAMED, _LONG_NAME, _LIKE = 20, 60, 0.4  # names, characters, share of them alike
_LONGEST_SPAN = 1_000  # days looked through for gaps
_ENOUGH, _HIGH_AMOUNT, _LONG_WAIT = 20, 300_000, 3_000


@dataclass(frozen=True)
class Survey:
    """What looking at all rows found; `final` is the query of the rows as they are taken in."""

    final: str
    as_it_is: bool
    first_day: date | None
    last_day: date | None
    days_missing: tuple[date, ...]
    contradictions: int
    contradiction_kinds: tuple[tuple[str, str, int], ...]
    mix_ups: tuple[MixUp, ...]


# What is found where there is no row.
NOTHING = Survey("", True, None, None, (), 0, (), ())


def survey(connection: duckdb.DuckDBPyConnection, table: Table, source: str, rejections: Rejections) -> Survey:
    """Look at the rows of the relation `source`: the table's columns, `_row`, and `_plain_…` beside its shares.

    Of a key that stands twice the last row is kept, the others are rejected.
    """
    repeated = _has_repeated(connection, table, source)
    if repeated:
        _reject_repeated(connection, table, source, rejections)
    values = {column.name: f'"{column.name}"' for column in table.columns}
    mix_ups = [*_per_cents(connection, table, source, values), *_unlikely(connection, table, source)]
    columns = ", ".join(f'{value} as "{name}"' for name, value in values.items())
    keys = ", ".join(f'"{name}"' for name in table.key)
    once = f"qualify row_number() over (partition by {keys} order by _row desc) = 1" if repeated else ""
    final = f"select {columns}, _row from {source} {once}"
    as_it_is = not repeated and all(value == f'"{name}"' for name, value in values.items())
    kinds = _contradictions(connection, table, f"({final})" if repeated else source)
    first, last, missing = _days(connection, table, source)
    return Survey(final, as_it_is, first, last, missing, kinds[0], kinds[1], tuple(mix_ups))


def share_columns(table: Table) -> tuple[str, ...]:
    """The columns whose plain numbers may be per cents, which only the whole column tells."""
    shares = tuple(column.name for column in table.columns if column.kind is Kind.SHARE)
    return ("value",) if table.name == "platform_metrics" else shares


def unknown_metrics(counts: Mapping[str, int], names: Mapping[str, str]) -> list[MixUp]:
    """The metrics of a file that nobody knows, the most frequent first, each with the known name most like it.

    Only so many are named as a person would look through; the others are counted together.
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    found = []
    for name, count in ranked[:_MOST_NAMED]:
        near = get_close_matches(name[:_LONG_NAME], names, 1, cutoff=_LIKE)
        shown = name if len(name) <= _LONG_NAME else f"{name[: _LONG_NAME - 3]}..."
        found.append(MixUp(shown, "unknown_metric" if near else "unlike_any_metric", count, near[0] if near else ""))
    if others := ranked[_MOST_NAMED:]:
        found.append(MixUp(str(len(others)), "more_unknown_metrics", sum(count for _, count in others), others[0][0]))
    return found


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return connection.execute(query).fetchall()[0]


def _has_repeated(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> bool:
    keys = ", ".join(f'"{name}"' for name in table.key)
    # Equal keys have equal hashes: as many hashes as rows means that no key stands twice, at an eighth of the memory.
    rows, hashes = _one(connection, f"select count(*), count(distinct hash({keys})) from {source}")
    return bool(rows != hashes)


def _reject_repeated(connection: duckdb.DuckDBPyConnection, table: Table, source: str, rejections: Rejections) -> None:
    keys = ", ".join(f'"{name}"' for name in table.key)
    name = table.required[-1]
    found = connection.execute(
        f'select _row, cast("{name}" as varchar), max(_row) over same from {source} '
        f"window same as (partition by {keys}) "
        f"qualify row_number() over (partition by {keys} order by _row desc) > 1 order by _row"
    )
    while rows := found.fetchmany(10_000):
        for row, value, kept in rows:
            rejections.add(Rejection(row, name, value, "repeated_key", str(kept)))


def _per_cents(connection: duckdb.DuckDBPyConnection, table: Table, source: str, values: dict[str, str]) -> list[MixUp]:
    """Shares written without a percent sign: a column with a cell above 1 holds per cents, all of it."""
    found = []
    for name in share_columns(table):
        by_metric = table.name == "platform_metrics"
        what = "metric" if by_metric else f"'{name}'"
        where = f"_plain_{name}" + (f" and {_SHARE_METRIC}" if by_metric else "")
        rows = connection.execute(
            f'select {what}, count(*), max("{name}"), count(*) filter ("{name}" > 0 and "{name}" <= 1), '
            f'min("{name}") filter ("{name}" > 0) from {source} where {where} '
            f'group by 1 having max("{name}") > 1 order by 1'
        ).fetchall()
        for item, count, largest, small, smallest in rows:
            found.append(MixUp(item, "percent_read", count, f"{largest:g}"))
            if small:
                found.append(MixUp(item, "share_among_percent", small, f"{smallest:g}"))
        if rows:
            quoted = ", ".join(f"'{str(row[0]).replace(chr(39), chr(39) * 2)}'" for row in rows)
            scaled = where + (f" and metric in ({quoted})" if by_metric else "")
            values[name] = f'case when {scaled} then "{name}" / 100 else "{name}" end'
    return found


def _unlikely(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> list[MixUp]:
    """Amounts that look like cents, and seconds that look like milliseconds."""
    found = []
    for column in table.columns:
        name = f'"{column.name}"'
        if column.kind is Kind.MONEY:
            kind, shown, high = "cents", 100, _HIGH_AMOUNT
            also = f"count(*) filter ({name} % 100 <> 0) = 0"
        elif column.name.endswith("_seconds"):
            kind, shown, high, also = "milliseconds", 1, _LONG_WAIT, "true"
        else:
            continue
        count, middle, holds = _one(
            connection, f"select count({name}), approx_quantile({name}, 0.5), {also} from {source} where {name} > 0"
        )
        if count >= _ENOUGH and middle >= high and holds:
            found.append(MixUp(column.name, kind, count, f"{middle / shown:g}"))
    return found


def _contradictions(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str
) -> tuple[int, tuple[tuple[str, str, int], ...]]:
    """How many rows hold two values in the wrong order, and how many of each kind; they are kept as they are."""
    pairs = [(smaller, larger) for name, smaller, larger in _IN_ORDER if name == table.name]
    if not pairs:
        return 0, ()
    tests = [f'"{larger}" < "{smaller}"' for smaller, larger in pairs]
    counts = ", ".join(f"count(*) filter ({test})" for test in tests)
    wrong, *each = _one(connection, f"select count(*) filter ({' or '.join(tests)}), {counts} from {source}")
    kinds = tuple((*pair, int(count)) for pair, count in zip(pairs, each, strict=True) if count)
    return int(wrong), kinds


def _days(
    connection: duckdb.DuckDBPyConnection, table: Table, source: str
) -> tuple[date | None, date | None, tuple[date, ...]]:
    days = [f'"{name}" // 86400' for name in table.day_of]
    days += [f"\"{column.name}\" - date '1970-01-01'" for column in table.columns if column.name == "day"]
    if not days:
        return None, None, ()
    spans = ", ".join(f"min({day}), max({day})" for day in days)
    found = [int(item) for item in _one(connection, f"select {spans} from {source}") if item is not None]
    if not found:
        return None, None, ()
    there = {row[0] for row in connection.execute(f"select distinct {days[0]} from {source}").fetchall()} - {None}
    gaps = range(min(there), min(max(there), min(there) + _LONGEST_SPAN)) if there else range(0)
    missing = tuple(_EPOCH + timedelta(days=day) for day in gaps if day not in there)
    return _EPOCH + timedelta(days=min(found)), _EPOCH + timedelta(days=max(found)), missing
