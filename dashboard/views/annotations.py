"""Annotations as plain data: the list, the file a new or changed one is written to, before and after one."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.data import plain_name
from dashboard.views.metric_days import cases_text
from dashboard.views.trend_facts import signed_distance
from scoring.measure.catalogue import METRICS
from scoring.measure.metric import Metric
from scoring.measure.patterns import BY_CHANCE, Change, Side
from scoring.measure.records import Annotation

MINE = "page-"  # how the ids of those begin that were written on the page, and the files of those changed there
LONGEST = 200
_IN_A_NAME = 24


@dataclass(frozen=True)
class Comparison:
    """Before and after: the rows, a sentence over all of them, and the days of data still to come (0 = complete)."""

    rows: tuple[dict[str, str], ...]
    sentence: str
    days_lacking: int


def annotation_rows(annotations: Sequence[Annotation], language: str) -> list[dict[str, str]]:
    """The list, the newest first; the number is the one on the chart."""
    t = words(language)
    rows = [
        {t("notes.number"): str(number), t("trends.day"): fmt.day(item.day), t("notes.text"): item.text}
        for number, item in enumerate(annotations, start=1)
    ]
    return rows[::-1]


def choice_label(number: int, item: Annotation) -> str:
    """An annotation in a list to choose from."""
    return f"{number} · {fmt.day(item.day)} · {item.text}"


def is_there(annotations: Sequence[Annotation], day: date, text: str) -> bool:
    """Whether the same words stand on the same day already."""
    return any(item.day == day and item.text == text for item in annotations)


def new_id(day: date, text: str, written_at: str) -> str:
    """An id for an annotation written on the page; one written again after it was removed is another one."""
    mark = hashlib.sha256("\0".join((day.isoformat(), text, written_at)).encode()).hexdigest()[:10]
    return MINE + mark


def mark_of(annotation_id: str) -> str:
    """What the names of the files that the page writes about an annotation hold.

    >>> mark_of("page-12ab"), mark_of("A001")
    ('page-12ab', 'page-A001')
    """
    return annotation_id if annotation_id.startswith(MINE) else MINE + annotation_id


def row_file(item: Annotation, shop: str, written_at: str, language: str) -> tuple[str, bytes]:
    """A file of one row and its speaking name.

    `written_at` is a column that no table has: words that come back after others must not look like the
    file that was imported before.
    """
    short = item.text if len(item.text) <= _IN_A_NAME else item.text[:_IN_A_NAME] + "…"
    mark = plain_name(mark_of(item.annotation_id))
    name = words(language)("notes.file", id=mark, day=fmt.day(item.day), text=plain_name(short))
    row = {
        "shop_id": shop,
        "annotation_id": item.annotation_id,
        "day": item.day.isoformat(),
        "text": item.text,
        "written_at": written_at,
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return name, text.getvalue().encode("utf-8")


def comparison(changes: Sequence[Change], day: date, count: int, names: Mapping[str, str], language: str) -> Comparison:
    """Every metric before and after a day; `names` are the dimensions of the metrics, in the order of the rows."""
    t = words(language)
    by_metric = {item.metric: item for item in changes}
    ordered = [by_metric[name] for name in names if name in by_metric]
    rows = tuple(_row(item, names[item.metric], t, language) for item in ordered)
    lacking = min((item.days_lacking for item in ordered), default=0)
    if not ordered:
        return Comparison((), t("notes.nothing_measured"), 0)
    if lacking:
        return Comparison(rows, t("notes.wait", days=lacking, count=count), lacking)
    known = [item for item in ordered if item.chance is not None]
    if not known:
        return Comparison(rows, t("notes.nothing_to_compare"), 0)
    real = [item for item in known if _state(item) in ("better", "worse")]
    better = sum(item.better is True for item in real)
    span = {
        "before": fmt.day(day - timedelta(days=count)), "after": fmt.day(day + timedelta(days=count)), "count": count,
    }  # fmt: skip
    sentence = t("notes.sentence", better=better, worse=len(real) - better, rest=len(known) - len(real), **span)
    return Comparison(rows, sentence, 0)


def _state(item: Change) -> str:
    if item.chance is None:
        return "wait" if item.days_lacking else "early" if item.begins_late else "none"
    if item.better is None:
        return "same"
    if item.chance >= BY_CHANCE:
        return "by_chance"
    return "better" if item.better else "worse"


def _row(item: Change, dimension: str, t: Words, language: str) -> dict[str, str]:
    metric, state = METRICS[item.metric], _state(item)
    change = fmt.MISSING
    if item.before.figure is not None and item.after.figure is not None:
        change = signed_distance(item.after.figure - item.before.figure, metric, language) or t("trends.same")
    verdict = t("notes.state_wait", days=item.days_lacking) if state == "wait" else t(f"notes.state_{state}")
    return {
        t("trends.metric"): metric.label[language],
        t("notes.verdict"): verdict,
        t("notes.change"): change,
        t("notes.before"): fmt.measured(item.before.figure, metric.unit, language),
        t("notes.after"): fmt.measured(item.after.figure, metric.unit, language),
        t("notes.cases"): f"{_cases(item.before, metric, language)} → {_cases(item.after, metric, language)}",
        t("table.dimension"): dimension or fmt.MISSING,
    }


def _cases(side: Side, metric: Metric, language: str) -> str:
    return cases_text(metric, side.cases, language) if side.days else fmt.MISSING
