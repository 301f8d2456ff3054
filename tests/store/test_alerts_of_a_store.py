"""What is set for alerts is kept whole, by whoever sets it at the same time; a broken file is said with what to do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from filelock import FileLock
from warm import Warm

from scoring.errors import StoreBroken
from scoring.store import alerts as settings
from scoring.store import backup as backups
from scoring.store import firings as history
from scoring.store import own
from scoring.store.alerts import (
    add_address,
    addresses,
    mute,
    mutes,
    own_lines,
    remove_address,
    remove_own_line,
    save_own_line,
    settings_stamp,
    unmute,
)
from scoring.store.firings import firings, last_checked, log_states, waiting

AT = ("示例旗舰店", "tmall_experience_star")
CHILDREN = 4


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm("scoring.store.firings", "alerts_worker", folder="store") as process:
        yield process


def test_a_new_folder_has_nothing_set_and_looking_makes_none(tmp_path: Path) -> None:
    folder = tmp_path / "not made yet"
    assert (own_lines(folder, *AT), mutes(folder, *AT), addresses(folder)) == ({}, {}, [])
    assert (firings(folder, *AT), last_checked(folder, *AT), settings_stamp(folder)) == ([], None, "")
    assert waiting(folder, "json://a", *AT).firings == ()
    assert not folder.exists()


def test_lines_are_kept_exactly_by_shop_and_scheme_and_taken_back(tmp_path: Path) -> None:
    save_own_line(tmp_path, *AT, "reply_rate", Decimal("0.9575"), Decimal("0.95"))
    save_own_line(tmp_path, *AT, "delivery_hours", None, Decimal("48.10"))
    save_own_line(tmp_path, AT[0], "dsr", "reply_rate", Decimal("0.5"), None)
    save_own_line(tmp_path, "other", AT[1], "reply_rate", Decimal("0.6"), None)
    assert own_lines(tmp_path, *AT) == {
        "reply_rate": (Decimal("0.9575"), Decimal("0.95")),
        "delivery_hours": (None, Decimal("48.10")),
    }
    save_own_line(tmp_path, *AT, "reply_rate", None, Decimal("0.94"))
    assert own_lines(tmp_path, *AT)["reply_rate"] == (None, Decimal("0.94"))
    remove_own_line(tmp_path, *AT, "reply_rate")
    assert set(own_lines(tmp_path, *AT)) == {"delivery_hours"}
    assert own_lines(tmp_path, AT[0], "dsr") == {"reply_rate": (Decimal("0.5"), None)}
    assert own_lines(tmp_path, "other", AT[1]) == {"reply_rate": (Decimal("0.6"), None)}


def test_mutes_have_an_end_and_are_taken_back(tmp_path: Path) -> None:
    mute(tmp_path, *AT, "metric:reply_rate", date(2026, 4, 30))
    mute(tmp_path, *AT, "gate:product_entry", date(2026, 4, 1))
    mute(tmp_path, *AT, "metric:reply_rate", date(2026, 5, 31))
    assert mutes(tmp_path, *AT) == {"metric:reply_rate": date(2026, 5, 31), "gate:product_entry": date(2026, 4, 1)}
    assert mutes(tmp_path, "other", AT[1]) == {}
    unmute(tmp_path, *AT, "metric:reply_rate")
    assert set(mutes(tmp_path, *AT)) == {"gate:product_entry"}


def test_addresses_stay_in_their_order_and_none_stands_twice(tmp_path: Path) -> None:
    for address in ("json://b", "json://a", "json://b"):
        add_address(tmp_path, address)
    assert addresses(tmp_path) == ["json://b", "json://a"]
    remove_address(tmp_path, "json://b")
    remove_address(tmp_path, "json://never")
    assert addresses(tmp_path) == ["json://a"]


def test_the_file_with_addresses_is_for_its_owner_only(tmp_path: Path) -> None:
    add_address(tmp_path, "dingtalk://secret@token/")
    assert (tmp_path / "alerts.json").stat().st_mode & 0o077 == 0


def test_the_stamp_changes_with_everything_that_is_set(tmp_path: Path) -> None:
    seen = [settings_stamp(tmp_path)]
    save_own_line(tmp_path, *AT, "reply_rate", None, Decimal("0.95"))
    seen.append(settings_stamp(tmp_path))
    mute(tmp_path, *AT, "metric:reply_rate", date(2026, 4, 30))
    seen.append(settings_stamp(tmp_path))
    add_address(tmp_path, "json://a")
    seen.append(settings_stamp(tmp_path))
    assert len(set(seen)) == 4


LINE = {"what": "line", "shop": "s", "scheme": "x", "metric": "m", "warn": "0.5", "breach": None}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[\n {", "alerts.json is broken in line 2"),
        ('{"a": 1}', "alerts.json is no list of records"),
        ("[{}]", "record 1 of alerts.json is no line or mute or address"),
        (json.dumps([LINE, {**LINE, "warn": 0.5}]), "record 2 of alerts.json"),
        (json.dumps([{**LINE, "warn": "NaN"}]), "record 1 of alerts.json"),
        (json.dumps([{**LINE, "metric": 7}]), "record 1 of alerts.json"),
        (json.dumps([{**LINE, "what": "wish"}]), "record 1 of alerts.json"),
        ('[{"what": "mute", "shop": "s", "scheme": "x", "key": "k", "until": "soon"}]', "record 1 of alerts.json"),
        ('[{"what": "address"}]', "record 1 of alerts.json"),
    ],
)
def test_a_broken_file_is_said_with_its_place_and_is_never_written_over(
    tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "alerts.json").write_text(content, encoding="utf-8")
    with pytest.raises(StoreBroken, match=says) as found:
        own_lines(tmp_path, *AT)
    assert "correct" in str(found.value)
    assert "delete" in str(found.value)
    for act in (lambda: add_address(tmp_path, "json://a"), lambda: mute(tmp_path, *AT, "k", date(2026, 1, 1))):
        with pytest.raises(StoreBroken):
            act()
    assert (tmp_path / "alerts.json").read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    "content",
    ['[{"what": "firing"}]', '[{"what": "checked", "shop": "s", "scheme": "x", "day": "today"}]',
     '[{"what": "told", "shop": "s", "scheme": "x"}]'],
)  # fmt: skip
def test_a_broken_history_is_said_and_nothing_is_logged_over_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "alert_history.json").write_text(content, encoding="utf-8")
    with pytest.raises(StoreBroken, match=r"record 1 of alert_history\.json"):
        firings(tmp_path, *AT)
    with pytest.raises(StoreBroken):
        log_states(tmp_path, *AT, date(2026, 1, 1), {"metric:a": ("warn", {})})
    assert (tmp_path / "alert_history.json").read_text(encoding="utf-8") == content


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_address(tmp_path, "json://a")

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreBroken, match="no space left"):
        add_address(tmp_path, "json://b")
    monkeypatch.undo()
    assert addresses(tmp_path) == ["json://a"]
    assert not list(tmp_path.glob(".alerts.json.*")), "nothing half written is left"


def test_a_folder_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreBroken):
        add_address(tmp_path / "file", "json://a")
    assert addresses(tmp_path / "file") == []


def test_whoever_holds_the_lock_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        FileLock(tmp_path / ".alerts.lock"),
        pytest.raises(StoreBroken, match="does not end"),
        settings.locked(tmp_path, wait=0.01),
    ):
        pytest.fail("the lock was held by another")


def at_once(warm: Warm, call: str, folder: Path) -> list[object]:
    children = [warm.call(f"alerts_worker:{call}", str(folder), f"c{number}") for number in range(CHILDREN)]
    for child in children:
        assert child.wait_for("ready")
    moment = time.monotonic() + 0.02
    for child in children:
        child.send(moment)
    return [child.answer() for child in children]


def test_processes_that_set_at_the_same_instant_lose_nothing_of_one_another(tmp_path: Path, warm: Warm) -> None:
    assert at_once(warm, "settle", tmp_path) == [15] * CHILDREN
    names = {f"c{child}{turn}" for child in range(CHILDREN) for turn in range(5)}
    assert set(own_lines(tmp_path, "s", "x")) == set(mutes(tmp_path, "s", "x")) == names
    assert set(addresses(tmp_path)) == {f"json://{name}" for name in names}


def test_processes_that_log_and_send_at_once_lose_no_firing_and_send_none_twice(tmp_path: Path, warm: Warm) -> None:
    log_states(tmp_path, "s", "x", date(2026, 1, 1), {"metric:a": ("breach", {})})
    told = at_once(warm, "log_and_send", tmp_path)
    assert sorted(map(str, told)) == ["[1]", *["[]"] * (CHILDREN - 1)]
    numbers = []
    for child in range(CHILDREN):
        mine = firings(tmp_path, f"c{child}", "x")
        assert [item.state for item in mine] == ["breach", "warn", "breach", "warn", "breach"]
        numbers += [item.number for item in mine]
    assert sorted(numbers) == list(range(2, 2 + 5 * CHILDREN)), "every firing has a number of its own"
    assert [item.sent_to for item in firings(tmp_path, "s", "x")] == [(history.address_id("json://a"),)]


def test_a_backup_carries_what_is_set_and_what_fired(tmp_path: Path) -> None:
    folder, again = tmp_path / "data", tmp_path / "again"
    save_own_line(folder, *AT, "reply_rate", Decimal("0.9575"), Decimal("0.95"))
    mute(folder, *AT, "metric:reply_rate", date(2026, 4, 30))
    add_address(folder, "feishu://token")
    log_states(folder, *AT, date(2026, 4, 1), {"metric:reply_rate": ("warn", {"now": 0.9})})
    backups.restore(again, backups.backup(folder, tmp_path / "everything.zip"))
    assert own_lines(again, *AT) == own_lines(folder, *AT)
    assert mutes(again, *AT) == mutes(folder, *AT)
    assert addresses(again) == ["feishu://token"]
    assert firings(again, *AT) == firings(folder, *AT) != []
    assert last_checked(again, *AT) == date(2026, 4, 1)
    assert own.own_figures(again) == []
    assert log_states(again, *AT, date(2026, 4, 2), {"metric:reply_rate": ("warn", {"now": 0.9})}) == [], (
        "no news there"
    )
