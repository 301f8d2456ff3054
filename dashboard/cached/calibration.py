"""What the official scores say of a rule set, computed once for each source of scores and each choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import cached
from dashboard.cached import Shop
from scoring.assess.own_rules import scheme_for
from scoring.improve.calibrate.of_shop import ShopCalibration, calibration_of
from scoring.improve.calibrate.official import PlatformShown, platform_shown, scores_of
from scoring.measure.records import OfficialScore


@st.cache_resource(max_entries=32, show_spinner=False)
def kept_scores(shop: Shop) -> list[OfficialScore]:
    """The official scores among the shop's data."""
    return scores_of(cached.events(shop.data, shop.version), shop.shop)


@st.cache_resource(max_entries=32, show_spinner=False)
def official(shop: Shop, scheme_id: str) -> PlatformShown:
    """The totals and levels the platform showed under a scheme."""
    return platform_shown(kept_scores(shop), scheme_id)


@st.cache_resource(max_entries=32, show_spinner=False)
def calibration(
    shop: Shop,
    scheme_id: str,
    rule_set: date,
    fingerprint: str,
    weights_known: bool,
    without: tuple[date, ...],
    _scores: Sequence[OfficialScore],
) -> ShopCalibration:
    """The calibration of one rule set by these scores; `fingerprint` stands for them.

    Raises like `own_figures` and `with_own_figures` where the operator's own figures have faults.
    """
    dated = scheme_for(scheme_id, cached.own_store().folder)
    return calibration_of(
        _scores, cached.sums(shop), dated, dated.in_force(rule_set), cached.category(shop), cached.own_figures(),
        cached.violations(shop), weights_known=weights_known, without=without,
    )  # fmt: skip
