"""Which segments carry the shortfall of a metric: the ranking, the sentence about the worst, and the rows behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from dashboard import format as fmt
from dashboard.text import locale, words
from scoring.figures import Unit
from scoring.measure.attributes import ATTRIBUTES
from scoring.measure.catalogue import METRICS
from scoring.measure.segments import Segment

MOST_BARS = 10
FACTORS = 3
MOST_ROWS = 200
LEAST_SAMPLE = 20
_MEASURES = {Unit.HOUR: "hour", Unit.SECOND: "second", Unit.SCORE: "score"}
CODED = ("kind", "liable", "stage")  # columns whose values are codes


@dataclass(frozen=True)
class Bar:
    """One segment as a bar: how much worse than the rest it is, and what is said of it."""

    part: tuple[str, str]
    label: str
    excess: float
    text: str
    hover: str
    low: bool


@dataclass(frozen=True)
class Ranking:
    """The segments that are worse than the rest, the worst first; `empty` is said where there are none."""

    bars: tuple[Bar, ...]
    title: str
    summary: str
    empty: str


@dataclass(frozen=True)
class Factor:
    """One segment as a card: its own figure, how much worse than the rest it is, and on what that rests."""

    label: str
    figure: str
    excess: str
    note: str


def value_label(attribute: str, value: str, language: str) -> str:
    """A segment as a person calls it: an hour as from-to, a weekday by its name, a code in words."""
    t = words(language)
    kind = ATTRIBUTES[attribute].kind
    if value == "":
        return t("diagnosis.not_stated")
    if kind == "hour":
        return f"{int(value)}:00–{int(value) + 1}:00"
    if kind == "weekday":
        return t(f"diagnosis.weekday_{value}")
    return code_label(value, language) if attribute == "refund_kind" else value


def code_label(value: str, language: str) -> str:
    """A code of a canonical table in words; anything else stands as it is."""
    return locale(language).get(f"diagnosis.code_{value}", value)


def attribute_label(attribute: str, language: str) -> str:
    """The name of an attribute."""
    return ATTRIBUTES[attribute].label[language]


def part_label(part: tuple[str, str], language: str) -> str:
    """Attribute and value, as `快递公司 圆通`."""
    return words(language)(
        "diagnosis.part", attribute=attribute_label(part[0], language), value=value_label(*part, language)
    )


def ranking(segments: Sequence[Segment], metric_id: str, attribute: str, language: str) -> Ranking:
    """The worst segments of one attribute, or of all where `attribute` is empty."""
    t, metric = words(language), METRICS[metric_id]
    worse = [segment for segment in segments if _worse(segment)][:MOST_BARS]
    bars = tuple(_bar(segment, metric_id, language, whole_name=not attribute) for segment in worse)
    name = attribute_label(attribute, language) if attribute else t("diagnosis.all_attributes")
    title = t("diagnosis.ranking", metric=metric.label[language], attribute=name)
    if attribute and not segments:
        return Ranking((), title, "", t("diagnosis.no_segments"))
    if not bars:
        return Ranking((), title, "", t("diagnosis.none_stands_out", metric=metric.label[language]))
    summary = t("diagnosis.ranking_summary", title=title, worst=bars[0].label, text=bars[0].text, count=len(bars))
    return Ranking(bars, title, summary, "")


def excess_text(excess: float, metric_id: str, language: str) -> str:
    """How much worse than the rest, in the metric's own measure: cases, or hours, seconds and points in all."""
    t, metric = words(language), METRICS[metric_id]
    if metric.unit is Unit.RATIO:
        if metric.better == "lower":
            return t("diagnosis.excess_cases_lower", count=fmt.amount(excess))
        return t("diagnosis.excess_cases_higher", count=fmt.amount(excess), counts=metric.counts[language])
    return t(f"diagnosis.excess_{_MEASURES.get(metric.unit, 'other')}", count=fmt.amount(excess))


def worst_sentence(worst: Sequence[Segment], metric_id: str, language: str) -> str:
    """What the shortfall mainly comes from: the worst segment and its figures, the next by name; empty for none."""
    t, metric = words(language), METRICS[metric_id]
    found = [segment for segment in worst if _worse(segment)]
    if not found:
        return ""
    first = found[0]
    sentence = t(
        "diagnosis.worst",
        metric=metric.label[language],
        part=part_label((first.attribute, first.value), language),
        excess=excess_text(first.excess, metric_id, language),
        sample=fmt.whole(first.denominator),
        figure=fmt.measured(first.figure, metric.unit, language),
        rest=fmt.measured(first.rest, metric.unit, language),
    )
    others = [part_label((segment.attribute, segment.value), language) for segment in found[1:3]]
    return sentence + t("diagnosis.worst_also", parts=t("board.list").join(others)) if others else sentence


