"""What a card says of a file, as plain data."""

import csv
import io
from pathlib import Path

import pytest
from made_up import csv_bytes

from dashboard.jobs import Reached
from dashboard.text import LANGUAGES, words
from dashboard.views import mapping
from dashboard.views.data import column_name, format_rows, problem_rows, rejected_file, table_name
from dashboard.views.file_card import error_card, mix_up_text, progress_text, sample_rows, staged_card
from scoring.errors import EmptyFile, MissingColumn, NeedsDay, NoSignal, UnknownFormat
from scoring.intake.report import MixUp
from scoring.intake.request import Request
from scoring.intake.tables import TABLES
from scoring.store.delta import Staged, Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)


def staged(tmp_path: Path, content: bytes, name: str = "a.csv") -> Staged:
    (found,) = Store(tmp_path).stage(io.BytesIO(content), name, Request("s"))
    assert isinstance(found, Staged), found
    return found


@both_languages
def test_a_card_names_what_is_missing_and_what_contradicts_itself(language: str, tmp_path: Path) -> None:
    rows = [
        {"order_id": f"o{day}", "paid_at": f"2022-06-{day:02} 10:00:00", "collected_at": f"2022-06-{day:02} 09:00:00",
         "amount": "59.00", "memo": "x"} for day in (1, 2, 5, 6)
    ]  # fmt: skip
    t = words(language)
    card = staged_card(staged(tmp_path, csv_bytes([*rows, {"order_id": "o9", "paid_at": "never"}])), language)
    assert card.state == "partly"
    assert dict(card.counts) == {
        t("reading.read"): "5", t("reading.new"): "4", t("reading.changed"): "0", t("reading.unchanged"): "0",
        t("reading.rejected"): "1",
    }  # fmt: skip
    gaps, contradictions = card.warnings
    assert "2022-06-03" in gaps
    assert "4" in contradictions
    assert t("column.collected_at") in contradictions
    assert t("column.paid_at") in contradictions
    assert "memo" in card.columns[0]
    assert t("column.delivered_at") in card.columns[1]
    assert t("reading.canonical") in card.recognised
    assert "2022-06-01" in card.span


@both_languages
def test_a_card_names_what_a_file_gives_beside_its_own_table(language: str, tmp_path: Path) -> None:
    sample = (Path(__file__).parents[2] / "sample_data" / "exports" / "tmall_refund_39.csv").read_bytes()
    found = staged(tmp_path, sample)
    rows = found.tables["disputes"][1]
    wanted = words(language)("reading.also_rows", table=table_name("disputes", language), rows=rows)
    assert words(language)("reading.also", tables=wanted) in staged_card(found, language).notes


def test_times_and_amounts_of_the_sample_stand_as_people_write_them(tmp_path: Path) -> None:
    content = csv_bytes([{"order_id": "o1", "paid_at": "2022/6/1 10:00", "amount": "1,059.5", "custom_made": "true"}])
    (row,) = sample_rows(staged(tmp_path, content), "zh")
    assert (row["付款时间"], row["金额"]) == ("2022-06-01 10:00:00", "1059.50")
    assert "签收时间" not in row, "a column that holds nothing is left out"


@both_languages
def test_the_columns_of_a_table_have_words_of_their_own(language: str) -> None:
    for table in TABLES.values():
        names = [column_name(column.name, language) for column in table.columns]
        assert len(set(names)) == len(names), table.name


@both_languages
@pytest.mark.parametrize("kind", ["percent_read", "share_among_percent", "cents", "milliseconds", "unknown_metric"])
def test_a_unit_that_is_mixed_up_is_said_with_an_example(language: str, kind: str) -> None:
    text = mix_up_text(MixUp("reply_rate", kind, 12, "98.5"), language)
    assert words(language)("column.reply_rate") in text
    assert "98.5" in text
    assert "12" in text


