"""The sample files of the data page: one per export that can be imported, each taken in whole."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest

import sample_data
from scoring.intake.exports import EXPORTS
from scoring.intake.read import read

FOLDER = Path(sample_data.__file__).parent / "exports"
SAMPLES = sorted(FOLDER.glob("*.csv"))
DAY = date(2026, 4, 17)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_known_as_its_export_and_no_row_is_rejected(path: Path) -> None:
    export = EXPORTS[path.stem]
    found = read(io.BytesIO(path.read_bytes()), path.name, day=None if export.dated else DAY)
    assert (found.report.export, found.table.name) == (path.stem, export.table)
    assert (found.report.encoding, found.report.rows_rejected) == ("utf-8-sig", 0)
    assert found.rows.num_rows >= (1 if path.stem == "chitu_cs" else 3)
    assert found.report.contradictions == 0
    assert found.report.mix_ups == ()
    assert found.shops in (("my-shop",), ("示例旗舰店",))


def test_every_export_that_can_be_imported_has_a_sample() -> None:
    assert {path.stem for path in SAMPLES} == {export.id for export in EXPORTS.values() if export.table}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_opens_in_excel_and_holds_nobodys_data(path: Path) -> None:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert len(content) < 8_000
    text = content.decode("utf-8-sig")
    assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), "a mobile number"
    assert not re.search(r"@|\d{17}[\dX](?!\d)", re.sub(r"\d{16,19}(?=[,;\n])", "", text)), "an identity number"


def test_the_samples_of_one_shop_belong_together() -> None:
    def column(export: str, name: str) -> set[str]:
        with (FOLDER / f"{export}.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row[name] for row in csv.DictReader(file)} - {""}

    assert column("taobao_order_list_38", "物流单号") <= column("logistics_tracking", "运单号")
    assert column("tmall_refund_39", "订单编号") <= column("taobao_order_list_38", "订单编号")
