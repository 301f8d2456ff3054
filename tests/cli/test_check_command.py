"""`voc-board check`: its exit statuses, what it prints and writes down, and what really arrives where it is sent."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made_up import COMMAND, csv_bytes, installed_voc_board
from receiver import Receiver

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.store import alerts as settings
from scoring.store.delta import Store
from scoring.store.firings import firings

AT = ("示例旗舰店", "tmall_experience_star")
FORECAST = "forecast:"
QUIET, WARNED, BREACHED, BETTER = "2022-02-16", "2022-02-17", "2022-02-20", "2022-03-01"


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Check:
    """The command, run inside the test on a data folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object, data: bool = True) -> Said:
        self._capsys.readouterr()
        where = ("--data", self.folder) if data else ()
        try:
            status = main([str(item) for item in ("check", *where, *arguments)])
        except SystemExit as stop:
            status = int(str(stop.code))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return Said(status, out, err)

    def on(self, day: str, *arguments: object) -> Said:
        return self("--day", day, *arguments)

    def states(self) -> list[tuple[str, str, str]]:
        found = [item for item in firings(self.folder, *AT)[::-1] if item.key != FORECAST]
        return [(item.day.isoformat(), item.key, item.state) for item in found]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample shop's files in it."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        with path.open("rb") as file:
            Store(folder).import_file(file, path.name)
    return folder


