"""The whole app without a browser: open a page at an address, read what is on it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from made_up import csv_bytes
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.text import locale

APP = Path(str(dashboard.__file__)).with_name("app.py")
PAGES = ("board", "trends", "diagnosis", "what_if", "certification", "report", "rules", "data")
SECTIONS = "|".join(sorted({key.split(".")[0] for key in locale("zh")}))
RAW_KEY = re.compile(rf"\b({SECTIONS})\.[a-z_]+(\.[a-z_]+)*\b(?!\.)")
ONE_DAY = csv_bytes(
    [
        {
            "order_id": f"o{number}",
            "buyer_id": f"b{number}",
            "category": "女装/女士精品",
            "created_at": "2022-06-20 09:00:00",
            "paid_at": f"2022-06-20 10:{number:02}:00",
            "collected_at": "2022-06-20 20:00:00",
            "delivered_at": "2022-06-22 10:00:00",
            "amount": "59.00",
        }
        for number in range(40)
    ]
)


def opened(page: str = "board", address: Mapping[str, str] | None = None) -> AppTest:
    """The app at a page and an address, run once."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in (address or {}).items():
        app.query_params[name] = value
    return app.run() if page == "board" else turned(app, page)


def turned(app: AppTest, page: str) -> AppTest:
    return app.switch_page(f"app_pages/{page}.py").run()


def words_of(app: AppTest) -> list[str]:
    """Every text a person can read on the page."""
    found: list[Any] = []
    for kind in ("title", "header", "subheader", "markdown", "caption", "text", "info", "success", "warning", "error"):
        for item in getattr(app, kind):
            found.append(item.value)
    for item in app.metric:
        found += [item.label, item.value, item.delta, item.proto.delta_description, item.help]
    for kind in ("button", "selectbox", "slider", "number_input", "text_input", "file_uploader", "date_input"):
        for item in getattr(app, kind):
            found += [item.label, *getattr(item, "options", [])]
    for item in app.get("button_group"):
        found += item.options
    found += [item.label for item in app.expander]
    found += [item.proto.alt for item in app.get("plotly_chart")]
    for item in [*app.dataframe, *app.table]:
        frame = item.value
        found += [*frame.columns, *(str(cell) for row in frame.to_numpy() for cell in row)]
    return [as_read(str(item)) for item in found if item]


def links_of(app: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Every link to another page: where to, and the address it takes along."""
    return [(item.proto.page, dict(parse_qsl(item.proto.query_string))) for item in app.get("page_link")]


def messages(app: AppTest, kind: str) -> list[str]:
    """What is said in boxes of one kind (`success`, `warning`, `error`, `info`)."""
    return [as_read(item.value) for item in getattr(app, kind)]


def as_read(text: str) -> str:
    """A message as a person reads it: a backslash that keeps a sign from formatting is not seen."""
    return re.sub(r"\\([^\w\s])|\\(_)", r"\1\2", text)


def metrics_of(app: AppTest) -> dict[str, str]:
    return {item.label: item.value for item in app.metric}


def assert_fine(app: AppTest) -> None:
    """Nothing broke, and no key of a text stands in the place of the text."""
    assert not app.exception, [item.message for item in app.exception]
    columns = re.compile(r"^[^\u4e00-\u9fff]*$")
    raw = [text for text in words_of(app) if RAW_KEY.search(text) and columns.match(text)]
    assert not raw
    assert not [text for text in words_of(app) if re.search(r"\b(None|nan|NaN|inf)\b", text)]
