"""What the commands print for people: figures with their unit, effort in words, the shop the rows went to."""

import json
import re
import socket
from pathlib import Path

import pytest

from sample_data import SAMPLE_SHOP
from scoring.cli import main

STAR = ["--scheme", "tmall_experience_star"]
Captured = pytest.CaptureFixture[str]


def lines_of(capsys: Captured, *arguments: str) -> dict[str, str]:
    """The lines the command prints, each under its first three words."""
    assert main(list(arguments)) == 0
    lines = capsys.readouterr().out.splitlines()
    return {word.strip(":"): line for line in lines for word in line.split()[:3]}


def test_measured_figures_are_rounded_and_carry_their_unit(capsys: Captured) -> None:
    lines = lines_of(capsys, "measure")
    for name, shown in {
        "collected_within_24h_rate": "95.52 % (682/714)",
        "delivery_hours": "54.9 h",
        "human_reply_seconds": "56 s",
        "description_rating": "4.59",
        "paid_order_count": "741",
        "turnover": "CNY 179,624.70",
        "sales_per_buyer": "CNY 243.72",
        "dispute_refund_rate": "0.00 % (0/741)",
    }.items():
        assert lines[name].split(name)[1].strip() == shown
    assert re.search(r" 92\.68 % \(of the platform, sample \d+\)$", lines["product_reputation"])
    assert "not measurable: needs platform_metrics" in lines["logistics_anomaly_rate"]


def test_an_assessment_shows_units_and_no_sum_for_what_is_not_assessed(capsys: Captured) -> None:
    lines = lines_of(capsys, "assess", *STAR)
    assert "54.9 h -> 4  (" in lines["delivery_hours"]
    assert "97.76 % -> 4  (" in lines["reply_rate"]
    assert lines["product"] == "  product                 3.5 x 0.2 = 0.7"
    lines = lines_of(capsys, "assess", *STAR, "--day", "2022-06-16", "--given", "product=5")
    assert lines["logistics"] == "  logistics      not assessed"
    assert lines["product"] == "  product                   5 x 1 = 5"


def test_hints_say_in_words_how_much_is_needed(capsys: Captured) -> None:
    lines = lines_of(capsys, "improve", *STAR)
    assert lines["delivery_hours"] == "delivery_hours: 54.9 h -> 48.0 h gives +0.3, levels +1; needs 6.9 h less"
    assert "1.37 % -> 1.00 % gives +0.1; needs 3 orders, reachable by" in lines["first_quality_refund_rate"]
    assert "; needs 3 people asking, " in lines["reply_rate"]
    assert lines["product_reputation"].endswith("; needs 2.32 percentage points more")
    lines = lines_of(capsys, "improve", "--scheme", "tmall_basic_service", "--rules", "2018-07-27")
    assert re.search(r"needs \d+ more five-star ratings?\b", " ".join(lines.values()))


def test_an_import_says_which_shop_the_rows_went_to_when_the_file_names_none(capsys: Captured, tmp_path: Path) -> None:
    orders, data = tmp_path / "orders.csv", ["--data", str(tmp_path / "data")]
    orders.write_text("order_id,paid_at\n1,2022-01-01 10:00:00\n", encoding="utf-8")
    assert main(["import", str(orders), *data]) == 0
    assert "shop my-shop (name another with --shop)." in capsys.readouterr().out
    assert main(["import", str(orders), *data, "--shop", "other"]) == 0
    assert "shop other." in capsys.readouterr().out
    assert main(["import", str(SAMPLE_SHOP / "chats.csv"), *data]) == 0
    assert "shop" not in capsys.readouterr().out.replace("chats.csv: chats", "")
    assert main(["import", str(orders), *data, "--shop", "other", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["shops"] == ["other"]


def test_a_file_that_cannot_be_written_is_named_in_one_sentence(capsys: Captured, tmp_path: Path) -> None:
    for path in (tmp_path / "no folder" / "x.csv", tmp_path):
        assert main(["measure", "--out", str(path)]) == 1
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)
        assert err.startswith(f"{path} cannot be written: ")
        assert "Name a file in a folder that exists" in err


@pytest.mark.parametrize("port", ["0", "65536", "99999", "-1", "x"])
def test_a_port_that_cannot_be_is_wrong_usage(capsys: Captured, port: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--port", port, "--no-browser"])
    assert stop.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_a_port_in_use_is_refused_before_any_address_is_printed(capsys: Captured, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--no-browser", "--data", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(rf"Port {port} is in use; try voc-board --port \d+, or leave --port out\.\n", err)


def test_the_help_says_that_the_plain_command_opens_the_board(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for words in ("without a command opens the board in the browser", "--data DIR", "--port N", "--no-browser"):
        assert words in shown
