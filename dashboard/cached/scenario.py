"""What scenarios come to: events are measured again once for each set of changes to them, the rest is computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pyarrow as pa
import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.certify.calendar import reference_after
from scoring.improve.change_parts import Why
from scoring.improve.forecast import WITHOUT_CERTIFICATION
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.appeals import Appeals, appeals
from scoring.improve.scenario.apply import Applied, apply, measured_sums, metrics_of
from scoring.improve.scenario.coming import latest_day
from scoring.improve.scenario.model import Change, Scenario, rows_named
from scoring.improve.scenario.rules import rules_of
from scoring.improve.scenario.stages import on_events
from scoring.improve.scenario.why import why_in
from scoring.intake.provinces import PROVINCES
from scoring.measure.attributes import stated_values
from scoring.measure.daily_sums import DailySums
from scoring.measure.exclusions import records_unknown
from scoring.store.scenarios import SavedScenario, kept_rows, saved_scenarios, scenarios_stamp

from .held import events_of

# A name for a scenario that has none yet; it is not shown.
UNNAMED = "scenario"
_LISTED = ("carrier", "warehouse", "province")


def scenario_of(
    shop: Shop, scheme_id: str, rules: date | None, day: date, changes: Sequence[Change], name: str = UNNAMED
) -> Scenario:
    """The changes as a scenario of a shop on a day."""
    return Scenario(name=name, scheme=scheme_id, rule_set=rules, day=day, shop=shop.shop, changes=tuple(changes))


def coming_day(shop: Shop, scheme_id: str, rules: date | None, day: date) -> date:
    """The day after `day` that a scenario may be looked at on: the one the forecast is for."""
    line = cached.whole_timeline(shop, scheme_id, rules)
    latest = latest_day(cached.sums(shop), line.rules_at(line.last_day))
    certification = line.rules_at(day).certification
    if certification is None:
        return min(day + WITHOUT_CERTIFICATION, latest)
    return latest if day >= line.last_day else min(reference_after(certification, day), latest)


def looked_at(shop: Shop, scenario: Scenario) -> set[str]:
    """The metrics that the rule set of the baseline or that of the scenario looks at; raises like `apply`."""
    dated, category = cached.scheme_of(shop, scenario.scheme), cached.category(shop)
    day = scenario.day or cached.sums(shop).last_day[0]
    sides = ((), scenario.changes)
    return metrics_of(
        category, *(rules_of(dated, scenario.rule_set, day, side, partial(cached.scheme_of, shop)) for side in sides)
    )


def applied(shop: Shop, scenario: Scenario) -> Applied:
    """The scenario beside its baseline; raises like `apply`."""
    rows = _rows(scenario.changes)
    return apply(
        cached.events(shop.data, shop.version), cached.sums(shop), scenario, cached.scheme_of(shop, scenario.scheme),
        rows, cached.category(shop), schemes=partial(cached.scheme_of, shop),
        measured=_measured(shop, scenario.changes, rows),
    )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def outcomes(shop: Shop, mark: str, _scenario: Scenario) -> Appeals:
    """What the pending appeals of a scenario come to; `mark` stands for the scenario."""
    return appeals(
        cached.events(shop.data, shop.version), cached.sums(shop), _scenario,
        cached.scheme_of(shop, _scenario.scheme), _rows(_scenario.changes), cached.category(shop),
        schemes=partial(cached.scheme_of, shop),
    )  # fmt: skip


def why(shop: Shop, found: Applied) -> Why:
    """Why the total of a scenario differs from its baseline's."""
    return why_in(found, cached.sums(shop), cached.category(shop))


def is_measured(changes: Sequence[Change]) -> bool:
    """Whether the changes need events to be measured again, which may take a while."""
    return bool(on_events(changes))


def _measured(shop: Shop, changes: Sequence[Change], rows: dict[str, pa.Table]) -> DailySums:
    edits = on_events(changes)
    if not edits:
        return cached.sums(shop)
    return _measured_again(replace(shop, own_rules=""), packed(edits), edits, rows)


@st.cache_resource(max_entries=16, show_spinner=False)
def _measured_again(shop: Shop, mark: str, _edits: Sequence[Change], _rows: dict[str, pa.Table]) -> DailySums:
    return measured_sums(cached.events(shop.data, shop.version), cached.sums(shop), _edits, _rows)


def _rows(changes: Sequence[Change]) -> dict[str, pa.Table]:
    names = rows_named(changes)
    return _kept(str(cached.data_folder()), names) if names else {}


@st.cache_resource(max_entries=16, ttl=600, show_spinner=False)
def _kept(folder: str, names: tuple[str, ...]) -> dict[str, pa.Table]:
    return kept_rows(cached.data_folder(), names)


@st.cache_resource(max_entries=8, show_spinner=False)
def _values(data: str, version: str, shop: str) -> dict[str, list[str]]:
    with events_of(Shop(data, version, shop)) as connection:
        found = {name: stated_values(connection, shop, name) for name in _LISTED}
    return {**found, "province": list(dict.fromkeys(map(_province, found["province"])))}


def _province(stated: str) -> str:
    """广东 for 广东省 and for what begins with it; a place elsewhere stays as it is."""
    return next((name for name in PROVINCES if stated.startswith(name)), stated)


def stated(shop: Shop) -> dict[str, list[str]]:
    """The carriers, warehouses and provinces the shop's orders name, the one with most orders first."""
    return _values(shop.data, shop.version, shop.shop)


def unknown_records(shop: Shop, table: str, record_ids: Sequence[str]) -> list[str]:
    """Those of the names that no record of the shop's table goes by."""
    with events_of(shop) as connection:
        return records_unknown(connection, shop.shop, table, record_ids)


def saved(shop: Shop) -> list[SavedScenario]:
    """The scenarios kept of a shop; raises `StoreBroken` for a broken file."""
    return _saved(str(cached.data_folder()), scenarios_stamp(cached.data_folder()), shop.shop)


@st.cache_data(max_entries=16, show_spinner=False)
def _saved(folder: str, stamp: str, shop: str) -> list[SavedScenario]:
    return saved_scenarios(cached.data_folder(), shop)
