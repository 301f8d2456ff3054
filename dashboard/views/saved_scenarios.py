"""Saved scenarios side by side: what each comes to, figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.what_if import difference, level_change
from scoring.improve.what_if import Change, Comparison
from scoring.measure.catalogue import METRICS


@dataclass(frozen=True)
class Side:
    """One scenario: its name, its day, and what it comes to."""

    name: str
    day: date | None
    comparison: Comparison


def side_by_side(sides: Sequence[Side], language: str) -> list[dict[str, str]]:
    """A row per figure, a column per scenario; a scenario that does not have a figure has a dash."""
    t, first = words(language), words(language)("scenario.figure")
    heads = [f"{side.name} · {fmt.day(side.day)}" for side in sides]
    rows = [_row(first, t("what_if.total"), heads, [_points(side.comparison.total) for side in sides])]
    rows.append(_row(first, t("what_if.difference"), heads, [_moved(side, language) for side in sides]))
    levels = [level_change(side.comparison, language) for side in sides]
    if any(levels):
        rows.append(_row(first, t("scenario.level"), heads, [level or fmt.MISSING for level in levels]))
    names = {change.id: label for side in sides for change, label in _dimensions(side, language)}
    for name, label in names.items():
        found = [{change.id: _points(change) for change in side.comparison.dimensions} for side in sides]
        rows.append(_row(first, label, heads, [item.get(name, fmt.MISSING) for item in found]))
    metrics = {metric: None for side in sides for metric in side.comparison.measured.values()}
    for metric in metrics:
        cells = [_metric(side, metric, language) for side in sides]
        # What no scenario touches tells nothing about them.
        if any("→" in cell for cell in cells):
            rows.append(_row(first, METRICS[metric].label[language], heads, cells))
    return rows


def _row(first: str, label: str, heads: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {first: label, **dict(zip(heads, cells, strict=True))}


def _points(change: Change) -> str:
    before, after = fmt.points(change.before), fmt.points(change.after)
    return before if change.before == change.after else f"{before} → {after}"


def _moved(side: Side, language: str) -> str:
    return difference(words(language)("what_if.total"), side.comparison.total).change


def _dimensions(side: Side, language: str) -> list[tuple[Change, str]]:
    return [(change, side.comparison.labels[change.id][language]) for change in side.comparison.dimensions]


def _metric(side: Side, metric: str, language: str) -> str:
    for change in side.comparison.metrics:
        if side.comparison.measured[change.id] == metric:
            unit = METRICS[metric].unit
            before, after = (fmt.measured(value, unit, language) for value in (change.before, change.after))
            return before if change.before == change.after else f"{before} → {after}"
    return fmt.MISSING
