"""The alerts of the page: seen, muted, their lines changed and reset, addresses kept masked and tried, what fired."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import streamlit as st
from app_at_hand import assert_fine, links_of, messages, opened, words_of
from receiver import Receiver
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, words
from sample_data import SAMPLE_SHOP
from scoring.store import alerts as settings
from scoring.store.delta import Store
from scoring.store.firings import begin_sending, end_sending, log_states, waiting

AT = ("示例旗舰店", "tmall_experience_star")
BREACHED = "2022-02-20"
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the sample shop's files in it, read once for all tests."""
    folder = tmp_path_factory.mktemp("own") / "data"
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        with path.open("rb") as file:
            Store(folder).import_file(file, path.name)
    yield folder
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def own(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VOC_BOARD_DATA", str(filled))
    yield filled
    for name in ("alerts.json", "alert_history.json"):
        (filled / name).unlink(missing_ok=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def alerts_page(language: str = "zh", data: str = "own", day: str = BREACHED, scheme: str = AT[1]) -> AppTest:
    app = opened("report", {"lang": language, "data": data, "day": day, "scheme": scheme})
    app.session_state[f"report_tab_{language}"] = words(language)("report.tab_alerts")
    app.run()
    assert_fine(app)
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert_fine(app)
    return app


def table(app: AppTest, column: str) -> list[dict[str, str]]:
    """The table that has this column."""
    frame = next(item.value for item in app.dataframe if column in item.value.columns)
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]


@both_languages
def test_every_alert_has_its_state_sentence_and_way_on(language: str, own: Path) -> None:
    t, app = words(language), alerts_page(language)
    said = words_of(app)
    reply = next(text for text in said if t("alerts.line_breach") in text and "95.00%" in text)
    assert ("旺旺回复率" if language == "zh" else "Reply rate") in reply
    assert any(t("alerts.state_breach") in text for text in said)
    assert any(t("alerts.since_day", day=BREACHED) in text for text in said)
    links = links_of(app)
    assert ("trends", "reply_rate") in [(page.split("/")[-1], query.get("metric")) for page, query in links]
    assert ("diagnosis", "consultation") in [(page.split("/")[-1], query.get("dimension")) for page, query in links]
    assert all(query["day"] == BREACHED for _, query in links)


@both_languages
def test_every_line_says_where_it_comes_from(language: str, own: Path) -> None:
    t = words(language)
    rows = table(alerts_page(language), t("alerts.source"))
    reply = next(row for row in rows if row[t("alerts.metric")] in ("旺旺回复率", "Reply rate"))
    assert (reply[t("alerts.edit_warn_plain")], reply[t("alerts.edit_breach_plain")]) == ("95.75%", "95.00%")
    assert reply[t("alerts.source")] == t("alerts.source_certified", day="2022-02-16")
    assert reply[t("alerts.state")] == t("alerts.state_breach")
    assert reply[t("alerts.evidence")] == t("evidence.assumed")


def test_old_data_is_an_alert_on_the_newest_day_and_not_on_an_earlier_one(own: Path) -> None:
    assert any("数据只到 2022-07-05" in text for text in words_of(alerts_page(day="2022-07-05")))
    assert not any("数据只到" in text for text in words_of(alerts_page(day="2022-07-04")))


def test_a_mute_is_set_to_its_day_shown_and_taken_back(own: Path) -> None:
    today = datetime.now(UTC).date()
    app = alerts_page()
    until = app.date_input(key="mute_until_metric:reply_rate")
    assert until.value in (today + timedelta(days=7), today + timedelta(days=8)), "a week, by the clock of the shops"
    until.set_value(today + timedelta(days=30))
    press(app, "mute_do_metric:reply_rate")
    assert settings.mutes(own, *AT) == {"metric:reply_rate": today + timedelta(days=30)}
    said = words_of(app)
    assert words("zh")("alerts.muted_done", day=today + timedelta(days=30)) in said
    assert any("1 项已静音" in text for text in said)
    assert any(f"静音到 {today + timedelta(days=30)}" in text for text in said)
    press(app, "unmute_metric:reply_rate")
    assert settings.mutes(own, *AT) == {}
    assert not any("已静音" in text for text in words_of(app))


@both_languages
def test_own_lines_are_typed_in_the_unit_people_read_saved_exactly_and_reset(language: str, own: Path) -> None:
    t, app = words(language), alerts_page(language)
    app.selectbox(key="line_metric").set_value("reply_rate").run()
    warn, breach = (next(item for item in app.number_input if item.key.startswith(f"line_{name}_reply_rate"))
                    for name in ("warn", "breach"))  # fmt: skip
    assert (warn.label, warn.value, breach.value, warn.max) == (t("alerts.edit_warn", unit="%"), 95.75, 95.0, 100.0)
    assert app.button(key="line_reset").disabled, "there is nothing to reset"
    warn.set_value(93.3)
    breach.set_value(90.1)
    press(app, "line_save")
    assert settings.own_lines(own, *AT) == {"reply_rate": (Decimal("0.933"), Decimal("0.901"))}
    row = next(row for row in table(app, t("alerts.source")) if row[t("alerts.source")] == t("alerts.source_own"))
    assert (row[t("alerts.edit_warn_plain")], row[t("alerts.edit_breach_plain")]) == ("93.30%", "90.10%")
    assert any(item.value == 93.3 for item in app.number_input), "the fields show the lines that count now"
    press(app, "line_reset")
    assert settings.own_lines(own, *AT) == {}


@both_languages
@pytest.mark.parametrize(("metric", "warn", "breach", "says"), [
    ("reply_rate", 90.0, 95.0, "alerts.order_higher"),
    ("reply_rate", 95.0, 95.0, "alerts.order_higher"),
    ("delivery_hours", 70.0, 60.0, "alerts.order_lower"),
])  # fmt: skip
def test_lines_in_the_wrong_order_are_refused_in_words_and_not_saved(
    language: str, metric: str, warn: float, breach: float, says: str, own: Path
) -> None:
    app = alerts_page(language)
    app.selectbox(key="line_metric").set_value(metric).run()
    for name, value in (("warn", warn), ("breach", breach)):
        next(item for item in app.number_input if item.key.startswith(f"line_{name}_{metric}")).set_value(value)
    press(app, "line_save")
    assert words(language)(says) in messages(app, "warning")
    assert settings.own_lines(own, *AT) == {}


@both_languages
def test_an_address_is_kept_shown_masked_tried_and_removed(language: str, own: Path, receiver: Receiver) -> None:
    t, app = words(language), alerts_page(language)
    assert t("alerts.addresses_none") in messages(app, "info")
    masked = f"json://{receiver.place}/****"
    app.text_input(key="alert_address").set_value(receiver.address)
    press(app, "alert_add")
    assert settings.addresses(own) == [receiver.address]
    assert t("alerts.added", address=masked) in words_of(app)
    assert app.text_input(key="alert_address").value == "", "the typed address is gone from the screen"
    press(app, "alert_test_0")
    assert receiver.texts == [f"{t('alerts.test_title', app=t('app.title'))}\n{t('alerts.test_body')}"]
    assert t("alerts.test_done", address=masked) in messages(app, "success")
    receiver.status = 403
    press(app, "alert_test_0")
    assert t("alerts.why_refused", address=masked, status=403) in messages(app, "error")
    assert not any("T0KEN" in text for text in words_of(app))
    press(app, "alert_remove_0")
    assert settings.addresses(own) == []


@both_languages
def test_a_bad_address_is_refused_without_showing_it(language: str, own: Path) -> None:
    t, app = words(language), alerts_page(language)
    app.text_input(key="alert_address").set_value("dingtalks://S3CRET@T0KEN")
    press(app, "alert_add")
    assert t("alerts.bad_address", address="dingtalks://****") in messages(app, "error")
    assert not any("S3CRET" in text for text in words_of(app))
    assert settings.addresses(own) == []


@both_languages
def test_what_fired_is_listed_with_whether_it_was_sent(language: str, own: Path) -> None:
    t = words(language)
    assert t("alerts.history_none") in messages(alerts_page(language), "info")
    alert = {"kind": "metric", "id": "reply_rate", "beyond": "breach", "now": 0.91, "line": 0.95,
             "since": "2022-02-20", "unit": "ratio", "pieces": {"days_left": None}}  # fmt: skip
    log_states(own, *AT, date(2022, 2, 20), {"metric:reply_rate": ("breach", alert)})
    known = waiting(own, "json://a", *AT)
    begin_sending(own, "json://a", *AT, known)
    end_sending(own, "json://a", *AT, known, arrived=True)
    log_states(own, *AT, date(2022, 2, 21), {})
    over, fired = table(alerts_page(language), t("alerts.sent"))
    assert (fired[t("alerts.day")], fired[t("alerts.state")]) == ("2022-02-20", t("alerts.state_breach"))
    assert fired[t("alerts.sent")] == t("alerts.sent_to", count=1)
    assert "95.00%" in fired[t("alerts.said")]
    assert (over[t("alerts.state")], over[t("alerts.sent")]) == (t("alerts.state_over"), t("alerts.sent_no"))


@both_languages
@pytest.mark.parametrize("data", ["sample", "real"])
def test_the_shops_that_are_shipped_are_to_look_at_only(language: str, data: str, no_data: None) -> None:
    t = words(language)
    day = "2022-07-05" if data == "sample" else ""
    app = opened("report", {"lang": language, "data": data} | ({"day": day} if day else {}))
    app.session_state[f"report_tab_{language}"] = t("report.tab_alerts")
    app.run()
    assert_fine(app)
    assert any(t(f"alerts.read_only_{data}") in text for text in words_of(app))
    keys = {item.key for item in app.button}
    assert not keys & {"line_save", "line_reset", "alert_add"}
    assert not any(str(key).startswith(("mute", "alert_test")) for key in keys)
    assert len(app.text_input) == 0


def test_a_broken_file_is_said_on_the_page_with_what_to_do(own: Path) -> None:
    (own / "alerts.json").write_text("[{", encoding="utf-8")
    app = alerts_page()
    assert any("alerts.json" in text for text in messages(app, "error"))
    (own / "alerts.json").write_text("[]", encoding="utf-8")
    (own / "alert_history.json").write_text('[{"what": "firing"}]', encoding="utf-8")
    assert any("alert_history.json" in text for text in messages(alerts_page(), "error"))


def test_a_day_inside_all_lines_says_so(own: Path) -> None:
    app = alerts_page(day="2022-05-31", scheme="tmall_basic_service")
    assert any("没有提醒" in text for text in messages(app, "success"))
