"""The commands that take files in: every kind of file, what they say of it, and what is left when they are stopped."""

import getpass
import io
import json
import os
import signal
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_up import COMMAND

from sample_data import SAMPLE_SHOP
from scoring.cli import main
from scoring.store.delta import Store

EXPORTS = SAMPLE_SHOP.parent / "exports"
ORDERS = "order_id,paid_at,amount\n1,2022-01-01 10:00:00,5\n2,2022-01-03 10:00:00,6\n"
KEYS = {"import_id", "file", "table", "rows_read", "rows_kept", "rows_new", "rejected"}


class Board:
    """The command on a data folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        self._capsys.readouterr()
        try:
            status = main([*map(str, arguments), "--data", str(self.folder)])
        except SystemExit as stop:
            status = int(str(stop.code))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        return status, out, err

    def json(self, *arguments: object, status: int = 0) -> Any:
        """What it prints as JSON."""
        found, out, err = self(*arguments, "--json")
        assert found == status, err
        return json.loads(out)


@pytest.fixture
def board(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Board:
    monkeypatch.setenv("VOC_BOARD_DATA", str(tmp_path / "home"))
    return Board(tmp_path / "data", capsys)


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(**sheets: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def test_the_keys_scripts_depend_on_are_there_and_say_what_happened(board: Board, tmp_path: Path) -> None:
    path = file(tmp_path, "orders.csv", ORDERS + "3,someday,1\n")
    (found,) = board.json("import", path)
    assert set(found) >= KEYS
    assert (found["file"], found["table"], found["rows_read"], found["rows_kept"]) == ("orders.csv", "orders", 3, 2)
    assert (found["rows_new"], found["rows_changed"], found["rows_unchanged"], found["rows_rejected"]) == (2, 0, 0, 1)
    (rejected,) = found["rejected"]
    assert (rejected["row"], rejected["column"], rejected["value"], rejected["reason"]) == (
        4,
        "paid_at",
        "someday",
        "bad_value",
    )
    assert (found["first_day"], found["last_day"], found["days_missing"]) == (
        "2022-01-01",
        "2022-01-03",
        ["2022-01-02"],
    )
    (again,) = board.json("import", path)
    assert (again["already_imported"], again["rows_new"], again["rows_unchanged"]) == (True, 0, 2)
    assert again["import_id"] == found["import_id"]


def test_a_zip_gives_all_its_files_and_what_is_wrong_in_it_stops_none_of_them(board: Board, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("orders.csv", ORDERS)
        archive.writestr("dsr/店铺评分2026-04-17.csv", (EXPORTS / "dsr_7.csv").read_bytes())
        archive.writestr("photo.png", b"\x89PNG\0\0")
    status, out_text, err = board("import", file(tmp_path, "exports.zip", out.getvalue()), "--json")
    assert status == 1
    assert [item["file"] for item in json.loads(out_text)] == ["exports.zip › orders.csv",
                                                              "exports.zip › dsr/店铺评分2026-04-17.csv"]  # fmt: skip
    (said,) = err.splitlines()
    assert "photo.png" in said
    assert len(board.json("imports")) == 2


def test_a_workbook_gives_every_sheet_that_is_known(board: Board, tmp_path: Path) -> None:
    orders = [line.split(",") for line in ORDERS.splitlines()]
    reviews = [["review_id", "rated_at", "description_score"], ["R1", "2022-01-01", 5]]
    book = workbook(订单=orders, 评价=reviews, 说明=[["本表由系统导出"]])
    found = board.json("import", file(tmp_path, "book.xlsx", book))
    assert [(item["file"], item["table"], item["rows_new"]) for item in found] == [
        ("book.xlsx › 订单", "orders", 2), ("book.xlsx › 评价", "reviews", 1)
    ]  # fmt: skip
    (one,) = board.json("import", file(tmp_path, "one.xlsx", workbook(Sheet1=[*orders, ["9", "2022-02-01", 7]])))
    assert (one["file"], one["rows_new"], one["rows_unchanged"]) == ("one.xlsx", 1, 2)


def test_a_preview_says_all_of_it_and_takes_nothing_in(board: Board, tmp_path: Path) -> None:
    path = file(tmp_path, "orders.csv", ORDERS)
    status, out, err = board("import", path, "--preview")
    assert (status, err) == (0, "")
    assert "2 new, 0 changed, 0 unchanged" in out
    assert "Nothing was taken in." in out
    (found,) = board.json("import", path, "--preview")
    assert set(found) >= KEYS
    assert (found["rows_new"], found["rows_kept"]) == (2, 2)
    assert board.json("imports") == []
    assert not board.folder.exists(), "not even a folder is made"
    board("import", path)
    before = sorted(item.name for item in board.folder.rglob("*"))
    (found,) = board.json("import", file(tmp_path, "later.csv", ORDERS.replace(",6\n", ",60\n")), "--preview")
    assert (found["rows_new"], found["rows_changed"], found["rows_unchanged"]) == (0, 1, 1)
    assert sorted(item.name for item in board.folder.rglob("*")) == before


def test_figures_without_a_date_need_a_day_from_the_name_or_from_the_option(board: Board, tmp_path: Path) -> None:
    content = (EXPORTS / "dsr_7.csv").read_bytes()
    status, out, err = board("import", file(tmp_path, "店铺评分.csv", content))
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    (named,) = board.json("import", file(tmp_path, "店铺评分20260417.csv", content))
    assert named["first_day"] == "2026-04-17"
    assert "day_from_name" in named["notes"]
    (given,) = board.json("import", tmp_path / "店铺评分.csv", "--day", "2026-04-18")
    assert given["first_day"] == "2026-04-18"
    assert "day_given" in given["notes"]
    assert board("import", tmp_path / "店铺评分.csv", "--day", "2026-02-31")[0] == 2


def test_unknown_columns_are_mapped_by_hand(board: Board, tmp_path: Path) -> None:
    path = file(tmp_path, "未知.csv", "单子,价=格\n1,5\n".encode("gb18030").decode("gb18030"))
    assert board("import", path)[0] == 1
    (found,) = board.json("import", path, "--table", "orders", "--map", "单子=order_id", "--map", "价=格=amount")
    assert (found["table"], found["columns_not_used"]) == ("orders", [])
    status, _, err = board("import", path, "--map", "单子=order_id")
    assert (status, len(err.splitlines())) == (1, 1)
    assert "--table" in err
    assert board("import", path, "--table", "orders", "--map", "单子")[0] == 2


@pytest.mark.parametrize("pair", ["单子=order_nr", "没有=order_id"])
def test_a_mapping_to_what_does_not_exist_is_refused_by_name(board: Board, tmp_path: Path, pair: str) -> None:
    path = file(tmp_path, "未知.csv", "单子,价格\n1,5\n")
    status, _, err = board("import", path, "--table", "orders", "--map", pair)
    assert status == 1
    assert "order_id" in err


def test_a_mistyped_column_of_a_mapping_is_said_and_not_passed_over(board: Board, tmp_path: Path) -> None:
    path = file(tmp_path, "未知.csv", "单子,价格\n1,5\n")
    status, _, err = board("import", path, "--table", "orders", "--map", "单子=order_id", "--map", "价格=amuont")
    assert status == 1
    assert "amuont" in err


def test_rejected_rows_are_said_in_words(board: Board, tmp_path: Path) -> None:
    text = "order_id,paid_at,amount\n1,2022-01-01,5\n2,someday,6\n,2022-01-01,7\n4,2022-01-01,x,y\n1,2022-01-01,8\n"
    status, out, err = board("import", file(tmp_path, "orders.csv", text))
    assert (status, err) == (0, "")
    for words in (
        "orders.csv: orders, 5 rows read, 1 kept (1 new, 0 changed), 4 rejected.",
        "row 2, column order_id: 1 stands again in row 6, which is kept.",
        "row 3, column paid_at: 'someday' was found, expected a time",
        "row 4, column order_id: empty, but it identifies the row.",
        "row 5: 4 cells, expected 3 as in the header.",
    ):
        assert words in out, out


def test_no_more_rejected_rows_are_printed_than_a_person_reads(board: Board, tmp_path: Path) -> None:
    rows = "".join(f"{at},x\n" for at in range(60))
    _, out, _ = board("import", file(tmp_path, "orders.csv", f"order_id,amount\nkept,5\n{rows}"))
    assert out.count("was found, expected an amount") == 20
    assert "and 40 more; --json lists the first 10,000." in out
    assert len(board.json("import", tmp_path / "orders.csv")[0]["rejected"]) == 60


def test_gaps_contradictions_and_units_are_said(board: Board, tmp_path: Path) -> None:
    text = "order_id,paid_at,collected_at,amount\n" + "".join(
        f"{at},2022-01-0{1 + 2 * (at % 2)},2021-12-3{at % 2},17880{at}\n" for at in range(25)
    )
    _, out, _ = board("import", file(tmp_path, "orders.csv", text))
    assert "none of 1 days between: 2022-01-02" in out
    assert "25 rows hold times in the wrong order (collected_at before paid_at: 25); they are kept as they are." in out
    assert "amounts look like cents" in out


def test_the_history_says_who_took_in_and_who_took_back(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "店员甲")
    (found,) = board.json("import", file(tmp_path, "orders.csv", ORDERS))
    monkeypatch.setattr(getpass, "getuser", lambda: "店员乙")
    undone = board.json("undo", found["import_id"])
    assert (undone["undone"], undone["who"], undone["undone_by"]) == (True, "店员甲", "店员乙")
    (entry,) = board.json("imports")
    assert entry == undone
    assert (entry["first_day"], entry["rows_new"], entry["undone_at"] > entry["imported_at"]) == ("2022-01-01", 2, True)
    _, out, _ = board("imports")
    assert "undone" in out
    assert found["import_id"] in out


def test_a_backup_is_laid_out_in_another_folder(
    board: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board("import", file(tmp_path, "orders.csv", ORDERS))
    said = board.json("backup", tmp_path / "all.zip")
    assert (said["file"], said["bytes"]) == (str(tmp_path / "all.zip"), (tmp_path / "all.zip").stat().st_size)
    other = Board(tmp_path / "other", capsys)
    assert other.json("restore", tmp_path / "all.zip") == {"data": str(other.folder), "imports": 1}
    assert other.json("imports") == board.json("imports")
    status, out, err = other("restore", tmp_path / "all.zip")
    assert (status, out) == (1, "")
    assert "holds data already" in err
    assert Board(tmp_path / "third", capsys)("restore", file(tmp_path, "no.zip", b"PK"))[0] == 1
    assert board("backup", tmp_path / "no folder" / "all.zip")[0] == 1


@pytest.mark.parametrize("moment", ["reading", "many rows read"])
def test_an_import_that_is_stopped_leaves_no_trace(tmp_path: Path, moment: str) -> None:
    rows = "".join(f"{at},2022-01-{1 + at % 28:02} 10:00:00,{at % 900}.50,店铺 {at}\n" for at in range(400_000))
    path = file(tmp_path, "large.csv", "order_id,paid_at,amount,status\n" + rows)
    folder = tmp_path / "data"
    Store(folder).import_file(io.BytesIO(ORDERS.encode()), "before.csv")
    before = {item: item.stat().st_mtime_ns for item in folder.rglob("*") if item.is_file()}
    child = subprocess.Popen(
        [COMMAND, "import", path, "--data", folder],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"},
        # Whoever starts the tests in the background has them ignore the signal that is sent here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    pattern = "staging/*/.lock" if moment == "reading" else "staging/*/orders.raw.parquet"
    while not any(folder.glob(pattern)):
        assert child.poll() is None, "it was done before it could be stopped"
        time.sleep(0.002)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode != 0
    assert out == b""
    assert not (folder / "staging").exists()
    assert {item: item.stat().st_mtime_ns for item in folder.rglob("*") if item.is_file()} == before
    assert [item.file for item in Store(folder).imports()] == ["before.csv"]
    assert b"Traceback" not in err, err.decode()


def test_rows_that_go_to_a_further_table_are_told(board: Board) -> None:
    file_of_scores, refunds = EXPORTS / "real_experience.csv", EXPORTS / "tmall_refund_39.csv"
    (found,) = board.json("import", "--preview", file_of_scores)
    assert found["rows_read"] == found["rows_kept"] + found["also"]["platform_metrics"]
    _, out, _ = board("import", file_of_scores, refunds)
    assert "  It also gives 8 rows of platform_metrics." in out
    assert "  It also gives 1 row of disputes." in out
