"""The annual fee and the assessments over months as plain data."""

from __future__ import annotations

from dashboard import format as fmt
from dashboard.text import Words, words
from dashboard.views.certification import Fact
from scoring.certify.annual_fee import FeeYear
from scoring.certify.standings import ConditionResult, PeriodResult
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.rules.fees import AnnualFee


def fee_facts(fee: FeeYear, language: str) -> list[Fact]:
    """Fee due, mean against its target, sales against the bands, and what comes back."""
    t = words(language)
    if not fee.months:
        caption = t("fee.no_fee", amount=_money(fee.prepaid, language))
        return [Fact(t("fee.due"), _money(0.0, language), caption, "good")]
    target = fmt.MISSING if fee.row.score is None else fmt.points(float(fee.row.score))
    mean_state = ""
    if fee.mean is not None and fee.row.score is not None:
        mean_state = "bad" if "score" in fee.lacking else "good"
    facts = [
        Fact(
            t("fee.due"),
            _money(fee.due, language),
            t("fee.due_caption", fee=_money(float(fee.row.fee), language), months=fee.months),
        ),
        Fact(t("fee.mean"), _score(fee.mean), t("fee.mean_caption", target=target), mean_state),
        Fact(t("fee.forecast"), _score(fee.forecast), _needed(fee, t)),
        Fact(
            t("fee.sales"),
            _money(fee.sales, language),
            t("fee.sales_caption", half=_money(fee.sales_half, language), full=_money(fee.sales_full, language)),
        ),
    ]
    band = t("fee.band_unknown") if fee.band is None else fmt.weight(fee.band)
    state = "" if fee.band is None or (fee.band and fee.lacking) else "good" if fee.band else "bad"
    facts.append(Fact(t("fee.band"), band, _band_caption(fee, t, language), state))
    return facts


def _needed(fee: FeeYear, t: Words) -> str:
    if fee.needed is None:
        return t("fee.forecast_caption")
    return t("fee.needed", score=_score(fee.needed), count=sum(end.state == "ahead" for end in fee.month_ends))


def _band_caption(fee: FeeYear, t: Words, language: str) -> str:
    if fee.lacking:
        lacking = t("board.list").join(t(f"fee.lacking_{name}") for name in fee.lacking)
        caption = t("fee.lacking", lacking=lacking)
    elif fee.band is None:
        caption = t("fee.band_unknown_caption")
    else:
        caption = t("fee.band_reached")
    if fee.returned:
        caption += t("fee.returned", amount=_money(fee.returned, language))
    return caption


def fee_month_rows(fee: FeeYear, language: str) -> list[dict[str, str]]:
    """The month ends of the mean, and how each counts."""
    t = words(language)
    return [
        {
            t("fee.month_end"): fmt.day(end.day),
            t("fee.score"): _score(end.score),
            t("fee.counts"): t(f"fee.month_{end.state}"),
        }
        for end in fee.month_ends
    ]


def clause_rows(rules: AnnualFee, language: str) -> list[dict[str, str]]:
    """The clauses of the rule that the calculation follows."""
    t = words(language)
    return [
        {
            t("fee.clause"): clause.label.text[language],
            t("fee.clause_text"): clause.text.text[language],
            t("rules.evidence"): t(f"evidence.{clause.evidence.kind.value}"),
        }
        for clause in rules.clauses.values()
    ]


def period_facts(result: PeriodResult, language: str) -> list[Fact]:
    """The phase, the standing, failing months, sales, and months without sales."""
    t = words(language)
    span = t("period.span", first=fmt.day(result.phase.first), last=fmt.day(result.phase.last))
    standing = {"passing": "good", "failed": "bad"}.get(result.state, "")
    facts = [
        Fact(t("period.phase"), t(f"period.phase_{result.phase.kind}"), span),
        Fact(
            t("period.standing"),
            t(f"period.state_{result.state}"),
            t("period.rules_of", day=fmt.day(result.rule_set)),
            standing,
        ),
    ]
    if result.before:
        state = {"passing": "good", "failed": "bad"}.get(result.before, "")
        facts.append(Fact(t("period.before"), t(f"period.ended_{result.before}"), t("period.before_caption"), state))
    if result.fails_from is not None and result.months:
        caption = t("period.allowed", left=result.may_still_fail, limit=result.fails_from)
        state = "bad" if result.failed >= result.fails_from else "good"
        value = t("period.failed_months", count=result.failed)
        facts.append(Fact(t("period.failing"), value, caption, state))
    if result.in_a_row is not None:
        caption = t("period.in_a_row_caption", limit=result.in_a_row)
        value = t("period.times", count=result.failed_in_a_row)
        facts.append(Fact(t("period.in_a_row"), value, caption))
    if result.dark is not None and result.dark_limit is not None:
        caption = t("period.dark_caption", limit=result.dark_limit)
        facts.append(Fact(t("period.dark"), t("period.months", count=result.dark), caption))
    return facts


def period_month_rows(result: PeriodResult, language: str) -> list[dict[str, str]]:
    """The month ends of the block, each against the floor."""
    t = words(language)
    verdicts = {True: "fails", False: "passes"}
    return [
        {
            t("fee.month_end"): fmt.day(month.day),
            t("fee.score"): _score(month.score),
            t("period.floor"): fmt.MISSING if result.floor is None else f"≥ {fmt.points(result.floor)}",
            t("certification.state"): t(
                f"period.month_{month.state if month.failed is None else verdicts[month.failed]}"
            ),
        }
        for month in result.months
    ]


def node_rows(result: PeriodResult, language: str) -> list[dict[str, str]]:
    """The sales nodes of the phase."""
    t = words(language)
    return [
        {
            t("period.node"): fmt.day(node.day),
            t("period.sales"): _money(node.sales, language),
            t("period.target"): t("period.no_target") if node.target is None else _money(node.target, language),
            t("certification.state"): t(f"period.node_{node.state}"),
        }
        for node in result.nodes
    ]


def condition_rows(result: PeriodResult, language: str) -> list[dict[str, str]]:
    """The conditions of the period."""
    t = words(language)
    return [
        {
            t("period.condition"): row.label[language],
            t("period.days"): t("period.span", first=fmt.day(row.first), last=fmt.day(row.last)),
            t("certification.now"): fmt.measured(row.value, METRICS[row.metric].unit, language),
            t("certification.line"): _line(row, language),
            t("certification.state"): t(f"period.condition_{row.state}"),
        }
        for row in result.conditions
    ]


def _line(row: ConditionResult, language: str) -> str:
    unit = METRICS[row.metric].unit
    if row.at_least is not None:
        return f"≥ {fmt.measured(row.at_least, unit, language)}"
    return f"< {fmt.measured(row.below, unit, language)}"


def _money(value: float | None, language: str) -> str:
    return fmt.measured(value, Unit.MONEY, language)


def _score(value: float | None) -> str:
    return fmt.MISSING if value is None else f"{value:.2f}"
