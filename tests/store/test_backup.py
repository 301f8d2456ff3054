"""A backup holds everything of a data folder as it stood at one moment, and nothing but a backup is laid out again."""

import io
import shutil
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from datetime import date
from pathlib import Path

import pytest
from made_up import csv_bytes

from scoring.errors import BadArchive, CannotWrite, NoData, StoreBroken, VocBoardError
from scoring.measure.engine import attached
from scoring.store import backup as backups
from scoring.store import own
from scoring.store.delta import Store

FIGURE = {"scheme": "s", "rule_set": "2022-06-15", "category": "女装", "at": ["levels", 0, "total"], "value": "4.70"}
RULES = "scheme: my_rules\n# 中文\n"


def put(store: Store, name: str, amounts: dict[str, int], who: str = "甲") -> str:
    rows = [{"shop_id": "s", "order_id": key, "paid_at": "2022-01-01", "amount": at} for key, at in amounts.items()]
    return store.import_file(io.BytesIO(csv_bytes(rows)), name, who=who).entry.import_id


def amounts(store: Store) -> dict[str, int]:
    with attached(store.events()) as connection:
        return dict(connection.sql("select order_id, amount // 100 from orders order by 1").fetchall())


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    """A data folder with everything a folder may hold."""
    store = Store(tmp_path / "data")
    put(store, "first.csv", {"1": 5, "2": 6})
    put(store, "second.csv", {"2": 60, "3": 7}, who="乙")
    store.undo(put(store, "third.csv", {"4": 8}), who="丙")
    own.save_own_figures(store.folder, [FIGURE])
    own.save_rule_file(store.folder, "my_rules", date(2026, 1, 1), RULES)
    own.save_mapping(store.folder, "0123456789abcdef", "orders", {"单号": "order_id"})
    return store


def test_a_backup_laid_out_elsewhere_is_the_same_store(filled: Store, tmp_path: Path) -> None:
    target = backups.backup(filled.folder, tmp_path / "everything.zip")
    assert target == tmp_path / "everything.zip"
    again = Store(tmp_path / "other" / "数据")
    backups.restore(again.folder, target)
    assert amounts(again) == amounts(filled) == {"1": 5, "2": 60, "3": 7}
    assert again.imports() == filled.imports()
    assert [(item.who, item.undone_by) for item in again.imports()] == [("甲", "丙"), ("乙", ""), ("甲", "")]
    assert own.own_figures(again.folder) == [FIGURE]
    assert own.mappings(again.folder) == own.mappings(filled.folder)
    assert [path.read_text(encoding="utf-8") for path in own.rule_files(again.folder)] == [RULES]
    assert again.shops() == ["s"]


def test_a_laid_out_backup_goes_on_as_a_store_of_its_own(filled: Store, tmp_path: Path) -> None:
    again = Store(tmp_path / "again")
    backups.restore(again.folder, backups.backup(filled.folder, tmp_path / "everything.zip"))
    second = next(item.import_id for item in again.imports() if item.file == "second.csv")
    again.undo(second)
    assert amounts(again) == {"1": 5, "2": 6}
    put(again, "fourth.csv", {"9": 9})
    assert amounts(again) == {"1": 5, "2": 6, "9": 9}
    assert amounts(filled) == {"1": 5, "2": 60, "3": 7}, "the folder that was backed up is another"


def test_a_restored_folder_can_be_backed_up_and_restored_again(filled: Store, tmp_path: Path) -> None:
    folder, expected = filled.folder, amounts(filled)
    for at in range(3):
        archive = backups.backup(folder, tmp_path / f"{at}.zip")
        with zipfile.ZipFile(archive) as opened:
            names = opened.namelist()
        assert len(set(names)) == len(names), "nothing stands twice in it"
        folder = tmp_path / f"again {at}"
        backups.restore(folder, archive)
        assert amounts(Store(folder)) == expected


def test_a_backup_holds_nothing_half_done_and_nothing_that_is_not_ours(filled: Store, tmp_path: Path) -> None:
    (filled.folder / "notes.txt").write_text("mine")
    (filled.folder / "staging" / ("0" * 32)).mkdir(parents=True)
    (filled.folder / "staging" / ("0" * 32) / "orders.raw.parquet").write_text("half")
    inside = backups.backup(filled.folder, filled.folder / "everything.zip")
    with zipfile.ZipFile(inside) as opened:
        tops = {name.split("/")[0] for name in opened.namelist()}
    assert tops == {"ledger", "tables", "rules", "own_figures.json", "mappings.json", "voc-board.txt"}
    assert [path.name for path in filled.folder.glob(".everything*")] == []


def test_a_second_backup_takes_the_place_of_the_first(filled: Store, tmp_path: Path) -> None:
    target = backups.backup(filled.folder, tmp_path / "everything.zip")
    put(filled, "fourth.csv", {"9": 9})
    backups.backup(filled.folder, target)
    backups.restore(tmp_path / "again", target)
    assert "9" in amounts(Store(tmp_path / "again"))


def test_a_backup_that_cannot_be_written_leaves_the_former_one(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"no such folder|No such file"):
        backups.backup(filled.folder, tmp_path / "no such folder" / "everything.zip")
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(CannotWrite):
        backups.backup(filled.folder, tmp_path / "folder.zip")
    assert list(tmp_path.glob(".*.part")) == []


