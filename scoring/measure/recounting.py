"""Daily sums of altered events: only the families that look at an altered table are counted again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.intake.tables import TABLES, day_column
from scoring.measure.catalogue import METRICS, Metric
from scoring.measure.daily_sums import (
    PLATFORM_TABLE,
    DailySums,
    Integers,
    PlatformFigures,
    calendar,
    daily_sums,
    dense_columns,
    filled_columns,
    given_in,
    lacking,
    last_days,
    platform_figures,
    platform_rows,
    span_of,
)
from scoring.measure.engine import FAMILIES, attached, families_by_column, integers, read_tables, words_of
from scoring.measure.exclusions import Count, counted_without, counts_needed, counts_of, tables_of, upheld_in
from scoring.store.events import Events

Known = Mapping[Count, Mapping[str, Integers]]
"""Counts without exclusions that still hold: column → array on the calendar of the sums."""

# What the queries around the families name: where and when an order was paid, the platform's figures.
_ALWAYS_NAMED = ("order_id", "province", "paid_at", "value", "sample")
_SCHEMA = TABLES["exclusions"].schema
_Number = TypeVar("_Number", np.int64, np.float64)


def recounted_sums(
    before: Events, sums: DailySums, after: Events, changed: Mapping[str, Collection[str]], shop: str
) -> DailySums:
    """`daily_sums(after, [shop])`, to the last bit, given `sums` of that shop from the events `before`.

    `changed` maps each table whose rows differ to the columns that do, to none where whole rows do. A family is
    counted again when its text names the table anywhere, joined tables and the moment the orders cover
    included, and any of the columns; all others keep their numbers.
    """
    if not sums.spans or sums.shops != (shop,):
        return daily_sums(after, [shop])
    changed = dict(changed)
    if "parcels" in changed:
        changed["orders"] = ()
    again = [family for family in FAMILIES if _looks_at(words_of(family), changed)]
    measured = [metric for metric in METRICS.values() if not metric.from_platform and _tables(metric) & changed.keys()]
    excluded_again = _excluded_again(before, sums, after, changed, shop)
    needed = {
        *(table for family in again for table in read_tables(family)),
        *(table for metric in measured for table in _tables(metric)),
        *(table for count in excluded_again.missing for table in tables_of(count)),
        *({PLATFORM_TABLE} & changed.keys()),
    }
    words = {
        *(word for family in again for word in words_of(family)),
        *(need.split(".")[1] for metric in measured for need in metric.columns),
        *_words_of(excluded_again.missing),
        *_ALWAYS_NAMED,
    }
    with attached(after, [shop], only=needed, words=words) as connection:
        families = {family: integers(connection, family) for family in again}
        without = counted_without(connection, excluded_again.missing)
        platform = platform_rows(connection) if PLATFORM_TABLE in changed else None
        filled = filled_columns(connection, measured)
    return _combined(sums, shop, families, platform, filled, measured, excluded_again, without)


class Appealed:
    """The sums of one shop for any set of appeals upheld, beside what is upheld already; each count is made once.

    `appeals` hold rows of the table of exclusions each. Only the `metrics` are counted without what is taken
    out; all else stays as it is in `sums`.
    """

    def __init__(self, events: Events, sums: DailySums, appeals: Sequence[pa.Table], metrics: Iterable[str]) -> None:
        (self._shop,) = sums.shops
        self._events, self._sums = events, sums
        self._standing = upheld_in(events, self._shop)
        self._appeals = [upheld_in(Events({"exclusions": _whole(rows)}), self._shop) for rows in appeals]
        self._metrics = [METRICS[name] for name in metrics]
        self._known: dict[Count, dict[str, Integers]] = {}

    def sums(self, upheld: Iterable[int]) -> DailySums:
        """The sums with the appeals at these places upheld and no other."""
        places = self._places(upheld)
        self._count(counts_of(places))
        return replace(self._sums, excluded=_second(places, self._sums.columns, self._known))

    def prepare(self, outcomes: Iterable[Iterable[int]]) -> None:
        """Make all counts that these sets of upheld appeals need at once, which is much faster than one by one."""
        self._count(dict.fromkeys(count for upheld in outcomes for count in counts_of(self._places(upheld))))

    def _places(self, upheld: Iterable[int]) -> dict[str, dict[str, Count | None]]:
        return counts_needed(self._standing.union(*(self._appeals[at] for at in upheld)), self._metrics)

    def _count(self, counts: Iterable[Count]) -> None:
        missing = [count for count in counts if count not in self._known]
        needed = {table for count in missing for table in tables_of(count)}
        if not missing:
            return
        sums = self._sums
        with attached(
            self._events, [self._shop], only=needed, words={*_words_of(missing), *_ALWAYS_NAMED}
        ) as connection:
            for count, table in counted_without(connection, missing).items():
                self._known[count] = dense_columns(table, sums.shops, sums.first_day, sums.days)


def _whole(rows: pa.Table) -> pa.Table:
    """Rows of the table of exclusions with all its columns."""
    return pa.concat_tables([_SCHEMA.empty_table(), rows], promote_options="default")


def _second(
    places: Mapping[str, Mapping[str, Count | None]],
    first: Mapping[str, Integers],
    counts: Mapping[Count, Mapping[str, Integers]],
) -> dict[str, dict[str, Integers]]:
    return {
        metric: {name: first[name] if count is None else counts[count][name] for name, count in place.items()}
        for metric, place in places.items()
    }


class _Excluded:
    """Where the second counts come from: those of before that still hold, and those still to be made."""

    def __init__(self, places: Mapping[str, Mapping[str, Count | None]], holding: Known) -> None:
        self.places, self.holding = places, holding
        self.missing = [count for count in counts_of(places) if count not in holding]


def _excluded_again(
    before: Events, sums: DailySums, after: Events, changed: Mapping[str, Collection[str]], shop: str
) -> _Excluded:
    rows_before = upheld_in(before, shop) if sums.excluded else frozenset()
    rows = upheld_in(after, shop) if "exclusions" in changed else rows_before
    holding: dict[Count, dict[str, Integers]] = {}
    for metric, place in counts_needed(rows_before).items():
        for column, count in place.items():
            if count is not None and not _looks_at(_words_of([count]), changed):
                known = sums.excluded[metric][column]
                holding[count] = {**holding.get(count, {}), column: known}
    places = counts_needed(rows)
    wanted: dict[Count, set[str]] = {}
    for place in places.values():
        for column, count in place.items():
            if count is not None:
                wanted.setdefault(count, set()).add(column)
    # A count holds when every column that is asked of it is known.
    return _Excluded(
        places, {count: holding[count] for count in wanted if wanted[count] <= holding.get(count, {}).keys()}
    )


def _looks_at(words: Collection[str], changed: Mapping[str, Collection[str]]) -> bool:
    """Whether what a text names includes anything that changed."""
    return any(
        table in words and (not columns or any(name in words or day_column(name) in words for name in columns))
        for table, columns in changed.items()
    )


def _words_of(counts: Iterable[Count]) -> set[str]:
    """What counts without exclusions name: their families', and where and when an order was paid."""
    words: set[str] = set()
    for family, rows in counts:
        words |= words_of(family)
        if any(row.of_days for row in rows):
            words |= {"orders", "province", "paid_at"}
    return words


