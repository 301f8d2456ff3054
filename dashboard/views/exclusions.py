"""Exclusions as plain data: the list, the file that a new or changed one is written to, the two counts of a metric."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.data import plain_name
from scoring.certify.calendar import FilingDay
from scoring.intake.tables import TABLES
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import Panel
from scoring.measure.records import ExclusionRow
from scoring.rules.model import RuleSet

STATUSES = ("pending", "upheld", "rejected")
RECORDS = ("orders", "refunds", "reviews", "disputes", "chats", "service_tasks")
MINE = "page-"  # how the ids of those begin that were written on the page
_ICONS = {"pending": "◷", "upheld": "✓", "rejected": "✕"}


def status_text(status: str | None, language: str) -> str:
    """A status as an icon and a word.

    >>> status_text("upheld", "zh"), status_text(None, "en")
    ('✓ 通过', '? not given')
    """
    name = status if status in STATUSES else "unknown"
    return f"{_ICONS.get(name, '?')} {words(language)(f'exclude.status_{name}')}"


def what_text(row: ExclusionRow, language: str) -> str:
    """What an exclusion takes out, in a few words."""
    return what_of(cells_of(row), language)


def what_of(cells: Mapping[str, str], language: str) -> str:
    """The same of a row as it is written into a file.

    >>> what_of({"table": "orders", "record_id": "12"}, "zh")
    '订单 12'
    >>> what_of({"province": "河南", "from_day": "2022-06-01", "to_day": "2022-06-03"}, "zh")
    '河南 2022-06-01 至 2022-06-03'
    """
    t = words(language)
    if record := cells.get("record_id"):
        table = cells.get("table", "")
        return t("exclude.record", table=t(f"data.tables.{table}") if table in TABLES else table, record=record)
    days = [cells[name] for name in ("from_day", "to_day") if cells.get(name)]
    text = t("data.to", first=days[0], last=days[1]) if len(set(days)) > 1 else "".join(days[:1])
    return t("exclude.area", province=cells.get("province") or t("exclude.everywhere"), days=text or fmt.MISSING)


def exclusion_rows(rows: Sequence[ExclusionRow], language: str) -> list[dict[str, str]]:
    """The list, as it is shown."""
    t = words(language)
    return [
        {
            t("exclude.status"): status_text(row.status, language),
            t("exclude.what"): what_text(row, language),
            t("exclude.metric"): metric_name(row.metric or "", language),
            t("exclude.reason"): row.reason or fmt.MISSING,
            t("exclude.rows"): fmt.whole(row.rows) if row.rows else t("exclude.rows_none"),
            t("exclude.filed_on"): fmt.day(row.filed_on),
            t("exclude.decided_on"): fmt.day(row.decided_on),
        }
        for row in rows
    ]


def metric_name(metric: str, language: str) -> str:
    """A metric in words; an empty one stands for all."""
    if not metric:
        return words(language)("exclude.every_metric")
    return METRICS[metric].label[language] if metric in METRICS else metric


def metrics_to_choose() -> list[str]:
    """No metric, then every metric that is counted from events."""
    return ["", *(name for name, metric in METRICS.items() if not metric.from_platform)]


def with_id(cells: Mapping[str, object]) -> dict[str, str]:
    """A row of the canonical table with an id of its own: the same thing taken out has the same one."""
    plain = {name: "" if value is None else str(value) for name, value in cells.items()}
    names = ("table", "record_id", "metric", "province", "from_day", "to_day")
    mark = hashlib.sha256("\0".join(plain.get(name, "") for name in names).encode()).hexdigest()[:8]
    return {"exclusion_id": f"{MINE}{mark}", **plain}


def cells_of(row: ExclusionRow, **changed: object) -> dict[str, str]:
    """The row of an exclusion as it is written into a file again, with some cells changed."""
    cells = {**asdict(row), **changed}
    del cells["rows"]  # what was found of it in the data is no part of it
    return {name: "" if value is None else str(value) for name, value in cells.items()}


def row_file(cells: Mapping[str, str], shop: str, written_at: str, what: str, language: str) -> tuple[str, bytes]:
    """A file of one row and its speaking name.

    `written_at` is a column that no table has: a status that comes back after another one must not
    look like the file that was imported before.
    """
    status = cells.get("status", "")
    word = words(language)(f"exclude.status_{status if status in STATUSES else 'unknown'}")
    name = words(language)("exclude.file", id=cells["exclusion_id"], what=plain_name(what), status=word)
    whole = {**cells, "shop_id": shop, "written_at": written_at}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(whole))
    writer.writeheader()
    writer.writerow(whole)
    return name, text.getvalue().encode("utf-8")


def count_rows(counted: Panel, after: Panel, rules: RuleSet, language: str) -> list[dict[str, str]]:
    """Every metric that has a value, counted and after exclusions; those that differ come first."""
    t = words(language)
    ruled = rules.exclusions.metrics if rules.exclusions else ()
    rows = []
    for name, values in counted.metrics.items():
        metric, without = METRICS[name], after.metrics[name]
        if metric.from_platform or math.isnan(values.value[0, 0]):
            continue
        taken_out = int(without.excluded_cases[0, 0])
        label = metric.label[language] + (" *" if name in ruled else "")
        value = None if math.isnan(without.value[0, 0]) else float(without.value[0, 0])
        cells = {
            t("exclude.metric"): label,
            t("exclude.counted"): fmt.measured(float(values.value[0, 0]), metric.unit, language),
            t("exclude.after"): fmt.measured(value, metric.unit, language),
            t("exclude.taken_out"): fmt.whole(taken_out),
        }
        rows.append((-taken_out, cells))
    return [cells for _, cells in sorted(rows, key=lambda item: item[0])]


def latest_text(filing: FilingDay | None, day: date, language: str) -> str:
    """Until when to file for the next certification, seen from a day."""
    t = words(language)
    if filing is None:
        return t("exclude.latest_none")
    key = "exclude.latest" if filing.latest >= day else "exclude.latest_gone"
    days = {"date": filing.certification, "reference": filing.reference, "latest": filing.latest}
    return t(key, **{name: fmt.day(value) for name, value in days.items()})