def factor_cards(
    worst: Sequence[Segment], by: Mapping[str, Sequence[Segment]], metric_id: str, language: str
) -> list[Factor]:
    """The segments that cost most, as cards: those beyond chance, then the worst of every attribute, so marked."""
    t, unit = words(language), METRICS[metric_id].unit
    others = [found[0] for found in by.values() if found and found[0] not in worst]
    others = [segment for segment in others if segment.denominator >= LEAST_SAMPLE]
    return [
        Factor(
            part_label((segment.attribute, segment.value), language),
            fmt.measured(segment.figure, unit, language),
            excess_text(segment.excess, metric_id, language),
            t(
                "diagnosis.factor_note" if segment in worst else "diagnosis.factor_by_chance",
                rest=fmt.measured(segment.rest, unit, language),
                sample=_sample(segment, language),
            ),
        )
        for segment in [*worst, *sorted(others, key=lambda segment: -segment.excess)]
        if _worse(segment)
    ][:FACTORS]


def segment_rows(
    segments: Sequence[Segment], metric_id: str, language: str, most: int | None = MOST_ROWS
) -> list[dict[str, str]]:
    """The ranking as a table: segment, excess, its figure and the rest's, sample, share; `most` None gives all."""
    t, unit = words(language), METRICS[metric_id].unit
    return [
        {
            t("diagnosis.segment"): part_label((segment.attribute, segment.value), language),
            t("diagnosis.excess"): excess_text(segment.excess, metric_id, language) if _worse(segment) else fmt.MISSING,
            t("diagnosis.figure"): fmt.measured(segment.figure, unit, language),
            t("diagnosis.rest"): fmt.measured(segment.rest, unit, language),
            t("table.sample"): _sample(segment, language),
            t("diagnosis.share"): fmt.weight(segment.share),
        }
        for segment in segments[:most]
    ]


def parts_of(segments: Iterable[Segment]) -> list[tuple[str, str]]:
    """The segments as they stand in an address, in the order given."""
    return list(dict.fromkeys((segment.attribute, segment.value) for segment in segments))


def readable_rows(
    rows: pa.Table, language: str, most: int | None = None, metric_id: str = ""
) -> list[dict[str, object]]:
    """Rows of a canonical table with the names of their columns in words; empty columns are left out.

    `most` limits them for the screen; None gives all of them, for a file. The metric says what their `figure`
    is measured in.
    """
    cut = rows if most is None else rows.slice(0, most)
    filled = [name for name in cut.column_names if name != "shop_id" and cut[name].null_count < cut.num_rows]
    # What is the same in every row of one table goes without saying.
    filled = [name for name in filled if name not in ("table", "bad") or len(cut[name].unique()) > 1]
    labels = {name: column_label(name, language) for name in filled}
    if "figure" in labels and (suffix := fmt.suffix(METRICS[metric_id].unit, language).strip()):
        labels["figure"] = words(language)("diagnosis.in_unit", name=labels["figure"], unit=suffix)
    columns = {name: cut[name].to_pylist() for name in filled}
    return [{labels[name]: _cell(name, columns[name][at], language) for name in filled} for at in range(cut.num_rows)]


def column_label(name: str, language: str) -> str:
    """The name of a column in words."""
    known = locale(language)
    return known.get(f"column.{name}", known.get(f"diagnosis.column_{name}", name))


def file_name(parts: Sequence[str]) -> str:
    """The name of a file of rows, without what no file system takes."""
    return re.sub(r'[\\/:*?"<>|\s]+', "-", "_".join(filter(None, parts))) + ".csv"


def _worse(segment: Segment) -> bool:
    return segment.excess > 0 and segment.rest is not None


def _bar(segment: Segment, metric_id: str, language: str, *, whole_name: bool) -> Bar:
    t, unit = words(language), METRICS[metric_id].unit
    part = (segment.attribute, segment.value)
    hover = t(
        "diagnosis.bar_hover",
        part=part_label(part, language),
        excess=excess_text(segment.excess, metric_id, language),
        sample=_sample(segment, language),
        figure=fmt.measured(segment.figure, unit, language),
        rest=fmt.measured(segment.rest, unit, language),
    )
    label = part_label(part, language) if whole_name else value_label(*part, language)
    measure = "cases" if unit is Unit.RATIO else _MEASURES.get(unit, "other")
    short = t(f"diagnosis.bar_{measure}", count=fmt.amount(segment.excess))
    return Bar(part, label, round(segment.excess, 2), short, hover, segment.denominator < LEAST_SAMPLE)


def _sample(segment: Segment, language: str) -> str:
    count = fmt.whole(segment.denominator)
    return words(language)("diagnosis.low_sample", count=count) if segment.denominator < LEAST_SAMPLE else count


def _cell(name: str, value: object, language: str) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return words(language)("diagnosis.yes" if value else "diagnosis.no")
    if isinstance(value, date):
        return fmt.day(value)
    if name == "amount" and isinstance(value, int | float | Decimal):
        return str(Decimal(value).quantize(Decimal("0.01")))
    if isinstance(value, float):
        return round(value, 1)
    if name == "table":
        return locale(language).get(f"data.tables.{value}", value)
    return code_label(str(value), language) if name in CODED else value
