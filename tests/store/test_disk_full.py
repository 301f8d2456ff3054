"""A disk that runs full in the middle of an import: one clear sentence, and not a byte of what was there is lost."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crash_worker import made_file, only, wanted_rows
from test_crashes import files_of, rows_of, where
from warm import Tell, Warm

from scoring.errors import StoreBroken
from scoring.store.delta import Staged, Store

SIZE = 24 << 20
PAGE = 4096
KIND, ROWS = "refunds and disputes", 400
Contents = dict[str, bytes]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own with little space; the test is skipped where none can be mounted."""
    folder.mkdir()
    options = ["-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", *options], capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no disk can be mounted here; the limit on a file's size below is tested instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@contextmanager
def full_but_for(disk: Path, left: int) -> Iterator[None]:
    """The disk with so many bytes free and no more."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        while (more := shutil.disk_usage(disk).free - left) > 0:
            file.write(bytes(more))
            file.flush()
    try:
        yield
    finally:
        filler.unlink()


def committed(store: Store) -> Contents:
    """The bytes of everything that counts: all but the work in progress."""
    return {
        name: (store.folder / name).read_bytes() for name in files_of(store.folder) if not name.startswith("staging")
    }


def still_there(store: Store, before: Contents) -> bool:
    return all((store.folder / name).read_bytes() == data for name, data in before.items())


def staged(store: Store, path: Path) -> Staged:
    with path.open("rb") as file:
        return only(store.stage(file, path.name))


def check_sentence(error: StoreBroken, store: Store) -> None:
    message = str(error)
    assert "\n" not in message
    assert len(message) < 600, message
    assert str(store.folder) in message
    assert "space" in message
    assert "Traceback" not in message


@pytest.fixture
def store(disk: Path, tmp_path: Path) -> Store:
    store = Store(disk / "data")
    store.commit(staged(store, made_file(tmp_path, "first", KIND, 60)))
    store.commit(staged(store, made_file(tmp_path, "second", "orders", 90)))
    return store


FIRST_ROWS = {("refunds", "first"): 60, ("disputes", "first"): 30, ("orders", "second"): 90}


def check_as_before(store: Store, before: Contents, history: list[Any], when: str) -> None:
    assert still_there(store, before), when
    assert store.imports() == history, when
    assert rows_of(store) == FIRST_ROWS, when


def check_works_again(store: Store, path: Path) -> None:
    done = store.commit(staged(store, path))
    assert not done.already
    wanted = {(table, path.stem): rows for table, rows in wanted_rows(KIND, ROWS).items()}
    assert rows_of(store) == FIRST_ROWS | wanted
    store.undo(done.entry.import_id)
    assert rows_of(store) == FIRST_ROWS
    assert list((store.folder / "staging").glob("*")) == []


def test_a_disk_that_is_full_while_a_file_is_read_and_staged(store: Store, tmp_path: Path) -> None:
    path, before, history = made_file(tmp_path, "third", KIND, 12_000), committed(store), store.imports()
    refused = 0
    for left in (0, PAGE, 2 * PAGE, 4 * PAGE, 8 * PAGE, 16 * PAGE, 64 * PAGE, 128 * PAGE, 256 * PAGE):
        with full_but_for(store.folder.parent, left):
            try:
                found = staged(store, path)
            except StoreBroken as error:
                check_sentence(error, store)
                refused += 1
            else:
                store.discard(found)
            check_as_before(store, before, history, f"{left} bytes were free")
    assert refused >= 3
    check_works_again(store, made_file(tmp_path, "fourth", KIND, ROWS))


def test_a_disk_that_is_full_at_any_write_of_a_commit(store: Store, tmp_path: Path) -> None:
    path, history = made_file(tmp_path, "third", KIND, ROWS), store.imports()
    places: Counter[str] = Counter()
    for pages in range(200):
        found = staged(store, path)
        before = committed(store)
        with full_but_for(store.folder.parent, pages * PAGE):
            try:
                store.commit(found)
            except StoreBroken as error:
                check_sentence(error, store)
            else:
                break
            places[where(files_of(store.folder) - before.keys(), ["committing"])] += 1
            check_as_before(store, before, history, f"{pages} pages were free")
    print(*(f"{place}: {count}" for place, count in places.items()), sep="\n")
    wanted = {(table, "third"): rows for table, rows in wanted_rows(KIND, ROWS).items()}
    assert rows_of(store) == FIRST_ROWS | wanted
    assert [entry.file for entry in store.imports()] == ["third.csv", "second.csv", "first.csv"]
    assert {"after a table, before the ledger", "while writing the ledger"} & places.keys(), places
    assert len(places) >= 2, places
    check_undo_on_a_full_disk(store)


def check_undo_on_a_full_disk(store: Store) -> None:
    history, rows = store.imports(), rows_of(store)
    before = committed(store)
    with full_but_for(store.folder.parent, 0):
        with pytest.raises(StoreBroken) as full:
            store.undo(history[0].import_id)
        check_sentence(full.value, store)
        assert still_there(store, before)
        assert (store.imports(), rows_of(store)) == (history, rows)
    assert store.undo(history[0].import_id).undone
    assert rows_of(store) == FIRST_ROWS


def test_a_data_folder_cannot_begin_on_a_full_disk_and_begins_once_there_is_space(disk: Path, tmp_path: Path) -> None:
    store, path = Store(disk / "data"), made_file(tmp_path, "first", KIND, ROWS)
    for left in (0, PAGE, 4 * PAGE):
        with full_but_for(disk, left), pytest.raises(StoreBroken) as full:
            store.commit(staged(store, path))
        check_sentence(full.value, store)
        assert store.imports() == []
    store.commit(staged(store, path))
    assert rows_of(store) == {(table, "first"): rows for table, rows in wanted_rows(KIND, ROWS).items()}


def import_with_short_files(tell: Tell, folder: str, path: str, longest: int) -> str:
    """Import a file in a process that may write no file longer than so; gives what was said."""
    store = Store(Path(folder))
    # The file's own size counts only when it is written, so it can be read whatever its length.
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, longest))
    tell("limited")
    try:
        store.commit(staged(store, Path(path)))
    except StoreBroken as error:
        check_sentence(error, store)
        return "refused"
    return "imported"


def test_a_process_that_may_write_no_long_file_loses_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    store.commit(staged(store, made_file(tmp_path, "first", KIND, 60)))
    store.commit(staged(store, made_file(tmp_path, "second", "orders", 90)))
    path, before, history, said = made_file(tmp_path, "third", KIND, 2_000), committed(store), store.imports(), []
    with Warm("scoring.store.delta", "crash_worker", folder="store") as warm:
        for longest in (0, 200, 1_000, 4_000, 16_000, 48_000, 1 << 30):
            call = ("test_disk_full:import_with_short_files", str(store.folder), str(path), longest)
            said.append(warm.call(*call).answer())
            if said[-1] == "refused":
                check_as_before(store, before, history, f"no file may be longer than {longest}")
    assert said[0] == "refused"
    assert said[-1] == "imported"
    wanted = {(table, "third"): rows for table, rows in wanted_rows(KIND, 2_000).items()}
    assert rows_of(store) == FIRST_ROWS | wanted
