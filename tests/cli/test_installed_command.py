"""The command as it is installed: another process, its own exit status, its own streams."""

import json
from pathlib import Path

from made_up import installed_voc_board


def test_the_installed_command_assesses_stated_scores(tmp_path: Path) -> None:
    given = ("product=5", "consultation=4", "logistics=3", "after_sales=4", "dispute=1")
    words = [word for item in given for word in ("--given", item)]
    done = installed_voc_board(
        "assess", "--scheme", "tmall_experience_star", "--day", "2022-06-16", *words, "--json", home=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["total"] == 3.3


def test_the_installed_command_refuses_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\0")
    done = installed_voc_board("import", tmp_path / "photo.csv", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "photo.csv: this is not a text file. Expected a CSV file in UTF-8 or GB18030, or a workbook (xlsx, xls); "
        "export the table again as CSV, or save it as CSV UTF-8."
    ]
    assert not (tmp_path / "home").exists()


def test_a_file_in_place_of_the_data_folder_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    (tmp_path / "orders.csv").write_text("order_id,paid_at\n1,2022-01-01\n")
    done = installed_voc_board("import", tmp_path / "orders.csv", home=tmp_path / "home")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be used as a data folder" in done.stderr
    assert installed_voc_board("--no-such-option", home=tmp_path).returncode == 2