def _tables(metric: Metric) -> set[str]:
    return {need.split(".")[0] for need in metric.columns}


def _combined(
    sums: DailySums,
    shop: str,
    families: Mapping[str, pa.Table],
    platform: pa.Table | None,
    filled: dict[str, set[str]],
    measured: Iterable[Metric],
    excluded: _Excluded,
    without: Mapping[Count, pa.Table],
) -> DailySums:
    new = {**families, **({} if platform is None else {PLATFORM_TABLE: platform})}
    spans = {name: span for name, span in sums.spans.items() if name not in new}
    spans |= {name: span for name, table in new.items() if (span := span_of(table))}
    # What is counted without some rows lies on days that have a row of some family all the same.
    first, days = calendar(spans.values())
    columns = {
        name: _moved(array, sums, first, days, np.int64(0))
        for name, array in sums.columns.items()
        if families_by_column()[name] not in families
    }
    for table in families.values():
        columns |= dense_columns(table, sums.shops, first, days)
    counts = {count: dense_columns(table, sums.shops, first, days) for count, table in without.items()}
    for count, arrays in excluded.holding.items():
        counts[count] = {name: _moved(array, sums, first, days, np.int64(0)) for name, array in arrays.items()}
    second = _second(excluded.places, columns, counts)
    missing = dict(sums.missing)
    missing |= {metric.id: (lacking(metric, shop, filled, set()),) for metric in measured}
    if platform is None:
        figures = _figures_moved(sums, first, days)
    else:
        figures = platform_figures(platform, sums.shops, first, days)
        given = given_in(platform)
        missing |= {name: (lacking(item, shop, {}, given),) for name, item in METRICS.items() if item.from_platform}
    newest = [(np.array([0]), np.array([(span[1] - first).days])) for span in spans.values()]
    columns = {name: columns[name] for name in sums.columns}
    newest_day: tuple[date, ...] = last_days(columns["paid_orders"], newest, first)
    return DailySums(sums.shops, first, days, columns, figures, missing, newest_day, second, spans)


def _moved(
    array: npt.NDArray[_Number], sums: DailySums, first: date, days: int, nothing: _Number
) -> npt.NDArray[_Number]:
    """The same figures on another calendar; what falls outside of it has none."""
    if (first, days) == (sums.first_day, sums.days):
        return array
    moved = np.full((array.shape[0], days), nothing)
    ahead = (sums.first_day - first).days
    start, stop = max(0, ahead), min(days, ahead + sums.days)
    if stop > start:
        moved[:, start:stop] = array[:, start - ahead : stop - ahead]
    return moved


def _figures_moved(sums: DailySums, first: date, days: int) -> dict[str, PlatformFigures]:
    return {
        name: PlatformFigures(
            _moved(item.value, sums, first, days, np.float64(np.nan)),
            _moved(item.sample, sums, first, days, np.int64(0)),
        )
        for name, item in sums.platform.items()
    }
