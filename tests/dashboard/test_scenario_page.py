"""The scenario builder: every form makes its change, and the page shows what `scoring` makes of the changes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from app_at_hand import assert_fine, messages, opened, words_of
from scenarios_on_screen import (
    address_of,
    applied_to_the_sample,
    field,
    figures_in,
    figures_of,
    form,
    group,
    put_in,
    scenario_page,
    stack_of,
)
from shops_to_show import ALL_SCHEMES, STAR

from dashboard.components.scenario_forms import KINDS
from dashboard.text import LANGUAGES, words
from dashboard.views.scenario import change_line
from scoring.improve.scenario.model import (
    AnswerUnanswered,
    Change,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.rules.catalogue import scheme as scheme_of

pytestmark = pytest.mark.usefixtures("no_data")
both_languages = pytest.mark.parametrize("language", LANGUAGES)

WEEK = (date(2022, 6, 6), date(2022, 6, 12))
SLOW = ShipEarlier(hours=Decimal("12.5"))
PENDING = ExcludeDays(first=WEEK[0], last=WEEK[1], outcome="pending", chance=Decimal("0.5"))


# Kind of form → what is typed (fields, then pills and segmented controls), and the change it has to make.
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any], Change]] = {
    "ship": ({"ship_hours": 12.5}, {}, SLOW),
    "answer": (
        {"answer_from": 20, "answer_to": 8, "answer_within": 30}, {"answer_days": [6, 7]},
        AnswerUnanswered(from_hour=20, to_hour=8, weekdays=(6, 7), within_seconds=30),
    ),
    "exclude_days": (
        {"gone_range": WEEK, "gone_province": "四川", "gone_metric": "delivery_hours", "gone_chance": 40},
        {"gone_outcome": "pending"},
        ExcludeDays(first=WEEK[0], last=WEEK[1], province="四川", metric="delivery_hours", outcome="pending",
                    chance=Decimal("0.4")),
    ),
    "exclude_rows": (
        {"rows_table": "chats", "rows_ids": " C00001, C00002\nC00003，C00002 "}, {"rows_outcome": "rejected"},
        ExcludeRows(table="chats", record_ids=("C00001", "C00002", "C00003"), outcome="rejected"),
    ),
    "peers": ({"peers_by": 25}, {}, PeersImprove(by=Decimal("0.25"))),
    "rules": ({"rules_day": date(2021, 10, 19)}, {}, UseRuleSet(effective=date(2021, 10, 19))),
}  # fmt: skip


def test_every_form_is_among_those_filled_in() -> None:
    assert set(FORMS) == set(KINDS) - {"upload", "days"}, "the other two have tests of their own"


@both_languages
@pytest.mark.parametrize("kind", FORMS)
def test_a_form_makes_its_change_and_the_page_shows_what_scoring_makes_of_it(kind: str, language: str) -> None:
    fields, groups, expected = FORMS[kind]
    app = form(scenario_page(language=language), kind)
    assert_fine(app)
    for key, value in fields.items():
        field(app, key).set_value(value)
    for key, value in groups.items():
        group(app, key).set_value(value)
    put_in(app, language)
    assert_fine(app)
    assert stack_of(app) == (expected,)
    assert change_line(expected, language) in words_of(app)
    assert figures_of(app, language) == figures_in(applied_to_the_sample([expected]))


@pytest.mark.parametrize(
    ("metric", "how", "typed", "expected"),
    [
        ("delivery_hours", "set", 40.5, SetMetric(metric="delivery_hours", value=Decimal("40.5"))),
        ("reply_rate", "set", 98.5, SetMetric(metric="reply_rate", value=Decimal("0.985"))),
        ("delivery_hours", "down", 6.0, ShiftMetric(metric="delivery_hours", by=Decimal(-6))),
        ("reply_rate", "up", 1.5, ShiftMetric(metric="reply_rate", by=Decimal("0.015"))),
    ],
)
def test_a_metric_of_some_days_is_typed_in_the_unit_it_is_read_in(
    metric: str, how: str, typed: float, expected: SetMetric | ShiftMetric
) -> None:
    app = form(scenario_page(), "days")
    field(app, "days_metric").set_value(metric)
    group(app, "days_how").set_value(how)
    app.run()
    value = field(app, f"days_value_{metric}_{how}")
    unit = {"delivery_hours": "小时", "reply_rate": "%" if how == "set" else "个百分点"}[metric]
    assert value.label == words("zh")("scenario.value_in", unit=unit)
    now = {"delivery_hours": 54.9, "reply_rate": 97.76}[metric]
    assert value.value == (now if how == "set" else None), "it starts where the metric stands"
    value.set_value(typed)
    field(app, "days_range").set_value(WEEK)
    put_in(app)
    assert_fine(app)
    made = expected.model_copy(update={"first": WEEK[0], "last": WEEK[1]})
    assert stack_of(app) == (made,)
    assert figures_of(app) == figures_in(applied_to_the_sample([made]))


def test_a_share_cannot_be_set_above_all_and_hours_not_above_what_any_shop_has() -> None:
    app = form(scenario_page(), "days")
    ends = {}
    for metric in ("reply_rate", "delivery_hours"):
        field(app, "days_metric").set_value(metric)
        app.run()
        ends[metric] = field(app, f"days_value_{metric}_set").max
    assert ends["reply_rate"] == 100
    assert ends["delivery_hours"] == 100_000


@both_languages
@pytest.mark.parametrize(
    ("kind", "fields", "groups", "said"),
    [
        ("exclude_rows", {"rows_ids": " , ，\n"}, {}, "no_ids"),
        ("exclude_rows", {"rows_ids": "x" * 101}, {}, "too_many_ids"),
        ("exclude_rows", {"rows_ids": "MADE-UP"}, {}, "unknown_ids"),
        ("exclude_rows", {"rows_ids": " ".join(map(str, range(501)))}, {}, "too_many_ids"),
        ("exclude_days", {"gone_range": (WEEK[0],)}, {}, "one_day"),
        ("answer", {"answer_from": 8, "answer_to": 8}, {}, "no_hours"),
        ("answer", {}, {"answer_days": []}, "no_hours"),
        ("days", {}, {"days_how": "up"}, "no_value"),
    ],
)
def test_a_form_that_lacks_something_says_what_and_changes_nothing(
    kind: str, fields: dict[str, Any], groups: dict[str, Any], said: str, language: str
) -> None:
    app = form(scenario_page(language=language), kind)
    for key, value in groups.items():
        group(app, key).set_value(value)
    for key, value in fields.items():
        field(app, key).set_value(value)
    if kind == "days":
        app.run()
    put_in(app, language)
    assert_fine(app)
    t = words(language)
    places = {
        "too_many_ids": {"most": 500},
        "unknown_ids": {"count": 1, "names": "MADE-UP", "table": t("data.tables.orders")},
    }
    assert messages(app, "error") == [t(f"scenario.{said}", **places.get(said, {}))]
    assert stack_of(app) == ()
    assert not app.run().error, "it is said once"


def test_the_lists_are_those_of_the_shop_and_a_scheme_of_one_version_offers_no_other() -> None:
    app = form(scenario_page(), "exclude_days")
    options = field(app, "gone_province").options
    assert options[0] == words("zh")("scenario.all")
    assert "四川" in options
    assert not [name for name in options if name.endswith("省")], "one name for each province"
    carriers = field(form(app, "ship"), "ship_carrier").options
    assert len(carriers) == len(set(carriers)) > 2
    single = next(name for name in ALL_SCHEMES if len(scheme_of(name).rule_sets) == 1)
    assert "rules" not in _kinds(scenario_page(scheme=single))
    assert "rules" in _kinds(app)


def _kinds(app: Any) -> list[str]:
    t = words("zh")
    names = {t(f"scenario.kind_{kind}"): kind for kind in KINDS}
    return [names[option] for option in group(app, "scenario_kind").options]


def test_a_shop_that_states_no_warehouse_is_asked_for_none() -> None:
    app = form(opened("what_if", {"lang": "zh", "data": "real", "scheme": STAR}), "ship")
    assert_fine(app)
    drawn = {item.key for item in app.selectbox}
    assert "ship_warehouse" not in drawn
    put_in(app)
    assert_fine(app)
    assert stack_of(app) == (ShipEarlier(hours=Decimal("6.0")),)


def test_a_change_is_switched_off_and_on_and_taken_out() -> None:
    app = scenario_page(SLOW, PeersImprove(by=Decimal("0.1")))
    both = figures_of(app)
    assert both == figures_in(applied_to_the_sample([SLOW, PeersImprove(by=Decimal("0.1"))]))
    field(app, "change_0_on").set_value(False)
    app.run()
    assert_fine(app)
    assert stack_of(app) == (SLOW.switched(on=False), PeersImprove(by=Decimal("0.1")))
    assert figures_of(app) == figures_in(applied_to_the_sample([PeersImprove(by=Decimal("0.1"))])) != both
    field(app, "change_0_on").set_value(True)
    app.run()
    assert figures_of(app) == both
    app.button(key="change_0_gone").click().run()
    assert stack_of(app) == (PeersImprove(by=Decimal("0.1")),)
    assert change_line(SLOW, "zh") not in words_of(app)
    app.button(key="reset_all").click().run()
    assert_fine(app)
    assert address_of(app, "stack") == ""
    assert figures_of(app)[0] == "0"


def test_clearing_takes_out_the_levers_too_and_both_count_together() -> None:
    app = scenario_page(SLOW, set="human_reply_seconds:20.0")
    moved = SetMetric(metric="human_reply_seconds", value=Decimal("20.0"))
    assert figures_of(app) == figures_in(applied_to_the_sample([SLOW, moved]))
    assert any(words("zh")("what_if.changed", count=2) in text for text in words_of(app))
    app.button(key="reset_all").click().run()
    assert (address_of(app, "set"), address_of(app, "stack")) == ("", "")
    assert figures_of(app)[0] == "0"


def test_a_lever_switched_off_waits_and_comes_back_with_its_value() -> None:
    app = scenario_page(set="human_reply_seconds:20.0")
    moved, start = figures_of(app), figures_of(scenario_page())
    field(app, "on_human_reply_seconds").set_value(False)
    app.run()
    assert_fine(app)
    assert address_of(app, "set") == ""
    waiting = SetMetric(metric="human_reply_seconds", value=Decimal("20.0"), on=False)
    assert stack_of(app) == (waiting,)
    assert figures_of(app) == start
    field(app, "on_human_reply_seconds").set_value(True)
    app.run()
    assert address_of(app, "set") == "human_reply_seconds:20.0"
    assert stack_of(app) == ()
    assert figures_of(app) == moved != start


@both_languages
def test_the_outcome_of_an_appeal_is_decided_in_its_line(language: str) -> None:
    t = words(language)
    app = scenario_page(PENDING, language=language)
    assert_fine(app)
    assert t("scenario.appeals") in "".join(words_of(app))
    best = applied_to_the_sample([PENDING.model_copy(update={"outcome": "upheld"})])
    worst = applied_to_the_sample([])
    shown = {item.label: item.value for item in app.metric}
    assert shown[t("scenario.best")] == figures_in(best)[2]
    assert shown[t("scenario.worst")] == figures_in(worst)[2]
    assert figures_of(app, language) == figures_in(worst), "what is pending is not taken out yet"
    group(app, "change_0_outcome").set_value("upheld")
    app.run()
    assert_fine(app)
    assert stack_of(app) == (PENDING.model_copy(update={"outcome": "upheld"}),)
    assert figures_of(app, language) == figures_in(best)
    assert t("scenario.appeals") not in "".join(words_of(app)), "nothing is pending any more"
