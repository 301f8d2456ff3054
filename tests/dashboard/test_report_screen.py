"""The page of the report: its choices, its downloads, the message to copy; on every kind of shop."""

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from app_at_hand import assert_fine, messages, opened, turned, words_of
from report_at_hand import real_facts, sample_facts
from shops_to_show import BASIC, STAR
from streamlit.testing.v1 import AppTest

from dashboard import cached
from dashboard.components import report as component
from dashboard.report.facts import Facts
from dashboard.report.text import morning_text
from dashboard.text import LANGUAGES, words
from dashboard.views.digest import digest
from scoring.store.delta import Store

pytestmark = pytest.mark.usefixtures("no_data")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def text_of(app: AppTest) -> str:
    assert len(app.code) == 1
    return str(app.code[0].value)


class Kept:
    """What the page hands over to be downloaded: key of the button → what makes the file, and its name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: dict[str, tuple[Any, str]] = {}
        original = component.st.download_button

        def noticed(label: str, data: Any, **rest: Any) -> bool:
            if rest["key"].startswith("download_"):
                self.files[rest["key"]] = (data, rest["file_name"])
            return bool(original(label, data, **rest))

        monkeypatch.setattr(component.st, "download_button", noticed)


@both_languages
@pytest.mark.parametrize("scheme", [STAR, BASIC])
def test_the_message_on_the_page_is_the_one_of_the_command_line(scheme: str, language: str) -> None:
    app = opened("report", {"lang": language, "scheme": scheme})
    assert_fine(app)
    assert text_of(app) == morning_text(digest(sample_facts(scheme), language))
    assert len(app.get("download_button")) == 3
    t = words(language)
    assert {t("report.html"), t("report.xlsx"), t("report.txt")} <= {word.strip("*") for word in words_of(app)}


@both_languages
def test_the_message_of_a_shop_of_real_orders(language: str) -> None:
    app = opened("report", {"lang": language, "data": "real", "scheme": STAR})
    assert_fine(app)
    assert text_of(app) == morning_text(digest(real_facts(), language))


@both_languages
def test_an_own_shop_of_one_day_has_a_report_that_says_how_little_it_knows(
    language: str, one_day_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(monkeypatch)
    app = opened("report", {"lang": language})
    assert_fine(app)
    assert app.query_params["shop"] == "one-day-shop"
    text, t = text_of(app), words(language)
    assert "one-day-shop" in text
    said = [t("header.short_history", days=days, window="ALL").rstrip("。.") for days in (1, 2, 3)]
    assert re.search("|".join(re.escape(line).replace("ALL", r"\d+") for line in said), text)
    assert t("digest.no_score") in text
    page = kept.files["download_html"][0]().decode()
    assert "one-day-shop" in page
    assert not re.search(r">(nan|None)<", page)
    book = openpyxl.load_workbook(io.BytesIO(kept.files["download_xlsx"][0]()))
    assert len(book.sheetnames) == 6


@both_languages
def test_an_own_store_with_nothing_in_it_shows_the_report_of_the_sample_shop(language: str) -> None:
    app = opened("report", {"lang": language, "data": "own"})
    assert_fine(app)
    assert app.query_params["data"] == "sample"
    assert words(language)("report.data_sample").rstrip(".。") in text_of(app)


def test_a_shop_with_nothing_to_count_has_no_report(own_store: Store) -> None:
    own_store.import_file(io.BytesIO("annotation_id,day,text\n1,2022-06-01,开业\n".encode()), "notes.csv", shop="空店")
    app = opened("report", {"lang": "zh"})
    assert_fine(app)
    assert not app.code
    assert words("zh")("header.nothing_counted", shop="空店") in messages(app, "info")


def test_each_download_is_built_on_click_with_the_range_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(monkeypatch)
    opened("report", {"lang": "zh", "span": "2022-06-01..2022-06-20", "shop": sample_facts().shop})
    shop = sample_facts().shop
    for key, (build, name) in kept.files.items():
        assert callable(build), key
        assert name == f"{shop}_{STAR}_2022-07-05.{key.removeprefix('download_')}"
    page = kept.files["download_html"][0]().decode()
    assert words("zh")("report.from_to", first="2022-06-01", last="2022-06-20") in page
    book = openpyxl.load_workbook(io.BytesIO(kept.files["download_xlsx"][0]()))
    assert book[words("zh")("report.sheet_daily")].max_row == 5 + 20
    assert kept.files["download_txt"][0]().decode().startswith(f"【{shop}】")


def test_the_language_of_the_report_is_chosen_apart_from_that_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(monkeypatch)
    app = opened("report", {"lang": "zh"})
    app.get_by_key("report_in").set_value("en").run()
    assert_fine(app)
    assert app.query_params["lang"] == "zh"
    assert text_of(app) == morning_text(digest(sample_facts(), "en"))
    assert '<html lang="en">' in kept.files["download_html"][0]().decode()
    turned(turned(app, "board"), "report")
    assert text_of(app).startswith("["), "it is still remembered after another page"


def test_the_facts_of_the_page_are_those_gathered_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Facts] = []
    original = component.facts_of_page
    monkeypatch.setattr(component, "facts_of_page", lambda page: found.append(original(page)) or found[-1])
    opened("report", {"lang": "zh", "day": "2022-06-20"})
    page, alone = found[-1], sample_facts(STAR, date(2022, 6, 20))
    for name in ("data", "shop", "day", "certified", "hints", "covered", "forecast", "beside", "days", "own_figures",
                 "pinned", "result", "rules"):  # fmt: skip
        assert getattr(page, name) == getattr(alone, name), name
    assert list(page.notes) == list(alone.notes)


def test_rules_that_are_not_of_the_day_are_said_to_be_so_in_the_message() -> None:
    older = cached.schemes_to_choose()[STAR].versions[0].isoformat()
    app = opened("report", {"lang": "zh", "scheme": STAR, "rules": older})
    assert_fine(app)
    assert words("zh")("header.pinned", day=older)[:-1] in text_of(app)
