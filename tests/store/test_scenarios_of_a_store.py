"""Scenarios kept by name: nothing is lost whatever dies, and rows stay exactly as long as something needs them."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from made_up import csv_bytes

from scoring.errors import StoreBroken
from scoring.intake.read import read
from scoring.store.backup import backup, restore
from scoring.store.scenarios import (
    delete_scenario,
    keep_rows,
    kept_rows,
    rows_of,
    rows_of_file,
    save_scenario,
    saved_scenario,
    saved_scenarios,
    scenarios_stamp,
)

ROWS = pa.table({"shop_id": ["s"], "chat_id": ["c"], "replied": [True]})


def names(folder: Path, shop: str | None = None) -> list[tuple[str, str]]:
    return [(item.shop, item.name) for item in saved_scenarios(folder, shop)]


def age(folder: Path, fingerprint: str, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(folder / "scenario_rows" / f"{fingerprint}.parquet", (then, then))


def test_a_scenario_is_kept_replaced_and_forgotten_by_shop_and_name(tmp_path: Path) -> None:
    assert saved_scenarios(tmp_path / "none") == []
    assert scenarios_stamp(tmp_path) == ""
    for shop, name, text in (("s", "乙", "1"), ("s", "甲", "2"), ("t", "乙", "3"), ("s", "乙", "name: 乙\n")):
        save_scenario(tmp_path, shop, name, text)
    assert names(tmp_path) == [("s", "乙"), ("s", "甲"), ("t", "乙")]
    assert names(tmp_path, "t") == [("t", "乙")]
    found = saved_scenario(tmp_path, "s", "乙")
    assert found is not None
    assert (found.text, found.rows) == ("name: 乙\n", ())
    stamp = scenarios_stamp(tmp_path)
    delete_scenario(tmp_path, "s", "乙")
    delete_scenario(tmp_path, "s", "never there")
    assert names(tmp_path) == [("s", "甲"), ("t", "乙")]
    assert saved_scenario(tmp_path, "s", "乙") is None
    assert scenarios_stamp(tmp_path) != stamp


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    keep_rows(tmp_path, "abc", "chats", ROWS)
    keep_rows(tmp_path, "abc", "chats", ROWS.slice(0, 0))
    assert rows_of(tmp_path, "abc") == ("chats", ROWS)
    assert kept_rows(tmp_path, ["abc", "gone", "../abc"]) == {"abc": ROWS}
    with pytest.raises(StoreBroken, match="fingerprint"):
        keep_rows(tmp_path, "../abc", "chats", ROWS)


def test_rows_stay_while_a_scenario_names_them_and_thirty_days_after(tmp_path: Path) -> None:
    for fingerprint in ("one", "both"):
        keep_rows(tmp_path, fingerprint, "chats", ROWS)
    save_scenario(tmp_path, "s", "a", "", ["one", "both"])
    save_scenario(tmp_path, "s", "b", "", ["both"])
    for fingerprint in ("one", "both"):
        age(tmp_path, fingerprint, 400)
    keep_rows(tmp_path, "other", "chats", ROWS)
    delete_scenario(tmp_path, "s", "a")
    assert kept_rows(tmp_path, ["one", "both", "other"]).keys() == {"one", "both", "other"}, "it may be wanted back"
    age(tmp_path, "one", 31)
    delete_scenario(tmp_path, "s", "b")
    assert kept_rows(tmp_path, ["one", "both", "other"]).keys() == {"both", "other"}


def test_drafts_stay_for_thirty_days_after_they_were_last_given(tmp_path: Path) -> None:
    for fingerprint in ("young", "old", "again"):
        keep_rows(tmp_path, fingerprint, "chats", ROWS)
    for fingerprint, days in (("young", 29), ("old", 31), ("again", 29)):
        age(tmp_path, fingerprint, days)
    keep_rows(tmp_path, "again", "chats", ROWS)
    age(tmp_path, "young", 29.9)
    save_scenario(tmp_path, "s", "a", "")
    assert kept_rows(tmp_path, ["young", "old", "again"]).keys() == {"young", "again"}


def test_what_a_dead_process_left_half_written_is_swept_and_never_read(tmp_path: Path) -> None:
    keep_rows(tmp_path, "abc", "chats", ROWS)
    half = tmp_path / "scenario_rows" / ".half-x"
    half.write_bytes(b"PAR1")
    save_scenario(tmp_path, "s", "a", "", ["abc"])
    assert not half.exists()
    assert rows_of(tmp_path, "abc") == ("chats", ROWS)


@pytest.mark.parametrize("text", ["{", "{}", '[{"what": "scenario"}]', '[{"what": "else"}]'])
def test_a_broken_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "scenarios.json").write_text(text)
    with pytest.raises(StoreBroken, match=r"scenarios\.json"):
        save_scenario(tmp_path, "s", "a", "")
    assert (tmp_path / "scenarios.json").read_text() == text


def test_broken_rows_are_said_to_be_broken(tmp_path: Path) -> None:
    keep_rows(tmp_path, "abc", "chats", ROWS)
    (tmp_path / "scenario_rows" / "abc.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(StoreBroken):
        rows_of(tmp_path, "abc")


def test_several_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    work = (
        "import sys; from pathlib import Path; from scoring.store.scenarios import save_scenario\n"
        "for at in range(10): save_scenario(Path(sys.argv[1]), 's', f'{sys.argv[2]} {at}', 'text')"
    )
    running = [subprocess.Popen([sys.executable, "-c", work, str(tmp_path), str(at)]) for at in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(saved_scenarios(tmp_path)) == 30


def test_a_killed_process_leaves_the_old_scenarios_or_the_new(tmp_path: Path) -> None:
    save_scenario(tmp_path, "s", "first", "text")
    work = (
        "import os, sys; from pathlib import Path; from scoring.store import own\n"
        "own.os.fsync = lambda handle: os._exit(9)\n"
        "from scoring.store.scenarios import save_scenario\n"
        "save_scenario(Path(sys.argv[1]), 's', 'second', 'text')"
    )
    assert subprocess.run([sys.executable, "-c", work, str(tmp_path)], check=False).returncode == 9
    assert names(tmp_path) == [("s", "first")]
    save_scenario(tmp_path, "s", "third", "text")
    assert names(tmp_path) == [("s", "first"), ("s", "third")]


def test_a_backup_holds_scenarios_and_their_rows(tmp_path: Path) -> None:
    keep_rows(tmp_path / "a", "abc", "chats", ROWS)
    save_scenario(tmp_path / "a", "s", "甲", "text", ["abc"])
    restore(tmp_path / "b", backup(tmp_path / "a", tmp_path / "all.zip"))
    assert saved_scenarios(tmp_path / "b") == saved_scenarios(tmp_path / "a")
    assert rows_of(tmp_path / "b", "abc") == ("chats", ROWS)


def test_rows_of_a_file_speak_of_its_columns_alone() -> None:
    given = [{"order_id": "1", "paid_at": "2022-01-01 10:00:00", "amount": "5.00"}]
    rows = rows_of_file(read(io.BytesIO(csv_bytes(given)), "orders.csv", shop="s", table="orders"), "s")["orders"]
    assert sorted(rows.column_names) == ["amount", "order_id", "paid_at", "shop_id", "sub_order_id"]
    assert rows.to_pylist()[0] | {"paid_at": 0} == {
        "shop_id": "s", "order_id": "1", "sub_order_id": "", "paid_at": 0, "amount": 500,
    }  # fmt: skip
