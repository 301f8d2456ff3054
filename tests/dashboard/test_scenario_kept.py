"""Scenarios that are kept: shared as a link, saved under a name, taken along as a file; and what stands in the way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from app_at_hand import assert_fine, messages, opened, turned, words_of
from made_up import csv_bytes
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
    upload_as,
)
from shops_to_show import ALL_SCHEMES, BASIC, STAR, sample
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.components import scenario_shelf
from dashboard.text import LANGUAGES, words
from scoring.improve.forecast import WITHOUT_CERTIFICATION
from scoring.improve.scenario.coming import latest_day
from scoring.improve.scenario.model import DailyPlan, PeersImprove, ReplaceTable, Scenario, SetMetric, ShipEarlier
from scoring.improve.scenario.text import read_scenario, scenario_text
from scoring.measure.catalogue import METRICS
from scoring.store.delta import Store
from scoring.store.scenarios import saved_scenario, saved_scenarios

both_languages = pytest.mark.parametrize("language", LANGUAGES)
NAMES = {language: METRICS["delivery_hours"].label[language] for language in LANGUAGES}
PEERS, SLOW = PeersImprove(by=Decimal("0.1")), ShipEarlier(hours=Decimal(12))
TOLD = {"human_reply_seconds": SetMetric(metric="human_reply_seconds", value=Decimal("20.0"))}


def saved_as(app: AppTest, name: str) -> AppTest:
    field(app, "scenario_name").set_value(name)
    app.run()
    app.button(key="save_scenario").click()
    return app.run()


@pytest.mark.usefixtures("no_data")
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_the_coming_day_is_looked_at_under_every_scheme(scheme: str) -> None:
    t, shop = words("zh"), sample(scheme)
    certifies = shop.rules.certification is not None
    coming = latest_day(shop.sums, shop.rules) if certifies else shop.day + WITHOUT_CERTIFICATION
    app = scenario_page(scheme=scheme)
    group(app, "scenario_day").set_value("ahead")
    app.run()
    assert_fine(app)
    assert address_of(app, "ahead") == "1"
    assert t("scenario.ahead_help", last=fmt.day(shop.day)) in words_of(app)
    certified = t("scenario.day_ahead", day=fmt.day(coming)) in words_of(app)
    assert certified is certifies, "no certification is promised that there is not"
    if shop.rules.has_total:
        assert figures_of(app) == figures_in(applied_to_the_sample([], coming, scheme))
    else:
        assert t("what_if.no_total") in words_of(app)


@pytest.mark.usefixtures("no_data")
def test_a_lever_counts_on_the_coming_day_though_the_rules_of_the_day_looked_at_did_not_know_it() -> None:
    app = scenario_page(day="2021-10-17", ahead="1", set="human_reply_seconds:20.0")
    assert_fine(app)
    coming = date(2021, 10, 31)
    assert any(fmt.day(coming) in option for option in group(app, "scenario_day").options)
    moved = figures_in(applied_to_the_sample(list(TOLD.values()), coming))
    assert figures_of(app) == moved
    assert moved[0] != "0"


@pytest.mark.usefixtures("no_data")
def test_a_metric_of_coming_days_is_offered_when_one_of_them_is_looked_at() -> None:
    coming, last = latest_day(sample().sums, sample().rules), sample().day
    app = form(scenario_page(ahead="1"), "days")
    field(app, "days_metric").set_value("delivery_hours")
    app.run()
    assert field(app, "days_range_coming").value == (date.fromordinal(last.toordinal() + 1), coming)
    field(app, "days_value_delivery_hours_set").set_value(30.0)
    put_in(app)
    assert_fine(app)
    (made,) = stack_of(app)
    assert made == SetMetric(metric="delivery_hours", value=Decimal("30.0"), first=date(2022, 7, 6), last=coming)
    assert figures_of(app) == figures_in(applied_to_the_sample([made], coming))


@pytest.mark.usefixtures("no_data")
@both_languages
def test_a_damaged_link_gives_a_notice_and_an_empty_scenario(language: str) -> None:
    t = words(language)
    whole = address_of(scenario_page(SLOW), "stack")
    for damaged in (whole[:-3], "1kaputt", whole.replace(whole[5], "x" if whole[5] != "x" else "y", 1)):
        app = opened("board", {"lang": language, "data": "sample", "scheme": STAR, "stack": damaged})
        assert any(t("address.stack") in text for text in messages(app, "warning")), "said where the link is opened"
        turned(app, "what_if")
        assert_fine(app)
        assert stack_of(app) == ()
        assert figures_of(app, language)[0] == "0"


@pytest.mark.usefixtures("no_data")
@both_languages
def test_rows_that_are_gone_are_said_to_be_gone_and_can_be_taken_out(language: str) -> None:
    gone = ReplaceTable(table="chats", file="gone.csv", rows="0123456789ab")
    app = scenario_page(gone, PEERS, language=language)
    assert not app.exception
    assert messages(app, "error") == [words(language)("errors.rows_gone", file="gone.csv")]
    assert not [text for text in words_of(app) if "0123456789ab" in text]
    assert stack_of(app) == (gone, PEERS), "nothing is dropped behind one's back"
    app.button(key="change_0_gone").click().run()
    assert_fine(app)
    assert not messages(app, "error")
    assert figures_of(app, language) == figures_in(applied_to_the_sample([PEERS]))


@both_languages
def test_a_scenario_is_saved_opened_set_beside_another_and_forgotten(language: str, own_store: Store) -> None:
    t = words(language)
    name = "大促*后_补救"
    app = saved_as(scenario_page(SLOW, language=language, set="human_reply_seconds:20.0"), name)
    assert_fine(app)
    assert messages(app, "success") == [t("scenario.saved", name=name)]
    shown = figures_of(app, language)
    assert t("scenario.saved", name="b") in messages(saved_as(scenario_page(PEERS, language=language), "b"), "success")
    other = opened("what_if", {"lang": language, "data": "sample", "scheme": STAR, "view": "saved"})
    assert_fine(other)
    sides = next(item.value for item in other.dataframe)
    day = fmt.day(sample().day)
    assert list(sides.columns[1:]) == [f"b · {day}", f"{name} · {day}"]
    moved = sides.set_index(sides.columns[0]).loc[t("what_if.difference")]
    assert list(moved) == [figures_in(applied_to_the_sample([PEERS]))[0], shown[0]]
    other.button(key="open_1").click().run()
    assert_fine(other)
    assert address_of(other, "view") == ""
    assert (stack_of(other), address_of(other, "set")) == ((SLOW,), "human_reply_seconds:20.0")
    assert figures_of(other, language) == shown
    assert field(other, "scenario_name").value == name, "saved again it takes its own place"
    third = opened("what_if", {"lang": language, "data": "sample", "scheme": STAR, "view": "saved"})
    third.button(key="forget_1").click().run()
    assert_fine(third)
    assert messages(third, "success") == [t("scenario.forgotten", name=name)]
    assert f"{name} · {day}" not in [column for item in third.dataframe for column in item.value.columns]
    assert [item.name for item in saved_scenarios(own_store.folder)] == ["b"]
    third.button(key="bring_back").click().run()
    assert messages(third, "success") == [t("scenario.brought_back", name=name)]
    assert [item.name for item in saved_scenarios(own_store.folder)] == ["b", name]


@both_languages
def test_saving_wants_a_name_and_a_change(language: str, own_store: Store) -> None:
    t = words(language)
    for app, name, said in (
        (scenario_page(SLOW, language=language), "  ", "needs_name"),
        (scenario_page(language=language), "x", "nothing_to_save"),
    ):
        saved_as(app, name)
        assert_fine(app)
        assert messages(app, "error") == [t(f"scenario.{said}")]
    assert saved_scenarios(own_store.folder) == []
    shelf = opened("what_if", {"lang": language, "data": "sample", "view": "saved"})
    assert_fine(shelf)
    assert messages(shelf, "info") == [t("scenario.nothing_saved")]


class Taken:
    """What the page hands over to be downloaded as YAML."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file: Any = None
        self.name = ""
        original = scenario_shelf.st.download_button

        def noticed(label: str, data: Any, **rest: Any) -> bool:
            if rest["key"] == "scenario_yaml":
                self.file, self.name = data, rest["file_name"]
            return bool(original(label, data, **rest))

        monkeypatch.setattr(scenario_shelf.st, "download_button", noticed)


