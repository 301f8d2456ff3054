"""An alert is written down once per change of state, and every address is told every change, once."""

from datetime import date
from pathlib import Path

import pytest

from scoring.store.firings import (
    Firing,
    Waiting,
    address_id,
    begin_sending,
    end_sending,
    firings,
    last_checked,
    log_states,
    waiting,
)

AT = ("s", "x")
A, B = "json://a", "json://b"


class Log:
    """A folder in which days are checked and addresses told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._day = folder, 0

    def day(self, **states: str) -> list[tuple[str, str, str]]:
        """Check the next day with these alerts; what was written down: key, before, now."""
        self._day += 1
        found = log_states(self.folder, *AT, date(2026, 1, self._day), {
            name: (state, {"of": self._day}) for name, state in states.items()
        })  # fmt: skip
        return [(item.key, item.before, item.state) for item in found]

    def waits(self, address: str = A) -> list[tuple[str, str]]:
        return [(item.key, item.state) for item in waiting(self.folder, address, *AT).firings]

    def tell(self, address: str = A, *, arrives: bool = True) -> list[tuple[str, str]]:
        known = waiting(self.folder, address, *AT)
        begin_sending(self.folder, address, *AT, known)
        end_sending(self.folder, address, *AT, known, arrived=arrives)
        return [(item.key, item.state) for item in known.firings]

    def history(self) -> list[Firing]:
        return firings(self.folder, *AT)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


def test_only_changes_are_written_down(log: Log) -> None:
    assert log.day(a="warn", b="breach") == [("a", "", "warn"), ("b", "", "breach")]
    assert log.day(a="warn", b="breach") == []
    assert log.day(a="breach", b="breach") == [("a", "warn", "breach")]
    assert log.day(b="muted") == [("b", "breach", "muted"), ("a", "breach", "over")]
    assert log.day(b="muted") == []
    assert log.day(a="warn", b="breach") == [("a", "", "warn"), ("b", "muted", "breach")]
    assert [(item.key, item.state, item.day.day) for item in log.history()][:2] == [
        ("b", "breach", 6),
        ("a", "warn", 6),
    ]
    over = next(item for item in log.history() if item.state == "over")
    assert over.alert == {"of": 3}, "what is over is what it was when it changed last"
    assert last_checked(log.folder, *AT) == date(2026, 1, 6)


def test_shops_and_schemes_do_not_mix(log: Log) -> None:
    log.day(a="warn")
    assert log_states(log.folder, "other", "x", date(2026, 1, 1), {}) == []
    assert log_states(log.folder, "s", "y", date(2026, 1, 1), {"a": ("warn", {})})[0].before == ""
    assert [(item.key, item.state) for item in log.history()] == [("a", "warn")]
    assert last_checked(log.folder, "never", "x") is None


def test_every_address_is_told_each_change_once(log: Log) -> None:
    log.day(a="warn")
    assert log.tell(A) == [("a", "warn")]
    assert log.waits(A) == []
    log.day(a="warn")
    assert log.waits(A) == []
    log.day(a="breach", b="warn")
    assert log.tell(A) == [("a", "breach"), ("b", "warn")]
    log.day(b="warn")
    assert log.tell(A) == [("a", "over")]
    sent = {(item.key, item.state): item.sent_to for item in log.history()}
    assert sent[("a", "warn")] == sent[("a", "over")] == (address_id(A),)


def test_a_new_address_is_told_what_is_beyond_a_line_now_and_not_what_is_past(log: Log) -> None:
    log.day(a="warn", b="warn", c="muted")
    log.tell(A)
    log.day(b="breach", c="muted")
    assert log.waits(B) == [("b", "breach")]
    assert log.tell(B) == [("b", "breach")]
    assert log.waits(A) == [("b", "breach"), ("a", "over")]


def test_what_was_not_sent_waits_until_it_arrives(log: Log) -> None:
    log.day(a="warn")
    assert log.tell(arrives=False) == [("a", "warn")]
    assert log.waits() == [("a", "warn")]
    assert [item.sent_to for item in log.history()] == [()]
    log.day(a="warn", b="breach")
    assert log.tell(arrives=False) == [("a", "warn"), ("b", "breach")]
    assert log.tell() == [("a", "warn"), ("b", "breach")]
    assert log.waits() == []


def test_what_came_and_went_while_nothing_could_be_sent_is_told_as_over(log: Log) -> None:
    log.day(a="breach")
    log.tell(arrives=False)
    log.day()
    assert log.waits() == [("a", "over")]
    assert log.tell() == [("a", "over")]
    assert log.waits() == []
    log.day(a="warn")
    log.day()
    assert log.tell() == [("a", "over")], "between two sendings too"


def test_a_worse_state_takes_the_place_of_one_that_could_not_be_sent(log: Log) -> None:
    log.day(a="warn")
    log.tell(arrives=False)
    log.day(a="breach")
    assert log.tell() == [("a", "breach")]


def test_what_is_muted_is_not_told_and_speaks_again_when_the_mute_ends(log: Log) -> None:
    log.day(a="breach")
    log.tell()
    log.day(a="muted")
    assert log.waits() == []
    log.day()
    assert log.waits() == [], "nobody wants to hear that what is muted is over"
    log.day(a="muted")
    log.day(a="breach")
    assert log.tell() == [("a", "breach")]


def test_a_sending_that_was_begun_and_never_ended_is_repeated_and_says_so(log: Log) -> None:
    log.day(a="breach")
    known = waiting(log.folder, A, *AT)
    begin_sending(log.folder, A, *AT, known)
    log.day(a="breach", b="warn")
    again = waiting(log.folder, A, *AT)
    assert again.repeated
    assert [item.key for item in again.firings] == ["a", "b"]
    assert not waiting(log.folder, B, *AT).repeated
    assert log.tell() == [("a", "breach"), ("b", "warn")]
    assert waiting(log.folder, A, *AT) == Waiting((), 2, repeated=False)


def test_what_is_written_down_while_a_message_is_on_its_way_is_not_taken_for_sent(log: Log) -> None:
    log.day(a="breach")
    known = waiting(log.folder, A, *AT)
    begin_sending(log.folder, A, *AT, known)
    log.day(a="breach", b="warn")
    end_sending(log.folder, A, *AT, known, arrived=True)
    assert log.waits() == [("b", "warn")]


def test_an_address_is_never_written_into_the_history(log: Log) -> None:
    log.day(a="breach")
    known = waiting(log.folder, "dingtalk://SECRETsecret@TOKENtoken/", *AT)
    begin_sending(log.folder, "dingtalk://SECRETsecret@TOKENtoken/", *AT, known)
    end_sending(log.folder, "dingtalk://SECRETsecret@TOKENtoken/", *AT, known, arrived=True)
    text = (log.folder / "alert_history.json").read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert "TOKEN" not in text