@both_languages
def test_the_state_of_a_card_says_what_can_be_done(language: str) -> None:
    unknown = error_card(UnknownFormat("a.csv", ["甲", "乙"], TABLES), "a.csv", language)
    assert unknown.state == "mapping"
    assert "甲" in unknown.problem
    assert error_card(MissingColumn("a.csv", "orders", "order_id", ["x"]), "a.csv", language).state == "mapping"
    day = error_card(NeedsDay("a.csv", "dsr_7"), "a.csv", language)
    assert day.state == "day"
    assert words(language)("export.dsr_7") in day.problem
    plain = error_card(NeedsDay("a.csv", "platform_metrics"), "a.csv", language)
    assert (plain.state, words(language)("data.tables.platform_metrics") in plain.problem) == ("day", True)
    wrong = error_card(NoSignal("a.csv", "sycm_goods", "taobao_order_list_38"), "a.csv", language)
    assert wrong.state == "error"
    assert words(language)("export.taobao_order_list_38") in wrong.problem
    assert error_card(EmptyFile("a.csv"), "a.csv", language).state == "error"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (Reached(0, None, None, None), "正在打开文件…"),
        (Reached(5000, 1000.0, None, None), "已读 5,000 行 · 每秒 1,000 行"),
        (Reached(5000, 1000.0, 0.5, 5.0), "已读 5,000 行 · 每秒 1,000 行 · 约剩 5 秒"),
        (Reached(5000, 1000.0, 0.1, 600.0), "已读 5,000 行 · 每秒 1,000 行 · 约剩 10 分钟"),
        (Reached(5000, 1000.0, 1.0, 0.0), "已读 5,000 行 · 每秒 1,000 行 · 快好了…"),
    ],
)
def test_how_far_a_reading_is(at: Reached, said: str) -> None:
    assert progress_text(at, "zh") == said


@both_languages
def test_a_rejected_row_says_where_why_and_what_to_do(language: str, tmp_path: Path) -> None:
    rows = [{"order_id": f"o{day}", "paid_at": "2022-06-01"} for day in range(3)]
    report = staged(tmp_path, csv_bytes([*rows, {"order_id": "", "paid_at": "2022-06-01"}])).report
    (row,) = problem_rows(report, language)
    t = words(language)
    assert row[t("data.row")] == "5"
    assert "order_id" in row[t("data.column")]
    assert row[t("data.reason")] == t("rejection.missing_key")
    assert row[t("data.fix")] == t("fix.missing_key")


@both_languages
def test_the_download_has_every_rejected_row_in_the_readers_language(language: str, tmp_path: Path) -> None:
    rows = [{"order_id": f"o{number}", "paid_at": "@never"} for number in range(10_050)]
    found = staged(tmp_path, csv_bytes([*rows, {"order_id": "good", "paid_at": "2022-06-01"}]))
    assert len(problem_rows(found.report, language)) == 200
    assert found.rejected_csv is not None
    content = rejected_file(found.rejected_csv, language)
    assert content.startswith("\ufeff".encode()), "a spreadsheet takes it for UTF-8"
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    t = words(language)
    assert lines[0] == [t(f"data.{name}") for name in ("row", "column", "value", "reason", "fix")]
    assert len(lines) == 10_051
    assert lines[-1][0] == "10051"
    assert lines[-1][2] == "'@never", "no cell is run as a formula"
    assert lines[-1][4] == t("fix.bad_value")


@both_languages
def test_matching_says_what_is_lacking_and_what_is_there_twice(language: str) -> None:
    t = words(language)
    lacking = mapping.faults({"a": "paid_at"}, "orders", language)
    assert len(lacking) == 1
    assert t("column.order_id") in lacking[0]
    twice = mapping.faults({"a": "order_id", "b": "paid_at", "c": "paid_at", "d": "", "e": ""}, "orders", language)
    assert twice == [t("mapping.twice", column=t("column.paid_at"))]
    assert mapping.faults({"a": "order_id", "b": ""}, "orders", language) == []
    choices = mapping.choices("orders", language)
    assert choices[""] == t("mapping.unused")
    assert choices["order_id"].endswith("*")


def test_a_remembered_matching_that_a_hand_has_broken_is_still_shown() -> None:
    assert "gone" in mapping.remembered_label({"table": "gone", "columns": "x"}, "zh")
    assert mapping.remembered_label({}, "en")


@both_languages
def test_the_formats_name_every_column(language: str) -> None:
    for row, table in zip(format_rows(language), TABLES.values(), strict=True):
        for column in table.columns:
            assert column.name in " ".join(row.values())
