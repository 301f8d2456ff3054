"""The certification page shows what `scoring` certifies, charges and judges, and what is still missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from app_at_hand import assert_fine, metrics_of, opened, words_of
from shops_to_show import STAR, sample, sample_events

from dashboard import format as fmt
from dashboard.charts import level_steps
from dashboard.text import LANGUAGES, words
from dashboard.views import certification as view
from dashboard.views import months
from scoring.certify.annual_fee import Tenure, fee_on
from scoring.certify.levels import certify
from scoring.certify.penalties import penalties_on
from scoring.certify.periods import standing_on
from scoring.certify.uses import label_on, uses_on
from scoring.figures import Unit
from scoring.measure.records import Violation, violations_of
from scoring.rules.catalogue import fee_scheme, period_scheme

pytestmark = pytest.mark.usefixtures("no_data")
language = pytest.mark.parametrize("language", LANGUAGES)
FEE, MERCHANT = fee_scheme("tmall_annual_fee"), period_scheme("tmall_merchant_assessment")


@language
def test_the_page_shows_the_certified_level_and_the_fee_that_scoring_works_out(language: str) -> None:
    shop, t = sample(), words(language)
    app = opened("certification", {"lang": language, "scheme": STAR})
    assert_fine(app)
    violations = violations_of(sample_events(), shop.sums.shops[0])
    held = [item for item in certify(shop.timeline, shop.dated, 0, violations) if item.day <= shop.day][-1]
    fee = fee_on(FEE, shop.sums, 0, shop.category, shop.day, Tenure(), violations)
    shown = metrics_of(app)
    assert shown[t("board.certified")] == view.level_text(held, shop.rules, t, language)
    assert shown[t("fee.mean")] == f"{fee.mean:.2f}"
    assert shown[t("fee.due")] == fmt.measured(fee.due, Unit.MONEY, language)
    assert shown[t("fee.band")] == fmt.weight(fee.band or 0)


@language
def test_opening_and_leaving_days_come_from_the_address_and_change_the_fee(language: str) -> None:
    shop, t = sample(), words(language)
    address = {"lang": language, "opened": "2022-04-10", "left": "2022-06-20"}
    app = opened("certification", address)
    assert_fine(app)
    fee = fee_on(FEE, shop.sums, 0, shop.category, shop.day, Tenure(date(2022, 4, 10), date(2022, 6, 20)))
    assert fee.months == 2
    assert metrics_of(app)[t("fee.due")] == fmt.measured(10_000, Unit.MONEY, language)
    assert t("fee.month_exit_month") in words_of(app)
    # A shop that has left is no longer assessed; one that has only opened is.
    assert t("period.left") in [item.value for item in app.info]
    open_still = metrics_of(opened("certification", {"lang": language, "opened": "2022-04-10"}))
    standing = standing_on(MERCHANT, shop.sums, 0, shop.category, shop.day, date(2022, 4, 10))
    assert open_still[t("period.phase")] == t(f"period.phase_{standing.phase.kind}")


@language
def test_days_that_cannot_be_are_said_and_leave_the_figures_as_they_are(language: str) -> None:
    t = words(language)
    plain = metrics_of(opened("certification", {"lang": language}))
    for address in ({"opened": "2030-01-01"}, {"left": "2021-01-01"}):
        app = opened("certification", {"lang": language, **address})
        assert_fine(app)
        assert metrics_of(app) == plain
    key = "tenure.left_other_year"
    assert t(key, left="2021-01-01", year=2022) in [item.value for item in app.warning]


@language
def test_what_nobody_can_judge_is_not_called_passing(language: str) -> None:
    t = words(language)
    shown = metrics_of(opened("certification", {"lang": language, "assessment": "new_retail_workbench"}))
    assert shown[t("period.standing")] == t("period.state_not_known")


@language
def test_leaving_in_the_month_of_opening_costs_nothing(language: str) -> None:
    address = {"lang": language, "day": "2022-03-31", "opened": "2022-03-01", "left": "2022-03-20"}
    app = opened("certification", address)
    assert_fine(app)
    t = words(language)
    assert metrics_of(app)[t("fee.due")] == fmt.measured(0, Unit.MONEY, language)
    assert t("fee.band") not in metrics_of(app)


@language
def test_leaving_before_opening_is_said_and_not_used(language: str) -> None:
    app = opened("certification", {"lang": language, "opened": "2022-04-10", "left": "2022-04-01"})
    assert_fine(app)
    assert words(language)("tenure.left_too_early") in [item.value for item in app.warning]
    assert words(language)("fee.month_exit_month") not in words_of(app)


@language
@pytest.mark.parametrize("name", ["fliggy_assessment", "new_retail_workbench", "tmall_merchant_assessment"])
def test_every_assessment_over_months_can_be_chosen(language: str, name: str) -> None:
    app = opened("certification", {"lang": language, "assessment": name})
    assert_fine(app)
    assert words(language)("period.standing") in metrics_of(app)


@language
def test_a_scheme_without_certification_says_so_and_shows_what_the_score_brings(language: str) -> None:
    app = opened("certification", {"lang": language, "scheme": "shop_real_experience"})
    assert_fine(app)
    t = words(language)
    assert t("certification.not_certified") in [item.value for item in app.info]
    assert t("board.certified") not in metrics_of(app)
    shop = sample("shop_real_experience")
    for row in shop.rules.uses.values():
        assert row.label.text[language] in words_of(app)


@language
def test_a_penalty_is_named_with_its_end_and_lowers_the_certified_level(language: str) -> None:
    shop, t = sample(), words(language)
    best = max(row.level for row in shop.rules.levels)
    violations = [Violation("general_node", 0, date(2022, 6, 28))]
    certified = certify(shop.timeline, shop.dated, 0, violations)
    held = next(item for item in certified if item.day == date(2022, 7, 1))
    earned = replace(held, earned=best, level=Decimal(4))
    row = view.certification_rows([earned], shop.rules, language)[0]
    assert t("certification.capped", earned=view._level_name(best, shop.rules, language)) in " ".join(row.values())
    active = penalties_on(shop.rules, violations, shop.day)
    label = label_on(shop.timeline, shop.day, 0, certified, violations)
    facts = {item.label: item for item in view.facts(certified, active, label, shop.result, shop.rules, language)}
    penalty = facts[t("certification.penalty")]
    assert (penalty.value, penalty.state) == (active[0].label[language], "bad")
    assert fmt.day(active[0].until) in penalty.caption
    assert label is not None
    assert (facts[t("certification.goods_label")].value, label.carried) == (t("certification.label_off"), False)


@language
def test_without_a_violation_no_penalty_is_shown(language: str) -> None:
    shop, t = sample(), words(language)
    facts = {item.label: item for item in view.facts(shop.certified(), [], None, shop.result, shop.rules, language)}
    assert facts[t("certification.penalty")].state == "good"


def test_the_chart_holds_every_level_until_the_end_of_its_validity() -> None:
    shop = sample()
    levels = view.levels(shop.certified(), shop.rules, "zh")
    (trace,) = level_steps(levels).data
    certified = [item for item in shop.certified() if item.state != "no_data"]
    assert list(trace.x) == [*(item.day for item in certified), certified[-1].valid_until]
    assert list(trace.y) == [*(float(item.level or 0) for item in certified), float(certified[-1].level or 0)]


@language
def test_what_the_score_brings_names_line_figure_and_state(language: str) -> None:
    shop, t = sample("douyin_experience"), words(language)
    uses = uses_on(shop.timeline, shop.day, 0)
    rows = view.use_rows(uses, shop.rules, language)
    assert len(rows) == len(shop.rules.uses) > 0
    for row, item in zip(rows, uses, strict=True):
        names = [dimension.label.text[language] for dimension in shop.rules.dimensions.rows.values()]
        over = [t(f"certification.over_{name}", days=item.days) for name in ("mean", "every_day")]
        assert row[t("certification.line")].startswith((*names, *over, t("board.total_line")))
        assert (" < " if item.below else " ≥ ") in row[t("certification.line")]


@language
def test_month_ends_say_how_they_count(language: str) -> None:
    shop, t = sample(), words(language)
    fee = fee_on(FEE, shop.sums, 0, shop.category, shop.day)
    rows = months.fee_month_rows(fee, language)
    assert [row[t("fee.counts")] for row in rows] == [t("fee.month_counted")] * 6 + [t("fee.month_ahead")] * 6
    facts = {item.label: item for item in months.fee_facts(fee, language)}
    assert facts[t("fee.mean")].state == "good"
    assert t("fee.lacking_sales") in facts[t("fee.band")].caption
