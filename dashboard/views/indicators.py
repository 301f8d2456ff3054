"""Every metric of the rule set in one table: value, sample, score, next step, and why we believe it."""

from __future__ import annotations

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.dimensions import needs_text
from scoring.assess.results import Assessment, IndicatorResult
from scoring.measure.catalogue import METRICS
from scoring.rules.model import Indicator, RuleSet
from scoring.rules.words import window_text


def indicator_rows(result: Assessment, rules: RuleSet, language: str) -> list[dict[str, str]]:
    """One row per indicator that is assessed for the shop's category; column name → text."""
    t = words(language)
    rows = []
    for name, item in rules.indicators_for(result.category).items():
        row, metric = result.indicators[name], METRICS[item.metric]
        gap = _missing(row, t, language) if row.value is None else ""
        rows.append(
            {
                t("table.dimension"): result.dimensions[item.dimension].label[language],
                t("table.metric"): metric.label[language],
                t("table.value"): fmt.measured(row.value, metric.unit, language) if row.value is not None else gap,
                t("table.sample"): fmt.whole(row.sample) if row.sample else fmt.MISSING,
                t("table.score"): fmt.points(row.score),
                t("table.next_step"): _next_step(row, item, t, language),
                t("table.window"): window_text(item.window),
                t("table.source"): t("table.from_platform") if row.from_platform else t("table.from_events"),
                t("table.evidence"): t(f"evidence.{row.evidence.value}"),
            }
        )
    return rows


def _missing(row: IndicatorResult, t: Words, language: str) -> str:
    if row.needs:
        return t("board.needs", columns=needs_text(row.needs, language))
    return t("board.too_few", count=row.sample_needed) if row.sample_needed else t("board.no_case")


def _next_step(row: IndicatorResult, item: Indicator, t: Words, language: str) -> str:
    if row.score is None:
        return fmt.MISSING
    better = [step for step in item.curve.points if float(step.score) > row.score]
    if not better:
        return t("table.best_step")
    reach = fmt.measured(better[-1].reach, METRICS[item.metric].unit, language)
    return t("table.step", reach=reach, score=format(better[-1].score, "f"))
