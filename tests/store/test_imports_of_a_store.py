"""The same file twice changes nothing, the latest import of a row wins, any import can be taken back."""

import hashlib
import io
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import csv_bytes

from scoring.errors import NoData, StoreBroken, UnknownImport, VocBoardError
from scoring.measure.engine import attached
from scoring.store.delta import Imported, Store

Row = dict[str, object]


def orders(*amounts: tuple[str, float]) -> list[Row]:
    return [
        {"shop_id": "s", "order_id": name, "paid_at": "2022-01-01 10:00:00", "amount": amount}
        for name, amount in amounts
    ]


def put(store: Store, rows: list[Row], name: str = "made.csv") -> Imported:
    return store.import_file(io.BytesIO(csv_bytes(rows)), name)


def amounts(store: Store) -> dict[str, int]:
    try:
        events = store.events()
    except NoData:
        return {}
    with attached(events) as connection:
        return dict(connection.sql("select order_id, amount from orders order by order_id").fetchall())


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


FIRST = orders(("1", 5), ("2", 6))
CORRECTED = orders(("2", 60), ("3", 7))
AGAIN = orders(("3", 70), ("1", 50))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def test_a_store_that_was_only_looked_at_writes_nothing(store: Store) -> None:
    assert store.imports() == []
    assert store.shops() == []
    with pytest.raises(NoData):
        store.events()
    assert not store.folder.exists()


def test_the_same_file_twice_changes_no_byte(store: Store) -> None:
    first = put(store, FIRST)
    before = bytes_of(store.folder)
    second = put(store, FIRST, "another name.csv")
    assert (first.already, second.already) == (False, True)
    assert second.entry == first.entry
    assert bytes_of(store.folder) == before
    assert amounts(store) == {"1": 500, "2": 600}
    assert len(store.imports()) == 1


def test_a_corrected_file_that_comes_later_wins(store: Store) -> None:
    put(store, FIRST)
    entry = put(store, CORRECTED).entry
    assert amounts(store) == {"1": 500, "2": 6000, "3": 700}
    assert (entry.rows_read, entry.rows_kept, entry.rows_new, entry.rows_rejected) == (2, 2, 1, 0)


def test_undoing_an_import_brings_the_former_rows_back(store: Store) -> None:
    put(store, FIRST)
    undone = store.undo(put(store, CORRECTED).entry.import_id)
    assert undone.undone
    assert amounts(store) == {"1": 500, "2": 600}


def expected(files: list[list[Row]]) -> dict[str, int]:
    return {str(row["order_id"]): int(str(row["amount"])) * 100 for rows in files for row in rows}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_imports_can_be_undone_in_any_order(store: Store, order: tuple[int, ...]) -> None:
    files = [FIRST, CORRECTED, AGAIN]
    ids = [put(store, rows).entry.import_id for rows in files]
    left = [0, 1, 2]
    assert amounts(store) == expected(files)
    for at in order:
        store.undo(ids[at])
        left.remove(at)
        assert amounts(store) == expected([files[index] for index in left])
    assert all(entry.undone for entry in store.imports())


def test_what_was_undone_can_be_imported_again_and_undone_again(store: Store) -> None:
    put(store, CORRECTED)
    first = put(store, FIRST).entry.import_id
    store.undo(first)
    assert not put(store, FIRST).already
    assert amounts(store) == {"1": 500, "2": 600, "3": 700}
    assert sorted(entry.undone for entry in store.imports()) == [False, False, True]
    store.undo(first)
    assert amounts(store) == {"2": 6000, "3": 700}


def test_an_import_nobody_knows_or_undone_before_cannot_be_undone(store: Store) -> None:
    entry = put(store, FIRST).entry
    store.undo(entry.import_id)
    for import_id in ("no such import", "' or 1=1 --", entry.import_id):
        with pytest.raises(UnknownImport):
            store.undo(import_id)


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\0\0", b"", b"order_id,paid_at,amount\n", b"paid_at,amount\n2022-01-01,5\n", b"order_id,amount\n1,x\n"],
    ids=["image", "empty", "header only", "no key", "no good row"],
)
def test_a_refused_file_leaves_the_store_as_it_was_byte_for_byte(store: Store, data: bytes) -> None:
    put(store, FIRST)
    before = bytes_of(store.folder)
    with pytest.raises(VocBoardError):
        store.import_file(io.BytesIO(data), "refused.csv")
    assert bytes_of(store.folder) == before
    assert amounts(store) == {"1": 500, "2": 600}


def test_a_refused_file_makes_no_folder(store: Store) -> None:
    with pytest.raises(VocBoardError):
        store.import_file(io.BytesIO(b""), "refused.csv")
    assert not store.folder.exists()


def test_files_of_several_tables_and_shops_accumulate(store: Store) -> None:
    put(store, FIRST)
    put(store, [{"shop_id": "t", "order_id": "1", "paid_at": "2022-01-02", "amount": 9}])
    put(store, [{"shop_id": "u", "review_id": "R", "rated_at": "2022-01-03", "description_score": 5}])
    put(store, [{"shop_id": "s", "day": "2022-01-01", "metric": "reply_rate", "value": 0.9}])
    assert store.shops() == ["s", "t", "u"]
    with attached(store.events()) as connection:
        counts = [
            connection.sql(f"select count(*) from {name}").fetchall()[0][0]
            for name in ("orders", "reviews", "platform_metrics", "chats")
        ]
    assert counts == [3, 1, 1, 0]


