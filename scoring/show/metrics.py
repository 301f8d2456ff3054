"""Measured metrics as rows, lines and a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.errors import CannotWrite
from scoring.figures import Unit
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import PLATFORM, Panel
from scoring.show.figures import figure, number

_CSV_COLUMNS = ("shop", "day", "metric", "numerator", "denominator", "value", "sample")


def measured(values: Panel, shop: int, counted: Panel) -> list[dict[str, Any]]:
    """Every metric of one shop on every day of a panel; a metric that is missing says what it needs.

    `counted` is the same panel without exclusions: where these took cases out, its value stands beside.
    """
    rows = []
    for at in range(values.days):
        for name, item in values.metrics.items():
            value = float(item.value[shop, at])
            missing = value != value
            # Of the platform's own figures, and of what cannot be measured, no case was counted: that is not 0.
            uncounted = item.origin[shop, at] == PLATFORM or (missing and bool(values.missing[name][shop]))
            row: dict[str, Any] = {
                "shop": values.shops[shop],
                "day": values.day(at).isoformat(),
                "metric": name,
                "numerator": None if uncounted else int(item.numerator[shop, at]),
                "denominator": None if uncounted else int(item.denominator[shop, at]),
                "value": None if missing else number(value),
                "sample": int(item.sample[shop, at]),
            }
            if excluded := int(item.excluded_cases[shop, at]):
                before = float(counted.metrics[name].value[shop, at])
                row |= {"excluded_cases": excluded, "counted_value": number(before) if before == before else None}
            if missing:
                row["missing"] = needs(values.missing[name][shop])
            rows.append(row)
    return rows


def needs(columns: tuple[str, ...]) -> str:
    """Why a metric has no value.

    >>> needs(("orders.collected_at",)), needs(())
    ('not measurable: needs orders.collected_at', 'no case in the window')
    """
    return f"not measurable: needs {', '.join(columns)}" if columns else "no case in the window"


def measured_text(row: dict[str, Any]) -> str:
    """One metric in a line."""
    metric = METRICS[row["metric"]]
    shown = row.get("missing") or figure(row["value"], metric.unit)
    if "missing" not in row and not row["denominator"] and (metric.denominator or metric.from_platform):
        shown += f" (of the platform, sample {row['sample']})"
    elif "missing" not in row and metric.unit is Unit.RATIO:
        shown += f" ({row['numerator']}/{row['denominator']})"
    if "excluded_cases" in row:
        before = "nothing" if row["counted_value"] is None else figure(row["counted_value"], metric.unit)
        shown += f", {before} with the {row['excluded_cases']} cases that exclusions took out"
    return f"{row['shop']}  {row['day']}  {row['metric']:30} {shown}"


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """Measured rows as a CSV file that a spreadsheet program opens and `assess --metrics` reads."""
    try:
        path.write_bytes(csv_bytes({name: row.get(name) for name in _CSV_COLUMNS} for row in rows))
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from error
