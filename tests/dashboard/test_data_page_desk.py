"""The desk: files are read in the background, lie aside, and leave nothing when they are not wanted."""

import io
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from app_at_hand import ONE_DAY
from made_up import csv_bytes

from dashboard.desk import Desk, Outcome
from dashboard.jobs import Jobs
from dashboard.sources import Held, OnDisk, first_rows
from scoring.errors import NeedsDay, NotText, UnknownFormat
from scoring.intake.request import DEFAULT_SHOP, Request
from scoring.store.delta import Staged, Store

REVIEWS = csv_bytes([{"review_id": f"r{number}", "rated_at": "2022-06-20 10:00:00"} for number in range(5)])
UNKNOWN = csv_bytes(
    [{"单子": f"A{number:07}", "付钱的时间": f"2022-06-{number:02} 10:00:00"} for number in range(1, 9)]
)


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return target.getvalue()


def held(content: bytes, name: str = "a.csv") -> Held:
    return Held(name, io.BytesIO(content))


def read(desk: Desk) -> list[Outcome]:
    """Everything on the desk once it is read."""
    for item in desk.items:
        assert item.job.wait(60)
    return desk.outcomes()


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", Jobs())


def test_a_file_is_read_and_not_stored_before_it_is_taken_in(desk: Desk) -> None:
    desk.put(held(ONE_DAY), Request("晨光小店"))
    (outcome,) = read(desk)
    assert isinstance(outcome.value, Staged)
    assert outcome.name == "a.csv"
    assert outcome.value.counts.new == 40
    assert desk.store.imports() == []
    assert desk.store.version() == ""
    done = desk.commit(outcome, "掌柜")
    assert (done.entry.rows_new, done.entry.who, desk.store.shops()) == (40, "掌柜", ["晨光小店"])
    assert desk.items == []
    assert desk.outcomes() == []
    assert not (desk.store.folder / "staging").exists()


def test_the_same_file_twice_lies_there_once(desk: Desk) -> None:
    first = desk.put(held(ONE_DAY), Request())
    assert desk.put(held(ONE_DAY), Request()) is first
    assert desk.put(held(ONE_DAY, "other name.csv"), Request()) is not first
    assert len(desk.items) == 2


@pytest.mark.parametrize(
    "away", [Desk.discard, lambda desk, outcome: desk.remove(outcome.item), lambda desk, _: desk.clear()]
)
def test_what_is_not_wanted_leaves_nothing(desk: Desk, away: Callable[[Desk, Outcome], None]) -> None:
    desk.put(held(ONE_DAY), Request())
    (outcome,) = read(desk)
    assert left_in(desk.store.folder)
    away(desk, outcome)
    assert left_in(desk.store.folder) == []
    assert desk.items == []
    assert desk.store.imports() == []


def test_a_reading_that_is_stopped_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"o{number},2022-06-{number % 28 + 1:02} 10:00:00\n" for number in range(400_000))
    path = tmp_path / "big.csv"
    path.write_text("order_id,paid_at\n" + rows)
    item = desk.put(OnDisk(path), Request())
    desk.remove(item)
    assert item.job.wait(60)
    assert item.job.state == "cancelled"
    assert left_in(desk.store.folder) == []
    assert desk.items == []


def test_each_part_of_an_archive_is_taken_in_or_left_out_by_itself(desk: Desk) -> None:
    desk.put(held(packed(orders=ONE_DAY, reviews=REVIEWS, picture=b"\x89PNG\r\n\x1a\n\0"), "all.zip"), Request())
    orders, reviews, picture = read(desk)
    assert [one.name for one in (orders, reviews)] == ["all.zip › orders.csv", "all.zip › reviews.csv"]
    assert isinstance(picture.value, NotText)
    desk.commit(reviews, "")
    assert [one.index for one in desk.outcomes()] == [0, 2]
    desk.freshen(DEFAULT_SHOP)
    orders, picture = read(desk)
    assert (orders.index, picture.index) == (0, 2), "what is done with is not there again"
    desk.discard(picture)
    desk.discard(orders)
    assert desk.items == []
    assert [entry.table for entry in desk.store.imports()] == ["reviews"]
    assert not (desk.store.folder / "staging").exists()


