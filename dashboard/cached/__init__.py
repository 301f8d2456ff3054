"""Everything that is computed once and shared: events, daily sums, timelines. Keys carry the data's version."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import streamlit as st

from sample_data import REAL_ORDERS, SAMPLE_SHOP
from scoring.assess.metric_names import metric_names
from scoring.assess.own_rules import own_scheme_ids, scheme_for
from scoring.assess.results import Assessment
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.annual_fee import FeeYear, Tenure, fee_on
from scoring.certify.levels import Certified, certify
from scoring.certify.penalties import ActivePenalty, penalties_on
from scoring.certify.periods import standing_on
from scoring.certify.standings import PeriodResult
from scoring.certify.uses import LabelResult, UseResult, label_on, uses_on
from scoring.errors import NoData, VocBoardError
from scoring.figures import Text
from scoring.improve.hints import Hint, hints
from scoring.intake.read import CleanFile, read
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums, main_category, shops_in
from scoring.measure.panel import Panel
from scoring.measure.records import Violation, annotations_of, violations_of
from scoring.rules.catalogue import DatedScheme, fee_scheme, period_scheme, scheme, schemes_of
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import OwnFigure, figures_used, own_figure, scheme_with_own_figures
from scoring.rules.parts import Dated
from scoring.store import own
from scoring.store.delta import Store
from scoring.store.events import Events, from_folder
from scoring.store.own import own_stamp

_Rules = TypeVar("_Rules", bound=Dated)
_FOLDERS = {"sample": SAMPLE_SHOP, "real": REAL_ORDERS}


@dataclass(frozen=True)
class Shop:
    """One shop of one data set at one version of its data: what every cached result is a function of.

    `own_rules` changes with the operator's own figures and rule files.
    """

    data: str
    version: str
    shop: str
    own_rules: str = ""


def own_store() -> Store:
    """The operator's own data; `serve` names its folder."""
    return Store(data_folder())


def data_folder() -> Path:
    """Where the operator's own data is kept."""
    return Path(os.environ.get("VOC_BOARD_DATA") or Path.home() / ".voc-board")


def version(data: str) -> str:
    """The version of a data set; it changes whenever a file is imported or an import undone."""
    return own_store().version() if data == "own" else "shipped"


@st.cache_resource(max_entries=8, show_spinner=False)
def events(data: str, version: str) -> Events:
    """The events of a data set; the operator's own ones are empty before the first import."""
    if data != "own":
        return from_folder(_FOLDERS[data])
    try:
        return own_store().events()
    except NoData:
        return Events()


@st.cache_resource(max_entries=8, show_spinner=False)
def shops(data: str, version: str) -> tuple[str, ...]:
    """The shops of a data set, the one with most events first."""
    return shops_in(events(data, version))


def shown_shop(data: str, name: str) -> Shop:
    """A shop of a data set as it is now, under the rules as they are now."""
    return Shop(data, version(data), name, own_stamp(own_store().folder))


