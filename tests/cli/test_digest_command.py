"""`voc-board digest`: the message of each shop printed, files and messages where asked for, exit statuses."""

import io
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_up import csv_bytes, installed_voc_board

from dashboard import format as fmt
from scoring.assess.timeline import timeline
from scoring.certify.levels import certify
from scoring.cli import main
from scoring.improve.hints import hints
from scoring.measure.daily_sums import daily_sums, main_category
from scoring.rules.catalogue import scheme
from scoring.store import alerts as settings
from scoring.store.delta import Store
from scoring.store.events import Events

Said = tuple[int, str, str]


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    capsys.readouterr()
    status = main(["digest", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def orders(category: str, first: date = date(2022, 6, 1), days: int = 30) -> bytes:
    rows = []
    for at in range(days):
        day = first + timedelta(days=at)
        rows.append(
            {"order_id": f"{category}{at}", "buyer_id": f"b{at}", "category": category, "amount": "9",
             "paid_at": f"{day} 10:00:00", "collected_at": f"{day} 20:00:00", "delivered_at": f"{day} 23:00:00"}
        )  # fmt: skip
    return csv_bytes(rows)


@pytest.fixture
def two_shops(tmp_path: Path) -> Path:
    """A data folder with two shops whose names a file system would not take as they are."""
    store = Store(tmp_path / "data")
    store.import_file(io.BytesIO(orders("女装/女士精品")), "a.csv", shop="a/店")
    store.import_file(io.BytesIO(orders("女装/女士精品", days=20)), "b.csv", shop="b:店")
    return tmp_path / "data"


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server of this machine that takes messages: its address, and what it was sent."""
    got: list[dict[str, Any]] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_shop_on_a_fixed_day(
    language: str, capsys: pytest.CaptureFixture[str], sample_events: Events
) -> None:
    day = date(2022, 6, 27)
    status, out, err = said(capsys, "--day", day, "--lang", language)
    assert (status, err) == (0, "")
    sums, dated = daily_sums(sample_events), scheme("tmall_experience_star")
    category = main_category(sample_events, sums.shops[0])
    line = timeline(sums, dated, sums.first_day, sums.last_day[0], category)
    result, rules = line.at(day, 0), line.rules_at(day)
    labels = {level.level: level.label.text[language] for level in rules.levels}
    held = [item for item in certify(line, dated, 0) if item.day <= day][-1]
    lines = out.splitlines()
    assert len(lines) <= 15
    assert sums.shops[0] in lines[0]
    assert day.isoformat() in lines[0]
    assert fmt.day(sums.last_day[0]) in lines[1]
    assert labels[held.level] in lines[2]  # type: ignore[index]
    assert held.valid_until.isoformat() in lines[2]
    assert labels[result.level] in lines[3]  # type: ignore[index]
    assert fmt.points(result.total) in lines[3]
    assert "2022-07-01" in lines[4]
    assert "2022-06-30" in lines[4], "the day whose data counts"
    found = hints(line.panel_at(day), rules, category, sums, 0)
    for place, item in enumerate(found[:3], start=1):
        told = next(text for text in lines if text.startswith(f"{place}. {item.label[language]}"))
        assert fmt.points(item.gain, sign=True) in told
    assert {"zh": "试算，不代表平台结果", "en": "Trial, not the platform's result"}[language] in lines[-1]


def test_the_message_of_the_sample_shop_reads_as_a_message_to_the_team(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "--day", "2022-07-05")[1].splitlines()
    assert lines[0] == "【示例旗舰店】体验分早报 2022-07-05 周二"
    assert lines[1] == "天猫综合体验星级 · 规则集 2022-06-15 · 数据截至 2022-07-05"
    assert lines[2] == "当前认证（推算）：4 星（2022-07-01 认证，有效至 2022-07-15 · 官方 4 星）"
    assert lines[-1] == "试算，不代表平台结果；含假设值：平台未公开档位。"


def test_json_is_a_list_of_one_object_per_shop_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "--json")
    assert (status, err) == (0, "")
    (found,) = json.loads(out)
    assert found["trial"] is True
    assert (found["shop"], found["day"], found["as_of"]) == ("示例旗舰店", "2022-07-05", "2022-07-05")
    assert {"total", "level", "dimensions", "indicators", "gates", "binding", "evidence", "certified", "forecast",
            "hints", "gaps", "text", "files"} <= set(found)  # fmt: skip
    assert found["text"] == said(capsys)[1].rstrip("\n")
    capsys.readouterr()
    assert main(["assess", "--scheme", "tmall_experience_star", "--json"]) == 0
    assessed = json.loads(capsys.readouterr().out)
    assert found["total"] == assessed["total"]
    assert found["indicators"] == assessed["indicators"]


def test_every_shop_speaks_in_turn_and_one_can_be_named(two_shops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "--data", two_shops)
    assert (status, err) == (0, "")
    heads = [line for line in out.splitlines() if line.startswith("【")]
    assert [head.split("】")[0] for head in heads] == ["【a/店", "【b:店"]
    assert "\n\n【b:店" in out, "a line stands between them"
    alone = said(capsys, "--data", two_shops, "--shop", "b:店")[1]
    assert out.endswith(alone)
    status, out, err = said(capsys, "--data", two_shops, "--shop", "c")
    assert (status, out) == (1, "")
    assert "a/店" in err, "the shops there are"


def test_what_is_refused_of_one_shop_stops_none_of_the_others(
    two_shops: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "--data", two_shops, "--day", "2022-06-25")
    assert status == 1, "the second shop ends before that day"
    assert out.count("【") == 1
    assert err.startswith("b:店: ")
    assert "Traceback" not in err


def test_old_data_is_said_to_be_old(
    two_shops: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.digest.today", lambda: date(2022, 7, 4))
    assert "数据只到 2022-06-30，比今天（2022-07-04）早 4 天" in said(capsys, "--data", two_shops, "--shop", "a/店")[1]
    asked = said(capsys, "--data", two_shops, "--shop", "a/店", "--day", "2022-06-30")[1]
    assert "比今天" not in asked, "a day that was asked for is meant"
    assert "比今天" not in said(capsys)[1], "the sample shop is old by nature"


def test_the_report_files_are_written_one_for_each_shop(
    two_shops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    status, out, _ = said(
        capsys, "--data", two_shops, "--html", folder, "--xlsx", folder / "day.xlsx", "--json", "--lang", "en"
    )
    assert status == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "a_店_tmall_experience_star_2022-06-30.html",
        "b_店_tmall_experience_star_2022-06-20.html",
        "day_a_店.xlsx",
        "day_b_店.xlsx",
    }
    assert {name for item in json.loads(out) for name in item["files"]} == {str(folder / name) for name in names}
    page = (folder / "a_店_tmall_experience_star_2022-06-30.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "<h1>a/店</h1>" in page
    assert openpyxl.load_workbook(folder / "day_b_店.xlsx").worksheets[0]["A1"].value.startswith("b:店")


def test_a_file_that_cannot_be_written_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "--xlsx", tmp_path / "no such folder" / "day.xlsx")
    assert (status, out) == (1, "")
    assert "cannot be written" in err
    assert "Traceback" not in err


def test_the_message_is_sent_and_what_is_not_sent_is_an_error(
    capsys: pytest.CaptureFixture[str], inbox: tuple[str, list[dict[str, Any]]]
) -> None:
    address, got = inbox
    status, out, err = said(capsys, "--notify", address)
    assert (status, err) == (0, "")
    assert len(got) == 1
    title, _, body = out.rstrip("\n").partition("\n")
    assert (got[0]["title"], got[0]["message"]) == (title, body)
    status, out, err = said(capsys, "--notify", address, "json://127.0.0.1:9/secret")
    assert status == 1
    assert out.startswith("【示例旗舰店】"), "the message is printed all the same"
    assert len(got) == 2, "and sent where it can be"
    assert "示例旗舰店" in err
    assert "secret" not in err


def test_without_an_address_it_goes_to_those_kept_with_the_data(
    two_shops: Path, capsys: pytest.CaptureFixture[str], inbox: tuple[str, list[dict[str, Any]]]
) -> None:
    address, got = inbox
    status, out, err = said(capsys, "--data", two_shops, "--notify")
    assert (status, out) == (1, "")
    assert "--notify" in err
    settings.add_address(two_shops, address)
    assert said(capsys, "--data", two_shops, "--notify")[0] == 0
    assert ["a/店" in message["title"] for message in got] == [True, False]


def test_nothing_of_the_page_server_speaks_up_in_a_run_of_the_installed_command(tmp_path: Path) -> None:
    done = installed_voc_board(
        "digest", "--html", tmp_path / "r.html", "--xlsx", tmp_path / "r.xlsx", home=tmp_path / "home"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("【示例旗舰店】")
    assert (tmp_path / "r.html").stat().st_size > 4_000_000, "the chart library is in the file"
    assert not (tmp_path / "home").exists(), "reading makes no data folder"


def test_a_folder_that_is_not_there_yet_is_made_for_the_reports(
    two_shops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "reports"
    assert said(capsys, "--data", two_shops, "--html", folder, "--xlsx", folder)[0] == 0
    assert sorted(path.suffix for path in folder.iterdir()) == [".html", ".html", ".xlsx", ".xlsx"]
    (tmp_path / "taken").write_text("a file")
    status, _, err = said(capsys, "--data", two_shops, "--html", tmp_path / "taken")
    assert (status, str(tmp_path / "taken") in err) == (1, True)
