"""What the diagnosis is computed from, once per shop, metric and window.

Rules play no part in most of it: those parts are kept over a change of the operator's own rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from dashboard.cached.held import events_of
from dashboard.views import diagnosis as view
from dashboard.views.diagnosis import Counted
from scoring.improve.staffing import Assumptions, Need, staffing
from scoring.measure.attributes import attributes_of, stated_attributes
from scoring.measure.load import Load, chat_load
from scoring.measure.open_cases import (
    Waiting,
    disputes_by,
    open_disputes,
    open_refunds,
    open_tasks,
    refunds_waiting,
)
from scoring.measure.products import products
from scoring.measure.review_words import Word, low_reviews, review_words
from scoring.measure.rows import rows_of
from scoring.measure.segments import Segment, breakdown
from scoring.measure.stages import Stage, order_stages, refund_stages

Grouped = list[tuple[str, list[Stage]]]
Part = tuple[str, str]


@dataclass(frozen=True)
class Carried:
    """The segments that carry a metric's shortfall, and `by` each attribute the shop's data state all segments."""

    worst: list[Segment]
    by: dict[str, list[Segment]]


@dataclass(frozen=True)
class AfterSales:
    """The stages of the refunds that ended in the window, and what is open at the end of the day."""

    stages: Grouped
    waiting: list[Waiting]
    refunds: pa.Table
    tasks: pa.Table


@dataclass(frozen=True)
class Goods:
    """The products, and the words of the low-rated reviews."""

    products: pa.Table
    words: list[Word]


@st.cache_resource(max_entries=64, show_spinner=False)
def points_lost(shop: Shop, scheme_id: str, rules: date | None, day: date) -> dict[str, float]:
    """Area and indicator → the points it costs on a day."""
    line = cached.whole_timeline(shop, scheme_id, rules)
    return view.points_lost(line.panel_at(day), line.rules_at(day), cached.category(shop))


def carried(shop: Shop, cases: Counted) -> Carried:
    """Which segments carry the shortfall of a metric, and every segment of each attribute the data state."""
    return _carried(_data(shop), cases)


@st.cache_resource(max_entries=64, show_spinner=False)
def _carried(shop: Shop, cases: Counted) -> Carried:
    with events_of(shop) as connection:
        found = breakdown(
            connection, shop.shop, cases.metric, attributes_of(cases.metric), cases.first, cases.last,
            after_exclusion=cases.after_exclusion,
        )  # fmt: skip
        stated = stated_attributes(connection, shop.shop, cases.metric)
    return Carried(found.shortfall, {name: found.by[name] for name in stated})


def worst_rows(shop: Shop, cases: Counted, part: Part | None, most: int) -> tuple[pa.Table, int]:
    """The bad rows behind a metric or one of its segments, the worst first, and how many there are in all."""
    return _worst_rows(_data(shop), cases, part, most)


@st.cache_resource(max_entries=32, show_spinner=False)
def _worst_rows(shop: Shop, cases: Counted, part: Part | None, most: int) -> tuple[pa.Table, int]:
    with events_of(shop) as connection:
        return rows_of(
            connection, shop.shop, cases.metric, cases.first, cases.last, part, most=most,
            after_exclusion=cases.after_exclusion,
        )  # fmt: skip


def every_row(shop: Shop, cases: Counted, part: Part | None, total: int) -> pa.Table:
    """All of these rows, for a file; not kept, for they may be many and are wanted once."""
    with events_of(shop) as connection:
        return rows_of(
            connection, shop.shop, cases.metric, cases.first, cases.last, part, most=total,
            after_exclusion=cases.after_exclusion,
        )[0]  # fmt: skip


def logistics(shop: Shop, first: date, last: date) -> dict[str, Grouped]:
    """The stages of the orders paid in the window: of the whole shop (""), by carrier, by province, by warehouse."""
    return _logistics(_data(shop), first, last)


@st.cache_resource(max_entries=32, show_spinner=False)
def _logistics(shop: Shop, first: date, last: date) -> dict[str, Grouped]:
    with events_of(shop) as connection:
        return {
            name: order_stages(connection, shop.shop, first, last, name or None)
            for name in ("", "carrier", "province", "warehouse")
        }


def after_sales(shop: Shop, first: date, last: date, day: date) -> AfterSales:
    """The refund pipeline of the window, and what is open at the end of the day."""
    return _after_sales(_data(shop), first, last, day)


@st.cache_resource(max_entries=32, show_spinner=False)
def _after_sales(shop: Shop, first: date, last: date, day: date) -> AfterSales:
    with events_of(shop) as connection:
        return AfterSales(
            refund_stages(connection, shop.shop, first, last),
            refunds_waiting(connection, shop.shop, day),
            open_refunds(connection, shop.shop, day),
            open_tasks(connection, shop.shop, day),
        )


def disputes(shop: Shop, first: date, last: date, day: date) -> tuple[pa.Table, pa.Table]:
    """How the cases closed in the window were judged, and those that still wait at the end of the day."""
    return _disputes(_data(shop), first, last, day)


@st.cache_resource(max_entries=32, show_spinner=False)
def _disputes(shop: Shop, first: date, last: date, day: date) -> tuple[pa.Table, pa.Table]:
    with events_of(shop) as connection:
        return disputes_by(connection, shop.shop, first, last), open_disputes(connection, shop.shop, day)


def load(shop: Shop, first: date, last: date) -> Load:
    """The chats of the window by hour of the week."""
    return _load(_data(shop), first, last)


@st.cache_resource(max_entries=32, show_spinner=False)
def _load(shop: Shop, first: date, last: date) -> Load:
    with events_of(shop) as connection:
        return chat_load(connection, shop.shop, first, last)


def needs(shop: Shop, first: date, last: date, assumptions: Assumptions) -> list[Need]:
    """The agents each hour of the week needs."""
    return _needs(_data(shop), first, last, assumptions)


@st.cache_resource(max_entries=64, show_spinner=False)
def _needs(shop: Shop, first: date, last: date, assumptions: Assumptions) -> list[Need]:
    return staffing(_load(shop, first, last), assumptions)


def goods(shop: Shop, first: date, last: date) -> Goods:
    """The products, and the words of the low-rated reviews of the window."""
    return _goods(_data(shop), first, last)


@st.cache_resource(max_entries=32, show_spinner=False)
def _goods(shop: Shop, first: date, last: date) -> Goods:
    with events_of(shop) as connection:
        return Goods(products(connection, shop.shop, first, last), review_words(connection, shop.shop, first, last))


def reviews(shop: Shop, first: date, last: date, word: str | None, product: str | None) -> pa.Table:
    """The low-rated reviews of the window; with a word or a product those of it alone."""
    return _reviews(_data(shop), first, last, word, product)


@st.cache_resource(max_entries=32, show_spinner=False)
def _reviews(shop: Shop, first: date, last: date, word: str | None, product: str | None) -> pa.Table:
    with events_of(shop) as connection:
        return low_reviews(connection, shop.shop, first, last, word, product)


def _data(shop: Shop) -> Shop:
    """The shop as its data are, whatever the operator's own rules."""
    return replace(shop, own_rules="")
