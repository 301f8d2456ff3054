"""A report as a web page in one file: it works from a disk without a network, on a phone and on paper."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from dashboard.charts import trend_chart
from dashboard.text import Words, words
from dashboard.views.report import Report, change_text, safe
from dashboard.views.report_tables import cell_text
from dashboard.views.trend import Trend

_GATES = {"met": "✓", "not_met": "✕", "not_checked": "?", "not_required": "–"}
# What the charts' own buttons say, by the name the chart library knows them under.
_BUTTONS = {
    "Download plot as a PNG": "report.chart_png",
    "Zoom": "report.chart_zoom",
    "Pan": "report.chart_pan",
    "Zoom in": "report.chart_zoom_in",
    "Zoom out": "report.chart_zoom_out",
    "Reset axes": "report.chart_reset",
    "Double-click to zoom back out": "report.chart_back",
    "Double-click on legend to isolate one trace": "report.chart_isolate",
}


def page(report: Report) -> bytes:
    """The web page of a report in UTF-8; every script and style is in it, and it may load nothing else."""
    t = words(report.language)
    own, library = _script(), _library()
    charts = {
        "figures": [_figure(trend) for trend in report.trends],
        "names": [f"{safe(report.shop)}_{report.day}_{safe(trend.title)}" for trend in report.trends],
        "themes": {name: _template(name) for name in ("light", "dark")},
        "locale": _locale(t),
    }
    text = _templates().get_template("report.html.j2").render(
        report=report,
        head=_headings(t),
        change=lambda value: change_text(value, t),
        lang={"zh": "zh-CN", "en": "en"}[report.language],
        icons=_GATES,
        cell=lambda value: cell_text(value, report.language),
        palettes={name: _theme(name) for name in ("light", "dark")},
        font=Markup(_settings()["theme"]["font"]),  # noqa: S704  our own setting
        charts=charts,
        library=Markup(library),  # noqa: S704  the chart library itself
        script=Markup(own),  # noqa: S704  our own script
        hashes=f"'{_digest(library)}' '{_digest(own)}'",
    )  # fmt: skip
    return text.encode()


def _headings(t: Words) -> dict[str, str]:
    return {
        "levels": t("report.levels"),
        "dimensions": t("board.dimensions"),
        "fixes": t("board.hints"),
        "gaps": t("report.gaps"),
        "trend": t("board.trend"),
        "gates": t("board.other_gates"),
        "adjustments": t("adjust.title"),
        "assumed_text": t("board.assumed_text"),
        "assumed_word": t("evidence.assumed"),
        "no_script": t("report.no_script"),
    }


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("dashboard.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return found


@cache
def _script() -> str:
    return files("dashboard.report").joinpath("templates/report.js").read_text(encoding="utf-8")


@cache
def _library() -> str:
    return str(get_plotlyjs())


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(files("dashboard").joinpath("config.toml").read_text(encoding="utf-8"))


def _theme(name: str) -> dict[str, Any]:
    colours: dict[str, Any] = _settings()["theme"][name]
    return colours


def _digest(script: str) -> str:
    """What the page's own policy knows a script by; any other script is refused."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _figure(trend: Trend) -> dict[str, Any]:
    """The chart without the library's look: the page lays its own under it."""
    figure: dict[str, Any] = json.loads(trend_chart(trend).to_json())
    figure["layout"].pop("template", None)
    return figure


def _template(name: str) -> dict[str, Any]:
    """The look of a chart in the light or the dark, from the theme of the board."""
    theme = _theme(name)
    axis = {"gridcolor": theme["borderColor"], "zerolinecolor": theme["borderColor"], "linecolor": theme["borderColor"]}
    return {
        "layout": {
            "colorway": theme["chartCategoricalColors"],
            # Not see-through: a chart saved as a picture carries its ground along.
            "paper_bgcolor": theme["backgroundColor"],
            "plot_bgcolor": theme["backgroundColor"],
            "font": {"family": _settings()["theme"]["font"], "size": 12, "color": theme["textColor"]},
            "hoverlabel": {
                "bgcolor": theme["secondaryBackgroundColor"], "bordercolor": theme["borderColor"],
                "font": {"color": theme["textColor"]}, "align": "left",
            },
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "#717d8d", "activecolor": theme["primaryColor"]},
            "xaxis": {**axis, "automargin": True},
            "yaxis": axis,
        }
    }  # fmt: skip


def _locale(t: Words) -> dict[str, Any]:
    return {
        "moduleType": "locale", "name": "report", "dictionary": {name: t(key) for name, key in _BUTTONS.items()},
        "format": {},
    }  # fmt: skip
