"""The top of the trends page: what is looked at, where it stands, its course as a chart, its days as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import trends as computed
from dashboard.cached.outlook import covered
from dashboard.cached.trends import Under
from dashboard.charts_of_trends import metric_chart
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page, file_name
from dashboard.components.trend_choice import span_choice
from dashboard.text import Words
from dashboard.views import trend_facts as facts_view
from dashboard.views.metric_days import MetricDay, metric_days, metric_groups
from dashboard.views.trend import cycle_before
from dashboard.views.trend_facts import Fact, Facts
from dashboard.views.trend_table import day_file, day_rows
from dashboard.views.trends import MetricTrend, flag_key, flags_of, metric_trend
from scoring.intake.spreadsheet import csv_bytes
from scoring.measure.catalogue import METRICS

_BUTTONS = ("zoomIn2d", "zoomOut2d", "resetScale2d", "toImage")
_TOOLTIPS = {  # the words of the chart library that its buttons show, and the keys of ours
    "Zoom in": "trends.modebar_zoom_in", "Zoom out": "trends.modebar_zoom_out", "Reset axes": "trends.modebar_reset",
    "Download plot as a PNG": "trends.modebar_picture", "Download plot": "trends.modebar_picture",
    "Taking snapshot - this may take a few seconds": "trends.modebar_saving",
    "Snapshot succeeded": "trends.modebar_done",
}  # fmt: skip
_ROWS_HEIGHT, _FEW_ROWS = 320, 8


@dataclass(frozen=True)
class Look:
    """What the page looks at: a metric, perhaps a second one, from `first` to `last`, day by day."""

    page: Page
    under: Under
    metric: str
    against: str
    first: date
    last: date
    days: list[MetricDay]
    others: list[MetricDay]

    @property
    def settled(self) -> date:
        """The last day shown whose outcome is known to its end; before `first` when none is."""
        return max((item.day for item in self.days if item.settled), default=self.first - timedelta(days=1))


def look(page: Page) -> Look:
    """The choice of metric and range, drawn, and the days it gives."""
    names = metric_groups(page.rules, page.result.category, page.selection.language)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        metric = _metric_choice(page, names)
        against = _against_choice(page, names, metric)
    first, last = span_choice(page)
    under = Under(page.shop, page.selection.scheme, page.selection.rules, last)
    days = _days(page, under, metric, first, last)
    others = _days(page, under, against, first, last) if against else []
    return Look(page, under, metric, against, first, last, days, others)


def _days(page: Page, under: Under, metric: str, first: date, last: date) -> list[MetricDay]:
    alone, unknown = computed.days(under, metric), computed.unknown_days(page.shop, metric)
    return metric_days(page.timeline, metric, alone, unknown, first, last)


def _metric_choice(page: Page, names: dict[str, str]) -> str:
    t, language = page.t, page.selection.language
    measured = [name for name in names if not np.isnan(page.timeline.metric(name, 0)).all()]
    metric = page.selection.metric if page.selection.metric in names else (measured or list(names))[0]

    def moved() -> None:
        chosen.change(page.selection, metric=chosen.widget("metric"))

    def label(name: str) -> str:
        known = "" if name in measured else t("trends.without_data")
        return f"{names[name] or t('trends.other_metrics')} · {METRICS[name].label[language]}{known}"

    chosen.preset("metric", metric)
    st.selectbox(t("trends.metric"), list(names), key="metric", on_change=moved, width=340, format_func=label)
    return metric


def _against_choice(page: Page, names: dict[str, str], metric: str) -> str:
    t, language = page.t, page.selection.language
    against = page.selection.against if page.selection.against in names else ""
    against = "" if against == metric else against

    def moved() -> None:
        chosen.change(page.selection, against=chosen.widget("against"))

    chosen.preset("against", against)
    st.selectbox(
        t("trends.against"), ["", *(name for name in names if name != metric)], key="against", on_change=moved,
        width=300, format_func=lambda name: METRICS[name].label[language] if name else t("trends.against_none"),
    )  # fmt: skip
    return against


def summary(at: Look) -> None:
    """The figures above the chart, and how much to believe them."""
    page, t = at.page, at.page.t
    week_before = at.last - timedelta(days=7)
    earlier = None
    if week_before >= page.timeline.first_day:
        earlier = _days(page, at.under, at.metric, week_before, week_before)[0]
    known = covered(page.shop, page.selection.scheme, page.selection.rules, at.last).get(at.metric)
    facts = facts_view.metric_facts(at.metric, at.days, earlier, page.timeline, known, page.selection.language)
    with st.container(border=True, key="trend_facts", gap="small"):
        with st.grid(len(facts.facts), min_column_width=150, gap="small"):
            for fact in facts.facts:
                _fact(fact, t)
        _believed(facts, t)
    for line in facts_view.window_changes(page.timeline, at.metric, at.first, at.last, page.selection.language):
        st.caption(f":material/change_circle: {line}")


def _fact(fact: Fact, t: Words) -> None:
    with st.container(gap="xxsmall"):
        if fact.state in ("better", "worse"):
            color = "normal" if fact.rising == (fact.state == "better") else "inverse"
            word = t("trends.better" if fact.state == "better" else "trends.worse")
            st.metric(fact.label, fact.value, fact.change, delta_color=color, delta_description=word)
        elif fact.state == "same":
            st.metric(fact.label, fact.value, fact.change, delta_color="off", delta_arrow="off")
        else:
            st.metric(fact.label, fact.value)
        if fact.caption:
            st.caption(fact.caption)


def _believed(facts: Facts, t: Words) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":material/date_range: {facts.window}", width="content")
        if facts.days_state == "full":
            st.badge(facts.days, icon=":material/event_available:", color="gray")
        elif facts.days_state:
            st.badge(facts.days, icon=":material/event_busy:", color="orange")
        st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
        if facts.evidence is not None:
            evidence_badge(facts.evidence, t(f"evidence.{facts.evidence.value}_total"))


def chart(at: Look) -> None:
    """The course of the metric; buttons zoom and save it as a picture."""
    page, t = at.page, at.page.t
    drag = _has_a_pointer()
    before = cycle_before(page.selection.span, page.timeline, page.day)
    figure, trend = _figure(at.under, at.metric, at.against, at.first, before, page.selection.language, drag, at)
    config = {
        "displayModeBar": True,
        "showTips": False,  # what it says is said below the chart, in the reader's language
        "modeBarButtons": [list(_BUTTONS)],
        "locale": page.selection.language,
        "locales": {
            page.selection.language: {
                "dictionary": {name: t(key) for name, key in _TOOLTIPS.items()},
                "format": {"shortDays": [t(f"weekday.day_{number}") for number in (7, *range(1, 7))]},
            }
        },
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name(page, _what(at), "")[:-1]},
    }
    st.caption(trend.summary)
    st.plotly_chart(figure, key="metric_course", config=config, alt=trend.summary)
    kind = "platform" if trend.cases is None else "count" if trend.alone is None else "share" if trend.good else "mean"
    st.caption(f"{t(f'trends.legend_{kind}')}  \n{t('trends.zoom' if drag else 'trends.zoom_touch')}")


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(
    under: Under, metric: str, against: str, first: date, before: tuple[date, date] | None, language: str, drag: bool,
    _at: Look,
) -> tuple[object, MetricTrend]:  # fmt: skip
    page, t = _at.page, _at.page.t
    dated = cached.scheme_of(page.shop, page.selection.scheme)
    certified = cached.certified(page.shop, page.selection.scheme, page.selection.rules)
    flags = flags_of(page.timeline, certified, computed.annotations(page.shop), first, under.day, language)
    footer = (
        t("trends.footer_metric", shop=page.selection.shop, metric=METRICS[metric].label[language]),
        t("trends.footer_days", first=fmt.day(first), last=fmt.day(under.day), as_of=fmt.day(page.timeline.last_day)),
        t("trends.footer_rules", scheme=dated.scheme.label.text[language], rules=_rules_of(_at)),
        t("app.trial"),
        *flag_key(flags, language),
    )  # fmt: skip
    trend = metric_trend(
        metric, _at.days, _days(page, under, metric, *before) if before else [],
        (against, _at.others) if any(item.value is not None for item in _at.others) else None,
        page.timeline, flags, footer, language,
    )  # fmt: skip
    return metric_chart(trend, drag), trend


def _rules_of(at: Look) -> str:
    return fmt.day(at.page.timeline.rules_at(at.last).effective_from)


def _what(at: Look) -> str:
    """What a file of the page is about, for its name: the metric, the range, and that it is a trial."""
    t, metric = at.page.t, METRICS[at.metric].label[at.page.selection.language]
    return f"{metric}_{fmt.day(at.first)}_{fmt.day(at.last)}_{t('trends.trial_mark')}"


def _has_a_pointer() -> bool:
    """Whether to draw a range on the chart; on a touch screen that would keep a finger from moving the page."""
    return not any(word in st.context.headers.get("User-Agent", "") for word in ("Mobi", "Android", "iPad"))


def days_table(at: Look) -> None:
    """Every day of the range, the newest first."""
    rows = day_rows(at.metric, at.days, at.page.selection.language)
    height = _ROWS_HEIGHT if len(rows) > _FEW_ROWS else "auto"
    st.dataframe(rows, hide_index=True, key=f"metric_days_{at.page.selection.language}", height=height)
    download(at, "days", lambda: day_file(at.metric, at.days, about(at), at.page.selection.language))


def about(at: Look) -> dict[str, str]:
    """What every row of a downloaded table says of itself."""
    page, t = at.page, at.page.t
    dated = cached.scheme_of(page.shop, page.selection.scheme)
    return {
        t("trends.about_shop"): page.selection.shop,
        t("trends.about_scheme"): dated.scheme.label.text[page.selection.language],
        t("trends.about_rules"): _rules_of(at),
        t("trends.about_as_of"): fmt.day(page.timeline.last_day),
        t("trends.about_trial"): t("app.trial"),
    }


def download(at: Look, what: str, rows: Callable[[], Sequence[Mapping[str, object]]]) -> None:
    """A button that gives rows as a file for a spreadsheet."""
    st.download_button(
        at.page.t("table.download"), lambda: csv_bytes(rows()), mime="text/csv", icon=":material/download:",
        file_name=file_name(at.page, f"{_what(at)}_{what}", "csv"), type="tertiary", on_click="ignore",
        key=f"trends_csv_{what}",
    )  # fmt: skip
