"""One block of text cells → typed rows of the tables it fills; every row that is not usable is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.blocks import Block
from scoring.intake.columns import Column, Kind, Table
from scoring.intake.derive import DEFAULTS, Columns
from scoring.intake.formats import Format, normalised
from scoring.intake.kinds import cut, expected, plain, trimmed, typed, unmasked
from scoring.intake.report import Rejection
from scoring.intake.survey import share_columns
from scoring.intake.tables import TABLES

_SUMMARIES = pa.array(
    "汇总值 平均值 全店汇总值 全店平均值 同行同层优秀 同行同层均值 合计 总计 总和 汇总 平均".split()  # noqa: SIM905
)
_OF_METRICS = ("platform_metrics", "exclusions")
_RATING = "^(description|service|logistics|product)_rating(_peers_[a-z]+)?$"
_BELOW_0 = ("product_reputation",)  # a balance of good and bad
_FIGURES = (Kind.SHARE, Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SCORE, Kind.DURATION)
_PERSONAL = ("buyer_id", "_address", "province")
_WANTED = {
    "share": "a share such as 0.985 or 98.5%", "rating": "a mean rating from 0 to 5, such as 4.8",
    "positive": "a number not below 0, such as 38.5",
}  # fmt: skip
_DAY = re.compile(r"(?<!\d)(20\d\d)(?:[-_.年](\d{1,2})[-_.月](\d{1,2})|(\d\d)(\d\d))(?!\d)")


@dataclass(frozen=True)
class Converted:
    """The rows of a block by table, each with `_row`; the rows that are not usable; rows that sum others up.

    `columns` names the columns of each table that the file speaks of; `unknown_metrics` counts the rows of
    metrics that nobody knows.
    """

    tables: dict[str, pa.Table]
    columns: dict[str, set[str]]
    unknown_metrics: Counter[str]
    rejected: list[Rejection]
    rows_read: int
    summary_rows: int


def convert(
    form: Format, block: Block, shop: str, day: date | None, metric_ids: Mapping[str, str] | None = None
) -> Converted:
    """The typed rows of a block.

    `shop` is used where the file names none, `day` where its figures carry no date; `metric_ids` is the id of
    each metric by its `normalised` names.
    """
    numbers, cells = block
    numbers, cells, summaries = _without_summaries(form, numbers, cells)
    text: Columns = {name: trimmed(cells[at]) for name, at in form.positions.items()}
    for name in _PERSONAL:
        if name in text:
            text[name] = unmasked(text[name])
    count = len(numbers)
    text["_row"] = pa.array(numbers, pa.int64())
    text["shop_id"] = pc.fill_null(text["shop_id"], shop) if "shop_id" in text else pa.repeat(shop, count)
    if day is not None and "day" not in text:
        text["day"] = pa.repeat(day.isoformat(), count)
    for complete in form.export.derive if form.export else DEFAULTS.get(form.table.name, ()):
        text = complete(text)
    named = metric_ids and form.table.name in _OF_METRICS and "metric" in text
    unknown = _with_ids(text, metric_ids or {}) if named else Counter()
    rejected: list[Rejection] = []
    rows, usable = _typed_rows(form.table, text, rejected)
    tables, columns = {form.table.name: rows}, {form.table.name: set(text)}
    for name, further in form.export.further if form.export else ():
        others = further({column: values.filter(usable) for column, values in text.items()})
        if others:
            typed_rows, _ = _typed_rows(TABLES[name], others, [] if name == "disputes" else rejected)
            tables[name], columns[name] = typed_rows, set(others)
    return Converted(tables, columns, unknown, rejected, count, summaries)


def day_in(name: str) -> date | None:
    """The day a file's name holds, such as `客服绩效20260417.xlsx`.

    >>> day_in("客服绩效20260417.xlsx"), day_in("2026-04-17.csv"), day_in("orders.csv")
    (datetime.date(2026, 4, 17), datetime.date(2026, 4, 17), None)
    """
    # Of a file in a zip its own name speaks, not the zip's.
    for year, *parts in _DAY.findall(name.rpartition("›")[2]) or _DAY.findall(name):
        try:
            month, day = (int(part) for part in parts if part)
            return date(int(year), month, day)
        except ValueError:
            continue
    return None


def _with_ids(text: Columns, metric_ids: Mapping[str, str]) -> Counter[str]:
    """Put ids in place of the metrics' names; the names nobody knows stay, and how often each stands there."""
    cells = pc.fill_null(text["metric"], "").dictionary_encode()
    names = cells.dictionary.to_pylist()
    ids = [metric_ids.get(normalised(name)) for name in names]
    counts = {item["values"]: item["counts"] for item in pc.value_counts(cells.indices).to_pylist()}
    found = pa.array([name if id_ is None else id_ for name, id_ in zip(names, ids, strict=True)], pa.string())
    text["metric"] = pc.if_else(pc.is_valid(text["metric"]), found.take(cells.indices), None)
    return Counter({name: counts[at] for at, name in enumerate(names) if name and ids[at] is None})