@pytest.fixture
def check(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    shutil.copytree(filled, tmp_path / "data")
    # What is to come is another test's; here only what has happened counts.
    settings.mute(tmp_path / "data", *AT, FORECAST, date(2030, 1, 1))
    return Check(tmp_path / "data", capsys)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def test_the_exit_status_says_how_bad_it_is(check: Check) -> None:
    assert check.on(QUIET).status == 0
    assert (check.on(WARNED).status, check.on(WARNED, "--warn-before-breach").status) == (0, 4)
    assert check.on(BREACHED, "--warn-before-breach").status == 3
    assert (check("--shop", "nobody").status, check("--day", "1999-01-01").status) == (1, 1)
    assert check("--day", "yesterday").status == 2
    assert check("--lang", "fr").status == 2


def test_the_help_names_every_exit_status(check: Check) -> None:
    said = " ".join(check("--help", data=False).out.split())
    for status in ("0 nothing beyond", "1 the input was refused", "2 wrong usage", "3 a breach", "4 warnings only"):
        assert status in said


def test_the_text_says_state_figure_line_and_since_in_both_languages(check: Check) -> None:
    chinese, english = check.on(BREACHED), check.on(BREACHED, "--lang", "en")
    assert "示例旗舰店 · 2022-02-20：" in chinese.out
    assert "【破线】旺旺回复率现为 " in chinese.out
    assert "低于底线 95.00%（2022-02-20 起）" in chinese.out
    assert "[Breach] Reply rate at " in english.out
    assert "below the breach line of 95.00% (since 2022-02-20)" in english.out
    quiet = check.on("2022-05-31", "--scheme", "tmall_basic_service")
    assert quiet.out == "示例旗舰店 · 2022-05-31：没有越线\n"


def test_the_chance_to_keep_the_certified_level_is_looked_at(check: Check) -> None:
    settings.unmute(check.folder, *AT, FORECAST)
    [shop] = check.on(WARNED, "--json").json["shops"]
    chance = next(item for item in shop["alerts"] if item["kind"] == "forecast")
    assert chance["now"] < chance["line"] <= 0.8
    assert chance["pieces"]["target_day"] == "2022-02-28"


def test_json_is_one_object_with_the_alerts_and_the_lines(check: Check) -> None:
    said = check.on(BREACHED, "--json")
    assert (said.status, said.err) == (3, "")
    assert said.json["status"] == 3
    [shop] = said.json["shops"]
    assert (shop["shop"], shop["scheme"], shop["day"], shop["state"]) == (*AT, BREACHED, "breach")
    reply = next(item for item in shop["alerts"] if item["id"] == "reply_rate")
    assert (reply["kind"], reply["state"], reply["line"], reply["new"]) == ("metric", "breach", 0.95, True)
    assert reply["now"] < 0.95
    assert reply["since"] == BREACHED
    line = next(item for item in shop["lines"] if item["metric"] == "reply_rate")
    assert (line["warn"], line["breach"], line["source"], line["evidence"]) == (0.9575, 0.95, "certified", "assumed")
    assert not any(item["new"] for item in check.on(BREACHED, "--json").json["shops"][0]["alerts"])


def test_without_a_data_folder_the_sample_shop_is_checked_and_nothing_is_kept(check: Check) -> None:
    said = check(data=False)
    assert said.status == 0
    assert "示例旗舰店 · 2022-07-05：" in said.out
    refused = check("--notify", "json://127.0.0.1:1/x", data=False)
    assert refused.status == 1
    assert "--data DIR" in refused.err


def test_data_is_old_by_the_day_given_and_not_when_a_day_is_asked_for(check: Check) -> None:
    assert "数据只到" not in check("--today", "2022-07-07").out
    old = check("--today", "2022-07-08")
    assert (old.status, "数据只到 2022-07-05，已经过去 3 天" in old.out) == (3, True)
    assert "数据只到" in check().out, "without a day it is today's"
    assert "数据只到" not in check.on("2022-07-05").out


def test_a_change_is_written_down_once_and_a_like_day_not_at_all(check: Check) -> None:
    check.on(WARNED)
    assert check.states() == [(WARNED, "metric:reply_rate", "warn")]
    check.on("2022-02-18")
    assert len(check.states()) == 1
    check.on(BREACHED)
    assert (BREACHED, "metric:reply_rate", "breach") in check.states()
    logged = len(check.states())
    said = check.on(WARNED, "--notify", "json://127.0.0.1:1/x")
    assert "早于上次检查的日子" in said.out
    assert said.status == 0, "looking back sends nothing, so nothing fails"
    assert len(check.states()) == logged


def test_own_lines_and_mutes_of_the_folder_count(check: Check) -> None:
    settings.save_own_line(check.folder, *AT, "reply_rate", Decimal("0.5"), Decimal("0.4"))
    assert "旺旺回复率" not in check.on(BREACHED).out
    settings.remove_own_line(check.folder, *AT, "reply_rate")
    for key in ("metric:reply_rate", "metric:first_quality_refund_rate", "metric:human_reply_seconds", "level:",
                "gate:consultation_entry"):  # fmt: skip
        settings.mute(check.folder, *AT, key, date(2022, 2, 20))
    said = check.on(BREACHED, "--warn-before-breach")
    assert (said.status, "【已静音】旺旺回复率" in said.out) == (0, True)
    assert check.on("2022-02-21").status == 3, "the day after, it is heard again"


def test_only_news_is_sent_and_everything_with_all(check: Check, receiver: Receiver) -> None:
    check.on(WARNED, "--notify", receiver.address)
    assert len(receiver.texts) == 1
    assert receiver.texts[0].startswith(
        "体验分看板 · 示例旗舰店 · 2022-02-17：0 项破线，1 项预警\n【预警】旺旺回复率现为 "
    )
    assert "试算，不代表平台结果" in receiver.texts[0]
    check.on("2022-02-18", "--notify", receiver.address)
    assert len(receiver.texts) == 1, "a day like the one before has no news"
    check.on("2022-02-18", "--notify", receiver.address, "--all")
    assert len(receiver.texts) == 2
    check.on(BREACHED, "--notify", receiver.address, "--lang", "en")
    assert "[Breach] Reply rate" in receiver.texts[2]
    check.on(BETTER, "--notify", receiver.address)
    assert "【不再越线】旺旺回复率（2022-03-01）" in receiver.texts[3]
    assert all(item.sent_to for item in firings(check.folder, *AT) if item.key != FORECAST), "every firing was sent"


def test_what_could_not_be_sent_is_told_and_sent_next_time_and_never_twice(check: Check, receiver: Receiver) -> None:
    with Receiver() as other:
        receiver.status = 500
        said = check.on(WARNED, "--notify", receiver.address, other.address)
        assert said.status == 1
        assert f"json://{receiver.place}/****: not sent, it was refused (status 500)" in said.err
        assert "T0KEN" not in said.err + said.out
        assert len(other.texts) == 1, "one that fails keeps none of the others waiting"
        receiver.status = 200
        assert check.on("2022-02-18", "--notify", receiver.address, other.address).status == 0
        assert (len(receiver.texts), len(other.texts)) == (2, 1)
        assert receiver.texts[0] == receiver.texts[1].replace("2022-02-18", WARNED)
        assert "可能已经收到过" not in receiver.texts[1], "it is known that it did not arrive"
        check.on("2022-02-18", "--notify", receiver.address, other.address)
        assert (len(receiver.texts), len(other.texts)) == (2, 1)


def test_what_was_written_down_without_sending_is_sent_by_the_next_run_that_sends(
    check: Check, receiver: Receiver
) -> None:
    check.on(WARNED, "--notify", receiver.address)
    check.on(BREACHED)
    check.on(BREACHED, "--notify", receiver.address)
    assert len(receiver.texts) == 2
    assert "【破线】旺旺回复率" in receiver.texts[1]


def test_a_run_killed_while_it_sends_is_repeated_by_the_next_and_says_it_may_be_a_repetition(
    check: Check, receiver: Receiver
) -> None:
    receiver.answers.clear()
    with subprocess.Popen(
        [str(COMMAND), "check", "--data", str(check.folder), "--day", WARNED, "--notify", receiver.address],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"},
    ) as running:  # fmt: skip
        assert receiver.arrived.wait(60), "the message is on its way"
        running.send_signal(signal.SIGKILL)
    receiver.answers.set()
    assert check.states() == [(WARNED, "metric:reply_rate", "warn")], "it was written down before it was sent"
    assert check.on(WARNED, "--notify", receiver.address).status == 0
    assert len(receiver.texts) == 2
    assert "上一次发送中断，下面的内容可能已经收到过。" in receiver.texts[1]
    assert "旺旺回复率" in receiver.texts[1]
    check.on(WARNED, "--notify", receiver.address)
    assert len(receiver.texts) == 2


def test_without_an_address_the_kept_ones_are_taken(check: Check, receiver: Receiver) -> None:
    assert check.on(WARNED, "--notify").status == 1
    assert check.states() == [], "nothing is checked before it is known where to send it"
    settings.add_address(check.folder, receiver.address)
    said = check.on(WARNED, "--notify")
    assert (said.status, len(receiver.texts)) == (0, 1)
    assert f"已发到 json://{receiver.place}/****" in said.out


def test_a_bad_address_is_refused_before_anything_and_shown_without_its_secret(check: Check) -> None:
    said = check.on(WARNED, "--notify", "dingtalks://SECRET@TOKEN")
    assert said.status == 1
    assert "dingtalks://****" in said.err
    assert "SECRET@TOKEN/" in said.err, "what is expected"
    assert "dingtalks://SECRET" not in said.err
    assert check.states() == []


def test_a_broken_history_is_said_and_nothing_is_sent(check: Check, receiver: Receiver) -> None:
    (check.folder / "alert_history.json").write_text("[{", encoding="utf-8")
    said = check.on(WARNED, "--notify", receiver.address)
    assert said.status == 1
    assert "alert_history.json is broken in line 1" in said.err
    assert receiver.texts == []


def test_every_shop_is_checked_and_one_that_is_refused_stops_none(check: Check) -> None:
    rows = [
        {"shop_id": "另一家", "order_id": str(at), "paid_at": "2022-07-05 10:00:00", "amount": "5"} for at in range(3)
    ]
    (check.folder.parent / "more.csv").write_bytes(csv_bytes(rows))
    with (check.folder.parent / "more.csv").open("rb") as file:
        Store(check.folder).import_file(file, "more.csv")
    said = check("--today", "2022-07-05", "--json")
    assert [item["shop"] for item in said.json["shops"]] == [AT[0], "另一家"]
    one = check("--today", "2022-07-05", "--shop", "另一家", "--json")
    assert [item["shop"] for item in one.json["shops"]] == ["另一家"]
    refused = check.on("2022-03-01", "--json")
    assert [item["shop"] for item in refused.json["shops"]] == [AT[0]]
    assert refused.status == 1
    assert "另一家: " in refused.err


def test_an_empty_folder_is_refused(check: Check, tmp_path: Path) -> None:
    said = Check(tmp_path / "nothing", check._capsys)()
    assert (said.status, "holds no data yet" in said.err) == (1, True)


def test_the_installed_command_finds_it(tmp_path: Path) -> None:
    said = installed_voc_board("check", "--json", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert json.loads(said.stdout)["shops"][0]["shop"] == AT[0]
