"""The score card, the dimension cards and the hints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import format as fmt
from dashboard.components.spark import sparkline
from dashboard.text import Words
from dashboard.views.board import Score, ScoreCard
from dashboard.views.dimensions import DimensionCard
from dashboard.views.hints import HintRow
from scoring.figures import Evidence

# Whether a figure is assumed → how it looks.
_SURE: dict[bool, tuple[Any, str]] = {
    True: ("orange", ":material/science:"),
    False: ("green", ":material/verified:"),
}
_GATES = {
    "met": ("green", ":material/check_circle:"),
    "not_met": ("red", ":material/cancel:"),
    "not_checked": ("gray", ":material/help:"),
    "not_required": ("gray", ":material/remove:"),
}
_IN_TIME = {
    "in_time": ("green", ":material/event_available:"),
    "too_late": ("orange", ":material/event_busy:"),
    "not_soon": ("gray", ":material/event_busy:"),
    "unknown": ("gray", ":material/event:"),
}
_DAYS = {"full": ("gray", ":material/event_available:"), "gap": ("orange", ":material/event_busy:")}


def badge(text: str, color: str, icon: str) -> str:
    """A badge inside a text: fewer elements on a page make it faster than badges of their own."""
    return f":{color}-badge[{icon} {fmt.escaped(text)}]"


def _small(text: str) -> str:
    """A line as a caption shows it, inside a text."""
    return f":small[:gray[{fmt.escaped(text)}]]"


def trial_badges(evidence: Evidence, text: str, t: Words) -> str:
    """In one text: that it is a trial, and how sure it is."""
    sure = badge(text, *_SURE[evidence is Evidence.ASSUMED])
    return f"{badge(t('app.trial'), 'gray', ':material/calculate:')} {sure}"


def evidence_badge(evidence: Evidence, text: str) -> None:
    """Assumed figures look assumed: orange, with a word and an icon."""
    color, icon = _SURE[evidence is Evidence.ASSUMED]
    st.badge(text, icon=icon, color=color)


def score_card(card: ScoreCard, t: Words) -> None:
    """Where the shop stands: labelled figures, the binding condition, and how sure it is."""
    with st.container(border=True, key="score_card", gap="small"):
        with st.grid(len(card.scores), min_column_width=190, gap="medium"):
            for score in card.scores:
                _score(score)
        if card.binding_state == "met":
            st.success(card.binding, icon=":material/check_circle:")
        elif card.binding_state == "unmet":
            st.info(card.binding, icon=":material/flag:")
        elif card.binding:
            st.caption(card.binding)
        st.markdown(trial_badges(card.evidence, card.evidence_text, t))


def _score(score: Score) -> None:
    with st.container(gap="xxsmall"):
        change = None if score.change is None else round(score.change, 3)
        st.metric(
            score.label, score.value, change, help=score.help or None,
            delta_description=score.change_label if change is not None else None,
        )  # fmt: skip
        st.caption(score.caption)


def dimension_cards(cards: Sequence[DimensionCard], t: Words, diagnose: Callable[[str], dict[str, str]]) -> None:
    """A card per dimension with its last 30 days; `diagnose` gives the address of a dimension's diagnosis."""
    with st.grid(len(cards), min_column_width=128, gap="small"):
        for card in cards:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"dimension_{card.id}"):
                _dimension(card, t, diagnose(card.id))


def _dimension(card: DimensionCard, t: Words, address: dict[str, str]) -> None:
    st.metric(
        card.label,
        card.score,
        card.change,
        delta_description=card.change_label if card.change is not None else None,
    )
    if len(card.spark) > 1:
        first, last = fmt.points(card.spark[0]), fmt.points(card.spark[-1])
        sparkline(card.spark, t("board.spark", name=card.label, days=len(card.spark), first=first, last=last))
    lines = [card.note, card.next_step, card.peers, t("board.dot").join(filter(None, (card.weight, card.yesterday)))]
    badges = [badge(card.gate, *_GATES[card.gate_state])] if card.gate_state != "none" else []
    if card.days:
        badges.append(badge(card.days, *_DAYS[card.days_state]))
    st.markdown("  \n".join([*(_small(line) for line in lines if line), *badges]))
    st.page_link(
        "app_pages/diagnosis.py", label=t("board.diagnose"), icon=":material/troubleshoot:", query_params=address
    )


def hint_list(
    rows: Sequence[HintRow],
    t: Words,
    what_if: Callable[[HintRow], dict[str, str]],
    diagnose: Callable[[str], dict[str, str]],
) -> None:
    """What to fix first: one action, one number, one deadline; the what-if filled in, and where it comes from."""
    for place, row in enumerate(rows, start=1):
        with st.container(gap="xxsmall", key=f"hint_{place}"):
            badges = [badge(row.gain, "green" if row.lifts_level else "blue", ":material/trending_up:")]
            if row.when:
                badges.append(badge(row.when, *_IN_TIME[row.in_time]))
            if row.evidence is Evidence.ASSUMED:
                badges.append(badge(t("evidence.assumed"), *_SURE[True]))
            lines = (f"**{place}. {fmt.escaped(row.title)}**", " ".join(badges), _small(row.effort))
            st.markdown("  \n".join(lines), help=f"{row.deadline}\n\n{fmt.escaped(row.advice)}")
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.page_link(
                    "app_pages/what_if.py", label=t("hint.try"), icon=":material/tune:", query_params=what_if(row)
                )
                st.page_link(
                    "app_pages/diagnosis.py", label=t("board.diagnose"), icon=":material/troubleshoot:",
                    query_params=diagnose(row.dimension),
                )  # fmt: skip
