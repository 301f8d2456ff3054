"""The score card, the dimension cards and the hints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.text import Words
from dashboard.views.board import DimensionCard, Score, ScoreCard
from dashboard.views.hints import HintRow
from scoring.figures import Evidence

_GATES = {
    "met": ("green", ":material/check_circle:"),
    "not_met": ("red", ":material/cancel:"),
    "not_checked": ("gray", ":material/help:"),
    "not_required": ("gray", ":material/remove:"),
}


def evidence_badge(evidence: Evidence, text: str) -> None:
    """Assumed figures look assumed: orange, with a word and an icon."""
    if evidence is Evidence.ASSUMED:
        st.badge(text, icon=":material/science:", color="orange")
    else:
        st.badge(text, icon=":material/verified:", color="green")


def score_card(card: ScoreCard, t: Words) -> None:
    """Where the shop stands: labelled figures, the binding condition, and how sure it is."""
    with st.container(border=True, key="score_card", gap="small"):
        with st.grid(len(card.scores), min_column_width=210, gap="medium"):
            for score in card.scores:
                _score(score)
        if card.binding_state == "met":
            st.success(card.binding, icon=":material/check_circle:")
        elif card.binding_state == "unmet":
            st.info(card.binding, icon=":material/flag:")
        elif card.binding:
            st.caption(card.binding)
        with st.container(horizontal=True, gap="small"):
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            evidence_badge(card.evidence, card.evidence_text)


def _score(score: Score) -> None:
    with st.container(gap="xxsmall"):
        change = None if score.change is None else round(score.change, 3)
        st.metric(
            score.label, score.value, change, delta_description=score.change_label if change is not None else None,
        )  # fmt: skip
        st.caption(score.caption)


def dimension_cards(cards: Sequence[DimensionCard]) -> None:
    """A card per dimension with its last 30 days."""
    with st.grid(len(cards), min_column_width=165, gap="small"):
        for card in cards:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"dimension_{card.id}"):
                st.metric(
                    card.label,
                    card.score,
                    card.change,
                    delta_description=card.change_label if card.change is not None else None,
                    chart_data=card.spark if len(card.spark) > 1 else None,
                    chart_type="line",
                )
                if card.note or card.weight:
                    st.caption(card.note or card.weight)
                if card.gate_state != "none":
                    color, icon = _GATES[card.gate_state]
                    st.badge(card.gate, icon=icon, color=color)


def hint_cards(rows: Sequence[HintRow], t: Words, try_it: Callable[[HintRow], None]) -> None:
    """What to fix first: one action, one number, one deadline, and a way into the what-if."""
    with st.grid(len(rows), min_column_width=300, gap="small"):
        for place, row in enumerate(rows, start=1):
            _hint(place, row, t, try_it)


def _hint(place: int, row: HintRow, t: Words, try_it: Callable[[HintRow], None]) -> None:
    with st.container(border=True, gap="xsmall", height="stretch", key=f"hint_{place}"):
        st.markdown(f"**{place}. {row.title}**")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(row.gain, icon=":material/trending_up:", color="green" if row.lifts_level else "blue")
            if row.evidence is Evidence.ASSUMED:
                st.badge(t("evidence.assumed"), icon=":material/science:", color="orange")
        st.markdown(f"{row.effort} · {row.deadline}")
        st.caption(row.advice)
        if st.button(t("hint.try"), key=f"try_{row.metric}", icon=":material/tune:", type="tertiary"):
            try_it(row)
