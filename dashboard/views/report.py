"""Everything a report says of one shop on one day, in one language, as plain data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.text import Words, words
from dashboard.views import report_tables as tables
from dashboard.views.adjustments import adjustment_lines
from dashboard.views.board import ScoreCard, gate_rows, header, score_card
from dashboard.views.completeness import calendar
from dashboard.views.dimensions import DimensionCard, dimension_cards, needs_text
from dashboard.views.hints import HintRow, hint_rows, no_hints_text
from dashboard.views.report_tables import Table
from dashboard.views.trend import Trend, metric_trend, score_trend
from scoring.measure.catalogue import METRICS

MOST_FIXES = 5
_WEEKS = "8"
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Report:
    """A report; the sentences are finished, the tables hold numbers.

    `about` are label and value, `gaps` what the data lacks, `gates` those that look at no dimension,
    `not_drawn` a sentence for every metric without a line.
    """

    language: str
    title: str
    shop: str
    day: date
    trial: str
    about: tuple[tuple[str, str], ...]
    line: str
    notices: tuple[str, ...]
    card: ScoreCard
    dimensions: tuple[DimensionCard, ...]
    fixes: tuple[HintRow, ...]
    no_fixes: str
    gaps: tuple[str, ...]
    gates: tuple[str, ...]
    adjustments: tuple[str, ...]
    trends: tuple[Trend, ...]
    not_drawn: tuple[str, ...]
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        """The table with that id."""
        return next(item for item in self.tables if item.id == name)


def report(facts: Facts, first: date, last: date, language: str) -> Report:
    """The report of the facts' day, with its trends from `first` to `last`."""
    t, result, rules = words(language), facts.result, facts.rules
    card = card_of(facts, language)
    reference = facts.next_certification[1] if facts.next_certification else None
    fixes = hint_rows(facts.hints, reference, language, MOST_FIXES)
    last_reference = facts.held[-1].reference_day if facts.held else None
    cards = dimension_cards(facts.timeline, facts.day, last_reference, facts.hints, facts.covered, language)
    drawn, not_drawn = _trends(facts, first, last, language)
    about, said, lacking = _about(facts, card, first, last, language), notices(facts, language), gaps(facts, language)
    gates = [t("board.gate_line", gate=label, state=said) for label, _, said in gate_rows(result.gates, language)]
    return Report(
        language,
        t("report.title"),
        facts.shop,
        facts.day,
        t("app.trial"),
        about,
        t("report.between").join(t("report.named", name=name, value=value) for name, value in about),
        said,
        card,
        tuple(cards),
        tuple(fixes),
        no_hints_text(rules, result, language),
        lacking,
        tuple(gates),
        tuple(adjustment_lines(result, rules, facts.beside, language)),
        drawn,
        not_drawn,
        (
            tables.summary_table(facts, about, card, (*said, *lacking), language),
            tables.dimension_table(facts, cards, language),
            tables.metric_table(facts, language),
            tables.daily_table(facts, first, last, language),
            tables.fix_table(facts, fixes, language),
            tables.assumed_table(facts, language),
        ),
    )


def card_of(facts: Facts, language: str) -> ScoreCard:
    """Certified, trial and forecast, what holds the next level back, and how sure it is."""
    return score_card(
        facts.result, facts.before, facts.certified, facts.rules, language, facts.forecast, facts.official
    )


def notices(facts: Facts, language: str) -> tuple[str, ...]:
    """What must be known before any figure is believed."""
    t = words(language)
    said = list(
        header(
            facts.shop, facts.sums, facts.dated, facts.result, facts.rules, language, pinned=facts.pinned
        ).notices
    )  # fmt: skip
    if facts.data != "own":
        said.insert(0, t(f"report.data_{facts.data}"))
    if facts.own_figures:
        said.append(t("own.in_use", count=facts.own_figures))
    if facts.calibrated:
        said.append(t("calibration.in_use", count=facts.calibrated))
    return tuple(said)