def _without_summaries(
    form: Format, numbers: np.ndarray, cells: list[pa.StringArray]
) -> tuple[np.ndarray, list[pa.StringArray], int]:
    """The block without rows that sum others up, and without words below the header that explain it."""
    keys = {form.positions[name] for name in form.table.key if name in form.positions}
    out = np.zeros(len(numbers), dtype=bool)
    for at in sorted({0, *keys}):
        out |= pc.is_in(pc.utf8_trim_whitespace(cells[at]), value_set=_SUMMARIES).to_numpy(zero_copy_only=False)
    if numbers[0] == form.row + 1 and keys:
        first = [column[0].as_py() for column in cells]
        if not any(first[at].strip() for at in keys) and not any(re.search(r"\d", cell) for cell in first):
            out[0] = True
    if not out.any():
        return numbers, cells, 0
    kept = pa.array(~out)
    return numbers[~out], [column.filter(kept) for column in cells], int(out.sum())


def _typed_rows(table: Table, text: Columns, rejected: list[Rejection]) -> tuple[pa.Table, pa.Array]:
    """The usable rows with the table's columns and `_row`, and which rows of `text` are usable."""
    numbers = text["_row"].to_numpy()
    count = len(numbers)
    elsewhere = text.get("_elsewhere")
    ours = np.ones(count, dtype=bool) if elsewhere is None else ~elsewhere.to_numpy(zero_copy_only=False)
    usable = ours.copy()
    columns: dict[str, pa.Array] = {}
    for column in table.columns:
        cells = text.get(column.name)
        if cells is None:
            filler = pa.scalar("" if column.name in table.optional_key else None, column.arrow)
            columns[column.name] = pa.repeat(filler, count)
            continue
        values = typed(column, cells)
        bad = pc.and_(pc.is_null(values), pc.is_valid(cells)).to_numpy(zero_copy_only=False)
        if bad.any() and column.kind in _FIGURES:
            # Figures typed with a Chinese keyboard: ９７．５％ is 97.5%.
            cells = text[column.name] = pc.utf8_normalize(cells, form="NFKC")
            values = typed(column, cells)
            bad = pc.and_(pc.is_null(values), pc.is_valid(cells)).to_numpy(zero_copy_only=False)
        if bad.any():
            _reject(column, cells, numbers, np.flatnonzero(bad & usable), rejected)
            usable &= ~bad
        if column.name in table.optional_key:
            values = pc.fill_null(values, "")
        elif column.key and values.null_count:
            empty = pc.is_null(values).to_numpy(zero_copy_only=False)
            for index in np.flatnonzero(empty & usable):
                rejected.append(Rejection(int(numbers[index]), column.name, "", "missing_key", ""))
            usable &= ~empty
        columns[column.name] = values
    columns["_row"] = text["_row"]
    for name in share_columns(table):
        columns[f"_plain_{name}"] = plain(text[name]) if name in text else pa.repeat(pa.scalar(False), count)
    if table.name == "platform_metrics":
        usable &= _possible(columns, text, numbers, usable, rejected)
    rows = pa.table(columns)
    if not usable.all():
        rows = rows.filter(pa.array(usable))
    # What belongs to another table is usable there.
    return rows, pa.array(usable | ~ours)


def _reject(
    column: Column, cells: pa.StringArray, numbers: np.ndarray, at: np.ndarray, rejected: list[Rejection]
) -> None:
    cut_off = cut(cells) if column.kind is Kind.IDENTIFIER else None
    for index in at:
        reason = "cut_number" if cut_off is not None and cut_off[int(index)].as_py() else "bad_value"
        value = cells[int(index)].as_py()
        rejected.append(Rejection(int(numbers[index]), column.name, value, reason, expected(column), column.kind.value))


def _possible(
    columns: Columns, text: Columns, numbers: np.ndarray, usable: np.ndarray, rejected: list[Rejection]
) -> np.ndarray:
    """Which rows hold a figure that can be: shares reach up to 100 %, mean ratings up to 5, and few below 0."""
    names, value = pc.fill_null(columns["metric"], ""), columns["value"]
    shares = pc.match_substring_regex(names, pattern="_(rate|share)$")
    ratings = pc.match_substring_regex(names, pattern=_RATING)
    highest = pc.if_else(shares, pc.if_else(columns["_plain_value"], 100.0, 1.0), pc.if_else(ratings, 5.0, np.inf))
    below = pc.and_not(pc.less(value, 0.0), pc.is_in(names, value_set=pa.array(_BELOW_0)))
    wrong = pc.fill_null(pc.or_(pc.greater(value, highest), below), False).to_numpy(zero_copy_only=False)
    for index in np.flatnonzero(wrong & usable):
        kind = "share" if shares[int(index)].as_py() else "rating" if ratings[int(index)].as_py() else "positive"
        cell = text["value"][int(index)].as_py()
        rejected.append(Rejection(int(numbers[index]), "value", cell, "bad_value", _WANTED[kind], kind))
    possible: np.ndarray = ~wrong
    return possible
