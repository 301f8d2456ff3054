"""The tables of a report with real numbers in them: the web page writes them as text, the workbook as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.text import Words, words
from dashboard.views.board import ScoreCard
from dashboard.views.dimensions import DimensionCard
from dashboard.views.hints import HintRow
from dashboard.views.indicators import indicator_rows
from dashboard.views.rules import figure_rows
from scoring.assess.results import IndicatorResult
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import CENTS, Metric

_UNITS = frozenset(unit.value for unit in Unit)
_WRITTEN = {"points": fmt.points, "weight": fmt.weight, "chance": fmt.chance, "whole": fmt.whole}


@dataclass(frozen=True)
class Number:
    """A figure with what it counts: a `Unit`'s value, or `points`, `change`, `weight`, `chance`, `whole`."""

    value: float
    kind: str


Cell = str | date | Number | None


@dataclass(frozen=True)
class Table:
    """Rows under named columns. What is missing is a text that says why; None is left blank, as `note` explains."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def cell_text(cell: Cell, language: str) -> str:
    """A cell as a person reads it.

    >>> cell_text(Number(0.9856, "ratio"), "zh"), cell_text(Number(-0.25, "change"), "zh"), cell_text(None, "zh")
    ('98.56%', '-0.25', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Number):
        if cell.kind in _UNITS:
            return fmt.measured(cell.value, Unit(cell.kind), language)
        if cell.kind == "change":
            return fmt.points(cell.value, sign=True)
        return _WRITTEN[cell.kind](cell.value)
    return fmt.day(cell)


def summary_table(
    facts: Facts, about: Sequence[tuple[str, str]], card: ScoreCard, remarks: Sequence[str], language: str
) -> Table:
    """What the report is about, the labelled levels with the figures behind them, and what must be known."""
    t, result = words(language), facts.result
    rows: list[tuple[Cell, ...]] = [(name, value, None) for name, value in about]
    for score in card.scores:
        rows.append((score.label, score.value, score.caption))
        if score.change is not None and score.change_label:
            rows.append((score.change_label, Number(score.change, "change"), None))
    if facts.rules.has_total:
        total = t("board.no_total") if result.total is None else Number(result.total, "points")
        rows.append((t("report.total", day=fmt.day(facts.day)), total, None))
    if facts.forecast is not None:
        target = fmt.day(facts.forecast.target_day)
        for item in facts.forecast.chances:
            label = t("report.chance_of", level=item.label[language], day=target)
            rows.append((label, Number(item.chance, "chance"), None))
        if facts.forecast.fan:
            end = facts.forecast.fan[-1]
            within = t("board.forecast_within", low=fmt.points(end.low), high=fmt.points(end.high))
            rows.append((t("report.median", day=target), Number(end.median, "points"), within))
    if card.binding:
        rows.append((t("report.binding"), card.binding, None))
    rows += [(t("report.remark"), text, None) for text in remarks]
    columns = (t("report.item"), t("report.value"), t("report.explained"))
    return Table("summary", t("report.sheet_summary"), columns, tuple(rows))


def dimension_table(facts: Facts, cards: Sequence[DimensionCard], language: str) -> Table:
    """Every dimension: score, weight, what it gives to the total, change, gate, next step; a gap says why."""
    t, result = words(language), facts.result
    rows = []
    for card in cards:
        item = result.dimensions[card.id]
        counted = item.scored and item.score is not None and facts.rules.has_total
        change = None if card.change is None else Number(card.change, "change")
        rows.append(
            (
                item.label[language],
                card.note if item.score is None else Number(item.score, "points"),
                Number(item.weight, "weight") if counted else card.weight or fmt.MISSING,
                Number(item.contribution, "points") if counted else fmt.MISSING,
                t("report.no_change") if change is None else change,
                card.change_label if change else fmt.MISSING,
                card.gate or t("gate.none"),
                card.next_step or fmt.MISSING,
                card.days or fmt.MISSING,
            )
        )
    columns = ("table.dimension", "table.score", "report.weight", "report.contribution", "report.change",
               "report.against", "report.gate", "table.next_step", "report.days_known")  # fmt: skip
    return _table("dimensions", columns, rows, t)