def gaps(facts: Facts, language: str, *, short: bool = False) -> tuple[str, ...]:
    """What the data lacks for this rule set: days of tables, tables that stop early, columns that are not there.

    `short` names the tables alone.
    """
    t = words(language)
    looked_at = facts.rules.windows_for(facts.result.category)
    needed = {column.split(".")[0] for name in looked_at for column in METRICS[name].columns}
    known = {
        table: {day: rows for day, rows in days.items() if day <= facts.day}
        for table, days in facts.days.items()
        if table in needed
    }
    shown = calendar(known, _WEEKS, language)
    found = [text for kind, text in shown.sentences if kind in ("gap", "ends")] if shown else []
    lacking = sorted({need for row in facts.result.missing for need in row.needs})
    if short:
        named: dict[str, list[str]] = {"report.lacking_tables": [], "report.lacking_columns": []}
        for table in dict.fromkeys(need.split(".")[0] for need in lacking):
            named["report.lacking_columns" if table in facts.days else "report.lacking_tables"].append(table)
        for key, names in named.items():
            if names:
                found.append(t(key, tables=t("board.list").join(t(f"data.tables.{table}") for table in names)))
    elif lacking:
        found.append(t("report.lacking", columns=needs_text(lacking, language)))
    return tuple(found)


def _about(facts: Facts, card: ScoreCard, first: date, last: date, language: str) -> tuple[tuple[str, str], ...]:
    t, result = words(language), facts.result
    parts = [
        ("report.shop", facts.shop),
        ("report.category", result.category or t("report.no_category")),
        ("header.scheme", facts.dated.scheme.label.text[language]),
        ("header.rules", fmt.day(result.rule_set)),
        ("report.day", fmt.day(facts.day)),
        ("report.as_of", fmt.day(facts.sums.last_day[0])),
        ("report.range", t("report.from_to", first=fmt.day(first), last=fmt.day(last))),
    ]
    if facts.next_certification:
        day, reference = facts.next_certification
        left = t("board.days_left", days=(day - facts.day).days)
        parts.append(
            ("board.next_certification", t("report.next", day=fmt.day(day), left=left, reference=fmt.day(reference)))
        )
    parts.append(("rules.evidence", card.evidence_text))
    return tuple((t(name), value) for name, value in parts)


def _trends(facts: Facts, first: date, last: date, language: str) -> tuple[tuple[Trend, ...], tuple[str, ...]]:
    """The scores, then every metric; the certification days stand in all of them."""
    t = words(language)
    scores = score_trend(
        facts.timeline, facts.certified, facts.notes, first, last, language, official=facts.official.totals
    )
    certified = tuple(mark for mark in scores.marks if mark.kind == "certification")
    rules = facts.timeline.rules_at(last)
    names = dict.fromkeys(item.metric for item in rules.indicators_for(facts.result.category).values())
    found = [scores]
    for name in names:
        metric = metric_trend(facts.timeline, name, facts.notes, first, last, language)
        said = t("report.and_certified", summary=metric.summary) if certified else metric.summary
        found.append(replace(metric, marks=(*metric.marks, *certified), summary=said))
    return tuple(item for item in found if not item.empty), tuple(item.empty for item in found if item.empty)


def change_text(change: float, t: Words) -> str:
    """A change in a word and an arrow: colour alone tells some readers nothing."""
    size = fmt.points(abs(change))
    if float(size) == 0:
        return t("report.no_change")
    return t("report.up" if change > 0 else "report.down", change=size)


def file_name(shop: str, scheme: str, day: date, ending: str) -> str:
    """The name of a report's file, safe in any folder.

    >>> file_name("a/b: 店", "tmall_experience_star", date(2022, 7, 5), "html")
    'a_b_店_tmall_experience_star_2022-07-05.html'
    """
    return f"{safe(shop)}_{safe(scheme)}_{day.isoformat()}.{ending}"


def safe(text: str) -> str:
    """A text as a part of a file name: nothing a file system or a terminal would act on, and not too long.

    >>> safe("..\\u202e/x"), safe(""), safe("own:mine")
    ('x', 'shop', 'own_mine')
    """
    plain = "".join("_" if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return _UNSAFE.sub("_", plain)[:_LONGEST_NAME].strip("._ ") or "shop"
