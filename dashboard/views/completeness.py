"""Which days of which table a shop has, as plain data: a calendar and what it says in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log1p

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.data import day_list
from scoring.measure.coverage import comes_daily

SPANS = ("8", "26", "all")
OUTSIDE, MISSING = -1, 0
DARKEST = 4
_EARLY = timedelta(days=2)


@dataclass(frozen=True)
class Calendar:
    """Tables × days. A cell is `OUTSIDE` the days of its table, `MISSING`, or 1 to `DARKEST` by its rows."""

    days: tuple[date, ...]
    tables: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    hover: tuple[tuple[str, ...], ...]
    sentences: tuple[tuple[str, str], ...]  # kind (gap, ends, complete, rare) and text
    summary: str
    legend: tuple[str, str]


def calendar(rows: Mapping[str, Mapping[date, int]], span: str, language: str) -> Calendar | None:
    """The calendar of the last weeks of a shop's data (`span`: weeks, or all); None without any day."""
    t = words(language)
    filled = {table: days for table, days in rows.items() if days}
    if not filled:
        return None
    last = max(max(days) for days in filled.values())
    first = min(min(days) for days in filled.values())
    if span != "all":
        first = max(first, last - timedelta(weeks=int(span)) + timedelta(days=1))
    shown = tuple(first + timedelta(days=index) for index in range((last - first).days + 1))
    cells, hover, sentences, names = [], [], [], []
    missing = 0
    for table, days in filled.items():
        name = t(f"data.tables.{table}")
        steps, usual = _steps(days, shown), _is_usual(table, days)
        gaps = [day for day, step in zip(shown, steps, strict=True) if step == MISSING]
        if not usual:
            steps = [OUTSIDE if step == MISSING else step for step in steps]
        else:
            missing += len(gaps)
        names.append(name)
        cells.append(tuple(steps))
        hover.append(tuple(_hover(name, day, days, usual=usual, language=language) for day in shown))
        sentences += _sentences(name, days, gaps, shown, usual=usual, language=language)
    sentences.sort(key=lambda item: ("gap", "ends", "complete", "rare").index(item[0]))
    summary = t("days.summary", first=fmt.day(first), last=fmt.day(last), count=len(names), missing=missing)
    legend = (t("days.legend_has"), t("days.legend_missing"))
    return Calendar(shown, tuple(names), tuple(cells), tuple(hover), tuple(sentences), summary, legend)


def _is_usual(table: str, days: Mapping[date, int]) -> bool:
    """Whether a day without rows is a gap."""
    return comes_daily(table, sum(days.values()), len(days), (max(days) - min(days)).days + 1)


def _steps(days: Mapping[date, int], shown: tuple[date, ...]) -> list[int]:
    """A step for every day shown."""
    first, last = min(days), max(days)
    highest = log1p(max(days.values()))
    steps = []
    for day in shown:
        if day in days:
            steps.append(max(1, min(DARKEST, round(DARKEST * log1p(days[day]) / highest))))
        else:
            steps.append(MISSING if first < day < last else OUTSIDE)
    return steps


def _hover(name: str, day: date, days: Mapping[date, int], *, usual: bool, language: str) -> str:
    t = words(language)
    if day in days:
        return t("days.cell", table=name, day=fmt.day(day), rows=fmt.whole(days[day]))
    inside = min(days) < day < max(days)
    return t("days.cell_missing" if inside or not usual else "days.cell_outside", table=name, day=fmt.day(day))


def _sentences(
    name: str, days: Mapping[date, int], gaps: list[date], shown: tuple[date, ...], *, usual: bool, language: str
) -> list[tuple[str, str]]:
    t = words(language)
    seen = [day for day in shown if day in days]
    if not seen:
        kind = "ends" if usual else "rare"
        return [(kind, t("days.ends" if usual else "days.before", table=name, last=fmt.day(max(days))))]
    ends = {"first": fmt.day(seen[0]), "last": fmt.day(seen[-1])}
    if not usual:
        return [("rare", t("days.rare", table=name, count=len(seen), **ends))]
    found = []
    if gaps:
        found.append(("gap", t("days.gap", table=name, days=day_list(gaps, language))))
    else:
        found.append(("complete", t("days.complete", table=name, **ends)))
    if shown[-1] - max(days) >= _EARLY:
        found.append(("ends", t("days.ends", table=name, last=fmt.day(max(days)))))
    return found
