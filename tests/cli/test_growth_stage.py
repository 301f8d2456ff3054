"""A shop with too few orders for a score of its own: what is fixed is said to be fixed, in every command alike."""

import json
from pathlib import Path

import pytest
from made_up import csv_bytes, voc_board

DOUYIN = ("--scheme", "douyin_experience")


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    orders = [
        {"shop_id": "s", "order_id": f"o{day}-{at}", "paid_at": f"2026-09-{day:02} 10:{at:02}:00",
         "collected_at": f"2026-09-{day + 2:02} 22:00:00", "amount": "20"}
        for day in range(1, 28) for at in range(day % 2)
    ]  # fmt: skip
    chats = [
        {"shop_id": "s", "chat_id": f"c{day}", "asked_at": f"2026-09-{day:02} 11:00:00", "replied": "true",
         "first_human_reply_seconds": "600", "satisfaction": "1"}
        for day in range(1, 28)
    ]  # fmt: skip
    for name, rows in (("orders", orders), ("chats", chats)):
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes(rows))
    folder = tmp_path / "data"
    files = [tmp_path / f"{name}.csv" for name in ("orders", "chats")]
    assert voc_board("import", *files, "--data", folder, home=tmp_path).returncode == 0
    return folder


def test_no_metric_is_said_to_be_at_its_best_and_the_forecast_has_its_total(grown: Path, tmp_path: Path) -> None:
    total = json.loads(voc_board("assess", *DOUYIN, "--data", grown, "--json", home=tmp_path).stdout)["total"]
    lines = voc_board("improve", *DOUYIN, "--data", grown, home=tmp_path).stdout.splitlines()
    assert lines[0].startswith("No hints: below ")
    assert lines[0].endswith("the metrics do not decide the score.")
    assert f"no level 100 %, total {total} to {total}" in lines[-1], "no level is not no total"
    message = voc_board("digest", *DOUYIN, "--data", grown, "--lang", "en", home=tmp_path).stdout
    assert "Nothing to improve" not in message
    assert f"so the score is fixed at {total}" in message
    assert "No forecast yet" not in message
