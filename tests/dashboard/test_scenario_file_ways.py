"""A file of a scenario: used another way only when that is asked for, and what else it gives counts too."""

from datetime import date
from decimal import Decimal

import pytest
from app_at_hand import assert_fine, messages
from made_up import csv_bytes
from scenarios_on_screen import field, form, group, put_in, scenario_page, stack_of, upload_as
from shops_to_show import STAR, sample

from dashboard.text import LANGUAGES, words
from dashboard.views.data import table_name
from dashboard.views.scenario import change_line
from dashboard.views.what_if import scales_apart
from sample_data import SAMPLE_SHOP
from scoring.improve.scenario.model import AddRows, DailyPlan, ExcludeDays, ReplaceTable
from scoring.rules.catalogue import scheme
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)


@both_languages
def test_another_way_for_the_next_file_does_not_turn_the_one_that_is_there(language: str, own_store: Store) -> None:
    t = words(language)
    plan = csv_bytes([{"day": f"2022-07-{day:02}", "metric": "delivery_hours", "value": "30"} for day in range(6, 16)])
    app = upload_as(scenario_page(language=language, ahead="1"), "plan", "plan.csv", plan)
    (made,) = stack_of(app)
    assert isinstance(made, DailyPlan)
    group(app, "scenario_way").set_value("replace")
    app.run()
    assert_fine(app)
    assert stack_of(app) == (made,)
    assert messages(app, "success") == [t("scenario.file_planned", file="plan.csv", rows="10")]
    app.button(key="file_turned").click().run()
    assert_fine(app)
    (turned,) = stack_of(app)
    assert isinstance(turned, ReplaceTable)
    table = table_name("platform_metrics", language)
    assert messages(app, "success") == [t("what_if.upload_used", file="plan.csv", rows="10", table=table)]
    group(app, "scenario_way").set_value("plan")
    app.run()
    assert messages(app, "success") == [t("what_if.upload_used", file="plan.csv", rows="10", table=table)]
    app.button(key="file_turned").click().run()
    assert stack_of(app) == (made,)


def test_an_export_put_on_top_gives_its_further_tables_as_well(own_store: Store) -> None:
    """As the command line and an import do: the disputes an export of refunds tells of."""
    t = words("zh")
    content = (SAMPLE_SHOP.parent / "exports" / "tmall_refund_39.csv").read_bytes()
    app = upload_as(scenario_page(), "add", "退款.csv", content)
    assert_fine(app)
    made = stack_of(app)
    assert all(isinstance(item, AddRows) for item in made)
    assert [item.table for item in made] == ["refunds", "disputes"]  # type: ignore[union-attr]
    assert len({item.rows for item in made}) == 2  # type: ignore[union-attr]
    assert any(t("data.tables.disputes") in text for text in messages(app, "success"))


@both_languages
def test_scores_on_other_scales_are_not_subtracted(language: str) -> None:
    first, *_, last = scheme("douyin_experience").rule_sets
    assert scales_apart(first, first, language) == ""
    assert scales_apart(sample(STAR).rules, sample(STAR).rules, language) == ""
    said = scales_apart(first, last, language)
    assert "100" in said
    app = form(scenario_page(language=language, scheme="douyin_experience"), "rules")
    field(app, "rules_day").set_value(last.effective_from)
    assert_fine(put_in(app, language))
    assert said in messages(app, "warning")
    assert not [item for item in app.metric if item.delta], "no gain is shown"


@both_languages
def test_how_likely_a_pending_appeal_is_stands_in_the_list(language: str) -> None:
    item = ExcludeDays(first=date(2022, 6, 1), last=date(2022, 6, 2), outcome="pending", chance=Decimal("0.6"))
    assert "60%" in change_line(item, language).replace(" ", "")
    assert "60%" not in change_line(item.model_copy(update={"outcome": "upheld"}), language)