def metric_table(facts: Facts, language: str) -> Table:
    """Every metric of the rule set with what it was divided from, its score and its evidence."""
    t, result, rules = words(language), facts.result, facts.rules
    indicators = rules.indicators_for(result.category)
    rows: list[tuple[Cell, ...]] = []
    for (name, item), said in zip(indicators.items(), indicator_rows(result, rules, language), strict=True):
        row, metric = result.indicators[name], METRICS[item.metric]
        value = said[t("table.value")] if row.value is None else Number(row.value, metric.unit.value)
        rows.append(
            (
                said[t("table.dimension")],
                metric.label[language],
                *_parts(row, metric, t),
                value,
                _score(row, t),
                said[t("table.next_step")],
                said[t("table.window")],
                said[t("table.source")],
                said[t("table.evidence")],
            )
        )
    columns = ("table.dimension", "table.metric", "report.numerator", "report.denominator", "table.value",
               "table.score", "table.next_step", "table.window", "table.source", "table.evidence")  # fmt: skip
    return _table("metrics", columns, rows, t)


def _parts(row: IndicatorResult, metric: Metric, t: Words) -> tuple[Cell, Cell]:
    """Numerator and denominator; the platform's own figures come without them."""
    if row.value is None:
        return fmt.MISSING, Number(row.sample, "whole") if row.sample else fmt.MISSING
    if row.from_platform:
        return t("report.not_told"), t("report.not_told")
    money = metric.counts is CENTS
    kind = Unit.MONEY.value if money else metric.unit.value if metric.unit.is_time else "whole"
    numerator = Number(row.numerator / (100 if money else metric.scale), kind)
    if not metric.denominator:
        return numerator, t("report.a_count")
    return numerator, Number(row.sample / 100, kind) if money else Number(row.sample, "whole")


def _score(row: IndicatorResult, t: Words) -> Cell:
    if row.score is not None:
        return Number(row.score, "points")
    few = row.value is not None and row.sample_needed
    return t("board.too_few", count=fmt.whole(row.sample_needed)) if few else fmt.MISSING


def daily_table(facts: Facts, first: date, last: date, language: str) -> Table:
    """Each day of the range: total, every dimension, every metric of the last day's rule set over its window."""
    t, line = words(language), facts.timeline
    rules = line.rules_at(last)
    start, stop = (first - line.first_day).days, (last - line.first_day).days + 1
    named: list[tuple[str, Sequence[float], str]] = []
    if rules.has_total:
        named.append((t("board.total_line"), line.totals(0), "points"))
    named += [
        (row.label.text[language], line.dimension(name, 0), "points") for name, row in rules.dimensions.rows.items()
    ]
    metrics = dict.fromkeys(item.metric for item in rules.indicators_for(facts.result.category).values())
    named += [(METRICS[name].label[language], line.metric(name, 0), METRICS[name].unit.value) for name in metrics]
    rows = [
        (day, *(Number(float(values[at]), kind) if values[at] == values[at] else None for _, values, kind in named))
        for at, day in enumerate(line.days[start:stop], start=start)
    ]
    columns = (t("report.day"), *(label for label, _, _ in named))
    return Table("daily", t("report.sheet_daily"), columns, tuple(rows), t("report.blank"))


def fix_table(facts: Facts, hints: Sequence[HintRow], language: str) -> Table:
    """What to fix first, with the figures behind the sentences."""
    t = words(language)
    rows = [
        (
            Number(place, "whole"),
            item.label[language],
            Number(item.now, METRICS[item.metric].unit.value),
            Number(float(item.target), METRICS[item.metric].unit.value),
            Number(item.gain, "change"),
            row.gain,
            row.effort,
            item.feasible_by or fmt.MISSING,
            row.deadline,
            row.advice,
            t(f"evidence.{item.evidence.value}"),
        )
        for place, (item, row) in enumerate(zip(facts.hints, hints, strict=False), start=1)
    ]
    columns = ("report.place", "table.metric", "table.value", "report.target", "report.gain", "report.effect",
               "report.effort", "report.earliest", "report.deadline", "report.advice", "table.evidence")  # fmt: skip
    return _table("fixes", columns, rows, t)


def assumed_table(facts: Facts, language: str) -> Table:
    """The figures of the rule set that no source publishes."""
    t = words(language)
    found = figure_rows(facts.rules, language, "assumed")
    columns = ("rules.what", "rules.figures", "rules.evidence", "rules.why")
    rows = [tuple(row[t(name)] for name in columns) for row in found]
    return _table("assumed", columns, rows, t)


def _table(name: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]], t: Words) -> Table:
    return Table(name, t(f"report.sheet_{name}"), tuple(t(column) for column in columns), tuple(rows))