def test_the_downloaded_file_is_the_scenario_and_opens_again(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, moved = Taken(monkeypatch), TOLD["human_reply_seconds"]
    app = scenario_page(SLOW, PEERS.switched(on=False), set="human_reply_seconds:20.0")
    shown = figures_of(app)
    saved_as(app, "a b/c")
    assert taken.name == "a-b-c.yaml"
    kept = saved_scenario(own_store.folder, sample().sums.shops[0], "a b/c")
    assert kept is not None
    content = written(app, taken)
    assert content == kept.text
    expected = Scenario(
        name="a b/c", scheme=STAR, day=sample().day, shop=sample().sums.shops[0],
        changes=(SLOW, PEERS.switched(on=False), moved),
    )  # fmt: skip
    assert read_scenario(content) == expected
    assert content == scenario_text(expected)
    other = opened("what_if", {"lang": "zh", "data": "sample", "scheme": BASIC, "view": "saved"})
    other.file_uploader(key="scenario_file").set_value(("x.yaml", content.encode(), "application/yaml"))
    other.run()
    assert_fine(other)
    assert figures_of(other) == shown
    assert (stack_of(other), address_of(other, "scheme")) == ((SLOW, PEERS.switched(on=False)), STAR)


def written(app: AppTest, taken: Taken) -> str:
    """The downloaded text; it is made on the click, in the session of the page."""
    made: list[bytes] = []
    original = scenario_shelf.keep_and_share

    def with_file(*arguments: Any) -> None:
        original(*arguments)
        made.append(taken.file())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.components.scenario.keep_and_share", with_file)
        app.run()
    return made[-1].decode()


@both_languages
def test_a_file_that_is_no_scenario_is_refused_and_changes_nothing(language: str, own_store: Store) -> None:
    app = opened("what_if", {"lang": language, "data": "sample", "view": "saved"})
    bad = scenario_text(Scenario(name="x", scheme=STAR, changes=(SLOW,))).replace("ship_earlier", "ship_later")
    app.file_uploader(key="scenario_file").set_value(("x.yaml", bad.encode(), "application/yaml"))
    app.run()
    assert not app.exception
    assert messages(app, "error") == [words(language)("scenario.file_faults", count=1)]
    assert any("later" in cell for table in app.table for cell in table.value.astype(str).to_numpy().ravel())
    assert stack_of(app) == ()
    assert address_of(app, "view") == "saved"


def plan(days: range, value: float, metric: str = "delivery_hours") -> bytes:
    return csv_bytes([{"day": f"2022-07-{day:02}", "metric": metric, "value": str(value)} for day in days])


@both_languages
def test_a_plan_of_daily_targets_counts_on_the_days_to_come(language: str, own_store: Store) -> None:
    t = words(language)
    content = plan(range(6, 16), 30, NAMES[language])
    app = upload_as(scenario_page(language=language, ahead="1"), "plan", "plan.csv", content)
    assert_fine(app)
    (made,) = stack_of(app)
    assert isinstance(made, DailyPlan)
    assert messages(app, "success") == [t("scenario.file_planned", file="plan.csv", rows="10")]
    assert not messages(app, "warning")
    coming = latest_day(sample().sums, sample().rules)
    same = SetMetric(metric="delivery_hours", value=Decimal(30), first=date(2022, 7, 6), last=coming)
    assert figures_of(app, language) == figures_in(applied_to_the_sample([same], coming))
    app.button(key="change_0_gone").click().run()
    assert stack_of(app) == ()
    assert not messages(app, "success"), "a file that was taken out is not said to be used"
    app.button(key="file_again").click().run()
    assert_fine(app)
    assert stack_of(app) == (made,)


@both_languages
def test_a_plan_that_the_day_does_not_see_and_a_file_that_is_no_plan_are_said_so(
    language: str, own_store: Store
) -> None:
    t = words(language)
    app = scenario_page(language=language)
    group(app, "scenario_way").set_value("plan")
    app.run()
    app.file_uploader(key="alternative_file").set_value(("plan.csv", plan(range(6, 16), 30), "text/csv"))
    app.run()
    days = {"first": "2022-07-06", "last": "2022-07-15", "day": fmt.day(sample().day)}
    assert messages(app, "warning") == [t("scenario.file_idle", **days)]
    assert figures_of(app, language)[0] == "0"
    chats = csv_bytes([{"chat_id": "c", "asked_at": "2022-06-05 10:00:00", "replied": "true"}])
    app.file_uploader(key="alternative_file").set_value(("chats.csv", chats, "text/csv"))
    app.run()
    assert messages(app, "error") == [t("scenario.no_plan", file="chats.csv")]
    app.file_uploader(key="alternative_file").set_value(("odd.csv", plan(range(6, 7), 30, "x"), "text/csv"))
    app.run()
    assert messages(app, "error") == [t("scenario.bad_plan", at="odd.csv, 2022-07-06, x", value="30.0")]
    assert len(stack_of(app)) == 1, "what was there stays"


@both_languages
def test_saving_another_scenario_under_a_name_keeps_the_one_that_was_there(language: str, own_store: Store) -> None:
    t = words(language)
    saved_as(scenario_page(SLOW, language=language), "a")
    app = saved_as(scenario_page(PEERS, language=language), "a")
    earlier = t("scenario.earlier", name="a")
    assert messages(app, "success") == [t("scenario.saved_again", name="a", earlier=earlier)]
    kept = {item.name: read_scenario(item.text).changes for item in saved_scenarios(own_store.folder)}
    assert kept == {"a": (PEERS,), earlier: (SLOW,)}
