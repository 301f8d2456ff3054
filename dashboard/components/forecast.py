"""What is to come until the next certification: answer, chances, room of each metric, days that leave, course."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import forecast as computed
from dashboard.cached.outlook import outlook
from dashboard.cached.trends import Under, leaving_days
from dashboard.charts_of_forecast import fan_chart
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page, file_name
from dashboard.views.forecast import Answer, Course, answer, course
from dashboard.views.leaving_days import leaving_lines, leaving_view
from dashboard.views.metrics_ahead import metric_rows
from scoring.improve.forecast import Forecast
from scoring.improve.steps_ahead import MetricAhead
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS

_NEXT_DAYS = 7
_EDGES, _PLACE = 24, 7  # pixels beside a text and for each of its places


def forecast_panel(page: Page) -> None:
    """The answer first, then each metric, the days that leave, and the course of the total."""
    t, selection, shop = page.t, page.selection, page.shop
    where = (shop, selection.scheme, selection.rules, page.day)
    st.subheader(t("forecast.title"), anchor=False)
    with st.spinner(t("forecast.drawing"), show_time=True):
        found = outlook(*where)
        then = computed.rules_then(*where)
        ahead = computed.metrics_ahead(*where)
    known = computed.turned_out(shop, selection.scheme, selection.rules, found.certification_day)
    last_day = page.timeline.last_day
    _answer(page, answer(found, then, page.rules, page.day, last_day, known, selection.language))
    _metrics(page, found, ahead)
    _leaving(page, found, {item.metric for item in ahead})
    if then.has_total and (line := course(found, then, page.timeline, page.day, selection.language)) is not None:
        _course(page, line)


def _answer(page: Page, said: Answer) -> None:
    t = page.t
    with st.container(border=True, key="forecast", gap="small"):
        if said.state in ("no_total", "nothing"):
            st.info(fmt.escaped(said.sentence), icon=":material/info:")
        else:
            st.markdown(f"**{fmt.escaped(said.sentence)}**", help=t("board.forecast_help"))
        if said.chances:
            lines = (
                t("forecast.chance", level=level, chance=chance, word=word) for level, chance, word in said.chances
            )
            st.markdown(_list(lines))
        if said.notes:
            st.caption("  \n".join(fmt.escaped(note) for note in said.notes))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            if said.state != "no_total":
                evidence_badge(said.evidence, t(f"evidence.{said.evidence.value}_total"))
        if said.state != "no_total":
            to_scenario = t("forecast.to_scenario" if page.rules.certification else "forecast.to_day")
            with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
                # Links to the page they stand on would leave the address as it is.
                for key, label, icon, at in (
                    ("to_target", t("forecast.to_target"), "flag", {"view": "target"}),
                    ("to_scenario", to_scenario, "tune", {"view": "", "ahead": True}),
                ):
                    st.button(
                        label, key=f"outlook_{key}", icon=f":material/{icon}:", type="tertiary",
                        on_click=chosen.change, args=(page.selection,), kwargs=at,
                    )  # fmt: skip


def _metrics(page: Page, found: Forecast, ahead: tuple[MetricAhead, ...]) -> None:
    t, language = page.t, page.selection.language
    st.markdown(f"**{t('forecast.metrics', day=fmt.day(found.target_day))}**")
    st.caption(t("forecast.metrics_help"))
    rows = metric_rows(ahead, found.metrics, language)
    st.dataframe(
        rows, hide_index=True, key=f"forecast_rows_{language}", alt=t("forecast.metrics_alt"),
        column_config=_wide_enough(rows),
    )  # fmt: skip
    st.download_button(
        t("table.download"), lambda: csv_bytes([{**row, **_about(page, found)} for row in rows]), mime="text/csv",
        icon=":material/download:", file_name=file_name(page, "forecast", "csv"), type="tertiary",
        on_click="ignore", key="forecast_csv",
    )  # fmt: skip


def _wide_enough(rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Room for the longest text of each column: where all of them fit, the toolkit shares out alike and cuts some."""
    return {
        name: st.column_config.TextColumn(
            width=_EDGES + _PLACE * max(fmt.width(text) for text in (name, *(row[name] for row in rows)))
        )
        for name in (rows[0] if rows else ())
    }


def _about(page: Page, found: Forecast) -> dict[str, str]:
    """What every row of the downloaded table says of itself."""
    t = page.t
    dated = cached.scheme_of(page.shop, page.selection.scheme)
    return {
        t("trends.about_shop"): page.selection.shop,
        t("trends.about_scheme"): dated.scheme.label.text[page.selection.language],
        t("trends.about_as_of"): fmt.day(page.day),
        t("forecast.about_day"): fmt.day(found.target_day),
        t("trends.about_trial"): t("app.trial"),
    }


def _leaving(page: Page, found: Forecast, scored: Collection[str]) -> None:
    """What leaves the windows day by day; metric by metric once that is opened. A mere count of cases is no matter."""
    t, language = page.t, page.selection.language
    st.markdown(f"**{t('forecast.leaving', day=fmt.day(found.target_day))}**")
    metrics = cached.day_panel(page.shop, page.selection.scheme, page.selection.rules, page.day).metrics
    now = {name: value for name, item in metrics.items() if (value := float(item.value[0, 0])) == value}
    leaving = [item for item in found.leaving if item.metric in scored or METRICS[item.metric].denominator]
    lines = leaving_lines(leaving, now, language)
    if not lines:
        st.info(t("forecast.leaving_none", day=fmt.day(found.target_day)), icon=":material/info:")
        return
    st.markdown(_list(lines[:_NEXT_DAYS]))
    if later := lines[_NEXT_DAYS:]:
        with st.expander(t("forecast.later_days", count=len(later)), icon=":material/date_range:", key="leaving_later"):
            st.markdown(_list(later))
    opened = st.expander(
        t("forecast.by_metric"), icon=":material/event_busy:", key="leaving_metrics", on_change="rerun"
    )
    if not opened.open:
        return
    under = Under(page.shop, page.selection.scheme, page.selection.rules, page.day)
    with opened:
        said = []
        for metric in dict.fromkeys(item.metric for item in leaving if item.metric in now):
            gone, together = leaving_days(under, metric, found.days_to_come)
            view = leaving_view(metric, gone, together, now[metric], found.days_to_come, language)
            said.append(view.sentence)
        st.markdown(_list(said))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {fmt.escaped(line)}" for line in lines)


def _course(page: Page, line: Course) -> None:
    st.markdown(f"**{page.t('forecast.course')}**")
    st.caption(page.t("forecast.legend"))
    st.plotly_chart(_figure(line), key="forecast_fan", config={"displayModeBar": False}, alt=line.summary)


@st.cache_resource(max_entries=32, show_spinner=False)
def _figure(line: Course) -> object:
    return fan_chart(line)
