"""A CSV of metric values (`metric, value`, optionally `sample` or `denominator`, `shop`, `day`) → one set of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from scoring.errors import BadValue, EmptyFile, MissingColumn, UnknownShop, VocBoardError
from scoring.intake.containers import parts
from scoring.intake.formats import by_plain_name, normalised
from scoring.intake.report import Rejections


@dataclass(frozen=True)
class StatedMetrics:
    """The metrics of one shop on one day, as a file states them, and the row of each; an empty value is missing."""

    values: dict[str, float]
    samples: dict[str, int]
    day: date | None
    rows: dict[str, int]


def read_metrics(
    path: Path, shop: str | None = None, day: date | None = None, metric_names: Mapping[str, str] | None = None
) -> StatedMetrics:
    """The metrics of `shop` on `day`; without a day the newest one of the file.

    `metric_names` are the names a metric may have in the file, each with its id.

    Raises a `VocBoardError` that names the row and column of a value that cannot be read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        said = f"{path}: cannot be read ({error.strerror}). Check the name and try again."
        raise VocBoardError(said, file=str(path)) from error
    with file:
        rows = _rows(file, path.name)
    for _, row in rows:
        # Our own export puts it in front of a name that a spreadsheet program would run.
        row["shop"] = row.get("shop", "").removeprefix("'")
    shops = sorted({row["shop"] for _, row in rows})
    if shop is not None or len(shops) > 1:
        if (shop or "") not in shops:
            raise UnknownShop(shop or "", shops)
        rows = [(number, row) for number, row in rows if row["shop"] == shop]
    for number, row in rows:
        _check_day(path.name, number, row.get("day", ""))
    days = {row.get("day", "") for _, row in rows} - {""}
    wanted = day.isoformat() if day else max(days, default="")
    rows = [(number, row) for number, row in rows if row.get("day", "") in ("", wanted)]
    if not rows:
        raise EmptyFile(path.name)
    ids = by_plain_name(metric_names or {})
    values, samples, places = {}, {}, {}
    for number, row in rows:
        if row["value"].strip() in ("", "-"):
            continue
        name = _metric(path.name, number, row["metric"], ids)
        if name in values:
            raise BadValue(f"{path.name}: row {number}, column metric", row["metric"], "each metric once")
        values[name], places[name] = _number(path.name, number, "value", row["value"]), number
        sample = row.get("sample") or row.get("denominator") or ""
        if sample.strip():
            samples[name] = _sample(path.name, number, sample)
    return StatedMetrics(values, samples, date.fromisoformat(wanted) if wanted else None, places)


def _rows(file: BinaryIO, name: str) -> list[tuple[int, dict[str, str]]]:
    """Each row by the names of the header, with its number."""
    cells, ragged = parts(file, name)[0].open().cells, Rejections()
    if not cells.head:
        raise EmptyFile(name)
    header_row, header = cells.head[0]
    names = [normalised(column) for column in header]
    for column in ("metric", "value"):
        if column not in names:
            raise MissingColumn(name, "metrics", column, header)
    rows = []
    for numbers, columns in cells.body(header_row, len(names), ragged):
        texts = zip(*(column.to_pylist() for column in columns), strict=True)
        rows += [(int(number), dict(zip(names, row, strict=True))) for number, row in zip(numbers, texts, strict=True)]
    if ragged.first:
        raise BadValue(f"{name}: row {ragged.first[0].row}", "", f"{len(names)} cells as in the header")
    return rows


def _check_day(file: str, row: int, text: str) -> None:
    try:
        written = text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        written = False
    if not written:
        raise BadValue(f"{file}: row {row}, column day", text, "a day such as 2022-06-16")


def _metric(file: str, row: int, text: str, ids: Mapping[str, str]) -> str:
    """The id of a metric by what stands in its cell; without known names it is that itself."""
    name = ids.get(normalised(text), "" if ids else text.strip())
    if not name:
        near = get_close_matches(normalised(text), ids, 1)
        expected = "the id or name of a metric" + (f", perhaps {near[0]}" if near else "")
        raise BadValue(f"{file}: row {row}, column metric", text, expected)
    return name


def _sample(file: str, row: int, text: str) -> int:
    value = _number(file, row, "sample", text)
    if value < 0 or value != int(value):
        raise BadValue(f"{file}: row {row}, column sample", text, "a whole number of cases, not below 0, such as 420")
    return int(value)


def _number(file: str, row: int, column: str, text: str) -> float:
    cleaned = text.strip().replace(",", "")
    try:
        value = float(cleaned.rstrip("%")) / (100 if cleaned.endswith("%") else 1)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise BadValue(f"{file}: row {row}, column {column}", text, "a number such as 0.985")
    return value