def test_one_part_is_read_again_as_a_person_says(desk: Desk) -> None:
    desk.put(held(packed(orders=ONE_DAY, own=UNKNOWN), "all.zip"), Request("s"))
    orders, unknown = read(desk)
    assert isinstance(unknown.value, UnknownFormat)
    request = Request("s", "orders", columns={"单子": "order_id", "付钱的时间": "paid_at"})
    desk.again(unknown, request)
    again = read(desk)
    assert [one.name for one in again] == ["all.zip › orders.csv", "all.zip › own.csv"]
    assert again[0].value is orders.value, "the other parts stay as they are"
    mapped = again[1].value
    assert isinstance(mapped, Staged)
    assert mapped.counts.new == 8
    desk.again(again[1], Request("s", "orders", columns={"单子": "order_id", "付钱的时间": ""}))
    assert [one.part for one in read(desk)] == [0, 1]
    for outcome in desk.outcomes():
        desk.commit(outcome, "")
    assert len(desk.store.imports()) == 2
    assert not (desk.store.folder / "staging").exists()


def test_a_file_without_a_day_is_read_again_with_one(desk: Desk) -> None:
    sample = Path(__file__).parents[2] / "sample_data" / "exports" / "dsr_7.csv"
    desk.put(held(sample.read_bytes(), "评分.csv"), Request("s"))
    (outcome,) = read(desk)
    assert isinstance(outcome.value, NeedsDay)
    desk.again(outcome, Request("s", day=date(2026, 4, 17)))
    (outcome,) = read(desk)
    assert isinstance(outcome.value, Staged)
    assert outcome.value.report.first_day == date(2026, 4, 17)


def test_another_name_of_the_shop_reads_the_file_again_unless_it_names_its_own(desk: Desk) -> None:
    named = csv_bytes([{"shop_id": "其他店", "order_id": "o1", "paid_at": "2022-06-20 10:00:00"}])
    desk.put(held(ONE_DAY, "plain.csv"), Request("a"))
    desk.put(held(named, "named.csv"), Request("a"))
    before = read(desk)
    desk.freshen("a")
    assert read(desk) == before
    desk.freshen("b")
    plain, kept = read(desk)
    assert isinstance(plain.value, Staged)
    assert plain.value.shops == ("b",)
    assert kept.value is before[1].value
    desk.clear()
    assert left_in(desk.store.folder) == []


def test_what_is_new_is_told_against_the_store_as_it_is_now(desk: Desk) -> None:
    desk.put(held(ONE_DAY, "one.csv"), Request("a"))
    desk.put(held(ONE_DAY.replace(b"59.00", b"61.00"), "two.csv"), Request("a"))
    one, two = read(desk)
    assert isinstance(two.value, Staged)
    assert two.value.counts.new == 40
    desk.commit(one, "")
    desk.freshen("a")
    (two,) = read(desk)
    assert isinstance(two.value, Staged)
    assert (two.value.counts.new, two.value.counts.changed) == (0, 40)


def test_the_same_content_was_imported_before(desk: Desk) -> None:
    Store(desk.store.folder).import_file(io.BytesIO(ONE_DAY), "first.csv", shop="a")
    desk.put(held(ONE_DAY, "second.csv"), Request("a"))
    (outcome,) = read(desk)
    assert isinstance(outcome.value, Staged)
    assert outcome.value.already is not None
    assert desk.commit(outcome, "").already
    assert len(desk.store.imports()) == 1


def test_a_held_file_is_read_by_several_at_once() -> None:
    content = bytes(range(256)) * 50_000
    source = held(content)
    found: list[bytes] = []

    def take() -> None:
        with source.open() as file:
            file.seek(-10, io.SEEK_END)
            assert file.read() == content[-10:]
            file.seek(0)
            found.append(file.read())

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [content] * 4
    assert source.size == len(content)
    assert source.fingerprint == held(content, "b.csv").fingerprint != held(content[1:]).fingerprint


@pytest.mark.parametrize("place", ["not there.csv", "."])
def test_a_path_that_is_no_file_is_an_error(tmp_path: Path, place: str) -> None:
    with pytest.raises((FileNotFoundError, IsADirectoryError)):
        OnDisk(tmp_path / place)


def test_the_first_rows_are_shown_as_they_stand_in_the_file(tmp_path: Path) -> None:
    assert first_rows(held(UNKNOWN), 0, ("单子", "付钱的时间"), 3) == [
        [f"A{number:07}", f"2022-06-{number:02} 10:00:00"] for number in (1, 2, 3)
    ]
    above = "说明行\n\n".encode() + UNKNOWN
    assert first_rows(held(above), 0, ("单子", "付钱的时间"), 20)[0][0] == "A0000001"
    zipped = packed(orders=ONE_DAY, own=UNKNOWN)
    assert len(first_rows(held(zipped, "a.zip"), 1, ("单子", "付钱的时间"), 20)) == 8
    long = tmp_path / "long.csv"
    long.write_bytes("单子,付钱的时间\n".encode("gb18030") + "A一,二\n".encode("gb18030") * 400_000)
    assert first_rows(OnDisk(long), 0, ("单子", "付钱的时间"), 2) == [["A一", "二"], ["A一", "二"]]