def test_a_folder_that_holds_data_is_refused_and_left_as_it_is(filled: Store, tmp_path: Path) -> None:
    target = backups.backup(filled.folder, tmp_path / "everything.zip")
    put(filled, "fourth.csv", {"9": 9})
    with pytest.raises(StoreBroken, match="holds data already"):
        backups.restore(filled.folder, target)
    assert amounts(filled) == {"1": 5, "2": 60, "3": 7, "9": 9}
    rules_only = tmp_path / "rules only"
    own.save_own_figures(rules_only, [])
    with pytest.raises(StoreBroken, match="holds data already"):
        backups.restore(rules_only, target)
    assert not (rules_only / "ledger").exists()


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"voc-board.txt": "mark", **members}.items():
            if text:
                archive.writestr(zipfile.ZipInfo(name), text)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {"voc-board.txt": "", "ledger/a": "x"},
        {"../out": "x"},
        {"tables/../../out": "x"},
        {"/out": "x"},
        {"tables\\..\\..\\out": "x"},
        {"C:\\out": "x"},
        {"elsewhere/out": "x"},
        {"staging/out": "x"},
        {"./": "x"},
        {"./out": "x"},
    ],
    ids=lambda members: next(iter(members)),
)
def test_a_zip_that_is_no_backup_or_leads_out_is_refused(tmp_path: Path, members: dict[str, str]) -> None:
    source = zipped(tmp_path / "zip.zip", **members)
    folder = tmp_path / "in" / "data"
    with pytest.raises(BadArchive):
        backups.restore(folder, source)
    left = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert set(left) <= {"zip.zip", "in/data/.lock"}


def test_a_broken_backup_is_refused_and_a_good_one_goes_into_the_same_folder_then(
    filled: Store, tmp_path: Path
) -> None:
    whole = backups.backup(filled.folder, tmp_path / "everything.zip")
    data, folder = whole.read_bytes(), tmp_path / "again"
    broken = tmp_path / "broken.zip"
    middle = len(data) // 2
    pieces = [data[: len(data) * part // 10] for part in range(10)]
    for content in (
        *pieces,
        data[:-1],
        data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :],
        b"order_id\n1\n",
    ):
        broken.write_bytes(content)
        with pytest.raises(BadArchive):
            backups.restore(folder, broken)
        assert Store(folder).imports() == []
    backups.restore(folder, whole)
    assert amounts(Store(folder)) == amounts(filled)


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocBoardError) as refused:
        backups.restore(tmp_path / "data", tmp_path / "no such.zip")
    assert "no such.zip" in str(refused.value)


def test_of_nothing_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="data holds no data yet"):
        backups.backup(tmp_path / "data", tmp_path / "nothing.zip")
    assert list(tmp_path.iterdir()) == []


def test_files_that_come_and_go_while_it_is_written_are_no_obstacle(filled: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def others() -> None:
        while not stop.is_set():
            folder = filled.folder / "staging" / uuid.uuid4().hex
            folder.mkdir(parents=True)
            (folder / "orders.raw.parquet").write_text("half")
            shutil.rmtree(filled.folder / "staging")

    reading = threading.Thread(target=others)
    reading.start()
    try:
        for at in range(40):
            backups.backup(filled.folder, tmp_path / f"{at}.zip")
    finally:
        stop.set()
        reading.join()
    backups.restore(tmp_path / "again", tmp_path / "39.zip")
    assert amounts(Store(tmp_path / "again")) == amounts(filled)


IMPORTING = """
import io, sys
from pathlib import Path
from scoring.store.delta import Store
store, stop, at = Store(Path(sys.argv[1])), Path(sys.argv[2]), 0
while not stop.exists():
    rows = "".join(f"s,{at}-{row},2022-01-01,1\\n" for row in range(40))
    entry = store.import_file(io.BytesIO(f"shop_id,order_id,paid_at,amount\\n{rows}".encode()), f"{at}.csv").entry
    if at % 3 == 2:
        store.undo(entry.import_id)
    at += 1
print(at)
"""


def test_a_backup_during_the_imports_of_another_process_holds_whole_imports(tmp_path: Path) -> None:
    store, stop = Store(tmp_path / "data"), tmp_path / "stop"
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORTING, store.folder, stop], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while len(store.imports()) < 2:
            assert child.poll() is None, child.communicate()[1].decode()
        taken = []
        for at in range(4):
            taken.append(backups.backup(store.folder, tmp_path / f"{at}.zip"))
            time.sleep(0.3)
    finally:
        stop.touch()
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, b"")
    assert int(out) > 3
    counts = []
    for at, source in enumerate(taken):
        again = Store(tmp_path / f"again {at}")
        backups.restore(again.folder, source)
        standing = [item for item in again.imports() if not item.undone]
        assert len(amounts(again)) == 40 * len(standing)
        counts.append(len(again.imports()))
        again.undo(standing[0].import_id)
        assert len(amounts(again)) == 40 * (len(standing) - 1)
    assert counts == sorted(counts)
