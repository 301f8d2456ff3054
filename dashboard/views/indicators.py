"""Every metric of the rule set in one table: value, sample, score, next step, and why we believe it."""

from __future__ import annotations

from dashboard import format as fmt
from dashboard.text import Words, words
from scoring.assess.explain import Assessment, IndicatorResult
from scoring.measure.catalogue import METRICS
from scoring.rules.evidence import evidenced_tables
from scoring.rules.model import Indicator, RuleSet


def indicator_rows(result: Assessment, rules: RuleSet, language: str) -> list[dict[str, str]]:
    """One row per indicator that is assessed for the shop's category; column name → text."""
    t = words(language)
    rows = []
    for name, item in rules.indicators_for(result.category).items():
        row, metric = result.indicators[name], METRICS[item.metric]
        gap = _missing(row, t) if row.value is None else ""
        rows.append(
            {
                t("table.dimension"): result.dimensions[item.dimension].label[language],
                t("table.metric"): metric.label[language],
                t("table.value"): fmt.measured(row.value, metric.unit, language) if row.value is not None else gap,
                t("table.sample"): fmt.whole(row.sample) if row.sample else fmt.MISSING,
                t("table.score"): fmt.points(row.score),
                t("table.next_step"): _next_step(row, item, t, language),
                t("table.window"): _window(item),
                t("table.source"): t("table.from_platform") if row.from_platform else t("table.from_events"),
                t("table.evidence"): t(f"evidence.{row.evidence.value}"),
            }
        )
    return rows


def _missing(row: IndicatorResult, t: Words) -> str:
    if row.needs:
        return t("board.needs", columns=", ".join(row.needs))
    return t("board.too_few", count=row.sample_needed) if row.sample_needed else t("board.no_case")


def _next_step(row: IndicatorResult, item: Indicator, t: Words, language: str) -> str:
    if row.score is None:
        return fmt.MISSING
    better = [step for step in item.curve.points if float(step.score) > row.score]
    if not better:
        return t("table.best_step")
    reach = fmt.measured(better[-1].reach, METRICS[item.metric].unit, language)
    return t("table.step", reach=reach, score=format(better[-1].score, "f"))


def _window(item: Indicator) -> str:
    last = f"T-{item.window.lag}" if item.window.lag else "T"
    return f"T-{item.window.lag + item.window.days - 1}…{last}" if item.window.days > 1 else last


def assumed_figures(rules: RuleSet, language: str) -> list[dict[str, str]]:
    """Every figure of the rule set that no source publishes: what, why it was taken, what if it is wrong."""
    t = words(language)
    rows = []
    for at, grounds, figures in evidenced_tables(rules):
        if grounds.provenance == "assumed":
            rows.append(
                {
                    t("assumed.what"): _place(at, rules, t, language),
                    t("assumed.figures"): " / ".join(format(figure.normalize(), "f") for figure in figures)
                    or fmt.MISSING,
                    t("assumed.because"): grounds.because.text[language],
                    t("assumed.if_wrong"): grounds.if_wrong.text[language],
                }
            )
    return rows


def _place(at: tuple[str | int, ...], rules: RuleSet, t: Words, language: str) -> str:
    kind = t(f"assumed.{at[0]}")
    if at[0] == "indicators":
        part = at[2] if len(at) > 2 else ""
        return f"{rules.indicators[str(at[1])].label.text[language]} · {t(f'assumed.part_{part}')}"
    if at[0] == "gates":
        return f"{kind} · {rules.gates[str(at[1])].label.text[language]}"
    if at[0] == "levels":
        return f"{kind} · {rules.levels[int(at[1])].label.text[language]}"
    return kind