def test_a_file_without_a_shop_goes_to_the_only_shop_there_is(store: Store) -> None:
    put(store, FIRST)
    put(store, [{"order_id": "9", "amount": 1}])
    assert store.shops() == ["s"]
    assert amounts(store)["9"] == 100


def test_the_list_of_imports_has_the_newest_first_with_its_counts(store: Store) -> None:
    put(store, FIRST, "first.csv")
    put(store, [*CORRECTED, {"order_id": "4", "amount": "x"}], "second.csv")
    put(store, [{"shop_id": "s", "review_id": "R", "description_score": 5}], "third.csv")
    shown = [(item.file, item.table, item.rows_read, item.rows_kept, item.rows_new, item.rows_rejected)
             for item in store.imports()]  # fmt: skip
    assert shown == [
        ("third.csv", "reviews", 1, 1, 1, 0),
        ("second.csv", "orders", 3, 2, 1, 1),
        ("first.csv", "orders", 2, 2, 2, 0),
    ]
    times = [item.imported_at for item in store.imports()]
    assert times == sorted(times, reverse=True)


def test_events_know_when_they_changed(store: Store) -> None:
    put(store, FIRST)
    one = store.events().version
    put(store, FIRST)
    assert store.events().version == one
    entry = put(store, CORRECTED).entry
    two = store.events().version
    store.undo(entry.import_id)
    assert len({one, two, store.events().version}) == 3


IMPORTING = """
import sys
from pathlib import Path
from scoring.store.delta import Store
store = Store(Path(sys.argv[1]))
Path(sys.argv[2] + ".ready").touch()
while not Path(sys.argv[3]).exists():
    pass
for part in range(4):
    path = Path(f"{sys.argv[2]}{part}.csv")
    with path.open("rb") as file:
        store.import_file(file, path.name)
"""


@pytest.mark.parametrize("warm", [True, False], ids=["into a store that is there", "both making the store"])
def test_two_processes_that_import_at_once_lose_nothing(tmp_path: Path, warm: bool) -> None:
    store, wanted = Store(tmp_path / "data"), {}
    if warm:
        put(store, orders(("0", 1)))
        wanted["0"] = 100
    for who, part in itertools.product("ab", range(4)):
        rows = orders(*((f"{who}{part}-{at}", at) for at in range(50)))
        wanted.update(expected([rows]))
        (tmp_path / f"{who}{part}.csv").write_bytes(csv_bytes(rows))
    go = tmp_path / "go"
    running = [
        subprocess.Popen([sys.executable, "-c", IMPORTING, store.folder, tmp_path / who, go], stderr=subprocess.PIPE)
        for who in "ab"
    ]
    while not all((tmp_path / f"{who}.ready").exists() for who in "ab"):
        assert all(process.poll() is None for process in running)
    go.touch()
    said = [process.communicate(timeout=60)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert amounts(store) == wanted
    assert len(store.imports()) == 8 + warm


def test_a_folder_that_cannot_be_made_is_said_to_be_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = Store(tmp_path / "file" / "data")
    with pytest.raises(StoreBroken) as broken:
        put(store, FIRST)
    assert str(tmp_path / "file") in str(broken.value)
    assert "\n" not in str(broken.value)


@pytest.mark.parametrize("name", ["my data", "店铺数据", "100%", "st*r", "a'b", "été+&"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path / name / "data")
    put(store, FIRST)
    put(store, CORRECTED)
    assert amounts(store) == {"1": 500, "2": 6000, "3": 700}
    store.undo(store.imports()[0].import_id)
    assert amounts(store) == {"1": 500, "2": 600}


@pytest.mark.parametrize("name", ["d[1]", "x%20y", "a#b", "a?c"])
def test_a_name_the_table_format_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreBroken, match="Rename the folder"):
        put(Store(tmp_path / name), FIRST)
    assert not (tmp_path / name).exists()


def test_a_damaged_table_is_said_to_be_broken(store: Store) -> None:
    put(store, FIRST)
    log = next((store.folder / "tables" / "orders" / "_delta_log").glob("*.json"))
    log.write_text("{ this is no log")
    with pytest.raises(StoreBroken):
        store.events()
    log = next((store.folder / "ledger" / "_delta_log").glob("*.json"))
    log.write_text("{ this is no log")
    with pytest.raises(StoreBroken):
        store.imports()


READING = """
import sys
from pathlib import Path
from scoring.store.delta import Store
store = Store(Path(sys.argv[1]))
assert store.imports() and store.events() and store.shops()
print("pyarrow.dataset" in sys.modules)
"""


def test_reading_the_store_leaves_no_thread_that_aborts_the_process_at_its_end(store: Store) -> None:
    # One process in eight that read the ledger as a pyarrow data set died of a thread left behind.
    put(store, FIRST)
    done = subprocess.run([sys.executable, "-c", READING, store.folder], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
