"""The tables of the alerts page: every metric's lines, and what fired; and what a person types as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.alerts import alert_in, firing_line, line_text, name
from dashboard.views.data import beijing_time
from scoring.figures import Unit
from scoring.improve.alerts import MUTED, OVER
from scoring.improve.lines import Line, warns_first
from scoring.store.firings import Firing


@dataclass(frozen=True)
class LineInput:
    """What the two fields of a metric's lines show and take, in the unit people read."""

    label: str
    warn: float | None
    breach: float | None
    highest: float | None
    step: float
    shape: str
    unit: str


def line_rows(lines: Sequence[Line], language: str) -> list[dict[str, str]]:
    """Every metric with its figure, its lines, where they come from and how it stands."""
    t = words(language)
    return [
        {
            t("alerts.metric"): line.label[language],
            t("alerts.state"): t(f"alerts.state_{line.state}"),
            t("alerts.now"): _now(line, language),
            t("alerts.edit_warn_plain"): line_text(line.warn, line.unit, language),
            t("alerts.edit_breach_plain"): line_text(line.breach, line.unit, language),
            t("alerts.outlook"): _outlook(line, language),
            t("alerts.source"): source(line, language),
            t("alerts.evidence"): _evidence(line, language),
        }
        for line in lines
    ]


def _now(line: Line, language: str) -> str:
    """The figure, with as many decimals as tell it from its lines."""
    shown = fmt.measured(line.now, line.unit, language)
    like = [value for value in (line.warn, line.breach) if line_text(value, line.unit, language) == shown]
    if any(float(value) != line.now for value in like if value is not None):
        return fmt.measured(line.now, line.unit, language, finer=2)
    return shown


def source(line: Line, language: str) -> str:
    """Where a metric's lines come from, or why it has none."""
    t = words(language)
    if line.source == "none":
        return t(f"alerts.none_{line.why_none}")
    if line.certified_on:
        return t("alerts.source_certified", day=fmt.day(line.certified_on))
    return t(f"alerts.source_{line.source}")


def line_input(line: Line, language: str) -> LineInput:
    """The fields to set a metric's lines with; they begin with the lines that count now."""
    highest = line.unit.highest
    decimals = fmt.decimals(line.unit)
    if line.unit is Unit.RATIO:
        decimals += 1  # the steps of shares lie as close as 0.05 %
    # Multiplied while it is exact: what is shown and saved again unchanged stays what it was.
    times = Decimal(str(fmt.shown(1, line.unit)))
    shown = [None if value is None else float(value * times) for value in (line.warn, line.breach)]
    return LineInput(
        line.label[language],
        shown[0],
        shown[1],
        None if highest == float("inf") else fmt.shown(highest, line.unit),
        10.0**-decimals,
        f"%.{decimals}f",
        fmt.suffix(line.unit, language).strip(),
    )


def typed_line(value: float | None, unit: Unit) -> Decimal | None:
    """What was typed as a line, exactly as it was written; None for an empty field.

    >>> typed_line(95.75, Unit.RATIO), typed_line(48.0, Unit.HOUR), typed_line(None, Unit.HOUR)
    (Decimal('0.9575'), Decimal('48'), None)
    """
    if value is None:
        return None
    exact = Decimal(str(value)) / (100 if unit is Unit.RATIO else 1)
    return exact if exact != exact.to_integral_value() else exact.quantize(Decimal(1))


def line_fault(line: Line, warn: Decimal | None, breach: Decimal | None, language: str) -> str:
    """What is wrong with lines that were typed, in a sentence; empty when nothing is."""
    t = words(language)
    if warn is None and breach is None:
        return t("alerts.type_one")
    if warn is not None and breach is not None and not warns_first(warn, breach, line.better):
        return t(f"alerts.order_{line.better}")
    return ""


def history_rows(firings: Sequence[Firing], language: str) -> list[dict[str, str]]:
    """What fired, the latest first: when, what, how it changed, and whether it was sent."""
    t = words(language)
    return [
        {
            t("alerts.day"): fmt.day(item.day),
            t("alerts.what"): name(alert_in(item), language),
            t("alerts.state"): t(f"alerts.state_{item.state}"),
            t("alerts.said"): firing_line(item, language) if item.state not in (OVER, MUTED) else fmt.MISSING,
            t("alerts.sent"): _sent(item, language),
            t("alerts.logged"): beijing_time(item.at)[:16],
        }
        for item in firings
    ]


def _sent(firing: Firing, language: str) -> str:
    t = words(language)
    return t("alerts.sent_to", count=len(firing.sent_to)) if firing.sent_to else t("alerts.sent_no")


def _outlook(line: Line, language: str) -> str:
    t = words(language)
    if line.days_left is not None:
        return t("alerts.outlook_days", days=line.days_left)
    return t("alerts.outlook_since", day=fmt.day(line.since)) if line.since else fmt.MISSING


def _evidence(line: Line, language: str) -> str:
    t = words(language)
    return t(f"evidence.{line.evidence.value}") if line.source in ("certified", "week", "today") else fmt.MISSING