def sums(shop: Shop) -> DailySums:
    """The daily sums of one shop; rules play no part in them."""
    return _sums(shop.data, shop.version, shop.shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sums(data: str, version: str, shop: str) -> DailySums:
    return daily_sums(events(data, version), [shop])


def category(shop: Shop) -> str:
    """The main category of one shop."""
    return _category(shop.data, shop.version, shop.shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def _category(data: str, version: str, shop: str) -> str:
    return main_category(events(data, version), shop)


def schemes_to_choose() -> dict[str, DatedScheme[RuleSet]]:
    """Every scheme with a daily score by id: the shipped ones, then the operator's own that have no faults."""
    found = {name: scheme(name) for name in schemes_of("score")}
    folder = own_store().folder
    for name in own_scheme_ids(folder):
        with suppress(VocBoardError):
            found[name] = scheme_for(name, folder)
    return found


def own_figures() -> list[OwnFigure]:
    """The operator's own figures; raises `StoreBroken` or `BadValue` when their file is broken."""
    return [own_figure(record) for record in own.own_figures(own_store().folder)]


@st.cache_resource(max_entries=64, show_spinner=False)
def own_rules(shop: Shop, scheme_id: str) -> tuple[DatedScheme[RuleSet], VocBoardError | None]:
    """The scheme with the operator's own figures for the shop's category, or as it is with the reason why."""
    dated = scheme_for(scheme_id, own_store().folder)
    try:
        return scheme_with_own_figures(dated, own_figures(), category(shop)), None
    except VocBoardError as error:
        return dated, error


def scheme_of(shop: Shop, scheme_id: str) -> DatedScheme[RuleSet]:
    """The scheme as it is used for a shop."""
    return own_rules(shop, scheme_id)[0]


def own_figures_used(shop: Shop, scheme_id: str, rule_set: date) -> list[OwnFigure]:
    """The operator's own figures that one rule set of a daily score is used with for a shop."""
    if own_rules(shop, scheme_id)[1] is not None:
        return []
    return figures_of(shop, scheme_for(scheme_id, own_store().folder).in_force(rule_set))


def figures_of(shop: Shop, stands: Dated) -> list[OwnFigure]:
    """The operator's own figures for one rule set of any kind and the shop's category; none when they are faulty."""
    try:
        return figures_used(stands, own_figures(), category(shop))
    except VocBoardError:
        return []


def _with_own_figures(shop: Shop, dated: DatedScheme[_Rules]) -> DatedScheme[_Rules]:
    """The fee or the assessment with the operator's own figures; as it is where these are faulty."""
    try:
        return scheme_with_own_figures(dated, own_figures(), category(shop))
    except VocBoardError:
        return dated


@st.cache_resource(max_entries=64, show_spinner=False)
def whole_timeline(shop: Shop, scheme_id: str, rules: date | None) -> Timeline:
    """Every day of one shop under a scheme: each under its own rule set, or all under the one of `rules`."""
    daily = sums(shop)
    dated = scheme_of(shop, scheme_id)
    fixed = dated.in_force(rules) if rules else None
    return timeline(daily, dated, daily.first_day, daily.last_day[0], category(shop), fixed)


@st.cache_resource(max_entries=8, show_spinner=False)
def clean_file(fingerprint: str, name: str, shop: str, table: str | None, _content: bytes) -> CleanFile:
    """An uploaded file's clean rows and report, read once; `fingerprint` stands for the content."""
    return read(io.BytesIO(_content), name, shop=shop, table=table, metric_names=metric_names())


@st.cache_data(max_entries=64, show_spinner=False)
def notes(shop: Shop) -> list[tuple[date, str]]:
    """The shop's annotations: day and text."""
    return annotations_of(events(shop.data, shop.version), shop.shop)


@st.cache_resource(max_entries=64, show_spinner=False)
def certified(shop: Shop, scheme_id: str, rules: date | None) -> list[Certified]:
    """The certifications of one shop, oldest first."""
    return certify(whole_timeline(shop, scheme_id, rules), scheme_of(shop, scheme_id), 0, violations(shop))


@st.cache_data(max_entries=64, show_spinner=False)
def violations(shop: Shop) -> list[Violation]:
    """The violations on the shop's record."""
    return violations_of(events(shop.data, shop.version), shop.shop)


def penalties(shop: Shop, rules: RuleSet, day: date) -> list[ActivePenalty]:
    """The penalties that run on a day."""
    return penalties_on(rules, violations(shop), day)


def goods_label(shop: Shop, scheme_id: str, rules: date | None, day: date) -> LabelResult | None:
    """Whether the goods carry their label on a day; None without such a label."""
    line = whole_timeline(shop, scheme_id, rules)
    return label_on(line, day, 0, certified(shop, scheme_id, rules), violations(shop))


def uses(shop: Shop, scheme_id: str, rules: date | None, day: date) -> list[UseResult]:
    """What the score brings on a day, and what it costs."""
    return uses_on(whole_timeline(shop, scheme_id, rules), day, 0, certified(shop, scheme_id, rules))


@st.cache_resource(max_entries=64, show_spinner=False)
def fee(shop: Shop, day: date, tenure: Tenure) -> FeeYear:
    """The annual fee of the day's year."""
    dated, its_scores = _with_own_figures(shop, fee_scheme("tmall_annual_fee")), partial(scheme_of, shop)
    return fee_on(
        dated, sums(shop), 0, category(shop), day, tenure, violations(shop), scored_by=its_scores
    )  # fmt: skip


@st.cache_resource(max_entries=64, show_spinner=False)
def standing(shop: Shop, scheme_id: str, day: date, opened: date | None) -> PeriodResult:
    """Where the shop stands in an assessment over months."""
    its_scores = partial(scheme_of, shop)
    dated = _with_own_figures(shop, period_scheme(scheme_id))
    return standing_on(dated, sums(shop), 0, category(shop), day, opened, scored_by=its_scores)


def day_panel(shop: Shop, scheme_id: str, rules: date | None, day: date) -> Panel:
    """The metrics of one shop on one day, over the windows of that day's rule set."""
    return whole_timeline(shop, scheme_id, rules).panel_at(day)


@st.cache_resource(max_entries=64, show_spinner=False)
def beside(shop: Shop, scheme_id: str, rules: date | None, day: date) -> Assessment | None:
    """The day under the next rule set, where the platform already shows that beside the one in force."""
    coming = None if rules else scheme_of(shop, scheme_id).shown_beside(day)
    if coming is None:
        return None
    return whole_timeline(shop, scheme_id, coming.effective_from).at(day, 0)


@st.cache_resource(max_entries=64, show_spinner=False)
def best_hints(shop: Shop, scheme_id: str, rules: date | None, day: date) -> list[Hint]:
    """All hints of one shop on one day, the best first."""
    line = whole_timeline(shop, scheme_id, rules)
    return hints(line.panel_at(day), line.rules_at(day), category(shop), sums(shop), 0)


def metric_label(name: str) -> Text:
    """A metric's name in both languages."""
    return METRICS[name].label
