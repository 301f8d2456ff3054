"""What the trends page computes once: the days of a metric, its week, the days that leave, before and after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.improve.leaving import Leaving, leaving
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import coverage
from scoring.measure.panel import panel
from scoring.measure.patterns import Change, DayFigure, Weekdays, before_after, days_of_metric, weekdays
from scoring.measure.records import Annotation, annotation_rows
from scoring.rules.model import RuleSet


@dataclass(frozen=True)
class Under:
    """A shop under the rules of one day: what the figures of the page are a function of."""

    shop: Shop
    scheme: str
    rules: date | None
    day: date

    def rule_set(self) -> RuleSet:
        """The rule set of the day."""
        return cached.whole_timeline(self.shop, self.scheme, self.rules).rules_at(self.day)

    def taken_out(self) -> tuple[str, ...]:
        """The metrics that upheld exclusions are taken out of."""
        ruled = self.rule_set().exclusions
        return tuple(ruled.metrics) if ruled else ()


@st.cache_resource(max_entries=64, show_spinner=False)
def days(under: Under, metric: str) -> list[DayFigure]:
    """Every day of the shop's data by itself."""
    sums = cached.sums(under.shop)
    return days_of_metric(sums, 0, metric, sums.first_day, sums.last_day[0], under.taken_out())


@st.cache_resource(max_entries=64, show_spinner=False)
def unknown_days(shop: Shop, metric: str) -> frozenset[date]:
    """The days of the shop's data on which nothing is known of what the metric is measured from."""
    sums, item = cached.sums(shop), METRICS[metric]
    every = [sums.first_day + timedelta(days=at) for at in range((sums.last_day[0] - sums.first_day).days + 1)]
    known = {day: coverage(sums, 0, item, (1, 0), day) for day in every}
    return frozenset(day for day, found in known.items() if found is not None and not found.known)


@st.cache_resource(max_entries=64, show_spinner=False)
def week(under: Under, metric: str, first: date, last: date) -> Weekdays:
    """The days of the week from `first` to `last`."""
    return weekdays(cached.sums(under.shop), 0, metric, first, last, under.taken_out())


@st.cache_resource(max_entries=64, show_spinner=False)
def leaving_days(under: Under, metric: str, ahead: int) -> tuple[tuple[Leaving, ...], float | None]:
    """The days that leave the metric's window within so many days, and the figure of all of them together."""
    sums = cached.sums(under.shop)
    target = under.day + timedelta(days=ahead)
    found = leaving(sums, 0, under.rule_set(), cached.category(under.shop), under.day, target, metric)
    if not found:
        return (), None
    span = (found[-1].day - found[0].day).days + 1
    whole = panel(sums, {metric: (span, 0)}, found[-1].day, found[-1].day, under.taken_out()).metrics[metric]
    return found, float(whole.value[0, 0])


@st.cache_resource(max_entries=64, show_spinner=False)
def comparison(under: Under, day: date, count: int) -> list[Change]:
    """Every metric of the rule set over so many days before a day and after it."""
    windows = under.rule_set().windows_for(cached.category(under.shop))
    return before_after(cached.sums(under.shop), 0, day, count, windows, under.taken_out())


@st.cache_resource(max_entries=64, show_spinner=False)
def annotations(shop: Shop) -> list[Annotation]:
    """The shop's annotations, oldest first."""
    return annotation_rows(cached.events(shop.data, shop.version), shop.shop)
